"""Figures of the notes: the series and its breaks, outcomes, and who is alleged to have harmed whom how."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.measure import coverage, published, shares
from analysis.measure.estimate import ROUNDED, UNDECIDED, Estimate
from analysis.measure.event_sums import OUTCOMES
from analysis.present import labels, speech
from analysis.present.figures import style
from analysis.present.figures.drawing import REST, Drawing, bare, sentence
from analysis.present.figures.style import INK, QUIET, stroke, word
from analysis.record.ledger import facts

CIVILIANS, LONG = "civilians_killed", 55  # letters of a name
WHOLES = ("victims", "violations_and_abuses", "change")  # no kind of harm


def draw_series(drawing: Drawing) -> Drawing:
    """Draw the leading figures and those killed by quarter; no line crosses a change of definition."""
    quarters, now = coverage.known_quarters(), str(drawing.quarter)
    at = {str(item): place for place, item in enumerate(quarters)}
    every = [made(facts(), quarters) for made in (published.totals, published.killed, published.sums)]
    axes = drawing.open("a;b", 106, sharex=True)
    for item in every[2]:
        point(axes[0], item, at[item.period], "")
    for axis, items, name in zip(axes, every, ("leading", "killed"), strict=False):
        line(axis, items, at, now)
        for run in published.runs(items, joined=False)[1:]:
            axis.axvline(at[run[0].period] - 0.5, color=QUIET, ls=style.DASH, lw=stroke(0.5), zorder=1)
        look: Any = {"xycoords": axis.get_xaxis_transform(), "color": QUIET, "linespacing": 1.05}
        for place, item in enumerate(items):
            if not item.stated:
                style.label(axis, speech.gap(item), (place, 0.03), rotation=90, **look)
        drawing.under(axis, [_rule(item) for item in items])
        style.count_up(axis, word(name))
        style.quarter_axis(axis, [*at], now)
    known = [item for item in every[1] if item.stated]
    own = [item for item in known if item.period in (str(drawing.quarter.previous), now)]
    pair = own if own and own[-1].period == now else known[:: len(known) - 1]
    told = [f"{item!s} {_rule(item)}, {labels.span(item.period)}" for item in pair]
    title = word("then").join(told) + word("apart") * (not pair[0].same_kind(pair[-1]))
    return drawing.finish(title, word("caption series"), chain(*every))


def _rule(item: Estimate) -> str:
    """Say by which rule a figure counts, and what it leaves out; "" for a gap."""
    return word(f"under-{item.inclusion}") + without(item) if item.stated else ""


def without(item: Estimate) -> str:
    """Say what a figure leaves out: a title is quoted alone."""
    return f", {word('moura')}" * ("moura_left_out" in item.notes)


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
    for run in published.runs(known.get(period) or published.missing("killed", period) for period in at):
        axis.plot([at[item.period] for item in run], [*map(float, run)], color=INK, zorder=2)
        for item, before in zip(run, (run[0], *run), strict=False):
            point(axis, item, at[item.period], now, 0.7 * (float(before) > float(item)))


def point(axis: Axes, item: Estimate, x: float, now: str | None, aside: float = 0) -> None:
    """Mark a point, hollow where it is not published; its number stands above it, or aside of a line."""
    own, made, known = item.period == now, item.basis == "computed", style.looks().marker
    marker = {"derived": "D", "computed": "d"}.get(item.basis) or known.get(item.inclusion, "o")
    colour = style.ACCENT if own else INK
    filled = colour if item.basis == "published" else "white"
    axis.plot(x, float(item), marker, zorder=3, markeredgecolor=colour, markerfacecolor=filled)
    if now is not None:
        look = {"va": "top" if made else "bottom", "fontweight": "bold" if own else "normal", "zorder": 4}
        style.label(axis, bare(item), (x, float(item)), (aside, -0.7 if made else 0.6), **look)


def draw_outcomes(drawing: Drawing) -> Drawing | None:
    """Draw the people harmed in a quarter by outcome; an outcome that was not published has no bar."""
    items = published.outcomes(facts(), coverage.scope(facts(), drawing.quarter))
    if hasattr(events := drawing.what, "of"):  # civilians are among the killed
        items = tuple(item for name in OUTCOMES if (item := events.figure(name)).stated and name != CIVILIANS)
    if not any(item.stated for item in items) or len(items) < 2:
        return None
    period = labels.span(items[0].period)
    persons = any(item.inclusion == "deaths" or item.unit == "persons" for item in items)
    names = [sentence(labels.measure_label(item.measure)) for item in items]
    _bars(drawing, items, names).set_xlabel(word("count", word("persons" if persons else "civilians")))
    title = word("in Mali", labels.joined(f"{item!s} {item.label}" for item in items if item.stated), period)
    caption = f"{word('caption outcomes', period, by_whom(drawing))} {marks(items)}"
    return drawing.finish(title + without(items[0]), caption, items)


def by_whom(drawing: Drawing) -> str:
    """Say whose count it is."""
    about = getattr(drawing.what, "about", None)
    return word("by-source", about[0]["title"]) if about else word("by-notes")


def draw_alleged_perpetrators(drawing: Drawing) -> Drawing | None:
    """Draw the alleged perpetrators with the bounds that the unattributed give them, if any are told."""
    events = drawing.what
    if hasattr(events, "unattributed"):
        told = tuple(item for item in events.most("group") if item.stated)
        parts = shares.Breakdown(events.base, told, replace(events.unattributed, group="remainder"))
        return draw_breakdown(drawing, parts, events.base.label) if told else None
    forms = shares.attributions(facts(), coverage.scope(facts(), drawing.quarter))
    if not forms or (len(forms[0].parts) < 2 and not forms[0].whole.stated):
        return None
    whole, subject = forms[0].whole, labels.label(f"subject-{forms[0].subject}")
    return draw_breakdown(drawing, forms[0], whole.noun if whole.stated else subject)


def draw_breakdown(drawing: Drawing, parts: shares.Breakdown, noun: str) -> Drawing:
    """Draw the published parts of a whole with the bounds that the unattributed give, and these hatched.

    Parameters
    ----------
    drawing : Drawing
    parts : Breakdown
    noun : str
        What is counted, in words.
    """
    rest = sum(map(Estimate.number, parts.left))
    bounded = [item if UNDECIDED in item.notes or not rest else
               replace(item, low=item.value, high=item.number() + rest) for item in parts]  # fmt: skip
    items, share = (*bounded, *parts.left), bounded[0].unit == "percent"
    names = [f"{labels.group_label(item.group)}{item:alone}" for item in bounded]
    names += [word("left")] * len(parts.left)
    _bars(drawing, items, names).set_xlabel(word("share") if share else word("count", sentence(noun)))
    caption = f"{word('caption list', noun, labels.span(items[0].period), by_whom(drawing))} {marks(items)}"
    return drawing.finish(headed(names[0], items[0], parts.whole, noun), caption, items)


def headed(name: str, item: Estimate, whole: Estimate, noun: str) -> str:
    """Say what a part is of its whole: "Mopti: 386 of 632 violations and abuses in Mali, 2020"."""
    many = word("of-whole", item, whole, noun) if whole.stated else f"{item!s} {noun}"
    many = word("of-share", item, noun) if item.unit == "percent" else many
    return labels.label(":", name, word("in Mali", many, labels.span(item.period)) + without(item))


def marks(items: Sequence[Estimate]) -> str:
    """Explain the marks that a bar chart bears, and no others."""
    there = {"hatched" if item.group in REST else _ends(item) for item in items}
    there |= {name for item in items for name in item.notes}
    kinds = ("hatched", "rounded", "dashed", "whisker")
    wrong = {f"* {item.verdict[2:]}." for item in items if item.verdict[:1] == "✗"}
    return " ".join([*(word(f"mark {kind}") for kind in kinds if kind in there), *wrong])


def _ends(item: Estimate) -> str:
    """Return how ends are drawn: ``dashed`` if the unattributed give them, ``whisker`` where pages differ."""
    given = item.low == item.value and UNDECIDED not in item.notes
    return ("dashed" if given else "whisker") if item.ranged else ""


def _bars(drawing: Drawing, items: Sequence[Estimate], names: Sequence[str]) -> Axes:
    """Draw horizontal bars with their values; bounds are an outline, an open figure is a whisker."""
    tall = 6.5 if max(map(len, names)) < LONG else 9.5  # names of two lines or of three
    (axis,), places = drawing.open("a", 13 + tall * len(items)), range(len(items))
    ends = [(item.low, item.value, item.high) if item.ranged else (item.value,) * 3 for item in items]
    low, value, high = np.array([[float(end or 0) for end in three] for three in ends]).T
    look: Any = {"hatch": ["////" * (item.group in REST) for item in items], "linewidth": stroke(0.5)}
    colours = [drawing.colour(item.group or item.measure) for item in items]
    axis.barh(places, value, 0.62, color=colours, edgecolor=INK, **look)
    look = {"facecolor": "none", "edgecolor": QUIET, "linestyle": (0, (2, 1.5)), "zorder": 0}
    wide = [stroke(0.5) * (_ends(item) == "dashed") for item in items]
    bars = axis.barh(places, high - value, 0.62, value, linewidth=wide, **look)
    texts = axis.bar_label(bars, [*map(_told, items)], padding=stroke(3))
    for place, (item, text) in enumerate(zip(items, texts, strict=True)):
        text.set_color(INK if item.stated else QUIET)
        if _ends(item) == "whisker":
            axis.plot([low[place], high[place]], [place, place], color=INK, marker="|")
    drawing.rows(axis, names)
    axis.set_xlim(0, max(axis.dataLim.x1, 1) * 1.22)
    style.whole(axis.xaxis)
    return axis


def _told(item: Estimate) -> str:
    """Write a value with its bounds: "54% (up to 65)"."""
    value, (low, high) = str(item), (labels.number(end or 0, 0) for end in (item.low, item.high))
    value += "*" * (item.verdict[:1] == "✗")
    if _ends(item) == "dashed":
        return word("up to", value, high)
    spread = item.ranged and not {UNDECIDED, ROUNDED} & {*item.notes}
    return f"{value} ({labels.label('to', low, high)})" if spread else value


def draw_perpetrators_over_time(drawing: Drawing) -> Drawing | None:
    """Draw the shares of alleged perpetrators by quarter as columns of 100 per cent."""
    periods, now = [*map(str, coverage.known_quarters())], str(drawing.quarter)
    if now not in periods:
        return None
    lists = {period: shares.whole_lists(facts(), period)[:1] for period in periods}
    found = {name: [item for form in forms for item in (*form, *form.left)] for name, forms in lists.items()}
    shown = [*chain(*found.values())]
    parents = labels.column("terms", "parent") | {"remainder": "not_listed"}
    groups, places = [*style.looks("perpetrator").index, "not_listed"], range(len(periods))
    names = [item.group if item.group in groups else parents[item.group] for item in shown]
    cells = pd.DataFrame({"name": names, "at": [periods.index(item.period) for item in shown]})
    table = cells.assign(share=[*map(float, shown)]).pivot_table("share", "name", "at", "sum")
    table = table.reindex(groups, columns=places).fillna(0)
    (axis,), floors = drawing.open("a", 78), table.cumsum() - table
    for group in (name for name in groups if table.loc[name].any()):
        tall, rest = table.loc[group][lambda shares: shares > 0], group in REST
        # hatching tells what colour alone does not in grey
        hatch, ink = ("/////", INK) if rest else (style.looks().marker[group], "white")
        look: Any = {"hatch": hatch, "hatchcolor": ink, "edgecolor": ink, "lw": stroke(0.3)}
        name = drawing.wrapped(word("not attributed") if rest else labels.term_label(group), 0.36)
        look |= {"color": drawing.colour(group), "label": name}
        bars = axis.bar(tall.index, tall, 0.8, floors.loc[group, tall.index], **look)
        texts = ["" if rest or value < 4.5 else labels.number(value, 0) for value in tall]
        look = {"label_type": "center", "color": "white" if group == "malian_forces" else INK}
        axis.bar_label(bars, texts, fontsize="small", **look)
    none = drawing.wrapped(word("no shares"), 0.36)
    axis.bar(places, 100 * (table.sum() == 0), 0.8, color=style.SHADE, label=none)
    axis.bar(periods.index(now), 100, 0.8, facecolor="none", edgecolor=INK, lw=stroke(0.8))
    drawing.under(axis, [_rule(items[0]) if items else "" for items in found.values()])
    axis.set(ylim=(0, 100), xlim=(-0.6, len(periods) - 0.4), ylabel=word("shares"))
    style.quarter_axis(axis, periods, now)
    style.key(axis, 2)
    mine = [item for item in found.get(now, ()) if item.group not in REST][:2]
    known = labels.joined(f"{item.label} {labels.label('percent', bare(item))}" for item in mine)
    title = word("title perpetrators", known or word("no shares"), labels.span(now))
    return drawing.finish(title, word("caption perpetrators"), shown)


def draw_who_harmed_how(drawing: Drawing) -> Drawing | None:
    """Draw each kind of harm with its total and under it its alleged perpetrators."""
    period = coverage.scope(facts(), drawing.quarter)
    rows = facts().query("series == @published.NOTES and period == @period and dimension == 'perpetrator'")
    # no union of groups, and no group of victims
    rows = rows.query("unit in ('victims', 'cases') and what not in @WHOLES and scope in ('group', 'part')")
    names, items = list[str](), list[Estimate]()
    kinds: Any = rows.groupby([~rows.what.str.contains("killed"), "what", "unit"])
    for (_, what, unit), own in kinds:
        parts = sorted(map(published.as_estimate, own.itertuples()), key=float, reverse=True)
        names.append(f"{sentence(labels.measure_label(what))} ({labels.unit_label(unit)})")
        names += [labels.group_label(item.group) for item in parts]
        items += [published.find(facts(), period, what, unit=unit), *parts]
    if sum(not item.group for item in items) < 2:
        return None
    axis = _bars(drawing, items, names)
    axis.set_xlabel(word("harms"))
    for place, (text, item) in enumerate(zip(axis.get_yticklabels(), items, strict=True)):
        if not item.group:
            text.set_fontweight("bold")
            axis.axhline(place - 0.5, color=QUIET, lw=stroke(0.3))
    first = max((item for item in items if item.group and item.verdict[:1] != "✗"), key=float)
    whole = next(item for item in items if not item.group and item.measure == first.measure)
    title = headed(labels.group_label(first.group), first, whole, whole.label)
    caption = f"{word('caption how', labels.span(period), word('by-notes'))} {marks(items)}"
    return drawing.finish(title, caption, [item for item in items if item.stated])
