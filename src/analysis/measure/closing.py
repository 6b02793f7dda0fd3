"""Constraints that printed figures have to meet, and the one cell that would make them meet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from operator import and_, sub

from analysis.measure.rounding import BOUND, Span

EXACTLY, AT_MOST = Span.point(0), Span(Fraction(0))


@dataclass(frozen=True, slots=True)
class Sum:
    """The parts add up to the whole, or to no more than it where the list is partial."""

    whole: str
    parts: tuple[str, ...]
    slack: Span = EXACTLY

    @property
    def cells(self) -> tuple[str, ...]:
        """Names of the cells, the whole first."""
        return (self.whole, *self.parts)

    def gap(self, values: Mapping[str, Span]) -> Span:
        """Return the whole less the parts."""
        return reduce(sub, (values[part] for part in self.parts), values[self.whole])

    def implied(self, cell: str, values: Mapping[str, Span]) -> Span:
        """Return what a cell has to be, given the others."""
        if cell == self.whole:
            return sum((values[part] for part in self.parts), self.slack)
        return self.gap({**values, cell: EXACTLY}) - self.slack


@dataclass(frozen=True, slots=True)
class Ratio:
    """The numerator is the base times a factor known within its rounding: a share, or one plus a change."""

    numerator: str
    base: str
    factor: Span

    @property
    def cells(self) -> tuple[str, ...]:
        """Names of the two cells."""
        return (self.numerator, self.base)

    def implied(self, cell: str, values: Mapping[str, Span]) -> Span:
        """Return what a cell has to be, given the other."""
        if cell == self.numerator:
            return values[self.base] * self.factor
        return values[self.numerator] / self.factor


Constraint = Sum | Ratio
Known = Mapping[int, Constraint]


def exact(constraint: Constraint) -> Constraint:
    """Return the constraint for a list that leaves nothing out."""
    return Sum(constraint.whole, constraint.parts) if isinstance(constraint, Sum) else constraint


def holds(constraint: Constraint, values: Mapping[str, Span]) -> bool:
    """Return whether some values within the intervals meet the constraint.

    Examples
    --------
    >>> values = {cell: Span.point(n) for cell, n in {"all": 347, "a": 174, "b": 82, "c": 91}.items()}
    >>> holds(Sum("all", ("a", "b", "c")), values)
    True
    """
    first = constraint.cells[0]
    return not (constraint.implied(first, values) & values[first]).empty


@dataclass(frozen=True, slots=True)
class Repair:
    """One cell, the values that it could have, and the constraints (by position) that they close or miss."""

    cell: str
    values: range
    closes: tuple[int, ...]
    misses: tuple[int, ...] = ()


def repair(constraints: Iterable[Constraint | None], values: Mapping[str, Span]) -> tuple[Repair, ...]:
    """Name the cells whose misprint explains why constraints fail, solving all constraints together.

    Failing constraints that share a cell are one puzzle. A cell explains it when one whole value meets
    every constraint that the cell sits in, failing or not, and the puzzle then holds. It is named only
    where it is the one cell that can; where none can, the cell is named whose one value meets most of
    its failing constraints, at least two and more than any other cell's, with those that it misses.
    A lone failing ratio names nothing: its percentage may be the misprint. What is named is taken as
    corrected, and what still fails is solved again.

    Examples
    --------
    >>> values = {c: Span.point(n) for c, n in {"Q": 347, "k": 174, "a": 827, "i": 91, "last": 55}.items()}
    >>> rose = Ratio("a", "last", Span(Fraction(297, 200), Fraction(299, 200), False, True))
    >>> repair([Sum("Q", ("k", "a", "i")), rose], values)
    (Repair(cell='a', values=range(82, 83), closes=(0, 1), misses=()),)
    """
    known = {n: item for n, item in enumerate(constraints) if item}
    now = dict(values)
    aside: set[int] = set()
    named: list[Repair] = []
    while True:
        broken = [n for n, item in known.items() if n not in aside and not holds(item, now)]
        told = [item for puzzle in _puzzles(broken, known) if (item := _explain(puzzle, known, now))]
        if not told:
            return tuple(named)
        for item in told:
            now[item.cell] = Span(Fraction(item.values[0]), Fraction(item.values[-1]))
            aside.update((*item.misses, *item.closes))
        named.extend(told)


def _puzzles(broken: list[int], known: Known) -> list[list[int]]:
    puzzles: list[list[int]] = []
    for number in broken:
        cells = set(known[number].cells)
        joined = [item for item in puzzles if any(cells & set(known[other].cells) for other in item)]
        puzzles = [item for item in puzzles if item not in joined] + [sorted(sum(joined, [number]))]
    return sorted(puzzles)


def _explain(puzzle: list[int], known: Known, values: Mapping[str, Span]) -> Repair | None:
    if len(puzzle) == 1 and isinstance(known[puzzle[0]], Ratio):
        return None
    cells = dict.fromkeys(cell for number in puzzle for cell in known[number].cells)
    repairs = [item for cell in cells if (item := _best(cell, puzzle, known, values))]
    full = [item for item in repairs if not item.misses and set(puzzle) <= set(item.closes)]
    if full:
        return full[0] if len(full) == 1 else None
    scores = [(len(set(item.closes) & set(puzzle)), not item.misses) for item in repairs]
    top = max(scores, default=(0, False))
    return repairs[scores.index(top)] if top[0] >= 2 and scores.count(top) == 1 else None


def _best(cell: str, puzzle: list[int], known: Known, values: Mapping[str, Span]) -> Repair | None:
    """Return the values that meet all constraints of the cell, or else the one that meets most of them."""
    needs: dict[int, Span] = {}
    for number, item in known.items():
        if cell in item.cells:
            # A list that leaves nothing out as printed is evidence that nothing is missing.
            full = isinstance(item, Sum) and 0 in item.gap(values)
            needs[number] = (exact(item) if full else item).implied(cell, values)
    if together := reduce(and_, needs.values(), Span(high=BOUND)).whole():
        return Repair(cell, together, tuple(needs))
    wholes = [(needs[number] & Span(high=BOUND)).whole() for number in puzzle if number in needs]
    ranked = Counter(x for whole in wholes if len(whole) <= 1000 for x in whole).most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return None
    value = ranked[0][0]
    closes = tuple(number for number, span in needs.items() if value in span)
    misses = tuple(number for number in needs if number not in closes)
    return Repair(cell, range(value, value + 1), closes, misses)
