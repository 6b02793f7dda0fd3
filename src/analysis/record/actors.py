"""Alleged perpetrators: from the names that sources use to the groups of the mission's notes."""

from __future__ import annotations

import re
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


class Actors:
    """The mapping of ``data/actors.csv``; the first row that fits decides.

    A ``*`` in a pattern stands for anything but a comma, so that no pattern swallows a
    coalition.

    Examples
    --------
    >>> actors = Actors()
    >>> actors.group("Government of Mali, Government of Russia (Soviet Union)", "ucdp", "2024-03-27")
    'malian_forces_with_foreign'
    >>> actors.group("GATIA, MSA", "ucdp", "2018-04-26"), actors.group("Nobody's Army", "ucdp", "2018-04-26")
    ('signatory', 'not_mapped')
    """

    def __init__(self, data: Path = Path("data")) -> None:
        table = read_as(data / "actors.csv", resource("actors"), str.strip)
        self.rules = [_rule(line, row) for line, row in table.to_dict("index").items()]

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
        groups = self._groups(_name(name, source).split(","), source, day)
        if groups == {"malian_forces"}:
            groups |= {self._one(_name(item, source), source, day) for item in joined.split(";")} & FOREIGN
        if len(groups) > 1 and groups <= {"malian_forces", *FOREIGN}:
            return "malian_forces_with_foreign"
        return groups.pop() if len(groups) == 1 else "not_mapped"

    def _groups(self, parts: list[str], source: str, day: str) -> set[str]:
        """Return the groups of names joined by commas, some of which hold commas: the longest known first."""
        for end in range(len(parts), 0, -1):
            if found := self._one(",".join(parts[:end]), source, day):
                return {found} | (self._groups(parts[end:], source, day) if parts[end:] else set())
        return {"not_mapped"}

    def _one(self, name: str, source: str, day: str) -> str:
        fits = (group for pattern, who, start, end, group in self.rules
                if who in ("*", source) and start <= day <= end and pattern.fullmatch(name))  # fmt: skip
        return next(fits, "")


def _rule(line: Any, row: dict[Any, str]) -> tuple[re.Pattern[str], str, str, str, str]:
    words = _name(row["pattern"], row["source"])
    if not words.strip("*,"):
        raise InputError(f"actors.csv row {line} has no pattern: write a name, with * for any letters.")
    pattern = re.compile(words.replace("*", "[^,]*"))
    return pattern, row["source"], row["from"], row["to"] or "9999", row["group"]
