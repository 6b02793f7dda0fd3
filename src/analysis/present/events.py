"""The section of a note on event data: sentences and a table, each source by itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from analysis.measure.estimate import Estimate
from analysis.measure.events import EventFigures, event_figures
from analysis.present.display import Prose, Table, table_or
from analysis.present.told import counted_here
from analysis.present.words import end, ends, language, listed, period_label, say, unit_label, written
from analysis.quarter import Quarter

OUTCOMES = ("killed", "injured", "abducted", "enforced_disappearance", "sexual_violence", "torture",
            "arbitrary_detention")  # fmt: skip


def events_prose(quarter: Quarter) -> Prose:
    """State what event data say of a quarter, with rule, source, licence and what was not used.

    Examples
    --------
    >>> "no note" in events_prose(Quarter.parse("2024Q3")).text
    False
    """
    found = event_figures(quarter)
    if not found:
        return Prose(say("events-none", period=period_label(quarter)))
    return Prose(*(line for figures in found for line in _told(figures, quarter)), say("events-apart"))


def accused_prose(quarter: Quarter) -> Prose:
    """State what event data say of alleged perpetrators, each source by itself."""
    lines = [
        say("events-who-of", span=span(figures.months, quarter), source=figures.about[0]["title"],
            **_who(figures.accused))
        for figures in event_figures(quarter) if figures.accused
    ]  # fmt: skip
    return Prose(*lines or [say("events-who-none", period=period_label(quarter))], say("events-apart"))


def events_table(quarter: Quarter) -> Table | Prose:
    """List every event-based figure on a quarter."""
    found = [(item, source) for source in event_figures(quarter) for item in source.figures]
    items = [item for item, _ in found]
    shown = {
        "figure": [_label(item) for item in items],
        "left": [written(item) for item in items],
        "range": [_range(item).removeprefix(", ") for item in items],
        "unit": [unit_label(item.unit) for item in items],
        "place": [item.place for item in items],
        "period": [span(source.months, quarter) for _, source in found],
        "source": [" ".join(item.sources) for item in items],
    }
    nothing, caption = (say(name, period=period_label(quarter)) for name in ("events-none", "table-events"))
    return table_or(nothing, caption, shown)


def _told(figures: EventFigures, quarter: Quarter) -> list[str]:
    lines = [_lead(figures, quarter)]
    if figures.preliminary:
        lines.append(say("events-preliminary"))
    if len(figures.months) < 3:
        months = span(figures.months, quarter)
        lines.append(say("events-partial", months=months, period=period_label(quarter)))
    kinds = [item for item in figures.of("incidents") if item.place == "Mali" and item.group]
    if kinds and figures.source != "own":
        lines.append(say("events-kinds", list=_listed(kinds)))
    if figures.accused:
        lines.append(say("events-who", **_who(figures.accused)))
    if any(figures.coarse.values()):
        counts = {level: figures.coarse.get(level, 0) for level in ("region", "national")}
        made = {level: counted_here(figures.figures[0], "coarse", n) for level, n in counts.items()}
        lines.append(say("events-coarse", **made))
    return [*lines, *(_account(told, figures.figures[0]) for told in figures.about)]


def _lead(figures: EventFigures, quarter: Quarter) -> str:
    covered = span(figures.months, quarter)
    whole = {item.measure: item for item in reversed(figures.figures)
             if not item.group and item.place == "Mali"}  # fmt: skip
    if figures.source != "own":
        numbers = {name: whole[name] for name in ("incidents", "killed", "civilians_killed") if name in whole}
        return say(f"events-lead-{figures.source}", span=covered, range=_range(whole["killed"]), **numbers)
    told = [f"{_label(item)} {written(item)}" for name, item in reversed(whole.items())
            if name.startswith(OUTCOMES)]  # fmt: skip
    return say("events-lead-own", span=covered, list=listed(told))


def _account(told: dict[str, Any], like: Estimate) -> str:
    """Say what is counted, by whom, under which licence, and what became of the rows."""
    version = say("events-version", version=told["version"]) if told["version"] else ""
    cite = say("events-cite", citation=told["citation"]) if told["citation"] else ""
    line = say("events-source", rule=say(f"counts-{like.inclusion}"), title=told["title"], version=version,
               licence=told["licence"], cite=cite)  # fmt: skip
    if "rows_read" not in told:
        return line

    def counted(measure: str, value: int, unit: str) -> Estimate:
        return replace(counted_here(like, measure, value, unit), sources=(told["name"],))

    reasons = [
        say("events-refused", count=counted("rows", count, "rows"), reason=say(f"refused-{reason}"))
        for reason, count in told["rows_refused"].items()
    ]
    lost = told["places_not_known"]
    return line + " " + say(
        "events-account", read=counted("rows", told["rows_read"], "rows"),
        used=counted("rows_used", told["rows_used"], "rows"),
        refused=listed(reasons) if reasons else say("events-refused-none"),
        unmapped=counted("unmapped", told["incidents"].get("not_mapped", 0), "incidents"),
        unknown=counted("unknown_places", lost if isinstance(lost, int) else len(lost), "names"),
    )  # fmt: skip


def span(months: tuple[str, ...], quarter: Quarter) -> str:
    """Name the months that the data cover: the quarter, or "January 2026"."""
    from babel.dates import get_month_names

    if len(months) == 3:
        return period_label(quarter)
    names = get_month_names("wide", locale=language())
    return f"{listed([names[int(month[5:])] for month in months])} {quarter.year}"


def _label(item: Estimate) -> str:
    measure = say(f"measure-{item.measure}")
    return say("figure-events", measure=measure, group=_group(item)) if item.group else measure


def _group(item: Estimate) -> str:
    return say(f"measure-{item.group}" if item.group in OUTCOMES else f"class-of-{item.group}")


def _who(accused: Sequence[Estimate]) -> dict[str, str]:
    return {"measure": say(f"measure-{accused[0].measure}").lower(), "list": _listed(accused)}


def _listed(items: Iterable[Estimate]) -> str:
    return listed([f"{_group(item)} **{written(item)}**" for item in items])


def _range(item: Estimate) -> str:
    if item.high is None or item.low is None:
        return say("events-high", high=end(item, "high")) if item.high is not None else ""
    return say("events-range", **ends(item))
