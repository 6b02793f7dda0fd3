"""Constraints that printed figures have to meet, and the one cell that would make them meet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from operator import add, and_

from analysis.measure.rounding import Span

BOUND = 10**12  # stands for no upper bound; no count comes near it
EXACTLY, AT_MOST = Span.point(0), Span(Fraction(0), None)


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
        return reduce(lambda left, part: left - values[part], self.parts, values[self.whole])

    def implied(self, cell: str, values: Mapping[str, Span]) -> Span:
        """Return what a cell has to be, given the others."""
        if cell == self.whole:
            return reduce(add, (values[part] for part in self.parts)) + self.slack
        others = reduce(
            lambda left, part: left - values[part], (p for p in self.parts if p != cell), values[self.whole]
        )
        return others - self.slack


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


def holds(constraint: Sum | Ratio, values: Mapping[str, Span]) -> bool:
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

    @property
    def text(self) -> str:
        """The values in words."""
        first, last = self.values[0], self.values[-1]
        if first == last:
            return str(first)
        return f"at least {first}" if last == BOUND else f"{first} to {last}" if first else f"at most {last}"


def repair(constraints: Iterable[Sum | Ratio], values: Mapping[str, Span]) -> tuple[Repair, ...]:
    """Name the cells whose misprint explains why constraints fail, solving all constraints together.

    Failing constraints that share a cell are one puzzle. A cell explains it when one whole value meets
    every constraint that the cell sits in, failing or not, and the puzzle then holds. It is named only
    where it is the one cell that can; where none can, the cell is named whose one value meets most of
    its failing constraints, at least two and more than any other cell's, with those that it misses.
    A lone failing ratio names nothing: its percentage may be the misprint. What is named is taken as
    corrected, and what still fails is solved again.

    Parameters
    ----------
    constraints : iterable of Sum or Ratio
        All of them.
    values : mapping
        Interval of every cell.

    Returns
    -------
    tuple of Repair
        One for each puzzle that can be told.

    Examples
    --------
    >>> values = {c: Span.point(n) for c, n in {"Q": 347, "k": 174, "a": 827, "i": 91, "last": 55}.items()}
    >>> rose = Ratio("a", "last", Span(Fraction(297, 200), Fraction(299, 200), False, True))
    >>> repair([Sum("Q", ("k", "a", "i")), rose], values)
    (Repair(cell='a', values=range(82, 83), closes=(0, 1), misses=()),)
    """
    known, now = list(constraints), dict(values)
    aside: set[int] = set()
    named: list[Repair] = []
    while True:
        broken = [n for n, item in enumerate(known) if n not in aside and not holds(item, now)]
        told = [item for puzzle in _puzzles(broken, known) if (item := _explain(puzzle, known, now))]
        if not told:
            return tuple(named)
        for item in told:
            now[item.cell] = Span(Fraction(item.values[0]), Fraction(item.values[-1]))
            aside.update((*item.misses, *item.closes))
        named.extend(told)


def _puzzles(broken: list[int], known: list[Sum | Ratio]) -> list[list[int]]:
    puzzles: list[list[int]] = []
    for number in broken:
        cells = set(known[number].cells)
        joined = [item for item in puzzles if any(cells & set(known[other].cells) for other in item)]
        puzzles = [item for item in puzzles if item not in joined]
        puzzles.append(sorted([number, *(other for item in joined for other in item)]))
    return sorted(puzzles)


def _explain(puzzle: list[int], known: list[Sum | Ratio], values: Mapping[str, Span]) -> Repair | None:
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


def _best(
    cell: str, puzzle: list[int], known: list[Sum | Ratio], values: Mapping[str, Span]
) -> Repair | None:
    """Return the values that meet all constraints of the cell, or else the one that meets most of them."""
    sits = [number for number, item in enumerate(known) if cell in item.cells]
    needs: dict[int, Span] = {}
    for number in sits:
        item = known[number]
        # A list that leaves nothing out as printed is evidence that nothing is missing.
        if isinstance(item, Sum) and not (item.gap(values) & EXACTLY).empty:
            item = Sum(item.whole, item.parts)
        needs[number] = item.implied(cell, values)
    together = reduce(and_, needs.values())
    bounded = {number: span for number, span in needs.items() if span.high is not None}
    together &= Span(None, Fraction(BOUND))
    if not together.empty and together.whole():
        return Repair(cell, together.whole(), tuple(sits))
    votes = Counter(x for number in puzzle if number in bounded for x in _few(bounded[number]))
    ranked = votes.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return None
    value = ranked[0][0]
    meets = tuple(number for number in sits if not (needs[number] & Span.point(value)).empty)
    return Repair(
        cell, range(value, value + 1), meets, tuple(number for number in sits if number not in meets)
    )


def _few(span: Span) -> range:
    whole = span.whole()
    return whole if len(whole) <= 1000 else range(0)
