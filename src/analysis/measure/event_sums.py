"""What event data say of a quarter, each source under its own rule, apart from the mission's figures.

They are added up once for all that is told of them: by quarter, dimension, name and outcome.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from analysis.measure.coverage import COUNTED, NATIONAL, UCDP, Cover, covers, require_source
from analysis.measure.estimate import Estimate, Status
from analysis.quarter import Quarter, quarters_of
from analysis.record.cells import COUNTS, EARLIER, KEYS, about, read_cells, read_release
from analysis.record.store import home, kept, read_table

OUTCOMES = ("killed", "civilians_killed", "injured", "abducted", "enforced_disappearance", "sexual_violence",
            "torture", "arbitrary_detention")  # fmt: skip
UNTOLD = ("untold", "Mali")  # people of no sex or age, and incidents of no region
MEASURES = ("incidents", "largest_incident", *OUTCOMES)
LETHAL = "incidents_with_deaths"  # a Candidate file lists events whose deaths are not confirmed
WORST = "worst_incident"  # that with the most civilians killed, where these are known
# people are not always told apart; what one cell does not tell, the sum of cells does not
SUMS = COUNTS[:7]
SPOT = ["quarter", "by", "group", "place", "outcome"]
ZERO: Any = {"by": "all", "group": "", "place": "Mali", **dict.fromkeys(SUMS, 0)}  # what is asked at least
COLUMNS = [*SPOT, *SUMS, "few", "period", "held"]
TERMS = {"non_state": "non_state_conflict"}  # of kinds of violence
# what the national series tells, and a private sheet, in the words of cells
SERIES = {
    ("all", "", "killed"): {"events": "incidents", "deaths_best": "victims_best",
                            "deaths_high": "victims_high", "largest_event_deaths": "largest_incident"},
    ("all", "", "civilians_killed"): {"deaths_civilians": "victims_best"},
    **{("kind", TERMS.get(kind, kind), "killed"): {f"{kind}_events": "incidents"} for kind in UCDP},
}  # fmt: skip
RELEASE = {"table": "by", "name": "group", "threshold": "few", "victims": "victims_best"}


class Sums(NamedTuple):
    """Event data of a source, added up.

    Attributes
    ----------
    covers : dict of Quarter to Cover
        The quarters that it covers, some in part.
    rows : pandas.DataFrame
        A row per ``quarter``, dimension (``by``: all, group, kind, region, cercle, rest or people; worst),
        name (``group`` or ``place``) and ``outcome``, with sums and the largest incident, <NA> where the
        source does not tell; what it asks and has no case of is 0 in ``all``. ``leads``: the outcome that
        incidents are told with. ``lent``: ``victims_high`` is that of the national series. ``few``, of a
        private sheet: fewer are withheld; ``period``: the half-year that is told there by region; ``held``:
        "yes" for what is told as an earlier version of the sheet had it.
    """

    covers: dict[Quarter, Cover]
    rows: pd.DataFrame

    def __deepcopy__(self, _memo: Any) -> Sums:
        """Nobody changes it, and many ask: a copy of what is kept is the same."""
        return self

    @property
    def whole(self) -> dict[str, Cover]:
        """The quarters that are covered entirely, by name."""
        return {cover.period: cover for quarter, cover in self.covers.items() if cover.period == str(quarter)}


@kept
def sums_of(source: str) -> Sums:
    """Return the sums of a source (``ucdp``, ``acled``, ``own``), an import or ``ucdp_mali_quarterly``.

    Civilians are among the killed and never added to them.

    Raises
    ------
    InputError
        For a name that is none of these; it names the nearest.

    Examples
    --------
    >>> rows = sums_of("ucdp").rows.query("quarter == '2021Q2' and by == 'all'").set_index("outcome")
    >>> rows.loc[["killed", "civilians_killed"], "victims_best"].tolist()
    [315, 59]
    """
    require_source(source)
    data = home() / "data"
    known, numbers = covers(source), dict.fromkeys([*SUMS, "few"], "Int64")
    pairs = [(str(quarter), name) for quarter, cover in known.items() for name in cover.imports]
    spoken = pd.DataFrame(pairs, columns=["quarter", "import"], dtype=str)
    told = {"": pd.DataFrame(columns=[*dict.fromkeys([*KEYS, *COLUMNS])])}
    told |= {name: _told(name, data) for name in spoken["import"].unique()}
    every = pd.concat(told, names=["import", None]).reset_index("import").astype(numbers)
    zeros = spoken.merge(every[["import", "outcome"]].drop_duplicates()).assign(**ZERO)
    every = spoken.merge(every)
    parts = every.dropna(subset="by"), *_added(every[every.by.isna()]), zeros
    rows = pd.concat(parts, ignore_index=True)[COLUMNS].drop_duplicates(SPOT).astype(numbers)
    # UCDP's own sums have an upper limit of all deaths where that of single events is not usable
    final = ("events_ucdp", about(NATIONAL, data)["version"])
    same = [str(at) for at, cover in known.items() if (cover.inclusion, cover.about[0]["version"]) == final]
    lends = read_table(NATIONAL).set_index("quarter").deaths_high.reindex(same).astype("Int64")
    high = rows.quarter.map(lends).where(rows.by.eq("all") & rows.outcome.eq("killed"))
    lent = rows.victims_high.isna() & high.notna()
    rows = rows.assign(victims_high=rows.victims_high.fillna(high), lent=lent)
    return Sums(known, rows.assign(leads=_first(rows, [*OUTCOMES, WORST])))


def sums_on(quarter: Quarter, source: str = "") -> Sums:
    """Return the sums of a source; by default the first that covers a quarter: own sheet, ACLED, UCDP."""
    first = (kind for kind in ("own", "acled") if quarter in covers(kind))
    return sums_of(source or next(first, "ucdp"))


def _told(name: str, data: Path) -> pd.DataFrame:
    """Return the cells of an import; of the national series or a private sheet the sums that it tells."""
    if name == NATIONAL:
        rows = read_table(NATIONAL).set_index("quarter")
        parts = {spot: rows[[*told]].rename(columns=told).astype("Int64") for spot, told in SERIES.items()}
        return pd.concat(parts, names=["by", "group", "outcome"]).reset_index().assign(place="Mali")
    if not (data / "events" / f"{name}.release.csv").is_file():
        return read_cells(name, data)
    rows = read_release(name, data).rename(columns=RELEASE).assign(place="Mali")
    quarters = rows.period.map(lambda period: [*map(str, quarters_of(period))])  # by region, of a half-year
    return rows.assign(quarter=quarters, lethal_incidents=rows.incidents).explode("quarter")


def _added(cells: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Add up cells: in all, by kind of violence, alleged perpetrator and place; worst incidents first."""
    cercle, counted = cells.place_level.eq("cercle"), cells.violence.isin([*chain(*COUNTED.values())])
    region = cells.place.map(read_table("cercles").set_index("cercle").region).fillna(cells.place)
    names = {"all": "", "group": cells.group, "region": region.where(cells.place_level.ne("national")),
             "cercle": cells.place.where(cercle), "rest": cercle.map({False: "no_cercle"})}  # fmt: skip
    by = pd.DataFrame(names, cells.index, dtype=object)[counted].reindex(cells.index)
    by = by.assign(kind=cells.violence.replace(TERMS)).melt(var_name="by", ignore_index=False).dropna()
    groups = cells[[*KEYS, *SUMS]].join(by, how="inner").groupby(["quarter", "by", "outcome", "value"])
    sums = groups[SUMS].sum(skipna=False).assign(largest_incident=groups.largest_incident.max()).reset_index()
    placed = sums.by.eq("cercle")
    sums = sums.assign(group=sums.value.mask(placed, ""), place=sums.value.where(placed, "Mali"))
    worst = cells[counted & _first(cells, ["civilians_killed", *OUTCOMES])]
    worst = worst[worst.largest_incident.eq(worst.groupby("quarter").largest_incident.transform("max"))]
    worst = worst[worst.largest_incident.gt(0)].assign(by="worst", outcome=WORST)
    alone = ~worst.duplicated("quarter", keep=False)  # else nobody knows which of the cells it is
    worst["group"], worst["place"] = worst.group.where(alone, ""), worst.place.where(alone & cercle, "Mali")
    worst["victims_best"] = worst.largest_incident
    return worst[[*SPOT, "victims_best"]].drop_duplicates("quarter"), sums


def _first(rows: pd.DataFrame, order: list[str]) -> pd.Series[bool]:
    """Say of which rows the outcome is the first that is known of their quarter."""
    rank = rows.outcome.map(order.index).astype(int)
    return rank.eq(rank.groupby(rows.quarter).transform("min"))


@dataclass(frozen=True)
class EventFigures:
    """What one source says of a quarter.

    Parameters
    ----------
    quarter : Quarter
    kind : str
        ``ucdp``, ``acled`` or ``own``; ``none`` where no data cover the quarter.
    about, period
        As in `analysis.measure.coverage.Cover`; no `about` where no data cover the quarter.
    figures : tuple of (str, Estimate)
        Each with its dimension, as in `Sums`. Measure ``incidents``, ``largest_incident``, ``worst_incident``
        or an outcome; by kind of violence, alleged perpetrator, region or sex and age (``group``), and by
        cercle (``place``). None is comparable with a figure of the mission's: the rule is the source's own.
    """

    quarter: Quarter
    kind: str
    about: tuple[dict[str, Any], ...]
    period: str
    figures: tuple[tuple[str, Estimate], ...] = ()

    def __bool__(self) -> bool:
        """Whether any data cover the quarter."""
        return bool(self.about)

    @property
    def preliminary(self) -> bool:
        """Whether only Candidate files cover the quarter."""
        return any(told["preliminary"] for told in self.about)

    @property
    def whole(self) -> bool:
        """Whether the imports cover every day of the quarter."""
        return bool(self.about) and self.period == str(self.quarter)

    @property
    def first(self) -> str:
        """The outcome that leads: killed, where the source asks it."""
        told = {item.measure for _, item in self.figures}
        return next((what for what in OUTCOMES if what in told), "killed")

    @property
    def main(self) -> str:
        """The outcome that is told by alleged perpetrator and place: civilians where they are known."""
        return "civilians_killed" if self.find("civilians_killed") else self.first

    def find(self, measure: str, group: str = "", place: str = "Mali") -> Estimate | None:
        """Return a figure, or None where the source has none."""
        return next((item for item in self.of(measure) if (item.group, item.place) == (group, place)), None)

    def of(self, measure: str) -> Iterator[Estimate]:
        """Return all figures of a measure."""
        return (item for _, item in self.figures if item.measure == measure)

    def figure(self, measure: str, group: str = "", place: str = "Mali") -> Estimate:
        """Return a figure, or the gap that the source leaves: not asked, or no data on the quarter."""
        gap: Status = "not_asked" if self.about else "not_covered"
        found = self.find(measure, group, place)
        return found or count(measure, None, gap=gap, group=group, place=place, period=self.period)

    def counted(self, measure: str, group: str = "", place: str = "Mali") -> Estimate:
        """Return a figure, 0 where a source that tells groups and places apart has no case of it."""
        found, whole = self.find(measure, group, place), self.find(measure)
        apart = not any(told.get("private") or told["name"] == NATIONAL for told in self.about)
        if found or not whole or not apart:
            return self.figure(measure, group, place)
        about: Any = {"period": whole.period, "inclusion": whole.inclusion, "sources": whole.sources}
        return count(measure, 0, group=group, place=place, **about)

    def table(self, dimension: str) -> dict[str, dict[str, Estimate]]:
        """Return by name what the source counts by a dimension, 0 of what it asks and has no case of.

        Of sex and age nothing is known where nothing is told.
        """
        items = [item for by, item in self.figures if by == dimension and item.group not in UNTOLD]
        asked = dict.fromkeys(item.measure for item in items)
        told = self.figure if dimension == "people" else self.counted
        spots = dict.fromkeys((item.group, item.place) for item in items)
        return {spot[dimension == "cercle"]: {name: told(name, *spot) for name in asked} for spot in spots}


@kept
def figures_from(quarter: Quarter, source: str = "") -> EventFigures:
    """Return what one source says of a quarter; no figures where it covers no day of it.

    Sums over the cells of the quarter: ``victims = sum of victims_best``, with low and high where the source
    gives them for every incident. Civilians are among the killed and never added to them. An alleged
    perpetrator is given only for incidents in which the source names one.

    Parameters
    ----------
    quarter : Quarter
    source : str
        ``own``, ``acled``, ``ucdp``, the name of an import or ``ucdp_mali_quarterly``. By default the
        first that covers the quarter: an own sheet, ACLED, UCDP's events, UCDP's national series.

    Examples
    --------
    >>> found = figures_from(Quarter(1999, 2))
    >>> found.kind, str(found.find("killed").value), found.find("injured")
    ('ucdp', '0', None)
    """
    found = sums_on(quarter, source)
    if not (cover := found.covers.get(quarter)):
        return EventFigures(quarter, "none", (), str(quarter))
    rows = found.rows[found.rows.quarter.eq(str(quarter))]
    told = tuple(_figures(rows, cover))
    return EventFigures(quarter, cover.about[0]["source"], cover.about, cover.period, told)


def _figures(rows: pd.DataFrame, cover: Cover) -> Iterator[tuple[str, Estimate]]:
    """Make estimates of the sums of a quarter, each with its dimension."""
    own: Any = {"inclusion": cover.inclusion, "sources": cover.imports}
    row: Any
    for row in rows.fillna({"period": cover.period}).itertuples():
        about = own | {"group": row.group, "place": row.place, "period": row.period, "few": row.few}
        about["inclusion"] += EARLIER * (row.held == "yes")  # so that it is no share of what is newer
        if row.leads and row.by == "all":
            yield row.by, count("largest_incident", row.largest_incident, **about | {"few": rows.few.min()})
        if row.leads and row.by != "people":
            yield row.by, count("incidents", row.incidents, **about)
            yield row.by, count(LETHAL, row.lethal_incidents, **about)
        if row.outcome == "killed" or row.by != "kind":
            about["sources"] += (NATIONAL,) * row.lent
            yield row.by, count(row.outcome, row.victims_best, row.victims_low, row.victims_high, **about)


def count(measure: str, value: Any, low: Any = None, high: Any = None, *,
          few: Any = pd.NA, gap: Status = "not_asked", **about: Any) -> Estimate:  # fmt: skip
    """Return a count of event data as an estimate: a gap where the source does not tell the number.

    Where `few` is given, it is withheld, as are all numbers under that.
    """
    ends = {"value": value, "low": low, "high": high}
    known: dict[str, Any] = {name: None if pd.isna(number) else int(number) for name, number in ends.items()}
    if known["value"] is None:
        known = {"status": gap} if pd.isna(few) else {"status": "withheld", "formula": f"< {few}"}
    unit = "incidents" if measure in ("incidents", LETHAL) else "persons"
    return Estimate(measure=measure, unit=unit, basis="computed", **(known | about))
