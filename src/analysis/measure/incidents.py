"""Event data by quarter, by the name a person gives them: what changes are computed from.

The mission's killed stand beside them, each under its own rule, and so do reports over other windows.
"""

import math
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import require
from analysis.measure import published
from analysis.measure.change import Change, described
from analysis.measure.coverage import COUNTED, NATIONAL, all_quarters, known_quarters, touching
from analysis.measure.estimate import Estimate, union
from analysis.measure.event_counts import ENDS, SUMMED, count, covered, rule
from analysis.measure.interval import stated
from analysis.measure.tally import TALLY, Tally, pooled
from analysis.quarter import Quarter, quarter_range
from analysis.record.cells import COUNTS, KEYS, about, in_use, names, read_cells, read_release
from analysis.record.dates import month_quarter
from analysis.record.ledger import facts
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
    quarters = every.groupby("quarter")
    sums = quarters[SUMMED].sum(skipna=False).assign(largest_incident=quarters.largest_incident.max())
    of_quarters = pd.DataFrame.from_dict(rows, orient="index", columns=["inclusion", "sources"])
    private = any(entry.get("private") for entry in told.values())
    table = sums.reindex(index=of_quarters.index, columns=NUMBERS, fill_value=math.nan if private else 0)
    return table.assign(gap="withheld" if private else "not_covered").join(of_quarters)


def _told_of(name: str, data: Path) -> pd.DataFrame:
    """Return what is told of a private sheet for the whole country, in the words of cells."""
    rows = read_release(name, data).query("table == 'all'")
    told = rows.assign(quarter=rows.period, lethal_incidents=rows.incidents, victims_best=rows.victims)
    return told.reindex(columns=[*KEYS, *COUNTS]).assign(violence="")


OTHERS = ("acled", "own")


@dataclass(frozen=True, slots=True)
class Beside:
    """One quarter in every source, each under its own rule; nothing here is added up.

    Parameters
    ----------
    quarter : Quarter
    killed : Estimate
        The mission's, as published or derived from the half-year; not published after 2022.
    civilians, deaths : Estimate
        UCDP's best estimates: civilians, and all deaths with low and high; gaps unless UCDP's data cover the
        whole quarter.
    others : tuple of Estimate
        Persons killed in any other source that was imported.
    """

    quarter: Quarter
    killed: Estimate
    civilians: Estimate
    deaths: Estimate
    others: tuple[Estimate, ...] = ()

    @property
    def ratio(self) -> Estimate:
        """The mission's killed over UCDP's civilians.

        A comparison of two records, not of two counts of one thing: it says how far the records differ
        and nothing of which is nearer to the truth. Status ``undefined`` where either is unknown or the
        event data count none.
        """
        killed, events = self.killed, self.civilians
        value = float(killed) / float(events) if events.value else math.nan
        return stated("ratio_of_sources", value, "ratio", formula=f"{killed.value} / {events.value}",
                      period=killed.period, inputs=(killed, events), notes=killed.notes,
                      sources=union(killed.sources, events.sources))  # fmt: skip


@kept
def side_by_side(*quarters: Quarter) -> tuple[Beside, ...]:
    """Return quarters in every source: all since the first that the notes cover, if none is named.

    Examples
    --------
    >>> (found,) = side_by_side(Quarter(2022, 4))
    >>> str(found.killed.value), str(found.civilians.value), str(found.deaths.value)
    ('174', '194', '688')
    """
    first = known_quarters()[0]
    wanted = quarters or tuple(item for item in all_quarters() if item >= first)
    table = facts()
    mission = published.killed(table[table.what.eq("killed")], wanted)
    deaths, civilians = incidents_of("ucdp"), incidents_of("ucdp", "civilians_killed")
    others = [incidents_of(name) for name in OTHERS if in_use(home() / "data", name)]
    return tuple(
        Beside(quarter, figure, civilians.figure(quarter), deaths.figure(quarter),
               tuple(item for other in others if (item := other.figure(quarter)).stated))
        for quarter, figure in zip(wanted, mission, strict=True))  # fmt: skip


def windows(quarter: Quarter) -> tuple[Estimate, ...]:
    """Return the killed that reports of the Secretary-General count, each over a window of its own.

    A series of its own: other windows, other counts; never joined to the notes or compared with them.

    Parameters
    ----------
    quarter : Quarter
        That the windows touch; one that a page does not date is that of its report.

    Examples
    --------
    >>> [f"{item.period}: {item.value}" for item in windows(Quarter(2021, 4))]
    ['2021-07-01..2022-06-30: 1556', '2021-10-01..2021-12-15: 80']
    """
    table = facts()
    table = table[table.series.eq("sg_report") & table.what.eq("killed") & table.dimension.ne("sex_age")]
    return tuple(
        map(published.as_estimate, touching(table.sort_values("period", kind="stable"), quarter).itertuples())
    )


def growth() -> Estimate:
    """Return by what factor deaths in Candidate files grew until the yearly release: ``final / candidate``.

    Worldwide, over the last year on record (``data/events/growth.csv``); what Mali's own will grow by is
    not known.

    Examples
    --------
    >>> growth().formula
    '245464 / 181331'
    """
    row: Any = read_table("growth").iloc[-1]
    common: dict[str, Any] = {"period": str(row.year), "place": row.place, "sources": ("growth",)}
    inputs = tuple(count("killed", value, inclusion=f"events_ucdp{version}", **common)
                   for value, version in ((row.candidate, "_preliminary"), (row.final, "")))  # fmt: skip
    return stated("growth", int(row.final) / int(row.candidate), "ratio", inputs=inputs,
                  formula=f"{row.final} / {row.candidate}", **common)  # fmt: skip


RULE = "civilians_killed"  # what is carried on; the quarters before 2021Q2 count persons killed
MODELLED = "modelled_not_a_figure_of_the_mission"


def overlap() -> tuple[Beside, ...]:
    """Return the quarters that both records know, as civilians killed and with the same events in scope.

    Examples
    --------
    >>> {row.killed.inclusion for row in overlap()}
    {'civilians_killed'}
    """
    known = (row for row in side_by_side() if row.killed.inclusion == RULE and row.civilians.value)
    return tuple(row for row in known if "moura_left_out" not in row.killed.notes)
