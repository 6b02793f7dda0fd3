"""A note typed in by hand: its sheet, the check of every row, and the record with it and without it again."""

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
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
            table = added.reindex(columns=[*store.fields_of(name)])
            table.to_csv(data / f"{name}.csv", mode="a", header=False, index=False, lineterminator="\n")
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
    notes = rows[rows.series.eq(ledger.NOTES)].sort_values("period", kind="stable")
    if there := {*notes.document[notes.period.eq(str(quarter))]}:
        how = ": remove it first" * (document in there)
        raise InputError(f"A note on {quarter} is on record already{how}.")
    printed = store.read_table("printed").drop_duplicates("term", keep="last").set_index("term")
    measures, terms = _by_label("measures"), _by_label("terms", printed.printed)
    measures = measures[measures.code.isin(notes.measure)]
    urls = store.read_table("sources").set_index("url").source_id
    pages = cells[~cells.page.isin(urls.index)].drop_duplicates("page")
    pages["source_id"] = [f"N{quarter}-{number + 1}" for number in range(len(pages))]
    number = rows.figure_id.str[1:].astype(int).max() + 1
    read = pd.DataFrame({
        "figure_id": [f"F{number + at:03d}" for at in range(len(cells))], "series": ledger.NOTES,
        "period": str(quarter), "measure": cells.what.map(key).map(measures.code),
        "group": cells.group.map(key).map(terms.code).where(cells.group.ne(""), ""),
        **_values(cells.value, {*rows.qualifier} - {""}), "compared_with": cells.compared_with.map(_quarter),
        "source_id": cells.page.map(pd.concat([urls, pages.set_index("page").source_id])),
        "document": document, "note": cells.note,
    })  # fmt: skip
    like = notes.drop_duplicates(["measure", "group"], keep="last").set_index(["measure", "group"])
    read = read.join(like[["unit", "dimension", "category"]], on=["measure", "group"])
    read["unit"] = read.unit.fillna(read.measure.map(notes.groupby("measure").unit.last()))
    read["dimension"] = read.dimension.fillna(read.group.map(printed.dimension)).fillna("none")
    read["category"] = read.category.fillna(read.group.map(printed.printed)).fillna("")
    if told := [*_faults(name, cells, read, pages, {"what": measures, "group": terms})]:
        raise InputError("\n".join(told))
    return read, pages.rename(columns={"page": "url"}).assign(covers=f"{quarter} note")


def _faults(
    name: str, cells: pd.DataFrame, read: pd.DataFrame, pages: pd.DataFrame, known: dict[str, pd.DataFrame]
) -> Iterator[str]:
    """Yield all that is wrong in a sheet: what is not known, what the dictionary forbids, and what a note."""
    for column, code in (("what", "measure"), ("group", "group")):
        for line, typed in cells[column][read[code].isna()].items():
            error = nearest(typed, [*known[column].label], f"{code} of the notes")
            yield f"{name}, line {line}, column {column}: {error}"
    fields = store.fields_of("figures") | store.fields_of("sources")
    fields["page"] = fields["url"]
    for table, columns in ((read, ("value",)), (pages, ("page", *PAGE))):
        described = {column: fields[column] for column in columns}
        yield from (f"{fault}." for fault in store.faults(name, table, described))
    percent, value = read.unit.eq("percent"), pd.to_numeric(read.value, errors="coerce")
    rivals = read.groupby(["measure", "group", "compared_with"]).value.transform("nunique").gt(1)
    changes, compared = read.measure.eq("change_pct"), cells.compared_with.ne("")
    spans, end = pages.date.map(read_span), Quarter.parse(read.period.iloc[0]).end
    for column, wrong, what in (
        ("value", ~percent & value.notna() & ~read.value.str.isdigit(),
         "is no count: write a whole number from 0, such as 1277"),
        ("value", percent & value.abs().between(0, 1, "neither"),
         "is under 1 %; a spreadsheet turns 12 % into 0.12, so write 12"),
        ("value", rivals, "is one of two values of this figure; keep one, and put the other into its note"),
        ("compared_with", changes & ~compared, "is no quarter, and a change is measured against one"),
        ("compared_with", compared & ~changes, "goes with a change, and with nothing else"),
        ("compared_with", compared & changes & ~read.compared_with.str.fullmatch(r"\d{4}Q[1-4]"),
         f"is not a quarter: write it as {ACCEPTED}"),
        ("date", spans.map(lambda days: bool(days) and days[1] < end), "is before the quarter ends"),
    ):  # fmt: skip
        for line in wrong.index[wrong]:
            yield f"{name}, line {line}, column {column}: {cells.loc[line, column]!r} {what}."


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
    return {"value": number.where(qualifier.notna(), texts), "qualifier": qualifier}


def _quarter(text: str) -> str:
    with contextlib.suppress(InputError):
        return str(Quarter.parse(text))
    return text


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
