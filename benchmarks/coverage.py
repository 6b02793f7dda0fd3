"""Coverage and width of the interval for a ratio of two quarters, as it was and as it is.

Run ``python benchmarks/coverage.py`` (some minutes), or with ``--quick`` for a smaller run. Exit code 1 when
an interval that the package gives covers less than 93 %, or the formula more than 97.5 %, by more than the
error of the simulation allows, or where it is more than 1.35 times as wide as the old one at psi = 1.

Each sample is two quarters. Their incidents are a Poisson variable (psi = 1) or a negative binomial one that
varies psi times as much; their sizes come from one of the laws below; a change of one half or of two is one
of the mean number of incidents of the later quarter. psi is not known: it is estimated, as the package does,
from the months of 28 other quarters (`analysis.measure.tally.pooled`).

Columns
    plain    each victim a case of its own (exact conditional Poisson interval)
    closed   RR exp(-+1.96 sqrt(S1/D1^2 + S0/D0^2))
    old      the interval of version 0.1: the formula of the package with psi = 1
    new      the formula of the package with psi estimated, in all samples
    given    the same, in the samples in which the package gives an interval
    %        how many these are: elsewhere it says that none is to be trusted (under 15 incidents in a
             quarter, or one incident that dominates) and gives the range over all arrangements
    width    of new over old, median of log (upper / lower limit)

Under 15 incidents on average most samples are refused, and those that are not have uncommonly many incidents:
there `given` covers more than it says. Incidents alone are never refused.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.meta_analysis import combine_effects

from analysis.measure.incidents import overlap
from analysis.measure.interval import ratio_interval
from analysis.measure.tally import PRIOR, Tally, doubts, singles

LOWEST, HIGHEST = 93.0, 97.5
ERRORS_ALLOWED = 3.0  # standard errors of the simulation
SEED, SERIES = 20220630, 28  # quarters that psi is estimated from
Floats = np.ndarray
Sizes = Callable[[np.random.Generator, int], Floats]
Limits = tuple[Floats, Floats]


class Setting(NamedTuple):
    """Two quarters: their law of sizes, mean incidents of the earlier, psi and the true ratio."""

    law: str
    sizes: Sizes
    mean: float
    psi: float
    ratio: float


def lognormal(s: float) -> Sizes:
    """Return the size distribution max(1, floor(exp(N(0.6, s))))."""
    return lambda rng, count: np.maximum(1, np.floor(np.exp(rng.normal(0.6, s, count))))


def pareto(tail: float) -> Sizes:
    """Return whole sizes with P(size > x) about x^-tail: no finite variance for tail 2 or less."""
    return lambda rng, count: np.floor(rng.pareto(tail, count) + 1)


def geometric(mean: float) -> Sizes:
    """Return geometric sizes, 1 or more."""
    return lambda rng, count: rng.geometric(1 / mean, count).astype(float)


def massacres(chance: float, size: int, others: Sizes) -> Sizes:
    """Return sizes of `others`, and now and then one of about `size`."""
    return lambda rng, count: np.where(
        rng.random(count) < chance, rng.poisson(size, count), others(rng, count)
    )


def laws(mean: float) -> dict[str, Sizes]:
    """Return the laws of sizes; massacres of 100 are expected once a quarter, or in 3 quarters of 10."""
    return {
        "incidents alone": geometric(1),
        "geometric, mean 4": geometric(4),
        "log-normal 1.2": lognormal(1.2),
        "log-normal 1.8": lognormal(1.8),
        **{f"Pareto {tail}": pareto(tail) for tail in (1.5, 2, 2.5)},
        "a massacre a quarter": massacres(1 / mean, 100, geometric(4)),
        "a massacre in three": massacres(0.3 / mean, 100, geometric(4)),
        "1, and 5 % of 50": massacres(0.05, 50, geometric(1)),
    }


def settings(means: tuple[int, ...], ratios: tuple[float, ...] = (1.0, 0.5, 2.0)) -> Iterator[Setting]:
    """Yield every law at every mean, psi and ratio; halved, a quarter keeps its mean of incidents."""
    for ratio in ratios:
        for mean in means:
            for law, sizes in laws(mean).items():
                for psi in (1.0, 2.0, 3.0):
                    yield Setting(law, sizes, mean / min(ratio, 1), psi, ratio)


def counts(rng: np.random.Generator, mean: float, psi: float, shape: tuple[int, ...] | int) -> Floats:
    """Draw numbers of incidents that vary psi times as much as a Poisson variable."""
    return rng.poisson(mean if psi == 1 else rng.gamma(mean / (psi - 1), psi - 1, shape), shape)


def draw(rng: np.random.Generator, mean: float, psi: float, sizes: Sizes, samples: int) -> Tally:
    """Simulate `samples` quarters."""
    number = counts(rng, mean, psi, samples)
    pool = sizes(rng, int(number.sum()))
    index = np.repeat(np.arange(samples), number)
    largest = np.zeros(samples)
    np.maximum.at(largest, index, pool)
    return Tally(*(np.bincount(index, pool**power, minlength=samples) for power in (0, 1, 2)), largest)


def estimated(rng: np.random.Generator, setting: Setting, samples: int) -> Floats:
    """Estimate psi from the months of a series of quarters, as `pooled` does."""
    months = counts(rng, setting.mean / 3, setting.psi, (samples, SERIES, 3))
    even = months.mean(axis=2, keepdims=True)
    chi = np.divide((months - even) ** 2, even, where=even > 0, out=np.zeros(months.shape)).sum(axis=(1, 2))
    freedom = 2 * (even[..., 0] > 0).sum(axis=1)
    return np.maximum(1, (PRIOR[0] + chi) / (PRIOR[1] + freedom))


def closed_interval(later: Tally, earlier: Tally) -> Limits:
    """Return RR exp(-+ z sqrt(S1/D1^2 + S0/D0^2)), for large samples; nan where a quarter is empty."""
    with np.errstate(divide="ignore", invalid="ignore"):
        empty = (later.victims == 0) | (earlier.victims == 0)
        ratio = np.where(empty, np.nan, later.victims / earlier.victims)
        spread = stats.norm.isf(0.025) * np.sqrt(1 / later.effective + 1 / earlier.effective)
    return ratio * np.exp(-spread), ratio * np.exp(spread)


def compare(setting: Setting, rng: np.random.Generator, samples: int) -> dict[str, float]:
    """Return what the columns hold, in percent but for the width."""
    one, two = (draw(rng, mean, setting.psi, setting.sizes, samples)
                for mean in (setting.mean * setting.ratio, setting.mean))  # fmt: skip
    psi = estimated(rng, setting, samples)
    intervals = {
        "plain": ratio_interval(singles(one.victims), singles(two.victims)),
        "closed": closed_interval(one, two),
        "old": ratio_interval(one, two),
        "new": ratio_interval(one._replace(contagion=psi), two._replace(contagion=psi)),
    }
    hit = {name: (low <= setting.ratio) & (setting.ratio <= high) for name, (low, high) in intervals.items()}
    found = {name: 100 * float(np.mean(held)) for name, held in hit.items()}
    given = ~np.logical_or(*doubts(one, two).values()) | (setting.law == "incidents alone")
    found["given"] = 100 * float(hit["new"][given].mean()) if given.sum() > 100 else np.nan
    found["%"] = 100 * float(given.mean())
    with np.errstate(divide="ignore", invalid="ignore"):
        wide = {name: np.log(intervals[name][1] / intervals[name][0]) for name in ("new", "old")}
    finite = np.isfinite(wide["old"]) & np.isfinite(wide["new"])
    found["width"] = float(np.median(wide["new"][finite]) / np.median(wide["old"][finite]))
    return found


def level(law: str, psi: float, rng: np.random.Generator, runs: int) -> tuple[float, float, float]:
    """Return coverage of the band of the shrunken level of ``trends``, its error and that of the raw counts.

    Levels of 28 quarters are log-normal (s = 0.6) about 28 incidents; errors are root mean squares of logs.
    """
    sizes = laws(28)[law]
    size, found = sizes(rng, 400_000).mean(), []
    for means in np.exp(rng.normal(np.log(28), 0.6, (runs, SERIES))):
        quarters = [draw(rng, mean, psi, sizes, 1)._replace(contagion=psi) for mean in means]
        counted, variance = (np.array([float(getattr(item, name)[0]) for item in quarters])
                             for name in ("victims", "variance"))  # fmt: skip
        some = counted > 0
        y, v = np.log(counted[some]), (variance / np.maximum(counted, 1) ** 2)[some]
        fit = combine_effects(y, v, method_re="dl")
        k = max(fit.tau2, 0) / (max(fit.tau2, 0) + v)
        off = fit.mean_effect_re + k * (y - fit.mean_effect_re) - np.log(means[some] * size)
        found.append((np.abs(off) <= 1.96 * np.sqrt(k * v), off**2, (y - np.log(means[some] * size)) ** 2))
    held, shrunk, raw = (float(np.concatenate(part).mean()) for part in zip(*found, strict=True))
    return 100 * held, shrunk**0.5, raw**0.5


def continued(drift: str, pace: float, rng: np.random.Generator, runs: int) -> float:
    """Return how often the 80 % interval of ``sources_compared`` holds a quarter of the eight after its last.

    The log ratio of the two records moves by the standard deviation that it had from quarter to quarter in
    2021 and 2022, times `pace`: at ``random``, or on in one ``direction`` at the speed of 2021 to 2022.
    """
    rows = overlap()
    apart = np.log([float(row.killed) / float(row.civilians) for row in rows])
    when = np.array([4 * row.quarter.year + row.quarter.number for row in rows])
    when, known = np.append(when - when[0], when[-1] - when[0] + np.arange(1, 9)), len(rows)
    step = np.sqrt((np.diff(apart) ** 2 / np.diff(when[:known])).mean())
    trend, held = (apart[-1] - apart[0]) / when[known - 1], []
    for _ in range(runs):
        u = np.exp(rng.normal(np.log(200), 0.7, len(when)))
        walk = rng.normal(0, pace * step, when[-1] + 1).cumsum()[when]
        mean = u * np.exp(apart[-1] + (walk if drift == "random" else pace * trend * when))
        m = np.maximum(1, rng.negative_binomial(mean / 9, 0.1)).astype(float)  # dispersion of 10
        x, y, design = np.log(u), np.log(m), sm.add_constant(np.log(u))
        fit = sm.GLM(m[:known], design[:known], family=sm.families.Poisson()).fit(scale="X2")
        tau2 = (np.diff((y - x)[:known]) ** 2 / np.diff(when[:known])).mean()
        slope = np.polyfit(when[:known], (y - x)[:known], 1)[0]
        delta = slope * (when[known:] - when[:known].mean()) / 2
        eta = design[known:] @ fit.params
        variance = ((design[known:] @ fit.cov_params()) * design[known:]).sum(axis=1) + fit.scale / np.exp(
            eta
        )
        away = when[known:] - when[known - 1]
        half = stats.norm.isf(0.1) * np.sqrt(variance + tau2 * away + delta**2)
        held.append(np.abs(y[known:] - eta - delta) <= half)
    return 100 * float(np.mean(held))


def error(samples: float) -> float:
    """Return the standard error of a coverage of 95 %, in percent."""
    return 100 * (0.95 * 0.05 / samples) ** 0.5


def fails(setting: Setting, found: dict[str, float], samples: int) -> bool:
    """Say whether the coverage is outside what is claimed by more than the simulation error explains."""
    low = LOWEST - ERRORS_ALLOWED * error(max(samples * found["%"] / 100, 1))
    high = HIGHEST + ERRORS_ALLOWED * error(samples)
    wide = setting.psi == 1 and found["width"] > 1.35
    return bool(found["given"] < low or found["new"] > high or wide)


def main() -> int:
    """Print the table; return 1 when the interval fails where it must hold."""
    parser = argparse.ArgumentParser(description="Coverage of intervals for a ratio of two quarters.")
    parser.add_argument("--quick", action="store_true", help="a smaller run, under a minute")
    quick = parser.parse_args().quick
    samples, means, ratios = (2000, (15, 30), (1.0,)) if quick else (10000, (15, 30, 80), (1.0, 0.5, 2.0))
    print(f"Coverage of nominal 95 % intervals in percent; {samples} samples, error {error(samples):.2f}.")
    failed, new, given = 0, [], []
    for index, setting in enumerate(settings((8, *means), ratios)):
        found = compare(setting, np.random.default_rng([SEED, index]), samples)
        if index == 0:
            print(f"{'law of sizes':22}{'ratio':>6}{'mean':>6}{'psi':>5}" + "".join(f"{x:>8}" for x in found))
        few = setting.mean * min(setting.ratio, 1) < 15
        mark = "" if few or not fails(setting, found, samples) else "  outside"
        numbers = "".join(f"{value:8.{2 if name == 'width' else 1}f}" for name, value in found.items())
        about = f"{setting.law:22}{setting.ratio:6g}{setting.mean:6g}{setting.psi:5g}"
        print(f"{about}{numbers}{mark}", flush=True)
        if not few:
            failed, new, given = failed + bool(mark), [*new, found["new"]], [*given, found["given"]]
    inside = sum(LOWEST <= item <= 97 for item in new)
    print(f"from 15 incidents on: new {min(new):.1f} to {max(new):.1f}, {inside} of {len(new)} in 93 to 97;"
          f" given {np.nanmin(given):.1f} to {np.nanmax(given):.1f}; {failed} fail")  # fmt: skip
    print(
        "The shrunken level of trends: coverage of its band in percent, error of the level and of raw counts"
    )
    for law in ("geometric, mean 4", "log-normal 1.2", "a massacre in three"):
        for psi in (1.0, 2.0, 3.0):
            held, *errors = level(law, psi, np.random.default_rng([SEED, int(psi)]), 40 if quick else 300)
            print(f"{law:22}{psi:17g}{held:8.1f}" + "".join(f"{item:8.2f}" for item in errors), flush=True)
    print("The continuation of sources_compared: coverage of its 80 % interval in percent, by the drift")
    for drift in ("random", "direction"):
        for pace in (0.5, 1.0, 1.5):
            held = continued(drift, pace, np.random.default_rng(SEED), 100 if quick else 1000)
            print(f"{drift:22}{pace:6g}{held:8.1f}", flush=True)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
