"""Shares that keep the unattributed apart."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analysis.errors import InputError
from analysis.measure.estimate import Estimate, exact, round_half_up

# Four different things; none of them is ever folded into a group.
LEFT_OUT = ("missing", "unidentified", "contested", "not_listed")


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares of one whole.

    Parameters
    ----------
    bounds : tuple of Estimate
        Largest group first, in percent of the whole, the unattributed included: `value` and `low`
        with none of them in the group, `high` with all.
    left_out : tuple of Estimate
        Share of each kind of unattributed.
    """

    bounds: tuple[Estimate, ...]
    left_out: tuple[Estimate, ...]


def shares(
    groups: Mapping[str, float],
    left_out: Mapping[str, float] | None = None,
    *,
    period: str,
    unit: str = "victims",
    **label: Any,
) -> Shares:
    """Return the share of each group with its bounds.

    Bounds ``100 x / N`` and ``100 (x + u) / N``, u unattributed.

    Parameters
    ----------
    groups : mapping of str to number
        Victims per group.
    left_out : mapping of str to number
        ``missing``, ``unidentified``, ``contested``, ``not_listed``.
    period, unit, **label
        For the estimates (place, inclusion, sources).

    Raises
    ------
    InputError
        For a negative or missing number, an unknown kind of left out, or nothing to share.

    Notes
    -----
    A group has more than the next wherever the unattributed belong if x1 > x2 + u. Worst-case bounds:
    Manski 2003, Partial Identification of Probability Distributions.

    Examples
    --------
    UNAMA, Afghanistan 2008.

    >>> found = shares({"Anti-Government Elements": 1160, "Pro-Government Forces": 828},
    ...                {"unidentified": 130}, period="2008")
    >>> [f"{float(s.low):.1f} to {float(s.high):.1f}" for s in found.bounds]
    ['54.8 to 60.9', '39.1 to 45.2']
    """
    left_out = left_out or {}
    if unknown := [name for name in (*left_out, *groups) if (name in LEFT_OUT) != (name in left_out)]:
        raise InputError(
            f"{unknown[0]!r} is in the wrong place: expected {', '.join(LEFT_OUT)} among the left out and"
            " nothing else there, so move it."
        )
    sizes = {name: float(item) for name, item in {**groups, **left_out}.items()}
    for name, size in sizes.items():
        if not 0 <= size < math.inf:
            raise InputError(f"victims of {name!r} are {size}: expected a number of 0 or more, count again.")
    whole, loose = sum(sizes.values()), sum(sizes[name] for name in left_out)
    if not groups or not whole:
        raise InputError(
            f"shares in {period} have no victims to share: expected a total above 0, leave them out."
        )
    order = sorted(groups, key=lambda name: (-sizes[name], name))
    label = {"measure": f"share_of_{unit}", "unit": "percent", "period": period, "basis": "computed", **label}

    def share(name: str, more: float = 0.0) -> Estimate:
        part, most, total = (exact(f"{size:.15g}") for size in (sizes[name], sizes[name] + more, whole))
        value = 100 * part / total
        formula = f"100 x {part} / {total} = {round_half_up(value, 1)}"
        return Estimate(value=value, group=name, formula=formula, low=value, high=100 * most / total, **label)

    return Shares(
        tuple(share(name, loose) for name in order),
        tuple(share(name) for name in LEFT_OUT if name in left_out),
    )
