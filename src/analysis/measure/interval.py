"""An interval that covers: ratios of victims who come in incidents.

The chain is short. Victims of a quarter are a compound sum, so its variance is estimated by the sum
of squares of victims per incident, and by what the number of incidents varies more than independent
ones do. A gamma distribution with that mean and variance gives exact-like limits for a total (Fay and
Feuer 1997), the ratio of two gammas is an F distribution (Fay 1999), and the uncertainty of the
variance itself stretches both limits by the ratio of a Student to a normal quantile (Satterthwaite
1946). All of it needs four numbers per quarter, which a table of cells keeps (incidents, victims, sum
of squares, largest incident), and one for the series: how contagious incidents are.
"""

import math
from decimal import Decimal
from typing import Any

import numpy as np
from scipy.special import fdtri, ndtri, stdtrit  # quantiles of F, normal and Student, without a check each

from analysis.errors import InputError
from analysis.measure.estimate import Estimate
from analysis.measure.tally import Tally, over, quietly

ALPHA = 0.05
Z = 1.959963984540054  # standard normal, upper 2.5 %
GRID = 41  # sums of squares tried between the least and the most clustered arrangement

Limits = tuple[Any, Any]
NO_LIMITS: Limits = (math.nan, math.nan)


def ratio_interval(later: Tally, earlier: Tally, level: float = 0.95) -> Limits:
    r"""Return the interval of a ratio of victims, later over earlier, that allows for incidents.

    .. math::

        L &= \frac{D_1}{D_0 + w_0} F_{\alpha/2}(2 a_1, 2 b_0)^g, \quad
        U = \frac{D_1 + w_1}{D_0} F_{1-\alpha/2}(2 b_1, 2 a_0)^g \\
        V &= S + (\psi - 1) D^2 / n, \quad w = \psi D / n, \\
        a &= D^2 / V, \quad b = (D + w)^2 / (V + w^2), \quad g = t_{1-\alpha/2}(\nu) / z_{1-\alpha/2}

    with D victims in n incidents, S the sum of squares, psi the contagion, w added because more could
    have happened, and nu the degrees of freedom of V1 / D1^2 + V0 / D0^2.

    Parameters
    ----------
    later, earlier : Tally
        Of two quarters (or two groups) with no incident in common. Without an incident in one,
        its mean incident is taken from the other.
    level : float
        Nominal coverage.

    Returns
    -------
    low, high : float or ndarray
        Ratio, without unit. 0 below where the later quarter is empty, infinity above where the
        earlier is; nan where both are.

    Notes
    -----
    *Hypotheses.* Within a quarter the number of incidents varies psi times as much as a Poisson variable
    (`analysis.measure.tally.pooled`); their sizes are independent of each other. The two quarters may
    differ in both.

    *Validity.* ``benchmarks/coverage.py``: 93 to 97 % with 20 to 80 incidents a quarter, psi of 1, 2 and 3,
    sizes geometric, log-normal (s = 1.2, 1.8), Pareto (1.5, 2, 2.5) and mixed with massacres, wherever
    `analysis.measure.tally.doubts` has none. Too narrow (85 to 92 %) under about 15 incidents and where the
    tails of the two quarters are very unlike. With psi = 1 and all incidents of one size it is the exact
    conditional interval (Clopper-Pearson).

    *Source.* Fay 1999, Communications in Statistics 28, 2141-2160 (F interval for directly
    standardised rates, w the largest weight); the mean in its place: Tiwari, Clegg and Zou 2006,
    Statistical Methods in Medical Research 15, 547-569; degrees of freedom: Satterthwaite 1946,
    Biometrics Bulletin 2, 110-114.

    Examples
    --------
    >>> low, high = ratio_interval(Tally.of([10, 5, 1, 1, 1]), Tally.of([3, 3, 2, 1, 1, 1]))
    >>> print(f"{low:.2f} {high:.2f}")
    0.16 10.11
    """
    if not 0 < level < 1:
        told = f"the level of an interval is {level}: expected a number between 0 and 1, such as 0.95."
        raise InputError(told)
    low, high = map(np.exp, _log_limits(later, earlier, (1 - level) / 2))
    return low[()], high[()]


@quietly
def _log_limits(later: Tally, earlier: Tally, tail: Any) -> Limits:
    # Victims in units of the largest incident: the ratio has no unit, powers stay small.
    unit = np.maximum(np.maximum(later.largest, earlier.largest), 1e-300)
    one, two = (Tally(tally.incidents, tally.victims / unit, tally.squares / unit / unit,
                      tally.largest / unit, tally.contagion) for tally in (later, earlier))  # fmt: skip
    stretch = _stretch((one, two), tail)
    # The upper limit of a ratio is the lower one of the ratio turned round.
    return _log_lower(one, two, tail, stretch), -_log_lower(two, one, tail, stretch)


def _log_lower(one: Tally, two: Tally, tail: Any, stretch: Any) -> Any:
    means = (over(side.victims, side.incidents) for side in (two, one))
    w = two.contagion * np.where(two.victims > 0, *means)
    a, b = over(one.victims**2, one.variance), over((two.victims + w) ** 2, two.variance + w**2)
    low = np.log(one.victims) - np.log(two.victims + w) + stretch * np.log(fdtri(2 * a, 2 * b, tail))
    return np.where(one.victims > 0, low, np.where(two.victims > 0, -np.inf, np.nan))


@quietly
def ratio_p(later: Tally, earlier: Tally, null: float = 1.0) -> Any:
    """Return the two-sided p-value that belongs to `ratio_interval`.

    The largest alpha at whose interval the ratio `null` still lies inside, found by halving a bracket
    of its logarithm that ends at 0.05: it is below 0.05 exactly where the 95 % interval leaves `null`
    out. Not below 1e-15; nan where both quarters are empty.

    Examples
    --------
    Fay's example for R's ``rateratio.test``, single cases: 2 of 17,877 against 9 of 16,660.

    >>> print(f"{ratio_p(Tally.of([1] * 2), Tally.of([1] * 9), null=17877 / 16660):.4f}")
    0.0501
    """
    target = math.log(null)

    def held(log_alpha: Any) -> Any:
        low, high = _log_limits(later, earlier, np.exp(log_alpha) / 2)
        return ~(low > target) & ~(high < target)  # nan: so far out that its digits are lost

    edge = math.log(ALPHA)
    within = held(edge)
    inside, outside = np.where(within, edge, math.log(1e-15)), np.where(within, 0.0, edge)
    for _ in range(40):
        middle = (inside + outside) / 2
        kept = held(middle)
        inside, outside = np.where(kept, middle, inside), np.where(kept, outside, middle)
    p = np.where(inside > -1e-9, 1.0, np.maximum(np.exp(inside), ALPHA * within))
    return np.where((later.victims > 0) | (earlier.victims > 0), p, np.nan)[()]


def six_digits(number: float) -> Decimal | None:
    """Round to six significant digits, so that no platform's last bits show; None if not finite."""
    return Decimal(f"{number:.6g}").normalize() + 0 if math.isfinite(number) else None


def stated(measure: str, value: float, unit: str, limits: Limits = NO_LIMITS, **more: Any) -> Estimate:
    """Return a computed estimate to six digits: undefined, or without a limit, where that is not finite."""
    given, low, high = (six_digits(number) for number in (value, *limits))
    more = {"status": "undefined" if given is None else "stated", "basis": "computed", **more}
    return Estimate(measure=measure, value=given, low=low, high=high, unit=unit, **more)


@quietly
def fourth_powers(tally: Tally) -> Any:
    """Return the largest sum of d_i^4 that four known numbers of the incidents allow.

    For d in [0, largest] it is reached by p incidents of the largest size and all others of one
    size x (the upper principal representation: Karlin and Studden 1966), which follow from
    number, sum and sum of squares.
    """
    n, total, squares, largest = (np.asarray(item, dtype=float) for item in tally[:4])
    x = np.maximum((largest * total - squares) / (n * largest - total), 0.0)
    p = np.maximum(squares - 2 * x * total + n * x**2, 0.0) / (largest - x) ** 2
    return np.where(n * largest - total > 1e-9 * total, p * largest**4 + (n - p) * x**4, n * largest**4)[()]


@quietly
def _stretch(tallies: tuple[Tally, ...], tail: Any) -> Any:
    """Return g = t / z: the sum of squares is known only as well as its fourth powers allow."""
    spread, error = 0.0, 0.0
    for one in tallies:
        # Given n incidents: with equal sizes nothing is uncertain but their number, and g is 1.
        fourth = np.maximum(fourth_powers(one) - np.nan_to_num(over(one.squares**2, one.incidents)), 0.0)
        spread = spread + np.nan_to_num(over(one.variance, one.victims**2))
        error = error + np.nan_to_num(over(over(fourth, one.victims**2), one.victims**2))
    freedom = np.where(error > 0, 2 * spread**2 / error, np.inf)
    return stdtrit(freedom, tail) / ndtri(tail)


def arrangements(incidents: float, victims: float, largest: float) -> tuple[float, float]:
    """Return the least and the most that the sum of squares per incident can be.

    Whole victims, at least one per incident, and one incident of the largest size. Least: all
    others as equal as can be. Most: as many of the largest size as can be, all but one of the
    others with one victim.

    Examples
    --------
    Six victims in three incidents, the largest with three: 3, 2, 1 is the only way.

    >>> arrangements(3, 6, 3)
    (14.0, 14.0)
    >>> arrangements(5, 18, 10)
    (116.0, 128.0)
    """
    n, total, top = (int(item) for item in (incidents, victims, largest))
    whole = (n, total, top) == (incidents, victims, largest)
    if not (whole and n >= bool(top) and max(n, n + top - 1) <= total <= n * top):
        what = f"{incidents:g} incidents with {victims:g} victims, the largest with {largest:g}, cannot be"
        raise InputError(f"{what}: count them again.")
    each, over = divmod(total - top, max(n - 1, 1))
    least = top**2 + over * (each + 1) ** 2 + (n - 1 - over) * each**2
    full, left = divmod(total - n, max(top - 1, 1))
    most = full * top**2 + (n - full) + (left + 1) ** 2 - 1
    return float(least), float(most)


def arrangement_bounds(later: Tally, earlier: Tally) -> tuple[Limits, Limits]:
    """Return the widest and the narrowest interval that any arrangement of victims allows.

    For cells that keep only the number of incidents, their victims and the largest. The interval
    is computed for 41 x 41 sums of squares between those of `arrangements`.
    """

    def tried(tally: Tally) -> Any:
        known = math.isfinite(tally.squares)
        least, most = (tally.squares,) * 2 if known else arrangements(tally.incidents, *tally[1:4:2])
        return np.linspace(least, most, GRID)

    one, two = later._replace(squares=tried(later)[:, None]), earlier._replace(squares=tried(earlier))
    low, high = ratio_interval(one, two)
    return (float(low.min()), float(high.max())), (float(low.max()), float(high.min()))
