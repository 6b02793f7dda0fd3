"""What is published of a quarter besides the mission's notes: each series by its own rule, never joined."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.measure.estimate import Estimate
from analysis.measure.published import NOTES, as_estimate
from analysis.quarter import Quarter
from analysis.record.definitions import definitions, reach
from analysis.record.ledger import facts

if TYPE_CHECKING:
    import pandas as pd

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
