"""What is due in a project, and files put in place: each whole or not at all, by one run at a time."""

import contextlib
import functools
import hashlib
import json
import os
import re
import shutil
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Mapping
from multiprocessing import current_process
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Any

from analysis.errors import InputError, in_words
from analysis.quarter import Quarter
from analysis.record.files import put as put
from analysis.record.files import writing as writing
from analysis.record.store import HOME_VARIABLE, SHIPPED, home

SETTINGS = tomllib.loads(Path(__file__).with_name("settings.toml").read_text("utf-8"))
_OWN = re.compile(r"data/commentary/([^./]+)\.")  # of one quarter


def mark(content: object) -> str:
    """Return the hash of bytes, or of anything that JSON can hold."""
    if not isinstance(content, bytes):
        content = json.dumps(content, sort_keys=True, default=str).encode()
    return hashlib.sha256(content).hexdigest()


def stamp(path: Path) -> list[int]:
    """Return size and time of change of a file; nothing where there is none."""
    return [path.stat().st_size, path.stat().st_mtime_ns] if path.is_file() else []


@functools.cache
def _package() -> str:
    """Return the hash of the package: a process keeps what it has loaded."""
    found = sorted(path for path in Path(__file__).parents[1].rglob("*.*") if path.suffix != ".pyc")
    return mark([[path.name, mark(path.read_bytes())] for path in found])


def files() -> dict[str, str]:
    """Return the hash of every file that a notebook may read: none that is raw, private or an editor's."""
    made = {"package": _package()}
    for path in (home() / "requirements.lock", *sorted((home() / "data").rglob("*.*"))):
        name = path.relative_to(home()).as_posix()
        apart = name.startswith(("data/private/", "data/raw/")) or path.name[0] in ".~"
        if path.is_file() and not apart:
            made[name] = mark(path.read_bytes())
    return made


def made_with(found: Mapping[str, str], quarter: Quarter, *own: object) -> str:
    """Return the hash of a notebook's `own` and of all files but what is plainly another quarter's."""
    other = {name for name in found if (match := _OWN.match(name)) and match[1] != str(quarter)}
    return mark([{name: value for name, value in found.items() if name not in other}, own])


def cache() -> Path:
    """Return a folder of the user's alone for what can be made again: the project's if it can be that.

    Raises
    ------
    InputError
        Where neither can be written.
    """
    mine = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "mali-trends"
    places = [home() / ".cache"] * (home() != SHIPPED) + [mine / mark(str(home().resolve()))[:8]]
    for place in places:
        with contextlib.suppress(OSError):
            place.mkdir(parents=True, exist_ok=True)
            place.chmod(0o700)  # which only its owner may
            return place
    raise InputError(f"No cache can be written at {mine}: set XDG_CACHE_HOME to a folder of yours.")


def _record(*key: object) -> Path:
    return cache() / "made" / f"{mark(key)}.json"


def recall(*key: object) -> dict[str, Any]:
    """Return what is remembered under a key; nothing where there is nothing."""
    with contextlib.suppress(OSError, ValueError):
        return dict(json.loads(_record(*key).read_text("utf-8")))
    return {}


def remember(content: Mapping[str, Any], *key: object) -> None:
    """Remember something under a key; where nothing can be written, all is made anew."""
    with contextlib.suppress(OSError, InputError):
        put(_record(*key), json.dumps(content).encode())


def why(made: str, file: Path) -> str:
    """Say why a notebook must be run; "" if the executed one is what would be made."""
    known = recall(file.resolve())
    if known.get("made") != made:
        return "its notebook, parameters, package or data changed" if known else "never made"
    well = stamp(file) == known["stamp"] and file.with_name("data.json").is_file()
    return "" if well else f"{file.name} is gone or was changed"


def quick(name: str, work: Callable[[], Any]) -> Any:
    """Return what a function gives, remembered for as long as package and data are as they are."""
    known, state = recall("quick", name), mark(files())
    if known.get("state") != state:
        known = {"state": state, "result": work()}
        remember(known, "quick", name)
    return known["result"]


def require_free(folder: Path) -> None:
    """Refuse, before anything is made, a folder that cannot be written or that holds the project itself."""
    place, root = folder.resolve(), home().resolve()
    if place == root or any(place.is_relative_to(root / name) for name in SETTINGS["ours"]):
        raise InputError(f"The output {folder} is a folder of the project: choose another with --output.")
    with writing(folder):
        tempfile.TemporaryFile(dir=next(part for part in (folder, *folder.parents) if part.exists())).close()


@contextlib.contextmanager
def alone(base: Path) -> Iterator[Path]:
    """Keep other runs from a folder meanwhile, and offer a place for temporary files, emptied of old ones.

    Raises
    ------
    InputError
        If another run is at work there.
    """
    own = cache() / "work" / mark(str(base.resolve()))[:8] / str(os.getpid())
    with writing(own):
        own.mkdir(parents=True, exist_ok=True)
    with own.parent.with_suffix(".lock").open("a") as file:
        told = "Another run is making the same pages: wait until it is done, or choose another --output."
        with contextlib.suppress(ImportError), in_words(told, OSError):  # Windows has no such locks
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for old in set(own.parent.iterdir()) - {own}:
            shutil.rmtree(old, ignore_errors=True)
        Finalize(None, shutil.rmtree, args=(own, True), exitpriority=-101)  # after its own folder
        if len(str(own)) < 60:  # a killed run leaves a socket behind: here, where its name has room
            current_process()._config["tempdir"] = str(own)  # type: ignore[attr-defined]
        yield own


PARTS = ("data", "notebooks")


def make(folder: Path) -> Path:
    """Copy data and notebooks into a folder, in which nothing of these names may lie.

    Raises
    ------
    InputError
        Where something would be overwritten, or the folder cannot be written.
    """
    if taken := next((name for name in PARTS if (folder / name).exists()), ""):
        raise InputError(f"{folder / taken} is there already: choose another folder for a new project.")
    origin = home()  # before the folder is one
    with writing(folder):
        for name in PARTS:
            shutil.copytree(origin / name, folder / name, ignore=shutil.ignore_patterns("private"))
    return folder


def require_own() -> None:
    """Be in a project that can be written: an empty working folder becomes one.

    Raises
    ------
    InputError
        Where the data are those that the package brings along, and the working folder is not empty.
    """
    if home() == SHIPPED:
        if any(Path().iterdir()):
            todo = f"make one with mali-trends init FOLDER and go there, or set {HOME_VARIABLE} to yours."
            raise InputError(f"The working folder is no project: {todo}")
        make(Path())
