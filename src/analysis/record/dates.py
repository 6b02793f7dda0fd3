"""Days, weeks, months and quarters as event files write them, in English and French."""

from __future__ import annotations

import calendar
import datetime as dt
import functools
import re

from analysis.errors import InputError
from analysis.quarter import Quarter
from analysis.record.files import key

ORDERS = ("dayfirst", "monthfirst")
Span = tuple[dt.date, dt.date]
_NAMES = re.findall(
    r"\w+",
    "january february march april may june july august september october november december"
    " janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
)
_TIME = re.compile(r"[T ]\d{1,2}(:\d\d|h\d?\d?)\S*( ?[AP]M)?$", re.ASCII | re.IGNORECASE)
_FORMS = [re.compile(form, re.ASCII) for form in (
    r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)",
    r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})(?:[-/.](?P<d>\d{1,2}))?",
    r"(?P<first>\d{1,2})[-/. ](?P<second>\d{1,2})[-/. ](?P<y>\d{4}|\d\d)",
    r"(?P<m>\d{1,2})[-/. ](?P<y>\d{4})",
    r"(?P<serial>[2-6]\d{4})(?:\.0)?",
    r"(?P<y>\d{4})-?W(?P<week>\d\d)",
)]  # fmt: skip
_WORDS = [re.compile(form, re.ASCII) for form in (
    r"(?P<word>[a-z]+)_(?P<y>\d{4})",
    r"(?:[a-z]+_)?(?P<d>\d{1,2})(?:er|st|nd|rd|th)?_(?P<word>[a-z]+)_(?P<y>\d{4}|\d\d)",
    r"(?P<word>[a-z]+)_(?P<d>\d{1,2})(?:st|nd|rd|th)?_(?P<y>\d{4})",
)]  # fmt: skip


@functools.lru_cache(100_000)
def read_span(text: str, order: str = "dayfirst") -> Span | None:
    """Return the first and last day of what a text names; None for anything else.

    Parameters
    ----------
    text : str
        A day: ISO with or without time, ``28 February 2023``, ``28/02/2023``, ``28.2.23``, a serial number of
        Excel; a week (``2023-W09``), month (``février 2023``, ``2023-02``) or quarter (``T1 2023``).
    order : {"dayfirst", "monthfirst"}
        How the source writes ``03/04/2021``.

    Examples
    --------
    >>> [str(day) for day in read_span("T2 2021")]
    ['2021-04-01', '2021-06-30']
    >>> read_span("3 avr. 21") == read_span("03/04/2021") == read_span("4/3/21", "monthfirst")
    True
    """
    text = _TIME.sub("", text.strip())
    matches = [*(form.fullmatch(text) for form in _FORMS), *(form.fullmatch(key(text)) for form in _WORDS)]
    try:
        if found := next(filter(None, matches), None):
            return _span({name: value for name, value in found.groupdict().items() if value}, order)
        quarter = Quarter.parse(text)
        return quarter.start, quarter.end
    except (ValueError, InputError, OverflowError):
        return None


def _span(given: dict[str, str], order: str) -> Span:
    if "serial" in given:
        return (dt.date(1899, 12, 30) + dt.timedelta(days=int(given["serial"])),) * 2
    year = int(given["y"]) + (len(given["y"]) == 2) * (2000 if int(given["y"]) < 69 else 1900)
    if "week" in given:
        monday = dt.date.fromisocalendar(year, int(given["week"]), 1)
        return monday, monday + dt.timedelta(days=6)
    if "first" in given:
        names = ("d", "m") if order == "dayfirst" else ("m", "d")
        given |= dict(zip(names, (given["first"], given["second"]), strict=True))
    month = int(given["m"]) if "m" in given else month_of(given["word"])
    first, last = (given["d"],) * 2 if "d" in given else (1, calendar.monthrange(year, month)[1])
    return dt.date(year, month, int(first)), dt.date(year, month, int(last))


def month_of(word: str) -> int:
    """Return the number of a month by its name or the beginning of one; 0 for any other word."""
    bare = key(word)
    found = {at % 12 + 1 for at, name in enumerate(_NAMES) if len(bare) > 2 and name.startswith(bare)}
    return found.pop() if len(found) == 1 else 0


def read_day(text: str, order: str = "dayfirst") -> dt.date | None:
    """Return the day, or the first day of the week, month or quarter, that a text names.

    Examples
    --------
    >>> read_day("03/04/2021").isoformat(), read_day("03/04/2021", "monthfirst").isoformat()
    ('2021-04-03', '2021-03-04')
    >>> read_day("1er août 2021").isoformat(), read_day("T2 2021").isoformat(), read_day("31/02/2021")
    ('2021-08-01', '2021-04-01', None)
    """
    span = read_span(text, order)
    return span and span[0]


def month_quarter(month: str) -> Quarter:
    """Return the quarter of a month such as ``2021-04``, or of a day in it."""
    return Quarter(int(month[:4]), (int(month[5:7]) + 2) // 3)
