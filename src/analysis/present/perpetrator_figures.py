"""Figures of alleged perpetrators: their shares with bounds, and the shares over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from analysis.measure.attribution import whole_lists
from analysis.measure.coverage import known_quarters, scope
from analysis.measure.estimate import Estimate
from analysis.measure.shares import Shares
from analysis.present import style
from analysis.present.figures import Drawing, drawn, heights, label, open_axes, quarter_axis
from analysis.present.published_figures import REST, parts_drawing, silence
from analysis.present.words import listed, number, period_label, say, term_label
from analysis.quarter import Quarter
from analysis.record.ledger import facts
from analysis.record.store import read_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GROUPS = ("jnim_is", "militias", "malian_forces", "signatory", "international", "unidentified")


def _shares(period: str) -> list[Shares]:
    return [made for _, made in whole_lists(facts(), period)]


def shares_of_quarter(quarter: Quarter) -> Drawing | None:
    """Draw the shares of alleged perpetrators with their bounds, where the published list has a whole."""
    period = scope(facts(), quarter)
    if not (made := _shares(period)):
        return None
    items = (*made[0].bounds, *made[0].left_out)
    base = items[0].measure.removeprefix("share/").removeprefix("share_of_")
    subject = say(f"subject-{base}")
    return parts_drawing("perpetrator_shares", items, "who", subject, period)


def over_time_of(quarter: Quarter) -> Drawing:
    """Draw the shares of alleged perpetrators over all quarters, with a quarter emphasised."""
    found = {}
    for period in map(str, known_quarters()):
        made = _shares(period)[:1]
        named = [item for shares in made for item in (*shares.bounds, *shares.left_out)]
        found[period] = tuple(item for item in named if item.group not in REST)
    return over_time(found, quarter)


def over_time(shares: Mapping[str, Sequence[Estimate]], quarter: Quarter) -> Drawing:
    """Draw the share of each group of alleged perpetrators by quarter, one panel each.

    Parameters
    ----------
    shares : mapping of str to sequence of Estimate
        For each period the shares in percent with the bounds that the unattributed give them; none
        where the period published none.
    quarter : Quarter
        The quarter to emphasise.
    """
    terms = read_table("terms")
    parents = dict(zip(terms.term, terms.parent, strict=True))
    figure, axes = open_axes(len(GROUPS), 128, sharex=True, sharey=True)
    periods = list(shares)
    for axis, group in zip(axes, GROUPS, strict=True):
        items = [_of(group, shares[period], parents) for period in periods]
        _share_line(axis, group, items, str(quarter))
        axis.set_title(term_label(group), fontsize="small", pad=2)
        axis.set_ylim(0, 100)
        axis.set_xlim(-0.9, len(periods) - 0.4)
        axis.set_yticks([0, 50, 100])
        for place, period in enumerate(periods):
            if not shares[period] and axis is axes[-1]:
                silence(axis, place, "fig-no-shares")  # counts may have been published, of some groups
            if not shares[period]:
                axis.axvspan(place - 0.5, place + 0.5, color=style.INK, alpha=0.07, linewidth=0)
    quarter_axis(axes[-1], periods)
    figure.supylabel(say("axis-share-attributed"), fontsize="medium")
    now = shares.get(str(quarter), ())
    told = [say("point-share", period=period, list=listed([_group_share(item) for item in found]))
            for period, found in shares.items() if found]  # fmt: skip
    title = say("fig-over-time-title" + "-missing" * (not now), period=period_label(quarter),
                list=listed(list(map(_group_share, now[:2]))))  # fmt: skip
    shown = [item for found in shares.values() for item in found]
    return drawn("perpetrators_over_time", figure, shown, "fig-over-time", title=title, list="; ".join(told))


def _group_share(item: Estimate) -> str:
    return f"{term_label(item.group)} {say('percent', number=number(item.number(), 0))}"


def _of(group: str, found: Sequence[Estimate], parents: Mapping[str, str]) -> Estimate | None:
    return next((item for item in found if group in (item.group, parents.get(item.group))), None)


def _share_line(axis: Axes, group: str, items: Sequence[Estimate | None], quarter: str) -> None:
    look = style.LOOKS[group]
    known = [(place, item) for place, item in enumerate(items) if item is not None]
    joined = set()
    for (start, before), (stop, item) in pairwise(known):
        if stop == start + 1 and (before.measure, before.inclusion) == (item.measure, item.inclusion):
            axis.plot([start, stop], heights((before, item)), color=look.colour, linestyle=look.dash)
            joined.add(start)
    for place, item in known:
        now = item.period == quarter
        value, high = float(item.number()), float(item.high or 0)
        if high > value:
            axis.plot([place, place], [value, high], color=style.QUIET, linewidth=0.6, zorder=1)
            axis.plot([place], [high], marker="_", color=style.QUIET, zorder=1)
        axis.plot([place], [value], marker=look.marker, color=look.colour, linestyle="none", zorder=3,
                  markeredgecolor=style.INK, markeredgewidth=1.0 if now else 0.3, clip_on=False)  # fmt: skip
        side = -0.75 if place in joined else 0.75  # beside a bound, and not on a line
        beside = {"ha": "left" if side > 0 else "right", "va": "center"} if high > value else {}
        label(axis, number(item.number(), 0), (place, value), (side, 0.1) if beside else (0, 0.5),
              fontweight="bold" if now else "normal", **beside)  # fmt: skip
