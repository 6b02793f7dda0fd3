"""Event data by quarter, by the name a person gives them: what changes are computed from."""

import math
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import require
from analysis.measure.change import Change, described
from analysis.measure.coverage import COUNTED, NATIONAL
from analysis.measure.estimate import Estimate
from analysis.measure.event_counts import ENDS, added, count, covered, rule
from analysis.measure.tally import TALLY, Tally, pooled
from analysis.quarter import Quarter, quarter_range
from analysis.record.cells import COUNTS, KEYS, about, in_use, names, read_cells, read_release
from analysis.record.dates import month_quarter
from analysis.record.store import home, kept, read_table

NUMBERS = [*TALLY, "victims_low", "victims_high"]
# what a figure of a quarter is read from: value, low and high
COLUMNS = {"victims": ENDS, "incidents": ("lethal_incidents",), "largest": ("largest_incident",)}
# what the national series tells of an outcome
_TOLD = {"killed": {"events": "lethal_incidents", "deaths_best": "victims_best",
                    "deaths_high": "victims_high", "largest_event_deaths": "largest_incident"},
         "civilians_killed": {"deaths_civilians": "victims_best"}}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Incidents:
    """Event data of one kind, added up by quarter.

    Parameters
    ----------
    table : pandas.DataFrame
        By quarter the numbers of a `Tally`, ``victims_low``, ``victims_high``, ``inclusion`` and ``sources``;
        a row for every quarter that the data cover entirely, with zeros where nothing happened.
    measure : str
        Of the estimates.
    """

    table: pd.DataFrame
    measure: str

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

    def figure(self, quarter: str | Quarter, what: str = "victims") -> Estimate:
        """Return ``victims``, ``incidents`` (with victims) or the ``largest`` of a quarter, or a gap."""
        name = str(Quarter.parse(quarter))
        row: Any = self.table.loc[name] if name in self.table.index else {}
        measure = {"victims": self.measure, "largest": "largest_incident"}.get(what, what)
        about: dict[str, Any] = {"gap": "not_covered", "inclusion": "", "sources": ()}
        about |= {key: row[key] for key in about if key in row}
        return count(measure, *map(row.get, COLUMNS[what]), period=name, **about)

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
    require([*COUNTED, NATIONAL, *names(data)], "source of event data", name)
    used = in_use(data, "ucdp" if name == NATIONAL else name)
    if name in names(data):  # whatever other imports cover
        used = {item: [name] for item in quarter_range(*map(month_quarter, about(name, data)["months"]))}
    table = _national(outcome) if name == NATIONAL else _cells(used, outcome)
    if name == "ucdp":
        before = _national(outcome)
        same = table.victims_best.eq(before.victims_best.reindex(table.index))  # and so of one version
        table["victims_high"] = table.victims_high.fillna(before.victims_high.where(same))
        table = pd.concat([before[~before.index.isin(table.index)], table]).sort_index()
    imports = sorted({item for here in used.values() for item in here})
    months = (about(item, data).get("contagion", {}).get(outcome, (0, 0)) for item in imports)
    return Incidents(table.assign(contagion=pooled(months)), outcome)


def _national(outcome: str) -> pd.DataFrame:
    """Return the national series; what it does not tell of an outcome is nan."""
    rows = read_table(NATIONAL).set_index("quarter")
    table = rows.rename(columns=_TOLD.get(outcome, {})).reindex(columns=NUMBERS).astype(float)
    # an event may have no death: at most so many had one
    most = (table.victims_best - table.largest_incident + 1).where(table.victims_best > 0, 0)
    table["lethal_incidents"] = table.lethal_incidents.clip(upper=most)
    sources = pd.Series([(NATIONAL,)] * len(table), table.index)
    return table.assign(inclusion="events_ucdp", gap="not_asked", sources=sources)


def _cells(used: dict[Quarter, list[str]], outcome: str) -> pd.DataFrame:
    """Add up the cells in use by quarter; quarters covered in part are left out.

    So are quarters of which no import asks the outcome: what no column holds is not recorded, and never 0.
    """
    data = home() / "data"
    told = {name: about(name, data) for here in used.values() for name in here}
    cells = {name: (_told_of if one.get("private") else read_cells)(name, data) for name, one in told.items()}
    asked = {name for name, table in cells.items() if outcome in {*table.outcome.unique()}}
    rows: dict[str, tuple[str, tuple[str, ...]]] = {}
    for quarter, here in used.items():
        known = [told[item] for item in here]
        if asked & {*here} and covered(quarter, known) == str(quarter):
            rows[str(quarter)] = rule(known[0]["source"], known), tuple(here)
    held = {item: [name for name, (_, here) in rows.items() if item in here] for item in cells}
    parts = [table[table.quarter.isin(held[item])] for item, table in cells.items()]
    every = pd.concat(parts or [pd.DataFrame(columns=[*KEYS, *COUNTS])]).astype(dict.fromkeys(COUNTS, float))
    every = every[every.outcome.eq(outcome) & every.violence.isin(chain.from_iterable(COUNTED.values()))]
    sums = added(every, "quarter").assign(largest_incident=every.groupby("quarter").largest_incident.max())
    of_quarters = pd.DataFrame.from_dict(rows, orient="index", columns=["inclusion", "sources"])
    private = any(entry.get("private") for entry in told.values())
    table = sums.reindex(index=of_quarters.index, columns=NUMBERS, fill_value=math.nan if private else 0)
    return table.assign(gap="withheld" if private else "not_covered").join(of_quarters)


def _told_of(name: str, data: Path) -> pd.DataFrame:
    """Return what is told of a private sheet for the whole country, in the words of cells."""
    rows = read_release(name, data).query("table == 'all'")
    told = rows.assign(quarter=rows.period, lethal_incidents=rows.incidents, victims_best=rows.victims)
    return told.reindex(columns=[*KEYS, *COUNTS]).assign(violence="")
