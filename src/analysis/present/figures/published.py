"""Figures of the published figures: the series and its breaks, outcomes, places."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from analysis.measure import published
from analysis.measure.coverage import known_quarters, place_lists, scope
from analysis.measure.estimate import Estimate
from analysis.measure.published import Breakdown
from analysis.measure.series import killed, like_for_like, runs, totals
from analysis.present import labels
from analysis.present.figures import style
from analysis.present.figures.drawing import (
    REST,
    Drawing,
    Sheet,
    bare,
    count_up,
    heights,
    label,
    quarter_axis,
    told,
)
from analysis.present.labels import either, joined, span
from analysis.present.speech import gap
from analysis.record.ledger import facts
from analysis.record.store import read_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# what a leading figure or a count of the killed counts, in the few words that fit under an axis
COUNTED = {
    "violations_all": ("violations and abuses", "violations et atteintes"),
    "civilians_harmed": ("civilians harmed", "civils touchés"),
    "civilians_harmed_or_detained": ("or detained", "ou détenus"),
    "violations_by_outcome": ("violations and abuses, by outcome", "violations et atteintes, par préjudice"),
    "deaths": ("persons killed", "personnes tuées"),
    "civilians_killed": ("civilians killed", "civils tués"),
}


def series(sheet: Sheet) -> Drawing:
    """Draw the leading figures and those killed by quarter; no line crosses a change of definition."""
    table, quarters, now = facts(), known_quarters(), str(sheet.quarter)
    leading, deaths, fair = totals(table, quarters), killed(table, quarters), like_for_like(table, quarters)
    axes, periods = sheet.open(2, 106, sharex=True), [str(item) for item in quarters]
    for axis, items, extra in ((axes[0], leading, fair), (axes[1], deaths, ())):
        _line(axis, items, periods, now)
        for item in extra:
            _point(axis, item, periods.index(item.period), falling=False, bold=False)
        _counted(sheet, axis, items, periods)
        count_up(axis)
    axes[0].set_ylabel(either("Leading figure (unit as named)", "Chiffre principal (unité indiquée)"))
    axes[1].set_ylabel(either("Killed (persons)", "Tués (personnes)"))
    quarter_axis(axes[1], periods, now)
    axes[1].tick_params(axis="x", pad=2.6 * axes[1].xaxis.label.get_fontsize())
    sheet.figure.align_ylabels(axes)
    own = [item for item in deaths if item.period == now and item.basis == "published" and item.stated]
    counted = f"{own[0]!s} {own[0].label}" if own else ""
    title = either(f"{counted or 'No figures of its own'}, {span(now)}, in a series whose definition changes",
                   f"{counted or 'Pas de chiffres propres'}, {span(now)}, dans une série dont la définition"
                   " change")  # fmt: skip
    caption = either(
        "Figures of the notes of the United Nations mission in Mali, as public pages report them. a, The"
        " leading figure of each note. b, Those killed. The bars under the axes say what is counted; a line"
        " joins only quarters that count the same. Hollow diamond: derived from the half-year, or computed"
        " like for like, and not published. January to March 2022 is without the events of Moura (27–31 March"
        " 2022).",
        "Chiffres des notes de la mission des Nations Unies au Mali, tels que des pages publiques les"
        " rapportent. a, Le chiffre principal de chaque note. b, Les tués. Les traits sous les axes disent ce"
        " qui est compté ; une ligne ne relie que des trimestres qui comptent la même chose. Losange creux :"
        " déduit du semestre, ou calculé à définition égale, et non publié. Janvier à mars 2022 : sans les"
        " événements de Moura (27–31 mars 2022).",
    )
    alt = either(f"Two series by quarter, 2020 to 2022. Leading figure: {told((*leading, *fair))}. Killed:"
                 f" {told(deaths)}. The lines break wherever the definition changes.",
                 f"Deux séries par trimestre, 2020 à 2022. Chiffre principal : {told((*leading, *fair))}."
                 f" Tués : {told(deaths)}. Les lignes s’interrompent là où la définition"
                 " change.")  # fmt: skip
    return sheet.drawn(title, caption, alt, (*leading, *deaths, *fair))


def _line(axis: Axes, items: Sequence[Estimate], periods: list[str], now: str) -> None:
    for run in runs(items):
        places = [periods.index(item.period) for item in run]
        axis.plot(places, heights(run), color=style.INK, zorder=2)
        for place, item, before in zip(places, run, (None, *run), strict=False):
            falling = before is not None and before.number() > item.number()
            _point(axis, item, place, falling=falling, bold=item.period == now)
    for run in runs(items, joined=False)[1:]:
        axis.axvline(periods.index(run[0].period) - 0.5, color=style.QUIET, linestyle=(0, (3, 2)),
                     linewidth=style.stroke(0.5), zorder=1)  # fmt: skip
    look = {
        "ha": "center",
        "transform": axis.get_xaxis_transform(),
        "fontsize": "small",
        "color": style.QUIET,
    }
    for place, item in enumerate(items):
        if not item.stated:
            axis.text(place, 0.03, gap(item), va="bottom", rotation=90, **look)
        elif "moura_left_out" in item.notes:
            axis.text(
                place, 0.4, either("without\nMoura", "sans\nMoura"), va="center", linespacing=1.05, **look
            )


def _point(axis: Axes, item: Estimate, place: int, *, falling: bool, bold: bool) -> None:
    """Mark a point: hollow where it is not published; the number beside a falling line, not on it."""
    value, hollow = float(item.number()), item.basis != "published"
    markers = {"published": style.MARKERS.get(item.inclusion, "o"), "derived": "D", "computed": "d"}
    colour = style.ACCENT if bold else style.INK
    axis.plot([place], [value], marker=markers.get(item.basis), markerfacecolor="white" if hollow else colour,
              markeredgecolor=colour, linestyle="none", zorder=3)  # fmt: skip
    offset, side = (-0.7, "top") if item.basis == "computed" else (0.6, "bottom")
    label(axis, bare(item), (place, value), (0.7 if falling else 0, offset), va=side, zorder=4,
          fontweight="bold" if bold else "normal")  # fmt: skip


def _counted(sheet: Sheet, axis: Axes, items: Sequence[Estimate], periods: list[str]) -> None:
    """Say under an axis what is counted from where to where."""
    spans = []
    for rule, run in itertools.groupby((item for item in items if item.stated), lambda item: item.inclusion):
        ends = [periods.index(item.period) for item in run]
        spans.append(
            (ends[0], ends[-1], either(*COUNTED[rule]) if rule in COUNTED else labels.rule_noun(rule))
        )
    under(sheet, axis, spans, len(periods))


def under(sheet: Sheet, axis: Axes, spans: Iterable[tuple[int, int, str]], count: int) -> None:
    """Draw lines under an axis, from place to place of `count`, each with its name."""
    from matplotlib.transforms import ScaledTranslation

    size = axis.xaxis.label.get_fontsize()
    down = ScaledTranslation(0, -0.55 * size / 72, sheet.figure.dpi_scale_trans)
    for first, last, name in spans:
        axis.plot([first - 0.42, last + 0.42], [0, 0], transform=axis.get_xaxis_transform() + down,
                  clip_on=False, color=style.QUIET, linewidth=style.stroke(), solid_capstyle="butt")  # fmt: skip
        text = sheet.wrapped(name, 0.84 * (last - first + 1) / count, 0.83)
        axis.annotate(text, ((first + last) / 2, 0), xytext=(0, -0.8), xycoords=axis.get_xaxis_transform(),
                      textcoords="offset"
                                 " fontsize", ha="center", va="top", fontsize="small", color=style.QUIET,
                      linespacing=1.05, annotation_clip=False)  # fmt: skip


def outcomes(sheet: Sheet) -> Drawing | None:
    """Draw the people harmed in a quarter by outcome; an outcome that was not published has no bar."""
    events = getattr(sheet.what, "outcomes", None) if hasattr(sheet.what, "found") else None
    period = getattr(sheet.what, "period", "") or scope(facts(), sheet.quarter)
    items = tuple(events) if events is not None else published.outcomes(facts(), period)
    if not any(item.stated for item in items):
        return None
    names = [labels.measure_label(item.measure) for item in items]
    persons = any(item.inclusion == "deaths" or item.unit == "persons" for item in items)
    who = either("Persons", "Personnes") if persons else either("Civilians", "Civils")
    counted = f"{who} ({either('count', 'nombre')})"
    _bars(sheet, items, names, [sheet.colour(item.measure) for item in items], counted)
    known = joined(f"{item!s} {item.label}" for item in items if item.stated)
    every = joined(f"{item.label} {item!s}" for item in items)
    title = either(f"{known} in Mali, {span(period)}", f"{known} au Mali, {span(period)}")
    caption = either(
        f"People harmed in Mali, {span(period)}, by outcome, {by_whom(sheet)}. An outcome without a bar was"
        " not published.",
        f"Personnes touchées au Mali, {span(period)}, par préjudice, {by_whom(sheet)}. Ce qui n’a pas de"
        " barre n’a pas été publié.",
    )
    alt = either(f"Bars of people harmed in Mali, {span(period)}: {every}.",
                 f"Barres des personnes touchées au Mali, {span(period)} : {every}.")  # fmt: skip
    return sheet.drawn(title, f"{caption} {marks(items)}", alt, items)


def by_whom(sheet: Sheet) -> str:
    """Say whose count it is."""
    if hasattr(sheet.what, "found"):
        title = sheet.what.found.about[0]["title"]
        return either(f"as counted in {title}", f"selon le décompte de {title}")
    return either("as public pages report the notes of the United Nations mission",
                  "telles que des pages publiques les rapportent des notes de la mission des Nations"
                  " Unies")  # fmt: skip


def places(sheet: Sheet) -> Drawing | None:
    """Draw the places of the note's first list, where any are published."""
    period = scope(facts(), sheet.quarter)
    lists = place_lists(facts(), period)
    return breakdown(sheet, *lists[0], period, "where") if lists else None


def breakdown(sheet: Sheet, parts: Breakdown, subject: str, period: str, kind: str) -> Drawing:
    """Draw the published parts of a whole, with what they leave of it hatched.

    Parameters
    ----------
    sheet : Sheet
    parts : Breakdown
    subject : str
        What is counted.
    period : str
    kind : {"who", "where"}
        By alleged perpetrator, with the bounds that the unattributed give each, or by place.
    """
    bounded = list(parts.parts)
    for rest in parts.left if kind == "who" else ():
        bounded = [item if item.high is not None else
                   replace(item, low=item.value, high=item.number() + rest.number())
                   for item in bounded]  # fmt: skip
    items = (*bounded, *parts.left)
    parents = read_table("terms").set_index("term").parent
    left = {"who": either("Not attributed in the published list", "Non attribué dans la liste publiée"),
            "where": either("Not in the published list", "Hors de la liste publiée")}[kind]  # fmt: skip
    names = [left if item.group in REST else labels.term_label(item.group) for item in items]
    first, noun = items[0], labels.label(f"subject-{subject}")
    counted = f"{labels.measure_label(first.measure)} ({either('count', 'nombre')})"
    _bars(sheet, items, names, [sheet.colour(item.group, parents.get(item.group, "")) for item in items],
          either("Share (%)", "Part (%)") if first.unit == "percent" else counted)  # fmt: skip
    title = headed(names[0], first, parts.whole, noun)
    every = joined(f"{name} {_value_told(item)}" for name, item in zip(names, items, strict=True))
    who = either(*{"who": ("alleged perpetrator", "auteur présumé"), "where": ("place", "lieu")}[kind])
    own = either("Places are those of the note, each list on its own base: quarters are not to be compared.",
                 "Les lieux sont ceux de la note, chaque liste sur sa propre base : les trimestres ne se"
                 " comparent pas.")  # fmt: skip
    caption = either(f"{noun} in Mali, {span(period)}, by {who}, {by_whom(sheet)}.",
                     f"{noun} au Mali, {span(period)}, par {who}, {by_whom(sheet)}.")  # fmt: skip
    alt = either(
        f"Bars by {who}, Mali, {span(period)}: {every}.", f"Barres par {who}, Mali, {span(period)} : {every}."
    )
    return sheet.drawn(
        title, " ".join(filter(None, [caption, own * (kind == "where"), marks(items)])), alt, items
    )


def headed(name: str, item: Estimate, whole: Estimate, noun: str) -> str:
    """Say what a part is of its whole: "Mopti: 386 of 632 violations and abuses in Mali, 2020"."""
    many = f"{item!s} {noun}"
    if item.unit == "percent":
        many = either(f"{item!s} of {noun}", f"{item!s} des {noun}")
    elif whole.stated:
        many = either(f"{item!s} of {whole!s} {noun}", f"{item!s} sur {whole!s} {noun}")
    return either(
        f"{name}: {many} in Mali, {span(item.period)}", f"{name} : {many} au Mali, {span(item.period)}"
    )


def marks(items: Iterable[Estimate]) -> str:
    """Explain the marks that a bar chart bears, and no others."""
    items = list(items)
    told = [
        (either("Hatched: what the published list leaves.", "Hachuré : ce que laisse la liste publiée."),
         any(item.group in REST for item in items)),
        (either("Dashed outline: how far a group would reach if all that the list leaves were its own.",
                "Contour en tirets : jusqu’où irait un groupe si tout ce que laisse la liste était de son"
                " fait."),
         any(_bounded(item) for item in items)),
        (either("Whisker: the least and the greatest value that sources give.",
                "Moustache : la plus petite et la plus grande valeur que donnent les sources."),
         any(item.ranged and not _bounded(item) for item in items)),
    ]  # fmt: skip
    return " ".join(text for text, there in told if there)


def _bounded(item: Estimate) -> bool:
    """Whether the ends are those that the unattributed give, and not those of sources that disagree."""
    return item.ranged and item.low == item.value


def _bars(
    sheet: Sheet, items: Sequence[Estimate], names: list[str], colours: list[str], counted: str
) -> None:
    """Draw horizontal bars with their values; bounds as an outline, an open figure as a whisker."""
    import seaborn as sns

    (axis,) = sheet.open(1, 13 + 6.5 * len(items))
    values = [float(item.number()) if item.stated else 0.0 for item in items]
    top = max([*values, *(float(item.high) for item in items if item.high is not None), 1])
    lines = [sheet.wrapped(name, 0.36) for name in names]
    sns.barplot(x=values, y=lines, hue=lines, palette=colours, saturation=1, legend=False, width=0.62,
                errorbar=None, edgecolor=style.INK, linewidth=style.stroke(0.5), ax=axis)  # fmt: skip
    bars: list[Any] = [bar for container in axis.containers for bar in container.get_children()]
    for bar, item, value in zip(bars, items, values, strict=True):
        if item.group in REST:
            bar.set_hatch("////")
        reach, middle = value, bar.get_y() + bar.get_height() / 2
        if item.ranged:
            low, reach = float(item.low or 0), float(item.high or 0)
            if _bounded(item):
                axis.barh(middle, reach - value, left=value, height=bar.get_height(), facecolor="none",
                          edgecolor=style.QUIET, linestyle=(0, (2, 1.5)), zorder=0)  # fmt: skip
            else:
                axis.plot([low, reach], [middle, middle], color=style.INK, marker="|")
        label(axis, _value_told(item), (reach, middle), (0.4, 0), ha="left", va="center", fontsize="medium",
              color=style.INK if item.stated else style.QUIET)  # fmt: skip
    axis.set_xlim(0, top * 1.22)
    axis.set(xlabel=counted, ylabel="")
    axis.tick_params(axis="y", length=0)


def _value_told(item: Estimate) -> str:
    """Write a value with its bounds: "54% (up to 65)"."""
    if not item.ranged:
        return str(item)
    low, high = (labels.number(end, 0) for end in (item.low or 0, item.high or 0))
    ends = either(f"up to {high}", f"jusqu’à {high}") if _bounded(item) else labels.label("to", low, high)
    return f"{item!s} ({ends})"
