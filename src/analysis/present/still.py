"""What is published of a quarter besides the mission's notes, as a notebook asks for it."""

from __future__ import annotations

import pandas as pd

from analysis.measure.coverage import Still
from analysis.measure.coverage import still_published as found_for
from analysis.measure.estimate import Estimate
from analysis.present.labels import label, language, measure_label, reason_text, span
from analysis.present.register import printed
from analysis.present.speech import lowered
from analysis.quarter import Quarter
from analysis.record.ledger import definitions

COLUMNS = ("series", "period", "what", "group", "figure", "against", "audit", "remark", "source", "near")


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
    rows = [
        (definitions()["series"][item.series][f"label_{language()}"], item.figure.span, _what(item.figure),
         item.figure.label if item.figure.group else "", item.figure,
         span(item.figure.comparator) if item.figure.comparator else "", *_audit(item),
         printed(item.figure.sources), item.near)
        for item in found
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=[*COLUMNS], index=[item.series for item in found]).astype(
        {"near": bool}
    )


def _what(item: Estimate) -> str:
    """Say what a figure counts: by the noun of its definition where it counts just that."""
    noun = definitions()["rules"].get(item.inclusion, {}).get(f"noun_{language()}")
    counted = noun if item.measure == "violations_and_abuses" else ""
    return counted or lowered(measure_label(item.measure))


def _audit(item: Still) -> tuple[str, str]:
    """Return the verdict and what is to be said of it; where sources differ for good, that they do."""
    if item.open:
        return label("verdict-undecided"), reason_text(item.reason)
    return item.figure.verdict, item.figure.remark
