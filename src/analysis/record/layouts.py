"""Column layouts of event exports, read from ``data/layouts.yml`` and recognised by their columns."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from analysis.errors import InputError
from analysis.record.files import Header, Source
from analysis.record.store import parsed_yaml

MAPPED = ("columns", "harms", "dates", "codes")
PEOPLE = ("men", "women", "boys", "girls", "unknown")


def key(text: str) -> str:
    """Return a column name or word without case, accents and punctuation.

    Examples
    --------
    >>> key("Auteur présumé "), key("Tués"), key("#event+code")
    ('auteur_presume', 'tues', 'event_code')
    """
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "_", ascii_only).strip("_")


@dataclass(frozen=True, slots=True)
class Layout:
    """What the table says about one source's export; see the comments in ``data/layouts.yml``."""

    name: str
    title: str
    source: str
    licence: str
    citation: str
    inclusion: str
    since: str
    dates: str
    needs: list[Any]
    columns: dict[str, list[str]]
    like: str = ""
    lacks: list[str] = field(default_factory=list)
    violence: dict[str, str] = field(default_factory=dict)
    attributed: list[str] = field(default_factory=list)
    precision: dict[str, str] = field(default_factory=dict)
    victims: list[str] = field(default_factory=list)
    civilians: list[str] = field(default_factory=list)
    force_against_protesters: list[str] = field(default_factory=list)
    harms: dict[str, list[str]] = field(default_factory=dict)
    candidate: dict[str, str] = field(default_factory=dict)
    sums: str = ""
    codes: str = ""
    repeats: str = ""
    private: str = ""

    def words(self) -> dict[str, list[str]]:
        """Every tidy column with its names; in a wide sheet each form of harm is a column."""
        return self.columns if "harm" in self.needs else self.columns | self.harms

    def positions(self, keys: list[str]) -> dict[str, int]:
        """Where each tidy column stands among the keys of a header: for those that stand there."""
        found = {
            tidy: [keys.index(name) for name in map(key, names) if name in keys]
            for tidy, names in self.words().items()
        }
        return {tidy: places[0] for tidy, places in found.items() if places}

    def missing(self, found: dict[str, int]) -> list[str]:
        """Return what the layout needs and a header lacks, in the source's words."""
        needs = [item if isinstance(item, list) else [item] for item in self.needs]
        lost = [item for item in needs if not any(name in found for name in item)]
        words = self.words()
        return [" or ".join(words[name][0] for name in item) for item in lost]


def load_layouts(data: Path = Path("data"), mapping: Path | None = None) -> list[Layout]:
    """Read the layouts, with the user's own names put before the table's for own sheets.

    Parameters
    ----------
    data : Path
        Folder with ``layouts.yml``.
    mapping : Path, optional
        YAML with any of ``columns`` (tidy name: the sheet's column), ``harms`` (outcome: the
        sheet's word or words), ``dates`` (``dayfirst`` or ``monthfirst``), ``codes`` (``2015``
        or ``2021``, the generation of P-codes).

    Raises
    ------
    InputError
        Where the mapping is not such a file, or names what no sheet has.

    Examples
    --------
    >>> [layout.name for layout in load_layouts()]
    ['ucdp_ged', 'acled', 'acled_monadic', 'acled_sums', 'own_long', 'own_wide']
    """
    table = parsed_yaml(data / "layouts.yml", words=True)
    layouts = [Layout(name, **(table.get(entry.get("like"), {}) | entry)) for name, entry in table.items()]
    if mapping is None:
        return layouts
    given = parsed_yaml(mapping, words=True)
    if not isinstance(given, dict) or not given or set(given) - set(MAPPED):
        raise InputError(f"{mapping.name} is no mapping: it holds {', '.join(MAPPED)} and nothing else.")
    return [_with(mapping.name, layout, given) if layout.private else layout for layout in layouts]


def _with(where: str, layout: Layout, given: dict[str, Any]) -> Layout:
    merged: dict[str, Any] = {}
    for part in ("columns", "harms"):
        known: dict[str, list[str]] = getattr(layout, part)
        extra = given.get(part) or {}
        if not isinstance(extra, dict) or set(extra) - set(known):
            raise InputError(f"{where}: {part} names {', '.join(extra)}; choose from {', '.join(known)}.")
        said = {name: [words] if isinstance(words, str) else words for name, words in extra.items()}
        merged[part] = {name: [*map(str, said.get(name, ())), *words] for name, words in known.items()}
    dates, codes = given.get("dates", layout.dates), given.get("codes", "")
    if dates not in ("dayfirst", "monthfirst") or codes not in ("", "2015", "2021"):
        raise InputError(f"{where}: dates are dayfirst or monthfirst, and codes 2015 or 2021.")
    return replace(layout, **merged, dates=dates, codes=codes)


def recognise(source: Source, layouts: list[Layout]) -> tuple[Layout, Header, dict[str, int]]:
    """Find the layout, the header row and the positions of the tidy columns.

    Raises
    ------
    InputError
        Where no layout fits; the sentence names what the nearest one lacks.
    """
    nearest = (0.49, "no column names of UCDP, ACLED or an incident sheet were found")
    for header in source.headers:
        keys = [key(name) for name in header.columns]
        for layout in layouts:
            found = layout.positions(keys)
            missing = layout.missing(found)
            if not missing and not set(layout.lacks) & set(found):
                if twice := [header.columns[at] for at in found.values() if keys.count(keys[at]) > 1]:
                    raise InputError(f"{source.name} has the column {twice[0]!r} more than once: rename one.")
                return layout, header, found
            share = 1 - len(missing) / len(layout.needs)
            if missing and share > nearest[0]:
                nearest = (share, f"as {layout.title} it lacks {', '.join(missing)}")
    raise InputError(f"{source.name} has no layout that is known: {nearest[1]}; give a mapping file.")
