"""Files put in their places: each whole or not at all, by one run at a time."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from multiprocessing.util import Finalize
from pathlib import Path

from analysis.errors import InputError
from analysis.produce.due import mark
from analysis.record.store import home


def require_free(folder: Path, names: Sequence[str]) -> None:
    """Refuse, before anything is made, what stands where a file or a folder must go."""
    for part in (folder, *folder.parents):
        if part.exists():
            if not part.is_dir():
                raise _unwritable(part, "it is a file")
            try:
                tempfile.TemporaryFile(dir=part).close()
            except OSError as error:
                raise _unwritable(folder, str(error.strerror)) from None
            break
    for name in names:
        if (folder / name).is_dir():
            raise _unwritable(folder / name, "it is a folder")


def _unwritable(place: Path, why: str) -> InputError:
    return InputError(
        f"The output {place} cannot be written ({why}): move it away or choose another folder with --output."
    )


def put(path: Path, content: bytes) -> None:
    """Write a file beside its place and rename it, so that it is there whole or not at all."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.part")
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        raise _unwritable(path, str(error.strerror)) from None


@contextlib.contextmanager
def alone(base: Path) -> Iterator[str | None]:
    """Keep other runs from a folder meanwhile, and offer a place for temporary files, emptied of old ones.

    Raises
    ------
    InputError
        If another run is at work there.
    """
    place = home() / ".cache" / "work" / mark(str(base.resolve()))[:8]
    with contextlib.ExitStack() as stack:
        try:
            place.mkdir(parents=True, exist_ok=True)
            file = stack.enter_context(place.with_suffix(".lock").open("a"))
        except OSError:  # a project that cannot be written has no lock
            yield None
            return
        try:
            _flock(file.fileno())
        except OSError:
            raise InputError(
                "Another run is making the same pages: wait until it is done, or choose another --output."
            ) from None
        own = place / str(os.getpid())
        for old in set(place.iterdir()) - {own}:
            shutil.rmtree(old, ignore_errors=True)
        own.mkdir(exist_ok=True)
        Finalize(None, shutil.rmtree, args=(place, True), exitpriority=-101)  # after its own folder
        if len(os.fsencode(own)) < 60:  # room for the name of a socket, which a killed run leaves behind
            stack.callback(setattr, tempfile, "tempdir", tempfile.tempdir)
            tempfile.tempdir = str(own)
        yield str(own)


def _flock(number: int) -> None:
    try:
        import fcntl
    except ImportError:
        import msvcrt

        msvcrt.locking(number, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    else:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
