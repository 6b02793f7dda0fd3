"""The figure of the audit: how the checks of each period came out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from analysis.measure.account import accounts
from analysis.measure.estimate import exact
from analysis.present import style
from analysis.present.figures import Drawing, drawn, key, open_axes
from analysis.present.verdicts import WEIGHT, checks_counted
from analysis.present.words import listed, number, period_label, say
from analysis.quarter import Quarter, quarters_of
from analysis.record.ledger import ledger

KINDS = (("holds",), ("remark",), ("fails", "apart"), ("open",))


def overview_of(_quarter: Quarter) -> Drawing:
    """Draw how the checks came out in each period: one figure, whatever the quarter."""
    checked = {period for period in ledger().period if quarters_of(period) and accounts(period)}
    ordered = sorted(checked, key=lambda period: (quarters_of(period)[-1], len(quarters_of(period))))
    found = {period: [item.finding for item in accounts(period)] for period in ordered}
    rows = {period: sorted({row for item in items for row in item.rows}) for period, items in found.items()}
    return audit_overview({period: Counter(WEIGHT[item.kind] for item in items)
                           for period, items in found.items()}, rows)  # fmt: skip


def audit_overview(
    counts: Mapping[str, Mapping[str, int]], rows: Mapping[str, Sequence[str]] | None = None
) -> Drawing:
    """Draw how the checks of each period came out.

    Parameters
    ----------
    counts : mapping
        For each period, the number of checks by outcome: holds, remark, fails, apart, open.
    rows : mapping, optional
        For each period, the ledger rows that were checked.
    """
    rows = rows or {}
    figure, (axis,) = open_axes(1, 20 + 5 * len(counts))
    names = list(map(period_label, counts))
    left = [0] * len(counts)
    for kinds, (colour, hatch) in zip(KINDS, style.OUTCOMES, strict=True):
        values = [sum(count.get(kind, 0) for kind in kinds) for count in counts.values()]
        axis.barh(names, values, left=left, color=colour, hatch=hatch, edgecolor=style.INK, height=0.7,
                  label=say(f"bar-{kinds[0]}"))  # fmt: skip
        left = [start + value for start, value in zip(left, values, strict=True)]
    axis.margins(y=0.01)
    axis.invert_yaxis()
    axis.set_xlabel(say("axis-checks"))
    axis.tick_params(axis="y", length=0)
    key(axis, columns=2)
    failing = [count.get("fails", 0) + count.get("apart", 0) for count in counts.values()]
    told = [say("fig-checks", period=name, fails=str(failed), all=str(all_))
            for name, failed, all_ in zip(names, failing, left, strict=True)]  # fmt: skip
    shown = [
        replace(checks_counted(period, value), measure=f"checks/{kind}", sources=tuple(rows.get(period, ())))
        for period, count in counts.items()
        for kind, value in sorted(count.items())
    ]
    return drawn("audit_overview", figure, shown, "audit-overview", list=listed(told),
                 fails=number(exact(sum(failing))), all=number(exact(sum(left))))  # fmt: skip
