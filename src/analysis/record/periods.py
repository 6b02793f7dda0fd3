"""When each row was: a day, week, month or quarter, in the one order that the file's dates have.

And rows that tell of no incident of their own: totals of others; and those that go on with the one above.
"""

import re
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.record import dates, files, sieves

SHORT, CELL, TYPED = (files.WORDS["dated"][how] for how in ("short", "cell", "typed"))


def _spans(texts: "pd.Series[str]", order: str = "dayfirst") -> pd.DataFrame:
    """Return the first and last day that each text names, in ISO form; blank where it names none."""
    found = [[*map(str, dates.read_span(text, order) or ("", ""))] for text in texts]
    return pd.DataFrame(found, texts.index, ["day", "last"], dtype=object)


def read_days(sieve: sieves.Sieve) -> pd.DataFrame:
    """Return the first and last day of each row; set totals aside, and refuse rows whose dates contradict."""
    text, layout, quarter = sieve.text, sieve.layout, sieve.text("quarter")
    year = text("year").str.removesuffix(".0")
    year = year.mask(year == "", quarter.str.extract(r"(\d{4})", expand=False).fillna(""))
    quarter = quarter.mask(quarter.str.fullmatch(r"[TQtq]?[1-4]").astype(bool), year + "T" + quarter.str[-1:])
    when, month = text("date"), text("month")
    when = when.mask(when.map(dates.month_of).astype(bool), when + " " + year)
    lone = month.str.fullmatch(r"\d{1,2}|\D+").astype(bool)  # a month without its year
    for instead in (month.mask(lone, month + " " + year).str.strip(), quarter):
        when = when.where(when != "", instead)
    days = _in_one_order(sieve, when)
    if layout.sums == "by week":
        week = pd.to_datetime(days["last"]) + pd.Timedelta(days=6)
        days["last"] = week.dt.strftime("%Y-%m-%d").fillna("")
    set_totals_aside(sieve, days)
    none, short = days["day"] == "", when.str.fullmatch(SHORT).astype(bool)
    sieve.refuse((text("country") == "") & ("country" in sieve.frame), "no_country")
    # beside years of four digits, one of two may be a day, and the day its year
    sieve.refuse(none | (short & bool((~none & ~short).any())), "unreadable_date")
    outside = ~none & ~days["day"].between(layout.since, "2100")
    sieve.refuse(outside, "unreadable_date" if layout.private else "outside_dates")
    _require_one_reading(sieve, when, days)
    month = month.mask(lone, month + " " + year.where(year != "", days["day"].str[:4]))
    other = (days["day"].str[:4] != year) & year.str.fullmatch(r"\d{4}").astype(bool)
    sieve.refuse(~none & other, "dates_differ")
    for told, reason in ((quarter, "quarter_differs"), (month, "dates_differ")):
        span = _spans(told)
        sieve.refuse(~none & (span["day"] != "") & ~days["day"].between(span["day"], span["last"]), reason)
    _over_quarters(sieve, days)
    return days


def _in_one_order(sieve: sieves.Sieve, when: "pd.Series[str]") -> pd.DataFrame:
    """Return the days of all rows in the order of the layout, if no row can have the other one alone."""
    layout, file = sieve.layout, sieve.table.file
    assumed, other = sorted(dates.ORDERS, key=layout.dates.__ne__)
    days, others = _spans(when, assumed), _spans(when, other)
    none, neither = days["day"] == "", others["day"] == ""
    odd = when.index[none & ~neither & sieve.used]
    if len(odd) and not layout.ordered:
        what = f"row {odd[0]} has the date {when[odd[0]]!r}, which only {other} dates have"
        what += f" and {layout.title} was read as {assumed}"
        raise InputError(f"{file}: {what}: give --dates {other}, or {assumed} to refuse such rows.")
    either = when.index[(days["day"] != others["day"]) & sieve.used]
    if len(either) and none.equals(neither) and not (layout.ordered or layout.private):
        what = f"row {either[0]} has the date {when[either[0]]!r}, which may be"
        raise InputError(f"{file}: {what} {assumed} or {other}, and so may all: give --dates.")
    if layout.ordered and days.equals(others):
        sieve.warnings.append(f"--dates {layout.ordered} changes nothing: no date of the file depends on it.")
    return days


def _require_one_reading(sieve: sieves.Sieve, when: "pd.Series[str]", days: pd.DataFrame) -> None:
    """Refuse a workbook in which a program took day for month wherever it could.

    Raises
    ------
    InputError
        It names a day of each kind.
    """
    made, typed = (days["day"][sieve.used & when.str.fullmatch(form).astype(bool)] for form in (CELL, TYPED))
    if len(made) * len(typed) and (made.str[8:] < "13").all() and (typed.str[8:] > "12").all():
        rows = [f"(row {some.index[0]}: {when[some.index[0]][:10]})" for some in (made, typed)]
        what = f"no date cell has a day over 12 {rows[0]} and every date typed as text has {rows[1]}"
        how = "a program took day for month; write all days as 2025-01-31"
        raise InputError(f"{sieve.table.file}: {what}: {how}.")


def _over_quarters(sieve: sieves.Sieve, days: pd.DataFrame) -> None:
    """Tell rows that end in a later quarter than they begin in; refuse those that end before."""
    ends = _spans(sieve.text("end"), sieve.layout.dates)["last"].where(lambda some: some != "", days["last"])
    known = sieve.used & (days["day"] != "")
    sieve.refuse(known & (ends < days["day"]), "ends_before_it_begins")
    quarters = [days["day"].where(known, "2000-01"), ends.where(known, "2000-01")]
    over = quarters[0].map(dates.month_quarter) != quarters[1].map(dates.month_quarter)
    rows = days.index[over & sieve.used & (sieve.text("country") != "")]
    if len(rows) and sieve.layout.sums == "by month":
        what = f"row {rows[0]} sums {days['day'][rows[0]]} to {ends[rows[0]]}, more than a quarter holds"
        raise InputError(f"{sieve.table.file}: {what}: give sums by month.")
    if len(rows) and not sieve.layout.private:
        best = sieve.text("best")
        most = sieves.numbers(best[rows]).nlargest(3).index
        shown = "; ".join(f"row {row}: {best[row]} dead, {days['day'][row]} to {ends[row]}" for row in most)
        what = "rows last into a later quarter and count where they begin"
        sieve.warnings.append(f"{len(rows)} {what}: {shown}.")


def require_one_day(sieve: sieves.Sieve, days: pd.DataFrame) -> None:
    """Refuse a sheet with a further column of days, of other quarters, that no word tells to be a report's.

    Raises
    ------
    InputError
        It names the column.
    """
    layout, table, fields = sieve.layout, sieve.table, sieve.fields
    reported, head = {*map(files.root, layout.reported)}, table.heads[table.at.get("date", 0)]
    own = "date" in layout.mapped["columns"] or ("date" in table.at and files.root(head) != "dat")
    if own or not layout.private:
        return  # the incident's own day is read
    for place in sieve.not_read:
        words = {*map(files.root, files.key([*table.heads, ""][place]).split("_"))}
        values = fields[place].where(fields[place].str.contains(r"\D"), "")
        other = _spans(values, layout.dates)["day"]
        told = sieve.used & (other != "")
        if words & reported or 2 * told.sum() <= (fields[place][sieve.used] != "").sum():
            continue
        apart = other[told].map(dates.month_quarter) != days["day"][told].map(dates.month_quarter)
        if apart.any():
            row: Any = apart.idxmax()
            raise sieves.not_read(sieve, place, f"days of other quarters (row {row}: {values[row]})")


PLACE = ("actor", "cercle", "region")
WHEN = ("date", "month", "quarter")
LENGTHS = (1, 7, 31, 92)  # days of a day, a week, a month, a quarter
Mask = Any  # an array of truth values, one for each row


def continue_rows(sieve: sieves.Sieve) -> None:
    """Let a row without day, place and perpetrator go on with the incident above: its next harm or person."""
    frame, layout = sieve.frame, sieve.layout
    own = [name for name in (*WHEN, *PLACE) if name in frame]
    filled = (frame[sieve.counts] != "").any(axis=1) & sieve.used
    blank = (frame[own] == "").all(axis=1) & filled
    if "harm" not in layout.needs or not blank.any():
        return
    incident = (~blank).cumsum()  # and the rows below it
    by = [incident, sieve.sheets]
    person = (sieve.fields[sieve.places_of(layout.person)] != "").any(axis=1)
    another = frame["harm"].isin([*layout.harms]) & ~frame[["harm"]].assign(incident=incident).duplicated()
    further = blank & (person | another) & (filled & ~blank).groupby(by).transform("first")
    gaps = [name for name in ("id", "year", "country", "lat", "lon", "harm", *own) if name in frame]
    frame.loc[further, gaps] = frame[gaps].where(frame[gaps] != "").groupby(by).ffill().fillna("")[further]


def set_totals_aside(sieve: sieves.Sieve, days: pd.DataFrame) -> None:
    """Set aside rows that sum others, by their words or by their numbers.

    A row with the sum of those that its period or names contain, or of those above or below where it names
    nothing, is a total; one with a day of its own that sums nothing is an incident.

    Raises
    ------
    InputError
        Where a row may be either.
    """
    if "level" in sieve.frame:  # a level of administration holds those below it
        level = sieves.numbers(sieve.frame["level"])
        sieve.refuse(level < level.groupby([days["day"], sieve.text("kind")]).transform("max"), "total")
    if sieve.layout.private or sieve.layout.sums:
        sieve.refuse(pd.Series(_totals(sieve, days), sieve.frame.index, dtype=bool), "total")


def _pattern(words: list[str]) -> re.Pattern[str]:
    """Return a pattern of words, in which a ``*`` at an end stands for further ones."""
    return re.compile("|".join(re.sub(r"\*$", "(_.*)?", re.sub(r"^\*", "(.*_)?", word)) for word in words))


def _totals(sieve: sieves.Sieve, days: pd.DataFrame) -> Mask:
    frame, words = sieve.frame, sieve.layout.totals
    sure, perhaps = (_pattern(words[which]) for which in ("surely", "perhaps"))

    @cache
    def word(cell: str) -> int:
        name = files.key(cell) or cell.strip(" :")
        return 2 if sure.fullmatch(name) else int(bool(perhaps.fullmatch(name)))

    names = [name for name in (*PLACE, "harm", "kind", "detail") if name in frame]
    said = frame[[*names, *(name for name in WHEN if name in frame)]].map(word)
    named = frame[names].map(files.root).mask(said[names] > 0, "").replace([*sieves.MALI], "")
    about = named.where(named != "").apply(lambda column: pd.factorize(column)[0]).to_numpy()  # all: -1
    counts: Any = frame[[name for name in sieve.counts if name not in ("low", "high")]].apply(sieves.numbers)
    ends = days.apply(pd.to_datetime, errors="coerce", format="%Y-%m-%d").to_numpy().astype("datetime64[D]")
    day, last = np.where(np.isnat(ends), [-np.inf, np.inf], ends.astype(float)).T
    length = np.digitize(last - day + 1, LENGTHS, right=True)
    own_id, sheets = sieve.text("id").ne("").to_numpy(), sieve.sheets.to_numpy()
    bare = (named[[name for name in names if name in PLACE]] == "").all(axis=1).to_numpy()
    first = sieve.fields.where(sieve.fields != "").bfill(axis=1)[0].fillna("").map(word)
    beside = (first.gt(0) | sieve.text("id").map(word).gt(0)).to_numpy()
    least, known = said.max(axis=1).to_numpy() == 1, (about >= 0).sum(axis=1)
    total = said.eq(2).any(axis=1).to_numpy() | beside & ((length > 0) | bare) | least & (length > 0)
    leaf = sieve.used.to_numpy() & ~total
    total &= sieve.used.to_numpy()
    values, order = counts.to_numpy(), np.arange(len(frame))

    def inside(at: int) -> Mask:
        """Rows whose period and names a row contains, without being contained in theirs."""
        same = about == about[at]
        within = ((about[at] < 0) | same).all(axis=1) & (day >= day[at]) & (last <= last[at])
        return within & ~(((about < 0) | same).all(axis=1) & (day <= day[at]) & (last >= last[at]))

    def above_it(at: int) -> list[Mask]:
        """All rows above in the sheet, and those down from the last total."""
        above, run = (sheets == sheets[at]) & (order < at), np.cumsum(~leaf)
        near = run == run[order[above & leaf][-1]] if (above & leaf).any() else above
        return [above, above & near]

    def parts(at: int, mask: Mask) -> int:
        """How many rows with a victim make the numbers of a row; 0 where they do not."""
        told, some = ~np.isnan(values[at]), np.nan_to_num(values[mask & leaf & (order != at)])
        makes = values[at][told].any() and (some[:, told].sum(axis=0) == values[at][told]).all()
        return int(makes and (some > 0).any(axis=1).sum())

    wider = leaf & (least | beside | (length > length[leaf].min(initial=9)))
    wider |= leaf & (known < known[leaf].max(initial=0))
    held, alone = {int(at): inside(at) for at in order[wider]}, list[int]()
    for at in sorted(held, key=lambda one: (held[one].sum(), one)):
        nameless = bare[at] and not own_id[at]
        over = length[at] > 2 > length[leaf].min()  # a whole quarter among days, to compare with
        near = above_it(at) if least[at] or beside[at] or nameless else []
        found = max(parts(at, mask) for mask in (held[at], *near))
        if found > 1 or (found and (least[at] or (length[at] and not own_id[at]))):
            leaf[at], total[at] = False, True
            alone += [at] * (found == 1)
        elif least[at] or (nameless and length[at] and (over or (held[at] & leaf).any())) or (near and found):
            raise _doubt(sieve, at)
    if alone and total.sum() == len(alone):  # one row may happen to have the number of another
        raise _doubt(sieve, alone[0])
    return total


def _doubt(sieve: sieves.Sieve, at: int) -> InputError:
    what = f"{sieve.table.file}: row {sieve.frame.index[at]} may be a total of other rows or an incident"
    return InputError(f"{what}: write Total in it, or name its perpetrator and place (unknown, if they are).")
