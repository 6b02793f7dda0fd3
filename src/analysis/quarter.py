"""Quarters: the one word that every part of the package speaks."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from analysis.errors import InputError

ACCEPTED = "2021Q2, 2021-Q2, Q2 2021 or T2 2021"
_FORM = re.compile(r"(?:(\d{4})[\s-]*)?[QT]([1-4])(?:[\s-]*(\d{4}))?", re.IGNORECASE | re.ASCII)
_PARTS = {"": "1234", "H1": "12", "H2": "34"}  # the quarters of a year and of its halves
_JOIN = {"en": "to", "fr": "à"}


@dataclass(frozen=True, order=True, slots=True)
class Quarter:
    """A calendar quarter.

    Parameters
    ----------
    year : int
        Four-digit year, 1000 to 9999.
    number : int
        1 (January to March) to 4 (October to December).

    Examples
    --------
    >>> quarter = Quarter.parse("T2 2021")
    >>> str(quarter), str(quarter.previous), str(quarter.shift(-4))
    ('2021Q2', '2021Q1', '2020Q2')
    >>> quarter.label("en"), quarter.label("fr")
    ('April to June 2021', 'avril à juin 2021')
    """

    year: int
    number: int

    def __post_init__(self) -> None:
        if not 1000 <= self.year <= 9999 or not 1 <= self.number <= 4:
            raise InputError(f"{self.year}Q{self.number} is not a quarter: write it as {ACCEPTED}.")

    @classmethod
    def parse(cls, text: str | Quarter) -> Quarter:
        """Read a quarter from text.

        Parameters
        ----------
        text : str or Quarter
            ``2021Q2``, ``2021-Q2``, ``Q2 2021`` or ``T2 2021`` (French *trimestre*), in any
            case, with surrounding blanks; a Quarter comes back as it is.

        Returns
        -------
        Quarter

        Raises
        ------
        InputError
            For anything else; the sentence names the accepted forms.
        """
        if isinstance(text, Quarter):
            return text
        match = _FORM.fullmatch(str(text).strip())
        if match and bool(match[1]) != bool(match[3]):
            return cls(int(match[1] or match[3]), int(match[2]))
        raise InputError(f"{str(text).strip()[:40]!r} is not a quarter: write it as {ACCEPTED}.")

    def shift(self, quarters: int) -> Quarter:
        """Return the quarter that lies `quarters` later (earlier when negative)."""
        year, index = divmod(self.year * 4 + self.number - 1 + quarters, 4)
        return Quarter(year, index + 1)

    @property
    def previous(self) -> Quarter:
        """The quarter before."""
        return self.shift(-1)

    @property
    def start(self) -> dt.date:
        """First day."""
        return dt.date(self.year, 3 * self.number - 2, 1)

    @property
    def end(self) -> dt.date:
        """Last day."""
        return self.start.replace(month=3 * self.number, day=31 if self.number in (1, 4) else 30)

    @property
    def half(self) -> str:
        """The half-year that holds the quarter, such as ``2021H1``."""
        return f"{self.year}H{(self.number + 1) // 2}"

    def label(self, language: str = "en") -> str:
        """Name the quarter by its months, "April to June 2021" or "avril à juin 2021"."""
        from babel.dates import get_month_names

        months = get_month_names("wide", locale=language)
        first, last = months[self.start.month], months[self.end.month]
        return f"{first} {_JOIN[language]} {last} {self.year}"

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"


def quarters_of(period: str) -> tuple[Quarter, ...]:
    """Return the quarters that make up a quarter, half-year or year.

    Parameters
    ----------
    period : str
        ``2021Q2``, ``2021H1`` or ``2021``.

    Returns
    -------
    tuple of Quarter
        Empty for any other window (a report of the Secretary-General, a range of days), which
        no number of whole quarters makes up.

    Examples
    --------
    >>> [str(quarter) for quarter in quarters_of("2021H2")]
    ['2021Q3', '2021Q4']
    >>> quarters_of("S/2020/952")
    ()
    """
    match = re.fullmatch(r"(\d{4})(H[12]|Q[1-4]|)", period, re.ASCII)
    return tuple(Quarter(int(match[1]), int(n)) for n in _PARTS.get(match[2], match[2][1:])) if match else ()


def quarter_range(first: str | Quarter, last: str | Quarter) -> tuple[Quarter, ...]:
    """Return every quarter from `first` to `last`, both included.

    Examples
    --------
    >>> [str(quarter) for quarter in quarter_range("2020Q4", "2021Q2")]
    ['2020Q4', '2021Q1', '2021Q2']
    """
    start, end = Quarter.parse(first), Quarter.parse(last)
    count = 4 * (end.year - start.year) + end.number - start.number
    return tuple(start.shift(step) for step in range(count + 1))
