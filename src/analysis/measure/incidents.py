"""Event data by quarter, by the name a person gives them: what changes are computed from."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import nearest
from analysis.measure.change import Change, described
from analysis.measure.coverage import COUNTED, NATIONAL
from analysis.measure.estimate import Estimate, exact
from analysis.measure.series import Position, position
from analysis.measure.tally import TALLY, Tally, pooled
from analysis.quarter import Quarter, quarter_range
from analysis.record.cells import about, in_use, names, read_cells, read_release
from analysis.record.dates import days_covered, month_quarter
from analysis.record.store import home, kept, read_table

RANGE = ["victims_low", "victims_high"]
ADDED = ["lethal_incidents", "victims_best", "sum_squares", *RANGE]
NUMBERS = [*TALLY, *RANGE]
COLUMNS = {"victims": "victims_best", "incidents": "lethal_incidents", "largest": "largest_incident"}
# what the national series tells of an outcome, and the release table of a private sheet
_TOLD = {"killed": {"events": "lethal_incidents", "deaths_best": "victims_best",
                    "deaths_high": "victims_high", "largest_event_deaths": "largest_incident"},
         "civilians_killed": {"deaths_civilians": "victims_best"},
         "release": {"period": "quarter", "incidents": "lethal_incidents",
                     "victims": "victims_best"}}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Incidents:
    """Event data of one kind, added up by quarter.

    Parameters
    ----------
    table : pandas.DataFrame
        By quarter the numbers of a `Tally`, ``victims_low``, ``victims_high``, ``inclusion`` and ``sources``;
        a row for every quarter that the data cover entirely, with zeros where nothing happened.
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
        pair = [self.figure(quarter) for quarter in (earlier, later)]
        rows = self.table[TALLY].reindex([item.period for item in pair])
        before, now = (Tally(*row) for row in rows.itertuples(index=False))
        return described(pair[0], pair[1], before, now)

    def position(self, quarter: str | Quarter) -> Position:
        """Return where the change to a quarter lies among all earlier ones."""
        return position(self.series(self.table.index[0], quarter), quarter)

    def figure(self, quarter: str | Quarter, what: str = "victims") -> Estimate:
        """Return ``victims``, ``incidents`` (with victims) or the ``largest`` of a quarter, or a gap."""
        name = str(Quarter.parse(quarter))
        row: Any = self.table.loc[name] if name in self.table.index else {}
        ends = {"low": "victims_low", "high": "victims_high"} if what == "victims" else {}
        told = {key: row.get(column, math.nan) for key, column in {"value": COLUMNS[what], **ends}.items()}
        known = {key: exact(f"{number:.15g}") for key, number in told.items() if number >= 0}
        given: dict[str, Any] = known if "value" in known else {"status": row.get("gap", "not_covered")}
        measure = {"victims": self.measure, "largest": "largest_incident"}.get(what, what)
        return Estimate(measure=measure, unit="incidents" if what == "incidents" else self.unit, period=name,
                        basis="computed", inclusion=row.get("inclusion", ""), sources=row.get("sources", ()),
                        **given)  # fmt: skip

    def series(
        self, first: str | Quarter, last: str | Quarter, what: str = "victims"
    ) -> tuple[Estimate, ...]:
        """Return `figure` of each quarter that is known."""
        every = (self.figure(quarter, what) for quarter in quarter_range(first, last))
        return tuple(item for item in every if item.stated)


@kept
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
    >>> found.percent.formula, found.ratio.notes
    ('100 x (686 - 1758) / 1758 = -61.0', ('bounded_interval',))
    """
    data = home() / "data"
    imports = names(data)
    if name not in (*COUNTED, NATIONAL, *imports):
        raise nearest(name, [*COUNTED, NATIONAL, *imports], "source of event data")
    source = "ucdp" if name == NATIONAL else name
    used = {name} if name in imports else {item for here in in_use(data, source).values() for item in here}
    if name == NATIONAL:
        table = _national(outcome)
    else:
        table = _cells(name, outcome)
        if name == "ucdp":
            before = _national(outcome)
            same = table.victims_best.eq(before.victims_best.reindex(table.index))  # and so of one version
            table["victims_high"] = table.victims_high.fillna(before.victims_high.where(same))
            table = pd.concat([before[~before.index.isin(table.index)], table]).sort_index()
    months = (about(item, data).get("contagion", {}).get(outcome, (0, 0)) for item in sorted(used))
    return Incidents(table.assign(contagion=pooled(months)), outcome)


def _national(outcome: str) -> pd.DataFrame:
    """Return the national series; what it does not tell of an outcome is nan."""
    rows = read_table(NATIONAL).set_index("quarter")
    table = rows.rename(columns=_TOLD.get(outcome, {})).reindex(columns=NUMBERS).astype(float)
    # an event may have no death: at most so many had one
    most = (table.victims_best - table.largest_incident + 1).where(table.victims_best > 0, 0)
    table["lethal_incidents"] = table.lethal_incidents.clip(upper=most)
    table["inclusion"], table["gap"] = "events_ucdp", "not_covered"
    table["sources"] = pd.Series([(NATIONAL,)] * len(table), table.index)
    return table


def _cells(source: str, outcome: str) -> pd.DataFrame:
    """Add up the cells in use of a source, or of one import; quarters covered in part are left out.

    So are quarters of which no import asks the outcome: what no column holds is not recorded, and never 0.
    """
    data, parts = home() / "data", []
    known = {name: about(name, data) for name in names(data) if source in (name, about(name, data)["source"])}
    private = any(told.get("private") for told in known.values())
    reads: Any = _told_of if private else read_cells
    asked = {name: cells for name in known if outcome in set((cells := reads(name, data)).outcome)}
    used = in_use(data, source) if source in COUNTED else {
        quarter: [source] for quarter in quarter_range(*map(month_quarter, known[source]["months"]))
    }  # fmt: skip
    rows: dict[str, dict[str, Any]] = {}
    for quarter, here in used.items():
        days = days_covered(str(quarter), *(known[name]["days"] for name in here))
        if days <= (quarter.end - quarter.start).days or not asked.keys() & here:
            continue
        rule = f"events_{known[here[0]]['source']}"
        young = any(known[name]["preliminary"] for name in here)
        rows[str(quarter)] = {"inclusion": rule + "_preliminary" * young, "sources": tuple(here)}
        parts += [asked[name][asked[name].quarter.eq(str(quarter))] for name in here if name in asked]
    added = [*ADDED, "largest_incident"]
    cells = pd.concat(parts or [pd.DataFrame(columns=["quarter", "outcome", "violence", *added])])
    kinds = [kind for kinds in COUNTED.values() for kind in kinds]
    cells = cells[cells.outcome.eq(outcome) & cells.violence.isin(kinds)]
    groups = cells.astype(dict.fromkeys(added, float)).groupby("quarter")
    table: pd.DataFrame = groups[ADDED].agg(whole).assign(largest_incident=groups["largest_incident"].max())
    gap, none = ("withheld", math.nan) if private else ("not_covered", 0)
    table = table.reindex(index=[*rows], columns=NUMBERS, fill_value=none).assign(gap=gap)
    table["inclusion"] = [row["inclusion"] for row in rows.values()]
    table["sources"] = pd.Series([row["sources"] for row in rows.values()], [*rows], dtype=object)
    return table


def whole(column: pd.Series[float]) -> float:
    """Add up a column; nan where a part of it is not known."""
    return float(column.sum(skipna=False))


def _told_of(name: str, data: Path) -> pd.DataFrame:
    """Return what is told of a private sheet for the whole country, in the words of cells."""
    rows = read_release(name, data).query("table == 'all'").rename(columns=_TOLD["release"])
    columns = ["quarter", "outcome", *ADDED, "largest_incident"]
    return pd.DataFrame(rows.reindex(columns=columns).assign(violence=""))
