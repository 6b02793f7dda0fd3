"""From the rows of any source to one table of incidents."""

from __future__ import annotations

from functools import cache
from itertools import chain, product
from typing import Any

import pandas as pd

from analysis.errors import InputError
from analysis.record import dates, files, layouts, periods, sieves, versions
from analysis.record.actors import Actors
from analysis.record.places import Gazetteer, Place

UNKNOWN = ("unidentified", "not_mapped")  # who may be anybody is no second perpetrator


def tidy(sieve: sieves.Sieve, places: Gazetteer, actors: Actors, kind: str = "") -> pd.DataFrame:
    """Turn rows into incidents.

    Parameters
    ----------
    sieve : Sieve
        The rows; it learns what becomes of each, and what a person should look at.
    places : Gazetteer
    actors : Actors
    kind : str
        What the events of a file of sums are, where the file does not say.

    Returns
    -------
    pandas.DataFrame
        One row per incident and outcome: ``row, day, last, quarter, place,
        place_level, precision, group, actor, violence, outcome, incidents, lethal, low,
        best, high`` and, for a sheet, ``men, women, boys, girls``. Outcome
        ``killed`` counts everybody and ``civilians_killed`` those among them that the source
        calls civilians: the two are never added. An incident with no deaths is an incident.
    """
    layout, frame = sieve.layout, sieve.frame
    sieves.set_aside(sieve)
    said = {*map(files.root, sieve.table.heads)}
    if "harm" in layout.needs:
        ids = {files.root(word): outcome for outcome, words in layout.harms.items() for word in words}
        said |= {*frame["harm"].map(files.root)}
        frame["harm"] = frame["harm"].map(files.root).map(ids).fillna(frame["harm"])
    mapped = chain.from_iterable(layout.mapped["harms"].values())
    if unheard := [word for word in mapped if files.root(word) not in said]:
        words = ", ".join(map(repr, unheard))
        sieve.warnings.append(f"The mapping's harms hold {words}, which no head and no row has.")
    if len(former := sieve.text("kind")[sieve.text("kind").isin(layout.former)]):
        what = f"row {former.index[0]} has the event type {former.iloc[0]!r}, of before 2019"
        raise InputError(f"{sieve.table.file}: {what}: export the events again, in ACLED's types of today.")
    periods.continue_rows(sieve)
    common = periods.read_days(sieve)
    periods.require_one_day(sieve, common)
    if "harm" in layout.needs:
        sieve.refuse(~frame["harm"].isin([*layout.harms]), "unknown_harm")
    versions.one_row_per_event(sieve, common)
    common["violence"] = _violence(sieve, kind)
    harm = _sheet(sieve) if layout.private else _deaths(sieve, common["violence"])
    versions.require_newest(sieve)
    _attribute(sieve, common, actors)
    _place(sieve, common, places)
    used = common[sieve.used].rename_axis("row").reset_index().set_index("row", drop=False)
    used["quarter"] = used["day"].map(dates.month_quarter).map(str)
    harm = harm[harm.index.isin(used.index)].dropna(subset="best")
    harm["lethal"] = float("nan") if layout.sums else harm["best"].gt(0).astype(float)
    odd = (harm["low"] > harm["best"]) | (harm["best"] > harm["high"])
    harm.loc[odd, ["low", "high"]] = float("nan")
    if rows := [*dict.fromkeys(harm.index[odd])]:
        what = "rows have a best estimate outside their low and high, as the source prints them"
        how = f"the best counts, the limits are left blank (rows {', '.join(map(str, rows))})"
        sieve.warnings.append(f"{len(rows)} {what}: {how}.")
    if layout.private and "id" not in frame:
        _tell_equal(sieve, sieve.fields.loc[used.index])
    return used.join(harm, how="inner").reset_index(drop=True)


def _tell_equal(sieve: sieves.Sieve, rows: pd.DataFrame) -> None:
    """Tell rows without an id that are equal to another; refuse a sheet that repeats most of another one.

    Raises
    ------
    InputError
        It names both sheets.
    """
    sheets, same = sieve.sheets[rows.index], int(rows.duplicated().sum())
    first = sheets.groupby([rows[at] for at in rows]).transform("first")
    size, pairs = sheets.value_counts(), [*zip(first, sheets, strict=True)]
    for one, other in sorted({*pairs}):
        count = pairs.count((one, other))
        if one != other and 2 * count > min(size[one], size[other]):
            what = f"sheet {other!r} repeats {count} rows of {one!r}"
            raise InputError(f"{sieve.table.file}: {what}: give --sheet NAME, or each incident an id.")
    if same:
        sieve.warnings.append(f"{same} rows are equal to another and were kept: give each incident an id.")


def _deaths(sieve: sieves.Sieve, violence: pd.Series[str]) -> pd.DataFrame:
    amounts = sieve.amounts()
    best, civilians, sums = amounts["best"], amounts["civilians"], bool(sieve.layout.sums)
    killed = amounts[["low", "best", "high"]].assign(outcome="killed")
    killed = killed.fillna({"low": best, "high": best}).assign(incidents=amounts["events"] if sums else 1.0)
    sieve.refuse(civilians > best, "civilians_above_best")
    # the source's range is for all deaths: it is one for civilians only where all are civilians
    ranged = (violence == "one_sided") & (civilians == best)
    among = killed.where(ranged).assign(outcome="civilians_killed", best=civilians, incidents=1.0)
    return pd.concat([killed, among])


def _sheet(sieve: sieves.Sieve) -> pd.DataFrame:
    """Victims of each form of harm, by sex and age where the sheet says so, of the row or of each form."""
    amounts, harms = sieve.amounts(), [*sieve.layout.harms]
    parts: Any = amounts[[f"{harm}.{part}" for harm, part in product(harms, layouts.PEOPLE)]]
    parts = parts.set_axis(pd.MultiIndex.from_product([harms, layouts.PEOPLE]), axis=1).stack(0)  # noqa: PD013
    added = parts.sum(axis=1, min_count=1).unstack()  # noqa: PD010
    whole = amounts[[*layouts.PEOPLE]].sum(axis=1, min_count=1)
    table = amounts[harms].fillna(added)
    above = (amounts["best"] > table.sum(axis=1)) & ("harm" not in sieve.layout.needs)
    sieve.refuse(above, "total_above_its_parts")  # a victim of a harm that no column holds
    if "harm" in sieve.layout.needs:
        total = amounts["best"].fillna(whole)
        table = pd.DataFrame({harm: total.where(sieve.frame["harm"] == harm) for harm in harms})
    single = table.gt(0).sum(axis=1) <= 1  # else whose ages are they?
    sieve.refuse((added > table[added.columns]).any(axis=1), "parts_exceed_total")
    sieve.refuse((amounts["high"] > 0) & ~table.gt(0).any(axis=1), "no_best_estimate")
    sieve.refuse(table.isna().all(axis=1), "no_count")
    sieve.refuse((whole > table.sum(axis=1)) & single, "parts_exceed_total")
    best: Any = table.stack()  # noqa: PD013
    rows = best.index.get_level_values(0)
    given = amounts.loc[rows, ["low", "high", *layouts.PEOPLE[:4]]].set_axis(best.index)
    given = given.where(single[rows].to_numpy() & (best > 0))  # of the row
    limits = given[["low", "high"]].fillna({"low": best, "high": best}).assign(best=best, incidents=1.0)
    sieve.refuse((limits["low"] > best).groupby(level=0).any(), "low_above_best")  # its owner can correct it
    sieve.refuse((best > limits["high"]).groupby(level=0).any(), "best_above_high")
    people = parts[[*layouts.PEOPLE[:4]]].fillna(given)
    found: pd.DataFrame = limits.join(people).rename_axis([None, "outcome"]).reset_index("outcome")
    return found


def _violence(sieve: sieves.Sieve, kind_of_file: str) -> pd.Series[str]:
    layout, text = sieve.layout, sieve.text
    if not layout.violence:
        return sieve.blank + kind_of_file
    kind = text("kind").map(layout.violence)
    sieve.refuse(kind.isna(), "unknown_kind")
    sieve.refuse(kind == "", "in_another_kind")
    if "targeting" in sieve.frame:
        civilian = text("targeting") != ""
    else:  # what the column says, for exports older than the column
        civilian = text("inter").isin(layout.civilians) | text("other_inter").isin(layout.civilians)
        civilian |= text("detail").isin(layout.force_against_protesters)
        civilian &= kind != "strategic_development"  # looting, arrests: in ACLED's own count harm no civilian
    return kind.where(~civilian, "civilian_targeting").fillna("")


def _attribute(sieve: sieves.Sieve, common: pd.DataFrame, actors: Actors) -> None:
    """Name the alleged perpetrator: only where the source tells one side to have harmed civilians."""
    layout, text = sieve.layout, sieve.text
    swap = text("inter").isin(layout.victims) & ~text("other_inter").isin(layout.victims)
    swap &= text("other") != ""
    told = common["violence"].isin(layout.attributed) | bool(layout.private)  # never of sums
    common["actor"] = text("actor").mask(swap, text("other")).where(told, "")
    joined = text("joined").mask(swap, text("other_joined"))
    group_of = cache(actors.group)
    asked = zip(common["actor"][told], common["day"][told], joined[told], strict=True)
    common["group"] = "not_attributed"
    common.loc[told, "group"] = [group_of(name, layout.source, day, beside) for name, day, beside in asked]
    for place in sieve.not_read if layout.private else ():
        if {*map(files.root, layout.blamed)} & {*files.root([*sieve.table.heads, ""][place]).split("_")}:
            names: Any = sieve.fields[place][sieve.used].items()
            groups = {row: group_of(name, layout.source, common["day"][row], "") for row, name in names}
            if second := [row for row in groups if groups[row] not in (common["group"][row], *UNKNOWN)]:
                raise sieves.not_read(sieve, place, f"another perpetrator (row {second[0]})")


def _place(sieve: sieves.Sieve, common: pd.DataFrame, places: Gazetteer) -> None:
    layout, text, precision = sieve.layout, sieve.text, sieve.text("precision")
    if layout.precision:
        precision = precision.map(layout.precision)
        sieve.refuse(precision.isna(), "unknown_precision")
        precision = precision.fillna("country")
    locate = cache(places.locate)
    finest = precision.map({"region": "region", "country": "national"}).fillna("cercle")
    lat, lon = (pd.to_numeric(text(name).str.replace(",", "."), errors="coerce") for name in ("lat", "lon"))
    sound = lat.abs().le(90) & lon.abs().le(180) & (lat.ne(0) | lon.ne(0))
    points = [(x, y) if fine else None for x, y, fine in zip(lat, lon, sound, strict=True)]
    spots = zip(text("cercle"), text("region"), points, finest, strict=True)
    found = sieve.places = pd.DataFrame([locate(*spot) for spot in spots], common.index, Place._fields)
    common["place"], common["place_level"] = found["name"], found["level"]
    common["precision"] = precision.where(precision != "", found["level"])
    bad = (text("lat") + text("lon")).ne("") & ~sound & sieve.used
    if bad.any():
        what = "rows have coordinates that cannot be read; their names were used alone."
        sieve.warnings.append(f"{bad.sum()} {what}")
