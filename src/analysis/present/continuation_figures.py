"""Figures of the sources side by side, of the continuation and of the long view since 1989."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from analysis.measure.continuation import Continuation, judge, overlap_of
from analysis.measure.coverage import known_quarters
from analysis.measure.estimate import Estimate, exact, round_half_up
from analysis.measure.events import NATIONAL
from analysis.measure.series import runs
from analysis.measure.sources import Beside, ratio, side_by_side
from analysis.present import style
from analysis.present.figures import Drawing, open_axes
from analysis.present.words import end, listed, number, period_label, say, written
from analysis.quarter import Quarter, quarter_range
from analysis.record.cells import about
from analysis.record.dates import month_quarter
from analysis.record.store import home, read_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CIVILIANS, DEATHS = style.COLOURS["malian_forces"], style.COLOURS["place"]
MODELLED = style.COLOURS["jnim_is"]
SHADE: dict[str, Any] = {"color": "#EDEDED", "linewidth": 0, "zorder": 0}


def sources_of(quarter: Quarter) -> Drawing:
    """Draw the mission's killed, UCDP's civilians and deaths, and their ratio, by quarter."""
    return sources(side_by_side(), quarter)


def continuation_of(quarter: Quarter) -> Drawing | None:
    """Draw the continuation of the mission's series, where event data reach beyond it."""
    return continuation(judge(overlap_of()), side_by_side(), quarter)


def sources(rows: Sequence[Beside], quarter: Quarter) -> Drawing:
    """Draw the sources side by side; the quarter is marked on the axis."""
    rows = [row for row in rows if row.quarter <= max(quarter, known_quarters()[-1])]
    places = {str(item): place for place, item in enumerate(quarter_range(rows[0].quarter, rows[-1].quarter))}
    figure, (above, below) = open_axes(2, 100, sharex=True, height_ratios=[2, 1])
    whole = [row for row in rows if row.whole]
    civilians = [row.civilians for row in whole if row.civilians]
    deaths = [row.deaths for row in whole if row.deaths]
    _mission(above, [row.killed for row in rows], places)
    _events(above, civilians, places, CIVILIANS, "-")
    _events(above, deaths, places, DEATHS, "--")
    for item in deaths:
        if item.high is not None:
            ends = [float(item.number()), float(item.high)]
            above.plot([places[item.period]] * 2, ends, color=DEATHS, linewidth=3, alpha=0.35, zorder=1)
    above.set_yscale("log")
    above.set_ylabel(say("axis-deaths_log"))
    _plain_ticks(above)
    ratios = [item for row in rows if (item := ratio(row.killed, row.civilians)).stated and row.whole]
    for run in _runs(ratios, [row.killed for row in rows]):
        at = [places[item.period] for item in run]
        below.plot(at, _numbers(run), color=style.INK, marker="o", markersize=3, linewidth=1)
    below.axhline(1, color=style.QUIET, linestyle=(0, (3, 2)), linewidth=0.6)
    below.set_ylim(0, max(float(item.number()) for item in ratios) * 1.15)
    below.set_ylabel(say("axis-ratio_of_sources"))
    for row, item in ((row, item) for row in rows for item in ratios if item.period == str(row.quarter)):
        if not row.comparable_scope:
            below.annotate(say("fig-sources-moura"), (places[item.period], float(item.number())), (5, -6),
                           textcoords="offset points", ha="left", fontsize=6, color=style.QUIET)  # fmt: skip
    _key(above)
    _quarters(below, list(places))
    _pointed(below, places.get(str(quarter)))
    figure.align_ylabels()
    last = ratios[-1]
    first = next(item for item in ratios if item.inputs[0].inclusion == last.inputs[0].inclusion)
    title = say(
        "fig-sources-title", first=_short(first), start=first.period, last=_short(last), end=last.period
    )
    shown = [
        item
        for row in rows
        for item in (row.killed, row.civilians, row.deaths, *row.others)
        if item is not None
    ]
    told = [f"{row.quarter} {written(row.killed)}, {written(row.civilians)}"
            + (f", {_short(item)}" if (item := ratio(row.killed, row.civilians)).stated else "")
            for row in whole if row.civilians]  # fmt: skip
    return Drawing("sources", figure, title, say("fig-sources-caption", source=_sources(shown)),
                   say("fig-sources-alt", list=listed(told)), (*shown, *ratios))  # fmt: skip


def continuation(found: Continuation, rows: Sequence[Beside], quarter: Quarter) -> Drawing | None:
    """Draw the mission's figures, the modelled values with their intervals, and the baseline."""
    last = max((row.quarter for row in rows if row.whole), default=known_quarters()[0])
    if last <= known_quarters()[-1]:
        return None
    values, (flat, *_) = found.values(last), found.values(last, "mean")
    places = {str(item): place for place, item in enumerate(quarter_range(rows[0].quarter, last))}
    figure, (axis,) = open_axes(1, 78)
    start, stop = places[str(known_quarters()[-1])] + 0.5, len(places) - 0.4
    axis.axvspan(-0.6, start, **SHADE)
    civilians = [row.civilians for row in rows if row.whole and row.civilians]
    _mission(axis, [row.killed for row in rows if row.quarter <= known_quarters()[-1]], places)
    _events(axis, civilians, places, CIVILIANS, "none")
    axis.axhspan(float(flat.low or 0), float(flat.high or 0), xmin=(start + 0.6) / (stop + 0.6),
                 color=style.COLOURS["militias"], alpha=0.2, linewidth=0)  # fmt: skip
    axis.plot([start, stop], [float(flat.number())] * 2, color=style.COLOURS["militias"], linewidth=1,
              linestyle=(0, (4, 2)), label=say("fig-continuation-baseline"))  # fmt: skip
    for item in values:
        at = places[item.period]
        axis.plot([at, at], [float(item.low or 0), float(item.high or 0)], color=MODELLED, linewidth=1)
        axis.plot([at], [float(item.number())], marker="D", color=MODELLED, markerfacecolor="white",
                  linestyle="none", markersize=4, zorder=4)  # fmt: skip
    top = max(float(item.number()) for item in civilians) * 1.3
    axis.set_yscale("log")
    axis.set_ylim(min(_numbers(civilians)) / 1.4, top * 1.5)
    axis.set_xlim(-0.6, stop)
    _plain_ticks(axis)
    axis.set_ylabel(say("axis-civilians_killed"))
    quiet: dict[str, Any] = {"va": "top", "ha": "center", "fontsize": 6}
    axis.text((start + stop) / 2, top * 1.4, say("fig-continuation-modelled"), color=MODELLED, **quiet)
    axis.text((start - 0.6) / 2, top * 1.4, say("fig-continuation-mission"), color=style.QUIET, **quiet)
    _key(axis)
    _quarters(axis, list(places))
    _pointed(axis, places.get(str(quarter)))
    verdict = "no" if found.against else "yes"
    ends = {name: end(flat, name) for name in ("low", "high")}
    told = listed([
        say("fig-continuation-point", value=written(item), low=end(item, "low"), high=end(item, "high"),
            period=item.period) for item in values
    ])  # fmt: skip
    shown = (*(row.killed for row in rows if row.killed.stated), *values, flat, *civilians)
    caption = say("fig-continuation-caption", verdict=say(f"fig-continuation-verdict-{verdict}"),
                  source=_sources(shown))  # fmt: skip
    alt = say("fig-continuation-alt", list=told, mean=written(flat), **ends)
    return Drawing("continuation", figure, say(f"fig-continuation-title-{verdict}"), caption, alt, shown)


def long_view_of(quarter: Quarter) -> Drawing:
    """Draw UCDP's national series since 1989 with the mission's years shaded; the quarter is marked."""
    table = read_table(NATIONAL).astype({"deaths_best": int, "deaths_civilians": int})
    common: dict[str, Any] = {"inclusion": "events_ucdp", "unit": "persons", "sources": (NATIONAL,),
                              "basis": "computed"}  # fmt: skip
    deaths, civilians = (
        [Estimate(measure=measure, value=exact(value), period=period, **common)
         for period, value in zip(table.quarter, table[column], strict=True)]
        for measure, column in (("killed", "deaths_best"), ("civilians_killed", "deaths_civilians"))
    )  # fmt: skip
    periods, places = list(table.quarter), range(len(table))
    figure, (axis,) = open_axes(1, 62)
    dates = read_table("timeline").date
    here = [periods.index(str(month_quarter(date))) for date in (dates.min(), dates.max())]
    axis.axvspan(here[0] - 0.5, here[1] + 0.5, **SHADE)
    axis.bar(places, table.deaths_best, width=1, color="#9AA5B1", label=say("fig-long-all"))
    axis.bar(places, table.deaths_civilians, width=1, color=CIVILIANS, label=say("fig-long-civilians"))
    most = max(deaths, key=Estimate.number)
    axis.set_ylim(0, float(most.number()) * 1.12)
    axis.set_xlim(-1, len(places))
    axis.text(
        sum(here) / 2, float(most.number()) * 1.08, say("fig-long-mission"), ha="center", va="top", fontsize=6
    )
    ticks = [place for place in places if periods[place][-2:] == "Q1" and int(periods[place][:4]) % 5 == 0]
    axis.set_xticks(ticks, [periods[place][:4] for place in ticks])
    axis.set_ylabel(say("axis-deaths_quarter"))
    axis.yaxis.set_major_formatter(lambda value, _: number(exact(int(value))))
    axis.legend(frameon=False, loc="upper left", fontsize=6.5)
    _pointed(axis, periods.index(str(quarter)) if str(quarter) in periods else None)
    told = about(NATIONAL, home() / "data")
    ends = {"first": period_label(periods[0]), "last": period_label(periods[-1])}
    years = table.groupby(table.quarter.str[:4]).deaths_best.sum()
    title = say("fig-long-title", value=written(most), period=period_label(most.period), first=periods[0][:4])
    caption = say(
        "fig-long-caption", **ends, version=told["version"], rule=say("counts-events_ucdp"), source=NATIONAL
    )
    alt = say(
        "fig-long-alt", list=listed([f"{year} {number(exact(value))}" for year, value in years.items()])
    )
    return Drawing("long_view", figure, title, caption, alt, (*deaths, *civilians))


def _mission(axis: Axes, items: Sequence[Estimate], places: dict[str, int]) -> None:
    """Draw the mission's figures: a line for each run that counts the same, hollow where not published."""
    for number_of_run, run in enumerate(runs(items)):
        at = [places[item.period] for item in run]
        axis.plot(
            at,
            _numbers(run),
            color=style.INK,
            linewidth=1,
            zorder=3,
            marker="o",
            markersize=0.1,
            label="" if number_of_run else say("fig-mission"),
        )
        for place, item in zip(at, run, strict=True):
            face = style.INK if item.basis == "published" else "white"
            axis.plot([place], _numbers([item]), marker=style.MARKERS[item.inclusion],
                      color=style.INK, markerfacecolor=face, linestyle="none", markersize=4,
                      zorder=4)  # fmt: skip


def _events(axis: Axes, items: Sequence[Estimate], places: dict[str, int], colour: str, line: str) -> None:
    """Draw a series of event data; where a quarter is missing the line is broken."""
    known = {places[item.period]: float(item.number()) for item in items if item.number()}
    at = range(len(places))
    axis.plot(at, [known.get(place, float("nan")) for place in at], color=colour, linestyle=line, marker="o",
              markersize=2.5, linewidth=0.8, zorder=2, label=say(f"fig-events-{items[0].measure}"))  # fmt: skip


def _runs(ratios: Sequence[Estimate], killed: Sequence[Estimate]) -> Iterable[tuple[Estimate, ...]]:
    """Cut the ratios wherever the mission's figures are cut."""
    known = {item.period: item for item in ratios}
    for run in runs(killed, joined=False):
        yield tuple(known[item.period] for item in run if item.period in known)


def _key(axis: Axes) -> None:
    axis.legend(frameon=False, fontsize=6, ncols=4, loc="lower left", bbox_to_anchor=(-0.01, 1.0),
                borderpad=0, columnspacing=1.2, handlelength=1.6)  # fmt: skip


def _quarters(axis: Axes, periods: Sequence[str]) -> None:
    """Name the years under their first quarters; a short tick stands for every other quarter."""
    first = [place for place, period in enumerate(periods) if period.endswith("Q1")]
    axis.set_xticks(first, [periods[place][:4] for place in first])
    axis.set_xticks(range(len(periods)), minor=True)


def _pointed(axis: Axes, place: int | None) -> None:
    """Point at the quarter that the figure is for."""
    if place is not None:
        axis.plot([place], [0], marker="^", color=MODELLED, markersize=4, clip_on=False, linestyle="none",
                  transform=axis.get_xaxis_transform(), zorder=5)  # fmt: skip


def _plain_ticks(axis: Axes) -> None:
    low, high = axis.get_ylim()
    ticks = [tick for tick in (20, 50, 100, 200, 500, 1000, 2000, 5000) if low <= tick <= high]
    axis.set_yticks(ticks, [number(exact(tick)) for tick in ticks])
    axis.minorticks_off()


def _numbers(items: Iterable[Estimate]) -> list[float]:
    return [float(item.number()) for item in items]


def _short(item: Estimate) -> str:
    return number(round_half_up(item.number(), 1))


def _sources(shown: Iterable[Estimate]) -> str:
    """Name the data sets, and the ledger for its rows."""
    names = dict.fromkeys(name for item in shown for name in item.sources)
    events = [name for name in names if not name.startswith("F")]
    return listed([say("fig-ledger"), *events] if len(events) < len(names) else events)
