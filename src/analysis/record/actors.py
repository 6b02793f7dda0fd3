"""Alleged perpetrators: from the names that sources use to the groups of the mission's notes."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.errors import InputError
from analysis.record.files import root
from analysis.record.store import read_as, resource

GROUPS = (
    "jnim_is",  # JNIM, Islamic State and similar groups
    "militias",  # community-based militias and self-defence groups
    "malian_forces",  # Malian defence and security forces
    "malian_forces_with_foreign",  # the same with foreign military personnel
    "signatory",  # groups that signed the agreement of 2015
    "international",  # international and regional forces
    "unidentified",  # the source says that it does not know
    "not_mapped",  # the table does not say: never guessed
    "not_attributed",  # the source names two sides of a clash and no perpetrator
)
FOREIGN = {"malian_forces_with_foreign", "international"}


JOINED = re.compile(r"[,/;&+]|\b(?:et|ou|and|or|vs|versus|with|avec)\b", re.IGNORECASE)


def _name(name: str, source: str) -> str:
    """Return a name as names are compared: by the roots of its words, with commas between those joined.

    Public sources join by commas alone: an "and" of theirs is part of a name. A ``*`` stays.
    """
    parts = JOINED.split(name) if source == "own" else name.split(",")
    return ",".join(filter(None, ("*".join(map(root, part.split("*"))) for part in parts)))


@dataclass
class Actors:
    """The mapping of ``data/actors.csv``; the first row that fits decides.

    A ``*`` in a pattern stands for anything but a comma, so that no pattern swallows a
    coalition.

    Examples
    --------
    >>> actors = Actors.load()
    >>> actors.group("Government of Mali, Government of Russia (Soviet Union)", "ucdp", "2024-03-27")
    'malian_forces_with_foreign'
    >>> actors.group("GATIA, MSA", "ucdp", "2018-04-26"), actors.group("Nobody's Army", "ucdp", "2018-04-26")
    ('signatory', 'not_mapped')
    """

    rules: list[tuple[re.Pattern[str], str, str, str, str]]

    @classmethod
    def load(cls, data: Path = Path("data")) -> Actors:
        """Read the table as the dictionary describes it."""
        table = read_as(data / "actors.csv", resource("actors"), str.strip)
        return cls([_rule(row) for row in table.itertuples()])

    def group(self, name: str, source: str, day: str, joined: str = "") -> str:
        """Return the group of an actor, or of a coalition joined by commas, on a day.

        Parameters
        ----------
        name : str
            As the source spells it; in a sheet, names joined by / ; & + et ou and or vs are told apart as
            by commas. Names may themselves contain these: the longest run of parts that the table knows
            counts as one name.
        source : str
            ``ucdp``, ``acled`` or ``own``.
        day : str
            ISO date: names and alliances hold for a time.
        joined : str
            Actors that the source puts beside it, separated by semicolons. They can only turn
            the Malian forces into the Malian forces with foreign personnel.

        Returns
        -------
        str
            One of `GROUPS`; ``not_mapped`` for a name unknown or a coalition across groups.
        """
        one = functools.partial(self._one, source=source, day=day)
        groups = _coalition(_name(name, source).split(","), one)
        if groups == {"malian_forces"}:
            groups |= {one(_name(item, source)) for item in joined.split(";")} & FOREIGN
        return _together(groups)

    def _one(self, name: str, source: str, day: str) -> str:
        fits = (group for pattern, who, start, end, group in self.rules
                if who in ("*", source) and start <= day <= end and pattern.fullmatch(name))  # fmt: skip
        return next(fits, "")


def _coalition(parts: list[str], group_of: Callable[[str], str]) -> set[str]:
    """Return the groups of names joined by commas, some of which hold commas: the longest known first."""
    for end in range(len(parts), 0, -1):
        if found := group_of(",".join(parts[:end])):
            return {found} | (_coalition(parts[end:], group_of) if parts[end:] else set())
    return {"not_mapped"}


def _together(groups: set[str]) -> str:
    together = "malian_forces_with_foreign"
    if len(groups) > 1 and groups <= {"malian_forces", *FOREIGN} and groups & {"malian_forces", together}:
        return together
    return groups.pop() if len(groups) == 1 else "not_mapped"


def _rule(row: Any) -> tuple[re.Pattern[str], str, str, str, str]:
    words = _name(row.pattern, row.source)
    if not words.strip("*,"):
        raise InputError(f"actors.csv row {row.Index} has no pattern: write a name, with * for any letters.")
    return re.compile(words.replace("*", "[^,]*")), row.source, row[3], row.to or "9999", row.group
