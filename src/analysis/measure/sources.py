"""The mission's killed beside what event data count: ratio, and windows of other reports."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

from analysis.measure import series
from analysis.measure.coverage import all_quarters, known_quarters
from analysis.measure.estimate import Estimate, exact, union
from analysis.measure.incidents import incidents_of
from analysis.measure.interval import stated
from analysis.measure.published import as_estimate
from analysis.measure.still import touching
from analysis.quarter import Quarter
from analysis.record.cells import in_use
from analysis.record.kept import kept
from analysis.record.ledger import facts
from analysis.record.store import home, read_table

WINDOWS = "sg_report"
LEFT_OUT = "moura_left_out"
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
    def whole(self) -> bool:
        """Whether UCDP's data cover the whole quarter."""
        return self.civilians.stated

    @property
    def preliminary(self) -> bool:
        """Whether UCDP's figures come from Candidate files."""
        return self.civilians.inclusion.endswith("_preliminary")

    @property
    def comparable_scope(self) -> bool:
        """Whether both count, as far as is known, the same events: the mission left none out."""
        return LEFT_OUT not in self.killed.notes

    @property
    def ratio(self) -> Estimate:
        """The mission's killed over UCDP's civilians."""
        return ratio(self.killed, self.civilians)


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
    mission = series.killed(table[table.what.eq("killed")], wanted)
    deaths, civilians = incidents_of("ucdp"), incidents_of("ucdp", "civilians_killed")
    others = [incidents_of(name) for name in OTHERS if in_use(home() / "data", name)]
    return tuple(
        Beside(quarter, figure, civilians.figure(quarter), deaths.figure(quarter),
               tuple(item for other in others if (item := other.figure(quarter)).stated))
        for quarter, figure in zip(wanted, mission, strict=True)
    )  # fmt: skip


def ratio(killed: Estimate, events: Estimate) -> Estimate:
    """Return the mission's killed over a count of event data.

    A comparison of two records, not of two counts of one thing: it says how far the records differ
    and nothing of which is nearer to the truth. Status ``undefined`` where either is unknown or the
    event data count none.
    """
    value = float(killed) / float(events) if events.value else math.nan
    return stated("ratio_of_sources", value, "ratio", formula=f"{killed.value} / {events.value}",
                  period=killed.period, inputs=(killed, events), notes=killed.notes,
                  sources=union(killed.sources, events.sources))  # fmt: skip


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
    table = table[table.series.eq(WINDOWS) & table.what.eq("killed") & table.dimension.ne("sex_age")]
    return tuple(as_estimate(row) for row, _ in touching(table.sort_values("period", kind="stable"), quarter))


def added_up_by(window: Estimate) -> str:
    """Return who added up the reports that a window spans; "" where one report counts it.

    Examples
    --------
    >>> added_up_by(windows(Quarter(2021, 2))[0])
    'US State Department'
    """
    table = facts()
    documents = table.document[table.rows.map(lambda rows: rows == window.sources)]
    found = re.search(r"as summed by (.+?)\)", " ".join(documents))
    return found[1] if found else ""


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
    inputs = tuple(
        Estimate(measure="killed", value=exact(int(value)), unit="persons", basis="computed",
                 inclusion=f"events_ucdp{version}", **common)
        for value, version in ((row.candidate, "_preliminary"), (row.final, ""))
    )  # fmt: skip
    return stated("growth", int(row.final) / int(row.candidate), "ratio", inputs=inputs,
                  formula=f"{row.final} / {row.candidate}", **common)  # fmt: skip
