"""What the dictionary cannot say: what must hold between the files of data/."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.quarter import Quarter
from analysis.record.definitions import FILE, definitions
from analysis.record.ledger import decisions, ledger
from analysis.record.store import DICTIONARY, breaches, dictionary, home, read_table, read_text, shown

if TYPE_CHECKING:
    import pandas as pd

TEXTS = (".csv", ".yml", ".json")


def check() -> list[str]:
    """Return a sentence for each place where data/ is not what its files say of each other.

    First the files (encoding, line ends, a table that is not described), then each table against the
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
    return [*_files(), *breaches()] or [*_terms(), *_definitions(), *_formulas(), *_recodings()]


def _files() -> Iterator[str]:
    data = home() / "data"
    described = {data / entry["path"] for entry in dictionary()["resources"]}
    for path in sorted(data.rglob("*")):
        if not path.is_file() or path.suffix not in TEXTS or path.is_relative_to(data / "raw"):
            continue
        imported = path.is_relative_to(data / "events")  # cells of the user's own have a schema of their own
        if path.suffix == ".csv" and path not in described and not imported:
            yield f"{shown(path)} is not described; add it to {DICTIONARY} or move it to data/raw."
        yield from _encoding(path)


def _encoding(path: Path) -> Iterator[str]:
    content = path.read_bytes()
    if content.startswith(b"\xef\xbb\xbf"):
        yield f"{shown(path)} starts with a byte order mark; save it as UTF-8 without one."
    if b"\r" in content:
        line = content[: content.index(b"\r")].count(b"\n") + 1
        yield f"{shown(path)}, line {line}, ends in a carriage return; save the file with line feeds only."


def _terms() -> Iterator[str]:
    terms = read_table("terms")
    gazetteer = home() / "data" / "places" / "cercles.csv"
    places: set[str] = set()
    if gazetteer.is_file():
        places = {row["cercle"] for row in csv.DictReader(read_text(gazetteer).splitlines())}
    for line, row in enumerate(terms.itertuples(), 2):
        if row.kind == "place" and not places:
            continue  # without the gazetteer nobody knows which cercles there are
        known = {*terms.term[terms.kind.eq(str(row.kind))], *(places if row.kind == "place" else ())}
        for column, names in (("parent", row.parent), ("members", row.members)):
            for name in filter(None, str(names).split(";")):
                if name not in known:
                    yield (
                        f"data/vocabulary/terms.csv, line {line}, column {column}: {name!r} is no {row.kind}"
                        " of the vocabulary; correct it."
                    )


def _definitions() -> Iterator[str]:
    rows, content = ledger(), definitions()
    known = set(rows.figure_id)
    for number, entry in enumerate(content["definitions"], 1):
        for figure in entry["evidence"]:
            if figure not in known:
                yield f"data/{FILE}.yml, definition {number}: {figure} is no row of the ledger; correct it."
        yield from _span(f"definition {number}", entry)
    counted = set(zip(rows.what, rows.unit, strict=True))
    for number, entry in enumerate(content["headlines"], 1):
        if (entry["measure"], entry["unit"]) not in counted:
            yield (
                f"data/{FILE}.yml, headline {number}: no row counts {entry['measure']} in {entry['unit']};"
                " name what the ledger has."
            )
        yield from _span(f"headline {number}", entry)


def _span(place: str, entry: dict[str, str]) -> Iterator[str]:
    if "from" in entry and Quarter.parse(entry["from"]) > Quarter.parse(entry["to"]):
        yield f"data/{FILE}.yml, {place}: {entry['from']} comes after {entry['to']}; exchange the two."


def _formulas() -> Iterator[str]:
    for fact, reads in decisions().set_index("fact").reads.items():
        if reads["formula"] and not computes(reads["formula"], reads["value"]):
            yield (
                f"data/minusma/decisions.yml, {fact}: {reads['formula']!r} does not give {reads['value']};"
                " write a sum such as '347 - 174 - 91 = 82'."
            )


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
    left, right = formula.split(" = ")
    terms = re.findall(rf"([-+]?) ?({number})", left)
    total = sum((Decimal(sign + digits) for sign, digits in terms), Decimal(0))
    return total == Decimal(right) == Decimal(value)


def _recodings() -> Iterator[str]:
    rows: pd.DataFrame = read_table("figures").set_index("figure_id")
    for line, entry in enumerate(read_table("recodings").to_dict("records"), 2):
        found = rows.loc[entry["figure_id"], entry["column"]]
        if found != entry["to"]:
            yield (
                f"data/minusma/recodings.csv, line {line}, column to: {entry['figure_id']} has {found!r} as"
                f" {entry['column']}, not {entry['to']!r}; correct the entry or clean the ledger again."
            )
