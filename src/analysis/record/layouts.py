"""Column layouts of event exports, recognised by their columns; a sheet and a mapping to fill in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate, product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd

from analysis.errors import InputError, in_words
from analysis.record.dates import ORDERS
from analysis.record.files import DELIMITERS, Parts, Rows, cleaned, first_rows, guarded, parts_of, root
from analysis.record.frames import labels_of
from analysis.record.places import Gazetteer, perpetrators
from analysis.record.store import parsed_yaml

HEADER_ROWS = 12  # titles that people put above their header, and one more
MALI = ("mali", "mli", "ml", "432", "466")  # name, ISO 3166, Gleditsch and Ward, ISO number
UNSAID: dict[str, Any] = {
    "like": "", "lacks": [], "violence": {}, "attributed": [], "precision": {}, "victims": [], "kinds": {},
    "civilians": [], "force_against_protesters": [], "harms": {}, "candidate": {}, "sums": "",
    "repeats": "", "private": "", "unread": [], "former": [], "person": [], "heads": {},
}  # fmt: skip
MAPPED = ("columns", "harms", "dates")
PEOPLE = ("men", "women", "boys", "girls", "unknown")
LIMIT = 10_000_000  # no incident has more victims; a larger number is a date or a telephone number


class TableError(ValueError):
    """Something in a table would mislead: the sentence lacks the file's name alone."""


class Layout(SimpleNamespace):
    """One entry of ``data/layouts.yml``, whose comments say what its attributes are."""

    def words(self) -> dict[str, list[str]]:
        """Every tidy column with its names; in a wide sheet each form of harm is a column."""
        return dict(self.columns if "harm" in self.needs else self.columns | self.harms)

    @cached_property
    def known(self) -> list[tuple[str, str]]:
        """Every head by its root, with the tidy column that it is: "Hommes tués" is the men of the killed."""
        names = {tidy: [*map(root, words)] for tidy, words in self.words().items()}
        pairs = [(name, tidy) for tidy, roots in names.items() for name in roots]
        for harm, person in product((*self.harms, "best") if self.private else (), PEOPLE):
            tidy = person if harm == "best" else f"{harm}.{person}"
            for sides in product(names.get(harm, ()), names[person]):
                pairs += [("_".join(sides), tidy), ("_".join(sides[::-1]), tidy)]
        return pairs

    def positions(self, roots: list[str]) -> dict[str, int]:
        """Where each tidy column stands in a header, by the roots of its heads."""
        found: dict[str, int] = {}
        at = {name: place for place, name in reversed([*enumerate(roots)])}
        for name, tidy in self.known:
            if name in at:
                found.setdefault(tidy, at[name])
        return found

    def missing(self, found: dict[str, int]) -> list[str]:
        """Return what the layout needs and a header lacks, in the source's words."""
        needs = [item if isinstance(item, list) else [item] for item in self.needs]
        there = {name.partition(".")[0] for name in found}
        words = self.words()
        return [" or ".join(words[name][0] for name in item) for item in needs if there.isdisjoint(item)]


def load_layouts(data: Path = Path("data"), mapping: Path | None = None, dates: str = "") -> list[Layout]:
    """Read the layouts, with the user's own names put before the table's.

    Parameters
    ----------
    data : Path
        Folder with ``layouts.yml``.
    mapping : Path, optional
        YAML with any of ``columns`` (tidy name: the file's column), ``harms`` (outcome: the
        sheet's word or words), ``dates`` (``dayfirst`` or ``monthfirst``).
    dates : str
        The order of day and month, whatever layout or mapping say.

    Raises
    ------
    InputError
        Where the mapping is not such a file, or names what no layout has.

    Examples
    --------
    >>> [layout.name for layout in load_layouts()][:4]
    ['ucdp_ged', 'acled', 'acled_monadic', 'acled_sums']
    """
    table = parsed_yaml(data / "layouts.yml", words=True)
    entries = {name: UNSAID | table.get(entry.get("like"), {}) | entry for name, entry in table.items()}
    given = parsed_yaml(mapping, words=True) if mapping else {}
    where = mapping.name if mapping else "--dates"
    if not isinstance(given, dict) or (mapping and not given) or set(given) - set(MAPPED):
        raise InputError(f"{where} is no mapping: it holds {', '.join(MAPPED)} and nothing else.")
    for part in ("columns", "harms"):
        known = dict.fromkeys(name for entry in entries.values() for name in entry[part])
        extra = given.get(part) or {}
        if not isinstance(extra, dict) or set(extra) - set(known):
            raise InputError(f"{where}: {part} names {', '.join(extra)}; choose from {', '.join(known)}.")
        said = {name: [words] if isinstance(words, str) else words for name, words in extra.items()}
        for entry in entries.values():
            columns = entry[part].items()
            entry[part] = {name: [*map(str, said.get(name, ())), *names] for name, names in columns}
    told = dates or given.get("dates", "")
    if told not in ("", *ORDERS):
        raise InputError(f"{where}: dates are dayfirst or monthfirst.")
    return [Layout(name=name, **entry | {"ordered": told, "dates": told or entry["dates"]})
            for name, entry in entries.items()]  # fmt: skip


@dataclass
class Table:
    """A table in a file: its rows below a header, and where the tidy columns stand among their fields."""

    sheet: str
    layout: Layout
    rows: Callable[[], Rows]
    skip: int
    heads: list[str]
    width: int  # one more than the heads where each row ends in a comma
    at: dict[str, int]
    uneven: tuple[int | str, ...] = ()
    outside: int = 0

    def read(self, name: str, *, several: bool) -> pd.DataFrame:
        """Read the rows that may be in Mali, all fields of them, by their number as a spreadsheet counts.

        Keeps the numbers of the rows that have another number of fields than the header, and how many rows
        are outside Mali. Where a workbook has several tables, a row is named by its sheet too.
        """
        kept: dict[int | str, list[str]] = {}
        uneven, country = list[int | str](), self.at.get("country")
        with guarded(name):
            for number, row in enumerate(self.rows(), 1):
                if number <= self.skip or not row:
                    continue
                label = f"{self.sheet}!{number}" if several else number
                if len(row) != self.width:
                    uneven.append(label)
                elif country is not None and _far(row[country]):
                    self.outside += 1
                else:
                    kept[label] = [*map(cleaned, row)]
        self.uneven = tuple(uneven)
        return pd.DataFrame(list(kept.values()), [*kept], range(self.width), dtype=object)

    def unread(self, fields: pd.DataFrame) -> list[str]:
        """Return the heads of columns that hold something and are not read.

        Raises
        ------
        InputError
            Where one of them counts people, or its numbers have no head.
        """
        layout = self.layout
        names = [root(name) for names in (*layout.harms.values(), layout.columns["best"]) for name in names]
        harm = {word for word in [*names, "casualti", "casualty", "victim", "tu"] if "_" not in word}
        person = {word for name in layout.person for word in root(name).split("_")} - harm
        left = []
        for place in range(self.width):
            values = fields[place][fields[place] != ""]
            if place in self.at.values() or not len(values):
                continue
            head = self.heads[place] if place < len(self.heads) else ""
            words = set(root(head).split("_"))
            counts = values.str.fullmatch(r"\d{1,6}([.,]0+)?").astype(bool)
            harmful = words & harm and not words & person and root(head) not in map(root, layout.unread)
            if counts.mean() > 0.5 and (harmful or not head):
                row: Any = counts.idxmax()
                which = f"the column {head!r}" if head else f"column {place + 1}, which has no head,"
                sheet = "" if self.sheet in DELIMITERS else f"sheet {self.sheet!r}, "
                raise TableError(
                    f"{sheet}{which} holds numbers (row {row}: {values[row]}) and is not read:"
                    " name it in a mapping (import --template), or leave it out of the file."
                )
            left.append(head)
        return [*filter(None, left)]


@cache
def _far(country: str) -> bool:
    """Whether a row is outside Mali; those without country or with tags are looked at later."""
    name = country.strip().casefold()
    return bool(name) and name not in MALI and not name.startswith("#")


def _headers(first: list[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Give what may be a header, with the rows down to its end: merged heads have heads below."""
    for at, head in enumerate(first[:HEADER_ROWS]):
        below = first[at + 1] if at + 1 < len(first) else []
        both = [*zip(head, below, strict=False)] if len(below) == len(head) else []
        words = not any(letter.isdigit() for cell in below for letter in cell)
        if words and any(low and not top for top, low in both):
            above: Iterator[str] = accumulate(head, lambda left, top: top or left)
            pairs = zip(above, both, strict=True)
            yield at + 2, [f"{over} {low}" if low else top for over, (top, low) in pairs]
        yield at + 1, head


def recognise(name: str, parts: Parts, layouts: list[Layout]) -> list[Table]:
    """Find the tables of a file: of a workbook the sheets of the first layout that fits, else one.

    Raises
    ------
    InputError
        Where no layout fits; the sentence names what the nearest one lacks.
    """
    nearest = (0.49, "no column names of UCDP, ACLED or an incident sheet were found")
    found: list[Table] = []
    for title, rows in parts.items():
        first = first_rows(name, rows, HEADER_ROWS + 1)
        made: Any = [_fit(name, title, rows, first, *header, layouts) for header in _headers(first)]
        if tables := [table for table in made if isinstance(table, Table)]:
            found.append(tables[0])
            if title in DELIMITERS:
                break
        nearest = max([nearest, *(item for item in made if isinstance(item, tuple))])
    if not found:
        raise InputError(f"{name} has no layout that is known: {nearest[1]}; give a mapping file.")
    return [table for table in found if table.layout.source == found[0].layout.source]


def _fit(
    name: str, title: str, rows: Callable[[], Rows], first: list[list[str]], skip: int, heads: list[str],
    layouts: list[Layout],
) -> Table | tuple[float, str]:  # fmt: skip
    """Return the table that a header makes with the first layout that fits, or how near the nearest came."""
    roots, nearest = [root(head) for head in heads], (0.0, "")
    for layout in layouts:
        at = layout.positions(roots)
        missing = layout.missing(at)
        if not missing and not set(layout.lacks) & set(at):
            if twice := [heads[place] for place in at.values() if roots.count(roots[place]) > 1]:
                raise InputError(f"{name} has the column {twice[0]!r} more than once: rename one.")
            below = next(filter(None, first[skip:]), heads)
            extra = len(below) == len(heads) + 1 and not below[-1]
            return Table(title, layout, rows, skip, heads, len(heads) + extra, at)
        share = 1 - len(missing) / len(layout.needs)
        if missing and share > nearest[0]:
            nearest = (share, f"as {layout.title} it lacks {', '.join(missing)}")
    return nearest


ROWS = 2000  # that the lists reach


def sheet(path: Path, data: Path, language: str = "en") -> None:
    """Write an empty sheet of incidents: heads that the reader knows, lists of groups, harms and places."""
    import openpyxl
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    (layout,) = [item for item in load_layouts(data) if item.name == "own_long"]
    places = Gazetteer(data)
    groups, harms = (labels_of(column)[f"label_{language}"] for column in ("group", "outcome"))
    choices: dict[str, Any] = {
        "actor": groups[perpetrators()[:-2]],
        "harm": harms[[*layout.harms]],
        "cercle": sorted(places.rows),
        "region": sorted({row["region"] for row in places.cercles}),
    }
    book = openpyxl.Workbook()
    table, lists = book.active, book.create_sheet("Lists" if language == "en" else "Listes")
    table.title, heads = "Incidents", layout.heads[language]
    table.append([*heads.values()])
    for at, (name, words) in enumerate(choices.items(), 1):
        for row, word in enumerate(words, 1):
            lists.cell(row, at, str(word))
        source = get_column_letter(at)
        rule = DataValidation("list", formula1=f"{lists.title}!${source}$1:${source}${len(words)}")
        column = get_column_letter([*heads].index(name) + 1)
        rule.add(f"{column}2:{column}{ROWS}")
        table.add_data_validation(rule)
    with in_words(f"{path.name} cannot be written: give a folder that is there.", OSError):
        book.save(path)


def mapping(path: Path, data: Path) -> str:
    """Return a mapping for a file, to be filled in: what each column may be, beside the file's own heads."""
    parts = parts_of(path, lambda _: None)
    firsts = [first_rows(path.name, rows, HEADER_ROWS) for rows in parts.values()]
    first = max(firsts, key=lambda rows: max(map(len, rows)))
    heads = max(first, key=lambda row: sum(map(bool, row)))
    wide = next(layout for layout in load_layouts(data) if layout.private)
    lines = [f"# {', '.join(MAPPED)} of {path.name}, whose heads are:"]
    lines += [f"#   {head}" for head in heads if head]
    for part, names in {"columns": wide.columns, "harms": wide.harms}.items():
        lines += [f"{part}:", *(f"  # {name}: {words[0]}" for name, words in names.items())]
    return "\n".join([*lines, "# dates: dayfirst", ""])
