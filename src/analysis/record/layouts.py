"""Column layouts of event exports, recognised by their columns; a sheet and a mapping to fill in."""

import contextlib
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, chain, product
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

from analysis.errors import InputError, in_words, nearest
from analysis.record import store
from analysis.record.dates import ORDERS, read_span
from analysis.record.files import DELIMITERS, WORDS, Parts, Rows, first_rows, key, parts_of, root

HEADER_ROWS = 12  # titles that people put above their header, and one more
MAPPED = ("columns", "harms", "dates")
PEOPLE = ("men", "women", "boys", "girls", "unknown")
ROWS = 2000  # of a sheet that is not read, in which data are looked for


class Layout(SimpleNamespace):
    """One entry of ``data/layouts.yml``, whose comments say what its attributes are."""

    @cached_property
    def counted(self) -> list[str]:
        """The tidy columns that hold numbers of people or events."""
        return ["best", "low", "high", "civilians", "events", *PEOPLE, *self.harms]

    @cached_property
    def known(self) -> list[tuple[str, str]]:
        """Every head by its root, with the tidy column that it is: "Hommes tués" is the men of the killed."""
        names = {tidy: [*map(root, words)] for tidy, words in self.columns.items()}
        pairs = [(name, tidy) for tidy, roots in names.items() for name in roots]
        for harm, person in product((*self.harms, "best") if self.private else (), PEOPLE):
            tidy = person if harm == "best" else f"{harm}.{person}"
            for sides in product(names.get(harm, ()), names[person]):
                pairs += [("_".join(sides), tidy), ("_".join(sides[::-1]), tidy)]
        return pairs

    def positions(self, roots: list[str]) -> dict[str, int]:
        """Where each tidy column stands in a header, by the roots of its heads."""
        # of several names of a column, the first counts
        return {tidy: roots.index(name) for name, tidy in reversed(self.known) if name in roots}

    def missing(self, found: dict[str, int]) -> list[str]:
        """Return what the layout needs and a header lacks, in the source's words."""
        needs = [item if isinstance(item, list) else [item] for item in self.needs]
        there = {name.partition(".")[0] for name in found}
        return [" or ".join(self.columns[one][0] for one in item) for item in needs if there.isdisjoint(item)]


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
    ['ucdp_ged', 'acled', 'acled_monadic', 'acled_deleted']
    """
    table = store.parsed_yaml(data / "layouts.yml")
    unsaid = table.pop("unsaid")
    entries = {name: unsaid | table.get(entry.get("like"), {}) | entry for name, entry in table.items()}
    given = store.parsed_yaml(mapping) if mapping else {}
    where = mapping.name if mapping else "--dates"
    if not isinstance(given, dict) or (mapping and not given) or set(given) - set(MAPPED):
        raise InputError(f"{where} is no mapping: it holds {', '.join(MAPPED)} and nothing else.")
    for part in ("columns", "harms"):
        known = dict.fromkeys(chain.from_iterable(entry[part] for entry in entries.values()))
        extra = given.get(part) or {}
        if not isinstance(extra, dict) or set(extra) - set(known):
            raise InputError(f"{where}: {part} names {', '.join(extra)}; choose from {', '.join(known)}.")
        said = {name: words if isinstance(words, list) else [words] for name, words in extra.items()}
        if odd := [name for name, words in said.items() if not all(isinstance(word, str) for word in words)]:
            raise InputError(f"{where}: {part}: {odd[0]} is a word or a list of words.")
        own = [*map(root, chain.from_iterable(said.values()))]
        if odd := [word for word in chain.from_iterable(said.values()) if own.count(root(word)) > 1]:
            raise InputError(f"{where}: {part}: {odd[0]!r} stands for two: choose one.")
        for entry in entries.values():  # a word of the mapping means what it says there and nothing else
            new = {name: [word for word in had if root(word) not in own] for name, had in entry[part].items()}
            entry[part] = {name: [*said.get(name, ()), *words] for name, words in new.items()}
            entry["mapped"] = entry.get("mapped", {}) | {part: said}
    told = dates or given.get("dates", "")
    if told not in ("", *ORDERS):
        raise InputError(f"{where}: dates are dayfirst or monthfirst.")
    for name, entry in entries.items():
        if "harm" not in entry["needs"]:  # in a wide sheet each form of harm is a column
            entry["columns"] |= entry["harms"]
        entry.update(name=name, ordered=told, dates=told or entry["dates"])
    return [Layout(**entry) for entry in entries.values()]


class Table(NamedTuple):
    """A table in a file: its rows below a header, and where the tidy columns stand among their fields."""

    file: str
    sheet: str
    layout: Layout
    rows: Callable[..., Rows]
    skip: int
    heads: list[str]
    width: int  # one more than the heads where each row ends in a comma
    at: dict[str, int]

    @property
    def named(self) -> str:
        """The name of the sheet, or of a file that has none."""
        return self.file if self.sheet in DELIMITERS else self.sheet


def _headers(first: list[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Give what may be a header, with the rows down to its end: merged heads have heads below."""
    for at, (head, below) in enumerate(zip(first[:HEADER_ROWS], [*first[1:], []], strict=False), 1):
        merged = any(low and not top for top, low in zip(head, below, strict=False))
        if merged and len(head) == len(below) and not any(map(str.isdigit, "".join(below))):
            above: Iterator[str] = accumulate(head, lambda left, top: top or left)
            heads = zip(above, head, below, strict=True)
            yield at + 1, [f"{over} {low}".strip() if low else top for over, top, low in heads]
        yield at, head


def recognise(name: str, parts: Parts, layouts: list[Layout]) -> list[Table]:
    """Find the tables of a file: of a workbook the sheets of the first layout that fits, else one.

    Raises
    ------
    InputError
        Where no layout fits; the sentence names what the nearest one lacks.
    """
    near = [(0.49, "no column names of UCDP, ACLED or an incident sheet were found")]
    found: list[Table] = []
    for title, rows in parts.items():
        first = first_rows(name, rows, HEADER_ROWS + 1)
        for (skip, heads), layout in product(_headers(first), layouts):
            roots = [*map(root, heads)]
            at = layout.positions(roots)
            if missing := layout.missing(at):
                share = 1 - len(missing) / len(layout.needs)
                how = " (Nombre with 1, if each row is of one victim)" * missing[0].startswith("total")
                near.append((share, f"as {layout.title} it lacks {', '.join(missing)}{how}"))
            elif at.keys().isdisjoint(layout.lacks):
                if twice := [heads[place] for place in at.values() if roots.count(roots[place]) > 1]:
                    raise InputError(f"{name} has the column {twice[0]!r} more than once: rename one.")
                below = next(filter(None, first[skip:]), heads)
                extra = len(below) == len(heads) + 1 and not below[-1]
                found.append(Table(name, title, layout, rows, skip, heads, len(heads) + extra, at))
                break
        if found and title in DELIMITERS:
            break
    if not found:
        what = max(near, key=lambda item: item[0])[1]
        raise InputError(f"{name} has no layout that is known: {what}; give a mapping file.")
    return [table for table in found if table.layout.source == found[0].layout.source]


def chosen(tables: list[Table], sheets: Sequence[str], parts: Parts) -> list[Table]:
    """Return the tables that are meant: one, or sheets with the same columns; no other may hold data."""
    file, fits = tables[0].file, {table.named: table for table in tables}
    fit = ", ".join(fits)
    if lost := [sheet for sheet in sheets if sheet not in (*fits, "all")]:
        how = "leave out --sheet" if tables[0].sheet in DELIMITERS else f"choose from {fit}, or all"
        raise InputError(f"{file} has no sheet {lost[0]!r} that fits: {how}.")
    if len(fits) > 1 and not sheets:
        raise InputError(f"{file} has {len(fits)} sheets that fit: {fit}; give --sheet NAME, or --sheet all.")
    found = [table for name, table in fits.items() if not sheets or {"all", name} & {*sheets}]
    for title in {*parts} - {*DELIMITERS, *fits} if {*sheets} <= {"all"} else ():
        _require_no_data(found[0], title, first_rows(file, parts[title], ROWS))
    return found


def require_one(tables: list[Table]) -> None:
    """Refuse tables that are not one: sheets, or an export with its updates, have the same columns."""
    first, heads = tables[0], [*map(root, tables[0].heads)]
    if first.layout.deletes:
        raise InputError(f"{first.file} lists deleted events: give it as --update of an export.")
    if len({table.named for table in tables}) < len(tables):
        raise InputError(f"{tables[-1].named} is the name of two files or sheets: rename one.")
    for words in first.layout.mapped["columns"].values():
        if not {*map(root, words)} & {*heads}:
            raise nearest(words[0], [*filter(None, first.heads)], f"column of {first.file}")
    for table in tables:
        if table.file != first.file and first.layout.source != "acled":
            raise InputError(f"{first.file} has no updates, as ACLED has: import {table.file} by itself.")
        if not table.layout.deletes and [*map(root, table.heads)] != heads:
            raise InputError(f"{table.named} has other columns than {first.named}: import one at a time.")


def _require_no_data(table: Table, title: str, rows: list[list[str]]) -> None:
    """Refuse a sheet that holds days and numbers where the one read does, under other heads or under none."""
    days = [place for name, place in table.at.items() if name in ("date", "month", "quarter")]
    counts = [place for name, place in table.at.items() if name.partition(".")[0] in table.layout.counted]
    padded = [[*row, *[""] * len(table.heads)] for row in rows]
    dated = [row for row in padded if any(read_span(row[at]) for at in days)]
    if any(row[at].removesuffix(".0").isdecimal() for row in dated for at in counts):
        what = f"sheet {title!r} holds days and numbers where {table.sheet!r} does, under other heads or none"
        raise InputError(f"{table.file}: {what}: correct the heads, or give --sheet NAME.")


def kind_of(table: Table, kind: str) -> str:
    """Return what kind of events a file of sums holds, by its name or as the user says."""
    kinds = table.layout.kinds
    named = [word for word in (*kinds, "demonstration") if word in key(table.file)]
    found = kind or (named[0] if len(named) == 1 and "pcode" in table.at else "")
    if kinds and found not in kinds:
        what = "holds demonstrations" if found else "does not say what kind of events it holds"
        raise InputError(f"{table.file} {what}: give --kind {' or --kind '.join(kinds)}, if it is that.")
    return found if kinds else ""


def sheet(path: Path, data: Path, language: str = "en") -> None:
    """Write an empty sheet of incidents: heads that the reader knows, lists of groups, harms and places."""
    told = f"{path.name} cannot be written: give another name, in a folder that is there, with --output."
    with in_words(told, OSError), path.open("xb") as file:  # what is there may be filled in
        file.write((data / "templates" / f"incidents_{language}.xlsx").read_bytes())


def mapping(path: Path, data: Path) -> str:
    """Return a mapping for a file, to be filled in: what each column may be, beside the file's own heads."""
    parts, known = parts_of(path, lambda _: None), load_layouts(data)
    first = [first_rows(path.name, rows, HEADER_ROWS) for rows in parts.values()]
    with contextlib.suppress(InputError):
        first = [[table.heads for table in recognise(path.name, parts, known)]]
    rows = [[*filter(None, row)] for row in chain(*first)]
    heads = next((row for row in rows if len(row) > max(2, *(len(other) / 2 for other in rows))), [])
    data_row = any(read_span(cell) or re.fullmatch(WORDS["no_head"], cell) for cell in heads)
    shown = [f"#   {' '.join(head.split())}" for head in heads if not data_row]
    (long,) = [layout for layout in known if layout.name == "own_long"]
    lines = [f"# {', '.join(MAPPED)} of {path.name}, whose heads are:", *shown]
    for part, names in {"columns": long.columns, "harms": long.harms}.items():
        lines += [f"{part}:", *(f"  # {name}: {words[0]}" for name, words in names.items())]
    return "\n".join([*lines, "# dates: dayfirst", ""])
