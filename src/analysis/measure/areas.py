"""The areas that the notes publish figures for: which cercles each holds, each list on its own base."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.measure.estimate import Estimate
from analysis.measure.placed import gazetteer
from analysis.measure.published import Breakdown, breakdown
from analysis.quarter import Quarter
from analysis.record.store import read_table

if TYPE_CHECKING:
    import pandas as pd

FORMS = (
    ("share/incidents", "incidents", "", "acts"),
    ("violations_and_abuses", "violations_and_abuses", "", "violations_and_abuses"),
    ("share/violations_and_abuses", "violations_and_abuses", "", "violations_and_abuses"),
    ("incidents", "incidents", "incidents_security", "incidents"),
)


@dataclass(frozen=True, slots=True)
class Area:
    """A published area.

    Attributes
    ----------
    figure : Estimate
        Its ``group`` is the area's term.
    cercles : tuple of str
        The cercles of the 53 that it holds.
    whole : bool
        Whether it is one region, and not a group of cercles or regions that a note reports together.
    """

    figure: Estimate
    cercles: tuple[str, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class AreaList:
    """One list of areas.

    Attributes
    ----------
    breakdown : Breakdown
    subject : str
        What is counted: ``acts``, ``violations_and_abuses`` or ``incidents``.
    areas : tuple of Area
    layout : {"region", "region_2023"}
        Regions of before 2023 or of the reform, which some notes use before it came into force.
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
    >>> found.areas[1].cercles, found.areas[1].whole
    (('Ansongo', 'Gao'), False)
    """
    found = ((breakdown(facts, period, "place", what, unit, whole), subject) for what, unit, whole, subject in FORMS)
    return tuple(_areas(parts, subject) for parts, subject in found if parts.parts)


def _areas(parts: Breakdown, subject: str) -> AreaList:
    rows = gazetteer().cercles
    members = read_table("terms").set_index("term").members
    named = {item.group: tuple(filter(None, members[item.group].split(";"))) for item in parts.parts}
    single = {group for group, held in named.items() if not held}
    layout = "region" if single <= {row["region"] for row in rows} else "region_2023"
    areas = []
    for item in parts.parts:
        held = named[item.group]
        if item.group.startswith("cercles_"):
            inside = held
        else:
            inside = tuple(row["cercle"] for row in rows if row[layout] in (held or (item.group,)))
        areas.append(Area(item, inside, not held))
    return AreaList(parts, subject, tuple(areas), layout)
