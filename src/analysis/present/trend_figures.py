"""Figures of change: ratios with their intervals, a quarter against eight, incidents beside victims."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from analysis.measure.baseline import Baseline, against_baseline
from analysis.measure.change import Change
from analysis.measure.estimate import Estimate
from analysis.measure.incidents import NATIONAL, Incidents, incidents_of, published_change
from analysis.present import style
from analysis.present.figures import Drawing, open_axes
from analysis.present.told import answer, as_ratio, counted, ratio_told
from analysis.present.words import listed, number, period_label, say, written
from analysis.quarter import Quarter

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ENDS = (0.02, 50.0)  # intervals are drawn no further
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
    figure, (axis,) = open_axes(1, 20 + 8.5 * len(rows))
    axis.set_xscale("log")
    for place, (wide, narrow) in enumerate(rows):
        _row(axis, place, wide, narrow)
    axis.axvline(1, color=style.INK, linestyle=(0, (3, 2)), linewidth=0.6, zorder=1)
    names = [say(f"row-{wide.measure}") for wide, _ in rows]
    axis.set_yticks(range(len(rows)), names)
    axis.set_ylim(len(rows) - 0.5, -0.5)
    drawn = [float(end) for wide, _ in rows for end in (wide.low, wide.high, wide.value) if end]
    low, high = max(min([*drawn, 0.5]), ENDS[0]) / 1.15, min(max([*drawn, 2.0]), ENDS[1]) * 1.15
    axis.set_xlim(low, high)
    ticks = [tick for tick in (0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 10, 20, 50) if low <= tick <= high]
    axis.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axis.minorticks_off()
    axis.tick_params(axis="y", length=0)
    axis.set_xlabel(say("axis-ratio"))
    words = counted(found)
    verdict = say(f"fig-change-verdict-{answer(found.ratio, found.narrowest)}")
    told = listed([f"{name} {ratio_told(wide)}" for name, (wide, _) in zip(names, rows, strict=True)])
    shown = [item for pair in rows for item in pair if item is not None]
    return Drawing(
        "change",
        figure,
        say("fig-change-title", **words, verdict=verdict),
        say("fig-change-caption", **words, source=" ".join(found.ratio.sources)),
        say("fig-change-alt", **words, list=told),
        tuple(dict.fromkeys(shown)),
    )


def _row(axis: Axes, place: int, wide: Estimate, narrow: Estimate | None) -> None:
    marker = {"tipping_point": "D", "published": "s"}.get(wide.measure, "o")
    colour = style.QUIET if wide.measure == "ratio_plain_poisson" else style.INK
    if wide.measure == "ratio_of_victims":
        colour = style.COLOURS["jnim_is"]
    for item, width in ((wide, 0.9), (narrow, 3.0)):
        if item is not None and (item.low is not None or item.high is not None):
            low = max(float(item.low or 0), ENDS[0] / 2)
            high = float(item.high) if item.high is not None else 2 * ENDS[1]
            axis.plot([low, high], [place, place], color=colour, linewidth=width, solid_capstyle="butt")
    if wide.value:
        axis.plot([float(wide.value)], [place], marker=marker, color=colour, linestyle="none",
                  markerfacecolor="white" if marker != "o" else colour, markersize=5, zorder=3)  # fmt: skip
    axis.annotate(ratio_told(wide), (1.01, place), xycoords=("axes fraction", "data"), va="center",
                  fontsize=6.5, color=colour)  # fmt: skip


def band(past: Sequence[Estimate], now: Estimate, found: Baseline) -> Drawing:
    """Draw a quarter against the eight before: their mean, their range and control limits."""
    eight, chance = found.eight, found.limits
    if eight is None or chance is None:
        raise ValueError("a band needs the eight quarters before")
    figure, (axis,) = open_axes(1, 62)
    items = (*past, now)
    places = list(range(len(items)))
    for item, alpha in ((chance, 0.15), (eight, 0.25)):
        axis.axhspan(float(item.low or 0), float(item.high or 0), color=style.COLOURS["malian_forces"],
                     alpha=alpha, linewidth=0)  # fmt: skip
    axis.axhline(float(eight.number()), color=style.COLOURS["malian_forces"])
    axis.plot(places[:-1], [float(item.number()) for item in past], marker="o", color=style.INK)
    axis.plot([places[-1]], [float(now.number())], marker="D", markersize=6, linestyle="none",
              color=style.COLOURS["jnim_is"])  # fmt: skip
    ground = {"facecolor": "white", "edgecolor": "none", "pad": 0.4}
    for place, item in zip(places, items, strict=True):
        axis.annotate(written(item), (place, float(item.number())), xytext=(0, 5), ha="center", fontsize=6.5,
                      textcoords="offset points", bbox=ground)  # fmt: skip
    axis.set_ylim(0, max(float(item.number()) for item in (*items, eight)) * 1.18)
    axis.set_ylim(0, max(axis.get_ylim()[1], float(chance.high or 0) * 1.05))
    axis.set_xticks(places, [f"Q{item.period[-1]}\n{item.period[:4]}" for item in items])
    axis.set_ylabel(say(f"axis-{now.unit}"))
    unit = say(f"trend-unit-{now.unit}")
    words = {"now": written(now), "unit": unit, "period": period_label(now.period)}
    told = listed([f"{written(item)} ({item.period})" for item in items])
    ends = {"mean": number(eight.number(), digits=0), "low": f"{chance.low}", "high": f"{chance.high}"}
    return Drawing(
        "eight_quarters",
        figure,
        say("fig-band-title", **words, verdict=say(f"fig-band-{place_of(now, chance)}")),
        say("fig-band-caption", **{**words, "unit": unit.capitalize()}, source=" ".join(now.sources)),
        say("fig-band-alt", list=told, **ends),
        (*items, eight, chance),
    )


def place_of(now: Estimate, limits: Estimate) -> str:
    """Say where a count lies: inside, above or below limits."""
    if limits.low is not None and now.number() < limits.low:
        return "below"
    return "above" if limits.high is not None and now.number() > limits.high else "inside"


def pair(incidents: Sequence[Estimate], victims: Sequence[Estimate]) -> Drawing:
    """Draw incidents and victims by quarter, one above the other; the last quarter stands out."""
    figure, axes = open_axes(2, 92, sharex=True)
    for axis, items in zip(axes, (incidents, victims), strict=True):
        values = [float(item.number()) for item in items]
        colours = [style.COLOURS["place"]] * (len(items) - 1) + [style.COLOURS["jnim_is"]]
        bars = axis.bar(range(len(items)), values, color=colours, width=0.7)
        axis.bar_label(bars, [written(item) for item in items], fontsize=6, padding=1)
        axis.set_ylabel(say(f"axis-{items[0].unit}"))
        axis.margins(y=0.12)
    labels = [f"Q{item.period[-1]}\n{item.period[:4]}" for item in victims]
    axes[1].set_xticks(range(len(victims)), labels)
    figure.align_ylabels(axes)
    last = victims[-1]
    words = {"incidents": written(incidents[-1]), "victims": written(last),
             "unit": say(f"trend-unit-{last.unit}"), "period": period_label(last.period)}  # fmt: skip
    told = {
        name: listed([f"{written(item)} ({item.period})" for item in items])
        for name, items in (("incidents", incidents), ("victims", victims))
    }
    return Drawing(
        "incidents_and_victims",
        figure,
        say("fig-pair-title", **words),
        say("fig-pair-caption", source=" ".join(last.sources)),
        say("fig-pair-alt", **told),
        (*incidents, *victims),
    )
