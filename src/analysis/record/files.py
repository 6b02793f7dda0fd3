"""Files of rows, whatever their wrapping: CSV, CSV in zip or gzip, XLSX, JSON."""

from __future__ import annotations

import contextlib
import csv
import gzip
import hashlib
import io
import itertools
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import InputError, in_words

if TYPE_CHECKING:
    import pandas as pd

HEADER_ROWS = 6  # titles that people put above their header
KEPT_AS = "save the table as CSV (UTF-8) or .xlsx and import that"
NOT_TABLES = {  # by the first bytes
    b"\xd0\xcf\x11\xe0": "an old or password-protected Office file", b"%PDF": "a PDF",
    b"PAR1": "a Parquet file", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture",
    b"Rar!": "a RAR archive", b"7z\xbc\xaf": "a 7z archive", b"BZh": "a bzip2 archive",
}  # fmt: skip
MALI = ("mali", "mli", "ml", "432", "466")  # name, ISO 3166, Gleditsch and Ward, ISO number
STRAY = re.compile("[\udc80-\udcff]")  # how Python holds a byte that is not UTF-8
csv.field_size_limit(1 << 26)  # a longer field is an unclosed quotation mark, not a text
Rows = Iterator[list[str] | None]


@dataclass(frozen=True, slots=True)
class Header:
    """A row that may be the header: its part of the file, its number, and the fields of the rows below."""

    columns: tuple[str, ...]
    part: str
    skip: int
    width: int  # one more than columns where each row ends in a comma


@dataclass(slots=True)
class Source:
    """A file that was looked at: how to go through the rows of each of its parts, and its possible headers.

    A part is a sheet of a workbook or, of a CSV file, a delimiter that it may have.
    """

    name: str
    sha256: str
    parts: dict[str, Callable[..., Rows]]
    headers: list[Header] = field(default_factory=list)
    latin: bool = False  # letters that are not UTF-8 were met, and read as Latin-1


def look(path: Path) -> Source:
    """Say what kind of file this is and which of its first rows could be the header.

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
        stream.seek(0)
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    for magic, what in NOT_TABLES.items():
        if start.startswith(magic):
            raise InputError(f"{path.name} is {what}: {KEPT_AS}.")
    if not start.strip():
        raise InputError(f"{path.name} is empty: download or export it again.")
    with _guarded(path.name):
        source = Source(path.name, sha256, _parts(path, start))
        for part, rows in source.parts.items():
            source.headers += _headers(part, rows)
    if not source.headers:
        raise InputError(f"{path.name} holds no rows and no header row: put the names of the columns first.")
    return source


def _guarded(name: str) -> contextlib.AbstractContextManager[None]:
    """Put whatever a library raises at a damaged file into one sentence."""
    return in_words(f"{name} is damaged or cut off: download or save it again.", Exception)


def _parts(path: Path, start: bytes) -> dict[str, Callable[..., Rows]]:
    opened: Callable[[], Any] = partial(path.open, "rb")
    if start.startswith(b"PK"):
        with zipfile.ZipFile(path) as archive:
            members = {item.filename: item for item in archive.infolist()}
        if "xl/workbook.xml" in members:
            return _sheets(path)
        tables = [name for name in members if re.search(r"(?i)^(?!__MACOSX).*\.(csv|txt|tsv)$", name)]
        if len(tables) != 1:
            raise InputError(f"{path.name} holds {len(tables)} CSV files, not one: unpack it, import one.")
        if members[tables[0]].flag_bits & 1:
            raise InputError(f"{path.name} is protected by a password: unpack it and import the CSV inside.")
        opened = partial(_member, path, tables[0])
    elif start.startswith(b"\x1f\x8b"):
        opened = partial(gzip.open, path)
    elif start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return {"": partial(_plain, _records(path))}
    with opened() as stream:
        start = stream.read(4096)
    encoding = "utf-16" if start[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    if b"\x00" in start and encoding != "utf-16":
        raise InputError(f"{path.name} is a binary file, not a table: {KEPT_AS}.")
    if start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        raise InputError(f"{path.name} is a web page, not data: download the file itself.")
    return {delimiter: partial(_csv, path.name, opened, encoding, delimiter) for delimiter in ",;\t"}


def _member(path: Path, name: str) -> Any:
    return zipfile.ZipFile(path).open(name)


def _csv(name: str, opened: Callable[[], Any], encoding: str, delimiter: str, *, world: bool = False) -> Rows:
    """Go through the rows of a CSV file; in a world file, one that nowhere names Mali is passed over."""
    line = 1
    with io.TextIOWrapper(opened(), encoding, errors="surrogateescape", newline="") as text:
        try:
            if world:
                for line, record, closed in _whole(text):  # noqa: B007 -- a message tells the line
                    low = record.casefold()
                    looked_into = (
                        not closed or low.isspace() or low.isspace() or "mali" in low or low[0] in '"#'
                    )
                    yield (
                        next(csv.reader([record], delimiter=delimiter, strict=True)) if looked_into else None
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


def _plain(rows: list[list[str]], *, world: bool = False) -> Rows:  # noqa: ARG001 -- these files are small
    return iter(rows)


def _sheets(path: Path) -> dict[str, Callable[..., Rows]]:
    import pandas as pd

    sheets = pd.read_excel(path, sheet_name=None, header=None, dtype=object, na_filter=False)
    return {
        title: partial(_plain, [list(map(_text, row)) for row in rows.itertuples(index=False)])
        for title, rows in sheets.items()
    }


def _text(value: Any) -> str:
    """Write a cell as text: 2.0 as 2; what is missing where empty cells are "" is a formula that failed."""
    if isinstance(value, float):
        return "error" if value != value else str(int(value)) if value.is_integer() else str(value)
    return "" if value is None else str(value)


def _records(path: Path) -> list[list[str]]:
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
    return [columns, *([_text(item.get(name)) for name in columns] for item in records)]


def _headers(part: str, rows: Callable[..., Rows]) -> Iterator[Header]:
    first: list[list[str]] = []
    with contextlib.suppress(InputError):  # the rows before an unclosed quotation mark may do
        first.extend(row or [] for row in itertools.islice(rows(), HEADER_ROWS + 1))
    for skip, row in enumerate(first[:HEADER_ROWS], 1):
        below = next((later for later in first[skip:] if later), row)
        extra = len(below) == len(row) + 1 and not below[-1]
        if any(row):
            yield Header(tuple(map(_letters, row)), part, skip, len(row) + extra)


def _letters(cell: str) -> str:
    """Read the bytes of a cell that are not UTF-8 as Latin-1."""
    return STRAY.sub(lambda byte: chr(ord(byte[0]) - 0xDC00), cell).strip()


def read_rows(
    source: Source, header: Header, wanted: dict[str, int], *, world: bool = False
) -> tuple[pd.DataFrame, list[int], int]:
    """Read the rows that may be in Mali.

    Parameters
    ----------
    source, header
        From `look` and `analysis.record.layouts.recognise`.
    wanted : dict of str to int
        Name to give and position to read. A row whose ``country`` is another is left out.
    world : bool
        Whether rows that nowhere name Mali are left out without a further look.

    Returns
    -------
    frame : pandas.DataFrame
        Text columns by name; the index is the row's number, as a spreadsheet counts it.
    uneven : list of int
        Numbers of the rows with another number of fields than the header.
    outside : int
        How many rows are outside Mali.

    Raises
    ------
    InputError
        Where the file stops being a table: an unclosed quotation mark, a cut-off archive.
    """
    import pandas as pd

    kept, numbers, uneven, outside, country = [], [], [], 0, wanted.get("country")
    with _guarded(source.name):
        rows = source.parts[header.part](world=world and country is not None)
        for number, row in enumerate(rows, 1):
            if number <= header.skip or row == []:
                continue
            if row is None or (len(row) == header.width and country is not None and _far(row[country])):
                outside += 1
            elif len(row) != header.width:
                uneven.append(number)
            else:
                numbers.append(number)
                cells = [row[at] for at in wanted.values()]
                kept.append([*map(_letters, cells)])
                source.latin |= any(map(STRAY.search, cells))
    if not (kept or uneven or outside):
        raise InputError(f"{source.name} has a header but no rows: export it again with at least one.")
    return pd.DataFrame(kept, numbers, [*wanted], dtype=object), uneven, outside


def _far(country: str) -> bool:
    """Whether a row is outside Mali; those without country or with tags are looked at later."""
    name = country.strip().casefold()
    return bool(name) and name not in MALI and not name.startswith("#")
