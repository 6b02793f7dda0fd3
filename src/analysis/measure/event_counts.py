"""What event data say of a quarter: each source under its own rule, apart from the mission's figures."""

import datetime as dt
import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pandas as pd

from analysis.errors import nearest
from analysis.measure.coverage import COUNTED, NATIONAL, imports_by_quarter
from analysis.measure.estimate import Estimate, Status, computed
from analysis.quarter import Quarter
from analysis.record.cells import COUNTS, PEOPLE, about, names, read_cells, read_release, rule_of
from analysis.record.dates import days_covered
from analysis.record.places import perpetrators
from analysis.record.store import home, kept, read_table

OUTCOMES = ("killed", "civilians_killed", "injured", "abducted", "enforced_disappearance", "sexual_violence",
            "torture", "arbitrary_detention")  # fmt: skip
MEASURES = ("incidents", "largest_incident", *OUTCOMES)
WORST = "worst_incident"  # that with the most civilians killed, where these are known
LETHAL = "incidents_with_deaths"  # a Candidate file lists events whose deaths are not confirmed
KINDS = ("state_based", "non_state_conflict", "one_sided", "political_violence", "civilian_targeting",
         "demonstration", "strategic_development")  # fmt: skip
# all but the largest incident, and people, who are not always told apart: what one cell does not tell, the
# sum of cells does not
SUMMED = COUNTS[:6]
ENDS = ("victims_best", "victims_low", "victims_high")  # value, low and high of an estimate
Make = Callable[..., Estimate]


@dataclass(frozen=True)
class EventFigures:
    """What one source says of a quarter.

    Parameters
    ----------
    quarter : Quarter
    kind : str
        ``ucdp``, ``acled`` or ``own``; ``none`` where no data cover the quarter.
    about : tuple of dict
        What is known of each import: version, licence, citation, rows read and refused.
    period : str
        The quarter, or the months or days of it that the imports cover: ``2026-01..2026-02``.
    figures : tuple of Estimate
        Measure ``incidents``, ``largest_incident``, ``worst_incident`` or an outcome; by kind of
        violence, alleged perpetrator, region or sex and age (``group``), and by cercle (``place``). None is
        comparable with a figure of the mission's: the inclusion rule is the source's own.
    """

    quarter: Quarter
    kind: str
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
        told = {item.measure for item in self.figures}
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
        return (item for item in self.figures if item.measure == measure)

    def figure(self, measure: str, group: str = "", place: str = "Mali") -> Estimate:
        """Return a figure, or the gap that the source leaves: not asked, or no data on the quarter."""
        gap = Estimate(measure=measure, unit=unit_of(measure), group=group, place=place, period=self.period,
                       status="not_asked" if self.about else "not_covered")  # fmt: skip
        return self.find(measure, group, place) or gap

    def counted(self, measure: str, group: str = "", place: str = "Mali") -> Estimate:
        """Return a figure, 0 where a source that tells groups and places apart has no case of it."""
        found, whole = self.find(measure, group, place), self.find(measure)
        apart = not any(told.get("private") or told["name"] == NATIONAL for told in self.about)
        if found or not whole or not apart:
            return self.figure(measure, group, place)
        return replace(computed((whole,), Decimal(0), "", group=group, place=place), inputs=())

    def table(self, dimension: str) -> dict[str, dict[str, Estimate]]:
        """Return by name what the source counts by a dimension, as `Events.by` has them.

        A name that the source has, without a case of a measure that it asks, has 0 of it; of sex and age
        nothing is known where nothing is told.
        """
        groups, regions = perpetrators(), {*read_table("cercles").region}
        held = {"group": groups, "kind": KINDS, "people": PEOPLE, "region": regions}
        by_place = dimension == "cercle"
        items = [item for item in self.figures
                 if (item.place != "Mali" if by_place else item.group in held[dimension])]  # fmt: skip
        asked = dict.fromkeys(item.measure for item in items)
        told = self.figure if dimension == "people" else self.counted
        spots = dict.fromkeys((item.group, item.place) for item in items)
        return {spot[by_place]: {name: told(name, *spot) for name in asked} for spot in spots}


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
    known = (*COUNTED, NATIONAL, *names(home() / "data"))
    if source and source not in known:
        raise nearest(source, known, "source of event data")
    kind, imports = imports_of(quarter, source)
    if not imports:
        return EventFigures(quarter, "none", (), str(quarter), ())
    text, told = str(quarter), tuple(about(name, home() / "data") for name in imports)
    period = text if imports == [NATIONAL] else covered(quarter, told)
    make = functools.partial(count, period=period, inclusion=rule(kind, told), sources=tuple(imports))
    counts = _national if imports == [NATIONAL] else _released if told[0].get("private") else _sums
    figures = (_bounded(item, told[0]["version"]) for item in counts(quarter, kind, imports, make))
    return EventFigures(quarter, kind, told, period, tuple(figures))


def imports_of(quarter: Quarter, source: str = "") -> tuple[str, list[str]]:
    """Return what kind of source is meant in a quarter, as for `figures_from`, and its imports there."""
    here, data, text = imports_by_quarter().get(quarter, {}), home() / "data", str(quarter)
    kind = next((name for name in ([source] if source else ("own", "acled", "ucdp")) if name in here), "none")
    if source in names(data):
        known = about(source, data)
        return known["source"], [source] * (days_covered(text, known["days"]) > 0)
    if source == NATIONAL and text in {*read_table(NATIONAL).quarter}:
        return "ucdp", [NATIONAL]
    return kind, here.get(kind, [])


def covered(quarter: Quarter, told: Sequence[dict[str, Any]]) -> str:
    """Return the quarter, or from when to when imports cover it: months where these are whole."""
    spans = [entry["days"] for entry in told]
    if days_covered(str(quarter), *spans) > (quarter.end - quarter.start).days:
        return str(quarter)
    first = max(quarter.start, min(dt.date.fromisoformat(span[0]) for span in spans))
    last = min(quarter.end, max(dt.date.fromisoformat(span[1]) for span in spans))
    whole = first.day == 1 and (last + dt.timedelta(days=1)).day == 1
    return "..".join(dict.fromkeys(f"{day:%Y-%m}" if whole else str(day) for day in (first, last)))


def rule(kind: str, told: Sequence[dict[str, Any]]) -> str:
    """Return the rule that imports of a source count by: that of Candidate files is one of its own."""
    return rule_of(told[0] | {"source": kind, "preliminary": any(entry["preliminary"] for entry in told)})


def _bounded(item: Estimate, version: str) -> Estimate:
    """Give all deaths the upper limit that UCDP's own sums have where that of single events is not usable."""
    about = (item.measure, item.group, item.place, item.high, item.inclusion)
    if about != ("killed", "", "Mali", None, "events_ucdp"):
        return item
    known: Any = read_table(NATIONAL).set_index(["version", "quarter"]).deaths_high
    high = known.get((version, item.period))
    return item if high is None else replace(item, high=Decimal(high), sources=(*item.sources, NATIONAL))


def _national(quarter: Quarter, _kind: str, _imports: Sequence[str], make: Make) -> Iterator[Estimate]:
    """Give the counts of UCDP's national series."""
    row: Any = read_table(NATIONAL).set_index("quarter").loc[str(quarter)]
    yield make("incidents", row.events)
    yield make("killed", row.deaths_best, high=row.deaths_high)
    yield make("civilians_killed", row.deaths_civilians)
    yield make("largest_incident", row.largest_event_deaths)
    for kind, name in zip(COUNTED["ucdp"], KINDS, strict=False):  # which begin with these
        yield make("incidents", row[f"{kind}_events"], group=name)


def _sums(quarter: Quarter, kind: str, imports: Sequence[str], make: Make) -> Iterator[Estimate]:
    """Give the counts of cells: in all, by kind of violence, alleged perpetrator and place."""
    every = pd.concat([read_cells(name, home() / "data") for name in imports], ignore_index=True)
    asked, cells = _asked(every), every[every.quarter.eq(str(quarter))]
    counted, cercle = cells.violence.isin(COUNTED[kind]), cells.place_level.eq("cercle")
    held = {what: cells[counted & cells.outcome.eq(what)] for what in asked}
    main, largest = asked[0], held[asked[0]].largest_incident
    yield make("largest_incident", largest.max() if len(largest) else 0)
    worst: Any = held.get("civilians_killed", held[main])
    worst = worst[worst.largest_incident.eq(worst.largest_incident.max())]
    sole = worst.assign(place=worst.place.where(cercle, "Mali"))[["group", "place"]]
    if len(worst) and worst.largest_incident.max():
        yield make(WORST, worst.largest_incident.max(), **sole.iloc[0] if len(worst) == 1 else {})
    region = cells.place.map(read_table("cercles").set_index("cercle").region).fillna(cells.place)
    names = pd.DataFrame({"all": "", "group": cells.group}, cells.index, dtype=object)
    names["region"] = region.where(cells.place_level.ne("national"))
    names["cercle"], names["rest"] = cells.place.where(cercle), cercle.map({False: "no_cercle"})
    kinds = cells.violence.replace(dict(zip(COUNTED["ucdp"], KINDS, strict=False)))
    names = names[counted].reindex(cells.index).assign(kind=kinds)
    parts = cells.join(names.melt(var_name="by", value_name="name", ignore_index=False).dropna(), how="inner")
    sums: Any = parts.groupby(["by", "outcome", "name"])[SUMMED].sum(skipna=False)
    sums = sums.reindex(sums.index.union([("all", what, "") for what in asked]), fill_value=0)
    for (dimension, outcome, name), row in sums.to_dict("index").items():
        spot = {"place" if dimension == "cercle" else "group": name}
        if outcome == main:
            yield make("incidents", row["incidents"], **spot)
            yield make(LETHAL, row["lethal_incidents"], **spot)
        if outcome == "killed" or dimension != "kind":
            yield make(outcome, *map(row.get, ENDS), **spot)


def _asked(rows: pd.DataFrame) -> list[str]:
    """Return the outcomes that imports hold: what a source asks, it asks in every quarter."""
    return sorted(set(rows.outcome), key=OUTCOMES.index)


def _released(quarter: Quarter, _kind: str, imports: Sequence[str], make: Make) -> Iterator[Estimate]:
    """Give what is told of a private sheet: of a half-year by region, else of the quarter."""
    every = pd.concat([read_release(name, home() / "data") for name in imports])
    asked, rows = _asked(every), every[every.period.isin([str(quarter), quarter.half])]
    if len(rows):
        yield make("largest_incident", None, few=rows.threshold.min())
    order: Any = rows.sort_values("outcome", key=lambda column: column.map(asked.index), kind="stable")
    for row in order.itertuples():
        about = {"few": row.threshold, "group": row.name, "period": row.period}
        yield make(row.outcome, row.victims, **about)
        if row.outcome == asked[0] and row.table != "people":
            yield from (make(measure, row.incidents, **about) for measure in ("incidents", LETHAL))


def count(measure: str, value: Any, low: Any = None, high: Any = None, *,
          few: Any = None, gap: Status = "not_asked", **about: Any) -> Estimate:  # fmt: skip
    """Return a count of event data as an estimate: a gap where the source does not tell the number.

    Where `few` is given, it is withheld, as are all numbers under that.
    """
    ends = {"value": value, "low": low, "high": high}
    known: dict[str, Any] = {name: None if pd.isna(number) else int(number) for name, number in ends.items()}
    if known["value"] is None:
        known = {"status": gap} if few is None else {"status": "withheld", "formula": f"< {few}"}
    return Estimate(measure=measure, unit=unit_of(measure), basis="computed", **(known | about))


def unit_of(measure: str) -> str:
    """Return what a measure of event data counts."""
    return "incidents" if measure in ("incidents", LETHAL) else "persons"
