"""The mission's killed beside what event data count: ratio, windows of other reports, and a continuation.

The notebook ``sources_compared`` tells the continuation, from event data those whom the mission would have
counted as killed, and how far off.
"""

import math
from dataclasses import dataclass

from analysis.measure import published
from analysis.measure.coverage import all_quarters, known_quarters, touching
from analysis.measure.estimate import Estimate, union
from analysis.measure.incidents import incidents_of
from analysis.measure.interval import stated
from analysis.quarter import Quarter
from analysis.record.cells import in_use
from analysis.record.ledger import facts
from analysis.record.store import home, kept

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
