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


@read_once
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
    if period:
        return tuple(item for item in accounts() if item.period == period)
    rows = ledger()
    fact_of = dict(zip(rows.figure_id, rows.fact, strict=True))
    decided, told = decisions().set_index("fact").reason.to_dict(), explanations()
    every = audit(claims_from_ledger(rows))
    sure = {row for item in every if item.kind != "not_checkable" for row in item.judged}

    def account(item: Finding) -> Finding:
        of_cell = item.named or item.kind == "sources_disagree"
        reason = decided.get(fact_of.get(item.named, item.facts[0]), "") * bool(of_cell)
        if reason or not item.named:  # what is read for a cell that explains, a decision has to say
            reason = told.get(item.id, reason)
        exceeds = item.kind == "does_not_close" and ".parts-" in item.id and item.rows[0] not in sure
        judged = (item.rows[0], *item.judged) if exceeds else item.judged
        return replace(item, reason=reason, judged=judged)

    return tuple(map(account, every))


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
    rows = {*estimate.sources}
    judging = (item for item in accounts() if not rows.isdisjoint(item.judged))
    return sorted((item for item in judging if item.kind != "not_checkable"), key=_gravest)


def _gravest(item: Finding) -> tuple[int, bool, bool, int]:
    """Put the outcomes first, then lists that close, then the fuller check."""
    leaves = bool(re.search(r" = \S+ - \S+$", item.arithmetic))  # a list, something of its whole
    return list(SEVERITY).index(item.kind), ".parts-outcome" not in item.id, leaves, -len(item.facts)


KINDS = {"count": (0,), "part of": (1,), "share of": (1, 2), "change from": (1, 2)}  # figures each refers to
KINDS |= dict.fromkeys(("points from", "multiple of", "average of", "rate of"), (2,))
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

    def whole(self, row: Row) -> str:
        """Return the fact that a part or a share is of: a total, or else the group that the list is about."""
        outcome = row["kind"] == "count" and row["dimension"] == "outcome"
        total = outcome or row["counts"] in self.totals
        wanted = sorted(self.totals, key=row["counts"].__ne__) if total else [row["counts"]]
        found = self.find(row, "", wanted) or self.find(row, SUBJECT, [row["counts"]])
        return found[0]["fact"] if found else ""

    def changed(self, row: Row) -> tuple[str, str, str]:
        """Return the facts that a change leads to and from, and what they count."""
        outcome = row["dimension"] == "outcome"
        group, wanted = ("", [row["group"]]) if outcome else (row["group"], self.totals)
        periods = row["period"], row["compared_with"]
        sides = [self.find(row, group, wanted, period) for period in periods]
        known = next(filter(None, sides), [{"unit": "", "counts": "".join(wanted[:1])}])[0]
        for side, period in zip(sides, periods, strict=True):
            if not side:
                lost = "/".join((row["series"], period, known["counts"], known["unit"], group))
                side.append(known | {"fact": lost.rstrip("/")})
        pairs = product(*sides)
        to, fro = min(pairs, key=lambda pair: sum(pair[0][c] != pair[1][c] for c in ("counts", "unit")))
        return to["fact"], fro["fact"], to["counts"]


def _ledger_claim(row: Row, shelf: _Shelf) -> Claim:
    kind, group, measure, listed = row["kind"], row["group"], row["counts"], row["dimension"]
    about = of = ""
    listed += {"union": "-together", "other": "-apart"}.get(row["scope"], "")
    if kind == "change":
        about, of, measure = shelf.changed(row)
        listed = row["compared_with"]
    elif kind == "share":
        whole = shelf.whole(row)
        found = shelf.find(row, group, [measure])
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
    return _made(row["figure_id"], row, partial=True, **more)


def _made(where: str, row: Row, **more: Any) -> Claim:
    column, period = "period", row["period"]
    same = {name: row[name] for name in Claim.__slots__ if name in row}
    try:
        period = str(Quarter.parse(period)) if re.fullmatch(WORDS["quarterly"], period) else period
        column = "value"
        return Claim(**same | more | {"period": period})
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
    if len(refs) not in KINDS[row["kind"]] or not {*refs} <= ids - {row["id"]}:
        takes = " or ".join(map(str, KINDS[row["kind"]]))
        what = f"found {row['references']!r}; a row of kind {row['kind']!r} takes {takes} ids of other rows"
        raise InputError(f"{where}, column references: {what}.")
    about, of = refs if refs[1:] else ("", *refs, "")[:2]
    more = {"kind": row["kind"].split()[0], "partial": row["partial"] == "yes", "mission": row["series"]}
    return _made(where, row, about=about, of=of, **more)
