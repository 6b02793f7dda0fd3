"""What an interval needs to know of the incidents of a quarter: numbers that cells keep, and their sums."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysis.errors import InputError

FEW_INCIDENTS = 15
LARGE = 0.2  # share of a quarter's victims above which one incident may dominate
TALLY = ["lethal_incidents", "victims_best", "sum_squares", "largest_incident", "contagion"]  # as in cells
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
            For a size that is missing, negative or too large to square; it names the row.
        """
        given = sizes if isinstance(sizes, pd.Series) else pd.Series(list(sizes), dtype=object)
        numbers = pd.to_numeric(given, errors="coerce").astype(float)
        if not (right := (numbers >= 0) & (numbers < 1e150)).all():
            line: Any = right.idxmin()
            what = f"row {line + 1}, column 'victims' holds {given.astype(object)[line]!r}"
            raise InputError(f"{what}: expected a number of 0 or more, correct it or leave the row out.")
        some = np.sort(numbers[numbers > 0])  # sorted, so that the order of rows cannot change a digit
        return cls(*map(float, (some.size, some.sum(), (some**2).sum(), some.max(initial=0), contagion)))

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
