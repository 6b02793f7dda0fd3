"""Figures across sources: side by side, the long view since 2012, and which leading figures hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from analysis.measure import published, series
from analysis.measure.account import accounts
from analysis.measure.coverage import known_quarters
from analysis.measure.estimate import Estimate, union
from analysis.measure.incidents import incidents_of
from analysis.measure.shares import attributions, lists
from analysis.measure.sources import side_by_side
from analysis.present import labels
from analysis.present.figures.drawing import Drawing, Sheet, heights
from analysis.present.figures.published import line
from analysis.present.figures.style import (
    ACCENT,
    COLOURS,
    DASH,
    INK,
    PLAIN,
    QUIET,
    SHADE,
    count_up,
    key,
    label,
    mark,
    quarter_axis,
    row_axis,
    stroke,
    ticks_of,
    word,
)
from analysis.present.labels import either, number, span
from analysis.present.verdicts import WEIGHT, checks_counted, verdict
from analysis.quarter import Quarter, quarter_range
from analysis.record.dates import month_quarter
from analysis.record.ledger import facts
from analysis.record.store import read_table

CIVILIANS, DEATHS = COLOURS["malian_forces"], PLAIN
TICKS = (20, 50, 100, 200, 500, 1000, 2000, 5000)
SINCE = Quarter(2012, 1)  # where the long view begins
# verdicts, from what holds to what does not: colour and marker
VERDICTS = {"holds": ("#56B4E9", "o"), "remark": ("#F0E442", "s"), "undecided": ("#E69F00", "P"),
            "apart": ("#CC79A7", "D"), "fails": ("#D55E00", "X"), "open": ("#FFFFFF", "o")}  # fmt: skip
HARMS = ("killed", "injured", "abducted_disappeared")
_GRAVE = ("fails", "apart", "undecided", "remark", "holds", "open")


def sources(sheet: Sheet) -> Drawing | None:
    """Draw the mission's killed beside UCDP's civilians and deaths, with their ratio, up to a quarter."""
    rows = [row for row in side_by_side() if row.quarter <= max(sheet.quarter, known_quarters()[-1])]
    whole, ratios = [row for row in rows if row.whole], [row.ratio for row in rows if row.ratio.stated]
    if not ratios:
        return None
    (axis,), deaths = sheet.open(1, 80), [row.deaths for row in whole]
    at = {str(item): place for place, item in enumerate(quarter_range(rows[0].quarter, rows[-1].quarter))}
    axis.plot([], [], color=INK, marker="o", label=word("mission"))
    line(axis, [row.killed for row in rows], at)
    _events(axis, [row.civilians for row in whole], at, color=CIVILIANS, label=word("ucdp-civilians"))
    _events(axis, deaths, at, color=DEATHS, label=word("ucdp-deaths"), linestyle="--")
    for item in (item for item in deaths if item.high is not None):
        ends = [float(item), float(item.high or 0)]
        axis.plot([at[item.period]] * 2, ends, color=DEATHS, linewidth=stroke(0.8), alpha=0.6)
    axis.set(yscale="log", ylabel=word("deaths_log"))
    low, high = axis.get_ylim()
    axis.set_ylim(low * 0.7, high)  # room for the ratios
    ticks_of(axis.yaxis, [tick for tick in TICKS if low <= tick <= high])
    key(axis, 3)
    look: Any = {"xycoords": ("data", "axes fraction"), "va": "baseline"}
    for item in ratios:
        colour = QUIET if item.notes else INK
        label(axis, number(item.number(), 1), (at[item.period], 0.05), (0, 0), color=colour, **look)
    label(axis, word("over"), (at[ratios[-1].period], 0.05), (1.2, 0), ha="left", **look)
    _years([axis], at, sheet)
    last = ratios[-1]
    since = next(item for item in ratios if item.inputs[0].inclusion == last.inputs[0].inclusion)
    title = word("title sources", *(f"{number(item.number(), 1)} ({item.period})" for item in (since, last)))
    shown = [item for row in rows for item in (row.killed, row.civilians, row.deaths) if item.stated]
    return sheet.drawn(title, word("caption sources"), (*shown, *ratios))


def _events(axis: Axes, items: Iterable[Estimate], at: Mapping[str, int], **look: Any) -> None:
    """Draw a series of event data; the line is broken where a quarter is missing or zero."""
    values = pd.Series({at[item.period]: float(item) or np.nan for item in items}).reindex(range(len(at)))
    axis.plot(values, marker="o", markersize=mark(0.6), linewidth=stroke(0.8), **look)


def _years(axes: Iterable[Axes], at: Mapping[str, int], sheet: Sheet, every: int = 1) -> None:
    """Name the years under their first quarters, and point at the quarter that the figure is for."""
    firsts = [period for period in at if period.endswith("Q1") and int(period[:4]) % every == 0]
    for axis in axes:
        axis.set_xticks([at[period] for period in firsts], [period[:4] for period in firsts])
        axis.set_xticks(range(len(at)) if every == 1 else [], minor=True)
        if (place := at.get(str(sheet.quarter))) is not None:
            axis.plot(place, 0, marker="^", color=ACCENT, clip_on=False, transform=axis.get_xaxis_transform())
    sheet.figure.align_ylabels([*axes])


def long_view(sheet: Sheet) -> Drawing:
    """Draw the mission's killed, UCDP's deaths and the Protection Cluster's violations, each on its own axis.

    No line joins two series or two definitions; what happened is numbered over all three.
    """
    mission, cluster = series.killed(facts(), known_quarters()), _cluster()
    deaths, civilians = (incidents_of("ucdp", what) for what in ("killed", "civilians_killed"))
    last = max(deaths.covers[-1], *(Quarter.parse(item.period) for item in cluster))
    at = {str(item): place for place, item in enumerate(quarter_range(SINCE, last))}
    axes = above, middle, below = sheet.open(3, 112, sharex=True)
    line(above, mission, at)
    kinds = [found.series(SINCE, last) for found in (deaths, civilians)]
    for items, colour, name in zip(kinds, ("#9AA5B1", CIVILIANS), ("all deaths", "civilians"), strict=True):
        places = [at[item.period] for item in items]
        middle.bar(places, heights(items), 1, color=colour, label=word(name).lower())
    line(below, cluster, at)
    for axis, name in zip(axes, ("mission killed", "ucdp killed", "cluster cases"), strict=True):
        count_up(axis, 1.15)
        axis.set_ylabel(word(name))
    middle.legend(loc="upper left", bbox_to_anchor=(0.08, 1), fontsize="small", edgecolor="none")
    look: Any = {"xycoords": ("data", "axes fraction"), "color": QUIET}
    for axis, first in ((above, mission[0]), (below, cluster[0])):
        label(axis, sheet.wrapped(word("none read"), 0.12), (at[first.period] / 2, 0.4), (0, 0), **look)
    story = _story(axes, at)
    _years(axes, at, sheet, every=2)
    before = max(deaths.series(deaths.covers[0], SINCE.previous), key=Estimate.number)
    most = max(kinds[0], key=Estimate.number)
    title = word("title long", most, span(most.period))
    caption = word("caption long", before, span(before.period), labels.label(";").join(story))
    shown = [item for items in (mission, *kinds, cluster) for item in items if item.stated]
    return sheet.drawn(title, caption, shown)


def _cluster() -> list[Estimate]:
    """Return the Protection Cluster's violations by quarter, under the rules of its own."""
    kind = {"series": "protection_cluster", "what": "violations_and_abuses", "group": "", "unit": "cases"}
    rows = facts()[(facts()[[*kind]] == [*kind.values()]).all(axis=1)].sort_values("period")
    return [*map(published.as_estimate, rows[rows.period.str.fullmatch(r"\d{4}Q\d")].itertuples())]


def _story(axes: list[Axes], at: Mapping[str, int]) -> list[str]:
    """Draw what happened through all axes, numbered, over the mission's years, and return it in words."""
    rows: list[Any] = list(read_table("timeline").itertuples())
    dated = [(at[name], row) for row in rows if (name := str(month_quarter(row.date))) in at]
    start, *_, stop = (place for place, row in dated if row.evidence.startswith(("S/RES/2100", "S/RES/2690")))
    story = list[str]()
    for place, row in ((place, row) for place, row in dated if row.kind == "events"):
        story.append(f"{len(story) + 1}, {span(row.date[:7])}, {either(row.text_en, row.text_fr)}")
        for axis in axes:
            axis.axvline(place, color=QUIET, linestyle=DASH, linewidth=stroke(0.4), zorder=0.5)
            label(axis, str(len(story)), (place, 1), (0, 0.3), xycoords=axis.get_xaxis_transform())
    for axis in axes:
        axis.axvspan(start - 0.5, stop + 0.5, color=SHADE, linewidth=0, zorder=0)
    over = axes[0].get_xaxis_transform()
    label(axes[0], word("un"), (start, 0.94), (0.5, 0), va="top", ha="left", xycoords=over)
    return story


def audit_overview(sheet: Sheet) -> Drawing:
    """Draw the verdict on each leading figure in each quarter; a list has that of its gravest part."""
    quarters = [str(quarter) for quarter in known_quarters()]
    rows, shown, cells = _rows(known_quarters()), list[Estimate](), list[tuple[int, int, str]]()
    (axis,) = sheet.open(1, 30 + 6.2 * len(rows))
    for at, row in enumerate(rows.values()):
        for place, parts in enumerate(row):
            stated = [item for item in parts if item.stated]
            kinds = [verdict(item)[0] for item in stated]
            cells += [
                (place, at, labels.label(f"verdict-{min(kinds, key=_GRAVE.index)}")[2:] if kinds else "–")
            ]
            shown += stated
    looks = {labels.label(f"verdict-{kind}")[2:]: look for kind, look in VERDICTS.items()}
    colours, markers = ({name: look[part] for name, look in looks.items()} for part in (0, 1))
    frame = pd.DataFrame(cells, columns=["x", "y", "kind"])
    sns.scatterplot(frame[frame.kind.ne("–")], x="x", y="y", hue="kind", style="kind", hue_order=[*looks],
                    style_order=[*looks], palette=colours, markers=markers, s=mark(1.7) ** 2, edgecolor=INK,
                    linewidth=stroke(0.5), ax=axis)  # fmt: skip
    gaps = frame[frame.kind.eq("–")]
    axis.plot(gaps.x, gaps.y, marker="_", ls="none", color="#B0B0B0", markersize=mark(0.8))
    checked = [[item.finding for item in accounts(quarter)] for quarter in quarters]
    fails = [sum(WEIGHT[item.kind] in ("fails", "apart") for item in findings) for findings in checked]
    for place, (quarter, findings) in enumerate(zip(quarters, checked, strict=True)):
        text = f"{fails[place]}/{len(findings)}" if findings else "–"
        label(axis, text, (place, len(rows)), (0, 0), va="center")
        named = union(*(item.rows for item in findings))
        shown += [replace(checks_counted(quarter, len(findings)), sources=named)] * bool(findings)
    row_axis(sheet, axis, [*rows, word("checks")], 0.3)
    axis.axhline(len(rows) - 0.5, color=QUIET, linewidth=stroke(0.5))
    axis.set(xlim=(-0.6, len(quarters) - 0.4), xlabel="", ylabel="")
    axis.tick_params(length=0)
    axis.spines[["left", "bottom"]].set_visible(False)
    quarter_axis(axis, quarters, str(sheet.quarter))
    key(axis, 3, title="")
    failing, every = (number(count) for count in (sum(fails), sum(map(len, checked))))
    return sheet.drawn(word("title audit", failing, every), word("caption audit"), shown)


def _rows(quarters: Iterable[Quarter]) -> dict[str, list[tuple[Estimate, ...]]]:
    """Return the leading figures of each quarter by what they are: total, change, outcomes, lists."""
    table, rows = facts(), dict[str, list[tuple[Estimate, ...]]]()
    for quarter in quarters:
        forms, places = attributions(table, quarter), lists(table, quarter, "place")
        change = published.find(table, quarter, "change", against=quarter.previous)
        harms = [published.find(table, quarter, name) for name in HARMS]
        cells: dict[str, tuple[Estimate, ...]] = {
            word("total"): (published.headline(table, quarter),),
            **{labels.measure_label(item.measure): (item,) for item in (change, *harms)},
            word("perpetrators"): forms[0].parts if forms else (),
            word("places"): places[0].parts if places else (),
        }
        for name, parts in cells.items():
            rows.setdefault(name, []).append(parts)
    return rows
