"""The figure of the audit: which of the leading figures hold, quarter by quarter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from analysis.measure import published
from analysis.measure.account import accounts
from analysis.measure.breakdown import attributions
from analysis.measure.coverage import known_quarters, place_lists
from analysis.measure.estimate import Estimate, union
from analysis.present import labels
from analysis.present.figures.drawing import Drawing, Sheet
from analysis.present.figures.parts import key, quarter_axis, word
from analysis.present.figures.style import INK, QUIET, mark, stroke
from analysis.present.labels import joined, number
from analysis.present.speech import lowered
from analysis.present.verdicts import WEIGHT, checks_counted, verdict
from analysis.quarter import Quarter
from analysis.record.ledger import facts

# verdicts, from what holds to what does not: colour and marker
VERDICTS = {"holds": ("#56B4E9", "o"), "remark": ("#F0E442", "s"), "undecided": ("#E69F00", "P"),
            "apart": ("#CC79A7", "D"), "fails": ("#D55E00", "X"), "open": ("#FFFFFF", "o")}  # fmt: skip
HARMS = ("killed", "injured", "abducted_disappeared")
_GRAVE = ("fails", "apart", "undecided", "remark", "holds", "open")


def audit_overview(sheet: Sheet) -> Drawing:
    """Draw the verdict on each leading figure in each quarter; a list has that of its gravest part."""
    quarters = [str(quarter) for quarter in known_quarters()]
    rows, told, shown = _rows(known_quarters()), list[str](), list[Estimate]()
    (axis,) = sheet.open(1, 30 + 6.2 * len(rows))
    places: dict[str, list[tuple[int, int]]] = {kind: [] for kind in (*VERDICTS, "")}
    for line, (name, cells) in enumerate(rows.items()):
        for place, parts in enumerate(cells):
            stated = [item for item in parts if item.stated]
            worst = min((verdict(item)[0] for item in stated), key=_GRAVE.index, default="")
            places[worst].append((place, line))
            told += [f"{lowered(name)} {quarters[place]}"] * (worst in ("fails", "apart"))
            shown += stated
    axis.plot(*np.transpose(places.pop("")), marker="_", ls="none", color="#B0B0B0", markersize=mark(0.8))
    for kind, (colour, marker) in VERDICTS.items():
        axis.plot(*np.reshape(places[kind], (-1, 2)).T, marker=marker, color=colour, markeredgecolor=INK,
                  ls="none", label=labels.label(f"verdict-{kind}")[2:], markersize=mark(1.7),
                  markeredgewidth=stroke(0.5))  # fmt: skip
    checked = [[item.finding for item in accounts(quarter)] for quarter in quarters]
    fails = [sum(WEIGHT[item.kind] in ("fails", "apart") for item in findings) for findings in checked]
    for place, (quarter, findings) in enumerate(zip(quarters, checked, strict=True)):
        text = f"{fails[place]}/{len(findings)}" if findings else "–"
        axis.text(place, len(rows) + 0.25, text, ha="center", va="center", fontsize="small")
        named = union(*(item.rows for item in findings))
        shown += [replace(checks_counted(quarter, len(findings)), sources=named)] * bool(findings)
    names = [sheet.wrapped(name, 0.3, 1) for name in (*rows, word("checks"))]
    axis.set_yticks([*range(len(rows)), len(rows) + 0.25], names)
    axis.axhline(len(rows) - 0.4, color=QUIET, linewidth=stroke(0.5))
    axis.set(ylim=(len(rows) + 0.8, -0.7), xlim=(-0.6, len(quarters) - 0.4))
    axis.tick_params(length=0)
    axis.spines[["left", "bottom"]].set_visible(False)
    quarter_axis(axis, quarters, str(sheet.quarter))
    key(axis, 3)
    failing, every = (number(count) for count in (sum(fails), sum(map(len, checked))))
    title = word("title audit", failing, every)
    return sheet.drawn(title, word("caption audit"), shown, joined(told) or failing)


def _rows(quarters: Iterable[Quarter]) -> dict[str, list[tuple[Estimate, ...]]]:
    """Return the leading figures of each quarter by what they are: total, change, outcomes, lists."""
    table, rows = facts(), dict[str, list[tuple[Estimate, ...]]]()
    for quarter in quarters:
        forms, lists = attributions(table, quarter), place_lists(table, str(quarter))
        change = published.find(table, quarter, "change", against=quarter.previous)
        harms = [published.find(table, quarter, name) for name in HARMS]
        cells: dict[str, tuple[Estimate, ...]] = {
            word("total"): (published.headline(table, quarter),),
            **{labels.measure_label(item.measure): (item,) for item in (change, *harms)},
            word("perpetrators"): forms[0].parts if forms else (),
            word("places"): lists[0].parts if lists else (),
        }
        for name, parts in cells.items():
            rows.setdefault(name, []).append(parts)
    return rows
