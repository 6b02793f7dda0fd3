"""Rows of one table, each of which leaves by the first reason that holds: no record, no day, no news."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.record.dates import ORDERS, month_of, read_span
from analysis.record.files import key, root
from analysis.record.layouts import LIMIT, PEOPLE, Table, TableError

BROKEN = [
    "wrong_number_of_columns", "no_id", "same_id_differs", "no_country", "unreadable_date", "quarter_differs",
    "unreadable_number", "negative_count", "low_above_best", "best_above_high", "civilians_above_best",
    "parts_exceed_total", "no_count", "unknown_harm", "unknown_kind", "unknown_precision",
]  # fmt: skip
SET_ASIDE = [
    "outside_mali", "outside_dates", "duplicate", "older_version", "repeated_actor", "in_another_kind",
    "another_victim_of_an_incident", "hxl_tags", "blank_row", "header_again", "total", "remark",
]  # fmt: skip
REASONS = [*SET_ASIDE, *BROKEN]  # why a row is not used
TOTAL = r"(?:sous_?|grand_?|sub_?)?(?:total|totaux|totals|somme|cumul)(?:_.*)?"


class Sieve:
    """Rows of one table; a row leaves by the first reason that holds for it.

    Attributes
    ----------
    fields, frame : pandas.DataFrame
        All fields of the rows, and those that the layout reads, by tidy name; text.
    reasons : pandas.Series
        By row number, "" for a row that is used.
    unbounded : pandas.Series
        Whether a best estimate lies outside its limits.
    unknown_places, conflicts, warnings
        What a person should look at.
    """

    def __init__(self, fields: pd.DataFrame, table: Table) -> None:
        self.fields, self.table, self.layout = fields, table, table.layout
        columns = {name: fields[at] for name, at in table.at.items()}
        self.frame = pd.DataFrame(columns, fields.index, dtype=object)
        self.blank: pd.Series[str] = pd.Series("", index=fields.index, dtype=object)
        self.reasons = self.blank.copy()
        self.unbounded: pd.Series[bool] = self.blank.eq("-")
        self.unknown_places: set[str] = set()
        self.conflicts: list[tuple[object, str]] = []
        self.warnings: list[str] = []

    def refuse(self, mask: pd.Series[bool] | Sequence[bool], reason: str) -> None:
        """Give a reason to the rows that have none yet; a row that the mask lacks stays."""
        rows = mask if isinstance(mask, pd.Series) else pd.Series(mask, self.reasons.index, dtype=bool)
        if rows.any():
            self.reasons[rows.reindex(self.reasons.index, fill_value=False) & (self.reasons == "")] = reason

    def text(self, name: str) -> pd.Series[str]:
        """Return a column as text; blank where the file has no such column."""
        return self.frame.get(name, self.blank)

    def counts(self, name: str, *, blank: bool = False) -> pd.Series[float]:
        """Return a column as whole numbers, NaN where blank, if blanks are allowed; refuse the other rows."""
        if blank and name not in self.frame:
            return self.blank.map({}).astype(float)
        text = self.text(name)
        number = numbers(text)
        bad = number.isna() | (number % 1 != 0) | (number.abs() > LIMIT)
        self.refuse(bad & (text != "") if blank else bad, "unreadable_number")
        self.refuse(number < 0, "negative_count")
        return number

    def harmed(self, outcome: Any, low: Any, best: pd.Series[float], high: Any) -> pd.DataFrame:
        """Return the victims of one outcome, a row per incident.

        Limits that exclude the best estimate are refused in a sheet, whose owner can correct it. A public
        source is taken as it is: its best estimate counts, the limits of that row are left blank.
        """
        if self.layout.private:
            self.refuse(low > best, "low_above_best")
            self.refuse(best > high, "best_above_high")
        outside = (low > best) | (best > high)
        self.unbounded |= outside
        low, high = low.mask(outside), high.mask(outside)
        columns = {"outcome": outcome, "low": low, "best": best, "high": high}
        return pd.DataFrame({**columns, "incidents": 1.0, "lethal": (best > 0) * 1.0})


def numbers(text: pd.Series[str]) -> pd.Series[float]:
    """Read whole numbers whose thousands may be set apart by a blank; 1.000 may be one or a thousand."""
    parts = text.where(text.str.fullmatch(r"\d{1,3}([\s\u00a0\u202f]\d{3})+"), "")
    joined = parts.str.replace(r"\s", "", regex=True).where(parts != "", text)
    joined = joined.mask(text.str.fullmatch(r"\d{1,3}(\.\d{3})+"), "?")
    return pd.to_numeric(joined, errors="coerce").astype(float)


def set_aside(sieve: Sieve) -> None:
    """Set aside what is no record: blank rows, tags, heads that come again; in a sheet remarks and totals."""
    fields, frame, heads = sieve.fields, sieve.frame, sieve.table.heads
    sieve.refuse((frame.drop(columns="country", errors="ignore") == "").all(axis=1), "blank_row")
    sieve.refuse((fields.head(1).map(lambda cell: cell[:1]) == "#").any(axis=1), "hxl_tags")
    sieve.refuse((fields.iloc[:, : len(heads)] == heads).all(axis=1), "header_again")
    if "country" in frame:
        sieve.refuse(frame["country"] == "", "no_country")
    if not sieve.layout.private:
        return
    first = fields.where(fields != "").bfill(axis=1)[0].fillna("").astype(str)
    months = first.map(lambda cell: len({*(read_span(cell) or "-")}) > 1).astype(bool)
    names = [name for name in ("id", "actor", "cercle", "region") if name in frame]
    empty = frame[names] == ""
    bare = empty.all(axis=1) & (len(names) > 1)
    sieve.refuse(first.map(key).str.fullmatch(TOTAL).astype(bool), "total")
    sieve.refuse((fields != "").sum(axis=1) == 1, "remark")
    sieve.refuse(bare & (bare.mean() <= 0.5), "total")
    sieve.refuse(months & (months.mean() <= 0.5) & empty.any(axis=1), "total")


def read_days(sieve: Sieve) -> tuple[list[Any], list[Any]]:
    """Read the first and last day of each row, in the one order that the file's dates have."""
    text, layout, quarter = sieve.text, sieve.layout, sieve.text("quarter")
    year = text("year").where(text("year") != "", quarter.str.extract(r"(\d{4})", expand=False).fillna(""))
    when, month = text("date"), text("month")
    when = when.where(~when.map(month_of).astype(bool), when + " " + year)
    month = month.where(month.str.contains(r"\d{4}"), month + " " + year).str.strip()
    for instead in (month, quarter):
        when = when.where(when != "", instead)
    assumed, other = sorted(ORDERS, key=layout.dates.__ne__)
    spans, others = ([read_span(cell, order) for cell in when] for order in (assumed, other))
    odd = [row for row, one, two in zip(when.index, spans, others, strict=True) if two and not one]
    odd = [row for row in odd if not sieve.reasons[row]]
    sure = sum(bool(one and not two) for one, two in zip(spans, others, strict=True))
    if odd and not layout.ordered:
        what = f"row {odd[0]} has the date {when[odd[0]]!r}, which only {other} dates have"
        if len(odd) > sure:
            raise TableError(f"{what} and {layout.title} was read as {assumed}: give --dates {other}.")
        sieve.warnings.append(f"{what}: {len(odd)} such rows among {assumed} ones were refused.")
    if layout.ordered and spans == others:
        sieve.warnings.append(f"--dates {layout.ordered} changes nothing: no date of the file depends on it.")
    sieve.refuse([span is None for span in spans], "unreadable_date")
    week = dt.timedelta(days=6 * (layout.sums == "by week"))
    known = [(span[0], span[1] + week) if span else (None, None) for span in spans]
    told = [read_span(cell) or span for cell, span in zip(quarter, known, strict=True)]
    pairs: Any = zip(told, known, strict=True)
    odd = [bool(day and not first <= day <= last) for (first, last), (day, _) in pairs]
    sieve.refuse(odd, "quarter_differs")
    sieve.refuse([not layout.since <= str(day) <= "2100" for day, _ in known], "outside_dates")
    return [day for day, _ in known], [last for _, last in known]


def one_row_per_event(sieve: Sieve) -> None:
    """Keep one row of each event: the newest of its versions, of a monadic export the perpetrator's."""
    frame, layout = sieve.frame, sieve.layout
    if "id" not in frame:
        return
    if not layout.private:
        sieve.refuse(frame["id"] == "", "no_id")
    live = frame[(sieve.reasons == "") & (frame["id"] != "")]
    content = sieve.fields.loc[live.index] if layout.private else live
    keys = ["id", "harm"] if "harm" in frame else ["id"]
    if "timestamp" in frame:
        age = numbers(live["timestamp"])
        sieve.refuse((age < age.groupby(live["id"]).transform("max")) & (not layout.repeats), "older_version")
        content = content.drop(columns="timestamp")
    if layout.repeats:
        civil = live["id"][live["inter"].isin(layout.civilians)]
        frame["other_inter"] = frame["id"].isin(civil).map({True: layout.civilians[0], False: ""})
        live = live.loc[live["inter"].isin(layout.victims).sort_values(kind="stable").index]
        content = content.drop(columns=["actor", "joined", "inter"], errors="ignore")
    live = live[sieve.reasons[live.index] == ""]
    same = content.loc[live.index].duplicated()
    sieve.refuse(same, "repeated_actor" if layout.repeats else "duplicate")
    if layout.private:
        _victims_together(sieve, live[~same], keys)
    sieve.refuse(live[~same].duplicated(keys), "same_id_differs")


def _victims_together(sieve: Sieve, live: pd.DataFrame, keys: list[str]) -> None:
    """Read a list with a row per victim as victims of one incident: rows of an id that tell of one person."""
    roots = {root(head) for head in sieve.table.heads}
    counted = {"best", *PEOPLE, *sieve.layout.harms}
    names = [name for name in map(str, live) if name.partition(".")[0] in counted]
    victims, by = live[names].apply(numbers), [live[name] for name in keys]
    alike = [name for name in live if name not in (*names, "low", "high")]
    several = live.duplicated(keys, keep=False)
    alone = victims.max(axis=1).eq(1).groupby(by).transform("all")
    same = several & alone & live[alike].groupby(by).transform("nunique").le(1).all(axis=1)
    if roots.isdisjoint(map(root, sieve.layout.person)) or not same.any():
        return
    sums = victims.groupby(by).transform("sum", min_count=1)[same & ~live.duplicated(keys)]
    sieve.frame.loc[sums.index, names] = sums.map("{:.0f}".format).replace("nan", "")
    sieve.refuse(same & live.duplicated(keys), "another_victim_of_an_incident")
