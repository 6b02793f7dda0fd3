"""Rows of one table, each of which leaves by the first reason that holds: no record, no day, no news.

And the victims that are counted in the others.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from itertools import chain, product
from typing import Any

import pandas as pd

from analysis.errors import InputError
from analysis.record.files import DELIMITERS, WORDS, cleaned, guarded, key, root
from analysis.record.layouts import PEOPLE, Table

MALI, NAMED = ({*WORDS[part].split()} for part in ("mali", "mali_named"))
Told = defaultdict[str, list[str]]
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
        How many more rows are outside Mali; those of a sheet of one's own have a reason.
    moved, deleted : dict
        By id, when a public source put an event outside Mali, or deleted it.
    sheets : pandas.Series
        The sheet of each row.
    places : pandas.DataFrame
        Where each row is counted, with the name that is not known and what disagrees.
    warnings : list of str
        What a person should look at.
    """

    places: pd.DataFrame

    def __init__(self, tables: list[Table]) -> None:
        self.table, self.layout, self.outside = tables[0], tables[0].layout, 0
        kept, left = dict[int | str, list[str]](), dict[int | str, str]()
        sheets, self.moved, self.deleted = dict[int | str, str](), Told(list), Told(list)
        for table in tables:
            skip, width, alone = table.skip, table.width, len(tables) == 1
            country, stamp, name = (table.at.get(part) for part in ("country", "timestamp", "id"))
            plain = country is not None and stamp is None and not self.layout.private
            big = (skip, width, country, _far) if plain and table.sheet in DELIMITERS else ()
            with guarded(table.file):
                rows: Any = table.rows(*big)
                for number, row in enumerate(rows, 1):
                    label = number if alone else f"{table.named}!{number}"
                    if number <= skip or row == []:
                        continue
                    if len(row) != width:
                        left[label] = "wrong_number_of_columns"
                    elif table.layout.deletes:
                        self.deleted[row[name].strip()].append(row[stamp])
                    elif country is None or not _far(row[country]):
                        kept[label], sheets[label] = [*map(cleaned, row)], table.sheet
                    elif self.layout.private:
                        left[label] = "outside_mali"
                    else:
                        self.outside += 1
                        if stamp is not None and name is not None:
                            self.moved[row[name].strip()].append(row[stamp])
        self.fields = pd.DataFrame(list(kept.values()), [*kept], range(self.table.width), dtype=object)
        columns = {name: self.fields[at] for name, at in self.table.at.items()}
        self.frame = pd.DataFrame(columns, [*kept], dtype=object)
        self.counts = [name for name in columns if name.partition(".")[0] in self.layout.counted]
        self.blank: pd.Series[str] = pd.Series("", [*kept], dtype=object)
        self.reasons = pd.concat([self.blank, pd.Series(left, dtype=object)])
        self.sheets = pd.Series(sheets, dtype=object)
        self.warnings: list[str] = []

    @property
    def used(self) -> pd.Series[bool]:
        """Whether a row has no reason yet."""
        return self.reasons[self.fields.index] == ""

    def refuse(self, mask: pd.Series[bool], reason: str) -> None:
        """Give a reason to the rows that have none yet; a row that the mask lacks stays."""
        if mask.any():
            self.reasons[mask.reindex(self.reasons.index, fill_value=False) & (self.reasons == "")] = reason

    @property
    def not_read(self) -> list[int]:
        """Where in a row columns stand that are not read."""
        return sorted({*self.fields} - {*self.table.at.values()})

    def places_of(self, names: list[str]) -> list[int]:
        """Return where in a row columns of such heads stand."""
        known = {*map(root, names)}
        return [at for at, head in enumerate(self.table.heads) if root(head) in known]

    def text(self, name: str) -> pd.Series[str]:
        """Return a column as text; blank where the file has no such column."""
        return self.frame.get(name, self.blank)

    def amounts(self) -> pd.DataFrame:
        """Return all counts as whole numbers, NaN where a sheet leaves one blank; refuse the other rows."""
        texts = self.frame[self.counts]
        found = texts.apply(numbers)
        bad = found.isna() | (found.abs() > LIMIT)
        self.refuse((bad & (texts != "") if self.layout.private else bad).any(axis=1), "unreadable_number")
        self.refuse((found < 0).any(axis=1), "negative_count")
        parts = (f"{harm}.{person}" for harm, person in product(self.layout.harms, PEOPLE))
        return found.reindex(columns=[*self.layout.counted, *parts])


@cache
def _far(country: str) -> bool:
    """Whether a row is outside Mali; those without country or with tags are looked at later."""
    words = {*key(country).split("_")} - {""}
    return bool(words) and not (words <= MALI | NAMED and words & MALI) and not country.startswith("#")


def numbers(text: pd.Series[str]) -> pd.Series[float]:
    """Read whole numbers; 1.000, 1 000 and 1e2 may be two numbers."""
    plain = text.where(text.str.fullmatch(r"[-+]?\d+(\.0?)?").astype(bool))
    return pd.to_numeric(plain, errors="coerce").astype(float)


def unread(sieve: Sieve) -> list[str]:
    """Return the heads of columns that hold something and are not read.

    Raises
    ------
    InputError
        Where one of them counts people, or its numbers have no head.
    """
    table, layout, fields, left = sieve.table, sieve.layout, sieve.fields, sieve.not_read
    harm = {*map(root, chain(layout.harmful, layout.columns["best"], *layout.harms.values()))}
    person, alone = {*map(root, layout.person)}, {*map(root, layout.person + layout.unread)}
    # then victims are the sum of people, of whom any other column may hold some
    added = "harm" in layout.needs and "best" not in table.at
    heads = [*table.heads, ""]
    for place in (*left, *(at for name, at in table.at.items() if name == "id")):
        values, head = fields[place][fields[place] != ""], heads[place]
        words = {*map(root, key(head).split("_"))}
        sums = layout.private and re.fullmatch(WORDS["counted"], key(head))
        told = words & person and (not added or words <= person | harm or root("age") in words)
        harmful = (added or words & harm) and not told and root(head) not in alone
        counts = values.str.fullmatch(WORDS["number"]).astype(bool)
        if counts.mean() > 0.5 and sums:
            raise InputError(f"{table.file}: the column {head!r} counts incidents: give each of them a row.")
        if counts.mean() > 0.5 and place in left and (harmful if head else not _numbered(values, table.skip)):
            row: Any = counts.idxmax()
            raise not_read(sieve, place, f"numbers (row {row}: {values[row]})")
    return [heads[place] for place in left if heads[place] and (fields[place] != "").any()]


def _numbered(values: pd.Series[str], skip: int) -> bool:
    """Whether numbers are those of the rows, from 1 or 0 on, as programs write them before the first head."""
    rows = pd.to_numeric(pd.Series(values.index, values.index), errors="coerce") - skip
    return any(rows.eq(pd.to_numeric(values, errors="coerce") + less).all() for less in (0, 1))


def not_read(sieve: Sieve, place: int, what: str) -> InputError:
    """Return the error for a column that holds what should be read."""
    head = [*sieve.table.heads, ""][place]
    which = f"the column {head!r}" if head else f"column {place + 1}, which has no head,"
    sheet = "" if sieve.table.sheet in DELIMITERS else f"sheet {sieve.table.sheet!r}, "
    what = f"{sieve.table.file}: {sheet}{which} holds {what} and is not read"
    return InputError(f"{what}: name it in a mapping (import --template), or leave it out of the file.")


def set_aside(sieve: Sieve) -> None:
    """Set aside what is no record: blank rows, tags, heads that come again; in a sheet remarks."""
    fields, frame, heads = sieve.fields, sieve.frame, sieve.table.heads
    sieve.refuse((frame.drop(columns="country", errors="ignore") == "").all(axis=1), "blank_row")
    tags = fields.head(1).map(lambda cell: not cell or bool(re.fullmatch(WORDS["tag"], cell)))
    sieve.refuse(tags.all(axis=1), "hxl_tags")
    sieve.refuse((fields.iloc[:, : len(heads)] == heads).all(axis=1), "header_again")
    if not sieve.layout.private:
        return
    sieve.refuse((fields != "").sum(axis=1) == 1, "remark")
    known = {*map(root, filter(None, heads))}
    other = fields[sieve.used].map(root).isin(known).sum(axis=1) * 2 > len(known)
    if other.any():
        what = f"row {other.idxmax()} has heads, in another order or other words than above"
        raise InputError(f"{sieve.table.file}: {what}: put each table in a file or sheet of its own.")
    places = frame.reindex(columns=["region", "cercle"], fill_value="")
    sieve.refuse(places.map(key).isin(sieve.layout.abroad).any(axis=1), "outside_mali")


def odd(sieve: Sieve, row: Any, reason: str) -> str:
    """Say what is wrong with a row and what is expected; what is there only if it can name no person."""
    dates, amounts = ("date", "month", "quarter"), sieve.counts
    names = {"unreadable_date": dates, "unreadable_number": amounts, "negative_count": amounts}
    wanted = names.get(reason, [reason.removeprefix("unknown_")])
    cells = sieve.frame.loc[[row]].iloc[0].to_dict() if row in sieve.frame.index else {}
    said = {name: cells[name] for name in wanted if cells.get(name)}
    if wanted is amounts:
        said = {name: cell for name, cell in said.items() if not 0 <= numbers(pd.Series([cell]))[0] <= LIMIT}
    plain = re.compile(
        r"\d{1,4}([-/.]\d{1,4}){2}|#?(N/A|[-\d.,/]{1,6})" if sieve.layout.private else r".{1,40}"
    )
    at, heads = sieve.table.at, sieve.table.heads
    where = [f" {cell!r}" * bool(plain.fullmatch(cell)) + f" in {heads[at[name]]!r}"
             for name, cell in said.items() if name in at][:1]  # fmt: skip
    return f"row {row}, {reason.replace('_', ' ')}{''.join(where)}: expected {sieve.layout.broken[reason]}"


def deaths(sieve: Sieve, violence: pd.Series[str]) -> pd.DataFrame:
    """All deaths of each row, and those among them that the source calls civilians."""
    amounts = sieve.amounts()
    best, civilians, sums = amounts["best"], amounts["civilians"], bool(sieve.layout.sums)
    killed = amounts[["low", "best", "high"]].assign(outcome="killed")
    killed = killed.fillna({"low": best, "high": best}).assign(incidents=amounts["events"] if sums else 1.0)
    sieve.refuse(civilians > best, "civilians_above_best")
    # the source's range is for all deaths: it is one for civilians only where all are civilians
    ranged = (violence == "one_sided") & (civilians == best)
    among = killed.where(ranged).assign(outcome="civilians_killed", best=civilians, incidents=1.0)
    return pd.concat([killed, among])


def victims(sieve: Sieve) -> pd.DataFrame:
    """Victims of each form of harm, by sex and age where the sheet says so, of the row or of each form."""
    amounts, harms = sieve.amounts(), [*sieve.layout.harms]
    parts: Any = amounts[[f"{harm}.{part}" for harm, part in product(harms, PEOPLE)]]
    parts = parts.set_axis(pd.MultiIndex.from_product([harms, PEOPLE]), axis=1).stack(0)  # noqa: PD013
    added = parts.sum(axis=1, min_count=1).unstack()  # noqa: PD010
    whole = amounts[[*PEOPLE]].sum(axis=1, min_count=1)
    table = amounts[harms].fillna(added)
    above = (amounts["best"] > table.sum(axis=1)) & ("harm" not in sieve.layout.needs)
    sieve.refuse(above, "total_above_its_parts")  # a victim of a harm that no column holds
    if "harm" in sieve.layout.needs:
        sieve.refuse(~sieve.frame["harm"].isin(harms), "unknown_harm")
        total = amounts["best"].fillna(whole)
        table = pd.DataFrame({harm: total.where(sieve.frame["harm"] == harm) for harm in harms})
    single = table.gt(0).sum(axis=1) <= 1  # else whose ages are they?
    sieve.refuse((added > table[added.columns]).any(axis=1), "parts_exceed_total")
    sieve.refuse((amounts["high"] > 0) & ~table.gt(0).any(axis=1), "no_best_estimate")
    sieve.refuse(table.isna().all(axis=1), "no_count")
    sieve.refuse((whole > table.sum(axis=1)) & single, "parts_exceed_total")
    best: Any = table.stack()  # noqa: PD013
    rows = best.index.get_level_values(0)
    given = amounts.loc[rows, ["low", "high", *PEOPLE[:4]]].set_axis(best.index)
    given = given.where(single[rows].to_numpy() & (best > 0))  # of the row
    limits = given[["low", "high"]].fillna({"low": best, "high": best}).assign(best=best, incidents=1.0)
    sieve.refuse((limits["low"] > best).groupby(level=0).any(), "low_above_best")  # its owner can correct it
    sieve.refuse((best > limits["high"]).groupby(level=0).any(), "best_above_high")
    people = parts[[*PEOPLE[:4]]].fillna(given)
    return pd.DataFrame(limits.join(people).rename_axis([None, "outcome"]).reset_index("outcome"))
