"""What an interval needs to know of the incidents of a quarter: four numbers that cells keep."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from analysis.errors import InputError

FEW_INCIDENTS = 10
FEW_EFFECTIVE = 4.0  # one incident holds about half of the victims, or more

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
        Sum of d_i squared.
    largest : float
        The largest d_i.

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
        return cls(*map(float, (sizes.size, sizes.sum(), (sizes**2).sum(), sizes.max(initial=0))))

    def check(self, where: str) -> Tally:
        """Return itself, or raise `InputError` where no set of incidents has these four numbers."""
        n, total, squares, largest = (float(item) for item in self)
        slack = 1e-9 * max(squares, 1.0) if math.isfinite(squares) else math.nan
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

    def without_largest(self, second: float | None = None) -> Tally:
        """Return the tally without its largest incident.

        `second` is the largest of the rest; from a cell, which does not keep it, the largest
        value that the other three numbers allow is used (it only widens the interval).
        """
        squares = max(self.squares - self.largest**2, 0.0)
        victims = max(self.victims - self.largest, 0.0)
        if second is None:
            room = victims - max(self.incidents - 2, 0) if self.incidents >= 2 else 0.0
            second = max(min(self.largest, math.sqrt(squares), room), 0.0)
        return Tally(max(self.incidents - 1, 0), victims, squares, second)


def total_of(item: Tally | float, what: str) -> float:
    """Return the victims of a tally, or the number itself, or raise `InputError` where it is no count."""
    total = float(item.victims if isinstance(item, Tally) else item)
    if not 0 <= total < math.inf:
        raise InputError(f"{what} {total}: expected a number of 0 or more, so count again.")
    return total


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
    return tuple(name for name, holds in (("few_incidents", few), ("one_incident_dominates", heavy)) if holds)


@quietly
def over(numerator: Any, denominator: Any) -> Any:
    """Divide, element by element; nan where it cannot be divided."""
    return np.where(np.asarray(denominator) > 0, np.divide(numerator, denominator), np.nan)[()]
