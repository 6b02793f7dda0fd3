"""Figures across sources: side by side, the long view since 2012, and which leading figures hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.measure import coverage, incidents, published, series, shares, sources
from analysis.measure.account import accounts
from analysis.measure.estimate import Estimate, union
from analysis.present import labels, verdicts
from analysis.present.figures import style
from analysis.present.figures.drawing import Drawing
from analysis.present.figures.published import line
from analysis.present.figures.style import INK, QUIET, mark, stroke, word
from analysis.quarter import Quarter, quarter_range
from analysis.record.dates import month_quarter
from analysis.record.ledger import facts
from analysis.record.store import read_table

CIVILIANS = "#0072B2"  # the colour of UCDP's civilians
TICKS = (20, 50, 100, 200, 500, 1000, 2000, 5000)
SINCE = Quarter(2012, 1)  # where the long view begins
OVER_LINES = {"color": QUIET, "bbox": {"facecolor": style.SHADE, "edgecolor": "none", "pad": 0.5}}
CLEAR, MOURA = "2017Q4", "2022Q1"  # in the middle of the years before the notes that have no event
HARMS, LISTS = ("killed", "injured", "abducted_disappeared"), ("perpetrators", "places")
_GRAVE = ("fails", "apart", "undecided", "remark", "holds", "open")


def draw_sources(drawing: Drawing) -> Drawing | None:
    """Draw the mission's killed beside UCDP's civilians and deaths, with their ratio, up to a quarter."""
    last = max(drawing.quarter, coverage.known_quarters()[-1])
    rows = [row for row in sources.side_by_side() if row.quarter <= last]
    ratios = [row.ratio for row in rows if row.ratio.stated]
    if not ratios:
        return None
    (axis,), whole = drawing.open(1, 80), [row for row in rows if row.whole]
    at = {str(item): place for place, item in enumerate(quarter_range(rows[0].quarter, rows[-1].quarter))}
    axis.plot([], [], color=INK, marker="o", label=word("mission"))
    line(axis, [row.killed for row in rows], at)
    for name, colour, dash in (("civilians", CIVILIANS, "-"), ("deaths", style.PLAIN, "--")):
        # the line is broken where a quarter is missing or zero
        known = pd.Series({at[str(row.quarter)]: float(getattr(row, name)) or np.nan for row in whole})
        look: Any = {"marker": "o", "markersize": mark(0.6), "linewidth": stroke(0.8), "linestyle": dash}
        axis.plot(known.reindex(range(len(at))), color=colour, label=word(f"ucdp-{name}"), **look)
    for row in whole:
        ends = [float(row.deaths), float(row.deaths.high or row.deaths)]
        axis.plot([at[str(row.quarter)]] * 2, ends, color=style.PLAIN, lw=stroke(0.8), alpha=0.6)
    axis.set(yscale="log", ylabel=word("deaths_log"))
    low, high = axis.get_ylim()
    axis.set_ylim(low * 0.7, high)  # room for the ratios
    style.ticks_of(axis.yaxis, [tick for tick in TICKS if low <= tick <= high])
    style.key(axis, 3)
    look = {"xycoords": ("data", "axes fraction"), "va": "baseline"}
    for item in ratios:
        text, colour = labels.number(item.number(), 1), QUIET if item.notes else INK
        style.label(axis, text, (at[item.period], 0.05), color=colour, **look)
    style.label(axis, word("over"), (at[ratios[-1].period], 0.05), (1.2, 0), ha="left", **look)
    _years(drawing, [axis], at)
    same = [item for item in ratios if item.inputs[0].inclusion == ratios[-1].inputs[0].inclusion]
    own = [item for item in ratios if item.period == str(drawing.quarter)] or [same[0], same[-1]]
    told = labels.label(";").join(f"{labels.number(item.number(), 1)}, {labels.span(item.period)}"
                                  + f", {word('moura')}" * bool(item.notes) for item in own)  # fmt: skip
    shown = [item for row in rows for item in (row.killed, row.civilians, row.deaths) if item.stated]
    return drawing.finish(word("title sources", told), word("caption sources"), (*shown, *ratios))


def _years(drawing: Drawing, axes: Iterable[Axes], at: Mapping[str, int], every: int = 1) -> None:
    """Name the years under their first quarters, and point at the quarter that the figure is for."""
    firsts = {place: int(period[:4]) for period, place in at.items() if period.endswith("Q1")}
    years = {place: str(year) for place, year in firsts.items() if year % every == 0}
    for axis in axes:
        axis.set_xticks([*years], [*years.values()])
        axis.set_xticks(range(len(at)) if every == 1 else [], minor=True)
        if (place := at.get(str(drawing.quarter))) is not None:
            over = axis.get_xaxis_transform()
            axis.plot(place, 0, "^", color=style.ACCENT, clip_on=False, transform=over)
    drawing.figure.align_ylabels([*axes])


def draw_long_view(drawing: Drawing) -> Drawing:
    """Draw the mission's killed, UCDP's deaths and the Protection Cluster's violations, each on its own axis.

    No line joins two series or two definitions; what happened is numbered over all three.
    """
    rows = facts().query("series == 'protection_cluster' and what == 'violations_and_abuses' and group == ''")
    rows = rows[rows.unit.eq("cases") & rows.period.str.fullmatch(r"\d{4}Q\d")].sort_values("period")
    cluster = tuple(map(published.as_estimate, rows.itertuples()))
    mission = series.killed(facts(), coverage.known_quarters())
    deaths, civilians = (incidents.incidents_of("ucdp", what) for what in ("killed", "civilians_killed"))
    last = max(deaths.covers[-1], Quarter.parse(cluster[-1].period))
    at = {str(item): place for place, item in enumerate(quarter_range(SINCE, last))}
    axes = above, middle, below = drawing.open(3, 112, sharex=True)
    kinds = [found.series(SINCE, last) for found in (deaths, civilians)]
    for items, colour, name in zip(kinds, ("#9AA5B1", CIVILIANS), ("all deaths", "civilians"), strict=True):
        places = [at[item.period] for item in items]
        middle.bar(places, [*map(float, items)], 1, color=colour, label=word(name).lower())
    middle.legend(loc="upper left", bbox_to_anchor=(0.08, 1), fontsize="small", edgecolor="none")
    for axis, items in ((above, mission), (below, cluster)):
        line(axis, items, at)
    for axis, name, high in ((above, "un", 0.94), (above, "none read", 0.65), (below, "none read", 0.65)):
        text, over = drawing.wrapped(word(name), 0.3 * axis.get_position().width), axis.get_xaxis_transform()
        style.label(axis, text, (at[CLEAR], high), va="top", xycoords=over, **OVER_LINES)
    for axis, name in zip(axes, ("mission killed", "ucdp killed", "cluster cases"), strict=True):
        style.count_up(axis, word(name))
    story = _story(axes, at)
    _years(drawing, axes, at, every=2)
    before = max(deaths.series(deaths.covers[0], SINCE.previous), key=Estimate.number)
    most = max(kinds[0], key=Estimate.number)
    for axis, items, name in ((above, mission, "moura"), (middle, kinds[0], "moura in")):
        (high,) = (float(item) for item in items if item.period == MOURA)
        style.label(axis, word(name), (at[MOURA], high), (0.6, 0), ha="left", va="center", **OVER_LINES)
    caption = word("caption long", before, labels.span(before.period), labels.label(";").join(story))
    shown = [item for items in (mission, *kinds, cluster) for item in items if item.stated]
    own = [item for item in kinds[0] if item.period == str(drawing.quarter) and item is not most]
    told = [f"{item!s}, {labels.span(item.period)}" for item in (*own, most)]
    told[-1] = word("most on record", told[-1])
    return drawing.finish(word("title long", labels.label(";").join(told)), caption, shown)


def _story(axes: list[Axes], at: Mapping[str, int]) -> list[str]:
    """Draw what happened through all axes, numbered, over the mission's years, and return it in words."""
    rows = read_table("timeline")
    rows["place"] = [at.get(str(month_quarter(day))) for day in rows.date]
    mission = rows.place[rows.evidence.str.match(r"S/RES/2(100|690)")]
    events = rows[rows.kind.eq("events") & rows.place.notna()].reset_index()
    for axis in axes:
        axis.axvspan(mission.min() - 0.5, mission.max() + 0.5, color=style.SHADE, linewidth=0, zorder=0)
        for count, place in enumerate(events.place, 1):
            axis.axvline(place, color=QUIET, linestyle=style.DASH, linewidth=stroke(0.4), zorder=0.5)
            style.label(axis, str(count), (place, 1), (0, 0.3), xycoords=axis.get_xaxis_transform())
    days, texts = events.date.str[:7].map(labels.span), events[f"text_{labels.language()}"]
    return [f"{count}, {days[count - 1]}, {text}" for count, text in enumerate(texts, 1)]


def draw_audit_overview(drawing: Drawing) -> Drawing | None:
    """Draw the verdicts on the leading figures of each quarter as a matrix, and how many checks fail."""
    quarters, now, shown = coverage.known_quarters(), drawing.quarter, list[Estimate]()
    if now not in quarters:
        return None
    names = [word("total"), *map(labels.measure_label, ("change", *HARMS)), *map(word, LISTS)]
    (axis,), cells = drawing.open(1, 30 + 6.2 * len(names)), list[Any]()
    checks = [verdicts.checks_made(str(quarter)) for quarter in quarters]
    for x, (quarter, made) in enumerate(zip(quarters, checks, strict=True)):
        for y, parts in enumerate(_leading(quarter)):
            stated = [item for item in parts if item.stated]
            kinds = {verdicts.verdict(item)[0] for item in stated}
            cells.append((x, y, next((kind for kind in _GRAVE if kind in kinds), "")))
            shown += stated
        text = f"{made['fails'].value}/{made['all'].value}" if made["all"].stated else "–"
        style.label(axis, text, (x, len(names)), va="center")
    for item in (made["all"] for made in checks if made["all"].stated):
        shown.append(replace(item, sources=union(*(one.rows for one in accounts(item.period)))))
    frame = pd.DataFrame(cells, columns=["x", "y", "kind"])
    for kind, look in style.looks("verdict").iterrows():
        own, name = frame[frame.kind.eq(str(kind))], labels.label(f"verdict-{kind}")[2:]
        edge: Any = {"markeredgecolor": INK, "markeredgewidth": stroke(0.5), "markersize": mark(1.7)}
        axis.plot(own.x, own.y, look.marker, markerfacecolor=look.colour, label=name, **edge)
    gaps = frame[frame.kind.eq("")]
    axis.plot(gaps.x, gaps.y, "_", color="#B0B0B0", markersize=mark(0.8))
    drawing.rows(axis, [*names, word("checks")], 0.3)
    axis.axhline(len(names) - 0.5, color=QUIET, linewidth=stroke(0.5))
    axis.set_xlim(-0.6, len(quarters) - 0.4)
    axis.tick_params(length=0)
    axis.spines[["left", "bottom"]].set_visible(False)
    style.quarter_axis(axis, [*map(str, quarters)], str(now))
    style.key(axis, 3)
    period = coverage.scope(facts(), now)  # a quarter without figures is told by its half-year
    here = [verdicts.checks_made(period)[name].value or 0 for name in ("fails", "all")]
    every = (sum(made[name].value or 0 for made in checks) for name in ("fails", "all"))
    title = word("title audit", *here, labels.span(period), *every)
    return drawing.finish(title, word("caption audit"), shown)


def _leading(quarter: Quarter) -> list[tuple[Estimate, ...]]:
    """Return the leading figures of a quarter: total, change, outcomes, and the parts of its lists."""
    table = facts()
    forms, lists = shares.attributions(table, quarter), shares.lists(table, quarter, "place")
    change = published.find(table, quarter, "change", against=quarter.previous)
    harms = (published.as_published(published.find(table, quarter, name)) for name in HARMS)
    single = [(item,) for item in (published.headline(table, quarter), change, *harms)]
    return [*single, *(tuple(found[0]) if found else () for found in (forms, lists))]
