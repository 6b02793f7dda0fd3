"""The five lines on top of a note: whoever quotes one of them is right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from analysis.errors import IncomparableError
from analysis.measure import published
from analysis.measure.attribution import whole_lists
from analysis.measure.coverage import has_own_note, place_lists, scope
from analysis.measure.estimate import Estimate, change
from analysis.measure.events import event_figures
from analysis.present.events import span
from analysis.present.prose import doubted
from analysis.present.told import change_worded
from analysis.present.verdicts import checks_made
from analysis.present.words import ends, period_label, rule_text, say, term_label
from analysis.quarter import Quarter
from analysis.record.ledger import facts


def summary_lines(quarter: Quarter) -> list[str]:
    """Return the lines: total, killed, alleged perpetrator, place, audit; each whole by itself.

    Every line names unit, place and period, and what it is measured against. Where the record has
    nothing the line says so; a quarter without a note is told by event data, under their own rule.

    Examples
    --------
    >>> from analysis.present.words import unmarked
    >>> unmarked(summary_lines(Quarter.parse("2022Q4"))[1])[0].split(":")[0]
    '174 civilians were killed in Mali from October to December 2022, against 243 from July to \
September 2022'
    """
    table, over = facts(), scope(facts(), quarter)
    lead, own = published.headline(table, quarter), over == str(quarter)
    lead = lead if lead.stated else published.find(table, over, "victims")
    if not lead.stated:
        return list(_from_events(quarter))
    killed, compared = published.find(table, over, "killed"), published.compare(table, quarter)
    earlier = str(quarter.previous) if own else quarter.shift(-2).half
    before = compared.before if own else published.find(table, earlier, "victims")
    later = "" if not own or has_own_note(quarter) else say("short-note-later")
    lines = [
        _counted(lead, before, later, compared.published),
        _counted(killed, published.find(table, earlier, "killed"), later) if killed.stated
        else say("short-killed-none", period=period_label(over)),
        _accused(over),
        _where(over),
        _audited(over),
    ]  # fmt: skip
    half = [] if own else [say("short-half", period=period_label(quarter))]
    return [*half, *map(_capital, lines)]


def _capital(line: str) -> str:
    """Begin with a capital, also where the first words are those of a marked number."""
    at = line.find("\ue001") + 1 if line.startswith("\ue000") else 0
    return line[:at] + line[at : at + 1].upper() + line[at + 1 :]


def _counted(item: Estimate, before: Estimate, later: str, printed: Estimate | None = None) -> str:
    """State a count and set it against the one before: a change only where both count the same."""
    line = say(f"short-{item.inclusion}", number=item, period=period_label(item.period))
    line += _noted(item) + later
    if not before.stated:
        return line + say("short-alone")
    words: dict[str, Any] = {"before": before, "previous": period_label(before.period)}
    words["notes"] = _noted(before)
    try:
        found = change(item, before)
    except IncomparableError:
        return line + say("short-apart", counts=rule_text(before.inclusion), **words)
    if printed is not None and doubted(printed, found):
        return line + say("short-doubt", **words)
    return line + say("short-against", worded=change_worded(found), **words)


def _noted(item: Estimate) -> str:
    return "".join(say(f"short-note-{note}") for note in item.notes)


def _accused(over: str) -> str:
    lists = whole_lists(facts(), over)
    if not lists:
        return say("short-who-none", period=period_label(over))
    form, made = lists[0]
    first, part = made.bounds[0], form.parts[0]
    base = _of(form.whole, form.subject) + _noted(form.whole if form.whole.stated else part)
    words = {"group": term_label(first.group), "base": base, "period": period_label(over)}
    if first.basis == "computed":
        return say("short-who-computed", share=first, part=part, **words) + _open(first, 1)
    return say("short-who", share=first, **words) + _open(first, 0)


def _open(share: Estimate, digits: int) -> str:
    return "" if share.low == share.high else " " + say("short-who-open", **ends(share, digits))


def _of(whole: Estimate, subject: str) -> str:
    base = say(f"subject-{subject}")
    return say("short-of", whole=replace(whole, qualifier=""), base=base) if whole.stated else base


def _where(over: str) -> str:
    lists = place_lists(facts(), over)
    if not lists:
        return say("short-where-none", period=period_label(over))
    parts, subject = lists[0]
    first, base = parts.parts[0], _of(parts.whole, subject)
    kind = "part" if first.unit == "percent" or parts.whole.stated else "count"
    number = say(f"short-{kind}", number=first, base=base)
    return say("short-where", place=term_label(first.group), number=number, period=period_label(over))


def _audited(over: str) -> str:
    checks = checks_made(over)
    return say("short-audit", period=period_label(over), all=checks["all"], fails=checks["fails"])


def _from_events(quarter: Quarter) -> Iterator[str]:
    yield say("short-no-note", period=period_label(quarter))
    for figures in event_figures(quarter):
        name = {"ucdp": "UCDP", "acled": "ACLED"}.get(figures.source, figures.about[0]["title"])
        kind = "preliminary" if figures.preliminary else "final"
        source = say(f"short-source-{kind}", name=name, version=figures.about[0]["version"] or "")
        for measure in ("incidents", "killed", "civilians_killed", "largest_incident"):
            item = figures.find(measure)
            if item is not None and item.stated and (item.number() or measure == "incidents"):
                period = span(figures.months, quarter)
                yield say(f"short-events-{measure}", number=item, source=source, period=period)
