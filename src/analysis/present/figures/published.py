"""Figures of the published figures: the series and its breaks, outcomes, lists by place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from analysis.measure import published
from analysis.measure.coverage import known_quarters, place_lists, scope
from analysis.measure.estimate import Estimate
from analysis.measure.events import OUTCOMES
from analysis.measure.published import Breakdown
from analysis.measure.series import killed, like_for_like, runs, totals
from analysis.present import labels
from analysis.present.figures.drawing import REST, Drawing, Sheet, bare, heights, sentence, told, word
from analysis.present.figures.parts import count_up, label, quarter_axis, under
from analysis.present.figures.style import ACCENT, DASH, INK, MARKERS, QUIET, stroke
from analysis.present.labels import either, joined, span
from analysis.present.speech import gap
from analysis.record.ledger import facts
from analysis.record.store import read_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CIVILIANS = "civilians_killed"


def series(sheet: Sheet) -> Drawing:
    """Draw the leading figures and those killed by quarter; no line crosses a change of definition."""
    table, quarters, now = facts(), known_quarters(), str(sheet.quarter)
    leading, deaths, fair = (made(table, quarters) for made in (totals, killed, like_for_like))
    axes, periods = sheet.open(2, 106, sharex=True), [str(item) for item in quarters]
    for axis, items, extra, name in ((axes[0], leading, fair, "leading"), (axes[1], deaths, (), "killed")):
        _line(axis, items, now)
        for item in extra:
            _point(axis, item, periods.index(item.period), falling=False, bold=False)
        under(sheet, axis, [word(f"under-{item.inclusion}") if item.stated else "" for item in items])
        count_up(axis)
        axis.set_ylabel(word(name))
        quarter_axis(axis, periods, now)
    sheet.figure.align_ylabels(axes)
    own = [item for item in deaths if item.period == now and item.basis == "published" and item.stated]
    known = f"{own[0]!s} {own[0].label}" if own else word("nothing")
    title = either(f"{known}, {span(now)}, in a series whose definition changes",
                   f"{known}, {span(now)}, dans une série dont la définition change")  # fmt: skip
    caption = either(
        "a, The leading figure of each note of the United Nations mission in Mali, as public pages report"
        " them. b, Those killed. The bars under the axes say what is counted; a line joins only quarters that"
        " count the same. Hollow: derived from the half-year, or computed like for like, and not published."
        " January to March 2022 is without the events of Moura (27–31 March 2022).",
        "a, Le chiffre principal de chaque note de la mission des Nations Unies au Mali, tel que des pages"
        " publiques le rapportent. b, Les tués. Les traits sous les axes disent ce qui est compté ; une ligne"
        " ne relie que des trimestres qui comptent la même chose. Creux : déduit du semestre, ou calculé à"
        " définition égale, et non publié. Janvier à mars 2022 : sans les événements de Moura (27–31 mars"
        " 2022).",
    )
    said = ". ".join((told((*leading, *fair), word("leading")), told(deaths, word("killed"))))
    return sheet.drawn(title, caption, (*leading, *deaths, *fair), said)


def _line(axis: Axes, items: Sequence[Estimate], now: str) -> None:
    for run in runs(items):
        places = [items.index(item) for item in run]
        axis.plot(places, heights(run), color=INK, zorder=2)
        for place, item, before in zip(places, run, (None, *run), strict=False):
            falling = before is not None and before.number() > item.number()
            _point(axis, item, place, falling=falling, bold=item.period == now)
    for run in runs(items, joined=False)[1:]:
        axis.axvline(items.index(run[0]) - 0.5, color=QUIET, linestyle=DASH,
                     linewidth=stroke(0.5), zorder=1)  # fmt: skip
    over = axis.get_xaxis_transform()
    look: Any = {"ha": "center", "fontsize": "small", "color": QUIET, "transform": over}
    for place, item in enumerate(items):
        if not item.stated:
            axis.text(place, 0.03, gap(item), va="bottom", rotation=90, **look)
        elif "moura_left_out" in item.notes:
            axis.text(place, 0.4, word("moura").replace(" ", "\n"), va="center", linespacing=1.05, **look)


def _point(axis: Axes, item: Estimate, place: int, *, falling: bool, bold: bool) -> None:
    """Mark a point: hollow where it is not published; the number beside a falling line, not on it."""
    value, hollow = float(item.number()), item.basis != "published"
    markers = {"published": MARKERS.get(item.inclusion, "o"), "derived": "D", "computed": "d"}
    colour = ACCENT if bold else INK
    axis.plot([place], [value], marker=markers.get(item.basis), markerfacecolor="white" if hollow else colour,
              markeredgecolor=colour, linestyle="none", zorder=3)  # fmt: skip
    offset, side = (-0.7, "top") if item.basis == "computed" else (0.6, "bottom")
    label(axis, bare(item), (place, value), (0.7 if falling else 0, offset), va=side, zorder=4,
          fontweight="bold" if bold else "normal")  # fmt: skip


def outcomes(sheet: Sheet) -> Drawing | None:
    """Draw the people harmed in a quarter by outcome; an outcome that was not published has no bar."""
    events, period = getattr(sheet.what, "found", None), scope(facts(), sheet.quarter)
    items = published.outcomes(facts(), period)
    if events:  # civilians are among the killed
        items = tuple(item for name in OUTCOMES if (item := events.figure(name)).stated and name != CIVILIANS)
    if not any(item.stated for item in items) or len(items) < 2:
        return None
    period = items[0].period
    persons = any(item.inclusion == "deaths" or item.unit == "persons" for item in items)
    names = [labels.measure_label(item.measure) for item in items]
    colours = [sheet.colour(item.measure) for item in items]
    _bars(sheet, items, names, colours, word("count", word("persons" if persons else "civilians")))
    known = joined(f"{item!s} {item.label}" for item in items if item.stated)
    title = either(f"{known} in Mali, {span(period)}", f"{known} au Mali, {span(period)}")
    caption = either(f"People harmed in Mali, {span(period)}, by outcome, {by_whom(sheet)}. What has no bar"
                     " was not published.",
                     f"Personnes touchées au Mali, {span(period)}, par préjudice, {by_whom(sheet)}. Ce qui"
                     " n’a pas de barre n’a pas été publié.")  # fmt: skip
    said = joined(f"{item.label} {item!s}" for item in items)
    return sheet.drawn(title, f"{caption} {marks(items)}", items, said)


def by_whom(sheet: Sheet) -> str:
    """Say whose count it is."""
    events = getattr(sheet.what, "found", None)
    return word("by-source", events.about[0]["title"]) if events else word("by-notes")


def places(sheet: Sheet) -> Drawing | None:
    """Draw the places of the note's first list, where any are published."""
    for parts, subject in place_lists(facts(), scope(facts(), sheet.quarter))[:1]:
        return breakdown(sheet, parts, labels.label(f"subject-{subject}"), "where")
    return None


def breakdown(sheet: Sheet, parts: Breakdown, noun: str, kind: str) -> Drawing:
    """Draw the published parts of a whole, with what they leave of it hatched.

    Parameters
    ----------
    sheet : Sheet
    parts : Breakdown
    noun : str
        What is counted, in words.
    kind : {"who", "where"}
        By alleged perpetrator, with the bounds that the unattributed give each, or by place.
    """
    bounded = list(parts.parts)
    for rest in parts.left if kind == "who" else ():
        bounded = [item if item.ranged else
                   replace(item, low=item.value, high=item.number() + rest.number())
                   for item in bounded]  # fmt: skip
    items, parents = (*bounded, *parts.left), read_table("terms").set_index("term").parent
    names = [word(f"left-{kind}") if item.group in REST else labels.group_label(item.group) for item in items]
    first = items[0]
    counted = (
        word("share")
        if first.unit == "percent"
        else word("count", sentence(labels.measure_label(first.measure)))
    )
    colours = [sheet.colour(item.group, parents.get(item.group, "")) for item in items]
    _bars(sheet, items, names, colours, counted)
    caption = either(f"{noun} in Mali, {span(first.period)}, {word(f'by-{kind}')}, {by_whom(sheet)}.",
                     f"{noun} au Mali, {span(first.period)}, {word(f'by-{kind}')},"
                     f" {by_whom(sheet)}.")  # fmt: skip
    if kind == "where":
        caption += either(" Each list of places has a base of its own: quarters are not to be compared.",
                          " Chaque liste de lieux a sa propre base : les trimestres ne se comparent"
                          " pas.")  # fmt: skip
    said = joined(f"{name} {_value_told(item)}" for name, item in zip(names, items, strict=True))
    return sheet.drawn(headed(names[0], first, parts.whole, noun), f"{caption} {marks(items)}", items, said)


def headed(name: str, item: Estimate, whole: Estimate, noun: str) -> str:
    """Say what a part is of its whole: "Mopti: 386 of 632 violations and abuses in Mali, 2020"."""
    many = word("of-share", item, noun) if item.unit == "percent" else f"{item!s} {noun}"
    if item.unit != "percent" and whole.stated:
        many = word("of-whole", item, whole, noun)
    where = either(f"{many} in Mali, {span(item.period)}", f"{many} au Mali, {span(item.period)}")
    return labels.label(":", name, where)


def marks(items: Iterable[Estimate]) -> str:
    """Explain the marks that a bar chart bears, and no others."""
    items = list(items)
    told = {
        either("Hatched: what the list leaves.", "Hachuré : ce que laisse la liste."):
            any(item.group in REST for item in items),
        either("Dashed outline: how far a group would reach if all that the list leaves were its own.",
               "Contour en tirets : jusqu’où irait un groupe si tout ce que laisse la liste était de son"
               " fait."):
            any(_bounded(item) for item in items),
        either("Whisker: the least and the greatest value that sources give.",
               "Moustache : la plus petite et la plus grande valeur que donnent les sources."):
            any(item.ranged and not _bounded(item) for item in items),
    }  # fmt: skip
    return " ".join(text for text, there in told.items() if there)


def _bounded(item: Estimate) -> bool:
    """Whether the ends are those that the unattributed give, and not those of sources that disagree."""
    return item.ranged and item.low == item.value


def _bars(sheet: Sheet, items: Sequence[Estimate], names: list[str], colours: list[str], unit: str) -> None:
    """Draw horizontal bars with their values; bounds as an outline, an open figure as a whisker."""
    import seaborn as sns

    (axis,) = sheet.open(1, 13 + 6.5 * len(items))
    values = [float(item.number()) if item.stated else 0.0 for item in items]
    top = max([*values, *(float(item.high) for item in items if item.high is not None), 1])
    lines = [sheet.wrapped(name, 0.36, 1) for name in names]
    sns.barplot(x=values, y=lines, hue=lines, palette=colours, saturation=1, legend=False, width=0.62,
                errorbar=None, edgecolor=INK, linewidth=stroke(0.5), ax=axis)  # fmt: skip
    bars: list[Any] = [bar for container in axis.containers for bar in container.get_children()]
    for bar, item, value in zip(bars, items, values, strict=True):
        bar.set_hatch("////" if item.group in REST else "")
        low, high, middle = float(item.low or 0), value, bar.get_y() + bar.get_height() / 2
        if item.ranged:
            high = float(item.high or 0)
            if _bounded(item):
                axis.barh(middle, high - value, left=value, height=bar.get_height(), facecolor="none",
                          edgecolor=QUIET, linestyle=(0, (2, 1.5)), zorder=0)  # fmt: skip
            else:
                axis.plot([low, high], [middle, middle], color=INK, marker="|")
        label(axis, _value_told(item), (high, middle), (0.4, 0), ha="left", va="center", fontsize="medium",
              color=INK if item.stated else QUIET)  # fmt: skip
    axis.set_xlim(0, top * 1.22)
    axis.set(xlabel=unit, ylabel="")
    axis.tick_params(axis="y", length=0)


def _value_told(item: Estimate) -> str:
    """Write a value with its bounds: "54% (up to 65)"."""
    low, high = (labels.number(end, 0) if end is not None else "" for end in (item.low, item.high))
    ends = word("up to", high) if _bounded(item) else labels.label("to", low, high)
    return f"{item!s} ({ends})" if item.ranged else str(item)
