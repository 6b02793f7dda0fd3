"""The figure of the audit: which of the leading figures hold, quarter by quarter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from analysis.measure import published
from analysis.measure.account import accounts
from analysis.measure.coverage import known_quarters, place_lists
from analysis.measure.estimate import Estimate, exact, union
from analysis.present import labels
from analysis.present.figures import style
from analysis.present.figures.drawing import Drawing, Sheet, key, quarter_axis
from analysis.present.labels import either, joined, number
from analysis.present.speech import lowered
from analysis.present.verdicts import WEIGHT, checks_counted, verdict
from analysis.quarter import Quarter
from analysis.record.ledger import facts

# verdicts, from what holds to what does not: words, colour and marker
VERDICTS = {
    "holds": (("holds", "tient"), "#56B4E9", "o"),
    "remark": (("with a remark", "avec réserve"), "#F0E442", "s"),
    "undecided": (("undecided", "non tranché"), "#E69F00", "P"),
    "apart": (("compares what is not comparable", "compare ce qui n’est pas comparable"), "#CC79A7", "D"),
    "fails": (("does not hold", "ne tient pas"), "#D55E00", "X"),
    "open": (("not checkable", "non vérifiable"), "#FFFFFF", "o"),
}
_GRAVE = ("fails", "apart", "undecided", "remark", "holds", "open")


def audit_overview(sheet: Sheet) -> Drawing:
    """Draw the verdict on each leading figure in each quarter; a list has that of its gravest part."""
    quarters = known_quarters()
    rows = _rows(quarters)
    (axis,) = sheet.open(1, 30 + 6.2 * len(rows))
    told, shown = [], list[Estimate]()
    places: dict[str, list[tuple[int, int]]] = {kind: [] for kind in VERDICTS}
    for line, (name, cells) in enumerate(rows.items()):
        for place, parts in enumerate(cells):
            kinds = [verdict(item)[0] for item in parts if item.stated]
            shown += [item for item in parts if item.stated]
            if kinds:
                worst = min(kinds, key=_GRAVE.index)
                places[worst].append((place, line))
                told += [f"{lowered(name)} {quarters[place]}"] * (worst in ("fails", "apart"))
            else:
                axis.plot(
                    place, line, marker="_", color="#B0B0B0", markersize=style.marker_size(0.8), zorder=1
                )
    for kind, (names, colour, marker) in VERDICTS.items():
        x, y = zip(*places[kind], strict=True) if places[kind] else ((), ())
        axis.plot(x, y, marker=marker, color=colour, markeredgecolor=style.INK, linestyle="none",
                  label=either(*names), markersize=style.marker_size(1.7), markeredgewidth=style.stroke(0.5))  # fmt: skip
    found = [[item.finding for item in accounts(str(quarter))] for quarter in quarters]
    counts = [[WEIGHT[item.kind] for item in findings] for findings in found]
    failing = [sum(kind in ("fails", "apart") for kind in kinds) for kinds in counts]
    for place, (fails, kinds) in enumerate(zip(failing, counts, strict=True)):
        axis.text(
            place,
            len(rows) + 0.25,
            f"{fails}/{len(kinds)}" if kinds else "–",
            ha="center",
            va="center",
            fontsize="small",
        )
    for quarter, findings in zip(quarters, found, strict=True):
        rows_checked = union(*(item.rows for item in findings))
        shown += [replace(checks_counted(str(quarter), len(findings)), sources=rows_checked)] * bool(findings)
    names = [*rows, either("Checks that fail / all (count)", "Vérifications en échec / toutes (nombre)")]
    axis.set_yticks([*range(len(rows)), len(rows) + 0.25], [sheet.wrapped(name, 0.3) for name in names])
    axis.axhline(len(rows) - 0.4, color=style.QUIET, linewidth=style.stroke(0.5))
    axis.set(ylim=(len(rows) + 0.8, -0.7), xlim=(-0.6, len(quarters) - 0.4))
    axis.tick_params(length=0)
    axis.spines[["left", "bottom"]].set_visible(False)
    quarter_axis(axis, [str(quarter) for quarter in quarters], str(sheet.quarter))
    key(axis, 3)
    fails, every = number(exact(sum(failing))), number(exact(sum(map(len, counts))))
    wrong = joined(told)
    title = either(f"{fails} of {every} checks on the figures of the quarters fail or compare what is not"
                   " comparable",
                   f"{fails} vérifications sur {every} des chiffres trimestriels échouent ou comparent ce qui"
                   " n’est pas comparable")  # fmt: skip
    caption = either(
        "Whether the leading figures that public pages print from the notes of the United Nations mission"
        " hold against each other, by quarter; a list has the verdict on its gravest part. Dash: not"
        " published. Below: how many checks of all figures on the quarter fail.",
        "Si les principaux chiffres que des pages publiques rapportent des notes de la mission des Nations"
        " Unies tiennent les uns contre les autres, par trimestre ; une liste a le verdict de sa part la plus"
        " atteinte. Tiret : non publié. En bas : combien de vérifications de tous les chiffres du trimestre"
        " échouent.",
    )
    alt = either("Matrix of leading figures by quarter. Does not hold, or compares what is not comparable:"
                 f" {wrong or 'none'}. Checks that fail: {fails} of {every}.",
                 "Matrice des principaux chiffres par trimestre. Ne tient pas, ou compare ce qui n’est pas"
                 f" comparable : {wrong or 'aucun'}. Vérifications en échec : {fails} sur"
                 f" {every}.")  # fmt: skip
    return sheet.drawn(title, caption, alt, shown)


def _rows(quarters: Iterable[Quarter]) -> dict[str, list[tuple[Estimate, ...]]]:
    """Return the leading figures of each quarter by what they are: total, change, outcomes, lists."""
    table, rows = facts(), dict[str, list[tuple[Estimate, ...]]]()

    def change(quarter: Quarter) -> Estimate:
        return published.find(table, quarter, "change", against=quarter.previous)

    for quarter in quarters:
        forms, lists = published.attributions(table, quarter), place_lists(table, str(quarter))
        cells = {
            either("Total", "Total"): (published.headline(table, quarter),),
            either("Change", "Évolution"): (change(quarter),),
            **{labels.measure_label(name): (published.find(table, quarter, name),)
               for name in ("killed", "injured", "abducted_disappeared")},
            either("Alleged perpetrators", "Auteurs présumés"): forms[0].parts if forms else (),
            either("Places", "Lieux"): lists[0][0].parts if lists else (),
        }  # fmt: skip
        for name, parts in cells.items():
            rows.setdefault(name, []).append(parts)
    return rows
