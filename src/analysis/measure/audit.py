"""The audit: which published figures hold, which do not, and by how much."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import reduce
from itertools import chain, count
from operator import and_

from analysis.measure.claims import Claim
from analysis.measure.closing import Repair, Sum, holds, repair
from analysis.measure.findings import Book, Check, Class, Finding, found
from analysis.measure.percentages import label, ratios
from analysis.measure.rounding import Span, printed
from analysis.measure.sums import lists, periods

FEW = 10  # a small number that is printed under two units is a coincidence too often
TELLING = 20  # a gap smaller than this equals some printed number by chance


def audit(claims: Iterable[Claim]) -> tuple[Finding, ...]:
    """Check published figures against each other, and say what holds.

    Every check is a constraint over intervals of exact numbers: a share or a change is a ratio known
    within its rounding, a list or a year is a sum. A source's figures are checked against its own
    other figures, and where it prints none against what most sources print. Constraints that fail are
    solved together for the one cell that explains them. Nothing is repaired.

    Parameters
    ----------
    claims : iterable of Claim
        In the order of publication, as far as that is known.

    Returns
    -------
    tuple of Finding
        In the order of the claims; what holds is among them, as ``consistent``.

    Examples
    --------
    >>> rows = [
    ...     Claim(id="a", period="2021", measure="killed", unit="victims", value="584"),
    ...     Claim(id="b", period="2022", measure="killed", unit="victims", value="1277"),
    ... ]
    >>> change = Claim(
    ...     id="c", period="2022", measure="killed", unit="percent", value="54",
    ...     kind="change", about="b", of="a",
    ... )
    >>> finding, = audit([*rows, change])
    >>> finding.id, finding.kind, finding.suggestion
    ('2022.killed.change-vs-2021', 'wrong_base', 'fits the later value as base')
    >>> finding.arithmetic
    '100 x (1277 - 584) / 584 = 118.66, printed 54; 100 x (1277 - 584) / 1277 = 54.27'
    """
    book = Book(tuple(claims))
    made = _distinct_checks([*ratios(book), *lists(book), *periods(book)])
    weighed = [_weighed(finding, made, book) for finding in agreement(book)]
    findings = [*_explained(made, book), *weighed, *comparable(book)]
    order = {claim.id: number for number, claim in enumerate(book.claims)}
    findings.sort(key=lambda finding: order[finding.rows[0]])
    return _distinct(findings)


def _distinct_checks(made: list[Check | Finding]) -> list[Check | Finding]:
    """Merge checks that several sources' figures repeat, so that each counts once."""
    merged: dict[object, Check | Finding] = {}
    for item in made:
        finding = item.finding if isinstance(item, Check) else item
        key = (finding.id, finding.kind, finding.arithmetic)
        if key in merged:
            held = merged[key]
            first = held.finding if isinstance(held, Check) else held
            both = replace(
                first,
                rows=tuple(dict.fromkeys((*first.rows, *finding.rows))),
                facts=tuple(dict.fromkeys((*first.facts, *finding.facts))),
            )
            merged[key] = replace(held, finding=both) if isinstance(held, Check) else both
        else:
            merged[key] = item
    return list(merged.values())


def _distinct(findings: list[Finding]) -> tuple[Finding, ...]:
    """Merge what is one finding, and tell apart by its first row what shares an id."""
    merged = [item.finding if isinstance(item, Check) else item for item in _distinct_checks([*findings])]
    seen: set[str] = set()
    named = []
    for finding in merged:
        tries = chain(
            [finding.id, first := f"{finding.id}@{finding.rows[0]}"], (f"{first}.{n}" for n in count(2))
        )
        name = next(name for name in tries if name not in seen)
        named.append(replace(finding, id=name))
        seen.add(name)
    return tuple(named)


def _explained(made: list[Check | Finding], book: Book) -> list[Finding]:
    """Name the cell that explains why checks fail, in each of them."""
    solved = [item for item in made if isinstance(item, Check)]
    readings = {reading.cell: reading for check in solved for reading in check.readings}
    values = {cell: reading.span for cell, reading in readings.items()}
    told: dict[int, Finding] = {}
    for item in repair([check.constraint for check in solved], values):
        failing = [n for n in (*item.closes, *item.misses) if solved[n].finding.kind == "does_not_close"]
        closed = [solved[n].finding.id for n in failing if n in item.closes]
        row = readings[item.cell].claims[0].id
        what = f"{item.text} instead of {readings[item.cell].text} ({row})"
        needs = [
            f"{solved[n].finding.id} would need {_range(solved[n].constraint.implied(item.cell, values))}"
            for n in item.misses
        ]
        for number in failing:
            finding = solved[number].finding
            if number in item.closes:
                others = [name for name in closed if name != finding.id]
                why = "; ".join([f"{what} closes this", *(f"and {name}" for name in others), *needs])
                told[number] = replace(finding, kind="one_cell_explains", suggestion=why, named=row)
            else:
                left = _left(solved[number], item, values, book)
                told[number] = replace(finding, suggestion=f"{finding.suggestion}; with {what}{left}")
    known = iter([told.get(number, check.finding) for number, check in enumerate(solved)])
    return [next(known) if isinstance(item, Check) else item for item in made]


def _weighed(finding: Finding, made: list[Check | Finding], book: Book) -> Finding:
    """Say how many of the checks that tell a fact's disputed values apart each value meets."""
    if finding.kind != "sources_disagree":
        return finding
    values = [value for value in book.values(finding.facts[0]) if value.span.fixed]
    met: list[list[bool]] = []
    for check in made:
        if isinstance(check, Check):
            spans = {reading.cell: reading.span for reading in check.readings}
            item = check.constraint
            exact = Sum(item.whole, item.parts) if isinstance(item, Sum) else item
            cells = [reading.cell for reading in check.readings if reading.claims[0].fact == finding.facts[0]]
            met.extend([holds(exact, spans | {cell: value.span}) for value in values] for cell in cells)
    telling = [row for row in met if any(row) and not all(row)]
    scores = [f"{value.text} meets {sum(row[n] for row in telling)}" for n, value in enumerate(values)]
    told = f"; of {len(telling)} checks that tell them apart {', '.join(scores)}" if telling else ""
    return replace(finding, suggestion=finding.suggestion + told)


def _range(span: Span) -> str:
    whole = span.whole() if span.high is not None else range(0)
    return f"{whole[0]} to {whole[-1]}" if len(whole) > 1 else str(whole[0]) if whole else "no whole number"


def _left(check: Check, item: Repair, values: dict[str, Span], book: Book) -> str:
    """Say what gap stays once the cell is corrected, and which printed count equals it."""
    if not isinstance(check.constraint, Sum):
        return ""
    gap = check.constraint.gap(values | {item.cell: Span.point(item.values[0])}).low
    if gap is None:
        return ""
    used = [claim for reading in check.readings for claim in reading.claims]
    periods_used, series = {claim.period for claim in used}, used[0].series
    equal = [
        f"{claim.name} ({claim.id})"
        for claim in book.claims
        if not claim.percent and not claim.group and claim.series == series and claim.period in periods_used
        if printed(claim.value)[0] == abs(gap) >= TELLING and claim not in used
    ]
    return f" still off by {-gap}" + (f", which is {equal[0]}" if equal else "")


def agreement(book: Book) -> Iterator[Finding]:
    """Check the sources of a fact against each other, and restatements against first statements."""
    for claims in book.by_fact.values():
        values = book.values(claims[0].fact)
        sources = {claim.source or claim.id for claim in claims}
        if len(sources) < 2:
            continue
        check = f"{label(claims[0], book)}.sources" if claims[0].percent else "sources"
        if not reduce(and_, (reading.span for reading in values)).empty:
            printed_as = " and ".join(reading.text for reading in values)
            yield found(check, "consistent", claims, f"{printed_as}: {len(sources)} sources")
            continue
        told = [f"{item.text} ({', '.join(claim.id for claim in item.claims)})" for item in values]
        documents = [{claim.document for claim in reading.claims} for reading in values]
        restated = all(not one & two for i, one in enumerate(documents) for two in documents[:i])
        most = book.readings(claims[0].fact)
        why = "restated in another document; " if restated else ""
        why += (
            f"most sources print {most[0].text}"
            if len(most) == 1
            else "as many sources print one as the other"
        )
        yield found(check, "sources_disagree", claims, " against ".join(told), why)


def comparable(book: Book) -> Iterator[Finding]:
    """Check that both sides of a comparison count the same, and that a number keeps its unit."""
    for claim in book.claims:
        sides = [book.by_fact.get(book.fact(ref), []) for ref in (claim.about, claim.of)]
        if claim.percent and all(sides):
            yield from _sides(claim, sides[0], sides[1], label(claim, book))
    numbers: dict[tuple[str, ...], dict[str, list[Claim]]] = defaultdict(lambda: defaultdict(list))
    for claim in book.claims:
        if not claim.percent and printed(claim.value)[0] >= FEW:
            numbers[(claim.series, claim.period, claim.group, claim.value)][claim.unit].append(claim)
    for units in numbers.values():
        if len(units) > 1:
            told = [
                f"{claims[0].value} {unit} ({', '.join(c.id for c in claims)})"
                for unit, claims in units.items()
            ]
            claims = [claim for found in units.values() for claim in found]
            yield found("unit", "different_unit", claims, " and ".join(told), "one number under two units")


def _sides(claim: Claim, tops: list[Claim], bottoms: list[Claim], check: str) -> Iterator[Finding]:
    kinds: tuple[tuple[Class, str], ...] = (("different_unit", "unit"), ("different_inclusion", "inclusion"))
    for kind, column in kinds:
        ours, theirs = (sorted({getattr(c, column) for c in side} - {""}) for side in (tops, bottoms))
        if ours and theirs and not set(ours) & set(theirs):
            text = f"{tops[0].text} counts {', '.join(ours)}; {bottoms[0].text} counts {', '.join(theirs)}"
            yield found(f"{check}.{column}", kind, (claim, *tops, *bottoms), text, f"printed {claim.text}")
