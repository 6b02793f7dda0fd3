"""Event data by quarter, by the name a person gives them: what changes are computed from.

The mission's killed stand beside them, each under its own rule, and so do reports over other windows.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import require
from analysis.measure import published
from analysis.measure.change import Change, described
from analysis.measure.coverage import NATIONAL, all_quarters, covers, known_quarters, touching
from analysis.measure.estimate import Estimate, union
from analysis.measure.event_sums import OUTCOMES, SUMS, count, sums_of
from analysis.measure.interval import stated
from analysis.measure.tally import TALLY, Tally, pooled
from analysis.quarter import Quarter, quarter_range
from analysis.record.ledger import facts
from analysis.record.store import kept, read_table

# what a figure of a quarter is read from: value, low and high
COLUMNS = {"victims": ("victims_best", "victims_low", "victims_high"), "incidents": ("lethal_incidents",),
           "largest": ("largest_incident",)}  # fmt: skip


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
        measure = {"victims": self.measure, "largest": "largest_incident"}.get(what, what)
        about: Any = {"gap": "not_covered", "inclusion": "", "sources": ()}
        row = self.table.loc[name] if name in self.table.index else about
        return count(measure, *map(row.get, COLUMNS[what]), period=name, **{key: row[key] for key in about})

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
    require(OUTCOMES, "outcome", outcome)
    found = sums_of(name)
    rows = found.rows[found.rows.by.eq("all") & found.rows.outcome.eq(outcome)].set_index("quarter")
    table = rows[SUMS].reindex([*found.whole]).astype(float)
    # an event may have no death: where it is not told, at most so many had one
    most: Any = table.victims_best - table.largest_incident + table.largest_incident.gt(0)
    table["lethal_incidents"] = table.lethal_incidents.fillna(np.minimum(table.incidents, most))
    table["gap"] = np.where(rows.few.reindex(table.index).isna(), "not_asked", "withheld")
    table["inclusion"] = [cover.inclusion for cover in found.whole.values()]
    table["sources"] = pd.Series({quarter: cover.imports for quarter, cover in found.whole.items()})
    # the national series is of the same events as the imports
    known = sums_of("ucdp").covers if name == NATIONAL else found.covers
    told = {one["name"]: one for cover in known.values() for one in cover.about}
    months = (one.get("contagion", {}).get(outcome, (0, 0)) for one in told.values())
    return Incidents(table.assign(contagion=pooled(months)), outcome)


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
    mission = published.killed(facts().query("what == 'killed'"), wanted)
    deaths, civilians = incidents_of("ucdp"), incidents_of("ucdp", "civilians_killed")
    others = [incidents_of(name) for name in OTHERS if covers(name)]
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
    table = facts().query("series == 'sg_report' and what == 'killed' and dimension != 'sex_age'")
    rows: Any = touching(table.sort_values("period", kind="stable"), quarter).itertuples()
    return tuple(map(published.as_estimate, rows))


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


MODELLED = "modelled_not_a_figure_of_the_mission"


def overlap() -> tuple[Beside, ...]:
    """Return the quarters that both records know, as civilians killed and with the same events in scope.

    Examples
    --------
    >>> {row.killed.inclusion for row in overlap()}
    {'civilians_killed'}
    """
    known = (row for row in side_by_side() if row.killed.inclusion == "civilians_killed")
    return tuple(row for row in known if row.civilians.value and "moura_left_out" not in row.killed.notes)
