"""How violence spreads: cercles affected, newly affected and left, the weighted centre and the south."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.measure.concentration import redraw
from analysis.measure.estimate import Estimate
from analysis.measure.interval import Tally, stated
from analysis.measure.placed import BEFORE, Placed, cercles, distances, gazetteer, seats
from analysis.quarter import Quarter

SOUTH = 13.5  # degrees north: the latitude of Ségou town
SOUTHERN = ("Ségou", "Sikasso")
CHI2 = -2 * math.log(0.05)  # 95 % of two degrees of freedom
Numbers = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Affected:
    """Cercles with a lethal incident in a quarter.

    Attributes
    ----------
    now, new, left : frozenset of str or None
        All of them; those with none in the eight quarters before, None where the source does not
        cover the eight; and those that had one in the quarter before and have none now, None where
        that is not covered.
    """

    now: frozenset[str]
    new: frozenset[str] | None
    left: frozenset[str] | None


def affected(data: Placed, quarter: Quarter) -> Affected:
    """Return the cercles with a lethal incident, the newly affected ones and those left."""
    names = np.array(cercles())
    hit = {item: frozenset(names[data.tallies[item].incidents > 0].tolist()) for item in data.tallies}
    past = data.window(quarter, BEFORE + 1)[:-1]
    new = hit[quarter].difference(*(hit[item] for item in past)) if len(past) == BEFORE else None
    # of a quarter of which a month is missing nothing can be said to have ended
    whole = past and data.whole(quarter)
    return Affected(hit[quarter], new, hit[past[-1]] - hit[quarter] if whole else None)


def centre(weights: ArrayLike, points: Numbers) -> Numbers:
    """Return the weighted mean centre of points on the sphere, as latitude and longitude in degrees.

    The direction of ``sum w_i u_i``, u_i the unit vector of a point.

    Parameters
    ----------
    weights : array of shape (..., points)
    points : array of shape (points, 2)
        Latitude and longitude, in degrees.

    Returns
    -------
    ndarray of shape (..., 2)

    Examples
    --------
    >>> print(centre([1, 1], np.array([[0.0, -4.0], [0.0, 2.0]])).round(6))
    [ 0. -1.]
    """
    phi, lam = np.radians(points).T
    vectors = np.column_stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)])
    x, y, z = np.moveaxis(np.asarray(weights, dtype=float) @ vectors, -1, 0)
    return np.asarray(np.degrees(np.stack([np.arctan2(z, np.hypot(x, y)), np.arctan2(y, x)], axis=-1)))


def standard_distance(weights: ArrayLike, points: Numbers) -> float:
    """Return the root of the weighted mean squared distance from the centre, in km.

    Source: Bachi 1963, Papers of the Regional Science Association 10, 83-132.

    Examples
    --------
    >>> print(round(standard_distance([1, 1], np.array([[0.0, -1.0], [0.0, 1.0]])), 1))
    111.3
    """
    weight = np.asarray(weights, dtype=float)
    away = distances(np.vstack([centre(weight, points), points]))[0, 1:]
    return float(np.sqrt((weight * away**2).sum() / weight.sum()))


@dataclass(frozen=True, slots=True)
class Move:
    """The move of the weighted centre between two quarters.

    Attributes
    ----------
    km, bearing : Estimate
        Length, and direction in degrees clockwise from north. Where the 95 % region of the move
        holds no move at all, the lower limit of `km` is 0 and `bearing` is undefined.
    """

    km: Estimate
    bearing: Estimate


def move(earlier: Tally, later: Tally, period: str, comparator: str, *, seed: int = 0, **label: Any) -> Move:
    """Return how far and in which direction the incident-weighted centre moved, with intervals.

    Positions are the cercles' seats. Intervals by drawing the incidents of each cercle anew (Poisson);
    the region of the move is the ellipse of the drawn ones, at chi-square of two degrees of freedom.

    Parameters
    ----------
    earlier, later : Tally
        Arrays over the 53 cercles, each with an incident.
    """
    from pyproj import Geod

    rng, points, geod = np.random.default_rng(seed), seats(), Geod(ellps="WGS84")
    drawn = [redraw(tally, rng, "incidents") for tally in (earlier, later)]
    some = (drawn[0].sum(axis=1) > 0) & (drawn[1].sum(axis=1) > 0)
    ends = [np.vstack([centre(t.incidents, points), centre(d[some], points)])
            for t, d in zip((earlier, later), drawn, strict=True)]  # fmt: skip
    bearing, _, metres = geod.inv(ends[0][:, 1], ends[0][:, 0], ends[1][:, 1], ends[1][:, 0])
    km, angle = np.asarray(metres) / 1000, np.radians(bearing)
    steps = (km * np.array([np.sin(angle), np.cos(angle)])).T
    spread = np.atleast_2d(np.cov(steps[1:].T)) + 1e-9 * np.eye(2)
    real = float(steps[0] @ np.linalg.solve(spread, steps[0])) > CHI2
    low, high = np.quantile(km[1:], (0.025, 0.975))
    limits = (float(min(low, km[0])) if real else 0.0, float(max(high, km[0])))
    common = {"period": period, "comparator": comparator, **label}
    length = stated("centre_move", float(km[0]), "km", limits, **common)
    if not real:
        return Move(length, stated("centre_bearing", math.nan, "degrees", **common))
    turn = (np.degrees(angle[1:]) - np.degrees(angle[0]) + 180) % 360 - 180
    around = [float(limit) for limit in np.quantile(turn, (0.025, 0.975))]
    first = float(np.degrees(angle[0]) % 360)
    limits = (first + min(around[0], 0.0), first + max(around[1], 0.0))
    return Move(length, stated("centre_bearing", first, "degrees", limits, **common))


def bamako(tally: Tally, period: str, *, seed: int = 0, **label: Any) -> Estimate:
    """Return the mean distance of incidents, at their cercles' seats, from Bamako, in km."""
    points = seats()
    away = distances(points)[cercles().index("Bamako")]
    drawn = redraw(tally, np.random.default_rng(seed), "incidents")
    drawn = drawn[drawn.sum(axis=1) > 0]
    limits = np.quantile(drawn @ away / drawn.sum(axis=1), (0.025, 0.975))
    value = float(tally.incidents @ away / tally.incidents.sum())
    low, high = map(float, limits)
    return stated("distance_to_bamako", value, "km", (low, high), period=period, **label)


def southern(data: Placed, quarter: Quarter) -> tuple[Estimate, Estimate]:
    """Return the share of lethal incidents south of 13.5° N, and that in Ségou and Sikasso regions.

    The first of the incidents placed in a cercle, at its seat; the second of those known at least to
    their region. Exact binomial limits (Clopper and Pearson 1934).
    """
    counts = data.tallies[quarter].incidents
    coarse = data.coarse[quarter]
    in_south = counts[seats()[:, 0] < SOUTH].sum()
    in_regions = sum(
        counts[line] for line, row in enumerate(gazetteer().cercles) if row["region"] in SOUTHERN
    )
    in_regions += sum(coarse.get(region, 0) for region in SOUTHERN)
    known = counts.sum() + sum(n for place, n in coarse.items() if place != "Mali")
    return (
        _share("share_south", in_south, counts.sum(), data.period(quarter), data),
        _share("share_segou_sikasso", in_regions, known, data.period(quarter), data),
    )


def _share(measure: str, part: float, whole: float, period: str, data: Placed) -> Estimate:
    from statsmodels.stats.proportion import proportion_confint

    if not whole:
        return stated(measure, math.nan, "percent", period=period, **data.label)
    low, high = proportion_confint(int(part), int(whole), method="beta")
    formula = f"100 x {part:g} / {whole:g}"
    return stated(measure, 100 * part / whole, "percent", (100 * low, 100 * high), period=period,
                  formula=formula, **data.label)  # fmt: skip
