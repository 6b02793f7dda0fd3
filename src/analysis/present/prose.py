"""Sentences from estimates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from analysis.measure.estimate import Estimate, round_half_up
from analysis.measure.published import Breakdown, Comparison
from analysis.present.recorded import arithmetic
from analysis.present.verdicts import verdict
from analysis.present.words import (
    bracketed,
    end,
    listed,
    measure_label,
    note_text,
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
    now, before, printed, fair = found.now, found.before, found.published, found.like_for_like
    spans = {"period": period, "previous": previous}
    if not now.stated:
        return [say("change-none-now", period=period)]
    if not before.stated:
        return [say("change-none", previous=previous)]
    lines = [say("change-published", change=printed, before=before, **spans)] if printed.stated else []
    if found.computed is None:
        counts = {"before": end(before, "value"), "counts_before": rule_text(before.inclusion),
                  "now": end(now, "value"), "counts_now": rule_text(now.inclusion)}  # fmt: skip
        message = "change-refused" if printed.stated else "change-refused-silent"
        lines.append(say(message, published=printed, **counts, **spans))
    else:
        lines.append(_computed_sentence(found, spans))
    if fair is not None:
        formula = arithmetic(fair.formula, fair, *fair.inputs)
        lines.append(say("change-fair", **_counts(fair), change=fair, formula=formula, **spans))
    return [*lines, *warnings(before, now)]


def _counts(change: Estimate) -> dict[str, Estimate]:
    """Return both counts of a change."""
    return dict(zip(("now", "before"), change.inputs, strict=True))


def doubted(printed: Estimate, computed: Estimate) -> bool:
    """Whether a printed change is so far from the computed one, a point or more, that a count is in doubt."""
    return printed.stated and computed.stated and abs(printed.number() - computed.number()) > 1


def _computed_sentence(found: Comparison, spans: dict[str, str]) -> str:
    now, before, computed, printed = found.now, found.before, found.computed, found.published
    if computed is None or not computed.stated:
        return say("change-small", before=before, now=now)
    kind, why = verdict(printed) if printed.stated else ("holds", "")
    if doubted(printed, computed):
        return say("change-doubted", before=before, now=now, **spans) + " " + why
    precise = kind != "holds" and printed.stated
    shown = replace(computed, value=round_half_up(computed.number(), 2 if precise else 1))
    unit = unit_label(now.unit)
    line = say("change-computed", before=before, now=now, unit=unit, change=shown, **spans)
    if not printed.stated:
        return line
    return f"{line} " + (say("change-agrees") if kind == "holds" else why)


def parts_listed(form: Breakdown, *, with_subject: bool = False) -> str:
    """List the parts of a whole with their values and, where a figure is open, its range."""
    told = [f"{term_label(item.group)} **{written(item)}**{bracketed(item)}" for item in form.parts]
    if not with_subject:
        return listed(told)
    return say("parts-of", measure=measure_label(form.parts[0].measure).lower(), list=listed(told))
