"""Event data by quarter, by the name a person gives them: what changes are computed from."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import InputError, in_words
from analysis.measure.baseline import Position, position
from analysis.measure.change import Change, described
from analysis.measure.counts import SUMS, Counts, tallies
from analysis.measure.estimate import Estimate, exact
from analysis.measure.events import COUNTED, NATIONAL
from analysis.quarter import Quarter, quarter_range
from analysis.record.cells import about, days_covered, in_use, names, read_cells
from analysis.record.dates import month_quarter, quarter_of, read_day
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
    measure: str = "victims"
    unit: str = "victims"

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
        row = self.table.loc[name] if name in self.table.index else dict.fromkeys(SUMS, math.nan)
        return Counts.of(name, row, **{key: row.get(key, "") for key in ("inclusion", "sources")})

    def series(self, first: str | Quarter, last: str | Quarter, what: str = "victims") -> tuple[Estimate, ...]:
        """Return ``victims``, ``incidents`` (with victims) or the ``largest`` of each covered quarter."""
        measure = {"victims": self.measure, "largest": "largest_incident"}.get(what, what)
        unit = "incidents" if what == "incidents" else self.unit
        wanted = [str(item) for item in quarter_range(first, last) if str(item) in self.table.index]
        ends = dict(zip(RANGE, ("low", "high"), strict=True)) if what == "victims" else {}
        rows = self.table.loc[wanted].dropna(subset=COLUMNS[what])
        return tuple(
            Estimate(measure=measure, unit=unit, value=exact(f"{row[COLUMNS[what]]:.15g}"), period=str(name),
                     inclusion=row["inclusion"], sources=row["sources"], basis="computed",
                     **{end: exact(f"{row[name]:.15g}") for name, end in ends.items() if row.get(name, math.nan) >= 0})
            for name, row in rows.iterrows()
        )  # fmt: skip


def incidents_of(name: str, outcome: str = "killed") -> Incidents:
    """Return event data by quarter.

    Parameters
    ----------
    name : str
        A source (``ucdp``, ``acled``, ``own``): all its imports in use, and of UCDP the national series
        for quarters that they do not cover; the name of one import; ``ucdp_mali_quarterly``; or the path
        of a CSV file with ``victims`` and ``quarter`` or ``date``, one row per incident.
    outcome : str
        ``killed``, ``civilians_killed`` (UCDP) or another outcome of an incident sheet.

    Raises
    ------
    InputError
        For a name that is none of these (it names the nearest), or a file that cannot be read.

    Examples
    --------
    >>> found = incidents_of("ucdp_mali_quarterly").change("2022Q1", "2022Q2")
    >>> found.percent.formula, found.notes
    ('100 x (686 - 1758) / 1758 = -61.0', ('bounded_interval',))
    """
    import pandas as pd

    imports = names(home() / "data")
    if name == NATIONAL:
        return Incidents(_national(outcome), outcome, "persons")
    if name in COUNTED or name in imports:
        table = _cells([name] if name in imports else [*in_use(home() / "data", name)], outcome)
        if name == "ucdp":
            before = _national(outcome)
            same = table.victims_best.eq(before.victims_best.reindex(table.index))  # and so of one version
            table["victims_high"] = table.victims_high.fillna(before.victims_high.where(same))
            table = pd.concat([before[~before.index.isin(table.index)], table]).sort_index()
        return Incidents(table, outcome, "persons")
    path = Path(name)
    if path.suffix.lower() == ".csv":
        return Incidents(_file(path))
    known = [*COUNTED, NATIONAL, *imports]
    nearest = "".join(f" did you mean {close!r}?" for close in get_close_matches(name, known, 1, 0.5))
    raise InputError(
        f"{name[:60]!r} is no source:{nearest} There are {', '.join(known)}, or the path of a CSV file."
    )


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
    return table.assign(inclusion="events_ucdp", sources=[(NATIONAL,)] * len(table))


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
        rule, span = f"events_{told['source']}", told.get("days") or (f"{first}-01", f"{pd.Period(last).end_time:%F}")
        for quarter in quarter_range(month_quarter(first), month_quarter(last)):
            days[quarter] += days_covered(str(quarter), (span[0], span[1]))
            sources[str(quarter)] = (*sources.get(str(quarter), ()), name)
            young |= {str(quarter)} if told.get("preliminary") else set()
    whole = [str(item) for item, known in sorted(days.items()) if known > (item.end - item.start).days]
    columns = [*SUMS, "second", *RANGE]
    cells = pd.concat(parts) if parts else pd.DataFrame(columns=["quarter", *SUMS, *RANGE])
    ends = cells.groupby("quarter")[RANGE].agg(lambda column: column.sum(skipna=False)).astype(float)
    table = tallies(cells).join(ends).reindex(index=whole, columns=columns, fill_value=0)
    return table.assign(inclusion=[rule + "_preliminary" * (name in young) for name in whole],
                        sources=[sources[name] for name in whole])  # fmt: skip


def _file(path: Path) -> pd.DataFrame:
    import pandas as pd

    unreadable = f"{path.name} cannot be read: expected a CSV file in UTF-8 with a column victims."
    with in_words(unreadable, OSError, ValueError):  # pandas raises its own kinds of ValueError
        rows = pd.read_csv(path, dtype=str, encoding="utf-8-sig", keep_default_na=False)
    if "quarter" not in rows:
        days = [read_day(day) for day in rows.get("date", pd.Series("", rows.index))]
        rows["quarter"] = [str(quarter_of(day)) if day else "" for day in days]
    try:
        table = tallies(rows)
    except InputError as error:
        raise InputError(f"{path.name}, {error}") from None
    return table.assign(inclusion="", sources=[(path.name,)] * len(table))
