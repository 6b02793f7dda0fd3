"""The figures there are: for each id the function that builds it for a quarter."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from analysis.errors import InputError
from analysis.quarter import Quarter

if TYPE_CHECKING:
    from analysis.present.figures import Drawing

# id: module and function of a builder, which takes a Quarter and returns a Drawing with this id for
# its name, or None where there is nothing to draw. Order is that of the gallery.
FIGURES = {
    "series": "present.figures:series_of",
    "outcomes": "present.figures:outcomes_of",
    "alleged_perpetrators": "present.figures:perpetrators_of",
    "places": "present.figures:places_of",
    "map": "present.place_figures:map_of",
    "map_second": "present.place_figures:map_second_of",
    "map_events": "present.place_figures:map_events_of",
    "map_rates": "present.place_figures:map_rates_of",
    "tiles": "present.place_figures:tiles_of",
    "hotspots": "present.place_figures:hotspots_of",
    "spread": "present.place_figures:spread_of",
    "change": "present.trend_figures:change_of",
    "incidents_and_victims": "present.trend_figures:pair_of",
    "eight_quarters": "present.trend_figures:eight_of",
    "audit_overview": "present.verdicts:overview_of",
}


def build(name: str, quarter: Quarter) -> Drawing | None:
    """Return a figure of a quarter, None where there is nothing to draw.

    Raises
    ------
    InputError
        For an id that is none, and where the data of the figure do not reach.

    Examples
    --------
    >>> build("places", Quarter.parse("2021Q3")) is None
    True
    """
    if name not in FIGURES:
        raise InputError(f"{name[:40]!r} is no figure: expected one of {', '.join(FIGURES)}.")
    module, function = FIGURES[name].split(":")
    found: Drawing | None = getattr(import_module(f"analysis.{module}"), function)(quarter)
    return found
