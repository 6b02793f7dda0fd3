"""Checks of data/: each table against the dictionary, and what must hold between the files."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from decimal import Decimal
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
    dictionary; only where these hold, what the entries say of each other: terms, evidence, spans,
    headlines, formulas and recodings.

    Raises
    ------
    InputError
        Where the ledger cannot be built at all.

    Examples
    --------
    >>> check()
    []
    """
    files = [*_files()]
    if broken := [*_private(), *(files or breaches())]:
        return broken
    return [*_marked(), *_terms(), *_definitions(), *_formulas(), *_recodings()]


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


def breaches() -> list[str]:
    """Check every table, and the keys between them, against the dictionary: a sentence for each breach."""
    entries, tables, found = [*dictionary()["resources"], *_imported(dictionary())], dict[str, Any](), []
    for entry in entries:
        try:
            tables[entry["name"]] = read_as(home() / "data" / entry["path"], entry)
        except InputError as error:
            found.append(str(error))
    return found or [sentence for entry in entries for sentence in _keys(entry, tables)]


def _keys(entry: dict[str, Any], tables: dict[str, pd.DataFrame]) -> Iterator[str]:
    for key in entry["schema"].get("foreignKeys", ()):
        column, other, theirs = key["fields"], key["reference"]["resource"], key["reference"]["fields"]
        values = tables[entry["name"]][column]
        for line, value in values[values.ne("") & ~values.isin(tables[other][theirs])].items():
            where = f"data/{entry['path']}, line {line}, column {column}"
            yield f"{where}: {value!r} is none of {other}; correct it."


def _imported(package: dict[str, Any]) -> list[dict[str, Any]]:
    """Describe the files of ``data/events`` and ``data/published``, which no entry names."""
    data, described = home() / "data", {entry["path"] for entry in package["resources"]}
    forms = {"cells": "events/*", "refused": "events/*.refused", "published": "published/*"}
    forms["release"] = "events/*.release"
    kinds = {file: kind for kind, form in forms.items() for file in sorted(data.glob(f"{form}.csv"))}
    paths = {file.relative_to(data).as_posix(): kind for file, kind in kinds.items()}
    new = {path: kind for path, kind in paths.items() if path not in described}
    return [package["imports"][kind] | {"name": path, "path": path} for path, kind in new.items()]


def _files() -> Iterator[str]:
    data = home() / "data"
    described = {data / entry["path"] for entry in dictionary()["resources"]}
    for path, text in _tables():
        if plain(text) != text:
            yield f"{shown(path)} is as a spreadsheet saves it; mali-trends check --fix writes it back."
        # events and published have schemas of their own
        if path not in described and path.relative_to(data).parts[0] not in ("events", "published"):
            yield f"{shown(path)} is not described; add it to {DICTIONARY} or move it to data/raw."


def _private() -> Iterator[str]:
    """Attack what was released of private sheets; compare what was imported with its hash."""
    data = home() / "data"
    for name in cells.names(data):
        path = data / "events" / f"{name}.{'release.' * bool(cells.about(name, data).get('private'))}csv"
        known = cells.about(name, data).get("cells_sha256", "")
        if not path.is_file() or (known and hashlib.sha256(path.read_bytes()).hexdigest() != known):
            yield f"{shown(path)} is not what was imported: import its source again."
        if releases := release.earlier(name, data):
            try:
                attack.attack(releases)
            except InputError as error:
                yield f"data/private/{name}: {error}"


def _marked() -> Iterator[str]:
    """Look for what could be executed: a text holds no mark-up and no character that steers a terminal."""
    for entry in dictionary()["resources"]:
        table = read_table(entry["name"])
        for line, column in zip(*table.map(_MARKS.search).notna().to_numpy().nonzero(), strict=True):
            where = _place(entry["name"], line + 2, table.columns[column])
            yield f"{where}: write it without mark-up (<, javascript:, = at its beginning)."


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


def _formulas() -> Iterator[str]:
    for row in ledger.decisions().itertuples():
        if row.formula and not computes(str(row.formula), str(row.reads)):
            what = f"{row.fact}: {row.formula!r} does not give {row.reads}"
            yield f"data/minusma/decisions.yml, {what}; write a sum such as '347 - 174 - 91 = 82'."


def computes(formula: str, value: str) -> bool:
    """Whether a sum such as ``347 - 174 - 91 = 82`` is right and gives the value, exactly.

    Examples
    --------
    >>> computes("347 - 174 - 91 = 82", "82"), computes("0.1 + 0.2 = 0.3", "0.3"), computes("2 * 3 = 6", "6")
    (True, True, False)
    """
    number = r"\d+(?:\.\d+)?"
    if not re.fullmatch(rf"{number}(?: [-+] {number})* = {number}", formula, re.ASCII):
        return False
    left, right = formula.replace(" ", "").split("=")
    total = sum(map(Decimal, re.findall(rf"[-+]?{number}", left)), Decimal(0))
    return total == Decimal(right) == Decimal(value)


def _recodings() -> Iterator[str]:
    rows: Any = read_table("figures").set_index("figure_id")
    for line, entry in enumerate(read_table("recodings").to_dict("records"), 2):
        found = rows.loc[entry["figure_id"], entry["column"]]
        if found != entry["to"]:
            what = f"{entry['figure_id']} has {found!r} as {entry['column']}, not {entry['to']!r}"
            yield f"{_place('recodings', line, 'to')}: {what}; correct the entry or clean the ledger again."


def _place(name: str, line: int, column: object) -> str:
    return f"data/{resource(name)['path']}, line {line}, column {column}"
