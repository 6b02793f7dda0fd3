"""Who is alleged to have harmed how many: a group's published figures, and shares with what is left open."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from analysis.measure.breakdown import Breakdown, attributions
from analysis.measure.estimate import Estimate, change, union
from analysis.measure.published import NOTES, as_estimate, find
from analysis.measure.shares import Shares, shares
from analysis.quarter import Quarter

if TYPE_CHECKING:
    import pandas as pd


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
