"""Files put in their places: written beside and then renamed, all of a set or none."""

from __future__ import annotations

import contextlib
import fcntl
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from analysis.errors import InputError


def fits(socket: str) -> bool:
    """Say whether this can be the name of a Unix socket, on the system that has the least room for it."""
    return len(os.fsencode(socket)) < 104


def temporary(levels: int) -> str | None:
    """Say where to make a temporary folder: with room for sockets in it, or in folders within folders.

    None stands for the system's own place; it is another where the names of sockets would be too long there:
    kernels would then fall back on ports of the machine, which two that start at once can both be given.

    Parameters
    ----------
    levels : int
        How many folders there are above a socket: 1 for those in the folder itself.
    """
    short = fits(tempfile.gettempdir() + "/mali-12345678" * levels + "/k-ipc-5")
    return None if short or not os.access("/tmp", os.W_OK | os.X_OK) else "/tmp"  # noqa: S108 -- for mkdtemp


def put(contents: Mapping[Path, bytes]) -> None:
    """Write files: all of them, or none.

    Raises
    ------
    InputError
        If one cannot be written; nothing is changed.
    """
    path = Path()
    with contextlib.ExitStack() as undo:
        try:
            for path, content in contents.items():
                _make_folder(path.parent, undo)
                undo.callback(_part(path).unlink, missing_ok=True)
                _part(path).write_bytes(content)
            for path in contents:
                before = path.read_bytes() if path.exists() else None
                undo.callback(_restore, path, before)
                _part(path).replace(path)
        except OSError as error:
            raise _unwritable(path, error) from None
        undo.pop_all()


def _part(path: Path) -> Path:
    return path.with_name(f".{path.name}.part")


def _restore(path: Path, before: bytes | None) -> None:
    if before is None:
        path.unlink(missing_ok=True)
    else:
        _part(path).write_bytes(before)
        _part(path).replace(path)


def _make_folder(folder: Path, undo: contextlib.ExitStack) -> None:
    if not folder.is_dir():
        _make_folder(folder.parent, undo)
        folder.mkdir()
        undo.callback(folder.rmdir)


def require_free(files: Iterable[Path], *folders: Path) -> None:
    """Refuse, before anything is made, what stands where a file or a folder must go."""
    for file in files:
        if file.is_dir():
            raise _unwritable(file, IsADirectoryError(21, "it is a folder"))
    for folder in folders:
        for part in (folder, *folder.parents):
            if part.exists():
                if not part.is_dir():
                    raise _unwritable(part, NotADirectoryError(20, "it is a file"))
                break


def sweep(folders: Iterable[Path]) -> None:
    """Take away what a killed run left beside the places of its files."""
    for folder in folders:
        for part in folder.glob(".*.part"):
            part.unlink(missing_ok=True)


@contextlib.contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Keep other runs from the same places meanwhile; where no lock can be had, go without.

    Raises
    ------
    InputError
        If another run is at work there.
    """
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(PermissionError, FileNotFoundError):
            lock.parent.mkdir(parents=True, exist_ok=True)
            file = stack.enter_context(lock.open("a"))
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise InputError(
                    "Another run is making the same notes: wait until it is done, or choose another folder"
                    " with --output."
                ) from None
        yield


def _unwritable(place: Path, error: OSError) -> InputError:
    return InputError(
        f"The output {place} cannot be written ({error.strerror}): move it away or choose another folder"
        " with --output."
    )
