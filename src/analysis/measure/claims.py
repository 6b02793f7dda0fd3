"""Claims: what a report prints, in the one form that the audit reads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from analysis.measure.rounding import QUALIFIERS, Span, printed, qualified

Kind = Literal["count", "part", "share", "change"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One figure as one source prints it, and what it says it is about.

    Parameters
    ----------
    id : str
        Names the row in findings.
    period : str
        ``2022Q4``, ``2022H2``, ``2022``, or any other window, which then adds up to nothing.
    measure, unit, inclusion : str
        What is counted, in which unit, under which rule ("" where unknown).
    group : str
        ``dimension:category``; "" for all.
    value, qualifier : str
        As printed: trailing zeros are information; "at least", "nearly", ...
    kind : {"count", "part", "share", "change"}
        A part is a count that belongs to the list of parts of the whole `of`.
    about, of : str
        Id of a claim, or a fact. A change leads from `of` to `about`; a share is `about` in `of`;
        a part belongs to `of`.
    listed : str
        Name of the list that a part or a share stands in, by default the dimension of `group`; for a
        change the period that it starts from, where no claim is about that.
    partial : bool
        True where the list may leave parts out: then it must not exceed the whole.
    source, document, series : str
        Who prints it, out of which document, in which series.
    fact : str
        Key that claims on one fact share; by default series, period, measure, unit, group and, for
        shares and changes, what they refer to.

    Raises
    ------
    InputError
        Where the value is no printed number.

    Examples
    --------
    >>> claim = Claim(id="a", period="2022Q4", measure="killed", unit="victims", value="90", qualifier="some")
    >>> claim.fact, claim.span.whole()
    ('/2022Q4/killed/victims/', range(81, 100))
    """

    id: str
    period: str
    measure: str
    unit: str
    value: str
    inclusion: str = ""
    group: str = ""
    qualifier: str = ""
    kind: Kind = "count"
    about: str = ""
    of: str = ""
    listed: str = ""
    partial: bool = False
    source: str = ""
    document: str = ""
    series: str = ""
    fact: str = ""

    def __post_init__(self) -> None:
        printed(self.value)
        if not self.listed:
            object.__setattr__(self, "listed", self.group.partition(":")[0])
        if not self.fact:
            refers = (self.kind, self.about, self.of) if self.percent else ()
            key = (self.series, self.period, self.measure, self.unit, self.group, *refers)
            object.__setattr__(self, "fact", "/".join(key))

    @property
    def percent(self) -> bool:
        """Whether it is a share or a change."""
        return self.kind in ("share", "change")

    @property
    def span(self) -> Span:
        """What the printed number with its qualifier stands for."""
        return qualified(self.value, self.qualifier, rounded=self.percent)

    @property
    def text(self) -> str:
        """The number, with its qualifier where that lets in another number."""
        if self.qualifier not in QUALIFIERS:
            return self.value
        span, bare = self.span, replace(self, qualifier="").span
        same = span == bare or (not self.percent and span.whole() == bare.whole())
        return self.value if same else f"{self.qualifier} {self.value}"

    @property
    def name(self) -> str:
        """Period, measure and group, for the ids of findings."""
        parts = (self.period, self.measure, self.group.rpartition(":")[2])
        return ".".join("-".join(part.split()) for part in parts if part)
