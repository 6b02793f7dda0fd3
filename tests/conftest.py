"""Fixtures: the facts once, and a copy of the project's data to break."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from analysis.record import frames, ledger, store

ROOT = Path(__file__).resolve().parents[1]

# The same examples on every machine and in every run, however slow it is; `make proof` draws others.
settings.register_profile("steady", deadline=None, derandomize=True, database=None)
settings.register_profile("proof", deadline=None)
settings.load_profile("proof" if "PROOF" in os.environ else "steady")


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
        own = shutil.ignore_patterns("private", "own_*")  # a user's sheets
        shutil.copytree(ROOT / folder, tmp_path / "project" / folder, ignore=own)
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
