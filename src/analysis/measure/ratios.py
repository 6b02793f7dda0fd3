"""Ratios against their two figures: what could stand behind the printed number, tried in order."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any, NamedTuple

from analysis.measure.findings import Book, Claim, Constraint, Finding, Reading, found
from analysis.measure.rounding import ANY, MODES, Span, in_words, printed, shown

Pair = tuple[Reading, Reading]  # what a share is and what it is of; what a change leads to and from
Formula = tuple[str, Callable[[Any, Any], Any]]  # in signs, and as a function of the two figures
PER = 100_000  # people, in a rate
RIGHT: dict[str, Formula] = {
    "share": ("100 x {t} / {b}", lambda t, b: 100 * t / b),
    "change": ("100 x ({t} - {b}) / {b}", lambda t, b: 100 * (t - b) / b),
    "points": ("{t} - {b}", lambda t, b: t - b),
    "multiple": ("{t} / {b}", lambda t, b: t / b),
    "average": ("{t} / {b}", lambda t, b: t / b),
    "rate": (f"{PER} x {{t}} / {{b}}", lambda t, b: PER * t / b),
}
LATER = "later value as base"  # so common that it comes before other roundings than half up
_SWAPPED = ("two values swapped", "{b} / {t}", lambda t, b: b / t)
WRONG: dict[str, list[tuple[str, str, Callable[[Any, Any], Any]]]] = {  # what is mistaken for it
    "share": [
        ("rest as base", "100 x {t} / ({b} - {t})", lambda t, b: 100 * t / (b - t)),
        ("two values swapped", "100 x {b} / {t}", lambda t, b: 100 * b / t),
    ],
    "change": [
        (LATER, "100 x ({t} - {b}) / {t}", lambda t, b: 100 * (t - b) / t),
        ("middle of both values as base: a midpoint percentage", "200 x ({t} - {b}) / ({t} + {b})",
         lambda t, b: 200 * (t - b) / (t + b)),
        ("two values swapped", "100 x ({b} - {t}) / {t}", lambda t, b: 100 * (b - t) / t),
        ("later value in per cent of the base, not the change", *RIGHT["share"]),
    ],
    "points": [("change in per cent, not in points", *RIGHT["change"])],
    "multiple": [("increase alone", "({t} - {b}) / {b}", lambda t, b: (t - b) / b), _SWAPPED],
    "average": [_SWAPPED],
    "rate": [("cases per 10000", "10000 x {t} / {b}", lambda t, b: 10_000 * t / b),
             ("cases per million", "1000000 x {t} / {b}", lambda t, b: 1_000_000 * t / b)],
}  # fmt: skip
_POINTS = ("difference in percentage points", *RIGHT["points"])


class Candidate(NamedTuple):
    """What a printed number may be, and the class of the check if that fits."""

    kind: str
    why: str
    pair: Pair
    value: Span
    mode: str = MODES[0]
    formula: str = ""


def ratios(book: Book) -> Iterator[Finding]:
    """Check every ratio against its two figures."""
    for claim in book.claims:
        if claim.ratio:
            tops, bottoms = (book.readings(ref, claim.source) for ref in (book.part(claim), claim.of))
            pairs = list(product(tops, bottoms))
            yield _judged(claim, pairs, book) if pairs else _missing(claim, tops or bottoms, book)


def label(claim: Claim, book: Book) -> str:
    """Name the check of a ratio."""
    if claim.kind in ("share", "average", "rate"):
        return claim.kind
    of = book.about(claim.of)
    return f"{claim.kind}-vs-{of[0].period if of else claim.listed}"


def factor(claim: Claim, mode: str) -> Span:
    """Return what a ratio, printed under a rounding, multiplies its base with."""
    scale = {"share": 100, "change": 100, "rate": PER}.get(claim.kind, 1)
    return claim.under(mode) * Span.point(Fraction(1, scale)) + Span.point(int(claim.kind == "change"))


def _judged(claim: Claim, pairs: list[Pair], book: Book) -> Finding:
    """Judge a ratio by the first candidate that fits."""
    best = _nothing(claim, pairs[0])
    if pairs[0][1][0].exact:
        fits = (item for item in _candidates(claim, pairs, book)
                if not (item.value & claim.under(item.mode)).empty)  # fmt: skip
        best = next(fits, best)
    top, bottom = best.pair
    text = _formula(claim, top[0].exact, bottom[0].exact)
    text += _sign(claim) if best.kind.startswith("consistent") else f" ≠ {claim.signs}"
    text += f"; {best.formula}{_sign(claim)}" * bool(best.formula)
    made = found(label(claim, book), best.kind, (claim, *top, *bottom), text, best.why)
    if best.kind in ("wrong_base", "not_checkable") or claim.kind == "points":
        return made
    ratio = Constraint(top[0].cell, (bottom[0].cell,), factor=factor(claim, ANY))
    return replace(made, constraint=ratio, readings=(top, bottom))


def _candidates(claim: Claim, pairs: list[Pair], book: Book) -> Iterator[Candidate]:
    """Yield what the number may be: right; a mistake; another rounding; another source's."""
    right, digits = RIGHT[claim.kind][1], printed(claim.value)[1]
    values = [(pair, _over(right, pair[0][0].span, pair[1][0].span)) for pair in pairs]
    for pair, value in values:
        yield Candidate("consistent", "", pair, value)
    wrong = [mistake for pair in pairs for mistake in _mistakes(claim, pair)]
    yield from (item for item in wrong if item.why == f"fits the {LATER}")
    for mode, (pair, value) in product(MODES[1:], values):
        yield Candidate("consistent_only_under", mode, pair, value, mode)
    # A whole percentage fits too many formulas when any rounding is let in.
    for mode, item in product(MODES if digits else MODES[:1], wrong):
        yield item._replace(mode=mode, why=item.why + f", {mode}" * (mode != MODES[0]))
    for (top, bottom), named in _others(pairs, book):
        value = _over(right, top[0].span, bottom[0].span)
        yield Candidate("sources_disagree", f"holds with {named}", pairs[0], value)


def _over(formula: Callable[[Any, Any], Any], top: Span, bottom: Span) -> Span:
    """Return what a formula gives over two intervals: it is monotone in each."""
    ends = [formula(t, b) if b else math.inf for t in (top.low, top.high) for b in (bottom.low, bottom.high)]
    return Span(min(ends), max(ends))


def _mistakes(claim: Claim, pair: Pair) -> Iterator[Candidate]:
    top, bottom = (reading[0] for reading in pair)
    tried = list(WRONG[claim.kind])
    if claim.kind == "change" and {top.unit, bottom.unit} == {"percent"}:
        tried.insert(0, _POINTS)
    for name, signs, formula in tried:
        t, b = top.exact, bottom.exact
        if t > 0 and b > 0 and (t < b or name != "rest as base"):
            value = formula(t, b)
            text = f"{signs.format(t=t, b=b)} = {shown(value, printed(claim.value)[1] + 2)}"
            yield Candidate("wrong_base", f"fits the {name}", pair, Span.point(value), formula=text)


def _others(pairs: list[Pair], book: Book) -> Iterator[tuple[Pair, str]]:
    """Yield pairs with the exact values of other sources, and their names."""
    used = {reading[0].cell for pair in pairs for reading in pair}
    tops, bottoms = (book.values(side[0].fact) for side in pairs[0])
    for pair in product(tops, bottoms):
        new = [reading[0] for reading in pair if reading[0].cell not in used]
        if new and pair[1][0].exact and all(claim.span.fixed for claim in new):
            yield pair, " and ".join(f"{claim.text} ({claim.id})" for claim in new)


def _nothing(claim: Claim, pair: Pair) -> Candidate:
    """Say what would have been printed, and of a change which whole base would do under any rounding."""
    top, bottom = (reading[0].exact for reading in pair)
    if not bottom:
        return Candidate("not_checkable", "nothing is in per cent of 0", pair, Span())
    why = f"would print {shown(RIGHT[claim.kind][1](top, bottom), printed(claim.value)[1])}"
    if claim.kind == "change" and top.denominator == 1 and factor(claim, ANY).low > 0:
        bases = [(mode, (Span.point(top) / factor(claim, mode)).whole()) for mode in MODES]
        which = (f"a base of {in_words(whole)} leads to {top} by {claim.value} % ({mode})"
                 for mode, whole in bases if whole)  # fmt: skip
        why += "; " + next(which, f"no whole base leads to {top} by {claim.value} %")
    return Candidate("does_not_close", why, pair, Span())


def _sign(claim: Claim) -> str:
    return f" {claim.signs.removesuffix(claim.value) or '≈'} {claim.value}"


def _formula(claim: Claim, top: Fraction | str, bottom: Fraction | str) -> str:
    signs, formula = RIGHT[claim.kind]
    text = signs.format(t=top, b=bottom)
    if isinstance(top, str) or isinstance(bottom, str) or not bottom:
        return text
    return f"{text} = {shown(formula(top, bottom), printed(claim.value)[1] + 2)}"


def _missing(claim: Claim, known: list[Reading], book: Book) -> Finding:
    """Ask whether any whole number n could be the count that is missing."""
    check, part = label(claim, book), not book.about(book.part(claim))
    lost = [ref for ref in (book.part(claim), claim.of) if not book.about(ref)]
    text = "missing: " + " and ".join(book.fact(ref) or "the count" for ref in lost)
    if not known or claim.kind == "points":
        return found(check, "not_checkable", (claim,), _formula(claim, "n", "N") + _sign(claim), text)
    rows, count = (claim, *known[0]), known[0][0]
    given = _formula(claim, *(("n", count.signs) if part else (count.signs, "n"))) + _sign(claim)
    for mode in MODES[:1] if claim.kind == "share" else MODES:  # a share that nothing gives is an error
        share = factor(claim, mode)
        span = count.span * share if part else count.span / share
        if span.high == math.inf:
            return found(check, "not_checkable", rows, f"{given}, n ≥ 0", text)
        if whole := span.whole():
            given += f", n = {whole[0]}" + f"…{whole[-1]}" * (len(whole) > 1)
            if mode != MODES[0]:
                return found(check, "consistent_only_under", rows, given, mode)
            sure = span.high - span.low >= 1  # some whole number lies in it in any case
            return found(check, "not_checkable" if sure else "consistent", rows, given, text * sure)
    return found(check, "impossible", rows, f"{given}, n = ∅", f"no whole number gives it; {text}")
