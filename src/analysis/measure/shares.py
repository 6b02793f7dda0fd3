"""Shares that keep the unattributed apart, and rankings that say whether they hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from analysis.errors import InputError
from analysis.measure.counts import absent, count, field, quarter_of
from analysis.measure.estimate import Estimate, exact, round_half_up
from analysis.measure.interval import Tally, ratio_interval, six_digits, total_of, warnings_for
from analysis.quarter import Quarter

# Four different things; none of them is ever folded into a group.
LEFT_OUT = ("missing", "unidentified", "contested", "not_listed")


@dataclass(frozen=True, slots=True)
class Order:
    """One step of a ranking: `first` has more victims than, or as many as, `second`.

    `holds_unattributed`: so it is wherever the unattributed victims belong. `holds_chance`: the
    interval of their ratio lies above 1; None where only counts are known.
    """

    first: str
    second: str
    holds_unattributed: bool
    holds_chance: bool | None


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares of one whole.

    Parameters
    ----------
    bounds : tuple of Estimate
        Largest group first, in percent of the whole, the unattributed included: `value` and `low`
        with none of them in the group, `high` with all.
    intervals : tuple of Estimate
        In the same order, the bounds widened by chance; empty where only counts are known.
    left_out : tuple of Estimate
        Share of each kind of unattributed.
    ranking : tuple of Order
    """

    bounds: tuple[Estimate, ...]
    intervals: tuple[Estimate, ...]
    left_out: tuple[Estimate, ...]
    ranking: tuple[Order, ...]


def shares(
    groups: Mapping[str, Tally | float],
    left_out: Mapping[str, Tally | float] | None = None,
    *,
    period: str,
    unit: str = "victims",
    **label: Any,
) -> Shares:
    """Return the share of each group with its bounds, intervals and ranking.

    Bounds ``100 x / N`` and ``100 (x + u) / N``, u unattributed. With tallies, the interval of a
    share is that of the odds of group against rest, o / (1 + o), at the worse of the two bounds.

    Parameters
    ----------
    groups : mapping of str to Tally or number
        Victims per group. Tallies give intervals, and are right only where an incident belongs
        to one group (alleged perpetrator, place); for outcome, sex and age give numbers.
    left_out : mapping of str to Tally or number
        ``missing``, ``unidentified``, ``contested``, ``not_listed``.
    period, unit, **label
        For the estimates (place, inclusion, sources).

    Raises
    ------
    InputError
        For a negative or missing number, an unknown kind of left out, or nothing to share.

    Notes
    -----
    A ranking holds where bounds do not overlap, x1 > x2 + u. Worst-case bounds: Manski 2003,
    Partial Identification of Probability Distributions.

    Examples
    --------
    UNAMA, Afghanistan 2008.

    >>> found = shares({"Anti-Government Elements": 1160, "Pro-Government Forces": 828},
    ...                {"unidentified": 130}, period="2008")
    >>> [f"{float(s.low):.1f} to {float(s.high):.1f}" for s in found.bounds]
    ['54.8 to 60.9', '39.1 to 45.2']
    >>> found.ranking[0].holds_unattributed
    True
    """
    left_out = left_out or {}
    if unknown := [name for name in (*left_out, *groups) if (name in LEFT_OUT) != (name in left_out)]:
        raise InputError(
            f"{unknown[0]!r} is in the wrong place: expected {', '.join(LEFT_OUT)} among the left out and"
            " nothing else there, so move it."
        )
    everything = {**groups, **left_out}
    sizes = {name: total_of(item, f"victims of {name!r} are") for name, item in everything.items()}
    whole, loose = sum(sizes.values()), sum(sizes[name] for name in left_out)
    if not groups or not whole:
        raise InputError(
            f"shares in {period} have no victims to share: expected a total above 0, leave them out."
        )
    order = sorted(groups, key=lambda name: (-sizes[name], name))
    tallies = {name: item for name, item in everything.items() if isinstance(item, Tally)}
    clustered = len(tallies) == len(sizes)
    label = {"measure": f"share_of_{unit}", "unit": "percent", "period": period, "basis": "computed", **label}

    def share(name: str, more: float = 0.0, **interval: Any) -> Estimate:
        part, most, total = (exact(f"{size:.15g}") for size in (sizes[name], sizes[name] + more, whole))
        value = 100 * part / total
        formula = f"100 x {part} / {total} = {round_half_up(value, 1)}"
        bounds = {"low": value, "high": 100 * most / total, **interval}
        return Estimate(value=value, group=name, formula=formula, **bounds, **label)

    def order_of(first: str, second: str) -> Order:
        likely = bool(ratio_interval(tallies[first], tallies[second])[0] > 1) if clustered else None
        return Order(first, second, sizes[first] > sizes[second] + loose, likely)

    return Shares(
        tuple(share(name, loose) for name in order),
        tuple(share(name, **_interval(name, tallies, left_out)) for name in order) if clustered else (),
        tuple(share(name) for name in LEFT_OUT if name in left_out),
        tuple(order_of(first, second) for first, second in pairwise(order)),
    )


def shares_by(table: Any, column: str, quarter: str | Quarter, **label: Any) -> Shares:
    """Return the shares of a table of incidents or cells by one of its columns.

    Parameters
    ----------
    table : DataFrame or iterable of mappings
        As for `analysis.measure.change.change_between`, and `column`. An empty value counts as
        ``missing``; the other kinds of left out are expected under their own names.
    column : str
        Such as ``perpetrator`` or ``place``: an incident must have one value.
    quarter : str or Quarter
    **label
        unit, place, inclusion, sources.

    Examples
    --------
    >>> rows = [{"quarter": "2021Q2", "group": name, "victims": v}
    ...         for name, v in (("Jama'at", 9), ("Jama'at", 2), ("militia", 4), ("", 1))]
    >>> found = shares_by(rows, "group", "2021Q2")
    >>> [(s.group, str(s.value), str(s.high)) for s in found.bounds]
    [("Jama'at", '68.75', '75'), ('militia', '25', '31.25')]
    """
    wanted = Quarter.parse(quarter)
    rows = table.to_dict("records") if hasattr(table, "to_dict") else list(table)

    def value(row: Mapping[str, Any], line: int) -> str | None:
        if quarter_of(row, line) != wanted:
            return None
        given = field(row, column, line)
        return "missing" if absent(given) else str(given)

    def part(name: str) -> Tally:
        found = count(rows, f"{name} in {wanted}", lambda row, line: value(row, line) == name)
        return found.tally if found else Tally.of([])

    names = sorted({name for line, row in enumerate(rows, start=1) if (name := value(row, line))})
    kept = {name: part(name) for name in names if name not in LEFT_OUT}
    loose = {name: part(name) for name in names if name in LEFT_OUT}
    return shares(kept, loose, period=str(wanted), **label)


def _interval(name: str, tallies: Mapping[str, Tally], left_out: Mapping[str, Any]) -> dict[str, Any]:
    """Return low, high and notes: low with no unattributed victim in the group, high with all."""
    own, loose = tallies[name], [tallies[other] for other in left_out]
    others = [tally for other, tally in tallies.items() if other != name and other not in left_out]
    with_all, rest = _together(own, *loose), _together(*others, *loose)
    # The odds of the rest against the group: a share of 0 or 100 per cent needs no case of its own.
    most, least = ratio_interval(rest, own)[1], ratio_interval(_together(*others), with_all)[0]
    low, high = (six_digits(100 / (1 + odds)) for odds in (most, least))
    return {"low": low, "high": high, "notes": warnings_for(own)}


def _together(*tallies: Tally) -> Tally:
    columns = list(zip(*tallies, strict=True)) or [(0.0,)] * 4
    return Tally(sum(columns[0]), sum(columns[1]), sum(columns[2]), max(columns[3]))
