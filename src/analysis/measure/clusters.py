"""Clusters of a quarter's incidents, told as estimates: the scan, on event data placed in a cercle."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from analysis.measure.areas import by_cercle
from analysis.measure.estimate import Estimate, exact
from analysis.measure.events import figures_from
from analysis.measure.placed import cercles, distances, seats
from analysis.measure.scan import FEW_INCIDENTS, LEVEL, scan
from analysis.quarter import Quarter
from analysis.record.kept import kept

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
        incidents placed in a cercle, fewer than four earlier quarters, or a quarter covered in part.

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
    found = []
    for item in scan(now, past, distances(seats()), seed=10 * last.year + last.number, replicates=replicates):
        held, inside = sorted(area for area in item.areas if now[area]), list(item.areas)
        # half an incident is added to each cercle
        usual = f"{past[:, inside].sum() + len(inside) / 2:g} / {past.sum() + len(names) / 2:g}"
        told = {
            "incidents": (item.observed, " + ".join(f"{names[area]} {now[area]}" for area in held)),
            "expected_incidents": (item.expected, f"{now.sum()} x {usual} = {item.expected:.1f}"),
            "scan_p": (item.p, f"{item.p * (replicates + 1):.0f} / {replicates + 1}"),
        }
        places = tuple(names[held].tolist())
        found.append(Cluster(places, *(
            replace(about, measure=name, value=exact(f"{value:.4g}"), formula=formula,
                    place=", ".join(places), unit="probability" if name == "scan_p" else "incidents")
            for name, (value, formula) in told.items()
        )))  # fmt: skip
    return tuple(found)
