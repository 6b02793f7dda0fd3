"""Tables of incidents, of cells or of quarterly sums, by the name a person gives them."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.errors import InputError
from analysis.measure.change import Change, borrowed_change, change_between, pooled_dispersion
from analysis.measure.counts import Counts, count_quarter
from analysis.measure.estimate import Estimate, exact
from analysis.measure.events import NATIONAL
from analysis.measure.published import Comparison, compare
from analysis.quarter import Quarter, quarter_range
from analysis.record.cells import about, month_range, names, read_cells
from analysis.record.dates import month_quarter, quarter_of, read_day
from analysis.record.ledger import facts
from analysis.record.store import home, read_table

MISSION = "mission"
LEFT_OUT = {"moura_left_out"}  # notes on figures that leave events out


@dataclass(frozen=True, slots=True)
class Incidents:
    """A table that changes can be computed from, with what its numbers count.

    Parameters
    ----------
    rows : tuple of mappings
        As for `analysis.measure.change.change_between`.
    label : mapping
        ``unit``, ``inclusion`` and ``sources`` of its estimates.
    covers : tuple of Quarter
        Quarters that the source covers entirely: one without a row had no incident.
    """

    rows: tuple[Mapping[str, Any], ...]
    label: Mapping[str, Any]
    covers: tuple[Quarter, ...] = ()

    def change(self, earlier: Quarter, later: Quarter) -> Change:
        """Return the change from one quarter to another."""
        none = {earlier, later} <= set(self.covers)
        return change_between(self.rows, earlier, later, absent_means_none=none, **self.label)

    def counts(self, quarter: Quarter) -> Counts:
        """Return the four numbers of a quarter."""
        return count_quarter(self.rows, quarter, absent_means_none=quarter in self.covers)

    def series(self, first: Quarter, last: Quarter, what: str = "victims") -> tuple[Estimate, ...]:
        """Return ``victims``, ``incidents`` or the ``largest`` incident's victims of each covered quarter."""
        quarters = [item for item in quarter_range(first, last) if item in self.covers]
        tallies = [(str(item), self.counts(item).tally) for item in quarters]
        unit = "incidents" if what == "incidents" else self.label["unit"]
        measure = "largest_incident" if what == "largest" else unit
        label = {**self.label, "unit": unit, "measure": measure, "basis": "computed"}
        values = ((exact(f"{getattr(tally, what):.15g}"), name) for name, tally in tallies)
        return tuple(Estimate(value=value, period=name, **label) for value, name in values)


def incidents_of(source: str) -> Incidents:
    """Read a table by its name.

    Parameters
    ----------
    source : str
        ``ucdp_mali_quarterly`` (quarterly sums for Mali: events, deaths and the largest event), the
        name of imported cells (persons killed), or the path of a CSV file with ``victims`` and
        ``quarter`` or ``date``, one row per incident.

    Raises
    ------
    InputError
        For a name that is none of these, or a file that cannot be read.

    Examples
    --------
    >>> found = incidents_of("ucdp_mali_quarterly").change(Quarter(2022, 1), Quarter(2022, 2))
    >>> found.percent.formula, found.notes
    ('100 x (686 - 1758) / 1758 = -61.0', ('bounded_interval',))
    """
    if source == NATIONAL:
        return _national()
    if source in names(home() / "data"):
        return _imported(source)
    path = Path(source)
    if path.suffix.lower() == ".csv" or path.is_file():
        return Incidents(tuple(_rows(path)), {"unit": "victims", "sources": (path.name,)})
    known = ", ".join((NATIONAL, MISSION, *names(home() / "data")))
    raise InputError(f"{source[:60]!r} is no source: expected {known} or the path of a CSV file, name one.")


def _national() -> Incidents:
    names = {"events": "incidents", "deaths_best": "victims_best", "largest_event_deaths": "largest"}
    table = read_table(NATIONAL).rename(columns=names)
    rows: Any = table.assign(lethal=table.incidents).to_dict("records")
    label = {"unit": "deaths", "inclusion": "events_ucdp", "sources": (NATIONAL,)}
    return Incidents(tuple(rows), label, tuple(map(Quarter.parse, table.quarter)))


def _imported(name: str) -> Incidents:
    cells, told = read_cells(name, home() / "data"), about(name, home() / "data")
    names = {"lethal_incidents": "lethal", "largest_incident": "largest"}
    rows: Any = cells[cells.outcome.eq("killed")].rename(columns=names).to_dict("records")
    months = Counter(month_quarter(month) for month in month_range(*told["months"]))
    covers = tuple(quarter for quarter, known in months.items() if known == 3)
    rule = f"events_{told['source']}" + "_preliminary" * told.get("preliminary", False)
    label = {"unit": "killed", "inclusion": rule, "sources": (name,)}
    return Incidents(tuple(rows), label, covers)


def _rows(path: Path) -> list[dict[str, Any]]:
    rows = _read(path)
    for line, row in enumerate(rows, start=2):
        given = row.get("quarter") or row.get("date") or ""
        day = read_day(given)
        if day is None:
            raise InputError(
                f"{path.name}, line {line}: {given[:30]!r} is no quarter or date: expected a column quarter"
                " (2022Q1) or date (2022-02-28), correct the row."
            )
        if not re.fullmatch(r"\s*\d{1,9}\s*", row["victims"] or "", re.ASCII):
            raise InputError(
                f"{path.name}, line {line}, column victims: {row['victims']!r} found; expected a whole number"
                " of 0 or more, correct the row or leave it out and say so."
            )
        row["quarter"] = quarter_of(day)
    return rows


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            if "victims" not in (reader.fieldnames or ()):
                raise InputError(f"{path.name}, line 1: no column 'victims'; name the columns so.")
            return list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise InputError(f"{path.name} cannot be read ({reason}): expected a CSV file in UTF-8.") from None


@dataclass(frozen=True, slots=True)
class PublishedChange:
    """A change between two published totals: no interval can be computed from them.

    Parameters
    ----------
    comparison : Comparison
        What was published, and what can be computed or must be refused.
    computed : Estimate or None
        The change of the leading figures, or else of the sums of the three outcomes.
    borrowed : tuple of Estimate
        The same change read with the dispersion of the event data, the least and the most that it
        can be; empty where nothing can be computed. Never more than a reading. A quarter of which
        the publication leaves events out does not lend, for its event data hold them.
    """

    comparison: Comparison
    computed: Estimate | None
    borrowed: tuple[Estimate, ...]


def published_change(earlier: Quarter, later: Quarter) -> PublishedChange:
    """Return the change between two published totals with the readings on borrowed dispersion.

    Examples
    --------
    >>> found = published_change(Quarter(2022, 1), Quarter(2022, 2))
    >>> found.computed.formula, [item.basis for item in found.borrowed]
    ('100 x (467 - 757) / 757 = -38.3', ['borrowed', 'borrowed'])
    """
    if earlier == later:
        raise InputError(f"both quarters are {later}: a change needs two different quarters, name another.")
    found = compare(facts(), later, earlier)
    computed = found.computed if found.computed is not None else found.like_for_like
    return PublishedChange(found, computed, borrowed_readings(computed) if computed else ())


def borrowed_readings(computed: Estimate) -> tuple[Estimate, ...]:
    """Read a change between two published totals with the dispersion of the event data of its quarters.

    The least and the most that it can be; empty where the change has no value. A quarter of which the
    publication leaves events out does not lend, for its event data hold them.

    Examples
    --------
    >>> now, before = (Estimate(measure="killed", value=value, unit="victims", period=period)
    ...                for value, period in ((174, "2022Q4"), (243, "2022Q3")))
    >>> from analysis.measure.estimate import change
    >>> [item.high > 0 for item in borrowed_readings(change(now, before))]
    [True, True]
    """
    if not computed.stated:
        return ()
    lender = incidents_of(NATIONAL)
    whole = [item.period for item in computed.inputs if not set(item.notes) & LEFT_OUT]
    lent = pooled_dispersion(*(lender.counts(Quarter.parse(period)).tally for period in whole))
    now, before = computed.inputs
    return tuple(borrowed_change(now, before, dispersion, NATIONAL) for dispersion in lent)
