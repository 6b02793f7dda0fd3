"""Claims from the ledger, and from a file about anybody's report."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import InputError
from analysis.measure.claims import Claim, Kind
from analysis.measure.rounding import QUALIFIERS, printed

if TYPE_CHECKING:
    import pandas as pd

KINDS: dict[str, Kind] = {"count": "count", "part of": "part", "share of": "share", "change from": "change"}
COLUMNS = ("id", "period", "measure", "unit", "group", "value", "kind", "references")
OPTIONAL = ("qualifier", "inclusion", "partial", "series", "source", "document", "note")
_TAKES = {"count": (0,), "part": (1,), "share": (1, 2), "change": (1, 2)}

Row = Mapping[str, Any]
Place = tuple[str, str, str]  # series, period, group


def claims_from_ledger(rows: Iterable[Row] | pd.DataFrame) -> tuple[Claim, ...]:
    """Turn ledger rows into claims: what is a part of what, what a share or a change refers to.

    A measure whose name ends in ``_total`` counts everything documented. Rows of a dimension are
    parts of what the same measure counts without a dimension, rows of the dimension ``outcome`` of
    such a total. A share refers to what its measure names; a change to the counts of its group, in
    its period and in the one it is compared with, of one measure and unit where both are printed.
    Press lists may leave parts out, so every list counts as partial unless a column ``partial`` says
    "no" for its rows.

    Parameters
    ----------
    rows : iterable of mappings or pandas.DataFrame
        The columns of ``data/minusma/figures.csv``. Where present, ``kind`` (count, share, change),
        ``counts`` (what the measure counts), ``group`` (the category in one vocabulary, "" for all),
        ``scope`` (group, part, union or other), ``parent`` (of a part), ``inclusion`` and ``fact`` are
        used; else the printed category stands for itself. Categories that overlap others ("other")
        are in no list; unions are lists apart.

    Returns
    -------
    tuple of Claim

    Raises
    ------
    InputError
        Where a value is no printed number; the sentence names the row.

    Examples
    --------
    >>> names = "figure_id series period measure unit dimension category value qualifier compared_with"
    >>> cells = ["F1", "note", "2021Q2", "killed", "victims", "none", "", "160", "at least", ""]
    >>> row = dict(zip(names.split(), cells, strict=True), document="", source_id="S")
    >>> [(claim.kind, claim.fact) for claim in claims_from_ledger([row])]
    [('count', 'note/2021Q2/killed/victims')]
    """
    given: Any = rows.to_dict("records") if hasattr(rows, "to_dict") else rows
    table = [_filled(row) for row in given]
    shelf = _Shelf(table)
    return tuple(_claim(row, shelf) for row in table)


def _filled(row: Row) -> dict[str, str]:
    """Return a row as text, with the columns of the vocabulary where the ledger came without."""
    text = {str(key): "" if value is None or value != value else str(value) for key, value in row.items()}
    measure, dimension = text["measure"], text["dimension"]
    share = measure.startswith("share_of_")
    text.setdefault("kind", "share" if share else "change" if measure.startswith("change") else "count")
    text.setdefault("counts", measure.removeprefix("share_of_").removesuffix("_total"))
    plain = dimension == "none" or (dimension == "outcome" and text["kind"] == "count")
    text.setdefault("group", "" if plain else text["category"].replace("/", "_"))
    for column in ("scope", "parent", "inclusion", "fact"):
        text.setdefault(column, "")
    return text


class _Shelf:
    """Finds the counts that a row can refer to."""

    def __init__(self, table: list[dict[str, str]]) -> None:
        self.totals = list(dict.fromkeys(row["counts"] for row in table if row["measure"].endswith("_total")))
        self.counts: dict[Place, list[dict[str, str]]] = defaultdict(list)
        self.subjects: dict[Place, list[dict[str, str]]] = defaultdict(list)
        for row in table:
            if row["kind"] == "count":
                self.counts[row["series"], row["period"], row["group"]].append(row)
                if row["dimension"] == "none" and row["group"] and row["scope"] in ("", "group"):
                    self.subjects[row["series"], row["period"], row["counts"]].append(row)

    def find(self, row: Row, group: str, wanted: Iterable[str], period: str = "") -> list[dict[str, str]]:
        """Return the counts of a group, in the order of what is wanted, those of the row's unit first."""
        order = list(wanted)
        found = self.counts.get((row["series"], period or row["period"], group), [])
        found = [item for item in found if item["counts"] in order]
        return sorted(found, key=lambda item: (order.index(item["counts"]), item["unit"] != row["unit"]))

    def widened(self, counts: str) -> list[str]:
        """Return what is counted, and after it the other totals where it is one itself."""
        return [counts, *(total for total in self.totals if counts in self.totals and total != counts)]

    def whole(self, row: Row) -> str:
        """Return the fact that a part or a share is of."""
        outcome = row["kind"] == "count" and row["dimension"] == "outcome"
        wanted = self.totals if outcome else self.widened(row["counts"])
        found = self.find(row, "", wanted)
        if outcome:
            found.sort(key=lambda item: item["unit"] != row["unit"])
        found = found or self.subjects.get((row["series"], row["period"], row["counts"]), [])
        return _fact(found[0]) if found else ""

    def changed(self, row: Row) -> tuple[str, str, str]:
        """Return the facts that a change leads to and from, and what they count."""
        group, wanted = row["group"], self.totals
        if row["dimension"] == "outcome":
            group, wanted = "", [group]
        if not group and row["dimension"] == "none":
            wanted = sorted(self.totals, key=lambda total: total != "_".join(row["category"].split()))
        later = self.find(row, group, wanted)
        base = self.find(row, group, wanted, row["compared_with"])
        pairs = [(one, two) for one in later for two in base]
        if pairs:
            one, two = min(pairs, key=lambda pair: sum(pair[0][c] != pair[1][c] for c in ("counts", "unit")))
            return _fact(one), _fact(two), one["counts"]
        known: Row = (later or base or [{"unit": "", "counts": wanted[0] if wanted else ""}])[0]
        lost = [
            {
                **row,
                "unit": known["unit"],
                "counts": known["counts"],
                "group": group,
                "period": period,
                "fact": "",
            }
            for period in (row["period"], row["compared_with"])
        ]
        return _fact((later or lost)[0]), _fact((base or lost[1:])[0]), known["counts"]


def _fact(row: Row) -> str:
    key = "/".join(row[column] for column in ("series", "period", "counts", "unit", "group"))
    return str(row["fact"]) or key.rstrip("/")


def _claim(row: dict[str, str], shelf: _Shelf) -> Claim:
    kind, group, measure, about, of = row["kind"], row["group"], row["counts"], "", ""
    listed = row["dimension"] if row["scope"] != "union" else f"{row['dimension']}-together"
    if kind == "change":
        about, of, measure = shelf.changed(row)
        listed = row["compared_with"]
    elif kind == "share":
        of = shelf.whole(row)
        found = shelf.find(row, group, shelf.widened(row["counts"]))
        about = _fact(found[0]) if found else f"{of or row['counts']}/{group}"
    elif row["dimension"] != "none" and row["scope"] != "other":
        parents = shelf.find(row, row["parent"], [row["counts"]]) if row["scope"] == "part" else []
        of = _fact(parents[0]) if parents else shelf.whole(row)
        kind, listed = (
            ("part", f"{listed}-of-{row['parent']}" if parents else listed) if of else ("count", listed)
        )
    if row["scope"] == "other" and kind == "share":
        listed = f"{listed}-apart"
    shown_group = (
        "" if not group or (kind == "change" and measure == group) else f"{row['dimension']}:{group}"
    )
    try:
        return Claim(
            id=row["figure_id"],
            period=row["period"],
            measure=measure,
            unit=row["unit"],
            value=row["value"],
            inclusion=row["inclusion"],
            group=shown_group,
            qualifier=row["qualifier"],
            kind=kind,  # type: ignore[arg-type]
            about=about,
            of=of,
            listed=listed,
            partial=row.get("partial") != "no",
            source=row["source_id"],
            document=row["document"],
            series=row["series"],
            fact=row["fact"] or (_fact(row) if kind in ("count", "part") else ""),
        )
    except InputError as error:
        raise InputError(f"{row['figure_id']}, column value: {error}") from None


def claims_from_file(path: str | Path) -> tuple[Claim, ...]:
    """Read claims about any report from a CSV file.

    One row per printed figure, UTF-8, with the columns ``id``, ``period`` (2022Q4, 2022H2, 2022 or
    any window), ``measure``, ``unit``, ``group`` (``dimension:category``, empty for all), ``value`` (as
    printed, without thousands separator: trailing zeros count), ``kind`` and ``references``:

    ========== ============================================================================
    count      nothing
    part of    the id of the whole
    share of   the id of the whole, or ``part / whole``
    change from  the id of the earlier count, or ``later / earlier``
    ========== ============================================================================

    Optional: ``qualifier`` (at least, more than, nearly, about, ...), ``inclusion`` (rule of counting),
    ``partial`` (yes for a list that leaves parts out), ``series`` (whose figures; rows of different
    series are never compared), ``source``, ``document``, ``note``.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    tuple of Claim

    Raises
    ------
    InputError
        Where the file cannot be read, lacks a column, or a cell is wrong: file, line and column.

    Examples
    --------
    >>> from analysis.measure.audit import audit
    >>> findings = audit(claims_from_file("data/examples/claims_other_missions.csv"))
    >>> [finding.id for finding in findings if finding.severity == "error"]
    []
    """
    path = Path(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream, strict=True)
            rows = [(reader.line_num, row) for row in reader]
            header = reader.fieldnames or []
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path.name}: cannot be read as a UTF-8 CSV file ({error}); check it.") from None
    _check_header(path.name, header)
    ids: dict[str, int] = {}
    for line, row in rows:
        _check_row(f"{path.name}, line {line}", row, ids)
        ids[row["id"].strip()] = line
    return tuple(_file_claim(f"{path.name}, line {line}", row, ids) for line, row in rows)


def _check_header(name: str, header: Iterable[str]) -> None:
    columns = list(header)
    if lost := [column for column in COLUMNS if column not in columns]:
        raise InputError(
            f"{name}, line 1: column {lost[0]!r} is missing; the columns are {', '.join(COLUMNS)}."
        )
    if odd := [column for column in columns if column not in (*COLUMNS, *OPTIONAL)]:
        raise InputError(
            f"{name}, line 1: column {odd[0]!r} is not known; optional ones are {', '.join(OPTIONAL)}."
        )
    if len(set(columns)) < len(columns):
        raise InputError(f"{name}, line 1: a column is there twice; keep each once.")


def _check_row(where: str, row: dict[str, Any], ids: Mapping[str, int]) -> None:
    if None in row or None in row.values():
        raise InputError(f"{where}: has more or fewer cells than the header; put text with commas in quotes.")
    for column in ("id", "period", "measure", "unit", "value", "kind"):
        if not row[column].strip():
            raise InputError(f"{where}, column {column}: is empty; fill it in.")
    if row["id"].strip() in ids:
        raise InputError(
            f"{where}, column id: {row['id']!r} is on line {ids[row['id'].strip()]} too; make it unique."
        )
    allowed = (("kind", tuple(KINDS)), ("qualifier", ("", *QUALIFIERS)), ("partial", ("", "yes", "no")))
    for column, values in allowed:
        if (row.get(column) or "").strip() not in values:
            choice = ", ".join(value for value in values if value)
            raise InputError(
                f"{where}, column {column}: {row[column]!r} is not known; write one of {choice}."
            )
    try:
        number, _ = printed(row["value"].strip())
    except InputError as error:
        raise InputError(f"{where}, column value: {error}") from None
    if KINDS[row["kind"].strip()] in ("count", "part") and (number < 0 or number.denominator != 1):
        raise InputError(f"{where}, column value: {row['value']!r} is no count; write a whole number from 0.")


def _file_claim(where: str, row: dict[str, str], ids: Mapping[str, int]) -> Claim:
    cells = {key: value.strip() for key, value in row.items()}
    kind = KINDS[cells["kind"]]
    refs = [ref.strip() for ref in cells["references"].split("/")] if cells["references"] else []
    if len(refs) not in _TAKES[kind]:
        wanted = {"count": "none", "part": "the id of the whole"}.get(
            kind, "one id, or two with a slash between"
        )
        raise InputError(
            f"{where}, column references: a row of kind {cells['kind']!r} takes {wanted}; correct it."
        )
    for ref in refs:
        if ref not in ids or ref == cells["id"]:
            raise InputError(
                f"{where}, column references: {ref!r} is no other row's id; correct it or add the row."
            )
    return Claim(
        id=cells["id"],
        period=cells["period"],
        measure=cells["measure"],
        unit=cells["unit"],
        value=cells["value"],
        group=cells["group"],
        kind=kind,
        about=refs[0] if len(refs) == 2 else "",
        of=refs[-1] if refs else "",
        partial=cells.get("partial") == "yes",
        **{name: cells.get(name, "") for name in ("inclusion", "qualifier", "series", "source", "document")},
    )
