"""What each series counts, when: the inclusion rule of every row."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any

from analysis.errors import InputError
from analysis.quarter import Quarter, quarters_of
from analysis.record.dates import month_quarter
from analysis.record.store import home, read_yaml

if TYPE_CHECKING:
    from pathlib import Path

FILE = "minusma/definitions"


def definitions() -> dict[str, Any]:
    """Return the rules, the spans they hold for, the warnings and the headline of each span.

    Raises
    ------
    InputError
        Where ``data/minusma/definitions.yml`` breaks its schema or names a rule or note it has not.
    """
    return _read(home())


@functools.cache
def _read(_folder: Path) -> dict[str, Any]:
    content = read_yaml(FILE)
    for entry in content["definitions"]:
        unknown = [] if entry["series"] in content["series"] else [entry["series"]]
        unknown += [entry["rule"]] if entry["rule"] not in content["rules"] else []
        unknown += [note for note in entry.get("notes", ()) if note not in content["notes"]]
        if unknown:
            what = f"{unknown[0]!r} is used and not defined"
            raise InputError(f"data/{FILE}.yml: {what}; add it to series, rules or notes.")
    return content


def definition_of(series: str, period: str, measure: str, unit: str, group: str = "") -> dict[str, Any]:
    """Return the entry that says what a figure counts: its ``rule``, ``notes`` and ``evidence``.

    The first entry that fits holds; a half-year, a year or a window fits a span when all its quarters do.

    Raises
    ------
    InputError
        If no entry fits: a figure whose definition is not known is never used.

    Examples
    --------
    >>> definition_of("hrpd_note", "2022Q1", "victims_total", "victims")["rule"]
    'civilians_harmed_or_detained'
    """
    wanted = {"measures": measure, "units": unit, "periods": period, "groups": group}
    for entry in definitions()["definitions"]:
        fits = all({"*", value} & {*entry.get(name, "*")} for name, value in wanted.items())
        if entry["series"] == series and fits and _holds(entry, period):
            return dict(entry)
    what = f"nothing says what {measure} ({unit}) of {period} in {series} counts"
    raise InputError(f"data/{FILE}.yml: {what}; add a definition.")


def _holds(entry: dict[str, Any], period: str) -> bool:
    """Whether the span of an entry, if it has one, holds all quarters of a period; one may be open."""
    if "from" not in entry:
        return True
    if not (found := reach(period)) or found[0] < Quarter.parse(entry["from"]):
        return False
    return "to" not in entry or found[1] <= Quarter.parse(entry["to"])


def reach(period: str) -> tuple[Quarter, Quarter] | None:
    """Return the first and the last quarter that a period touches, None where its window is not known.

    Examples
    --------
    >>> [str(quarter) for quarter in reach("2024-05..2024-12")]
    ['2024Q2', '2024Q4']
    >>> reach("S/2020/952") is None
    True
    """
    if quarters := quarters_of(period):
        return quarters[0], quarters[-1]
    ends = [month_quarter(end) for end in period.split("..") if re.match(r"\d{4}-\d\d", end, re.ASCII)]
    return (ends[0], ends[-1]) if ends else None


def headline_of(quarter: Quarter) -> tuple[str, str] | None:
    """Return measure and unit of the figure that leads a quarter's note, or None where there was no note."""
    for entry in definitions()["headlines"]:
        if _holds(entry, str(quarter)):
            return entry["measure"], entry["unit"]
    return None
