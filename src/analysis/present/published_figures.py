"""Figures of the published figures: the series and its breaks, outcomes, alleged perpetrators, places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from analysis.measure import published
from analysis.measure.coverage import known_quarters, place_lists, scope
from analysis.measure.estimate import Estimate
from analysis.measure.published import Breakdown
from analysis.measure.series import killed, like_for_like, runs, totals
from analysis.present import style
from analysis.present.figures import (
    Drawing,
    bare,
    count_up,
    drawn,
    heights,
    label,
    open_axes,
    points_told,
    quarter_axis,
    sentence,
    wrapped,
)
from analysis.present.words import Words, ends, listed, measure_label, period_label, say, term_label, written
from analysis.quarter import Quarter
from analysis.record.ledger import facts
from analysis.record.store import read_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

REST = ("remainder", "not_listed")  # what a published list leaves


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
    return breakdown(forms[0], period, "who", say(f"subject-{forms[0].subject}"))


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
        axis.set_ylim(0, max(heights(item for item in (*items, *extra) if item.stated)) * 1.9)
    axes[0].set_ylabel(say("axis-leading"))
    axes[1].set_ylabel(say("axis-killed"))
    quarter_axis(axes[1], periods)
    figure.align_ylabels(axes)
    own = [item for item in killed if item.period == str(quarter) and item.basis == "published"]
    period, known = period_label(quarter), [item for item in own if item.stated]
    title = say("fig-series-title-missing", period=period)
    if known:
        title = sentence(say("fig-series-title", killed=known[0], period=period))
    alt = say("fig-series-alt", totals=_told((*totals, *fair)), killed=_told(killed))
    return drawn("series", figure, (*totals, *killed, *fair), "fig-series", title=title, alt=alt)


def _told(items: Sequence[Estimate]) -> str:
    """List values with their periods; what was not published is said once for all."""
    told = points_told((item for item in items if item.stated), "point-derived")
    silent = listed([item.period for item in items if not item.stated])
    return told + (f"; {say('fig-silent', list=silent)}" if silent else "")


def _line(axis: Axes, items: Sequence[Estimate], periods: list[str], quarter: str) -> None:
    for run in runs(items):
        places = [periods.index(item.period) for item in run]
        axis.plot(places, heights(run), color=style.INK, zorder=2)
        for place, item, before in zip(places, run, (None, *run), strict=False):
            falling = before is not None and before.number() > item.number()
            _point(axis, item, place, falling=falling, bold=item.period == quarter)
    for run in runs(items, joined=False):
        _definition(axis, run, periods.index(run[0].period), periods.index(run[-1].period), len(periods))
    for place, item in enumerate(items):
        if not item.stated:
            silence(axis, place)


def silence(axis: Axes, place: float, why: str = "not-published") -> None:
    """Say at a place of an axis why nothing is drawn there: no gap is left without a word."""
    axis.text(place, 0.03, say(why), va="bottom", ha="center", rotation=90, fontsize="small",
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
    value, hollow = float(item.number()), item.basis != "published"
    markers = {"published": style.MARKERS.get(item.inclusion, "o"), "derived": "D", "computed": "d"}
    marker, colour = markers.get(item.basis), style.COLOURS["jnim_is"] if bold else style.INK
    axis.plot([place], [value], marker=marker, markerfacecolor="white" if hollow else colour,
              markeredgecolor=colour, linestyle="none", zorder=3)  # fmt: skip
    offset, side = (-0.7, "top") if item.basis == "computed" else (0.6, "bottom")
    label(axis, bare(item), (place, value), (0.7 if falling else 0, offset), va=side,
          fontweight="bold" if bold else "normal", zorder=4)  # fmt: skip


def outcomes(items: Sequence[Estimate], quarter: str) -> Drawing:
    """Draw the people harmed in a quarter by outcome; an outcome that was not published has no bar."""
    told = [
        say("fig-part" if item.stated else "fig-part-none", value=item,
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
    caption = _caption("fig-outcomes-caption", items, period=period)
    return drawn("outcomes", figure, items, "fig-outcomes", title=title, caption=caption, period=period,
                 list=listed(told))  # fmt: skip


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
    bounded = list(parts.parts)
    for rest in parts.left if kind == "who" else ():
        bounded = [item if item.high is not None else
                   replace(item, low=item.value, high=item.number() + rest.number())
                   for item in bounded]  # fmt: skip
    whole = parts.whole if parts.parts[0].unit != "percent" and parts.whole.stated else None
    name = {"who": "alleged_perpetrators", "where": "places"}[kind]
    return parts_drawing(name, (*bounded, *parts.left), kind, subject, quarter, whole)


def parts_drawing(
    name: str, items: Sequence[Estimate], kind: str, subject: str, quarter: str, whole: Estimate | None = None
) -> Drawing:
    """Draw the parts of a whole as bars, each in its own colour, and say what the figure shows.

    Parameters
    ----------
    name : str
        Id of the figure.
    items : sequence of Estimate
    kind : {"who", "where"}
    subject : str
        What is counted, in words.
    quarter : str
        The period.
    whole : Estimate, optional
        What the parts are counts of.
    """
    parents = read_table("terms").set_index("term").parent
    names = [say(f"remainder-{kind}") if item.group in REST else term_label(item.group) for item in items]
    colours = [style.colour(item.group, parents.get(item.group, "")) for item in items]
    first, period = items[0], period_label(quarter)
    counted = f"{measure_label(first.measure)} {say('in-count')}"
    figure = _bars(items, names, colours, say("axis-share") if first.unit == "percent" else counted)
    words: Words = {"group": term_label(first.group), "share": first, "period": period, "subject": subject}
    of = {"whole": whole} if whole is not None else {}
    title = say(f"fig-{kind}-title" + "-of" * bool(of), **words, **of)
    told = listed([f"{name} {_value_told(item)}" for name, item in zip(names, items, strict=True)])
    caption = _caption(f"fig-{kind}-caption", items, subject=sentence(subject), period=period)
    return drawn(name, figure, items, f"fig-{kind}", title=title, caption=caption, period=period, list=told)


def _caption(message: str, items: Sequence[Estimate], **values: str) -> str:
    """Write a caption that explains the marks which the figure bears, and no others."""
    marks = ["fig-hatched"] * any(item.group in REST for item in items)
    marks += ["fig-bounds"] * any(_bounded(item) for item in items)
    marks += ["fig-open"] * any(_whisker(item) for item in items)
    marks += ["fig-derived"] * any(item.basis == "derived" for item in items)
    return " ".join([say(message, **values), *map(say, marks)])


def _bounded(item: Estimate) -> bool:
    """Whether the ends are those that the unattributed give, and not those of sources that disagree."""
    return item.ranged and item.low == item.value


def _whisker(item: Estimate) -> bool:
    return item.ranged and not _bounded(item)


def _bars(items: Sequence[Estimate], names: list[str], colours: list[str], counted: str) -> Figure:
    """Draw horizontal bars with their values; bounds as an outline, an open figure as a whisker."""
    import seaborn as sns

    figure, (axis,) = open_axes(1, 14 + 7 * len(items))
    values = [float(item.number()) if item.stated else 0.0 for item in items]
    top = max([*values, *(float(item.high) for item in items if item.high is not None), 1])
    lines = [wrapped(name, 0.36) for name in names]
    sns.barplot(x=values, y=lines, hue=lines, palette=colours, saturation=1, legend=False, width=0.62,
                errorbar=None, edgecolor=style.INK, linewidth=0.5, ax=axis)  # fmt: skip
    bars: list[Any] = [bar for container in axis.containers for bar in container.get_children()]
    for bar, item, value in zip(bars, items, values, strict=True):
        if item.group in REST:
            bar.set_hatch("////")
        reach, middle = value, bar.get_y() + bar.get_height() / 2
        if item.ranged:
            low, reach = float(item.low or 0), float(item.high or 0)
            if _bounded(item):
                axis.barh(middle, reach - value, left=value, height=bar.get_height(), facecolor="none",
                          edgecolor=style.QUIET, linestyle=(0, (2, 1.5)), zorder=0)  # fmt: skip
            else:
                axis.plot([low, reach], [middle, middle], color=style.INK, marker="|", markersize=5)
        label(axis, _value_told(item), (reach, middle), (0.4, 0), ha="left", va="center", fontsize="medium",
              color=style.INK if item.stated else style.QUIET)  # fmt: skip
    axis.set_xlim(0, top * 1.22)
    axis.set(xlabel=counted, ylabel="")
    axis.tick_params(axis="y", length=0)
    return figure


def _value_told(item: Estimate) -> str:
    text = written(item)
    if item.ranged:
        text += " " + say("fig-up-to" if _bounded(item) else "fig-range", **ends(item))
    return text + " *" * (item.basis == "derived")
