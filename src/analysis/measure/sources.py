"""The mission's killed beside what event data count: ratio, windows of other reports, and a continuation.

The continuation tells from event data the civilians killed that the mission would have counted, and how far
off: two lines on the log scale, and a flat mean that uses no event data, are fitted on the quarters that both
records know under one definition and with one scope. Each is judged on quarters that it was not fitted on:
leaving one out, and from earlier quarters only, as anything after the mission must be. Values after the
mission are modelled in the notebook ``sources_compared``, where they are asked for, and nowhere else.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measure import series
from analysis.measure.coverage import all_quarters, known_quarters, touching
from analysis.measure.estimate import Estimate, union
from analysis.measure.event_counts import count
from analysis.measure.incidents import incidents_of
from analysis.measure.interval import stated
from analysis.measure.published import as_estimate
from analysis.quarter import Quarter
from analysis.record.cells import in_use
from analysis.record.ledger import facts
from analysis.record.store import home, kept, read_table

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
        return "moura_left_out" not in self.killed.notes

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
        for quarter, figure in zip(wanted, mission, strict=True))  # fmt: skip


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
    table = table[table.series.eq("sg_report") & table.what.eq("killed") & table.dimension.ne("sex_age")]
    return tuple(map(as_estimate, touching(table.sort_values("period", kind="stable"), quarter).itertuples()))


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
FEWEST = 3  # quarters that a line is fitted on
SLOPES = {"flat": 0.0, "ratio": 1.0, "line": None}  # of log on log; None is fitted by least squares


def overlap() -> tuple[Beside, ...]:
    """Return the quarters that both records know, as civilians killed and with the same events in scope.

    Examples
    --------
    >>> {row.killed.inclusion for row in overlap()}, all(row.comparable_scope for row in overlap())
    ({'civilians_killed'}, True)
    """
    known = [row for row in side_by_side() if row.killed.inclusion == RULE and row.comparable_scope]
    return tuple(row for row in known if row.civilians.value)


def judged(rows: Sequence[Beside] = ()) -> pd.DataFrame:
    """Judge the flat mean and two lines from event data on quarters that they were not fitted on.

    Parameters
    ----------
    rows : sequence of Beside
        The quarters that both records know; those of `overlap`, if not given.

    Returns
    -------
    pandas.DataFrame
        By method (``flat``, ``ratio``, ``line``) the typical error as a factor, exp of the mean absolute log
        error, ``leave_one_out`` and ``from_earlier``: each an `Estimate`.

    Raises
    ------
    InputError
        For fewer than 5 quarters.

    Examples
    --------
    >>> [*judged().index], bool(judged().from_earlier.map(float).gt(1).all())
    (['flat', 'ratio', 'line'], True)
    """
    rows = rows or overlap()
    if len(rows) < FEWEST + 2:
        raise InputError(f"{len(rows)} quarters to judge on: expected {FEWEST + 2} or more.")
    x, y = (np.log([float(number) for number in side]) for side in zip(*map(_pair, rows), strict=True))
    every = range(len(rows))
    splits = {
        "leave_one_out": [([other for other in every if other != one], one) for one in every],
        "from_earlier": [([*range(first)], later) for first in every[FEWEST:] for later in every[first:]],
    }
    # of each figure the first row: the table of quarters has them all
    sources = union(*(item.sources[:1] for row in rows for item in _pair(row)))
    period = f"{rows[0].quarter} to {rows[-1].quarter}"

    def missed(known: list[int], one: int, slope: float | None) -> float:
        slope = np.polyfit(x[known], y[known], 1)[0] if slope is None else slope
        return abs(float(y[one] - slope * x[one] - (y[known] - slope * x[known]).mean()))

    def error(kind: str, method: str) -> Estimate:
        mean = math.fsum(missed(*split, SLOPES[method]) for split in splits[kind]) / len(splits[kind])
        return stated(kind, math.exp(mean), "ratio", group=method, formula=f"exp({mean:.4g})", period=period,
                      sources=sources, inclusion=MODELLED)  # fmt: skip

    return pd.DataFrame({kind: {method: error(kind, method) for method in SLOPES} for kind in splits})


def _pair(row: Beside) -> tuple[Estimate, Estimate]:
    """Return the civilians killed in event data and in the mission's figure."""
    return row.civilians, row.killed
