"""Where the data lie, and the dictionary that describes every column of them."""

from __future__ import annotations

import contextlib
import csv
import functools
import hashlib
import json
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import InputError, in_words
from analysis.record.trace import kept

if TYPE_CHECKING:
    import pandas as pd

HOME_VARIABLE = "MALI_TRENDS_HOME"
DICTIONARY = Path("data") / "datapackage.json"


def home() -> Path:
    """Return the project's folder: the one that holds ``data/datapackage.json``.

    The environment variable ``MALI_TRENDS_HOME`` comes first, then the folder that the package
    lies in, then the working folder and those above it.

    Raises
    ------
    InputError
        If none of them holds the data.
    """
    return _home(os.environ.get(HOME_VARIABLE, ""), "" if HOME_VARIABLE in os.environ else os.getcwd())  # noqa: PTH109


@functools.cache
def _home(named: str, working: str) -> Path:
    if named:
        candidates = [Path(named)]
    else:
        here = Path(working or ".").absolute()
        candidates = [Path(__file__).resolve().parents[3], here, *here.parents]
    for folder in candidates:
        if (folder / DICTIONARY).is_file():
            return folder
    raise InputError(
        f"{DICTIONARY} is missing from {candidates[0]}: restore the data folder, or set {HOME_VARIABLE}"
        " to the folder of the project."
    )


def dictionary() -> dict[str, Any]:
    """Return the dictionary of ``data/``, a Data Package.

    Raises
    ------
    InputError
        If it is unreadable or does not name its tables, their files and their columns.
    """
    return _dictionary(home())


@kept
def _dictionary(folder: Path) -> dict[str, Any]:
    number = 1

    def broken(error: Exception) -> str:
        if isinstance(error, json.JSONDecodeError):
            return f"{DICTIONARY}, line {error.lineno}: not valid JSON ({error.msg}); restore the file."
        return (
            f"{DICTIONARY} does not describe tables: entry {number} of resources has to have a name, a path"
            " and a schema with fields; restore the file."
        )

    with in_words(broken, json.JSONDecodeError, TypeError, LookupError):
        content: dict[str, Any] = json.loads(read_text(folder / DICTIONARY))
        for number, entry in enumerate(content["resources"], 1):  # noqa: B007  `broken` tells it
            _ = entry["name"], entry["path"], entry["schema"]["fields"]
        return content


def resource(name: str) -> dict[str, Any]:
    """Return the dictionary's entry for a table, by its name."""
    for entry in dictionary()["resources"]:
        if entry["name"] == name:
            return dict(entry)
    raise InputError(f"{DICTIONARY} describes no table {name!r}: restore the file.")


def path_of(name: str) -> Path:
    """Return the file of a table, by the table's name."""
    return home() / "data" / str(resource(name)["path"])


def read_text(path: Path) -> str:
    """Read a text file, naming it where it is missing, unreadable or not UTF-8."""

    def wrong(error: Any) -> str:
        if isinstance(error, UnicodeDecodeError):
            return f"{shown(path)}, byte {error.start}: not UTF-8 text; save the file as UTF-8."
        what = "is missing" if isinstance(error, FileNotFoundError) else f"cannot be read ({error.strerror})"
        return f"{shown(path)} {what}: restore it from the repository, or give another file."

    with in_words(wrong, OSError, UnicodeDecodeError):
        return path.read_text("utf-8")


def read_table(name: str) -> pd.DataFrame:
    """Read a table of ``data/`` as its dictionary describes it.

    Every cell stays the text that is printed; what a column means and may hold is checked against
    the Table Schema in ``data/datapackage.json`` before anything is computed.

    Parameters
    ----------
    name : str
        The table's name in the dictionary, such as ``figures``.

    Returns
    -------
    pandas.DataFrame
        One column per field, text; an empty cell is "".

    Raises
    ------
    InputError
        Where the file is missing or breaks its schema: file, line, column and what was expected.

    Examples
    --------
    >>> read_table("units").query("unit == 'victims'").label_en.item()
    'victims'
    """
    _require_valid(name)
    import pandas as pd

    return pd.read_csv(path_of(name), dtype=str, keep_default_na=False, encoding="utf-8")


def read_own(path: Path, name: str) -> list[tuple[str, dict[str, str]]]:
    """Read a CSV file of the reader's own that is laid out like the table `name` of the dictionary.

    Returns file and line of each row with its cells by column, "" for a column that is left out. Blanks
    around cells and empty lines do not matter. Raises `InputError` where the file cannot be read as
    UTF-8 or is not as described: file, line, column, what was expected.
    """
    import frictionless

    told = in_words(
        lambda error: f"{path.name}: cannot be read as a UTF-8 CSV file ({error}); check it.",
        OSError, UnicodeDecodeError, csv.Error,
    )  # fmt: skip
    with told, path.open(encoding="utf-8-sig", newline="") as stream:
        table = csv.reader(stream, strict=True)
        read = [(table.line_num, [cell.strip() for cell in row]) for row in table if row]
    lines, rows = [line for line, _ in read], [row for _, row in read]
    schema = frictionless.Schema.from_descriptor(_alone(resource(name))["schema"])
    report = frictionless.Resource(data=rows or [[""]], schema=schema).validate()
    for found in (error for task in report.tasks for error in task.errors):
        raise InputError(_sentence(path.name, found, lines))
    empty = dict.fromkeys(schema.field_names, "")
    return [
        (f"{path.name}, line {line}", empty | dict(zip(rows[0], row, strict=True))) for line, row in read[1:]
    ]


def breaches(names: tuple[str, ...] = ()) -> list[str]:
    """Check tables against the dictionary and return a sentence for each breach.

    Parameters
    ----------
    names : tuple of str
        Tables to check one by one; if empty, all of them, and the keys between them too.

    Returns
    -------
    list of str
        Empty when everything is as described.
    """
    import frictionless

    package = dict(dictionary())
    entries = package["resources"]
    chosen = [entry for entry in entries if not names or entry["name"] in names]
    for entry in chosen:  # what is read of others would be noted, on a first run only
        read_text(path_of(entry["name"]))
    package["resources"] = [_alone(entry) for entry in chosen if names] or [
        *entries,
        *_imported(package),
    ]
    report = frictionless.Package.from_descriptor(package, basepath=str(home() / "data")).validate()
    found = [_sentence(f"data/{task.place}", error) for task in report.tasks for error in task.errors]
    return found + [f"{DICTIONARY}: {error.note}." for error in report.errors]


def _imported(package: dict[str, Any]) -> list[dict[str, Any]]:
    """Describe the files that imports wrote to ``data/events``, which no entry names."""
    described = {entry["path"] for entry in package["resources"]}
    entries: list[dict[str, Any]] = []
    for file in sorted((home() / "data" / "events").rglob("*.csv")):
        path = file.relative_to(home() / "data").as_posix()
        if path not in described:
            kind = "refused" if path.endswith(".refused.csv") else "cells"
            entries.append({**package["imports"][kind], "name": f"import-{len(entries)}", "path": path})
    return entries


def _require_valid(name: str) -> None:
    """Check a table once for each content: what was found valid is remembered by its hash."""
    text = read_text(path_of(name))
    known = hashlib.sha256(json.dumps([resource(name), text], sort_keys=True).encode()).hexdigest()
    marker = home() / ".cache" / "valid" / known
    if marker.is_file():
        return
    if found := breaches((name,)):
        raise InputError(found[0])
    with contextlib.suppress(OSError):  # a read-only project is checked anew each time
        marker.parent.mkdir(parents=True, exist_ok=True)
        marker.touch()


def _alone(entry: dict[str, Any]) -> dict[str, Any]:
    """Leave out the keys to other tables, which are not there when a table is checked by itself."""
    schema = {key: value for key, value in entry["schema"].items() if key != "foreignKeys"}
    return {**entry, "schema": schema}


_EXPECTED = {
    "enum": "expected one of {}",
    "pattern": "expected the form {}",
    "required": "expected a value, found none",
    "unique": "expected a value that no other row has",
    "primary-key": "expected a key that no other row has",
}


def _sentence(place: str, error: Any, lines: Sequence[int] = ()) -> str:
    line = getattr(error, "row_number", None)
    column = getattr(error, "field_name", None) or getattr(error, "label", None)
    where = f"{place}, line {lines[line - 1] if lines else line}" if line else place
    where += f", column {column}" if column else ""
    cell = getattr(error, "cell", None)
    found = f" found {str(cell)[:60]!r};" if cell not in (None, "None", "") else ""
    constraint = re.match(r'constraint "(\w+)" is "(.*)"', str(error.note), re.DOTALL)
    if constraint and constraint[1] in _EXPECTED:
        expected = _EXPECTED[constraint[1]].format(constraint[2].strip("[]").replace("'", ""))
    elif error.type in _EXPECTED:
        expected = f"{_EXPECTED[error.type]}, this one is {error.note}"
    else:
        expected = f"{error.title.lower()}" + (f" ({error.note})" if error.note else "")
    return f"{where}:{found} {expected}; data/datapackage.json describes the columns, correct the file."


def shown(path: Path) -> str:
    """Name a file of the project by its place in it: no path of a machine is told."""
    root = Path(os.environ.get(HOME_VARIABLE) or Path(__file__).resolve().parents[3])
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name


def read_yaml(name: str) -> dict[str, Any]:
    """Read a YAML file of ``data/`` and check it against the JSON Schema that lies beside it.

    Parameters
    ----------
    name : str
        Path under ``data/`` without its ending, such as ``minusma/decisions``.

    Returns
    -------
    dict

    Raises
    ------
    InputError
        Where the file is missing, is not YAML or breaks its schema: file, place, what was expected.
    """
    import fastjsonschema

    def wrong(error: Any) -> str:
        place = "/".join(str(part) for part in error.path[1:]) or "the file"
        expected = str(error.message).removeprefix(str(error.name)).strip()[:160]
        return f"data/{name}.yml, {place}: {expected}; correct it as the schema beside the file describes."

    path = home() / "data" / f"{name}.yml"
    content = parsed_yaml(path)
    with in_words(wrong, fastjsonschema.JsonSchemaValueException):
        fastjsonschema.validate(json.loads(read_text(path.with_suffix(".schema.json"))), content)
    return dict(content)


def parsed_yaml(path: Path, *, words: bool = False) -> Any:
    """Parse a YAML file; with `words`, every value is a word: a column named "No" is not a truth value."""
    import yaml

    def wrong(error: Any) -> str:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return f"{shown(path)}, line {line}: not valid YAML ({error.problem}); correct the file."

    loader = "BaseLoader" if words else "SafeLoader"
    with in_words(wrong, yaml.MarkedYAMLError):
        return yaml.load(read_text(path), Loader=getattr(yaml, f"C{loader}", getattr(yaml, loader)))  # noqa: S506
