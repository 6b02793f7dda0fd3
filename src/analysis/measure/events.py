"""What event data say of a quarter: each source under its own rule, apart from the mission's figures."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.measure.coverage import COUNTED, NATIONAL, imports_by_quarter
from analysis.measure.estimate import Estimate
from analysis.quarter import Quarter
from analysis.record.cells import about, names, read_cells, read_release
from analysis.record.dates import days_covered
from analysis.record.places import perpetrators
from analysis.record.store import home, kept, read_table

if TYPE_CHECKING:
    import pandas as pd

FIRST = ("own", "acled", "ucdp")  # which source speaks where none is named
OUTCOMES = ("killed", "civilians_killed", "injured", "abducted", "enforced_disappearance", "sexual_violence",
            "torture", "arbitrary_detention")  # fmt: skip
MEASURES = ("incidents", "largest_incident", *OUTCOMES)
LETHAL = "incidents_with_deaths"  # a Candidate file lists events whose deaths are not confirmed
PEOPLE = ("men", "women", "boys", "girls")
DIMENSIONS = ("group", "kind", "cercle", "region", "people")
KINDS = ("state_based", "non_state_conflict", "one_sided", "political_violence", "civilian_targeting",
         "demonstration", "strategic_development")  # fmt: skip
SUMMED = ["incidents", "lethal_incidents", "victims_low", "victims_best", "victims_high"]
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class EventFigures:
    """What one source says of a quarter.

    Parameters
    ----------
    quarter : Quarter
    source : str
        ``ucdp``, ``acled`` or ``own``; ``none`` where no data cover the quarter.
    about : tuple of dict
        What is known of each import: version, licence, citation, rows read and refused.
    period : str
        The quarter, or the months or days of it that the imports cover: ``2026-01..2026-02``.
    figures : tuple of Estimate
        Measure ``incidents``, ``largest_incident`` or an outcome; by kind of violence, alleged
        perpetrator, region or sex and age (``group``), and by cercle (``place``). None is comparable with
        a figure of the mission's: the inclusion rule is the source's own.
    """

    quarter: Quarter
    source: str
    about: tuple[dict[str, Any], ...]
    period: str
    figures: tuple[Estimate, ...]

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
        return next((item.measure for item in self.figures if item.measure in OUTCOMES), "killed")

    @property
    def main(self) -> str:
        """The outcome that is told by alleged perpetrator and place: civilians where they are known."""
        return "civilians_killed" if self.find("civilians_killed") else self.first

    def find(self, measure: str, group: str = "", place: str = "Mali") -> Estimate | None:
        """Return a figure, or None where the source has none."""
        return next((item for item in self.of(measure) if (item.group, item.place) == (group, place)), None)

    def of(self, measure: str) -> Iterator[Estimate]:
        """Return all figures of a measure."""
        return (item for item in self.figures if item.measure == measure)

    def figure(self, measure: str, group: str = "", place: str = "Mali") -> Estimate:
        """Return a figure, or the gap that the source leaves: not asked, or no data on the quarter."""
        gap = Estimate(measure=measure, unit=_unit(measure), group=group, place=place, period=self.period,
                       status="not_asked" if self.about else "not_covered")  # fmt: skip
        return self.find(measure, group, place) or gap

    def table(self, dimension: str) -> dict[str, dict[str, Estimate]]:
        """Return by name what the source counts by one of `DIMENSIONS`.

        A name that the source has, without a case of a measure that it asks, has 0 of it; of sex and age
        nothing is known where nothing is told.
        """
        held = {"group": perpetrators(), "kind": KINDS, "people": PEOPLE, "region": _regions(home()).values()}
        if dimension == "cercle":
            spots = {item.place: ("", item.place) for item in self.figures if item.place != "Mali"}
        else:
            groups = (item.group for item in self.figures if item.group in held[dimension])
            spots = {group: (group, "Mali") for group in groups}
        known = [*spots.values()]
        asked = dict.fromkeys(item.measure for item in self.figures if (item.group, item.place) in known)
        told = self.figure if dimension == "people" else self.counted
        return {name: {measure: told(measure, *spot) for measure in asked} for name, spot in spots.items()}

    def counted(self, measure: str, group: str = "", place: str = "Mali") -> Estimate:
        """Return a figure, 0 where the source has no case of what it asks."""
        found = self.figure(measure, group, place)
        none = self.find(measure, group, place) is None and self.find(measure) is not None
        return replace(found, value=ZERO, status="stated") if none else found


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
    >>> found.source, str(found.find("killed").value), found.find("injured")
    ('ucdp', '0', None)
    """
    here = imports_by_quarter().get(quarter, {})
    name = next((name for name in ([source] if source else FIRST) if name in here), "none")
    imports = here.get(name, [])
    if source in names(home() / "data"):
        told = about(source, home() / "data")
        name, imports = told["source"], [source] * (days_covered(str(quarter), told["days"]) > 0)
    if imports == [NATIONAL] or (source == NATIONAL and str(quarter) in set(read_table(NATIONAL).quarter)):
        return _national(quarter)
    return _sums(quarter, name, imports) if imports else EventFigures(quarter, "none", (), str(quarter), ())


def _national(quarter: Quarter) -> EventFigures:
    row: Any = read_table(NATIONAL).set_index("quarter").loc[str(quarter)]
    columns = {("incidents", ""): "events", ("killed", ""): "deaths_best",
               ("civilians_killed", ""): "deaths_civilians", ("largest_incident", ""): "largest_event_deaths",
               **{("incidents", _kind(kind)): f"{kind}_events" for kind in COUNTED["ucdp"]}}  # fmt: skip
    common: dict[str, Any] = {"period": str(quarter), "inclusion": "events_ucdp", "sources": (NATIONAL,)}
    highest = {"killed": row.deaths_high}
    entries = (_count(measure, row[column], high=highest.get(measure), group=group)
               for (measure, group), column in columns.items())  # fmt: skip
    figures = tuple(Estimate(**entry, **common) for entry in entries)
    return EventFigures(quarter, "ucdp", (about(NATIONAL, home() / "data"),), str(quarter), figures)


def _sums(quarter: Quarter, source: str, imports: list[str]) -> EventFigures:
    import pandas as pd

    told = tuple(about(name, home() / "data") for name in imports)
    made = EventFigures(quarter, source, told, _period(quarter, [entry["days"] for entry in told]), ())
    rule = f"events_{source}" + "_preliminary" * made.preliminary
    common: dict[str, Any] = {"period": made.period, "inclusion": rule, "sources": tuple(imports)}
    reads: Any = read_release if told[0].get("private") else read_cells
    every = pd.concat([reads(name, home() / "data") for name in imports])
    asked = sorted(set(every.outcome), key=OUTCOMES.index)  # what a source asks, it asks in every quarter
    if reads is read_release:
        entries = _released(every[every.period.isin([str(quarter), quarter.half])], asked, _count)
    else:
        entries = _entries(every[every.quarter.eq(str(quarter))], asked, source)
    figures = [Estimate(**{**common, **entry}) for entry in entries]
    return replace(made, figures=tuple(_bounded(item, made) for item in figures))


def _period(quarter: Quarter, spans: Sequence[tuple[str, str]]) -> str:
    """Return the quarter, or from when to when the spans cover it: months where these are whole."""
    if days_covered(str(quarter), *spans) > (quarter.end - quarter.start).days:
        return str(quarter)
    first = max(quarter.start, min(dt.date.fromisoformat(span[0]) for span in spans))
    last = min(quarter.end, max(dt.date.fromisoformat(span[1]) for span in spans))
    whole = first.day == 1 and (last + dt.timedelta(days=1)).day == 1
    ends = [day.isoformat()[: 7 if whole else 10] for day in (first, last)]
    return "..".join(dict.fromkeys(ends))


def _bounded(item: Estimate, made: EventFigures) -> Estimate:
    """Give all deaths the upper limit that UCDP's own sums have where that of single events is not usable."""
    total = (item.measure, item.group, item.place) == ("killed", "", "Mali") and item.high is None
    if not (total and made.source == "ucdp" and made.whole):
        return item
    rows = read_table(NATIONAL).set_index("quarter")
    known: Any = rows[rows.version.eq(made.about[0]["version"])].deaths_high.get(str(made.quarter))
    return item if known is None else replace(item, high=Decimal(known), sources=(*item.sources, NATIONAL))


def _entries(cells: pd.DataFrame, asked: Sequence[str], source: str) -> Iterator[dict[str, Any]]:
    """Give the counts of a source: in all, by kind of violence, alleged perpetrator, people and place."""
    from analysis.record.release import PLACED  # which takes its time

    counted, main = cells[cells.violence.isin(COUNTED[source])], asked[0]
    # a sheet may have a row for each harm of an incident: its incidents are those with a person killed
    incidents = "lethal_incidents" if source == "own" else "incidents"
    personal = [what for what in asked if what != "sexual_violence"]
    largest = counted.largest_incident[counted.outcome.eq(main)]
    yield _count("largest_incident", largest.max() if len(largest) else 0)
    whole = _added(counted.assign(all=""), "all").reindex([(outcome, "") for outcome in asked], fill_value=0)
    region = counted.place.map(_regions(home())).fillna(counted.place)
    somewhere, cercle = counted.place_level.ne("national"), counted.place_level.eq("cercle")
    kinds = cells[cells.violence.ne("")].assign(kind=cells.violence.map(_kind))
    parts = (
        (whole, "group", asked),
        (_added(kinds, "kind"), "group", ("killed",)),
        (_added(counted, "group"), "group", personal),
        (_added(counted.assign(region=region)[somewhere], "region"), "group", PLACED),
        (_added(counted[cercle], "place"), "place", PLACED),
        (_added(counted[~cercle].assign(unplaced="no_cercle"), "unplaced"), "group", PLACED),
    )
    for sums, key, outcomes in parts:
        entries: Any = sums.to_dict("index")
        for (outcome, name), row in entries.items():
            if outcome == main:
                yield _count("incidents", row[incidents], **{key: name})
                yield _count(LETHAL, row["lethal_incidents"], **{key: name})
            if outcome in outcomes:
                ends = {end: row[f"victims_{end}"] for end in ("low", "high")}
                yield _count(outcome, row["victims_best"], **{key: name}, **ends)
    for outcome in personal:
        people = counted.loc[counted.outcome.eq(outcome), [*PEOPLE]].dropna(axis=1, how="all").sum()
        yield from (_count(outcome, value, group=str(name)) for name, value in people.items())


def _released(
    rows: pd.DataFrame, asked: Sequence[str], count: Callable[..., dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Give what is told of a private sheet: of a half-year by region, else of the quarter."""
    few = {"status": "withheld", "formula": f"< {rows.threshold.min()}"}
    yield from [count("largest_incident", None) | few] * bool(len(rows))
    order: Any = rows.sort_values("outcome", key=lambda column: column.map(asked.index), kind="stable")
    for row in order.itertuples():
        told = {row.outcome: row.victims}
        if row.outcome == asked[0] and row.table != "people":
            told |= dict.fromkeys(("incidents", "incidents_with_deaths"), row.incidents)
        for measure, value in told.items():
            made = count(measure, value, group=row.name, period=row.period)
            yield made if "value" in made else made | few | {"formula": f"< {row.threshold}"}


def _added(rows: pd.DataFrame, key: str) -> pd.DataFrame:
    """Add up cells by outcome and a key; what one of them does not tell, the sum does not."""
    groups = rows.groupby(["outcome", key])[SUMMED]
    return groups.sum().where(groups.count().eq(groups.size(), axis=0))


def _kind(violence: str) -> str:
    """Name a kind of violence: in the notes, ``non_state`` are actors."""
    return f"{violence}_conflict" if violence == "non_state" else violence


@functools.cache
def _regions(_folder: Path) -> dict[str, str]:
    return dict(read_table("cercles").set_index("cercle").region)


def _count(measure: str, value: Any, low: Any = None, high: Any = None, **about: str) -> dict[str, Any]:
    """Return what an estimate is made of; a gap where the source does not tell the number."""
    import pandas as pd

    given = {"value": value, "low": low, "high": high}
    numbers = {name: None if pd.isna(number) else int(number) for name, number in given.items()}
    known = numbers if numbers["value"] is not None else {"status": "not_asked"}
    return {"measure": measure, "unit": _unit(measure), "basis": "computed", **about, **known}


def _unit(measure: str) -> str:
    return "incidents" if measure in ("incidents", LETHAL) else "persons"
