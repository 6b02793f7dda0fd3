"""The value that every number a reader sees is made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import chain
from typing import Any, Literal, get_args

from analysis.errors import IncomparableError

Basis = Literal["published", "computed", "derived", "borrowed", "modelled"]
Status = Literal["stated", "not_published", "not_asked", "undefined"]
Number = int | float | Decimal | str

SMALL_BASE = 20  # CDC's convention: a rate or change on fewer than 20 cases is not stable


def exact(number: Number) -> Decimal:
    """Return a number as an exact decimal, keeping the digits it is written with."""
    return number if isinstance(number, Decimal) else Decimal(str(number))


def round_half_up(number: Number, digits: int = 0) -> Decimal:
    """Round half up on the magnitude, as readers do by hand.

    Python's own ``round`` sends 42.5 to 42; this sends it to 43, and -42.5 to -43.

    Examples
    --------
    >>> round_half_up("42.5"), round_half_up("-42.58"), round_half_up("25.178", 1)
    (Decimal('43'), Decimal('-43'), Decimal('25.2'))
    """
    return exact(number).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A number with everything that is needed to quote it and to check it.

    Arithmetic between two estimates is defined only where both count the same thing: same
    unit, same inclusion rule, same place. Everything else raises `IncomparableError`.

    Parameters
    ----------
    measure : str
        What is measured, by the dictionary's name: ``killed``, ``change_pct``, ``share_of_victims``.
    value : Decimal, optional
        None exactly when `status` is not ``stated``. Numbers and digit strings are accepted and
        kept exact, trailing zeros included.
    unit : str
        ``victims``, ``violations_and_abuses``, ``incidents``, ``percent``, ...
    period : str
        ``2021Q2``, ``2021H2``, ``2022`` or a window of days.
    inclusion : str
        Id of the inclusion rule in ``data/minusma/definitions.yml``, or of an event source's own.
    group : str
        Alleged perpetrator, outcome, place or sex-age class that the number is about; "" for all.
    place : str
        Where the number is counted.
    low, high : Decimal, optional
        Interval or bounds, in the unit of `value`.
    comparator : str
        The period or the whole that a change or a share refers to.
    basis : {"published", "computed", "derived", "borrowed", "modelled"}
        Printed by the source; computed here from published or imported figures of one kind;
        derived from the gap between published figures; borrowed from another source's
        variability; or modelled.
    qualifier : str
        "at least", "more than", "nearly", as the source prints it.
    status : {"stated", "not_published", "not_asked", "undefined"}
        Why there is no value, if there is none. Zero is a value.
    sources : tuple of str
        Ledger rows (``F116``) or datasets that the number rests on.
    formula : str
        One line of arithmetic, for computed numbers.
    inputs : tuple of Estimate
        What the formula was given.
    notes : tuple of str
        Ids of warnings that must be printed with the number.

    Examples
    --------
    >>> now = Estimate(measure="killed", value=160, unit="victims", period="2021Q2")
    >>> then = Estimate(measure="killed", value=106, unit="violations_and_abuses", period="2021Q1")
    >>> now - then
    Traceback (most recent call last):
        ...
    analysis.errors.IncomparableError: killed in 2021Q2 counts victims and killed in 2021Q1 \
counts violations_and_abuses: they cannot be subtracted.
    """

    measure: str
    value: Decimal | None = None
    unit: str
    period: str
    inclusion: str = ""
    group: str = ""
    place: str = "Mali"
    low: Decimal | None = None
    high: Decimal | None = None
    comparator: str = ""
    basis: Basis = "published"
    qualifier: str = ""
    status: Status = "stated"
    sources: tuple[str, ...] = ()
    formula: str = ""
    inputs: tuple[Estimate, ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("value", "low", "high"):
            if (given := getattr(self, name)) is not None:
                object.__setattr__(self, name, exact(given))
                if exact(given).is_nan():
                    raise ValueError(f"{self.measure} in {self.period} is not a number")
        if (self.value is None) == (self.status == "stated"):
            raise ValueError(f"an estimate is stated exactly when it has a value: {self.status}")
        if self.basis not in get_args(Basis):
            raise ValueError(f"{self.basis!r} is no basis: choose from {get_args(Basis)}")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"{self.measure} in {self.period}: low {self.low} above high {self.high}")

    @property
    def stated(self) -> bool:
        """Whether there is a value."""
        return self.value is not None

    @property
    def ranged(self) -> bool:
        """Whether there is an interval, with two ends that differ."""
        return self.low is not None and self.high is not None and self.low != self.high

    def number(self) -> Decimal:
        """Return the value, or raise where the source states none."""
        if self.value is None:
            status = self.status.replace("_", " ")
            raise IncomparableError(f"{self.name} is {status}: there is no value to use.")
        return self.value

    @property
    def name(self) -> str:
        """Measure, group and period in a few words, for messages."""
        parts = (self.measure, self.group and f"({self.group})", "in", self.period)
        return " ".join(filter(None, parts))

    def counts(self) -> str:
        """Say what is counted: unit and inclusion rule."""
        return f"{self.unit} under the rule {self.inclusion!r}" if self.inclusion else self.unit

    def require_same(self, other: Estimate, verb: str) -> None:
        """Raise `IncomparableError` unless both count the same thing in the same place."""
        for ours, theirs in ((self.unit, other.unit), (self.inclusion, other.inclusion)):
            if ours != theirs:
                raise IncomparableError(
                    f"{self.name} counts {self.counts()} and {other.name} counts {other.counts()}:"
                    f" they cannot be {verb}."
                )
        if self.place != other.place:
            raise IncomparableError(
                f"{self.name} is about {self.place} and {other.name} about {other.place}."
            )

    def _combined(self, other: Estimate, value: Decimal, sign: str) -> Estimate:
        group = self.group if self.group == other.group else ""
        comparator = other.period if other.period != self.period else ""
        formula = f"{self.value} {sign} {other.value} = {value}"
        return computed((self, other), value, formula, group=group, comparator=comparator)

    def __add__(self, other: Estimate) -> Estimate:
        self.require_same(other, "added")
        return self._combined(other, self.number() + other.number(), "+")

    def __sub__(self, other: Estimate) -> Estimate:
        self.require_same(other, "subtracted")
        return self._combined(other, self.number() - other.number(), "-")

    def __truediv__(self, other: Estimate) -> Estimate:
        """Return this as percent of `other`."""
        self.require_same(other, "divided")
        if not other.number():
            raise IncomparableError(f"{self.name} has no share of {other.name}, which is 0.")
        value = 100 * self.number() / other.number()
        shown = round_half_up(value, 1)
        combined = self._combined(other, value, "/")
        return replace(combined, unit="percent", formula=f"100 x {self.value} / {other.value} = {shown}")


def computed(inputs: Sequence[Estimate], value: Decimal | None, formula: str, **about: Any) -> Estimate:
    """Return what is computed from other estimates, with the sources and the notes of them all.

    It is about what the first of them is about, but for what `about` says. Interval, comparator and
    qualifier do not carry over; without a value it is ``undefined``.

    Examples
    --------
    >>> parts = [Estimate(measure="killed", value=value, unit="victims", period="2021Q2", sources=(row,))
    ...          for value, row in ((160, "F1"), (27, "F2"))]
    >>> computed(parts, Decimal(187), "160 + 27 = 187", measure="dead").sources
    ('F1', 'F2')
    """
    sources, notes = (union(*(getattr(item, name) for item in inputs)) for name in ("sources", "notes"))
    made: dict[str, Any] = {
        "value": value, "status": "undefined" if value is None else "stated", "formula": formula,
        "low": None, "high": None, "comparator": "", "qualifier": "", "basis": "computed",
        "inputs": tuple(inputs), "sources": sources, "notes": notes,
    }  # fmt: skip
    return replace(inputs[0], **made | about)


def change(later: Estimate, earlier: Estimate) -> Estimate:
    """Return the change between two counts of one kind, in percent of the earlier.

    ``100 (x1 - x0) / x0``. Under a base of 20 no percentage is given (status ``undefined``,
    note ``small_base``), and none where the base is 0: the two counts say it all.

    Parameters
    ----------
    later, earlier : Estimate
        Same unit, inclusion rule and place.

    Returns
    -------
    Estimate
        In percent, with both counts as inputs.

    Raises
    ------
    IncomparableError
        Where the two count different things, or one states no value.

    Examples
    --------
    >>> last = Estimate(measure="killed", value=243, unit="victims", period="2022Q3")
    >>> now = Estimate(measure="killed", value=174, unit="victims", period="2022Q4")
    >>> change(now, last).formula
    '100 x (174 - 243) / 243 = -28.4'
    """
    later.require_same(earlier, "compared")
    new, base = later.number(), earlier.number()
    about = {"measure": "change_pct", "unit": "percent", "group": later.group or later.measure}
    value, formula = None, f"from {base} to {new}"
    if base >= SMALL_BASE:
        value = 100 * (new - base) / base
        formula = f"100 x ({new} - {base}) / {base} = {round_half_up(value, 1)}"
    found = computed((later, earlier), value, formula, comparator=earlier.period, **about)
    return found if found.stated else replace(found, notes=union(found.notes, ("small_base",)))


def union(*lists: Iterable[str]) -> tuple[str, ...]:
    """Return what is in any of the lists, each once, in order."""
    return tuple(dict.fromkeys(chain.from_iterable(lists)))
