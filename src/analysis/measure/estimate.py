"""The value that every number a reader sees is made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from importlib import import_module
from itertools import product
from typing import Any, Literal, Self

from analysis.errors import IncomparableError

Basis = Literal["published", "computed", "derived", "modelled"]
Status = Literal["stated", "not_published", "not_asked", "not_covered", "not_comparable", "small_base",
                 "partial", "partial_period", "exceeds", "said", "undefined", "withheld"]  # fmt: skip
Number = int | float | Decimal | str

SMALL_BASE = 20  # CDC's convention: a rate or change on fewer than 20 cases is not stable
# notes on low and high
UNDECIDED = "undecided"  # they are the two values that pages print, and nothing in between
ROUNDED = "rounded"  # they are what rounded shares leave at the least and at the most


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


def spoken(name: str, what: str) -> Any:
    """Return a property that the presenting layer answers, in the language of the reader.

    How a number speaks is not the measuring layer's business, so it is looked up when it is asked.
    """

    def ask(self: Any) -> str:
        return str(getattr(import_module("analysis.present.speech"), name)(self))

    return property(ask, doc=what)


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A number with everything that is needed to quote it and to check it.

    Arithmetic between two estimates gives a value only where both count the same thing: same unit, same
    inclusion rule, same place. Otherwise the result is an estimate without a value whose status says
    why: ``not_comparable``, or the status of the one that is missing. In an f-string an estimate
    writes itself as a link to its entry in the register; ``float(estimate)`` is its value, nan without one.

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
    basis : {"published", "computed", "derived", "modelled"}
        Printed by the source; computed here from published or imported figures of one kind;
        derived from the gap between published figures; or modelled.
    qualifier : str
        "at least", "more than", "nearly", as the source prints it.
    status : str
        Why there is no value, if there is none; zero is a value. ``not_published`` or ``not_asked`` by
        the source, ``not_comparable``, ``small_base`` (too few for a percentage), ``partial`` (the list
        leaves out groups that the pages name elsewhere), ``partial_period`` (the data cover a part of it),
        ``exceeds`` (the parts exceed the whole), ``said`` (another sentence says it), ``undefined``,
        ``withheld`` (few stand behind it, or behind what it would give away; the formula says how many).
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
    >>> (now - then).status
    'not_comparable'
    >>> float(now)
    160.0
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
            what = f"{self.measure}{f' ({self.group})' * bool(self.group)} in {self.period}"
            raise IncomparableError(f"{what} is {self.status.replace('_', ' ')}: there is no value to use.")
        return self.value

    def same_kind(self, other: Estimate) -> bool:
        """Whether both count the same unit by the same inclusion rule in the same place."""
        return (self.unit, self.inclusion, self.place) == (other.unit, other.inclusion, other.place)

    def _combined(self, other: Estimate, sign: str) -> Estimate:
        """Return what `sign` makes of both, or the gap that is left where it can make nothing."""
        about: dict[str, Any] = {"group": self.group if self.group == other.group else ""}
        about["comparator"] = other.period if other.period != self.period else ""
        if status := _apart(self, other) or "not_comparable" * (sign == "/" and not other.value):
            return computed((self, other), None, "", status=status, **about)
        one, two = self.number(), other.number()
        if sign == "/":
            value = 100 * one / two
            formula = f"100 x {one} / {two} = {round_half_up(value, 1)}"
            return computed((self, other), value, formula, unit="percent", **about)
        value = one + two if sign == "+" else one - two
        return computed((self, other), value, f"{one} {sign} {two} = {value}", **about)

    def __add__(self, other: Estimate) -> Estimate:
        return self._combined(other, "+")

    def __sub__(self, other: Estimate) -> Estimate:
        return self._combined(other, "-")

    def __truediv__(self, other: Estimate) -> Estimate:
        """Return this as percent of `other`."""
        return self._combined(other, "/")

    def __deepcopy__(self, _memo: object) -> Self:
        return self  # nothing in it changes

    def __float__(self) -> float:
        return float("nan") if self.value is None else float(self.value)

    def __format__(self, spec: str) -> str:
        return str(import_module("analysis.present.speech").linked(self, spec))

    __str__ = spoken("plain", "").fget
    __repr__ = spoken("brief", "").fget
    label = spoken("about", "What it is about in running text: killed, women; the group where it has one.")
    name_full = spoken("name_full", "Measure and group: arbitrary arrests, Malian defence forces.")
    counted = spoken("counted", "What is counted, as the definitions have it.")
    noun = spoken("noun", "What is counted in the fewest words, to stand behind the number.")
    span = spoken("span", "The period in words: April to June 2021.")
    verdict = spoken("verdict", "What the audit says of a published figure, in a word or two.")
    remark = spoken("remark", "What the audit says of a figure that does not simply hold, in a sentence.")


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
        "inputs": tuple(inputs), "sources": sources, "notes": notes}  # fmt: skip
    return replace(inputs[0], **made | about)


def change(later: Estimate, earlier: Estimate) -> Estimate:
    """Return the change between two counts of one kind, in percent of the earlier.

    ``100 (x1 - x0) / x0``. Under a base of 20 no percentage is given (status ``small_base``): the two
    counts say it all. Nor is there one where the two count different things (``not_comparable``) or one of
    them has no value (its status), or is about a window of days or months (``partial_period``). Where a
    count is one of two that nothing decides between, so is the change.

    Parameters
    ----------
    later, earlier : Estimate
        Same unit, inclusion rule and place.

    Returns
    -------
    Estimate
        In percent, with both counts as inputs.

    Examples
    --------
    >>> last = Estimate(measure="killed", value=243, unit="victims", period="2022Q3")
    >>> now = Estimate(measure="killed", value=174, unit="victims", period="2022Q4")
    >>> change(now, last).formula
    '100 x (174 - 243) / 243 = -28.4'
    """
    about: dict[str, Any] = {"measure": "change_pct", "unit": "percent", "comparator": earlier.period,
                             "group": later.group or later.measure}  # fmt: skip
    # a part of a quarter is no quarter
    if status := _apart(later, earlier) or "partial_period" * (".." in later.period + earlier.period):
        return computed((later, earlier), None, "", status=status, **about)
    new, base = later.number(), earlier.number()
    if base < SMALL_BASE:
        about |= {"status": "small_base", "notes": union(later.notes, earlier.notes, ("small_base",))}
        return computed((later, earlier), None, f"from {base} to {new}", **about)
    value = 100 * (new - base) / base
    formula = f"100 x ({new} - {base}) / {base} = {round_half_up(value, 1)}"
    ends = ({item.low, item.high} if UNDECIDED in item.notes else {item.value} for item in (later, earlier))
    either = sorted({100 * (x - y) / y for x, y in product(*ends) if x is not None and y})
    if round_half_up(either[0]) != round_half_up(either[-1]):
        about |= {"low": either[0], "high": either[-1]}
    return computed((later, earlier), value, formula, **about)


def _apart(one: Estimate, two: Estimate) -> str:
    """Say why two cannot be combined: the status of the one without a value, or that they count apart."""
    apart = "" if one.same_kind(two) else "not_comparable"
    return next((item.status for item in (one, two) if not item.stated), apart)


def union(*lists: Iterable[str]) -> tuple[str, ...]:
    """Return what is in any of the lists, each once, in order."""
    return tuple(dict.fromkeys(item for some in lists for item in some))
