"""Ratios against their two figures: what could stand behind the printed number, tried in order."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any

from analysis.measure.findings import Book, Claim, Constraint, Finding, Reading, Values, cells, found, spans
from analysis.measure.rounding import ANY, MODES, Span, in_words, printed, shown, transposed
from analysis.record.store import read_once, read_table

Pair = tuple[Reading, Reading]  # what a share is and what it is of; what a change leads to and from
RIGHT, POINTS = "none", "difference in percentage points"  # mistakes: none, and one between shares alone
CUT = "truncation", "middle of both values as base: a midpoint percentage"
LATER = "later value as base"  # so common that it comes before other roundings than half up
_PER = re.compile(r"hundred|thousand|million|\d[\d ,.]*")


def formulas(claim: Claim) -> dict[str, str]:
    """Return what a ratio is of its two figures, under `RIGHT`, and by name what is mistaken for it.

    The unit of a rate says what it is per; one that does not is per 100,000.

    Examples
    --------
    >>> rate = Claim(id="a", period="2022", measure="killed", unit="per 1,000", value="0.1", kind="rate")
    >>> formulas(rate)["none"], formulas(replace(rate, unit="per million"))["none"]
    ('1000 x {t} / {b}', '1000000 x {t} / {b}')
    """
    words = {"hundred": 100, "thousand": 1000, "million": 10**6}
    said = math.prod(words.get(word) or int(re.sub(r"\D", "", word)) for word in _PER.findall(claim.unit))
    per = str(said if said > 1 else 100_000)
    return {name: text.replace("{n}", per) for name, text in _table()[claim.kind].items()}


@read_once
def _table() -> dict[str, dict[str, str]]:
    rows = read_table("formulas").groupby("kind")
    return {str(kind): dict(zip(part.mistake, part.formula, strict=True)) for kind, part in rows}


def _worked(formula: str, t: Any, b: Any) -> Any:
    """Work out a formula: infinite where it divides by nothing."""
    found: Any = re.fullmatch(r"(?:(\d+) x )?\(?(.+?)\)?(?: / \(?(.+?)\)?)?", formula)
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
    share = claim.under(mode) * Span.point(1 / Fraction(re.findall(r"^\d*", formulas(claim)[RIGHT])[0] or 1))
    return share + Span.point(int(claim.kind == "change"))


def right(claim: Claim, pair: Sequence[Reading], mode: str) -> Constraint:
    """Return what a ratio, printed under a rounding, asks of its two figures."""
    asked = {"slack": claim.under(mode)} if claim.kind == "points" else {"factor": factor(claim, mode)}
    return Constraint(cells(pair), **asked)


def swaps(claim: Claim, pair: Sequence[Reading], values: Values) -> list[str]:
    """Return what a ratio is with two neighbouring digits swapped where that is right; none for a count."""
    texts = transposed(claim.value) if claim.ratio else ()
    return [text for text in texts if right(replace(claim, value=text), pair, MODES[0]).holds(values)]


def _judged(claim: Claim, pairs: list[Pair], book: Book) -> Finding:
    """Judge a ratio by the first values, formula and rounding that fit."""
    kind, why, (top, bottom), mistake = _fit(claim, pairs, book)
    figures = top[0].exact, bottom[0].exact
    text = _written(claim, formulas(claim)[RIGHT], *figures)
    text += _sign(claim) if kind.startswith("consistent") else f" ≠ {claim.signs}"
    text += f"; {_written(claim, mistake, *figures)}{_sign(claim)}" if mistake else ""
    made = found(label(claim, book), kind, (claim, *top, *bottom), text, why)
    if kind in ("wrong_base", "not_checkable") or claim.kind == "points":
        return made
    return replace(made, constraint=right(claim, (top, bottom), ANY), readings=(top, bottom))


def _fit(claim: Claim, pairs: list[Pair], book: Book) -> tuple[str, str, Pair, str]:
    """Return the class of what fits first, why, the values, and the formula if that is a mistake."""
    if not pairs[0][1][0].exact:
        return "not_checkable", "nothing is in per cent of 0", pairs[0], ""
    # A whole percentage fits too many mistakes when any rounding is let in.
    swapped = any(swaps(claim, pair, spans(pair)) for pair in pairs)
    tried = [(mode, *named, pair) for mode, pair, named in product(MODES, pairs, formulas(claim).items())
             if named[0] == RIGHT or mode == MODES[0]
             or (not swapped and (printed(claim.value)[1] or (mode, named[0]) == CUT))]  # fmt: skip
    for mode, name, formula, pair in sorted(tried, key=_rank):
        other = mode * (mode != MODES[0])
        if name == RIGHT and right(claim, pair, mode).holds(spans(pair)):
            return "consistent_only_under" if other else "consistent", other, pair, ""
        if name != RIGHT and _mistaken(name, formula, *pair) in claim.under(mode):
            return "wrong_base", f"fits the {name}" + f", {other}" * bool(other), pair, formula
    used = {reading[0].cell for pair in pairs for reading in pair}
    tops, bottoms = (book.values(reading[0].fact) for reading in pairs[0])
    for pair in product(tops, bottoms):
        new = [reading[0] for reading in pair if reading[0].cell not in used]
        fixed = new and pair[1][0].exact and all(claim.span.fixed for claim in new)
        if fixed and right(claim, pair, MODES[0]).holds(spans(pair)):
            named = " and ".join(f"{claim.text} ({claim.id})" for claim in new)
            return "sources_disagree", f"holds with {named}", pairs[0], ""
    return "does_not_close", _nothing(claim, *pairs[0]), pairs[0], ""


def _rank(tried: tuple[str, str, str, Pair]) -> int:
    """Put what is right first, then the commonest mistake, then what is right under another rounding."""
    first, name = tried[0] == MODES[0], tried[1]
    return 2 * (not first) if name == RIGHT else 1 if first and name == LATER else 3


def _mistaken(name: str, formula: str, top: Reading, bottom: Reading) -> Any:
    """Return what a formula gives, infinity where nobody would mistake it for the right one."""
    t, b = top[0].exact, bottom[0].exact
    likely = {"rest as base": t < b, POINTS: {top[0].unit, bottom[0].unit} == {"percent"}}
    return _worked(formula, t, b) if likely.get(name.partition(",")[0], True) else math.inf


def _nothing(claim: Claim, *pair: Reading) -> str:
    """Say what would have been printed, and of a change which whole base would do under any rounding."""
    top, bottom = (reading[0].exact for reading in pair)
    digits = printed(claim.value)[1] + (claim.kind == "multiple")
    why = f"would print {shown(_worked(formulas(claim)[RIGHT], top, bottom), digits)}"
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
    text, right = "missing: " + " and ".join(lost), formulas(claim)[RIGHT]
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
