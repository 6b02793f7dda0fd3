"""Column layouts of event exports, read from ``data/layouts.yml`` and recognised by their columns."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.errors import InputError
from analysis.record.files import Parts, Rows, first_rows, guarded, key
from analysis.record.store import parsed_yaml

if TYPE_CHECKING:
    import pandas as pd

HEADER_ROWS = 6  # titles that people put above their header
MALI = ("mali", "mli", "ml", "432", "466")  # name, ISO 3166, Gleditsch and Ward, ISO number
UNSAID: dict[str, Any] = {
    "like": "", "lacks": [], "violence": {}, "attributed": [], "precision": {}, "victims": [],
    "civilians": [], "force_against_protesters": [], "harms": {}, "candidate": {}, "sums": "",
    "repeats": "", "private": "",
}  # fmt: skip
MAPPED = ("columns", "harms", "dates")
PEOPLE = ("men", "women", "boys", "girls", "unknown")


class Layout(SimpleNamespace):
    """One entry of ``data/layouts.yml``, whose comments say what its attributes are."""

    def words(self) -> dict[str, list[str]]:
        """Every tidy column with its names; in a wide sheet each form of harm is a column."""
        return dict(self.columns if "harm" in self.needs else self.columns | self.harms)

    def positions(self, keys: list[str]) -> dict[str, int]:
        """Where each tidy column stands among the keys of a header: for those that stand there."""
        found = {
            tidy: [name for name in map(key, names) if name in keys] for tidy, names in self.words().items()
        }
        return {tidy: keys.index(known[0]) for tidy, known in found.items() if known}

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
        sheet's word or words), ``dates`` (``dayfirst`` or ``monthfirst``).

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
    entries = {name: UNSAID | table.get(entry.get("like"), {}) | entry for name, entry in table.items()}
    layouts = [Layout(name=name, **entry) for name, entry in entries.items()]
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
    if (dates := given.get("dates", layout.dates)) not in ("dayfirst", "monthfirst"):
        raise InputError(f"{where}: dates are dayfirst or monthfirst.")
    return Layout(**vars(layout) | merged | {"dates": dates})


class Table(NamedTuple):
    """A table in a file: its rows below a header, their fields, and where the tidy columns stand."""

    rows: Callable[[], Rows]
    skip: int
    header: list[str]
    width: int  # one more than the header's where each row ends in a comma
    at: dict[str, int]

    def read(self, name: str) -> tuple[pd.DataFrame, list[int], int]:
        """Read the rows that may be in Mali, by their number as a spreadsheet counts.

        Returns beside them the numbers of the rows that have another number of fields than the header, and
        how many rows are outside Mali.
        """
        import pandas as pd

        kept: dict[int, list[str]] = {}
        uneven, outside, country = [], 0, self.at.get("country")
        with guarded(name):
            for number, row in enumerate(self.rows(), 1):
                if number <= self.skip or not row:
                    continue
                if len(row) != self.width:
                    uneven.append(number)
                elif country is not None and _far(row[country]):
                    outside += 1
                else:
                    kept[number] = [row[at] for at in self.at.values()]
        if not (kept or uneven or outside):
            raise InputError(f"{name} has a header but no rows: export it again with at least one.")
        return pd.DataFrame(list(kept.values()), [*kept], [*self.at], dtype=object), uneven, outside


def _far(country: str) -> bool:
    """Whether a row is outside Mali; those without country or with tags are looked at later."""
    name = country.strip().casefold()
    return bool(name) and name not in MALI and not name.startswith("#")


def recognise(name: str, parts: Parts, layouts: list[Layout]) -> tuple[Layout, Table]:
    """Find the layout of a file, and the part and the row that its header is in.

    Raises
    ------
    InputError
        Where no layout fits; the sentence names what the nearest one lacks.
    """
    nearest = (0.49, "no column names of UCDP, ACLED or an incident sheet were found")
    for rows in parts.values():
        first = first_rows(name, rows, HEADER_ROWS + 1)
        for skip, header in enumerate(first[:HEADER_ROWS], 1):
            keys = [key(column) for column in header]
            for layout in layouts:
                found = layout.positions(keys)
                missing = layout.missing(found)
                if not missing and not set(layout.lacks) & set(found):
                    if twice := [header[at] for at in found.values() if keys.count(keys[at]) > 1]:
                        raise InputError(f"{name} has the column {twice[0]!r} more than once: rename one.")
                    below = next(filter(None, first[skip:]), header)
                    extra = len(below) == len(header) + 1 and not below[-1]
                    return layout, Table(rows, skip, header, len(header) + extra, found)
                share = 1 - len(missing) / len(layout.needs)
                if missing and share > nearest[0]:
                    nearest = (share, f"as {layout.title} it lacks {', '.join(missing)}")
    raise InputError(f"{name} has no layout that is known: {nearest[1]}; give a mapping file.")
