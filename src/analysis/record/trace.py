"""What a run reads of the data, noted while it reads: only what has changed need be made again.

The tables marked with `watched` note which of their rows and columns are looked at; a function marked
with `query` is noted by its arguments and its result, in place of what it read on the way. Of every other
file under ``data/`` that is opened, and of every folder that is listed, the whole is noted. What a function
marked with `kept` returns is kept in memory together with all that was read for it, and this is noted
whenever the result is asked for: also in a process that was forked after it was read.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from analysis.quarter import Quarter

if TYPE_CHECKING:
    import pandas as pd

VARIABLE = "MALI_TRENDS_TRACE"  # names the file that reads are noted in, one JSON object a line
# What nothing but watched tables and queries keeps in memory. Opened by anybody else, the whole is noted.
_IN_PARTS = ("minusma/figures.csv", "minusma/decisions.yml", "events")
_FILE = '{"file": "'

P = ParamSpec("P")
R = TypeVar("R")
_noted: dict[str, str] = {}
_answering = 0  # queries at work
_folders: set[str] = set()
_kept: dict[tuple[Any, ...], tuple[Any, dict[str, str] | None]] = {}  # results, and marks of what was read
_collections: list[dict[str, str]] = []  # of the results that are being worked out


def start(data: Path) -> None:
    """Note from here on what this process reads of `data`, if ``MALI_TRENDS_TRACE`` names a file.

    What is kept from before is forgotten if a file that it rests on is not as it was.
    """
    _folders.clear()
    reads = {read for _, marks in _kept.values() for read in (marks or {}).items() if _of_file(read[0])}
    if any(changed({**json.loads(key), "mark": mark}, data) for key, mark in reads):
        forget()
    if VARIABLE in os.environ:
        _listen(data)


@contextlib.contextmanager
def preparing(data: Path) -> Iterator[None]:
    """Keep inside the block what processes forked later will ask for, and what is read for it."""
    _listen(data)
    _collections.append({})
    try:
        yield
    finally:
        _collections.clear()


def forget() -> None:
    """Read everything anew from here on."""
    _kept.clear()


@functools.cache
def _hook() -> None:
    sys.addaudithook(_opened)  # it cannot be taken away again


def _listen(data: Path) -> None:
    _hook()
    _folders.update((os.path.abspath(data), os.path.realpath(data)))  # noqa: PTH100 -- links followed and not


def _opened(event: str, args: tuple[Any, ...]) -> None:
    if event not in ("open", "os.scandir", "os.listdir") or not isinstance(args[0], str | os.PathLike):
        return
    path = os.path.abspath(args[0])  # noqa: PTH100 -- nothing but text: this is called at every file
    for data in _folders if _wanted() else ():
        if path == data or path.startswith(data + os.sep):
            _note(json.dumps({"file": path[len(data) + 1 :]}), lambda: file_mark(Path(path)))
            return


def _wanted() -> bool:
    return bool(_collections) or VARIABLE in os.environ


def _of_file(key: str) -> bool:
    return key.startswith(_FILE)


def _note(key: str, mark: Callable[[], str]) -> None:
    """Note a read, as JSON, for the result that is being worked out, or else in the file.

    While a query is at work that is nothing but files which are not kept in parts.
    """
    if _answering and (not _of_file(key) or key.startswith(_IN_PARTS, len(_FILE))):
        return
    noted = _collections[-1] if _collections else _noted
    if key in noted:
        return
    noted[key] = ""  # to work out a mark is to read again
    with _answered():
        noted[key] = mark()
        if not _collections:
            with Path(os.environ[VARIABLE]).open("a", encoding="utf-8") as stream:
                stream.write(json.dumps({**json.loads(key), "mark": noted[key]}) + "\n")


def kept(function: Callable[P, R]) -> Callable[P, R]:
    """Keep the result of a function for its arguments: nobody may change it."""

    @functools.wraps(function)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        key, wanted = (function, *args, *kwargs.items()), _wanted()
        found = _kept.get(key)
        if found is None or (wanted and found[1] is None):
            work = functools.partial(function, *args, **kwargs)
            found = _kept[key] = _collected(work) if wanted else (work(), None)
        for read, mark in (found[1] or {}).items() if wanted else ():
            _note(read, lambda mark=mark: mark)  # type: ignore[misc]
        result: R = found[0]
        return result

    return asked


def _collected(work: Callable[[], Any]) -> tuple[Any, dict[str, str]]:
    """Return a result and all that was read for it, whoever asks for it."""
    global _answering
    outer, _answering = _answering, 0
    _collections.append({})
    try:
        return work(), _collections[-1]
    finally:
        _collections.pop()
        _answering = outer


@contextlib.contextmanager
def _answered() -> Iterator[None]:
    global _answering
    _answering += 1
    try:
        yield
    finally:
        _answering -= 1


def _tracing() -> bool:
    return not _answering and _wanted()


def _mark(content: object) -> str:
    return hashlib.sha256(repr(content).encode()).hexdigest()


def file_mark(path: Path) -> str:
    """Return the hash of a file, or of the names in a folder; "" for what is not there."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except IsADirectoryError:
        return _mark(sorted(item.name for item in path.iterdir()))
    except OSError:
        return ""


def query(function: Callable[P, R]) -> Callable[P, R]:
    """Note the result of a function instead of what it reads.

    Its arguments are text, tuples of text or quarters, given by position; its result has a `repr` that
    says all and is the same every time.
    """

    @functools.wraps(function)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        if not _tracing() or kwargs:
            return function(*args, **kwargs)
        with _answered():
            result = function(*args, **kwargs)
        given = [{"quarter": str(item)} if isinstance(item, Quarter) else item for item in args]
        _note(json.dumps({"query": _name(function), "given": given}), lambda: _mark(result))
        return result

    return asked


def watched(function: Callable[[], pd.DataFrame]) -> Callable[[], pd.DataFrame]:
    """Make a table note which of its rows and columns are looked at."""

    @functools.wraps(function)
    def asked() -> pd.DataFrame:
        if not _tracing():
            return function()
        with _answered():
            table = function()
        watch: pd.DataFrame = _watch_class()(table, _name(function))
        return watch

    return asked


def _name(function: Callable[..., Any]) -> str:
    return f"{function.__module__}:{function.__name__}"


@functools.cache
def _watch_class() -> Any:  # noqa: C901 -- a class of small methods, made where pandas is there
    pd: Any = import_module("pandas")

    class Watched(pd.DataFrame):  # type: ignore[misc]
        """A table, or some rows of one, that notes what is looked at.

        A column by name is noted for its rows, and a choice of rows by a mask is watched in its turn:
        what the mask was made of has been noted. Whatever else pandas does with a table goes through its
        block manager, and counts as looking at all that is in it.
        """

        def __init__(self, table: Any, name: str, *, whole: bool = True) -> None:
            for key, value in {"_table": table, "_origin": name, "_whole": whole}.items():
                object.__setattr__(self, key, value)
            super().__init__(table)

        @classmethod
        def _from_mgr(cls, manager: Any, axes: Any) -> Any:
            return pd.DataFrame._from_mgr(manager, axes)  # what is made of it is an ordinary table

        def __getitem__(self, key: Any) -> Any:
            if getattr(key, "dtype", "") == "bool":
                return Watched(self._table[key], self._origin, whole=False)
            self._look(key if isinstance(key, str) else "")
            return self._table[key]

        def _look(self, column: str) -> None:
            rows = None if self._whole else self._table.index.tolist()
            read = {"table": self._origin, "column": column, "rows": rows}
            _note(json.dumps(read), lambda: _part_mark(self._table, column))

        @property
        def _mgr(self) -> Any:
            self._look("")
            return self._table._mgr

        @_mgr.setter
        def _mgr(self, manager: Any) -> None:
            self._table._mgr = manager

        @property
        def columns(self) -> Any:
            return self._table.columns

        @property
        def index(self) -> Any:
            if self._whole:  # else the masks say which rows there are
                self._look("#")
            return self._table.index

    return Watched


def _part_mark(part: pd.DataFrame, column: str) -> str:
    """Return the hash of a column; of all columns for "", of the numbers of the rows for "#"."""
    if column == "#":
        return _mark(part.index.tolist())
    return _mark(part[column].tolist() if column else part.to_dict("list"))


def _given(item: Any) -> Any:
    """Return an argument as it was given: JSON knows no quarters and no tuples."""
    if isinstance(item, dict):
        return Quarter.parse(item["quarter"])
    return tuple(item) if isinstance(item, list) else item


def changed(read: Mapping[str, Any], data: Path) -> str:
    """Name what was read and is not as it was; "" where a run would read the same.

    Parameters
    ----------
    read : mapping
        A line of the file that a run noted its reads in.
    data : Path

    Raises
    ------
    InputError
        If the data are broken.
    """
    if "file" in read:
        return "" if file_mark(data / read["file"]) == read["mark"] else f"data/{read['file']}"
    module, name = str(read.get("query") or read["table"]).split(":")
    function = getattr(import_module(module), name)
    if "query" in read:
        given = [_given(item) for item in read["given"]]
        same = _mark(function(*given)) == read["mark"]
        return "" if same else " ".join([name, *map(str, given)]).strip("_")
    table, rows = function(), read["rows"]
    if rows is not None:
        if rows and rows[-1] >= len(table):
            return name
        table = table.loc[rows]
    same = _part_mark(table, read["column"]) == read["mark"]
    return "" if same else f"{name}, {read['column'] or 'all columns'} of {len(table)} rows"
