"""The areas that the notes publish figures for: which cercles each holds, each list on its own base."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.measure.coverage import place_lists
from analysis.measure.estimate import Estimate
from analysis.measure.placed import gazetteer
from analysis.measure.published import Breakdown
from analysis.quarter import Quarter
from analysis.record.store import read_table

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Area:
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


@dataclass(frozen=True, slots=True)
class AreaList:
    """One list of areas, with a base of its own.

    Attributes
    ----------
    breakdown : Breakdown
    subject : str
        What is counted: ``acts``, ``violations_and_abuses`` or ``incidents``.
    areas : tuple of Area
    layout : {"region", "region_2023"}
        Regions as before 2023, or as the reform of that year has them: some notes use those before it.
    """

    breakdown: Breakdown
    subject: str
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
    return tuple(_areas(parts, subject) for parts, subject in place_lists(facts, period))


def _areas(parts: Breakdown, subject: str) -> AreaList:
    rows = gazetteer().cercles
    members = read_table("terms").set_index("term").members
    held = {item.group: tuple(filter(None, members[item.group].split(";"))) for item in parts.parts}
    regions = {group for group, inside in held.items() if not inside}
    layout = "region" if regions <= {row["region"] for row in rows} else "region_2023"
    areas = []
    for item in parts.parts:
        inside = held[item.group] or (item.group,)
        if not item.group.startswith("cercles_"):  # a region, or a union of regions
            inside = tuple(row["cercle"] for row in rows if row[layout] in inside)
        areas.append(Area(item, inside, item.group in regions))
    return AreaList(parts, subject, tuple(areas), layout)
