"""Sentences from estimates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from analysis.measure.estimate import Estimate, round_half_up
from analysis.measure.published import Breakdown, Comparison
from analysis.present.recorded import arithmetic
from analysis.present.verdicts import verdict
from analysis.present.words import (
    end,
    listed,
    marked,
    measure_label,
    note_text,
    number,
    rule_text,
    say,
    term_label,
    unit_label,
    written,
)


def warnings(*estimates: Estimate) -> Iterable[str]:
    """Return the warnings that must be printed with figures, each once."""
    return (
        f"*{note_text(note)}*" for note in dict.fromkeys(note for item in estimates for note in item.notes)
    )


def change_sentences(found: Comparison, period: str, previous: str) -> list[str]:
    """State a published change, the computed one where both figures count the same, or refuse."""
    now, before, printed = found.now, found.before, found.published
    if not now.stated:
        return [say("change-none-now", period=period)]
    if not before.stated:
        return [say("change-none", previous=previous)]
    lines = []
    if printed.stated:
        lines.append(
            say("change-published", change=written(printed), previous=previous, before=written(before))
        )
    if found.computed is None:
        message = "change-refused" if printed.stated else "change-refused-silent"
        lines.append(
            say(
                message,
                before=marked(before, number(before.number())),
                previous=previous,
                now=marked(now, number(now.number())),
                period=period,
                counts_before=rule_text(before.inclusion),
                counts_now=rule_text(now.inclusion),
                published=written(printed),
            )
        )
    else:
        lines.append(_computed_sentence(found, period, previous))
    fair = found.like_for_like
    if fair is not None:
        later, earlier = fair.inputs
        counts = {"before": written(earlier), "now": written(later)}
        formula = arithmetic(fair.formula, fair, *fair.inputs)
        lines.append(
            say(
                "change-fair",
                **counts,
                previous=previous,
                period=period,
                change=written(fair),
                formula=formula,
            )
        )
    return [*lines, *warnings(before, now)]


def _computed_sentence(found: Comparison, period: str, previous: str) -> str:
    now, before, computed, printed = found.now, found.before, found.computed, found.published
    if computed is None or not computed.stated:
        return say("change-small", before=written(before), now=written(now))
    kind, why = verdict(printed) if printed.stated else ("holds", "")
    precise = kind != "holds" and printed.stated
    shown = replace(computed, value=round_half_up(computed.number(), 2 if precise else 1))
    line = say("change-computed", before=written(before), previous=previous, now=written(now), period=period,
               unit=unit_label(now.unit), change=written(shown))  # fmt: skip
    if not printed.stated:
        return line
    return f"{line} " + (say("change-agrees") if kind == "holds" else why)


def parts_listed(form: Breakdown, *, with_subject: bool = False) -> str:
    """List the parts of a whole with their values and, where a figure is open, its range."""
    told = [f"{term_label(item.group)} **{written(item)}**" + _range(item) for item in form.parts]
    if not with_subject:
        return listed(told)
    return say("parts-of", measure=measure_label(form.parts[0].measure).lower(), list=listed(told))


def _range(item: Estimate) -> str:
    if item.low is None or item.high is None:
        return ""
    return f" ({say('trend-range', low=end(item, 'low'), high=end(item, 'high'))})"
