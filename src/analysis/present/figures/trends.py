"""Figures of change in event data: ratios with intervals, incidents and victims, eight quarters."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Patch

from analysis.measure.baseline import eight_before
from analysis.measure.change import Change
from analysis.measure.estimate import Estimate, exact
from analysis.measure.events import COUNTED
from analysis.measure.incidents import Incidents, incidents_of
from analysis.present import labels
from analysis.present.figures.drawing import Drawing, Sheet, bare, heights, told
from analysis.present.figures.parts import beside, count_up, key, label, quarter_axis, ticks_of, word
from analysis.present.figures.style import ACCENT, DASH, INK, PLAIN, QUIET, SHADE, mark, stroke
from analysis.present.labels import joined, number, span
from analysis.present.speech import write
from analysis.quarter import quarter_range

ENDS = (0.02, 50.0)  # intervals are drawn no further
TICKS = (0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 10, 20, 50)
PANEL, EIGHT = 12, 8  # quarters


def _table(sheet: Sheet, back: int = 1) -> Incidents:
    """Return the event data that were asked for; of UCDP civilians, and all deaths where these are not known.

    Civilians need the cells, which hold the size of each event, over the quarter and `back` before it.
    """
    kind = getattr(sheet.what, "kind", "")
    if kind in COUNTED and kind != "ucdp":
        return incidents_of(kind)
    civilians = incidents_of("ucdp", "civilians_killed")
    wanted = [str(item) for item in quarter_range(sheet.quarter.shift(-back), sheet.quarter)]
    known = civilians.table.sum_squares.reindex(wanted).notna().all()
    return civilians if known else incidents_of("ucdp")


def _noun(item: Estimate) -> str:
    """Name who is counted: UCDP's count is of all deaths, those of fighters among them."""
    if item.inclusion.startswith("events_ucdp") and item.measure in ("deaths", "killed"):
        return word("deaths")
    return item.label if item.measure == "civilians_killed" else word("persons killed")


def change(sheet: Sheet) -> Drawing | None:
    """Draw the change to a quarter from the one before: a row for each reading, with its interval."""
    table, quarter = _table(sheet), sheet.quarter
    if not {quarter, quarter.previous} <= set(table.covers):
        return None
    found = table.change(quarter.previous, quarter)
    rows, narrow = (found.ratio, found.lethal, found.without_largest, found.plain), found.narrowest
    if not any(item.stated for item in rows):
        return None
    (axis,) = sheet.open(1, 16 + 8.5 * len(rows))
    axis.set_xscale("log")
    axis.axvline(1, color=INK, linestyle=DASH, linewidth=stroke(0.6), zorder=1)
    for place, (item, colour) in enumerate(zip(rows, (ACCENT, INK, INK, QUIET), strict=True)):
        _row(axis, place, item, None if place else narrow, colour)
    axis.set_yticks(range(len(rows)), [sheet.wrapped(word(item.measure), 0.3, 1) for item in rows])
    axis.set(ylim=(len(rows) - 0.5, -0.6), xlabel=word("ratio"))
    _scale(axis, [float(end) for item in rows for end in (item.low, item.high, item.value) if end])
    axis.tick_params(axis="y", length=0)
    for side, text in (("right", f"{word('fewer')}  "), ("left", f"  {word('more')}")):
        label(axis, text, (1, 1), (0, 0), xycoords=axis.get_xaxis_transform(), ha=side, color=QUIET)
    told = joined(f"{word(item.measure)} {_told(item)}" for item in rows)
    return sheet.drawn(*_change_told(found), (*rows, *filter(None, [narrow])), told)


def _change_told(found: Change) -> tuple[str, str]:
    before, now, noun = found.earlier, found.later, _noun(found.later)
    title = labels.label(":", word("from-to", bare(before), bare(now), noun), word(f"chance-{found.answer}"))
    hollow = found.without_largest.stated and found.without_largest.low is None
    marks = [word("mark hollow")] * hollow + [word("mark pale")] * (found.narrowest is not None)
    return title, " ".join([word("caption change", noun, span(now.period), span(before.period)), *marks])


def _told(item: Estimate) -> str:
    """Write a ratio with its interval: "0.90 (0.32 to 2.58)"."""
    value = number(item.number(), 2) if item.stated else "–"
    return f"{value} ({write(item, 'range')})" if item.low is not None or item.high is not None else value


def _row(axis: Axes, place: int, item: Estimate, narrow: Estimate | None, colour: str) -> None:
    """Draw a ratio: its interval as a line, the narrowest as a band, its value on top of both."""
    for ends, width, alpha in ((item, 1.0, 1.0), (narrow, 4.5, 0.35)):
        if ends is not None and (ends.low is not None or ends.high is not None):
            low, high = max(float(ends.low or 0), ENDS[0] / 2), 2 * ENDS[1] if ends.high is None else ends.high
            axis.plot([low, float(high)], [place] * 2, color=colour, lw=stroke(width), alpha=alpha, solid_capstyle="butt")
    if item.value:
        hollow = item.low is None and item.high is None
        face, edge = ("white", colour) if hollow else (colour, "white")
        axis.plot(float(item.value), place, marker="o", zorder=3, markersize=mark(1.2), markerfacecolor=face,
                  markeredgewidth=stroke(0.7), markeredgecolor=edge)  # fmt: skip
    beside(axis, _told(item), (1.02, place), color=QUIET if colour == QUIET else INK)


def _scale(axis: Axes, drawn: list[float]) -> None:
    """Fit a logarithmic axis around 1 and what is drawn, with ticks that people read."""
    low, high = max(min([*drawn, 0.5]), ENDS[0]) / 1.15, min(max([*drawn, 2.0]), ENDS[1]) * 1.15
    ticks = [mark for mark in TICKS if low <= mark <= high]
    axis.set_xlim(low, high)
    ticks_of(axis.xaxis, ticks if len(ticks) < 6 else [mark for mark in ticks if mark in (*TICKS[1::2], 1)])


def incidents_and_victims(sheet: Sheet) -> Drawing | None:
    """Draw incidents and victims over three years, and of the victims those of the largest incident."""
    table, first = _table(sheet, PANEL - 1), sheet.quarter.shift(1 - PANEL)
    kinds = ("incidents", "victims", "largest")
    incidents, victims, largest = (table.series(first, sheet.quarter, kind) for kind in kinds)
    if not incidents or not victims or victims[-1].period != str(sheet.quarter):
        return None
    axes, now, noun = sheet.open(2, 84, sharex=True), victims[-1], _noun(victims[-1])
    for axis, items, name in zip(axes, (incidents, victims), (word("incidents"), noun), strict=True):
        bars = axis.bar(range(len(items)), heights(items), width=0.7, color=PLAIN)
        bars[-1].set_facecolor(ACCENT)
        for place, item in enumerate(items):
            label(axis, bare(item), (place, float(item.number())), (0, 0.3), bold=item is items[-1])
        axis.margins(x=0.01)
        axis.set_ylabel(word("count", name.capitalize()))
        count_up(axis)
        quarter_axis(axis, [item.period for item in items], str(sheet.quarter))
    look: Any = {"edgecolor": "white", "hatch": "//////"}
    axes[1].bar(range(len(largest)), heights(largest), width=0.7, facecolor="none", linewidth=0, **look)
    key(axes[1], 1, handles=[Patch(facecolor=PLAIN, label=word("largest"), linewidth=0, **look)])
    sheet.figure.align_ylabels(axes)
    period = span(now.period)
    title = word("title incidents", bare(incidents[-1]), bare(now), noun, period)
    title += "".join(word("of them", bare(item)) for item in largest[-1:])
    parts = ((incidents, word("incidents")), (victims, noun), (largest, word("largest")))
    said = ". ".join(told(*part) for part in parts)
    shown = (*incidents, *victims, *largest)
    return sheet.drawn(title, word("caption incidents", noun, period), shown, said)


def eight_quarters(sheet: Sheet) -> Drawing | None:
    """Draw a quarter against the eight before: their mean and their range."""
    past = _table(sheet, 0).series(sheet.quarter.shift(-EIGHT), sheet.quarter)
    own = past and past[-1].period == str(sheet.quarter)
    eight = eight_before(past, sheet.quarter) if own else None
    if eight is None or not eight.high:
        return None
    (axis,), now, values = sheet.open(1, 56), past[-1], heights(past)
    least, mean, most = (float(end or 0) for end in (eight.low, eight.value, eight.high))
    axis.axhspan(least, most, color=SHADE, linewidth=0, zorder=0)
    axis.axhline(mean, color=QUIET, linestyle=DASH, linewidth=stroke(0.8), zorder=1)
    axis.plot(values[:-1], marker="o", color=INK)
    axis.plot(EIGHT, values[-1], marker="D", color=ACCENT, markersize=mark(1.3))
    for place, item in enumerate(past):
        around = [at for at in (place - 1, place + 1) if 0 <= at < EIGHT and place < EIGHT]
        slopes = [values[at] > values[place] for at in around]
        low = bool(slopes) and all(slopes) and values[place] > 0.1 * most  # below a valley, above all else
        side = 0 if len(set(slopes)) < 2 else 0.45 if slopes[0] else -0.45  # beside a slope
        label(axis, bare(item), (place, values[place]), (side, -0.6 if low else 0.35 if side else 0.6),
              va="top" if low else "bottom", ha={0: "center", 0.45: "left"}.get(side, "right"),
              bold=item is now)  # fmt: skip
    for name, level in (("mean", mean), ("most", most), ("least", least)):
        if name == "mean" or abs(level - mean) >= 0.07 * max(values):  # else their names would meet
            beside(axis, word(name, number(exact(level), 0)), (1.01, level), color=QUIET)
    axis.set_xlim(-0.5, EIGHT + 0.4)
    count_up(axis, 1.12)
    quarter_axis(axis, [item.period for item in past], str(sheet.quarter))
    noun, period = _noun(now), span(now.period)
    axis.set_ylabel(word("count", noun.capitalize()))
    way = "above" if values[-1] > most else "below" if values[-1] < least else "inside"
    title = labels.label(":", f"{bare(now)} {noun}, {period}", word(f"{way} eight"))
    said = f"{told(past)}, {word('mean', number(exact(mean), 0))}"
    return sheet.drawn(title, word("caption eight", noun, period), (*past, eight), said)
