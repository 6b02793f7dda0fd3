"""Ratios against their two figures: what could stand behind the printed number, tried in order."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any

from analysis.measure.findings import Book, Claim, Constraint, Finding, Reading, cells, found, spans
from analysis.measure.rounding import MODES, Span, in_words, printed, shown
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


def _written(claim: Claim, formula: str, t: Fraction, b: Fraction) -> str:
    """Write a formula with its two figures, and what it gives but for a base of 0."""
    text = formula.format(t=t, b=b)
    return f"{text} = {shown(_worked(formula, t, b), printed(claim.value)[1] + 2)}" if b else text


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


def _judged(claim: Claim, pairs: list[Pair], book: Book) -> Finding:
    """Judge a ratio by the first rounding, formula and values that fit."""
    kind, why, (top, bottom), mistake = _fit(claim, pairs, book)
    figures = top[0].exact, bottom[0].exact
    text = _written(claim, formulas(claim)[RIGHT], *figures)
    text += _sign(claim) if kind.startswith("consistent") else f" ≠ {claim.signs}"
    text += f"; {_written(claim, mistake, *figures)}{_sign(claim)}" if mistake else ""
    made = found(label(claim, book), kind, (claim, *top, *bottom), text, why)
    if kind in ("wrong_base", "not_checkable") or claim.kind == "points":
        return made
    mode = why if kind == "consistent_only_under" else MODES[0]
    return replace(made, constraint=right(claim, (top, bottom), mode), readings=(top, bottom))


def _fit(claim: Claim, pairs: list[Pair], book: Book) -> tuple[str, str, Pair, str]:
    """Return the class of what fits first, why, the values, and the formula if that is a mistake."""
    if not pairs[0][1][0].exact:
        return "not_checkable", "nothing is in per cent of 0", pairs[0], ""
    points = {reading[0].unit for reading in pairs[0]} == {"percent"}
    named = {name: text for name, text in formulas(claim).items() if points or not name.startswith(POINTS)}
    half, *others = MODES
    # first what is right, then the commonest mistake, then what is right under another rounding
    tried = [(half, RIGHT), (half, LATER), *product(others, [RIGHT]), *product(MODES, named)]
    for (mode, name), pair in product((one for one in tried if one[1] in named), pairs):
        other, formula = mode * (mode != MODES[0]), named[name]
        if name == RIGHT and right(claim, pair, mode).holds(spans(pair)):
            return "consistent_only_under" if other else "consistent", other, pair, ""
        # A whole percentage fits too many mistakes when any rounding is let in.
        likely = name != RIGHT and (not other or printed(claim.value)[1] or (mode, name) == CUT)
        if likely and _worked(formula, pair[0][0].exact, pair[1][0].exact) in claim.under(mode):
            return "wrong_base", f"fits the {name}" + f", {other}" * bool(other), pair, formula
    used = {reading[0].cell for pair in pairs for reading in pair}
    for both in product(*(book.values(reading[0].fact) for reading in pairs[0])):
        new = [reading[0] for reading in both if reading[0].cell not in used]
        fixed = both[1][0].exact and all(claim.span.fixed for claim in new)
        if fixed and right(claim, both, half).holds(spans(both)):
            why = "holds with " + " and ".join(f"{claim.text} ({claim.id})" for claim in new)
            return "sources_disagree", why, pairs[0], ""
    return "does_not_close", _nothing(claim, *pairs[0]), pairs[0], ""


def _nothing(claim: Claim, *pair: Reading) -> str:
    """Say what would have been printed, and of a change which whole base would do under any rounding."""
    top, bottom = (reading[0].exact for reading in pair)
    digits = printed(claim.value)[1] + (claim.kind == "multiple")
    why = f"would print {shown(_worked(formulas(claim)[RIGHT], top, bottom), digits)}"
    if claim.kind == "change" and top.denominator == 1:
        shares = ((mode, factor(claim, mode)) for mode in MODES)
        bases = ((mode, (Span.point(top) / share).whole()) for mode, share in shares if share.low > 0)
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
        return found(check, "not_checkable", (claim,), right.format(t="n", b="N") + _sign(claim), text)
    rows, count = (claim, *known[0]), known[0][0]
    t, b = ("n", count.signs) if part else (count.signs, "n")
    given = right.format(t=t, b=b) + _sign(claim)
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
