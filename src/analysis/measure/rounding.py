"""Exact arithmetic on printed numbers: what could have stood behind the digits."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from fractions import Fraction

from analysis.errors import InputError

MODES = {
    "half up": ROUND_HALF_UP,
    "half even": ROUND_HALF_EVEN,
    "truncation": ROUND_DOWN,
    "away from zero": ROUND_UP,
}
ANY = "any rounding"
ABOVE, BELOW, AROUND = (
    ("more than", "over", "at least"),
    ("nearly", "almost", "up to"),
    ("about", "some", "around"),
)
QUALIFIERS = (*ABOVE, *BELOW, *AROUND)
_PRINTED = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Span:
    """An interval of exact numbers; an end that is None is infinite, an open end does not belong to it."""

    low: Fraction | None
    high: Fraction | None
    low_open: bool = False
    high_open: bool = False

    @classmethod
    def point(cls, number: int | Fraction) -> Span:
        """Return the interval that holds one number."""
        return cls(Fraction(number), Fraction(number))

    def __add__(self, other: Span) -> Span:
        low = None if self.low is None or other.low is None else self.low + other.low
        high = None if self.high is None or other.high is None else self.high + other.high
        return Span(low, high, self.low_open or other.low_open, self.high_open or other.high_open)

    def __neg__(self) -> Span:
        low, high = (None if end is None else -end for end in (self.high, self.low))
        return Span(low, high, self.high_open, self.low_open)

    def __sub__(self, other: Span) -> Span:
        return self + -other

    def __mul__(self, other: Span) -> Span:
        """Multiply two finite intervals."""
        products = [
            _product(one, two)
            for one in ((self.low, self.low_open), (self.high, self.high_open))
            for two in ((other.low, other.low_open), (other.high, other.high_open))
        ]
        low, high = min(products), max(products, key=lambda end: (end[0], not end[1]))
        return Span(low[0], high[0], low[1], high[1])

    def __truediv__(self, other: Span) -> Span:
        """Divide finite intervals of numbers that are not negative; by one that holds 0, no upper end."""
        if other.high is None or other.high <= 0 or self.low is None or self.high is None:
            return Span(None, None)
        low, low_open = _product((self.low, self.low_open), (1 / other.high, other.high_open))
        if other.low is None or other.low <= 0:
            return Span(low, None, low_open)
        high, high_open = _product((self.high, self.high_open), (1 / other.low, other.low_open))
        return Span(low, high, low_open, high_open)

    def __and__(self, other: Span) -> Span:
        """Return what belongs to both."""
        lows = [(s.low, s.low_open) for s in (self, other) if s.low is not None]
        highs = [(s.high, not s.high_open) for s in (self, other) if s.high is not None]
        low, high = max(lows, default=(None, False)), min(highs, default=(None, True))
        return Span(low[0], high[0], low[1], not high[1])

    @property
    def empty(self) -> bool:
        """Whether no number belongs to it."""
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (self.low == self.high and (self.low_open or self.high_open))

    @property
    def fixed(self) -> bool:
        """Whether it is one number."""
        return self.low is not None and self.low == self.high

    @property
    def wide(self) -> bool:
        """Whether some whole number belongs to it wherever it lies, so that finding one proves nothing."""
        return self.low is None or self.high is None or self.high - self.low >= 1

    def whole(self) -> range:
        """Return the whole numbers from 0 that belong to a bounded interval."""
        if self.high is None:
            raise ValueError("an interval without upper end holds no list of numbers")
        low = Fraction(0) if self.low is None else self.low
        first = -(-low.numerator // low.denominator)
        last = self.high.numerator // self.high.denominator
        first += self.low_open and first == low
        last -= self.high_open and last == self.high
        return range(max(first, 0), max(last, -1) + 1)


def _product(one: tuple[Fraction | None, bool], two: tuple[Fraction | None, bool]) -> tuple[Fraction, bool]:
    """Multiply two ends; the product is reached where both are, or where one of them is 0 itself."""
    if one[0] is None or two[0] is None:
        raise ValueError("an interval without end cannot be multiplied")
    zero = any(not end and not is_open for end, is_open in (one, two))
    return one[0] * two[0], not zero and (one[1] or two[1])


@functools.lru_cache(maxsize=4096)
def printed(text: str) -> tuple[Fraction, int]:
    """Return the number that a text prints, and how many decimals it prints.

    Examples
    --------
    >>> printed("8.20")
    (Fraction(41, 5), 2)
    """
    if not _PRINTED.fullmatch(text):
        raise InputError(f"{text!r} is not a printed number: write digits, a sign and a decimal point only.")
    return Fraction(text), len(text.partition(".")[2])


@functools.lru_cache(maxsize=4096)
def behind(text: str, mode: str = "half up") -> Span:
    """Return the exact values that a rounding prints as `text`; trailing zeros count.

    With u one unit of the last decimal: half up takes the half on the magnitude, half even only where
    the last digit printed is even, truncation goes towards 0, and the last one away from it.

    Parameters
    ----------
    text : str
        The number as printed: ``5.0`` and ``5`` differ.
    mode : str
        One of `MODES`, or ``any rounding`` for all of them together.

    Raises
    ------
    InputError
        Where `text` is no number.

    Examples
    --------
    >>> behind("-42").whole(), behind("42") == behind("42.0")
    (range(0, 0), False)
    >>> span = behind("-42")
    >>> span.low, span.high, span.low_open
    (Fraction(-85, 2), Fraction(-83, 2), True)
    """
    value, digits = printed(text)
    if value < 0:
        return -behind(text.lstrip("-"), mode)
    unit = Fraction(1, 10**digits)
    half = unit / 2
    if mode == ANY:
        return Span(value - unit, value + unit, True, True)
    if mode == "away from zero":
        return Span(value - unit, value, True) if value else Span.point(0)
    if mode == "truncation":
        return Span(value if value else -unit, value + unit, not value, True)
    odd = bool(value / unit % 2)
    opens = (odd, odd) if mode == "half even" else (not value, True)
    return Span(value - half, value + half, *opens)


@functools.lru_cache(maxsize=4096)
def qualified(text: str, qualifier: str, rounded: bool = False, mode: str = "half up") -> Span:
    """Return the values that a printed number with its qualifier stands for.

    A qualifier widens the number by the place of its last digit that is not 0, which is how round
    the writer made it: "at least 100" reaches up to 200, "at least 527" is 527 itself, "nearly 500"
    comes down to 400, "some 37" per cent lies within 36 and 38.

    Parameters
    ----------
    text, qualifier : str
        As printed; a qualifier that is not one of `QUALIFIERS` widens nothing.
    rounded : bool
        True for percentages and means, which stand for all values that print as `text`; False for
        counts, which are whole.
    mode : str
        The rounding, for numbers without a qualifier and for the near end of "nearly".

    Examples
    --------
    >>> qualified("100", "at least").whole(), qualified("527", "at least").whole()
    (range(100, 200), range(527, 528))
    >>> qualified("500", "nearly").whole()
    range(401, 501)
    """
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
    below = Span(value - step, value, True)
    if qualifier in BELOW:
        return Span(below.low, itself.high, True, itself.high_open)
    return Span(value - step, value + step, True, True)


def possible(text: str, cases: int, scale: int = 100, mode: str = "half up") -> range:
    """Return the whole numbers that a share or a mean of `cases` can stand for.

    The test of granularity: is there a whole x with round(scale x / cases, k) = printed? With
    ``scale=100`` for a share in per cent, ``scale=1`` for a mean of whole numbers, whose sum x is.

    Parameters
    ----------
    text : str
        The share or mean as printed, with its trailing zeros.
    cases : int
        How many cases it is of.
    scale : int
        100 for per cent, 1 for a mean.
    mode : str
        One of `MODES`.

    Returns
    -------
    range
        Empty where the printed number is impossible.

    Raises
    ------
    InputError
        Where `text` is no number or there is no case.

    References
    ----------
    Brown and Heathers (2017), "The GRIM test", Social Psychological and Personality Science 8(4).

    Examples
    --------
    >>> possible("5.19", 28, scale=1)
    range(146, 146)
    >>> possible("35.6", 455), possible("32.5", 438)
    (range(162, 163), range(143, 143))
    """
    if cases < 1:
        raise InputError(
            f"a share or mean of {cases} cases is undefined: give the number of cases, 1 or more."
        )
    return (behind(text, mode) * Span.point(Fraction(cases, scale))).whole()


def bases(text: str, later: int, mode: str = "half up") -> range:
    """Return the whole bases from which a printed change in per cent leads to `later`.

    Solves round(100 (later - base) / base, k) = printed for a whole base above 0.

    Raises
    ------
    InputError
        Where `text` is no number, or the change is a loss of all, of which any base is one.

    Examples
    --------
    >>> bases("16", 14), bases("16", 14, "truncation")
    (range(13, 13), range(12, 13))
    """
    span = Span.point(later) / factor(text, "", mode, change=True)
    if span.high is None:
        raise InputError(f"a change of {text} per cent to {later} can start from any base: give the base.")
    whole = span.whole()
    return range(max(whole.start, 1), whole.stop)


def factor(text: str, qualifier: str, mode: str, change: bool) -> Span:
    """Return what a printed percentage multiplies its base with: 1 + p/100 for a change, else p/100."""
    share = qualified(text, qualifier, rounded=True, mode=mode) * Span.point(Fraction(1, 100))
    return share + Span.point(1) if change else share


def shown(value: Fraction, digits: int, mode: str = "half up") -> str:
    """Print an exact value with so many decimals under a rounding.

    Examples
    --------
    >>> shown(Fraction(-85, 2), 0), shown(Fraction(-85, 2), 0, "half even")
    ('-43', '-42')
    """
    scaled = value * 10**digits
    # A decimal that is exact to one digit past the last, sticky beyond, rounds as the value itself does.
    tenths, rest = divmod(abs(scaled.numerator) * 100, scaled.denominator)
    sticky = Decimal(tenths) / 100 + (Decimal("0.001") if rest else 0)
    whole = sticky.quantize(Decimal(1), rounding=MODES[mode])
    return str((-whole if value < 0 and whole else whole).scaleb(-digits))
