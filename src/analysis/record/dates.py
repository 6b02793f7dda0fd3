"""Days, weeks, months and quarters as event files write them, in English and French.

What a file covers, and UCDP's versions: fetched over https from UCDP alone, checked where a hash is known.
"""

import calendar
import datetime as dt
import functools
import itertools
import re
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from analysis.errors import InputError, in_words
from analysis.quarter import Quarter, quarter_range
from analysis.record.files import WORDS, key

ORDERS: dict[str, str] = WORDS["orders"]  # how a source writes 03/04/2021
Span = tuple[dt.date, dt.date]
Ends = tuple[str, str]  # a first and a last day, or month


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
    text = re.sub(WORDS["time"], "", text.strip(), flags=re.ASCII)
    bare = key(text) if re.search("[a-zA-Z]", text) else re.sub("[-/. ]", "_", text)
    matches = (re.fullmatch(form, bare, re.ASCII) for form in (ORDERS[order], *WORDS["days"]))
    try:
        if found := next(filter(None, matches), None):
            return _span({name: value for name, value in found.groupdict().items() if value})
        quarter = Quarter.parse(text.replace("/", "-"))
        return quarter.start, quarter.end
    except (ValueError, OverflowError):
        return None


def _span(given: dict[str, str]) -> Span:
    if "serial" in given:
        return (dt.date(1899, 12, 30) + dt.timedelta(days=int(given["serial"])),) * 2
    year = int(given["y"]) + (len(given["y"]) == 2) * (2000 if int(given["y"]) < 69 else 1900)
    if "week" in given:
        monday = dt.date.fromisocalendar(year, int(given["week"]), 1)
        return monday, monday + dt.timedelta(days=6)
    month = int(given["m"]) if given["m"].isdigit() else month_of(given["m"])
    first, last = (int(given["d"]),) * 2 if "d" in given else (1, calendar.monthrange(year, month)[1])
    return dt.date(year, month, first), dt.date(year, month, last)


@functools.lru_cache(10_000)
def month_of(word: str) -> int:
    """Return the number of a month by its name or the beginning of one; 0 for any other word."""
    bare = key(word)
    names = enumerate(WORDS["months"].split())
    found = {at % 12 + 1 for at, name in names if len(bare) > 2 and name.startswith(bare)}
    return found.pop() if len(found) == 1 else 0


def month_quarter(month: str) -> Quarter:
    """Return the quarter of a month such as ``2021-04``, or of a day in it."""
    return Quarter(int(month[:4]), (int(month[5:7]) + 2) // 3)


ENOUGH, FEW = 30, 10  # days with events: of fewer the usual silence is longer than the longest, or not known
LULL = 20  # days of silence that are nothing unusual where there are few
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
    whole = Quarter.parse(quarter)
    start, end = str(whole.start), str(whole.end)
    known = (range(_number(max(start, first)), _number(min(end, last)) + 1) for first, last in spans)
    return len(set[int]().union(*known))


def whole_quarters(days: Sequence[str]) -> list[Quarter]:
    """Return the quarters that lie entirely between a first and a last day."""
    every = quarter_range(*map(month_quarter, days))
    return [item for item in every if days[0] <= str(item.start) and str(item.end) <= days[1]]


def months_of(version: str) -> Ends:
    """Return the first and last month that a UCDP version covers.

    Raises
    ------
    InputError
        For any other text.

    Examples
    --------
    >>> months_of("25.1"), months_of("26.0.8"), months_of("26.01.26.06")
    (('1989-01', '2024-12'), ('2026-08', '2026-08'), ('2026-01', '2026-06'))
    """
    month = "(0?[1-9]|1[0-2])"
    match = re.fullmatch(rf"(\d\d)\.(?:1|0\.{month}|{month}\.(\d\d)\.{month})", version, re.ASCII)
    if not match:
        raise InputError(f"{version!r} is no UCDP version: write 26.1, 26.0.8 or 26.01.26.06.")
    year, only, first, to, last = (int(part or 0) for part in match.groups())
    if not (only or first):
        return "1989-01", f"20{year - 1:02d}-12"
    return f"20{year:02d}-{only or first:02d}", f"20{to or year:02d}-{only or last:02d}"


def version_of(file: str) -> str:
    """Return the version that a file's name says, or ""."""
    match = re.search(r"[vV](\d+(?:[._]\d+)+)|(?i:ged)_?(\d\d)_?1(?!\d)", file)
    return (match[1] or f"{match[2]}.1").replace("_", ".") if match else ""


def covered(covers: str, version: str, starts: Collection[str], last: str, by: str) -> tuple[Ends, list[str]]:
    """Return the first and last day that a file covers, and what to say of them.

    A file is taken to cover the months of its events, or those that its version states; where the silence at
    an end is longer than any between two of its events, it covers no more than these (of a version, than
    their months).
    """
    days = sorted(map(_number, {*starts}))
    first = str(dt.date.fromordinal(days[0]))
    months = _months(first[:7], last[:7])
    whole, least = (_months(*months_of(version)), months) if version else (months, (first, last))
    if covers:
        whole = covers.partition("..")[::2]
    if covers or version:
        _require_of(covers, version, whole, starts, last)
    silences = _number(first) - _number(whole[0]), _number(whole[1]) - _number(last)
    if covers:
        told = f"{silences[0]} days before {first} and {silences[1]} after {last} count as without an event."
        return whole, [told] * (max(silences) > QUIET)
    gaps = [after - before for before, after in itertools.pairwise(days)]
    longest = max(gaps, default=0)
    if not version:
        _require_no_hole(days, gaps, by)
    few = FEW <= len(days) < ENOUGH and not version  # the longest of few silences may be a short one
    usual = max(longest * ENOUGH / len(days), LULL) if few else QUIET if version else max(silences)
    usual = longest if len(days) >= ENOUGH else usual
    start = least[0] if silences[0] > usual else whole[0]
    end = least[1] if silences[1] > usual else whole[1]
    told = f"The file is silent before {start} or after {end} for longer than ever between: these days alone"
    told += " count as covered; say it with --covers FROM..TO if it covers more."
    return (start, end), [told] * ((start, end) != whole)


def _require_of(covers: str, version: str, whole: Ends, starts: Collection[str], last: str) -> None:
    """Refuse days that the user or a version states where the events are of others.

    Files of a month hold some events that begin before it.

    Raises
    ------
    InputError
        It says what the file may be in place of that.
    """
    read = tuple(str((read_span(day) or "?")[0]) for day in whole)
    early, end = sum(day < whole[0] for day in starts), last if covers else max(starts)
    odd = whole != read or end > whole[1] or 2 * early > len(starts) * (not covers)
    if odd or _number(whole[1]) - _number(last) > LATE:
        what = repr(covers[:40]) if covers else f"version {version}, of {whole[0]} to {whole[1]},"
        what += f" is not what the file covers: its events are of {min(starts)} to {last}"
        how = "--version that it is of, as 26.01.26.02 for two months, or --covers 2018-01-01..2024-12-31"
        raise InputError(f"{what}; give the {how}.")


def _require_no_hole(days: list[int], gaps: list[int], by: str) -> None:
    """Refuse a silence of which nothing says that it is covered: far longer than any other, or of a month.

    Raises
    ------
    InputError
        It names the days before and after it.
    """
    *_, second, longest = [0, 0, *sorted(gaps)]
    usual = 31 if by == "by month" else max(3 * second, 2 * QUIET if len(days) >= FEW else LATE)
    if longest > usual:
        first, last = (dt.date.fromordinal(days[gaps.index(longest) + end]) for end in (0, 1))
        what = f"between {first} and {last} lie {longest:,} days without an event"
        raise InputError(f"{what}: correct the days, or say with --covers FROM..TO what the file covers.")


def _months(first: str, last: str) -> tuple[str, str]:
    """Return the first day of a month and the last of another."""
    end = read_span(last)
    return f"{first}-01", str(end and end[1])


def _number(day: str) -> int:
    return dt.date.fromisoformat(day).toordinal()


UCDP = "https://ucdp.uu.se/downloads"
KNOWN = {"26.1": "sha256:8c941d84954e555ee2e54f40fa04d9203bf1e2f962203d0a9930966c4947c667"}


def ucdp_address(version: str) -> str:
    """Return where UCDP publishes a version of its event data.

    Parameters
    ----------
    version : str
        ``26.1`` (yearly), ``26.0.8`` (a month) or ``26.01.26.06`` (cumulative).

    Examples
    --------
    >>> ucdp_address("26.1")
    'https://ucdp.uu.se/downloads/ged/ged261-csv.zip'
    >>> ucdp_address("26.0.8")
    'https://ucdp.uu.se/downloads/candidateged/GEDEvent_v26_0_8.csv'
    """
    months_of(version)
    if version.endswith(".1") and version.count(".") == 1:
        return f"{UCDP}/ged/ged{version.replace('.', '')}-csv.zip"
    return f"{UCDP}/candidateged/GEDEvent_v{version.replace('.', '_')}.csv"


def fetch_ucdp(version: str, folder: Path) -> Path:
    """Download a version of UCDP's event data, unless it is there with the hash that is expected.

    Raises
    ------
    InputError
        No such version, offline, refused, not there, or changed; then nothing is kept.
    """
    import pooch
    import requests

    url = ucdp_address(version)
    name = url.rpartition("/")[2]
    pooch.get_logger().setLevel("ERROR")  # it would print machine paths

    def stay(answer: requests.Response, **_: object) -> None:
        """Follow nowhere: the file comes from the address above, over https, or not at all."""
        if answer.is_redirect:
            raise requests.HTTPError(response=answer)

    def told(error: Any) -> str:
        if isinstance(error, requests.RequestException):
            answer = getattr(error.response, "status_code", "none")
            return f"UCDP does not give {name} (answer: {answer}): check connection and version, or wait."
        if isinstance(error, OSError):
            return f"{name} cannot be kept ({error.strerror}): make room."
        what = "is not the file that was expected (its SHA-256 differs): fetch it by hand and compare"
        return f"{name} {what}, for UCDP changed it or the line damaged it."

    with in_words(told, OSError, ValueError):
        downloader = pooch.HTTPDownloader(timeout=60, hooks={"response": stay})
        path = Path(pooch.retrieve(url, KNOWN.get(version), name, folder, downloader=downloader))
        path.chmod(0o600)
        return path
