"""From the rows of any source to one table of incidents, each row used or refused for one reason."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from analysis.record.dates import month_quarter, read_day
from analysis.record.files import key
from analysis.record.layouts import PEOPLE, Layout

if TYPE_CHECKING:
    import pandas as pd

    from analysis.record.actors import Actors
    from analysis.record.places import Gazetteer, Level, Place, Point

BROKEN = [
    "wrong_number_of_columns", "no_id", "same_id_differs", "no_country", "unreadable_date",
    "unreadable_number", "negative_count", "low_above_best", "best_above_high", "civilians_above_best",
    "parts_exceed_total", "no_count", "unknown_harm", "unknown_kind", "unknown_precision",
]  # fmt: skip
SET_ASIDE = ["outside_mali", "outside_dates", "duplicate", "repeated_actor", "hxl_tags", "blank_row"]
REASONS = [*SET_ASIDE, *BROKEN]  # why a row is not used
FINEST: dict[str, Level] = {"region": "region", "country": "national"}
LIMIT = 10_000_000  # no incident has more victims; a larger number is a date or a telephone number


class Sieve:
    """Rows of one file; a row leaves by the first reason that holds for it.

    Attributes
    ----------
    incidents : pandas.DataFrame
        What `tidy` makes of the rows.
    reasons : pandas.Series
        By row number, "" for a row that is used.
    unknown_places, conflicts, warnings
        What a person should look at.
    """

    def __init__(self, frame: pd.DataFrame, layout: Layout) -> None:
        import pandas as pd

        self.frame, self.layout = frame, layout
        self.blank: pd.Series[str] = pd.Series("", index=frame.index, dtype=object)
        self.reasons = self.blank.copy()
        self.unbounded: pd.Series[bool] = pd.Series(data=False, index=frame.index)
        self.incidents = frame
        self.unknown_places: set[str] = set()
        self.conflicts: list[tuple[int, str]] = []
        self.warnings: list[str] = []

    def refuse(self, mask: pd.Series[bool], reason: str) -> None:
        """Give a reason to the rows that have none yet."""
        self.reasons[mask.reindex(self.reasons.index, fill_value=False) & (self.reasons == "")] = reason

    def text(self, name: str) -> pd.Series[str]:
        """Return a column as text; blank where the file has no such column."""
        return self.frame.get(name, self.blank)

    def counts(self, name: str, *, blank: bool = False) -> pd.Series[float]:
        """Return a column as whole numbers, NaN where blank, if blanks are allowed; refuse the other rows."""
        import pandas as pd

        text = self.text(name)  # thousands may be set apart by a blank
        joined = text.str.replace(r"(?<=\d)[\s\u00a0\u202f](?=\d{3})", "", regex=True)
        number = pd.to_numeric(joined, errors="coerce").astype(float)
        bad = number.isna() | (number % 1 != 0) | (number.abs() > LIMIT)
        self.refuse(bad & (text != "") if blank else bad, "unreadable_number")
        self.refuse(number < 0, "negative_count")
        return number

    def harmed(self, outcome: Any, low: Any, best: pd.Series[float], high: Any) -> pd.DataFrame:
        """Return the victims of one outcome, a row per incident.

        Limits that exclude the best estimate are refused in a sheet, whose owner can correct it. A public
        source is taken as it is: its best estimate counts, the limits of that row are left blank.
        """
        import pandas as pd

        if self.layout.private:
            self.refuse(low > best, "low_above_best")
            self.refuse(best > high, "best_above_high")
        outside = (low > best) | (best > high)
        self.unbounded |= outside
        low, high = low.mask(outside), high.mask(outside)
        columns = {"outcome": outcome, "low": low, "best": best, "high": high}
        return pd.DataFrame({**columns, "incidents": 1.0, "lethal": (best > 0) * 1.0})


def tidy(frame: pd.DataFrame, layout: Layout, places: Gazetteer, actors: Actors) -> Sieve:
    """Turn rows into incidents.

    Parameters
    ----------
    frame : pandas.DataFrame
        Text columns by tidy name; the index is the row's number in the file.
    layout : Layout
    places : Gazetteer
    actors : Actors

    Returns
    -------
    Sieve
        ``incidents`` has one row per incident and outcome: ``row, day, quarter, place,
        place_level, precision, group, actor, violence, outcome, incidents, lethal, low,
        best, high`` and, for a sheet, ``men, women, boys, girls``. Outcome
        ``killed`` counts everybody and ``civilians_killed`` those among them that the source
        calls civilians: the two are never added. An incident with no deaths is an incident.
    """
    import pandas as pd

    sieve = Sieve(frame, layout)
    content = frame.drop(columns="country", errors="ignore")
    sieve.refuse((content == "").all(axis=1), "blank_row")
    sieve.refuse((content.head(1).map(lambda cell: cell[:1]) == "#").any(axis=1), "hxl_tags")
    if "country" in frame:
        sieve.refuse(frame["country"] == "", "no_country")
    days = _days(sieve)
    _one_row_per_event(sieve)
    harm = _sheet(sieve) if layout.private else _deaths(sieve)
    common = pd.DataFrame({"row": frame.index, "day": days, "violence": _violence(sieve)})
    _attribute(sieve, common, actors)
    _place(sieve, common, places)
    used = common[sieve.reasons == ""].astype({"day": str})
    used["quarter"] = [str(month_quarter(day)) for day in used["day"]]
    sieve.incidents = used.join(harm, how="inner").reset_index(drop=True)
    if len(outside := used.index[sieve.unbounded[used.index]]):
        sieve.warnings.append(
            f"{len(outside)} rows have a best estimate outside their low and high, as the source prints them:"
            f" the best counts, the limits are left blank (rows {', '.join(map(str, outside))})."
        )
    if layout.private and "id" not in frame and (same := int(frame.duplicated().sum())):
        sieve.warnings.append(f"{same} rows are equal to another and were kept: give each incident an id.")
    return sieve


def _days(sieve: Sieve) -> pd.Series[Any]:
    text, month, year = sieve.text("date"), sieve.text("month"), sieve.text("year")
    month = month.where(month.str.contains(r"\d{4}"), month + " " + year).str.strip()
    for other in (month, sieve.text("quarter")):
        text = text.where(text != "", other)
    days = text.map({item: read_day(item, sieve.layout.dates) for item in text.unique()}).astype(object)
    sieve.refuse(days.isna(), "unreadable_date")
    iso = days.map(str)
    sieve.refuse((iso < sieve.layout.since) | (iso > "2100"), "outside_dates")
    return days


def _one_row_per_event(sieve: Sieve) -> None:
    """Keep one row of each event: of equal ones the first, of a monadic export's the perpetrator's."""
    frame, layout = sieve.frame, sieve.layout
    if "id" not in frame:
        return
    if not layout.private:
        sieve.refuse(frame["id"] == "", "no_id")
    live = frame[(sieve.reasons == "") & (frame["id"] != "")]
    content = live
    if layout.repeats:
        civil = live["id"][live["inter"].isin(layout.civilians)]
        frame["other_inter"] = frame["id"].isin(civil).map({True: layout.civilians[0], False: ""})
        live = live.loc[live["inter"].isin(layout.victims).sort_values(kind="stable").index]
        content = live.drop(columns=["actor", "joined", "inter"], errors="ignore")
    repeated = live.duplicated(["id", "harm"] if "harm" in frame else "id")
    sieve.refuse(repeated & ~content.duplicated(), "same_id_differs")
    sieve.refuse(repeated, "repeated_actor" if layout.repeats else "duplicate")


def _deaths(sieve: Sieve) -> pd.DataFrame:
    import pandas as pd

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
    ranged = (_violence(sieve) == "one_sided") & (civilians == best)
    among = sieve.harmed("civilians_killed", low.where(ranged), civilians, high.where(ranged))
    return pd.concat([killed, among])


def _sheet(sieve: Sieve) -> pd.DataFrame:
    """Victims of each form of harm, by sex and age where the sheet says so."""
    import pandas as pd

    layout = sieve.layout
    parts = pd.DataFrame({name: sieve.counts(name, blank=True) for name in PEOPLE})
    whole = parts.sum(axis=1, min_count=1)
    if "harm" in layout.needs:
        ids = {key(word): outcome for outcome, words in layout.harms.items() for word in [outcome, *words]}
        outcome = sieve.text("harm").map(key).map(ids)
        sieve.refuse(outcome.isna(), "unknown_harm")
        total = sieve.counts("best", blank=True).fillna(whole)
        table = pd.DataFrame({name: total.where(outcome == name) for name in layout.harms})
    else:
        harms = [name for name in layout.harms if name in sieve.frame]
        table = pd.DataFrame({name: sieve.counts(name, blank=True) for name in harms})
    single = table.gt(0).sum(axis=1) <= 1  # else whose ages are they?
    sieve.refuse(table.isna().all(axis=1), "no_count")
    sieve.refuse((whole > table.sum(axis=1)) & single, "parts_exceed_total")
    low, high = (sieve.counts(name, blank=True) for name in ("low", "high"))
    pieces = []
    for name, best in table.items():
        mine = single & (best > 0)
        piece = sieve.harmed(name, low.where(mine).fillna(best), best, high.where(mine).fillna(best))
        pieces.append(piece.join(parts[list(PEOPLE[:4])].where(mine)).dropna(subset="best"))
    return pd.concat(pieces)


def _violence(sieve: Sieve) -> pd.Series[str]:
    layout, text = sieve.layout, sieve.text
    if not layout.violence:
        return sieve.blank + str(layout.sums)
    kind = text("kind").map(layout.violence)
    sieve.refuse(kind.isna(), "unknown_kind")
    if "targeting" in sieve.frame:
        civilian = text("targeting") != ""
    else:  # what the column says, for exports older than the column
        civilian = text("inter").isin(layout.civilians) | text("other_inter").isin(layout.civilians)
        civilian |= text("detail").isin(layout.force_against_protesters)
    return kind.where(~civilian, "civilian_targeting").fillna("")


def _attribute(sieve: Sieve, common: pd.DataFrame, actors: Actors) -> None:
    """Name the alleged perpetrator: only where the source tells one side to have harmed civilians."""
    layout, text = sieve.layout, sieve.text
    swap = text("inter").isin(layout.victims) & ~text("other_inter").isin(layout.victims)
    swap &= text("other") != ""
    actor = text("actor").where(~swap, text("other"))
    joined = text("joined").where(~swap, text("other_joined"))
    told = common["violence"].isin(layout.attributed) | bool(layout.private)
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
    sieve.conflicts = [(int(row), place.conflict) for row, place, _ in used if place.conflict]
    if bad := sum(unread for _, _, unread in used):
        what = "rows have coordinates that cannot be read; their names were used alone."
        sieve.warnings.append(f"{bad} {what}")


def _point(lat: str, lon: str) -> Point | None:
    try:
        point = float(lat.replace(",", ".")), float(lon.replace(",", "."))
    except ValueError:
        return None
    return point if abs(point[0]) <= 90 and abs(point[1]) <= 180 and point != (0.0, 0.0) else None
