"""Clusters of a quarter's incidents, told as estimates: the scan, on event data placed in a cercle."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from analysis.measure.areas import by_cercle
from analysis.measure.estimate import Estimate, exact
from analysis.measure.events import figures_from
from analysis.measure.placed import cercles, distances, seats
from analysis.measure.scan import FEW_INCIDENTS, scan
from analysis.quarter import Quarter

PAST = 4  # quarters, without which a cercle has no past to compare with
LEVEL = 0.05


@dataclass(frozen=True, slots=True)
class Cluster:
    """Cercles that together had more incidents than their past made likely.

    Attributes
    ----------
    places : tuple of str
        Cercles with an incident in the quarter, in the order of the alphabet.
    observed, expected, risk, p : Estimate
        Incidents; their ratio to the expected over the same ratio outside; Monte Carlo.
    """

    places: tuple[str, ...]
    observed: Estimate
    expected: Estimate
    risk: Estimate
    p: Estimate

    @property
    def beyond(self) -> bool:
        """Whether chance would make such a cluster anywhere in the country in at most 5 of 100 quarters."""
        return float(self.p) <= LEVEL


def clusters(quarter: str | Quarter, source: str = "", *, replicates: int = 999) -> tuple[Cluster, ...] | None:
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
    >>> found = clusters("2021Q2")
    >>> found[0].places, found[0].beyond
    (('Bougouni', 'Sikasso'), False)
    """
    last = Quarter.parse(quarter)
    counts = by_cercle(last, source)
    found = figures_from(last, source)
    if found is None or len(counts) <= PAST or counts.iloc[-1].sum() < FEW_INCIDENTS:
        return None
    now, past = counts.iloc[-1].to_numpy(), counts.iloc[:-1].to_numpy()
    made = scan(now, past, distances(seats()), seed=10 * last.year + last.number, replicates=replicates)
    names, about = np.array(cercles()), found.counted("incidents")

    def told(measure: str, value: float, unit: str, formula: str = "") -> Estimate:
        return replace(about, measure=measure, value=exact(f"{value:.4g}"), unit=unit, formula=formula)

    def cluster(areas: tuple[int, ...], c: float, e: float, total: int, p: float, risk: float) -> Cluster:
        held = sorted(area for area in areas if now[area])
        places = tuple(str(names[area]) for area in held)
        sums = " + ".join(f"{names[area]} {now[area]}" for area in held)
        ratio = f"({c:g} / {e:.1f}) / (({total} - {c:g}) / ({total} - {e:.1f}))"
        rank = f"{p * (replicates + 1):.0f} / {replicates + 1}"
        return Cluster(places, told("incidents", c, "incidents", sums), told("expected_incidents", e, "incidents"),
                       told("relative_risk", risk, "ratio", ratio), told("scan_p", p, "probability", rank))  # fmt: skip

    return tuple(cluster(item.areas, item.observed, item.expected, item.total, item.p, item.relative_risk)
                 for item in made)  # fmt: skip
