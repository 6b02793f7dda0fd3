"""Figures of alleged perpetrators: of a quarter with bounds, and over time with what is not attributed."""

from __future__ import annotations

import re
from dataclasses import replace

from analysis.measure.attribution import whole_lists
from analysis.measure.coverage import known_quarters, scope
from analysis.measure.estimate import Estimate
from analysis.measure.published import Breakdown, attributions
from analysis.present import labels
from analysis.present.figures.drawing import REST, Drawing, Sheet, bare, word
from analysis.present.figures.parts import key, label, quarter_axis, under
from analysis.present.figures.published import breakdown
from analysis.present.figures.style import INK, KINDS, SHADE, stroke
from analysis.present.labels import either, joined, span, term_label
from analysis.present.speech import lowered
from analysis.record.ledger import facts
from analysis.record.store import read_table

GROUPS = (*KINDS["perpetrators"], "not_listed")


def alleged_perpetrators(sheet: Sheet) -> Drawing | None:
    """Draw the alleged perpetrators with the bounds that the unattributed give them, if any are told."""
    if hasattr(sheet.what, "unattributed"):  # events
        told = tuple(item for item in sheet.what.most("group") if item.stated)
        rest = replace(sheet.what.unattributed, group="remainder") if sheet.what.unattributed.stated else None
        parts = Breakdown(sheet.what.base, told, rest)
        return breakdown(sheet, parts, sheet.what.base.label, "who") if told else None
    forms = attributions(facts(), scope(facts(), sheet.quarter))
    if not forms or (len(forms[0].parts) < 2 and not forms[0].whole.stated):
        return None
    return breakdown(sheet, forms[0], labels.label(f"subject-{forms[0].subject}"), "who")


def perpetrators_over_time(sheet: Sheet) -> Drawing:
    """Draw the shares of alleged perpetrators by quarter as columns of 100 per cent."""
    periods, now = [str(quarter) for quarter in known_quarters()], str(sheet.quarter)
    found = {period: _shares(period) for period in periods}
    parents, bottoms = read_table("terms").set_index("term").parent, [0.0] * len(periods)
    (axis,) = sheet.open(1, 78)
    for group in GROUPS:
        for place, items in enumerate(found.values()):
            mine = [item for item in items if group in (item.group, parents.get(item.group, ""))]
            _layer(sheet, group, mine, place, bottoms, now)
    empty = [place for place, items in enumerate(found.values()) if not items]
    axis.bar(empty, 100, width=0.8, color=SHADE, label=word("no shares"))
    bases = [re.split("/|share_of_", items[0].measure)[-1] if items else "" for items in found.values()]
    under(sheet, axis, [base and lowered(labels.measure_label(base)) for base in bases])
    axis.set(ylim=(0, 100), xlim=(-0.6, len(periods) - 0.4), ylabel=word("shares"))
    quarter_axis(axis, periods, now)
    handles, names = axis.get_legend_handles_labels()
    firsts = [names.index(name) for name in dict.fromkeys(names)]
    shown = [sheet.wrapped(names[at], 0.36) for at in firsts]
    key(axis, 2, handles=[handles[at] for at in firsts], labels=shown)
    mine = [item for item in found.get(now, ()) if item.group not in REST][:2]
    shares = joined(map(_percent, mine)) or word("no shares")
    title = either(f"{shares}, {span(now)}; what the shares are of changes",
                   f"{shares}, {span(now)} ; la base des parts change")  # fmt: skip
    caption = either(
        "Shares of alleged perpetrators, as public pages report the notes of the United Nations mission in"
        " Mali or, where these give counts, computed from them. The bars under the axis say what the shares"
        " are of. Hatched: not attributed in the published list; it could be any group’s. Grey: no shares of"
        " all are published or can be computed.",
        "Parts des auteurs présumés, selon les notes de la mission des Nations Unies au Mali que des pages"
        " publiques rapportent ou, là où celles-ci donnent des nombres, calculées. Les traits sous l’axe"
        " disent de quoi. Hachuré : non attribué dans la liste publiée, et peut-être le fait de n’importe"
        " quel groupe. Gris : aucune part de l’ensemble n’est publiée ni calculable.",
    )
    told = labels.label(";").join(labels.label(":", period, joined(map(_percent, items)))
                                  for period, items in found.items() if items)  # fmt: skip
    return sheet.drawn(title, caption, (item for items in found.values() for item in items), told)


def _percent(item: Estimate) -> str:
    return f"{item.label} {labels.label('percent', bare(item))}"


def _shares(period: str) -> list[Estimate]:
    return [item for _, made in whole_lists(facts(), period)[:1] for item in (*made.bounds, *made.left_out)]


def _layer(sheet: Sheet, group: str, items: list[Estimate], at: int, bottoms: list[float], now: str) -> None:
    """Put the shares of one group on top of a column, with their numbers where there is room."""
    (axis,) = sheet.given or sheet.figure.axes
    rest, name = group in REST, word("not attributed") if group in REST else term_label(group)
    for item in items:
        value, mine = float(item.number()), item.period == now
        axis.bar(at, value, bottom=bottoms[at], width=0.8, color=sheet.colour(group), label=name,
                 hatch="/////" * rest, edgecolor=INK if mine or rest else "white", zorder=2 + mine,
                 linewidth=stroke(0.8 if mine else 0.3))  # fmt: skip
        if value >= 4.5 and not rest:
            label(axis, bare(item), (at, bottoms[at] + value / 2), (0, 0), va="center", zorder=4,
                  color="white" if group == "malian_forces" else INK,
                  fontweight="bold" if mine else "normal")  # fmt: skip
        bottoms[at] += value
