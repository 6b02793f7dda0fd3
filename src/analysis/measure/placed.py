"""Lethal incidents by cercle and quarter: what maps are made from."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.errors import InputError
from analysis.measure.estimate import Estimate, exact
from analysis.measure.events import COUNTED
from analysis.measure.interval import Tally
from analysis.quarter import Quarter
from analysis.record.cells import about, in_use, month_range, read_cells
from analysis.record.dates import month_quarter
from analysis.record.places import Gazetteer
from analysis.record.store import home

BEFORE = 8  # quarters that a cercle is looked up in before it is called newly affected
Numbers = NDArray[Any]


@functools.cache
def gazetteer() -> Gazetteer:
    """Return the cercles of ``data/places``, read once."""
    return Gazetteer.load(home() / "data")


def seats() -> Numbers:
    """Return latitude and longitude of the 53 seats, in degrees, in the gazetteer's order."""
    rows = gazetteer().cercles
    return np.array([[float(row["seat_lat"]), float(row["seat_lon"])] for row in rows])


def cercles() -> list[str]:
    """Return the names of the 53 cercles, in the gazetteer's order."""
    return [row["cercle"] for row in gazetteer().cercles]


def distances(points: Numbers) -> Numbers:
    """Return the geodesic distances between points (latitude, longitude), in km, on WGS 84.

    Examples
    --------
    >>> from analysis.measure.placed import distances
    >>> distances(np.array([[12.64292, -8.00209], [16.26849, -0.05022]])).round()  # Bamako and Gao
    array([[  0., 946.],
           [946.,   0.]])
    """
    from pyproj import Geod

    lat, lon = (np.broadcast_to(axis, (len(points),) * 2) for axis in points.T)
    _, _, metres = Geod(ellps="WGS84").inv(lon, lat, lon.T, lat.T)
    return np.asarray(metres) / 1000


@dataclass(frozen=True, slots=True)
class Placed:
    """Lethal incidents and persons killed by quarter and cercle, as one source tells them.

    Attributes
    ----------
    source : str
        ``ucdp``, ``acled`` or ``own``.
    tallies : mapping of Quarter to Tally
        Arrays over the 53 cercles. Every quarter that the imports cover, wholly or in part.
    coarse : mapping of Quarter to mapping
        Lethal incidents that are known only to a region, by its name, or only to "Mali".
    months : mapping of Quarter to tuple of str
        The months of each that are covered, such as ``2026-01``.
    label : mapping
        ``inclusion`` and ``sources`` of the estimates made from it.
    """

    source: str
    tallies: Mapping[Quarter, Tally]
    coarse: Mapping[Quarter, Mapping[str, int]]
    months: Mapping[Quarter, tuple[str, ...]]
    label: Mapping[str, Any]

    def incidents(self, quarter: Quarter) -> int:
        """Return the lethal incidents of a quarter that are placed in a cercle."""
        return int(self.tallies[quarter].incidents.sum())

    def whole(self, quarter: Quarter) -> bool:
        """Return whether all months of a quarter are covered."""
        return len(self.months.get(quarter, ())) == 3

    def period(self, quarter: Quarter) -> str:
        """Return the quarter, or the span of months that is covered of it."""
        months = self.months[quarter]
        return str(quarter) if self.whole(quarter) else f"{months[0]}..{months[-1]}"

    def window(self, quarter: Quarter, length: int = BEFORE) -> tuple[Quarter, ...]:
        """Return the last `length` quarters up to one, as far as all months of each are covered."""
        wanted = [quarter.shift(-step) for step in range(length)]
        whole = [item == quarter or self.whole(item) for item in wanted]
        return tuple(reversed(wanted[: [*whole, False].index(False)]))

    def count(self, measure: str, value: float, quarter: Quarter, **more: Any) -> Estimate:
        """Return a number counted here as an estimate: incidents unless a unit is given."""
        given = {"unit": "incidents", "basis": "computed", **self.label, **more}
        return Estimate(measure=measure, value=exact(f"{value:.15g}"), period=self.period(quarter), **given)

    def by_cercle(self, quarter: Quarter, measure: str = "incidents") -> tuple[Estimate, ...]:
        """Return the count of each cercle with a lethal incident: ``incidents`` or ``killed``."""
        tally = self.tallies[quarter]
        values, unit = {"incidents": (tally.incidents, "incidents"),
                        "killed": (tally.victims, "persons")}[measure]  # fmt: skip
        hit = [(line, name) for line, name in enumerate(cercles()) if tally.incidents[line]]
        return tuple(self.count(measure, values[line], quarter, place=name, unit=unit) for line, name in hit)

    def lost(self, quarter: Quarter) -> tuple[Estimate, Estimate, Estimate]:
        """Return how many lethal incidents are placed in a cercle, known to a region, and only to Mali."""
        coarse = dict(self.coarse[quarter])
        country = coarse.pop("Mali", 0)
        cercle, region = self.incidents(quarter), sum(coarse.values())
        return (
            self.count("incidents", cercle, quarter, group="cercle"),
            self.count("incidents", region, quarter, group="region"),
            self.count("incidents", country, quarter, group="national"),
        )


def placed(quarter: Quarter, source: str = "") -> Placed | None:
    """Return the lethal incidents of a source that covers a quarter with places, or None.

    UCDP's national series in the box has no places, and sums of events are no incidents: a file of
    events must have been imported.

    Parameters
    ----------
    quarter : Quarter
    source : str
        ``ucdp``, ``acled`` or ``own``; the first of them that has the quarter, if none is given.

    Raises
    ------
    InputError
        For another source.
    """
    if source and source not in COUNTED:
        raise InputError(
            f"{source!r} is no source of events: expected {', '.join(COUNTED)}, name one of them."
        )
    for name in [source] if source else COUNTED:
        imports = in_use(home() / "data", name)
        told = {item: about(item, home() / "data") for item in imports}
        months = {month for item in told.values() for month in month_range(*item["months"])}
        if months.intersection(quarter.months) and (found := _placed(name, imports, told, months)):
            return found
    return None


def _placed(source: str, imports: Sequence[str], told: Mapping[str, Any], months: set[str]) -> Placed | None:
    import pandas as pd

    cells = pd.concat([read_cells(name, home() / "data") for name in imports])
    cells = cells[cells.outcome.eq("killed") & cells.violence.isin(COUNTED[source])]
    if cells.lethal_incidents.isna().any():
        return None  # sums of events: how many were lethal is not told
    columns = ["lethal_incidents", "victims_best", "sum_squares", "largest_incident"]
    how = dict.fromkeys(columns, "sum") | {"largest_incident": "max"}
    sums = cells.groupby(["quarter", "place_level", "place"])[columns].agg(how).astype(float)
    line = {name: position for position, name in enumerate(cercles())}
    quarters = sorted(set(map(month_quarter, months)))
    arrays = {quarter: np.zeros((4, len(line))) for quarter in quarters}
    coarse: dict[Quarter, dict[str, int]] = {quarter: {} for quarter in quarters}
    for period, level, place, *numbers in sums.reset_index().itertuples(index=False):
        if level == "cercle":
            arrays[Quarter.parse(period)][:, line[place]] = numbers
        elif numbers[0]:
            coarse[Quarter.parse(period)][place] = int(numbers[0])
    rule = f"events_{source}" + "_preliminary" * any(item["preliminary"] for item in told.values())
    return Placed(
        source,
        {quarter: Tally(*array) for quarter, array in arrays.items()},
        coarse,
        {item: tuple(month for month in item.months if month in months) for item in quarters},
        {"inclusion": rule, "sources": tuple(imports)},
    )
