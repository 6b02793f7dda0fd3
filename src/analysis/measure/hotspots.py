"""Hot spots: Getis-Ord Gi* on rates, two-sided, with the false discovery rate controlled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.measure.placed import Placed, distances, units
from analysis.measure.rates import PER
from analysis.measure.scan import FEW_INCIDENTS, Cluster, scan
from analysis.quarter import Quarter

NEIGHBOURS = 5
PERMUTATIONS = 9999
LEVEL = 0.05
WINDOW = 4  # quarters, without which clusters in time are not looked for
Numbers = NDArray[Any]


@dataclass(frozen=True, slots=True)
class HotSpots:
    """Gi* of each unit.

    Attributes
    ----------
    z : ndarray
        Standardised; above 0 where the unit and its neighbours have high rates.
    p : ndarray
        Two-sided, by conditional permutation.
    threshold : float
        The p that keeps the expected share of false discoveries at 5 %.
    """

    z: Numbers
    p: Numbers
    threshold: float

    @property
    def hot(self) -> frozenset[int]:
        """Positions of the hot spots. Cold ones are not told: where few people live, none is expected."""
        return frozenset(np.flatnonzero((self.p <= self.threshold) & (self.z > 0)).tolist())


def nearest(points: Numbers, count: int = NEIGHBOURS) -> dict[int, list[int]]:
    """Return for each point the positions of its nearest others, by geodesic distance.

    Examples
    --------
    >>> nearest(np.array([[0.0, 0.0], [0.0, 1.0], [0.0, 3.0]]), 1)
    {0: [1], 1: [0], 2: [1]}
    """
    order = np.argsort(distances(points), axis=1, kind="stable")
    return {line: [int(other) for other in row if other != line][:count] for line, row in enumerate(order)}


def getis_ord(
    values: ArrayLike, neighbours: dict[int, list[int]], *, permutations: int = PERMUTATIONS, seed: int = 0
) -> HotSpots:
    """Return Gi* with binary weights, each unit its own neighbour.

    Null: the values are arranged over the places at random. Source: Getis and Ord 1992, Geographical
    Analysis 24, 189-206; Ord and Getis 1995, Geographical Analysis 27, 286-306. Computed by esda, whose
    p-values are one-sided and folded: they are doubled before its false discovery rate (Benjamini and
    Hochberg; Caldas de Castro and Singer 2006) sets the threshold.

    Examples
    --------
    Six points, binary weights at a distance of up to 15: the example in esda's own tests.

    >>> near = {0: [1, 3], 1: [0, 3], 2: [4], 3: [0, 1], 4: [2, 5], 5: [4]}
    >>> print(getis_ord([2, 3, 3.2, 5, 8, 7], near, permutations=99).z[0].round(8))
    -1.39727626
    """
    import warnings

    import esda
    from libpysal.weights import W

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # on groups that no neighbour joins, and on what esda 3 will change
        weights = W(neighbours, silence_warnings=True)
        found = esda.G_Local(np.asarray(values, dtype=float), weights, transform="B", star=True, n_jobs=1,
                             permutations=permutations, seed=seed, keep_simulations=False)  # fmt: skip
    p = np.minimum(1.0, 2 * found.p_sim)
    return HotSpots(np.asarray(found.Zs), p, float(esda.fdr(p, LEVEL)))


@dataclass(frozen=True, slots=True)
class Search:
    """What was looked for in a quarter, and found; positions are those of `placed.units`.

    Attributes
    ----------
    everything, rest : HotSpots
        Of persons killed per 100,000 people: with, and without, the largest incident.
    space : tuple of Cluster
        Of incidents in the quarter, against people.
    time : tuple of Cluster
        Of incidents in the last eight quarters, or as many as are covered, against the usual share of
        each place; empty under four quarters.
    window : tuple of Quarter
        Those quarters.
    """

    everything: HotSpots
    rest: HotSpots
    space: tuple[Cluster, ...]
    time: tuple[Cluster, ...]
    window: tuple[Quarter, ...]


def search(data: Placed, quarter: Quarter) -> Search | None:
    """Look for hot spots and clusters of a quarter; None, so declined, under 10 placed incidents."""
    tally = data.tallies[quarter]
    if data.incidents(quarter) < FEW_INCIDENTS:
        return None
    made, seed = units(), 10 * quarter.year + quarter.number
    near, away = nearest(made.points), distances(made.points)
    victims = np.asarray(tally.victims, dtype=float)
    without = victims.copy()
    without[np.argmax(tally.largest)] -= np.max(tally.largest)
    everything, rest = (
        getis_ord(PER * made.sums(values) / made.people, near, seed=seed) for values in (victims, without)
    )
    window = data.window(quarter)
    cases = made.sums(np.stack([data.tallies[item].incidents for item in window]))
    space = scan(cases[-1], away, made.people, seed=seed)
    time = scan(cases, away, seed=seed) if len(window) >= WINDOW else ()
    return Search(everything, rest, space, time, window)
