"""Fixtures: the facts once, and a copy of the project's data to break."""

from __future__ import annotations

import atexit
import os
import shutil
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


BOX = ("README.md", "growth.csv", "ucdp_mali_quarterly.csv", "ucdp_mali_quarterly.json")


def added(folder: str, names: list[str]) -> set[str]:
    """Return what of a folder of data/ is a user's own: imports, commentary, raw and private files."""
    if Path(folder).name in ("events", "commentary", "raw"):
        return {name for name in names if name not in BOX and not name.startswith("ucdp_ged_25_1.")}
    return {"private"} & {*names}


def without_what_was_added() -> None:
    """Let tests judge what is in the box, whatever a user has imported or written meanwhile."""
    folders = (ROOT / "data" / name for name in ("events", "commentary", "raw"))
    own = [path for path in folders if added(str(path), [one.name for one in path.glob("[!.]*")])]
    if own and store.HOME_VARIABLE not in os.environ:
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
