"""Claims from the ledger or a file, and the audit of the ledger with the account given of each finding."""

import re
from collections import defaultdict
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import InputError
from analysis.measure.audit import audit
from analysis.measure.estimate import Estimate
from analysis.measure.findings import SEVERITY, Claim, Finding
from analysis.quarter import Quarter
from analysis.record.files import WORDS
from analysis.record.ledger import NOTES, decisions, explanations, facts, ledger
from analysis.record.store import read_as, read_once, resource

# what sources print on one fact, and one number under two units; the units of a ratio's sides are the ratio's
_OF_ALL = re.compile(r"\.sources(@|$)|^(?!.*(\.share|-vs-[^.]+)\.unit).*\.unit(@|$)")


def accounts(period: str = "") -> tuple[Finding, ...]:
    """Return the findings on the ledger, on one period if named, each with what the record says of it.

    That is its own entry under ``findings`` in ``data/minusma/decisions.yml``, or else, where sources
    disagree or a single cell explains what fails, the decision on that fact.

    Examples
    --------
    >>> by_id = {finding.id: finding for finding in accounts("2022Q2")}
    >>> by_id["2022Q2.violations_and_abuses.change-vs-2022Q1.inclusion"].kind
    'different_inclusion'
    """
    return tuple(item for item in _accounts() if period in ("", item.period))


@read_once
def _accounts() -> tuple[Finding, ...]:
    rows = ledger()
    fact_of = dict(zip(rows.figure_id, rows.fact, strict=True))
    decided, told = decisions().set_index("fact").reason.to_dict(), explanations()

    def reason(finding: Finding) -> str:
        cell = fact_of.get(finding.named, finding.facts[0])
        if finding.named and cell not in decided:
            return ""  # a decision has to say what is read for it
        of_cell = finding.named or finding.kind == "sources_disagree"
        return str(told.get(finding.id) or decided.get(cell, "") * bool(of_cell))

    found = audit(claims_from_ledger(rows))
    return tuple(replace(item, reason=reason(item), judged=_judged(item, fact_of)) for item in found)


def outdated() -> tuple[str, ...]:
    """Return the ids that have an explanation and are no finding any more.

    Raises
    ------
    InputError
        Where the sources of a fact disagree, be it within rounding, and no decision says which to use.
    """
    facts()
    known = {finding.id for finding in accounts()}
    return tuple(name for name in explanations() if name not in known)


def about(estimate: Estimate) -> list[Finding]:
    """Return what the audit says of a published figure, the gravest finding first.

    A list that exceeds its whole speaks of the whole, too, where nothing else does.
    """
    every = _accounts()
    found = ({at for row in estimate.sources for at in each.get(row, ())} for each in _by_row())
    return sorted((every[at] for at in sorted(next(filter(None, found), ()))), key=_gravest)


@read_once
def _by_row() -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """Return by row of the ledger where the findings on it are, and the lists that exceed it as a whole."""
    judging, lists = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
    for at, item in enumerate(_accounts()):
        for row in item.judged * (item.kind != "not_checkable"):
            judging[row].append(at)
        if item.kind == "does_not_close" and ".parts-" in item.id:
            lists[item.rows[0]].append(at)
    return judging, lists


def _gravest(item: Finding) -> tuple[int, bool, bool, int]:
    """Put the outcomes first, then lists that close, then the fuller check."""
    leaves = bool(re.search(r" = \S+ - \S+$", item.arithmetic))  # a list, something of its whole
    return list(SEVERITY).index(item.kind), ".parts-outcome" not in item.id, leaves, -len(item.facts)


def _judged(finding: Finding, fact_of: dict[str, str]) -> tuple[str, ...]:
    """Return the rows that a finding is a verdict on: nobody is blamed for another's misprint.

    Sources that disagree, one number under two units, a set of shares and a list that closes speak of all
    their rows; a set that leaves a rest or
    cannot be made of whole numbers, of none. Where one cell explains what fails, of that cell; where a
    list exceeds its whole, of the parts; else of the figure that was checked.
    """
    shares = ".shares-" in finding.id
    if finding.named or (shares and finding.kind in ("leaves_a_rest", "impossible")):
        return (finding.named,) if finding.named else ()
    closes = finding.kind == "consistent" and (".parts-" in finding.id or ".sum-of-" in finding.id)
    if closes or shares or _OF_ALL.search(finding.id):
        return finding.rows
    if ".parts-" in finding.id:
        return tuple(row for row in finding.rows if fact_of[row] != fact_of[finding.rows[0]])
    return finding.judged or finding.rows[:1]


KINDS = {"count": (0,), "part of": (1,), "share of": (1, 2), "change from": (1, 2)}  # figures each refers to
KINDS |= dict.fromkeys(("points from", "multiple of", "average of", "rate of"), (2,))
SAME = ("period", "unit", "value", "qualifier", "inclusion", "document", "series", "fact")
SUBJECT = "the group that a list is about"
Row = dict[str, str]


def claims_from_ledger(rows: pd.DataFrame) -> tuple[Claim, ...]:
    """Turn rows of the ledger into claims: what is a part of what, what a share or a change refers to.

    A measure whose name ends in ``_total`` counts everything documented. Rows of a dimension are
    parts of what the same measure counts without a dimension, rows of the dimension ``outcome`` of
    such a total. A share refers to what its measure names; a change to the counts of its group, in
    its period and in the one it is compared with, of one measure and unit where both are printed.
    Press lists may leave parts out, so every list counts as partial. Categories that overlap others
    ("other") are in no list, and shares of no base that a page states; unions are lists apart. Raises
    `InputError` where a value is no printed number, or a count no whole one; the sentence names the row.

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
        for row in table:
            if row["kind"] == "count":
                self.counts[row["series"], row["period"], row["counts"], row["group"]].append(row)
                if row["dimension"] == "none" and row["group"] and row["scope"] == "group":
                    self.counts[row["series"], row["period"], row["counts"], SUBJECT].append(row)

    def find(self, row: Row, group: str, wanted: list[str], period: str = "") -> list[Row]:
        """Return the counts of a group, in the order of what is wanted, those of the row's unit first."""
        keys = [(row["series"], period or row["period"], counts, group) for counts in wanted]
        found = [item for key in keys for item in self.counts.get(key, ())]
        return sorted(found, key=lambda item: item["unit"] != row["unit"])

    def like(self, counts: str) -> list[str]:
        """Return what is counted, and after it the totals where it is one itself."""
        return [counts, *(self.totals if counts in self.totals else ())]

    def whole(self, row: Row) -> str:
        """Return the fact that a part or a share is of: a total, or else the group that the list is about."""
        outcome = row["kind"] == "count" and row["dimension"] == "outcome"
        found = self.find(row, "", self.totals if outcome else self.like(row["counts"]))
        found += self.find(row, SUBJECT, [row["counts"]])
        return found[0]["fact"] if found else ""

    def changed(self, row: Row) -> tuple[str, str, str]:
        """Return the facts that a change leads to and from, and what they count."""
        group, wanted = row["group"], self.totals
        if row["dimension"] == "outcome":
            group, wanted = "", [group]
        elif not group:
            wanted = sorted(self.totals, key=lambda total: total != "_".join(row["category"].split()))
        periods = row["period"], row["compared_with"]
        sides = [self.find(row, group, wanted, period) for period in periods]
        known = next(filter(None, sides), [{"unit": "", "counts": "".join(wanted[:1])}])[0]
        lost = [f"{row['series']}/{period}/{known['counts']}/{known['unit']}/{group}" for period in periods]
        pairs = product(*(side or [known | {"fact": fact.rstrip("/")}]
                          for side, fact in zip(sides, lost, strict=True)))  # fmt: skip
        to, fro = min(pairs, key=lambda pair: sum(pair[0][c] != pair[1][c] for c in ("counts", "unit")))
        return to["fact"], fro["fact"], to["counts"]


def _ledger_claim(row: Row, shelf: _Shelf) -> Claim:
    kind, group, measure, listed = row["kind"], row["group"], row["counts"], row["dimension"]
    about = of = ""
    listed += {"union": "-together", "other": "-apart" if kind == "share" else ""}.get(row["scope"], "")
    if kind == "change":
        about, of, measure = shelf.changed(row)
        listed = row["compared_with"]
    elif kind == "share":
        whole = shelf.whole(row)
        found = shelf.find(row, group, shelf.like(measure))
        about = found[0]["fact"] if found else f"{whole or measure}/{group}"
        of = "" if row["scope"] == "other" else whole
    elif row["dimension"] != "none" and row["scope"] != "other":
        parents = shelf.find(row, row["parent"], [measure]) if row["scope"] == "part" else []
        of = parents[0]["fact"] if parents else shelf.whole(row)
        listed += f"-of-{row['parent']}" if parents else ""
        kind = "part" if of else "count"
    own = "" if (kind, group) == ("change", measure) or not group else f"{row['dimension']}:{group}"
    more = {"kind": kind, "measure": measure, "group": own, "about": about, "of": of, "listed": listed}
    more |= {"id": row["figure_id"], "source": row["source_id"], "mission": row["series"].replace(NOTES, "")}
    return _made(row["figure_id"], {"partial": True} | {name: row[name] for name in SAME} | more)


def _made(where: str, cells: dict[str, Any]) -> Claim:
    column, period = "period", cells["period"]
    try:
        period = str(Quarter.parse(period)) if re.fullmatch(WORDS["quarterly"], period) else period
        column = "value"
        return Claim(**cells | {"period": period})
    except InputError as error:
        raise InputError(f"{where}, column {column}: {error}") from None


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
    table: Any = read_as(Path(path), resource("claims_other_missions"), str.strip).to_dict("index")
    ids = {row["id"] for row in table.values()}
    return tuple(_file_claim(f"{Path(path).name}, line {line}", row, ids) for line, row in table.items())


def _file_claim(where: str, row: Row, ids: set[str]) -> Claim:
    refs = [ref.strip() for ref in row["references"].split("/")] if row["references"] else []
    if len(refs) not in (takes := KINDS[row["kind"]]):
        what = f"a row of kind {row['kind']!r} takes {' or '.join(map(str, takes))}, not {len(refs)}"
        raise InputError(f"{where}, column references: {what}; correct it.")
    if wrong := [ref for ref in refs if ref not in ids or ref == row["id"]]:
        what = f"{wrong[0]!r} is no other row's id; correct it or add the row."
        raise InputError(f"{where}, column references: {what}")
    about, of = refs if refs[1:] else ("", *refs, "")[:2]
    cells: dict[str, Any] = {name: row[name] for name in Claim.__slots__ if name in row}
    cells |= {"kind": row["kind"].split()[0], "partial": row["partial"] == "yes", "mission": row["series"]}
    return _made(where, cells | {"about": about, "of": of})
