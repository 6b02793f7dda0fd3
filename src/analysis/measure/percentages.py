"""Shares and changes against their counts."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product

from analysis.measure.closing import Constraint
from analysis.measure.findings import Book, Claim, Finding, Reading, found
from analysis.measure.rounding import ANY, MODES, Span, factor, in_words, printed, qualified, shown

Pair = tuple[Reading, Reading]  # what a share is and what it is of; what a change leads to and from


def ratios(book: Book) -> Iterator[Finding]:
    """Check every share and change against its two counts."""
    for claim in book.claims:
        if claim.percent:
            tops, bottoms = (book.readings(ref, claim.source) for ref in (claim.about, claim.of))
            pairs = list(product(tops, bottoms))
            yield _ratio(claim, pairs, book) if pairs else _missing(claim, tops or bottoms, book)


def label(claim: Claim, book: Book) -> str:
    """Name the check of a share or a change."""
    of = book.about(claim.of)
    return "share" if claim.kind == "share" else f"change-vs-{of[0].period if of else claim.listed}"


def _ratio(claim: Claim, pairs: list[Pair], book: Book) -> Finding:
    kind, why, (top, bottom), beside = _judged(claim, pairs, book)
    text = _formula(claim, top[0].exact, bottom[0].exact)
    text += (_printed(claim) if kind.startswith("consistent") else f" ≠ {claim.signs}") + beside
    made = found(label(claim, book), kind, (claim, *top, *bottom), text, why)
    if kind in ("wrong_base", "not_checkable"):
        return made
    ratio = Constraint(top[0].cell, (bottom[0].cell,), factor=claim.factor(ANY))
    return replace(made, constraint=ratio, readings=(top, bottom))


def _printed(claim: Claim) -> str:
    return f" {claim.signs.removesuffix(claim.value) or '≈'} {claim.value}"


def _fits(claim: Claim, mode: str, pair: Pair) -> bool:
    return not (pair[1][0].span * claim.factor(mode) & pair[0][0].span).empty


def _judged(claim: Claim, pairs: list[Pair], book: Book) -> tuple[str, str, Pair, str]:
    """Return the class, what explains it, the readings that it rests on, and arithmetic that would fit."""
    if not pairs[0][1][0].exact:
        return "not_checkable", "nothing is in per cent of 0", pairs[0], ""
    for mode, pair in product(MODES, pairs):
        if _fits(claim, mode, pair):
            return *(("consistent", "") if mode == MODES[0] else ("consistent_only_under", mode)), pair, ""
    for pair in pairs:
        for name, formula in _bases(claim, *pair):
            return "wrong_base", f"fits the {name}", pair, f"; {formula}{_printed(claim)}"
    if other := _other(claim, pairs, book):
        return "sources_disagree", other, pairs[0], ""
    top, bottom = (reading[0].exact for reading in pairs[0])
    why = f"would print {shown(_percent(claim, top, bottom), printed(claim.value)[1])}"
    return "does_not_close", why + _bases_of(claim, top), pairs[0], ""


def _bases_of(claim: Claim, top: Fraction) -> str:
    """Say which whole base leads to the later value by the printed change, under any of the roundings."""
    shares = {mode: factor(claim.value, "", mode, change=True) for mode in MODES}
    if claim.kind != "change" or top.denominator > 1 or min(share.low for share in shares.values()) <= 0:
        return ""
    for mode, share in shares.items():
        if bases := (Span.point(top) / share).whole():
            return f"; a base of {in_words(bases)} leads to {top} by {claim.value} % ({mode})"
    return f"; no whole base leads to {top} by {claim.value} %"


def _other(claim: Claim, pairs: list[Pair], book: Book) -> str:
    """Return the exact values of other sources with which a percentage holds."""
    sides: list[list[tuple[Reading, str]]] = []
    for known in zip(*pairs, strict=True):
        cells = {reading[0].cell for reading in known}
        others = [item for item in book.values(known[0][0].fact) if item[0].cell not in cells]
        named = [(item, f"{item[0].text} ({item[0].id})") for item in others if item[0].span.fixed]
        sides.append([*((item, "") for item in dict.fromkeys(known)), *named])
    for (top, one), (bottom, two) in product(*sides):
        if bottom[0].exact and _fits(claim, "half up", (top, bottom)):
            return "holds with " + " and ".join(name for name in (one, two) if name)
    return ""


def _percent(claim: Claim, top: Fraction, bottom: Fraction) -> Fraction:
    return 100 * (top - bottom if claim.kind == "change" else top) / bottom


def _formula(claim: Claim, top: Fraction | str, bottom: Fraction | str) -> str:
    text = f"100 x {f'({top} - {bottom})' if claim.kind == 'change' else top} / {bottom}"
    if isinstance(top, str) or isinstance(bottom, str) or not bottom:
        return text
    return f"{text} = {shown(_percent(claim, top, bottom), printed(claim.value)[1] + 2)}"


def _bases(claim: Claim, top: Reading, bottom: Reading) -> Iterator[tuple[str, str]]:
    """Name the base, and its formula, that a mistaken percentage fits."""
    later, base = top[0].exact, bottom[0].exact
    tried = [
        ("later value as base", f"100 x ({later} - {base}) / {later}", later - base, later),
        ("two values swapped", f"100 x ({base} - {later}) / {later}", base - later, later),
        ("later value in per cent of the base, not the change", f"100 x {later} / {base}", later, base),
    ]
    if claim.kind == "share":
        tried = [
            ("rest as base", f"100 x {later} / ({base} - {later})", later, base - later),
            ("two values swapped", f"100 x {base} / {later}", base, later),
        ]
    elif {top[0].unit, bottom[0].unit} == {"percent"}:
        tried.append(("difference in percentage points", f"{later} - {base}", later - base, Fraction(100)))
    digits = printed(claim.value)[1]
    # A whole percentage fits too many formulas when any rounding is let in.
    for (name, formula, upper, lower), mode in product(tried, MODES if digits else MODES[:1]):
        span = qualified(claim.value, claim.qualifier, rounded=True, mode=mode)
        if lower > 0 and (value := 100 * upper / lower) in span:
            told = name if mode == "half up" else f"{name}, {mode}"
            yield told, f"{formula} = {shown(value, digits + 2)}"


def _missing(claim: Claim, known: list[Reading], book: Book) -> Finding:
    """Ask whether any whole number n could be the count that is missing."""
    check = label(claim, book)
    lost = [ref for ref in (claim.about, claim.of) if not book.about(ref)]
    text = "missing: " + " and ".join(book.fact(ref) or "the count" for ref in lost)
    if not known:
        return found(check, "not_checkable", (claim,), _formula(claim, "n", "N") + _printed(claim), text)
    reading, part = known[0], claim.about in lost
    rows, count = (claim, *reading), reading[0]
    given = _formula(claim, *(("n", count.signs) if part else (count.signs, "n"))) + _printed(claim)
    for mode in MODES:
        share = claim.factor(mode)
        span = count.span * share if part else count.span / share
        if span.high == math.inf:
            return found(check, "not_checkable", rows, f"{given}, n ≥ 0", text)
        if whole := span.whole():
            given += f", n = {whole[0]}" + f"…{whole[-1]}" * (len(whole) > 1)
            if mode != "half up":
                return found(check, "consistent_only_under", rows, given, mode)
            sure = span.high - span.low >= 1  # some whole number lies in it in any case
            return found(check, "not_checkable" if sure else "consistent", rows, given, text * sure)
    return found(check, "does_not_close", rows, f"{given}, n = ∅", text)
