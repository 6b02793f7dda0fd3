"""A published whole and its parts: by alleged perpetrator, place, or sex and age; what each has of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, NamedTuple

import pandas as pd

from analysis.errors import InputError
from analysis.measure.estimate import ROUNDED, UNDECIDED, Estimate, computed, round_half_up, spoken, union
from analysis.measure.published import as_estimate, find, harmed, missing, rest, rows_of
from analysis.quarter import Quarter
from analysis.record.ledger import definitions

Sizes = Mapping[str, float]
GROUPS = ("jnim_is", "signatory", "militias", "malian_forces", "international")  # in the notes' own order


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A published whole and its published parts; iterated over, the parts.

    Attributes
    ----------
    whole : Estimate
        The figure that the parts belong to; status ``not_published`` where none is.
    parts : tuple of Estimate
        Counts, or shares in percent, largest first; one gap where no list was published.
    remainder : Estimate
        What the published parts leave of the whole: not attributed, not listed or not published. A gap where
        the parts exceed the whole (``exceeds``), no whole was published, or the list leaves out a group that
        the notes name elsewhere: what it leaves is known to be another's (``said``).
    subject : str
        What the parts count, or are shares of: ``victims``, ``killed``, ``acts``; "" for no list.
    """

    whole: Estimate
    parts: tuple[Estimate, ...]
    remainder: Estimate
    subject: str = ""

    def __iter__(self) -> Iterator[Estimate]:
        return iter(self.parts)

    def __bool__(self) -> bool:
        return any(part.stated for part in self.parts)

    base = spoken("base", "What the parts are parts of, in words: the 347 violations and abuses.")

    @property
    def left(self) -> tuple[Estimate, ...]:
        """What is left, where something is."""
        return (self.remainder,) if self.remainder.value else ()

    @property
    def rest(self) -> Estimate:
        """What is left, as it is told: a gap where it is nothing."""
        nothing = missing("whole", self.remainder.period, "said")
        return nothing if self.remainder.value == 0 else self.remainder


def breakdown(facts: pd.DataFrame, period: str | Quarter, dimension: str, what: str, unit: str,
              whole_group: str = "", subject: str = "") -> Breakdown:  # fmt: skip
    """Return the parts that the notes publish of a whole, by alleged perpetrator, place, or sex and age.

    Parameters
    ----------
    facts, period : pandas.DataFrame, str or Quarter
    dimension : {"perpetrator", "place", "sex_age"}
        What the whole is broken down by. Categories of the notes only: where a category is published
        both whole and in parts, the whole; a union of categories where none of its members is published.
    what, unit : str
        What is counted, ``share/victims`` and the like for shares, and its unit.
    whole_group : str
        The group that the whole is published under, such as ``incidents_security``.
    subject : str
        What the parts count, where it is not `what`.
    """
    share, counted = what.startswith("share/"), what.removeprefix("share/")
    whole = find(facts, period, counted, unit=unit, group=whole_group)
    rows = rows_of(facts, period, what=what, unit="percent" if share else unit, dimension=dimension)
    if whole.stated and not share:
        fair = harmed(facts, period)
        if not rows.inclusion.eq(whole.inclusion).any() and rows.inclusion.eq(fair.inclusion).any():
            whole = fair  # the whole is what its parts can add up to
        if dimension != "perpetrator":  # one kind of violation is no part of all, and attributed all the same
            rows = rows[rows.inclusion.eq(whole.inclusion)]
    listed = {*rows.group[rows.scope.eq("group")]}

    def stands(row: Any) -> bool:
        if row.scope == "union":
            apart = row.members and listed.isdisjoint(row.members.split(";"))
            return bool(apart and dimension != "perpetrator")
        return row.scope == "group" or (row.scope == "part" and row.parent not in {*rows.group})

    parts = [as_estimate(row) for row in rows.itertuples() if stands(row)]
    parts.sort(key=lambda part: (-part.number(), part.group))
    gap: dict[str, Any] = {"status": "exceeds", "inputs": (whole,)} if whole.stated else {}
    remainder, top = missing("whole", period, **gap), Decimal(100) if share else whole.value
    if parts and top is not None and (left := rest(top, parts))[0] >= 0:
        remainder = _remainder(whole, parts, *left)
    return Breakdown(whole, tuple(parts), remainder, subject or counted)


def _remainder(whole: Estimate, parts: Sequence[Estimate], left: Decimal, formula: str) -> Estimate:
    """Return what parts leave of a whole, and what at the greater values of those that are undecided.

    What rounded shares leave may be more or less by half of a last digit for each.
    """
    about: dict[str, Any] = {"group": "remainder", "notes": ()}
    if parts[0].unit == "percent" and left:
        digits = (Decimal(1).scaleb(int(part.number().as_tuple().exponent)) for part in parts)
        slack = sum(digits, Decimal(0)) / 2
        noted = (ROUNDED,) * (round_half_up(left - slack, 1) != round_half_up(left + slack, 1))
        about |= {"low": max(left - slack, Decimal(0)), "high": left + slack, "notes": noted}
    ends = [(part.low, part.high) for part in parts if part.low is not None and part.high is not None]
    if more := sum((high - low for low, high in ends), Decimal(0)):
        about |= {"low": left - more, "high": left, "notes": (UNDECIDED,)}
    sources = union(whole.sources, *(part.sources for part in parts))
    return computed(parts, left, formula, sources=sources, **about)


def lists(facts: pd.DataFrame, period: str | Quarter, dimension: str) -> list[Breakdown]:
    """Return each list that the notes publish by a dimension, on its own base."""
    printed = {*rows_of(facts, period, dimension=dimension).what}
    kinds = [kind for kind in definitions()["lists"][dimension] if kind["what"] in printed]
    found = [parts for kind in kinds if (parts := breakdown(facts, period, dimension, **kind))]
    told = {(form.subject, part.group, f"{float(part / form.whole):.2f}") for form in found for part in form}
    return [form for form in found if dimension != "place" or form.parts[0].unit != "percent" or not all(
            (form.subject, part.group, f"{float(part):.2f}") in told for part in form)]  # fmt: skip  # again


def attributions(facts: pd.DataFrame, period: str | Quarter) -> tuple[Breakdown, ...]:
    """Return who is alleged to have harmed how many, in every form that the notes of a period publish.

    Lists that name all groups which the notes name come first; then the form of which the United Nations
    themselves print the most, then the one that names the most groups. To printed shares those are added
    (computed) of groups that the pages count and the shares leave out. Where a list leaves out a group, or
    other harms of one, it does not tell what remains for any.
    """
    official = {*facts.figure_id[facts.official]}
    rows = rows_of(facts, period, dimension="perpetrator")
    rows = rows[rows.scope.isin(["group", "part"])]
    parents = dict(zip(rows.group, rows.parent.where(rows.parent.ne(""), rows.group), strict=True))
    harms = rows[rows.unit.isin(["victims", "cases"])].astype({"value": float}).groupby("group").value.sum()
    found = [form for form in lists(facts, period, "perpetrator") if not form.whole.stated or
             any(part.inclusion == form.whole.inclusion for part in form)]  # fmt: skip

    def covers(form: Breakdown) -> bool:
        # a group of which other harms are printed than its number counts is not told whole
        partly = any(harms.get(part.group, 0) > float(part) for part in form if part.inclusion == "kind")
        return not partly and {*parents.values()} <= {parents.get(part.group) for part in form}

    def completed(form: Breakdown) -> Breakdown:
        # shares leave out groups that the pages count on the same whole
        listed, whole = {parents.get(part.group) for part in form}, form.whole
        counts = [part for other in found if (other.whole, other.parts[0].unit) == (whole, whole.unit)
                  for part in other if parents.get(part.group) not in listed]  # fmt: skip
        if not counts or not whole.stated:
            return form
        more = [replace(part / whole, measure=form.parts[0].measure, group=part.group,
                        value=round_half_up((part / whole).number(), 1)) for part in counts]  # fmt: skip
        parts = (*form, *more)
        return replace(form, parts=parts, remainder=_remainder(whole, parts, *rest(Decimal(100), parts)))

    def weight(form: Breakdown) -> tuple[bool, int, int]:
        return covers(form), sum(not official.isdisjoint(part.sources) for part in form), len(form.parts)

    nothing = missing("whole", period, "said")
    return tuple(form if covers(form) or not form.remainder.stated else replace(form, remainder=nothing)
                 for form in sorted(map(completed, found), key=weight, reverse=True))  # fmt: skip


class Shares(NamedTuple):
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
    groups: Sizes, left_out: Sizes | None = None, *, period: str, unit: str = "victims", **label: Any
) -> Shares:
    """Return the share of each group with its bounds.

    Bounds ``100 x / N`` and ``100 (x + u) / N``, u unattributed.

    Parameters
    ----------
    groups : mapping of str to number
        Victims per group.
    left_out : mapping of str to number
        ``unidentified``, ``not_listed`` and the like; none of them is ever folded into a group.
    period, unit, **label
        For the estimates (place, inclusion, sources).

    Raises
    ------
    InputError
        For a negative or missing number, or nothing to share.

    Notes
    -----
    A group has more than the next wherever the unattributed belong if x1 > x2 + u. Worst-case bounds:
    Manski 2003, Partial Identification of Probability Distributions.

    Examples
    --------
    UNAMA, Afghanistan 2008:

    >>> found = shares({"Anti-Government Elements": 1160, "Pro-Government Forces": 828},
    ...                {"unidentified": 130}, period="2008")
    >>> [f"{float(s.low):.1f} to {float(s.high):.1f}" for s in found.bounds]
    ['54.8 to 60.9', '39.1 to 45.2']
    """
    left_out = left_out or {}
    sizes = {name: float(item) for name, item in {**groups, **left_out}.items()}
    whole, loose = sum(sizes.values()), sum(sizes[name] for name in left_out)
    if not groups or not 0 < whole < float("inf") or min(sizes.values()) < 0:
        raise InputError(f"shares in {period}: expected numbers of 0 or more and a total above 0.")
    order = sorted(groups, key=lambda name: (-sizes[name], name))
    label = {"measure": f"share_of_{unit}", "unit": "percent", "period": period, "basis": "computed", **label}

    def share(name: str, more: float = 0.0) -> Estimate:
        part, most, total = (Decimal(f"{size:.15g}") for size in (sizes[name], sizes[name] + more, whole))
        value = 100 * part / total
        formula = f"100 x {part} / {total} = {round_half_up(value, 1)}"
        return Estimate(value=value, group=name, formula=formula, low=value, high=100 * most / total, **label)

    return Shares(tuple(share(name, loose) for name in order), tuple(map(share, left_out)))


def figures_of(facts: pd.DataFrame, period: str | Quarter, group: str) -> tuple[Estimate, ...]:
    """Return every figure that the notes publish of a group of alleged perpetrators and of its parts.

    Counts and shares, then published changes (measure ``change``); empty where nothing is published.

    Examples
    --------
    >>> from analysis.record.ledger import facts
    >>> [(item.measure, str(item.value)) for item in figures_of(facts(), "2021Q2", "malian_forces")]
    [('share/victims', '9'), ('victims', '46')]
    """
    rows = rows_of(facts, period, dimension="perpetrator")
    rows = rows[rows.group.eq(group) | rows.parent.eq(group)]
    return tuple(sorted(map(as_estimate, rows.itertuples()), key=lambda item: item.measure == "change"))


def whole_lists(facts: pd.DataFrame, period: str | Quarter) -> tuple[Breakdown, ...]:
    """Return the published lists of alleged perpetrators that shares can be made of, as shares with bounds.

    A list of counts that leaves out a group to which the notes attribute cases elsewhere gives none. What is
    left, with the unidentified, could be any group's, or theirs with whom it makes a published sum.

    Examples
    --------
    >>> from analysis.record.ledger import facts
    >>> whole_lists(facts(), "2021H2")[0].remainder.group
    'not_listed'
    >>> whole_lists(facts(), "2021Q2")[0].parts[0]
    <share/victims jnim_is 2021Q2: 54 [54, 63.9] percent, published>
    """
    rows: Any = rows_of(facts, period, dimension="perpetrator", scope="union").itertuples()
    sums = {(row.what, row.unit, *row.members.split(";")): float(row.value) for row in rows}
    return tuple(_shared(form, sums) for form in attributions(facts, period) if form.remainder.stated)


def _shared(form: Breakdown, sums: Mapping[tuple[str, ...], float]) -> Breakdown:
    """Return shares with bounds for what is left open: only for those with whom it makes a published sum."""
    printed, first = {part.group: part for part in form}, form.parts[0]
    counts = {group: float(part) for group, part in printed.items()}
    of = first.measure, first.unit
    whole = (key for key, n in sums.items() if key[:2] == of and sum(counts.get(one, 0) for one in key) == n)
    among = next((names for names in whole if "unidentified" in names and not form.left), (*counts,))
    loose = counts.pop("unidentified", 0) + sum(map(float, form.left))
    left = {"not_listed" if form.left else "unidentified": loose} if loose else {}
    made = shares(counts, left, period=first.period, unit=form.subject, inclusion=first.inclusion,
                  sources=union(*(item.sources for item in (form.whole, *form))))  # fmt: skip
    bounds = []
    for item in made.bounds:  # the shares are as published, the bounds are not
        part = printed[item.group]
        share = part if first.unit == "percent" else item
        least = "at least" if part.inclusion != first.inclusion else share.qualifier
        high = item.high if item.group in among else item.low
        bounds.append(replace(share, low=item.low, high=high, qualifier=least))
    as_told = (replace(item, group="not_listed") for item in form.left if first.unit == "percent")
    rest = (*as_told, *made.left_out, missing("whole", first.period, "said"))[0]
    return replace(form, parts=tuple(bounds), remainder=rest)
