"""Who is alleged to have harmed how many: figures of a group, and shares that keep the unattributed apart."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from analysis.errors import InputError
from analysis.measure.breakdown import Breakdown, attributions
from analysis.measure.estimate import Estimate, change, exact, round_half_up, union
from analysis.measure.published import NOTES, as_estimate, find
from analysis.quarter import Quarter

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


# in the order of the mission's own notes
GROUPS = ("jnim_is", "signatory", "militias", "malian_forces", "international")


def figures_of(facts: pd.DataFrame, period: str | Quarter, group: str) -> tuple[Estimate, ...]:
    """Return every figure that the notes publish of a group of alleged perpetrators and of its parts.

    Counts and shares, then published changes (measure ``change``); empty where nothing is published.

    Examples
    --------
    >>> from analysis.record.ledger import facts
    >>> [(item.measure, str(item.value)) for item in figures_of(facts(), "2021Q2", "malian_forces")]
    [('share/victims', '9'), ('victims', '46')]
    """
    rows = facts[facts.series.eq(NOTES) & facts.period.eq(str(period)) & facts.dimension.eq("perpetrator")]
    rows = rows[rows.group.eq(group) | rows.parent.eq(group)]
    found = [as_estimate(row) for row in rows.itertuples()]
    return tuple(sorted(found, key=lambda item: item.measure == "change"))


def changes_of(facts: pd.DataFrame, quarter: Quarter, group: str) -> tuple[Estimate, ...]:
    """Return the change of each count of a group from the quarter before, where both count the same.

    ``100 (x1 - x0) / x0``, as `analysis.measure.estimate.change`; without a value on a base under 20.

    Examples
    --------
    >>> from analysis.record.ledger import facts
    >>> [item.formula for item in changes_of(facts(), Quarter.parse("2022Q3"), "jnim_is")]
    ['100 x (163 - 297) / 297 = -45.1']
    """
    found = []
    for item in figures_of(facts, quarter, group):
        before = find(facts, quarter.previous, item.measure, unit=item.unit, group=item.group)
        if item.unit != "percent" and before.stated and item.same_kind(before):
            found.append(change(item, before))
    return tuple(found)


def whole_lists(facts: pd.DataFrame, period: str | Quarter) -> tuple[tuple[Breakdown, Shares], ...]:
    """Return the published lists of alleged perpetrators that shares can be made of, with their shares.

    A list of counts that leaves out a group to which the same notes attribute cases elsewhere is no list
    of all: what it leaves is known to be another's, so no share and no bound is made of it.

    Examples
    --------
    >>> from analysis.record.ledger import facts
    >>> [form.parts[0].measure for form, _ in whole_lists(facts(), "2021H2")]
    ['killed']
    """
    made = ((form, shares_of(form)) for form in attributions(facts, period))
    return tuple((form, found) for form, found in made if found is not None)


def shares_of(form: Breakdown) -> Shares | None:
    """Return the share of each group with bounds for what the published list leaves open.

    What the list leaves is ``not_listed``, a group that the notes call unidentified ``unidentified``:
    either could belong to any group. Of a group that only figures of one kind of violation name, the share
    is what it has at least. None where the whole is not published or the list is not of all.

    Examples
    --------
    >>> from analysis.measure.breakdown import attributions
    >>> from analysis.record.ledger import facts
    >>> found = shares_of(attributions(facts(), "2021Q2")[0])
    >>> [(item.group, str(item.low), str(item.high)) for item in found.bounds[:2]]
    [('jnim_is', '54', '65'), ('militias', '20', '31')]
    """
    if not (form and form.remainder.stated):
        return None
    counts = {part.group: float(part.number()) for part in form.parts}
    loose = {"unidentified": counts.pop("unidentified")} if "unidentified" in counts else {}
    if form.left:
        loose["not_listed"] = float(form.rest)
    first, rows = form.parts[0], union(*(item.sources for item in (form.whole, *form.parts)))
    made = shares(counts, loose, period=first.period, unit=form.subject, inclusion=first.inclusion,
                  sources=rows)  # fmt: skip
    printed = {part.group: part for part in form.parts}  # the shares are as published, the bounds are not
    bounds = []
    for item in made.bounds:
        part = printed[item.group]
        share = part if first.unit == "percent" else item
        least = "at least" if part.inclusion != first.inclusion else share.qualifier
        bounds.append(replace(share, low=item.low, high=item.high, qualifier=least))
    return replace(made, bounds=tuple(bounds))
