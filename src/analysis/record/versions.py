"""One row of each event: its newest version; the persons and parts of one incident together."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.errors import InputError
from analysis.record import files, layouts, sieves


def one_row_per_event(sieve: sieves.Sieve, days: pd.DataFrame) -> None:
    """Keep one row of each event, of its newest version; of sums one for each place, period and kind."""
    frame, layout = sieve.frame, sieve.layout
    live = frame[sieve.used & (sieve.text("id") != "")]
    if layout.sums:
        _one_sum(sieve, days)
    elif layout.private and len(live):
        _one_incident(sieve, days, live)
    if layout.sums or layout.private or "id" not in frame:
        return
    sieve.refuse(frame["id"] == "", "no_id")
    if "timestamp" in frame or sieve.deleted:
        _newest(sieve)
    live = content = frame[sieve.used].drop(columns="timestamp", errors="ignore")
    if layout.repeats:
        civil = live["id"][live["inter"].isin(layout.civilians)]
        frame["other_inter"] = frame["id"].isin(civil).map({True: layout.civilians[0], False: ""})
        live = live.loc[live["inter"].isin(layout.victims).sort_values(kind="stable").index]
        content = content.drop(columns=["actor", "joined", "inter"], errors="ignore")
    same = content.loc[live.index].duplicated()
    sieve.refuse(same, "repeated_actor" if layout.repeats else "duplicate")
    sieve.refuse(live[~same].duplicated("id"), "same_id_differs")


def _newest(sieve: sieves.Sieve) -> None:
    """Set aside all but the newest version of an event, which may be one outside Mali, or its deletion."""
    ids, order = sieve.frame["id"], sieve.layout.dates
    age = _age(sieve.text("timestamp"), order)
    moved, gone = (
        ids.map({name: _age(pd.Series(told[name]), order).max() for name in {*ids} & {*told}}).astype(float)
        for told in (sieve.moved, sieve.deleted)
    )
    sieve.refuse(ids.isin([*sieve.deleted]) & ~(age > gone), "deleted")
    sieve.refuse((age < age.groupby(ids).transform("max")) | (age < moved), "older_version")


def _age(text: pd.Series[str], order: str) -> pd.Series[float]:
    """Return when a source last changed a row, in whatever form it tells it."""
    number = pd.to_numeric(text, errors="coerce")
    told: Any = {"errors": "coerce", "utc": True, "format": "mixed", "dayfirst": order == "dayfirst"}
    days = pd.to_datetime(text.where(number.isna()), **told)
    return number.astype(float).fillna((days - pd.Timestamp(0, tz="UTC")).dt.total_seconds())


def require_newest(sieve: sieves.Sieve) -> None:
    """Refuse a file in which the newest version of an event cannot be read, and an older one was set aside.

    Raises
    ------
    InputError
        It names the row.
    """
    ids, fate = sieve.text("id"), sieve.reasons[sieve.frame.index]
    lost = ids.isin(ids[fate == "older_version"]) & fate.isin(sieve.layout.broken)
    if lost.any():
        what = f"row {lost.idxmax()}, the newest version of an event, cannot be used"
        raise InputError(f"{sieve.table.file}: {what} ({fate[lost].iloc[0].replace('_', ' ')}): correct it.")


def _one_sum(sieve: sieves.Sieve, days: pd.DataFrame) -> None:
    frame = sieve.frame
    names = frame.columns.difference([*sieve.counts, "country", "date", "month", "year", "end"])
    live = frame[names].join(days)[sieve.used]
    known = live.duplicated() & frame[sieve.counts].join(live, how="right").duplicated()
    sieve.refuse(known, "duplicate")
    twice = live[~known].index[live[~known].duplicated(keep=False)]
    if len(twice):
        _differ(sieve, twice, "give other numbers for the same place, period and kind")


def _one_incident(sieve: sieves.Sieve, days: pd.DataFrame, live: pd.DataFrame) -> None:
    """Put the rows of one incident of a sheet together: persons, and parts by sex; else an equal row is none.

    Ids may begin again in each sheet and month.
    """
    frame, layout, at = sieve.frame, sieve.layout, sieve.table.at
    ids = live["id"].str.replace(r"\.0+$", "", regex=True).map(lambda cell: files.key(cell) or cell)
    keys = pd.DataFrame({"sheet": sieve.sheets[live.index], "month": days["day"].str[:7], "id": ids,
                         "harm": sieve.text("harm")}, live.index)  # fmt: skip
    names = live[[name for name in ("actor", "region", "cercle") if name in live]].map(files.root)
    fields, person = sieve.fields.loc[live.index], sieve.places_of(layout.person)
    content = fields.drop(columns=[at[name] for name in ("id", "actor", "harm") if name in at])
    victims, by = live[sieve.counts].apply(sieves.numbers), [keys[name] for name in keys]
    listed = victims.max(axis=1).eq(1).groupby(by).transform("all") & bool(person)
    coded = fields[sieve.places_of(layout.codes)].astype(bool).any(axis=1)
    equal = content.join(keys[["id", "harm"]]).join(names["actor"]).duplicated() & ~(listed & ~coded)
    sieve.refuse(equal, "duplicate")
    keys, victims, listed, names = keys[~equal], victims[~equal], listed[~equal], names[~equal]
    by = [keys[name] for name in keys]
    size = victims.groupby(by)[victims.columns[0]].transform("size")
    sexes = [name for name in sieve.counts if name.rpartition(".")[2] in layouts.PEOPLE]
    who = (fields[person].agg("|".join, axis=1) if person else ids)[~equal]
    parts = who.groupby(by).transform("nunique").eq(size) & bool(person)
    once = victims[sexes].gt(0).groupby(by).transform("sum").le(1).all(axis=1) & bool(sexes)
    parts |= once & victims.drop(columns=sexes).isna().all(axis=1)
    names = names.assign(day=days["day"][keys.index].mask(listed, ""))
    apart = names.groupby(by).transform("nunique").gt(1).any(axis=1)
    if len(clash := keys.index[(size > 1) & (apart | ~(listed | parts))]):
        _differ(sieve, clash[keys.loc[clash].eq(keys.loc[clash[0]]).all(axis=1)], "have one id and differ")
    sums = victims.groupby(by).transform("sum", min_count=1)[~keys.duplicated() & (size > 1)]
    frame.loc[sums.index, sieve.counts] = sums.map("{:.0f}".format).replace("nan", "")
    sieve.refuse(keys.duplicated(), "another_victim_of_an_incident")
    if again := keys.drop_duplicates(["sheet", "month", "id"])["id"].duplicated().sum():
        what = "ids begin again in another sheet or month: they count as other incidents."
        sieve.warnings.append(f"{again} {what}")


def _differ(sieve: sieves.Sieve, rows: pd.Index[int | str], what: str) -> None:
    what = f"rows {rows[0]} and {rows[1]} {what}"
    raise InputError(f"{sieve.table.file}: {what}: correct them, and give each incident an id of its own.")
