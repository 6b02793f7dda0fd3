"""Files of rows, whatever their wrapping: CSV, CSV in zip or gzip, XLSX, JSON."""

from __future__ import annotations

import contextlib
import csv
import gzip
import io
import itertools
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from analysis.errors import InputError, in_words

KEPT_AS = "save the table as CSV (UTF-8) or .xlsx and import that"
STRAY = re.compile("[\udc80-\udcff]")  # how Python holds a byte that is not UTF-8
csv.field_size_limit(1 << 26)  # a longer field is an unclosed quotation mark, not a text
Rows = Iterator[list[str] | None]
Parts = dict[str, Callable[..., Rows]]


def parts_of(path: Path) -> Parts:
    """Say how to go through the rows of each part of a file: of each sheet, or by each delimiter of a CSV.

    Parameters
    ----------
    path : Path
        CSV (comma, semicolon or tab; UTF-8, UTF-16 with its mark, or Latin-1), gzip or zip of
        one CSV, XLSX, or JSON.

    Raises
    ------
    InputError
        Where there is no such file, or it is no table.
    """
    told = in_words(lambda error: f"{path.name} cannot be read ({error.strerror}): give a file.", OSError)
    with told, path.open("rb") as stream:
        start = stream.read(4096)
    with guarded(path.name):
        opened: Callable[[], Any] = partial(path.open, "rb")
        if start.startswith(b"PK"):
            with zipfile.ZipFile(path) as archive:
                members = {item.filename: item for item in archive.infolist()}
            if "xl/workbook.xml" in members:
                return _sheets(path)
            tables = [name for name in members if re.search(r"(?i)^(?!__MACOSX).*\.(csv|txt|tsv)$", name)]
            if len(tables) != 1 or members[tables[0]].flag_bits & 1:
                what = f"holds {len(tables)} CSV files, not one" if len(tables) != 1 else "has a password"
                raise InputError(f"{path.name} {what}: unpack it and import the CSV inside.")
            opened = partial(_member, path, tables[0])
        elif start.startswith(b"\x1f\x8b"):
            opened = partial(gzip.open, path)
        elif start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
            return {"": partial(_plain, _records(path))}
        with opened() as stream:
            return _delimited(path.name, opened, stream.read(4096))


def guarded(name: str) -> contextlib.AbstractContextManager[None]:
    """Put whatever a library raises at a damaged file into one sentence."""
    return in_words(f"{name} is damaged or cut off: download or save it again.", Exception)


def _member(path: Path, name: str) -> Any:
    return zipfile.ZipFile(path).open(name)


def _delimited(name: str, opened: Callable[[], Any], start: bytes) -> Parts:
    encoding = "utf-16" if start[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    for wrong, what in (
        (not start.strip(b"\xef\xbb\xbf \t\r\n"), "is empty: download or export it again"),
        (b"\x00" in start and encoding == "utf-8-sig", f"is a binary file, not a table: {KEPT_AS}"),
        (start.startswith(b"%PDF"), f"is a PDF, not a table: {KEPT_AS}"),
        (start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<", "is a web page: download the file itself"),
    ):
        if wrong:
            raise InputError(f"{name} {what}.")
    return {delimiter: partial(_csv, name, opened, encoding, delimiter) for delimiter in ",;\t"}


def _csv(name: str, opened: Callable[[], Any], encoding: str, delimiter: str, *, world: bool = False) -> Rows:
    """Go through the rows of a CSV file; in a world file, one that nowhere names Mali is passed over."""
    line = 1
    with io.TextIOWrapper(opened(), encoding, errors="surrogateescape", newline="") as text:
        try:
            if world:
                for line, record, closed in _whole(text):  # noqa: B007 -- a message tells the line
                    low = record.casefold()
                    passed_over = closed and "mali" not in low and not low.isspace() and low[0] not in '"#'
                    yield (
                        None if passed_over else next(csv.reader([record], delimiter=delimiter, strict=True))
                    )
                return
            reader = csv.reader(text, delimiter=delimiter, strict=True)
            for row in reader:
                yield row
                line = reader.line_num + 1
        except csv.Error:
            raise InputError(f"{name} line {line} opens a quotation mark: close it.") from None


def _whole(text: io.TextIOWrapper) -> Iterator[tuple[int, str, bool]]:
    """Put together the lines of each row: one that opens a quotation mark goes on until it is closed.

    Yields the number of its first line, its text, and whether it is closed.
    """
    lines: list[str] = []
    is_open, number = False, 0
    for number, line in enumerate(text, 1):
        is_open ^= line.count('"') % 2 == 1
        lines.append(line)
        if not is_open:
            yield number - len(lines) + 1, "".join(lines), True
            lines.clear()
    if lines:
        yield number - len(lines) + 1, "".join(lines), False


def _sheets(path: Path) -> Parts:
    import pandas as pd

    sheets = pd.read_excel(path, sheet_name=None, header=None, dtype=object, na_filter=False)
    return {title: partial(_plain, rows.to_numpy().tolist()) for title, rows in sheets.items()}


def _plain(rows: list[list[Any]], *, world: bool = False) -> Rows:  # noqa: ARG001 -- these files are small
    return (list(map(_text, row)) for row in rows)


def _text(value: Any) -> str:
    """Write a cell as text: 2.0 as 2; what is missing where empty cells are "" is a formula that failed."""
    if isinstance(value, float):
        return "error" if value != value else str(int(value)) if value.is_integer() else str(value)
    return "" if value is None else str(value)


def _records(path: Path) -> list[list[Any]]:
    def broken(error: json.JSONDecodeError) -> str:
        return f"{path.name} is broken JSON at line {error.lineno}: fetch or download it again."

    with in_words(broken, json.JSONDecodeError):
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    records = content
    if isinstance(content, dict):
        records = next((content[key] for key in ("data", "Result", "results") if key in content), None)
        if not isinstance(records, list):
            said = str(content.get("message") or content.get("error") or "no list of events")[:80]
            raise InputError(f"{path.name} is an answer without data ({said!r}): fetch it again.")
    if not records or not all(isinstance(item, dict) for item in records):
        raise InputError(f"{path.name} holds no list of events: a list of records is expected.")
    columns = list(dict.fromkeys(key for item in records for key in item))
    return [columns, *([item.get(name) for name in columns] for item in records)]


def first_rows(name: str, rows: Callable[..., Rows], count: int) -> list[list[str]]:
    """Return the first rows of a part, as far as it can be read."""
    first: list[list[str]] = []
    with contextlib.suppress(InputError), guarded(name):
        first.extend([mended(cell) for cell in row or []] for row in itertools.islice(rows(), count))
    return first


def mended(cell: str) -> str:
    """Read the bytes of a cell that are not UTF-8 as Latin-1, and leave out the blanks around it."""
    return STRAY.sub(lambda byte: chr(ord(byte[0]) - 0xDC00), cell).strip()
