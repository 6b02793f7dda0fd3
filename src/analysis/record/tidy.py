"""From the rows of any source to one table of incidents."""

from __future__ import annotations

import functools
from typing import Any

import pandas as pd

from analysis.record.dates import month_quarter
from analysis.record.files import root
from analysis.record.layouts import PEOPLE, Table, TableError
from analysis.record.places import Actors, Gazetteer, Level, Place, Point
from analysis.record.sieves import Sieve, one_row_per_event, read_days, set_aside

FINEST: dict[str, Level] = {"region": "region", "country": "national"}


def tidy(
    fields: pd.DataFrame, table: Table, places: Gazetteer, actors: Actors, kind: str = ""
) -> tuple[pd.DataFrame, Sieve]:
    """Turn rows into incidents.

    Parameters
    ----------
    fields : pandas.DataFrame
        Text by field; the index is the row's number in the file.
    table : Table
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
    Sieve
        What became of each row, and what a person should look at.
    """
    sieve = Sieve(fields, table)
    layout, frame = sieve.layout, sieve.frame
    set_aside(sieve)
    days, last = read_days(sieve)
    if "harm" in layout.needs:
        ids = {root(word): outcome for outcome, names in layout.harms.items() for word in [outcome, *names]}
        frame["harm"] = frame["harm"].map(root).map(ids)
        sieve.refuse(frame["harm"].isna(), "unknown_harm")
    one_row_per_event(sieve)
    violence = _violence(sieve, kind)
    harm = _sheet(sieve) if layout.private else _deaths(sieve, violence)
    columns = {"row": fields.index, "day": days, "last": last, "violence": violence}
    common = pd.DataFrame(columns, fields.index)
    _attribute(sieve, common, actors)
    _place(sieve, common, places)
    used = common[sieve.reasons == ""].astype({"day": str, "last": str})
    used["quarter"] = [str(month_quarter(day)) for day in used["day"]]
    if len(outside := used.index[sieve.unbounded[used.index]]):
        sieve.warnings.append(
            f"{len(outside)} rows have a best estimate outside their low and high, as the source prints them:"
            f" the best counts, the limits are left blank (rows {', '.join(map(str, outside))})."
        )
    same = int(fields.loc[used.index].duplicated().sum())
    if layout.private and "id" not in frame and same:
        sieve.warnings.append(f"{same} rows are equal to another and were kept: give each incident an id.")
    return used.join(harm, how="inner").reset_index(drop=True), sieve


def _deaths(sieve: Sieve, violence: pd.Series[str]) -> pd.DataFrame:
    best = sieve.counts("best")
    low, high = (sieve.counts(name) if name in sieve.frame else best for name in ("low", "high"))
    killed = sieve.harmed("killed", low, best, high)
    if sieve.layout.sums:
        killed["incidents"], killed["lethal"] = sieve.counts("events"), float("nan")
    if "civilians" not in sieve.frame:
        return killed
    civilians = sieve.counts("civilians")
    sieve.refuse(civilians > best, "civilians_above_best")
    # the source's range is for all deaths: it is one for civilians only where all are civilians
    ranged = (violence == "one_sided") & (civilians == best)
    among = sieve.harmed("civilians_killed", low.where(ranged), civilians, high.where(ranged))
    return pd.concat([killed, among])


def _sheet(sieve: Sieve) -> pd.DataFrame:
    """Victims of each form of harm, by sex and age where the sheet says so, of the row or of each form."""
    layout = sieve.layout
    parts = pd.DataFrame({name: sieve.counts(name, blank=True) for name in PEOPLE})
    long, whole, own = "harm" in layout.needs, parts.sum(axis=1, min_count=1), {}
    table = pd.DataFrame(index=parts.index)
    for name in layout.harms:
        own[name] = pd.DataFrame({part: sieve.counts(f"{name}.{part}", blank=True) for part in PEOPLE})
        added = own[name].sum(axis=1, min_count=1)
        best = sieve.counts("best" if long else name, blank=True).fillna(whole if long else added)
        sieve.refuse(added > best, "parts_exceed_total")
        table[name] = best.where(sieve.text("harm") == name) if long else best
    single = table.gt(0).sum(axis=1) <= 1  # else whose ages are they?
    sieve.refuse(table.isna().all(axis=1), "no_count")
    sieve.refuse((whole > table.sum(axis=1)) & single, "parts_exceed_total")
    low, high = (sieve.counts(name, blank=True) for name in ("low", "high"))
    pieces = []
    for name, best in table.items():
        mine = single & (best > 0)
        piece = sieve.harmed(name, low.where(mine).fillna(best), best, high.where(mine).fillna(best))
        people = own[str(name)].fillna(parts.where(mine))[list(PEOPLE[:4])]
        pieces.append(piece.join(people).dropna(subset="best"))
    return pd.concat(pieces)


def _violence(sieve: Sieve, kind_of_file: str) -> pd.Series[str]:
    layout, text = sieve.layout, sieve.text
    if not layout.violence:
        return sieve.blank + kind_of_file
    former = text("kind").isin(layout.former)
    if former.any():
        row: Any = former.idxmax()
        what = f"row {row} has the event type {text('kind')[row]!r}, of before 2019"
        raise TableError(f"{what}: export the events again, in ACLED's types of today.")
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


def _attribute(sieve: Sieve, common: pd.DataFrame, actors: Actors) -> None:
    """Name the alleged perpetrator: only where the source tells one side to have harmed civilians."""
    layout, text = sieve.layout, sieve.text
    swap = text("inter").isin(layout.victims) & ~text("other_inter").isin(layout.victims)
    swap &= text("other") != ""
    actor = text("actor").where(~swap, text("other"))
    joined = text("joined").where(~swap, text("other_joined"))
    told = common["violence"].isin(layout.attributed) | bool(layout.private)
    told &= not layout.sums
    group_of = functools.cache(actors.group)
    asked = zip(actor[told], common["day"][told].map(str), joined[told], strict=True)
    common["group"] = "not_attributed"
    common.loc[told, "group"] = [group_of(name, layout.source, day, beside) for name, day, beside in asked]
    common["actor"] = actor.where(told, "")


def _place(sieve: Sieve, common: pd.DataFrame, places: Gazetteer) -> None:
    layout, precision = sieve.layout, sieve.text("precision")
    if layout.precision:
        known = precision.map(layout.precision)
        sieve.refuse(known.isna(), "unknown_precision")
        precision = known.fillna("country")

    @functools.cache
    def locate(cercle: str, region: str, lat: str, lon: str, exact: str) -> tuple[Place, bool]:
        point = _point(lat, lon)
        place = places.locate(cercle, region, point, FINEST.get(exact, "cercle"))
        return place, bool(lat or lon) and point is None

    columns = [sieve.text(name) for name in ("cercle", "region", "lat", "lon")]
    found = [locate(*spot) for spot in zip(*columns, precision, strict=True)]
    common["place"] = [place.name for place, _ in found]
    common["place_level"] = [place.level for place, _ in found]
    common["precision"] = precision.where(precision != "", common["place_level"])
    used = [(row, *spot) for row, spot in zip(common.index, found, strict=True) if not sieve.reasons[row]]
    sieve.unknown_places = {place.unknown for _, place, _ in used if place.unknown}
    sieve.conflicts = [(row, place.conflict) for row, place, _ in used if place.conflict]
    if bad := sum(unread for _, _, unread in used):
        what = "rows have coordinates that cannot be read; their names were used alone."
        sieve.warnings.append(f"{bad} {what}")


def _point(lat: str, lon: str) -> Point | None:
    try:
        point = float(lat.replace(",", ".")), float(lon.replace(",", "."))
    except ValueError:
        return None
    return point if abs(point[0]) <= 90 and abs(point[1]) <= 180 and point != (0.0, 0.0) else None
