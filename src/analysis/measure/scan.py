"""Kulldorff's circular scan over incidents: which cercles form a cluster, and is it more than chance.

Incidents are counted and never victims: otherwise one massacre would always be a cluster. The scan is
written here because no kept Python library has it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import InputError

FEW_INCIDENTS = 10  # below, no cluster is looked for
ENOUGH = 20  # replicates that beat the observed cluster, after which the rest are not drawn
BATCH = 111

Numbers = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Areas, and quarters, that together have more incidents than the null expects.

    Parameters
    ----------
    areas : tuple of int
        Positions, the centre first and then by distance.
    periods : tuple of int
        Positions of the periods; one for a scan of space alone.
    observed, expected : float
        Incidents.
    ratio : float
        The log likelihood ratio.
    p : float
        Monte Carlo, of the most likely cluster in all of the country: it allows for the search.
    """

    areas: tuple[int, ...]
    periods: tuple[int, ...]
    observed: float
    expected: float
    ratio: float
    p: float
    total: int

    @property
    def relative_risk(self) -> float:
        """Rate inside over rate outside, ``(c / e) / ((C - c) / (C - e))``."""
        outside = self.total - self.observed
        inside = self.observed / self.expected
        return inside / (outside / (self.total - self.expected)) if outside else float("inf")


def log_likelihood_ratio(observed: ArrayLike, expected: ArrayLike, total: ArrayLike) -> Numbers:
    """Return ``c ln(c / e) + (C - c) ln((C - c) / (C - e))``, and 0 unless c > e.

    Source: Kulldorff 1997, Communications in Statistics 26, 1481-1496.

    Examples
    --------
    >>> print(log_likelihood_ratio([5, 1], [2.0, 2.0], 10).round(4))
    [2.2314 0.    ]
    """
    c, e, whole = (np.asarray(item, dtype=float) for item in (observed, expected, total))
    with np.errstate(divide="ignore", invalid="ignore"):
        rest = whole - c
        ratio = c * np.log(c / e) + np.where(rest > 0, rest * np.log(rest / (whole - e)), 0.0)
    return np.where(c > e, ratio, 0.0)


def circles(distances: ArrayLike, weights: ArrayLike, largest: float = 0.5) -> list[tuple[int, ...]]:
    """Return every circle round an area, as the areas it holds, up to a share of all weight.

    Areas at one distance enter together. A circle that repeats the areas of another is left out.

    Parameters
    ----------
    distances : array of shape (areas, areas)
        In any unit.
    weights : array of length areas
        People, or usual incidents.
    largest : float
        Greatest share of all weight in a circle.

    Examples
    --------
    >>> circles([[0, 1, 3], [1, 0, 2], [3, 2, 0]], [1, 1, 2], 0.5)
    [(0,), (0, 1), (1,), (2,)]
    """
    away, weight = np.asarray(distances, dtype=float), np.asarray(weights, dtype=float)
    found: dict[frozenset[int], tuple[int, ...]] = {}
    for row in away:
        order = np.argsort(row, kind="stable")
        held = np.cumsum(weight[order]) <= largest * weight.sum() * (1 + 1e-12)
        last = np.append(np.diff(row[order]) > 1e-9, True)  # the last of those at one distance
        for end in np.flatnonzero(held & last):
            zone = tuple(int(item) for item in order[: end + 1])
            found.setdefault(frozenset(zone), zone)
    return list(found.values())


def scan(
    cases: ArrayLike,
    distances: ArrayLike,
    people: ArrayLike | None = None,
    *,
    seed: int = 0,
    replicates: int = 999,
    largest: float = 0.5,
    level: float = 0.05,
    stop: bool = True,
) -> tuple[Cluster, ...]:
    """Look for the circle, and the quarters, with more incidents than chance explains.

    Parameters
    ----------
    cases : array of shape (areas,) or (periods, areas)
        Incidents. With periods, cylinders of up to half of the periods are scanned.
    distances : array of shape (areas, areas)
        Between the points that stand for the areas, in km.
    people : array of length areas, optional
        With it, the null is that incidents fall in proportion to people (multinomial). Without, for
        periods only, that each area has its usual share in each period: quarters are shuffled among
        the incidents (space-time permutation), and no population is needed.
    seed, replicates : int
        Of the Monte Carlo.
    largest : float
        Greatest share of people (or incidents) in a circle.
    level : float
        Secondary clusters are given with those whose p is at most `level`; the first always is.
    stop : bool
        Stop once 20 replicates beat the observed cluster; then ``p = 20 / drawn``, else
        ``p = (1 + beaten) / (1 + replicates)``.

    Returns
    -------
    tuple of Cluster
        The most likely first, then those that share no area with an earlier one. Empty where no
        circle has more than expected.

    Raises
    ------
    InputError
        With fewer than 10 incidents, or people missing where they are needed.

    Notes
    -----
    Kulldorff 1997 (see `log_likelihood_ratio`); without people: Kulldorff et al. 2005, PLoS Medicine 2,
    e59. Stopping rule: Besag and Clifford 1991, Biometrika 78, 301-304. Ties count as beaten, so that p
    is never too small.

    Examples
    --------
    >>> along = np.array([0, 1, 2, 3.1, 4, 5])
    >>> line = np.abs(np.subtract.outer(along, along))
    >>> (first, *_) = scan([1, 2, 1, 9, 11, 1], line, [100] * 6, largest=0.4)
    >>> sorted(first.areas), first.p < 0.01
    ([3, 4], True)
    """
    counts = np.atleast_2d(np.asarray(cases, dtype=int))
    total = int(counts.sum())
    if total < FEW_INCIDENTS:
        raise InputError(
            f"a scan was asked for {total} incidents: expected {FEW_INCIDENTS} or more, so take longer."
        )
    if people is None and len(counts) == 1:
        raise InputError("a scan of one quarter has no null without people: give people, or more quarters.")
    weights = counts.sum(axis=0) if people is None else np.asarray(people, dtype=float)
    zones = circles(distances, weights, largest)
    cylinders = _Cylinders(counts, weights, zones)
    observed, found = (item[0] for item in cylinders.ratios(counts[None]))
    highest = _Highest(_draws(counts, weights, people is None, seed, replicates), cylinders)
    chosen: list[Cluster] = []
    taken: set[int] = set()
    for flat in np.argsort(-found, axis=None, kind="stable"):
        window, line = divmod(int(flat), len(zones))
        if found[window, line] <= 0:
            break
        if taken & set(zones[line]):
            continue
        p = highest.p(float(found[window, line]), ENOUGH if stop else replicates + 1)
        if chosen and p > level:
            break
        taken |= set(zones[line])
        periods = tuple(range(*map(int, cylinders.windows[window])))
        c, e, ratio = (float(item[window, line]) for item in (observed, cylinders.expected, found))
        chosen.append(Cluster(zones[line], periods, c, e, ratio, p, total))
    return tuple(chosen)


class _Cylinders:
    """Every circle in every window of periods: what is in it, and its likelihood ratio.

    The ratio of `log_likelihood_ratio` as ``t[c] + c ln((C - e) / e) - C ln(C - e)``: counts are whole, so
    ``t[c] = c ln c + (C - c) ln(C - c)`` is looked up, which is what makes the Monte Carlo fast.
    """

    def __init__(self, counts: Numbers, weights: Numbers, zones: list[tuple[int, ...]]) -> None:
        from scipy.special import xlogy

        reach, total = max(1, len(counts) // 2), counts.sum()
        ends = range(len(counts) + 1)
        self.windows = np.array([(one, two) for one in ends for two in ends if 0 < two - one <= reach])
        self.member = np.array([np.isin(np.arange(len(weights)), zone) for zone in zones], dtype=float).T
        self.expected = self._sums(np.outer(counts.sum(axis=1), weights / weights.sum())[None])[0]
        whole = np.arange(total + 1.0)
        self.table = xlogy(whole, whole) + xlogy(total - whole, total - whole)
        with np.errstate(divide="ignore", invalid="ignore"):
            self.slope = np.log((total - self.expected) / self.expected)
            self.level = -total * np.log(total - self.expected)

    def _sums(self, sets: Numbers) -> Numbers:
        before = np.pad(np.cumsum(sets @ self.member, axis=1), ((0, 0), (1, 0), (0, 0)))
        return np.asarray(before[:, self.windows[:, 1]] - before[:, self.windows[:, 0]])

    def ratios(self, sets: Numbers) -> tuple[Numbers, Numbers]:
        """Return observed incidents and ratios, of shape (sets, windows, circles)."""
        observed = self._sums(sets)
        with np.errstate(invalid="ignore"):
            ratio = self.table[np.rint(observed).astype(int)] + observed * self.slope + self.level
        return observed, np.where(observed > self.expected, ratio, 0.0)


class _Highest:
    """The highest ratio of each replicate, drawn no further than asked."""

    def __init__(self, draws: Iterator[Numbers], cylinders: _Cylinders) -> None:
        self.draws, self.cylinders, self.known = draws, cylinders, np.empty(0)

    def p(self, value: float, enough: int) -> float:
        while True:
            beaten = np.flatnonzero(self.known >= value - 1e-9)
            if len(beaten) >= enough:
                return enough / float(beaten[enough - 1] + 1)
            sets = next(self.draws, None)
            if sets is None:
                return (1 + len(beaten)) / (1 + len(self.known))
            self.known = np.append(self.known, self.cylinders.ratios(sets)[1].max(axis=(1, 2)))


def _draws(counts: Numbers, weights: Numbers, shuffle: bool, seed: int, replicates: int) -> Iterator[Numbers]:
    """Draw sets of incidents under the null, in batches of shape (sets, periods, areas)."""
    rng = np.random.default_rng(seed)
    periods, areas = counts.shape
    when, where = (np.repeat(axis.ravel(), counts.ravel()) for axis in np.indices(counts.shape))
    for start in range(0, replicates, BATCH):
        size = min(BATCH, replicates - start)
        if shuffle:
            dealt = rng.permuted(np.tile(when, (size, 1)), axis=1)
            cell = (np.arange(size)[:, None] * periods + dealt) * areas + where
            drawn = np.bincount(cell.ravel(), minlength=size * periods * areas)
            yield drawn.reshape(size, periods, areas) * 1.0
        else:
            shares = weights / weights.sum()
            yield np.stack([rng.multinomial(n, shares, size) for n in counts.sum(axis=1)], axis=1) * 1.0
