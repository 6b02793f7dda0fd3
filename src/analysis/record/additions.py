"""A note typed in by hand: its sheet, the check of every row, and the record with it and without it again."""

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pandas as pd

from analysis.errors import InputError, nearest
from analysis.quarter import ACCEPTED, Quarter
from analysis.record import check, frames, ledger, store
from analysis.record.dates import read_span
from analysis.record.files import key, parts_of, put

PAGE = ("title", "publisher", "date", "language", "official")  # what a page that is new is told with
COLUMNS = ("quarter", "what", "value", "group", "compared_with", "page", *PAGE, "note")
DOCUMENT = "Note on {}, entered by hand"
TOUCHED = ("figures.csv", "sources.csv", "definitions.yml")


def template(quarter: Quarter) -> pd.DataFrame:
    """Return the sheet of a note: what the last note printed, with its values and pages left to fill in."""
    last, rows = last_note(), ledger.ledger().drop_duplicates(["series", "period", "measure", "group"])
    rows = rows[rows.series.eq(ledger.NOTES) & rows.period.eq(str(last))]
    measures, terms = (store.read_table(name).set_index(name[:-1]).label_en for name in ("measures", "terms"))
    return pd.DataFrame(index=rows.index, columns=[*COLUMNS], dtype=object).fillna("").assign(
        quarter=str(quarter), what=rows.measure.map(measures), group=rows.group.map(terms).fillna(rows.group),
        compared_with=rows.compared_with.replace(str(last.previous), str(quarter.previous)),
    )  # fmt: skip


def last_note() -> Quarter:
    """Return the last quarter with a figure that leads its note."""
    return Quarter.parse(ledger.definitions()["headlines"][-1]["to"])


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
    cells = _cells(file)
    quarter, last = Quarter.parse(cells.quarter.iloc[0]), last_note()
    rows, pages = _read(file.name, cells, quarter)
    like = Quarter.parse(counts_as) if counts_as else last
    if not counts_as and quarter != like.shift(1):
        what = f"the last note is on {like}, and nothing says by which rules that on {quarter} counts"
        how = f"name a quarter that counts alike with --counts-as, such as {like}"
        raise InputError(f"{file.name}: {what}; {how}.")
    with _copied() as data:
        for name, added in (("figures", rows), ("sources", pages)):
            fields = {field["name"]: field for field in store.resource(name)["schema"]["fields"]}
            form: Any = {"mode": "a", "header": False, "index": False, "lineterminator": "\n"}
            table = added.reindex(columns=[*fields]).fillna("")
            store.require_valid(file.name, table, fields)  # by the lines of the sheet
            table.to_csv(data / f"{name}.csv", **form)
        _span(data, last, max(last, quarter))
        _require_alike(file.name, quarter, like)
        yield str(quarter)


def remove(quarter: Quarter) -> int:
    """Take a note that was added out of the record, and return how many rows it had."""
    ours = rf'(?m)^(?:N{quarter}-\d|.*,"{DOCUMENT.format(quarter)}",).*\n'
    with _copied() as data:
        removed, _ = (_rewrite(data / name, ours, "") for name in TOUCHED[:2])
        if not removed:
            raise InputError(f"No note on {quarter} was added by hand: there is nothing to remove.")
        rows = store.read_table("figures")
        singles = rows[rows.series.eq(ledger.NOTES) & rows.period.str.fullmatch(r"\d{4}Q\d")]
        _span(data, quarter, Quarter.parse(singles.period.max()))
    return removed


@contextlib.contextmanager
def _copied() -> Iterator[Path]:
    """Work on a copy of ``data/``; at the end, what was touched and the published table take their places."""
    origin = store.home()
    with tempfile.TemporaryDirectory() as folder, mock.patch.dict(os.environ, {store.HOME_VARIABLE: folder}):
        copy = Path(folder, "data")
        shutil.copytree(origin / "data", copy, ignore=shutil.ignore_patterns("raw", "private"))
        yield copy / "minusma"
        if found := check.check():
            raise InputError(" ".join(found))
        made = frames.as_text(ledger.NOTES).to_csv(index=False, lineterminator="\n")
        (copy / "published" / f"{ledger.NOTES}.csv").write_text(made, "utf-8")
        for name in (*(f"minusma/{name}" for name in TOUCHED), f"published/{ledger.NOTES}.csv"):
            put(origin / "data" / name, (copy / name).read_bytes())


def _rewrite(path: Path, pattern: str, by: str) -> int:
    """Put another text wherever a pattern stands in a file, and return how often it stood there."""
    text, times = re.subn(pattern, by, store.read_text(path))
    path.write_text(text, "utf-8")
    return times


def _span(data: Path, last: Quarter, to: Quarter) -> None:
    """Let what holds to the end of one quarter hold to the end of another; what is said of years stays."""
    ours = rf"(?m)^( *- {{(?:series: {ledger.NOTES}|from: )(?!.*periods:).*to: ){last}"
    _rewrite(data / "definitions.yml", ours, rf"\g<1>{to}")


def _cells(file: Path) -> pd.DataFrame:
    """Return the rows of a sheet that have a value, by line."""
    parts = ([[" ".join(cell.split()) for cell in row] for row in rows()] for rows in parts_of(file).values())
    header, *lines = next((part for part in parts if part and "what" in part[0]), [[]])
    if odd := [name for name in COLUMNS[:6] if name not in header]:
        raise InputError(f"{file.name}: column {odd[0]!r} is missing; write the sheet anew with template.")
    cells = pd.DataFrame([dict(zip(header, line, strict=False)) for line in lines], range(2, len(lines) + 2))
    cells = cells.reindex(columns=[*COLUMNS]).fillna("").query("value != ''")
    if (quarters := cells.quarter.nunique()) != 1:
        raise InputError(f"{file.name}: values are given for {quarters} quarters: fill in those of one.")
    return cells.assign(page=cells.page.replace("", None).ffill().fillna(""))  # empty: as in the row above


def _read(name: str, cells: pd.DataFrame, quarter: Quarter) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows of a sheet as the ledger has them, and the pages that are new."""
    rows, document = ledger.ledger(), DOCUMENT.format(quarter)
    if there := {*rows.document[rows.series.eq(ledger.NOTES) & rows.period.eq(str(quarter))]}:
        how = ": remove it first" * (document in there)
        raise InputError(f"A note on {quarter} is on record already{how}.")
    printed = store.read_table("printed").drop_duplicates("term", keep="last").set_index("term")
    measures, terms = _by_label("measures"), _by_label("terms", printed.printed)
    urls = store.read_table("sources").set_index("url").source_id
    pages = cells[~cells.page.isin(urls.index)].drop_duplicates("page").rename(columns={"page": "url"})
    pages["source_id"] = [f"N{quarter}-{number + 1}" for number in range(len(pages))]
    number = rows.figure_id.str[1:].astype(int).max() + 1
    read = pd.DataFrame({
        "figure_id": [f"F{number + at:03d}" for at in range(len(cells))], "series": ledger.NOTES,
        "period": str(quarter), "measure": cells.what.map(key).map(measures.code),
        "group": cells.group.map(key).map(terms.code).where(cells.group.ne(""), ""),
        **_values(cells.value, {*rows.qualifier} - {""}), "compared_with": cells.compared_with.map(_quarter),
        "source_id": cells.page.map(pd.concat([urls, pages.set_index("url").source_id])),
        "document": document, "note": cells.note,
    })  # fmt: skip
    notes = rows[rows.series.eq(ledger.NOTES)].sort_values("period", kind="stable")
    like = notes.drop_duplicates(["measure", "group"], keep="last").set_index(["measure", "group"])
    read = read.join(like[["unit", "dimension", "category"]], on=["measure", "group"])
    read["unit"] = read.unit.fillna(read.measure.map(notes.groupby("measure").unit.last()))
    read["dimension"] = read.dimension.fillna(read.group.map(printed.dimension)).fillna("none")
    read["category"] = read.category.fillna(read.group.map(printed.printed)).fillna("")
    both = cells.add_prefix("typed_").join(read.fillna("")).assign(new=cells.index.isin(pages.index))
    both["rivals"] = both.groupby(["measure", "group", "compared_with"]).value.transform("nunique")
    wrong = ((line, what) for line, row in both.iterrows() for what in _wrong(row, measures, terms))
    if told := [f"{name}, line {line}, column {what}" for line, what in wrong]:
        raise InputError("\n".join(told))
    return read, pages.assign(covers=f"{quarter} note")


def _by_label(name: str, *more: "pd.Series[str]") -> pd.DataFrame:
    """Return label and code of what a table of the vocabulary names, by the label as texts are compared."""
    table = store.read_table(name).set_index(name[:-1], drop=False)
    labels = pd.concat([table.label_en, table[name[:-1]], table.label_fr, *more])
    named = pd.DataFrame({"label": labels, "code": labels.index}).set_axis(labels.map(key))
    return named[~named.index.duplicated()]


def _values(texts: "pd.Series[str]", qualifiers: set[str]) -> "dict[str, pd.Series[str]]":
    """Read values as a note prints them: the number, and the word before it."""
    labels = store.read_table("words").set_index("key").loc[sorted(qualifiers), ["label_en", "label_fr"]]
    words = {"": ""} | {key(text): word for word, *both in labels.itertuples(name=None) for text in both}
    plain = texts.str.replace(r"(?<=\d)[ \u00a0\u202f,](?=\d{3}\b)", "", regex=True)
    parts = plain.str.extract(r"^(\D*?)\s*\+?([-\u2212]?\d+(?:[.,]\d+)?)\s*(?:%|per cent)?$")
    qualifier = parts[0].map(key, na_action="ignore").map(words)
    number = parts[1].str.replace(",", ".").str.replace("\u2212", "-")
    return {"value": number.where(qualifier.notna()), "qualifier": qualifier}


def _quarter(text: str) -> str:
    with contextlib.suppress(InputError):
        return str(Quarter.parse(text))
    return ""


def _wrong(row: "pd.Series[Any]", measures: pd.DataFrame, terms: pd.DataFrame) -> Iterator[str]:
    """Yield all that is wrong in a row, as it was typed and as it was read."""
    ended = Quarter.parse(row.period).end
    if not row.measure:
        yield f"what: {nearest(row.typed_what, [*measures.label], 'measure of the notes')}"
    elif not row.unit:
        yield f"what: no note has printed {row.measure}, so that its unit is not known."
    yield from _wrong_value(row)
    if row.typed_group and not row.group:
        yield f"group: {nearest(row.typed_group, [*terms.label], 'group of the notes')}"
    if (row.measure == "change_pct") != bool(row.typed_compared_with):
        yield "compared_with: a change, and nothing else, has the quarter that it is measured against."
    elif row.typed_compared_with and not row.compared_with:
        yield f"compared_with: {row.typed_compared_with!r} is not a quarter: write it as {ACCEPTED}."
    if not re.fullmatch(r"https?://\S+", row.typed_page):
        yield f"page: {row.typed_page!r} is no address of a page: write https://..."
    elif row.new and (lost := [column for column in PAGE if not row[f"typed_{column}"]]):
        yield f"page: a page that is new needs its {', '.join(lost)} in its first row."
    elif row.new and (day := read_span(row.typed_date)) and day[1] < ended:
        yield f"date: {row.typed_date} is before the quarter ends: write when the page appeared."


def _wrong_value(row: "pd.Series[Any]") -> Iterator[str]:
    if not row.value:
        yield f"value: {row.typed_value!r} is no printed value: write 527, at least 527, -28 % or 17.22."
    elif row.unit != "percent" and not row.value.isdigit():
        yield f"value: {row.typed_value!r} is no count: write a whole number from 0, such as 1277."
    elif row.rivals > 1:
        yield "value: another row gives this figure another value; keep one, and put the other into its note."
    elif row.unit == "percent" and 0 < abs(float(row.value)) < 1:
        yield "value: under 1 %; a spreadsheet turns 12 % into 0.12, so write 12."


def _require_alike(name: str, quarter: Quarter, like: Quarter) -> None:
    """Refuse a note without its leading figure, or with one that no rule of the quarter before names."""
    rows = ledger.ledger().loc[lambda rows: rows.series.eq(ledger.NOTES) & rows.period.eq(str(quarter))]
    lead = ledger.definitions()["headlines"][-1]
    if not (rows.what.eq(lead["measure"]) & rows.unit.eq(lead["unit"]) & rows.group.eq("")).any():
        raise InputError(f"{name}: no row gives {lead['measure']}, the figure that leads a note; add it.")
    for _, row in rows.iterrows():
        rule = ledger.definition_of(ledger.NOTES, str(like), row.measure, row.unit, row.group)["rule"]
        if row.inclusion != rule:
            odd = f"{row.measure} ({row.unit}) of {quarter} would count {row.inclusion!r}, of {like} {rule!r}"
            raise InputError(f"{name}: {odd}; say in data/minusma/definitions.yml which rule holds.")
