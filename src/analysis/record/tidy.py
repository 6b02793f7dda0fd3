"""From the rows of any source to one table of incidents, each row used or refused for one reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from analysis.record.dates import quarter_of, read_day
from analysis.record.layouts import PEOPLE, Layout, key

if TYPE_CHECKING:
    import pandas as pd

    from analysis.record.actors import Actors
    from analysis.record.places import Gazetteer, Level, Point

BROKEN = {
    "wrong_number_of_columns": "has another number of columns than the header",
    "no_id": "has no event id",
    "same_id_differs": "repeats an event id with other content",
    "no_country": "names no country",
    "unreadable_date": "has a date that cannot be read",
    "unreadable_number": "has a count that is no whole number",
    "negative_count": "has a negative count",
    "low_above_best": "has a low estimate above the best",
    "best_above_high": "has a best estimate above the high",
    "civilians_above_best": "has more civilian deaths than deaths",
    "parts_exceed_total": "has more men, women, boys, girls and unknown than victims",
    "no_count": "counts no victims at all",
    "unknown_harm": "has a form of harm that the table does not hold",
    "unknown_kind": "has a kind of event that the table does not hold",
    "unknown_precision": "has a location precision that the table does not hold",
}
SET_ASIDE = {
    "outside_mali": "is outside Mali",
    "outside_dates": "is outside the dates",
    "duplicate": "repeats an event in full",
    "repeated_actor": "repeats an event for another of its actors",
    "hxl_tags": "holds HXL tags",
    "blank_row": "is blank",
}
FINEST: dict[str, Level] = {"region": "region", "country": "national"}
LIMIT = 10_000_000  # no incident has more victims; a larger number is a date or a telephone number


@dataclass
class Tidy:
    """What came out: incidents, the reason of each row ("" for used), and what a person should look at."""

    incidents: pd.DataFrame
    reasons: pd.Series[str]
    rows: pd.Series[int]
    unknown_places: dict[str, list[int]] = field(default_factory=dict)
    conflicts: list[tuple[int, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


class Sieve:
    """Rows of one file; a row leaves by the first reason that holds for it."""

    def __init__(self, frame: pd.DataFrame, layout: Layout) -> None:
        import pandas as pd

        self.frame, self.layout = frame, layout
        self.reason: pd.Series[str] = pd.Series("", index=frame.index, dtype=object)

    def refuse(self, mask: pd.Series[bool], reason: str) -> None:
        """Give a reason to the rows that have none yet."""
        self.reason[mask.astype(bool) & (self.reason == "")] = reason

    def text(self, name: str) -> pd.Series[str]:
        """Return a column as text; blank where the file has no such column."""
        import pandas as pd

        if name not in self.frame:
            return pd.Series("", index=self.frame.index, dtype=object)
        return self.frame[name]

    def counts(self, name: str, *, blank: bool = False) -> pd.Series[float]:
        """Return a column as whole numbers, NaN where blank, if blanks are allowed; refuse the other rows."""
        import pandas as pd

        text = self.text(name)
        number = pd.to_numeric(text, errors="coerce").astype(float)
        if number.isna().any():  # thousands set apart by a blank
            joined = text.str.replace(r"(?<=\d)[\s\u00a0\u202f](?=\d{3})", "", regex=True)
            number = pd.to_numeric(joined, errors="coerce").astype(float)
        bad = number.isna() | (number % 1 != 0) | (number.abs() > LIMIT)
        self.refuse(bad & (text != "") if blank else bad, "unreadable_number")
        self.refuse(number < 0, "negative_count")
        return number


def tidy(frame: pd.DataFrame, layout: Layout, places: Gazetteer, actors: Actors) -> Tidy:
    """Turn rows into incidents.

    Parameters
    ----------
    frame : pandas.DataFrame
        Text columns by tidy name, and ``row``.
    layout : Layout
    places : Gazetteer
    actors : Actors

    Returns
    -------
    Tidy
        ``incidents`` has one row per incident and outcome: ``row, day, quarter, place,
        place_level, precision, group, alternative, actor, violence, outcome, incidents,
        lethal, low, best, high`` and, for a sheet, ``men, women, boys, girls``. Outcome
        ``killed`` counts everybody and ``civilians_killed`` those among them that the source
        calls civilians: the two are never added. An incident with no deaths is an incident.
    """
    import pandas as pd

    sieve = Sieve(frame, layout)
    names = [str(name) for name in frame if name not in ("row", "country")]
    sieve.refuse((frame[names] == "").all(axis=1), "blank_row")
    if len(frame) and frame.iloc[0][names].str.startswith("#").any():
        sieve.refuse(frame["row"] == frame["row"].iloc[0], "hxl_tags")
    if "country" in frame:
        sieve.refuse(sieve.text("country") == "", "no_country")
    days = _days(sieve)
    _one_row_per_event(sieve)
    harm = _sheet(sieve) if layout.private else _deaths(sieve)
    common = pd.DataFrame(
        {"row": frame["row"], "day": days, "quarter": days.map(quarter_of, na_action="ignore")}
    )
    common["violence"] = _violence(sieve)
    result = Tidy(common, sieve.reason, frame["row"])
    _attribute(sieve, common, actors)
    _place(sieve, common, places, result)
    used = common[sieve.reason == ""].drop(columns="day").assign(day=days[sieve.reason == ""].map(str))
    result.incidents = used.merge(harm, left_index=True, right_index=True).reset_index(drop=True)
    if layout.private and "id" not in frame and (same := int(frame.drop(columns="row").duplicated().sum())):
        result.warnings.append(f"{same} rows are equal to another and were kept: give each incident an id.")
    return result


def _days(sieve: Sieve) -> pd.Series[Any]:
    text = sieve.text("date")
    month, year = sieve.text("month"), sieve.text("year")
    month = month.where((year == "") | month.str.contains(r"\d{4}"), month + " " + year)
    numeric = month.str.fullmatch(r"\d{1,2} \d{4}")
    month = month.where(~numeric, month.str.replace(" ", "/"))
    for other in (month.str.strip(), sieve.text("quarter")):
        text = text.where(text != "", other)
    known = {item: read_day(item, sieve.layout.dates) for item in text.unique()}
    days = text.map(known).astype(object)
    sieve.refuse(days.isna(), "unreadable_date")
    iso = days.map(str)
    sieve.refuse((iso < sieve.layout.since) | (iso > "2100"), "outside_dates")
    return days


def _one_row_per_event(sieve: Sieve) -> None:
    """Keep one row of each event: of equal ones the first, of a monadic export's the perpetrator's."""
    frame, layout = sieve.frame, sieve.layout
    if "id" not in frame:
        return
    named = sieve.text("id") != ""
    if not layout.private:
        sieve.refuse(~named, "no_id")
    unit = ["id", "harm"] if "harm" in frame else ["id"]
    parties = ["actor", "joined", "inter"] if layout.repeats else []
    live = frame[(sieve.reason == "") & named]
    if layout.repeats:
        civil = live[live["inter"].isin(layout.civilians)]["id"]
        frame["other_inter"] = frame["id"].isin(civil).map({True: layout.civilians[0], False: ""})
        aside = live["inter"].isin(layout.victims)
        live = live.assign(_aside=aside).sort_values(["_aside", "row"]).drop(columns="_aside")
    repeated = live.duplicated(unit)
    same = live.duplicated([name for name in live if name not in ("row", *parties)])
    clash = repeated & ~same
    sieve.refuse(clash.reindex(frame.index, fill_value=False), "same_id_differs")
    sieve.refuse(
        repeated.reindex(frame.index, fill_value=False), "repeated_actor" if layout.repeats else "duplicate"
    )


def _deaths(sieve: Sieve) -> pd.DataFrame:
    import pandas as pd

    best = sieve.counts("best")
    low, high = (sieve.counts(name) if name in sieve.frame else best for name in ("low", "high"))
    sieve.refuse(low > best, "low_above_best")
    sieve.refuse(best > high, "best_above_high")
    killed = pd.DataFrame({"outcome": "killed", "low": low, "best": best, "high": high})
    killed["incidents"] = sieve.counts("events") if sieve.layout.sums else 1.0
    killed["lethal"] = float("nan") if sieve.layout.sums else (best > 0).astype(float)
    if "civilians" not in sieve.frame:
        return killed
    civilians = sieve.counts("civilians")
    sieve.refuse(civilians > best, "civilians_above_best")
    # the source's range is for all deaths: it is one for civilians only where all are civilians
    ranged = (_violence(sieve) == "one_sided") & (civilians == best)
    among = pd.DataFrame({"outcome": "civilians_killed", "low": low.where(ranged), "best": civilians})
    among["high"], among["incidents"], among["lethal"] = (
        high.where(ranged),
        1.0,
        (civilians > 0).astype(float),
    )
    return pd.concat([killed, among])


def _sheet(sieve: Sieve) -> pd.DataFrame:
    """Victims of each form of harm, by sex and age where the sheet says so."""
    import pandas as pd

    layout = sieve.layout
    parts = pd.DataFrame({name: sieve.counts(name, blank=True) for name in PEOPLE})
    whole = parts.sum(axis=1, min_count=1)
    if "harm" in layout.needs:
        ids = {key(word): outcome for outcome, words in layout.harms.items() for word in [outcome, *words]}
        outcome = sieve.text("harm").map(lambda word: ids.get(key(word), ""))
        sieve.refuse(outcome == "", "unknown_harm")
        pieces = {"": sieve.counts("best", blank=True).fillna(whole)}
        single = pd.Series(True, index=whole.index)
    else:
        pieces = {name: sieve.counts(name, blank=True) for name in layout.harms if name in sieve.frame}
        outcome = pd.Series("", index=whole.index)
        single = pd.DataFrame(pieces).gt(0).sum(axis=1) == 1  # else whose ages are they?
    table = pd.DataFrame(pieces)
    sieve.refuse(table.isna().all(axis=1), "no_count")
    sieve.refuse((whole > table.sum(axis=1)) & single, "parts_exceed_total")
    low, high = (sieve.counts(name, blank=True) for name in ("low", "high"))
    rows = []
    for name, best in pieces.items():
        mine = single & (best > 0)
        piece = pd.DataFrame(
            {"outcome": name or outcome, "best": best, "incidents": 1.0, "lethal": best.gt(0) * 1.0}
        )
        piece["low"], piece["high"] = low.where(mine).fillna(best), high.where(mine).fillna(best)
        sieve.refuse(piece["low"] > best, "low_above_best")
        sieve.refuse(best > piece["high"], "best_above_high")
        rows.append(piece.join(parts[list(PEOPLE[:4])].where(mine)).dropna(subset="best"))
    return pd.concat(rows)


def _violence(sieve: Sieve) -> pd.Series[str]:
    import pandas as pd

    layout = sieve.layout
    if not layout.violence:
        return pd.Series(layout.sums, index=sieve.frame.index, dtype=object)
    kind = sieve.text("kind").map(layout.violence)
    sieve.refuse(kind.isna(), "unknown_kind")
    if "targeting" in sieve.frame:
        civilian = sieve.text("targeting") != ""
    else:  # what the column says, for exports older than the column
        civilian = sieve.text("inter").isin(layout.civilians) | sieve.text("other_inter").isin(
            layout.civilians
        )
        civilian |= sieve.text("detail").isin(layout.force_against_protesters)
    return kind.where(~civilian, "civilian_targeting").fillna("")


def _attribute(sieve: Sieve, common: pd.DataFrame, actors: Actors) -> None:
    """Name the alleged perpetrator: only where the source tells one side to have harmed civilians."""
    layout = sieve.layout
    actor, joined = sieve.text("actor"), sieve.text("joined")
    swap = sieve.text("inter").isin(layout.victims) & ~sieve.text("other_inter").isin(layout.victims)
    swap &= sieve.text("other") != ""
    actor, joined = actor.where(~swap, sieve.text("other")), joined.where(~swap, sieve.text("other_joined"))
    told = common["violence"].isin(layout.attributed) | bool(layout.private)
    if layout.sums:
        told &= False
    days = common["day"].map(str)
    for column, other in (("group", False), ("alternative", True)):
        common[column] = "not_attributed"
        common.loc[told, column] = [
            actors.group(name, layout.source, day, beside, alternative=other)
            for name, beside, day in zip(actor[told], joined[told], days[told], strict=True)
        ]
    common["actor"] = actor.where(told, "")


def _place(sieve: Sieve, common: pd.DataFrame, places: Gazetteer, result: Tidy) -> None:
    layout = sieve.layout
    if layout.precision:
        known = sieve.text("precision").map(layout.precision)
        sieve.refuse(known.isna(), "unknown_precision")
        precision = known.fillna("country")
    else:
        precision = sieve.text("precision")
    columns = [sieve.text(name) for name in ("cercle", "region", "code", "lat", "lon")]
    seen: dict[tuple[str, ...], Any] = {}
    names, levels, bad = [], [], 0
    used = sieve.reason == ""
    for row, live, exact, *given in zip(common["row"], used, precision, *columns, strict=True):
        cercle, region, code, lat, lon = given
        point = _point(lat, lon)
        bad += bool(live and not point and (lat or lon))
        spot = (exact, *given)
        if spot not in seen:
            seen[spot] = places.locate(cercle, region, code, layout.codes, point, FINEST.get(exact, "cercle"))
        place = seen[spot]
        names.append(place.name)
        levels.append(place.level)
        if live and place.unknown:
            result.unknown_places.setdefault(place.unknown, []).append(int(row))
        if live and place.conflict:
            result.conflicts.append((int(row), place.conflict))
    common["place"], common["place_level"] = names, levels
    common["precision"] = precision.where(precision != "", common["place_level"])
    if bad:
        result.warnings.append(
            f"{bad} rows have coordinates that cannot be read; their names were used alone."
        )


def _point(lat: str, lon: str) -> Point | None:
    try:
        point = float(lat.replace(",", ".")), float(lon.replace(",", "."))
    except ValueError:
        return None
    return point if abs(point[0]) <= 90 and abs(point[1]) <= 180 and point != (0.0, 0.0) else None
