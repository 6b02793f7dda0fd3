"""What is published of a quarter besides the mission's notes, as a notebook asks for it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.measure.coverage import still_published as found_for
from analysis.measure.estimate import Estimate
from analysis.present.labels import defined, label, measure_label, reason_text, span
from analysis.present.register import printed
from analysis.present.speech import lowered
from analysis.quarter import Quarter

COLUMNS = ["series", "period", "what", "group", "figure", "against", "audit", "remark", "source", "near"]


def still_published(quarter: str | Quarter) -> pd.DataFrame:
    """Return what others than the mission's notes publish on a quarter, the figure that comes nearest first.

    Parameters
    ----------
    quarter : str or Quarter

    Returns
    -------
    pandas.DataFrame
        A row per published figure, by the id of its series: ``series`` (who publishes it) and ``period`` in
        words; ``what`` it counts, and of which ``group`` ("" for all); ``figure``, an estimate; ``against``,
        the period that a published change is measured against ("" for a count); ``audit``, the verdict in a
        word or two, and ``remark``, what it or an open decision has to say; ``source``, links; ``near``,
        whether it counts all over half a year at the most. Empty where nothing is on record. Figures of two
        series are never added or compared.

    Examples
    --------
    >>> found = still_published("2024Q3")
    >>> found[["series", "what", "figure"]].iloc[0].tolist()
    ['Protection Cluster', 'violations monitored', <violations_and_abuses 2024Q3: 8312 cases, published>]
    >>> len(still_published("1999Q2"))
    0
    """
    found = found_for(Quarter.parse(quarter))
    rows: Any = found.itertuples()
    told = [(defined("series", row.series, "label"), *_told(row.figure, row)) for row in rows]
    return pd.DataFrame(told, [*found.series], COLUMNS).astype({"near": bool})


def _told(item: Estimate, row: Any) -> tuple[Any, ...]:
    """Say what a row of facts is about; where sources differ for good, that they do."""
    group, against = item.label if item.group else "", span(item.comparator)
    audit = (item.verdict, item.remark)
    if row.status == "open":
        audit = label("verdict-undecided"), reason_text(row.reason)
    return item.span, _what(item), group, item, against, *audit, printed(item.sources), row.near


def _what(item: Estimate) -> str:
    """Say what a figure counts: by the noun of its definition where it counts just that."""
    counted = defined("rules", item.inclusion, "noun") if item.measure == "violations_and_abuses" else ""
    return counted or lowered(measure_label(item.measure))
