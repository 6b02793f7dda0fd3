"""Changes told in sentences: the numbers, what they hang on, and whether chance explains them."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from analysis.measure.change import Change
from analysis.measure.estimate import Estimate, round_half_up
from analysis.measure.incidents import PublishedChange
from analysis.present.prose import change_sentences, warnings
from analysis.present.words import number, period_label, say, written

Answer = Literal["beyond", "within", "open"]


def ratio_told(item: Estimate) -> str:
    """Write a ratio with its interval: "0.55 (0.25 to 1.16)"."""
    value = number(item.value, digits=2) if item.value is not None else item.formula
    if item.low is None and item.high is None:
        return value
    low, high = limits(item)
    return f"{value} ({say('trend-range', low=low, high=high)})"


def limits(item: Estimate) -> tuple[str, str]:
    """Write the limits of a ratio to two decimals, or one digit that is not zero."""
    low, high = (say("trend-no-limit") if end is None else _two_digits(end) for end in (item.low, item.high))
    return low, high


def _two_digits(end: object) -> str:
    found = round_half_up(str(end), 2)
    return number(found if found else round_half_up(str(end), 4))


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
    told = [say(message, **words, change=written(change.percent) if change.percent.stated else "")]
    if not ratio.stated and ratio.low is None:
        return [*told, say("trend-none", **words)]
    ends = {"ratio": ratio_told_short(ratio), **_ends(ratio, change.narrowest)}
    p = number(change.p_value.value, digits=3) if change.p_value.value is not None else ""
    told.append(say("trend-bounded" if change.narrowest else "trend-interval", **ends, p=p))
    told.append(_weights(change, words))
    told.append(say("trend-lethal", ratio=ratio_told(change.lethal), **_incidents(change)))
    rest = change.without_largest
    told.append(say("trend-largest", ratio=ratio_told(rest), formula=rest.formula))
    told.append(say("trend-tipping", ratio=ratio_told_short(change.tipping_point)))
    low, high = limits(change.plain)
    told.append(say("trend-plain", low=low, high=high))
    return [*told, *(f"*{say(f'trend-warning-{note}')}*" for note in change.notes), say("trend-coverage")]


def ratio_told_short(item: Estimate) -> str:
    """Write a ratio without its interval."""
    return number(item.value, digits=2) if item.value is not None else item.formula


def _incidents(change: Change) -> dict[str, str]:
    now, _, before = change.lethal.formula.replace("from", "").replace(" to ", " / ").partition(" / ")
    return {"before": before, "now": now}


def _weights(change: Change, words: dict[str, str]) -> str:
    incidents = _incidents(change)
    (phi_before, phi), (eff_before, eff) = change.dispersion, change.effective
    return say(
        "trend-weight",
        **words,
        **{"incidents": incidents["now"], "incidents-before": incidents["before"],
           "dispersion": _value_or_range(phi), "dispersion-before": _value_or_range(phi_before),
           "effective": _value_or_range(eff), "effective-before": _value_or_range(eff_before)},
    )  # fmt: skip


def _value_or_range(item: Estimate) -> str:
    if item.value is not None:
        return number(item.value, digits=1)
    ends = [number(end, digits=1) for end in (item.low, item.high) if end is not None]
    return say("trend-range", low=ends[0], high=ends[1]) if ends else "0"


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
    lent = [item.formula.rsplit(" ", 1)[1] for item in found.borrowed]
    kind = answer(wide, narrow)
    sentence = say(
        f"trend-borrowed-{kind}",
        kind=direction(later, earlier),
        before=written(earlier),
        now=written(later),
        dispersion=say("trend-range", low=lent[0], high=lent[1]) if lent[0] != lent[1] else lent[0],
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
