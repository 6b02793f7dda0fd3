"""The civilians killed that the mission would have counted: told from event data, and judged.

Two lines on the log scale, and a flat mean that uses no event data, are fitted on the quarters that both
records know under one definition and with one scope. Each is judged on quarters that it was not fitted on:
leaving one out, and from earlier quarters only, as anything after the mission must be.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.errors import InputError
from analysis.measure.coverage import known_quarters
from analysis.measure.estimate import Estimate, exact, round_half_up, union
from analysis.measure.interval import stated
from analysis.measure.sources import Beside, growth, side_by_side

if TYPE_CHECKING:
    import pandas as pd

LEVEL = 0.80
RULE = "civilians_killed"  # what is carried on; the quarters before 2021Q2 count persons killed
MODELLED = "modelled_not_a_figure_of_the_mission"
FEWEST = 3  # quarters that a line is fitted on
METHODS = ("flat", "ratio", "line")  # level only; one ratio of the two records; ratio and slope
Vector = NDArray[np.float64]


def overlap() -> tuple[Beside, ...]:
    """Return the quarters that both records know, as civilians killed and with the same events in scope.

    Examples
    --------
    >>> [str(row.quarter) for row in overlap()]
    ['2021Q2', '2021Q3', '2021Q4', '2022Q2', '2022Q3', '2022Q4']
    """
    known = [row for row in side_by_side() if row.killed.inclusion == RULE and row.comparable_scope]
    return tuple(row for row in known if row.civilians.value)


def judged(rows: Sequence[Beside] = ()) -> pd.DataFrame:
    """Judge the flat mean and two lines from event data on quarters that they were not fitted on.

    Parameters
    ----------
    rows : sequence of Beside
        The quarters that both records know; those of `overlap`, if not given.

    Returns
    -------
    pandas.DataFrame
        By method (``flat``, ``ratio``, ``line``) the typical error as a factor, exp of the mean absolute log
        error, ``leave_one_out`` and ``from_earlier``: each an `Estimate`.

    Raises
    ------
    InputError
        For fewer than 5 quarters.

    Examples
    --------
    >>> [str(item.value) for item in judged().from_earlier]
    ['1.32688', '2.09422', '1.80057']
    """
    import pandas as pd

    rows = rows or overlap()
    if len(rows) < FEWEST + 2:
        raise InputError(f"{len(rows)} quarters to judge on: expected {FEWEST + 2} or more.")
    x, y = (np.log([float(number) for number in side]) for side in zip(*map(_pair, rows), strict=True))
    every = range(len(rows))
    splits = {
        "leave_one_out": [([other for other in every if other != one], one) for one in every],
        "from_earlier": [([*range(first)], later) for first in every[FEWEST:] for later in every[first:]],
    }
    # of each figure the first row: the table of quarters has them all
    sources = union(*(item.sources[:1] for row in rows for item in _pair(row)))
    period = f"{rows[0].quarter} to {rows[-1].quarter}"

    def error(kind: str, method: str) -> Estimate:
        fits = [(fit(method, x[known], y[known]), one) for known, one in splits[kind]]
        total = math.fsum(abs(y[one] - level - slope * x[one]) for (level, slope), one in fits)
        return stated(kind, math.exp(total / len(fits)), "ratio", group=method,
                      formula=f"exp({total:.4g} / {len(fits)})", period=period, sources=sources,
                      inclusion=MODELLED)  # fmt: skip

    return pd.DataFrame({kind: {method: error(kind, method) for method in METHODS} for kind in splits})


def fit(method: str, x: Vector, y: Vector) -> tuple[float, float]:
    """Return level and slope of log y on log x: no slope, a slope of one, or least squares.

    Examples
    --------
    >>> x = np.log(np.array([50.0, 100.0, 200.0, 400.0]))
    >>> [round(number, 6) for number in fit("line", x, 0.5 * x + 1)]
    [1.0, 0.5]
    """
    if method == "line":
        slope, level = np.polyfit(x, y, 1)
        return float(level), float(slope)
    slope = float(method == "ratio")
    return float((y - slope * x).mean()), slope


def modelled(rows: Iterable[Beside] = (), level: float = LEVEL) -> tuple[Estimate, ...]:
    r"""Return what a quasi-Poisson line makes of the event data after the mission, with prediction intervals.

    .. math::

        \exp\left(\hat\eta \pm t \sqrt{\operatorname{Var}(\hat\eta) + \varphi / \hat\mu + h \tau^2}\right)

    :math:`\hat\eta` is the line at the civilians killed in event data, :math:`\varphi` the dispersion about
    it, h the quarters since the last figure of the mission and :math:`\tau^2` the mean squared change of the
    log ratio of the two records a quarter: their distance may go on moving as it did. In simulation an 80 %
    interval holds about 90 % of quarters where that distance moves at random as fast as it did from 2021 to
    2022, and two thirds where it goes on in one direction. Candidate files widen the upper end by what they
    still grow.

    Parameters
    ----------
    rows : iterable of Beside
        Quarters; those without a figure of the mission and with event data on all of it are told.
    level : float
        Of the interval.

    Returns
    -------
    tuple of Estimate
        Basis ``modelled``, under an inclusion rule of its own, so that it can never be subtracted from a
        published figure or joined to one.
    """
    from scipy import stats
    from statsmodels import api

    known = overlap()
    x, y = (np.array([float(number) for number in side]) for side in zip(*map(_pair, known), strict=True))
    found = api.GLM(y, api.add_constant(np.log(x)), family=api.families.Poisson()).fit(scale="X2")
    numbers = np.array([4 * row.quarter.year + row.quarter.number for row in known])
    drift = float((np.diff(np.log(y / x)) ** 2 / np.diff(numbers)).mean())
    tail = float(stats.t.isf((1 - level) / 2, len(known) - 2))
    told = []
    for row in rows or side_by_side():
        if row.quarter <= known_quarters()[-1] or not row.civilians.value:
            continue
        civilians = _pair(row)[0]
        at = np.array([1.0, math.log(float(civilians))])
        middle, ahead = float(at @ found.params), 4 * row.quarter.year + row.quarter.number - numbers[-1]
        process = found.scale / math.exp(middle) + ahead * drift
        spread = tail * math.sqrt(at @ found.cov_params() @ at + process)
        grown = (growth(),) if row.preliminary else ()
        more = math.prod(float(item) for item in grown) ** float(found.params[1])
        low, high = math.exp(middle - spread), more * math.exp(middle + spread)
        told.append(Estimate(
            measure="killed", unit="victims", inclusion=MODELLED, basis="modelled", period=str(row.quarter),
            value=round_half_up(math.exp(middle)), low=exact(math.floor(low)), high=exact(math.ceil(high)),
            formula=f"exp({found.params[0]:.4g} + {found.params[1]:.4g} log {civilians.value})",
            inputs=(civilians, *grown), sources=union(civilians.sources, *(item.sources for item in grown)),
        ))  # fmt: skip
    return tuple(told)


def _pair(row: Beside) -> tuple[Estimate, Estimate]:
    """Return the civilians killed in event data and in the mission's figure."""
    return row.civilians, row.killed
