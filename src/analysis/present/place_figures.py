"""Maps and tiles as functions of estimates: published areas, circles, rates, hot spots, spread."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from analysis.errors import InputError
from analysis.measure.areas import AreaList, area_lists
from analysis.measure.coverage import scope
from analysis.measure.estimate import Estimate
from analysis.measure.placed import BEFORE, Placed, cercles, placed, seats, units
from analysis.present import maps, style
from analysis.present.figures import Drawing, open_axes
from analysis.present.words import listed, period_label, say, term_label, written
from analysis.quarter import Quarter
from analysis.record.ledger import facts
from analysis.record.store import home, read_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHADES = ("#FDE5C8", "#F9B97C", "#EE7F3B", "#B8480F")  # light to dark, in grey too
LABELLED = 14  # cercles with the most incidents that are named on a map
Numbers = NDArray[Any]


def map_of(quarter: Quarter) -> Drawing | None:
    """Draw the areas of the note's first list, or else the event data of the quarter."""
    lists = area_lists(facts(), scope(facts(), quarter))
    return areas(lists[0]) if lists else map_events_of(quarter)


def map_second_of(quarter: Quarter) -> Drawing | None:
    """Draw the note's second list of places, where it counts something else than the first."""
    lists = area_lists(facts(), scope(facts(), quarter))
    other = [item for item in lists[1:] if [a.figure.group for a in item.areas] != [a.figure.group for a in lists[0].areas]]
    return areas(other[0], "map_second") if other else None


def map_events_of(quarter: Quarter) -> Drawing | None:
    """Draw lethal incidents by cercle, where event data with places were imported."""
    data = placed(quarter)
    return incidents(data, quarter) if data and data.incidents(quarter) else None


def areas(found: AreaList, name: str = "map") -> Drawing:
    """Draw published areas on their own base: circles sized by the figure, groups within a hull.

    Parameters
    ----------
    found : AreaList
    name : str
        Of the figure.
    """
    parts = found.breakdown
    period, first = period_label(parts.parts[0].period), parts.parts[0]
    subject = say(f"subject-{found.subject}")
    grouped = any(not item.region for item in found.areas)
    figure, axis = maps.open_map(say("map-foot-groups" if grouped else f"map-foot-{found.layout}"))
    points = dict(zip(cercles(), maps.project(seats()), strict=True))
    values = [float(item.figure.number()) for item in found.areas]
    middles = np.array([
        maps.group(axis, np.array([points[name] for name in item.cercles]), colour=style.INK if not item.region else style.COLOURS["place"])
        for item in found.areas
    ])  # fmt: skip
    top = max(values)
    maps.circles(axis, middles, values, top)
    radii = np.sqrt(maps.sizes(values, top)) / maps.POINT / 2
    texts = [_wrapped(term_label(item.figure.group), written(item.figure)) for item in found.areas]
    maps.labels(axis, middles, texts, radii, [points[name] for item in found.areas for name in item.cercles])
    rest = parts.remainder
    more = [say("map-remainder", number=written(rest))] if rest is not None and rest.number() else []
    maps.legend(axis, top, _heading(found.subject, first.unit), more)
    told = listed([maps.named(term_label(item.figure.group), item.figure) for item in found.areas])
    title = say("fig-where-title", group=term_label(first.group), share=written(first), subject=_of(parts, subject), period=period)
    items = (*parts.parts, *([rest] if rest is not None and rest.number() else []))
    return Drawing(name, figure, title, say("map-areas-caption", subject=_upper(subject), period=period),
                   say("map-areas-alt", subject=subject, period=period, list=told), items)  # fmt: skip


def _of(parts: Any, subject: str) -> str:
    shares = parts.parts[0].unit == "percent" or not parts.whole.stated
    return subject if shares else f"{written(parts.whole)} {subject}"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _heading(subject: str, unit: str) -> str:
    return say("map-heading-share" if unit == "percent" else f"map-heading-{subject}")


def _wrapped(label: str, value: str, width: int = 26) -> str:
    import textwrap

    lines = textwrap.wrap(label, width, break_long_words=False)
    return f"{label} {value}" if len(lines) == 1 else "\n".join([*lines, value])


def incidents(data: Placed, quarter: Quarter, marks: Any = None) -> Drawing:
    """Draw lethal incidents as circles at the seats of their cercles."""
    items = sorted(data.by_cercle(quarter), key=lambda item: (-item.number(), item.place))
    figure, axis = maps.open_map(say("map-foot-seats"))
    _circles(axis, data, quarter, items)
    period = period_label(items[0].period)
    told = listed([maps.named(item.place, item) for item in items[:LABELLED]])
    whole = data.count("incidents", data.incidents(quarter), quarter)
    title = say("map-events-title", number=written(whole), cercles=written(_places(data, quarter)), period=period)
    caption = say("map-events-caption", period=period, source=say(f"counts-{data.label['inclusion']}"))
    return Drawing("map_events", figure, title, caption, say("map-events-alt", period=period, list=told), tuple(items))


def _places(data: Placed, quarter: Quarter) -> Estimate:
    return data.count("cercles_affected", len(data.by_cercle(quarter)), quarter, unit="cercles")


def _circles(axis: Axes, data: Placed, quarter: Quarter, items: list[Estimate], heading: str = "") -> None:
    points = dict(zip(cercles(), maps.project(seats()), strict=True))
    axis.scatter(*np.array(list(points.values())).T, s=1.5, color=style.QUIET, linewidth=0, zorder=2)
    places, values = np.array([points[item.place] for item in items]), [float(item.number()) for item in items]
    top = max(values)
    maps.circles(axis, places, values, top)
    radii = np.sqrt(maps.sizes(values, top)) / maps.POINT / 2
    texts = [maps.named(item.place, item) for item in items[:LABELLED]]
    maps.labels(axis, places, [*texts], radii)
    _, region, national = data.lost(quarter)
    more = [heading] if heading else []
    if region.number() + national.number():
        more.append(say("map-lost", region=written(region), national=written(national)))
    maps.legend(axis, top, say("map-heading-lethal"), more)
