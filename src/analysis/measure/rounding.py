"""Exact arithmetic on printed numbers: what could have stood behind the digits."""

from __future__ import annotations

import functools
import math
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from analysis.errors import InputError

MODES = ("half up", "half even", "truncation", "away from zero")
ANY = "any rounding"
QUALIFIERS = {"more than": ">", "over": ">", "at least": "≥", "nearly": "~", "almost": "~", "up to": "≤",
              "about": "~", "some": "~", "around": "~"}  # fmt: skip
_PRINTED = re.compile(r"[+-]?\d{1,99}(\.\d{1,99})?", re.ASCII)
_RANGE = re.compile(r"(\d+(?:\.\d+)?) ?(?:-|–|to|à) ?(\d+(?:\.\d+)?)", re.ASCII)
BOUND = Fraction(10**12)  # stands for no upper bound; no count comes near it
HAIR = Fraction(1, 10**250)  # an open end lies so far inside; no two printed numbers are as near
End = Fraction | float  # a float only where it is infinite


@dataclass(frozen=True, slots=True)
class Span:
    """An interval of exact numbers, to which both ends belong; an open end lies a `HAIR` inside."""

    low: End = -math.inf
    high: End = math.inf

    @classmethod
    def point(cls, number: int | Fraction) -> Span:
        """Return the interval that holds one number."""
        return cls(Fraction(number), Fraction(number))

    @classmethod
    def over(cls, formula: Callable[[Any, Any], Any], one: Span, two: Span) -> Span:
        """Return what a formula gives over two intervals: it is monotone in each."""
        ends = [formula(x, y) for x in (one.low, one.high) for y in (two.low, two.high)]
        return cls(min(ends), max(ends))

    def __add__(self, other: Span) -> Span:
        return Span.over(operator.add, self, other)

    def __sub__(self, other: Span) -> Span:
        return Span.over(operator.sub, self, other)

    def __mul__(self, other: Span) -> Span:
        """Multiply two finite intervals."""
        return Span.over(operator.mul, self, other)

    def __truediv__(self, other: Span) -> Span:
        """Divide finite intervals of numbers that are not negative; by one that holds 0, no upper end."""
        if other.high <= HAIR:
            return Span()
        return Span.over(lambda x, y: x / y if y > HAIR else math.inf, self, other)

    def __and__(self, other: Span) -> Span:
        """Return what belongs to both."""
        return Span(max(self.low, other.low), min(self.high, other.high))

    def __contains__(self, number: End) -> bool:
        return self.low <= number <= self.high

    @property
    def empty(self) -> bool:
        """Whether no number belongs to it."""
        return self.low > self.high

    @property
    def fixed(self) -> bool:
        """Whether it is one number."""
        return self.low == self.high

    def whole(self) -> range:
        """Return the whole numbers from 0 that belong to it, up to `BOUND` where it has no upper end."""
        return range(math.ceil(max(self.low, 0)), max(math.floor(min(self.high, BOUND)), -1) + 1)


EXACTLY, AT_MOST, ONE = Span.point(0), Span(Fraction(0)), Span.point(1)


@functools.cache
def printed(text: str) -> tuple[Fraction, int]:
    """Return the number that a text prints (of a range, its middle), and how many decimals it prints.

    Examples
    --------
    >>> printed("8.20"), printed("54 to 65")[0]
    ((Fraction(41, 5), 2), Fraction(119, 2))
    """
    if ends := _RANGE.fullmatch(text):
        low, high = map(printed, ends.groups())
        return (low[0] + high[0]) / 2, max(low[1], high[1])
    if not _PRINTED.fullmatch(text):
        raise InputError(f"{text!r} is not a printed number: write digits, a sign and a decimal point only.")
    return Fraction(text), len(text.partition(".")[2])


@functools.cache
def qualified(text: str, qualifier: str, rounded: bool = False, mode: str = "half up") -> Span:
    """Return the values that a printed number with its qualifier stands for.

    A qualifier widens the number by the place of its last digit that is not 0, which is how round
    the writer made it: "at least 100" reaches up to 200, "at least 527" is 527 itself, "nearly 500"
    comes down to 400, "some 37" per cent lies within 36 and 38. One that is not in `QUALIFIERS` widens
    nothing. A percentage or mean is `rounded`, by `mode` or ``any rounding``: it stands for all exact values
    that print so. With u one unit of the last decimal printed (``5.0`` and ``5`` differ): half up takes the
    half on the magnitude, half even only where the last digit is even; truncation goes towards 0, and the
    last of `MODES` away from it. A range stands for what lies between its ends. Raises `InputError` where
    `text` is no number.

    Examples
    --------
    >>> span = qualified("-42", "", rounded=True)
    >>> Fraction(-85, 2) in span, Fraction(-83, 2) in span
    (False, True)
    >>> qualified("100", "at least").whole(), qualified("527", "at least").whole()
    (range(100, 200), range(527, 528))
    """
    if ends := _RANGE.fullmatch(text):
        low, high = (qualified(end, "", rounded, mode) for end in ends.groups())
        return Span(low.low, high.high)
    value, digits = printed(text)
    unit, none = Fraction(1, 10**digits), Fraction(0)
    half, short = unit / 2, unit - HAIR
    even = half - HAIR * bool(value / unit % 2)
    inward, outward = {  # towards 0 and away from it
        "half up": (half, half - HAIR), "half even": (even, even), "truncation": (none, short),
        "away from zero": (short, none), ANY: (short, short),
    }[mode] if rounded else (none, none)  # fmt: skip
    if qualifier in QUALIFIERS and value:
        bare = text.replace(".", "")
        step = unit * 10 ** (len(bare) - len(bare.rstrip("0"))) - HAIR
        inward = none if QUALIFIERS[qualifier] in ">≥" else step
        outward = outward if qualifier in ("nearly", "almost", "up to") else step
    return Span(value - (outward if value <= 0 else inward), value + (outward if value >= 0 else inward))


def possible(text: str, cases: int, scale: int = 100, mode: str = "half up") -> range:
    """Return the whole x for which round(scale x / cases, k) prints as `text`, by its granularity.

    With ``scale=100`` for a share in per cent, ``scale=1`` for a mean of whole numbers, whose sum x
    is; empty where the printed number is impossible. Raises `InputError` where `text` is no number or
    there is no case. Source: Brown and Heathers (2017), "The GRIM test", Social Psychological and
    Personality Science 8(4).

    Examples
    --------
    >>> possible("5.19", 28, scale=1), possible("35.6", 455), possible("32.5", 438)
    (range(146, 146), range(162, 163), range(143, 143))
    """
    if cases < 1:
        todo = "give the number of cases, 1 or more"
        raise InputError(f"a share or mean of {cases} cases is undefined: {todo}.")
    return (qualified(text, "", True, mode) * Span.point(Fraction(cases, scale))).whole()


def transposed(text: str) -> list[str]:
    """Return what a number is with two neighbouring digits swapped.

    Examples
    --------
    >>> transposed("598"), transposed("5.40")
    (['958', '589'], ['4.50', '5.04'])
    """
    places = range(len(text)) if _PRINTED.fullmatch(text) else ()
    swaps = (re.sub(rf"^(.{{{at}}})(\d)(\.?)(\d)", r"\1\4\3\2", text) for at in places)
    return [other for other in dict.fromkeys(swaps) if other != text and not re.match(r"-?0\d", other)]


def shown(value: Fraction, digits: int) -> str:
    """Print an exact value with so many decimals, rounded half up on the magnitude.

    Examples
    --------
    >>> shown(Fraction(-85, 2), 0), shown(Fraction(1, 3), 2)
    ('-43', '0.33')
    """
    size = math.floor(abs(value) * 10**digits + Fraction(1, 2))
    return f"{Decimal(f'{size if value > 0 else -size}e-{digits}'):f}"


def in_words(whole: range) -> str:
    """Name whole numbers from 0 by the first and the last of them."""
    if len(whole) < 2:
        return str(whole[0]) if whole else "no whole number"
    first, last = whole[0], whole[-1]
    return f"at least {first}" if last == BOUND else f"{first} to {last}" if first else f"at most {last}"
