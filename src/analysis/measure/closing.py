"""Constraints that printed figures have to meet, and the one cell that would make them meet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from operator import and_
from typing import NamedTuple

from analysis.measure.rounding import BOUND, Span

EXACTLY, AT_MOST, ONE = Span.point(0), Span(Fraction(0)), Span.point(1)
Values = Mapping[str, Span]


@dataclass(frozen=True, slots=True)
class Constraint:
    """The whole is the sum of its parts, and some slack; or a base times a factor known within its rounding.

    A partial list has the slack `AT_MOST`; a share or one plus a change is the factor of one part.
    """

    whole: str
    parts: tuple[str, ...]
    slack: Span = EXACTLY
    factor: Span = ONE

    @property
    def cells(self) -> tuple[str, ...]:
        """Names of the cells, the whole first."""
        return (self.whole, *self.parts)

    @property
    def adds_up(self) -> bool:
        """Whether it is a sum."""
        return self.factor == ONE

    def gap(self, values: Values) -> Span:
        """Return the whole of a sum less the parts."""
        return values[self.whole] - sum((values[part] for part in self.parts), EXACTLY)

    def implied(self, cell: str, values: Values) -> Span:
        """Return what a cell has to be, given the others."""
        others = [values[part] for part in self.parts if part != cell or cell == self.whole]
        total = sum(others, EXACTLY)
        if cell == self.whole:
            return total * self.factor + self.slack
        return (values[self.whole] - self.slack) / self.factor - total


def holds(constraint: Constraint, values: Values) -> bool:
    """Return whether some values within the intervals meet the constraint.

    Examples
    --------
    >>> values = {cell: Span.point(n) for cell, n in {"all": 347, "a": 174, "b": 82, "c": 91}.items()}
    >>> holds(Constraint("all", ("a", "b", "c")), values)
    True
    """
    return not (constraint.implied(constraint.whole, values) & values[constraint.whole]).empty


class Repair(NamedTuple):
    """One cell, the values that it could have, and the constraints (by position) that they close or miss."""

    cell: str
    values: range
    closes: tuple[int, ...]
    misses: tuple[int, ...] = ()


def repair(constraints: Iterable[Constraint | None], values: Values) -> tuple[Repair, ...]:
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
    >>> rose = Constraint("a", ("last",), factor=Span(Fraction(297, 200), Fraction(299, 200), False, True))
    >>> repair([Constraint("Q", ("k", "a", "i")), rose], values)
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


def _puzzles(broken: list[int], known: Mapping[int, Constraint]) -> list[list[int]]:
    puzzles: list[list[int]] = []
    for number in broken:
        cells = set(known[number].cells)
        joined = [item for item in puzzles if any(cells & set(known[other].cells) for other in item)]
        puzzles = [item for item in puzzles if item not in joined] + [sorted(sum(joined, [number]))]
    return sorted(puzzles)


def _explain(puzzle: list[int], known: Mapping[int, Constraint], values: Values) -> Repair | None:
    if len(puzzle) == 1 and not known[puzzle[0]].adds_up:
        return None
    cells = dict.fromkeys(cell for number in puzzle for cell in known[number].cells)
    repairs = [item for cell in cells if (item := _best(cell, puzzle, known, values))]
    full = [item for item in repairs if not item.misses and set(puzzle) <= set(item.closes)]
    if full:
        return full[0] if len(full) == 1 else None
    scores = [(len(set(item.closes) & set(puzzle)), not item.misses) for item in repairs]
    top = max(scores, default=(0, False))
    return repairs[scores.index(top)] if top[0] >= 2 and scores.count(top) == 1 else None


def _best(cell: str, puzzle: list[int], known: Mapping[int, Constraint], values: Values) -> Repair | None:
    """Return the values that meet all constraints of the cell, or else the one that meets most of them."""
    needs: dict[int, Span] = {}
    for number, item in known.items():
        if cell in item.cells:
            # A list that leaves nothing out as printed is evidence that nothing is missing.
            full = item.adds_up and 0 in item.gap(values)
            needs[number] = (replace(item, slack=EXACTLY) if full else item).implied(cell, values)
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
