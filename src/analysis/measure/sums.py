"""Parts against wholes, shares against 100, quarters against halves and years."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import reduce
from itertools import islice, product

from analysis.measure.claims import Claim
from analysis.measure.closing import AT_MOST, EXACTLY, Sum, holds
from analysis.measure.findings import Book, Check, Finding, Reading, found
from analysis.measure.rounding import Span, printed, shown
from analysis.quarter import Quarter, quarters_of

CHOICES = 64  # combinations of values that sources print equally often


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
        check = _sum(f"parts-{listed}".rstrip("-"), options, AT_MOST if partial else EXACTLY)
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
    made: list[tuple[tuple[bool, bool], tuple[Reading, ...], Sum]] = []
    for chosen in islice(product(*options), CHOICES):
        whole, *parts = chosen
        constraint = Sum(whole.cell, tuple(part.cell for part in parts), slack)
        values = {reading.cell: reading.span for reading in chosen}
        rank = (not holds(constraint, values), (constraint.gap(values) & EXACTLY).empty)
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
        finding = found(check, "does_not_close", claims, f"{left}, printed {whole.text}", f"off by {-gap}")
    elif unequal:
        finding = found(check, "consistent", claims, f"{left} of {whole.text}, {gap} not listed")
    else:
        finding = found(check, "consistent", claims, f"{left}, printed {whole.text}")
    return Check(constraint, chosen, finding)


def _shares(parts: list[Claim], listed: str) -> Iterator[Finding]:
    """Check that shares of one whole reach 100 within their rounding, or leave a remainder that is told."""
    if len(parts) < 2:
        return
    left = Span.point(100) - reduce(lambda one, two: one + two, (part.span for part in parts))
    total = sum((printed(part.value)[0] for part in parts), Fraction(0))
    digits = max(printed(part.value)[1] for part in parts)
    text = " + ".join(part.text for part in parts) + f" = {shown(total, digits)}"
    check, gap = f"shares-{listed}".rstrip("-"), shown(100 - total, digits)
    over = left.high is not None and (left.high < 0 or (left.high == 0 and left.high_open))
    if not (left & Span.point(0)).empty:
        yield found(check, "consistent", parts, f"{text}, 100 within rounding")
    elif over or not any(part.partial for part in parts):
        yield found(
            check, "does_not_close", parts, f"{text}, not 100", f"off by {shown(total - 100, digits)}"
        )
    else:
        yield found(check, "consistent", parts, f"{text} of 100, {gap} not listed")


def periods(book: Book) -> Iterator[Check | Finding]:
    """Check years against halves and quarters, and halves against quarters, wherever they cover them."""
    families: dict[tuple[str, ...], dict[tuple[Quarter, ...], str]] = defaultdict(dict)
    for claim in book.claims:
        if not claim.percent and (quarters := quarters_of(claim.period)):
            families[(claim.series, claim.measure, claim.unit, claim.group)].setdefault(quarters, claim.fact)
    for family in families.values():
        for quarters in family:
            inside = [other for other in family if set(other) < set(quarters)]
            if inside:
                yield from _cover(book, family, quarters, inside)


def _cover(
    book: Book,
    family: dict[tuple[Quarter, ...], str],
    quarters: tuple[Quarter, ...],
    inside: list[tuple[Quarter, ...]],
) -> Iterator[Check | Finding]:
    covers = list(_partitions(quarters, sorted(inside)))
    for cover in covers:
        names = sorted({"halves" if len(part) == 2 else "quarters" for part in cover})
        yield _sum(
            "sum-of-" + "-".join(names), [book.readings(family[part]) for part in (quarters, *cover)], EXACTLY
        )
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
        yield found("sum-of-periods", "not_checkable", (whole, *parts), check.finding.arithmetic, missing)
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
