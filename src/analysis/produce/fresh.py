"""What was made and is still as it would be made again: nothing is done twice."""

from __future__ import annotations

import contextlib
import hashlib
import json
import sys
from collections.abc import Iterable
from pathlib import Path

from analysis.quarter import Quarter
from analysis.record.store import home

INPUTS = ("src", "notebooks", "data", "requirements.lock")


def unchanged(quarter: Quarter, folder: Path) -> bool:
    """Whether a note lies in a folder as it would be made now.

    By content: the package, the notebooks, the data and the locked dependencies are those it was made
    from, and every file that was written is there and is what was written.
    """
    try:
        record = json.loads(_record(quarter, folder).read_text("utf-8"))
        written = {Path(name): mark for name, mark in record["outputs"].items()}
        return bool(
            record["inputs"] == _inputs() and all(_hash(path) == mark for path, mark in written.items())
        )
    except (OSError, ValueError, KeyError):
        return False  # never made, or not as it was: it is made anew


def remember(quarter: Quarter, folder: Path, outputs: Iterable[Path]) -> None:
    """Record what a note was made from and what was written."""
    content = {"inputs": _inputs(), "outputs": {str(path.resolve()): _hash(path) for path in sorted(outputs)}}
    record = _record(quarter, folder)
    with contextlib.suppress(OSError):  # a read-only project makes each note anew
        record.parent.mkdir(parents=True, exist_ok=True)
        waiting = record.with_suffix(".part")
        waiting.write_text(json.dumps(content, indent=1), "utf-8")
        waiting.replace(record)


def _record(quarter: Quarter, folder: Path) -> Path:
    name = hashlib.sha256(f"{quarter} {folder.resolve()}".encode()).hexdigest()
    return home() / ".cache" / "made" / f"{name}.json"


def _inputs() -> str:
    total = hashlib.sha256(sys.version.encode())
    for name in INPUTS:
        place = home() / name
        files = sorted(place.rglob("*")) if place.is_dir() else [place]
        for path in files:
            # raw files and compiled code do not enter a note
            if path.is_file() and not {"__pycache__", "raw"} & set(path.relative_to(home()).parts):
                total.update(f"{path.relative_to(home())} {_hash(path)}\n".encode())
    return total.hexdigest()


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
