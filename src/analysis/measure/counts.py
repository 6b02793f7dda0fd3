"""From a table of incidents or of cells to the numbers of each quarter that an interval needs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.errors import InputError
from analysis.measure.interval import Tally
from analysis.quarter import Quarter

if TYPE_CHECKING:
    import pandas as pd

NAMES = {"lethal": "lethal_incidents", "largest": "largest_incident"}  # as people shorten them
SUMS = ["incidents", "lethal_incidents", "victims_best", "sum_squares", "largest_incident"]


class Counts(NamedTuple):
    """What a table knows of one quarter.

    `incidents` counts also those without a victim; `second` is the second largest incident, which only a
    table of incidents knows. `tally.squares` is nan where the table keeps no squares, `tally.incidents`
    where it does not tell how many incidents had victims.
    """

    period: str
    incidents: float
    tally: Tally
    second: float | None = None
    label: Mapping[str, Any] = {}

    @classmethod
    def of(cls, period: str, row: Any, **label: Any) -> Counts:
        """Read a row of `tallies`, and check that some incidents have its numbers."""
        numbers = [float(row[name]) for name in SUMS]
        tally, second = Tally(*numbers[1:]), float(row.get("second", math.nan))
        if not any(map(math.isnan, tally)):
            tally.check(f"cells of {period}")
        return cls(period, numbers[0], tally, None if math.isnan(second) else second, label)


def tallies(table: pd.DataFrame | Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Add up a table of incidents or cells by quarter.

    Parameters
    ----------
    table : DataFrame or iterable of mappings
        One row per incident (``quarter``, ``victims``), or cells (``quarter``, ``incidents``,
        ``lethal_incidents``, ``victims_best``, ``largest_incident`` and, where it is known,
        ``sum_squares``); no incident may be in two cells.

    Returns
    -------
    pandas.DataFrame
        By quarter ``incidents``, ``lethal_incidents`` (those with victims), ``victims_best``,
        ``sum_squares`` (of victims per incident; nan where a cell lacks it), ``largest_incident`` and
        ``second``, the second largest incident, nan for cells.

    Raises
    ------
    InputError
        For a missing column, no quarter, or a value that is no number of 0 or more; it names the row.

    Examples
    --------
    >>> rows = [{"quarter": "2022Q1", "victims": v} for v in (10, 5, 0)]
    >>> tallies(rows).loc["2022Q1"].astype(int).tolist()
    [3, 2, 15, 125, 10, 5]
    """
    import pandas as pd

    frame = pd.DataFrame(table if isinstance(table, pd.DataFrame) else list(table)).rename(columns=NAMES)
    single = not {"incidents", "sum_squares"} & {*frame}
    needed = ["victims"] if single else [name for name in SUMS if name != "sum_squares"]
    if lacking := [name for name in ("quarter", *needed) if name not in frame]:
        raise InputError(
            f"row 1 has no column {lacking[0]!r}: expected quarter and victims per incident, or cells with"
            f" quarter, {', '.join(SUMS)}; name the columns so."
        )
    frame = frame.reset_index(drop=True)
    gaps = ("lethal_incidents", "largest_incident")  # sums of months do not tell them
    made = pd.DataFrame({name: _numbers(frame[name], missing=name in gaps) for name in needed})
    made["quarter"] = [_quarter(given, line) for line, given in enumerate(frame["quarter"], 1)]
    if single:
        size = made["victims"]
        made = made.assign(incidents=1, lethal_incidents=size > 0, victims_best=size, sum_squares=size**2,
                           largest_incident=size)  # fmt: skip
    else:
        squares = frame.get("sum_squares", pd.Series(math.nan, frame.index))
        made["sum_squares"] = _numbers(squares.mask(squares.eq("").fillna(True)), missing=True)
    # sorted, so that the order of rows cannot change a digit
    groups = made.sort_values(["victims_best", "sum_squares"]).groupby("quarter")
    found, sizes = groups[SUMS].agg(whole), groups["largest_incident"]
    second = sizes.agg(_second)
    return found.assign(largest_incident=sizes.max(), second=second if single else math.nan)


def whole(column: pd.Series[float]) -> float:
    """Add up a column; nan where a part of it is not known."""
    return float(column.sum(skipna=False))


def _second(column: pd.Series[float]) -> float:
    return float(column.nlargest(2).iloc[1]) if len(column) > 1 else 0.0


def _numbers(column: pd.Series[Any], *, missing: bool = False) -> pd.Series[float]:
    import pandas as pd

    numbers = pd.to_numeric(column, errors="coerce").astype(float)
    wrong = ~((numbers >= 0) & (numbers < 1e150)) & ~(missing & column.isna())
    if wrong.any():
        line = int(wrong.argmax())
        given = column.iloc[line]
        shown = repr(given) if isinstance(given, str) else str(given)
        raise InputError(
            f"row {line + 1}, column {column.name!r} holds {shown}: expected a number of 0 or"
            " more, correct it or leave the row out and say so."
        )
    return numbers


def _quarter(given: object, line: int) -> str:
    try:
        return str(Quarter.parse(str(given)))
    except InputError as error:
        raise InputError(f"row {line}, column 'quarter': {error}") from None
