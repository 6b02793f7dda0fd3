"""Fixtures: the facts once, and a copy of the project's data to break."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

from analysis.record import frames, ledger, store

ROOT = Path(__file__).resolve().parents[1]

# The same examples on every machine and in every run, however slow it is; `make proof` draws others.
settings.register_profile("steady", deadline=None, derandomize=True, database=None)
settings.register_profile("proof", deadline=None)
settings.load_profile("proof" if "PROOF" in os.environ else "steady")


def untracked() -> set[str]:
    """Return what of data/ git does not have, a user's own: imports, commentary, raw files."""
    folders = [f"data/{name}" for name in ("events", "commentary", "raw")]
    asked = ["git", "-C", str(ROOT), "ls-files", "-z", "--others", *folders]
    try:
        found = subprocess.run(asked, capture_output=True, check=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):  # no git, or no checkout
        return set()
    return {str(ROOT / name) for name in found.split("\0") if name and Path(name).name[0] != "."}


OWN = untracked()


def added(folder: str, names: list[str]) -> set[str]:
    """Return which files and folders of a folder are a user's own."""
    return {name for name in names if name == "private" or str(Path(folder, name)) in OWN}


def without_what_was_added() -> None:
    """Let tests judge what is in the box, whatever a user has imported or written meanwhile."""
    if OWN and store.HOME_VARIABLE not in os.environ:
        home = Path(tempfile.mkdtemp(prefix="mali-box-"))
        atexit.register(shutil.rmtree, home, ignore_errors=True)
        shutil.copytree(ROOT / "data", home / "data", ignore=added)
        for name in ("notebooks", "requirements.lock"):
            (home / name).symlink_to(ROOT / name)
        os.environ[store.HOME_VARIABLE] = str(home)


without_what_was_added()
KEPT = (store.dictionary, ledger.definitions, ledger.ledger, ledger._facts, frames.as_text)


def forget() -> None:
    """Read everything anew from here on."""
    for cached in KEPT:
        cached.cache_clear()


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def facts():
    return ledger.facts()


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A copy of data/ and notebooks/ that a test may break."""
    for folder in ("data", "notebooks"):
        shutil.copytree(ROOT / folder, tmp_path / "project" / folder, ignore=added)
    monkeypatch.setenv(store.HOME_VARIABLE, str(tmp_path / "project"))
    forget()
    yield tmp_path / "project"
    forget()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of source material beside the repository; tests that need it are skipped without it."""
    folder = Path(os.environ.get("MALI_TRENDS_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"the source material is not at {folder}; set MALI_TRENDS_SHARED to run this test")
    return folder
