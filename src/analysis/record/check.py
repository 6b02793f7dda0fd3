"""Checks of data/: each table against the dictionary, and what must hold between the files."""

import hashlib
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import InputError
from analysis.record import attack, cells, files, ledger, release
from analysis.record.store import DICTIONARY, dictionary, home, plain, read_as, read_table, resource, shown

_MARKS = re.compile(files.WORDS["marks"], re.IGNORECASE)


def check() -> list[str]:
    """Return a sentence for each place where data/ is not what its files say of each other.

    First the files (a table that is not described), then each table against the
    dictionary and for mark-up; only where these hold, whether the ledger can be built, and what the entries
    say of each other: terms, evidence, spans, headlines and recodings.

    Raises
    ------
    InputError
        Where the ledger cannot be built at all.

    Examples
    --------
    >>> check()
    []
    """
    if found := [*_private(), *([*_files()] or breaches())]:
        return found
    ledger.facts()
    return [*_terms(), *_definitions(), *_recodings()]


def fix() -> list[str]:
    """Write the tables of ``data/`` that a spreadsheet has saved back as the project has them; name them."""
    found = {path: plain(text) for path, text in _tables() if plain(text) != text}
    for path, text in found.items():
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
    return [shown(path) for path in found]


def _tables() -> Iterator[tuple[Path, str]]:
    """Yield the tables of ``data/`` with their text, line ends as they are."""
    for path in sorted((home() / "data").rglob("*.csv")):
        if path.relative_to(home() / "data").parts[0] not in ("raw", "private"):
            yield path, path.read_bytes().decode("utf-8", "surrogateescape")


def _entries() -> list[dict[str, Any]]:
    """Describe every table: by its own entry of the dictionary, or by that of its kind."""
    data, package = home() / "data", dictionary()
    named = {entry["path"]: entry for entry in package["resources"]}
    made = {path: kind for kind in package["imports"].values() for path in sorted(data.glob(kind["path"]))}
    every = named | {path.relative_to(data).as_posix(): kind for path, kind in made.items()} | named
    return [{"name": path} | entry | {"path": path} for path, entry in every.items()]


def breaches() -> list[str]:
    """Check every table, and the keys between them, against the dictionary: a sentence for each breach."""
    entries, tables, found = _entries(), dict[str, Any](), []
    for entry in entries:
        try:
            tables[entry["name"]] = read_as(home() / "data" / entry["path"], entry)
        except InputError as error:
            found.append(str(error))
    return found or [sentence for entry in entries for sentence in _cells(entry, tables)]


def _cells(entry: dict[str, Any], tables: dict[str, pd.DataFrame]) -> Iterator[str]:
    """Look for what another table lacks, and for mark-up and characters that steer a terminal."""
    table, where = tables[entry["name"]], f"data/{entry['path']}, line {{}}, column {{}}: {{}}."
    for key in entry["schema"].get("foreignKeys", ()):
        column, other, theirs = key["fields"], key["reference"]["resource"], key["reference"]["fields"]
        lost = table[column][table[column].ne("") & ~table[column].isin(tables[other][theirs])]
        for line, value in lost.items():
            yield where.format(line, column, f"{value!r} is none of {other}; correct it")
    for line, column in zip(*table.map(_MARKS.search).notna().to_numpy().nonzero(), strict=True):
        how = "write it without mark-up (<, javascript:, = at its beginning)"
        yield where.format(table.index[line], table.columns[column], how)


def _files() -> Iterator[str]:
    described = {home() / "data" / entry["path"] for entry in _entries()}
    for path, text in _tables():
        if plain(text) != text:
            yield f"{shown(path)} is as a spreadsheet saves it; mali-trends check --fix writes it back."
        if path not in described:
            yield f"{shown(path)} is not described; add it to {DICTIONARY} or move it to data/raw."


def _private() -> Iterator[str]:
    """Attack what was released of private sheets; compare what was imported with its hash."""
    data = home() / "data"
    for name in cells.names(data):
        told = cells.about(name, data)
        path = data / "events" / f"{name}.{'release.' * bool(told.get('private'))}csv"
        known = told.get("cells_sha256", "")
        if not path.is_file() or (known and hashlib.sha256(path.read_bytes()).hexdigest() != known):
            yield f"{shown(path)} is not what was imported: import its source again."
        if releases := release.earlier(name, data):
            try:
                attack.attack(releases)
            except InputError as error:
                yield f"data/private/{name}: {error}"


def _terms() -> Iterator[str]:
    terms = read_table("terms")
    known = terms.groupby("kind").term.agg(set).to_dict()
    known["place"] |= {*read_table("cercles").cercle}
    for (line, row), column in product(enumerate(terms.to_dict("records"), 2), ("parent", "members")):
        for name in sorted({*row[column].split(";")} - known[row["kind"]] - {""}):
            what = f"{name!r} is no {row['kind']} of the vocabulary; correct it."
            yield f"{_place('terms', line, column)}: {what}"


def _definitions() -> Iterator[str]:
    rows, content = ledger.ledger(), ledger.definitions()
    figures, counted = {*rows.figure_id}, {*zip(rows.what, rows.unit, strict=True)}
    for kind in ("definition", "headline"):
        for number, entry in enumerate(content[f"{kind}s"], 1):
            lost = [figure for figure in entry.get("evidence", ()) if figure not in figures]
            wrong = [f"{figure} is no row of the ledger; correct it" for figure in lost]
            if "unit" in entry and (entry["measure"], entry["unit"]) not in counted:
                wrong.append(f"no row counts {entry['measure']} in {entry['unit']}; name what the ledger has")
            if entry.get("from", "") > entry.get("to", "9999"):
                wrong.append(f"{entry['from']} comes after {entry['to']}; exchange the two")
            yield from (f"data/{ledger.FILE}.yml, {kind} {number}: {what}." for what in wrong)


def _recodings() -> Iterator[str]:
    rows: Any = read_table("figures").set_index("figure_id")
    for line, entry in enumerate(read_table("recodings").to_dict("records"), 2):
        found = rows.loc[entry["figure_id"], entry["column"]]
        if found != entry["to"]:
            what = f"{entry['figure_id']} has {found!r} as {entry['column']}, not {entry['to']!r}"
            yield f"{_place('recodings', line, 'to')}: {what}; correct the entry or clean the ledger again."


def _place(name: str, line: int, column: object) -> str:
    return f"data/{resource(name)['path']}, line {line}, column {column}"
