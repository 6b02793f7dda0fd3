"""The civilians killed that the mission would have counted: carried on from event data, and judged.

The rule: candidates are lines on the log scale, fitted on the quarters that both records know under one
definition and with one scope. The one with the smallest leave-one-out error is chosen. It supports a
continuation only if the choice, made anew without each quarter, comes nearer to that quarter than every
baseline does, if the chosen one also does so when only earlier quarters are known, and if the intervals
hold the quarters that they should.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.errors import InputError
from analysis.measure.coverage import all_quarters, known_quarters
from analysis.measure.estimate import Estimate, round_half_up
from analysis.measure.interval import stated
from analysis.measure.sources import Beside, beside, growth, without_largest
from analysis.quarter import Quarter

Vector = NDArray[np.float64]

LEVEL = 0.80
RULE = "civilians_killed"  # what is carried on; the quarters before 2021Q2 count persons killed
MODELLED = "modelled_not_a_figure_of_the_mission"
FEWEST = 3  # quarters that a candidate is fitted on
GRID = 9  # points over which the uncertainty of the source is spread
PLAUSIBLE = 0.1  # chance below which so few quarters inside their intervals are too few
BASELINES = ("last", "mean", "mean_ratio")


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
CANDIDATES = tuple(name for name in METHODS if name not in BASELINES)
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
        scale = np.maximum(
            self.scale * np.sqrt(1 + 1 / self.size + (at - self.centre) ** 2 / self.spread), 1e-9
        )

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


@dataclass(frozen=True, slots=True)
class Overlap:
    """The quarters that both records know, and what has been left out of them and why."""

    quarters: tuple[Beside, ...]

    @property
    def logs(self) -> tuple[Vector, Vector]:
        """The logs of civilians killed in event data and of the mission's killed."""
        sides = ([item.civilians for item in self.quarters], [item.killed for item in self.quarters])
        x, y = (np.log([float(item.number()) for item in side if item]) for side in sides)
        return x, y

    @property
    def reaches(self) -> list[float]:
        """How far best and high estimate of the event data are apart, on the log scale."""
        return [reach(item.deaths) for item in self.quarters]


def reach(deaths: Estimate | None) -> float:
    """Return the log of high over best estimate of all deaths: civilians have no high estimate."""
    if deaths is None or deaths.high is None or not deaths.number():
        return 0.0
    return math.log(max(float(deaths.high / deaths.number()), 1.0))


@dataclass(frozen=True, slots=True)
class Trial:
    """How one quarter would have been told without it: log error, interval score, whether it was inside."""

    error: float
    score: float
    inside: bool


Split = tuple[list[int], int]


def leave_one_out(size: int) -> list[Split]:
    """Return every quarter with all the others."""
    return [([other for other in range(size) if other != one], one) for one in range(size)]


def rolling_origin(size: int) -> list[Split]:
    """Return every quarter with the earlier ones up to each origin: what it would have been to forecast."""
    return [(list(range(origin)), later) for origin in range(FEWEST, size) for later in range(origin, size)]


def trials(
    overlap: Overlap, splits: Sequence[Split], method: str = "", level: float = LEVEL
) -> tuple[Trial, ...]:
    """Tell quarters from others, by one method or, if none is named, by the one that these others choose.

    The interval score is that of Gneiting and Raftery 2007 (JASA 102, 359-378) on the log scale: the
    width, and 2 / (1 - level) times what the value lies outside. Smaller is better.
    """
    x, y = overlap.logs
    found = []
    for known, one in splits:
        ours = Overlap(tuple(overlap.quarters[item] for item in known))
        before = sum(item < one for item in known)
        line = fit(method or choose(ours), x[known], y[known], before)
        low, middle, high = line.limits(float(x[one]), overlap.reaches[one], level=level)
        outside = max(low - y[one], y[one] - high, 0.0)
        score = high - low + 2 / (1 - level) * outside
        found.append(Trial(float(y[one] - middle), float(score), not outside))
    return tuple(found)


def choose(overlap: Overlap) -> str:
    """Return the candidate with the smallest mean absolute log error, leaving one quarter out at a time."""
    x, y = overlap.logs

    def error(method: str) -> float:
        lines = [(fit(method, x[known], y[known]), one) for known, one in leave_one_out(len(x))]
        return math.fsum(abs(y[one] - line.level - line.slope * x[one]) for line, one in lines)

    return min(CANDIDATES, key=error)


@dataclass(frozen=True, slots=True)
class Judged:
    """How a method did on the overlap, each number as an estimate.

    `leave_one_out` and `rolling_origin` are typical errors as a factor, exp of the mean absolute log
    error; `score` the mean interval score leaving one out; `coverage` the share of quarters inside
    their intervals, in percent.
    """

    method: str
    leave_one_out: Estimate
    rolling_origin: Estimate
    score: Estimate
    coverage: Estimate


@dataclass(frozen=True, slots=True)
class Continuation:
    """The overlap, every method judged on it, the choice, and whether the data support one.

    Parameters
    ----------
    overlap : Overlap
    judged : tuple of Judged
        Baselines first. The last is ``choice``: the candidate chosen anew without each quarter, which
        is what an honest error of a chosen candidate is.
    chosen : str
    against : tuple of str
        Why the data do not support a useful continuation: ``leave_one_out``, ``rolling_origin``,
        ``coverage``; empty where they do.
    """

    overlap: Overlap
    judged: tuple[Judged, ...]
    chosen: str
    against: tuple[str, ...]

    def of(self, method: str) -> Judged:
        """Return how a method did."""
        return next(item for item in self.judged if item.method == method)

    @property
    def line(self) -> Line:
        """The chosen candidate, fitted on the whole overlap."""
        return fit(self.chosen, *self.overlap.logs)

    def value(self, quarter: Quarter, method: str = "", level: float = LEVEL) -> Estimate:
        """Return a continued value with its interval: modelled, never a figure of the mission.

        Parameters
        ----------
        quarter : Quarter
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
            Where the mission published a figure, or the event data do not cover the quarter.
        """
        civilians, found = _to_continue(quarter)
        x, y = self.overlap.logs
        line, method = fit(method or self.chosen, x, y), method or self.chosen
        grown = growth(quarter) if found.preliminary else None
        grows = math.log(float(grown.number())) if grown else 0.0
        at = math.log(float(civilians.number()))
        low, middle, high = np.exp(line.limits(at, reach(found.deaths), grows, level))
        notes = ["extrapolated"] * (not x.min() <= at <= x.max()) + ["preliminary"] * found.preliminary
        inputs = (civilians, *([grown] if grown else []))
        return Estimate(
            measure="killed", value=round_half_up(middle), low=math.floor(low), high=math.ceil(high),
            unit="victims", period=str(quarter), inclusion=MODELLED, basis="modelled", group=method,
            formula=f"exp({line.level:.4g} + {line.slope:.4g} log {civilians.value})",
            sources=tuple(dict.fromkeys(source for item in inputs for source in item.sources)),
            inputs=inputs, notes=tuple(notes),
        )  # fmt: skip

    def values(self, last: Quarter, method: str = "") -> tuple[Estimate, ...]:
        """Return the continued values up to `last`, of the quarters that event data cover."""
        quarters = [item for item in all_quarters() if known_quarters()[-1] < item < last]
        covered = [item for item in quarters if _continuable(beside(item))]
        return tuple(self.value(item, method) for item in (*covered, last))

    @property
    def mean(self) -> Estimate:
        """The mean of the mission's figures on the overlap, in counts."""
        items = [item.killed for item in self.overlap.quarters]
        value = math.fsum(float(item.number()) for item in items) / len(items)
        return stated("mean_of_mission", value, "victims", inputs=tuple(items), **_common(self.overlap, RULE))

    @property
    def size(self) -> Estimate:
        """How many quarters both records know."""
        return stated("quarters_compared", len(self.overlap.quarters), "quarters", **_common(self.overlap))


def _continuable(found: Beside) -> bool:
    return (
        found.whole
        and found.civilians is not None
        and found.civilians.stated
        and bool(found.civilians.number())
    )


def _to_continue(quarter: Quarter) -> tuple[Estimate, Beside]:
    first = known_quarters()[-1].shift(1)
    if quarter < first:
        raise InputError(
            f"{quarter} is not continued: the mission's own notes reach to {first.previous}; name a quarter"
            f" from {first} on."
        )
    found = beside(quarter)
    if found.civilians is None or not _continuable(found):
        raise InputError(
            f"{quarter} cannot be continued: expected UCDP's events on all three of its months, and a civilian"
            " killed among them; import or fetch them."
        )
    return found.civilians, found


READINGS = ("same_scope", "published_only", "with_moura", "largest_left_out", "persons_killed")


def overlap_of(reading: str = READINGS[0]) -> Overlap:
    """Return the quarters to fit on, under one reading of what is comparable.

    ``same_scope``: civilians killed, without the quarter from which the mission left Moura out.
    ``published_only``: of these, none derived from a half-year. ``with_moura``: that quarter as both
    records have it, Moura in one of them. ``largest_left_out``: that quarter, less the largest event of
    the event data. ``persons_killed``: the quarters before, under their other rule, by themselves.
    """
    rule = "deaths" if reading == "persons_killed" else RULE
    found = [
        item for item in map(beside, known_quarters()) if item.killed.inclusion == rule and item.civilians
    ]
    if reading == "published_only":
        found = [item for item in found if item.killed.basis == "published"]
    if reading == "largest_left_out":
        found = [_left_out(item) for item in found]
    elif reading != "with_moura":
        found = [item for item in found if item.comparable_scope]
    return Overlap(tuple(found))


def _left_out(item: Beside) -> Beside:
    if item.comparable_scope or item.civilians is None:
        return item
    return replace(item, civilians=without_largest(item.quarter, item.civilians))


def judge(overlap: Overlap, level: float = LEVEL) -> Continuation:
    """Judge every method on an overlap, choose one, and say whether the data support a continuation."""
    size = len(overlap.quarters)
    if size < FEWEST + 2:
        raise InputError(f"{size} quarters known to both records: expected {FEWEST + 2} or more to judge on.")
    judged = tuple(_judge(method, overlap, level) for method in (*METHODS, ""))
    chosen = choose(overlap)
    rows = {item.method: item for item in judged}
    against = []
    for kind, ours in (("leave_one_out", rows["choice"]), ("rolling_origin", rows[chosen])):
        if getattr(ours, kind).number() >= min(getattr(rows[name], kind).number() for name in BASELINES):
            against.append(kind)
    if _too_few(rows["choice"].coverage, size, level):
        against.append("coverage")
    return Continuation(overlap, judged, chosen, tuple(against))


def _too_few(coverage: Estimate, size: int, level: float) -> bool:
    from scipy import stats

    inside = int(coverage.formula.split(" ")[0])
    return bool(stats.binom.cdf(inside, size, level) < PLAUSIBLE)


def _judge(method: str, overlap: Overlap, level: float) -> Judged:
    size = len(overlap.quarters)
    alone = trials(overlap, leave_one_out(size), method, level)
    # the choice needs one quarter more than a candidate, so its first origin comes later
    origins = [split for split in rolling_origin(size) if method or len(split[0]) > FEWEST]
    ahead = trials(overlap, origins, method, level)
    inside = sum(trial.inside for trial in alone)
    common = {**_common(overlap), "group": method or "choice"}
    return Judged(
        method or "choice",
        _factor("leave_one_out", alone, **common),
        _factor("rolling_origin", ahead, **common),
        stated("interval_score", math.fsum(trial.score for trial in alone) / size, "log", **common),
        stated("coverage", 100 * inside / size, "percent", formula=f"{inside} of {size}", **common),
    )


def _common(overlap: Overlap, rule: str = MODELLED) -> dict[str, Any]:
    sides = (item for beside in overlap.quarters for item in (beside.killed, beside.civilians) if item)
    return {
        "period": f"{overlap.quarters[0].quarter} to {overlap.quarters[-1].quarter}",
        "inclusion": rule,
        "sources": tuple(dict.fromkeys(source for item in sides for source in item.sources)),
    }


def _factor(measure: str, found: Sequence[Trial], **common: Any) -> Estimate:
    mean = math.fsum(abs(trial.error) for trial in found) / len(found)
    formula = f"exp of the mean absolute log error of {len(found)} tellings"
    return stated(measure, math.exp(mean), "ratio", formula=formula, **common)
