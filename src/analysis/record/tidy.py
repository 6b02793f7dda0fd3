"""From the rows of any source to one table of incidents.

One row of each event: its newest version; the persons and parts of one incident together.
"""

from functools import cache
from typing import Any

import pandas as pd

from analysis.errors import InputError
from analysis.record import dates, files, layouts, periods, sieves
from analysis.record.places import Actors, Gazetteer, Place

OWN_ID = "correct them, and give each incident an id of its own"
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
    said = {*map(files.root, [*sieve.table.heads, *sieve.text("harm")])}
    if "harm" in layout.needs:
        ids = {files.root(word): outcome for outcome, words in layout.harms.items() for word in words}
        frame["harm"] = frame["harm"].map(files.root).map(ids).fillna(frame["harm"])
    mapped = [word for words in layout.mapped["harms"].values() for word in words]
    if unheard := [word for word in mapped if files.root(word) not in said]:
        words = ", ".join(map(repr, unheard))
        sieve.warnings.append(f"The mapping's harms hold {words}, which no head and no row has.")
    if len(former := sieve.text("kind")[sieve.text("kind").isin(layout.former)]):
        what = f"row {former.index[0]} has the event type {former.iloc[0]!r}, of before 2019"
        raise InputError(f"{sieve.table.file}: {what}: export the events again, in ACLED's types of today.")
    periods.continue_rows(sieve)
    common = periods.read_days(sieve)
    periods.require_one_day(sieve, common)
    one_row_per_event(sieve, common)
    common["violence"] = _violence(sieve, kind)
    harm = _of_incidents(sieve, common) if layout.private else sieves.deaths(sieve, common["violence"])
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
    """Tell rows without an id that are equal to another; refuse a sheet that repeats one of another sheet.

    Raises
    ------
    InputError
        It names both sheets.
    """
    sheets, same = sieve.sheets[rows.index], int(rows.duplicated().sum())
    first = sheets.groupby([rows[at] for at in rows]).transform("first")
    if len(again := sheets[first != sheets]):
        what = f"sheet {again.iloc[0]!r} repeats {len(again)} of the rows of {first[again.index[0]]!r}"
        raise InputError(f"{sieve.table.file}: {what}: give --sheet NAME, or each incident an id.")
    if same:
        sieve.warnings.append(f"{same} rows are equal to another and were kept: give each incident an id.")


def _violence(sieve: sieves.Sieve, kind_of_file: str) -> "pd.Series[str]":
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


def one_row_per_event(sieve: sieves.Sieve, days: pd.DataFrame) -> None:
    """Keep one row of each event, of its newest version; of sums one for each place, period and kind.

    Rows of a sheet of one's own are added by `_of_incidents`.
    """
    frame, layout = sieve.frame, sieve.layout
    if layout.sums:
        _one_sum(sieve, days)
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
    age = changed_at(sieve.text("timestamp"), order)
    told = ({name: some[name] for name in {*ids} & {*some}} for some in (sieve.moved, sieve.deleted))
    last = ({name: changed_at(pd.Series(ages), order).max() for name, ages in some.items()} for some in told)
    moved, gone = (ids.map(some).astype(float) for some in last)
    sieve.refuse(ids.isin([*sieve.deleted]) & ~(age > gone), "deleted")
    sieve.refuse((age < age.groupby(ids).transform("max")) | (age < moved), "older_version")


def changed_at(text: "pd.Series[str]", order: str) -> "pd.Series[float]":
    """Return when a source last changed a row, in whatever form it tells it."""
    number = pd.to_numeric(text, errors="coerce")
    told: Any = {"errors": "coerce", "utc": True, "format": "mixed", "dayfirst": order == "dayfirst"}
    days = pd.to_datetime(text.where(number.isna()), **told)
    return number.astype(float).fillna((days - pd.Timestamp(0, tz="UTC")).dt.total_seconds())


def _one_sum(sieve: sieves.Sieve, days: pd.DataFrame) -> None:
    frame = sieve.frame
    names = frame.columns.difference([*sieve.counts, "country", "date", "month", "year", "end"])
    live = frame[names].join(days)[sieve.used]
    known = live.duplicated() & frame[sieve.counts].join(live, how="right").duplicated()
    sieve.refuse(known, "duplicate")
    twice = live[~known].index[live[~known].duplicated(keep=False)]
    if len(twice):
        _differ(sieve, twice, "give other numbers for the same place, period and kind")


def _of_incidents(sieve: sieves.Sieve, days: pd.DataFrame) -> pd.DataFrame:
    """Return the victims of each incident of a sheet: of its rows, each of which is read as if alone."""
    harm = sieves.victims(sieve).dropna(subset="best")
    live = sieve.frame[sieve.used & (sieve.text("id") != "")]
    first = _one_incident(sieve, days, live) if len(live) else {}
    by = [harm.index.map(lambda row: first.get(row, row)), "outcome"]
    added = harm.groupby(by, sort=False).sum(min_count=1).reset_index("outcome")
    _require_incidents(sieve, days, added[added["incidents"].eq(1) & added["best"].gt(0)])
    return added.assign(incidents=1.0)


def _require_incidents(sieve: sieves.Sieve, days: pd.DataFrame, harm: pd.DataFrame) -> None:
    """Refuse a list of victims each of whom would be an incident: a release asks how many there were.

    Raises
    ------
    InputError
        Where rows of persons, with no number that its head says is the incident's, may be of one incident.
    """
    own = sieve.places_of([word for word in sieve.layout.columns["id"] if "incident" in files.root(word)])
    told = (sieve.text("id") != "") & (sieve.table.at.get("id") in own)
    persons = (sieve.fields[sieve.places_of(sieve.layout.person)] != "").any(axis=1) & sieve.used & ~told
    names = sieve.frame.reindex(columns=[*periods.PLACE], fill_value="").map(files.root)
    about = names.join(days[["day", "last"]])[persons].join(harm[["outcome"]], how="inner")
    if len(same := about[about.duplicated(keep=False)]):
        what = "tell of persons, with one day, place, perpetrator and harm, and would be two incidents"
        how = "give the incident's number, the same for all its victims, in a column headed Incident"
        _differ(sieve, same.index[same.eq(same.iloc[0]).all(axis=1)], what, how)


def _one_incident(sieve: sieves.Sieve, days: pd.DataFrame, live: pd.DataFrame) -> dict[Any, Any]:
    """Return the first row of the incident of each: of persons, and parts by sex; else an equal row is none.

    Ids may begin again in each sheet and month.
    """
    layout, at = sieve.layout, sieve.table.at
    ids = live["id"].str.replace(r"\.0+$", "", regex=True).map(lambda cell: files.key(cell) or cell)
    keys = pd.DataFrame({"sheet": sieve.sheets[live.index], "month": days["day"].str[:7], "id": ids,
                         "harm": sieve.text("harm")}, live.index)  # fmt: skip
    names = live.reindex(columns=[*periods.PLACE], fill_value="").map(files.root)
    fields, person = sieve.fields.loc[live.index], sieve.places_of(layout.person)
    content = fields.drop(columns=[at[name] for name in ("id", "actor", "harm") if name in at])
    victims, by = live[sieve.counts].apply(sieves.numbers), keys.groupby([*keys]).ngroup()
    listed = victims.max(axis=1).eq(1).groupby(by).transform("all") & bool(person)
    coded = fields[sieve.places_of(layout.codes)].astype(bool).any(axis=1)
    equal = content.join(keys[["id", "harm"]]).join(names["actor"]).duplicated() & ~(listed & ~coded)
    sieve.refuse(equal, "duplicate")
    by, victims, listed, names = by[~equal], victims[~equal], listed[~equal], names[~equal]
    sexes = [name for name in sieve.counts if name.rpartition(".")[2] in layouts.PEOPLE]
    parts = ~fields.loc[by.index, person].assign(by=by).duplicated(keep=False)
    once = victims[sexes].gt(0).groupby(by).transform("sum").le(1).all(axis=1) & bool(sexes)
    parts |= once & victims.drop(columns=sexes).isna().all(axis=1)
    total = victims.filter(["best"]).notna().any(axis=1)  # in some rows alone it may be that of all
    names = names.assign(day=days["day"][by.index].mask(listed, ""), total=total)
    apart = names.groupby(by).transform("nunique").gt(1).any(axis=1)
    if len(clash := by.index[by.duplicated(keep=False) & (apart | ~(listed | parts))]):
        _differ(sieve, clash[by[clash] == by[clash[0]]], "have one id and differ")
    sieve.refuse(by.duplicated(), "another_victim_of_an_incident")
    if again := keys.drop_duplicates(["sheet", "month", "id"])["id"].duplicated().sum():
        sieve.warnings.append(f"{again} ids begin again in another sheet or month, as other incidents.")
    return by.index.to_series().groupby(by).transform("first").to_dict()


def _differ(sieve: sieves.Sieve, rows: "pd.Index[int | str]", what: str, how: str = OWN_ID) -> None:
    raise InputError(f"{sieve.table.file}: rows {rows[0]} and {rows[1]} {what}: {how}.")
