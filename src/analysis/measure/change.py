"""Change between two quarters, with everything that keeps a reader from trusting it too much."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from analysis.errors import InputError
from analysis.measure.arrangements import arrangement_bounds, extremes
from analysis.measure.counts import Counts, tallies
from analysis.measure.estimate import SMALL_BASE, Estimate, computed, exact, union
from analysis.measure.estimate import change as change_in_percent
from analysis.measure.interval import (
    Limits,
    Tally,
    Z,
    ratio_interval,
    ratio_p,
    singles,
    six_digits,
    stated,
    warnings_for,
)
from analysis.quarter import Quarter

if TYPE_CHECKING:
    import pandas as pd

OWN = ("measure", "unit", "low", "high")  # what a count has of its own


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
        Where the sum of squares is unknown: `ratio` then holds the widest interval that any
        arrangement of victims over incidents gives, and this the narrowest.
    p_value : Estimate
        Of no change; below 0.05 exactly where the 95 % interval of `ratio` leaves out 1.
    lethal : Estimate
        Ratio of incidents with victims, with its exact interval.
    without_largest : Estimate
        Ratio without the largest incident of each quarter.
    plain : Estimate
        Ratio with the plain Poisson interval: for contrast only, it is too narrow.
    dispersion, effective : tuple of Estimate
        Sum of squares / victims, and victims squared / sum of squares: earlier, later.
    notes : tuple of str
        Ids of the warnings to print.
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
    notes: tuple[str, ...]

    @property
    def answer(self) -> str:
        """Whether chance explains the change: ``beyond`` it, ``within``, ``open`` or ``unknown``.

        By whether the interval of the ratio holds 1; ``open`` where the widest does and the narrowest
        does not, ``unknown`` where there is no interval.
        """
        ends = [self.ratio, self.narrowest or self.ratio]
        if all(item.low is None and item.high is None for item in ends):
            return "unknown"
        held = [
            (item.low is None or item.low <= 1) and (item.high is None or item.high >= 1) for item in ends
        ]
        return "open" if held[0] != held[1] else "within" if held[0] else "beyond"


def change_between(
    incidents: pd.DataFrame | Iterable[Mapping[str, Any]],
    earlier: str | Quarter,
    later: str | Quarter,
    *,
    absent_means_none: bool = False,
    level: float = 0.95,
    **label: Any,
) -> Change:
    """Return the change in victims from one quarter to another, with its incident-clustered interval.

    Parameters
    ----------
    incidents : DataFrame or iterable of mappings
        One row per incident (``quarter``, ``victims``), or cells as for `tallies`. Without
        ``sum_squares`` the interval is bounded over all arrangements (note ``bounded_interval``).
    earlier, later : str or Quarter
    absent_means_none : bool
        A quarter without a row is an error, unless the table is known to cover it.
    level : float
        Nominal coverage of all intervals.
    **label
        ``measure``, ``unit``, ``place``, ``inclusion``, ``sources`` of the estimates.

    Returns
    -------
    Change

    Raises
    ------
    InputError
        For a quarter that is not in the table (no row is not the same as no incident), a missing
        column, or values that no incidents give.

    Notes
    -----
    Validity of the interval: `analysis.measure.interval.ratio_interval`. That documented victims changed
    does not say that violence did: coverage may have.

    Examples
    --------
    >>> rows = [{"quarter": "2022Q1", "victims": v} for v in (10, 5, 5, 5, 3, 2)]
    >>> rows += [{"quarter": "2022Q2", "victims": v} for v in (30, 10, 5)]
    >>> found = change_between(rows, "2022Q1", "2022Q2")
    >>> found.percent.formula, str(found.lethal.value), str(found.without_largest.value), found.answer
    ('100 x (45 - 30) / 30 = 50.0', '0.5', '0.75', 'within')
    """
    first, second = str(Quarter.parse(earlier)), str(Quarter.parse(later))
    if first == second:
        raise InputError(f"both quarters are {first}: a change needs two different quarters, name another.")
    table = tallies(incidents)
    absent = [name for name in (first, second) if name not in table.index]
    if absent and not absent_means_none:
        raise InputError(
            f"{absent[0]} has no row in the table: no row is not the same as no incident, so supply the"
            " quarter or state that the table covers it (absent_means_none)."
        )
    table = table.reindex([first, second], fill_value=0)
    before, now = (Counts.of(name, table.loc[name]) for name in (first, second))
    return described(before, now, level=level, **label)


def described(earlier: Counts, later: Counts, *, level: float = 0.95, **label: Any) -> Change:
    """Return the change from one quarter's counts to another's: `change_between` once they are counted."""
    label = {"measure": "victims", "unit": "victims"} | label
    one, two = later.tally, earlier.tally
    if earlier.label.get("inclusion") != later.label.get("inclusion"):  # final and preliminary, say
        one = two = Tally(*[math.nan] * 4)
    limits, narrow, p_value, notes = _limits(one, two, level)
    about = {name: given for name, given in {**label, **later.label}.items() if name not in OWN}
    about["group"] = "" if label["measure"] in ("victims", "killed") else label["measure"]
    spans = {"period": later.period, "comparator": earlier.period, **about}
    spans["sources"] = union(
        *(counts.label.get("sources") or () for counts in (later, earlier)), about.get("sources", ())
    )

    def ratio(
        measure: str, top: float, base: float, ends: Limits | None = None, noted: tuple[str, ...] = ()
    ) -> Estimate:
        small = ("small_base",) if min(top, base) < SMALL_BASE else ()
        formula = f"{top:.10g} / {base:.10g}" if base else f"from {base:.10g} to {top:.10g}"
        ends = ends or ratio_interval(singles(top), singles(base), level)
        return stated(measure, top / base if base else math.nan, "ratio", ends, formula=formula,
                      notes=(*noted, *small), **spans)  # fmt: skip

    def each(name: str, unit: str) -> tuple[Estimate, Estimate]:
        return _of(earlier, name, unit, about), _of(later, name, unit, about)

    victims = (one.victims, two.victims)
    main = ratio("ratio_of_victims", *victims, limits, notes)
    rest = [counts.tally.without_largest(counts.second) for counts in (later, earlier)]
    before, now = (_total(counts, {**label, **counts.label}) for counts in (earlier, later))
    percent = change_in_percent(now, before)
    if percent.stated:
        low, high = (six_digits(100 * (limit - 1)) for limit in limits)
        percent = replace(percent, low=low, high=high)
    return Change(
        earlier=before,
        later=now,
        percent=percent,
        ratio=main,
        narrowest=narrow and ratio("ratio_of_victims", *victims, narrow, notes),
        p_value=stated("p_value", p_value, "probability", **spans),
        lethal=ratio("ratio_of_lethal_incidents", one.incidents, two.incidents),
        without_largest=ratio("ratio_without_largest", one.victims - one.largest, two.victims - two.largest,
                              ratio_interval(rest[0], rest[1], level)),
        plain=ratio("ratio_plain_poisson", *victims, noted=("too_narrow",)),
        dispersion=each("dispersion", "ratio"),
        effective=each("effective", "cases"),
        notes=union(percent.notes, notes),
    )  # fmt: skip


def _limits(one: Tally, two: Tally, level: float) -> tuple[Limits, Limits | None, float, tuple[str, ...]]:
    """Return limits, the narrowest where they are bounded, p and notes."""
    nothing = (math.nan, math.nan)
    if math.isnan(one.incidents + two.incidents):
        return nothing, None, math.nan, ()
    notes = warnings_for(one, two)
    if not math.isnan(one.squares + two.squares):
        return ratio_interval(one, two, level), None, ratio_p(one, two), notes
    wide, narrow = arrangement_bounds(one, two, level)
    return wide, narrow, math.nan, (*(note for note in notes if note == "few_incidents"), "bounded_interval")


def least_dispersion(percent: Estimate) -> Estimate:
    r"""Return the least dispersion at which chance alone could explain a change between two totals.

    .. math:: \varphi = \frac{(\ln (D_1 / D_0) / 1.96)^2}{1 / D_1 + 1 / D_0}

    A what-if and no test: totals tell nothing of the incidents that they came in. 1 where each victim
    might have come alone.

    Parameters
    ----------
    percent : Estimate
        From `analysis.measure.estimate.change`, between two totals.

    Examples
    --------
    >>> now, before = (Estimate(measure="killed", value=value, unit="victims", period=period)
    ...                for value, period in ((174, "2022Q4"), (243, "2022Q3")))
    >>> str(least_dispersion(change_in_percent(now, before)).value)
    '2.94464'
    """
    now, before = map(float, percent.inputs) if percent.stated else (math.nan, math.nan)
    formula = f"(ln({now:.10g} / {before:.10g}) / {Z:.4g})^2 / (1 / {now:.10g} + 1 / {before:.10g})"
    about: dict[str, Any] = {"measure": "least_dispersion", "unit": "ratio", "group": ""}
    if not (now > 0 and before > 0):
        return computed((percent,), None, "", **about)
    value = max((math.log(now / before) / Z) ** 2 / (1 / now + 1 / before), 1.0)
    return computed(percent.inputs, six_digits(value), formula, comparator=percent.comparator, **about)


def _total(counts: Counts, label: dict[str, Any]) -> Estimate:
    total = counts.tally.victims
    about = {"period": counts.period, "basis": "computed", **label}
    if math.isnan(total):
        return Estimate(**about | {"status": "not_covered", "low": None, "high": None})
    return Estimate(value=exact(f"{total:.15g}"), **about)


def _of(counts: Counts, name: str, unit: str, about: dict[str, Any]) -> Estimate:
    """Return dispersion or effective cases; of unknown arrangement, no value and the bounds of it."""
    ends = sorted(float(getattr(tally, name)) for tally in extremes(counts.tally))
    limits = (math.nan, math.nan) if ends[0] == ends[1] else (ends[0], ends[1])
    return stated(name, getattr(counts.tally, name), unit, limits, period=counts.period, **about)
