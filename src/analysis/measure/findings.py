"""What the audit reads and what it says: the book of claims, and findings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal

from analysis.measure.claims import Claim
from analysis.measure.closing import Ratio, Sum
from analysis.measure.rounding import Span, printed

Class = Literal[
    "consistent",
    "consistent_only_under",
    "wrong_base",
    "does_not_close",
    "one_cell_explains",
    "different_unit",
    "different_inclusion",
    "sources_disagree",
    "not_checkable",
]
SEVERITY: dict[str, str] = {
    "consistent": "ok",
    "not_checkable": "note",
    "consistent_only_under": "note",
    "different_unit": "warning",
    "different_inclusion": "warning",
    "sources_disagree": "warning",
    "wrong_base": "error",
    "does_not_close": "error",
    "one_cell_explains": "error",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was checked: what came out, on which rows, by which arithmetic.

    Parameters
    ----------
    id : str
        Stable: period, measure, group and check, such as ``2022.killed.change-vs-2021``.
    period : str
        The period that the checked figure is about.
    kind : str
        One of the nine classes, see `Class`.
    rows, facts : tuple of str
        Ids of the claims involved, the checked one first, and the facts that they are about.
    arithmetic : str
        One line.
    suggestion : str
        The value that would close it, what is missing, which rounding or base fits; "" for none.
    named : str
        The claim that alone explains it, where one does.
    """

    id: str
    period: str
    kind: Class
    rows: tuple[str, ...]
    facts: tuple[str, ...]
    arithmetic: str
    suggestion: str = ""
    named: str = ""

    @property
    def severity(self) -> str:
        """How much it matters, from the class: ok, note, warning or error."""
        return SEVERITY[self.kind]

    def record(self) -> dict[str, str | list[str]]:
        """Return the finding as JSON takes it."""
        return {
            "id": self.id,
            "class": self.kind,
            "severity": self.severity,
            "period": self.period,
            "rows": list(self.rows),
            "facts": list(self.facts),
            "arithmetic": self.arithmetic,
            "suggestion": self.suggestion,
            "named": self.named,
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """A value of a fact, with the claims that print it."""

    claims: tuple[Claim, ...]

    @property
    def cell(self) -> str:
        """Name for constraints: one fact printed with two values is two cells."""
        return f"{self.claims[0].fact}={self.claims[0].text}"

    @property
    def text(self) -> str:
        """As printed."""
        return self.claims[0].text

    @property
    def span(self) -> Span:
        """What it stands for."""
        return self.claims[0].span

    @property
    def exact(self) -> Fraction:
        """The number alone."""
        return printed(self.claims[0].value)[0]


@dataclass(frozen=True, slots=True)
class Check:
    """A constraint with the readings of its cells, and the finding that it gave."""

    constraint: Sum | Ratio
    readings: tuple[Reading, ...]
    finding: Finding


@dataclass(frozen=True)
class Book:
    """The claims, by id and by fact."""

    claims: tuple[Claim, ...]
    by_fact: dict[str, list[Claim]] = field(default_factory=lambda: defaultdict(list))
    by_id: dict[str, Claim] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for claim in self.claims:
            self.by_fact[claim.fact].append(claim)
            self.by_id[claim.id] = claim

    def fact(self, reference: str) -> str:
        """Return the fact that a claim refers to, by id or by key."""
        return self.by_id[reference].fact if reference in self.by_id else reference

    def readings(self, reference: str, source: str = "") -> tuple[Reading, ...]:
        """Return the source's own values of a fact, or else those that most sources print."""
        claims = self.by_fact.get(self.fact(reference), [])
        found = by_text([claim for claim in claims if source and claim.source == source] or claims)
        weight = [len({claim.source or claim.id for claim in reading.claims}) for reading in found]
        return tuple(reading for reading, mark in zip(found, weight, strict=True) if mark == max(weight))

    def ordered(self, facts: Iterable[str]) -> list[str]:
        """Return facts in the order in which they are first printed."""
        wanted = set(facts)
        return [fact for fact in self.by_fact if fact in wanted]

    def others(self, reference: str, known: Iterable[Reading]) -> list[Reading]:
        """Return the values that are printed for a fact beside the known ones."""
        seen = {reading.text for reading in known}
        return [item for item in self.values(reference) if item.text not in seen]

    def values(self, reference: str) -> list[Reading]:
        """Return all values that are printed for a fact."""
        return by_text(self.by_fact.get(self.fact(reference), []))


def by_text(claims: Iterable[Claim]) -> list[Reading]:
    """Gather claims by the number that they print."""
    values: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        values[claim.text].append(claim)
    return [Reading(tuple(found)) for found in values.values()]


def found(check: str, kind: Class, claims: Iterable[Claim], arithmetic: str, suggestion: str = "") -> Finding:
    """Make a finding about claims, named after the first of them and the check."""
    rows = tuple(dict.fromkeys(claims))
    named = replace(rows[0], group="") if check.startswith("shares") else rows[0]
    return Finding(
        id=f"{named.name}.{check}",
        period=named.period,
        kind=kind,
        rows=tuple(claim.id for claim in rows),
        facts=tuple(dict.fromkeys(claim.fact for claim in rows)),
        arithmetic=arithmetic,
        suggestion=suggestion,
    )
