"""Where the data lie, the dictionary that describes every column of them, and what a run keeps of them."""

from __future__ import annotations

import contextlib
import copy
import csv
import functools
import io
import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from analysis.errors import InputError, in_words
from analysis.record.files import TEXT, WORDS, regular

if TYPE_CHECKING:
    import pandas as pd

HOME_VARIABLE = "MALI_TRENDS_HOME"
DICTIONARY = Path("data") / "datapackage.json"
CHECKOUT = Path(__file__).resolve().parents[3]
SHIPPED = Path(__file__).resolve().parents[1] / "project"  # in a wheel: data and notebooks to copy from
ENDS = {"minimum": float("-inf"), "maximum": float("inf")}


def home() -> Path:
    """Return the project's folder: the one that holds ``data/datapackage.json``.

    The environment variable ``MALI_TRENDS_HOME`` comes first, then the working folder and those above it
    (with notebooks: another project may have a data package), then the checkout that the package lies in,
    then what the package brings along.

    Raises
    ------
    InputError
        If none of them holds the data.
    """
    named = os.environ.get(HOME_VARIABLE, "")
    if named.startswith("/"):  # as in every run: asked often, and so ten times as fast
        return _home(named, "", False)
    with in_words("The working folder is gone: go to one that exists.", OSError):
        here = os.getcwd()  # noqa: PTH109 -- twice as fast
    return _home(named, here, not named and os.path.isfile(DICTIONARY))  # noqa: PTH113 -- it can become one


@functools.cache
def _home(named: str, here: str, _project: bool) -> Path:
    folders = [Path(named)] if named else [Path(here), *Path(here).parents, CHECKOUT, SHIPPED]
    for folder in folders:
        if (folder / DICTIONARY).is_file() and (named or (folder / "notebooks").is_dir()):
            return folder
    what = f"{DICTIONARY} is missing from {folders[0]}: restore the data folder"
    raise InputError(f"{what}, or set {HOME_VARIABLE} to the folder of the project.")


Function = TypeVar("Function", bound=Callable[..., Any])


def _state() -> tuple[tuple[str, int, int], ...]:
    """Return what tells whether ``data/`` is as it was: its files, but for private and raw ones."""
    found = [*os.scandir(home() / "data")]
    folders = [item.path for item in found if item.is_dir() and item.name not in ("raw", "private")]
    found += [file for folder in folders for file in os.scandir(folder)]
    state = []
    for file in found:
        with contextlib.suppress(FileNotFoundError):  # it went meanwhile, or is the lock of an editor
            state.append((file.path, file.stat().st_size, file.stat().st_mtime_ns))
    return tuple(sorted(state))


def _keeping(state: Callable[[], Any], given: Callable[[Any], Any]) -> Callable[[Function], Function]:
    """Return what keeps what a function gives, by a state and its arguments; `given` makes a caller's copy.

    They stay in the memory of this process, and of those forked from it: in no file that could be changed.
    ``cache_clear`` of a function forgets all of its own.
    """

    def keep(function: Function) -> Function:
        read = functools.cache(lambda _state, *asked, **how: function(*asked, **how))

        @functools.wraps(function)
        def get(*asked: Any, **how: Any) -> Any:
            return given(read(state(), *asked, **how))

        get.cache_clear = read.cache_clear  # type: ignore[attr-defined]
        return get  # type: ignore[return-value]

    return keep


# for the process, by the project's folder: what nobody changes; and the ledger, of which everyone has a copy
read_once = _keeping(home, lambda found: found)
copied = _keeping(home, copy.deepcopy)
kept = _keeping(_state, copy.deepcopy)  # all else of the data, as long as no file of them changes


@read_once
def dictionary() -> dict[str, Any]:
    """Return the dictionary of ``data/``, a Data Package.

    Raises
    ------
    InputError
        If it is unreadable or does not name its tables, their files and their columns.
    """

    def wrong(error: Any) -> str:
        return f"{DICTIONARY} does not describe tables ({error}): restore the file."

    with in_words(wrong, ValueError, TypeError, LookupError):
        content: dict[str, Any] = json.loads(read_text(home() / DICTIONARY))
        _ = [(entry["name"], entry["path"], entry["schema"]["fields"]) for entry in content["resources"]]
        return content


def resource(name: str) -> dict[str, Any]:
    """Return the dictionary's entry for a table, by its name."""
    with in_words(f"{DICTIONARY} describes no table {name!r}: restore the file.", KeyError):
        return dict({entry["name"]: entry for entry in dictionary()["resources"]}[name])


def fields_of(name: str) -> dict[str, Any]:
    """Return what the dictionary says of each column of a table."""
    return {field["name"]: field for field in resource(name)["schema"]["fields"]}


def read_text(path: Path) -> str:
    """Read a text file, naming it where it is missing, unreadable or not UTF-8."""

    def wrong(error: Any) -> str:
        if isinstance(error, UnicodeDecodeError):
            line = error.object.count(b"\n", 0, error.start) + 1
            if error.object.startswith(b"PK"):
                return f"{shown(path)} is a workbook, and text is read here: save its sheet as CSV UTF-8."
            return f"{shown(path)}, line {line}, byte {error.start}: not UTF-8 text; save the file as UTF-8."
        what = "is missing" if isinstance(error, FileNotFoundError) else f"cannot be read ({error.strerror})"
        ours = "restore it from the repository, or " * path.is_relative_to(home())
        return f"{shown(path)} {what}: {ours}give another file."

    with in_words(wrong, OSError, UnicodeDecodeError):
        path.stat()
        return regular(path, shown(path), TEXT).read_text("utf-8")


@kept
def read_table(name: str) -> pd.DataFrame:
    """Read a table of ``data/`` as its dictionary describes it, by its name there, such as ``figures``.

    A column per field; every cell stays the text that is printed, "" where it is empty.

    Raises
    ------
    InputError
        Where the file is missing, or a column is not as ``data/datapackage.json`` describes it: file, line,
        column and what was expected. The keys between tables are left to `analysis.record.check.check`.

    Examples
    --------
    >>> read_table("units").query("unit == 'victims'").label_en.item()
    'victims'
    """
    entry = resource(name)
    return read_as(home() / "data" / entry["path"], entry).reset_index(drop=True)


def read_csv(path: Path, clean: Callable[[str], str] = str) -> pd.DataFrame:
    """Read a CSV file as text, each cell cleaned; the index is the row's line in the file."""
    import pandas as pd

    form: dict[str, Any] = {"header": None, "dtype": str, "keep_default_na": False, "skip_blank_lines": False}
    what = f"{shown(path)} is no CSV table: "  # pandas says what, and on which line, in its last words
    with in_words(lambda error: f"{what}{str(error).rpartition('error: ')[2].strip()}.", ValueError):
        cells = pd.read_csv(io.StringIO(plain(read_text(path))), **form)
    cells = cells.astype(object).fillna("").map(clean)
    cells.index += 1
    table: pd.DataFrame = cells.iloc[1:].set_axis(cells.iloc[0].tolist(), axis=1)
    return table[(table != "").any(axis=1)]


def plain(text: str) -> str:
    r"""Return a CSV text as the project writes it, also where a spreadsheet has saved it.

    Without the mark at its beginning, with plain line ends, commas for semicolons and points in decimals.

    Examples
    --------
    >>> plain("\ufeffmeasure;value\r\nkilled;17,22\r\n")
    'measure,value\nkilled,17.22\n'
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    head = text.partition("\n")[0]
    if head.count(";") <= head.count(","):
        return text
    rows = csv.reader(io.StringIO(text), delimiter=";")
    made = io.StringIO(newline="")
    decimals = ([re.sub(r"^([-+]?\d+),(\d+)$", r"\1.\2", cell) for cell in row] for row in rows)
    csv.writer(made, lineterminator="\n").writerows(decimals)
    return made.getvalue()


def read_as(path: Path, entry: dict[str, Any], clean: Callable[[str], str] = str) -> pd.DataFrame:
    """Read a file as an entry of the dictionary describes it; the index is the row's line in the file."""
    where, schema = shown(path), entry["schema"]
    fields = {field["name"]: field for field in schema["fields"]}
    table = read_csv(path, clean)
    needed = [column for column, field in fields.items() if field.get("constraints", {}).get("required")]
    odd = [*table.columns.difference([*fields]), *table.columns[table.columns.duplicated()]]
    if odd := [*odd, *(column for column in needed if column not in table)]:
        raise InputError(f"{where}, line 1: column {odd[0]!r} is missing, repeated or none of {[*fields]}.")
    table = table.reindex(columns=[*fields], fill_value="")
    for fault in faults(where, table, fields):
        raise InputError(f"{fault}; {DICTIONARY} describes the columns, correct the file.")
    if "primaryKey" in schema and (twice := table.duplicated(schema["primaryKey"])).any():
        raise InputError(f"{where}, line {twice.idxmax()}: expected a key that no other row has.")
    return table


def faults(where: str, table: pd.DataFrame, fields: dict[str, Any]) -> Iterator[str]:
    """Yield what the description of its column forbids of each cell of a table."""
    import pandas as pd

    for name, field in fields.items():
        column, rules = table[name], field.get("constraints", {})
        given, values = column.ne(""), rules.get("enum", [])
        numbers = pd.to_numeric(column, errors="coerce") if rules.keys() & ENDS else pd.Series(0, table.index)
        within = numbers.between(*(rules.get(end, none) for end, none in ENDS.items()))
        form = re.compile(rules.get("pattern", WORDS["forms"].get(field["type"], r"(?s).*")))
        like = field.get("example", form.pattern)
        for fine, expected in (
            (given | (not rules.get("required")), "a value, found none"),
            (~given | column.isin(values or column), f"one of {', '.join(values)}"),
            (~given | column.map(form.fullmatch).notna(), f"the form of {like}"),
            (~given | ~column.duplicated() | (not rules.get("unique")), "a value that no other row has"),
            (~given | within, " to ".join(str(rules.get(end, "...")) for end in ENDS)),
        ):
            for line, value in column[~fine].items():
                found = f" found {value[:60]!r};" if value else ""
                yield f"{where}, line {line}, column {name}:{found} expected {expected}"


def shown(path: Path) -> str:
    """Name a file of the project by its place in it: no path of a machine is told."""
    root = home()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name


def read_yaml(name: str) -> dict[str, Any]:
    """Read a YAML file of ``data/`` and check it against the JSON Schema that lies beside it.

    Its name is the path under ``data/`` without its ending, such as ``minusma/decisions``.

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


def parsed_yaml(path: Path) -> Any:
    """Parse a YAML file, in which every value is a word: a column named "No" is not a truth value."""
    import yaml

    def wrong(error: Any) -> str:
        mark = getattr(error, "problem_mark", None)
        what = " ".join(str(getattr(error, "problem", None) or error).split())[:160]
        line = mark.line + 1 if mark else 1
        return f"{shown(path)}, line {line}: not valid YAML ({what}); correct the file."

    def once(self: Any, node: Any, **options: Any) -> Any:
        """Build a mapping in which no key stands twice: the first would be lost without a word."""
        keys = {str(key.value): key for key, _ in reversed(node.value)}
        for key, _ in node.value:
            if key is not keys[str(key.value)]:
                raise yaml.MarkedYAMLError(problem=f"{key.value!r} stands twice", problem_mark=key.start_mark)
        return form.construct_mapping(self, node, **options)

    text, form = read_text(path), getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    loads = type("Words", (form,), {"construct_mapping": once})
    with in_words(wrong, yaml.YAMLError, ValueError):
        if text.count("[") + text.count("{") > 5000:  # C code would overflow
            raise ValueError("nested too deeply")
        if any(isinstance(item, yaml.AliasToken) for item in yaml.scan(text, Loader=loads)):
            raise ValueError("an alias, which may stand for more than memory holds")
        return yaml.load(text, Loader=loads)  # noqa: S506
