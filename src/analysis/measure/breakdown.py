"""A published whole and its published parts: by alleged perpetrator, place, or sex and age."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from analysis.measure.estimate import Estimate, computed, spoken, union
from analysis.measure.published import as_estimate, find, missing, rest, rows_of
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
    rest : Estimate
        What the published parts leave of the whole: not attributed, not listed or not published. A gap where
        nothing is left (``said``), the parts exceed the whole (``exceeds``) or no whole was published.
    subject : str
        What the parts count, or are shares of: ``victims``, ``killed``, ``acts``; "" for no list.
    """

    whole: Estimate
    parts: tuple[Estimate, ...]
    rest: Estimate
    subject: str = ""

    def __iter__(self) -> Iterator[Estimate]:
        return iter(self.parts)

    def __bool__(self) -> bool:
        return any(part.stated for part in self.parts)

    base = spoken("base", "What the parts are parts of, in words: the 347 violations and abuses.")

    @property
    def left(self) -> tuple[Estimate, ...]:
        """What is left, where something is."""
        return (self.rest,) if self.rest.stated else ()


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
    if whole.stated and not share:  # a figure of one kind of violation is no part of a list of all
        rows = rows[rows.inclusion.eq(whole.inclusion)]
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
        if left == 0:
            remainder = missing("whole", period, "said")
        elif left > 0:
            sources = union(whole.sources, *(part.sources for part in parts))
            remainder = computed(parts, left, formula, group="remainder", sources=sources, notes=())
    return Breakdown(whole, tuple(parts), remainder, subject or what.removeprefix("share/"))


FORMS = (("share/victims", "victims"), ("violations_and_abuses", "violations_and_abuses"),
         ("victims", "victims"), ("killed", "victims"))  # fmt: skip


def attributions(facts: pd.DataFrame, period: str | Quarter) -> tuple[Breakdown, ...]:
    """Return who is alleged to have harmed how many, in every form that the notes of a period publish.

    First the form of which the United Nations themselves print the most, then the one that names the
    most groups of alleged perpetrators.
    """
    official = set(facts.figure_id[facts.official])

    def weight(form: Breakdown) -> tuple[int, int]:
        return sum(bool(official.intersection(part.sources)) for part in form.parts), len(form.parts)

    found = [breakdown(facts, period, "perpetrator", what, unit) for what, unit in FORMS]
    return tuple(sorted((form for form in found if form), key=weight, reverse=True))
