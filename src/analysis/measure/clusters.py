"""Clusters of a quarter's incidents: which cercles form one, and is it more than chance.

Kulldorff's circular scan, on event data placed in a cercle. Incidents are counted and never victims:
otherwise one massacre would always be a cluster. The scan is written here because no kept Python library
has it, nor one whose chance is contagious.
"""

from dataclasses import replace
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import rel_entr

from analysis.errors import InputError
from analysis.measure.areas import Numbers, by_cercle, cercles, distances, seats
from analysis.measure.estimate import Estimate, exact
from analysis.measure.event_sums import figures_from
from analysis.quarter import Quarter
from analysis.record.store import kept

PAST = 4  # quarters, without which a cercle has no past to compare with


class Cluster(NamedTuple):
    """Cercles that together had more incidents than their past made likely.

    Attributes
    ----------
    places : tuple of str
        Cercles of the circle with an incident in the quarter, in the order of the gazetteer.
    observed, expected, p : Estimate
        Incidents, those that the past makes likely, and the share of draws that do as much or more.
    """

    places: tuple[str, ...]
    observed: Estimate
    expected: Estimate
    p: Estimate

    @property
    def beyond(self) -> bool:
        """Whether chance would make such a cluster anywhere in the country in at most 5 of 100 quarters."""
        return float(self.p) <= LEVEL


@kept
def clusters(quarter: str | Quarter, source: str = "") -> tuple[Cluster, ...] | None:
    """Look for clusters of incidents in a quarter, against the eight quarters before.

    Parameters
    ----------
    quarter : str or Quarter
    source : str
        As for `analysis.measure.areas.by_cercle`.

    Returns
    -------
    tuple of Cluster or None
        The most likely first, others if they are beyond chance. None where none is looked for: under 10
        incidents placed in a cercle, fewer than four earlier quarters by the same rule, or a quarter covered
        in part.

    Examples
    --------
    >>> found = clusters("2022Q1")
    >>> found[0].places, float(found[0].observed), found[0].beyond
    (('Andéramboukane', 'Inékar'), 20.0, True)
    """
    last = Quarter.parse(quarter)
    counts = by_cercle(last, source)
    if len(counts) <= PAST or counts.iloc[-1].sum() < FEW_INCIDENTS:
        return None
    now, past, names = counts.iloc[-1].to_numpy(), counts.iloc[:-1].to_numpy(), np.array(cercles())
    about = figures_from(last, source).counted("incidents")

    def cluster(item: Circle) -> Cluster:
        held, inside = sorted(area for area in item.areas if now[area]), list(item.areas)
        # half an incident is added to each cercle
        usual = f"{past[:, inside].sum() + len(inside) / 2:g} / {past.sum() + len(names) / 2:g}"
        places = tuple(names[held].tolist())
        told = partial(replace, about, place=", ".join(places))
        counted = " + ".join(f"{names[area]} {now[area]}" for area in held)
        as_many = f"{item.p * (REPLICATES + 1):.0f} / {REPLICATES + 1}"
        return Cluster(
            places, told(value=int(item.observed), formula=counted),
            told(measure="expected_incidents", value=exact(f"{item.expected:.4g}"),
                 formula=f"{now.sum()} x {usual} = {item.expected:.1f}"),
            told(measure="scan_p", value=exact(f"{item.p:.4g}"), formula=as_many, unit="probability"),
        )  # fmt: skip

    # the seed of the draws is the quarter
    return tuple(map(cluster, scan(now, past, distances(seats()), seed=10 * last.year + last.number)))


FEW_INCIDENTS = 10  # below, no cluster is looked for
LEVEL = 0.05
REPLICATES = 999
MARGIN = 1.1  # draws are more uneven than the past by so much, since how uneven it is is itself an estimate


class Circle(NamedTuple):
    """Areas that together have more incidents than the null expects.

    Parameters
    ----------
    areas : tuple of int
        Positions, the centre first and then by distance.
    observed, expected : float
        Incidents inside.
    ratio : float
        The log likelihood ratio.
    p : float
        Monte Carlo, of the most likely circle in all of the country: it allows for the search.
    """

    areas: tuple[int, ...]
    observed: float
    expected: float
    ratio: float
    p: float


def log_likelihood_ratio(observed: ArrayLike, expected: ArrayLike, total: ArrayLike) -> Numbers:
    """Return ``c ln(c / e) + (C - c) ln((C - c) / (C - e))``, and 0 unless c > e.

    Source: Kulldorff 1997, Communications in Statistics 26, 1481-1496.

    Examples
    --------
    >>> print(log_likelihood_ratio([5, 1], [2.0, 2.0], 10).round(4))
    [2.2314 0.    ]
    """
    c, e, whole = (np.asarray(item, dtype=float) for item in (observed, expected, total))
    return np.where(c > e, rel_entr(c, e) + rel_entr(whole - c, whole - e), 0.0)


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
            zone = tuple(order[: end + 1].tolist())
            found.setdefault(frozenset(zone), zone)
    return list(found.values())


def usual(past: ArrayLike) -> Numbers:
    """Return the share of incidents that each area usually has, half an incident added to each.

    Parameters
    ----------
    past : array of shape (..., quarters, areas)
        Incidents of the quarters before.

    Examples
    --------
    >>> print(usual([[2, 1, 0], [3, 2, 0]]).round(3))
    [0.579 0.368 0.053]
    """
    sums = np.asarray(past, dtype=float).sum(axis=-2) + 0.5
    return np.asarray(sums / sums.sum(axis=-1, keepdims=True))


def dispersion(past: ArrayLike) -> Numbers:
    """Return how many times more than Poisson the incidents of an area vary from quarter to quarter.

    Pooled over the areas, ``sum (n - m)^2 / sum m (1 - w)(1 - 1 / Q)``, m the area's share w of the quarter's
    incidents, Q the quarters; never below 1.

    Examples
    --------
    >>> print(dispersion([[8, 0, 4], [0, 8, 4], [9, 1, 2], [1, 9, 2]]).round(2))
    5.67
    """
    n = np.asarray(past, dtype=float)
    share = n.sum(axis=-2, keepdims=True) / np.maximum(n.sum(axis=(-2, -1), keepdims=True), 1)
    m = n.sum(axis=-1, keepdims=True) * share
    usual = (m * (1 - share)).sum(axis=(-2, -1)) * (1 - 1 / n.shape[-2])
    return np.asarray(np.maximum(1.0, ((n - m) ** 2).sum(axis=(-2, -1)) / np.maximum(usual, 1e-9)))


def scan(
    cases: ArrayLike, past: ArrayLike, distances: ArrayLike, *, seed: int = 0, replicates: int = REPLICATES
) -> tuple[Circle, ...]:
    """Look for the circle that has more incidents than its past and chance explain.

    Parameters
    ----------
    cases : array of shape (areas,)
        Incidents of the quarter.
    past : array of shape (quarters, areas) or (areas,)
        Incidents of earlier quarters, whose shares are expected (`usual`). In one dimension: weights that
        are known for certain, such as people.
    distances : array of shape (areas, areas)
        Between the points that stand for the areas.
    seed, replicates : int
        Of the Monte Carlo.

    Returns
    -------
    tuple of Circle
        The most likely first, then those with a p of at most 0.05 that share no area with an earlier one.
        Empty where no circle has more than expected.

    Raises
    ------
    InputError
        With fewer than 10 incidents.

    Notes
    -----
    Kulldorff 1997 (see `log_likelihood_ratio`), ``p = (1 + beaten) / (1 + replicates)``. Incidents are
    contagious: each replicate draws the quarter and its past anew, multinomial with shares that are
    Dirichlet of ``w (N - phi) / (phi - 1)``, so that counts vary phi times as much as Poisson (`dispersion`;
    Mosimann 1962, Biometrika 49, 65-82). A quarter so drawn is the sum of its months so drawn. That the
    expectation is itself an estimate from few quarters is thereby allowed for.

    Examples
    --------
    >>> along = np.array([0, 1, 2, 3.1, 4, 5])
    >>> line = np.abs(np.subtract.outer(along, along))
    >>> (first, *_) = scan([1, 2, 1, 9, 11, 1], [[4, 5, 3, 4, 3, 5], [3, 4, 5, 4, 4, 3]], line)
    >>> sorted(first.areas), first.p < 0.01
    ([3, 4], True)
    """
    counts, earlier = np.asarray(cases, dtype=float), np.asarray(past, dtype=float)
    total, rng = int(counts.sum()), np.random.default_rng(seed)
    if total < FEW_INCIDENTS:
        told = f"a scan was asked for {total} incidents: expected {FEW_INCIDENTS} or more, take longer."
        raise InputError(told)
    certain = earlier.ndim == 1
    share, phi = (earlier / earlier.sum(), 1.0) if certain else (usual(earlier), float(dispersion(earlier)))
    uneven = 1 + MARGIN * (phi - 1)
    drawn, made, phis = _drawn(replicates, total, share, uneven, rng), share, np.ones(1)
    if not certain:
        before = np.stack([_drawn(replicates, n, share, uneven, rng) for n in earlier.sum(axis=1)], axis=1)
        made, phis = usual(before), dispersion(before)
    zones = circles(distances, share)
    member = np.stack([np.bincount(zone, minlength=len(share)) for zone in zones], axis=1).astype(float)
    highest = log_likelihood_ratio(drawn @ member, total * (made @ member), total).max(axis=1) / phis
    observed, expected = counts @ member, total * (share @ member)
    found = log_likelihood_ratio(observed, expected, total)
    chosen: list[Circle] = []
    for line in np.argsort(-found, kind="stable"):
        p = float(1 + (highest >= found[line] / phi - 1e-9).sum()) / (1 + replicates)
        if found[line] <= 0 or (chosen and p > LEVEL):
            break
        if not any(set(zones[line]) & set(other.areas) for other in chosen):
            c, e, ratio = (float(item[line]) for item in (observed, expected, found))
            chosen.append(Circle(zones[line], c, e, ratio, p))
    return tuple(chosen)


def _drawn(times: int, total: float, share: Numbers, phi: float, rng: np.random.Generator) -> Numbers:
    """Draw incidents of a quarter anew, phi times as uneven as Poisson; of shape (times, areas)."""
    if phi > 1:
        mixed = rng.gamma(share * max(total - phi, 1) / (phi - 1), size=(times, len(share))) + 1e-300
        share = mixed / mixed.sum(axis=1, keepdims=True)
    return np.asarray(rng.multinomial(int(total), share, size=None if share.ndim > 1 else times))
