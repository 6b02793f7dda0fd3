"""A note typed in by hand: its sheet, the check of every row, and the record with it and without it again."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from analysis.errors import InputError
from analysis.quarter import Quarter
from analysis.record.check import check
from analysis.record.files import key, parts_of
from analysis.record.frames import as_text
from analysis.record.ledger import definition_of, definitions, ledger
from analysis.record.store import HOME_VARIABLE, home, read_table, read_text, resource

SERIES = "hrpd_note"
PAGE = ("page", "title", "publisher", "date", "language", "official")
COLUMNS = ("quarter", "what", "value", "group", "compared_with", *PAGE, "note")
TOUCHED = ("figures.csv", "sources.csv", "definitions.yml")
Row = dict[str, str]


def template(quarter: Quarter) -> list[list[str]]:
    """Return the sheet of a note: what the last note printed, with its values and pages left to fill in."""
    last = last_note()
    rows = ledger()
    rows = rows[rows.series.eq(SERIES) & rows.period.eq(str(last))].drop_duplicates(["measure", "group"])
    names = [read_table(name).set_index(name[:-1]).label_en.to_dict() for name in ("measures", "terms")]
    table: Any = rows.itertuples()
    lines = [[str(quarter), names[0][row.measure], "", names[1].get(row.group, row.group),
              str(quarter.previous) if row.compared_with == str(last.previous) else row.compared_with]
             for row in table]  # fmt: skip
    return [[*COLUMNS], *([*line, *[""] * (len(COLUMNS) - len(line))] for line in lines)]


def last_note() -> Quarter:
    """Return the last quarter with a figure that leads its note."""
    return Quarter.parse(definitions()["headlines"][-1]["to"])


@contextlib.contextmanager
def tried(file: Path, counts_as: str = "") -> Iterator[str]:
    """Add the rows of a sheet to a copy of the record, yield their quarter, and keep the copy at the end.

    Where the block raises, nothing is kept.

    Raises
    ------
    InputError
        With all that is wrong in the sheet, a line each; where nothing says by which rules the note counts,
        or the note has no leading figure.
    """
    quarter, rows, pages = _read(file)
    last = last_note()
    like = Quarter.parse(counts_as) if counts_as else last
    if not counts_as and quarter != like.shift(1):
        raise InputError(
            f"{file.name}: the last note is on {like}, and nothing says by which rules that on {quarter}"
            f" counts; name a quarter that counts alike with --counts-as, such as {like}."
        )
    with _copied() as (data, keep):
        _append(data / "figures.csv", "figures", rows)
        _append(data / "sources.csv", "sources", pages)
        _span(data / "definitions.yml", last, quarter)
        _require_alike(file.name, quarter, like)
        yield str(quarter)
        keep()


def remove(quarter: Quarter) -> int:
    """Take a note that was added out of the record, and return how many rows it had."""
    with _copied() as (data, keep):
        mark, removed = f",N{quarter}-", 0
        for name in TOUCHED[:2]:
            lines = read_text(data / name).splitlines(keepends=True)
            kept = [line for line in lines if mark not in line and not line.startswith(mark[1:])]
            removed += (len(lines) - len(kept)) * (name == TOUCHED[0])
            (data / name).write_text("".join(kept), "utf-8")
        if not removed:
            raise InputError(f"No note on {quarter} was added by hand: there is nothing to remove.")
        rows = read_table("figures")
        singles = rows[rows.series.eq(SERIES) & rows.period.str.fullmatch(r"\d{4}Q\d")]
        _span(data / "definitions.yml", quarter, Quarter.parse(singles.period.max()))
        keep()
    return removed


@contextlib.contextmanager
def _copied() -> Iterator[tuple[Path, Any]]:
    """Work on a copy of ``data/``; `keep` puts what was touched, and the published table, in its place."""
    origin, before = home(), os.environ.get(HOME_VARIABLE)
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(origin / "data", Path(folder, "data"), ignore=shutil.ignore_patterns("raw"))
        os.environ[HOME_VARIABLE] = folder

        def keep() -> None:
            if found := check():
                raise InputError(" ".join(found))
            made = as_text(home(), SERIES).to_csv(index=False, lineterminator="\n")
            Path(folder, "data", "published", f"{SERIES}.csv").write_text(made, "utf-8")
            for name in (*(f"minusma/{name}" for name in TOUCHED), f"published/{SERIES}.csv"):
                part = (origin / "data" / name).with_suffix(".part")
                shutil.copyfile(Path(folder, "data", name), part)
                part.replace(origin / "data" / name)

        try:
            yield Path(folder, "data", "minusma"), keep
        finally:
            os.environ.pop(HOME_VARIABLE)
            os.environ.update({HOME_VARIABLE: before} if before else {})


def _read(file: Path) -> tuple[Quarter, list[Row], list[Row]]:
    """Return the quarter of a sheet, its rows as the ledger has them, and the pages that are new."""
    parts = ([[" ".join(cell.split()) for cell in row] for row in rows()] for rows in parts_of(file).values())
    header, *lines = next((part for part in parts if part and "what" in part[0]), [[]])
    if odd := [name for name in COLUMNS[:6] if name not in header]:
        raise InputError(f"{file.name}: column {odd[0]!r} is missing; write the sheet anew with template.")
    cells = ((n, dict(zip(header, line, strict=False))) for n, line in enumerate(lines, 2))
    filled = [(n, row) for n, row in cells if row.get("value")]
    if len(quarters := {row["quarter"] for _, row in filled}) != 1:
        raise InputError(f"{file.name}: rows with a value are about {len(quarters)} quarters: expected one.")
    quarter = Quarter.parse(quarters.pop())
    if ledger().document.eq(f"Note on {quarter}, entered by hand").any():
        raise InputError(f"A note on {quarter} was added already: remove it first.")
    reader, rows, problems = _Reader(), list[Row](), list[str]()
    for n, row in filled:
        try:
            rows.append(reader.row(row | {"quarter": str(quarter)}))
        except InputError as error:
            problems += [f"{file.name}, line {n}, {text}" for text in str(error).split("\n")]
    if problems:
        raise InputError("\n".join(problems))
    return quarter, rows, list(reader.pages.values())


class _Reader:
    """Reads rows in anybody's words as rows of the ledger."""

    def __init__(self) -> None:
        self.measures, self.terms = (_by_label(name) for name in ("measures", "terms"))
        printed: Any = read_table("printed").itertuples()
        self.printed = {row.term: (row.dimension, row.printed) for row in printed}
        self.terms = {category: term for term, (_, category) in self.printed.items()} | self.terms
        rows = ledger()
        table: Any = rows[rows.series.eq(SERIES)].sort_values("period", kind="stable").itertuples()
        self.like = {(row.measure, row.group): row for row in table}
        self.number = int(rows.figure_id.str[1:].astype(int).max())
        self.urls = dict(read_table("sources")[["url", "source_id"]].itertuples(index=False, name=None))
        words = read_table("words").set_index("key").loc[sorted({*rows.qualifier} - {""})]
        self.words = {key(text.replace("{}", "")): str(word) for name in ("label_en", "label_fr")
                      for word, text in words[name].items()}  # fmt: skip
        self.pages: dict[str, Row] = {}

    def row(self, cells: Row) -> Row:
        """Return a row of the ledger, or raise with all that is wrong with it."""
        found, wrong = dict[str, Any](), list[str]()
        for name in ("what", "value", "group", "compared_with", "page"):
            try:
                found[name] = getattr(self, name)(cells)
            except InputError as error:
                wrong.append(f"column {name}: {error}")
        if wrong:
            raise InputError("\n".join(wrong))
        measure, group = found["what"], found["group"]
        others = [row for (known, _), row in self.like.items() if known == measure]
        if not others:
            raise InputError(f"column what: no note has printed {measure}, so that its unit is not known.")
        like = self.like.get((measure, group), others[-1])
        dimension, category = (like.dimension, like.category) if like.group == group else self.printed[group]
        if like.unit == "percent" and 0 < abs(float(found["value"]["value"])) < 1:
            raise InputError("column value: under 1 %; a spreadsheet turns 12 % into 0.12, so write 12.")
        self.number += 1
        return {
            "figure_id": f"F{self.number:03d}", "series": SERIES, "period": cells["quarter"],
            "measure": measure, "unit": like.unit, "dimension": dimension, "category": category,
            **found["value"], "compared_with": found["compared_with"],
            "document": f"Note on {cells['quarter']}, entered by hand", "source_id": found["page"],
            "note": cells.get("note", ""),
        }  # fmt: skip

    def what(self, cells: Row) -> str:
        return _named(cells["what"], self.measures, "measure")

    def group(self, cells: Row) -> str:
        return _named(cells["group"], self.terms, "group") if cells["group"] else ""

    def value(self, cells: Row) -> Row:
        text = re.sub(r"(?<=\d)[ \u00a0\u202f,](?=\d{3}\b)", "", cells["value"]).replace("\u2212", "-")
        found = re.fullmatch(r"(\D*?)\s*\+?(-?\d+(?:[.,]\d+)?)\s*(?:%|per cent)?", text)
        word = key(found[1]) if found else ""
        if not found or (word and word not in self.words):
            what = f"{cells['value']!r} is no printed value"
            raise InputError(f"{what}: write 527, at least 527, -28 % or 17.22.")
        return {"value": found[2].replace(",", "."), "qualifier": self.words.get(word, "")}

    def compared_with(self, cells: Row) -> str:
        change = self.measures.get(cells["what"]) == "change_pct"
        if change != bool(cells["compared_with"]):
            raise InputError("a change, and nothing else, has the quarter that it is measured against.")
        return str(Quarter.parse(cells["compared_with"])) if change else ""

    def page(self, cells: Row) -> str:
        url = cells["page"]
        if url not in self.urls:
            if not re.fullmatch(r"https?://\S+", url):
                raise InputError(f"{url!r} is no address of a page: write https://...")
            if lost := [name for name in PAGE[1:] if not cells.get(name)]:
                raise InputError(f"a page that is new needs its {', '.join(lost)} in its first row.")
            self.urls[url] = f"N{cells['quarter']}-{len(self.pages) + 1}"
            about = {column: cells[column] for column in PAGE[1:]}
            covers = f"{cells['quarter']} note"
            self.pages[url] = {"source_id": self.urls[url], "url": url, **about, "covers": covers}
        return str(self.urls[url])


def _by_label(table: str) -> dict[str, str]:
    rows: Any = read_table(table).to_dict("records")
    names = ("label_fr", table[:-1], "label_en")
    return {row[name]: row[table[:-1]] for name in names for row in rows[::-1]}


def _named(text: str, known: dict[str, str], what: str) -> str:
    plain = {key(name): name for name in known}
    if key(text) in plain:
        return known[plain[key(text)]]
    close = get_close_matches(key(text), plain, 1, 0.5)
    hint = f"; did you mean {plain[close[0]]!r}?" if close else "."
    raise InputError(f"{text!r} is no {what} of the notes{hint}")


def _append(path: Path, name: str, rows: list[Row]) -> None:
    columns = [field["name"] for field in resource(name)["schema"]["fields"]]
    text = io.StringIO(newline="")
    csv.DictWriter(text, columns, lineterminator="\n").writerows(rows)
    path.write_text(read_text(path) + text.getvalue(), "utf-8")


def _span(path: Path, last: Quarter, to: Quarter) -> None:
    """Let what holds to the end of one quarter hold to the end of another; what is said of years stays."""
    lines = read_text(path).splitlines(keepends=True)
    ours = ("- {series: " + SERIES, "- {from: ")
    path.write_text("".join(line.replace(f"to: {last}", f"to: {to}")
                            if line.strip().startswith(ours) and "periods:" not in line else line
                            for line in lines), "utf-8")  # fmt: skip


def _require_alike(name: str, quarter: Quarter, like: Quarter) -> None:
    """Refuse a note without its leading figure, or with one that no rule of the quarter before names."""
    rows = ledger()
    rows = rows[rows.series.eq(SERIES) & rows.period.eq(str(quarter))]
    lead = definitions()["headlines"][-1]
    if not (rows.what.eq(lead["measure"]) & rows.unit.eq(lead["unit"]) & rows.group.eq("")).any():
        raise InputError(f"{name}: no row gives {lead['measure']}, the figure that leads a note; add it.")
    for row in rows.itertuples():
        about: Any = (row.measure, row.unit, row.group)
        rule = definition_of(SERIES, str(like), *about)["rule"]
        if row.inclusion != rule:
            raise InputError(
                f"{name}: {row.measure} ({row.unit}) of {quarter} would count {row.inclusion!r}, of {like}"
                f" {rule!r}; say in data/minusma/definitions.yml which rule holds."
            )
