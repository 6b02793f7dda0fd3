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
from analysis.present.figures import Drawing, bare, count_up, open_axes, sentence, tick, wrapped
from analysis.present.words import listed, measure_label, number, period_label, say, term_label, written
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
    whole = parts.whole if parts.parts[0].unit != "percent" and parts.whole.stated else None
    name = {"who": "alleged_perpetrators", "where": "places"}[kind]
    return parts_drawing(name, items, kind, subject, quarter, whole)


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
    axis = (
        say("axis-share") if first.unit == "percent" else f"{measure_label(first.measure)} {say('in-count')}"
    )
    of = {"subject": subject} | ({"whole": written(whole)} if whole is not None else {})
    message = f"fig-{kind}-title" + "-of" * (whole is not None)
    title = say(message, group=term_label(first.group), share=written(first), period=period, **of)
    told = [f"{name} {_value_told(item)}" for name, item in zip(names, items, strict=True)]
    alt = say(f"fig-{kind}-alt", period=period, list=listed(told))
    caption = _caption(f"fig-{kind}-caption", items, subject=sentence(subject), period=period)
    return Drawing(name, _bars(items, names, colours, axis), title, caption, alt, tuple(items))


def _caption(message: str, items: Sequence[Estimate], **values: str) -> str:
    """Write a caption that explains the marks which the figure bears, and no others."""
    marks = ["fig-hatched"] * any(item.group in REST for item in items)
    marks += ["fig-bounds"] * any(_bounded(item) for item in items)
    marks += ["fig-open"] * any(_whisker(item) for item in items)
    marks += ["fig-derived"] * any(item.basis == "derived" for item in items)
    return " ".join([say(message, **values), *map(say, marks)])


def _bounded(item: Estimate) -> bool:
    """Whether the ends are those that the unattributed give, and not those of sources that disagree."""
    return item.high is not None and item.low == item.value != item.high


def _whisker(item: Estimate) -> bool:
    return item.low != item.high and not _bounded(item)


def _bars(items: Sequence[Estimate], names: list[str], colours: list[str], label: str) -> Figure:
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
        text = _value_told(item)
        if item.low is not None and item.high is not None and item.low != item.high:
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
    if item.low is not None and item.high is not None and item.low != item.high:
        ends = {name: number(end, 1 if len(end.as_tuple().digits) > 8 else None)
                for name, end in (("low", item.low), ("high", item.high))}  # fmt: skip
        text += " " + say("fig-up-to" if _bounded(item) else "fig-range", **ends)
    return text + " *" * (item.basis == "derived")
