"""The gate that every file passes before it is read: a file, of a size that can be, that claims no more."""

from __future__ import annotations

import re
import stat
import zipfile
from pathlib import Path

from analysis.errors import InputError, in_words

MOST = 1 << 30  # bytes of any file
TEXT = 1 << 26  # of one that is read as a whole
UNPACKED, CELLS = 200_000_000, 20_000_000  # of a workbook: it may claim a last cell that no memory holds
# the first bytes of a file decide what reads it: a "GeoJSON" may be a script that reads other files
SHAPES = {b"SQLite format 3\0": ".gpkg", b"\0\0\x27\x0a": ".shp"}
_COLLECTION = re.compile(rb'\A\s*\{[^{}\[\]]*"type"\s*:\s*"FeatureCollection"')


def regular(path: Path, name: str = "", most: int = MOST) -> Path:
    """Return the path of a file that may be read; no folder, pipe or device, and not too large.

    Raises
    ------
    InputError
        In a sentence that says which file and what it is.
    """
    name = name or path.name
    with in_words(lambda error: f"{name} cannot be read ({_why(error)}): give a file.", OSError, ValueError):
        state = path.stat()
    if not stat.S_ISREG(state.st_mode):
        kind = "a folder" if stat.S_ISDIR(state.st_mode) else "a pipe or a device"
        raise InputError(f"{name} cannot be read (it is {kind}): give a file.")
    if state.st_size > most:
        raise InputError(f"{name} has {state.st_size:,} bytes, and at most {most:,} are read: give less.")
    return path


def _why(error: BaseException) -> str:
    return getattr(error, "strerror", None) or str(error)


def require_small(path: Path) -> None:
    """Refuse a workbook that unpacks to more than memory holds, before anything is unpacked."""
    with zipfile.ZipFile(path) as archive:
        sheets = [item for item in archive.infolist() if item.filename.startswith("xl/")]
        fits = sum(item.file_size for item in sheets) <= UNPACKED
        for item in sheets if fits else ():
            if item.filename.startswith("xl/worksheets/"):
                cells = re.finditer(rb'<(?:\w+:)?c\s[^>]*\br="([A-Z]{1,3})(\d{1,7})"', archive.read(item))
                rows = columns = 1
                for cell in cells:
                    rows, columns = max(rows, int(cell[2])), max(columns, _column(cell[1]))
                fits = fits and rows * columns <= CELLS
    if not fits:
        raise InputError(
            f"{path.name} claims more than {CELLS:,} cells, with one far from the others or too much in it:"
            " save the table alone, as CSV or in a new workbook."
        )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def require_shapes(path: Path) -> None:
    """Refuse a file of boundaries that is none by its first bytes, whatever its name says."""
    with regular(path).open("rb") as stream:
        start = stream.read(4096)
    known = {ending for magic, ending in SHAPES.items() if start.startswith(magic)}
    if not known and _COLLECTION.match(start.removeprefix(b"\xef\xbb\xbf")):
        known = {".geojson", ".json"}
    if path.suffix.lower() not in known:
        raise InputError(f"{path.name} cannot be read as boundaries: give GeoJSON or GeoPackage.")
