import csv
import io
import os
import shutil
from pathlib import Path

import pytest

from analysis.record.events import import_events

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("MALI_TRENDS_SHARED", ROOT.parent / "shared"))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with the tables and no events."""
    folder = tmp_path / "data"
    shutil.copytree(ROOT / "data" / "places", folder / "places")
    for name in ("layouts.yml", "actors.csv"):
        shutil.copyfile(ROOT / "data" / name, folder / name)
    return folder


@pytest.fixture
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip("the reference files are not here: set MALI_TRENDS_SHARED to their folder")
    return SHARED


@pytest.fixture
def bring_in(data: Path, tmp_path: Path):
    """Write a file and import it."""

    def run(content: str | bytes | list[list[object]], file: str = "events.csv", name: str = "x", **options):
        path = tmp_path / file
        if isinstance(content, list):
            content = as_csv(content)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return import_events(path, name, data=data, **options)

    return run


def as_csv(rows: list[list[object]], delimiter: str = ",", end: str = "\n") -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, lineterminator=end).writerows(rows)
    return stream.getvalue()


def as_xlsx(rows: list[list[object]], path: Path, above: int = 0) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "Notes"
    sheet = book.create_sheet("Incidents")
    for _ in range(above):
        sheet.append(["Suivi des incidents"])
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path.read_bytes()
