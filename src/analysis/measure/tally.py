"""What an interval needs to know of the incidents of a quarter: numbers that cells keep, and their sums."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from analysis.errors import InputError
from analysis.quarter import Quarter
from analysis.record.cells import contagion

if TYPE_CHECKING:
    import pandas as pd

FEW_INCIDENTS = 15
LARGE = 0.2  # share of a quarter's victims above which one incident may dominate
SUMS = ["lethal_incidents", "victims_best", "sum_squares", "largest_incident"]  # in the words of cells
TALLY = [*SUMS, "contagion"]
# What is taken of months before any is seen: a chi-square and its degrees of freedom. It weighs as two
# quarters do, at the 1.7 to 2.2 that UCDP's events in Mali have had since 2018.
PRIOR = (8.0, 4.0)

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
    contagion : float
        Variance of the number of incidents over its mean: 1 where they come independently.

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
    contagion: Any = 1.0

    @classmethod
    def of(cls, sizes: Iterable[float], contagion: float = 1.0) -> Tally:
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
        top = sizes.max(initial=0)
        return cls(*map(float, (sizes.size, sizes.sum(), (sizes**2).sum(), top, contagion)))

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

    @property
    def variance(self) -> Any:
        """Variance of D: of sizes, S, and of the number of incidents, (contagion - 1) D^2 / n."""
        spread = (self.contagion - 1) * over(self.victims * self.victims, self.incidents)
        return self.squares + np.where(np.asarray(self.incidents) > 0, spread, 0.0)[()]

    def without_largest(self) -> Tally:
        """Return the tally without its largest incident.

        The largest of the rest is not kept: the largest that the other numbers allow is taken, which only
        widens the interval.
        """
        squares = max(self.squares - self.largest**2, 0.0)
        victims = max(self.victims - self.largest, 0.0)
        room = victims - max(self.incidents - 2, 0) if self.incidents >= 2 else 0.0
        most = max(min(self.largest, math.sqrt(squares), room), 0.0)
        return Tally(max(self.incidents - 1, 0), victims, squares, most, self.contagion)


def singles(victims: float, contagion: float = 1.0) -> Tally:
    """Return the tally in which each victim is an incident of its own (plain Poisson, if not contagious)."""
    return Tally(victims, victims, victims, np.minimum(victims, 1), contagion)


def pooled(months: Iterable[Sequence[float]]) -> float:
    """Return how contagious the incidents of a series are: variance over mean of their number, 1 or more.

    Parameters
    ----------
    months : iterable of (chi-square, degrees of freedom)
        From `analysis.record.cells.contagion`, of the imports of one source; with none, 2 is taken.

    Examples
    --------
    >>> pooled([]), pooled([(98.5, 56)])
    (2.0, 1.775)
    """
    chi, freedom = map(sum, zip(PRIOR, *months, strict=True))
    return max(1.0, chi / freedom)


@quietly
def doubts(one: Tally, two: Tally) -> dict[str, Any]:
    """Say why the interval of a ratio of victims is not to be trusted, element by element.

    ``few_incidents``: under 15 in a quarter. ``one_incident_dominates``: one incident has more than a
    fifth of the victims of its quarter and more than all of the other quarter. Elsewhere the interval
    covers as it says (``benchmarks/coverage.py``).

    Examples
    --------
    >>> [name for name, found in doubts(Tally.of([2] * 20 + [60]), Tally.of([2] * 20)).items() if found]
    ['one_incident_dominates']
    """
    heavy = [(a.largest > LARGE * a.victims) & (a.largest > b.victims) for a, b in ((one, two), (two, one))]
    few = np.minimum(one.incidents, two.incidents) < FEW_INCIDENTS
    return {"few_incidents": few[()], "one_incident_dominates": np.logical_or(*heavy)[()]}


@quietly
def over(numerator: Any, denominator: Any) -> Any:
    """Divide, element by element; nan where it cannot be divided."""
    return np.where(np.asarray(denominator) > 0, np.divide(numerator, denominator), np.nan)[()]


def tallies(table: pd.DataFrame | Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Add up a table of incidents or cells by quarter.

    Parameters
    ----------
    table : DataFrame or iterable of mappings
        One row per incident (``quarter``, ``victims`` and, where it is known, ``date``, by whose months
        `pooled` says how contagious incidents are), or cells (``quarter``, ``lethal_incidents``,
        ``victims_best``, ``largest_incident`` and, where it is known, ``sum_squares``); no incident may be
        in two cells.

    Returns
    -------
    pandas.DataFrame
        By quarter ``lethal_incidents`` (those with victims), ``victims_best``, ``sum_squares`` (of victims
        per incident; nan where a cell lacks it), ``largest_incident`` and ``contagion``: the five of a
        `Tally`.

    Raises
    ------
    InputError
        For a missing column, no quarter, or a value that is no number of 0 or more; it names the row.

    Examples
    --------
    >>> rows = [{"quarter": "2022Q1", "victims": v} for v in (10, 5, 0)]
    >>> tallies(rows).loc["2022Q1"].astype(int).tolist()
    [2, 15, 125, 10, 2]
    """
    import pandas as pd

    frame = pd.DataFrame(table if isinstance(table, pd.DataFrame) else list(table)).reset_index(drop=True)
    single = "victims_best" not in frame
    needed = ["victims"] if single else [name for name in SUMS if name != "sum_squares"]
    if lacking := [name for name in ("quarter", *needed) if name not in frame]:
        raise InputError(
            f"row 1 has no column {lacking[0]!r}: expected quarter and victims per incident, or cells with"
            f" quarter, {', '.join(SUMS)}; name the columns so."
        )
    strict = ("victims", "victims_best")  # the others may not be told, as by sums of months
    counts = frame.reindex(columns=needed if single else SUMS)
    made = pd.DataFrame({name: _numbers(counts[name], missing=name not in strict) for name in counts})
    made["quarter"] = [_quarter(given, line) for line, given in enumerate(frame["quarter"], 1)]
    if single:
        size = made["victims"]
        made = made.assign(lethal_incidents=1.0 * (size > 0), victims_best=size, sum_squares=size**2,
                           largest_incident=size)  # fmt: skip
    # sorted, so that the order of rows cannot change a digit
    groups = made.sort_values(["victims_best", "sum_squares"]).groupby("quarter")
    found = groups[SUMS].agg(whole).assign(largest_incident=groups["largest_incident"].max())
    return found.assign(contagion=pooled(_months(made, frame) if single and "date" in frame else ()))


def _months(made: pd.DataFrame, frame: pd.DataFrame) -> Iterable[Sequence[float]]:
    import pandas as pd

    day = pd.to_datetime(frame["date"]).astype(str)
    ends = Quarter.parse(made.quarter.min()).start, Quarter.parse(made.quarter.max()).end
    rows = made.assign(day=day, lethal=made.lethal_incidents, outcome="")
    return contagion(rows, (str(ends[0]), str(ends[1]))).values()


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
