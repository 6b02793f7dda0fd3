"""Change between two quarters, with everything that keeps a reader from trusting it too much."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any

import numpy as np

from analysis.errors import InputError
from analysis.measure.counts import Counts, count_quarter
from analysis.measure.estimate import SMALL_BASE, Estimate, exact, round_half_up, union
from analysis.measure.estimate import change as change_in_percent
from analysis.measure.interval import (
    Limits,
    Tally,
    ratio_interval,
    ratio_p,
    singles,
    six_digits,
    stated,
    total_interval,
    warnings_for,
)
from analysis.quarter import Quarter

GRID = 41  # sums of squares tried between the least and the most clustered arrangement


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change between two quarters; every part is an `Estimate`.

    Parameters
    ----------
    earlier, later : Estimate
        Victims, each with the incident-clustered interval of its own.
    percent : Estimate
        Undefined under a base of 20, with the note ``small_base``.
    ratio : Estimate
        Later over earlier with the incident-clustered interval.
    narrowest : Estimate or None
        Where the sum of squares is unknown: `ratio` then holds the widest interval that any
        arrangement of victims over incidents gives, and this the narrowest.
    p_value : Estimate
        Of no change; belongs to the interval of `ratio`.
    lethal : Estimate
        Ratio of incidents with victims, with its exact interval.
    without_largest : Estimate
        Ratio without the largest incident of each quarter.
    tipping_point : Estimate
        Factor by which the coverage of events would have had to change to explain the change
        away; its interval holds the factors after which no change could be told from chance.
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
    tipping_point: Estimate
    plain: Estimate
    dispersion: tuple[Estimate, Estimate]
    effective: tuple[Estimate, Estimate]
    notes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return numbers, texts, lists and dictionaries only, ready for JSON."""
        return {field.name: plain_data(getattr(self, field.name)) for field in fields(self)}


def change_between(
    table: Any,
    earlier: str | Quarter,
    later: str | Quarter,
    *,
    unit: str = "victims",
    place: str = "Mali",
    inclusion: str = "",
    sources: tuple[str, ...] = (),
    counted_by: str = "lethal",
    absent_means_none: bool = False,
    level: float = 0.95,
) -> Change:
    """Return the change in victims from one quarter to another.

    Parameters
    ----------
    table : DataFrame or iterable of mappings
        Either one row per incident (``quarter``, ``victims``), or cells (``quarter``,
        ``incidents``, ``lethal``, ``victims_best``, ``sum_squares``, ``largest``); cells of one
        quarter are added up, so no incident may be in two of them. Without ``sum_squares`` the
        interval is bounded over all arrangements (note ``bounded_interval``).
    earlier, later : str or Quarter
    unit, place, inclusion, sources
        For the labels of the estimates.
    counted_by : str
        Column of cells with the number of incidents that have victims of this kind.
    absent_means_none : bool
        A quarter without a row is an error, unless the table is known to cover it.
    level : float
        Nominal coverage of all intervals.

    Returns
    -------
    Change

    Raises
    ------
    InputError
        For a quarter that is not in the table, a missing column, or values that no incidents give.

    Notes
    -----
    Validity of the interval: `analysis.measure.interval.ratio_interval`. Percentages:
    `analysis.measure.estimate.change`. That documented victims changed does not say that
    violence did: coverage may have, hence the tipping point.

    Examples
    --------
    >>> rows = [{"quarter": "2022Q1", "victims": v} for v in (10, 5, 5, 5, 3, 2)]
    >>> rows += [{"quarter": "2022Q2", "victims": v} for v in (30, 10, 5)]
    >>> found = change_between(rows, "2022Q1", "2022Q2")
    >>> found.percent.formula, str(found.lethal.value), str(found.without_largest.value)
    ('100 x (45 - 30) / 30 = 50.0', '0.5', '0.75')
    >>> found.notes
    ('few_incidents',)
    """
    first, second = Quarter.parse(earlier), Quarter.parse(later)
    if first == second:
        raise InputError(f"both quarters are {first}: a change needs two different quarters, name another.")
    counted = [count_quarter(table, quarter, counted_by, absent_means_none) for quarter in (first, second)]
    label = {"place": place, "inclusion": inclusion, "sources": sources}
    return _describe(counted[0], counted[1], unit, label, level)


def _describe(earlier: Counts, later: Counts, unit: str, label: dict[str, Any], level: float) -> Change:
    one, two = later.tally, earlier.tally
    known = not math.isnan(one.squares + two.squares)
    spans = {"period": later.name, "comparator": earlier.name, **label}
    narrow, p_value, notes = None, math.nan, warnings_for(one, two)
    if known:
        limits, p_value = ratio_interval(one, two, level), ratio_p(one, two)
    else:
        limits, narrow = arrangement_bounds(one, two, level)
        notes = (*(note for note in notes if note == "few_incidents"), "bounded_interval")

    def ratio(
        measure: str, top: float, base: float, ends: Limits | None = None, noted: tuple[str, ...] = ()
    ) -> Estimate:
        small = ("small_base",) if min(top, base) < SMALL_BASE else ()
        formula = f"{top:.10g} / {base:.10g}" if base else f"from {base:.10g} to {top:.10g}"
        value = top / base if base else math.nan
        ends = ends or ratio_interval(singles(top), singles(base), level)
        return stated(measure, value, "ratio", ends, formula=formula, notes=(*noted, *small), **spans)

    def each(name: str, unit: str) -> tuple[Estimate, Estimate]:
        return _of(earlier, name, unit, label), _of(later, name, unit, label)

    victims = (one.victims, two.victims)
    main = ratio("ratio_of_victims", *victims, limits, notes)
    rest = [counts.tally.without_largest(counts.second) for counts in (later, earlier)] if known else None
    before, now = (_total(counts, unit, label, level) for counts in (earlier, later))
    percent = _percent(now, before, limits)
    return Change(
        earlier=before,
        later=now,
        percent=percent,
        ratio=main,
        narrowest=narrow and ratio("ratio_of_victims", *victims, narrow, notes),
        p_value=stated("p_value", p_value, "probability", **spans),
        lethal=ratio("ratio_of_lethal_incidents", one.incidents, two.incidents),
        without_largest=ratio("ratio_without_largest", one.victims - one.largest, two.victims - two.largest,
                              ratio_interval(rest[0], rest[1], level) if rest else (math.nan, math.nan)),
        tipping_point=replace(main, measure="tipping_point", formula="coverage later / coverage earlier"),
        plain=ratio("ratio_plain_poisson", *victims, noted=("too_narrow",)),
        dispersion=each("dispersion", "ratio"),
        effective=each("effective", "cases"),
        notes=union(percent.notes, notes),
    )  # fmt: skip


def borrowed_change(later: Estimate, earlier: Estimate, dispersion: float, lender: str) -> Estimate:
    """Return the change between two published totals, read with another source's dispersion.

    No interval can be computed from a pair of totals. This one supposes that victims per
    incident vary in the publication as they do in the event data `lender`; it is labelled
    ``borrowed`` and is a reading, not a result.

    Parameters
    ----------
    later, earlier : Estimate
        Two counts of one kind.
    dispersion : float
        Sum of squares / victims in the event data, at least 1.
    lender : str
        The event data that it is taken from.

    Examples
    --------
    >>> then, now = (Estimate(measure="killed", value=v, unit="victims", period=q)
    ...              for v, q in ((324, "2022Q1"), (96, "2022Q2")))
    >>> read = borrowed_change(now, then, 12.0, "ucdp_ged_25_1")
    >>> read.basis, str(read.low), str(read.high), read.sources
    ('borrowed', '-88.3666', '-32.9538', ('ucdp_ged_25_1',))
    """
    if not lender:
        raise InputError("the lender of a borrowed dispersion is empty: name the event data it comes from.")
    one, two = (Tally.borrowed(float(item.number()), dispersion) for item in (later, earlier))
    read = _percent(later, earlier, ratio_interval(one, two))
    notes = union(read.notes, ("borrowed_dispersion",))
    formula = f"{read.formula}; dispersion {round_half_up(repr(float(dispersion)), 2)}"
    return replace(read, basis="borrowed", sources=(*read.sources, lender), notes=notes, formula=formula)


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
    possible = (n, total, top) == (incidents, victims, largest) and top + n - 1 <= total <= n * top
    if n == total == top == 0:
        return 0.0, 0.0
    if n < 1 or not possible:
        raise InputError(
            f"{incidents:g} incidents with {victims:g} victims, the largest with {largest:g}, cannot be:"
            " expected whole numbers, at least one victim per incident and none above the largest, so"
            " count them again."
        )
    each, over = divmod(total - top, n - 1) if n > 1 else (0, 0)
    least = top**2 + over * (each + 1) ** 2 + (n - 1 - over) * each**2
    full, left = divmod(total - n, top - 1) if top > 1 else (0, 0)
    most = full * top**2 + (n - full) + (left + 1) ** 2 - 1
    return float(least), float(most)


def extremes(tally: Tally) -> tuple[Tally, Tally]:
    """Return the least and the most clustered tally; twice itself where the sum of squares is known."""
    if not math.isnan(tally.squares):
        return tally, tally
    least, most = arrangements(tally.incidents, tally.victims, tally.largest)
    return tally._replace(squares=least), tally._replace(squares=most)


def pooled_dispersion(*quarters: Tally) -> tuple[float, float]:
    """Return the dispersion of all incidents of some quarters, least and most clustered, to be lent.

    Sum of squares over sum of victims, over the quarters; the two are equal where sums of squares
    are known. At least 1.

    Examples
    --------
    >>> pooled_dispersion(Tally.of([10, 5, 1, 1, 1]), Tally.of([1, 1]))
    (6.5, 6.5)
    """
    victims = sum(tally.victims for tally in quarters)
    if not victims:
        raise InputError("the lending quarters have no victims: name event data that have some.")
    ends = zip(*(extremes(tally) for tally in quarters), strict=True)
    least, most = (max(sum(tally.squares for tally in end) / victims, 1.0) for end in ends)
    return least, most


def arrangement_bounds(later: Tally, earlier: Tally, level: float = 0.95) -> tuple[Limits, Limits]:
    """Return the widest and the narrowest interval that any arrangement of victims allows.

    For cells that keep only the number of incidents, their victims and the largest. The interval
    is computed for 41 x 41 sums of squares between those of `arrangements`.
    """

    def tried(tally: Tally) -> Any:
        least, most = extremes(tally)
        return np.linspace(least.squares, most.squares, GRID)

    one, two = later._replace(squares=tried(later)[:, None]), earlier._replace(squares=tried(earlier))
    low, high = ratio_interval(one, two, level)
    return (float(low.min()), float(high.max())), (float(low.max()), float(high.min()))


def _percent(later: Estimate, earlier: Estimate, limits: tuple[float, float]) -> Estimate:
    percent = change_in_percent(later, earlier)
    if not percent.stated:
        return percent
    low, high = (six_digits(100 * (limit - 1)) for limit in limits)
    return replace(percent, low=low, high=high)


def _total(counts: Counts, unit: str, label: dict[str, Any], level: float) -> Estimate:
    total = counts.tally.victims
    limits = total_interval(counts.tally, level) if total else (math.nan, math.nan)
    formula = f"sum over {counts.incidents} incidents"
    found = stated(unit, total, unit, limits, period=counts.name, formula=formula, **label)
    return replace(found, value=exact(int(total) if total == int(total) else repr(total)))


def _of(counts: Counts, name: str, unit: str, label: dict[str, Any]) -> Estimate:
    """Return dispersion or effective cases; of unknown arrangement, no value and the bounds of it."""
    ends = sorted(float(getattr(tally, name)) for tally in extremes(counts.tally))
    limits = (math.nan, math.nan) if ends[0] == ends[1] else (ends[0], ends[1])
    return stated(name, getattr(counts.tally, name), unit, limits, period=counts.name, **label)


def plain_data(item: Any) -> Any:
    """Return estimates, in tuples and dictionaries too, as dictionaries, lists, numbers and texts only."""
    if isinstance(item, Estimate):
        kept = {field.name: getattr(item, field.name) for field in fields(item) if field.name != "inputs"}
        return {name: plain_data(value) for name, value in kept.items() if value not in (None, "", ())}
    if isinstance(item, Decimal):
        return int(item) if item == item.to_integral_value() else float(item)
    if isinstance(item, dict):
        return {name: plain_data(part) for name, part in item.items()}
    return [plain_data(part) for part in item] if isinstance(item, tuple) else item
