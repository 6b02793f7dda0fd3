"""A quarter against its past: a year before, the eight before, all earlier changes, breaks, season."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from analysis.errors import IncomparableError, InputError
from analysis.measure.estimate import Estimate, change, computed
from analysis.measure.interval import six_digits
from analysis.quarter import Quarter

EIGHT = 8
LONG_ENOUGH = 12  # quarters below which no break is looked for
YEAR = 4
BREAK_PRICE = 3  # parameters that a break costs in BIC: a level, and a date counted twice


@dataclass(frozen=True, slots=True)
class Baseline:
    """A quarter beside its past; a part is None where the past is not known.

    `year_before` and `from_mean` are changes in percent, of the quarter to that of a year before
    and to the mean of the eight before. `eight` is that mean with the range as low and high,
    `limits` the same mean with control limits. `position` is the share, in percent, of earlier
    quarterly changes that were at least as large in the same direction.
    """

    year_before: Estimate | None
    eight: Estimate | None
    from_mean: Estimate | None
    limits: Estimate | None
    position: Estimate | None


@dataclass(frozen=True, slots=True)
class Break:
    """A change of level: the first quarter of the new one, both means, what else happened then."""

    quarter: Quarter
    before: Estimate
    after: Estimate
    events: tuple[str, ...]


def against_baseline(series: Iterable[Estimate], quarter: str | Quarter) -> Baseline:
    """Set a quarter against the past of its series.

    Parameters
    ----------
    series : iterable of Estimate
        Counts of one unit, inclusion rule and place, one per quarter, in any order; quarters may
        be missing, and the part of the answer that needs them is then None.
    quarter : str or Quarter

    Raises
    ------
    IncomparableError
        Where the series counts different things.
    InputError
        For a quarter twice or absent.

    Examples
    --------
    >>> series = [Estimate(measure="killed", value=value, unit="victims", period=f"{year}Q{number}")
    ...           for year, values in ((2019, (40, 60, 50, 50)), (2020, (70, 50, 40, 40)), (2021, (20,)))
    ...           for number, value in enumerate(values, start=1)]
    >>> found = against_baseline(series, "2021Q1")
    >>> str(found.eight.value), str(found.eight.low), str(found.eight.high)
    ('50', '40', '70')
    >>> found.year_before.formula, found.position.formula
    ('100 x (20 - 70) / 70 = -71.4', '0 of 7 earlier changes were falls at least as large')
    """
    known, wanted = _by_quarter(series), Quarter.parse(quarter)
    if wanted not in known:
        raise InputError(f"{wanted} is not in the series: expected one of its {len(known)} quarters, add it.")
    now = known[wanted]
    before = known.get(wanted.year_before)
    past = [known[then] for step in range(EIGHT, 0, -1) if (then := wanted.shift(-step)) in known]
    eight = _mean(past, f"{wanted.shift(-EIGHT)} to {wanted.previous}") if len(past) == EIGHT else None
    return Baseline(
        year_before=change(now, before) if before else None,
        eight=eight,
        from_mean=change(now, eight) if eight else None,
        limits=control_limits(past) if eight else None,
        position=position(known.values(), wanted),
    )


def position(series: Iterable[Estimate], quarter: str | Quarter) -> Estimate | None:
    """Return where a quarterly change lies among all earlier ones of its series.

    The share, in percent, of earlier changes (of a quarter to the next, by ratio) that went the
    same way and at least as far. It needs no model and no incidents, so it is what can be said
    of published totals. None where the quarter before, or every earlier change, is unknown.
    """
    known, wanted = _by_quarter(series), Quarter.parse(quarter)
    counts = dict(zip(known, _counts(known.values()), strict=True))
    moves = {then: _ratio(counts[then], counts[then.previous]) for then in known if then.previous in known}
    earlier = [move for then, move in moves.items() if then < wanted]
    if wanted not in moves or not earlier:
        return None
    move = moves[wanted]
    way = "falls" if move < 1 else "rises"
    reached = sum(other <= move if move < 1 else other >= move for other in earlier)
    formula = f"{reached} of {len(earlier)} earlier changes were {way} at least as large"
    about = {"measure": "position_among_changes", "unit": "percent"}
    return computed((known[wanted],), six_digits(100 * reached / len(earlier)), formula,
                    comparator=f"{min(moves)} to {wanted.previous}", **about)  # fmt: skip


def control_limits(past: Sequence[Estimate], level: float = 0.95) -> Estimate:
    """Return the limits within which the next count lies by chance, if nothing has changed.

    Negative binomial quantiles with the mean m of `past` and the variance phi m (1 + 1 / k)
    (t / z)^2: phi is the Pearson dispersion of a quasi-Poisson model with one mean, variance over
    mean, at least 1; 1 / k is the error of the mean and t / z, Student over normal quantile with
    k - 1 degrees of freedom, that of phi.

    Valid for independent quarters of one level; trends and runs of high quarters make it too
    narrow. Source: McCullagh and Nelder 1989, Generalized Linear Models, section 6.2; limits for
    over-dispersed counts: Laney 2002, Quality Engineering 14, 531-537.

    Raises
    ------
    InputError
        For fewer than 4 quarters.
    """
    from scipy import stats

    counts, span = _counts(past), f"{past[0].period} to {past[-1].period}" if past else ""
    if len(counts) < YEAR:
        raise InputError(
            f"control limits of {len(counts)} quarters: expected at least {YEAR}, add earlier quarters."
        )
    mean, size = float(counts.mean()), len(counts)
    tail = (1 - level) / 2
    phi = max(float(counts.var(ddof=1)) / mean, 1.0) if mean else 1.0
    stretch = float(stats.t.isf(tail, size - 1) / stats.norm.isf(tail))
    spread = phi * mean * (1 + 1 / size) * stretch**2
    shape = mean**2 / (spread - mean) if mean else 1.0
    ends = stats.nbinom.ppf([tail, 1 - tail], shape, shape / (shape + mean))
    low, high = (six_digits(float(end)) for end in ends)
    formula = f"mean {mean:.6g}, dispersion {phi:.4g}, {size} quarters"
    found = replace(_mean(past, span), measure="control_limits", basis="modelled", formula=formula)
    return replace(found, low=low, high=high)


def break_in_mean(
    series: Iterable[Estimate], events: Iterable[tuple[str, str]], most: int = 2
) -> tuple[Break, ...]:
    """Return the breaks in the level of a series, with what else is recorded of their date.

    Least squares segmentation of log(x + 1/2) by dynamic programming (ruptures), segments of at
    least four quarters, the number of breaks by BIC with three parameters a break (Zhang and
    Siegmund 2007, Biometrics 63, 22-32). A break is a date, not a cause: definitions, mandate and
    sources change too, so those recorded from the quarter before to the quarter after are returned
    with it. About one series in twenty without a break shows one, and more where alike quarters
    run together (autocorrelation).

    Parameters
    ----------
    series : iterable of Estimate
        At least 12 consecutive quarters of one unit, inclusion rule and place.
    events : iterable of (quarter, text)
        Recorded changes of definitions, mandate and sources.
    most : int
        The most breaks looked for.

    Raises
    ------
    InputError
        For fewer than 12 quarters or a gap.
    """
    import ruptures

    known = _by_quarter(series)
    quarters = list(known)
    for quarter in quarters[1:]:
        if quarter.previous not in known:
            raise InputError(
                f"{quarter.previous} is missing from the series: expected consecutive quarters, add it or use"
                " a part without gaps."
            )
    if len(quarters) < LONG_ENOUGH:
        raise InputError(
            f"a series of {len(quarters)} quarters: expected {LONG_ENOUGH} or more to look for a break, so"
            " none is looked for."
        )
    signal, size = np.log(_counts(known.values()) + 0.5).reshape(-1, 1), len(quarters)
    search = ruptures.Dynp(model="l2", min_size=YEAR, jump=1).fit(signal)

    def price(ends: list[int]) -> float:
        rest = max(float(search.cost.sum_of_costs(ends)), 1e-12)
        return size * math.log(rest / size) + BREAK_PRICE * (len(ends) - 1) * math.log(size)

    numbers = range(1, min(most, size // YEAR - 1) + 1)
    cuts = [0, *min([[size], *(search.predict(n_bkps=number) for number in numbers)], key=price)]
    parts = [[known[item] for item in quarters[start:end]] for start, end in pairwise(cuts)]
    levels = [_mean(part, f"{part[0].period} to {part[-1].period}") for part in parts]
    dated = [(Quarter.parse(when), text) for when, text in events]
    found = []
    for new, (before, after) in zip([quarters[cut] for cut in cuts[1:-1]], pairwise(levels), strict=True):
        beside = tuple(f"{when}: {text}" for when, text in dated if new.previous <= when <= new.shift(1))
        found.append(Break(new, before, after, beside))
    return tuple(found)


def season_test(series: Iterable[Estimate], alpha: float = 0.05) -> Estimate:
    """Test whether some quarters of the year are regularly higher than others.

    Friedman's rank test with years as blocks, so that changes from year to year do not matter,
    in the F form of Iman and Davenport (1980, Communications in Statistics A9, 571-595). The
    notes hold ``seasonal`` or ``not_seasonal``; nothing is ever adjusted for season here.

    Raises
    ------
    InputError
        For fewer than 4 complete calendar years.
    """
    known = _by_quarter(series)
    quarters_in = Counter(quarter.year for quarter in known)
    full = [year for year, number in quarters_in.items() if number == YEAR]
    if len(full) < YEAR:
        raise InputError(
            f"{len(full)} complete years: expected {YEAR} or more to test for a season, so none is assumed."
        )
    whole = [item for quarter, item in known.items() if quarter.year in full]
    statistic, p_value = friedman(_counts(whole).reshape(-1, YEAR))
    about = {"measure": "p_value_of_season", "unit": "probability", "period": f"{full[0]} to {full[-1]}"}
    notes = ("seasonal" if p_value < alpha else "not_seasonal",)
    formula = f"Friedman F = {statistic:.4g}, {len(full)} years"
    return computed(whole, six_digits(p_value), formula, notes=notes, **about)


def friedman(table: NDArray[np.float64]) -> tuple[float, float]:
    """Return F and p of Friedman's test, blocks in rows; p is at least that of perfect agreement."""
    from scipy import stats

    blocks, kinds = table.shape
    if np.all(table == table[:, :1]):
        return 0.0, 1.0
    chi = float(stats.friedmanchisquare(*table.T).statistic)
    left = blocks * (kinds - 1) - chi
    smallest = math.factorial(kinds) ** (1.0 - blocks)
    if left <= 1e-9:
        return math.inf, smallest
    f = (blocks - 1) * chi / left
    p = float(stats.f.sf(f, kinds - 1, (kinds - 1) * (blocks - 1)))
    return f, max(p, smallest)


def _by_quarter(series: Iterable[Estimate]) -> dict[Quarter, Estimate]:
    items = [item for item in series if item.stated]
    for item in items[1:]:
        items[0].require_same(item, "put in one series")
    known = {Quarter.parse(item.period): item for item in items}
    if len(known) < len(items):
        raise InputError(
            f"a series has {len(items)} values for {len(known)} quarters: expected one each, so choose one."
        )
    return dict(sorted(known.items()))


def _counts(items: Iterable[Estimate]) -> NDArray[np.float64]:
    counts = [(float(item.number()), item.name) for item in items]
    if negative := [name for count, name in counts if count < 0]:
        raise IncomparableError(f"{negative[0]} is negative: it is no count.")
    return np.array([count for count, _ in counts])


def _ratio(now: float, before: float) -> float:
    if now == before:
        return 1.0
    return now / before if before else math.inf


def _mean(items: Sequence[Estimate], period: str) -> Estimate:
    numbers = [item.number() for item in items]
    formula = f"mean of {len(numbers)} quarters"
    ends = {"low": min(numbers), "high": max(numbers)}
    return computed(items, sum(numbers, Decimal(0)) / len(numbers), formula, period=period, **ends)
