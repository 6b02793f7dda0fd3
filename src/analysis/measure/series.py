"""Series over quarters, with the breaks where a definition changes."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import TYPE_CHECKING

from analysis.measure.estimate import Estimate
from analysis.measure.published import find, harmed, headline, residual
from analysis.quarter import Quarter

if TYPE_CHECKING:
    import pandas as pd


def totals(facts: pd.DataFrame, quarters: Iterable[Quarter]) -> tuple[Estimate, ...]:
    """Return the leading figure of each quarter's note, or what the half-year leaves where there was none."""
    return tuple(_first(headline(facts, item), residual(facts, item, "victims")) for item in quarters)


def killed(facts: pd.DataFrame, quarters: Iterable[Quarter]) -> tuple[Estimate, ...]:
    """Return the persons killed in each quarter, or what the half-year leaves."""
    return tuple(_first(find(facts, item, "killed"), residual(facts, item, "killed")) for item in quarters)


def like_for_like(facts: pd.DataFrame, quarters: Iterable[Quarter]) -> tuple[Estimate, ...]:
    """Return the sum of the three outcomes where it differs from the figure that leads the note."""
    pairs = ((harmed(facts, quarter), headline(facts, quarter)) for quarter in quarters)
    return tuple(total for total, lead in pairs if total.stated and lead.stated and total.value != lead.value)


def _first(published: Estimate, derived: Estimate) -> Estimate:
    return published if published.stated or not derived.stated else derived


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
        definition = (item.stated, item.unit, item.inclusion, item.notes)
        return (*definition, item.basis) if joined else definition

    found = (tuple(run) for _, run in itertools.groupby(estimates, kind))
    return tuple(run for run in found if run[0].stated)
