"""The civilians killed that the mission would have counted, told from event data, and how far off.

Two lines on the log scale, and a flat mean that uses no event data, are fitted on the quarters that both
records know under one definition and with one scope. Each is judged on quarters that it was not fitted on:
leaving one out, and from earlier quarters only, as anything after the mission must be. Values after the
mission are modelled in the notebook ``sources_compared``, where they are asked for, and nowhere else.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from analysis.errors import InputError
from analysis.measure.estimate import Estimate, union
from analysis.measure.interval import stated
from analysis.measure.sources import Beside, side_by_side

if TYPE_CHECKING:
    import pandas as pd

RULE = "civilians_killed"  # what is carried on; the quarters before 2021Q2 count persons killed
MODELLED = "modelled_not_a_figure_of_the_mission"
FEWEST = 3  # quarters that a line is fitted on
SLOPES = {"flat": 0.0, "ratio": 1.0, "line": None}  # of log on log; None is fitted by least squares


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

    def missed(known: list[int], one: int, slope: float | None) -> float:
        slope = np.polyfit(x[known], y[known], 1)[0] if slope is None else slope
        return abs(float(y[one] - slope * x[one] - (y[known] - slope * x[known]).mean()))

    def error(kind: str, method: str) -> Estimate:
        mean = math.fsum(missed(*split, SLOPES[method]) for split in splits[kind]) / len(splits[kind])
        return stated(kind, math.exp(mean), "ratio", group=method, formula=f"exp({mean:.4g})", period=period,
                      sources=sources, inclusion=MODELLED)  # fmt: skip

    return pd.DataFrame({kind: {method: error(kind, method) for method in SLOPES} for kind in splits})


def _pair(row: Beside) -> tuple[Estimate, Estimate]:
    """Return the civilians killed in event data and in the mission's figure."""
    return row.civilians, row.killed
