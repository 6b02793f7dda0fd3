"""Series over quarters, with the breaks where a definition changes."""

import itertools
from collections.abc import Iterable

import pandas as pd

from analysis.measure.estimate import Estimate
from analysis.measure.published import harmed, headline, residual
from analysis.quarter import Quarter


def totals(facts: pd.DataFrame, quarters: Iterable[Quarter]) -> tuple[Estimate, ...]:
    """Return the leading figure of each quarter's note, or what the half-year leaves where there was none."""
    pairs = ((headline(facts, item), residual(facts, item, "victims")) for item in quarters)
    return tuple(left if left.stated and not lead.stated else lead for lead, left in pairs)


def killed(facts: pd.DataFrame, quarters: Iterable[Quarter]) -> tuple[Estimate, ...]:
    """Return the persons killed in each quarter, or what the half-year leaves."""
    return tuple(residual(facts, item, "killed") for item in quarters)


def like_for_like(facts: pd.DataFrame, quarters: Iterable[Quarter]) -> tuple[Estimate, ...]:
    """Return the sum of the three outcomes where it differs from the figure that leads the note."""
    pairs = ((harmed(facts, quarter), headline(facts, quarter)) for quarter in quarters)
    return tuple(total for total, lead in pairs if total.stated and lead.stated and total.value != lead.value)


def runs(estimates: Iterable[Estimate], *, joined: bool = True) -> tuple[tuple[Estimate, ...], ...]:
    """Cut a series wherever its definition changes, and wherever a line must not be drawn.

    Two neighbouring quarters belong to one run only if both are stated and count the same: same unit,
    same inclusion rule, same omissions.

    Parameters
    ----------
    estimates : iterable of Estimate
        One for each quarter, in order.
    joined : bool
        Cut also between a published value and one that is not, so that a line joins published values
        only.

    Examples
    --------
    >>> from analysis.quarter import quarter_range
    >>> from analysis.record.ledger import facts
    >>> series = totals(facts(), quarter_range("2020Q1", "2022Q4"))
    >>> [(run[0].period, run[-1].period) for run in runs(series, joined=False)]
    [('2020Q1', '2021Q1'), ('2021Q2', '2021Q4'), ('2022Q1', '2022Q1'), ('2022Q2', '2022Q4')]
    >>> [run[0].period for run in runs(series)]
    ['2020Q1', '2021Q2', '2021Q3', '2021Q4', '2022Q1', '2022Q2']
    """

    def kind(item: Estimate) -> tuple[object, ...]:
        return item.stated, item.unit, item.inclusion, item.notes, item.basis if joined else ""

    return tuple(tuple(run) for (stated, *_), run in itertools.groupby(estimates, kind) if stated)
