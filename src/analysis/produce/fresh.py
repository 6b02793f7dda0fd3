"""What was made and is still as it would be made again: nothing is done twice."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from analysis.record.store import home
from analysis.record.trace import changed


def mark(content: bytes) -> str:
    """Return the hash of some content."""
    return hashlib.sha256(content).hexdigest()


def marks() -> dict[str, str]:
    """Return the hashes of what every note is made with: the package, its dependencies, the data.

    The user's own files in ``data/raw`` are left out: of those, a run notes which it opens.
    """
    return {**_loaded(home()), "the data": _tree(home() / "data")}


@functools.cache  # what this process has loaded stays as it was, whatever happens to the files
def _loaded(root: Path) -> dict[str, str]:
    installed = {
        entry.name
        for folder in filter(os.path.isdir, sys.path)
        for entry in os.scandir(folder)
        if entry.name.endswith(".dist-info")
    }
    lock = root / "requirements.lock"
    locked = lock.read_bytes() if lock.is_file() else b""
    return {
        "the package": _tree(Path(__file__).parents[1]),
        "the dependencies": mark("\n".join([sys.version, *sorted(installed)]).encode() + locked),
    }


def _tree(folder: Path) -> str:
    """Return the hash of all files in a folder with their names; compiled code and raw files do not count."""
    total = hashlib.sha256()
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(set(folders) - {"__pycache__", "raw"})
        for name in sorted(names):
            path = Path(place) / name
            total.update(f"{path.relative_to(folder)} {mark(path.read_bytes())}\n".encode())
    return total.hexdigest()


def record_of(job: str) -> Path:
    """Return the file that remembers a piece of work, by a text that names it and its place."""
    return home() / ".cache" / "made" / f"{mark(job.encode())}.json"


def recall(record: Path) -> dict[str, Any]:
    """Return what is remembered of a piece of work; nothing if it was never made."""
    try:
        return dict(json.loads(record.read_text("utf-8")))
    except (OSError, ValueError):
        return {}


def remember(record: Path, content: Mapping[str, Any]) -> None:
    """Remember a piece of work; in a project that cannot be written, each is made anew."""
    with contextlib.suppress(OSError):
        record.parent.mkdir(parents=True, exist_ok=True)
        waiting = record.with_suffix(".part")
        waiting.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
        waiting.replace(record)


def why(known: Mapping[str, Any], inputs: Mapping[str, Any], outputs: Iterable[Path]) -> str:
    """Say why a piece of work must be done; "" if what is there is what would be made.

    Parameters
    ----------
    known : mapping
        What is remembered of it.
    inputs : mapping
        What it would be made from: by its name in a sentence, the content or its hash.
    outputs : iterable of Path
        The folders that the remembered output files are named from.

    Raises
    ------
    InputError
        If the data are broken.
    """
    if not known:
        return "never made"
    for name, value in inputs.items():
        if name != "the data" and known["inputs"].get(name) != value:
            return f"{name} changed"
    for folder, files in zip(outputs, known["outputs"], strict=True):
        for name, was in files.items():
            try:
                same = mark((folder / name).read_bytes()) == was
            except OSError:
                return f"{name} is gone"
            if not same:
                return f"{name} was changed by hand"
    return _data_changed(known, inputs["the data"])


def settle(record: Path, inputs: Mapping[str, Any]) -> None:
    """Remember that a piece of work is the same with other data, so that the next look is quick."""
    known = recall(record)
    if known and known["inputs"] != inputs:
        remember(record, {**known, "inputs": inputs})


def _data_changed(known: Mapping[str, Any], data: str) -> str:
    same, reads = known["inputs"]["the data"] == data, known["reads"]
    if reads is None:
        return "" if same else "the data changed"
    for read in reads:
        raw = read.get("file", "").startswith("raw")  # the mark of all data does not tell of those
        ask = _changed.__wrapped__ if raw else _changed
        if (raw or not same) and (what := ask(json.dumps(read), data, home() / "data")):
            return f"the data it used changed: {what}"
    return ""


@functools.cache  # notes of one run read the same things
def _changed(read: str, _mark_of_all: str, data: Path) -> str:
    return changed(json.loads(read), data)
