"""Figures of alleged perpetrators: of a quarter with bounds, and over time with what is not attributed."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import chain
from typing import Any

from analysis.measure.attribution import whole_lists
from analysis.measure.coverage import known_quarters, scope
from analysis.measure.estimate import Estimate
from analysis.measure.breakdown import Breakdown, attributions
from analysis.present import labels
from analysis.present.figures.drawing import REST, Drawing, Sheet, bare
from analysis.present.figures.parts import key, label, quarter_axis, under, word
from analysis.present.figures.published import breakdown
from analysis.present.figures.style import INK, KINDS, SHADE, stroke
from analysis.present.labels import joined, span, term_label
from analysis.present.speech import lowered
from analysis.record.ledger import facts
from analysis.record.store import read_table


def alleged_perpetrators(sheet: Sheet) -> Drawing | None:
    """Draw the alleged perpetrators with the bounds that the unattributed give them, if any are told."""
    events = sheet.what
    if hasattr(events, "unattributed"):
        told = tuple(item for item in events.most("group") if item.stated)
        rest = replace(events.unattributed, group="remainder")
        return breakdown(sheet, Breakdown(events.base, told, rest), events.base.label) if told else None
    forms = attributions(facts(), scope(facts(), sheet.quarter))
    if not forms or (len(forms[0].parts) < 2 and not forms[0].whole.stated):
        return None
    return breakdown(sheet, forms[0], labels.label(f"subject-{forms[0].subject}"))


def perpetrators_over_time(sheet: Sheet) -> Drawing:
    """Draw the shares of alleged perpetrators by quarter as columns of 100 per cent."""
    periods, now = [str(quarter) for quarter in known_quarters()], str(sheet.quarter)
    found = {period: _shares(period) for period in periods}
    parents, bottoms = read_table("terms").set_index("term").parent, [0.0] * len(periods)
    (axis,) = sheet.open(1, 78)
    for group in (*KINDS["perpetrators"], "not_listed"):
        for place, items in enumerate(found.values()):
            for item in items:
                if group in (item.group, parents.get(item.group)):
                    _layer(sheet, group, item, place, bottoms)
    empty = [place for place, items in enumerate(found.values()) if not items]
    axis.bar(empty, 100, width=0.8, color=SHADE, label=word("no shares"))
    bases = [re.split("/|share_of_", items[0].measure)[-1] if items else "" for items in found.values()]
    under(sheet, axis, [base and lowered(labels.measure_label(base)) for base in bases])
    axis.set(ylim=(0, 100), xlim=(-0.6, len(periods) - 0.4), ylabel=word("shares"))
    quarter_axis(axis, periods, now)
    named: dict[str, Any] = {}
    for handle, name in zip(*axis.get_legend_handles_labels(), strict=True):
        named.setdefault(sheet.wrapped(name, 0.36), handle)
    key(axis, 2, handles=named.values(), labels=named)
    mine = [item for item in found.get(now, ()) if item.group not in REST][:2]
    title = word("title perpetrators", joined(map(_percent, mine)) or word("no shares"), span(now))
    told = labels.label(";").join(labels.label(":", period, joined(map(_percent, items)))
                                  for period, items in found.items() if items)  # fmt: skip
    return sheet.drawn(title, word("caption perpetrators"), chain(*found.values()), told)


def _percent(item: Estimate) -> str:
    return f"{item.label} {labels.label('percent', bare(item))}"


def _shares(period: str) -> list[Estimate]:
    return [item for _, made in whole_lists(facts(), period)[:1] for item in (*made.bounds, *made.left_out)]


def _layer(sheet: Sheet, group: str, item: Estimate, at: int, bottoms: list[float]) -> None:
    """Put a share of a group on top of a column, with its number where there is room."""
    (axis,) = sheet.given or sheet.figure.axes
    value, bold, rest = float(item.number()), item.period == str(sheet.quarter), group in REST
    name, width = word("not attributed") if rest else term_label(group), stroke(0.8 if bold else 0.3)
    axis.bar(at, value, bottom=bottoms[at], width=0.8, color=sheet.colour(group), hatch="/////" * rest,
             label=name, linewidth=width, edgecolor=INK if bold or rest else "white", zorder=2 + bold)  # fmt: skip
    if value >= 4.5 and not rest:
        colour = "white" if group == "malian_forces" else INK
        middle = bottoms[at] + value / 2
        label(axis, bare(item), (at, middle), (0, 0), bold=bold, va="center", zorder=4, color=colour)
    bottoms[at] += value
