"""Changes told in sentences: the numbers, what they hang on, and whether chance explains them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any, Literal

from analysis.measure.change import Change
from analysis.measure.estimate import Estimate, round_half_up
from analysis.measure.incidents import PublishedChange, borrowed_readings
from analysis.present.prose import change_sentences, warnings
from analysis.present.recorded import arithmetic
from analysis.present.words import Words, between, end, marked, number, period_label, say, unit_label, written

Answer = Literal["beyond", "within", "open"]
LEVEL = Estimate(measure="level", value=Decimal(95), unit="percent", period="", place="", basis="computed")
LEAST_P = Decimal("0.001")  # a smaller p value is not told apart from 0


def ratio_told(item: Estimate) -> str:
    """Write a ratio with its interval: "0.55 (0.25 to 1.16)"."""
    value = ratio_told_short(item)
    known = item.low is not None or item.high is not None
    return say("trend-ratio", value=value, **limits(item)) if known else value


def limits(item: Estimate) -> dict[str, str]:
    """Write the limits of a ratio to two decimals, or so many that none rounds to 0 or 1 that is not."""
    given = {"low": item.low, "high": item.high}
    return {name: say("trend-no-limit") if limit is None else end(item, name, _digits(limit))
            for name, limit in given.items()}  # fmt: skip


def _digits(limit: Decimal) -> int:
    shown = ((digits, round_half_up(limit, digits)) for digits in (2, 3, 4, 5))
    return next((digits for digits, rounded in shown if rounded not in (0, 1) or rounded == limit), 6)


def p_told(item: Estimate) -> str:
    """Write a p value: "= 0.016", or "< 0.001"."""
    if not item.stated:
        return say("trend-undefined")
    if item.number() < LEAST_P:
        return "< " + marked(item, number(LEAST_P))
    return "= " + end(item, "value", 3)


def counted_here(like: Estimate, measure: str, value: str | int, unit: str = "incidents") -> Estimate:
    """Return a count that is made of the same table as another."""
    return replace(like, measure=measure, value=Decimal(value), unit=unit, low=None, high=None, formula="",
                   qualifier="", comparator="", basis="computed", notes=(), inputs=())  # fmt: skip


def _ends(item: Estimate, narrow: Estimate | None) -> dict[str, str]:
    return limits(item) | {f"n{name}": text for name, text in limits(narrow or item).items()}


def answer(widest: Estimate, narrowest: Estimate | None, unchanged: int = 1) -> Answer:
    """Say whether no change lies in the interval: for all arrangements, for none, or for some only.

    Parameters
    ----------
    widest, narrowest : Estimate
        The same where the interval is not bounded (`narrowest` may be None).
    unchanged : int
        No change: 1 for a ratio, 0 for a change in percent.
    """
    held = [
        (item.low is None or item.low <= unchanged) and (item.high is None or item.high >= unchanged)
        for item in (widest, narrowest or widest)
    ]
    return "within" if all(held) else "open" if any(held) else "beyond"


def direction(later: Estimate, earlier: Estimate) -> str:
    """Name the way of a change: fall, rise, change."""
    now, before = later.number(), earlier.number()
    return say(f"trend-kind-{'fall' if now < before else 'rise' if now > before else 'same'}")


def counted(change: Change) -> Words:
    """Return both counts, what they count and their periods, as sentences need them."""
    earlier, later = change.earlier, change.later
    spans = {"previous": period_label(earlier.period), "period": period_label(later.period)}
    return {"before": earlier, "now": later, "unit": say(f"trend-unit-{later.unit}"), **spans}


def change_told(change: Change) -> list[str]:
    """Tell a change with everything that keeps a reader from trusting it too much.

    Examples
    --------
    >>> from analysis.measure.change import change_between
    >>> rows = [{"quarter": "2022Q1", "victims": 2}] * 20 + [{"quarter": "2022Q2", "victims": 2}] * 10
    >>> change_told(change_between(rows, "2022Q1", "2022Q2"))[1].split(",")[1]
    ' so the ratio 0.50 has an interval'
    """
    words, ratio = counted(change), change.ratio
    message = "trend-counts" if change.percent.stated else "trend-counts-small"
    told = [say(message, **words, change=change.percent)]
    if not ratio.stated and ratio.low is None:
        return [*told, say("trend-none", **words)]
    interval: Words = {"ratio": ratio_told_short(ratio), "level": LEVEL, **_ends(ratio, change.narrowest)}
    bounded = "trend-bounded" if change.narrowest else "trend-interval"
    (before, now), rest = _incidents(change), change.without_largest
    return [
        *told,
        say(bounded, p=p_told(change.p_value), **interval),
        _weights(change, words),
        say("trend-lethal", ratio=ratio_told(change.lethal), before=before, now=now),
        say("trend-largest", ratio=ratio_told(rest), formula=arithmetic(rest.formula, rest)),
        say("trend-tipping", ratio=ratio_told_short(change.tipping_point)),
        say("trend-plain", **limits(change.plain)),
        *(f"*{say(f'trend-warning-{note}')}*" for note in change.notes),
        say("trend-coverage"),
    ]


def ratio_told_short(item: Estimate) -> str:
    """Write a ratio without its interval."""
    return end(item, "value", 2) if item.stated else arithmetic(item.formula, item)


def _incidents(change: Change) -> tuple[Estimate, Estimate]:
    """Return the incidents with victims of both quarters."""
    now, _, before = change.lethal.formula.replace("from ", "").replace(" to ", " / ").partition(" / ")
    if not change.lethal.stated:  # "from 0 to 5"
        now, before = before, now
    return counted_here(change.earlier, "incidents", before), counted_here(change.later, "incidents", now)


def _weights(change: Change, words: Words) -> str:
    for name, pair in (("dispersion", change.dispersion), ("effective", change.effective)):
        words = words | dict(zip((f"{name}-before", name), map(_value_or_range, pair), strict=True))
    before, now = _incidents(change)
    return say("trend-weight", **words, **{"incidents": now, "incidents-before": before})


def _value_or_range(item: Estimate) -> str:
    return end(item, "value", 1) if item.stated else between(item, 1) or say("trend-undefined")


def answer_told(change: Change) -> str:
    """Say whether the change is within what the chance arrangement of incidents allows."""
    kind = direction(change.later, change.earlier)
    ends = _ends(change.ratio, change.narrowest)
    return say(f"trend-{answer(change.ratio, change.narrowest)}", kind=kind, **ends, **counted(change))


def published_told(found: PublishedChange, period: str, previous: str) -> list[str]:
    """Tell a change between published totals, with the reading on borrowed dispersion if there is one."""
    told = change_sentences(found.comparison, period, previous)
    if not found.borrowed or found.computed is None:
        return [*told, say("trend-published-interval"), say("trend-borrowed-none", period=period)]
    later, earlier = found.computed.inputs
    narrow, wide = (as_ratio(item) for item in found.borrowed)
    lent = [marked(item, number(Decimal(item.formula.rsplit(" ", 1)[1]))) for item in found.borrowed]
    kind = answer(wide, narrow)
    words = {"kind": direction(later, earlier), "unit": unit_label(later.unit)}
    words["dispersion"] = lent[0] if narrow == wide else say("range", low=lent[0], high=lent[1])
    words |= {"ratio": ratio_told_short(wide), **_ends(wide, narrow)}
    sentence = say(f"trend-borrowed-{kind}", before=earlier, now=later, **words)
    label = say("trend-borrowed-label", lender=found.borrowed[0].sources[-1])
    return list(dict.fromkeys([*told, *warnings(found.computed), sentence, f"*{label}*"]))


def as_ratio(percent: Estimate) -> Estimate:
    """Return a change in percent as a ratio, later over earlier, with its limits."""
    given = {name: getattr(percent, name) for name in ("value", "low", "high")}
    ends: Any = {name: None if end is None else 1 + end / 100 for name, end in given.items()}
    return replace(percent, measure="published", unit="ratio", **ends)


def change_worded(found: Estimate) -> str:
    """Call a change what it may be called: a rise, a fall, no clear change, or only two counts.

    Parameters
    ----------
    found : Estimate
        From `analysis.measure.estimate.change`, between two published counts.

    Examples
    --------
    >>> from analysis.measure.estimate import change
    >>> now, before = (Estimate(measure="killed", value=value, unit="victims", period=period)
    ...                for value, period in ((174, "2022Q4"), (243, "2022Q3")))
    >>> change_worded(change(now, before)).split(";")[0]
    'no clear change (-28.4 %, computed here'
    """
    kind = direction_of(found)
    if kind in ("small", "same"):
        return say(f"worded-{kind}")
    if kind in ("unclear", "open"):
        return say(f"worded-{kind}", change=written(found))
    size = say("percent", number=number(abs(found.number()), 1))
    return say(f"worded-{kind}", change=marked(found, size))


def direction_of(found: Estimate) -> str:
    """Name the direction of a change: rise, fall, same, unclear, open, small.

    A rise or a fall only where the interval leaves out none however the victims lie over incidents,
    read with the dispersion of the event data, since published totals have no interval; ``unclear``
    where it holds none, ``open`` where that depends on the incidents; ``small`` on a base under 20.
    """
    now, before = (item.number() for item in found.inputs)
    if now == before:
        return "same"
    if not found.stated:
        return "small"
    narrow, wide = (as_ratio(item) for item in borrowed_readings(found))
    kind = answer(wide, narrow)
    return {"within": "unclear", "open": "open"}.get(kind, "rise" if now > before else "fall")
