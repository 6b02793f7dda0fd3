"""What the record holds of each quarter: of the mission's notes, and what is published besides.

Each other series has its own rule, and is never joined to the notes.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.errors import InputError, require
from analysis.measure import published
from analysis.measure.published import NOTES, as_estimate
from analysis.quarter import Quarter, quarter_range, quarters_of
from analysis.record.cells import about, in_use, names, rule_of
from analysis.record.dates import days_covered, month_quarter
from analysis.record.ledger import definitions, facts, ledger, reach
from analysis.record.store import home, read_table

if TYPE_CHECKING:
    import pandas as pd

NATIONAL = "ucdp_mali_quarterly"  # in the box, so that every quarter since 1989 has something to show
# the kinds of violence that a source's totals cover; its other kinds are listed and not added
UCDP = ("state_based", "non_state", "one_sided")
COUNTED = {"ucdp": UCDP, "acled": ("political_violence", "civilian_targeting"), "own": ("",)}


def known_quarters() -> tuple[Quarter, ...]:
    """Return the quarters that the notes cover, from the first headline defined to the last.

    Examples
    --------
    >>> str(known_quarters()[0])
    '2020Q1'
    """
    spans = definitions()["headlines"]
    return quarter_range(spans[0]["from"], spans[-1]["to"])


class Cover(NamedTuple):
    """Which imports of a source speak for a quarter, and how.

    Attributes
    ----------
    imports : tuple of str
    about : tuple of dict
        What is known of each: name, source, version, licence, citation, rows read and refused.
    period : str
        The quarter, or the months or days of it that they cover.
    inclusion : str
        The rule that they count by: that of Candidate files is one of its own.
    """

    imports: tuple[str, ...]
    about: tuple[dict[str, Any], ...]
    period: str
    inclusion: str


def require_source(name: str) -> None:
    """Raise `InputError` for what is no source of event data, no import and not the national series."""
    require([*COUNTED, NATIONAL, *names(home() / "data")], "source of event data", name)


def covers(source: str) -> dict[Quarter, Cover]:
    """Return the quarters that a source, an import or the national series speaks for, in order.

    Of UCDP, cells come before the national series where they cover the whole quarter and are not of Candidate
    files: the series is final.
    """
    data, found = home() / "data", dict[Quarter, Cover]()
    told = functools.cache(lambda name: about(name, data))
    series = read_table(NATIONAL).quarter if source in ("ucdp", NATIONAL) else ()
    used: Iterable[tuple[Quarter, Sequence[str]]] = in_use(data, source).items()
    if source in names(data):  # whatever other imports cover
        used = ((quarter, [source]) for quarter in quarter_range(*map(month_quarter, told(source)["months"])))
    for quarter, imports in (*((Quarter.parse(name), [NATIONAL]) for name in series), *used):
        here = tuple(map(told, imports))
        preliminary, period = any(one["preliminary"] for one in here), covered(quarter, here)
        if quarter not in found or (period == str(quarter) and not preliminary):
            rule = rule_of(here[0] | {"preliminary": preliminary})
            found[quarter] = Cover(tuple(imports), here, period, rule)
    return dict(sorted(found.items()))


def covered(quarter: Quarter, told: Sequence[dict[str, Any]]) -> str:
    """Return the quarter, or from when to when imports cover it: months where these are whole."""
    spans = [entry.get("days", (str(quarter.start), str(quarter.end))) for entry in told]  # or the series
    if days_covered(str(quarter), *spans) > (quarter.end - quarter.start).days:
        return str(quarter)
    first = max(quarter.start, min(dt.date.fromisoformat(span[0]) for span in spans))
    last = min(quarter.end, max(dt.date.fromisoformat(span[1]) for span in spans))
    whole = first.day == 1 and (last + dt.timedelta(days=1)).day == 1
    return "..".join(dict.fromkeys(f"{day:%Y-%m}" if whole else str(day) for day in (first, last)))


def covered_quarters() -> set[Quarter]:
    """Return the quarters of which event data cover some day."""
    return {*chain.from_iterable(map(covers, COUNTED))}


def all_quarters() -> tuple[Quarter, ...]:
    """Return the quarters with published figures or event data, in order."""
    return tuple(sorted({*known_quarters(), *covered_quarters()}))


def require_quarter(text: str | Quarter) -> Quarter:
    """Read a quarter and make sure that there is something to say about it.

    Raises
    ------
    InputError
        For text that is no quarter, and for a quarter without data; the sentence lists those with data.
    """
    quarter, known = Quarter.parse(text), known_quarters()
    # the ledger is looked at last
    if quarter in known or quarter in covered_quarters() or still_published(quarter).near.any():
        return quarter
    first, *_, last = sorted(covered_quarters())
    what = f"There are no figures for {quarter}: the quarters that have some are {known[0]} to {known[-1]}"
    raise InputError(f"{what} (published) and, of event data, some from {first} to {last}; import a file.")


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
    statements, events = read_table("context").period.value_counts(), [*map(covers, COUNTED)]
    parts = {"people": "sex_age", "alleged_perpetrators": "perpetrator", "places": "place"}

    def told(quarter: Quarter) -> dict[str, object]:
        rows, outcomes = published.rows_of(facts, quarter), published.outcomes(facts, quarter)
        lead = "published" if has_own_note(quarter) else "restated"
        if not published.headline(facts, quarter).stated:
            lead = "not published" if scope(facts, quarter) == str(quarter) else "half-year only"
        return {
            "quarter": str(quarter), "label": quarter.label("en"), "headline": lead, "figures": len(rows),
            "change": "change" in set(rows.what), "outcomes": any(item.stated for item in outcomes),
            **{name: dimension in set(rows.dimension) for name, dimension in parts.items()},
            "context": int(statements.get(str(quarter), 0)),
            "events": [*chain(*(here[quarter].imports for here in events if quarter in here))]}  # fmt: skip

    return [*map(told, quarters)]


def has_own_note(quarter: Quarter) -> bool:
    """Whether a document on the quarter itself is on record, and not only one that compares with it.

    Examples
    --------
    >>> has_own_note(Quarter.parse("2021Q2")), has_own_note(Quarter.parse("2021Q4"))
    (True, False)
    """
    rows = ledger()
    single = rows.period.map(lambda period: len(quarters_of(period)) == 1)
    return str(quarter) in {*rows[rows.series.eq(NOTES) & single].groupby("document").period.max()}


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


SINGLE = "documented_incident"  # one event, which speaks for no quarter


def still_published(quarter: Quarter) -> pd.DataFrame:
    """Return what is published on a quarter besides the mission's notes, nearest to a count of it first.

    A series that counts the quarter itself, or months of it, comes before one with a longer window, and
    single incidents come last; within a series its whole comes before its parts.

    Returns
    -------
    pandas.DataFrame
        The facts `touching` it, with ``figure``, an estimate as printed, and ``near``, whether it counts all,
        and not a kind, a place or a group, over half a year at the most.

    Examples
    --------
    >>> first = still_published(Quarter.parse("2024Q3")).iloc[0]
    >>> first.series, str(first.figure.value), first.figure.inclusion
    ('protection_cluster', '8312', 'monitored_since')
    >>> len(still_published(Quarter.parse("1999Q2")))
    0
    """
    found = touching(facts().query("series != @NOTES"), quarter)
    figures: Any = [as_estimate(row) for row in found.itertuples()]
    single, grouped = found.series.eq(SINGLE), found.group.ne("")
    near = found.kind.eq("count") & ~grouped & found.quarters.le(2) & ~single  # half a year at the most
    found = found.assign(figure=figures, near=near, single=single, grouped=grouped)
    found["nearest"] = found.groupby("series").quarters.transform("min")
    found["place"] = found.series.map([*definitions()["series"]].index)
    found["other"] = found.period.ne(str(quarter))
    order = ["single", "nearest", "place", "quarters", "other", "period", "grouped"]
    return found.sort_values(order, kind="stable")


def touching(facts: pd.DataFrame, quarter: Quarter) -> pd.DataFrame:
    """Return the facts whose window touches a quarter, and how many ``quarters`` that touches.

    A report of the Secretary-General has the window that any page gives for it, and is left out where none
    does.
    """
    report = facts.document.str.extract(r"(S/\d{4}/\d+)", expand=False).fillna(facts.document)
    windows: Any = facts.period.map(reach)
    dated = windows[facts.period.str.contains("..", regex=False)]
    windows = windows.fillna(facts.period.map(dict(zip(report[dated.index], dated, strict=True))))
    here = [isinstance(window, tuple) and window[0] <= quarter <= window[1] for window in windows]
    return facts[here].assign(quarters=[len(quarter_range(*window)) for window in windows[here]])
