"""A number explained: what it counts, how it was come by, and the pages that print it."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from analysis.errors import InputError
from analysis.measure.estimate import Estimate
from analysis.present.recorded import arithmetic
from analysis.present.words import (
    end,
    key_of,
    labels,
    language,
    measure_label,
    note_text,
    period_label,
    rule_text,
    say,
    speaking,
    written,
)
from analysis.record.cells import about
from analysis.record.definitions import definitions
from analysis.record.ledger import ledger
from analysis.record.store import home, read_table
from analysis.record.trace import kept

if TYPE_CHECKING:
    from pathlib import Path

    from analysis.present.display import Narrative

Line = tuple[str, str, str]  # label, text, address of a page ("" for none)


def places_told(places: Iterable[tuple[int, int, Estimate]]) -> dict[str, Any]:
    """Return where numbers stand in a text and what there is to say of each, for a notebook's metadata.

    Parameters
    ----------
    places : iterable of (int, int, Estimate)
        From `analysis.present.words.unmarked`.

    Returns
    -------
    dict
        ``numbers``: start, end and key of each; ``estimates``: by key, the lines of `explained`.
    """
    keyed = [(start, stop, key_of(item), item) for start, stop, item in places]
    told = {key: [list(line) for line in explained(item)] for _, _, key, item in keyed}
    return {"numbers": [[start, stop, key] for start, stop, key, _ in keyed], "estimates": told}


def named(narrative: Narrative) -> dict[str, Estimate]:
    """Return every number that a narrative tells, by a name: the part that tells it and what it measures.

    Examples
    --------
    >>> from analysis.present.note_page import quarterly_note
    >>> str(named(quarterly_note("2021Q2"))["headline.change"].value)
    '25'
    """
    found: dict[str, Estimate] = {}
    for part in _parts(type(narrative)):
        for _, _, item in getattr(narrative, part)().numbers:
            words = [part, *item.measure.split("/"), item.group]
            name = ".".join(word for word in words if word)
            if item.period != str(narrative.quarter):
                name += f"@{item.period}"
            found.setdefault(name, item)
    return found


def _parts(kind: type[Narrative]) -> list[str]:
    """Return the methods of a narrative that tell and need nothing to be told."""
    return [
        name
        for name, method in vars(kind).items()
        if callable(method) and not name.startswith("_") and not name.endswith("_figure")
        and len(inspect.signature(method).parameters) == 1
    ]  # fmt: skip


def explained(estimate: Estimate) -> list[Line]:
    """Say of an estimate all that is needed to quote it and to check it, in the language spoken.

    Examples
    --------
    >>> from analysis.measure.published import find
    >>> from analysis.record.ledger import facts
    >>> for label, text, _ in explained(find(facts(), "2021Q2", "killed"))[:4]:
    ...     print(f"{label}: {text}")
    Figure: Killed, April to June 2021, Mali
    Value: at least 160
    Unit: victims
    Counts: civilians killed
    """
    return list(_explained(home(), key_of(estimate), estimate, language()))


@kept
def _explained(_folder: Path, _digits: str, estimate: Estimate, language: str) -> tuple[Line, ...]:
    with speaking(language):
        lines = [("what", _what(estimate)), ("value", written(estimate)), ("range", _range(estimate)),
                 ("unit", _unit(estimate.unit)), ("counts", _rule(estimate.inclusion)),
                 ("comparator", estimate.comparator and period_label(estimate.comparator)),
                 ("basis", say(f"basis-{estimate.basis}")),
                 ("formula", arithmetic(estimate.formula))]  # fmt: skip
        lines += [("input", f"{written(item)}: {_what(item)}") for item in estimate.inputs if item.stated]
        lines += [("warning", _warning(note)) for note in estimate.notes]
        lines.append(("audit", _audit(estimate)))
        told = [(say(f"explain-{label}"), text, "") for label, text in lines if text]
        return (*told, *(line for name in estimate.sources for line in _source(name)))


def _what(item: Estimate) -> str:
    parts = [measure_label(item.measure), group_of(item.group), period_label(item.period), item.place]
    return ", ".join(dict.fromkeys(part for part in parts if part))


def group_of(group: str) -> str:
    """Name the alleged perpetrator, outcome, place or class that an estimate is about."""
    if not group:
        return ""
    known = {**labels("measures", "measure"), **labels("terms", "term")}
    if group in known:
        return known[group]
    try:
        return say(f"class-of-{group}")
    except KeyError:
        return group  # a place or a name that is the same in every language


def _range(item: Estimate) -> str:
    if item.low is None and item.high is None:
        return ""
    ends = [say("trend-no-limit") if getattr(item, name) is None else _end(item, name)
            for name in ("low", "high")]  # fmt: skip
    return say("range", low=ends[0], high=ends[1])


def _end(item: Estimate, name: str) -> str:
    """Write an end of a range with the digits it has, two at the most."""
    digits = -int(getattr(item, name).as_tuple().exponent)
    return end(item, name, max(0, min(2, digits)))


def _unit(unit: str) -> str:
    return labels("units", "unit").get(unit) or say(f"unit-{unit}")


def _rule(rule: str) -> str:
    if not rule:
        return ""
    return rule_text(rule) if rule in definitions()["rules"] else say(f"counts-{rule}")


def _warning(note: str) -> str:
    return note_text(note) if note in definitions()["notes"] else say(f"trend-warning-{note}")


def _audit(item: Estimate) -> str:
    from analysis.present.verdicts import verdict

    if item.basis != "published" or not item.stated:
        return ""
    kind, why = verdict(item)
    return " · ".join(part for part in (say(f"verdict-{kind}"), why) if part)


def _source(name: str) -> list[Line]:
    """Name the page that a ledger row was taken from, or the data set."""
    row = _pages(home()).get(name)
    if row:
        return [(say("explain-source"), f"{name}: {row[0]}", row[1])]
    try:
        told = about(name, home() / "data")
    except InputError:
        return [(say("explain-source"), name, "")]
    version = say("events-version", version=told["version"]) if told.get("version") else ""
    return [(say("explain-source"), f"{name}: {told['title']}{version}. {told['citation']}", "")]


@kept
def _pages(_folder: Path) -> dict[str, tuple[str, str]]:
    """Return title and address of the page behind each row of the ledger."""
    pages = read_table("sources").set_index("source_id")
    rows = ledger()
    titles = pages.publisher + ", " + pages.date + ": " + pages.title
    found = zip(rows.figure_id, rows.source_id, strict=True)
    return {row: (str(titles[source]), str(pages.url[source])) for row, source in found}
