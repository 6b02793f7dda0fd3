"""What is due: a page whose notebook, parameters, package, dependencies or data are not as they were."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis.quarter import Quarter
from analysis.record.store import home

_OWN = re.compile(r"commentary/([^./]+)\.")  # of one quarter


def mark(content: object) -> str:
    """Return the hash of bytes, or of anything that JSON can hold."""
    data = (
        content if isinstance(content, bytes) else json.dumps(content, sort_keys=True, default=str).encode()
    )
    return hashlib.sha256(data).hexdigest()


@functools.cache
def _loaded(root: Path) -> dict[str, str]:
    """Return the hashes of the package and of what it depends on: a process keeps what it has loaded."""
    folders = filter(os.path.isdir, sys.path)
    installed = {
        entry.name for folder in folders for entry in os.scandir(folder) if entry.name.endswith(".dist-info")
    }
    lock = root / "requirements.lock"
    return {
        "the package": mark(_files(Path(__file__).parents[1])),
        "the dependencies": mark(
            [sys.version, sorted(installed), lock.read_text("utf-8") if lock.is_file() else ""]
        ),
    }


def _files(folder: Path) -> dict[str, str]:
    """Return the hash of every file in a folder by its name; for ``raw`` of size and time only."""
    found = {}
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(set(folders) - {"__pycache__"})
        for name in sorted(names):
            path = Path(place, name)
            own = "raw" in path.relative_to(folder).parts[:1]
            found[path.relative_to(folder).as_posix()] = mark(stamp(path) if own else path.read_bytes())
    return found


def stamp(path: Path) -> list[int]:
    """Return size and time of change of a file."""
    state = path.stat()
    return [state.st_size, state.st_mtime_ns]


def made_with() -> Callable[[Quarter], dict[str, str]]:
    """Return a function that gives the hashes of what the pages of a quarter are made with.

    Those are the package, its dependencies and all data but what is plainly another quarter's.
    """
    files = _files(home() / "data")
    plain = {name: value for name, value in files.items() if not _OWN.match(name)}
    loaded, common = _loaded(home()), mark(plain)

    def of(quarter: Quarter) -> dict[str, str]:
        own = {
            name: value
            for name, value in files.items()
            if (found := _OWN.match(name)) and found[1] == str(quarter)
        }
        return {**loaded, "the data": common, "the commentary": mark(own)}

    return of


def _record(*key: object) -> Path:
    return home() / ".cache" / "made" / f"{mark([str(part) for part in key])}.json"


def recall(*key: object) -> dict[str, Any]:
    """Return what is remembered under a key; nothing where there is nothing."""
    try:
        return dict(json.loads(_record(*key).read_text("utf-8")))
    except (OSError, ValueError):
        return {}


def remember(content: Mapping[str, Any], *key: object) -> None:
    """Remember something under a key; in a project that cannot be written, all is made anew."""
    with contextlib.suppress(OSError):
        record = _record(*key)
        record.parent.mkdir(parents=True, exist_ok=True)
        waiting = record.with_suffix(f".{os.getpid()}")
        waiting.write_text(json.dumps(content), "utf-8")
        waiting.replace(record)


def why(inputs: Mapping[str, str], folder: Path, name: str, files: Sequence[str]) -> str:
    """Say why a notebook must be run; "" if what lies in the folder is what would be made.

    All `files` have to be there. A file is unchanged by its size and time, or else by its content.
    """
    known = recall(folder.resolve(), name)
    if not known:
        return "never made"
    for what, value in inputs.items():
        if known["inputs"].get(what) != value:
            return f"{what} changed"
    if gone := next((file for file in files if not (folder / file).is_file()), None):
        return f"{gone} is gone"
    for file, (state, was) in known["files"].items():
        if stamp(folder / file) != state and mark((folder / file).read_bytes()) != was:
            return f"{file} was changed by hand"
    return ""


def settled(inputs: Mapping[str, str], folder: Path, name: str, files: Mapping[str, bytes]) -> None:
    """Remember what was made of what; the last step of making it."""
    made = {file: [stamp(folder / file), mark(content)] for file, content in files.items()}
    remember({"inputs": inputs, "files": made}, folder.resolve(), name)


def quick(name: str, work: Callable[[], Any]) -> Any:
    """Return what a function gives, remembered for as long as package and data are as they are."""
    state = {**_loaded(home()), "the data": mark(_files(home() / "data"))}
    known = recall("quick", name)
    if known.get("state") != state:
        known = {"state": state, "result": work()}
        remember(known, "quick", name)
    return known["result"]
