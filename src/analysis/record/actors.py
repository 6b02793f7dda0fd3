"""Alleged perpetrators: from the names that sources use to the groups of the mission's notes."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from analysis.errors import InputError
from analysis.record.files import key
from analysis.record.store import read_csv

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
COLUMNS = ["pattern", "source", "from", "to", "group"]


def _name(name: str) -> str:
    """Return a name as names are compared: by its words, with the commas that join a coalition."""
    return ",".join(map(key, name.split(",")))


class Rule(NamedTuple):
    """One row of the table: names that fit the pattern, in a source and a time, are a group."""

    pattern: re.Pattern[str]
    source: str
    start: str
    end: str
    group: str


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

    rules: list[Rule]
    _seen: dict[tuple[str, str, str, str], str] = field(default_factory=dict)

    @classmethod
    def load(cls, data: Path = Path("data")) -> Actors:
        """Read and check the table."""
        table = read_csv(data / "actors.csv", str.strip)
        if missing := [name for name in COLUMNS if name not in table]:
            raise InputError(f"actors.csv lacks the column {missing[0]!r}: it needs {', '.join(COLUMNS)}.")
        return cls([_rule(f"actors.csv row {row[0]}", *row[1:]) for row in table[COLUMNS].itertuples()])

    def group(self, name: str, source: str, day: str, joined: str = "") -> str:
        """Return the group of an actor, or of a coalition joined by commas, on a day.

        Parameters
        ----------
        name : str
            As the source spells it. Names may themselves contain commas: the longest run of
            parts that the table knows counts as one name.
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
        asked = (name, source, day, joined)
        if asked not in self._seen:
            one = functools.partial(self._one, source=source, day=day)
            groups = _coalition(_name(name).split(","), one)
            if groups == {"malian_forces"}:
                groups |= {one(_name(item)) for item in joined.split(";")} & FOREIGN
            self._seen[asked] = _together(groups)
        return self._seen[asked]

    def _one(self, name: str, source: str, day: str) -> str:
        now = (rule for rule in self.rules if rule.source in ("*", source) and rule.start <= day <= rule.end)
        return next((rule.group for rule in now if rule.pattern.fullmatch(name)), "")


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


def _rule(where: str, pattern: str, source: str, start: str, end: str, group: str) -> Rule:
    if group not in GROUPS:
        raise InputError(f"{where}: {group!r} is no group; choose from {', '.join(GROUPS)}.")
    words = [_name(part) for part in pattern.split("*")]
    if not any(words):
        raise InputError(f"{where} has no pattern: write a name, with * for any letters.")
    return Rule(re.compile("[^,]*".join(words)), source, start, end or "9999", group)
