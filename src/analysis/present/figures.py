"""Figures as functions of estimates: one message each, with caption, alternative text and data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from analysis.measure import published
from analysis.measure.coverage import known_quarters, place_lists, scope
from analysis.measure.estimate import Estimate, exact
from analysis.measure.published import Breakdown
from analysis.measure.series import killed, like_for_like, runs, totals
from analysis.present import style
from analysis.present.words import listed, measure_label, period_label, say, term_label, written
from analysis.quarter import Quarter
from analysis.record.ledger import facts
from analysis.record.store import read_table

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Drawing:
    """A figure that knows its title, caption, alternative text and the estimates it shows.

    Attributes
    ----------
    name : str
        File name without ending.
    figure : matplotlib.figure.Figure
    title, caption, alt : str
    shown : tuple of Estimate
        What is plotted, in order.
    """

    name: str
    figure: Figure
    title: str
    caption: str
    alt: str
    shown: tuple[Estimate, ...] = field(default=())

    def table(self) -> pd.DataFrame:
        """Return the plotted numbers, one row per estimate, with unit, rule, basis and ledger rows."""
        import pandas as pd

        columns = [
            "period",
            "measure",
            "group",
            "value",
            "low",
            "high",
            "unit",
            "inclusion",
            "basis",
            "qualifier",
            "status",
        ]
        rows = [
            {**{name: getattr(item, name) for name in columns}, "sources": " ".join(item.sources)}
            for item in self.shown
        ]
        return pd.DataFrame(rows, columns=[*columns, "sources"])


def open_axes(rows: int, height_mm: float, **options: Any) -> tuple[Figure, list[Axes]]:
    """Open a figure of the exact width without touching the reader's own matplotlib settings."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    settings: Any = {**mpl.rcParamsDefault, **style.RC, "backend": mpl.rcParams["backend"]}
    with mpl.rc_context(settings):
        figure = Figure(figsize=(style.WIDTH_MM * style.MM, height_mm * style.MM), layout="constrained")
        axes = figure.subplots(rows, 1, squeeze=False, **options)
    return figure, list(axes[:, 0])


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
    figure, axes = open_axes(2, 112, sharex=True)
    periods = [item.period for item in totals]
    for axis, items, extra in ((axes[0], totals, fair), (axes[1], killed, ())):
        _line(axis, items, periods, str(quarter))
        for item in extra:
            _point(axis, item, periods.index(item.period), falling=False, bold=False)
        axis.set_ylim(0, max(float(item.number()) for item in (*items, *extra) if item.stated) * 1.55)
    axes[0].set_ylabel(say("axis-leading"))
    axes[1].set_ylabel(say("axis-killed"))
    labels = [f"Q{period[-1]}\n{period[:4]}" if period[-1] == "1" else f"Q{period[-1]}" for period in periods]
    axes[1].set_xticks(range(len(periods)), labels)
    now = next((item for item in killed if item.period == str(quarter) and item.basis == "published"), None)
    title = (
        _sentence(say("fig-series-title", killed=written(now), period=period_label(quarter)))
        if now is not None and now.stated
        else say("fig-series-title-missing", period=period_label(quarter))
    )
    figure.align_ylabels(axes)
    alt = say("fig-series-alt", totals=_told((*totals, *fair)), killed=_told(killed))
    return Drawing("series", figure, title, say("fig-series-caption"), alt, (*totals, *killed, *fair))


def _told(items: Sequence[Estimate]) -> str:
    return listed(
        [
            say(
                "point" if item.basis == "published" else "point-derived",
                value=written(item),
                period=item.period,
            )
            for item in items
        ]
    )


def _line(axis: Axes, items: Sequence[Estimate], periods: list[str], quarter: str) -> None:
    for run in runs(items):
        places = [periods.index(item.period) for item in run]
        axis.plot(places, [float(item.number()) for item in run], color=style.INK, zorder=2)
        for place, item, before in zip(places, run, (None, *run), strict=False):
            falling = before is not None and before.number() > item.number()
            _point(axis, item, place, falling=falling, bold=item.period == quarter)
    quiet: dict[str, Any] = {
        "transform": axis.get_xaxis_transform(),
        "ha": "center",
        "fontsize": 6,
        "color": style.QUIET,
    }
    for run in runs(items, joined=False):
        first, last = periods.index(run[0].period), periods.index(run[-1].period)
        text = [say(f"break-{run[0].inclusion}"), *(say(f"break-{note}") for note in run[0].notes)]
        width = 11 + 9 * (last - first)
        wrapped = "\n".join(line for part in text for line in _wrapped(part, width))
        axis.text((first + last) / 2, 1.0, wrapped, va="top", **quiet)
        if first:
            axis.axvline(first - 0.5, color=style.QUIET, linestyle=(0, (3, 2)), linewidth=0.6, zorder=1)
    for place, item in enumerate(items):
        if not item.stated:
            axis.text(place, 0.03, say("not-published"), va="bottom", rotation=90, **quiet)


def _wrapped(text: str, width: int) -> list[str]:
    import textwrap

    return textwrap.wrap(text, width)


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
    axis.plot([place], [value], marker=marker, color=style.INK, markerfacecolor="white" if hollow else colour,
              markeredgecolor=colour, markeredgewidth=0.8, linestyle="none", zorder=3)  # fmt: skip
    below = item.basis == "computed"
    text = written(item).removeprefix(item.qualifier).strip()
    offset, side = (-5, "top") if below else (4, "bottom")
    weight = "bold" if bold else "normal"
    axis.annotate(text, (place, value), xytext=(5 if falling else 0, offset), textcoords="offset points",
                  ha="center", va=side, fontsize=6.5, fontweight=weight, zorder=4)  # fmt: skip


def outcomes(items: Sequence[Estimate], quarter: str) -> Drawing:
    """Draw the people harmed in a quarter by outcome; an outcome that was not published has no bar."""
    told = [
        f"{written(item)} {term_label(item.measure).lower()}"
        if item.stated
        else f"{term_label(item.measure).lower()}: {written(item)}"
        for item in items
    ]
    names = [term_label(item.measure) for item in items]
    colours = [style.colour(item.measure) for item in items]
    persons = any(item.inclusion == "deaths" for item in items)
    figure = _bars(items, names, colours, say("axis-persons" if persons else "axis-victims"))
    period = period_label(quarter)
    stated = [text for text, item in zip(told, items, strict=True) if item.stated]
    title = _sentence(say("fig-outcomes-title", list=listed(stated), period=period))
    alt = say("fig-outcomes-alt", period=period, list=listed(told))
    return Drawing(
        "outcomes", figure, title, _caption("fig-outcomes-caption", items, period=period), alt, tuple(items)
    )


def breakdown(parts: Breakdown, quarter: str, kind: str, subject: str) -> Drawing:
    """Draw the published parts of a whole, with what they leave of it hatched.

    Parameters
    ----------
    parts : Breakdown
    quarter : str
        The period.
    kind : {"who", "where"}
        By alleged perpetrator or by place.
    subject : str
        What is counted, in words.
    """
    rest = parts.remainder
    items = (*parts.parts, rest) if rest is not None and rest.number() else parts.parts
    names = [say(f"remainder-{kind}") if item is rest else term_label(item.group) for item in items]
    parents = read_table("terms").set_index("term").parent
    colours = [style.colour(item.group, parents.get(item.group, "")) for item in items]
    axis = say("axis-share") if parts.parts[0].unit == "percent" else measure_label(parts.parts[0].measure)
    period, first = period_label(quarter), parts.parts[0]
    of = subject if first.unit == "percent" or not parts.whole.stated else f"{written(parts.whole)} {subject}"
    title = say(
        f"fig-{kind}-title", group=term_label(first.group), share=written(first), subject=of, period=period
    )
    told = [f"{name} {written(item)}" for name, item in zip(names, items, strict=True)]
    alt = say(f"fig-{kind}-alt", period=period, list=listed(told))
    caption = _caption(f"fig-{kind}-caption", items, subject=_sentence(subject), period=period)
    name = {"who": "alleged_perpetrators", "where": "places"}[kind]
    return Drawing(name, _bars(items, names, colours, axis), title, caption, alt, tuple(items))


def audit_overview(counts: Mapping[str, Mapping[str, int]]) -> Drawing:
    """Draw how the checks of each period came out.

    Parameters
    ----------
    counts : mapping
        For each period, the number of checks by outcome: holds, remark, fails, apart, open.
    """
    figure, (axis,) = open_axes(1, 22 + 5.5 * len(counts))
    left = [0] * len(counts)
    kinds = (("holds",), ("remark",), ("fails", "apart"), ("open",))
    for (name, *more), (colour, hatch) in zip(kinds, style.OUTCOMES, strict=True):
        values = [sum(count.get(kind, 0) for kind in (name, *more)) for count in counts.values()]
        axis.barh(list(counts), values, left=left, color=colour, hatch=hatch, linewidth=0.4,
                  edgecolor=style.INK, height=0.7, label=say(f"bar-{name}"))  # fmt: skip
        left = [start + value for start, value in zip(left, values, strict=True)]
    axis.margins(y=0.01)
    axis.invert_yaxis()
    axis.set_xlabel(say("axis-checks"))
    axis.tick_params(axis="y", length=0)
    axis.legend(
        ncols=4, frameon=False, loc="lower left", bbox_to_anchor=(-0.25, 1.0), fontsize=6.5, borderpad=0
    )
    failing = {name: count.get("fails", 0) + count.get("apart", 0) for name, count in counts.items()}
    title = say("audit-overview-title", fails=str(sum(failing.values())), all=str(sum(left)))
    told = [f"{name} {failed} of {all_}" for (name, failed), all_ in zip(failing.items(), left, strict=True)]
    alt = say("audit-overview-alt", list=listed(told))
    shown = tuple(
        Estimate(
            measure=f"checks/{kind}",
            group=name,
            value=exact(value),
            unit="checks",
            period=name,
            basis="computed",
        )
        for name, count in counts.items()
        for kind, value in sorted(count.items())
    )
    return Drawing("audit_overview", figure, title, say("audit-overview-caption"), alt, shown)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _caption(message: str, items: Sequence[Estimate], **values: str) -> str:
    """Write a caption that explains the marks which the figure bears, and no others."""
    marks = ["fig-hatched"] * any(item.group == "remainder" for item in items)
    marks += ["fig-derived"] * any(item.basis == "derived" for item in items)
    return " ".join([say(message, **values), *map(say, marks)])


def _bars(items: Sequence[Estimate], names: list[str], colours: list[str], label: str) -> Figure:
    """Draw horizontal bars with their values beside them; bounds of an open figure as a whisker."""
    import seaborn as sns

    figure, (axis,) = open_axes(1, 16 + 7.5 * len(items))
    values = [float(item.number()) if item.stated else 0.0 for item in items]
    top = max([*values, *(float(item.high) for item in items if item.high is not None), 1])
    wrapped = ["\n".join(_wrapped(name, 44)) for name in names]
    sns.barplot(x=values, y=wrapped, hue=wrapped, palette=colours, saturation=1, legend=False, width=0.68,
                edgecolor=style.INK, linewidth=0.5, ax=axis)  # fmt: skip
    bars: list[Any] = [bar for container in axis.containers for bar in container.get_children()]
    for bar, item, value in zip(bars, items, values, strict=True):
        if item.group == "remainder":
            bar.set_hatch("////")
        reach = value
        if item.low is not None and item.high is not None:
            reach = float(item.high)
            middle = bar.get_y() + bar.get_height() / 2
            axis.plot([float(item.low), reach], [middle, middle], color=style.INK, marker="|", markersize=5)
        text = written(item) + (f" ({item.low} to {item.high})" if item.high is not None else "")
        text += " *" if item.basis == "derived" else ""
        axis.text(reach + top * 0.012, bar.get_y() + bar.get_height() / 2, text, va="center", fontsize=7,
                  color=style.INK if item.stated else style.QUIET)  # fmt: skip
    axis.set_xlim(0, top * 1.16)
    axis.set(xlabel=label, ylabel="")
    axis.tick_params(axis="y", length=0)
    return figure
