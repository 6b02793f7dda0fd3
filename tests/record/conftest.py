import shutil
from pathlib import Path

import pytest

from analysis.record.imports import import_events
from tests.record.event_samples import as_csv

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with the tables and no events."""
    folder = tmp_path / "data"
    shutil.copytree(ROOT / "data" / "places", folder / "places")
    for name in ("layouts.yml", "actors.csv"):
        shutil.copyfile(ROOT / "data" / name, folder / name)
    return folder


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
