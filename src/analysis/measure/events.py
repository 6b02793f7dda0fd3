"""What event data say of a quarter: each source under its own rule, apart from the mission's figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from analysis.measure.estimate import Estimate, exact
from analysis.quarter import Quarter, quarter_range
from analysis.record.actors import GROUPS
from analysis.record.cells import about, in_use, month_range, read_cells
from analysis.record.dates import month_quarter
from analysis.record.store import home, read_table
from analysis.record.trace import query

if TYPE_CHECKING:
    import pandas as pd

NATIONAL = "ucdp_mali_quarterly"  # in the box, so that every quarter since 1989 has something to show
# the kinds of violence that a source's totals cover; its other kinds are listed and not added
COUNTED = {
    "ucdp": ("state_based", "non_state", "one_sided"),
    "acled": ("political_violence", "civilian_targeting"),
    "own": ("",),
}
PEOPLE = ("men", "women", "boys", "girls")


@dataclass(frozen=True, slots=True)
class EventFigures:
    """What one source says of a quarter.

    Parameters
    ----------
    source : str
        ``ucdp``, ``acled`` or ``own``.
    about : tuple of dict
        What is known of each import: version, licence, citation, rows read and refused.
    months : tuple of str
        The months that the imports cover, such as ``2026-01``.
    figures : tuple of Estimate
        Measure ``incidents``, ``largest_incident`` or an outcome; by kind of violence, alleged
        perpetrator or sex and age (``group``), and by cercle (``place``). None is comparable with a
        figure of the mission's: the inclusion rule is the source's own.
    coarse : dict of str to int
        Incidents known only to a region or only to the country: they are in no cercle.
    """

    source: str
    about: tuple[dict[str, Any], ...]
    months: tuple[str, ...]
    figures: tuple[Estimate, ...]
    coarse: dict[str, int]

    @property
    def preliminary(self) -> bool:
        """Whether only Candidate files cover the quarter."""
        return any(told["preliminary"] for told in self.about)

    def find(self, measure: str, group: str = "") -> Estimate | None:
        """Return the figure on Mali, or None where the source has none."""
        return next((item for item in self.of(measure) if item.group == group and item.place == "Mali"), None)

    @property
    def accused(self) -> tuple[Estimate, ...]:
        """Who is alleged to have killed how many, in the whole country: civilians, where they are known."""
        measure = "civilians_killed" if self.source == "ucdp" else "killed"
        return tuple(item for item in self.of(measure) if item.group in GROUPS and item.place == "Mali")

    def of(self, measure: str) -> Iterator[Estimate]:
        """Return all figures of a measure."""
        return (item for item in self.figures if item.measure == measure)


def imports_by_quarter() -> dict[Quarter, dict[str, list[str]]]:
    """Return for each quarter with event data the sources, and the imports in use of each.

    Cells come before the national series, unless they are of Candidate files: the series is final.

    Examples
    --------
    >>> imports_by_quarter()[Quarter.parse("1999Q2")]
    {'ucdp': ['ucdp_mali_quarterly']}
    """
    data = home() / "data"
    found = {Quarter.parse(quarter): {"ucdp": [NATIONAL]} for quarter in read_table(NATIONAL).quarter}
    for source in COUNTED:
        for name in in_use(data, source):
            told = about(name, data)
            for quarter in quarter_range(*map(month_quarter, told["months"])):
                known = found.setdefault(quarter, {}).get(source, [])
                if known != [NATIONAL]:
                    found[quarter][source] = [*known, name]
                elif not told["preliminary"]:
                    found[quarter][source] = [name]
    return dict(sorted(found.items()))


@query
def event_figures(quarter: Quarter) -> list[EventFigures]:
    """Return what each source says of a quarter: an empty list without event data.

    Sums over the cells of the quarter: ``victims = sum of victims_best``, with low and high where the
    source gives them for every incident. Civilians are among the killed and never added to them. An
    alleged perpetrator is given only for incidents in which the source tells one.

    Examples
    --------
    >>> figures = event_figures(Quarter.parse("2024Q3"))[0]
    >>> figures.source, figures.find("incidents").unit, figures.preliminary
    ('ucdp', 'incidents', False)
    """
    sources = imports_by_quarter().get(quarter, {})
    return [_national(quarter) if names == [NATIONAL] else _sums(quarter, source, names)
            for source, names in sources.items()]  # fmt: skip


def _national(quarter: Quarter) -> EventFigures:
    row: Any = read_table(NATIONAL).set_index("quarter").loc[str(quarter)]
    columns = {
        ("incidents", ""): "events",
        ("killed", ""): "deaths_best",
        ("civilians_killed", ""): "deaths_civilians",
        ("largest_incident", ""): "largest_event_deaths",
    }
    columns |= {("incidents", kind): f"{kind}_events" for kind in COUNTED["ucdp"]}
    common: dict[str, Any] = {"period": str(quarter), "inclusion": "events_ucdp", "sources": (NATIONAL,)}
    highest = {"killed": row.deaths_high}
    figures = tuple(
        Estimate(**_count(measure, row[column], group, high=highest.get(measure)), **common)
        for (measure, group), column in columns.items()
    )
    return EventFigures("ucdp", (about(NATIONAL, home() / "data"),), quarter.months, figures, {})


def _sums(quarter: Quarter, source: str, names: list[str]) -> EventFigures:
    import pandas as pd

    data = home() / "data"
    told = tuple(about(name, data) for name in names)
    covered = {month for entry in told for month in month_range(*entry["months"])}
    months = tuple(month for month in quarter.months if month in covered)
    cells = pd.concat([read_cells(name, data) for name in names])
    cells = cells[cells.quarter.eq(str(quarter))]
    rule = f"events_{source}" + "_preliminary" * any(entry["preliminary"] for entry in told)
    period = str(quarter) if len(months) == 3 else f"{months[0]}..{months[-1]}"
    common: dict[str, Any] = {"period": period, "inclusion": rule, "sources": tuple(names)}
    figures = tuple(_published(Estimate(**entry, **common), told) for entry in _entries(cells, source))
    whole = cells[cells.outcome.eq("killed")] if source != "own" else cells
    coarse = whole[whole.place_level.ne("cercle")].groupby("place_level").incidents.sum()
    return EventFigures(source, told, months, figures, {str(name): int(n) for name, n in coarse.items()})


def _published(figure: Estimate, told: tuple[dict[str, Any], ...]) -> Estimate:
    """Give all deaths of a quarter the high estimate of UCDP's own series, where one event has none."""
    table = read_table(NATIONAL).set_index(["quarter", "version"]).deaths_high
    known = (figure.period, told[0]["version"])
    if figure.name != f"killed in {figure.period}" or figure.place != "Mali" or known not in table.index:
        return figure
    return figure if figure.high is not None else replace(figure, high=exact(table[known]))


def _entries(cells: pd.DataFrame, source: str) -> Iterator[dict[str, Any]]:
    """Give the counts of a source: in all, by kind of violence, alleged perpetrator, people and place."""
    counted = cells[cells.violence.isin(COUNTED[source])]
    outcomes = sorted(set(cells.outcome)) if source == "own" else ["killed"]
    for outcome in outcomes:
        rows, group = counted[counted.outcome.eq(outcome)], outcome if source == "own" else ""
        yield _count("incidents", rows.incidents.sum(), group)
        yield _victims(outcome, rows)
        yield _count("largest_incident", rows.largest_incident.max(), group)
    if source == "ucdp":
        yield _victims("civilians_killed", counted[counted.outcome.eq("civilians_killed")])
    killed = cells[cells.outcome.eq("killed")]
    for kind, rows in killed[killed.violence.ne("")].groupby("violence"):
        yield _count("incidents", rows.incidents.sum(), str(kind))
        yield _victims("killed", rows, group=str(kind))
    told = counted[counted.group.ne("not_attributed")]
    for outcome in ["civilians_killed"] if source == "ucdp" else outcomes:
        rows = told[told.outcome.eq(outcome)]
        yield from (_victims(outcome, part, group=str(group)) for group, part in rows.groupby("group"))
        yield from (_count(outcome, rows[name].sum(), name) for name in PEOPLE if rows[name].notna().any())
    placed = killed[killed.violence.isin(COUNTED[source]) & killed.place_level.eq("cercle")]
    yield from (_victims("killed", rows, place=str(place)) for place, rows in placed.groupby("place"))


def _victims(outcome: str, rows: pd.DataFrame, **about: str) -> dict[str, Any]:
    low, best, high = (rows[f"victims_{part}"].sum(skipna=False) for part in ("low", "best", "high"))
    return _count(outcome, best, low=low, high=high, **about)


def _count(
    measure: str, value: Any, group: str = "", place: str = "Mali", low: Any = None, high: Any = None
) -> dict[str, Any]:
    known = {"value": _known(value), "low": _known(low), "high": _known(high)}
    numbers = {"status": "not_published"} if known["value"] is None else known
    unit = "incidents" if measure == "incidents" else "persons"
    return {"measure": measure, "unit": unit, "group": group, "place": place, "basis": "computed", **numbers}


def _known(value: Any) -> int | None:
    """Return a whole number, or None where the source does not tell it."""
    import pandas as pd

    return None if pd.isna(value) else int(value)
