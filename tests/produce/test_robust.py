"""What stands in the way: cells that fail in every way, kills at any moment, places that are taken."""

import io
import os
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import pytest

from analysis.errors import InputError
from analysis.produce import places, pools, rerun, runs, warm

PARAMETERS = 'quarter: str = "2021Q2"  # Quarter'
READS = (
    "import analysis\nfacts = analysis.facts()\nrows = facts[facts.period.eq(quarter)]\nsorted(rows.value)"
)


def write(project, **cells):
    """Make the project's notebooks small ones with these cells; the others read the facts of the quarter."""
    for name in rerun.PAGES:
        code = [nbformat.v4.new_code_cell(text) for text in (PARAMETERS, *cells.get(name, (READS,)))]
        code[0].metadata["tags"] = ["parameters"]
        notebook = nbformat.v4.new_notebook(cells=code)
        for number, cell in enumerate(notebook.cells):
            cell["id"] = f"cell-{number}"
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python", "language": "python"}
        nbformat.write(notebook, project / "notebooks" / f"{name}.ipynb")


def command(*arguments):
    return [sys.executable, "-m", "analysis", "note", *map(str, arguments)]


def content(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@pytest.fixture
def temporary(monkeypatch):
    """Offer a folder for temporary files, to be empty afterwards, whose name leaves room for sockets."""
    with tempfile.TemporaryDirectory(prefix="t", dir="/tmp") as name:
        monkeypatch.setenv("TMPDIR", name)
        yield Path(name)


FAILING = {
    "quarterly_note": ("while True: pass",),
    "perpetrators": ("kept = [bytearray(2 ** 25) for _ in range(10 ** 4)]",),
    "trends": ("total = 0\n1 / total",),
    "claims_audit": ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",),
}
TOLD = {
    "quarterly_note": ("the cell ran longer than 5 s", "--cell-seconds"),
    "perpetrators": ("MemoryError", "--memory"),
    "trends": ("1 / total", "ZeroDivisionError: division by zero"),
    "claims_audit": ("killed by signal 9 (SIGKILL)",),
}


def test_each_failure_is_told_in_a_few_lines_and_the_rest_is_done(project, tmp_path, temporary):
    write(project, **FAILING)
    options = ("--cell-seconds", 5, "--memory", 2048)
    done = subprocess.run(
        command("2021Q2", "--output", tmp_path / "out", *options), capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    blocks = {name: [] for name in FAILING}
    for line in done.stderr.splitlines():
        if line.startswith("2021Q2"):
            block = blocks.setdefault(line.split()[1], [])
        if not line.startswith("mali-trends"):
            block.append(line)
    for name, words in TOLD.items():
        told = "\n".join(blocks[name])
        assert all(word in told for word in words), told
        assert "failed in cell 3 of 3" in told
        assert 3 <= len(blocks[name]) < 12
        partial = nbformat.read(told.split("partial notebook: ")[1].strip(), 4)
        assert partial.cells[-1].source == FAILING[name][0]
    assert done.stderr.splitlines()[-1].startswith("mali-trends: 4 of 7 failed, 3 made: ")
    assert (tmp_path / "out" / "methods.html").is_file()
    assert not (tmp_path / "out" / "trends.html").exists()
    assert list(temporary.iterdir()) == []


@pytest.mark.proof
def test_a_notebook_that_takes_too_long_and_what_it_started_are_ended(project, tmp_path):
    pid = tmp_path / "pid"
    start = f"""import subprocess, pathlib, time
child = subprocess.Popen(['sleep', '300'])
pathlib.Path({str(pid)!r}).write_text(str(child.pid))"""
    write(project, trends=(start, *["time.sleep(1)"] * 60))
    asked = runs.wish("2021Q2", notebooks="trends", output=tmp_path / "out", limits=runs.Limits(20, 6, 2048))
    with pytest.raises(RuntimeError, match="1 of 1 failed"):
        runs.carry_out(asked)
    assert (
        "the notebook ran longer than 6 s"
        in (project / ".cache" / "failed" / "2021Q2-trends-en.log").read_text()
    )
    end = time.monotonic() + 10
    with pytest.raises(ProcessLookupError):
        while time.monotonic() < end:
            os.kill(int(pid.read_text()), 0)
            time.sleep(0.1)


def test_bad_input_in_a_cell_is_one_sentence(project, tmp_path):
    write(project, trends=("import analysis\nanalysis.trends('1979Q1')",))
    asked = runs.wish("2021Q2", notebooks="trends", output=tmp_path / "out", warm=False)
    with pytest.raises(InputError, match="2020Q1 to 2022Q4"):
        runs.carry_out(asked)
    assert not (tmp_path / "out").exists()


@pytest.mark.proof
def test_killed_at_any_moment_one_finishing_run_gives_the_same_bytes(project, tmp_path):
    """Three moments here; ``benchmarks/kills.py`` has thirty."""
    write(project)
    whole = ("--quarters", "2021Q1,2021Q2", "--notebooks", "methods", "--output")
    subprocess.run(command(*whole, tmp_path / "calm"), check=True, capture_output=True)
    for seconds in (1.0, 2.5, 4.0):
        running = subprocess.Popen(command(*whole, tmp_path / "wild"), stderr=subprocess.DEVNULL)
        time.sleep(seconds)
        running.kill()
        running.wait()
    subprocess.run(command(*whole, tmp_path / "wild"), check=True, capture_output=True)
    assert content(tmp_path / "wild") == content(tmp_path / "calm")


def test_an_interrupt_is_one_line_and_the_same_command_goes_on(project, tmp_path, temporary):
    sign = f"import os, pathlib, time\npathlib.Path({str(tmp_path)!r}, f'pid{{os.getpid()}}').touch()"
    write(project, trends=(sign, "time.sleep(60)"), methods=(sign, "time.sleep(60)"))
    named = ("2021Q2", "--notebooks", "trends,methods,claims_audit", "--output", tmp_path / "out")
    running = subprocess.Popen(
        command(*named, "--workers", 3), stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # ignored in the background
    )  # fmt: skip
    end = time.monotonic() + 60
    while len(list(tmp_path.glob("pid*"))) < 2 or not (tmp_path / "out" / "claims_audit.html").exists():
        assert time.monotonic() < end
        assert running.poll() is None
        time.sleep(0.05)
    time.sleep(0.3)
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=30)
    assert running.returncode == 130
    last = "mali-trends: Interrupted: 1 of 3 made; the same command goes on with the rest."
    assert told.splitlines()[-1] == last
    assert list(temporary.iterdir()) == []
    for kernel in tmp_path.glob("pid*"):
        with pytest.raises(ProcessLookupError):
            os.kill(int(kernel.name[3:]), 0)
    told = subprocess.run(command(*named, "--dry-run"), check=True, capture_output=True, text=True).stdout
    assert told.splitlines()[-1] == "2 of 3 would be made."


def test_two_runs_of_the_same_notes_do_not_meet(tmp_path):
    with (
        places.alone(tmp_path / "lock"),
        pytest.raises(InputError, match="Another run is making the same notes"),
        places.alone(tmp_path / "lock"),
    ):
        raise AssertionError


OLD = {"index.html": b"old page", "quarterly_note.ipynb": b"old", "figures/series.svg": b"old figure"}
NEW = dict.fromkeys((*OLD, "figures/places.svg", "deep/er/page.html"), b"new")


@pytest.fixture
def old(tmp_path):
    folder = tmp_path / "out"
    (folder / "figures").mkdir(parents=True)
    for name, text in OLD.items():
        (folder / name).write_bytes(text)
    return folder


@pytest.mark.parametrize("fails_at", range(1, 6))
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_failure_half_way_puts_everything_back(old, monkeypatch, fails_at, error):
    calls, replace = [], Path.replace

    def failing(self, target):
        calls.append(self)
        if len(calls) == fails_at:
            raise error
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises((InputError, KeyboardInterrupt)):
        places.put({old / name: text for name, text in NEW.items()})
    assert content(old) == OLD
    assert not (old / "deep").exists()


def test_new_files_replace_the_old_and_nothing_else_changes(old):
    (old / "mine.txt").write_text("stays")
    places.put({old / name: text for name, text in NEW.items()})
    assert content(old) == {**NEW, "mine.txt": b"stays"}


@pytest.mark.parametrize("name", ["index.html", "claims_audit.html", "quarterly_note.ipynb"])
def test_a_folder_where_a_file_must_go_stops_it_with_nothing_changed(project, old, name):
    write(project)
    (old / name).unlink(missing_ok=True)
    (old / name).mkdir()
    before = content(old.parent)
    with pytest.raises(InputError, match=rf"{name}.* cannot be written .*it is a folder"):
        rerun.plan(runs.wish("2021Q2", output=old))
    assert content(old.parent) == before


def test_a_file_where_the_figures_must_go_stops_it(project, old):
    write(project)
    shutil.rmtree(old / "figures")
    (old / "figures").write_text("mine")
    with pytest.raises(InputError, match=r"figures cannot be written .*it is a file"):
        rerun.plan(runs.wish("2021Q2", output=old))


@pytest.mark.parametrize(
    "text", [None, "", "{", "[]", "{}", '{"nbformat": 4}', '{"nbformat": 4, "cells": 1}']
)
def test_a_notebook_that_is_none_is_one_sentence(project, tmp_path, text):
    path = project / "notebooks" / "claims_audit.ipynb"
    path.unlink()
    if text is not None:
        path.write_text(text)
    with pytest.raises(InputError, match=r"notebooks/claims_audit.ipynb is (missing|not a Jupyter notebook)"):
        rerun.plan(runs.wish("2021Q2", output=tmp_path / "out"))


def test_a_kernel_that_was_only_just_forked_ends_with_whoever_asked_for_it():
    """It leads no process group yet, so that a signal to its group finds nobody."""
    server = warm._Server.__new__(warm._Server)
    server.kernels, server.selector = {}, selectors.DefaultSelector()
    kernel = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    ours, theirs = socket.socketpair()
    server.kernels[kernel.pid] = theirs
    server.selector.register(theirs, selectors.EVENT_READ, kernel.pid)
    server._end(kernel.pid)
    assert kernel.wait(timeout=10) == -signal.SIGKILL
    assert ours.recv(1) == b"", "and the connection is closed"
    assert not server.kernels


def test_a_warm_process_that_does_not_end_is_ended(monkeypatch):
    asked = []

    class Stuck:
        stdin = io.BytesIO()

        def wait(self, timeout=None):
            asked.append("wait")
            if timeout:
                raise subprocess.TimeoutExpired("warm", timeout)

        def kill(self):
            asked.append("kill")

    monkeypatch.setattr(warm, "open_server", lambda: (Stuck(), "socket"))
    with pools._warm_server() as path:
        assert path == "socket"
        assert not asked
    assert asked == ["wait", "kill", "wait"]
    assert Stuck.stdin.closed
