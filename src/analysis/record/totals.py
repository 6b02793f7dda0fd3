"""Rows that tell of no incident of their own: totals of others; and those that go on with the one above."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.record.files import key, root
from analysis.record.sieves import MALI, Sieve, numbers

PLACE = ("actor", "cercle", "region")
NAMES = (*PLACE, "harm", "kind", "detail")
WHEN = ("date", "month", "quarter")
LENGTHS = (1, 7, 31, 92)  # days of a day, a week, a month, a quarter
Mask = Any  # an array of truth values, one for each row


def continue_rows(sieve: Sieve) -> None:
    """Let a row without day, place and perpetrator go on with the incident above: its next harm or person."""
    frame, layout = sieve.frame, sieve.layout
    own = [name for name in (*WHEN, *PLACE) if name in frame]
    filled = (frame[sieve.counts] != "").any(axis=1) & sieve.used
    blank = (frame[own] == "").all(axis=1) & filled
    if "harm" not in layout.needs or not blank.any():
        return
    person = (sieve.fields[sieve.places_of(layout.person)] != "").any(axis=1)
    harms, above, told = frame["harm"], None, set[str]()
    gaps = [name for name in ("id", "year", "country", "lat", "lon", "harm", *own) if name in frame]
    for at, row in enumerate(frame.index):
        if not blank[row]:
            above, told = (at if filled[row] else None), {harms[row]}
        elif above == at - 1 and sieve.sheets[row] == sieve.sheets.iloc[above] and (
            person[row] or harms[row] in {*layout.harms} - told
        ):  # fmt: skip
            mine = frame.loc[row, gaps]
            frame.loc[row, gaps] = mine.where(mine != "", frame[gaps].iloc[above])
            above, told = at, told | {harms[row]}


def set_totals_aside(sieve: Sieve, days: pd.DataFrame) -> None:
    """Set aside rows that sum others, by their words or by their numbers.

    A row with the sum of those that its period or names contain, or of those above or below where it names
    nothing, is a total; one with a day of its own that sums nothing is an incident.

    Raises
    ------
    InputError
        Where a row may be either.
    """
    if "level" in sieve.frame:  # a level of administration holds those below it
        level = numbers(sieve.frame["level"])
        sieve.refuse(level < level.groupby([days["day"], sieve.text("kind")]).transform("max"), "total")
    if sieve.layout.private or sieve.layout.sums:
        sieve.refuse(pd.Series(_totals(sieve, days), sieve.frame.index, dtype=bool), "total")


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern of words, in which a ``*`` at an end stands for further ones."""
    return re.compile("|".join(re.sub(r"\*$", "(_.*)?", re.sub(r"^\*", "(.*_)?", word)) for word in words))


def _totals(sieve: Sieve, days: pd.DataFrame) -> Mask:
    frame, words = sieve.frame, sieve.layout.totals
    sure, perhaps = (_pattern(tuple(words[which])) for which in ("surely", "perhaps"))

    @cache
    def word(cell: str) -> int:
        name = key(cell) or cell.strip(" :")
        return 2 if sure.fullmatch(name) else int(bool(perhaps.fullmatch(name)))

    names = [name for name in NAMES if name in frame]
    said = frame[[*names, *(name for name in WHEN if name in frame)]].map(word)
    named = frame[names].map(root).mask(said[names] > 0, "").replace([*MALI], "")
    about = named.where(named != "").apply(lambda column: pd.factorize(column)[0]).to_numpy()  # all: -1
    counts: Any = frame[[name for name in sieve.counts if name not in ("low", "high")]].apply(numbers)
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

    def beside_it(at: int) -> list[Mask]:
        """All rows above in the sheet, those down from the last total, and those up to the next."""
        above, below, run = sheets == sheets[at], sheets == sheets[at], np.cumsum(~leaf)
        above, below = above & (order < at), below & (order > at)
        near = run == run[order[above & leaf][-1]] if (above & leaf).any() else above
        return [above, above & near, below & (run == run[at])]

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
        near = beside_it(at) if least[at] or beside[at] or nameless else []
        found = max(parts(at, mask) for mask in (held[at], *near))
        if found > 1 or (found and (least[at] or (length[at] and not own_id[at]))):
            leaf[at], total[at] = False, True
            alone += [at] * (found == 1)
        elif least[at] or (nameless and length[at] and (held[at] & leaf).any()) or (near and found):
            raise _doubt(sieve, at)
    if alone and total.sum() == len(alone):  # one row may happen to have the number of another
        raise _doubt(sieve, alone[0])
    return total


def _doubt(sieve: Sieve, at: int) -> InputError:
    what = f"{sieve.table.file}: row {sieve.frame.index[at]} may be a total of other rows or an incident"
    return InputError(f"{what}: write Total in it, or name its perpetrator and place (unknown, if they are).")
