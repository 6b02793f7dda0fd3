"""The figure of the audit: which of the leading figures hold, quarter by quarter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from analysis.measure import published
from analysis.measure.account import accounts
from analysis.measure.coverage import known_quarters, place_lists
from analysis.measure.estimate import Estimate, exact, union
from analysis.present import labels
from analysis.present.figures.drawing import Drawing, Sheet, word
from analysis.present.figures.parts import key, quarter_axis
from analysis.present.figures.style import INK, QUIET, mark, stroke
from analysis.present.labels import either, joined, number
from analysis.present.speech import lowered
from analysis.present.verdicts import WEIGHT, checks_counted, verdict
from analysis.quarter import Quarter
from analysis.record.ledger import facts

# verdicts, from what holds to what does not: colour and marker
VERDICTS = {"holds": ("#56B4E9", "o"), "remark": ("#F0E442", "s"), "undecided": ("#E69F00", "P"),
            "apart": ("#CC79A7", "D"), "fails": ("#D55E00", "X"), "open": ("#FFFFFF", "o")}  # fmt: skip
_GRAVE = ("fails", "apart", "undecided", "remark", "holds", "open")


def audit_overview(sheet: Sheet) -> Drawing:
    """Draw the verdict on each leading figure in each quarter; a list has that of its gravest part."""
    quarters = known_quarters()
    rows, told, shown = _rows(quarters), list[str](), list[Estimate]()
    (axis,) = sheet.open(1, 30 + 6.2 * len(rows))
    places: dict[str, list[tuple[int, int]]] = {kind: [] for kind in VERDICTS}
    for line, (name, cells) in enumerate(rows.items()):
        for place, parts in enumerate(cells):
            stated = [item for item in parts if item.stated]
            if not stated:
                axis.plot(place, line, marker="_", color="#B0B0B0", markersize=mark(0.8), zorder=1)
                continue
            worst = min((verdict(item)[0] for item in stated), key=_GRAVE.index)
            places[worst].append((place, line))
            told += [f"{lowered(name)} {quarters[place]}"] * (worst in ("fails", "apart"))
            shown += stated
    for kind, (colour, marker) in VERDICTS.items():
        x, y = zip(*places[kind], strict=True) if places[kind] else ((), ())
        axis.plot(x, y, marker=marker, color=colour, markeredgecolor=INK, linestyle="none",
                  label=labels.label(f"verdict-{kind}")[2:], markersize=mark(1.7),
                  markeredgewidth=stroke(0.5))  # fmt: skip
    failing = every = 0
    for place, quarter in enumerate(quarters):
        findings = [item.finding for item in accounts(str(quarter))]
        fails = sum(WEIGHT[item.kind] in ("fails", "apart") for item in findings)
        failing, every = failing + fails, every + len(findings)
        text = f"{fails}/{len(findings)}" if findings else "–"
        axis.text(place, len(rows) + 0.25, text, ha="center", va="center", fontsize="small")
        checked = union(*(item.rows for item in findings))
        shown += [replace(checks_counted(str(quarter), len(findings)), sources=checked)] * bool(findings)
    names = [sheet.wrapped(name, 0.3, 1) for name in (*rows, word("checks"))]
    axis.set_yticks([*range(len(rows)), len(rows) + 0.25], names)
    axis.axhline(len(rows) - 0.4, color=QUIET, linewidth=stroke(0.5))
    axis.set(ylim=(len(rows) + 0.8, -0.7), xlim=(-0.6, len(quarters) - 0.4))
    axis.tick_params(length=0)
    axis.spines[["left", "bottom"]].set_visible(False)
    quarter_axis(axis, [str(quarter) for quarter in quarters], str(sheet.quarter))
    key(axis, 3)
    counts = number(exact(failing)), number(exact(every))
    title = either(f"{counts[0]} of {counts[1]} checks on the figures of the quarters fail or compare what is"
                   " not comparable",
                   f"{counts[0]} vérifications sur {counts[1]} des chiffres trimestriels échouent ou"
                   " comparent ce qui n’est pas comparable")  # fmt: skip
    caption = either(
        "Whether the leading figures that public pages print from the notes of the United Nations mission"
        " hold against each other; a list has the verdict on its gravest part. Dash: not published. Below:"
        " how many checks of all figures on the quarter fail.",
        "Si les principaux chiffres que des pages publiques rapportent des notes de la mission des Nations"
        " Unies concordent ; une liste a le verdict de sa part la plus atteinte. Tiret : non publié. En bas :"
        " combien de vérifications de tous les chiffres du trimestre échouent.",
    )
    return sheet.drawn(title, caption, shown, joined(told) or counts[0])


def _rows(quarters: Iterable[Quarter]) -> dict[str, list[tuple[Estimate, ...]]]:
    """Return the leading figures of each quarter by what they are: total, change, outcomes, lists."""
    table, rows = facts(), dict[str, list[tuple[Estimate, ...]]]()
    for quarter in quarters:
        forms, lists = published.attributions(table, quarter), place_lists(table, str(quarter))
        change = published.find(table, quarter, "change", against=quarter.previous)
        cells: dict[str, tuple[Estimate, ...]] = {
            word("total"): (published.headline(table, quarter),), labels.measure_label("change"): (change,),
            **{labels.measure_label(name): (published.find(table, quarter, name),)
               for name in ("killed", "injured", "abducted_disappeared")},
            word("perpetrators"): forms[0].parts if forms else (),
            word("places"): lists[0][0].parts if lists else (),
        }  # fmt: skip
        for name, parts in cells.items():
            rows.setdefault(name, []).append(parts)
    return rows
