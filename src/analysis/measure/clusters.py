"""Clusters of a quarter's incidents, told as estimates: the scan, on event data placed in a cercle."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.measure.areas import by_cercle
from analysis.measure.estimate import Estimate, exact
from analysis.measure.events import figures_from
from analysis.measure.placed import cercles, distances, seats
from analysis.measure.scan import FEW_INCIDENTS, LEVEL, scan
from analysis.measure.scan import Cluster as Circle
from analysis.quarter import Quarter
from analysis.record.kept import kept

PAST = 4  # quarters, without which a cercle has no past to compare with


@dataclass(frozen=True, slots=True)
class Cluster:
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
def clusters(
    quarter: str | Quarter, source: str = "", *, replicates: int = 999
) -> tuple[Cluster, ...] | None:
    """Look for clusters of incidents in a quarter, against the eight quarters before.

    Parameters
    ----------
    quarter : str or Quarter
    source : str
        As for `analysis.measure.areas.by_cercle`.
    replicates : int
        Of the Monte Carlo; its seed is the quarter.

    Returns
    -------
    tuple of Cluster or None
        The most likely first, others if they are beyond chance. None where none is looked for: under 10
        incidents placed in a cercle, or fewer than four earlier quarters.

    Examples
    --------
    >>> found = clusters("2022Q1")
    >>> found[0].places, float(found[0].observed), found[0].beyond
    (('Andéramboukane', 'Inékar'), 20.0, True)
    """
    last = Quarter.parse(quarter)
    counts = by_cercle(last, source)
    found = figures_from(last, source)
    if not found or len(counts) <= PAST or counts.iloc[-1].sum() < FEW_INCIDENTS:
        return None
    now, past = counts.iloc[-1].to_numpy(), counts.iloc[:-1].to_numpy()
    made = scan(now, past, distances(seats()), seed=10 * last.year + last.number, replicates=replicates)
    names, about = np.array(cercles()), found.counted("incidents")

    def told(measure: str, value: float, formula: str, unit: str = "incidents") -> Estimate:
        return replace(about, measure=measure, value=exact(f"{value:.4g}"), unit=unit, formula=formula)

    def cluster(item: Circle) -> Cluster:
        held = sorted(area for area in item.areas if now[area])
        sums = " + ".join(f"{names[area]} {now[area]}" for area in held)
        rank = f"{item.p * (replicates + 1):.0f} / {replicates + 1}"
        places = tuple(names[held].tolist())
        found = (told("incidents", item.observed, sums),
                 told("expected_incidents", item.expected, _expected(item, past)),
                 told("scan_p", item.p, rank, "probability"))  # fmt: skip
        return Cluster(places, *(replace(part, place=", ".join(places)) for part in found))

    return tuple(map(cluster, made))


def _expected(item: Circle, past: NDArray[Any]) -> str:
    """Write what is expected as arithmetic: its share of the past, half an incident added to each."""
    inside, everywhere = past[:, list(item.areas)].sum() + len(item.areas) / 2, past.sum() + past.shape[1] / 2
    return f"{item.total} x {inside:g} / {everywhere:g} = {item.expected:.1f}"
