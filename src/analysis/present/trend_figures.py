"""Figures of change: ratios with their intervals, a quarter against eight, incidents beside victims."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from analysis.measure.baseline import Baseline, against_baseline
from analysis.measure.change import Change
from analysis.measure.estimate import Estimate, exact
from analysis.measure.events import NATIONAL
from analysis.measure.incidents import Incidents, incidents_of, published_change
from analysis.present import style
from analysis.present.figures import (
    Drawing,
    bare,
    count_up,
    drawn,
    heights,
    key,
    label,
    open_axes,
    points_told,
    quarter_axis,
    sentence,
    tick,
    wrapped,
)
from analysis.present.told import answer, as_ratio, counted, ratio_told
from analysis.present.words import Words, ends, listed, number, period_label, say
from analysis.quarter import Quarter

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ENDS = (0.02, 50.0)  # intervals are drawn no further
TICKS = (0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 10, 20, 50)
LONG = 40  # quarters: ten years, of one source and one definition
PANEL = 12


def change_of(quarter: Quarter, events: Incidents | None = None) -> Drawing:
    """Draw the change to a quarter from the one before, of the event data and as published."""
    found = (events or incidents_of(NATIONAL)).change(quarter.previous, quarter)
    return change(found, published_change(quarter.previous, quarter).borrowed)


def pair_of(quarter: Quarter, events: Incidents | None = None) -> Drawing:
    """Draw incidents and victims of the event data over three years to a quarter."""
    table, first = events or incidents_of(NATIONAL), quarter.shift(1 - PANEL)
    return pair(table.series(first, quarter, "incidents"), table.series(first, quarter))


def largest_of(quarter: Quarter, events: Incidents | None = None) -> Drawing | None:
    """Draw the largest incident of each quarter beside its victims, over three years to a quarter."""
    table, first = events or incidents_of(NATIONAL), quarter.shift(1 - PANEL)
    victims, greatest = (table.series(first, quarter, what) for what in ("victims", "largest"))
    return largest(victims, greatest) if victims and victims[-1].number() else None


def eight_of(quarter: Quarter, events: Incidents | None = None) -> Drawing | None:
    """Draw a quarter against the eight before, where the event data have them."""
    past = (events or incidents_of(NATIONAL)).series(quarter.shift(1 - LONG), quarter)
    found = against_baseline(past, quarter)
    return band(past[-9:-1], past[-1], found) if found.eight is not None else None


def change(found: Change, borrowed: Sequence[Estimate]) -> Drawing:
    """Draw a change with everything it hangs on: one row per ratio, its intervals beside it.

    Parameters
    ----------
    found : Change
    borrowed : sequence of Estimate
        The published change, in percent, read with the least and the most of a borrowed dispersion;
        empty for none.
    """
    rows: list[tuple[Estimate, Estimate | None]] = [
        (found.ratio, found.narrowest),
        (found.lethal, None),
        (found.without_largest, None),
        (found.tipping_point, found.narrowest),
        (found.plain, None),
    ]
    if borrowed:
        rows.insert(4, (as_ratio(borrowed[1]), as_ratio(borrowed[0])))
    figure, (axis,) = open_axes(1, 14 + 8.5 * len(rows))
    axis.set_xscale("log")
    for place, (wide, narrow) in enumerate(rows):
        _row(axis, place, wide, narrow)
    axis.axvline(1, color=style.INK, linestyle=(0, (3, 2)), linewidth=0.6, zorder=1)
    names = [say(f"row-{wide.measure}") for wide, _ in rows]
    axis.set_yticks(range(len(rows)), [wrapped(name, 0.3) for name in names])
    axis.set_ylim(len(rows) - 0.5, -0.5)
    _scale(axis, [float(end) for wide, _ in rows for end in (wide.low, wide.high, wide.value) if end])
    axis.tick_params(axis="y", length=0)
    axis.set_xlabel(say("axis-ratio"))
    words = counted(found)
    words["verdict"] = say(f"fig-change-verdict-{answer(found.ratio, found.narrowest)}")
    words["list"] = listed(
        [f"{name} {ratio_told(wide)}" for name, (wide, _) in zip(names, rows, strict=True)]
    )
    marks = ["fig-change-bounded"] * (found.narrowest is not None)
    marks += ["fig-change-borrowed"] * bool(borrowed)
    caption = " ".join([say("fig-change-caption", **words), *map(say, marks)])
    shown = dict.fromkeys(item for pair in rows for item in pair if item is not None)
    return drawn("change", figure, shown, "fig-change", caption=caption, **words)


def _scale(axis: Axes, drawn: list[float]) -> None:
    """Fit a logarithmic axis around 1 and what is drawn, with ticks that people read."""
    low, high = max(min([*drawn, 0.5]), ENDS[0]) / 1.15, min(max([*drawn, 2.0]), ENDS[1]) * 1.15
    axis.set_xlim(low, high)
    ticks = [mark for mark in TICKS if low <= mark <= high]
    ticks = ticks if len(ticks) < 6 else [mark for mark in ticks if mark in TICKS[1::2] or mark == 1]
    axis.set_xticks(ticks, [number(exact(mark)) for mark in ticks])
    axis.minorticks_off()


def _row(axis: Axes, place: int, wide: Estimate, narrow: Estimate | None) -> None:
    marker = {"tipping_point": "D", "published": "s"}.get(wide.measure, "o")
    colour = style.QUIET if wide.measure == "ratio_plain_poisson" else style.INK
    if wide.measure == "ratio_of_victims":
        colour = style.COLOURS["jnim_is"]
    for item, height in ((wide, 0.0), (narrow, 0.14)):
        if item is not None and (item.low is not None or item.high is not None):
            low = max(float(item.low or 0), ENDS[0] / 2)
            high = float(item.high) if item.high is not None else 2 * ENDS[1]
            if height:
                axis.barh(place, high - low, left=low, height=height, color=colour)
            else:
                axis.plot([low, high], [place, place], color=colour, solid_capstyle="butt")
    if wide.value:
        axis.plot([float(wide.value)], [place], marker=marker, color=colour, linestyle="none", zorder=3,
                  markerfacecolor="white" if marker != "o" else colour)  # fmt: skip
    axis.annotate(ratio_told(wide), (1.02, place), xycoords=("axes fraction", "data"), va="center",
                  fontsize="small", color=style.QUIET if colour == style.QUIET else style.INK)  # fmt: skip


def band(past: Sequence[Estimate], now: Estimate, found: Baseline) -> Drawing:
    """Draw a quarter against the eight before: their mean, their range and control limits."""
    eight, chance = found.eight, found.limits
    if eight is None or chance is None:
        raise ValueError("a band needs the eight quarters before")
    figure, (axis,) = open_axes(1, 58)
    items, blue = (*past, now), style.COLOURS["malian_forces"]
    places = list(range(len(items)))
    for item, alpha in ((chance, 0.15), (eight, 0.25)):
        axis.axhspan(float(item.low or 0), float(item.high or 0), color=blue, alpha=alpha, linewidth=0)
    axis.axhline(float(eight.number()), color=blue)
    axis.plot(places[:-1], heights(past), marker="o", color=style.INK)
    axis.plot([places[-1]], [float(now.number())], marker="D", linestyle="none",
              color=style.COLOURS["jnim_is"], markersize=5 * style.current().scale)  # fmt: skip
    ground = {"facecolor": "white", "edgecolor": "none", "pad": 0.3, "alpha": 0.8}
    for place, item in enumerate(items):  # legible on lines and bands
        weight = "bold" if item is now else "normal"
        label(axis, bare(item), (place, float(item.number())), (0, 0.7), va="baseline", fontweight=weight,
              bbox=ground)  # fmt: skip
    for name, at in (("mean", float(eight.number())), ("limits", float(chance.high or 0))):
        axis.annotate(say(f"fig-band-{name}"), (len(items) - 0.45, at), va="center", fontsize="small",
                      annotation_clip=False)  # fmt: skip
    axis.set_xlim(-0.6, len(items) - 0.5)
    top = max(*heights((*items, eight)), float(chance.high or 0))
    count_up(axis)
    axis.set_ylim(0, max(top, 1) * 1.15)
    axis.set_xticks(places, [tick(item.period) for item in items])
    axis.set_ylabel(say(f"axis-{now.unit}"))
    unit, period = say(f"trend-unit-{now.unit}"), period_label(now.period)
    words: Words = {"now": now, "unit": unit, "period": period, "list": points_told(items), **ends(chance)}
    words |= {"mean": number(eight.number(), digits=0), "verdict": say(f"fig-band-{place_of(now, chance)}")}
    caption = say("fig-band-caption", **{**words, "unit": sentence(unit)})
    return drawn("eight_quarters", figure, (*items, eight, chance), "fig-band", caption=caption, **words)


def place_of(now: Estimate, limits: Estimate) -> str:
    """Say where a count lies: inside, above or below limits."""
    if limits.low is not None and now.number() < limits.low:
        return "below"
    return "above" if limits.high is not None and now.number() > limits.high else "inside"


def pair(incidents: Sequence[Estimate], victims: Sequence[Estimate]) -> Drawing:
    """Draw incidents and victims by quarter, one above the other; the last quarter stands out."""
    figure, axes = open_axes(2, 84, sharex=True)
    for axis, items in zip(axes, (incidents, victims), strict=True):
        bars = axis.bar(range(len(items)), heights(items), width=0.7, color=style.COLOURS["place"])
        bars[-1].set_facecolor(style.COLOURS["jnim_is"])
        _over_bars(axis, items)
        axis.set_ylabel(say(f"axis-{items[0].unit}"))
    quarter_axis(axes[1], [item.period for item in victims], first=True)
    figure.align_ylabels(axes)
    last, shown = victims[-1], (*incidents, *victims)
    words = {"unit": say(f"trend-unit-{last.unit}"), "period": period_label(last.period)}
    alt = say("fig-pair-alt", incidents=points_told(incidents), victims=points_told(victims))
    return drawn("incidents_and_victims", figure, shown, "fig-pair", alt=alt, incidents=incidents[-1],
                 victims=last, **words)  # fmt: skip


def _over_bars(axis: Axes, items: Sequence[Estimate]) -> None:
    for place, item in enumerate(items):
        weight = "bold" if item is items[-1] else "normal"
        label(axis, bare(item), (place, float(item.number())), (0, 0.3), fontweight=weight)
    axis.margins(x=0.01, y=0.14)
    count_up(axis)


def largest(victims: Sequence[Estimate], greatest: Sequence[Estimate]) -> Drawing:
    """Draw victims by quarter with those of the largest incident of each set apart.

    Parameters
    ----------
    victims, greatest : sequence of Estimate
        Of the same quarters, in order.
    """
    figure, (axis,) = open_axes(1, 58)
    tops, rests = heights(victims), heights(greatest)
    places = range(len(victims))
    axis.bar(places, rests, width=0.7, color=style.COLOURS["jnim_is"], label=say("fig-largest-label"))
    axis.bar(places, [top - rest for top, rest in zip(tops, rests, strict=True)], bottom=rests, width=0.7,
             color=style.COLOURS["unidentified"], label=say("fig-largest-others"))  # fmt: skip
    _over_bars(axis, victims)
    for place, item, rest, top in zip(places, greatest, rests, tops, strict=True):
        if top > 1.5 * rest + 0.06 * max(tops):  # else the label would meet that of the bar
            label(axis, bare(item), (place, rest), (0, 0.3))
    key(axis, columns=2)
    quarter_axis(axis, [item.period for item in victims], first=True)
    last = victims[-1]
    axis.set_ylabel(say(f"axis-{last.unit}"))
    words = {"unit": say(f"trend-unit-{last.unit}"), "period": period_label(last.period)}
    words["list"] = listed([say("fig-largest-part", largest=most, all=item, period=item.period)
                            for most, item in zip(greatest, victims, strict=True)])  # fmt: skip
    return drawn("largest_incident", figure, (*victims, *greatest), "fig-largest", largest=greatest[-1],
                 all=last, **words)  # fmt: skip
