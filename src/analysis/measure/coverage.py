"""What the record holds of each quarter: of the mission's notes, and what is published besides.

Each other series has its own rule, and is never joined to the notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.errors import InputError
from analysis.measure import published
from analysis.measure.breakdown import Breakdown, breakdown
from analysis.measure.estimate import Estimate
from analysis.measure.published import NOTES, as_estimate
from analysis.quarter import Quarter, quarter_range, quarters_of
from analysis.record.cells import about, in_use
from analysis.record.ledger import definitions, facts, ledger, reach
from analysis.record.store import home, read_table

if TYPE_CHECKING:
    import pandas as pd

NATIONAL = "ucdp_mali_quarterly"  # in the box, so that every quarter since 1989 has something to show
# the kinds of violence that a source's totals cover; its other kinds are listed and not added
COUNTED = {
    "ucdp": ("state_based", "non_state", "one_sided"),
    "acled": ("political_violence", "civilian_targeting"),
    "own": ("",),
}
PLACE_LISTS = (  # what, its unit, the group of its whole, and what it is called
    ("share/incidents", "incidents", "", "acts"),
    ("violations_and_abuses", "violations_and_abuses", "", "violations_and_abuses"),
    ("share/violations_and_abuses", "violations_and_abuses", "", "violations_and_abuses"),
    ("incidents", "incidents", "incidents_security", "incidents"),
)


def known_quarters() -> tuple[Quarter, ...]:
    """Return the quarters that the notes cover, from the first headline defined to the last.

    Examples
    --------
    >>> str(known_quarters()[0])
    '2020Q1'
    """
    spans = definitions()["headlines"]
    return quarter_range(spans[0]["from"], spans[-1]["to"])


def imports_by_quarter() -> dict[Quarter, dict[str, list[str]]]:
    """Return for each quarter with event data the sources, and the imports in use of each.

    Cells come before the national series, unless they are of Candidate files: the series is final.

    Examples
    --------
    >>> imports_by_quarter()[Quarter.parse("1999Q2")]
    {'ucdp': ['ucdp_mali_quarterly']}
    """
    data = home() / "data"
    found = {Quarter.parse(quarter): {"ucdp": [NATIONAL]} for quarter in read_table(NATIONAL).quarter}
    for source in COUNTED:
        for quarter, used in in_use(data, source).items():
            known = found.setdefault(quarter, {})
            if source not in known or not any(about(name, data)["preliminary"] for name in used):
                known[source] = used
    return dict(sorted(found.items()))


def all_quarters() -> tuple[Quarter, ...]:
    """Return the quarters with published figures or event data, in order."""
    return tuple(sorted({*known_quarters(), *imports_by_quarter()}))


def require_quarter(text: str | Quarter) -> Quarter:
    """Read a quarter and make sure that there is something to say about it.

    Raises
    ------
    InputError
        For text that is no quarter, and for a quarter without data; the sentence lists those with data.
    """
    quarter = Quarter.parse(text)
    known = known_quarters()
    if quarter in known or quarter in (events := imports_by_quarter()):  # without a look at the ledger
        return quarter
    if not any(item.near for item in still_published(quarter)):
        raise InputError(
            f"There are no figures for {quarter}: the quarters that have some are {known[0]} to {known[-1]}"
            f" (published) and,"
            f" of event data, some from {min(events)} to {max(events)}; import a file for others."
        )
    return quarter


def coverage(facts: pd.DataFrame, quarters: Iterable[Quarter]) -> list[dict[str, object]]:
    """Say for each quarter which parts of a note the published figures can fill.

    Returns
    -------
    list of dict
        For each quarter: ``quarter``, ``label``, ``headline`` ("published", "restated" where only a later
        note gives it, "half-year only" or "not published"), the number of published ``figures`` and of
        ``context`` statements, and for change, outcomes, people, alleged perpetrators and places whether
        something is published; ``events``: the imports of event data that cover the quarter.

    Examples
    --------
    >>> from analysis.record.ledger import facts
    >>> coverage(facts(), [Quarter.parse("2021Q3")])[0]["headline"]
    'half-year only'
    """
    statements, events = read_table("context").period.value_counts(), imports_by_quarter()
    parts = {"people": "sex_age", "alleged_perpetrators": "perpetrator", "places": "place"}
    found = []
    for quarter in quarters:
        rows = facts[facts.series.eq(published.NOTES) & facts.period.eq(str(quarter))]
        lead = "published" if has_own_note(quarter) else "restated"
        if not published.headline(facts, quarter).stated:
            lead = "not published" if scope(facts, quarter) == str(quarter) else "half-year only"
        found.append({
            "quarter": str(quarter), "label": quarter.label("en"), "headline": lead, "figures": len(rows),
            "change": "change" in set(rows.what),
            "outcomes": any(item.stated for item in published.outcomes(facts, quarter)),
            **{name: dimension in set(rows.dimension) for name, dimension in parts.items()},
            "context": int(statements.get(str(quarter), 0)),
            "events": [name for names in events.get(quarter, {}).values() for name in names],
        })  # fmt: skip
    return found


def has_own_note(quarter: Quarter) -> bool:
    """Whether a document on the quarter itself is on record, and not only one that compares with it.

    Examples
    --------
    >>> has_own_note(Quarter.parse("2021Q2")), has_own_note(Quarter.parse("2021Q4"))
    (True, False)
    """
    rows = ledger()
    single = rows.period.map(lambda period: len(quarters_of(period)) == 1)
    latest = rows[rows.series.eq(published.NOTES) & single].groupby("document").period.max()
    return str(quarter) in set(latest)


def scope(facts: pd.DataFrame, quarter: Quarter) -> str:
    """Return the period that figures on a quarter are about: its half-year where only that is published.

    Examples
    --------
    >>> from analysis.record.ledger import facts
    >>> scope(facts(), Quarter.parse("2021Q2")), scope(facts(), Quarter.parse("2021Q3"))
    ('2021Q2', '2021H2')
    """
    own, half = published.headline(facts, quarter), published.find(facts, quarter.half, "victims")
    return quarter.half if half.stated and not own.stated else str(quarter)


def place_lists(facts: pd.DataFrame, period: str | Quarter) -> list[Breakdown]:
    """Return each list of places that the notes publish, on its own base."""
    found = (breakdown(facts, period, "place", *kind) for kind in PLACE_LISTS)
    return [parts for parts in found if parts]


def people_lists(facts: pd.DataFrame, period: str | Quarter) -> list[Breakdown]:
    """Return each list by sex and age that the notes publish: of victims, and of the killed."""
    found = (breakdown(facts, period, "sex_age", what, "victims") for what in ("victims", "killed"))
    return [parts for parts in found if parts]


SINGLE = "documented_incident"  # one event, which speaks for no quarter
HALF = 2  # quarters


@dataclass(frozen=True, slots=True)
class Still:
    """A figure that somebody publishes on a quarter, or on a window that touches it.

    Attributes
    ----------
    series : str
        Who publishes it, as ``data/minusma/definitions.yml`` names the series.
    figure : Estimate
        As printed; a published change has a comparator.
    quarters : int
        How many quarters its window touches.
    reason : str
        What the record decided where pages differ, "" where they agree.
    open : bool
        Whether that decision is open.
    near : bool
        Whether it counts all, and not a kind, a place or a group, over half a year at the most.
    """

    series: str
    figure: Estimate
    quarters: int
    reason: str
    open: bool
    near: bool


def still_published(quarter: Quarter) -> tuple[Still, ...]:
    """Return what is published on a quarter besides the mission's notes, nearest to a count of it first.

    A series that counts the quarter itself, or months of it, comes before one with a longer window, and
    single incidents come last; within a series its whole comes before its parts. A report of the
    Secretary-General has the window that any page gives for it, and is left out where none does.

    Examples
    --------
    >>> first = still_published(Quarter.parse("2024Q3"))[0]
    >>> first.series, str(first.figure.value), first.figure.inclusion
    ('protection_cluster', '8312', 'monitored_since')
    >>> still_published(Quarter.parse("1999Q2"))
    ()
    """
    table: Any = facts()
    found: list[Still] = []
    for row, (first, last) in touching(table[table.series.ne(NOTES)], quarter):
        length = 4 * (last.year - first.year) + last.number - first.number + 1
        near = row.kind == "count" and not row.group and length <= HALF and row.series != SINGLE
        found.append(Still(row.series, as_estimate(row), length, row.reason, row.status == "open", near))
    order = list(definitions()["series"])
    nearest = {item.series: item.quarters for item in sorted(found, key=lambda item: -item.quarters)}

    def key(item: Still) -> tuple[Any, ...]:
        single, other_period = item.series == SINGLE, item.figure.period != str(quarter)
        place = (single, nearest[item.series], order.index(item.series))
        return (*place, item.quarters, other_period, item.figure.period, bool(item.figure.group))

    return tuple(sorted(found, key=key))


def touching(facts: pd.DataFrame, quarter: Quarter) -> list[tuple[Any, tuple[Quarter, Quarter]]]:
    """Return the rows of facts whose window touches a quarter, each with the quarters that it spans.

    A report of the Secretary-General has the window that any page gives for it.
    """
    rows: list[Any] = list(facts.itertuples())
    dated = {_report(row.document): row.period for row in rows if ".." in row.period}
    windows = [(row, reach(row.period) or reach(dated.get(row.period, ""))) for row in rows]
    return [(row, window) for row, window in windows if window and window[0] <= quarter <= window[1]]


def _report(document: str) -> str:
    symbol = re.search(r"S/\d{4}/\d+", document, re.ASCII)
    return symbol[0] if symbol else document
