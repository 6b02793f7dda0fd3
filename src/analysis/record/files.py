"""Files of rows, whatever their wrapping: CSV, CSV in zip, XLSX; and files put in place whole."""

import codecs
import contextlib
import csv
import hashlib
import io
import re
import tomllib
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from itertools import islice
from pathlib import Path
from typing import Any

from analysis.errors import InputError, in_words

WORDS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))
ARCHIVE = b"PK"  # zip, as workbooks are
DELIMITERS = (",", ";", "\t", "|")
BIG = 1 << 24  # bytes of a table from which on pyarrow reads it, where it is installed
LINE, LINES = 1 << 24, 10_000_000  # characters of a line, and lines: a file may unpack endlessly
csv.field_size_limit(1 << 26)  # a longer field is an unclosed quotation mark, not a text
Rows = Iterator[list[str]]
Parts = dict[str, Callable[..., Rows]]
BLANK, FILLERS = {*WORDS["blank"].split()}, {*WORDS["fillers"].split()}


def key(text: str) -> str:
    """Return a name or word without case, accents and punctuation: what texts are compared by.

    Examples
    --------
    >>> key("Auteur présumé "), key("Tués"), key("#event+code")
    ('auteur_presume', 'tues', 'event_code')
    """
    letters = unicodedata.normalize("NFKD", text)
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "_", bare.casefold()).strip("_")


@cache
def root(text: str) -> str:
    """Return what stays of a name or head without number, gender and the words that tell nothing.

    Examples
    --------
    >>> root("Nombre de personnes tuées"), root("Tué(s)"), root("Auteur(s) présumé(s)"), root("Total")
    ('tu', 'tu', 'auteur_presum', 'total')
    """
    words = re.sub(r"^(no?|nr|num)_(of|de)_(?=.)", "", key(text)).split("_")
    telling = [word for word in words if word not in FILLERS] or words
    return "_".join(word.rstrip("s").rstrip("e") if len(word) > 2 else word for word in telling)


def cleaned(cell: str) -> str:
    """Return a cell without the blanks around it; "" where it says that it holds nothing."""
    text = cell.strip()
    return "" if len(text) < 6 and text.casefold() in BLANK else text


def parts_of(path: Path, warn: Callable[[str], None] = print) -> Parts:
    """Say how to go through the rows of each part of a file: of each sheet, or by each delimiter of a CSV.

    Parameters
    ----------
    path : Path
        CSV (comma, semicolon, tab or bar; UTF-8, UTF-16 with its mark, or Windows-1252), zip of one
        CSV, or XLSX.
    warn : callable
        Told of bytes that are not UTF-8.

    Raises
    ------
    InputError
        Where there is no such file, or it is no table.
    """
    if path.name.startswith("~$"):
        raise InputError(f"{path.name} is the lock of an open workbook: close it, and give the workbook.")
    start = _start(path)
    opened: Callable[[], Any] = partial(path.open, "rb")
    with guarded(path.name):
        if start.startswith(ARCHIVE):
            with zipfile.ZipFile(path) as archive:
                members = [item.filename for item in archive.infolist() if not item.flag_bits & 1]
            if "xl/workbook.xml" in members:
                return _sheets(path)
            tables = [name for name in members if re.search(r"(?i)^(?!__MACOSX).*\.(csv|txt|tsv)$", name)]
            if len(tables) != 1:
                what = f"holds {len(tables)} CSV files that open without a password, not one"
                how = "import the CSV inside, or save an OpenDocument table as CSV or .xlsx"
                raise InputError(f"{path.name} {what}: {how}.")
            opened = partial(zipfile.Path(path, tables[0]).open, "rb")
        with opened() as stream:
            return _delimited(path.name, opened, stream.read(START), warn)


def digest(paths: Sequence[Path], warnings: list[str]) -> str:
    """Return the hash of files one after the other; tell of those that end within a line."""
    made = hashlib.sha256()
    for path in paths:
        with path.open("rb") as stream:
            hashlib.file_digest(stream, lambda: made)
            stream.seek(-1, 2)
            # the last byte of an archive is not that of the table in it
            if stream.read(1) not in b"\r\n\0" and not _start(path).startswith(ARCHIVE):
                warnings += ["A file has no line end after its last row: see whether that row is complete."]
    return made.hexdigest()


def guarded(name: str) -> contextlib.AbstractContextManager[None]:
    """Put whatever a library raises at a damaged file into one sentence."""
    return in_words(f"{name} is damaged or cut off: download or save it again.", Exception)


def _delimited(name: str, opened: Callable[[], Any], start: bytes, warn: Callable[[str], None]) -> Parts:
    wide = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    shown = start.strip(b"\xef\xbb\xbf \t\r\n") if wide or b"\0" not in start else b"\0"
    if told := [what for begin, what in WORDS["no_table"].items() if re.match(begin.encode(), shown)]:
        raise InputError(f"{name} {told[0]}.")

    def as_windows(error: Any) -> tuple[str, int]:
        """Read bytes that are not UTF-8 as Windows writes them; the rest of the file stays UTF-8."""
        warn("Letters that are not UTF-8 were read as Windows-1252: check the accents.")
        return error.object[error.start : error.end].decode("cp1252", "replace"), error.end

    codecs.register_error("as_windows", as_windows)
    encoding, errors = ("utf-16", "strict") if wide else ("utf-8-sig", "as_windows")
    return {delimiter: partial(_csv, name, opened, encoding, errors, delimiter) for delimiter in DELIMITERS}


def _csv(name: str, opened: Callable[[], Any], encoding: str, errors: str, delimiter: str, *big: Any) -> Rows:
    line = 1
    if big and (rows := _of_big(opened, delimiter, *big)):
        yield from rows
        return
    with io.TextIOWrapper(opened(), encoding, errors, newline="") as text:
        reader = csv.reader(iter(partial(text.readline, LINE), ""), delimiter=delimiter, strict=True)
        try:
            for row in reader:
                yield row
                line = reader.line_num + 1
                if line > LINES:
                    raise InputError(f"{name} has more than {LINES:,} lines: give the rows of Mali alone.")
        except csv.Error:
            raise InputError(f"{name} line {line} opens a quotation mark: close it.") from None


def _of_big(
    opened: Callable[[], Any], delimiter: str, skip: int, width: int, country: int, far: Callable[[str], bool]
) -> list[Any]:
    """Read a large file with pyarrow; none where it cannot. A row far away says only where it is.

    A file with an uneven row, an empty line or letters that are not UTF-8 is left to the reader that tells
    rows apart.
    """
    with opened() as stream, contextlib.suppress(ImportError, ValueError):
        if len(stream.read(BIG)) < BIG:
            return []
        import pyarrow
        from pyarrow import compute
        from pyarrow import csv as arrow

        stream.seek(0)
        names, rows = [*map(str, range(width))], list[Any]([[]] * skip)
        read = arrow.ReadOptions(column_names=names, skip_rows=skip, use_threads=False, block_size=1 << 22)
        parse = arrow.ParseOptions(delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False)
        text = arrow.ConvertOptions(column_types=dict.fromkeys(names, pyarrow.string()))
        for batch in arrow.open_csv(stream, read, parse, text):
            away = [name for name in batch.column(country).unique().to_pylist() if far(name)]
            gone = compute.is_in(batch.column(country), pyarrow.array(away, pyarrow.string()))
            near = zip(*batch.filter(compute.invert(gone)).to_pydict().values(), strict=True)
            elsewhere = away[:1] * width
            rows += [elsewhere if far_away else next(near) for far_away in gone.to_pylist()]
        return rows if all(map(any, rows[skip:])) else []
    return []


def _sheets(path: Path) -> Parts:
    """Read every sheet, hidden ones too, each cell as text."""
    import pandas as pd

    _require_small(path)
    sheets = pd.read_excel(path, sheet_name=None, header=None, dtype=object, na_filter=False)
    return {title: partial(iter, rows.map(str).to_numpy().tolist()) for title, rows in sheets.items()}


def first_rows(name: str, rows: Callable[[], Rows], count: int) -> list[list[str]]:
    """Return the first rows of a part, as far as it can be read."""
    first: list[list[str]] = []
    with contextlib.suppress(InputError), guarded(name):
        first.extend([*map(str.strip, row)] for row in islice(rows(), count))
    return first


TEXT = 1 << 26  # bytes of a file that is read as a whole
UNPACKED, CELLS = 200_000_000, 20_000_000  # of a workbook: it may claim a last cell that no memory holds
START = 4096  # bytes that decide what reads a file


def _readable(name: str) -> contextlib.AbstractContextManager[None]:
    """Say in a sentence why the system does not give a file."""

    def told(error: Any) -> str:
        return f"{name} cannot be read ({getattr(error, 'strerror', None) or error}): give a file."

    return in_words(told, OSError, ValueError)


def _start(path: Path) -> bytes:
    with _readable(path.name), regular(path).open("rb") as stream:
        return stream.read(START)


def regular(path: Path, name: str = "", most: int = 1 << 30) -> Path:
    """Return the path of a file that may be read; no folder, pipe or device, and of at most so many bytes.

    Raises
    ------
    InputError
        In a sentence that says which file and what it is.
    """
    name = name or path.name
    with _readable(name):
        size = path.stat().st_size
    if not path.is_file():
        kind = "a folder" if path.is_dir() else "a pipe or a device"
        raise InputError(f"{name} cannot be read (it is {kind}): give a file.")
    if size > most:
        raise InputError(f"{name} has {size:,} bytes, and at most {most:,} are read: give less.")
    return path


def _require_small(path: Path) -> None:
    """Refuse a workbook that unpacks to more than memory holds, before anything is unpacked."""
    from openpyxl.utils import column_index_from_string as column

    with zipfile.ZipFile(path) as archive:
        parts = [item for item in archive.infolist() if item.filename.startswith("xl/")]
        fits = sum(item.file_size for item in parts) <= UNPACKED
        for item in parts if fits else ():
            if item.filename.startswith("xl/worksheets/"):
                text = archive.read(item)
                if lost := re.search(WORDS["workbook"]["unworked"].encode(), text):
                    what = f"{path.name}: cell {lost[1].decode()} has a formula and no value"
                    raise InputError(f"{what}: open it in a spreadsheet program and save it there.")
                found: Any = partial(re.finditer, WORDS["workbook"]["cell"].encode(), text)
                rows = max((int(cell[2]) for cell in found()), default=1)
                columns = max((column(cell[1].decode()) for cell in found()), default=1)
                fits = fits and rows * columns <= CELLS
    if not fits:
        what = f"claims more than {CELLS:,} cells, with one far from the others or too much in it"
        raise InputError(f"{path.name} {what}: save the table alone, as CSV or in a new workbook.")


def require_shapes(path: Path) -> None:
    """Refuse a file of boundaries that is none by its first bytes, whatever its name says."""
    start = _start(path).removeprefix(codecs.BOM_UTF8)
    if not re.match(WORDS["shapes"].get(path.suffix.lower(), "(?!)").encode(), start):
        raise InputError(f"{path.name} cannot be read as boundaries: give GeoJSON or GeoPackage.")


def writing(place: Path) -> contextlib.AbstractContextManager[None]:
    """Say in one sentence that something cannot be written."""
    todo = "move it away or choose another folder with --output."
    return in_words(lambda error: f"The output {place} cannot be written ({error.strerror}): {todo}", OSError)


def put(path: Path, content: bytes) -> Path:
    """Write a file beside its place and rename it, so that it is there whole or not at all."""
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.part")
        part.write_bytes(content)
        return part.replace(path)
