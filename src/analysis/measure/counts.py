"""From a table of incidents or of cells to the four numbers that an interval needs."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from analysis.errors import InputError
from analysis.measure.interval import Tally
from analysis.quarter import Quarter

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Counts:
    """What a table knows of one quarter or group; `tally.squares` is nan where it keeps none.

    `incidents` counts also those without a victim; `second` is the second largest incident, which
    only a table of incidents knows.
    """

    name: str
    incidents: int
    tally: Tally
    second: float | None = None


def count(
    table: Any, name: str, wanted: Callable[[Row, int], bool], counted_by: str = "lethal"
) -> Counts | None:
    """Add up the rows of a table that are `wanted`; None where there is no such row.

    Parameters
    ----------
    table : DataFrame or iterable of mappings
        Incidents (``victims``) or cells (``incidents``, `counted_by`, ``victims_best``,
        ``sum_squares``, ``largest``). Cells are added up: no incident may be in two of them.
    name : str
        What the rows have in common, for labels and messages.
    wanted : callable
        Given a row and its number from 1, whether it counts.
    counted_by : str
        Column of cells with the number of incidents that have victims of this kind.

    Raises
    ------
    InputError
        For a missing column, a value that is no number of 0 or more, or cells whose numbers no
        incidents give.

    Examples
    --------
    >>> rows = [{"place": "Mopti", "victims": 4}, {"place": "Gao", "victims": 1}]
    >>> count(rows, "Mopti", lambda row, line: row["place"] == "Mopti").tally.squares
    16.0
    """
    rows: list[Row] = list(table.to_dict("records") if hasattr(table, "to_dict") else table)
    chosen = [(row, line) for line, row in enumerate(rows, start=1) if wanted(row, line)]
    if not chosen:
        return None

    def column(what: str) -> list[float]:
        return [_amount(row, what, line) for row, line in chosen]

    if not any("incidents" in row or "sum_squares" in row for row in rows):
        sizes = sorted(column("victims"), reverse=True)
        return Counts(name, len(sizes), Tally.of(sizes), sizes[1] if len(sizes) > 1 else 0.0)
    known = not any(absent(row.get("sum_squares")) for row, _ in chosen)
    squares = math.fsum(column("sum_squares")) if known else math.nan
    lethal, victims = (math.fsum(column(what)) for what in (counted_by, "victims_best"))
    tally = Tally(lethal, victims, squares, max(column("largest")))
    if known:
        tally.check(f"cells of {name}")
    return Counts(name, int(math.fsum(column("incidents"))), tally)


def count_quarter(
    table: Any, quarter: Quarter, counted_by: str = "lethal", absent_means_none: bool = False
) -> Counts:
    """Add up the rows of one quarter; without a row it is an error, or none if the table covers it.

    Examples
    --------
    >>> count_quarter([{"quarter": "2021Q2", "victims": 3}], Quarter(2021, 2)).tally.victims
    3.0
    """
    found = count(table, str(quarter), lambda row, line: quarter_of(row, line) == quarter, counted_by)
    if found is None and not absent_means_none:
        raise InputError(
            f"{quarter} has no row in the table: no row is not the same as no incident, so supply the quarter"
            " or state that the table covers it (absent_means_none)."
        )
    return found or Counts(str(quarter), 0, Tally.of([]))


def field(row: Row, name: str, line: int) -> Any:
    """Return a field of a row, or raise `InputError` with the row's number."""
    if name not in row:
        raise InputError(
            f"row {line} has no column {name!r}: expected quarter and victims per incident, or cells with"
            " quarter, incidents, lethal, victims_best and largest; name the columns so."
        )
    return row[name]


def quarter_of(row: Row, line: int) -> Quarter:
    """Return the quarter of a row, or raise `InputError` with the row's number."""
    given = field(row, "quarter", line)
    try:
        return Quarter.parse(given)
    except InputError as error:
        raise InputError(f"row {line}, column 'quarter': {error}") from None


def absent(value: Any) -> bool:
    """Say whether a field holds nothing: None, empty text, nan or the NA of pandas."""
    try:
        return value is None or value == "" or bool(value != value)
    except TypeError:  # the NA of pandas is neither equal nor unequal to itself
        return True


def _amount(row: Row, name: str, line: int) -> float:
    given = field(row, name, line)
    try:
        number = float(given)
    except (TypeError, ValueError):
        number = math.nan
    if not 0 <= number < 1e150:
        raise InputError(
            f"row {line}, column {name!r} holds {given!r}: expected a number of 0 or more, correct it or"
            " leave the row out and say so."
        )
    return number
