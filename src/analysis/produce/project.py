"""A project of one's own, where there is no checkout: data and notebooks to read, change and add to."""

from __future__ import annotations

import shutil
from pathlib import Path

from analysis.errors import InputError
from analysis.produce.due import writing
from analysis.record import store

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
    with writing(folder):
        for name in PARTS:
            shutil.copytree(store.home() / name, folder / name)
    store._home.cache_clear()
    return folder


def require_own() -> None:
    """Be in a project that can be written: an empty working folder becomes one.

    Raises
    ------
    InputError
        Where the data are those that the package brings along, and the working folder is not empty.
    """
    if store.home() == store.SHIPPED:
        if any(Path().iterdir()):
            told = (
                f"make one with mali-trends init FOLDER and go there, or set {store.HOME_VARIABLE} to yours."
            )
            raise InputError(f"The working folder is no project: {told}")
        make(Path())
