"""Rates per 100,000 people, with what makes them unstable said beside them.

Empirical Bayes is ten lines here rather than `esda.smoothing.Empirical_Bayes`: the same
estimator, without libpysal, geopandas and scikit-learn behind it, and with room for dispersion.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.errors import InputError
from analysis.measure.estimate import SMALL_BASE, Estimate
from analysis.measure.interval import Tally, singles, stated, total_interval, total_of

PER = 100_000
OLD_POPULATION = 5  # years between the population figure and the period, above which a note is due
UNIT = "per_100000"  # documented, per 100,000 people, in the quarter


@dataclass(frozen=True, slots=True)
class Population:
    """People per place, with the source and the year of the figure."""

    people: Mapping[str, float]
    source: str
    year: int


@dataclass(frozen=True, slots=True)
class Rate:
    """A raw rate with its interval, and beside it the rate drawn towards the mean of all places."""

    raw: Estimate
    smoothed: Estimate


def rates(
    counts: Mapping[str, Tally | int],
    population: Population,
    *,
    period: str,
    measure: str = "rate_of_victims",
    **label: Any,
) -> tuple[Rate, ...]:
    """Return the rate of each place, ``100,000 x / people``, in the order given.

    Parameters
    ----------
    counts : mapping of place to Tally or int
        A tally gives the incident-clustered interval; an integer the exact Poisson one, right
        only where cases are independent of each other (incidents, not victims).
    population : Population
    period : str
    measure, **label
        For the estimates (inclusion, sources).

    Returns
    -------
    tuple of Rate
        ``unstable`` is noted below 20 (effective) cases, ``old_population`` where the population
        is more than five years older or younger than the period. It is not SDG 16.1.2.

    Raises
    ------
    InputError
        For a place without people, or a count that is negative or missing.

    Notes
    -----
    Exact limits: Garwood 1936. Unstable under 20: CDC WISQARS.

    Examples
    --------
    >>> found = rates({"Ansongo": 15}, Population({"Ansongo": 400}, "census", 2009), period="2010Q1")
    >>> print(found[0].raw.value, found[0].raw.low, found[0].raw.high, found[0].raw.notes)
    3750 2098.85 6185.05 ('unstable',)
    >>> found[0].raw.formula
    '100,000 x 15 / 400 (population: census, 2009)'
    """
    people = [_people(place, population) for place in counts]
    totals = [total_of(item, f"the count of {place!r} is") for place, item in counts.items()]
    spread = [item.dispersion for item in counts.values() if isinstance(item, Tally) and item.victims]
    smooth = empirical_bayes(totals, people, float(np.median(spread)) if spread else 1.0)
    old = abs(int(period[:4]) - population.year) > OLD_POPULATION
    found = []
    for (place, item), total, persons, even in zip(counts.items(), totals, people, smooth, strict=True):
        effective = float(item.effective if isinstance(item, Tally) and total else total)
        noted = {"unstable": effective < SMALL_BASE, "old_population": old}
        notes = tuple(name for name, holds in noted.items() if holds)
        common = {"period": period, "place": place, "notes": notes, **label}
        source = f"(population: {population.source}, {population.year})"
        low, high = (PER * limit / persons for limit in _limits(item))
        formula = f"100,000 x {total:.10g} / {persons:.10g} {source}"
        raw = stated(measure, PER * total / persons, UNIT, (low, high), formula=formula, **common)
        smoothed = stated(measure, PER * even, UNIT, basis="modelled", inputs=(raw,),
                          formula=f"empirical Bayes {source}", **common)  # fmt: skip
        found.append(Rate(raw, smoothed))
    return tuple(found)


def empirical_bayes(counts: Sequence[float], people: Sequence[float], dispersion: float = 1.0) -> list[float]:
    """Draw rates towards their common mean, the more the fewer people they rest on.

    ``m + w (r - m)``, ``w = A / (A + phi m / n)``, with m the overall rate and A the variance
    between places that is left after that of counting, by moments: Marshall 1991, Applied
    Statistics 40, 283-294, equations on p. 285. phi is 1 there; above 1 it allows for incidents.

    Returns
    -------
    list of float
        Rates per person; all equal to the mean where places differ no more than by chance.

    Examples
    --------
    >>> [round(rate, 4) for rate in empirical_bayes([0, 40, 200], [100, 1000, 2000])]
    [0.0358, 0.043, 0.0991]
    """
    x, n = np.asarray(counts, dtype=float), np.asarray(people, dtype=float)
    mean, raw = x.sum() / n.sum(), x / n
    between = (n * (raw - mean) ** 2).sum() / n.sum() - dispersion * mean / n.mean()
    if between <= 0:
        return [float(mean)] * len(x)
    return [float(rate) for rate in mean + between / (between + dispersion * mean / n) * (raw - mean)]


def _limits(item: Tally | int) -> tuple[float, float]:
    return total_interval(item if isinstance(item, Tally) else singles(item))


def _people(place: str, population: Population) -> float:
    people = float(population.people.get(place, 0))
    if not 0 < people < float("inf"):
        raise InputError(
            f"{place!r} has {people:g} people in {population.source}, {population.year}: expected more than"
            " 0, correct the figure or leave the place out."
        )
    return people
