"""Alleged perpetrators: from a source's names to the groups of the mission's notes, never surer than it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analysis.errors import InputError
from analysis.record import files, store

FOREIGN = {"malian_forces_with_foreign", "international"}
JOINED = re.compile(files.WORDS["joined"], re.IGNORECASE)


def _name(name: str, source: str) -> str:
    """Return a name as names are compared: by the roots of its words, with commas between those joined.

    Public sources join by commas alone: an "and" of theirs is part of a name. A ``*`` stays.
    """
    parts = JOINED.split(name) if source == "own" else name.split(",")
    return ",".join(filter(None, ("*".join(map(files.root, part.split("*"))) for part in parts)))


def perpetrators() -> list[str]:
    """Return the groups of the mission's notes, then those of whom it is not known to which they belong.

    ``unidentified`` the source itself, ``not_mapped`` the table of actors does not say, and of
    ``not_attributed`` the source names two sides of a clash.
    """
    fields = store.dictionary()["imports"]["cells"]["schema"]["fields"]
    return next(list(field["constraints"]["enum"]) for field in fields if field["name"] == "group")


class Actors:
    """The mapping of ``data/actors.csv``; the first row that fits decides.

    A ``*`` in a pattern stands for anything but a comma, so that no pattern swallows a coalition.

    Examples
    --------
    >>> actors = Actors()
    >>> actors.group("Government of Mali, Government of Russia (Soviet Union)", "ucdp", "2024-03-27")
    'malian_forces_with_foreign'
    >>> actors.group("GATIA, MSA", "ucdp", "2018-04-26"), actors.group("Nobody's Army", "ucdp", "2018-04-26")
    ('signatory', 'not_mapped')
    """

    def __init__(self, data: Path = Path("data")) -> None:
        table = store.read_as(data / "actors.csv", store.resource("actors"), str.strip)
        self.rules = [_rule(line, row) for line, row in table.to_dict("index").items()]

    def group(self, name: str, source: str, day: str, joined: str = "") -> str:
        """Return the group of an actor, or of a coalition joined by commas, on a day: one of `perpetrators`.

        It is ``not_mapped`` for a name unknown or a coalition across groups.

        Parameters
        ----------
        name : str
            As the source spells it; in a sheet, names joined by / ; & + et ou and or vs are told apart as
            by commas. Names may themselves contain these: the longest run of parts that the table knows
            counts as one name.
        source, day : str
            ``ucdp``, ``acled`` or ``own``, and an ISO date: names and alliances hold for a time.
        joined : str
            Actors that the source puts beside it, separated by semicolons. They can only turn
            the Malian forces into the Malian forces with foreign personnel.
        """
        spelt = _name(name, source)
        groups = self._groups(spelt.split(","), source, day)
        if source == "own" and groups != {"not_mapped"}:  # what a pattern swallows may be another group
            groups |= {rule[4] for rule in self._rules(source, day) if rule[5].search(spelt)}
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
        return next((rule[4] for rule in self._rules(source, day) if rule[0].fullmatch(name)), "")

    def _rules(self, source: str, day: str) -> Iterator[Any]:
        return (rule for rule in self.rules if rule[1] in ("*", source) and rule[2] <= day <= rule[3])


def _rule(line: Any, row: dict[Any, str]) -> tuple[Any, ...]:
    """Return pattern, source, first and last day, group, and what finds the pattern within other words."""
    words = _name(row["pattern"], row["source"])
    if not words.strip("*,"):
        raise InputError(f"actors.csv row {line} has no pattern: write a name, with * for any letters.")
    alone = f"(?<![a-z0-9]){words.strip('*_')}(?![a-z0-9])"
    whole, within = (re.compile(form.replace("*", "[^,]*")) for form in (words, alone))
    return whole, row["source"], row["from"], row["to"] or "9999", row["group"], within
