"""Change between two quarters, with everything that keeps a reader from trusting it too much."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from analysis.errors import InputError
from analysis.measure.estimate import SMALL_BASE, Estimate, exact, union
from analysis.measure.estimate import change as change_in_percent
from analysis.measure.interval import Limits, arrangement_bounds, ratio_interval, ratio_p, six_digits, stated
from analysis.measure.tally import Tally, doubts, pooled, singles
from analysis.quarter import Quarter
from analysis.record.cells import contagion as contagion_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change between two quarters; every part is an `Estimate`.

    Parameters
    ----------
    earlier, later : Estimate
        Victims; low and high, where there are any, are the source's own estimates.
    percent : Estimate
        Without a value under a base of 20.
    ratio : Estimate
        Later over earlier with the incident-clustered interval.
    narrowest : Estimate or None
        Where the sum of squares is unknown, or no interval is to be trusted (`answer`): `ratio` then holds
        the widest interval that any arrangement of victims over incidents gives, and this the narrowest.
    p_value : Estimate
        Of no change; below 0.05 exactly where the 95 % interval of `ratio` leaves out 1. Undefined where
        `narrowest` is given.
    lethal : Estimate
        Ratio of incidents with victims, with an interval that allows for their contagion.
    without_largest : Estimate
        Ratio without the largest incident of each quarter.
    plain : Estimate
        Ratio with the plain Poisson interval: for contrast only, it is too narrow.
    dispersion, effective : tuple of Estimate
        Sum of squares / victims, and victims squared / sum of squares: earlier, later.
    """

    earlier: Estimate
    later: Estimate
    percent: Estimate
    ratio: Estimate
    narrowest: Estimate | None
    p_value: Estimate
    lethal: Estimate
    without_largest: Estimate
    plain: Estimate
    dispersion: tuple[Estimate, Estimate]
    effective: tuple[Estimate, Estimate]

    @property
    def answer(self) -> str:
        """Whether chance explains it: ``beyond``, ``within``, ``open``, ``untrusted`` or ``unknown``.

        By whether the interval of the ratio holds 1; ``open`` where the widest does and the narrowest
        does not, ``untrusted`` where there are `doubts`, ``unknown`` where there is no interval.
        """
        ends = [self.ratio, self.narrowest or self.ratio]
        if all(item.low is None and item.high is None for item in ends):
            return "unknown"
        if {"few_incidents", "one_incident_dominates"} & {*self.ratio.notes}:
            return "untrusted"
        held = {(item.low or 0) <= 1 <= (1 if item.high is None else item.high) for item in ends}
        return "open" if len(held) > 1 else "within" if held == {True} else "beyond"


def change_between(
    incidents: pd.DataFrame | Iterable[Mapping[str, Any]], earlier: str | Quarter, later: str | Quarter,
    *, contagion: float | None = None, **label: Any) -> Change:  # fmt: skip
    """Return the change in victims from one quarter to another, with its incident-clustered interval.

    Parameters
    ----------
    incidents : DataFrame or iterable of mappings
        One row per incident: ``quarter``, ``victims``, perhaps ``date``. What was imported is compared by
        `analysis.measure.incidents.incidents_of`.
    earlier, later : str or Quarter
    contagion : float, optional
        Variance of the number of incidents over its mean; by default what the dates of all rows say, and
        without dates 2 (`analysis.measure.tally.pooled`).
    **label
        ``measure``, ``unit``, ``place``, ``inclusion``, ``sources`` of the estimates.

    Returns
    -------
    Change

    Raises
    ------
    InputError
        For a quarter that is not in the table (no row is not the same as no incident), a missing
        column, or values that no incidents give; it names the row.

    Notes
    -----
    Validity of the interval: `analysis.measure.interval.ratio_interval`. That documented victims changed
    does not say that violence did: coverage may have.

    Examples
    --------
    >>> rows = [{"quarter": "2022Q1", "victims": v} for v in [1] * 20 + [5, 5]]
    >>> rows += [{"quarter": "2022Q2", "victims": v} for v in [1] * 30 + [15]]
    >>> found = change_between(rows, "2022Q1", "2022Q2")
    >>> found.percent.formula, str(found.lethal.value), str(found.without_largest.value), found.answer
    ('100 x (45 - 30) / 30 = 50.0', '1.40909', '1.2', 'within')
    """
    first, second = str(Quarter.parse(earlier)), str(Quarter.parse(later))
    table = pd.DataFrame(incidents if isinstance(incidents, pd.DataFrame) else list(incidents))
    table = table.reset_index(drop=True)
    if lacking := [name for name in ("quarter", "victims") if name not in table]:
        raise InputError(f"row 1 has no column {lacking[0]!r}: expected quarter and victims per incident.")
    table["quarter"] = [_quarter(given, line) for line, given in enumerate(table["quarter"], 1)]
    if absent := [name for name in (first, second) if name not in set(table["quarter"])]:
        raise InputError(f"{absent[0]} has no row in the table: supply it, with 0 victims if there was none.")
    Tally.of(table["victims"])  # whole, so that a wrong row anywhere is named
    psi = _contagion(table) if contagion is None else contagion
    before, now = (Tally.of(table["victims"][table["quarter"] == name], psi) for name in (first, second))
    about = {"measure": "victims", "unit": "victims", "basis": "computed", **label}
    totals = [Estimate(value=exact(f"{tally.victims:.15g}"), period=name, **about)
              for name, tally in ((first, before), (second, now))]  # fmt: skip
    return described(totals[0], totals[1], before, now)


def _quarter(given: object, line: int) -> str:
    try:
        return str(Quarter.parse(str(given)))
    except InputError as error:
        raise InputError(f"row {line}, column 'quarter': {error}") from None


def _contagion(table: pd.DataFrame) -> float:
    """Return what the months of all rows say, if they have dates."""
    if "date" not in table:
        return pooled(())
    rows = table.assign(day=pd.to_datetime(table["date"]).astype(str), outcome="",
                        lethal=pd.to_numeric(table["victims"]).gt(0).astype(float))  # fmt: skip
    first, last = (Quarter.parse(name) for name in (rows["quarter"].min(), rows["quarter"].max()))
    return pooled(contagion_of(rows, (str(first.start), str(last.end))).values())


def described(earlier: Estimate, later: Estimate, before: Tally, now: Tally) -> Change:
    """Return the change from one quarter's victims to another's: `change_between` once they are counted.

    Raises
    ------
    InputError
        Where both are of one quarter.
    """
    if earlier.period == later.period:
        what = f"both quarters are {later.period}: a change needs two different quarters"
        raise InputError(f"{what}, name another.")
    others = now.without_largest(), before.without_largest()
    rest = (math.nan, math.nan) if any(doubts(*others).values()) else ratio_interval(*others)
    if earlier.inclusion != later.inclusion:  # final and preliminary, say
        before = now = Tally(*[math.nan] * 5)
    limits, narrow, p_value, notes = _limits(now, before)
    group = "" if later.measure in ("victims", "killed") else later.measure
    spans = {"period": later.period, "inclusion": later.inclusion, "place": later.place, "group": group}
    both: Any = spans | {"comparator": earlier.period, "sources": union(later.sources, earlier.sources)}

    def ratio(measure: str, top: float, base: float, ends: Limits, *noted: str) -> Estimate:
        small = ("small_base",) * (min(top, base) < SMALL_BASE)
        formula = f"{top:.10g} / {base:.10g}" if base else f"from {base:.10g} to {top:.10g}"
        return stated(measure, top / base if base else math.nan, "ratio", ends, formula=formula,
                      notes=(*noted, *small), **both)  # fmt: skip

    def sides(name: str, unit: str) -> Any:
        about: Any = ({"period": total.period, "sources": total.sources} for total in (earlier, later))
        return tuple(stated(name, getattr(tally, name), unit, **spans | more)
                     for more, tally in zip(about, (before, now), strict=True))  # fmt: skip

    percent, victims = change_in_percent(later, earlier), (now.victims, before.victims)
    left = (now.victims - now.largest, before.victims - before.largest)
    if percent.stated:
        low, high = (six_digits(100 * (limit - 1)) for limit in limits)
        percent = replace(percent, low=low, high=high)
    first, second = (singles(tally.incidents, tally.contagion) for tally in (now, before))
    lethal, alone = ratio_interval(first, second), (singles(now.victims), singles(before.victims))
    return Change(
        earlier=earlier, later=later, percent=percent,
        ratio=ratio("ratio_of_victims", *victims, limits, *notes),
        narrowest=narrow and ratio("ratio_of_victims", *victims, narrow, *notes),
        p_value=stated("p_value", p_value, "probability", **both),
        lethal=ratio("ratio_of_lethal_incidents", now.incidents, before.incidents, lethal),
        without_largest=ratio("ratio_without_largest", *left, rest),
        plain=ratio("ratio_plain_poisson", *victims, ratio_interval(*alone), "too_narrow"),
        dispersion=sides("dispersion", "ratio"), effective=sides("effective", "cases"))  # fmt: skip


def _limits(one: Tally, two: Tally) -> tuple[Limits, Limits | None, float, tuple[str, ...]]:
    """Return limits, the narrowest where they are bounded, p and notes."""
    if any(map(math.isnan, (one.incidents, two.incidents, one.largest, two.largest))):
        return (math.nan, math.nan), None, math.nan, ()
    notes = tuple(name for name, found in doubts(one, two).items() if found)
    known = not any(map(math.isnan, (one.squares, two.squares)))
    if known and not notes:
        return ratio_interval(one, two), None, ratio_p(one, two), ()
    if notes:
        one, two = one._replace(squares=math.nan), two._replace(squares=math.nan)
    wide, narrow = arrangement_bounds(one, two)
    return wide, narrow, math.nan, notes if known else (*notes, "bounded_interval")
