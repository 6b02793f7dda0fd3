"""The days that a file covers: as its version says, or as its events bear out."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from analysis.errors import InputError
from analysis.quarter import Quarter
from analysis.record.dates import read_day, read_span

if TYPE_CHECKING:
    import pandas as pd

ENOUGH = 30  # days with events: fewer tell nothing of how long a silence is usual
QUIET = 92  # days that a version of few events may be silent at its ends
LATE = 366  # days that a version may cover after its last event


def days_covered(quarter: str, *spans: Sequence[str]) -> int:
    """Return how many days of a quarter lie in spans of days, first and last included.

    Examples
    --------
    >>> [days_covered(quarter, ("2024-02-01", "2024-12-31")) for quarter in ("2024Q1", "2025Q1")]
    [60, 0]
    >>> days_covered("2024Q1", ("2024-01-01", "2024-02-29"), ("2024-02-01", "2024-03-31"))
    91
    """
    whole, days = Quarter.parse(quarter), set[int]()
    for first, last in spans:
        ends = max(str(whole.start), first), min(str(whole.end), last)
        days |= {*range(_number(ends[0]), _number(ends[1]) + 1)}
    return len(days)


def months_of(version: str) -> tuple[str, str] | None:
    """Return the first and last month that a UCDP version covers; None for any other text.

    Examples
    --------
    >>> months_of("25.1"), months_of("26.0.8"), months_of("26.01.26.06"), months_of("")
    (('1989-01', '2024-12'), ('2026-08', '2026-08'), ('2026-01', '2026-06'), None)
    """
    month = "(0?[1-9]|1[0-2])"
    if match := re.fullmatch(r"(\d\d)\.1", version, re.ASCII):
        return "1989-01", f"20{int(match[1]) - 1:02d}-12"
    if match := re.fullmatch(rf"(\d\d)\.0\.{month}", version, re.ASCII):
        return (f"20{match[1]}-{int(match[2]):02d}",) * 2
    if match := re.fullmatch(rf"(\d\d)\.{month}\.(\d\d)\.{month}", version, re.ASCII):
        return f"20{match[1]}-{match[2]}", f"20{match[3]}-{match[4]}"
    return None


def version_of(file: str) -> str:
    """Return the version that a file's name says, or ""."""
    if match := re.search(r"[vV](\d+(?:[._]\d+)+)", file):
        return match[1].replace("_", ".")
    match = re.search(r"(?i)ged_?(\d\d)_?(1)(?!\d)", file)
    return f"{match[1]}.{match[2]}" if match else ""


def covered(
    covers: str, stated: tuple[str, str] | None, version: str, incidents: pd.DataFrame
) -> tuple[tuple[str, str], list[str]]:
    """Return the first and last day that a file covers, and what to say of them.

    A file is taken to cover the months of its events, or those that its version states; where the silence at
    an end is longer than any between two of its events, it covers no more than these (of a version, than
    their months).
    """
    first, last = min(incidents["day"]), max(incidents["last"])
    if covers:
        start, _, end = covers.partition("..")
        known = [None if day is None else str(day) for day in map(read_day, (start, end))]
        if known != [start, end] or not start <= first <= last <= end:
            raise InputError(
                f"{covers[:40]!r} is not what the file covers: its events are of {first} to {last}; write the"
                " first and the last day as 2018-01-01..2024-12-31."
            )
        return (start, end), []
    whole = _months(*stated) if stated else _months(first[:7], last[:7])
    days = sorted(map(_number, {*incidents["day"]}))
    silences = _number(first) - _number(whole[0]), _number(whole[1]) - _number(last)
    if stated and silences[1] > LATE:
        raise InputError(
            f"version {version} would cover days to {whole[1]}, and the last event is of {last}: give the"
            " --version that the file is of, or the days as --covers FROM..TO."
        )
    longest = max((after - before for before, after in itertools.pairwise(days)), default=0)
    usual = longest if len(days) >= ENOUGH else QUIET if stated else max(silences)
    least = _months(first[:7], last[:7]) if stated else (first, last)
    start, end = (
        cut if silence > usual else full for silence, cut, full in zip(silences, least, whole, strict=True)
    )
    told = (
        f"The file is silent before {start} or after {end} for longer than ever between: these days alone"
        " count as covered; say it with --covers FROM..TO if it covers more."
    )
    return (start, end), [told] * ((start, end) != whole)


def whole_months(days: tuple[str, str]) -> tuple[str, str]:
    """Return the first and last day of the months that lie entirely in a span.

    Examples
    --------
    >>> whole_months(("2025-01-02", "2025-06-01")), whole_months(("2025-01-01", "2025-06-30"))
    (('2025-02-01', '2025-05-31'), ('2025-01-01', '2025-06-30'))
    """
    first, last = map(dt.date.fromisoformat, days)
    if first.day > 1:
        first = (first.replace(day=1) + dt.timedelta(31)).replace(day=1)
    if (last + dt.timedelta(1)).day > 1:
        last = last.replace(day=1) - dt.timedelta(1)
    return str(first), str(last)


def _months(first: str, last: str) -> tuple[str, str]:
    """Return the first day of a month and the last of another."""
    end = read_span(last)
    return f"{first}-01", str(end and end[1])


def _number(day: str) -> int:
    return dt.date.fromisoformat(day).toordinal()
