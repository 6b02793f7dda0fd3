"""Ratios against their two figures: what could stand behind the printed number, tried in order."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from analysis.measure.findings import Book, Claim, Constraint, Finding, Reading, found
from analysis.measure.rounding import ANY, MODES, Span, in_words, printed, shown
from analysis.record.store import home, read_table

Pair = tuple[Reading, Reading]  # what a share is and what it is of; what a change leads to and from
TIMES = {"share": 100, "change": 100, "rate": 100_000}  # what it is printed in, of one
LATER = "later value as base"  # so common that it comes before other roundings than half up
_FORMULA = re.compile(r"(?:(\d+) x )?\(?(.+?)\)?(?: / \(?(.+?)\)?)?")


class Candidate(NamedTuple):
    """What a printed number may be, and the class of the check if that fits."""

    kind: str
    why: str
    pair: Pair
    value: Span = Span()
    mode: str = MODES[0]
    formula: str = ""


@functools.cache
def _formulas(_folder: Path) -> dict[str, dict[str, str]]:
    """Return by kind what a ratio is of its two figures, under ``none``, and what is mistaken for it."""
    rows = read_table("formulas").groupby("kind")
    return {str(kind): dict(zip(part.mistake, part.formula, strict=True)) for kind, part in rows}


def _right(claim: Claim) -> str:
    return _formulas(home())[claim.kind]["none"]


def _worked(formula: str, t: Any, b: Any) -> Any:
    """Work out a formula: infinite where it divides by nothing."""
    found: Any = _FORMULA.fullmatch(formula)
    sides = {"{t}": t, "{b}": b, "{t} - {b}": t - b, "{b} - {t}": b - t, "{t} + {b}": t + b, None: 1}
    times, top, bottom = found.groups()
    return int(times or 1) * sides[top] / sides[bottom] if sides[bottom] else math.inf


def _written(claim: Claim, formula: str, t: Fraction | str, b: Fraction | str) -> str:
    """Write a formula with its two figures, and what it gives if both are known."""
    text = formula.format(t=t, b=b)
    if isinstance(t, str) or isinstance(b, str) or not b:
        return text
    return f"{text} = {shown(_worked(formula, t, b), printed(claim.value)[1] + 2)}"


def ratios(book: Book) -> Iterator[Finding]:
    """Check every ratio against its two figures."""
    for claim in book.claims:
        if claim.ratio:
            tops, bottoms = (book.readings(fact, claim.source) for fact in (claim.about, claim.of))
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
    share = claim.under(mode) * Span.point(Fraction(1, TIMES.get(claim.kind, 1)))
    return share + Span.point(int(claim.kind == "change"))


def _judged(claim: Claim, pairs: list[Pair], book: Book) -> Finding:
    """Judge a ratio by the first candidate that fits, as the last one always does."""
    best = next(item for item in _candidates(claim, pairs, book)
                if not (item.value & claim.under(item.mode)).empty)  # fmt: skip
    top, bottom = best.pair
    text = _written(claim, _right(claim), top[0].exact, bottom[0].exact)
    text += _sign(claim) if best.kind.startswith("consistent") else f" ≠ {claim.signs}"
    text += f"; {best.formula}{_sign(claim)}" * bool(best.formula)
    solved: dict[str, Any] = {}
    if best.kind not in ("wrong_base", "not_checkable") and claim.kind != "points":
        ratio = Constraint(top[0].cell, (bottom[0].cell,), factor=factor(claim, ANY))
        solved = {"constraint": ratio, "readings": best.pair}
    return found(label(claim, book), best.kind, (claim, *top, *bottom), text, best.why, **solved)


def _candidates(claim: Claim, pairs: list[Pair], book: Book) -> Iterator[Candidate]:
    """Yield what the number may be: right; a mistake; another rounding; another source's; nothing."""
    if not pairs[0][1][0].exact:
        yield Candidate("not_checkable", "nothing is in per cent of 0", pairs[0])
    right = functools.partial(_worked, _right(claim))
    values = [(pair, Span.over(right, pair[0][0].span, pair[1][0].span)) for pair in pairs]
    for pair, value in values:
        yield Candidate("consistent", "", pair, value)
    wrong = [mistake for pair in pairs for mistake in _mistakes(claim, pair)]
    yield from (item for item in wrong if item.why == f"fits the {LATER}")
    for mode, (pair, value) in product(MODES[1:], values):
        yield Candidate("consistent_only_under", mode, pair, value, mode)
    # A whole percentage fits too many formulas when any rounding is let in.
    for mode, item in product(MODES if printed(claim.value)[1] else MODES[:1], wrong):
        yield item._replace(mode=mode, why=item.why + f", {mode}" * (mode != MODES[0]))
    used = {reading[0].cell for pair in pairs for reading in pair}
    for top, bottom in product(*(book.values(side[0].fact) for side in pairs[0])):
        new = [reading[0] for reading in (top, bottom) if reading[0].cell not in used]
        if new and bottom[0].exact and all(other.span.fixed for other in new):
            named = " and ".join(f"{other.text} ({other.id})" for other in new)
            value = Span.over(right, top[0].span, bottom[0].span)
            yield Candidate("sources_disagree", f"holds with {named}", pairs[0], value)
    yield Candidate("does_not_close", _nothing(claim, *pairs[0]), pairs[0])


def _mistakes(claim: Claim, pair: Pair) -> Iterator[Candidate]:
    """Yield what other formulas give, where they give anything."""
    top, bottom = (reading[0] for reading in pair)
    t, b = top.exact, bottom.exact
    points = claim.kind == "change" and {top.unit, bottom.unit} == {"percent"}
    for kind in ["change of shares"] * points + [claim.kind]:
        for name, formula in _formulas(home())[kind].items():
            if name != "none" and t > 0 and b > 0 and (t < b or name != "rest as base"):
                value, text = Span.point(_worked(formula, t, b)), _written(claim, formula, t, b)
                yield Candidate("wrong_base", f"fits the {name}", pair, value, formula=text)


def _nothing(claim: Claim, *pair: Reading) -> str:
    """Say what would have been printed, and of a change which whole base would do under any rounding."""
    top, bottom = (reading[0].exact for reading in pair)
    why = f"would print {shown(_worked(_right(claim), top, bottom), printed(claim.value)[1])}"
    if claim.kind == "change" and top.denominator == 1 and factor(claim, ANY).low > 0:
        bases = [(mode, (Span.point(top) / factor(claim, mode)).whole()) for mode in MODES]
        which = (f"a base of {in_words(whole)} leads to {top} by {claim.value} % ({mode})"
                 for mode, whole in bases if whole)  # fmt: skip
        why += "; " + next(which, f"no whole base leads to {top} by {claim.value} %")
    return why


def _sign(claim: Claim) -> str:
    return f" {claim.signs.removesuffix(claim.value) or '≈'} {claim.value}"


def _missing(claim: Claim, known: list[Reading], book: Book) -> Finding:
    """Ask whether any whole number n could be the count that is missing."""
    check, part = label(claim, book), not book.about(claim.about)
    lost = [fact or "the count" for fact in (claim.about, claim.of) if not book.about(fact)]
    text, right = "missing: " + " and ".join(lost), _right(claim)
    if not known or claim.kind == "points":
        return found(check, "not_checkable", (claim,), _written(claim, right, "n", "N") + _sign(claim), text)
    rows, count = (claim, *known[0]), known[0][0]
    given = _written(claim, right, *(("n", count.signs) if part else (count.signs, "n"))) + _sign(claim)
    for mode in MODES[:1] if claim.kind == "share" else MODES:  # a share that nothing gives is an error
        share = factor(claim, mode)
        span = count.span * share if part else count.span / share
        if span.high == math.inf:
            return found(check, "not_checkable", rows, f"{given}, n ≥ 0", text)
        if whole := span.whole():
            given += f", n = {whole[0]}" + f"…{whole[-1]}" * (len(whole) > 1)
            if mode != MODES[0]:
                return found(check, "consistent_only_under", rows, given, mode)
            sure = float(span.high - span.low) >= 1  # some whole number lies in it; no float shows a hair
            return found(check, "not_checkable" if sure else "consistent", rows, given, text * sure)
    return found(check, "impossible", rows, f"{given}, n = ∅", f"no whole number gives it; {text}")
