"""Days, months and quarters as event files write them, in English and French."""

from __future__ import annotations

import datetime as dt
import re

from analysis.errors import InputError
from analysis.quarter import Quarter
from analysis.record.files import key

# the shortest beginnings that tell the months apart in both languages
_MONTHS = {
    "jan": 1, "feb": 2, "fev": 2, "mar": 3, "apr": 4, "avr": 4, "may": 5, "mai": 5, "jun": 6, "juin": 6,
    "jul": 7, "juil": 7, "aug": 8, "aou": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_ISO = re.compile(r"(\d{4})[-/](\d{1,2})(?:[-/](\d{1,2}))?(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?", re.ASCII)
_NUMBERS = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?: [\d:.]+(?: [AP]M)?)?", re.ASCII)
_WORDS = re.compile(r"(?:(\d{1,2})(?:er|st|nd|rd|th)?_)?([a-z]+)_(\d{4})", re.ASCII)
_MONTH_YEAR = re.compile(r"(\d{1,2})[/. -](\d{4})", re.ASCII)


def read_day(text: str, order: str = "dayfirst") -> dt.date | None:
    """Return the day, or the first day of the month or quarter, that a text names; None for anything else.

    Parameters
    ----------
    text : str
        ISO date with or without time, ``28 February 2023``, ``28/02/2023``, ``février 2023``,
        ``2023-02``, ``02/2023``, ``T1 2023``.
    order : {"dayfirst", "monthfirst"}
        How the source writes ``03/04/2021``. Never inferred from the file: a sheet whose days
        are all under 13 would be read wrongly and nobody would see it.

    Examples
    --------
    >>> read_day("03/04/2021").isoformat(), read_day("03/04/2021", "monthfirst").isoformat()
    ('2021-04-03', '2021-03-04')
    >>> read_day("1er août 2021").isoformat(), read_day("T2 2021").isoformat(), read_day("31/02/2021")
    ('2021-08-01', '2021-04-01', None)
    """
    text = text.strip()
    try:
        if match := _ISO.fullmatch(text):
            return dt.date(int(match[1]), int(match[2]), int(match[3] or 1))
        if match := _NUMBERS.fullmatch(text):
            day, month = (1, 2) if order == "dayfirst" else (2, 1)
            return dt.date(int(match[3]), int(match[month]), int(match[day]))
        if match := _MONTH_YEAR.fullmatch(text):
            return dt.date(int(match[2]), int(match[1]), 1)
        if match := _WORDS.fullmatch(key(text)):
            month = _MONTHS.get(match[2][:4], _MONTHS.get(match[2][:3], 0))
            return dt.date(int(match[3]), month, int(match[1] or 1))
        return Quarter.parse(text).start
    except (ValueError, InputError):
        return None


def month_quarter(month: str) -> Quarter:
    """Return the quarter of a month such as ``2021-04``, or of a day in it."""
    return Quarter(int(month[:4]), (int(month[5:7]) + 2) // 3)
