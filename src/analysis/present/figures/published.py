"""Figures of the published figures: the series and its breaks, outcomes, lists by alleged perpetrator."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from matplotlib.axes import Axes

from analysis.measure import published
from analysis.measure.coverage import known_quarters, scope
from analysis.measure.estimate import Estimate
from analysis.measure.events import OUTCOMES
from analysis.measure.breakdown import Breakdown
from analysis.measure.series import killed, like_for_like, runs, totals
from analysis.present import labels
from analysis.present.figures.drawing import REST, Drawing, Sheet, bare, heights, sentence, told
from analysis.present.figures.parts import count_up, label, quarter_axis, under, word
from analysis.present.figures.style import ACCENT, DASH, INK, MARKERS, QUIET, stroke
from analysis.present.labels import joined, span
from analysis.present.speech import gap
from analysis.record.ledger import facts

CIVILIANS = "civilians_killed"


def series(sheet: Sheet) -> Drawing:
    """Draw the leading figures and those killed by quarter; no line crosses a change of definition."""
    quarters, now = known_quarters(), str(sheet.quarter)
    leading, deaths, fair = (made(facts(), quarters) for made in (totals, killed, like_for_like))
    axes, periods = sheet.open(2, 106, sharex=True), [str(item) for item in quarters]
    for axis, items, name in zip(axes, (leading, deaths), ("leading", "killed"), strict=True):
        _line(axis, items, now)
        for item in fair if name == "leading" else ():
            _point(axis, item, periods.index(item.period))
        under(sheet, axis, [word(f"under-{item.inclusion}") if item.stated else "" for item in items])
        count_up(axis)
        axis.set_ylabel(word(name))
        quarter_axis(axis, periods, now)
    sheet.figure.align_ylabels(axes)
    own = [item for item in deaths if item.period == now and item.basis == "published" and item.stated]
    known = f"{own[0]!s} {own[0].label}" if own else word("nothing")
    said = ". ".join((told((*leading, *fair), word("leading")), told(deaths, word("killed"))))
    title = word("title series", known, span(now))
    return sheet.drawn(title, word("caption series"), (*leading, *deaths, *fair), said)


def _line(axis: Axes, items: Sequence[Estimate], now: str) -> None:
    for run in runs(items):
        places = [items.index(item) for item in run]
        axis.plot(places, heights(run), color=INK, zorder=2)
        for place, item, before in zip(places, run, (None, *run), strict=False):
            falling = before is not None and before.number() > item.number()
            _point(axis, item, place, falling=falling, bold=item.period == now)
    for run in runs(items, joined=False)[1:]:
        axis.axvline(items.index(run[0]) - 0.5, color=QUIET, ls=DASH, linewidth=stroke(0.5), zorder=1)
    look: Any = {"ha": "center", "fontsize": "small", "color": QUIET, "transform": axis.get_xaxis_transform()}
    for place, item in enumerate(items):
        if not item.stated:
            axis.text(place, 0.03, gap(item), va="bottom", rotation=90, **look)
        elif "moura_left_out" in item.notes:
            axis.text(place, 0.4, word("moura").replace(" ", "\n"), va="center", linespacing=1.05, **look)


def _point(axis: Axes, item: Estimate, place: int, *, falling: bool = False, bold: bool = False) -> None:
    """Mark a point: hollow where it is not published; the number beside a falling line, not on it."""
    at, colour = (place, float(item.number())), ACCENT if bold else INK
    markers = {"published": MARKERS.get(item.inclusion, "o"), "derived": "D", "computed": "d"}
    axis.plot(*at, marker=markers[item.basis], ls="none", zorder=3, markeredgecolor=colour,
              markerfacecolor=colour if item.basis == "published" else "white")  # fmt: skip
    offset, side = (-0.7, "top") if item.basis == "computed" else (0.6, "bottom")
    label(axis, bare(item), at, (0.7 if falling else 0, offset), bold=bold, va=side, zorder=4)


def outcomes(sheet: Sheet) -> Drawing | None:
    """Draw the people harmed in a quarter by outcome; an outcome that was not published has no bar."""
    items = published.outcomes(facts(), scope(facts(), sheet.quarter))
    if events := getattr(sheet.what, "found", None):  # civilians are among the killed
        items = tuple(item for name in OUTCOMES if (item := events.figure(name)).stated and name != CIVILIANS)
    if not any(item.stated for item in items) or len(items) < 2:
        return None
    period = span(items[0].period)
    persons = any(item.inclusion == "deaths" or item.unit == "persons" for item in items)
    names = [labels.measure_label(item.measure) for item in items]
    _bars(sheet, items, names, word("count", word("persons" if persons else "civilians")))
    title = word("in Mali", joined(f"{item!s} {item.label}" for item in items if item.stated), period)
    caption = f"{word('caption outcomes', period, by_whom(sheet))} {marks(items)}"
    return sheet.drawn(title, caption, items, joined(f"{item.label} {item!s}" for item in items))


def by_whom(sheet: Sheet) -> str:
    """Say whose count it is."""
    events = getattr(sheet.what, "found", None)
    return word("by-source", events.about[0]["title"]) if events else word("by-notes")


def breakdown(sheet: Sheet, parts: Breakdown, noun: str) -> Drawing:
    """Draw the published parts of a whole with the bounds that the unattributed give, and these hatched.

    Parameters
    ----------
    sheet : Sheet
    parts : Breakdown
    noun : str
        What is counted, in words.
    """
    bounded = list(parts.parts)
    for rest in parts.left:
        bounded = [item if item.ranged else
                   replace(item, low=item.value, high=item.number() + rest.number())
                   for item in bounded]  # fmt: skip
    items, first = (*bounded, *parts.left), bounded[0]
    names = [word("left") if item.group in REST else labels.group_label(item.group) for item in items]
    counted = word("count", sentence(labels.measure_label(first.measure)))
    _bars(sheet, items, names, word("share") if first.unit == "percent" else counted)
    caption = f"{word('caption list', noun, span(first.period), by_whom(sheet))} {marks(items)}"
    said = joined(f"{name} {_value_told(item)}" for name, item in zip(names, items, strict=True))
    return sheet.drawn(headed(names[0], first, parts.whole, noun), caption, items, said)


def headed(name: str, item: Estimate, whole: Estimate, noun: str) -> str:
    """Say what a part is of its whole: "Mopti: 386 of 632 violations and abuses in Mali, 2020"."""
    many = word("of-whole", item, whole, noun) if whole.stated else f"{item!s} {noun}"
    many = word("of-share", item, noun) if item.unit == "percent" else many
    return labels.label(":", name, word("in Mali", many, span(item.period)))


def marks(items: Iterable[Estimate]) -> str:
    """Explain the marks that a bar chart bears, and no others."""
    there = {"hatched" if item.group in REST else "dashed" if _bounded(item) else "whisker" * item.ranged
             for item in items}  # fmt: skip
    return " ".join(word(f"mark {kind}") for kind in ("hatched", "dashed", "whisker") if kind in there)


def _bounded(item: Estimate) -> bool:
    """Whether the ends are those that the unattributed give, and not those of sources that disagree."""
    return item.ranged and item.low == item.value and published.UNDECIDED not in item.notes


def _bars(sheet: Sheet, items: Sequence[Estimate], names: Iterable[str], unit: str) -> None:
    """Draw horizontal bars with their values; bounds as an outline, an open figure as a whisker."""
    (axis,) = sheet.open(1, 13 + 6.5 * len(items))
    values, places = [float(item.value or 0) for item in items], range(len(items))
    hatches = ["////" * (item.group in REST) for item in items]
    colours = [sheet.colour(item.group or item.measure) for item in items]
    axis.barh(places, values, 0.62, color=colours, hatch=hatches, edgecolor=INK, linewidth=stroke(0.5))
    for place, item, value in zip(places, items, values, strict=True):
        low, high = float(item.low or 0), float(item.high or 0) if item.ranged else value
        if _bounded(item):
            axis.barh(place, high - value, 0.62, value, facecolor="none", edgecolor=QUIET, ls=(0, (2, 1.5)), zorder=0)
        elif item.ranged:
            axis.plot([low, high], [place, place], color=INK, marker="|")
        label(axis, _value_told(item), (high, place), (0.4, 0), ha="left", va="center", fontsize="medium",
              color=INK if item.stated else QUIET)  # fmt: skip
    axis.set_yticks(places, [sheet.wrapped(name, 0.36, 1) for name in names])
    axis.set(xlabel=unit, xlim=(0, max(axis.dataLim.x1, 1) * 1.22), ylim=(len(items) - 0.5, -0.5))
    axis.tick_params(axis="y", length=0)


def _value_told(item: Estimate) -> str:
    """Write a value with its bounds: "54% (up to 65)"."""
    if item.low is None or item.high is None or not item.ranged:
        return str(item)
    low, high = (labels.number(end, 0) for end in (item.low, item.high))
    if published.UNDECIDED in item.notes:
        return str(item)
    return word("up to", item, high) if _bounded(item) else f"{item!s} ({labels.label('to', low, high)})"
