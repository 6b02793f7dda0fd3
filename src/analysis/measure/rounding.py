"""Exact arithmetic on printed numbers: what could have stood behind the digits."""

from __future__ import annotations

import functools
import math
import re
from dataclasses import dataclass
from decimal import ROUND_05UP, ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal, localcontext
from fractions import Fraction

from analysis.errors import InputError

_ROUNDINGS = {"half up": ROUND_HALF_UP, "half even": ROUND_HALF_EVEN,
              "truncation": ROUND_DOWN, "away from zero": ROUND_UP}  # fmt: skip
MODES = tuple(_ROUNDINGS)
ANY = "any rounding"
ABOVE, BELOW = ("more than", "over", "at least"), ("nearly", "almost", "up to")
QUALIFIERS = (*ABOVE, *BELOW, "about", "some", "around")
_PRINTED = re.compile(r"[+-]?\d{1,99}(\.\d{1,99})?", re.ASCII)
_RANGE = re.compile(r"(\d+(?:\.\d+)?) ?(?:-|–|to|à) ?(\d+(?:\.\d+)?)", re.ASCII)
BOUND = Fraction(10**12)  # stands for no upper bound; no count comes near it
End = Fraction | float  # a float only where it is infinite


@dataclass(frozen=True, slots=True)
class Span:
    """An interval of exact numbers; an open end does not belong to it."""

    low: End = -math.inf
    high: End = math.inf
    low_open: bool = False
    high_open: bool = False

    @classmethod
    def point(cls, number: int | Fraction) -> Span:
        """Return the interval that holds one number."""
        return cls(Fraction(number), Fraction(number))

    def __add__(self, other: Span) -> Span:
        opens = self.low_open or other.low_open, self.high_open or other.high_open
        return Span(self.low + other.low, self.high + other.high, *opens)

    def __neg__(self) -> Span:
        return Span(-self.high, -self.low, self.high_open, self.low_open)

    def __sub__(self, other: Span) -> Span:
        return self + -other

    def __mul__(self, other: Span) -> Span:
        """Multiply two finite intervals."""
        products = [_product(one, two) for one in self._ends for two in other._ends]
        low, high = min(products), max(products, key=lambda end: (end[0], not end[1]))
        return Span(low[0], high[0], low[1], high[1])

    def __truediv__(self, other: Span) -> Span:
        """Divide finite intervals of numbers that are not negative; by one that holds 0, no upper end."""
        if other.high <= 0:
            return Span()
        if other.low > 0:
            return self * Span(1 / other.high, 1 / other.low, other.high_open, other.low_open)
        low, low_open = _product(self._ends[0], (1 / other.high, other.high_open))
        return Span(low, math.inf, low_open)

    def __and__(self, other: Span) -> Span:
        """Return what belongs to both."""
        low, low_open = max((self.low, self.low_open), (other.low, other.low_open))
        high, closed = min((self.high, not self.high_open), (other.high, not other.high_open))
        return Span(low, high, low_open, not closed)

    def __contains__(self, number: End) -> bool:
        return not (self & Span(number, number)).empty

    @property
    def _ends(self) -> tuple[tuple[End, bool], tuple[End, bool]]:
        return (self.low, self.low_open), (self.high, self.high_open)

    @property
    def empty(self) -> bool:
        """Whether no number belongs to it."""
        return self.low > self.high or (self.low == self.high and (self.low_open or self.high_open))

    @property
    def fixed(self) -> bool:
        """Whether it is one number."""
        return self.low == self.high

    def whole(self) -> range:
        """Return the whole numbers from 0 that belong to it, up to `BOUND` where it has no upper end."""
        first, last = math.ceil(max(self.low, 0)), math.floor(min(self.high, BOUND))
        first += self.low_open and first == self.low
        last -= self.high_open and last == self.high
        return range(first, max(last, -1) + 1)


def _product(one: tuple[End, bool], two: tuple[End, bool]) -> tuple[End, bool]:
    """Multiply two ends; the product is reached where both are, or where one of them is 0 itself."""
    zero = any(not end and not is_open for end, is_open in (one, two))
    return one[0] * two[0], not zero and (one[1] or two[1])


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
def behind(text: str, mode: str = "half up") -> Span:
    """Return the exact values that a rounding, or ``any rounding``, prints as `text`.

    With u one unit of the last decimal printed (``5.0`` and ``5`` differ): half up takes the half on
    the magnitude, half even only where the last digit is even; truncation goes towards 0, and the
    last of `MODES` away from it. Raises `InputError` where `text` is no number.

    Examples
    --------
    >>> span = behind("-42")
    >>> span.low, span.high, span.low_open
    (Fraction(-85, 2), Fraction(-83, 2), True)
    """
    value, digits = printed(text)
    if value < 0:
        return -behind(text.lstrip("-"), mode)
    unit = Fraction(1, 10**digits)
    half, odd = unit / 2, bool(value / unit % 2)
    down, up, *opens = {
        "half up": (half, half, not value, True),
        "half even": (half, half, odd, odd),
        "truncation": (unit * (not value), unit, not value, True),
        "away from zero": (unit * bool(value), 0 * unit, bool(value), False),
        ANY: (unit, unit, True, True),
    }[mode]
    return Span(value - down, value + up, *opens)


@functools.cache
def qualified(text: str, qualifier: str, rounded: bool = False, mode: str = "half up") -> Span:
    """Return the values that a printed number with its qualifier stands for.

    A qualifier widens the number by the place of its last digit that is not 0, which is how round
    the writer made it: "at least 100" reaches up to 200, "at least 527" is 527 itself, "nearly 500"
    comes down to 400, "some 37" per cent lies within 36 and 38. One that is not in `QUALIFIERS` widens
    nothing. A percentage or mean is `rounded`, by `mode`: it stands for all values that print so. A range
    stands for what lies between its ends.

    Examples
    --------
    >>> qualified("100", "at least").whole(), qualified("527", "at least").whole()
    (range(100, 200), range(527, 528))
    """
    if ends := _RANGE.fullmatch(text):
        low, high = (qualified(end, "", rounded, mode) for end in ends.groups())
        return Span(low.low, high.high, low.low_open, high.high_open)
    value, digits = printed(text)
    itself = behind(text, mode) if rounded else Span.point(value)
    if qualifier not in QUALIFIERS or not value:
        return itself
    if value < 0:
        return -qualified(text.lstrip("-"), qualifier, rounded, mode)
    bare = text.replace(".", "")
    step = Fraction(10 ** (len(bare) - len(bare.rstrip("0"))), 10**digits)
    if qualifier in ABOVE:
        return Span(value, value + step, False, True)
    if qualifier in BELOW:
        return Span(value - step, itself.high, True, itself.high_open)
    return Span(value - step, value + step, True, True)


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
        raise InputError(
            f"a share or mean of {cases} cases is undefined: give the number of cases, 1 or more."
        )
    return (behind(text, mode) * Span.point(Fraction(cases, scale))).whole()


def transposed(text: str) -> list[str]:
    """Return what a number is with two neighbouring digits swapped.

    Examples
    --------
    >>> transposed("598"), transposed("5.40")
    (['958', '589'], ['4.50', '5.04'])
    """
    swaps = (re.sub(rf"^(.{{{at}}})(\d)(\.?)(\d)", r"\1\4\3\2", text) for at in range(len(text) - 1))
    return [other for other in dict.fromkeys(swaps) if other != text and not re.match(r"-?0\d", other)]


def shown(value: Fraction, digits: int, mode: str = "half up") -> str:
    """Print an exact value with so many decimals under a rounding.

    Examples
    --------
    >>> shown(Fraction(-85, 2), 0), shown(Fraction(-85, 2), 0, "half even")
    ('-43', '-42')
    """
    # Rounded to 05UP first, no digit that is cut off can mislead the rounding asked for.
    with localcontext(prec=300, rounding=ROUND_05UP):
        number = Decimal(value.numerator) / value.denominator
        return f"{number.quantize(Decimal(1).scaleb(-digits), _ROUNDINGS[mode]) + 0:f}"


def in_words(whole: range) -> str:
    """Name whole numbers from 0 by the first and the last of them."""
    if len(whole) < 2:
        return str(whole[0]) if whole else "no whole number"
    first, last = whole[0], whole[-1]
    return f"at least {first}" if last == BOUND else f"{first} to {last}" if first else f"at most {last}"
