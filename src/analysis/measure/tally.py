"""What an interval needs to know of the incidents of a quarter: numbers that cells keep, and their sums."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from analysis.errors import InputError
from analysis.quarter import Quarter

if TYPE_CHECKING:
    import pandas as pd

FEW_INCIDENTS = 10
FEW_EFFECTIVE = 4.0  # one incident holds about half of the victims, or more
NAMES = {"lethal": "lethal_incidents", "largest": "largest_incident"}  # as people shorten them
SUMS = [
    "lethal_incidents",
    "victims_best",
    "sum_squares",
    "largest_incident",
]  # a tally, in the words of cells

# What cannot be divided is nan, and is replaced or told.
quietly = np.errstate(divide="ignore", invalid="ignore", over="ignore")


class Tally(NamedTuple):
    """What an interval needs to know of the incidents of a quarter.

    Parameters
    ----------
    incidents : float
        Incidents with at least one victim.
    victims : float
        D, the sum of victims d_i over the incidents.
    squares : float
        Sum of d_i squared; nan where it is not known.
    largest : float
        The largest d_i.
    second : float
        The second largest; nan where it is not known, as in a cell.

    Notes
    -----
    Each field may be an array, and every function below then works element by element.

    Examples
    --------
    >>> quarter = Tally.of([10, 5, 1, 1, 1])
    >>> print(quarter.victims, quarter.squares, f"{quarter.dispersion:.4f}", quarter.effective)
    18.0 128.0 7.1111 2.53125
    """

    incidents: Any
    victims: Any
    squares: Any
    largest: Any
    second: Any = math.nan

    @classmethod
    def of(cls, sizes: Iterable[float]) -> Tally:
        """Sum up victims per incident; incidents without a victim are left out.

        Raises
        ------
        InputError
            For a size that is missing, negative or too large to square.
        """
        given = np.asarray(list(sizes), dtype=float)
        wrong = np.flatnonzero(~((given >= 0) & (given < 1e150)))
        if wrong.size:
            raise InputError(
                f"victims of incident {wrong[0] + 1} are {given[wrong[0]]}: expected a number of 0 or more,"
                " correct it or leave the incident out and say so."
            )
        sizes = np.sort(given[given > 0])  # sorted, so that the order of rows cannot change a digit
        top, second = [*sizes[::-1], 0, 0][:2]
        return cls(*map(float, (sizes.size, sizes.sum(), (sizes**2).sum(), top, second)))

    def check(self, where: str) -> Tally:
        """Return itself, or raise `InputError` where no set of incidents has these numbers."""
        n, total, squares, largest = (float(item) for item in self[:4])
        slack = 1e-9 * max(squares, 1.0)
        possible = (
            min(n, total, squares, largest) >= 0
            and total <= n * largest * (1 + 1e-9)
            and total**2 <= (squares + slack) * n
            and largest**2 <= squares + slack
            and squares <= total * largest + slack
        )
        if not possible or (n > 0) != (total > 0):
            raise InputError(
                f"{where}: no incidents have number {n:g}, victims {total:g}, sum of squares {squares:g} and"
                f" largest {largest:g}: expected the four of one set of incidents, so count them again."
            )
        return self

    @property
    def dispersion(self) -> Any:
        """Variance over mean, sum of squares / D: 1 when every incident has one victim."""
        return over(self.squares, self.victims)

    @property
    def effective(self) -> Any:
        """Effective number of independent cases, D squared / sum of squares."""
        return over(self.victims * self.victims, self.squares)

    def without_largest(self) -> Tally:
        """Return the tally without its largest incident.

        Of a cell, which does not keep the largest of the rest, the largest value that the other three
        numbers allow is used (it only widens the interval).
        """
        squares = max(self.squares - self.largest**2, 0.0)
        victims = max(self.victims - self.largest, 0.0)
        room = victims - max(self.incidents - 2, 0) if self.incidents >= 2 else 0.0
        most = max(min(self.largest, math.sqrt(squares), room), 0.0)
        return Tally(
            max(self.incidents - 1, 0), victims, squares, most if math.isnan(self.second) else self.second
        )


def singles(victims: float) -> Tally:
    """Return the tally in which each victim is an incident of its own (plain Poisson)."""
    return Tally(victims, victims, victims, np.minimum(victims, 1))


def warnings_for(*tallies: Tally) -> tuple[str, ...]:
    """Return the ids of the warnings to print with an interval, where it may still be too narrow.

    ``few_incidents``: under 10 in a quarter. ``one_incident_dominates``: fewer than 4 effective
    cases in a quarter of 10 or more incidents, the mark of a tail too heavy for any interval.
    """
    few = any(tally.incidents < FEW_INCIDENTS for tally in tallies)
    heavy = any(tally.incidents >= FEW_INCIDENTS and tally.effective < FEW_EFFECTIVE for tally in tallies)
    return ("few_incidents",) * few + ("one_incident_dominates",) * heavy


@quietly
def over(numerator: Any, denominator: Any) -> Any:
    """Divide, element by element; nan where it cannot be divided."""
    return np.where(np.asarray(denominator) > 0, np.divide(numerator, denominator), np.nan)[()]


def tallies(table: pd.DataFrame | Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Add up a table of incidents or cells by quarter.

    Parameters
    ----------
    table : DataFrame or iterable of mappings
        One row per incident (``quarter``, ``victims``), or cells (``quarter``, ``lethal_incidents``,
        ``victims_best``, ``largest_incident`` and, where it is known, ``sum_squares``); no incident may be
        in two cells.

    Returns
    -------
    pandas.DataFrame
        By quarter ``lethal_incidents`` (those with victims), ``victims_best``, ``sum_squares`` (of victims
        per incident; nan where a cell lacks it), ``largest_incident`` and ``second``, the second largest
        incident, nan for cells: the five of a `Tally`.

    Raises
    ------
    InputError
        For a missing column, no quarter, or a value that is no number of 0 or more; it names the row.

    Examples
    --------
    >>> rows = [{"quarter": "2022Q1", "victims": v} for v in (10, 5, 0)]
    >>> tallies(rows).loc["2022Q1"].astype(int).tolist()
    [2, 15, 125, 10, 5]
    """
    import pandas as pd

    frame = pd.DataFrame(table if isinstance(table, pd.DataFrame) else list(table)).rename(columns=NAMES)
    frame, single = frame.reset_index(drop=True), "victims_best" not in frame
    needed = ["victims"] if single else [name for name in SUMS if name != "sum_squares"]
    if lacking := [name for name in ("quarter", *needed) if name not in frame]:
        raise InputError(
            f"row 1 has no column {lacking[0]!r}: expected quarter and victims per incident, or cells with"
            f" quarter, {', '.join(SUMS)}; name the columns so."
        )
    strict = ("victims", "victims_best")  # the others may not be told, as by sums of months
    frame = frame.reindex(columns=["quarter", *(needed if single else SUMS)])
    made = pd.DataFrame(
        {name: _numbers(frame[name], missing=name not in strict) for name in frame.columns[1:]}
    )
    made["quarter"] = [_quarter(given, line) for line, given in enumerate(frame["quarter"], 1)]
    if single:
        size = made["victims"]
        made = made.assign(
            lethal_incidents=size > 0, victims_best=size, sum_squares=size**2, largest_incident=size
        )
    # sorted, so that the order of rows cannot change a digit
    groups = made.sort_values(["victims_best", "sum_squares"]).groupby("quarter")
    sizes = groups["largest_incident"]
    second = sizes.agg(lambda column: column.nlargest(2)[1:].sum()) if single else math.nan
    return groups[SUMS].agg(whole).assign(largest_incident=sizes.max(), second=second)


def whole(column: pd.Series[float]) -> float:
    """Add up a column; nan where a part of it is not known."""
    return float(column.sum(skipna=False))


def _numbers(column: pd.Series[Any], *, missing: bool) -> pd.Series[float]:
    import pandas as pd

    numbers = pd.to_numeric(column, errors="coerce").astype(float)
    none = column.isna() | column.eq("").fillna(True).astype(bool)
    wrong = ~((numbers >= 0) & (numbers < 1e150)) & ~(missing & none)
    if wrong.any():
        line = int(wrong.argmax())
        shown = repr(given) if isinstance(given := column.iloc[line], str) else given
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
