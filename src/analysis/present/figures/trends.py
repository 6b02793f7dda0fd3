"""Figures of change in event data: news, ratios with intervals, incidents and victims, eight quarters."""

from dataclasses import replace
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Patch

from analysis.measure import coverage
from analysis.measure.estimate import Estimate, computed, exact
from analysis.measure.event_sums import LETHAL
from analysis.measure.incidents import Incidents, incidents_of
from analysis.present import labels, speech
from analysis.present.events import Events
from analysis.present.figures import style
from analysis.present.figures.drawing import Drawing, bare
from analysis.present.figures.style import ACCENT, INK, PLAIN, QUIET, mark, stroke, word
from analysis.quarter import quarter_range

TICKS = (0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 10, 20, 50)  # intervals are drawn no further
EIGHT, FEWEST, MOVED = 8, 4, 6  # quarters before, and that are drawn at the least; rows of a panel of news


def _table(drawing: Drawing, back: int = 1) -> Incidents:
    """Return the event data that were asked for; of UCDP civilians, and all deaths where these are not known.

    Civilians need the cells, which hold the size of each event, over the quarter and `back` before it.
    """
    kind = getattr(drawing.what, "kind", "")
    if kind in coverage.COUNTED and kind != "ucdp":
        return incidents_of(kind)
    civilians = incidents_of("ucdp", "civilians_killed")
    wanted = [str(item) for item in quarter_range(drawing.quarter.shift(-back), drawing.quarter)]
    known = civilians.table.sum_squares.reindex(wanted).notna().all()
    return civilians if known else incidents_of("ucdp")


def _noun(item: Estimate) -> str:
    """Name who is counted: UCDP's count is of all deaths, those of fighters among them."""
    if item.inclusion.startswith("events_ucdp") and item.measure in ("deaths", "killed"):
        return word("deaths")
    return item.label if item.measure == "civilians_killed" else word("persons killed")


def draw_news(drawing: Drawing) -> Drawing | None:
    """Draw where and by whom counts changed most from the quarter before."""
    events = drawing.what if hasattr(drawing.what, "was") else Events(drawing.quarter)
    largest, main = events.worst, events[events.main]
    moves = [_moves(events, dimension) for dimension in ("group", "cercle")]
    if not (all(moves) and largest.value):
        return None
    sizes, shown = [*map(len, moves)], [item for rows in moves for pair in rows.values() for item in pair]
    axes = drawing.open("a;b", 24 + 6.5 * sum(sizes), height_ratios=sizes, sharex=True)
    most = max(map(float, shown))
    for axis, rows in zip(axes, moves, strict=True):
        for place, (was, now) in enumerate(rows.values()):
            colour = drawing.colour(now.group)
            ends = [float(was), float(now)]
            axis.plot(ends, [place, place], "o-", color=colour, markerfacecolor="white", markevery=[0])
            axis.plot(ends[1], place, "o", color=colour, markersize=mark(1.3))
            style.beside(axis, f"{bare(was)} → {bare(now)}", (1.02, place))
        drawing.rows(axis, [*rows], 0.44)
        axis.set_xlim(-0.02 * most, 1.05 * most)
    noun, period, before = _noun(main), labels.span(main.period), labels.span(events.was[events.main].period)
    axes[1].set_xlabel(word("count", noun.capitalize()))
    firsts = [next(iter(rows.items())) for rows in moves]  # which moved furthest
    name, (was, now) = max(firsts, key=lambda row: abs(float(row[1][1]) - float(row[1][0])))
    title = word("title news", bare(largest), name, bare(was), bare(now), noun, period, before)
    return drawing.finish(title, word("caption news", noun, period, before), (largest, *shown))


def _moves(events: Events, dimension: str) -> dict[str, list[Estimate]]:
    """Return by name what the alleged perpetrators or places whose count changed most had before, and now."""
    moves = events.moves(dimension)
    named = [now.place if dimension == "cercle" else labels.group_label(now.group) for now, _ in moves]
    return dict(zip(named[:MOVED], ([was, now] for now, was in moves), strict=False))


def draw_change(drawing: Drawing) -> Drawing | None:
    """Draw the change to a quarter from the one before: a row for each reading, with its interval."""
    found = _table(drawing).change(drawing.quarter.previous, drawing.quarter)
    rows, narrow = (found.ratio, found.lethal, found.without_largest, found.plain), found.narrowest
    if not any(map(_bounded, rows)):  # as of a private sheet
        return None
    (axis,) = drawing.open("a", 16 + 8.5 * len(rows))
    axis.set_xscale("log")
    axis.axvline(1, color=INK, linestyle=style.DASH, linewidth=stroke(0.6), zorder=1)
    _scale(axis, [float(end) for item in rows for end in (item.low, item.high, item.value) if end])
    for place, (item, colour) in enumerate(zip(rows, (ACCENT, INK, INK, QUIET), strict=True)):
        loose = narrow is not None and not place  # the range of all intervals that there can be
        _span(axis, place, item, color=colour, lw=stroke(1), ls=style.DASH if loose else "-")
        if narrow is not None and loose:
            _span(axis, place, narrow, color=colour, lw=stroke(4.5), alpha=0.35)
        value = labels.number(item.number(), 2) if item.value is not None else "–"
        named = f"{labels.label('explain-range').lower()} " * loose
        text = f"{value} ({named}{speech.write(item, 'range')})" if _bounded(item) else value
        style.beside(axis, text, (1.04, place), color=QUIET if colour == QUIET else INK)
        if item.value:
            fill, edge = (colour, "white") if _bounded(item) > loose else ("white", colour)
            axis.plot(float(item.value), place, "o", zorder=3, mfc=fill, mec=edge, ms=mark(1.2))
    before, now, noun = found.earlier, found.later, _noun(found.later)
    drawing.rows(axis, [word(item.measure, noun) for item in rows], 0.3)
    axis.set_xlabel(word("ratio"))
    for side, text in (("right", f"{word('fewer')}  "), ("left", f"  {word('more')}")):
        style.label(axis, text, (1, 1), xycoords=axis.get_xaxis_transform(), ha=side, color=QUIET)
    title = labels.label(":", word("from-to", bare(before), bare(now), noun), word(f"chance-{found.answer}"))
    hollow = narrow is not None or (found.without_largest.stated and not _bounded(found.without_largest))
    marks = [word("mark hollow")] * hollow + [word("mark pale")] * (narrow is not None)
    caption = word("caption change", noun, labels.span(now.period), labels.span(before.period))
    least = [replace(narrow, group="narrowest")] if narrow else []
    return drawing.finish(title, " ".join([caption, *marks]), (*rows, *least))


def _bounded(item: Estimate) -> bool:
    return item.low is not None or item.high is not None


def _span(axis: Axes, place: int, item: Estimate, **look: Any) -> None:
    """Draw the interval of a ratio, and an arrow where it goes on beyond the axis."""
    if _bounded(item):
        ends = max(float(item.low or 0), TICKS[0] / 2), float(item.high or 2 * TICKS[-1])
        axis.plot(ends, [place, place], solid_capstyle="butt", **look)
        for end, edge, arrow in zip(ends, axis.get_xlim(), "<>", strict=True):
            if (end > edge) == (arrow == ">"):
                axis.plot(edge, place, arrow, clip_on=False, **look)


def _scale(axis: Axes, drawn: list[float]) -> None:
    """Fit a logarithmic axis around 1 and what is drawn, with ticks that people read."""
    low, high = max(min(*drawn, 0.5), TICKS[0]) / 1.15, min(max(*drawn, 2.0), TICKS[-1]) * 1.15
    ticks = [tick for tick in TICKS if low <= tick <= high]
    few = [tick for tick in ticks if len(ticks) < 6 or tick in (*TICKS[1::2], 1)]
    axis.set_xlim(low, high)
    style.ticks_of(axis.xaxis, few)


def draw_eight_quarters(drawing: Drawing) -> Drawing | None:
    """Draw a quarter's incidents and victims against the eight before, with their mean and their range.

    Of the victims those of the largest incident are hatched: one large incident moves them and not the count.
    A quarter that is covered in part is hatched as a whole, and compared with nothing.
    """
    table, first, quarter = _table(drawing, 0), drawing.quarter.shift(-EIGHT), str(drawing.quarter)
    kinds = ("incidents", "victims", "largest")
    incidents, victims, largest = (table.series(first, drawing.quarter, kind) for kind in kinds)
    events = drawing.what if hasattr(drawing.what, "was") else Events(drawing.quarter)
    part = [events.figure(name) for name in (LETHAL, table.measure)] if events.partial else []
    if part and part[1].stated:
        incidents, victims = (*incidents, part[0]), (*victims, part[1])
    now_known = victims and victims[-1].period in (quarter, *(item.period for item in part))
    if len(victims) < FEWEST or not now_known or not any(map(float, victims)):
        return None
    axes, now = drawing.open("a;b", 84, sharex=True), victims[-1]
    noun, period = _noun(now), labels.span(now.period)
    names = [*map(str, quarter_range(victims[0].period, quarter))]
    at = {name: place for place, name in enumerate(names)}
    for axis, items in zip(axes, (incidents, victims), strict=True):
        # what is known of a part of the quarter stands in its place
        places = [at.get(item.period, at[quarter]) for item in items]
        colours = [ACCENT if place == at[quarter] else PLAIN for place in places]
        bars = axis.bar(places, [*map(float, items)], 0.7, color=colours)
        for place in {*range(len(names))} - {*places}:  # a quarter without data keeps its place
            style.label(axis, "–", (place, 0), color=QUIET)
        if part:
            bars[-1].set(facecolor="white", edgecolor=ACCENT, hatch="xxxxxx")
        look: Any = {"padding": style.size(0.2), "fontsize": "small", "bbox": style.VEIL}
        axis.bar_label(bars, [*map(bare, items)], **look)[-1].set_fontweight("bold")
        axis.margins(x=0.01)
        name = noun.capitalize() if items is victims else word("ratio_of_lethal_incidents", noun)
        high = axis.bbox.height / drawing.figure.bbox.width
        style.count_up(axis, drawing.wrapped(word("count", name), high, 1))
        style.quarter_axis(axis, names, quarter)
    look = {"edgecolor": "white", "hatch": "//////", "linewidth": 0}
    spots = [at[item.period] for item in largest]
    axes[1].bar(spots, [*map(float, largest)], 0.7, facecolor="none", **look)
    style.key(axes[1], 1, handles=[Patch(facecolor=PLAIN, label=word("largest"), **look)])
    title = word("title incidents", bare(incidents[-1]), bare(now), noun, period)
    title += "".join(word("of them", bare(item)) for item in largest[-1:] if item.period == quarter)
    caption, shown = [word("caption incidents", noun, period)], [*incidents, *victims, *largest]
    past = [item for item in victims[:-1] if item.same_kind(now)]
    caption += [word("mark gap")] * (min(len(incidents), len(victims)) < len(names))
    if part:
        caption.append(word("mark partial", period))
    elif len(past) == EIGHT and any(map(float, past)):
        counts, about = [item.number() for item in past], f"{past[0].period} to {past[-1].period}"
        ends: Any = {"low": min(counts), "high": max(counts), "period": about}
        eight = computed(past, sum(counts, exact(0)) / EIGHT, f"mean of {EIGHT} quarters", **ends)
        title = labels.label(":", title, word(f"{_range(axes[1], now, eight)} eight"))
        caption.append(word("caption eight"))
        shown.append(eight)
    return drawing.finish(title, " ".join(caption), shown)


def _range(axis: Axes, now: Estimate, eight: Estimate) -> str:
    """Draw mean and range of eight quarters, and say where the one now lies: above, inside or below."""
    least, mean, most = (float(end or 0) for end in (eight.low, eight.value, eight.high))
    axis.axhspan(least, most, color=style.SHADE, linewidth=0, zorder=0)
    axis.axhline(mean, color=QUIET, linestyle=style.DASH, linewidth=stroke(0.8), zorder=0.5)
    for name, level in (("mean", mean), ("most", most), ("least", least)):
        if name == "mean" or abs(level - mean) >= 0.07 * axis.get_ylim()[1]:  # else their names would meet
            style.beside(axis, word(name, labels.number(level, 0)), (1.01, level), color=QUIET)
    return "above" if float(now) > most else "below" if float(now) < least else "inside"
