"""Maps and tiles as functions of estimates: published areas, circles, rates, hot spots, spread."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
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
from analysis.present.figures import Drawing, drawn, heights, open_axes, sentence
from analysis.present.words import Words, listed, number, period_label, say, term_label, written
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


def _common(data: Placed, quarter: Quarter) -> dict[str, str]:
    source = say(f"counts-{data.label['inclusion']}")
    return {"period": span(data.months[quarter], quarter), "source": source}


def _pairs(items: Sequence[Estimate]) -> list[str]:
    return [f"{item.place} {written(item)}" for item in items[:LABELLED]]


def map_of(quarter: Quarter) -> Drawing | None:
    """Draw the areas of the note's first list, or else the event data of the quarter."""
    lists = published_lists(quarter)
    return areas(lists[0]) if lists else map_events_of(quarter)


def map_second_of(quarter: Quarter) -> Drawing | None:
    """Draw the note's second list of places, where it counts something else than the first."""
    lists = published_lists(quarter)
    return areas(lists[1], "map_second") if len(lists) > 1 else None


def published_lists(quarter: Quarter) -> tuple[AreaList, ...]:
    """Return the lists of areas of a quarter, without one that repeats the areas of another."""
    kept: dict[tuple[str, ...], AreaList] = {}
    for item in area_lists(facts(), scope(facts(), quarter)):
        kept.setdefault((item.subject, *(area.figure.group for area in item.areas)), item)
    return tuple(kept.values())


def areas(found: AreaList, name: str = "map") -> Drawing:
    """Draw published areas on their own base: circles sized by the figure, groups within a hull."""
    first, left, whole = found.breakdown.parts[0], found.breakdown.left, found.breakdown.whole
    grouped = any(not item.region for item in found.areas)
    figure, axis = maps.open_map(say("map-foot-groups" if grouped else f"map-foot-{found.layout}"))
    points = dict(zip(cercles(), maps.project(seats()), strict=True))
    figures = [item.figure for item in found.areas]
    hulls = [np.array([points[held] for held in item.cercles]) for item in found.areas]
    colours = [style.COLOURS["place"] if item.region else style.INK for item in found.areas]
    middles = np.array([maps.group(axis, *pair) for pair in zip(hulls, colours, strict=True)])
    values = heights(figures)
    texts = [_broken(term_label(item.group), written(item)) for item in figures]
    maps.circles(axis, middles, values)
    maps.labels(axis, middles, texts, values, np.vstack(hulls))

    share = "share" if first.unit == "percent" else found.subject
    maps.legend(axis, max(values), say(f"map-heading-{share}"),
                [say("map-remainder", number=item) for item in left])  # fmt: skip
    subject, period = say(f"subject-{found.subject}"), period_label(first.period)
    of = subject if first.unit == "percent" or not whole.stated else f"{written(whole)} {subject}"
    title = say("fig-where-title", group=term_label(first.group), share=first, subject=of, period=period)
    told = listed([f"{term_label(item.group)} {written(item)}" for item in figures])
    caption = say("map-areas-caption", subject=sentence(subject), period=period)
    return drawn(name, figure, (*figures, *left), "map-areas", title=title, caption=caption,
                 subject=subject, period=period, list=told)  # fmt: skip


def _broken(label: str, value: str) -> str:
    lines = textwrap.wrap(label, 26, break_long_words=False)
    return f"{label} {value}" if len(lines) == 1 else "\n".join([*lines, value])


def map_events_of(quarter: Quarter, data: Placed | None = None) -> Drawing | None:
    """Draw lethal incidents as circles at the seats of their cercles, where event data have them."""
    data = data or placed(quarter)
    if data is None or not data.incidents(quarter):
        return None
    items = ranked(data, quarter)
    figure, axis = maps.open_map(say("map-foot-seats"))
    _circles(axis, data, quarter, items, _pairs(items))
    whole = data.count("incidents", data.incidents(quarter), quarter)
    return drawn("map_events", figure, items, number=whole, list=listed(_pairs(items)),
                  cercles=places_hit(data, quarter), **_common(data, quarter))  # fmt: skip


def ranked(data: Placed, quarter: Quarter) -> tuple[Estimate, ...]:
    """Return the cercles with lethal incidents, the most first."""
    return tuple(sorted(data.by_cercle(quarter), key=lambda item: (-item.number(), item.place)))


def places_hit(data: Placed, quarter: Quarter) -> Estimate:
    """Return the number of cercles with a lethal incident."""
    return data.count("cercles_affected", len(data.by_cercle(quarter)), quarter, unit="cercles")


def _circles(axis: Axes, data: Placed, quarter: Quarter, items: Sequence[Estimate], texts: Sequence[str],
             more: Sequence[str] = (), hot: Sequence[str] = ()) -> None:  # fmt: skip
    points = dict(zip(cercles(), maps.project(seats()), strict=True))
    maps.dots(axis, np.array(list(points.values())))
    spots, values = np.array([points[item.place] for item in items]), heights(items)
    colours = [HOT if item.place in hot else style.COLOURS["place"] for item in items]
    maps.circles(axis, spots, values, colours)
    maps.labels(axis, spots, texts, values)
    _, region, national = data.lost(quarter)
    if region.number() + national.number():
        more = [*more, say("map-lost", region=region, national=national)]
    maps.legend(axis, max(values), say("map-heading-lethal"), more)


def boundary_file() -> Path | None:
    """Return the user's file of cercle boundaries in ``data/raw``, or None."""
    kind = re.compile(r"(adm(in)?_?2|cercles).*\.(geojson|json|gpkg|shp)$", re.IGNORECASE)
    found = sorted((home() / "data" / "raw").glob("*"))
    return next((path for path in found if kind.search(path.name)), None)


def map_rates_of(
    quarter: Quarter, data: Placed | None = None, bounds: Boundaries | None = None
) -> Drawing | None:
    """Draw smoothed rates as shades and counts as circles, where there are boundaries."""
    data, path = data or placed(quarter), None if bounds else boundary_file()
    bounds = read_boundaries(path, gazetteer()) if path else bounds
    if data is None or bounds is None or not data.incidents(quarter):
        return None
    items, found = ranked(data, quarter), data.rates(quarter)
    figure, axis = maps.open_map(say("map-foot-rates"), say("map-foot-seats"))
    edges = _edges([found])
    shade = dict(zip(cercles(), np.array(_shades(found, edges))[units().of], strict=True))
    for name, shape in bounds.shapes.items():
        for part in getattr(shape, "geoms", [shape]):
            ring = maps.project(np.asarray(part.exterior.coords)[:, 1::-1])
            axis.fill(*ring.T, facecolor=shade[str(name)], edgecolor=maps.BORDER, linewidth=0.3, zorder=1)
    # what the file does not draw stays hatched
    axis.patches[0].set(hatch="//////", facecolor="white", visible=bool(bounds.missing))
    _circles(axis, data, quarter, items, [item.place for item in items[:LABELLED]])
    _key(axis, edges, bool(bounds.missing), loc="upper left", bbox_to_anchor=(0.017, 0.66))
    most = sorted((item.smoothed for item in found), key=lambda item: -item.number())
    told = [f"{item.place} {number(item.number(), 2)}" for item in most[:5]]
    return drawn("map_rates", figure, (*most, *items), place=most[0].place, rate=number(most[0].number(), 2),
                  list=listed(told), **_common(data, quarter))  # fmt: skip


def _edges(found: Sequence[Sequence[Rate]]) -> Numbers:
    """Return the bounds of the shades, to two digits: four classes of equal ratio over the places hit."""
    values = [float(item.smoothed.number()) for rates in found for item in rates if item.raw.number()]
    return np.unique([float(f"{edge:.2g}") for edge in np.geomspace(min(values), max(values), 5)[1:-1]])


def _shades(found: Sequence[Rate], edges: Numbers) -> list[str]:
    places = np.searchsorted(edges, [float(item.smoothed.number()) for item in found], "right")
    return [SHADES[at] if item.raw.number() else "white" for at, item in zip(places, found, strict=True)]


def _key(owner: Any, edges: Numbers, missing: bool, **options: Any) -> None:
    """Draw the key of the shades: none documented, then each class, and no data where there is such."""
    from matplotlib.patches import Patch

    texts = [number(exact(f"{edge:g}"), 0 if edges[-1] >= 100 else 2) for edge in edges]
    between = [f"{low}–{high}" for low, high in pairwise(texts)]
    names = [say("key-none"), say("key-under", edge=texts[0]), *between, say("key-over", edge=texts[-1])]
    kinds = [(colour, name, "") for colour, name in zip(("white", *SHADES), names, strict=False)]
    kinds += [("white", say("key-missing"), "//////")] * missing
    boxes = [Patch(facecolor=colour, label=name, hatch=hatch, edgecolor=maps.BORDER, linewidth=0.4)
             for colour, name, hatch in kinds]  # fmt: skip
    look = {"frameon": False, "borderpad": 0, "handlelength": 1.4, "labelspacing": 0.3, "columnspacing": 1.2}
    title = {"title": say("key-rate"), "title_fontsize": maps.type_size(6), "alignment": "left"}
    owner.legend(handles=boxes, fontsize=maps.type_size(5.5), **title, **look, **options)


def tiles_of(quarter: Quarter, data: Placed | None = None) -> Drawing | None:
    """Draw eight quarters side by side, one square for each cercle; one that is not covered is hatched."""
    data = data or placed(quarter)
    quarters = [quarter.shift(step - BEFORE + 1) for step in range(BEFORE)]
    if data is None or not data.incidents(quarter) or sum(item in data.tallies for item in quarters) < 2:
        return None
    found = {item: data.rates(item) for item in quarters if item in data.tallies}
    edges = _edges(list(found.values()))
    figure, (first,) = open_axes(1, 72)
    wide, mm = figure.get_figwidth(), style.MM * style.current().scale
    high, foot = 0.24 * wide * 10.2 / 12.2, 11 * mm
    tall = 2 * (high + 4 * mm) + foot
    if maps.resize(figure, tall):
        first.set_position((0, 0, 1, 1))
    first.set_axis_off()
    for place, item in enumerate(quarters):
        bottom = foot + (high + 4 * mm) * (1 - place // 4)
        axis = first.inset_axes((0.008 + 0.248 * (place % 4), bottom / tall, 0.24, high / tall))
        part = "" if data.whole(item) or item not in found else say("tiles-part")
        name = say("tiles-quarter", number=str(item.number), year=str(item.year)) + part
        axis.set_title(name, fontsize=maps.type_size(6), fontweight="normal", pad=1)
        _tiles(axis, np.array(_shades(found[item], edges))[units().of] if item in found else None)
    _key(first, edges, len(found) < BEFORE, loc="lower left", ncols=3 if wide < 120 * mm else 6,
         bbox_to_anchor=(0.01, 0.5 * mm / tall))  # fmt: skip
    hit = [places_hit(data, item) for item in found]
    told = [f"{period_label(item)} {written(count)}" for item, count in zip(found, hit, strict=True)]
    shown = (*(rate.smoothed for rates in found.values() for rate in rates), *hit)
    return drawn("tiles", figure, shown, number=hit[-1], first=hit[0], list=listed(told),
                  start=period_label(min(found)), **_common(data, quarter))  # fmt: skip


def _tiles(axis: Axes, colours: Numbers | None) -> None:
    from matplotlib.patches import Rectangle

    axis.set(xlim=(-0.1, 12.1), ylim=(10.1, -0.1), aspect="equal", xticks=[], yticks=[])
    axis.set_axis_off()
    table = read_table("tiles").set_index("cercle").astype(int).loc[cercles()]
    for line, (row, column) in enumerate(table[["row", "column"]].to_numpy()):
        fill = {"facecolor": "white", "hatch": "//////"} if colours is None else {"facecolor": colours[line]}
        corner = (column + 0.04, row + 0.04)
        axis.add_patch(Rectangle(corner, 0.92, 0.92, edgecolor=maps.BORDER, linewidth=0.4, **fill))


def hotspots_of(quarter: Quarter, data: Placed | None = None, found: Search | None = None) -> Drawing | None:
    """Draw hot spots and clusters with their nulls; None under 10 placed incidents."""
    data = data or placed(quarter)
    found = found or (search(data, quarter) if data else None)
    if data is None or found is None:
        return None
    figure, axis = maps.open_map(say("hotspots-foot", gi=say("null-gi"), scan=say("null-scan")))
    points, names = maps.project(units().points), units().names
    clusters = [item for item in found.space if item.p <= LEVEL]
    for item in clusters:
        maps.group(axis, points[list(item.areas)], HOT, over=True)
    for positions, width in ((found.everything.hot, 0.7), (found.rest.hot, 1.6)):
        maps.dots(axis, points[sorted(positions)], 90, "none", linewidth=width)
    inside = [names[area] for item in clusters for area in item.areas]
    marked = {*inside, *(names[area] for area in found.everything.hot)}
    items = sorted(ranked(data, quarter), key=lambda item: item.place not in marked)
    more = [say("hotspots-found" if clusters else "hotspots-none"), say("hotspots-key")]
    hot = [name for name, unit in zip(cercles(), units().of, strict=True) if names[unit] in inside]
    _circles(axis, data, quarter, items, _pairs(items), more if marked else more[:1], hot)
    p = chance(data, quarter, found.space[0]) if found.space else None
    values: Words = {"place": listed(inside), "found": "yes" if clusters else "no", "p": p if p else "",
              "list": listed(_pairs(items)), **_common(data, quarter)}  # fmt: skip
    return drawn("hotspots", figure, (*items, p) if p else tuple(items), **values)


def chance(data: Placed, quarter: Quarter, cluster: Cluster) -> Estimate:
    """Return the p of a cluster as an estimate."""
    return data.count("p_value", float(f"{cluster.p:.2g}"), quarter, unit="probability", basis="modelled")


def spread_of(quarter: Quarter, data: Placed | None = None) -> Drawing | None:
    """Draw cercles newly affected and left, and the weighted centre and cercles affected by quarter."""
    data = data or placed(quarter)
    if data is None or not data.incidents(quarter):
        return None
    figure, axis = maps.open_map(say("spread-foot"))
    found, points = affected(data, quarter), dict(zip(cercles(), maps.project(seats()), strict=True))
    new = sorted(found.new or ())
    kinds = {"new": (found.new, "s", HOT), "again": (found.now.difference(new), "o", style.COLOURS["place"]),
             "left": (found.left, "o", "white")}  # fmt: skip
    for name, (held, marker, colour) in kinds.items():
        if held is not None:  # None is not known, and not in the legend
            spots = np.array([points[item] for item in sorted(held)])
            maps.dots(axis, spots, 14, colour, label=say(f"spread-{name}"), marker=marker, linewidth=0.5)
    spots, every = np.array([points[item] for item in new]), np.array(list(points.values()))
    maps.labels(axis, spots, new, [0.0] * len(new), every)
    window = [item for item in data.window(quarter) if data.incidents(item)]
    path = maps.project([centre(data.tallies[item].incidents, seats()) for item in window])
    axis.plot(*path.T, color=style.INK, linewidth=0.8, zorder=4)
    star = {"edgecolor": "white", "marker": "*", "linewidth": 0.5, "label": say("spread-centre")}
    maps.dots(axis, path[-1:], 45, style.INK, **star)
    look = {"fontsize": maps.type_size(6), "frameon": False, "handletextpad": 0.3}
    axis.legend(loc="upper left", bbox_to_anchor=(0.0, 0.68), **look)
    hit = [places_hit(data, item) for item in window]
    _bars(axis, window, hit)
    told = [f"{period_label(item)} {written(count)}" for item, count in zip(window, hit, strict=True)]
    return drawn("spread", figure, hit, number=hit[-1], list=listed(told), **_common(data, quarter))


def _bars(axis: Axes, window: Sequence[Quarter], hit: Sequence[Estimate]) -> None:
    """Draw cercles affected by quarter into the empty north-west."""
    inset, small = axis.inset_axes((0.03, 0.76, 0.3, 0.15)), maps.type_size(5)
    bars = inset.bar(range(len(hit)), heights(hit), color=style.COLOURS["place"], width=0.75)
    inset.bar_label(bars, [written(item) for item in hit], fontsize=small)
    years = [f"\n’{item.year % 100:02d}" if item.number == 1 or item == window[0] else "" for item in window]
    names = [say("tiles-quarter", number=str(item.number), year="").strip() for item in window]
    texts = [name + year for name, year in zip(names, years, strict=True)]
    inset.set_xticks(range(len(hit)), texts, fontsize=small)
    inset.set_yticks([])
    inset.spines[["left", "top", "right"]].set_visible(False)
    inset.tick_params(length=1.5, width=0.5, pad=1)
    inset.patch.set_visible(False)
    inset.set_title(say("spread-bars"), fontsize=maps.type_size(6), fontweight="normal", loc="left", pad=8)
