"""Event data added up, once for all that is told of them: by quarter, dimension, name and outcome."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from analysis.measure.coverage import COUNTED, NATIONAL, UCDP, Cover, covers, require_source
from analysis.quarter import Quarter, quarters_of
from analysis.record.cells import COUNTS, KEYS, about, read_cells, read_release
from analysis.record.store import home, kept, read_table

OUTCOMES = ("killed", "civilians_killed", "injured", "abducted", "enforced_disappearance", "sexual_violence",
            "torture", "arbitrary_detention")  # fmt: skip
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
