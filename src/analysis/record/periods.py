"""When each row was: a day, week, month or quarter, in the one order that the file's dates have."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.errors import InputError
from analysis.record.dates import ORDERS, month_of, month_quarter, read_span
from analysis.record.files import key, root
from analysis.record.sieves import Sieve, not_read, numbers
from analysis.record.totals import set_totals_aside

SHORT = r"\d\d([-/.])\d\d\1\d\d"
CELL, TYPED = r"\d{4}-\d\d-\d\d 00:00:00", r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}"


def _spans(texts: pd.Series[str], order: str = "dayfirst") -> pd.DataFrame:
    """Return the first and last day that each text names, in ISO form; blank where it names none."""
    found = [[*map(str, read_span(text, order) or ("", ""))] for text in texts]
    return pd.DataFrame(found, texts.index, ["day", "last"], dtype=object)


def read_days(sieve: Sieve) -> pd.DataFrame:
    """Return the first and last day of each row; set totals aside, and refuse rows whose dates contradict."""
    text, layout, quarter = sieve.text, sieve.layout, sieve.text("quarter")
    year = text("year").str.removesuffix(".0")
    year = year.mask(year == "", quarter.str.extract(r"(\d{4})", expand=False).fillna(""))
    quarter = quarter.mask(quarter.str.fullmatch(r"[TQtq]?[1-4]").astype(bool), year + "T" + quarter.str[-1:])
    when, month = text("date"), text("month")
    when = when.mask(when.map(month_of).astype(bool), when + " " + year)
    lone = month.str.fullmatch(r"\d{1,2}|\D+").astype(bool)  # a month without its year
    for instead in (month.mask(lone, month + " " + year).str.strip(), quarter):
        when = when.where(when != "", instead)
    days = _in_one_order(sieve, when)
    if layout.sums == "by week":
        week = pd.to_datetime(days["last"]) + pd.Timedelta(days=6)
        days["last"] = week.dt.strftime("%Y-%m-%d").fillna("")
    set_totals_aside(sieve, days)
    none = days["day"] == ""
    sieve.refuse((text("country") == "") & ("country" in sieve.frame), "no_country")
    sieve.refuse(none | _year_first(when, days), "unreadable_date")
    outside = ~none & ~days["day"].between(layout.since, "2100")
    sieve.refuse(outside, "unreadable_date" if layout.private else "outside_dates")
    _require_one_reading(sieve, when, days)
    month = month.mask(lone, month + " " + year.where(year != "", days["day"].str[:4]))
    other = (days["day"].str[:4] != year) & year.str.fullmatch(r"\d{4}").astype(bool)
    sieve.refuse(~none & other, "dates_differ")
    for told, reason in ((quarter, "quarter_differs"), (month, "dates_differ")):
        span = _spans(told)
        within = days["day"].between(span["day"], span["last"]) | (span["day"] == "")
        sieve.refuse(~none & ~within, reason)
    _over_quarters(sieve, days)
    return days


def _in_one_order(sieve: Sieve, when: pd.Series[str]) -> pd.DataFrame:
    """Return the days of all rows in the order of the layout, if no row can have the other one alone."""
    layout, file = sieve.layout, sieve.table.file
    assumed, other = sorted(ORDERS, key=layout.dates.__ne__)
    days, others = _spans(when, assumed), _spans(when, other)
    none, neither = days["day"] == "", others["day"] == ""
    odd = when.index[none & ~neither & sieve.used]
    if len(odd) and not layout.ordered:
        what = f"row {odd[0]} has the date {when[odd[0]]!r}, which only {other} dates have"
        if len(odd) > (neither & ~none).sum():
            what += f" and {layout.title} was read as {assumed}"
            raise InputError(f"{file}: {what}: give --dates {other}.")
        sieve.warnings.append(f"{what}: {len(odd)} such rows among {assumed} ones were refused.")
    either = when.index[(days["day"] != others["day"]) & sieve.used]
    if len(either) and none.equals(neither) and not (layout.ordered or layout.private):
        what = f"row {either[0]} has the date {when[either[0]]!r}, which may be"
        raise InputError(f"{file}: {what} {assumed} or {other}, and so may all: give --dates.")
    if layout.ordered and days.equals(others):
        sieve.warnings.append(f"--dates {layout.ordered} changes nothing: no date of the file depends on it.")
    return days


def _year_first(when: pd.Series[str], days: pd.DataFrame) -> pd.Series[bool]:
    """Whether a date of six digits is of a year that other rows have only if it is read the other way."""
    short = when.str.fullmatch(SHORT).astype(bool)
    known, other = {*days["day"][~short].str[:4]}, _spans(("20" + when).where(short, ""))["day"].str[:4]
    return short & ~days["day"].str[:4].isin(known) & other.isin(known - {""})


def _require_one_reading(sieve: Sieve, when: pd.Series[str], days: pd.DataFrame) -> None:
    """Refuse a workbook in which a program took day for month wherever it could.

    Raises
    ------
    InputError
        Where one sheet in twenty, or fewer, would look like that by chance.
    """
    made, typed = (days["day"][sieve.used & when.str.fullmatch(form).astype(bool)] for form in (CELL, TYPED))
    odd = len(made) * len(typed) and (made.str[8:] < "13").all() and (typed.str[8:] > "12").all()
    if odd and 0.4 ** len(made) * 0.6 ** len(typed) < 0.05:
        rows = [f"(row {some.index[0]}: {when[some.index[0]][:10]})" for some in (made, typed)]
        what = f"no date cell has a day over 12 {rows[0]} and every date typed as text has {rows[1]}"
        how = "a program took day for month; write all days as 2025-01-31"
        raise InputError(f"{sieve.table.file}: {what}: {how}.")


def _over_quarters(sieve: Sieve, days: pd.DataFrame) -> None:
    """Tell rows that end in a later quarter than they begin in; refuse those that end before."""
    ends = _spans(sieve.text("end"), sieve.layout.dates)["last"].where(lambda some: some != "", days["last"])
    known = sieve.used & (days["day"] != "")
    sieve.refuse(known & (ends < days["day"]), "ends_before_it_begins")
    quarters = [days["day"].where(known, "2000-01"), ends.where(known, "2000-01")]
    over = quarters[0].map(month_quarter) != quarters[1].map(month_quarter)
    rows = days.index[over & sieve.used & (sieve.text("country") != "")]
    if len(rows) and sieve.layout.sums == "by month":
        what = f"row {rows[0]} sums {days['day'][rows[0]]} to {ends[rows[0]]}, more than a quarter holds"
        raise InputError(f"{sieve.table.file}: {what}: give sums by month.")
    if len(rows) and not sieve.layout.private:
        best = sieve.text("best")
        most = numbers(best[rows]).nlargest(3).index
        shown = "; ".join(f"row {row}: {best[row]} dead, {days['day'][row]} to {ends[row]}" for row in most)
        what = "rows last into a later quarter and count where they begin"
        sieve.warnings.append(f"{len(rows)} {what}: {shown}.")


def require_one_day(sieve: Sieve, days: pd.DataFrame) -> None:
    """Refuse a sheet with a further column of days, of other quarters, that no word tells to be a report's.

    Raises
    ------
    InputError
        It names the column.
    """
    layout, table, fields = sieve.layout, sieve.table, sieve.fields
    reported, head = {*map(root, layout.reported)}, table.heads[table.at.get("date", 0)]
    own = "date" in layout.mapped["columns"] or ("date" in table.at and root(head) != "dat")
    if own or not layout.private:
        return  # the incident's own day is read
    for place in sieve.not_read:
        words = {*map(root, key([*table.heads, ""][place]).split("_"))}
        values = fields[place].where(fields[place].str.contains(r"\D"), "")
        other = _spans(values, layout.dates)["day"]
        told = sieve.used & (other != "")
        if words & reported or 2 * told.sum() <= (fields[place][sieve.used] != "").sum():
            continue
        apart = other[told].map(month_quarter) != days["day"][told].map(month_quarter)
        if apart.any():
            row: Any = apart.idxmax()
            raise not_read(sieve, place, f"days of other quarters (row {row}: {values[row]})")
