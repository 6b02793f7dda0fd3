"""Maps and tiles as functions of estimates: published areas, circles, rates, hot spots, spread."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from analysis.measure.areas import AreaList, area_lists
from analysis.measure.coverage import scope
from analysis.measure.estimate import Estimate, exact
from analysis.measure.hotspots import LEVEL, Search, search
from analysis.measure.placed import BEFORE, Placed, cercles, gazetteer, placed, seats, units
from analysis.measure.rates import Rate
from analysis.measure.scan import Cluster
from analysis.measure.spread import affected, centre
from analysis.present import maps, style
from analysis.present.events import span
from analysis.present.figures import Drawing, open_axes
from analysis.present.words import listed, number, period_label, say, term_label, written
from analysis.quarter import Quarter
from analysis.record.ledger import facts
from analysis.record.places import Boundaries, read_boundaries
from analysis.record.store import home, read_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHADES = ("#FDE5C8", "#F9B97C", "#EE7F3B", "#B8480F")  # light to dark, in grey too
HOT = "#8C1D40"  # of clusters and of what is new; no group of alleged perpetrators has it
LABELLED = 14  # cercles with the most incidents that are named on a map
Numbers = NDArray[Any]


def map_of(quarter: Quarter) -> Drawing | None:
    """Draw the areas of the note's first list, or else the event data of the quarter."""
    lists = published_lists(quarter)
    return areas(lists[0]) if lists else map_events_of(quarter)


def published_lists(quarter: Quarter) -> tuple[AreaList, ...]:
    """Return the lists of areas of a quarter, without one that repeats the areas of the first."""
    kept: dict[tuple[str, ...], AreaList] = {}
    for item in area_lists(facts(), scope(facts(), quarter)):
        kept.setdefault((item.subject, *(area.figure.group for area in item.areas)), item)
    return tuple(kept.values())


def map_second_of(quarter: Quarter) -> Drawing | None:
    """Draw the note's second list of places, where it counts something else than the first."""
    lists = published_lists(quarter)
    return areas(lists[1], "map_second") if len(lists) > 1 else None


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
    title = say(
        "fig-where-title",
        group=term_label(first.group),
        share=written(first),
        subject=_of(parts, subject),
        period=period,
    )
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


def incidents(data: Placed, quarter: Quarter) -> Drawing:
    """Draw lethal incidents as circles at the seats of their cercles."""
    items = ranked(data, quarter)
    figure, axis = maps.open_map(say("map-foot-seats"))
    _circles(axis, data, quarter, items, [maps.named(item.place, item) for item in items[:LABELLED]])
    period = span(data.months[quarter], quarter)
    told = listed([maps.named(item.place, item) for item in items[:LABELLED]])
    whole = data.count("incidents", data.incidents(quarter), quarter)
    title = say(
        "map-events-title", number=written(whole), cercles=written(places_hit(data, quarter)), period=period
    )
    caption = say("map-events-caption", period=period, source=_source(data))
    return Drawing(
        "map_events", figure, title, caption, say("map-events-alt", period=period, list=told), items
    )


def ranked(data: Placed, quarter: Quarter) -> tuple[Estimate, ...]:
    """Return the cercles with lethal incidents, the most first."""
    return tuple(sorted(data.by_cercle(quarter), key=lambda item: (-item.number(), item.place)))


def places_hit(data: Placed, quarter: Quarter) -> Estimate:
    """Return the number of cercles with a lethal incident."""
    return data.count("cercles_affected", len(data.by_cercle(quarter)), quarter, unit="cercles")


def _source(data: Placed) -> str:
    return say(f"counts-{data.label['inclusion']}")


def _circles(axis: Axes, data: Placed, quarter: Quarter, items: Sequence[Estimate], texts: Sequence[str],
             more: Sequence[str] = (), hot: Set[str] = frozenset()) -> None:  # fmt: skip
    points = dict(zip(cercles(), maps.project(seats()), strict=True))
    axis.scatter(*np.array(list(points.values())).T, s=1.5, color=style.QUIET, linewidth=0, zorder=2)
    places, values = (
        np.array([points[item.place] for item in items]),
        [float(item.number()) for item in items],
    )
    top = max(values)
    maps.circles(
        axis, places, values, top, [HOT if item.place in hot else style.COLOURS["place"] for item in items]
    )
    maps.labels(axis, places, texts, np.sqrt(maps.sizes(values, top)) / maps.POINT / 2)
    _, region, national = data.lost(quarter)
    if region.number() + national.number():
        more = [*more, say("map-lost", region=written(region), national=written(national))]
    maps.legend(axis, top, say("map-heading-lethal"), more)


def map_rates_of(quarter: Quarter, boundaries: Path | None = None) -> Drawing | None:
    """Draw rates as shades and incidents as circles, where there are event data and boundaries."""
    data, path = placed(quarter), boundaries or boundary_file()
    if data is None or path is None or not data.incidents(quarter):
        return None
    return rates(data, quarter, read_boundaries(path, gazetteer()))


def boundary_file() -> Path | None:
    """Return the user's file of cercle boundaries in ``data/raw``, or None."""
    found = (path for path in sorted((home() / "data" / "raw").glob("*"))
             if re.search(r"(adm(in)?_?2|cercles).*\.(geojson|json|gpkg|shp)$", path.name, re.IGNORECASE))  # fmt: skip
    return next(found, None)


def rates(data: Placed, quarter: Quarter, boundaries: Boundaries) -> Drawing:
    """Draw the rate of lethal incidents, drawn towards the mean of all, as shades; counts as circles."""
    items, found = ranked(data, quarter), data.rates(quarter)
    figure, axis = maps.open_map(say("map-foot-rates"), say("map-foot-seats"))
    edges = _edges([found])
    shade = dict(zip(units().names, _shades(found, edges), strict=True))
    unit = {row["cercle"]: row["census_unit_2009"] for row in gazetteer().cercles}
    for name, shape in boundaries.shapes.items():
        for part in getattr(shape, "geoms", [shape]):
            ring = maps.project(np.asarray(part.exterior.coords)[:, 1::-1])
            axis.fill(
                *ring.T, facecolor=shade[unit[str(name)]], edgecolor=maps.BORDER, linewidth=0.3, zorder=1
            )
    # what the file does not draw stays hatched
    axis.patches[0].set(hatch="//////", facecolor="white", visible=bool(boundaries.missing))
    _circles(axis, data, quarter, items, [item.place for item in items[:LABELLED]])
    _key(axis, edges, bool(boundaries.missing), loc="upper left", bbox_to_anchor=(0.017, 0.68))
    period = span(data.months[quarter], quarter)
    shown = tuple(item.smoothed for item in found)
    first = max(found, key=lambda item: item.smoothed.number())
    title = say("map-rates-title", place=first.raw.place, rate=_rate(first.smoothed), period=period)
    caption = say("map-rates-caption", period=period, source=_source(data))
    told = listed([f"{item.smoothed.place} {_rate(item.smoothed)}" for item in
                   sorted(found, key=lambda item: -item.smoothed.number())[:5]])  # fmt: skip
    alt = say("map-rates-alt", period=period, list=told)
    return Drawing("map_rates", figure, title, caption, alt, (*shown, *items))


def _rate(item: Estimate) -> str:
    return number(item.number(), 2)


def _edges(found: Sequence[Sequence[Rate]]) -> Numbers:
    """Return the bounds of the shades, to two digits: four classes of equal ratio over the rates of places hit."""
    values = [float(item.smoothed.number()) for quarter in found for item in quarter if item.raw.number()]
    return np.unique([float(f"{edge:.2g}") for edge in np.geomspace(min(values), max(values), 5)[1:-1]])


def _shades(found: Sequence[Rate], edges: Numbers) -> list[str]:
    return [SHADES[int(np.searchsorted(edges, float(item.smoothed.number()), "right"))] if item.raw.number() else "white"
            for item in found]  # fmt: skip


def _key(owner: Any, edges: Numbers, missing: bool = False, **options: Any) -> None:
    """Draw the key of the shades: none documented, then each class, and no data where there is such."""
    from matplotlib.patches import Patch

    digits = 0 if edges[-1] >= 100 else 2
    texts = [number(exact(f"{edge:g}"), digits) for edge in edges]
    names = [say("key-none"), say("key-under", edge=texts[0]),
             *(f"{low}–{high}" for low, high in pairwise(texts)), say("key-over", edge=texts[-1])]  # fmt: skip
    look = {"edgecolor": maps.BORDER, "linewidth": 0.4}
    boxes = [Patch(facecolor=colour, label=name, **look)
             for colour, name in zip(("white", *SHADES), names, strict=False)]  # fmt: skip
    if missing:
        boxes.append(Patch(facecolor="white", hatch="//////", label=say("key-missing"), **look))
    owner.legend(handles=boxes, fontsize=5.5, frameon=False, borderpad=0, title=say("key-rate"), title_fontsize=6,
                 alignment="left", handlelength=1.4, labelspacing=0.3, columnspacing=1.2, **options)  # fmt: skip


def tiles_of(quarter: Quarter) -> Drawing | None:
    """Draw eight quarters side by side, one square for each cercle, shaded by rate."""
    data = placed(quarter)
    return tiles(data, quarter) if data and data.incidents(quarter) else None


def tiles(data: Placed, quarter: Quarter) -> Drawing:
    """Draw the tile map of eight quarters; a quarter that the source does not cover is hatched."""
    quarters = [quarter.shift(step - BEFORE + 1) for step in range(BEFORE)]
    found = {item: data.rates(item) for item in quarters if item in data.tallies}
    edges = _edges(list(found.values()))
    from matplotlib.patches import Rectangle

    figure, (first,) = open_axes(1, 72)
    first.remove()
    figure.set_layout_engine("none")
    width = figure.get_figwidth()
    tall = 2 * (0.24 * width * 10.2 / 12.2 + 4 * style.MM) + 11 * style.MM
    figure.set_size_inches(width, tall)
    table = read_table("tiles").set_index("cercle").astype(int).loc[cercles()]
    for place, item in enumerate(quarters):
        high, line = 0.24 * width * 10.2 / 12.2 / tall, (tall - 11 * style.MM) / 2 / tall
        axis = figure.add_axes(
            (0.008 + 0.248 * (place % 4), 11 * style.MM / tall + line * (1 - place // 4), 0.24, high)
        )
        axis.set(xlim=(-0.1, 12.1), ylim=(10.1, -0.1), aspect="equal")
        axis.set_axis_off()
        known = item in found
        mark = "" if data.whole(item) or not known else f" ({span(data.months[item], item)})"
        axis.set_title(say("tiles-quarter", number=str(item.number), year=str(item.year)) + mark, fontsize=6,
                       fontweight="normal", pad=1)  # fmt: skip
        colours = np.array(_shades(found[item], edges))[units().of] if known else ["white"] * len(table)
        for (row, column), colour in zip(table[["row", "column"]].to_numpy(), colours, strict=True):
            axis.add_patch(Rectangle((column + 0.04, row + 0.04), 0.92, 0.92, facecolor=colour, edgecolor=maps.BORDER,
                                     linewidth=0.4, hatch="" if known else "//////"))  # fmt: skip
    _key(figure, edges, len(found) < BEFORE, loc="lower left", ncols=3 if width < 120 * style.MM else 6,
         bbox_to_anchor=(0.01, 0.5 * style.MM / tall))  # fmt: skip
    period = span(data.months[quarter], quarter)
    hit = [places_hit(data, item) for item in found]
    told = listed([f"{period_label(item)} {written(count)}" for item, count in zip(found, hit, strict=True)])
    shown = tuple(rate.smoothed for rates_of in found.values() for rate in rates_of)
    title = say(
        "tiles-title",
        number=written(hit[-1]),
        first=written(hit[0]),
        period=period,
        start=period_label(min(found)),
    )
    caption = say("tiles-caption", source=_source(data))
    return Drawing("tiles", figure, title, caption, say("tiles-alt", list=told), (*shown, *hit))


def hotspots_of(quarter: Quarter) -> Drawing | None:
    """Draw hot spots and clusters, where there are 10 placed incidents or more."""
    data = placed(quarter)
    found = search(data, quarter) if data else None
    return hotspots(data, quarter, found) if data and found else None


def hotspots(data: Placed, quarter: Quarter, found: Search) -> Drawing:
    """Draw the hot spots as rings and the clusters as hulls, with the null of each on the figure."""
    items = ranked(data, quarter)
    figure, axis = maps.open_map(say("hotspots-foot", gi=say("null-gi"), scan=say("null-scan")))
    points, names = maps.project(units().points), units().names
    clusters = [item for item in found.space if item.p <= LEVEL]
    for item in clusters:
        maps.group(axis, points[list(item.areas)], colour=HOT, zorder=4)
    for positions, width in ((found.everything.hot, 0.7), (found.rest.hot, 1.6)):
        if positions:
            axis.scatter(
                *points[sorted(positions)].T,
                s=90,
                facecolor="none",
                edgecolor=style.INK,
                linewidth=width,
                zorder=4,
            )
    marked = {names[area] for item in clusters for area in item.areas} | {
        names[area] for area in found.everything.hot
    }
    first = sorted(items, key=lambda item: (item.place not in marked, -item.number(), item.place))
    verdict = say("hotspots-found" if clusters else "hotspots-none")
    _circles(axis, data, quarter, first, [maps.named(item.place, item) for item in first[:LABELLED]],
             [verdict, say("hotspots-key")] if clusters or found.everything.hot else [verdict],
             {names[area] for item in clusters for area in item.areas})  # fmt: skip
    period = span(data.months[quarter], quarter)
    p = chance(data, quarter, found.space[0])
    where = listed([names[area] for item in clusters for area in item.areas]) if clusters else ""
    title = (
        say("hotspots-title", place=where, p=written(p), period=period)
        if clusters
        else say("hotspots-title-none", period=period, p=written(p))
    )
    caption = say("hotspots-caption", period=period, source=_source(data))
    alt = say(
        "hotspots-alt", title=title, list=listed([maps.named(item.place, item) for item in first[:LABELLED]])
    )
    return Drawing("hotspots", figure, title, caption, alt, (*items, p))


def chance(data: Placed, quarter: Quarter, cluster: Cluster) -> Estimate:
    """Return the p of a cluster as an estimate."""
    return data.count("p_value", float(f"{cluster.p:.2g}"), quarter, unit="probability", basis="modelled")


def spread_of(quarter: Quarter) -> Drawing | None:
    """Draw the spread over the quarters to this one, where there are event data with places."""
    data = placed(quarter)
    return spread(data, quarter) if data and data.incidents(quarter) else None


def spread(data: Placed, quarter: Quarter) -> Drawing:
    """Draw cercles newly affected and left, the path of the weighted centre, and cercles affected by quarter."""
    figure, axis = maps.open_map(say("spread-foot"))
    found, points = affected(data, quarter), dict(zip(cercles(), maps.project(seats()), strict=True))
    again = found.now - (found.new or frozenset())
    kinds = {"spread-new": (found.new, "s", HOT), "spread-again": (again, "o", style.COLOURS["place"]),
             "spread-left": (found.left, "o", "white")}  # fmt: skip
    for name, (held, marker, colour) in kinds.items():
        if held is None:
            continue
        places = np.array([points[item] for item in sorted(held)]).reshape(-1, 2)
        axis.scatter(
            *places.T,
            s=14,
            marker=marker,
            facecolor=colour,
            edgecolor=style.INK,
            linewidth=0.5,
            zorder=3,
            label=say(name),
        )
    new = sorted(found.new or ())
    maps.labels(
        axis,
        np.array([points[item] for item in new]).reshape(-1, 2),
        new,
        [0.8] * len(new),
        list(points.values()),
    )
    window = [item for item in data.window(quarter) if data.incidents(item)]
    path = maps.project(np.array([centre(data.tallies[item].incidents, seats()) for item in window]))
    axis.plot(*path.T, color=style.INK, linewidth=0.8, zorder=4)
    axis.plot(*path[-1], marker="*", color=style.INK, markersize=7, markeredgecolor="white", markeredgewidth=0.5, zorder=5,
              linestyle="none", label=say("spread-centre"))  # fmt: skip
    axis.legend(loc="upper left", bbox_to_anchor=(0.0, 0.68), fontsize=6, frameon=False, handletextpad=0.3)
    hit = _bars(axis, data, window)
    period = span(data.months[quarter], quarter)
    title = say("spread-title", number=written(hit[-1]), period=period)
    told = listed([f"{period_label(item)} {written(count)}" for item, count in zip(window, hit, strict=True)])
    return Drawing("spread", figure, title, say("spread-caption", period=period, source=_source(data)),
                   say("spread-alt", list=told), tuple(hit))  # fmt: skip


def _bars(axis: Axes, data: Placed, window: Sequence[Quarter]) -> list[Estimate]:
    """Draw cercles affected by quarter into the empty north-west, and return them."""
    hit = [places_hit(data, item) for item in window]
    inset = axis.inset_axes((0.03, 0.76, 0.3, 0.15))
    bars = inset.bar(
        range(len(hit)), [float(item.number()) for item in hit], color=style.COLOURS["place"], width=0.75
    )
    inset.bar_label(bars, [written(item) for item in hit], fontsize=5)
    inset.set_xticks(
        range(len(hit)),
        [
            f"Q{item.number}\n{item.year}" if item.number == 1 or item == window[0] else f"Q{item.number}"
            for item in window
        ],
        fontsize=5,
    )
    inset.set_yticks([])
    inset.spines[["left", "top", "right"]].set_visible(False)
    inset.tick_params(length=1.5, width=0.5, pad=1)
    inset.patch.set_visible(False)
    inset.set_title(say("spread-bars"), fontsize=6, fontweight="normal", loc="left", pad=8)
    return hit
