"""How victims may lie over incidents, where only number, sum and largest are known."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from analysis.errors import InputError
from analysis.measure.interval import Limits, Tally, ratio_interval

GRID = 41  # sums of squares tried between the least and the most clustered arrangement


def arrangements(incidents: float, victims: float, largest: float) -> tuple[float, float]:
    """Return the least and the most that the sum of squares per incident can be.

    Whole victims, at least one per incident, and one incident of the largest size. Least: all
    others as equal as can be. Most: as many of the largest size as can be, all but one of the
    others with one victim.

    Examples
    --------
    Six victims in three incidents, the largest with three: 3, 2, 1 is the only way.

    >>> arrangements(3, 6, 3)
    (14.0, 14.0)
    >>> arrangements(5, 18, 10)
    (116.0, 128.0)
    """
    n, total, top = (int(item) for item in (incidents, victims, largest))
    possible = (n, total, top) == (incidents, victims, largest) and top + n - 1 <= total <= n * top
    if n == total == top == 0:
        return 0.0, 0.0
    if n < 1 or not possible:
        raise InputError(
            f"{incidents:g} incidents with {victims:g} victims, the largest with {largest:g}, cannot be:"
            " expected whole numbers, at least one victim per incident and none above the largest, so"
            " count them again."
        )
    each, over = divmod(total - top, n - 1) if n > 1 else (0, 0)
    least = top**2 + over * (each + 1) ** 2 + (n - 1 - over) * each**2
    full, left = divmod(total - n, top - 1) if top > 1 else (0, 0)
    most = full * top**2 + (n - full) + (left + 1) ** 2 - 1
    return float(least), float(most)


def extremes(tally: Tally) -> tuple[Tally, Tally]:
    """Return the least and the most clustered tally; twice itself where nothing is left open."""
    if not math.isnan(tally.squares) or math.isnan(tally.incidents):
        return tally, tally
    least, most = arrangements(tally.incidents, tally.victims, tally.largest)
    return tally._replace(squares=least), tally._replace(squares=most)


def arrangement_bounds(later: Tally, earlier: Tally, level: float = 0.95) -> tuple[Limits, Limits]:
    """Return the widest and the narrowest interval that any arrangement of victims allows.

    For cells that keep only the number of incidents, their victims and the largest. The interval
    is computed for 41 x 41 sums of squares between those of `arrangements`.
    """

    def tried(tally: Tally) -> Any:
        least, most = extremes(tally)
        return np.linspace(least.squares, most.squares, GRID)

    one, two = later._replace(squares=tried(later)[:, None]), earlier._replace(squares=tried(earlier))
    low, high = ratio_interval(one, two, level)
    return (float(low.min()), float(high.max())), (float(low.max()), float(high.min()))
