"""Rows of one table, each of which leaves by the first reason that holds: no record, no day, no news."""

from __future__ import annotations

from functools import cache
from itertools import chain, product
from typing import Any

import pandas as pd

from analysis.errors import InputError
from analysis.record.dates import ORDERS, month_of, read_span
from analysis.record.files import DELIMITERS, cleaned, guarded, key, root
from analysis.record.layouts import PEOPLE, Table

TOTAL = r"(?:sous_?|grand_?|sub_?)?(?:total|totaux|totals|somme|cumul)(?:_.*)?"
MALI = ("mali", "mli", "ml", "432", "466")  # name, ISO 3166, Gleditsch and Ward, ISO number
HARMED = ("casualties", "casualty", "victim", "tué")  # what a head that counts people may say besides
LIMIT = 10_000_000  # no incident has more victims; a larger number is a date or a telephone number


class Sieve:
    """Rows of one table, or of the sheets of a workbook, and what becomes of them.

    Attributes
    ----------
    fields, frame : pandas.DataFrame
        All fields of the rows that may be in Mali by their number as a spreadsheet counts (and their sheet,
        where there are several), and those that the layout reads, by tidy name; text.
    counts : list of str
        Which of these are numbers of people or events.
    reasons : pandas.Series
        By row number, "" for a row that is used; rows with another number of fields than the header last.
    outside : int
        How many more rows are outside Mali.
    places : pandas.DataFrame
        Where each row is counted, with the name that is not known and what disagrees.
    warnings : list of str
        What a person should look at.
    """

    places: pd.DataFrame

    def __init__(self, tables: list[Table]) -> None:
        self.table, self.layout, self.outside = tables[0], tables[0].layout, 0
        kept, uneven = dict[int | str, list[str]](), list[int | str]()
        for table in tables:
            skip, width, country, alone = table.skip, table.width, table.at.get("country"), len(tables) == 1
            with guarded(table.file):
                for number, row in enumerate(table.rows(), 1):
                    if number <= skip or not row:
                        continue
                    label = number if alone else f"{table.sheet}!{number}"
                    if len(row) != width:
                        uneven.append(label)
                    elif country is not None and _far(row[country]):
                        self.outside += 1
                    else:
                        kept[label] = [*map(cleaned, row)]
        self.fields = pd.DataFrame(list(kept.values()), [*kept], range(self.table.width), dtype=object)
        columns = {name: self.fields[at] for name, at in self.table.at.items()}
        self.frame = pd.DataFrame(columns, [*kept], dtype=object)
        self.counts = [name for name in columns if name.partition(".")[0] in self.layout.counted]
        self.blank: pd.Series[str] = pd.Series("", [*kept], dtype=object)
        self.reasons = pd.concat([self.blank, pd.Series("wrong_number_of_columns", uneven, dtype=object)])
        self.warnings: list[str] = []

    @property
    def used(self) -> pd.Series[bool]:
        """Whether a row has no reason yet."""
        return self.reasons[self.fields.index] == ""

    def refuse(self, mask: pd.Series[bool], reason: str) -> None:
        """Give a reason to the rows that have none yet; a row that the mask lacks stays."""
        if mask.any():
            self.reasons[mask.reindex(self.reasons.index, fill_value=False) & (self.reasons == "")] = reason

    def text(self, name: str) -> pd.Series[str]:
        """Return a column as text; blank where the file has no such column."""
        return self.frame.get(name, self.blank)

    def amounts(self) -> pd.DataFrame:
        """Return all counts as whole numbers, NaN where a sheet leaves one blank; refuse the other rows."""
        texts = self.frame[self.counts]
        found = texts.apply(numbers)
        bad = found.isna() | (found % 1 != 0) | (found.abs() > LIMIT)
        self.refuse((bad & (texts != "") if self.layout.private else bad).any(axis=1), "unreadable_number")
        self.refuse((found < 0).any(axis=1), "negative_count")
        parts = (f"{harm}.{person}" for harm, person in product(self.layout.harms, PEOPLE))
        return found.reindex(columns=[*self.layout.counted, *parts])


@cache
def _far(country: str) -> bool:
    """Whether a row is outside Mali; those without country or with tags are looked at later."""
    name = country.strip().casefold()
    return bool(name) and name not in MALI and not name.startswith("#")


def numbers(text: pd.Series[str]) -> pd.Series[float]:
    """Read whole numbers whose thousands may be set apart by a blank; 1.000 may be one or a thousand."""
    apart = text.str.fullmatch(r"\d{1,3}(\s\d{3})+").astype(bool)
    joined = text.mask(apart, text.str.replace(r"\s", "", regex=True))
    joined = joined.mask(text.str.fullmatch(r"\d{1,3}(\.\d{3})+").astype(bool), "?")
    return pd.to_numeric(joined, errors="coerce").astype(float)


def unread(sieve: Sieve) -> list[str]:
    """Return the heads of columns that hold something and are not read.

    Raises
    ------
    InputError
        Where one of them counts people, or its numbers have no head.
    """
    table, layout, fields = sieve.table, sieve.layout, sieve.fields
    names = [*map(root, chain(HARMED, layout.columns["best"], *layout.harms.values()))]
    harm = {name for name in names if "_" not in name}
    person = {word for name in layout.person for word in root(name).split("_")} - harm
    left = []
    for place in sorted({*fields} - {*table.at.values()}):
        values, head = fields[place][fields[place] != ""], [*table.heads, ""][place]
        words = set(root(head).split("_"))
        counts = values.str.fullmatch(r"\d{1,6}([.,]0+)?").astype(bool)
        harmful = words & harm and not words & person and root(head) not in map(root, layout.unread)
        if counts.mean() > 0.5 and (harmful or not head):
            row: Any = counts.idxmax()
            which = f"the column {head!r}" if head else f"column {place + 1}, which has no head,"
            sheet = "" if table.sheet in DELIMITERS else f"sheet {table.sheet!r}, "
            raise InputError(
                f"{table.file}: {sheet}{which} holds numbers (row {row}: {values[row]}) and is not read:"
                " name it in a mapping (import --template), or leave it out of the file."
            )
        left += [head] * (len(values) > 0 and head != "")
    return left


def set_aside(sieve: Sieve) -> None:
    """Set aside what is no record: blank rows, tags, heads that come again; in a sheet remarks and totals."""
    fields, frame, heads = sieve.fields, sieve.frame, sieve.table.heads
    sieve.refuse((frame.drop(columns="country", errors="ignore") == "").all(axis=1), "blank_row")
    sieve.refuse((fields.head(1).map(lambda cell: cell[:1]) == "#").any(axis=1), "hxl_tags")
    sieve.refuse((fields.iloc[:, : len(heads)] == heads).all(axis=1), "header_again")
    sieve.refuse((sieve.text("country") == "") & ("country" in frame), "no_country")
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


def _spans(texts: pd.Series[str], order: str = "dayfirst") -> pd.DataFrame:
    """Return the first and last day that each text names, in ISO form; blank where it names none."""
    found = [[*map(str, read_span(text, order) or ("", ""))] for text in texts]
    return pd.DataFrame(found, texts.index, ["day", "last"], dtype=object)


def read_days(sieve: Sieve) -> pd.DataFrame:
    """Return the first and last day of each row, in the one order that the file's dates have."""
    text, layout, quarter, file = sieve.text, sieve.layout, sieve.text("quarter"), sieve.table.file
    year = text("year").mask(text("year") == "", quarter.str.extract(r"(\d{4})", expand=False).fillna(""))
    when, month = text("date"), text("month")
    when = when.mask(when.map(month_of).astype(bool), when + " " + year)
    month = month.where(month.str.contains(r"\d{4}"), month + " " + year).str.strip()
    for instead in (month, quarter):
        when = when.where(when != "", instead)
    assumed, other = sorted(ORDERS, key=layout.dates.__ne__)
    days, others = _spans(when, assumed), _spans(when, other)
    none, neither = days["day"] == "", others["day"] == ""
    odd = when.index[none & ~neither & sieve.used]
    if len(odd) and not layout.ordered:
        what = f"row {odd[0]} has the date {when[odd[0]]!r}, which only {other} dates have"
        if len(odd) > (neither & ~none).sum():
            raise InputError(
                f"{file}: {what} and {layout.title} was read as {assumed}: give --dates {other}."
            )
        sieve.warnings.append(f"{what}: {len(odd)} such rows among {assumed} ones were refused.")
    if layout.ordered and days.equals(others):
        sieve.warnings.append(f"--dates {layout.ordered} changes nothing: no date of the file depends on it.")
    sieve.refuse(none, "unreadable_date")
    if layout.sums == "by week":
        days["last"] = (pd.to_datetime(days["last"]) + pd.Timedelta(days=6)).dt.strftime("%Y-%m-%d")
    told = _spans(quarter)
    within = days["day"].between(told["day"], told["last"]) | (told["day"] == "")
    sieve.refuse(~none & ~within, "quarter_differs")
    sieve.refuse(~days["day"].between(layout.since, "2100"), "outside_dates")
    return days


def one_row_per_event(sieve: Sieve) -> None:
    """Keep one row of each event: the newest of its versions, of a monadic export the perpetrator's."""
    frame, layout = sieve.frame, sieve.layout
    if "id" not in frame:
        return
    sieve.refuse((frame["id"] == "") & (not layout.private), "no_id")
    live = frame[sieve.used & (frame["id"] != "")]
    content = sieve.fields.loc[live.index] if layout.private else live
    keys = ["id", "harm"] if "harm" in frame else ["id"]
    age = numbers(sieve.text("timestamp")[live.index])
    sieve.refuse((age < age.groupby(live["id"]).transform("max")) & (not layout.repeats), "older_version")
    content = content.drop(columns="timestamp", errors="ignore")
    if layout.repeats:
        civil = live["id"][live["inter"].isin(layout.civilians)]
        frame["other_inter"] = frame["id"].isin(civil).map({True: layout.civilians[0], False: ""})
        live = live.loc[live["inter"].isin(layout.victims).sort_values(kind="stable").index]
        content = content.drop(columns=["actor", "joined", "inter"], errors="ignore")
    live = live[sieve.used[live.index]]
    same = content.loc[live.index].duplicated()
    sieve.refuse(same, "repeated_actor" if layout.repeats else "duplicate")
    if layout.private:
        _victims_together(sieve, live[~same], keys)
    sieve.refuse(live[~same].duplicated(keys), "same_id_differs")


def _victims_together(sieve: Sieve, live: pd.DataFrame, keys: list[str]) -> None:
    """Read a list with a row per victim as victims of one incident: rows of an id that tell of one person."""
    limits = ["low", "high"]
    names = [name for name in sieve.counts if name not in limits]
    victims, by = live[names].apply(numbers), [live[name] for name in keys]
    alike = live.columns.difference([*names, *limits])
    alone = victims.max(axis=1).eq(1).groupby(by).transform("all")
    same = live.duplicated(keys, keep=False) & alone
    same &= live[alike].groupby(by).transform("nunique").le(1).all(axis=1)
    if same.any() and {*map(root, sieve.table.heads)} & {*map(root, sieve.layout.person)}:
        later = live.duplicated(keys)
        sums = victims.groupby(by).transform("sum", min_count=1)[same & ~later]
        sieve.frame.loc[sums.index, names] = sums.map("{:.0f}".format).replace("nan", "")
        sieve.refuse(same & later, "another_victim_of_an_incident")
