"""Changes told in sentences: the numbers, what they hang on, and whether chance explains them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Literal

from analysis.measure.change import Change
from analysis.measure.estimate import Estimate, round_half_up
from analysis.measure.incidents import PublishedChange
from analysis.present.prose import change_sentences, warnings
from analysis.present.recorded import arithmetic
from analysis.present.words import end, marked, number, period_label, say, unit_label, written

Answer = Literal["beyond", "within", "open"]
LEVEL = Estimate(measure="level", value=Decimal(95), unit="percent", period="", place="", basis="computed")
LEAST_P = Decimal("0.001")  # a smaller p value is not told apart from 0


def ratio_told(item: Estimate) -> str:
    """Write a ratio with its interval: "0.55 (0.25 to 1.16)"."""
    value = ratio_told_short(item)
    if item.low is None and item.high is None:
        return value
    low, high = limits(item)
    return say("trend-ratio", value=value, low=low, high=high)


def limits(item: Estimate) -> tuple[str, str]:
    """Write the limits of a ratio to two decimals, or so many that none rounds to 0 or 1 that is not."""
    low, high = (
        say("trend-no-limit") if limit is None else end(item, name, _digits(limit))
        for name, limit in (("low", item.low), ("high", item.high))
    )
    return low, high


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
    low, high = limits(item)
    nlow, nhigh = limits(narrow or item)
    return {"low": low, "high": high, "nlow": nlow, "nhigh": nhigh}


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


def counted(change: Change) -> dict[str, str]:
    """Return both counts, what they count and their periods, as sentences need them."""
    earlier, later = change.earlier, change.later
    return {
        "before": written(earlier),
        "now": written(later),
        "unit": say(f"trend-unit-{later.unit}"),
        "previous": period_label(earlier.period),
        "period": period_label(later.period),
    }


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
    told = [say(message, **words, change=written(change.percent))]
    if not ratio.stated and ratio.low is None:
        return [*told, say("trend-none", **words)]
    ends = {"ratio": ratio_told_short(ratio), **_ends(ratio, change.narrowest)}
    ends["level"] = written(LEVEL)
    if change.narrowest:
        told.append(say("trend-bounded", **ends))
    else:
        told.append(say("trend-interval", **ends, p=p_told(change.p_value)))
    told.append(_weights(change, words))
    before, now = _incidents(change)
    told.append(
        say("trend-lethal", ratio=ratio_told(change.lethal), before=written(before), now=written(now))
    )
    rest = change.without_largest
    formula = arithmetic(rest.formula, rest)
    told.append(say("trend-largest", ratio=ratio_told(rest), formula=formula))
    told.append(say("trend-tipping", ratio=ratio_told_short(change.tipping_point)))
    low, high = limits(change.plain)
    told.append(say("trend-plain", low=low, high=high))
    return [*told, *(f"*{say(f'trend-warning-{note}')}*" for note in change.notes), say("trend-coverage")]


def ratio_told_short(item: Estimate) -> str:
    """Write a ratio without its interval."""
    return end(item, "value", 2) if item.stated else arithmetic(item.formula, item)


def _incidents(change: Change) -> tuple[Estimate, Estimate]:
    """Return the incidents with victims of both quarters."""
    now, _, before = change.lethal.formula.replace("from ", "").replace(" to ", " / ").partition(" / ")
    if not change.lethal.stated:  # "from 0 to 5"
        now, before = before, now
    return counted_here(change.earlier, "incidents", before), counted_here(change.later, "incidents", now)


def _weights(change: Change, words: dict[str, str]) -> str:
    incidents_before, incidents = _incidents(change)
    (phi_before, phi), (eff_before, eff) = change.dispersion, change.effective
    return say(
        "trend-weight",
        **words,
        incidents_n=int(incidents.number()),
        **{"incidents": written(incidents), "incidents-before": written(incidents_before),
           "dispersion": _value_or_range(phi), "dispersion-before": _value_or_range(phi_before),
           "effective": _value_or_range(eff), "effective-before": _value_or_range(eff_before)},
    )  # fmt: skip


def _value_or_range(item: Estimate) -> str:
    if item.stated:
        return end(item, "value", 1)
    if item.low is None or item.high is None:
        return say("trend-undefined")
    return say("trend-range", low=end(item, "low", 1), high=end(item, "high", 1))


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
    sentence = say(
        f"trend-borrowed-{kind}",
        kind=direction(later, earlier),
        before=written(earlier),
        now=written(later),
        unit=unit_label(later.unit),
        dispersion=lent[0] if narrow == wide else say("trend-range", low=lent[0], high=lent[1]),
        ratio=ratio_told_short(wide),
        **_ends(wide, narrow),
    )
    label = say("trend-borrowed-label", lender=found.borrowed[0].sources[-1])
    return list(dict.fromkeys([*told, *warnings(found.computed), sentence, f"*{label}*"]))


def as_ratio(percent: Estimate) -> Estimate:
    """Return a change in percent as a ratio, later over earlier, with its limits."""
    value, low, high = (
        None if end is None else 1 + end / 100 for end in (percent.value, percent.low, percent.high)
    )
    return replace(percent, measure="published", value=value, low=low, high=high, unit="ratio")
