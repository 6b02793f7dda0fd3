"""The checks of the audit: each makes constraints from claims and says what came of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import reduce
from itertools import islice, product
from operator import and_
from typing import Literal

from analysis.measure.claims import Claim
from analysis.measure.closing import AT_MOST, EXACTLY, Ratio, Sum, holds
from analysis.measure.rounding import ANY, MODES, Span, bases, factor, printed, qualified, shown
from analysis.quarter import Quarter, quarters_of

Class = Literal[
    "consistent",
    "consistent_only_under",
    "wrong_base",
    "does_not_close",
    "one_cell_explains",
    "different_unit",
    "different_inclusion",
    "sources_disagree",
    "not_checkable",
]
SEVERITY: dict[str, str] = {
    "consistent": "ok",
    "not_checkable": "note",
    "consistent_only_under": "note",
    "different_unit": "warning",
    "different_inclusion": "warning",
    "sources_disagree": "warning",
    "wrong_base": "error",
    "does_not_close": "error",
    "one_cell_explains": "error",
}
FEW = 10  # a small number that is printed under two units is a coincidence too often
CHOICES = 64  # combinations of values that sources print equally often


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was checked: what came out, on which rows, by which arithmetic.

    Parameters
    ----------
    id : str
        Stable: period, measure, group and check, such as ``2022.killed.change-vs-2021``.
    period : str
        The period that the checked figure is about.
    kind : str
        One of the nine classes, see `Class`.
    rows, facts : tuple of str
        Ids of the claims involved, the checked one first, and the facts that they are about.
    arithmetic : str
        One line.
    suggestion : str
        The value that would close it, what is missing, which rounding or base fits; "" for none.
    """

    id: str
    period: str
    kind: Class
    rows: tuple[str, ...]
    facts: tuple[str, ...]
    arithmetic: str
    suggestion: str = ""

    @property
    def severity(self) -> str:
        """How much it matters, from the class: ok, note, warning or error."""
        return SEVERITY[self.kind]


@dataclass(frozen=True, slots=True)
class Reading:
    """A value of a fact, with the claims that print it."""

    claims: tuple[Claim, ...]

    @property
    def cell(self) -> str:
        """Name for constraints: one fact printed with two values is two cells."""
        return f"{self.claims[0].fact}={self.claims[0].text}"

    @property
    def text(self) -> str:
        """As printed."""
        return self.claims[0].text

    @property
    def span(self) -> Span:
        """What it stands for."""
        return self.claims[0].span

    @property
    def exact(self) -> Fraction:
        """The number alone."""
        return printed(self.claims[0].value)[0]


@dataclass(frozen=True, slots=True)
class Check:
    """A constraint with the readings of its cells, and the finding that it gave."""

    constraint: Sum | Ratio
    readings: tuple[Reading, ...]
    finding: Finding


@dataclass(frozen=True)
class Book:
    """The claims, by id and by fact."""

    claims: tuple[Claim, ...]
    by_fact: dict[str, list[Claim]] = field(default_factory=lambda: defaultdict(list))
    by_id: dict[str, Claim] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for claim in self.claims:
            self.by_fact[claim.fact].append(claim)
            self.by_id[claim.id] = claim

    def fact(self, reference: str) -> str:
        """Return the fact that a claim refers to, by id or by key."""
        return self.by_id[reference].fact if reference in self.by_id else reference

    def readings(self, reference: str, source: str = "") -> tuple[Reading, ...]:
        """Return the source's own values of a fact, or else those that most sources print."""
        claims = self.by_fact.get(self.fact(reference), [])
        found = _by_text([claim for claim in claims if source and claim.source == source] or claims)
        weight = [len({claim.source or claim.id for claim in reading.claims}) for reading in found]
        return tuple(reading for reading, mark in zip(found, weight, strict=True) if mark == max(weight))

    def ordered(self, facts: Iterable[str]) -> list[str]:
        """Return facts in the order in which they are first printed."""
        wanted = set(facts)
        return [fact for fact in self.by_fact if fact in wanted]

    def others(self, reference: str, known: Iterable[Reading]) -> list[Reading]:
        """Return the values that are printed for a fact beside the known ones."""
        seen = {reading.text for reading in known}
        return [item for item in self.values(reference) if item.text not in seen]

    def values(self, reference: str) -> list[Reading]:
        """Return all values that are printed for a fact."""
        return _by_text(self.by_fact.get(self.fact(reference), []))


def _by_text(claims: Iterable[Claim]) -> list[Reading]:
    values: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        values[claim.text].append(claim)
    return [Reading(tuple(found)) for found in values.values()]


def _finding(
    check: str, kind: Class, claims: Iterable[Claim], arithmetic: str, suggestion: str = ""
) -> Finding:
    rows = tuple(dict.fromkeys(claims))
    named = replace(rows[0], group="") if check.startswith("shares-") else rows[0]
    return Finding(
        id=f"{named.name}.{check}",
        period=named.period,
        kind=kind,
        rows=tuple(claim.id for claim in rows),
        facts=tuple(dict.fromkeys(claim.fact for claim in rows)),
        arithmetic=arithmetic,
        suggestion=suggestion,
    )


# Shares and changes ---------------------------------------------------------------------------


def ratios(book: Book) -> Iterator[Check | Finding]:
    """Check every share and change against its two counts."""
    for claim in book.claims:
        if claim.percent:
            yield _ratio(claim, book)


def label(claim: Claim, book: Book) -> str:
    """Name the check of a share or a change."""
    if claim.kind == "share":
        return "share"
    of = book.by_fact.get(book.fact(claim.of))
    return f"change-vs-{of[0].period if of else claim.listed}"


def _ratio(claim: Claim, book: Book) -> Check | Finding:
    tops, bottoms = book.readings(claim.about, claim.source), book.readings(claim.of, claim.source)
    check = label(claim, book)
    if not tops or not bottoms:
        return _missing(claim, check, tops or bottoms, book)
    pairs = list(product(tops, bottoms))
    kind, why, (top, bottom) = _judged(claim, pairs, book)
    arithmetic = _formula(claim, top.exact, bottom.exact) + f", printed {claim.text}"
    if kind == "wrong_base":
        arithmetic, why = f"{arithmetic}; {why}", f"fits the {_bases(claim, top, bottom)[why]}"
    finding = _finding(check, kind, (claim, *top.claims, *bottom.claims), arithmetic, why)
    if kind in ("wrong_base", "sources_disagree", "not_checkable"):
        return finding
    return Check(Ratio(top.cell, bottom.cell, _factor(claim, ANY)), (top, bottom), finding)


def _factor(claim: Claim, mode: str) -> Span:
    return factor(claim.value, claim.qualifier, mode, claim.kind == "change")


def _fits(claim: Claim, mode: str, pair: tuple[Reading, Reading]) -> bool:
    return not (pair[1].span * _factor(claim, mode) & pair[0].span).empty


def _judged(
    claim: Claim, pairs: list[tuple[Reading, Reading]], book: Book
) -> tuple[Class, str, tuple[Reading, Reading]]:
    """Return the class, what explains it, and the two readings that it rests on."""
    if not pairs[0][1].exact:
        return "not_checkable", "nothing is in per cent of 0", pairs[0]
    for mode in MODES:
        for pair in pairs:
            if _fits(claim, mode, pair):
                usual = mode == "half up"
                return ("consistent", "", pair) if usual else ("consistent_only_under", mode, pair)
    for pair in pairs:
        for formula in _bases(claim, *pair):
            return "wrong_base", formula, pair
    if other := _other(claim, pairs, book):
        return "sources_disagree", other, pairs[0]
    top, bottom = (reading.exact for reading in pairs[0])
    why = f"would print {shown(_percent(claim, top, bottom), printed(claim.value)[1])}"
    if claim.kind == "change" and top.denominator == 1 and _factor(claim, "half up").low:
        none = not bases(claim.value, top.numerator)
        why += f"; no whole base leads to {top} by {claim.value} %" if none else ""
    return "does_not_close", why, pairs[0]


def _other(claim: Claim, pairs: list[tuple[Reading, Reading]], book: Book) -> str:
    """Return the exact values of other sources with which a percentage holds."""
    known = [list(dict.fromkeys(side)) for side in zip(*pairs, strict=True)]
    more = [[item for item in book.others(side[0].claims[0].fact, side) if item.span.fixed] for side in known]
    for pair in product(*(side + found for side, found in zip(known, more, strict=True))):
        if pair[1].exact and _fits(claim, "half up", pair):
            used = [item for item, found in zip(pair, more, strict=True) if item in found]
            return "holds with " + " and ".join(f"{item.text} ({item.claims[0].id})" for item in used)
    return ""


def _percent(claim: Claim, top: Fraction, bottom: Fraction) -> Fraction:
    return 100 * (top - bottom if claim.kind == "change" else top) / bottom


def _formula(claim: Claim, top: Fraction, bottom: Fraction) -> str:
    upper = f"({top} - {bottom})" if claim.kind == "change" else str(top)
    value = _percent(claim, top, bottom) if bottom else None
    tail = "" if value is None else f" = {shown(value, printed(claim.value)[1] + 2)}"
    return f"100 x {upper} / {bottom}{tail}"


def _bases(claim: Claim, top: Reading, bottom: Reading) -> dict[str, str]:
    """Return the formulas, with the name of their base, that a mistaken percentage fits."""
    later, base = top.exact, bottom.exact
    tried: list[tuple[str, str, Fraction, Fraction]] = (
        [
            (f"100 x ({later} - {base}) / {later}", "later value as base", later - base, later),
            (f"100 x ({base} - {later}) / {later}", "two values swapped", base - later, later),
            (f"100 x {later} / {base}", "later value in per cent of the base, not the change", later, base),
        ]
        if claim.kind == "change"
        else [
            (f"100 x {later} / ({base} - {later})", "rest as base", later, base - later),
            (f"100 x {base} / {later}", "two values swapped", base, later),
        ]
    )
    if claim.kind == "change" and {c.unit for c in (top.claims[0], bottom.claims[0])} == {"percent"}:
        tried.append((f"{later} - {base}", "difference in percentage points", later - base, Fraction(100)))
    digits = printed(claim.value)[1]
    # A whole percentage fits too many formulas when any rounding is let in.
    modes = list(MODES) if digits else ["half up"]
    return {
        f"{formula} = {shown(100 * upper / lower, digits + 2)}": name
        + ("" if mode == "half up" else f", {mode}")
        for formula, name, upper, lower in tried
        if lower > 0
        for mode in modes
        if not (
            qualified(claim.value, claim.qualifier, rounded=True, mode=mode) & Span.point(100 * upper / lower)
        ).empty
    }


def _missing(claim: Claim, check: str, known: tuple[Reading, ...], book: Book) -> Finding:
    """Ask whether any whole number could be the count that is missing."""
    lost = [ref for ref in (claim.about, claim.of) if not book.readings(ref)]
    text = "missing: " + " and ".join(book.fact(ref) or "what it refers to" for ref in lost)
    if not known:
        return _finding(check, "not_checkable", (claim,), f"printed {claim.text}", text)
    reading = known[0]
    rows = (claim, *reading.claims)
    given = (
        f"{claim.text} % of {reading.text}"
        if claim.about in lost
        else f"{claim.text} % to reach {reading.text}"
    )
    for mode in MODES:
        share = _factor(claim, mode)
        span = reading.span * share if claim.about in lost else reading.span / share
        if span.high is None or not span.whole():
            continue
        whole = _range(span.whole())
        if mode != "half up":
            return _finding(check, "consistent_only_under", rows, f"{given}: {whole}", mode)
        if span.wide:
            return _finding(check, "not_checkable", rows, f"{given}: {whole} would fit", text)
        return _finding(check, "consistent", rows, f"{given}: {whole}")
    return _finding(check, "does_not_close", rows, f"{given}: no whole number fits", text)


def _range(whole: range) -> str:
    return str(whole[0]) if len(whole) == 1 else f"{whole[0]} to {whole[-1]}"


# Sums -----------------------------------------------------------------------------------------


def lists(book: Book) -> Iterator[Check | Finding]:
    """Check parts against their whole: as one source lists them, and as all sources of one document do.

    Sources may cut differently, so what a document's sources print together counts only where it holds.
    """
    found: dict[tuple[str, str, str], dict[tuple[str, str], dict[str, Claim]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    for claim in book.claims:
        if claim.kind in ("part", "share"):
            key = (claim.kind, book.fact(claim.of), claim.listed)
            found[key]["source", claim.source].setdefault(claim.fact, claim)
            if claim.kind == "part" and claim.document:
                found[key]["document", claim.document].setdefault(claim.fact, claim)
    for (kind, of, listed), printed_by in found.items():
        if kind == "share":
            for claims in printed_by.values():
                yield from _shares(list(claims.values()), listed)
        else:
            yield from _longest(_parts(book, of, listed, printed_by))


def _parts(
    book: Book, of: str, listed: str, printed_by: dict[tuple[str, str], dict[str, Claim]]
) -> Iterator[Check]:
    for (where, name), claims in printed_by.items():
        source = name if where == "source" else ""
        options = [book.readings(fact, source) for fact in (of, *book.ordered(claims))]
        if not options[0]:
            return
        partial = any(claim.partial for claim in claims.values())
        check = _sum(f"parts-{listed}", options, AT_MOST if partial else EXACTLY)
        good = check.finding.kind == "consistent"
        if good if where == "document" else not good or len(claims) > 1:
            yield check


def _longest(checks: Iterable[Check]) -> Iterator[Check]:
    """Leave out the lists that hold and that a longer one, which holds too, contains."""
    made = list(checks)
    good = [set(check.constraint.cells[1:]) for check in made if check.finding.kind == "consistent"]
    for check in made:
        cells = set(check.constraint.cells[1:])
        if check.finding.kind != "consistent" or (
            len(cells) > 1 and not any(cells < other for other in good)
        ):
            yield check


def _sum(check: str, options: list[tuple[Reading, ...]], slack: Span) -> Check:
    """Judge a sum on the readings that close it best."""
    made = []
    for chosen in islice(product(*options), CHOICES):
        whole, *parts = chosen
        constraint = Sum(whole.cell, tuple(part.cell for part in parts), slack)
        values = {reading.cell: reading.span for reading in chosen}
        gap = constraint.gap(values)
        rank = (not holds(constraint, values), (gap & EXACTLY).empty)
        made.append((rank, chosen, constraint))
        if not any(rank):
            break
    (broken, unequal), chosen, constraint = min(made, key=lambda item: item[0])
    whole, *parts = chosen
    total = sum((part.exact for part in parts), Fraction(0))
    gap = whole.exact - total
    left = " + ".join(part.text for part in parts) + (f" = {total}" if len(parts) > 1 else "")
    claims = [claim for reading in chosen for claim in reading.claims]
    if broken:
        finding = _finding(check, "does_not_close", claims, f"{left}, printed {whole.text}", f"off by {-gap}")
    elif unequal:
        finding = _finding(check, "consistent", claims, f"{left} of {whole.text}, {gap} not listed")
    else:
        finding = _finding(check, "consistent", claims, f"{left}, printed {whole.text}")
    return Check(constraint, chosen, finding)


def _shares(parts: list[Claim], listed: str) -> Iterator[Finding]:
    """Check that shares of one whole reach 100 within their rounding, or leave a remainder that is told."""
    if len(parts) < 2:
        return
    left = Span.point(100) - reduce(lambda one, two: one + two, (part.span for part in parts))
    total = sum((printed(part.value)[0] for part in parts), Fraction(0))
    digits = max(printed(part.value)[1] for part in parts)
    text = " + ".join(part.text for part in parts) + f" = {shown(total, digits)}"
    check, gap = f"shares-{listed}", shown(100 - total, digits)
    over = left.high is not None and (left.high < 0 or (left.high == 0 and left.high_open))
    if not (left & Span.point(0)).empty:
        yield _finding(check, "consistent", parts, f"{text}, 100 within rounding")
    elif over or not any(part.partial for part in parts):
        yield _finding(
            check, "does_not_close", parts, f"{text}, not 100", f"off by {shown(total - 100, digits)}"
        )
    else:
        yield _finding(check, "consistent", parts, f"{text} of 100, {gap} not listed")


def periods(book: Book) -> Iterator[Check | Finding]:
    """Check years against halves and quarters, and halves against quarters, wherever they cover them."""
    families: dict[tuple[str, ...], dict[tuple[Quarter, ...], str]] = defaultdict(dict)
    for claim in book.claims:
        if not claim.percent and (quarters := quarters_of(claim.period)):
            families[(claim.series, claim.measure, claim.unit, claim.group)].setdefault(quarters, claim.fact)
    for family in families.values():
        for quarters, fact in family.items():
            inside = [other for other in family if set(other) < set(quarters)]
            if inside:
                yield from _cover(book, family, fact, quarters, inside)


def _cover(
    book: Book,
    family: dict[tuple[Quarter, ...], str],
    fact: str,
    quarters: tuple[Quarter, ...],
    inside: list[tuple[Quarter, ...]],
) -> Iterator[Check | Finding]:
    covers = list(_partitions(quarters, sorted(inside)))
    for cover in covers:
        check = "sum-of-" + "-".join(sorted({"halves" if len(part) == 2 else "quarters" for part in cover}))
        yield _sum(check, [book.readings(family[part]) for part in ((quarters), *cover)], EXACTLY)
    if covers:
        return
    known: list[tuple[Quarter, ...]] = []
    for part in sorted(inside, key=lambda item: (-len(item), item)):
        if not any(set(part) & set(other) for other in known):
            known.append(part)
    check = _sum("sum-of-periods", [book.readings(family[part]) for part in (quarters, *known)], AT_MOST)
    if check.finding.kind == "consistent":
        lost = [str(quarter) for quarter in quarters if not any(quarter in part for part in known)]
        whole, *parts = (claim for reading in check.readings for claim in reading.claims)
        missing = "missing: " + ", ".join(lost)
        yield _finding("sum-of-periods", "not_checkable", (whole, *parts), check.finding.arithmetic, missing)
    else:
        yield check


def _partitions(
    quarters: tuple[Quarter, ...], inside: list[tuple[Quarter, ...]]
) -> Iterator[tuple[tuple[Quarter, ...], ...]]:
    if not quarters:
        yield ()
    for part in inside:
        if quarters and part[0] == quarters[0] and set(part) <= set(quarters):
            rest = tuple(quarter for quarter in quarters if quarter not in part)
            yield from ((part, *others) for others in _partitions(rest, inside))


# Sources, units and rules ---------------------------------------------------------------------


def agreement(book: Book) -> Iterator[Finding]:
    """Check the sources of a fact against each other, and restatements against first statements."""
    for claims in book.by_fact.values():
        values = book.values(claims[0].fact)
        sources = {claim.source or claim.id for claim in claims}
        if len(sources) < 2:
            continue
        if not reduce(and_, (reading.span for reading in values)).empty:
            printed_as = " and ".join(reading.text for reading in values)
            yield _finding("sources", "consistent", claims, f"{printed_as}: {len(sources)} sources")
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
        yield _finding("sources", "sources_disagree", claims, " against ".join(told), why)


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
            yield _finding("unit", "different_unit", claims, " and ".join(told), "one number under two units")


def _sides(claim: Claim, tops: list[Claim], bottoms: list[Claim], check: str) -> Iterator[Finding]:
    kinds: tuple[tuple[Class, str], ...] = (("different_unit", "unit"), ("different_inclusion", "inclusion"))
    for kind, column in kinds:
        ours, theirs = (sorted({getattr(c, column) for c in side} - {""}) for side in (tops, bottoms))
        if ours and theirs and not set(ours) & set(theirs):
            text = f"{tops[0].text} counts {', '.join(ours)}; {bottoms[0].text} counts {', '.join(theirs)}"
            yield _finding(f"{check}.{column}", kind, (claim, *tops, *bottoms), text, f"printed {claim.text}")
