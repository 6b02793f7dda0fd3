"""What stands in the way: of the output, of the notebooks, and the reader who changes their mind."""

import os
import shutil
import signal
import subprocess
import sys
import time

import nbformat
import pytest

from analysis.errors import InputError
from analysis.produce import kernel, rerun
from analysis.quarter import Quarter

QUARTER = Quarter.parse("2021Q2")
OLD = {"index.html": "old page", "quarterly_note.ipynb": "old", "figures/series.svg": "old figure"}


def content(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_text() if path.is_file() else None
        for path in folder.rglob("*")
    }


@pytest.fixture
def quick(monkeypatch):
    """Execute nothing: two empty notebooks and one new figure."""

    def execute(notebooks, _parameters, figures):
        figures.mkdir()
        (figures / "places.svg").write_text("new figure")
        (figures / "series.svg").write_text("new figure")
        return [nbformat.v4.new_notebook() for _ in notebooks]

    monkeypatch.setattr(rerun, "execute", execute)


@pytest.fixture
def old(tmp_path):
    """Return a folder with an earlier note and nothing beside it."""
    folder = tmp_path / "out"
    (folder / "figures").mkdir(parents=True)
    for name, text in OLD.items():
        (folder / name).write_text(text)
    return folder


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    "name", ["index.html", "claims_audit.html", "quarterly_note.ipynb", "figures/places.svg"]
)
def test_a_folder_where_a_file_must_go_stops_it_with_nothing_changed(old, name):
    (old / name).unlink(missing_ok=True)
    (old / name).mkdir()
    before = content(old.parent)
    with pytest.raises(InputError, match=rf"{name.split('/')[-1]}.* cannot be written .*it is a folder"):
        rerun.make_note(QUARTER, old, lambda _: None)
    assert content(old.parent) == before


def test_a_file_where_the_figures_must_go_stops_it_before_anything_is_executed(old, monkeypatch):
    monkeypatch.setattr(rerun, "execute", None)
    shutil.rmtree(old / "figures")
    (old / "figures").write_text("mine")
    before = content(old.parent)
    with pytest.raises(InputError, match=r"figures cannot be written .*it is a file"):
        rerun.make_note(QUARTER, old, lambda _: None)
    assert content(old.parent) == before


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("fails_at", range(1, 6))
@pytest.mark.parametrize("error", [OSError(28, "No space left on device", "there"), KeyboardInterrupt()])
def test_a_failure_half_way_puts_everything_back(old, monkeypatch, fails_at, error):
    from pathlib import Path

    calls, replace, before = [], Path.replace, content(old.parent)

    def failing(self, target):
        calls.append(self)
        if len(calls) == fails_at:
            raise error
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises((InputError, KeyboardInterrupt)):
        rerun.make_note(QUARTER, old, lambda _: None)
    assert content(old.parent) == before


@pytest.mark.usefixtures("quick")
def test_a_later_note_replaces_the_earlier_one(old):
    (old / "mine.txt").write_text("stays")
    rerun.make_note(QUARTER, old, lambda _: None)
    made = content(old)
    assert made["mine.txt"] == "stays"
    assert made["figures/series.svg"] == made["figures/places.svg"] == "new figure"
    assert made["index.html"].startswith("<!")
    assert [path.name for path in old.parent.iterdir()] == ["out"]


@pytest.mark.parametrize(
    "text", [None, "", "{", "[]", "{}", '{"nbformat": 4}', '{"nbformat": 4, "cells": 1}']
)
def test_a_notebook_that_is_none_is_one_sentence(project, tmp_path, text):
    path = project / "notebooks" / "claims_audit.ipynb"
    path.unlink()
    if text is not None:
        path.write_text(text)
    with pytest.raises(InputError, match=r"notebooks/claims_audit.ipynb is (missing|not a Jupyter notebook)"):
        rerun.make_note(QUARTER, tmp_path / "out", lambda _: None)
    assert not (tmp_path / "out").exists()


def test_two_notebooks_wait_for_each_other(tmp_path):
    """Each leaves a sign and waits for the other's: one after the other they would never end."""
    code = """
import pathlib, time
folder = pathlib.Path({folder!r})
(folder / "{me}").touch()
end = time.monotonic() + 60
while not (folder / "{other}").exists():
    assert time.monotonic() < end
    time.sleep(0.05)
print("{me} met {other}")
"""
    for me, other in (("a", "b"), ("b", "a")):
        cell = nbformat.v4.new_code_cell(code.format(folder=str(tmp_path), me=me, other=other))
        nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / f"{me}.ipynb")
    paths = [tmp_path / "a.ipynb", tmp_path / "b.ipynb"]
    made = kernel.execute(paths, {}, tmp_path / "figures")
    assert ["a met b" in str(made[0]), "b met a" in str(made[1])] == [True, True]


@pytest.mark.skipif(os.name != "posix", reason="signals of a terminal")
def test_an_interrupt_is_one_line_and_leaves_nothing(project, tmp_path):
    """A real one, while the kernels are at work."""
    sign = f"pathlib.Path({str(tmp_path)!r}, f'pid{{os.getpid()}}').touch()"
    slow = f"import os, pathlib, time; {sign}; time.sleep(60)"
    for name in rerun.PAGES:
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(slow)])
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python", "language": "python"}
        nbformat.write(notebook, project / "notebooks" / f"{name}.ipynb")
    temporary = tmp_path / "t"
    temporary.mkdir()
    command = [sys.executable, "-m", "analysis", "note", "2021Q2", "--output", str(tmp_path / "out")]
    running = subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env={**os.environ, "TMPDIR": str(temporary)}
    )
    end = time.monotonic() + 60
    while len(list(tmp_path.glob("pid*"))) < 2:
        assert time.monotonic() < end
        assert running.poll() is None
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=30)
    assert running.returncode == 130
    assert told.split("\n")[1:] in (
        ["mali-trends: Interrupted; nothing was written.", ""],
        ["", "mali-trends: Interrupted; nothing was written.", ""],
    )
    assert not (tmp_path / "out").exists()
    assert list(temporary.iterdir()) == []
    for kernel_ in tmp_path.glob("pid*"):
        with pytest.raises(ProcessLookupError):
            os.kill(int(kernel_.name[3:]), 0)
