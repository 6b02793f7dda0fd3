"""What the record holds of each quarter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from analysis.errors import InputError
from analysis.measure import published
from analysis.measure.breakdown import Breakdown, breakdown
from analysis.measure.events import imports_by_quarter
from analysis.measure.still import still_published
from analysis.quarter import Quarter, quarter_range, quarters_of
from analysis.record.definitions import definitions
from analysis.record.ledger import ledger
from analysis.record.store import read_table

if TYPE_CHECKING:
    import pandas as pd

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
