"""Areas: those that the notes publish figures for, the events that each holds, and the cercles.

The 53 cercles have seats, distances between these, and a past in event data.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import chain, takewhile
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.measure.estimate import Estimate, computed
from analysis.measure.event_sums import sums_on
from analysis.measure.published import missing
from analysis.measure.shares import Breakdown, lists
from analysis.quarter import Quarter
from analysis.record.places import kilometres
from analysis.record.store import kept, read_table


class Area(NamedTuple):
    """A published area.

    Attributes
    ----------
    figure : Estimate
        Its ``group`` is the area's term.
    cercles : tuple of str
        The cercles of the 53 that it holds.
    region : bool
        Whether it is one region, and not a group of cercles or regions that a note reports together.
    """

    figure: Estimate
    cercles: tuple[str, ...]
    region: bool


class AreaList(NamedTuple):
    """One list of areas, with a base of its own.

    Attributes
    ----------
    breakdown : Breakdown
    areas : tuple of Area
    layout : {"region", "region_2023"}
        Regions as before 2023, or as the reform of that year has them: some notes use those before it.
    """

    breakdown: Breakdown
    areas: tuple[Area, ...]
    layout: str


def area_lists(facts: pd.DataFrame, period: str | Quarter) -> tuple[AreaList, ...]:
    """Return every list of places that the notes publish for a period.

    Examples
    --------
    >>> from analysis.record.ledger import facts
    >>> (found,) = area_lists(facts(), "2021Q2")
    >>> found.areas[1].cercles, found.areas[1].region
    (('Ansongo', 'Gao'), False)
    """
    return tuple(map(_areas, lists(facts, period, "place")))


def _areas(parts: Breakdown) -> AreaList:
    rows, members = read_table("cercles"), read_table("terms").set_index("term").members
    held = {item.group: [*filter(None, members[item.group].split(";"))] or [item.group] for item in parts}
    # regions, and unions of regions
    regions = {name: inside for name, inside in held.items() if not name.startswith("cercles_")}
    layout = "region" if {*chain(*regions.values())}.issubset(rows.region) else "region_2023"

    def area(item: Estimate) -> Area:
        inside = held[item.group]
        if item.group in regions:
            inside = [*rows.cercle[rows[layout].isin(inside)]]
        return Area(item, tuple(inside), not members[item.group])

    return AreaList(parts, tuple(map(area, parts)), layout)


def inside(
    counts: Mapping[str, Estimate], within: Collection[str] | None = None, group: str = "in_cercle"
) -> Estimate:
    """Add up counts by cercle over the cercles of an area.

    Parameters
    ----------
    counts : mapping of str to Estimate
        By name of the cercle, as ``Events.by("cercle")`` has them.
    within : collection of str, optional
        Cercles of the area; all without.
    group : str
        Term of the area, by which the number is named.

    Returns
    -------
    Estimate
        0 where no cercle of the area has a case; a gap where there are no counts at all.

    Examples
    --------
    >>> about = {"measure": "incidents", "unit": "incidents", "period": "2021Q2", "basis": "computed"}
    >>> counts = {name: Estimate(value=n, place=name, **about) for name, n in (("Koro", 3), ("Gao", 5))}
    >>> inside(counts, ["Koro", "Mopti"]).formula, inside(counts, ["Koro"]) / inside(counts)
    ('Koro 3', <incidents in_cercle 2021Q2: 37.5 percent, computed>)
    """
    given = {name: item for name, item in dict(counts).items() if item.stated}
    if not given:
        return missing("incidents", "", "said", unit="incidents", group=group)
    held = [item for name, item in given.items() if within is None or name in within]
    told = " + ".join(f"{item.place} {item.value}" for item in held if item.value)
    value, of = sum((item.number() for item in held), Decimal(0)), held or [*given.values()][:1]
    return replace(computed(of, value, told, place="Mali", group=group), inputs=())


def regions() -> dict[str, list[str]]:
    """Return the cercles of each region as it was before 2023, in the gazetteer's order.

    Examples
    --------
    >>> regions()["Ménaka"]
    ['Ménaka', 'Andéramboukane', 'Inékar', 'Tidermène']
    """
    return dict(read_table("cercles").groupby("region", sort=False).cercle.agg(list))


@kept
def by_cercle(quarter: str | Quarter, source: str = "", before: int = 8) -> pd.DataFrame:
    """Return how many incidents each cercle had in a quarter and in those before, as one source places them.

    Parameters
    ----------
    quarter : str or Quarter
    source : str
        As for `analysis.measure.event_sums.figures_from`; every quarter is of one source.
    before : int
        How many earlier quarters, as far back as the source covers all months of each by the same rule.

    Returns
    -------
    pandas.DataFrame
        A row per quarter (``Period``), the asked one last; a column per cercle of the 53. Empty where the
        source does not cover all of the quarter, or places none of its incidents.

    Examples
    --------
    >>> counts = by_cercle("2021Q2")
    >>> counts.shape, int(counts.loc["2021Q2", "Douentza"])
    ((9, 53), 11)
    """
    last = Quarter.parse(quarter)
    found, wanted = sums_on(last, source), [str(last.shift(-step)) for step in range(before + 1)]
    rules = {name: cover.inclusion for name, cover in found.whole.items()}
    alike = [name for name in wanted if rules.get(name, "") == rules.get(wanted[0])]
    rows = found.rows[found.rows.by.eq("cercle") & found.rows.leads & found.rows.quarter.isin(alike)]
    counts = rows.pivot_table("incidents", "quarter", "place", "sum")
    told = [*takewhile(counts.index.__contains__, wanted)][::-1]
    frame = counts.reindex(index=told, columns=cercles()).fillna(0).astype(int)
    return frame.set_axis(pd.PeriodIndex(told, freq="Q"))


Numbers = NDArray[Any]


def seats() -> Numbers:
    """Return latitude and longitude of the 53 seats, in degrees, in the gazetteer's order."""
    return read_table("cercles")[["seat_lat", "seat_lon"]].to_numpy(float)


def cercles() -> list[str]:
    """Return the names of the 53 cercles, in the gazetteer's order."""
    return [*read_table("cercles").cercle]


def distances(points: Numbers) -> Numbers:
    """Return the geodesic distances between points (latitude, longitude), in km, on WGS 84.

    Examples
    --------
    >>> from analysis.measure.areas import distances
    >>> distances(np.array([[12.64292, -8.00209], [16.26849, -0.05022]])).round()  # Bamako and Gao
    array([[  0., 946.],
           [946.,   0.]])
    """
    lat, lon = points.T[:, :, None]
    return np.asarray(kilometres(lat, lon, lat.T, lon.T))
