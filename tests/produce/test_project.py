"""A project of one's own from what the package brings along, and machines without POSIX."""

import subprocess
import sys

import pytest

from analysis.errors import InputError
from analysis.produce import due
from analysis.record import store
from tests.conftest import ROOT
from tests.produce.small import GOOD, write

# As Windows is: processes are spawned; no groups, alarms, locks of files or Unix sockets.
BARE = """import asyncio, multiprocessing, os, psutil, signal, socket, subprocess, sys, tempfile, zmq
sys.modules.update(fcntl=None, resource=None)
for module, names in ((os, ("setsid", "killpg", "getsid", "getpgrp")), (socket, ("AF_UNIX",)),
                      (signal, ("SIGALRM", "SIGHUP", "setitimer", "alarm"))):
    for name in names:
        delattr(module, name)
multiprocessing.get_all_start_methods = lambda: ["spawn"]
sys.platform = "other"
from analysis.produce.cli import main
if __name__ == "__main__":
    main()
"""


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    """Work in an empty folder, with the package's own project elsewhere."""
    (tmp_path / "shipped").mkdir()
    for part in due.PARTS:
        (tmp_path / "shipped" / part).symlink_to(ROOT / part)
    monkeypatch.delenv(store.HOME_VARIABLE, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(store, "SHIPPED", tmp_path / "shipped")
    monkeypatch.setattr(due, "SHIPPED", tmp_path / "shipped")
    monkeypatch.setattr(store, "CHECKOUT", tmp_path / "a")
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    yield tmp_path / "shipped"


def test_elsewhere_the_data_are_those_that_the_package_brings_along(shipped):
    assert store.home() == shipped
    due.remember({"a": 1}, "key")
    assert due.recall("key") == {"a": 1}
    assert not (shipped / ".cache").exists()


def test_an_empty_folder_becomes_a_project(shipped, tmp_path):
    due.require_own()
    assert store.home() == tmp_path / "empty" != shipped
    assert (tmp_path / "empty" / "notebooks" / "fr" / "quarterly_note.ipynb").is_file()
    due.require_own()
    with pytest.raises(InputError, match="is there already: choose another folder"):
        due.make(tmp_path / "empty")


def test_the_folder_one_works_in_comes_before_that_of_the_package(shipped, tmp_path, monkeypatch):
    due.make(tmp_path / "a")  # where the package's checkout would be
    (tmp_path / "empty" / "data").mkdir()
    (tmp_path / "empty" / store.DICTIONARY).write_text("{}")  # somebody else's data package
    assert store.home() == tmp_path / "a"
    mine = due.make(tmp_path / "b")
    assert mine != shipped
    monkeypatch.chdir(mine / "notebooks" / "fr")
    assert store.home() == mine
    assert store.shown(mine / "data" / "actors.csv") == "data/actors.csv"


def test_a_new_project_has_nothing_that_is_private(project, tmp_path):
    (project / "data" / "private" / "own").mkdir(parents=True)
    assert (due.make(tmp_path / "new") / "data" / "minusma").is_dir()
    assert not (tmp_path / "new" / "data" / "private").exists()


def test_a_folder_with_other_things_does_not(shipped, tmp_path):
    (tmp_path / "empty" / "thesis.tex").write_text("")
    with pytest.raises(InputError, match="make one with mali-trends init FOLDER"):
        due.require_own()
    assert store.home() == shipped


def test_the_plain_path_needs_no_posix(tmp_path, monkeypatch):
    home = tmp_path / "own"
    (home / "notebooks").mkdir(parents=True)
    (home / "data").symlink_to(ROOT / "data")
    monkeypatch.setenv(store.HOME_VARIABLE, str(home))
    write(home, {"quarterly_note": (GOOD, "numbers()")})
    (tmp_path / "main.py").write_text(BARE)
    asked = ["note", "2021Q2", "--no-pages", "--output"]
    bare = [sys.executable, str(tmp_path / "main.py"), *asked, str(tmp_path / "bare")]
    done = subprocess.run(bare, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "bare" / "2021Q2" / "quarterly_note.ipynb").is_file()
