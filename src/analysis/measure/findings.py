"""What the audit reads and what it says: claims and the book of them, constraints on them, and findings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Literal, Self

from analysis.errors import InputError
from analysis.measure.rounding import EXACTLY, ONE, QUALIFIERS, Span, printed, qualified

Kind = Literal["count", "part", "share", "change", "points", "multiple", "average", "rate"]
SEVERITY = {  # classes, from the gravest to the least
    "one_cell_explains": "error", "digits_swapped": "error", "wrong_base": "error", "impossible": "error",
    "does_not_close": "error", "different_inclusion": "warning", "different_unit": "warning",
    "sources_disagree": "warning", "consistent_only_under": "note", "leaves_a_rest": "note",
    "not_checkable": "note", "consistent": "ok"}  # fmt: skip
Values = Mapping[str, Span]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One figure as one source prints it, and what it says it is about.

    A part is a count in the list of parts of the whole `of`; the others are ratios: a share is `about` in
    `of`, a change (in per cent, in points, or as a multiple) leads from `of` to `about`, an average or rate
    is `about` for each of `of`. Each of these is the id of a claim, or a fact. Raises `InputError` where
    the value is no printed number, or that of a count no whole number from 0.

    Examples
    --------
    >>> claim = Claim(id="a", period="2022Q4", measure="killed", unit="victims", value="90", qualifier="some")
    >>> claim.fact, claim.span.whole(), claim.signs
    ('/2022Q4/killed/victims/', range(81, 100), '~90')
    """

    id: str
    period: str  # 2022Q4, 2022H2, 2022 or any other window, which adds up to nothing
    measure: str
    unit: str
    value: str  # as printed: trailing zeros are information
    inclusion: str = ""  # the rule of counting, where it is known
    group: str = ""  # dimension:category, or nothing for all
    qualifier: str = ""  # "at least", "nearly", ...
    kind: Kind = "count"
    about: str = ""
    of: str = ""
    listed: str = ""  # the list that a part or share stands in, by default the dimension of the group
    partial: bool = False  # the list may leave parts out: then it must not exceed the whole
    source: str = ""
    document: str = ""
    series: str = ""
    mission: str = ""  # where ids have to say whose figure it is
    fact: str = ""  # key that claims on one fact share, by default made of what the claim is about

    def __post_init__(self) -> None:
        alone = qualified(self.value, "")
        if not self.ratio and (alone.low < 0 or (alone.fixed and self.exact.denominator != 1)):
            raise InputError(f"{self.value!r} is no count: write a whole number from 0.")
        refers = (self.kind, self.about, self.of) if self.ratio else ()
        key = "/".join((self.series, self.period, self.measure, self.unit, self.group, *refers))
        object.__setattr__(self, "listed", self.listed or self.group.partition(":")[0])
        object.__setattr__(self, "fact", self.fact or key)

    @property
    def ratio(self) -> bool:
        """Whether it is worked out of two other figures."""
        return self.kind not in ("count", "part")

    @property
    def exact(self) -> Fraction:
        """The number alone."""
        return printed(self.value)[0]

    @property
    def span(self) -> Span:
        """What the printed number with its qualifier stands for."""
        return self.under("half up")

    def under(self, mode: str) -> Span:
        """Return what it stands for if it was rounded in this way; "doubled" is 2 and an eighth at most."""
        span = qualified(self.value, self.qualifier, rounded=self.ratio, mode=mode)
        if self.kind != "multiple" or not self.value.isdigit():
            return span
        near = self.exact / (4 if self.qualifier else 8)
        return span & Span(self.exact - near, self.exact + near * (2 if self.qualifier else 1))

    @property
    def text(self) -> str:
        """The number, with its qualifier where that lets in another number."""
        span, bare = self.span, qualified(self.value, "", rounded=self.ratio)
        same = not self.qualifier or span == bare or (not self.ratio and span.whole() == bare.whole())
        return self.value if same else f"{self.qualifier} {self.value}"

    @property
    def signs(self) -> str:
        """The same in signs: "≥90"."""
        return self.value if self.text == self.value else QUALIFIERS[self.qualifier] + self.value

    @property
    def cell(self) -> str:
        """Its name in constraints; one fact with two values is two cells."""
        return f"{self.fact}={self.text}"

    @property
    def name(self) -> str:
        """Mission, period, measure and group, for the ids of findings."""
        parts = (self.mission, self.period, self.measure, self.group.rpartition(":")[2])
        return ".".join("-".join(part.split()) for part in parts if part)


@dataclass(frozen=True, slots=True)
class Constraint:
    """The whole is the sum of its parts, and some slack; or a base times a factor known within its rounding.

    A partial list has the slack `AT_MOST`; a share or one plus a change is the factor of one part.
    """

    cells: tuple[str, ...]  # names, the whole first
    slack: Span = EXACTLY
    factor: Span = ONE

    @property
    def exactly(self) -> Self:
        """The same, where nothing is left out."""
        return replace(self, slack=EXACTLY)

    def implied(self, cell: str, values: Values) -> Span:
        """Return what a cell has to be, given the others."""
        whole, *parts = self.cells
        total = sum((values[part] for part in parts if part != cell or cell == whole), EXACTLY)
        if cell == whole:
            return total * self.factor + self.slack
        return (values[whole] - self.slack) / self.factor - total

    def holds(self, values: Values) -> bool:
        """Return whether some values within the intervals meet the constraint.

        Examples
        --------
        >>> values = {cell: Span.point(n) for cell, n in {"all": 347, "a": 174, "b": 82, "c": 91}.items()}
        >>> Constraint(("all", "a", "b", "c")).holds(values)
        True
        """
        return not (self.implied(self.cells[0], values) & values[self.cells[0]]).empty


Reading = tuple[Claim, ...]  # a value of a fact: the claims that print it, the first of which speaks for it


def cells(readings: Iterable[Reading]) -> tuple[str, ...]:
    """Return the names of values that are read."""
    return tuple(reading[0].cell for reading in readings)


def spans(readings: Iterable[Reading]) -> dict[str, Span]:
    """Return by cell what each value that is read stands for."""
    return {reading[0].cell: reading[0].span for reading in readings}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked: what came out, on which rows, by which arithmetic."""

    id: str  # stable: period, measure, group and check, such as 2022.killed.change-vs-2021
    period: str  # that the checked figure is about
    kind: str  # a class, see `SEVERITY`
    rows: tuple[str, ...]  # ids of the claims involved, the checked one first
    facts: tuple[str, ...]
    arithmetic: str  # numbers and signs; [units and rules] by their codes
    suggestion: str = ""  # the value that would close it, what is missing, which rounding or base fits
    named: str = ""  # the claim that alone explains it, where one does
    constraint: Constraint | None = field(default=None, repr=False, compare=False)
    readings: tuple[Reading, ...] = field(default=(), repr=False, compare=False)

    reason: str = ""  # what the record says of it
    judged: tuple[str, ...] = ()  # the rows that it is a verdict on, of an audit those that were checked

    @property
    def settled(self) -> bool:
        """Whether there is nothing to account for."""
        return self.kind in ("consistent", "not_checkable", "leaves_a_rest")

    @property
    def open(self) -> bool:
        """Whether it still waits for a decision or an explanation."""
        return not (self.settled or self.reason)

    @property
    def severity(self) -> str:
        """How much it matters, from the class: ok, note, warning or error."""
        return SEVERITY[self.kind]

    def record(self) -> dict[str, Any]:
        """Return the finding as JSON takes it."""
        rest = ("period", "rows", "facts", "arithmetic", "suggestion", "named", "reason", "open")
        first = {"id": self.id, "class": self.kind, "severity": self.severity}
        return first | {name: getattr(self, name) for name in rest}


def found(check: str, kind: str, claims: Iterable[Claim], text: str, why: str = "", **solved: Any) -> Finding:
    """Make a finding about claims, named after the first of them and the check: its arithmetic, and why."""
    rows = tuple(dict.fromkeys(claims))
    named = replace(rows[0], group="") if check.startswith("shares") else rows[0]
    facts = tuple(dict.fromkeys(claim.fact for claim in rows))
    ids = tuple(claim.id for claim in rows)
    return Finding(f"{named.name}.{check}", named.period, kind, ids, facts, text, why, **solved)


class Book:
    """The claims by fact, each with the facts that it refers to in place of ids."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        given = tuple(claims)
        facts = {claim.id: claim.fact for claim in given}
        told = [replace(claim, about=facts.get(claim.about, claim.about), of=facts.get(claim.of, claim.of))
                for claim in given]  # fmt: skip
        counts = {_place(claim): claim.fact for claim in told if claim.group and not claim.ratio}
        # Where a share does not say what it is, it is the count of its group in the same list.
        self.claims = [replace(claim, about=claim.about or counts.get(_place(claim), ""))
                       if claim.kind == "share" else claim for claim in told]  # fmt: skip
        self.by_id = {claim.id: claim for claim in self.claims}
        self.by_fact: dict[str, list[Claim]] = {}
        for claim in self.claims:
            self.by_fact.setdefault(claim.fact, []).append(claim)

    def about(self, fact: str) -> Sequence[Claim]:
        """Return the claims on a fact."""
        return self.by_fact.get(fact, ())

    def values(self, fact: str, source: str = "") -> list[Reading]:
        """Return all values that are printed for a fact, or else the source's own."""
        claims = self.about(fact)
        values: dict[str, Reading] = {}
        for claim in [claim for claim in claims if source and claim.source == source] or claims:
            values[claim.text] = (*values.get(claim.text, ()), claim)
        return list(values.values())

    def readings(self, fact: str, source: str = "") -> list[Reading]:
        """Return the source's own values of a fact, or else those that most sources print."""
        values = self.values(fact, source)
        weight = [len({claim.source or claim.id for claim in reading}) for reading in values]
        return [reading for reading, mark in zip(values, weight, strict=True) if mark == max(weight)]


def _place(claim: Claim) -> tuple[str, ...]:
    """Return the group and the list of a claim: what it is a part of, or else all of its own measure."""
    own = "/".join((claim.series, claim.period, claim.measure, claim.unit, ""))
    return claim.series, claim.period, claim.group, claim.of or own
