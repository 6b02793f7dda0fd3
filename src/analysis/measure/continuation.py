"""The civilians killed that the mission would have counted: carried on from event data, and judged.

The rule: candidates are lines on the log scale, fitted on the quarters that both records know under one
definition and with one scope. The one with the smallest leave-one-out error is chosen. It supports a
continuation only if the choice, made anew without each quarter, comes nearer to that quarter than the
baselines that use no event data (last value, mean), if the chosen one also does so when only earlier
quarters are known, and if the intervals hold the quarters that they should.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.errors import InputError
from analysis.measure.coverage import known_quarters
from analysis.measure.estimate import Estimate, exact, round_half_up
from analysis.measure.interval import stated
from analysis.measure.sources import Beside, growth, side_by_side, without_largest

Vector = NDArray[np.float64]

LEVEL = 0.80
RULE = "civilians_killed"  # what is carried on; the quarters before 2021Q2 count persons killed
MODELLED = "modelled_not_a_figure_of_the_mission"
FEWEST = 3  # quarters that a candidate is fitted on
GRID = 9  # points over which the uncertainty of the source is spread
CHOICE = "choice"
LINE = "log y = a + b log x"
PLAUSIBLE = 0.1  # chance below which so few quarters inside their intervals are too few
BASELINES = ("last", "mean", "mean_ratio")  # always shown
FLAT = ("last", "mean")  # they use no event data: what does not beat them adds nothing
READINGS = ("same_scope", "published_only", "with_moura", "largest_left_out", "persons_killed")


def _log_linear(x: Vector, y: Vector, _: int) -> tuple[float, float]:
    slope, level = np.polyfit(x, y, 1)
    return float(level), float(slope)


def _robust(x: Vector, y: Vector, _: int) -> tuple[float, float]:
    from scipy import stats

    found = stats.theilslopes(y, x)
    return float(found.intercept), float(found.slope)


# level and slope of log(mission's killed) on log(civilians killed in event data); the number is how many
# quarters come before the one to tell
METHODS: dict[str, Callable[[Vector, Vector, int], tuple[float, float]]] = {
    "last": lambda _, y, before: (float(y[max(before - 1, 0)]), 0.0),
    "mean": lambda _, y, __: (float(y.mean()), 0.0),
    "mean_ratio": lambda x, y, _: (math.log(np.exp(y - x).mean()), 1.0),
    "ratio": lambda x, y, _: (float((y - x).mean()), 1.0),
    "quasi_poisson": lambda x, y, _: (math.log(np.exp(y).sum() / np.exp(x).sum()), 1.0),
    "log_linear": _log_linear,
    "robust": _robust,
}
CANDIDATES = tuple(name for name in METHODS if name not in FLAT)
FREE = ("log_linear", "robust")  # their slope is fitted too


@dataclass(frozen=True, slots=True)
class Line:
    """A candidate as fitted: ``log y = level + slope log x``, with what its interval needs.

    `scale` is the residual standard error with `freedom` degrees of freedom, `centre` and `spread` the
    mean and the sum of squares of log x, None where the slope is fixed.
    """

    level: float
    slope: float
    scale: float
    freedom: int
    size: int
    centre: float = 0.0
    spread: float = math.inf

    def limits(self, x: float, reach: float = 0.0, grows: float = 0.0, level: float = LEVEL) -> Vector:
        """Return lower limit, median and upper limit of a new quarter, on the log scale.

        Student's t about the line with the standard error of prediction, ``scale sqrt(1 + 1/n +
        (x - centre)^2 / spread)``: parameters and process. The source: log x lies anywhere within
        `reach` about x (the log of high over best estimate), and up to `grows` above it (what
        Candidate files still grow by), all equally likely; the limits are those of the mixture.
        """
        from scipy import optimize, special

        steps = (np.arange(GRID) + 0.5) / GRID
        at = x + ((steps[:, None] - 0.5) * reach + steps[None, :] * grows).ravel()
        middle = self.level + self.slope * at
        error = np.sqrt(1 + 1 / self.size + (at - self.centre) ** 2 / self.spread)
        scale = np.maximum(self.scale * error, 1e-9)

        def share(point: float, wanted: float) -> float:
            return float(special.stdtr(self.freedom, (point - middle) / scale).mean()) - wanted

        far = 100 * float(scale.max())
        ends = (float(middle.min()) - far, float(middle.max()) + far)
        tail = (1 - level) / 2
        return np.array([optimize.brentq(share, *ends, args=(p,)) for p in (tail, 0.5, 1 - tail)])


def fit(method: str, x: Vector, y: Vector, before: int | None = None) -> Line:
    """Fit a candidate on the logs of both counts, in the order of their quarters.

    Parameters
    ----------
    method : str
        ``last`` (the last value known), ``mean`` (of the mission's values), ``mean_ratio``: baselines.
        ``ratio`` (one ratio, on the log scale), ``quasi_poisson`` (one rate, log x as offset: the ratio
        of the sums), ``log_linear`` (least squares), ``robust`` (Theil and Sen's median slope).
    x, y : array
        Logs of the civilians killed in event data and of the mission's.
    before : int, optional
        How many of the quarters come before the one to tell; all, if not given.

    Raises
    ------
    InputError
        For fewer than 3 quarters.

    References
    ----------
    McCullagh and Nelder 1989, Generalized Linear Models, section 6.2; Sen 1968, JASA 63, 1379-1389.

    Examples
    --------
    >>> x = np.log(np.array([50.0, 100.0, 200.0, 400.0]))
    >>> line = fit("log_linear", x, 0.5 * x + 1)
    >>> round(line.level, 6), round(line.slope, 6)
    (1.0, 0.5)
    """
    if len(x) < FEWEST:
        raise InputError(f"{len(x)} quarters known to both records: expected {FEWEST} or more to fit on.")
    level, slope = METHODS[method](x, y, len(x) if before is None else before)
    free = method in FREE
    centre, freedom = float(x.mean()), len(x) - 1 - free
    scale = math.sqrt(float(((y - level - slope * x) ** 2).sum()) / freedom)
    spread = float(((x - centre) ** 2).sum()) if free else math.inf
    return Line(level, slope, scale, freedom, len(x), centre, spread)


Trial = tuple[float, float, bool]  # log error, interval score, whether inside
Split = tuple[list[int], int]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Quarters that both records know: their logs, and how far apart best and high estimate are.

    Civilians have no high estimate, so the log of high over best is borrowed from all deaths.
    """

    quarters: tuple[Beside, ...]

    @property
    def logs(self) -> tuple[Vector, Vector, Vector]:
        """Logs of civilians killed in event data, of the mission's killed, and of high over best."""
        civilians = [float(item.civilians.number()) for item in self.quarters if item.civilians]
        killed = [float(item.killed.number()) for item in self.quarters]
        return np.log(civilians), np.log(killed), np.array([reach(item.deaths) for item in self.quarters])


def reach(deaths: Estimate | None) -> float:
    """Return the log of high over best estimate of all deaths, 0 where either is not told."""
    if deaths is None or deaths.high is None or not deaths.number():
        return 0.0
    return math.log(max(float(deaths.high / deaths.number()), 1.0))


def leave_one_out(size: int) -> list[Split]:
    """Return every quarter with all the others."""
    return [([other for other in range(size) if other != one], one) for one in range(size)]


def rolling_origin(size: int, first: int = FEWEST) -> list[Split]:
    """Return every quarter with the earlier ones up to each origin: what it would have been to forecast."""
    return [(list(range(origin)), later) for origin in range(first, size) for later in range(origin, size)]


def trials(overlap: Overlap, splits: list[Split], method: str = CHOICE) -> list[Trial]:
    """Tell quarters from others, by one method or by the one that these others choose.

    The interval score is that of Gneiting and Raftery 2007 (JASA 102, 359-378) on the log scale: the
    width, and 2 / (1 - 0.8) times what the value lies outside. Smaller is better.
    """
    x, y, apart = overlap.logs
    found = []
    for known, one in splits:
        others = Overlap(tuple(overlap.quarters[item] for item in known))
        line = fit(
            choose(others) if method == CHOICE else method,
            x[known],
            y[known],
            sum(item < one for item in known),
        )
        low, middle, high = (float(limit) for limit in line.limits(float(x[one]), float(apart[one])))
        outside = max(low - y[one], y[one] - high, 0.0)
        found.append((float(y[one]) - middle, high - low + 2 / (1 - LEVEL) * outside, not outside))
    return found


def choose(overlap: Overlap) -> str:
    """Return the candidate with the smallest mean absolute log error, leaving one quarter out at a time."""
    x, y, _ = overlap.logs

    def error(method: str) -> float:
        lines = [(fit(method, x[known], y[known]), one) for known, one in leave_one_out(len(x))]
        return math.fsum(abs(y[one] - line.level - line.slope * x[one]) for line, one in lines)

    return min(CANDIDATES, key=error)


@dataclass(frozen=True, slots=True)
class Continuation:
    """The overlap, every method judged on it, the choice, and whether the data support one.

    Parameters
    ----------
    overlap : Overlap
    judged : dict
        By method, baselines first and ``choice`` last, which is the candidate chosen anew without
        each quarter: the honest error of a chosen candidate. Of each ``leave_one_out`` and
        ``rolling_origin``, typical errors as a factor (exp of the mean absolute log error), ``score``,
        the mean interval score, and ``coverage``, the share inside the intervals in percent.
    chosen : str
    told : dict
        ``size``, the quarters that both records know; ``fewest``, how many of them at least should lie
        inside (that fewer do has a chance below a tenth); ``slope``, by how much the mission's figure
        moves with event data, both in logs (1 would be in proportion).
    against : tuple of str
        Why the data do not support a useful continuation: ``leave_one_out``, ``rolling_origin``,
        ``coverage``; empty where they do.
    """

    overlap: Overlap
    judged: dict[str, dict[str, Estimate]]
    chosen: str
    told: dict[str, Estimate]
    against: tuple[str, ...] = ()

    def errors(self, kind: str) -> tuple[Estimate, Estimate]:
        """Return the error that counts, by kind, and the smallest of the baselines without event data."""
        ours = CHOICE if kind == "leave_one_out" else self.chosen
        return self.judged[ours][kind], min((self.judged[name][kind] for name in FLAT), key=Estimate.number)

    def value(self, row: Beside, method: str = "", level: float = LEVEL) -> Estimate:
        """Return a continued value with its interval: modelled, never a figure of the mission.

        Parameters
        ----------
        row : Beside
            A quarter without a figure of the mission and with event data on all of it.
        method : str
            A baseline or candidate; by default the chosen one.
        level : float
            Of the interval, which holds parameters, process and source.

        Returns
        -------
        Estimate
            Basis ``modelled``, under an inclusion rule of its own, so that it can never be subtracted
            from a published figure or joined to one. Note ``extrapolated`` where the event data lie
            outside those of the overlap, ``preliminary`` where they come from Candidate files.

        Raises
        ------
        InputError
            For a quarter of the mission's own, or one that event data do not cover.
        """
        civilians = _required(row)
        x, y, _ = self.overlap.logs
        line, at = fit(method or self.chosen, x, y), math.log(float(civilians.number()))
        grown = (growth(row.quarter),) if row.preliminary else ()
        grows = math.fsum(math.log(float(item.number())) for item in grown)
        low, middle, high = np.exp(line.limits(at, reach(row.deaths), grows, level))
        notes = ["extrapolated"] * (not x.min() <= at <= x.max()) + ["preliminary"] * row.preliminary
        return replace(
            civilians, measure="killed", group=method or self.chosen, value=round_half_up(middle),
            low=exact(math.floor(low)), high=exact(math.ceil(high)), unit="victims", inclusion=MODELLED,
            basis="modelled", notes=tuple(notes), inputs=(civilians, *grown),
            formula=f"exp({line.level:.4g} + {line.slope:.4g} log {civilians.value})",
            sources=(*civilians.sources, *(source for item in grown for source in item.sources)),
        )  # fmt: skip

    def values(self, rows: Iterable[Beside], method: str = "") -> tuple[Estimate, ...]:
        """Return the continued values of the quarters after the mission that event data cover."""
        covered = (row for row in rows if row.quarter > known_quarters()[-1] and _usable(row))
        return tuple(self.value(row, method) for row in covered)


def _usable(row: Beside) -> bool:
    return row.whole and row.civilians is not None and row.civilians.value not in (None, 0)


def _required(row: Beside) -> Estimate:
    last = known_quarters()[-1]
    if row.quarter <= last:
        raise InputError(
            f"{row.quarter} is not continued: the mission's own notes reach to {last}; name a quarter from"
            f" {last.shift(1)} on."
        )
    if row.civilians is None or not _usable(row):
        raise InputError(
            f"{row.quarter} cannot be continued: expected UCDP's events on all three of its months, and a"
            " civilian killed among them; import or fetch them."
        )
    return row.civilians


def overlap_of(reading: str = READINGS[0], rows: Iterable[Beside] = ()) -> Overlap:
    """Return the quarters to fit on, under one reading of what is comparable.

    ``same_scope``: civilians killed, without the quarter from which the mission left Moura out.
    ``published_only``: of these, none derived from a half-year. ``with_moura``: that quarter as both
    records have it, Moura in one of them. ``largest_left_out``: that quarter, less the largest event of
    the event data. ``persons_killed``: the quarters before, under their other rule, by themselves.
    `rows` spares reading them again.
    """
    rule = "deaths" if reading == "persons_killed" else RULE
    found = [item for item in rows or side_by_side() if item.killed.inclusion == rule and _usable(item)]
    if reading == "published_only":
        found = [item for item in found if item.killed.basis == "published"]
    if reading == "largest_left_out":
        found = [item if item.comparable_scope else without_largest(item) for item in found]
    elif reading != "with_moura":
        found = [item for item in found if item.comparable_scope]
    return Overlap(tuple(found))


@functools.lru_cache(maxsize=16)
def judge(overlap: Overlap) -> Continuation:
    """Judge every method on an overlap, choose one, and say whether the data support a continuation.

    Raises
    ------
    InputError
        For fewer than 5 quarters.
    """
    from scipy import stats

    size = len(overlap.quarters)
    if size < FEWEST + 2:
        raise InputError(f"{size} quarters to judge on: expected {FEWEST + 2} or more.")
    chosen = choose(overlap)
    judged = {method: _judge(method, overlap) for method in (*METHODS, CHOICE)}
    least, slope = int(stats.binom.ppf(PLAUSIBLE, size, LEVEL)), fit(chosen, *overlap.logs[:2]).slope
    chance = f"B({size}, {LEVEL:g}), {PLAUSIBLE:g}"
    told = {
        "size": _stated(overlap, "quarters_compared", size, "quarters"),
        "fewest": _stated(overlap, "fewest_inside", least, "quarters", formula=chance),
        "slope": _stated(overlap, "slope", slope, "ratio", formula=LINE, group=chosen),
    }
    found = Continuation(overlap, judged, chosen, told)
    errors = {kind: found.errors(kind) for kind in ("leave_one_out", "rolling_origin")}
    against = [kind for kind, (ours, theirs) in errors.items() if ours.number() >= theirs.number()]
    few = int(judged[CHOICE]["coverage"].formula.split(" ")[0]) < least
    return replace(found, against=(*against, *["coverage"] * few))


def _judge(method: str, overlap: Overlap) -> dict[str, Estimate]:
    size = len(overlap.quarters)
    alone = trials(overlap, leave_one_out(size), method)
    # the choice needs one quarter more than a candidate, so its first origin comes later
    ahead = trials(overlap, rolling_origin(size, FEWEST + (method == CHOICE)), method)
    inside = sum(held for _, _, held in alone)

    def estimate(measure: str, value: float, unit: str = "ratio", formula: str = "") -> Estimate:
        return _stated(overlap, measure, value, unit, formula=formula, group=method)

    def factor(measure: str, found: list[Trial]) -> Estimate:
        total = math.fsum(abs(error) for error, _, _ in found)
        return estimate(measure, math.exp(total / len(found)), formula=f"exp({total:.4g} / {len(found)})")

    return {
        "leave_one_out": factor("leave_one_out", alone),
        "rolling_origin": factor("rolling_origin", ahead),
        "score": estimate("interval_score", math.fsum(score for _, score, _ in alone) / size, "log"),
        "coverage": estimate("coverage", 100 * inside / size, "percent", f"{inside} of {size}"),
    }


def _stated(overlap: Overlap, measure: str, value: float, unit: str, **more: Any) -> Estimate:
    # of each figure the first row: the table of quarters has them all
    sides = (item for row in overlap.quarters for item in (row.killed, row.civilians) if item)
    sources = tuple(dict.fromkeys(item.sources[0] for item in sides if item.sources))
    period = f"{overlap.quarters[0].quarter} to {overlap.quarters[-1].quarter}"
    return stated(measure, value, unit, period=period, inclusion=MODELLED, sources=sources, **more)
