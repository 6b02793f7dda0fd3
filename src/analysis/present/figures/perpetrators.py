"""Figures of alleged perpetrators: of a quarter with bounds, and over time with what is not attributed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from analysis.measure.attribution import whole_lists
from analysis.measure.coverage import known_quarters, scope
from analysis.measure.estimate import Estimate
from analysis.measure.published import attributions
from analysis.present import labels
from analysis.present.figures import style
from analysis.present.figures.drawing import REST, Drawing, Sheet, bare, key, label, quarter_axis
from analysis.present.figures.published import breakdown, under
from analysis.present.labels import either, joined, span, term_label
from analysis.present.speech import lowered
from analysis.record.ledger import facts
from analysis.record.store import read_table

GROUPS = (*style.KINDS["perpetrators"], "not_listed")


def alleged_perpetrators(sheet: Sheet) -> Drawing | None:
    """Draw the alleged perpetrators, with the bounds that the unattributed give them, if any are published."""
    period = scope(facts(), sheet.quarter)
    forms = attributions(facts(), period)
    if not forms or (len(forms[0].parts) < 2 and not forms[0].whole.stated):
        return None
    return breakdown(sheet, forms[0], forms[0].subject, period, "who")


def perpetrators_over_time(sheet: Sheet) -> Drawing:
    """Draw the shares of alleged perpetrators by quarter as columns of 100 per cent."""
    periods, now = [str(quarter) for quarter in known_quarters()], str(sheet.quarter)
    lists = {period: [made for _, made in whole_lists(facts(), period)[:1]] for period in periods}
    found = {
        period: [item for made in lists[period] for item in (*made.bounds, *made.left_out)]
        for period in periods
    }
    (axis,) = sheet.open(1, 78)
    bottoms, gap = [0.0] * len(periods), either("No shares of all", "Pas de parts de l’ensemble")
    parents = read_table("terms").set_index("term").parent
    for group in GROUPS:
        layer = [
            [item for item in items if group in (item.group, parents.get(item.group, ""))]
            for items in found.values()
        ]
        _layer(sheet, group, layer, bottoms, now)
    for place, period in enumerate(periods):
        if not found[period]:
            axis.axvspan(place - 0.4, place + 0.4, color=style.SHADE, linewidth=0, label=gap)
            gap = ""
    firsts = [items[0] if items else None for items in found.values()]
    bases = [(re.split("/|share_of_", item.measure)[-1], item.inclusion) if item else None for item in firsts]
    spans = []
    for base, run in groupby(enumerate(bases), lambda pair: pair[1]):
        places = [place for place, _ in run]
        spans += [(places[0], places[-1], lowered(labels.measure_label(base[0])))] if base else []
    under(sheet, axis, spans, len(periods))
    axis.set(ylim=(0, 100), xlim=(-0.6, len(periods) - 0.4))
    axis.set_ylabel(either("Share of what the note counts (%)", "Part de ce que compte la note (%)"))
    quarter_axis(axis, periods, now)
    axis.tick_params(axis="x", pad=4.2 * axis.xaxis.label.get_fontsize())
    handles, names = axis.get_legend_handles_labels()
    handles, names = [*handles[1:], handles[0]], [*names[1:], names[0]]  # the gap last
    key(axis, 2, handles=handles, labels=[sheet.wrapped(name, 0.36, 0.83) for name in names])
    mine = [item for item in found.get(now, ()) if item.group not in REST][:2]
    shares = joined(f"{item.label} {_percent(item)}" for item in mine)
    title = either(f"{shares or 'No shares by alleged perpetrator'}, {span(now)}; what the shares are of"
                   " changes",
                   f"{shares or 'Pas de parts par auteur présumé'}, {span(now)} ; la base des parts"
                   " change")  # fmt: skip
    caption = either(
        "Shares of alleged perpetrators by quarter, Mali, 2020 to 2022, as public pages report the notes of"
        " the United Nations mission or, where these give counts, computed from them. The bars under the axis"
        " say what the shares are of. Hatched: not attributed in the published list; it could belong to any"
        " group. Grey: no shares of all are published or can be computed.",
        "Parts des auteurs présumés par trimestre, Mali, 2020 à 2022, telles que des pages publiques les"
        " rapportent des notes de la mission des Nations Unies ou, là où celles-ci donnent des nombres,"
        " calculées à partir d’eux. Les traits sous l’axe disent de quoi. Hachuré : non attribué dans la"
        " liste publiée, et qui peut être le fait de n’importe quel groupe. Gris : aucune part de l’ensemble"
        " n’est publiée ni calculable.",
    )
    told = labels.label(";").join(labels.label(":", period, joined(f"{item.label}"
                                                                   f" {_percent(item)}" for item in items))
                                  for period, items in found.items() if items)  # fmt: skip
    alt = either(f"Columns of shares by alleged perpetrator and quarter. {told}.",
                 f"Colonnes des parts par auteur présumé et par trimestre. {told}.")  # fmt: skip
    return sheet.drawn(title, caption, alt, (item for items in found.values() for item in items))


def _percent(item: Estimate) -> str:
    return labels.label("percent", bare(item))


def _layer(
    sheet: Sheet, group: str, items: Sequence[Sequence[Estimate]], bottoms: list[float], now: str
) -> None:
    """Put the shares of one group on top of the columns, with their numbers where there is room."""
    (axis,) = sheet.given or sheet.figure.axes
    name = either("Not attributed", "Non attribué") if group in REST else term_label(group)
    ink = "white" if group == "malian_forces" else style.INK
    for place, parts in enumerate(items):
        for item in parts:
            value, mine = float(item.number()), item.period == now
            axis.bar(place, value, bottom=bottoms[place], width=0.8, color=sheet.colour(group), label=name,
                     hatch="/////" if group in REST else "", zorder=3 if mine else 2,
                     edgecolor=style.INK if mine or group in REST else "white",
                     linewidth=style.stroke(0.8 if mine else 0.3))  # fmt: skip
            if value >= 4.5 and group not in REST:
                weight = "bold" if mine else "normal"
                middle = (place, bottoms[place] + value / 2)
                label(axis, bare(item), middle, (0, 0), va="center", color=ink, zorder=4, fontweight=weight)
            bottoms[place] += value
            name = ""
