"""The audit: which published figures hold, which do not, and by how much."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, combinations, count

from analysis.measure.estimate import union
from analysis.measure.findings import Book, Claim, Constraint, Finding, cells, found, spans
from analysis.measure.ratios import label, ratios, right, swaps
from analysis.measure.rounding import MODES, Span, in_words, transposed
from analysis.measure.sums import lists, periods, repair
from analysis.record.files import WORDS

FEW = 10  # a small number that is printed under two units is a coincidence too often


def audit(claims: Iterable[Claim]) -> tuple[Finding, ...]:
    """Check published figures against each other, and say what holds.

    Every check is a constraint over intervals of exact numbers: a share or a change is a ratio known
    within its rounding, a list or a year is a sum. A source's figures are checked against its own
    other figures, and where it prints none against what most sources print. Constraints that fail are
    solved together for the one cell that explains them. Nothing is repaired.

    Returns the findings in the order of the claims, which is best that of publication; what holds is
    among them, as ``consistent``.

    Examples
    --------
    >>> old = Claim(id="a", period="2021", measure="killed", unit="victims", value="584")
    >>> new = Claim(id="b", period="2022", measure="killed", unit="victims", value="1277")
    >>> more = {"kind": "change", "about": "b", "of": "a"}
    >>> rise = Claim(id="c", period="2022", measure="killed", unit="percent", value="54", **more)
    >>> finding, = audit([old, new, rise])
    >>> finding.id, finding.kind, finding.suggestion
    ('2022.killed.change-vs-2021', 'wrong_base', 'fits the later value as base')
    >>> finding.arithmetic
    '100 x (1277 - 584) / 584 = 118.66 ≠ 54; 100 x (1277 - 584) / 1277 = 54.27 ≈ 54'
    """
    book = Book(claims)
    made = _merged(item for check in (ratios, lists, periods, agreement, comparable) for item in check(book))
    order = {name: number for number, name in enumerate(book.by_id)}
    told = sorted(_explained(made, book), key=lambda finding: order[finding.rows[0]])
    seen: dict[str, Finding] = {}
    for item in told:
        # what shares an id is told apart by its first row
        ends = chain(("", f"@{item.rows[0]}"), (f"@{item.rows[0]}.{number}" for number in count(2)))
        name = next(name for end in ends if (name := item.id + end) not in seen)
        seen[name] = replace(item, id=name)
    return tuple(seen.values())


def _merged(findings: Iterable[Finding]) -> list[Finding]:
    """Merge checks that several sources' figures repeat, so that each counts once."""
    merged: dict[tuple[str, str, str], Finding] = {}
    for item in findings:
        held = merged.get(key := (item.id, item.kind, item.arithmetic), item)
        checked = union(held.judged, item.rows[:1])
        rows, facts = union(held.rows, item.rows), union(held.facts, item.facts)
        merged[key] = replace(held, rows=rows, facts=facts, judged=checked)
    return list(merged.values())


def _explained(made: Sequence[Finding], book: Book) -> list[Finding]:
    """Name the cell that explains why checks fail, in each of them; else the digits that are swapped."""
    readings = {part[0].cell: part[0] for item in made if item.constraint for part in item.readings}
    values = {cell: reading.span for cell, reading in readings.items()}
    told, named = list(made), repair([finding.constraint for finding in made], values)
    for item in named:
        cell, closed = readings[item.cell], [n for n in item.closes if made[n].kind == "does_not_close"]
        what = f"{in_words(item.values)} instead of {cell.text} ({cell.id})"
        swapped = any(number in item.values for number in _swaps(cell))
        needs = [f"{made[n].id} would need {in_words(check.implied(item.cell, values).whole())}"
                 for n in item.misses if (check := made[n].constraint)]  # fmt: skip
        for n in closed:
            others = [f"and {made[other].id}" for other in closed if made[other].id != made[n].id]
            why = [f"{what} closes this", *others, *needs, *["two digits swapped"] * swapped]
            kind = "digits_swapped" if swapped else "one_cell_explains"
            told[n] = replace(made[n], kind=kind, suggestion="; ".join(why), named=cell.id)
        for n in (n for n in item.misses if made[n].kind == "does_not_close"):
            told[n] = replace(made[n], suggestion=f"{made[n].suggestion}; with {what} it stays open")
    known = {item.cell for item in named}
    held = [check for item in made if (check := item.constraint) and check.holds(values)]
    return [item if known & {*cells(item.readings)} else _swapped(item, values, book, held) for item in told]


def _swaps(claim: Claim) -> list[int]:
    return [int(text) for text in transposed(claim.value)] if claim.value.isdigit() else []


def _swapped(finding: Finding, values: dict[str, Span], book: Book, held: list[Constraint]) -> Finding:
    """Say which figure meets a check, and breaks none that holds, with two neighbouring digits swapped."""
    check, itself = finding.constraint, book.by_id[finding.rows[0]]
    if finding.kind != "does_not_close" or not check:
        return finding
    if itself.kind == "multiple":  # of one or two digits: any rounding lets in what nobody would print so
        check = right(itself, finding.readings, MODES[0])
    needed = [(claim, check.exactly.implied(claim.cell, values).whole()) for claim, *_ in finding.readings]
    # among more than a few, some swap fits by chance
    closing = [(str(n), one) for one, whole in needed if len(whole) <= FEW for n in _swaps(one) if n in whole]
    closing += [(text, itself) for text in swaps(itself, finding.readings, values)]

    def fits(text: str, claim: Claim) -> bool:
        new = values | {claim.cell: replace(claim, value=text).span}
        return all(other.holds(new) for other in held if claim.cell in other.cells)

    closing = [one for one in closing if fits(*one)]
    told = " or ".join(f"{text} instead of {claim.value} ({claim.id})" for text, claim in closing)
    why = f"{told} closes this: two digits swapped"
    return replace(finding, kind="digits_swapped", suggestion=why) if closing else finding


def agreement(book: Book) -> Iterator[Finding]:
    """Check the sources of a fact against each other, and restatements against first statements."""
    for fact, claims in book.by_fact.items():
        if len({claim.source or claim.id for claim in claims}) < 2:
            continue
        values, most = book.values(fact), book.readings(fact)
        stood_for = spans(values).values()
        check = f"{label(claims[0], book)}.sources" if claims[0].ratio else "sources"
        agree = max(span.low for span in stood_for) <= min(span.high for span in stood_for)
        told = f" {'=' if agree else '≠'} ".join(_printed(value[0].signs, value) for value in values)
        if agree:
            yield found(check, "consistent", claims, told)
            continue
        documents = [{claim.document for claim in reading} for reading in values]
        texts = {reading[0].text for reading in values}
        first = f"most sources print {most[0][0].text}"
        why = "restated in another document; " * all(not a & b for a, b in combinations(documents, 2))
        why += "as many sources print one as the other" if most[1:] else first
        why += "; two digits swapped" * any(texts & {*transposed(text)} for text in texts)
        yield found(check, "sources_disagree", claims, told, why)


def _printed(what: str, claims: Iterable[Claim]) -> str:
    return f"{what} ({', '.join(claim.id for claim in claims)})"


def comparable(book: Book) -> Iterator[Finding]:
    """Check that both sides of a comparison count the same, and that a number keeps its unit."""
    numbers: dict[tuple[str, ...], list[Claim]] = {}
    for claim in book.claims:
        if claim.span.empty:
            yield found("range", "impossible", (claim,), claim.value, "its ends are the wrong way round")
        if claim.ratio:
            yield from _sides(claim, book.about(claim.about), book.about(claim.of), label(claim, book))
        elif claim.exact >= FEW:
            numbers.setdefault((claim.series, claim.period, claim.group, claim.value), []).append(claim)
    for (*_, value), claims in numbers.items():
        alike = [one for one in claims if any(_alike(one, other) for other in claims)]
        if units := {one.unit: [claim for claim in alike if claim.unit == one.unit] for one in alike}:
            told = " ≠ ".join(_printed(f"{value} [{unit}]", claims) for unit, claims in units.items())
            yield found("unit", "different_unit", chain(*units.values()), told, "one number under two units")


def _family(text: str) -> str:
    """Return which family of words a text uses first; nothing for something else."""
    return next((str(word.lastgroup) for word in re.finditer(WORDS["family"], text.lower())), "")


def _alike(one: Claim, other: Claim) -> bool:
    """Whether two units may be of one thing: of one measure, or of persons and of the cases of their harm."""
    kinds = {_family(one.unit), _family(other.unit)}
    return one.unit != other.unit and (one.measure == other.measure or kinds == {"persons", "cases"})


def _sides(claim: Claim, tops: Sequence[Claim], bottoms: Sequence[Claim], check: str) -> Iterator[Finding]:
    """Check the units and rules of both figures, and that a share of incidents is no share of victims."""
    sides = (*tops, *bottoms)
    for column in () if claim.kind in ("average", "rate") else ("unit", "inclusion"):
        ours, theirs = (sorted({getattr(c, column) for c in side} - {""}) for side in (tops, bottoms))
        if ours and theirs and not set(ours) & set(theirs):
            text = f"{tops[0].signs} [{'] ['.join(ours)}] ≠ {bottoms[0].signs} [{'] ['.join(theirs)}]"
            what = f"{check}.{column}", f"different_{column}"
            yield found(*what, (claim, *sides), text, f"printed {claim.text}")
    words = sorted({word for side in sides for word in (side.unit, side.measure)})
    said, made = ({*map(_family, one)} - {"", "cases"} for one in ([claim.measure], words))
    if claim.kind == "share" and said and made and not said & made:
        text = f"{claim.signs} [{claim.measure}] ≠ [{' '.join(words)}]"
        yield found(f"{check}.subject", "different_unit", (claim, *sides), text, "a share of something else")
