"""Two or more lists of the same victims: how many are on none. An annex, never a headline.

Needs individual records that have been linked (each victim with the lists that name him or her), a closed
group of victims, and no false or missed links. The number on no list is an extrapolation: it rests on how
lists depend on each other, which no data on the lists alone can tell (Link 2003, Biometrics 59, 1123-1130).
Log-linear models of three and more lists are fitted in the notebook ``annex_lists``, by statsmodels.
"""

import math
from typing import Any

from analysis.errors import InputError
from analysis.measure.estimate import Estimate
from analysis.measure.interval import stated


def chapman(n1: int, n2: int, shared: int, *, period: str = "", **about: Any) -> Estimate:
    """Estimate all victims from two lists, ``(n1 + 1)(n2 + 1)/(m + 1) - 1``.

    Valid for two independent lists with equal chances of being named on at least one of them.
    Interval: log-normal for those on neither list, so never below those seen (Chao 1987,
    Biometrics 43, 783-791). Estimator and variance: Seber 1982, section 3.1.

    Parameters
    ----------
    n1, n2, shared : int
        Victims on the first, on the second, on both lists.

    Raises
    ------
    InputError
        Where the counts cannot be, or no victim is on both lists: totals per list say nothing of it.

    Examples
    --------
    >>> found = chapman(948, 421, 167, period="1970")
    >>> print(found.value, found.formula)
    2382.8 949 x 422 / 168 - 1 = 2382.8
    """
    if not 0 < shared <= min(n1, n2):
        todo = "expected victims on both, at most as many as the shorter list has; link the records first"
        raise InputError(f"lists of {n1} and {n2} with {shared} in common: {todo}.")
    seen, value = n1 + n2 - shared, (n1 + 1) * (n2 + 1) / (shared + 1) - 1
    variance = (n1 + 1) * (n2 + 1) * (n1 - shared) * (n2 - shared) / ((shared + 1) ** 2 * (shared + 2))
    formula = f"{n1 + 1} x {n2 + 1} / {shared + 1} - 1 = {value:.1f}"
    return _total(seen, value - seen, variance, formula=formula, period=period, **about)


def lower_bound(observed: int, once: int, twice: int, *, period: str = "", **about: Any) -> Estimate:
    """Return Chao's lower bound, ``M + f1 (f1 - 1) / (2 (f2 + 1))``.

    A bound on the expected total when victims differ in their chance of being listed; not an
    estimate of it. Chao 1987, Biometrics 43, 783-791; bias-corrected form and its variance: Chao
    2005, Encyclopedia of Statistical Sciences, Species estimation.

    Parameters
    ----------
    observed, once, twice : int
        Victims on at least one list (M), on exactly one (f1), on exactly two (f2).

    Examples
    --------
    Kosovo 1999, four lists.

    >>> print(lower_bound(4400, 3218, 882, period="1999").formula)
    4400 + 3218 x 3217 / (2 x 883) = 10262.0
    """
    if not (once >= 0 and twice >= 0 and once + twice <= observed):
        raise InputError(f"{observed} victims, {once} on one list, {twice} on two, cannot be: count again.")
    missing = once * (once - 1) / (2 * (twice + 1))
    spread = missing + once * (2 * once - 1) ** 2 / (4 * (twice + 1) ** 2)
    spread += once**2 * twice * (once - 1) ** 2 / (4 * (twice + 1) ** 4)
    formula = f"{observed} + {once} x {once - 1} / (2 x {twice + 1}) = {observed + missing:.1f}"
    about = {"qualifier": "at least", "period": period, "formula": formula, **about}
    return _total(observed, missing, spread, **about)


def _total(seen: int, missing: float, variance: float, **about: Any) -> Estimate:
    """Return those seen and those missing, with the log-normal interval of those missing."""
    factor = math.exp(1.959964 * math.sqrt(math.log1p(variance / missing**2 if missing else 0)))
    limits = seen + missing / factor, seen + missing * factor
    return stated("all_victims", seen + missing, "victims", limits, **about)
