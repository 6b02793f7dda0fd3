"""A published whole and its published parts: by alleged perpetrator, place, or sex and age."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from analysis.measure.estimate import Estimate, computed, spoken, union
from analysis.measure.published import NOTES, UNDECIDED, as_estimate, find, harmed, missing, rest, rows_of
from analysis.quarter import Quarter

if TYPE_CHECKING:
    import pandas as pd


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


def breakdown(
    facts: pd.DataFrame, period: str | Quarter, dimension: str, what: str, unit: str,
    whole_group: str = "", subject: str = "",
) -> Breakdown:  # fmt: skip
    """Return the parts that the notes publish of a whole, by alleged perpetrator, place, or sex and age.

    Parameters
    ----------
    facts : pandas.DataFrame
        One row per fact.
    period : str or Quarter
        Period.
    dimension : {"perpetrator", "place", "sex_age"}
        What the whole is broken down by. Categories of the notes only: where a category is published
        both whole and in parts, the whole; a union of categories where none of its members is published.
    what, unit : str
        What is counted, ``share/victims`` and the like for shares, and its unit.
    whole_group : str
        The group that the whole is published under, such as ``incidents_security``.
    subject : str
        What the parts count, where it is not `what`.

    Returns
    -------
    Breakdown
    """
    share = what.startswith("share/")
    whole = find(facts, period, what.removeprefix("share/"), unit=unit, group=whole_group)
    rows = rows_of(facts, period, what, "percent" if share else unit, dimension=dimension)
    if whole.stated and not share:
        fair = harmed(facts, period)
        if not rows.inclusion.eq(whole.inclusion).any() and rows.inclusion.eq(fair.inclusion).any():
            whole = fair  # the whole is what its parts can add up to
        # One kind of violation is no part of a list of all; it is attributed all the same.
        rows = rows[rows.inclusion.eq(whole.inclusion) | rows.dimension.eq("perpetrator")]
    listed = set(rows.group[rows.scope.eq("group")])
    apart = ~rows.members.map(lambda members: bool(listed.intersection(members.split(";")))).astype(bool)
    wanted = (
        rows.scope.eq("group")
        | rows.scope.eq("part") & ~rows.parent.isin(rows.group)
        | rows.scope.eq("union") & rows.members.ne("") & apart & ~rows.dimension.eq("perpetrator")
    )
    parts = sorted(
        map(as_estimate, (row for _, row in rows[wanted].iterrows())),
        key=lambda part: (-part.number(), part.group),
    )
    about: dict[str, Any] = {"status": "exceeds", "inputs": (whole,)} if whole.stated else {}
    remainder = missing("whole", period, **about)
    if parts and (share or whole.stated):
        top = Decimal(100) if share else whole.number()
        left, formula = rest(top, parts)
        if left >= 0:
            sources = union(whole.sources, *(part.sources for part in parts))
            ends = {"low": left - more, "high": left, "notes": (UNDECIDED,)} if (more := _open(parts)) else {}
            named: dict[str, Any] = {"group": "remainder", "sources": sources, "notes": (), **ends}
            remainder = computed(parts, left, formula, **named)
    return Breakdown(whole, tuple(parts), remainder, subject or what.removeprefix("share/"))


def _open(parts: Iterable[Estimate]) -> Decimal:
    """Return how much more the parts have with the greater value of what is undecided."""
    return sum((part.high - part.low for part in parts if part.low is not None and part.high is not None),
               Decimal(0))  # fmt: skip


FORMS = (("share/victims", "victims"), ("violations_and_abuses", "violations_and_abuses"),
         ("victims", "victims"), ("killed", "victims"))  # fmt: skip


def attributions(facts: pd.DataFrame, period: str | Quarter) -> tuple[Breakdown, ...]:
    """Return who is alleged to have harmed how many, in every form that the notes of a period publish.

    Lists that name all groups which the notes name come first, and shares as published; then the form of
    which the United Nations themselves print the most, then the one that names the most groups.
    """
    official = set(facts.figure_id[facts.official])
    rows = facts[facts.series.eq(NOTES) & facts.period.eq(str(period)) & facts.dimension.eq("perpetrator")]
    rows = rows[rows.scope.isin(["group", "part"])]
    parents = {row.group: row.parent or row.group for row in rows.itertuples()}

    def covers(form: Breakdown) -> bool:
        listed = {parents.get(part.group) for part in form.parts}
        return form.parts[0].unit == "percent" or {*parents.values()} <= listed

    def weight(form: Breakdown) -> tuple[bool, int, int]:
        said = sum(bool(official.intersection(part.sources)) for part in form.parts)
        return covers(form), said, len(form.parts)

    found = [breakdown(facts, period, "perpetrator", what, unit) for what, unit in FORMS]
    found = sorted((form for form in found if form), key=weight, reverse=True)
    nothing = missing("whole", period, "said")
    return tuple(form if covers(form) or not form.remainder.stated else replace(form, remainder=nothing)
                 for form in found)  # fmt: skip
