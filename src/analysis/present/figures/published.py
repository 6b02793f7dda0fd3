"""Figures of the notes: the series and its breaks, outcomes, and who is alleged to have harmed whom how."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from analysis.measure import published
from analysis.measure.coverage import known_quarters, scope
from analysis.measure.estimate import Estimate, exact
from analysis.measure.events import OUTCOMES
from analysis.measure.series import killed, like_for_like, runs, totals
from analysis.measure.shares import Breakdown, attributions, whole_lists
from analysis.present import labels
from analysis.present.figures.drawing import REST, Drawing, Sheet, bare, heights, sentence
from analysis.present.figures.style import (
    ACCENT,
    DASH,
    INK,
    KINDS,
    MARKERS,
    QUIET,
    SHADE,
    Pair,
    count_up,
    key,
    label,
    quarter_axis,
    row_axis,
    stroke,
    under,
    word,
)
from analysis.present.labels import joined, number, span
from analysis.present.speech import gap, lowered
from analysis.record.ledger import facts
from analysis.record.store import read_table

CIVILIANS, LONG = "civilians_killed", 55  # letters of a name
_GAP = Estimate(measure="killed", unit="persons", period="", status="not_published")  # between two lines
WHOLES = ("victims", "violations_and_abuses", "change")  # no kind of harm


def series(sheet: Sheet) -> Drawing:
    """Draw the leading figures and those killed by quarter; no line crosses a change of definition."""
    quarters, now = known_quarters(), str(sheet.quarter)
    leading, deaths, fair = (made(facts(), quarters) for made in (totals, killed, like_for_like))
    axes, at = sheet.open(2, 106, sharex=True), {str(item): place for place, item in enumerate(quarters)}
    for axis, items, name in zip(axes, (leading, deaths), ("leading", "killed"), strict=True):
        line(axis, items, at, now)
        for item in fair if items is leading else ():
            _named(axis, item, point(axis, item, at))
        for run in runs(items, joined=False)[1:]:
            axis.axvline(at[run[0].period] - 0.5, color=QUIET, ls=DASH, linewidth=stroke(0.5), zorder=1)
        look: Any = {"xycoords": axis.get_xaxis_transform(), "color": QUIET, "linespacing": 1.05}
        for place, item in enumerate(items):
            if not item.stated:
                label(axis, gap(item), (place, 0.03), (0, 0), rotation=90, **look)
            elif "moura_left_out" in item.notes:
                label(axis, word("moura").replace(" ", "\n"), (place, 0.4), (0, 0), va="center", **look)
        under(sheet, axis, [word(f"under-{item.inclusion}") if item.stated else "" for item in items])
        count_up(axis)
        axis.set_ylabel(word(name))
        quarter_axis(axis, [*at], now)
    sheet.figure.align_ylabels(axes)
    own = [item for item in deaths if item.period == now and item.basis == "published" and item.stated]
    known = f"{own[0]!s} {own[0].label}" if own else word("nothing")
    title = word("title series", known, span(now))
    return sheet.drawn(title, word("caption series"), (*leading, *deaths, *fair))


def line(axis: Axes, items: Sequence[Estimate], at: Mapping[str, int], now: str | None = None) -> None:
    """Draw estimates by quarter: a line for each run that counts the same, and a number beside each point.

    Parameters
    ----------
    axis : Axes
    items : sequence of Estimate
    at : mapping of str to int
        Where each quarter stands.
    now : str, optional
        The quarter that stands out; without one nothing does and no number is written.
    """
    known = {item.period: item for item in items}
    for run in runs([known.get(period, _GAP) for period in at]):
        axis.plot([at[item.period] for item in run], heights(run), color=INK, zorder=2)
        for item, before in zip(run, (None, *run), strict=False):
            spot = point(axis, item, at, now)
            if now is not None:
                falls = before is not None and before.number() > item.number()
                _named(axis, item, spot, falls=falls, bold=item.period == now)


def point(axis: Axes, item: Estimate, at: Mapping[str, int], now: str | None = None) -> Pair:
    """Mark a point, hollow where it is not published, and return where it is."""
    spot, colour = (at[item.period], float(item.number())), ACCENT if item.period == now else INK
    markers = {"published": MARKERS.get(item.inclusion, "o"), "derived": "D", "computed": "d"}
    axis.plot(*spot, marker=markers[item.basis], ls="none", zorder=3, markeredgecolor=colour,
              markerfacecolor=colour if item.basis == "published" else "white")  # fmt: skip
    return spot


def _named(axis: Axes, item: Estimate, spot: Pair, *, falls: bool = False, bold: bool = False) -> None:
    """Write a number over its point: beside a falling line, and not on it."""
    offset, side = (-0.7, "top") if item.basis == "computed" else (0.6, "bottom")
    label(axis, bare(item), spot, (0.7 * falls, offset), bold=bold, va=side, zorder=4)


def outcomes(sheet: Sheet) -> Drawing | None:
    """Draw the people harmed in a quarter by outcome; an outcome that was not published has no bar."""
    items = published.outcomes(facts(), scope(facts(), sheet.quarter))
    if events := getattr(sheet.what, "found", None):  # civilians are among the killed
        items = tuple(item for name in OUTCOMES if (item := events.figure(name)).stated and name != CIVILIANS)
    if not any(item.stated for item in items) or len(items) < 2:
        return None
    period = span(items[0].period)
    persons = any(item.inclusion == "deaths" or item.unit == "persons" for item in items)
    names = [sentence(labels.measure_label(item.measure)) for item in items]
    _bars(sheet, items, names, word("count", word("persons" if persons else "civilians")))
    title = word("in Mali", joined(f"{item!s} {item.label}" for item in items if item.stated), period)
    caption = f"{word('caption outcomes', period, by_whom(sheet))} {marks(items)}"
    return sheet.drawn(title, caption, items)


def by_whom(sheet: Sheet) -> str:
    """Say whose count it is."""
    events = getattr(sheet.what, "found", None)
    return word("by-source", events.about[0]["title"]) if events else word("by-notes")


def alleged_perpetrators(sheet: Sheet) -> Drawing | None:
    """Draw the alleged perpetrators with the bounds that the unattributed give them, if any are told."""
    events = sheet.what
    if hasattr(events, "unattributed"):
        told = tuple(item for item in events.most("group") if item.stated)
        rest = replace(events.unattributed, group="remainder")
        return breakdown(sheet, Breakdown(events.base, told, rest), events.base.label) if told else None
    forms = attributions(facts(), scope(facts(), sheet.quarter))
    if not forms or (len(forms[0].parts) < 2 and not forms[0].whole.stated):
        return None
    return breakdown(sheet, forms[0], labels.label(f"subject-{forms[0].subject}"))


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
    return sheet.drawn(headed(names[0], first, parts.whole, noun), caption, items)


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


def _bars(sheet: Sheet, items: Sequence[Estimate], names: Sequence[str], unit: str) -> None:
    """Draw horizontal bars with their values; bounds as an outline, an open figure as a whisker."""
    tall = 6.5 if max(map(len, names)) < LONG else 9.5  # names of two lines or of three
    (axis,), places = sheet.open(1, 13 + tall * len(items)), range(len(items))
    values = np.array([float(item.value or 0) for item in items])
    ends = np.array([float((item.ranged and item.high) or item.value or 0) for item in items])
    colours = [sheet.colour(item.group or item.measure) for item in items]
    hatches = ["////" * (item.group in REST) for item in items]
    axis.barh(places, values, 0.62, color=colours, hatch=hatches, edgecolor=INK, linewidth=stroke(0.5))
    look: Any = {"facecolor": "none", "edgecolor": QUIET, "linestyle": (0, (2, 1.5)), "zorder": 0}
    wide = [stroke(0.5) * _bounded(item) for item in items]
    most = axis.barh(places, ends - values, 0.62, values, linewidth=wide, **look)
    texts = axis.bar_label(most, [*map(_value_told, items)], padding=stroke(3))
    for place, (item, text) in enumerate(zip(items, texts, strict=True)):
        text.set_color(INK if item.stated else QUIET)
        if item.ranged and not _bounded(item):
            axis.plot([float(item.low or 0), ends[place]], [place, place], color=INK, marker="|")
    row_axis(sheet, axis, names)
    axis.set(xlabel=unit, xlim=(0, max(axis.dataLim.x1, 1) * 1.22))


def _value_told(item: Estimate) -> str:
    """Write a value with its bounds: "54% (up to 65)"."""
    if item.low is None or item.high is None or not item.ranged or published.UNDECIDED in item.notes:
        return str(item)
    low, high = (labels.number(end, 0) for end in (item.low, item.high))
    return word("up to", item, high) if _bounded(item) else f"{item!s} ({labels.label('to', low, high)})"


def perpetrators_over_time(sheet: Sheet) -> Drawing:
    """Draw the shares of alleged perpetrators by quarter as columns of 100 per cent."""
    periods, now = [str(quarter) for quarter in known_quarters()], str(sheet.quarter)
    found = {period: [item for _, made in whole_lists(facts(), period)[:1]
                      for item in (*made.bounds, *made.left_out)] for period in periods}  # fmt: skip
    parents, places = read_table("terms").set_index("term").parent, range(len(periods))
    (axis,), floor = sheet.open(1, 78), np.zeros(len(periods))
    for group in (*KINDS["perpetrators"], "not_listed"):
        tall = np.array([sum(float(item) for item in items if group in (item.group, parents.get(item.group)))
                         for items in found.values()])  # fmt: skip
        rest, ink = group in REST, "white" if group == "malian_forces" else INK
        name = word("not attributed") if rest else labels.term_label(group)
        bars = axis.bar(places, tall, 0.8, floor, color=sheet.colour(group), hatch="/////" * rest, label=name,
                        edgecolor=INK if rest else "white", lw=stroke(0.3))  # fmt: skip
        texts = ["" if rest or value < 4.5 else number(exact(value), 0) for value in tall]
        axis.bar_label(bars, texts, label_type="center", fontsize="small", color=ink)
        floor += tall
    axis.bar(places, 100 * (floor == 0), 0.8, color=SHADE, label=word("no shares"))
    if now in periods:
        axis.bar(periods.index(now), 100, 0.8, facecolor="none", edgecolor=INK, lw=stroke(0.8))
    bases = [re.split("/|share_of_", items[0].measure)[-1] if items else "" for items in found.values()]
    under(sheet, axis, [base and lowered(labels.measure_label(base)) for base in bases])
    axis.set(ylim=(0, 100), xlim=(-0.6, len(periods) - 0.4), ylabel=word("shares"))
    quarter_axis(axis, periods, now)
    handles, names = axis.get_legend_handles_labels()
    key(axis, 2, handles=handles, labels=[sheet.wrapped(name, 0.36) for name in names])
    mine = [item for item in found.get(now, ()) if item.group not in REST][:2]
    known = joined(f"{item.label} {labels.label('percent', bare(item))}" for item in mine)
    title = word("title perpetrators", known or word("no shares"), span(now))
    return sheet.drawn(title, word("caption perpetrators"), chain(*found.values()))


def who_harmed_how(sheet: Sheet) -> Drawing | None:
    """Draw each kind of harm with its total and under it its alleged perpetrators, on a scale of its own."""
    parts, wholes = _harms(sheet)
    kinds = {(item.measure, item.unit): item for item in sorted(wholes, key=_first_killed)}
    if len(kinds) < 2:
        return None
    rows: list[tuple[str, Estimate]] = []
    for (measure, unit), whole in kinds.items():
        mine = [item for item in parts if (item.measure, item.unit) == (measure, unit)]
        rows.append((f"{sentence(labels.measure_label(measure))} ({labels.unit_label(unit)})", whole))
        rows += [(labels.group_label(item.group), item) for item in sorted(mine, key=float, reverse=True)]
    (axis,), items = sheet.open(1, 6 + 6.5 * len(rows)), [item for _, item in rows]
    most = {kind: max(float(item) for item in items if (item.measure, item.unit) == kind and item.stated)
            for kind in kinds}  # fmt: skip
    sizes = [float(item.value or 0) / max(most[item.measure, item.unit], 1) for item in items]
    bars = axis.barh(range(len(rows)), sizes, 0.6, color=[sheet.colour(item.group) for item in items])
    axis.bar_label(bars, [str(item) for item in items], padding=stroke(2))
    row_axis(sheet, axis, [name for name, _ in rows], 0.4)
    for text, item in zip(axis.get_yticklabels(), items, strict=True):
        text.set_fontweight("normal" if item.group else "bold")
    axis.set(xlim=(0, 1.35), xticks=[])
    axis.spines["bottom"].set_visible(False)
    first = max(parts, key=float)
    known = f"{first!s} {lowered(labels.measure_label(first.measure))}"
    title = word("title how", labels.group_label(first.group), known, span(first.period))
    shown = [item for item in items if item.stated]
    return sheet.drawn(title, word("caption how", span(first.period), by_whom(sheet)), shown)


def _first_killed(item: Estimate) -> bool:
    return "killed" not in item.measure


def _harms(sheet: Sheet) -> tuple[list[Estimate], list[Estimate]]:
    """Return what is counted by kind of harm of each alleged perpetrator, and of all of them."""
    if events := getattr(sheet.what, "found", None):
        found = [item for row in events.table("group").values() for item in row.values()]
        parts = [item for item in found if item.measure in OUTCOMES and item.stated]
        return parts, [events.figure(name) for name in dict.fromkeys(item.measure for item in parts)]
    rows, period = facts(), scope(facts(), sheet.quarter)
    rows = rows[rows.series.eq(published.NOTES) & rows.period.eq(period) & rows.dimension.eq("perpetrator")]
    rows = rows[rows.unit.isin(["victims", "cases"]) & ~rows.what.isin(WHOLES)]
    parts = [*map(published.as_estimate, rows.itertuples())]
    kinds = dict.fromkeys((item.measure, item.unit) for item in parts)
    return parts, [published.find(facts(), period, name, unit=unit) for name, unit in kinds]
