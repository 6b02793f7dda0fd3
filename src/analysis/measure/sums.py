"""Sums: parts against wholes, shares against 100, quarters against halves, and the cell that closes them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import reduce
from itertools import combinations, islice, product
from operator import and_, attrgetter
from typing import NamedTuple

from analysis.measure.findings import Book, Claim, Constraint, Finding, Reading, Values, cells, found, spans
from analysis.measure.ratios import factor
from analysis.measure.rounding import AT_MOST, BOUND, EXACTLY, MODES, ONE, Span, in_words, printed, shown
from analysis.quarter import Quarter, quarters_of

CHOICES = 64  # combinations of values that sources print equally often
Quarters = tuple[Quarter, ...]
Lists = dict[tuple[str, str], dict[str, Claim]]  # by source and document, then by fact


def lists(book: Book) -> Iterator[Finding]:
    """Check parts against their whole: as one source lists them, and as all sources of one document do."""
    gathered: dict[tuple[str, str, str], Lists] = defaultdict(lambda: defaultdict(dict))
    told = [(item, item.kind, item.of, item.listed) for item in book.claims if item.kind in ("part", "share")]
    for claim, kind, of, listed in (*told, *_outcomes(book)):
        lists_of = gathered[kind, of, listed]
        lists_of[claim.source, ""].setdefault(claim.fact, claim)
        if kind == "part" and claim.document:
            lists_of["", claim.document].setdefault(claim.fact, claim)
    for (kind, of, listed), lists_of in gathered.items():
        check = f"{kind}s-{listed}".rstrip("-")
        if kind == "part":
            yield from _parts(book, of, check, lists_of)
        else:
            for claims in lists_of.values():
                yield from _shares(list(claims.values()), check, book)


def _outcomes(book: Book) -> Iterator[tuple[Claim, str, str, str]]:
    """Yield counts of one outcome and one group, each as a part of all outcomes of the group.

    Outcomes are what the parts of some whole measure where no group tells them apart. Men, women and
    children may be told of a part of the victims only, so they are no such groups.
    """
    listed = [claim for claim in book.claims if claim.kind == "part" and claim.listed in ("", "outcome")]
    pairs = [(part.measure, of.measure) for part in listed for of in book.about(part.of)[:1] if not of.group]
    wholes = {whole for part, whole in pairs if part != whole}
    outcomes = {part for part, _ in pairs} - wholes
    groups = [claim for claim in book.claims
              if claim.group and not claim.ratio and not claim.group.startswith("sex_age:")]  # fmt: skip
    place = attrgetter("series", "period", "group")
    for where, of in {place(claim): claim.fact for claim in groups if claim.measure in wholes}.items():
        parts = [claim for claim in groups if claim.measure in outcomes and place(claim) == where]
        told = {claim.measure for claim in parts}
        # A group of which not all outcomes are told is a list that leaves parts out.
        lacks = {claim.measure for claim in listed if (claim.series, claim.period) == where[:2]} > told
        for claim in parts if len(told) > 1 else ():
            yield replace(claim, partial=claim.partial or lacks), "part", of, "outcome"


def _parts(book: Book, of: str, check: str, lists_of: Lists) -> Iterator[Finding]:
    """Leave out lists that hold and have one part, or that a longer one, which holds too, contains.

    Sources may cut differently, so what a document's sources print together counts only where it holds.
    """
    made: list[tuple[Finding, set[str]]] = []
    for (source, document), claims in lists_of.items() if book.about(of) else ():
        facts = (of, *(fact for fact in book.by_fact if fact in claims))
        partial, alone = any(claim.partial for claim in claims.values()), len(facts) == 2
        options = [book.readings(fact, source) for fact in facts]
        item = _sum(check, options, AT_MOST if partial or alone else EXACTLY)
        if alone and not partial and item.kind == "consistent" and " - " in item.arithmetic:
            item = replace(item, kind="leaves_a_rest", suggestion="one part alone: the rest has no row")
        if item.kind == "consistent" or not document:
            made.append((item, {*cells(item.readings[1:])}))
    good = [parts for item, parts in made if item.kind == "consistent"]
    for item, parts in made:
        if item.kind != "consistent" or (len(parts) > 1 and not any(parts < other for other in good)):
            yield item


def _sum(check: str, options: list[list[Reading]], slack: Span) -> Finding:
    """Judge a sum on the readings that close it best."""

    def grade(chosen: tuple[Reading, ...]) -> tuple[bool, bool]:
        item, values = Constraint(cells(chosen), slack), spans(chosen)
        return not item.holds(values), not item.exactly.holds(values)

    chosen = min(islice(product(*options), CHOICES), key=grade)
    broken, unequal = grade(chosen)
    whole, *parts = (reading[0] for reading in chosen)
    total = sum((part.exact for part in parts), Fraction(0))
    gap = whole.exact - total
    text = " + ".join(part.signs for part in parts) + f" = {total}" * (len(parts) > 1)
    if unequal and not broken:
        text += f" = {whole.signs} - {gap}"
    elif gap or len(parts) == 1:
        text += f" {'≠' if broken else '≈' if gap else '='} {whole.signs}"
    claims = [claim for reading in chosen for claim in reading]
    kind, why = ("does_not_close", f"off by {-gap}") if broken else ("consistent", "")
    return found(check, kind, claims, text, why, constraint=Constraint(cells(chosen), slack), readings=chosen)


def _shares(parts: list[Claim], check: str, book: Book) -> Iterator[Finding]:
    """Check that shares of one whole reach 100 within their rounding, and that whole numbers can do so."""
    if len(parts) < 2:
        return
    left = Span.point(100) - sum((part.span for part in parts), EXACTLY)
    gap = 100 - sum((part.exact for part in parts), Fraction(0))
    digits = max(printed(part.value)[1] for part in parts)
    text = " + ".join(part.signs for part in parts) + f" = {shown(100 - gap, digits)}"
    if (left & AT_MOST).empty:
        yield found(check, "does_not_close", parts, f"{text} ≠ 100", f"off by {shown(-gap, digits)}")
    elif 0 not in left:
        why = f"leaves {shown(gap, digits)} that no share of the set names"
        yield found(check, "leaves_a_rest", parts, f"{text} = 100 - {shown(gap, digits)}", why)
    elif why := _indivisible(parts, book):
        # Shares that reach 100, or are all the same, are meant to be all; others may leave a small group out.
        some = any(part.partial for part in parts) or (gap > 0 and len({part.value for part in parts}) > 1)
        yield found(check, "leaves_a_rest" if some and "fewer" in why else "impossible", parts, text, why)
    else:
        yield found(check, "consistent", parts, text + " ≈ 100" * bool(gap))


def _indivisible(parts: list[Claim], book: Book) -> str:
    """Say what the whole numbers behind shares add up to, if under no rounding that can be their whole."""
    wholes = book.readings(parts[0].of)
    if len(wholes) != 1 or not (whole := wholes[0][0]).span.fixed or not whole.exact:
        return ""
    behind = [[(whole.span * factor(part, mode)).whole() for part in parts] for mode in MODES]
    sums = [range(sum(n[0] for n in each), sum(n[-1] for n in each) + 1) for each in behind if all(each)]
    if any(int(whole.exact) in numbers for numbers in sums):
        return ""
    if not sums:
        return f"no one way of rounding makes whole numbers of {whole.exact} of all these shares"
    what = "fewer than" if any(numbers[-1] < whole.exact for numbers in sums) else "not"
    return f"the whole numbers behind these shares add up to {in_words(sums[0])}, {what} {whole.exact}"


def periods(book: Book) -> Iterator[Finding]:
    """Check years against halves and quarters, and halves against quarters, wherever they cover them."""
    families: dict[tuple[str, ...], dict[Quarters, str]] = defaultdict(dict)
    for claim in book.claims:
        if not claim.ratio and (quarters := quarters_of(claim.period)):
            families[claim.series, claim.measure, claim.unit, claim.group].setdefault(quarters, claim.fact)
    for family in families.values():
        for quarters in family:
            yield from _covers(book, family, quarters)


def _covers(book: Book, family: dict[Quarters, str], quarters: Quarters) -> Iterator[Finding]:
    """Check a period against each set of shorter ones that makes it up, or says which are missing."""
    inside = sorted(other for other in family if set(other) < set(quarters))
    covers = sorted(cover for number in range(len(quarters)) for cover in combinations(inside, number + 1)
                    if sum(cover, ()) == quarters)  # fmt: skip
    for cover in covers:
        names = sorted({"halves" if len(part) == 2 else "quarters" for part in cover})
        options = [book.readings(family[part]) for part in (quarters, *cover)]
        yield _sum("sum-of-" + "-".join(names), options, EXACTLY)
    if covers or not inside:
        return
    known: list[Quarters] = []
    for part in sorted(inside, key=lambda item: (-len(item), item)):
        if not set(part) & set(sum(known, ())):
            known.append(part)
    made = _sum("sum-of-periods", [book.readings(family[part]) for part in (quarters, *known)], AT_MOST)
    if made.kind == "consistent":
        lost = "missing: " + ", ".join(str(item) for item in quarters if item not in sum(known, ()))
        made = replace(made, kind="not_checkable", suggestion=lost, constraint=None, readings=())
    yield made


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
    >>> rose = Constraint(("a", "last"), factor=Span(Fraction(297, 200), Fraction(299, 200)))
    >>> repair([Constraint(("Q", "k", "a", "i")), rose], values)
    (Repair(cell='a', values=range(82, 83), closes=(0, 1), misses=()),)
    """
    known = {n: item for n, item in enumerate(constraints) if item}
    now, named = dict(values), list[Repair]()
    while True:
        settled = {number for item in named for number in (*item.closes, *item.misses)}
        broken = [n for n, item in known.items() if n not in settled and not item.holds(now)]
        told = [item for puzzle in _puzzles(broken, known) if (item := _explain(puzzle, known, now))]
        if not told:
            return tuple(named)
        now |= {item.cell: Span(Fraction(item.values[0]), Fraction(item.values[-1])) for item in told}
        named += told


def _puzzles(broken: list[int], known: Mapping[int, Constraint]) -> list[list[int]]:
    puzzles: list[list[int]] = []
    for number in broken:
        own = set(known[number].cells)
        joined = [item for item in puzzles if any(own & set(known[other].cells) for other in item)]
        puzzles = [item for item in puzzles if item not in joined] + [sorted(sum(joined, [number]))]
    return sorted(puzzles)


def _explain(puzzle: list[int], known: Mapping[int, Constraint], values: Values) -> Repair | None:
    if len(puzzle) == 1 and known[puzzle[0]].factor != ONE:
        return None
    tried = dict.fromkeys(cell for number in puzzle for cell in known[number].cells)
    repairs = [item for cell in tried if (item := _best(cell, puzzle, known, values))]
    scores = [(len(set(item.closes) & set(puzzle)), not item.misses) for item in repairs]
    top = max(scores, default=(0, False))
    good = top[0] >= 2 or top == (len(puzzle), True)
    return repairs[scores.index(top)] if good and scores.count(top) == 1 else None


def _best(cell: str, puzzle: list[int], known: Mapping[int, Constraint], values: Values) -> Repair | None:
    """Return the values that meet all constraints of the cell, or else the one that meets most of them."""
    # A list that leaves nothing out as printed is evidence that nothing is missing.
    needs = {number: (item.exactly if item.exactly.holds(values) else item).implied(cell, values)
             for number, item in known.items() if cell in item.cells}  # fmt: skip
    if together := reduce(and_, needs.values(), Span(high=BOUND)).whole():
        return Repair(cell, together, tuple(needs))
    wholes = [(needs[number] & Span(high=BOUND)).whole() for number in puzzle if number in needs]
    ranked = Counter(x for whole in wholes if len(whole) <= 1000 for x in whole).most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return None
    value = ranked[0][0]
    closes = tuple(number for number, span in needs.items() if value in span)
    return Repair(cell, range(value, value + 1), closes, tuple(n for n in needs if n not in closes))
