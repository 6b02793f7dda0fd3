"""From the rows of any source to one table of incidents, each row used or set aside for one reason."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from analysis.record.dates import ORDERS, month_of, month_quarter, read_span
from analysis.record.files import key, root
from analysis.record.layouts import LIMIT, PEOPLE, Table, TableError

if TYPE_CHECKING:
    import pandas as pd

    from analysis.record.actors import Actors
    from analysis.record.places import Gazetteer, Level, Place, Point

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
FINEST: dict[str, Level] = {"region": "region", "country": "national"}
TOTAL = r"(?:sous_?|grand_?|sub_?)?(?:total|totaux|totals|somme|cumul)(?:_.*)?"


class Sieve:
    """Rows of one table; a row leaves by the first reason that holds for it.

    Attributes
    ----------
    incidents : pandas.DataFrame
        What `tidy` makes of the rows.
    reasons : pandas.Series
        By row number, "" for a row that is used.
    unknown_places, conflicts, warnings
        What a person should look at.
    """

    def __init__(self, fields: pd.DataFrame, table: Table, kind: str = "") -> None:
        import pandas as pd

        self.fields, self.table, self.layout, self.kind = fields, table, table.layout, kind
        self.frame = pd.DataFrame(
            {name: fields[place] for name, place in table.at.items()}, fields.index, dtype=object
        )
        self.blank: pd.Series[str] = pd.Series("", index=fields.index, dtype=object)
        self.reasons = self.blank.copy()
        self.unbounded: pd.Series[bool] = pd.Series(data=False, index=fields.index)
        self.incidents = self.frame
        self.unknown_places: set[str] = set()
        self.conflicts: list[tuple[object, str]] = []
        self.warnings: list[str] = []

    def refuse(self, mask: pd.Series[bool], reason: str) -> None:
        """Give a reason to the rows that have none yet."""
        if mask.any():
            self.reasons[mask.reindex(self.reasons.index, fill_value=False) & (self.reasons == "")] = reason

    def text(self, name: str) -> pd.Series[str]:
        """Return a column as text; blank where the file has no such column."""
        return self.frame.get(name, self.blank)

    def counts(self, name: str, *, blank: bool = False) -> pd.Series[float]:
        """Return a column as whole numbers, NaN where blank, if blanks are allowed; refuse the other rows."""
        if blank and name not in self.frame:
            return self.blank.map({}).astype(float)
        text = self.text(name)
        number = _numbers(text)
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


def _numbers(text: pd.Series[str]) -> pd.Series[float]:
    """Read whole numbers whose thousands may be set apart by a blank."""
    import pandas as pd

    joined = text.str.replace(r"(?<=\d)[\s\u00a0\u202f](?=\d{3})", "", regex=True)
    return pd.to_numeric(joined, errors="coerce").astype(float)


def tidy(fields: pd.DataFrame, table: Table, places: Gazetteer, actors: Actors, kind: str = "") -> Sieve:
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
    Sieve
        ``incidents`` has one row per incident and outcome: ``row, day, last, quarter, place,
        place_level, precision, group, actor, violence, outcome, incidents, lethal, low,
        best, high`` and, for a sheet, ``men, women, boys, girls``. Outcome
        ``killed`` counts everybody and ``civilians_killed`` those among them that the source
        calls civilians: the two are never added. An incident with no deaths is an incident.
    """
    import pandas as pd

    sieve = Sieve(fields, table, kind)
    _no_rows(sieve)
    if "country" in sieve.frame:
        sieve.refuse(sieve.text("country") == "", "no_country")
    days, last = _days(sieve)
    if "harm" in sieve.layout.needs:
        words = sieve.layout.harms.items()
        ids = {root(word): outcome for outcome, names in words for word in [outcome, *names]}
        sieve.frame["harm"] = sieve.text("harm").map(root).map(ids)
        sieve.refuse(sieve.frame["harm"].isna(), "unknown_harm")
    _one_row_per_event(sieve)
    harm = _sheet(sieve) if sieve.layout.private else _deaths(sieve)
    common = pd.DataFrame(
        {"row": fields.index, "day": days, "last": last, "violence": _violence(sieve)}, fields.index
    )
    _attribute(sieve, common, actors)
    _place(sieve, common, places)
    used = common[sieve.reasons == ""].astype({"day": str, "last": str})
    used["quarter"] = [str(month_quarter(day)) for day in used["day"]]
    sieve.incidents = used.join(harm, how="inner").reset_index(drop=True)
    if len(outside := used.index[sieve.unbounded[used.index]]):
        sieve.warnings.append(
            f"{len(outside)} rows have a best estimate outside their low and high, as the source prints them:"
            f" the best counts, the limits are left blank (rows {', '.join(map(str, outside))})."
        )
    if (
        sieve.layout.private
        and "id" not in sieve.frame
        and (same := int(fields[sieve.reasons == ""].duplicated().sum()))
    ):
        sieve.warnings.append(f"{same} rows are equal to another and were kept: give each incident an id.")
    return sieve


def _no_rows(sieve: Sieve) -> None:
    """Set aside what is no record: blank rows, tags, heads that come again; in a sheet remarks and totals."""
    fields, frame, heads = sieve.fields, sieve.frame, sieve.table.heads
    sieve.refuse((frame.drop(columns="country", errors="ignore") == "").all(axis=1), "blank_row")
    sieve.refuse((fields.head(1).map(lambda cell: cell[:1]) == "#").any(axis=1), "hxl_tags")
    sieve.refuse((fields.iloc[:, : len(heads)] == heads).all(axis=1), "header_again")
    if not sieve.layout.private:
        return
    first = fields.where(fields != "").bfill(axis=1)[0].fillna("").astype(str)
    spans = first.map({cell: read_span(cell) for cell in first.unique()})
    period = spans.map(lambda span: span is not None and span[0] != span[1]).astype(bool)
    names = [name for name in ("id", "actor", "cercle", "region") if name in frame]
    empty = frame[names] == ""
    bare = empty.all(axis=1) & (len(names) > 1)
    sieve.refuse(first.map(key).str.fullmatch(TOTAL).astype(bool), "total")
    sieve.refuse((fields != "").sum(axis=1) == 1, "remark")
    sieve.refuse(bare & (bare.mean() <= 0.5), "total")
    sieve.refuse(period & (period.mean() <= 0.5) & empty.any(axis=1), "total")


def _days(sieve: Sieve) -> tuple[pd.Series[Any], pd.Series[Any]]:
    """Read the first and last day of each row, in the one order that the file's dates have."""
    import pandas as pd

    text, layout, quarter = sieve.text, sieve.layout, sieve.text("quarter")
    year = text("year").where(text("year") != "", quarter.str.extract(r"(\d{4})", expand=False).fillna(""))
    when, month = text("date"), text("month")
    when = when.where(~when.map(month_of).astype(bool), when + " " + year)
    month = month.where(month.str.contains(r"\d{4}"), month + " " + year).str.strip()
    for instead in (month, quarter):
        when = when.where(when != "", instead)
    read = {
        order: when.map({cell: read_span(cell, order) for cell in when.unique()}).astype(object)
        for order in ORDERS
    }
    assumed, other = sorted(ORDERS, key=layout.dates.__ne__)
    spans = read[assumed]
    open_ = sieve.reasons == ""
    odd, sure = (
        open_ & read[one].isna() & read[two].notna() for one, two in ((assumed, other), (other, assumed))
    )
    if odd.any() and not layout.ordered:
        row: Any = odd.idxmax()
        what = f"row {row} has the date {when[row]!r}, which only {other} dates have"
        if odd.sum() > sure.sum():
            raise TableError(f"{what} and {layout.title} was read as {assumed}: give --dates {other}.")
        sieve.warnings.append(f"{what}: {int(odd.sum())} such rows among {assumed} ones were refused.")
    if layout.ordered and (read[assumed] == read[other]).all():
        sieve.warnings.append(f"--dates {layout.ordered} changes nothing: no date of the file depends on it.")
    sieve.refuse(spans.isna(), "unreadable_date")
    ends = [span if isinstance(span, tuple) else (None, None) for span in spans]
    days, last = (pd.Series([end[side] for end in ends], spans.index, dtype=object) for side in (0, 1))
    told = [read_span(cell) for cell in quarter]
    differs = [
        bool(span and day and not span[0] <= day <= span[1]) for span, day in zip(told, days, strict=True)
    ]
    sieve.refuse(pd.Series(differs, days.index), "quarter_differs")
    iso = days.map(str)
    sieve.refuse((iso < layout.since) | (iso > "2100"), "outside_dates")
    return days, last


def _one_row_per_event(sieve: Sieve) -> None:
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
        live = live.loc[_numbers(live["timestamp"]).sort_values(ascending=False, kind="stable").index]
        content = content.drop(columns="timestamp")
        older = _numbers(live["timestamp"]) < _numbers(live["timestamp"]).groupby(live["id"]).transform("max")
        sieve.refuse(older & (not layout.repeats), "older_version")
    if layout.repeats:
        civil = live["id"][live["inter"].isin(layout.civilians)]
        frame["other_inter"] = frame["id"].isin(civil).map({True: layout.civilians[0], False: ""})
        live = live.loc[live["inter"].isin(layout.victims).sort_values(kind="stable").index]
        content = content.drop(columns=["actor", "joined", "inter"], errors="ignore")
    live = live[sieve.reasons[live.index] == ""]
    sieve.refuse(content.loc[live.index].duplicated(), "repeated_actor" if layout.repeats else "duplicate")
    if layout.private:
        _victims_together(sieve, live, keys)
    repeated = live.duplicated(keys)
    sieve.refuse(repeated & ~content.loc[live.index].duplicated(), "same_id_differs")


def _victims_together(sieve: Sieve, live: pd.DataFrame, keys: list[str]) -> None:
    """Read a list with a row per victim as victims of one incident: rows of an id that tell of one person."""
    frame, roots = sieve.frame, [root(head) for head in sieve.table.heads]
    told = [place for place, head in enumerate(roots) if head in map(root, sieve.layout.person)]
    live = live[sieve.reasons[live.index] == ""]
    harms = {"best", *PEOPLE, *sieve.layout.harms}
    numbers = [name for name in map(str, live) if name.partition(".")[0] in harms]
    victims = live[numbers].apply(_numbers)
    alike = [name for name in live if name not in (*numbers, "low", "high")]
    groups = live.groupby(keys)
    one = victims.max(axis=1).eq(1).groupby([live[name] for name in keys]).transform("all")
    same = groups[alike].transform("nunique").le(1).all(axis=1) & groups["id"].transform("size").gt(1) & one
    if not told or not same.any():
        return
    sums = victims[same].groupby([live[name] for name in keys]).transform("sum", min_count=1)
    first = same & ~live.duplicated(keys)
    texts = sums[first[same]].map(lambda number: "" if number != number else f"{number:.0f}")
    frame.loc[texts.index, numbers] = texts
    sieve.refuse(same & ~first, "another_victim_of_an_incident")


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
    """Victims of each form of harm, by sex and age where the sheet says so, of the row or of each form."""
    import pandas as pd

    layout = sieve.layout
    parts = pd.DataFrame({name: sieve.counts(name, blank=True) for name in PEOPLE})
    long, whole, own = "harm" in layout.needs, parts.sum(axis=1, min_count=1), {}
    table = pd.DataFrame(index=parts.index)
    for name in layout.harms:
        own[name] = pd.DataFrame({part: sieve.counts(f"{name}.{part}", blank=True) for part in PEOPLE})
        added = own[name].sum(axis=1, min_count=1)
        best = (
            sieve.counts("best", blank=True).fillna(whole)
            if long
            else sieve.counts(name, blank=True).fillna(added)
        )
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


def _violence(sieve: Sieve) -> pd.Series[str]:
    layout, text = sieve.layout, sieve.text
    if not layout.violence:
        return sieve.blank + sieve.kind
    former = text("kind").isin(layout.former)
    if former.any():
        row: Any = former.idxmax()
        what = f"row {row} has the event type {text('kind')[row]!r}"
        raise TableError(
            f"{what}, which ACLED used before 2019: export the events again, in the types of today."
        )
    kind = text("kind").map(layout.violence)
    sieve.refuse(kind.isna(), "unknown_kind")
    sieve.refuse(kind == "", "in_another_kind")
    if "targeting" in sieve.frame:
        civilian = text("targeting") != ""
    else:  # what the column says, for exports older than the column
        civilian = text("inter").isin(layout.civilians) | text("other_inter").isin(layout.civilians)
        civilian |= text("detail").isin(layout.force_against_protesters)
        civilian &= (
            kind != "strategic_development"
        )  # looting and arrests harm no civilian in ACLED's own count
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
