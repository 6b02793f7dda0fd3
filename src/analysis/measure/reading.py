"""Claims from the ledger, and from a file about anybody's report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import InputError
from analysis.measure.findings import Claim
from analysis.measure.published import NOTES
from analysis.record.store import read_own

if TYPE_CHECKING:
    import pandas as pd

KINDS = {  # how many figures each refers to
    "count": (0,), "part of": (1,), "share of": (1, 2), "change from": (1, 2), "points from": (2,),
    "multiple of": (2,), "average of": (2,), "rate of": (2,),
}  # fmt: skip
Row = dict[str, str]


def claims_from_ledger(rows: pd.DataFrame) -> tuple[Claim, ...]:
    """Turn rows of the ledger into claims: what is a part of what, what a share or a change refers to.

    A measure whose name ends in ``_total`` counts everything documented. Rows of a dimension are
    parts of what the same measure counts without a dimension, rows of the dimension ``outcome`` of
    such a total. A share refers to what its measure names; a change to the counts of its group, in
    its period and in the one it is compared with, of one measure and unit where both are printed.
    Press lists may leave parts out, so every list counts as partial. Categories that overlap others
    ("other") are in no list; unions are lists apart. Raises `InputError` where a value is no printed
    number, or a count no whole one; the sentence names the row.

    Examples
    --------
    >>> from analysis.record.ledger import ledger
    >>> claims = {claim.id: claim for claim in claims_from_ledger(ledger())}
    >>> claims["F317"].kind, claims["F317"].of
    ('part', 'hrpd_note/2022Q4/violations_and_abuses/violations_and_abuses')
    """
    table: Any = rows.to_dict("records")
    shelf = _Shelf(table)
    return tuple(_ledger_claim(row, shelf) for row in table)


class _Shelf:
    """Finds the counts that a row can refer to."""

    def __init__(self, table: list[Row]) -> None:
        self.totals = list(dict.fromkeys(row["counts"] for row in table if row["measure"].endswith("_total")))
        self.counts: dict[tuple[str, ...], list[Row]] = defaultdict(list)
        self.subjects: dict[tuple[str, ...], str] = {}
        for row in table:
            if row["kind"] == "count":
                self.counts[row["series"], row["period"], row["group"]].append(row)
                if row["dimension"] == "none" and row["group"] and row["scope"] == "group":
                    self.subjects.setdefault((row["series"], row["period"], row["counts"]), row["fact"])

    def find(self, row: Row, group: str, wanted: Iterable[str], period: str = "") -> list[Row]:
        """Return the counts of a group, in the order of what is wanted, those of the row's unit first."""
        order = list(wanted)
        found = self.counts.get((row["series"], period or row["period"], group), [])
        found = [item for item in found if item["counts"] in order]
        return sorted(found, key=lambda item: (item["unit"] != row["unit"], order.index(item["counts"])))

    def widened(self, counts: str) -> list[str]:
        """Return what is counted, and after it the other totals where it is one itself."""
        return list(dict.fromkeys([counts, *(self.totals if counts in self.totals else ())]))

    def whole(self, row: Row) -> str:
        """Return the fact that a part or a share is of."""
        outcome = row["kind"] == "count" and row["dimension"] == "outcome"
        found = self.find(row, "", self.totals if outcome else self.widened(row["counts"]))
        subject = self.subjects.get((row["series"], row["period"], row["counts"]), "")
        return found[0]["fact"] if found else subject

    def changed(self, row: Row) -> tuple[str, str, str]:
        """Return the facts that a change leads to and from, and what they count."""
        group, wanted = row["group"], self.totals
        if row["dimension"] == "outcome":
            group, wanted = "", [group]
        if not group and row["dimension"] == "none":
            wanted = sorted(self.totals, key=lambda total: total != "_".join(row["category"].split()))
        later, base = (self.find(row, group, wanted, row[when]) for when in ("period", "compared_with"))
        if pairs := [(one, two) for one in later for two in base]:
            one, two = min(pairs, key=lambda pair: sum(pair[0][c] != pair[1][c] for c in ("counts", "unit")))
            return one["fact"], two["fact"], one["counts"]
        known = (later or base or [{"unit": "", "counts": wanted[0] if wanted else ""}])[0]
        lost = [f"{row['series']}/{row[when]}/{known['counts']}/{known['unit']}/{group}".rstrip("/")
                for when in ("period", "compared_with")]  # fmt: skip
        to, fro = (side[0]["fact"] if side else name for side, name in zip((later, base), lost, strict=True))
        return to, fro, known["counts"]


def _ledger_claim(row: Row, shelf: _Shelf) -> Claim:
    kind, group, measure, listed = row["kind"], row["group"], row["counts"], row["dimension"]
    about = of = ""
    listed += {"union": "-together", "other": "-apart" if kind == "share" else ""}.get(row["scope"], "")
    if kind == "change":
        about, of, measure = shelf.changed(row)
        listed = row["compared_with"]
    elif kind == "share":
        of = shelf.whole(row)
        found = shelf.find(row, group, shelf.widened(measure))
        about = found[0]["fact"] if found else f"{of or measure}/{group}"
    elif row["dimension"] != "none" and row["scope"] != "other":
        parents = shelf.find(row, row["parent"], [measure]) if row["scope"] == "part" else []
        of = parents[0]["fact"] if parents else shelf.whole(row)
        listed += f"-of-{row['parent']}" if parents else ""
        kind = "part" if of else "count"
    same = ("period", "unit", "value", "qualifier", "inclusion", "document", "series", "fact")
    cells: dict[str, Any] = {name: row[name] for name in same}
    cells |= {"id": row["figure_id"], "source": row["source_id"], "kind": kind, "measure": measure}
    cells["mission"] = "" if row["series"] == NOTES else row["series"]
    cells["group"] = f"{row['dimension']}:{group}" if group and (kind, group) != ("change", measure) else ""
    return _made(row["figure_id"], cells | {"about": about, "of": of, "listed": listed, "partial": True})


def _made(where: str, cells: dict[str, Any]) -> Claim:
    try:
        return Claim(**cells)
    except InputError as error:
        raise InputError(f"{where}, column value: {error}") from None


def claims_from_file(path: str | Path) -> tuple[Claim, ...]:
    """Read claims about any report from a CSV file, one row per printed figure.

    The table ``claims_other_missions`` in ``data/datapackage.json`` describes the columns; those that
    it does not require may be left out. ``references`` of a part holds the id of the whole; of a share
    the id of the whole, or ``part / whole``; of a change the id of the earlier count, or ``later /
    earlier``; of a change in points, a multiple ("doubled" is 2), an average or a rate per 100,000 always
    both; of a count nothing. A value may be a range, ``54 to 65``. Raises `InputError` where the file
    cannot be read, lacks a column, or a cell is wrong: file, line and column.

    Examples
    --------
    >>> from analysis.measure.audit import audit
    >>> findings = audit(claims_from_file("data/examples/claims_other_missions.csv"))
    >>> [finding.id for finding in findings if finding.severity == "error"]
    []
    """
    rows = read_own(Path(path), "claims_other_missions")
    ids = {row["id"] for _, row in rows}
    return tuple(_file_claim(where, row, ids) for where, row in rows)


def _file_claim(where: str, row: Row, ids: Collection[str]) -> Claim:
    refs = [ref.strip() for ref in row["references"].split("/")] if row["references"] else []
    place = f"{where}, column references"
    if len(refs) not in (takes := KINDS[row["kind"]]):
        takes_in_words = " or ".join(map(str, takes))
        what = f"a row of kind {row['kind']!r} takes {takes_in_words}, not {len(refs)}"
        raise InputError(f"{place}: {what}; correct it.")
    for ref in refs:
        if ref not in ids or ref == row["id"]:
            raise InputError(f"{place}: {ref!r} is no other row's id; correct it or add the row.")
    cells: dict[str, Any] = {name: row[name] for name in Claim.__slots__ if name in row}
    cells |= {"kind": row["kind"].split()[0], "partial": row["partial"] == "yes", "mission": row["series"]}
    cells |= {"about": refs[0] if len(refs) == 2 else "", "of": refs[-1] if refs else ""}
    return _made(where, cells)
