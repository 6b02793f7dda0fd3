"""Files of rows, whatever their wrapping (CSV, CSV in zip or gzip, XLSX, JSON), as the bytes of a CSV."""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
import itertools
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from analysis.errors import InputError, in_words

PEEK = 1 << 18
HEADER_ROWS = 6  # titles that people put above their header
# what unpacking raises on a damaged, cut-off or locked archive
DAMAGE = (OSError, EOFError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error)
KEPT_AS = "save it as CSV (UTF-8) or .xlsx and import that"
NOT_TABLES = {  # by the first bytes
    (b"\xd0\xcf\x11\xe0",): f"is an old or password-protected Office file: {KEPT_AS}",
    (b"%PDF",): f"is a PDF: ask the publisher for the table, or {KEPT_AS}",
    (b"PAR1",): f"is a Parquet file: {KEPT_AS}",
    (b"\x89PNG", b"\xff\xd8\xff"): "is a picture: import the table it was made from",
    (
        b"Rar!",
        b"7z\xbc\xaf",
        b"BZh",
    ): "is a 7z archive, RAR archive or bzip2 archive: unpack it, import the CSV inside",
}
Parts = dict[str, Callable[[], Any]]


@dataclass(frozen=True, slots=True)
class Header:
    """A row that may be the header, and how to read what follows it."""

    columns: tuple[str, ...]
    delimiter: str
    part: str
    skip: int  # rows down to and including the header
    lines: int  # physical lines down to and including the header
    width: int  # fields of the rows below, one more than columns where each ends in a comma


@dataclass(slots=True)
class Source:
    """A file that was looked at: how to open the CSV in each of its parts, and its possible headers."""

    path: Path
    parts: Parts  # by the name of the sheet in a workbook; others have one part
    headers: list[Header] = field(default_factory=list)
    encoding: str = "utf-8"

    @property
    def name(self) -> str:
        """File name without its folder: paths of a machine appear in no output."""
        return self.path.name


def look(path: Path) -> Source:
    """Say what kind of file this is and which of its first rows could be the header.

    Parameters
    ----------
    path : Path
        CSV (comma, semicolon or tab; UTF-8, UTF-16 with its mark, or Latin-1), gzip or zip of
        one CSV, XLSX, or JSON.

    Returns
    -------
    Source

    Raises
    ------
    InputError
        Where there is no such file, or it is no table.
    """
    import pyarrow as pa

    told = in_words(lambda error: f"{path.name} cannot be read ({error.strerror}): give a file.", OSError)
    with told, path.open("rb") as stream:
        start = stream.read(512)
    for magics, what in NOT_TABLES.items():
        if start.startswith(magics):
            raise InputError(f"{path.name} {what}.")
    if not start.strip():
        raise InputError(f"{path.name} is empty: download or export it again.")
    parts: Parts = {"": partial(path.open, "rb")}
    if start.startswith(b"PK"):
        parts = _archive(path)
    elif start.startswith(b"\x1f\x8b"):
        parts = {"": partial(pa.input_stream, str(path), compression="gzip")}  # faster than gzip.open
    elif start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        parts = _records(path)
    source = Source(path, parts)
    for part in parts:
        text = _head(source, part)
        for delimiter in ",;\t":
            source.headers += _headers(text, delimiter, part)
    if not source.headers:
        raise InputError(f"{path.name} holds no rows and no header row: put the names of the columns first.")
    return source


def _archive(path: Path) -> Parts:
    told = in_words(f"{path.name} is a damaged archive: download it again.", *DAMAGE)
    with told, zipfile.ZipFile(path) as archive:
        members = {item.filename: item for item in archive.infolist()}
    if "xl/workbook.xml" in members:
        return _sheets(path)
    tables = [name for name in members if name.lower().endswith((".csv", ".txt", ".tsv"))]
    tables = [name for name in tables if not name.startswith("__MACOSX")]
    if len(tables) != 1:
        raise InputError(f"{path.name} holds {len(tables)} CSV files, not one: unpack it, import one.")
    if members[tables[0]].flag_bits & 1:
        raise InputError(f"{path.name} is protected by a password: unpack it and import the CSV inside.")
    return {"": lambda: zipfile.ZipFile(path).open(tables[0])}


def _sheets(path: Path) -> Parts:
    import pandas as pd

    # openpyxl raises whatever its XML reader met
    with in_words(f"{path.name} is a damaged workbook: save it again.", Exception):
        sheets = pd.read_excel(
            path, sheet_name=None, header=None, dtype=object, na_filter=False, engine="openpyxl"
        )
    # an empty cell is ""; what pandas calls missing is a formula that failed, and no blank
    return {title: _as_csv(rows, header=False, na_rep="error") for title, rows in sheets.items()}


def _records(path: Path) -> Parts:
    import pandas as pd

    def broken(error: Exception) -> str:
        where = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        return f"{path.name} is broken JSON{where}: fetch or download it again."

    with in_words(broken, ValueError, RecursionError):
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    records = content
    if isinstance(content, dict):
        records = next((content[key] for key in ("data", "Result", "results") if key in content), None)
        if not isinstance(records, list):
            said = str(content.get("message") or content.get("error") or "no list of events")[:80]
            raise InputError(f"{path.name} is an answer without data ({said!r}): fetch it again.")
    if not records or not all(isinstance(item, dict) for item in records):
        raise InputError(f"{path.name} holds no list of events: a list of records is expected.")
    return {"": _as_csv(pd.DataFrame(records, dtype=object).map(_whole))}


def _whole(value: Any) -> Any:
    """Write a code such as 2.0 as 2."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _as_csv(rows: Any, **options: Any) -> Callable[[], Any]:
    return partial(io.BytesIO, rows.to_csv(index=False, **options).encode())


def _head(source: Source, part: str) -> str:
    """Decode the first rows; only the header and, later, the columns that are used say the encoding."""
    told = in_words(f"{source.name} is a damaged or cut-off archive: download it again.", *DAMAGE)
    with told, source.parts[part]() as stream:
        head: bytes = stream.read(PEEK)
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        source.encoding = "utf-16"
    else:
        try:
            head.split(b"\n", 1)[0].decode("utf-8")
        except UnicodeDecodeError:
            source.encoding = "latin-1"
    codec = "utf-8-sig" if source.encoding == "utf-8" else source.encoding
    text = codecs.getincrementaldecoder(codec)("replace").decode(head)
    if "\x00" in text:
        raise InputError(f"{source.name} is a binary file, not a table: {KEPT_AS}.")
    if text.lstrip()[:1] == "<":
        raise InputError(f"{source.name} is a web page, not data: download the file itself.")
    return text


def _headers(text: str, delimiter: str, part: str) -> Iterator[Header]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[tuple[list[str], int]] = []
    with contextlib.suppress(csv.Error):  # a field beyond the reader's limit: the rows before it may do
        rows.extend((row, reader.line_num) for row in itertools.islice(reader, HEADER_ROWS + 1))
    for index, (row, line) in enumerate(rows[:HEADER_ROWS], 1):
        below = rows[index][0] if index < len(rows) else row
        extra = len(below) == len(row) + 1 and not below[-1]
        if any(row):
            yield Header(tuple(row), delimiter, part, index, line, len(row) + extra)
