"""Figures of change in event data: ratios with intervals, incidents beside victims, a quarter against eight."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from analysis.measure.baseline import eight_before
from analysis.measure.estimate import Estimate, exact
from analysis.measure.events import COUNTED
from analysis.measure.incidents import Incidents, incidents_of
from analysis.present import labels
from analysis.present.figures import style
from analysis.present.figures.drawing import (
    Drawing,
    Sheet,
    bare,
    count_up,
    heights,
    key,
    label,
    quarter_axis,
    short,
    told,
)
from analysis.present.labels import either, joined, number, span
from analysis.present.speech import write
from analysis.quarter import quarter_range

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ENDS = (0.02, 50.0)  # intervals are drawn no further
TICKS = (0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 10, 20, 50)
PANEL, EIGHT = 12, 8  # quarters


def _table(sheet: Sheet, back: int = 1) -> Incidents:
    """Return the event data that were asked for; of UCDP civilians, and all deaths where these are not known.

    Civilians need the cells, which hold the size of each event, over the quarter and as many before as `back`.
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
        return either("deaths", "décès")
    return item.label if item.measure == "civilians_killed" else either("persons killed", "personnes tuées")


def _counted(item: Estimate) -> str:
    return f"{_noun(item).capitalize()} ({either('count', 'nombre')})"


def change(sheet: Sheet) -> Drawing | None:
    """Draw the change to a quarter from the one before: a row for each reading, with its interval."""
    table, quarter = _table(sheet), sheet.quarter
    if not {quarter, quarter.previous} <= set(table.covers):
        return None
    found = table.change(quarter.previous, quarter)
    rows = [
        (either("Victims, clustered by incident", "Victimes, groupées par incident"), found.ratio, style.ACCENT),
        (either("Incidents with victims", "Incidents avec victimes"), found.lethal, style.INK),
        (either("Victims without the largest incident of each quarter",
                "Victimes sans le plus gros incident de chaque trimestre"), found.without_largest, style.INK),
        (either("For contrast: each victim a case of its own",
                "Pour contraste : chaque victime, un cas à part"), found.plain, style.QUIET),
    ]  # fmt: skip
    if not any(item.stated for _, item, _ in rows):
        return None
    (axis,) = sheet.open(1, 16 + 8.5 * len(rows))
    axis.set_xscale("log")
    axis.axvline(1, color=style.INK, linestyle=(0, (3, 2)), linewidth=style.stroke(0.6), zorder=1)
    for place, (_, item, colour) in enumerate(rows):
        narrow = found.narrowest if item is found.ratio else None
        _row(axis, place, item, narrow, colour)
    axis.set_yticks(range(len(rows)), [sheet.wrapped(name, 0.3) for name, _, _ in rows])
    axis.set_ylim(len(rows) - 0.5, -0.6)
    _scale(axis, [float(end) for _, item, _ in rows for end in (item.low, item.high, item.value) if end])
    axis.tick_params(axis="y", length=0)
    axis.set_xlabel(either("Later quarter / earlier quarter (ratio, log scale)",
                           "Trimestre suivant / précédent (rapport, échelle log.)"))  # fmt: skip
    for side, text in (("right", either("← fewer  ", "← moins  ")), ("left", either("  more →", "  plus →"))):
        axis.annotate(text, (1, 1), xycoords=axis.get_xaxis_transform(), ha=side, va="bottom", fontsize="small",
                      color=style.QUIET)  # fmt: skip
    before, now, noun = found.earlier, found.later, _noun(found.later)
    ends = [found.ratio, found.narrowest or found.ratio]
    held = [(item.low or 0) <= 1 <= (item.high if item.high is not None else 1) for item in ends]
    says = {2: either("within what the chance arrangement of incidents allows",
                      "dans ce que permet le hasard de la répartition des incidents"),
            1: either("chance or not depends on how the victims lie over incidents",
                      "hasard ou non, selon la répartition des victimes entre les incidents"),
            0: either("more than the chance arrangement of incidents allows",
                      "plus que ne permet le hasard de la répartition des incidents")}[sum(held)]  # fmt: skip
    title = either(f"From {bare(before)} to {bare(now)} {noun}: {says}", f"De {bare(before)} à {bare(now)} {noun} : {says}")
    caption = either(
        f"{noun} in Mali, {span(now.period)} ({bare(now)}) over {span(before.period)} ({bare(before)}): ratios with 95%"
        " intervals; 1 is no change. Grey: an interval that takes each victim for a case of its own is too narrow.",
        f"{noun} au Mali, {span(now.period)} ({bare(now)}) sur {span(before.period)} ({bare(before)}) : rapports et"
        " intervalles à 95 % ; 1 : aucun changement. Gris : un intervalle qui prend chaque victime pour un cas à part"
        " est trop étroit.",
    )
    if found.narrowest:
        caption += either(" Thick: the narrowest interval that the known numbers of incidents allow; thin: the widest.",
                          " Épais : l’intervalle le plus étroit que permettent les nombres connus d’incidents ; fin :"
                          " le plus large.")  # fmt: skip
    if any(item.stated and item.low is None and item.high is None for _, item, _ in rows):
        caption += either(" Hollow: no interval can be given.", " Creux : aucun intervalle ne peut être donné.")
    rest = joined(f"{name} {_told(item)}" for name, item, _ in rows)
    alt = either(f"Ratios of {span(now.period)} to {span(before.period)} with intervals: {rest}.",
                 f"Rapports et intervalles, {span(now.period)} sur {span(before.period)} : {rest}.")  # fmt: skip
    return sheet.drawn(title, caption, alt, (*(item for _, item, _ in rows), *filter(None, [found.narrowest])))


def _told(item: Estimate) -> str:
    """Write a ratio with its interval: "0.90 (0.32 to 2.58)"."""
    value = number(item.number(), 2) if item.stated else "–"
    return f"{value} ({write(item, 'range')})" if item.low is not None or item.high is not None else value


def _row(axis: Axes, place: int, item: Estimate, narrow: Estimate | None, colour: str) -> None:
    """Draw a ratio: its interval as a line, the narrowest as a band, its value on top of both."""
    for ends, width, alpha in ((item, 1.0, 1.0), (narrow, 4.5, 0.35)):
        if ends is not None and (ends.low is not None or ends.high is not None):
            low = max(float(ends.low or 0), ENDS[0] / 2)
            high = float(ends.high) if ends.high is not None else 2 * ENDS[1]
            axis.plot([low, high], [place, place], color=colour, linewidth=style.stroke(width), alpha=alpha,
                      solid_capstyle="butt")  # fmt: skip
    if item.value:
        hollow = item.low is None and item.high is None
        axis.plot([float(item.value)], [place], marker="o", color=colour, linestyle="none", zorder=3,
                  markersize=style.marker_size(1.2), markerfacecolor="white" if hollow else colour,
                  markeredgecolor=colour if hollow else "white", markeredgewidth=style.stroke(0.7))  # fmt: skip
    axis.annotate(_told(item), (1.02, place), xycoords=axis.get_yaxis_transform(), va="center", fontsize="small",
                  color=style.QUIET if colour == style.QUIET else style.INK)  # fmt: skip


def _scale(axis: Axes, drawn: list[float]) -> None:
    """Fit a logarithmic axis around 1 and what is drawn, with ticks that people read."""
    low, high = max(min([*drawn, 0.5]), ENDS[0]) / 1.15, min(max([*drawn, 2.0]), ENDS[1]) * 1.15
    axis.set_xlim(low, high)
    ticks = [mark for mark in TICKS if low <= mark <= high]
    ticks = ticks if len(ticks) < 6 else [mark for mark in ticks if mark in TICKS[1::2] or mark == 1]
    axis.set_xticks(ticks, [number(exact(mark)) for mark in ticks])
    axis.minorticks_off()


def incidents_and_victims(sheet: Sheet) -> Drawing | None:
    """Draw incidents and victims over three years, and of the victims those of the largest incident."""
    from matplotlib.patches import Patch

    table, first = _table(sheet, PANEL - 1), sheet.quarter.shift(1 - PANEL)
    kinds = ("incidents", "victims", "largest")
    incidents, victims, largest = (table.series(first, sheet.quarter, what) for what in kinds)
    if not victims or victims[-1].period != str(sheet.quarter):
        return None
    axes = sheet.open(2, 84, sharex=True)
    for axis, items in zip(axes, (incidents, victims), strict=True):
        bars = axis.bar(range(len(items)), heights(items), width=0.7, color=style.PLAIN)
        bars[-1].set_facecolor(style.ACCENT)
        _over_bars(axis, items)
    tops = heights(largest)
    look = {"edgecolor": "white", "hatch": "//////", "linewidth": 0}
    axes[1].bar(range(len(largest)), tops, width=0.7, facecolor="none", **look)
    name = either("of which the largest incident", "dont le plus gros incident")
    axes[0].set_ylabel(either("Incidents (count)", "Incidents (nombre)"))
    axes[1].set_ylabel(_counted(victims[-1]))
    key(axes[1], 1, handles=[Patch(facecolor=style.PLAIN, label=name, **look)])
    quarter_axis(axes[1], [item.period for item in victims], str(sheet.quarter))
    sheet.figure.align_ylabels(axes)
    now, most, noun, period = victims[-1], largest[-1:], _noun(victims[-1]), span(victims[-1].period)
    title = either(f"{bare(incidents[-1])} incidents and {bare(now)} {noun}, {period}",
                   f"{bare(incidents[-1])} incidents et {bare(now)} {noun}, {period}")  # fmt: skip
    if most:
        title += either(f", {bare(most[0])} of them in one incident", f", dont {bare(most[0])} en un seul incident")
    caption = either(
        f"Incidents with victims (a) and {noun} (b) by quarter, Mali, over three years to {period}. Hatched: those of"
        " the largest incident of each quarter; one large incident moves b and not a.",
        f"Incidents avec victimes (a) et {noun} (b) par trimestre, Mali, sur trois ans ({period} en dernier). Hachuré :"
        " ceux du plus gros incident de chaque trimestre ; un gros incident déplace b et non a.",
    )
    alt = either(f"Incidents: {told(incidents)}. {noun}: {told(victims)}. In the largest incident: {told(largest)}.",
                 f"Incidents : {told(incidents)}. {noun} : {told(victims)}. Dans le plus gros incident :"
                 f" {told(largest)}.")  # fmt: skip
    return sheet.drawn(title, caption, alt, (*incidents, *victims, *largest))


def _over_bars(axis: Axes, items: Sequence[Estimate]) -> None:
    for place, item in enumerate(items):
        weight = "bold" if item is items[-1] else "normal"
        label(axis, bare(item), (place, float(item.number())), (0, 0.3), fontweight=weight)
    axis.margins(x=0.01)
    count_up(axis)


def eight_quarters(sheet: Sheet) -> Drawing | None:
    """Draw a quarter against the eight before: their mean and their range."""
    past = _table(sheet, 0).series(sheet.quarter.shift(-EIGHT), sheet.quarter)
    eight = eight_before(past, sheet.quarter) if past and past[-1].period == str(sheet.quarter) else None
    if eight is None:
        return None
    (axis,), now, mean = sheet.open(1, 56), past[-1], float(eight.number())
    places, values = list(range(len(past))), heights(past)
    axis.axhspan(float(eight.low or 0), float(eight.high or 0), color=style.SHADE, linewidth=0, zorder=0)
    axis.axhline(mean, color=style.QUIET, linestyle=(0, (4, 2)), linewidth=style.stroke(0.8), zorder=1)
    axis.plot(places[:-1], values[:-1], marker="o", color=style.INK)
    axis.plot(places[-1:], values[-1:], marker="D", linestyle="none", color=style.ACCENT, markersize=style.marker_size(1.3))
    for place, item in enumerate(past):
        slopes = [values[at] > values[place] for at in (place - 1, place + 1) if 0 <= at < EIGHT and place < EIGHT]
        low = bool(slopes) and all(slopes)  # below a valley, beside a slope, above all else
        side = 0 if len(set(slopes)) < 2 else 0.45 if slopes[0] else -0.45
        label(axis, bare(item), (place, values[place]), (side, -0.6 if low else 0.35 if side else 0.6),
              va="top" if low else "bottom", ha="center" if not side else "left" if side > 0 else "right",
              fontweight="bold" if item is now else "normal")  # fmt: skip
    texts = ((either("mean", "moyenne"), eight.number()), (either("most", "maximum"), eight.high), (either("least", "minimum"), eight.low))
    for name, at in texts:
        axis.annotate(f"{name} {number(exact(at or 0), 0)}", (1.01, float(at or 0)), xycoords=axis.get_yaxis_transform(),
                      va="center", fontsize="small", color=style.QUIET)  # fmt: skip
    axis.set_xlim(-0.5, EIGHT + 0.4)
    count_up(axis, 1.12)
    axis.set_xticks(places, [short(item.period, year=item.period[-1] == "1" or item is past[0]) for item in past])
    axis.set_ylabel(_counted(now))
    noun, period, most = _noun(now), span(now.period), labels.number(exact(eight.number()), 0)
    above, below = now.number() > (eight.high or 0), now.number() < (eight.low or 0)
    where = (either("more than in any of the eight quarters before", "plus que dans chacun des huit trimestres précédents") if above
             else either("fewer than in any of the eight quarters before", "moins que dans chacun des huit trimestres précédents") if below
             else either("within the range of the eight quarters before", "dans l’étendue des huit trimestres précédents"))  # fmt: skip
    title = f"{bare(now)} {noun}, {period}{either(':', ' :')} {where}"
    caption = either(f"{noun} by quarter, Mali: the eight quarters before {period} (band: their range; dashed: their mean)"
                     " and, as a diamond, that quarter.",
                     f"{noun} par trimestre, Mali : les huit trimestres précédents (bande : leur étendue ; tirets : leur"
                     f" moyenne) et, en losange, {period}.")  # fmt: skip
    alt = either(f"Nine quarters: {told(past)}. Mean of the first eight {most}: the last is {where}.",
                 f"Neuf trimestres : {told(past)}. Moyenne des huit premiers {most} : le dernier est {where}.")  # fmt: skip
    return sheet.drawn(title, caption, alt, (*past, eight))
