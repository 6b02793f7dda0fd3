"""Event data by quarter, by the name a person gives them: what changes are computed from."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.errors import nearest
from analysis.measure.baseline import Position, position
from analysis.measure.change import Change, described
from analysis.measure.counts import SUMS, Counts, tallies
from analysis.measure.counts import whole as sums_whole
from analysis.measure.estimate import Estimate, exact
from analysis.measure.events import COUNTED, NATIONAL
from analysis.quarter import Quarter, quarter_range
from analysis.record.cells import about, days_covered, in_use, names, read_cells
from analysis.record.dates import month_quarter
from analysis.record.store import home, read_table

if TYPE_CHECKING:
    import pandas as pd

RANGE = ["victims_low", "victims_high"]
COLUMNS = {"victims": "victims_best", "incidents": "lethal_incidents", "largest": "largest_incident"}
# what the national series tells of an outcome: incidents with victims, victims, the largest incident
_TOLD = {"killed": ("events", "deaths_best", "largest_event_deaths", "deaths_high"),
         "civilians_killed": ("", "deaths_civilians", "", "")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Incidents:
    """Event data of one kind, added up by quarter.

    Parameters
    ----------
    table : pandas.DataFrame
        By quarter, as from `analysis.measure.counts.tallies`, with ``inclusion`` and ``sources``; a row for
        every quarter that the data cover entirely, with zeros where nothing happened.
    measure, unit : str
        Of the estimates.
    """

    table: pd.DataFrame
    measure: str
    unit: str = "persons"

    @property
    def covers(self) -> tuple[Quarter, ...]:
        """The quarters that the data cover entirely."""
        return tuple(map(Quarter.parse, self.table.index))

    def change(self, earlier: str | Quarter, later: str | Quarter) -> Change:
        """Return the change from one quarter to another; one of gaps where the data do not cover both."""
        before, now = (self.counts(quarter) for quarter in (earlier, later))
        return described(before, now, measure=self.measure, unit=self.unit)

    def position(self, quarter: str | Quarter) -> Position:
        """Return where the change to a quarter lies among all earlier ones."""
        return position(self.series(self.table.index[0], quarter), quarter)

    def counts(self, quarter: str | Quarter) -> Counts:
        """Return the numbers of a quarter, nan where the data do not cover it."""
        name = str(Quarter.parse(quarter))
        row: Any = self.table.loc[name] if name in self.table.index else dict.fromkeys(SUMS, math.nan)
        return Counts.of(name, row, **_about(row))

    def series(
        self, first: str | Quarter, last: str | Quarter, what: str = "victims"
    ) -> tuple[Estimate, ...]:
        """Return ``victims``, ``incidents`` (with victims) or the ``largest`` of each covered quarter."""
        measure = {"victims": self.measure, "largest": "largest_incident"}.get(what, what)
        unit = "incidents" if what == "incidents" else self.unit
        wanted = [str(item) for item in quarter_range(first, last) if str(item) in self.table.index]
        rows = self.table.loc[wanted].dropna(subset=COLUMNS[what])
        found = []
        for name, row in rows.iterrows():
            about = _about(row) if what == "victims" else _about(row) | {"low": None, "high": None}
            value = exact(f"{row[COLUMNS[what]]:.15g}")
            found.append(
                Estimate(measure=measure, unit=unit, value=value, period=str(name), basis="computed", **about)
            )
        return tuple(found)


def _about(row: Any) -> dict[str, Any]:
    """Return what estimates of a quarter share: rule, sources, and the source's own low and high."""
    ends = zip(("low", "high"), (row.get(name, math.nan) for name in RANGE), strict=True)
    known = {end: exact(f"{number:.15g}") for end, number in ends if number >= 0}
    return {"inclusion": row.get("inclusion", ""), "sources": row.get("sources", ()), **known}


def incidents_of(name: str, outcome: str = "killed") -> Incidents:
    """Return event data by quarter.

    Parameters
    ----------
    name : str
        A source (``ucdp``, ``acled``, ``own``): all its imports in use, and of UCDP the national series
        for quarters that they do not cover; the name of one import; or ``ucdp_mali_quarterly``. For a table
        of your own: `analysis.measure.change.change_between`.
    outcome : str
        ``killed``, ``civilians_killed`` (UCDP) or another outcome of an incident sheet.

    Raises
    ------
    InputError
        For a name that is none of these; it names the nearest.

    Examples
    --------
    >>> found = incidents_of("ucdp_mali_quarterly").change("2022Q1", "2022Q2")
    >>> found.percent.formula, found.notes
    ('100 x (686 - 1758) / 1758 = -61.0', ('bounded_interval',))
    """
    import pandas as pd

    imports = names(home() / "data")
    if name == NATIONAL:
        return Incidents(_national(outcome), outcome)
    if name in COUNTED or name in imports:
        table = _cells([name] if name in imports else [*in_use(home() / "data", name)], outcome)
        if name == "ucdp":
            before = _national(outcome)
            same = table.victims_best.eq(before.victims_best.reindex(table.index))  # and so of one version
            table["victims_high"] = table.victims_high.fillna(before.victims_high.where(same))
            table = pd.concat([before[~before.index.isin(table.index)], table]).sort_index()
        return Incidents(table, outcome)
    raise nearest(name, [*COUNTED, NATIONAL, *imports], "source of event data")


def _national(outcome: str) -> pd.DataFrame:
    """Return the national series; what it does not tell of an outcome is nan."""
    import pandas as pd

    rows = read_table(NATIONAL).set_index("quarter")
    incidents, victims, largest, high = _TOLD.get(outcome, [""] * 4)
    told = {"incidents": "events", "lethal_incidents": incidents, "victims_best": victims, "sum_squares": "",
            "largest_incident": largest, "second": "", "victims_low": "", "victims_high": high}  # fmt: skip
    told_of = {name: rows[column].astype(float) if column else math.nan for name, column in told.items()}
    table = pd.DataFrame(told_of, rows.index)
    if outcome == "killed":  # an event may have no death: at most so many had one
        most = (table.victims_best - table.largest_incident + 1).where(table.victims_best > 0, 0)
        table["lethal_incidents"] = table.lethal_incidents.clip(upper=most)
    table["inclusion"], table["sources"] = "events_ucdp", pd.Series([(NATIONAL,)] * len(table), table.index)
    return table


def _cells(imports: list[str], outcome: str) -> pd.DataFrame:
    """Add up the cells of imports; quarters that they cover in part are left out."""
    import pandas as pd

    data, days = home() / "data", Counter[Quarter]()
    young: set[str] = set()
    sources: dict[str, tuple[str, ...]] = {}
    parts = []
    for name in imports:
        told, cells = about(name, data), read_cells(name, data)
        parts.append(cells[cells.outcome.eq(outcome) & cells.violence.isin(COUNTED[told["source"]])])
        first, last = told["months"]
        rule = f"events_{told['source']}"
        span = told.get("days") or (f"{first}-01", f"{pd.Period(last).end_time:%F}")
        for quarter in quarter_range(month_quarter(first), month_quarter(last)):
            days[quarter] += days_covered(str(quarter), (span[0], span[1]))
            sources[str(quarter)] = (*sources.get(str(quarter), ()), name)
            young |= {str(quarter)} if told.get("preliminary") else set()
    whole = [str(item) for item, known in sorted(days.items()) if known > (item.end - item.start).days]
    columns = [*SUMS, "second", *RANGE]
    cells = pd.concat(parts) if parts else pd.DataFrame(columns=["quarter", *SUMS, *RANGE])
    ends = cells.astype(dict.fromkeys(RANGE, float)).groupby("quarter")[RANGE].agg(sums_whole)
    table = tallies(cells).join(ends).reindex(index=whole, columns=columns, fill_value=0)
    table["inclusion"] = [rule + "_preliminary" * (name in young) for name in whole]
    table["sources"] = pd.Series([sources[name] for name in whole], whole, dtype=object)
    return table
