"""Shares and changes against their counts."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

from analysis.measure.claims import Claim
from analysis.measure.closing import Ratio
from analysis.measure.findings import Book, Check, Class, Finding, Reading, found
from analysis.measure.rounding import ANY, MODES, Span, bases, factor, printed, qualified, shown


def ratios(book: Book) -> Iterator[Check | Finding]:
    """Check every share and change against its two counts."""
    for claim in book.claims:
        if claim.percent:
            yield _ratio(claim, book)


def label(claim: Claim, book: Book) -> str:
    """Name the check of a share or a change."""
    if claim.kind == "share":
        return "share"
    of = book.by_fact.get(book.fact(claim.of))
    return f"change-vs-{of[0].period if of else claim.listed}"


def _ratio(claim: Claim, book: Book) -> Check | Finding:
    tops, bottoms = book.readings(claim.about, claim.source), book.readings(claim.of, claim.source)
    check = label(claim, book)
    if not tops or not bottoms:
        return _missing(claim, check, tops or bottoms, book)
    pairs = list(product(tops, bottoms))
    kind, why, (top, bottom) = _judged(claim, pairs, book)
    arithmetic = _formula(claim, top.exact, bottom.exact) + f", printed {claim.text}"
    if kind == "wrong_base":
        arithmetic, why = f"{arithmetic}; {why}", f"fits the {_bases(claim, top, bottom)[why]}"
    finding = found(check, kind, (claim, *top.claims, *bottom.claims), arithmetic, why)
    if kind in ("wrong_base", "not_checkable"):
        return finding
    return Check(Ratio(top.cell, bottom.cell, _factor(claim, ANY)), (top, bottom), finding)


def _factor(claim: Claim, mode: str) -> Span:
    return factor(claim.value, claim.qualifier, mode, claim.kind == "change")


def _fits(claim: Claim, mode: str, pair: tuple[Reading, Reading]) -> bool:
    return not (pair[1].span * _factor(claim, mode) & pair[0].span).empty


def _judged(
    claim: Claim, pairs: list[tuple[Reading, Reading]], book: Book
) -> tuple[Class, str, tuple[Reading, Reading]]:
    """Return the class, what explains it, and the two readings that it rests on."""
    if not pairs[0][1].exact:
        return "not_checkable", "nothing is in per cent of 0", pairs[0]
    for mode in MODES:
        for pair in pairs:
            if _fits(claim, mode, pair):
                usual = mode == "half up"
                return ("consistent", "", pair) if usual else ("consistent_only_under", mode, pair)
    for pair in pairs:
        for formula in _bases(claim, *pair):
            return "wrong_base", formula, pair
    if other := _other(claim, pairs, book):
        return "sources_disagree", other, pairs[0]
    top, bottom = (reading.exact for reading in pairs[0])
    why = f"would print {shown(_percent(claim, top, bottom), printed(claim.value)[1])}"
    low = _factor(claim, "half up").low
    if claim.kind == "change" and top.denominator == 1 and low is not None and low > 0:
        none = not bases(claim.value, top.numerator)
        why += f"; no whole base leads to {top} by {claim.value} %" if none else ""
    return "does_not_close", why, pairs[0]


def _other(claim: Claim, pairs: list[tuple[Reading, Reading]], book: Book) -> str:
    """Return the exact values of other sources with which a percentage holds."""
    known = [list(dict.fromkeys(side)) for side in zip(*pairs, strict=True)]
    more = [[item for item in book.others(side[0].claims[0].fact, side) if item.span.fixed] for side in known]
    for pair in product(*(side + new for side, new in zip(known, more, strict=True))):
        if pair[1].exact and _fits(claim, "half up", pair):
            used = [item for item, new in zip(pair, more, strict=True) if item in new]
            return "holds with " + " and ".join(f"{item.text} ({item.claims[0].id})" for item in used)
    return ""


def _percent(claim: Claim, top: Fraction, bottom: Fraction) -> Fraction:
    return 100 * (top - bottom if claim.kind == "change" else top) / bottom


def _formula(claim: Claim, top: Fraction, bottom: Fraction) -> str:
    upper = f"({top} - {bottom})" if claim.kind == "change" else str(top)
    value = _percent(claim, top, bottom) if bottom else None
    tail = "" if value is None else f" = {shown(value, printed(claim.value)[1] + 2)}"
    return f"100 x {upper} / {bottom}{tail}"


def _bases(claim: Claim, top: Reading, bottom: Reading) -> dict[str, str]:
    """Return the formulas, with the name of their base, that a mistaken percentage fits."""
    later, base = top.exact, bottom.exact
    tried: list[tuple[str, str, Fraction, Fraction]] = (
        [
            (f"100 x ({later} - {base}) / {later}", "later value as base", later - base, later),
            (f"100 x ({base} - {later}) / {later}", "two values swapped", base - later, later),
            (f"100 x {later} / {base}", "later value in per cent of the base, not the change", later, base),
        ]
        if claim.kind == "change"
        else [
            (f"100 x {later} / ({base} - {later})", "rest as base", later, base - later),
            (f"100 x {base} / {later}", "two values swapped", base, later),
        ]
    )
    if claim.kind == "change" and {c.unit for c in (top.claims[0], bottom.claims[0])} == {"percent"}:
        tried.append((f"{later} - {base}", "difference in percentage points", later - base, Fraction(100)))
    digits = printed(claim.value)[1]
    # A whole percentage fits too many formulas when any rounding is let in.
    modes = list(MODES) if digits else ["half up"]
    spans = {mode: qualified(claim.value, claim.qualifier, rounded=True, mode=mode) for mode in modes}
    return {
        f"{formula} = {shown(100 * upper / lower, digits + 2)}": name
        if mode == "half up"
        else f"{name}, {mode}"
        for formula, name, upper, lower in tried
        if lower > 0
        for mode in reversed(modes)
        if not (spans[mode] & Span.point(100 * upper / lower)).empty
    }


def _missing(claim: Claim, check: str, known: tuple[Reading, ...], book: Book) -> Finding:
    """Ask whether any whole number could be the count that is missing."""
    lost = [ref for ref in (claim.about, claim.of) if not book.readings(ref)]
    text = "missing: " + " and ".join(book.fact(ref) or "the count" for ref in lost)
    if not known:
        return found(check, "not_checkable", (claim,), f"printed {claim.text}", text)
    reading = known[0]
    rows = (claim, *reading.claims)
    given = f"{claim.text} % {'of' if claim.about in lost else 'to reach'} {reading.text}"
    for mode in MODES:
        share = _factor(claim, mode)
        span = reading.span * share if claim.about in lost else reading.span / share
        if span.high is None:
            return found(check, "not_checkable", rows, f"{given}: any base would fit", text)
        if not span.whole():
            continue
        whole = _range(span.whole())
        if mode != "half up":
            return found(check, "consistent_only_under", rows, f"{given}: {whole}", mode)
        if span.wide:
            return found(check, "not_checkable", rows, f"{given}: {whole} would fit", text)
        return found(check, "consistent", rows, f"{given}: {whole}")
    return found(check, "does_not_close", rows, f"{given}: no whole number fits", text)


def _range(whole: range) -> str:
    return str(whole[0]) if len(whole) == 1 else f"{whole[0]} to {whole[-1]}"
