"""A published list as a notebook asks for it: parts, the whole, and what they leave of it, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from analysis.measure.estimate import Estimate
from analysis.present.labels import label


@dataclass(frozen=True)
class Parts:
    """A published list: its parts, the whole they belong to, and what they leave of it.

    Attributes
    ----------
    parts : tuple of Estimate
    whole, rest : Estimate
        Gaps where no whole was published, nothing is left or the parts exceed the whole.
    subject : str
        What the parts count, in words.
    """

    parts: tuple[Estimate, ...]
    whole: Estimate
    rest: Estimate
    subject: str

    def __iter__(self) -> Iterator[Estimate]:
        return iter(self.parts)

    def __bool__(self) -> bool:
        return any(part.stated for part in self.parts)

    @property
    def base(self) -> str:
        """What the parts are parts of: "the 347 violations and abuses"."""
        text = f"{self.whole:bare} {self.subject}" if self.whole.stated else self.subject
        return text if text.startswith(("the ", "les ")) else label("the", text)
