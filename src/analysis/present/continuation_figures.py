"""Figures of the sources side by side, of the continuation and of the long view since 1989."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from analysis.measure.continuation import LEVEL, judge, overlap_of
from analysis.measure.coverage import known_quarters
from analysis.measure.estimate import Estimate, exact, round_half_up
from analysis.measure.events import NATIONAL
from analysis.measure.series import runs
from analysis.measure.sources import Beside, ratio, side_by_side
from analysis.present import style
from analysis.present.figures import Drawing, drawn, heights, key, open_axes
from analysis.present.words import Words, interval, listed, number, period_label, say
from analysis.quarter import Quarter, quarter_range
from analysis.record.cells import about
from analysis.record.dates import month_quarter
from analysis.record.store import home, read_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CIVILIANS, DEATHS, MODELLED = (style.COLOURS[name] for name in ("ucdp", "place", "jnim_is"))
WITHIN = Estimate(measure="level", value=exact(f"{100 * LEVEL:g}"), unit="percent", period="", place="",
                  basis="computed")  # fmt: skip
SHADE: dict[str, Any] = {"color": "#EDEDED", "linewidth": 0, "zorder": 0}


def sources_of(quarter: Quarter) -> Drawing:
    """Draw the mission's killed, UCDP's civilians and deaths, and their ratio, up to a quarter."""
    rows = [row for row in side_by_side() if row.quarter <= max(quarter, known_quarters()[-1])]
    figure, (above, below) = open_axes(2, 100, sharex=True, height_ratios=[2, 1])
    places = _places(rows)
    civilians, deaths = _of(rows, "civilians"), _of(rows, "deaths")
    _mission(above, rows, places)
    _events(above, civilians, places, CIVILIANS, "-")
    _events(above, deaths, places, DEATHS, "--")
    for item in deaths:
        top = float(item.high or item.number())
        line = [float(item.number()), top]
        above.plot([places[item.period]] * 2, line, color=DEATHS, linewidth=0.8, alpha=0.6)
    _log_axis(above, "axis-deaths_log")
    ratios = {
        row.quarter: item for row in rows if row.whole and (item := ratio(row.killed, row.civilians)).stated
    }
    for run in runs([row.killed for row in rows], joined=False):
        found = [item for item in ratios.values() if item.period in {part.period for part in run}]
        below.plot([places[item.period] for item in found], heights(found), color=style.INK, marker="o",
                   markersize=3, linewidth=1)  # fmt: skip
    below.axhline(1, color=style.QUIET, linestyle=(0, (3, 2)), linewidth=0.6)
    below.set_ylim(0, max(heights(ratios.values())) * 1.15)
    below.set_ylabel(say("axis-ratio_of_sources"))
    for item in (item for item in ratios.values() if item.notes):
        below.annotate(say("fig-sources-moura"), (places[item.period], float(item.number())), (5, -6),
                       textcoords="offset points", fontsize="small", color=style.QUIET)  # fmt: skip
    _quarters(below, places, quarter)
    figure.align_ylabels()
    last = list(ratios.values())[-1]
    first = next(item for item in ratios.values() if item.inputs[0].inclusion == last.inputs[0].inclusion)
    told = [say("fig-sources-point", quarter=str(row.quarter), killed=row.killed,
                civilians=row.civilians) for row in rows if row.whole and row.civilians]  # fmt: skip
    shown = [item for row in rows for item in (row.killed, row.civilians, row.deaths) if item and item.stated]
    words = {"first": _short(first), "start": first.period, "last": _short(last), "end": last.period}
    return drawn("sources", figure, (*shown, *ratios.values()), "fig-sources", list=listed(told), **words)


def continuation_of(quarter: Quarter) -> Drawing | None:
    """Draw the mission's figures, the modelled values with their intervals, and the baseline.

    None where event data do not reach beyond the mission's figures.
    """
    rows, ended = [row for row in side_by_side() if row.whole], known_quarters()[-1]
    if not rows or rows[-1].quarter <= ended:
        return None
    found = judge(overlap_of(rows=rows))
    values, flat = found.values(rows), found.value(rows[-1], "mean")
    figure, (axis,) = open_axes(1, 78)
    places = _places(rows)
    start, stop = places[str(ended)] + 0.5, len(places) - 0.4
    axis.axvspan(-0.6, start, **SHADE)
    baseline = style.COLOURS["militias"]
    axis.axhspan(float(flat.low or 0), float(flat.high or 0), xmin=(start + 0.6) / (stop + 0.6),
                 color=baseline, alpha=0.2, linewidth=0)  # fmt: skip
    axis.plot([start, stop], heights([flat, flat]), color=baseline, linewidth=1, linestyle=(0, (4, 2)),
              label=say("fig-continuation-baseline"))  # fmt: skip
    _mission(axis, [row for row in rows if row.quarter <= ended], places)
    _events(axis, _of(rows, "civilians"), places, CIVILIANS, "none")
    for item in values:
        at = places[item.period]
        axis.plot([at, at], [float(item.low or 0), float(item.high or 0)], color=MODELLED, linewidth=1)
        axis.plot([at], heights([item]), marker="D", color=MODELLED, markerfacecolor="white",
                  linestyle="none", markersize=4, linewidth=0.8, zorder=4)  # fmt: skip
    axis.set_ylim(min(heights(_of(rows, "civilians"))) / 1.4, max(heights(_of(rows, "civilians"))) * 2)
    axis.set_xlim(-0.6, stop)
    _log_axis(axis, "axis-civilians_killed")
    texts = (("modelled", (start + stop) / 2), ("mission", (start - 0.6) / 2))
    for name, middle in texts:
        axis.text(middle, 0.97, say(f"fig-continuation-{name}"), color=style.INK, va="top", ha="center",
                  fontsize=6, transform=axis.get_xaxis_transform())  # fmt: skip
    _quarters(axis, places, quarter)
    verdict = "no" if found.against else "yes"
    told = [say("fig-continuation-point", period=item.period, **interval(item)) for item in values]
    shown = (*(row.killed for row in rows if row.killed.stated), *values, flat, *_of(rows, "civilians"))
    words = {"list": listed(told), "verdict": say(f"fig-continuation-verdict-{verdict}"), **interval(flat)}
    title = say(f"fig-continuation-title-{verdict}")
    return drawn("continuation", figure, shown, "fig-continuation", title=title, level=WITHIN, **words)


def long_view_of(quarter: Quarter) -> Drawing:
    """Draw UCDP's national series since 1989 with the mission's years shaded."""
    table = read_table(NATIONAL).astype({"deaths_best": int, "deaths_civilians": int})
    figure, (axis,) = open_axes(1, 62)
    places = {period: place for place, period in enumerate(table.quarter)}
    dates = read_table("timeline").date
    start, stop = (places[str(month_quarter(date))] for date in (dates.min(), dates.max()))
    axis.axvspan(start - 0.5, stop + 0.5, **SHADE)
    shown: list[Estimate] = []
    kinds = (("killed", "deaths_best", "#9AA5B1"), ("civilians_killed", "deaths_civilians", CIVILIANS))
    for measure, column, colour in kinds:
        axis.bar(range(len(table)), table[column], width=1, color=colour, label=say(f"fig-long-{measure}"))
        shown += [Estimate(measure=measure, value=exact(value), period=period, unit="persons",
                           basis="computed", inclusion="events_ucdp", sources=(NATIONAL,))
                  for period, value in zip(table.quarter, table[column], strict=True)]  # fmt: skip
    most = max(shown, key=Estimate.number)
    axis.set_ylim(0, float(most.number()) * 1.15)
    axis.text((start + stop) / 2, float(most.number()) * 1.11, say("fig-long-mission"), ha="center", va="top",
              fontsize="small")  # fmt: skip
    ticks = [tick for tick in axis.get_yticks() if tick <= axis.get_ylim()[1]]
    axis.set_yticks(ticks, [number(exact(int(tick))) for tick in ticks])
    axis.set_ylabel(say("axis-deaths_quarter"))
    _quarters(axis, places, quarter, every=5)
    axis.legend(frameon=False, loc="upper left", fontsize="small")
    first, last = (period_label(period) for period in (table.quarter.iloc[0], table.quarter.iloc[-1]))
    years = table.groupby(table.quarter.str[:4]).deaths_best.sum().items()
    words: Words = {"value": most, "period": period_label(most.period), "first": first, "last": last}
    words["list"] = listed([f"{year} {number(exact(value))}" for year, value in years])
    return drawn("long_view", figure, shown, "fig-long", rule=say("counts-events_ucdp"),
                 version=about(NATIONAL, home() / "data")["version"], **words)  # fmt: skip


def _places(rows: Sequence[Beside]) -> dict[str, int]:
    """Give every quarter its place, also one on which nothing is known."""
    return {str(item): at for at, item in enumerate(quarter_range(rows[0].quarter, rows[-1].quarter))}


def _of(rows: Sequence[Beside], name: str) -> list[Estimate]:
    return [item for row in rows if row.whole and (item := getattr(row, name)) is not None]


def _mission(axis: Axes, rows: Sequence[Beside], places: dict[str, int]) -> None:
    """Draw the mission's figures: a line for each run that counts the same, hollow where not published."""
    label = say("fig-mission")
    for run in runs([row.killed for row in rows]):
        at = [places[item.period] for item in run]
        face = style.INK if run[0].basis == "published" else "white"
        axis.plot(at, heights(run), color=style.INK, linewidth=1, marker=style.MARKERS[run[0].inclusion],
                  markersize=4, markerfacecolor=face, zorder=3, label=label)  # fmt: skip
        label = ""


def _events(axis: Axes, items: Sequence[Estimate], places: dict[str, int], colour: str, line: str) -> None:
    """Draw a series of event data; where a quarter is missing the line is broken."""
    known = {places[item.period]: float(item.number()) for item in items if item.number()}
    label = say(f"fig-events-{items[0].measure}") if items else ""
    axis.plot([known.get(place, float("nan")) for place in range(len(places))], color=colour, linestyle=line,
              marker="o", markersize=2.5, linewidth=0.8, label=label)  # fmt: skip


def _log_axis(axis: Axes, label: str) -> None:
    axis.set_yscale("log")
    low, high = axis.get_ylim()
    ticks = [tick for tick in (20, 50, 100, 200, 500, 1000, 2000, 5000) if low <= tick <= high]
    axis.set_yticks(ticks, [number(exact(tick)) for tick in ticks])
    axis.minorticks_off()
    axis.set_ylabel(say(label))
    key(axis, 3)


def _quarters(axis: Axes, places: dict[str, int], quarter: Quarter, every: int = 1) -> None:
    """Name the years under their first quarters, and point at the quarter that the figure is for."""
    ticks = {place: period[:4] for period, place in places.items() if period[-2:] == "Q1"}
    ticks = {place: year for place, year in ticks.items() if int(year) % every == 0}
    axis.set_xticks(list(ticks), list(ticks.values()))
    if every == 1:
        axis.set_xticks(range(len(places)), minor=True)
    if str(quarter) in places:
        axis.plot([places[str(quarter)]], [0], marker="^", color=MODELLED, markersize=4, linewidth=0.8,
                  linestyle="none", clip_on=False, transform=axis.get_xaxis_transform())  # fmt: skip


def _short(item: Estimate) -> str:
    return number(round_half_up(item.number(), 1))
