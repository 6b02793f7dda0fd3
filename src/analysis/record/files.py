"""Files of rows, whatever their wrapping: CSV, CSV in zip or gzip, XLSX and JSON."""

from __future__ import annotations

import codecs
import csv
import io
import json
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from analysis.errors import InputError

PEEK = 1 << 18
HEADER_ROWS = 6  # titles that people put above their header
# what unpacking raises on a damaged, cut-off or locked archive
DAMAGE = (OSError, EOFError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error)
KEPT_AS = "save it as CSV (UTF-8) or .xlsx and import that"
NOT_TABLES = {
    b"\xd0\xcf\x11\xe0": f"is an old or password-protected Office file: {KEPT_AS}",
    b"%PDF": f"is a PDF: ask the publisher for the table, or {KEPT_AS}",
    b"PAR1": f"is a Parquet file: {KEPT_AS}",
    b"\x89PNG": "is a picture: import the table it was made from",
    b"\xff\xd8\xff": "is a picture: import the table it was made from",
    b"Rar!": "is a RAR archive: unpack it and import the CSV inside",
    b"7z\xbc\xaf": "is a 7z archive: unpack it and import the CSV inside",
    b"BZh": "is a bzip2 archive: unpack it and import the CSV inside",
}


@dataclass(frozen=True, slots=True)
class Header:
    """A row that may be the header, and how to read what follows it."""

    columns: tuple[str, ...]
    delimiter: str = ","
    sheet: str = ""
    skip: int = 0  # rows down to and including the header
    lines: int = 0  # physical lines down to and including the header
    width: int = 0  # fields of the rows below, one more than columns where each ends in a comma


@dataclass(slots=True)
class Source:
    """A file that was looked at: its kind, its possible headers and, once read, its fingerprint."""

    path: Path
    kind: str
    headers: list[Header]
    encoding: str = "utf-8"
    member: str = ""
    sha256: str = ""
    ragged: list[int] = field(default_factory=list)
    rows: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)

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
    try:
        with path.open("rb") as stream:
            start = stream.read(512)
    except OSError as error:
        raise InputError(f"{path.name} cannot be read ({error.strerror}): give a file.") from error
    for magic, what in NOT_TABLES.items():
        if start.startswith(magic):
            raise InputError(f"{path.name} {what}.")
    if not start.strip():
        raise InputError(f"{path.name} is empty: download or export it again.")
    if start.startswith(b"PK"):
        return _look_zip(path)
    if start.startswith(b"\x1f\x8b"):
        return _look_text(path, "gzip")
    if start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return _look_json(path)
    return _look_text(path, "csv")


def _look_zip(path: Path) -> Source:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [item for item in archive.infolist() if not item.is_dir()]
            names = [item.filename for item in members]
            locked = [item.filename for item in members if item.flag_bits & 1]
    except DAMAGE as error:
        raise InputError(f"{path.name} is a damaged archive: download it again.") from error
    if "xl/workbook.xml" in names:
        return _look_xlsx(path)
    tables = [name for name in names if name.lower().endswith((".csv", ".txt", ".tsv"))]
    tables = [name for name in tables if not name.startswith("__MACOSX")]
    if len(tables) != 1:
        raise InputError(f"{path.name} holds {len(tables)} CSV files, not one: unpack it, import one.")
    if tables[0] in locked:
        raise InputError(f"{path.name} is protected by a password: unpack it and import the CSV inside.")
    return _look_text(path, "zip", tables[0])


def open_text(source: Source) -> BinaryIO:
    """Open the bytes of the CSV, unpacked."""
    if source.kind == "gzip":
        import gzip

        return gzip.open(source.path, "rb")  # type: ignore[return-value]
    if source.kind == "zip":
        return zipfile.ZipFile(source.path).open(source.member)  # type: ignore[return-value]
    return source.path.open("rb")


def _look_text(path: Path, kind: str, member: str = "") -> Source:
    source = Source(path, kind, [], member=member)
    try:
        with open_text(source) as stream:
            head = stream.read(PEEK)
    except DAMAGE as error:
        raise InputError(f"{path.name} is a damaged or cut-off archive: download it again.") from error
    text = _decode(source, head)
    if "\x00" in text:
        raise InputError(f"{path.name} is a binary file, not a table: {KEPT_AS}.")
    if text.lstrip()[:1] == "<":
        raise InputError(f"{path.name} is a web page, not data: download the file itself.")
    for delimiter in ",;\t":
        source.headers += _csv_headers(text, delimiter)
    if not source.headers:
        raise InputError(f"{path.name} has no header row: put the names of the columns first.")
    return source


def _decode(source: Source, head: bytes) -> str:
    """Decode the first rows; only the header and, later, the columns that are used say the encoding."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        source.encoding = "utf-16"
        return codecs.getincrementaldecoder("utf-16")("replace").decode(head)
    try:
        head.split(b"\n", 1)[0].decode("utf-8")
        return head.decode("utf-8-sig", "replace")
    except UnicodeDecodeError:
        source.encoding = "latin-1"
        return head.decode("latin-1")


def _csv_headers(text: str, delimiter: str) -> list[Header]:
    found: list[Header] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[tuple[list[str], int]] = []
    try:
        for row in reader:
            rows.append((row, reader.line_num))
            if len(rows) > HEADER_ROWS:
                break
    except csv.Error:
        pass  # a field beyond the reader's limit: the rows before it are still candidates
    for index, (row, line) in enumerate(rows[:HEADER_ROWS]):
        below = rows[index + 1][0] if index + 1 < len(rows) else row
        extra = len(below) == len(row) + 1 and not below[-1]
        if any(row):
            found.append(Header(tuple(row), delimiter, "", index + 1, line, len(row) + extra))
    return found


def _table_headers(name: str, rows: list[tuple[str, ...]], sheet: str = "") -> list[Header]:
    heads = [
        Header(row, ",", sheet, at + 1, at + 1, len(row))
        for at, row in enumerate(rows[:HEADER_ROWS])
        if any(row)
    ]
    if not heads and not sheet:
        raise InputError(f"{name} holds no rows: export it again with at least one.")
    return heads


def _look_xlsx(path: Path) -> Source:
    import openpyxl

    try:
        stream = io.BytesIO(path.read_bytes())  # a name that does not end in .xlsx is no reason to refuse
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
        rows = {
            sheet.title: [tuple(_cell(value) for value in row) for row in sheet.iter_rows(values_only=True)]
            for sheet in book.worksheets
        }
        book.close()
    except Exception as error:  # openpyxl raises whatever its XML reader met
        raise InputError(f"{path.name} is a damaged workbook: save it again.") from error
    source = Source(path, "xlsx", [], rows=rows)
    for title, content in rows.items():
        source.headers += _table_headers(path.name, content, title)
    if not source.headers:
        raise InputError(f"{path.name} holds no rows: save the sheet with its header and at least one row.")
    return source


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat(sep=" ") if hasattr(value, "hour") and hasattr(value, "year") else str(value)


def _look_json(path: Path) -> Source:
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        where = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise InputError(f"{path.name} is broken JSON{where}: fetch or download it again.") from error
    records = content
    if isinstance(content, dict):
        records = next((content[key] for key in ("data", "Result", "results") if key in content), None)
        if not isinstance(records, list):
            said = str(content.get("message") or content.get("error") or "no list of events")[:80]
            raise InputError(f"{path.name} is an answer without data ({said!r}): fetch it again.")
    if not records or not all(isinstance(item, dict) for item in records):
        raise InputError(f"{path.name} holds no list of events: a list of records is expected.")
    names = tuple(dict.fromkeys(name for item in records for name in item))
    body = [tuple(_cell(item.get(name)) for name in names) for item in records]
    return Source(path, "json", [Header(names, skip=1, lines=1, width=len(names))], rows={"": [names, *body]})
