"""Figures of the sources side by side, and of the long view since 1989."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from analysis.measure.coverage import known_quarters
from analysis.measure.estimate import Estimate
from analysis.measure.events import NATIONAL
from analysis.measure.series import runs
from analysis.measure.sources import side_by_side
from analysis.present import labels
from analysis.present.figures.drawing import Drawing, Sheet, heights
from analysis.present.figures.parts import count_up, key, label, ticks_of, word
from analysis.present.figures.style import ACCENT, DASH, INK, MARKERS, PLAIN, QUIET, SHADE, mark, stroke
from analysis.present.labels import either, joined, number, span
from analysis.quarter import Quarter, quarter_range
from analysis.record.cells import about
from analysis.record.dates import month_quarter
from analysis.record.store import home, read_table

CIVILIANS, DEATHS = "#0072B2", PLAIN
TICKS = (20, 50, 100, 200, 500, 1000, 2000, 5000)


def sources(sheet: Sheet) -> Drawing | None:
    """Draw the mission's killed, UCDP's civilians and deaths, and their ratio, up to a quarter."""
    rows = [row for row in side_by_side() if row.quarter <= max(sheet.quarter, known_quarters()[-1])]
    whole, ours = [row for row in rows if row.whole], [row.killed for row in rows]
    ratios = [row.ratio for row in whole if row.ratio.stated]
    if not ratios:
        return None
    axes = above, below = sheet.open(2, 104, sharex=True, height_ratios=[2, 1])
    places = {str(item): at for at, item in enumerate(quarter_range(rows[0].quarter, rows[-1].quarter))}
    for first, run in enumerate(runs(ours)):
        above.plot([places[item.period] for item in run], heights(run), color=INK, zorder=3,
                   label="" if first else word("mission"), marker=MARKERS.get(run[0].inclusion, "o"),
                   markerfacecolor=INK if run[0].basis == "published" else "white")  # fmt: skip
    deaths = [row.deaths for row in whole]
    looks: tuple[Any, ...] = (([row.civilians for row in whole], "ucdp-civilians", CIVILIANS, "-"),
                              (deaths, "ucdp-deaths", DEATHS, "--"))  # fmt: skip
    for items, name, colour, line in looks:
        values = np.full(len(places), np.nan)  # where a quarter is missing the line is broken
        for item in items:
            values[places[item.period]] = float(item) or np.nan
        above.plot(values, line, marker="o", ms=mark(0.6), lw=stroke(0.8), color=colour, label=word(name))
    for item in (item for item in deaths if item.high is not None):
        ends = [float(item.number()), float(item.high or 0)]
        above.plot([places[item.period]] * 2, ends, color=DEATHS, linewidth=stroke(0.8), alpha=0.6)
    above.set(yscale="log", ylabel=word("deaths_log"))
    low, high = above.get_ylim()
    ticks_of(above.yaxis, [tick for tick in TICKS if low <= tick <= high])
    key(above, 3)
    for run in runs(ours, joined=False):
        found = [item for item in ratios if item.period in {part.period for part in run}]
        below.plot([places[item.period] for item in found], heights(found), color=INK, marker="o")
    below.axhline(1, color=QUIET, linestyle=DASH, linewidth=stroke(0.6))
    below.set(ylim=(0, max(heights(ratios)) * 1.15), ylabel=word("over"))
    for item in (item for item in ratios if item.notes):
        at = (places[item.period], float(item.number()))
        label(below, word("moura-ucdp"), at, (-0.6, -0.2), ha="right", va="center", color=QUIET)
    for axis in axes:
        _quarters(axis, places, sheet.quarter)
    sheet.figure.align_ylabels(axes)
    last = ratios[-1]
    since = next(item for item in ratios if item.inputs[0].inclusion == last.inputs[0].inclusion)
    title = word("title sources", *(f"{number(item.number(), 1)} ({item.period})" for item in (since, last)))
    told = joined(f"{row.quarter} {row.killed!s}, {row.civilians!s}" for row in whole if row.killed.stated)
    shown = [item for row in rows for item in (row.killed, row.civilians, row.deaths) if item.stated]
    said = labels.label(":", f"{word('mission')}, {word('ucdp-civilians')}", told)
    return sheet.drawn(title, word("caption sources"), (*shown, *ratios), said)


def _quarters(axis: Axes, places: dict[str, int], quarter: Quarter, every: int = 1) -> None:
    """Name the years under their first quarters, and point at the quarter that the figure is for."""
    firsts = [period for period in places if period.endswith("Q1") and int(period[:4]) % every == 0]
    axis.set_xticks([places[period] for period in firsts], [period[:4] for period in firsts])
    axis.set_xticks(range(len(places)) if every == 1 else [], minor=True)
    if (at := places.get(str(quarter))) is not None:
        axis.plot(at, 0, marker="^", color=ACCENT, clip_on=False, transform=axis.get_xaxis_transform())


def long_view(sheet: Sheet) -> Drawing:
    """Draw UCDP's national series since 1989 with the mission's years shaded and what else happened."""
    table: Any = read_table(NATIONAL).set_index("quarter")
    (axis,), places = sheet.open(1, 62), {period: place for place, period in enumerate(table.index)}
    over, shown = axis.get_xaxis_transform(), list[Estimate]()
    rule: Any = {"unit": "persons", "inclusion": "events_ucdp", "basis": "computed", "sources": (NATIONAL,)}
    kinds = (("killed", table.deaths_best, "#9AA5B1", word("all deaths")),
             ("civilians_killed", table.deaths_civilians, CIVILIANS, word("civilians").lower()))  # fmt: skip
    for measure, values, colour, name in kinds:
        axis.bar(range(len(table)), values.astype(int), width=1, color=colour, label=name)
        shown += [Estimate(measure=measure, value=value, period=at, **rule) for at, value in values.items()]
    count_up(axis, 1.25)
    axis.margins(x=0.01)
    rows: list[Any] = list(read_table("timeline").itertuples())
    dated = [(places[name], row) for row in rows if (name := str(month_quarter(row.date))) in places]
    mission = [at for at, row in dated if row.evidence.startswith(("S/RES/2100", "S/RES/2690"))]
    start, stop = mission[0], mission[-1]
    axis.axvspan(start - 0.5, stop + 0.5, color=SHADE, linewidth=0, zorder=0)
    label(axis, word("un"), ((start + stop) / 2, 0.94), (0, 0), va="top", xycoords=over)
    story = list[str]()
    for at, row in ((at, row) for at, row in dated if row.kind == "events"):
        story.append(f"{len(story) + 1}, {span(row.date[:7])}, {either(row.text_en, row.text_fr)}")
        axis.plot(at, 1, marker="v", color=INK, clip_on=False, transform=over, markersize=mark(0.7))
        label(axis, str(len(story)), (at, 1), (0, 0.35), xycoords=over)
    most = max(shown, key=Estimate.number)
    summit = (places[most.period], float(most.number()))
    label(axis, f"{most!s}\n{span(most.period)}", summit, (-0.8, 0), ha="right", va="top", linespacing=1.05)
    axis.set_ylabel(word("per quarter"))
    _quarters(axis, places, sheet.quarter, every=5)
    axis.legend(frameon=False, loc="upper left", fontsize="small")
    version, events = about(NATIONAL, home() / "data")["version"], labels.label(";").join(story)
    years = table.deaths_best.astype(int).groupby(table.index.str[:4]).sum().map(number)
    title, caption = word("title long", most, span(most.period)), word("caption long", version, events)
    return sheet.drawn(title, caption, shown, joined(f"{year} {deaths}" for year, deaths in years.items()))
