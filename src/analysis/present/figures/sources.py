"""Figures across sources: side by side, the long view since 2012, and which leading figures hold."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.measure import coverage, incidents, published, shares
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
CLEAR, MOURA = "2018Q4", "2022Q1"  # the first in the middle of years that have no event
HARMS, LISTS = ("killed", "injured", "abducted_disappeared"), ("perpetrators", "places")
_GRAVE = ("fails", "apart", "undecided", "remark", "holds", "open")


def draw_sources(drawing: Drawing) -> Drawing:
    """Draw the mission's killed beside UCDP's civilians and deaths, with their ratio, up to a quarter."""
    last = max(drawing.quarter, coverage.known_quarters()[-1])
    rows = [row for row in incidents.side_by_side() if row.quarter <= last]
    ratios = [row.ratio for row in rows if row.ratio.stated]
    (axis,), whole = drawing.open("a", 80), [row for row in rows if row.civilians.stated]
    at = _places(rows[0].quarter, rows[-1].quarter)
    axis.plot([], [], color=INK, marker="o", label=word("mission"))
    line(axis, [row.killed for row in rows], at)
    looks = (("civilians", "civilians", CIVILIANS, "-"), ("deaths", "all deaths", style.PLAIN, "--"))
    for name, told, colour, dash in looks:
        # the line is broken where a quarter is missing or zero
        known = pd.Series({at[str(row.quarter)]: float(getattr(row, name)) or np.nan for row in whole})
        look: Any = {"marker": "o", "markersize": mark(0.6), "linewidth": stroke(0.8), "linestyle": dash}
        axis.plot(known.reindex(range(len(at))), color=colour, label=f"UCDP, {word(told).lower()}", **look)
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
    _years(drawing, axis, at)
    same = [item for item in ratios if item.inputs[0].inclusion == ratios[-1].inputs[0].inclusion]
    own = [item for item in ratios if item.period == str(drawing.quarter)] or [same[0], same[-1]]
    told = labels.label(";").join(f"{labels.number(item.number(), 1)}, {labels.span(item.period)}"
                                  + f", {word('moura')}" * bool(item.notes) for item in own)  # fmt: skip
    shown = [item for row in rows for item in (row.killed, row.civilians, row.deaths) if item.stated]
    return drawing.finish(word("title sources", told), word("caption sources"), (*shown, *ratios))


def _places(first: Quarter | str, last: Quarter | str) -> dict[str, int]:
    """Return where each quarter from one to another stands on an axis."""
    return {str(item): place for place, item in enumerate(quarter_range(first, last))}


def _years(drawing: Drawing, axis: Axes, at: Mapping[str, int]) -> None:
    """Name the years under their first quarters, and point at the quarter that the figure is for."""
    firsts, every = [period for period in at if period.endswith("Q1")], 1 + (len(at) > 30)  # or every other
    axis.set_xticks([*map(at.__getitem__, firsts[::every])], [period[:4] for period in firsts[::every]])
    axis.set_xticks(range(len(at)) if every == 1 else [], minor=True)
    if (place := at.get(str(drawing.quarter))) is not None:
        axis.plot(place, 0, "^", color=style.ACCENT, clip_on=False, transform=axis.get_xaxis_transform())


def draw_long_view(drawing: Drawing) -> Drawing:
    """Draw UCDP's deaths, the mission's killed and the Protection Cluster's violations, each on its own axes.

    No line joins two series or two definitions; what happened is numbered over all three.
    """
    rows = facts().query("series == 'protection_cluster' and what == 'violations_and_abuses' and group == ''")
    rows = rows[rows.unit.eq("cases") & rows.period.str.fullmatch(r"\d{4}Q\d")].sort_values("period")
    cluster = tuple(map(published.as_estimate, rows.itertuples()))
    mission = published.killed(facts(), coverage.known_quarters())
    deaths, civilians = (incidents.incidents_of("ucdp", what) for what in ("killed", "civilians_killed"))
    ends: Any = ((SINCE, deaths.covers[-1]), *((own[0].period, own[-1].period) for own in (mission, cluster)))
    spans = [_places(*pair) for pair in ends]
    axes = above, left, right = drawing.open("aa;bc", 100)
    kinds = [found.series(SINCE, deaths.covers[-1]) for found in (deaths, civilians)]
    for items, colour, name in zip(kinds, ("#9AA5B1", CIVILIANS), ("all deaths", "civilians"), strict=True):
        counts = pd.Series({item.period: float(item) for item in items}).reindex([*spans[0]])
        edges = np.arange(len(counts) + 1) - 0.5
        above.stairs(counts, edges, fill=True, color=colour, label=word(name).lower())
    above.legend(loc="upper left", bbox_to_anchor=(0.08, 1), fontsize="small", edgecolor="none")
    for axis, items, at in ((left, mission, spans[1]), (right, cluster, spans[2])):
        line(axis, items, at)
    for axis, at, name in zip(axes, spans, ("ucdp killed", "mission killed", "cluster cases"), strict=True):
        axis.set_xlim(-0.6, len(at) - 0.4)
        style.count_up(axis, word(name))
        _years(drawing, axis, at)
    story = _story(axes, spans)
    before = max(deaths.series(deaths.covers[0], SINCE.previous), key=Estimate.number)
    most = max(kinds[0], key=Estimate.number)
    for axis, at, items, name in zip(axes, spans, (kinds[0], mission), ("moura in", "moura"), strict=False):
        (high,) = (float(item) for item in items if item.period == MOURA)
        box = {"facecolor": style.SHADE if axis is above else "white", "edgecolor": "none", "pad": 0.5}
        look: Any = {"ha": "left", "va": "center", "color": QUIET, "bbox": box}  # over the lines of events
        style.label(axis, word(name), (at[MOURA], high), (0.6, 0), **look)
    caption = word("caption long", before, labels.span(before.period), labels.label(";").join(story))
    shown = [item for items in (mission, *kinds, cluster) for item in items if item.stated]
    own = [item for item in kinds[0] if item.period == str(drawing.quarter) and item is not most]
    told = [f"{item!s}, {labels.span(item.period)}" for item in (*own, most)]
    told[-1] = word("most on record", told[-1])
    return drawing.finish(word("title long", labels.label(";").join(told)), caption, shown)


def _story(axes: list[Axes], spans: list[dict[str, int]]) -> list[str]:
    """Draw what happened through all axes, numbered, over the mission's years, and return it in words."""
    rows, first = read_table("timeline"), spans[0]
    rows["quarter"] = [str(month_quarter(day)) for day in rows.date]
    mission = rows.quarter[rows.evidence.str.match(r"S/RES/2(100|690)")].map(first)
    axes[0].axvspan(mission.min() - 0.5, mission.max() + 0.5, color=style.SHADE, linewidth=0, zorder=0)
    box = {"facecolor": style.SHADE, "edgecolor": "none", "pad": 0.5}
    form: Any = {"va": "top", "xycoords": axes[0].get_xaxis_transform(), "color": QUIET, "bbox": box}
    style.label(axes[0], word("un"), (first[CLEAR], 0.94), **form)
    events = rows[rows.kind.eq("events") & rows.quarter.isin([*first])].reset_index()
    for axis, at in zip(axes, spans, strict=True):
        high, last = 0.3, -np.inf
        for count, name in ((count, name) for count, name in enumerate(events.quarter, 1) if name in at):
            high = 1.6 if at[name] - last < len(at) / 25 and high < 1 else 0.3  # numbers of neighbours
            last = at[name]
            axis.axvline(last, color=QUIET, linestyle=style.DASH, linewidth=stroke(0.4), zorder=0.5)
            style.label(axis, str(count), (last, 1), (0, high), xycoords=axis.get_xaxis_transform())
    days, texts = events.date.str[:7].map(labels.span), events[f"text_{labels.language()}"]
    return [f"{count}, {days[count - 1]}, {text}" for count, text in enumerate(texts, 1)]


def draw_audit_overview(drawing: Drawing) -> Drawing | None:
    """Draw the verdicts on the leading figures of each quarter as a matrix, and how many checks fail."""
    quarters, now, shown = coverage.known_quarters(), drawing.quarter, list[Estimate]()
    if now not in quarters:
        return None
    names = [word("total"), *map(labels.measure_label, ("change", *HARMS)), *map(word, LISTS)]
    (axis,), cells = drawing.open("a", 30 + 6.2 * len(names)), list[Any]()
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
        edge: Any = {"mec": INK, "mew": stroke(0.5), "ms": mark(1.7)}
        axis.plot(own.x, own.y, look.marker, mfc=look.colour, label=name, **edge)
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
