"""Two or more lists of the same victims: how many are on none. An annex, never a headline.

Needs individual records that have been linked (each victim with the lists that name him or her).
Everything here supposes a closed group of victims, no false links and no missed ones. The number
on no list is an extrapolation: it rests on how lists depend on each other, which no data on the
lists alone can tell (Link 2003, Biometrics 59, 1123-1130); hence the sensitivity and the lower
bound beside every estimate.
"""

from __future__ import annotations

import math
import warnings
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations, product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.errors import InputError
from analysis.measure.estimate import Estimate
from analysis.measure.interval import stated

MOST_LISTS = 5  # 1,024 models
ODDS_RATIOS = (0.5, 1.0, 2.0, 4.0)
Pattern = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Overlaps:
    """Victims by the lists that name them: ``(1, 0, 1)`` is on the first and third, not the second."""

    lists: tuple[str, ...]
    cells: Mapping[Pattern, int]

    def __post_init__(self) -> None:
        wanted = [pattern for pattern in product((0, 1), repeat=len(self.lists)) if any(pattern)]
        if strange := [key for key in self.cells if key not in wanted]:
            raise InputError(
                f"{strange[0]!r} is no overlap of {len(self.lists)} lists: expected patterns such as"
                f" {wanted[-1] if wanted else (1, 1)}; totals per list say nothing of the victims"
                " they share, so link the records first."
            )
        if wrong := [key for key, count in self.cells.items() if not (count >= 0 and count == int(count))]:
            raise InputError(
                f"the overlap {wrong[0]} holds {self.cells[wrong[0]]}: expected a whole number, count again."
            )
        object.__setattr__(self, "cells", {pattern: int(self.cells.get(pattern, 0)) for pattern in wanted})
        if not any(count for pattern, count in self.cells.items() if sum(pattern) > 1):
            raise InputError(
                f"{len(self.lists)} lists with no victim in common: expected two or more that overlap;"
                " nothing can be said of those on none, so leave the estimate out."
            )

    @classmethod
    def of_records(cls, records: Iterable[Mapping[str, Any]], lists: Sequence[str]) -> Overlaps:
        """Count linked records, one per victim, with 0 or 1 in the column of each list."""
        cells: Counter[Pattern] = Counter()
        for line, record in enumerate(records, start=1):
            given = [record.get(name) for name in lists]
            if any(item not in (0, 1) for item in given) or not any(given):
                raise InputError(
                    f"record {line} has {given} for {', '.join(lists)}: expected 0 or 1 and at least one 1"
                    " per victim; link records of individuals, not totals."
                )
            cells[tuple(int(item or 0) for item in given)] += 1
        return cls(tuple(lists), cells)

    @property
    def observed(self) -> int:
        """Victims on at least one list."""
        return sum(self.cells.values())


@dataclass(frozen=True, slots=True)
class Model:
    """One log-linear model; `missing` is None where its estimate does not exist."""

    terms: tuple[str, ...]
    missing: float | None
    error: float
    bic: float
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Averaged:
    """The average over models, and the models: best first, those without an estimate last."""

    total: Estimate
    models: tuple[Model, ...]


def chapman(n1: int, n2: int, shared: int, *, period: str, **label: Any) -> Estimate:
    """Estimate all victims from two lists, ``(n1 + 1)(n2 + 1)/(m + 1) - 1``.

    Valid for two independent lists with equal chances of being named on at least one of them.
    Interval: log-normal for those on neither list, so never below those seen (Chao 1987,
    Biometrics 43, 783-791). Estimator and variance: Seber 1982, section 3.1.

    Parameters
    ----------
    n1, n2, shared : int
        Victims on the first, on the second, on both lists.

    Examples
    --------
    >>> found = chapman(948, 421, 167, period="1970")
    >>> print(found.value, found.formula)
    2382.8 949 x 422 / 168 - 1, SE 129.06
    """
    cells: dict[Pattern, int] = {(1, 1): shared, (1, 0): n1 - shared, (0, 1): n2 - shared}
    seen = Overlaps(("first", "second"), cells).observed
    value = (n1 + 1) * (n2 + 1) / (shared + 1) - 1
    variance = (n1 + 1) * (n2 + 1) * (n1 - shared) * (n2 - shared) / ((shared + 1) ** 2 * (shared + 2))
    formula = f"{n1 + 1} x {n2 + 1} / {shared + 1} - 1, SE {variance**0.5:.2f}"
    return _total(seen, value - seen, variance, formula, period=period, **label)


def dependence(overlaps: Overlaps, *, period: str, **label: Any) -> tuple[Estimate, ...]:
    """Estimate all victims from two lists under dependence, odds ratios of 1/2, 1, 2 and 4.

    Those on neither are ``w n10 n01 / n11``: w above 1 where a victim on one list is likelier to
    be on the other too. Lum and Ball 2015, HRDAG: the data cannot tell w.
    """
    if len(overlaps.lists) != 2 or not overlaps.cells[1, 1]:
        raise InputError(
            f"dependence of {len(overlaps.lists)} lists: expected two that overlap, so choose two."
        )
    one, two, both = (overlaps.cells[pattern] for pattern in ((1, 0), (0, 1), (1, 1)))
    seen, found = overlaps.observed, []
    for odds in ODDS_RATIOS:
        formula = f"{seen} + {odds:g} x {one} x {two} / {both}"
        found.append(_total(seen, odds * one * two / both, math.nan, formula, period=period, **label))
    return tuple(found)


def lower_bound(observed: int, once: int, twice: int, *, period: str, **label: Any) -> Estimate:
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
        raise InputError(
            f"{observed} victims with {once} on one and {twice} on two lists cannot be: expected counts of"
            " 0 or more that fit into the total, count again."
        )
    missing = once * (once - 1) / (2 * (twice + 1))
    spread = missing + once * (2 * once - 1) ** 2 / (4 * (twice + 1) ** 2)
    spread += once**2 * twice * (once - 1) ** 2 / (4 * (twice + 1) ** 4)
    formula = f"{observed} + {once} x {once - 1} / (2 x {twice + 1}) = {observed + missing:.1f}"
    label = {"qualifier": "at least", "period": period, **label}
    return _total(observed, missing, spread, formula, **label)


def log_linear(overlaps: Overlaps, *, period: str, **label: Any) -> Averaged:
    """Estimate all victims from three to five lists, averaged over log-linear models by BIC.

    Poisson regression of the counts of overlap patterns on the lists and each set of pairs of
    lists (Fienberg 1972, Biometrika 59, 591-603); no interaction of three lists, the untestable
    assumption being that of the highest order. exp(intercept) is those on no list. A model whose
    maximum likelihood estimate does not exist is listed without one and gets no weight
    (`exists`). Weights exp(-BIC / 2), Hoeting and others 1999, Statistical Science 14, 382-417;
    average and interval on the logarithm of those on no list, variance within and between models.

    Raises
    ------
    InputError
        For other than three to five lists, or where no model has an estimate.
    """
    number = len(overlaps.lists)
    if not 3 <= number <= MOST_LISTS:
        raise InputError(
            f"{number} lists: expected 3 to {MOST_LISTS}; for two use chapman, join the smallest of more."
        )
    pairs = list(combinations(range(number), 2))
    subsets = chain.from_iterable(combinations(pairs, size) for size in range(len(pairs) + 1))
    # A table that shows that the largest model has an estimate shows it of each smaller one.
    sure = exists(_design(overlaps, pairs), _counts(overlaps))
    models = (_fit(overlaps, subset, sure) for subset in subsets)
    fitted = sorted(models, key=lambda model: (model.bic, model.terms))
    found = [model for model in fitted if model.missing is not None]
    if not found:
        raise InputError(
            "no log-linear model of these lists has an estimate, their overlaps are too sparse: use the lower"
            " bound."
        )
    columns = [(model.missing or 0.0, model.error, model.bic) for model in found]
    missing, errors, prices = np.array(columns).T
    weights = np.exp((prices.min() - prices) / 2)
    weights /= weights.sum()
    centre = weights @ np.log(missing)
    spread = weights @ (errors**2 + (np.log(missing) - centre) ** 2)
    unseen, seen = math.exp(centre), overlaps.observed
    formula = f"{seen} + {unseen:.6g} on no list, {len(found)} of {len(fitted)} models"
    total = _total(seen, unseen, unseen**2 * math.expm1(spread), formula, period=period, **label)
    weighed = [replace(model, weight=float(weight)) for model, weight in zip(found, weights, strict=True)]
    return Averaged(total, (*weighed, *(model for model in fitted if model.missing is None)))


def exists(design: NDArray[np.float64], counts: NDArray[np.float64]) -> bool:
    """Say whether a Poisson log-linear model has a maximum likelihood estimate for these counts.

    It has one exactly where some strictly positive table has the same sufficient statistics
    (Haberman 1974; Fienberg and Rinaldo 2012, Annals of Statistics 40, 996-1023), found or
    excluded by linear programming.
    """
    from scipy.optimize import linprog

    if (counts > 0).all():
        return True
    size = len(counts)
    goal = np.append(np.zeros(size), -1.0)  # the smallest cell, made as large as can be
    same = np.column_stack([design.T, np.zeros(design.shape[1])])
    above = np.column_stack([-np.eye(size), np.ones(size)])
    bounds = [(0, None)] * size + [(0, 1)]
    found = linprog(goal, above, np.zeros(size), same, design.T @ counts, bounds)
    return bool(found.status == 0 and -found.fun > 1e-7)


def _counts(overlaps: Overlaps) -> NDArray[np.float64]:
    return np.array(list(overlaps.cells.values()), dtype=float)


def _design(overlaps: Overlaps, pairs: Iterable[tuple[int, int]]) -> NDArray[np.float64]:
    on = np.array(list(overlaps.cells), dtype=float)
    return np.column_stack([np.ones(len(on)), *on.T, *(on[:, i] * on[:, j] for i, j in pairs)])


def _fit(overlaps: Overlaps, pairs: tuple[tuple[int, int], ...], sure: bool) -> Model:
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM

    counts, design = _counts(overlaps), _design(overlaps, pairs)
    terms = tuple(f"{overlaps.lists[i]} x {overlaps.lists[j]}" for i, j in pairs)
    if not sure and not exists(design, counts):
        return Model(terms, None, math.inf, math.inf)
    with warnings.catch_warnings():  # the saturated model has no degree of freedom left and says so
        warnings.simplefilter("ignore")
        fit = GLM(counts, design, family=Poisson()).fit(maxiter=200, tol=1e-10)
    missing = math.exp(float(fit.params[0]))
    # Those on no list are themselves a Poisson count about their mean: 1 / missing.
    error = math.sqrt(math.log1p(float(fit.bse[0]) ** 2 + 1 / missing))
    bic = -2 * float(fit.llf) + design.shape[1] * math.log(overlaps.observed)
    return Model(terms, missing, error, bic)


def _total(seen: int, missing: float, variance: float, formula: str, **label: Any) -> Estimate:
    """Return those seen and those missing, with the log-normal interval where the variance is no nan."""
    relative = variance / missing**2 if missing else 0 * variance
    factor = math.exp(1.959964 * math.sqrt(math.log1p(relative)))
    limits = (seen + missing / factor, seen + missing * factor)
    about = {"basis": "modelled", "formula": formula, **label}
    return stated("all_victims", seen + missing, "victims", limits, **about)
