"""The mission's killed beside what event data count: ratio, windows of other reports, and why they part."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from analysis.measure import series
from analysis.measure.coverage import all_quarters, known_quarters
from analysis.measure.estimate import Estimate, exact, union
from analysis.measure.incidents import Incidents, incidents_of
from analysis.measure.interval import stated
from analysis.quarter import Quarter
from analysis.record.cells import in_use
from analysis.record.dates import month_quarter
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
    civilians, deaths, largest : Estimate
        UCDP's best estimates: civilians, all deaths with low and high, and deaths in the largest event; gaps
        unless UCDP's data cover the whole quarter.
    others : tuple of Estimate
        Persons killed in any other source that was imported.
    """

    quarter: Quarter
    killed: Estimate
    civilians: Estimate
    deaths: Estimate
    largest: Estimate
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
    killed = incidents_of("ucdp")
    civilians = _by_quarter(incidents_of("ucdp", "civilians_killed"), wanted)
    deaths, largest = (_by_quarter(killed, wanted, what) for what in ("victims", "largest"))
    others = [_by_quarter(incidents_of(name), wanted) for name in OTHERS if in_use(home() / "data", name)]

    def known(part: dict[str, Estimate], measure: str, period: str) -> Estimate:
        gap = Estimate(measure=measure, unit="persons", period=period, status="not_covered")
        return part.get(period, gap)

    return tuple(
        Beside(quarter, figure, known(civilians, "civilians_killed", name), known(deaths, "killed", name),
               known(largest, "largest_incident", name),
               tuple(found[name] for found in others if name in found))
        for quarter, name, figure in zip(wanted, map(str, wanted), mission, strict=True)
    )  # fmt: skip


def beside(quarter: Quarter) -> Beside:
    """Return one quarter in every source."""
    return side_by_side(quarter)[0]


def _by_quarter(found: Incidents, wanted: tuple[Quarter, ...], what: str = "victims") -> dict[str, Estimate]:
    return {item.period: item for item in found.series(min(wanted), max(wanted), what)}


def ratio(killed: Estimate, events: Estimate) -> Estimate:
    """Return the mission's killed over a count of event data.

    A comparison of two records, not of two counts of one thing: it says how far the records differ
    and nothing of which is nearer to the truth. Status ``undefined`` where either is unknown or the
    event data count none.
    """
    common: dict[str, Any] = {
        "period": killed.period, "inputs": (killed, events),
        "sources": union(killed.sources, events.sources), "notes": killed.notes,
    }  # fmt: skip
    if not killed.stated or not events.value:
        return Estimate(measure="ratio_of_sources", unit="ratio", status="undefined", **common)
    value = float(killed) / float(events)
    return stated("ratio_of_sources", value, "ratio", formula=f"{killed.value} / {events.value}", **common)


def windows(quarter: Quarter | None = None) -> tuple[Estimate, ...]:
    """Return the killed that reports of the Secretary-General count, each over a window of its own.

    A series of its own: other windows, other counts; never joined to the notes or compared with them.

    Parameters
    ----------
    quarter : Quarter, optional
        Only windows that touch it; one that a page does not date is that of its report.

    Examples
    --------
    >>> [f"{item.period}: {item.value}" for item in windows(Quarter(2021, 4))]
    ['2021-07-01..2022-06-30: 1556', '2021-10-01..2021-12-15: 80']
    """
    table = facts()
    counted = table.series.eq(WINDOWS) & table.what.eq("killed") & table.dimension.ne("sex_age")
    rows: list[Any] = list(table[counted].itertuples())
    reports = {_report(row.document): row.period for row in rows if ".." in row.period}
    return tuple(
        Estimate(measure="killed", value=row.reads or row.value, unit=row.unit, period=row.period,
                 group=row.group, inclusion=row.inclusion, qualifier=row.qualifier, sources=tuple(row.rows))
        for row in sorted(rows, key=lambda row: str(row.period))
        if quarter is None
        or _touches(row.period if ".." in row.period else reports.get(_report(row.document), ""), quarter)
    )  # fmt: skip


def added_up_by(window: Estimate) -> str:
    """Return who added up the reports that a window spans; "" where one report counts it.

    Examples
    --------
    >>> added_up_by(windows()[0])
    'US State Department'
    """
    table = facts()
    documents = table.document[table.rows.map(lambda rows: rows == window.sources)]
    found = re.search(r"as summed by (.+?)\)", " ".join(documents))
    return found[1] if found else ""


def _report(document: str) -> str:
    symbol = re.search(r"S/\d{4}/\d+", document, re.ASCII)
    return symbol[0] if symbol else document


def _touches(window: str, quarter: Quarter) -> bool:
    first, _, last = window.partition("..")
    return bool(last) and month_quarter(first) <= quarter <= month_quarter(last)


def partings(quarter: Quarter | None = None) -> list[dict[str, str]]:
    """Return what is known of why the records part: rows of ``data/minusma/partings.csv``."""
    rows: list[Any] = read_table("partings").to_dict("records")
    return [row for row in rows if quarter is None or row["from"] <= str(quarter) <= row["to"]]


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
    formula = f"{row.final} / {row.candidate}"
    return stated(
        "growth", int(row.final) / int(row.candidate), "ratio", formula=formula, inputs=inputs, **common
    )
