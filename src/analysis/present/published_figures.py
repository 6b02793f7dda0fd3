"""Figures of the published figures: the series and its breaks, outcomes, alleged perpetrators, places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from analysis.measure import published
from analysis.measure.coverage import known_quarters, place_lists, scope
from analysis.measure.estimate import Estimate, exact
from analysis.measure.published import Breakdown
from analysis.measure.series import killed, like_for_like, runs, totals
from analysis.measure.shares import published_bounds
from analysis.present import style
from analysis.present.figures import Drawing, bare, count_up, key, open_axes, sentence, tick, wrapped
from analysis.present.words import listed, measure_label, number, period_label, say, term_label, written
from analysis.quarter import Quarter
from analysis.record.ledger import facts
from analysis.record.store import read_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def series_of(quarter: Quarter) -> Drawing:
    """Draw the long series with a quarter emphasised."""
    table, quarters = facts(), known_quarters()
    return series(totals(table, quarters), killed(table, quarters), like_for_like(table, quarters), quarter)


def outcomes_of(quarter: Quarter) -> Drawing | None:
    """Draw the outcomes of a quarter, or of its half-year, where any are published."""
    period = scope(facts(), quarter)
    items = published.outcomes(facts(), period)
    return outcomes(items, period) if any(item.stated for item in items) else None


def perpetrators_of(quarter: Quarter) -> Drawing | None:
    """Draw the alleged perpetrators, where any are published."""
    period = scope(facts(), quarter)
    forms = published.attributions(facts(), period)
    if not forms or (len(forms[0].parts) < 2 and not forms[0].whole.stated):
        return None
    subject = forms[0].parts[0].measure.removeprefix("share/")
    return breakdown(forms[0], period, "who", say(f"subject-{subject}"))


def places_of(quarter: Quarter) -> Drawing | None:
    """Draw the places of the note's first list, where any are published."""
    period = scope(facts(), quarter)
    lists = place_lists(facts(), period)
    return breakdown(lists[0][0], period, "where", say(f"subject-{lists[0][1]}")) if lists else None


def series(
    totals: Sequence[Estimate], killed: Sequence[Estimate], fair: Sequence[Estimate], quarter: Quarter
) -> Drawing:
    """Draw the leading figures and those killed by quarter; no line crosses a change of definition.

    Parameters
    ----------
    totals, killed : sequence of Estimate
        One for each quarter, in order; not published ones leave a gap that is named.
    fair : sequence of Estimate
        Sums of outcomes that differ from the leading figure, drawn as hollow diamonds.
    quarter : Quarter
        The quarter to emphasise.
    """
    figure, axes = open_axes(2, 108, sharex=True)
    periods = [item.period for item in totals]
    for axis, items, extra in ((axes[0], totals, fair), (axes[1], killed, ())):
        _line(axis, items, periods, str(quarter))
        for item in extra:
            _point(axis, item, periods.index(item.period), falling=False, bold=False)
        count_up(axis)
        axis.set_ylim(0, max(float(item.number()) for item in (*items, *extra) if item.stated) * 1.9)
    axes[0].set_ylabel(say("axis-leading"))
    axes[1].set_ylabel(say("axis-killed"))
    ticks = [tick(period, year=period[-1] == "1") for period in periods]
    axes[1].set_xticks(range(len(periods)), ticks)
    now = next((item for item in killed if item.period == str(quarter) and item.basis == "published"), None)
    title = (
        sentence(say("fig-series-title", killed=written(now), period=period_label(quarter)))
        if now is not None and now.stated
        else say("fig-series-title-missing", period=period_label(quarter))
    )
    figure.align_ylabels(axes)
    alt = say("fig-series-alt", totals=_told((*totals, *fair)), killed=_told(killed))
    return Drawing("series", figure, title, say("fig-series-caption"), alt, (*totals, *killed, *fair))


def _told(items: Sequence[Estimate]) -> str:
    """List values with their periods; what was not published is said once for all."""
    stated = [item for item in items if item.stated]
    told = [
        say(
            "point" if item.basis == "published" else "point-derived", value=written(item), period=item.period
        )
        for item in stated
    ]
    silent = listed([item.period for item in items if not item.stated])
    return listed(told) + (f"; {say('fig-silent', list=silent)}" if silent else "")


def _line(axis: Axes, items: Sequence[Estimate], periods: list[str], quarter: str) -> None:
    for run in runs(items):
        places = [periods.index(item.period) for item in run]
        axis.plot(places, [float(item.number()) for item in run], color=style.INK, zorder=2)
        for place, item, before in zip(places, run, (None, *run), strict=False):
            falling = before is not None and before.number() > item.number()
            _point(axis, item, place, falling=falling, bold=item.period == quarter)
    for run in runs(items, joined=False):
        _definition(axis, run, periods.index(run[0].period), periods.index(run[-1].period), len(periods))
    for place, item in enumerate(items):
        if not item.stated:
            silence(axis, place)


def silence(axis: Axes, place: float) -> None:
    """Say at a place of an axis that nothing was published there: no gap is left without a word."""
    axis.text(place, 0.03, say("not-published"), va="bottom", ha="center", rotation=90, fontsize="small",
              color=style.QUIET, transform=axis.get_xaxis_transform())  # fmt: skip


def _definition(axis: Axes, run: Sequence[Estimate], first: int, last: int, count: int) -> None:
    """Say above a run what it counts, and set it apart from the one before."""
    parts = [say(f"break-{run[0].inclusion}"), *(say(f"break-{note}") for note in run[0].notes)]
    upright, share = first == last, 0.85 * (last - first + 1) / count
    lines = "\n".join(parts) if upright else wrapped(", ".join(parts), share, 0.83)
    axis.text((first + last) / 2, 1.0, lines, va="top", ha="center", rotation=90 if upright else 0,
              fontsize="small", color=style.QUIET, linespacing=1.05,
              transform=axis.get_xaxis_transform())  # fmt: skip
    if first:
        axis.axvline(first - 0.5, color=style.QUIET, linestyle=(0, (3, 2)), linewidth=0.5, zorder=1)


def _point(axis: Axes, item: Estimate, place: int, *, falling: bool, bold: bool) -> None:
    """Mark a point: hollow where it is not published; the number beside a falling line, not on it."""
    value = float(item.number())
    hollow = item.basis != "published"
    marker = (
        {"derived": "D", "computed": "d"}.get(item.basis)
        if hollow
        else style.MARKERS.get(item.inclusion, "o")
    )
    colour = style.COLOURS["jnim_is"] if bold else style.INK
    axis.plot([place], [value], marker=marker, markerfacecolor="white" if hollow else colour,
              markeredgecolor=colour, linestyle="none", zorder=3)  # fmt: skip
    offset, side = (-0.7, "top") if item.basis == "computed" else (0.6, "bottom")
    axis.annotate(bare(item), (place, value), xytext=(0.7 if falling else 0, offset),
                  textcoords="offset fontsize", ha="center", va=side, fontsize="small",
                  fontweight="bold" if bold else "normal", zorder=4)  # fmt: skip


def outcomes(items: Sequence[Estimate], quarter: str) -> Drawing:
    """Draw the people harmed in a quarter by outcome; an outcome that was not published has no bar."""
    told = [
        say("fig-part" if item.stated else "fig-part-none", value=written(item),
            name=term_label(item.measure).lower())
        for item in items
    ]  # fmt: skip
    names = [term_label(item.measure) for item in items]
    colours = [style.colour(item.measure) for item in items]
    persons = any(item.inclusion == "deaths" for item in items)
    figure = _bars(items, names, colours, say("axis-persons" if persons else "axis-victims"))
    period = period_label(quarter)
    stated = [text for text, item in zip(told, items, strict=True) if item.stated]
    title = sentence(say("fig-outcomes-title", list=listed(stated), period=period))
    alt = say("fig-outcomes-alt", period=period, list=listed(told))
    caption = _caption("fig-outcomes-caption", items, period=period)
    return Drawing("outcomes", figure, title, caption, alt, tuple(items))


def breakdown(parts: Breakdown, quarter: str, kind: str, subject: str) -> Drawing:
    """Draw the published parts of a whole, with what they leave of it hatched.

    Parameters
    ----------
    parts : Breakdown
    quarter : str
        The period.
    kind : {"who", "where"}
        By alleged perpetrator, with the bounds that the unattributed give each, or by place.
    subject : str
        What is counted, in words.
    """
    rest, left = parts.remainder, parts.remainder is not None and parts.remainder.number()
    bounded = [
        replace(item, low=item.value, high=item.number() + left)
        if kind == "who" and left and item.high is None
        else item
        for item in parts.parts
    ]
    items = (*bounded, rest) if rest is not None and left else parts.parts
    names = [say(f"remainder-{kind}") if item is rest else term_label(item.group) for item in items]
    parents = read_table("terms").set_index("term").parent
    colours = [style.colour(item.group, parents.get(item.group, "")) for item in items]
    first = parts.parts[0]
    axis = (
        say("axis-share") if first.unit == "percent" else f"{measure_label(first.measure)} {say('in-count')}"
    )
    period = period_label(quarter)
    of = {"subject": subject}
    if first.unit != "percent" and parts.whole.stated:
        of["whole"] = written(parts.whole)
    title = say(
        f"fig-{kind}-title" + "-of" * ("whole" in of),
        group=term_label(first.group), share=written(first), period=period, **of,
    )  # fmt: skip
    told = [f"{name} {written(item)}" for name, item in zip(names, items, strict=True)]
    alt = say(f"fig-{kind}-alt", period=period, list=listed(told))
    caption = _caption(f"fig-{kind}-caption", items, subject=sentence(subject), period=period)
    name = {"who": "alleged_perpetrators", "where": "places"}[kind]
    return Drawing(name, _bars(items, names, colours, axis), title, caption, alt, tuple(items))


def _caption(message: str, items: Sequence[Estimate], **values: str) -> str:
    """Write a caption that explains the marks which the figure bears, and no others."""
    marks = ["fig-hatched"] * any(item.group == "remainder" for item in items)
    marks += ["fig-bounds"] * any(_bounded(item) for item in items)
    marks += ["fig-open"] * any(item.high is not None and not _bounded(item) for item in items)
    marks += ["fig-derived"] * any(item.basis == "derived" for item in items)
    return " ".join([say(message, **values), *map(say, marks)])


def _bounded(item: Estimate) -> bool:
    """Whether the ends are those that the unattributed give, and not those of sources that disagree."""
    return item.high is not None and item.low == item.value


def _bars(items: Sequence[Estimate], names: list[str], colours: list[str], label: str) -> Figure:
    """Draw horizontal bars with their values; bounds as an outline, an open figure as a whisker."""
    import seaborn as sns

    figure, (axis,) = open_axes(1, 14 + 7 * len(items))
    values = [float(item.number()) if item.stated else 0.0 for item in items]
    top = max([*values, *(float(item.high) for item in items if item.high is not None), 1])
    lines = [wrapped(name, 0.36) for name in names]
    sns.barplot(x=values, y=lines, hue=lines, palette=colours, saturation=1, legend=False, width=0.62,
                edgecolor=style.INK, linewidth=0.5, ax=axis)  # fmt: skip
    bars: list[Any] = [bar for container in axis.containers for bar in container.get_children()]
    for bar, item, value in zip(bars, items, values, strict=True):
        if item.group == "remainder":
            bar.set_hatch("////")
        reach, middle = value, bar.get_y() + bar.get_height() / 2
        text = _value_told(item)
        if item.low is not None and item.high is not None:
            low, reach = float(item.low), float(item.high)
            if _bounded(item):
                axis.barh(middle, reach - value, left=value, height=bar.get_height(), facecolor="none",
                          edgecolor=style.QUIET, linestyle=(0, (2, 1.5)), zorder=0)  # fmt: skip
            else:
                axis.plot([low, reach], [middle, middle], color=style.INK, marker="|", markersize=5)
        axis.annotate(text, (reach, middle), xytext=(0.4, 0), textcoords="offset fontsize", va="center",
                      color=style.INK if item.stated else style.QUIET)  # fmt: skip
    axis.set_xlim(0, top * 1.22)
    axis.set(xlabel=label, ylabel="")
    axis.tick_params(axis="y", length=0)
    return figure


def _value_told(item: Estimate) -> str:
    text = written(item)
    if item.low is not None and item.high is not None:
        ends = {"low": number(item.low), "high": number(item.high)}
        text += " " + say("fig-up-to" if _bounded(item) else "fig-range", **ends)
    return text + " *" * (item.basis == "derived")


GROUPS = ("jnim_is", "militias", "malian_forces", "signatory", "international", "unidentified")


def perpetrators_over_time_of(quarter: Quarter) -> Drawing:
    """Draw the shares of alleged perpetrators over all quarters, with a quarter emphasised."""
    found = {
        str(item): published_bounds(forms[0]) if (forms := published.attributions(facts(), item)) else ()
        for item in known_quarters()
    }
    return perpetrators_over_time(found, quarter)


def perpetrators_over_time(shares: Mapping[str, Sequence[Estimate]], quarter: Quarter) -> Drawing:
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
                silence(axis, place)
            if not shares[period]:
                axis.axvspan(place - 0.5, place + 0.5, color=style.INK, alpha=0.07, linewidth=0)
    axes[-1].set_xticks(range(len(periods)), [tick(item, year=item[-1] == "1") for item in periods])
    figure.supylabel(say("axis-share-attributed"), fontsize="medium")
    now = shares.get(str(quarter), ())
    told = [say("point-share", period=period, list=listed([_group_share(item) for item in found]))
            for period, found in shares.items() if found]  # fmt: skip
    title = say(
        "fig-over-time-title" if now else "fig-over-time-title-missing",
        period=period_label(quarter),
        list=listed([_group_share(item) for item in now[:2]]),
    )
    shown = tuple(item for found in shares.values() for item in found)
    alt = say("fig-over-time-alt", list="; ".join(told))
    return Drawing("perpetrators_over_time", figure, title, say("fig-over-time-caption"), alt, shown)


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
            ends = [float(before.number()), float(item.number())]
            axis.plot([start, stop], ends, color=look.colour, linestyle=look.dash)
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
        where = (
            (side, 0.1, "left" if side > 0 else "right", "center")
            if high > value
            else (0, 0.5, "center", "bottom")
        )
        axis.annotate(number(item.number(), 0), (place, value), xytext=where[:2], ha=where[2], va=where[3],
                      textcoords="offset fontsize", fontsize="small",
                      fontweight="bold" if now else "normal")  # fmt: skip


KINDS = (("holds",), ("remark",), ("fails", "apart"), ("open",))


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
    title = say("audit-overview-title", fails=number(exact(sum(failing))), all=number(exact(sum(left))))
    told = [say("fig-checks", period=name, fails=str(failed), all=str(all_))
            for name, failed, all_ in zip(names, failing, left, strict=True)]  # fmt: skip
    alt = say("audit-overview-alt", list=listed(told))
    shown = tuple(
        Estimate(measure=f"checks/{kind}", value=exact(value), unit="checks", period=period,
                 basis="computed", sources=tuple(rows.get(period, ())))
        for period, count in counts.items()
        for kind, value in sorted(count.items())
    )  # fmt: skip
    return Drawing("audit_overview", figure, title, say("audit-overview-caption"), alt, shown)
