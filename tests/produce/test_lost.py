"""Work that is lost by no fault of a cell: begun again, and its causes kept away."""

import concurrent.futures
import os
import subprocess
import tempfile
from concurrent.futures import BrokenExecutor, CancelledError
from types import SimpleNamespace

import nbformat
import pytest

from analysis.errors import InputError
from analysis.produce import kernel, places, pools, rerun, runs, work
from analysis.produce.progress import board
from tests.produce.test_robust import command, write

MADE = work.Made({}, {}, [], "", 1.0)


class Unlucky(concurrent.futures.Executor):
    """Brings of each notebook what it is told to, one after the other, and then something that was made.

    What is told as None does not come to an end; "gone" is an executor that takes no work any more.
    """

    def __init__(self, **told):
        self.told, self.begun, self.at_once = told, [], []

    def submit(self, _function, job, /):
        self.begun.append(job.notebook)
        future = concurrent.futures.Future()
        outcomes = self.told.get(job.notebook)
        told = outcomes.pop(0) if outcomes else MADE
        if told == "gone":
            raise BrokenExecutor("gone")
        if isinstance(told, Exception):
            future.set_exception(told)
        elif told:
            future.set_result(told)
        return future


@pytest.fixture
def pieces(project, tmp_path):
    write(project)
    return rerun.plan(runs.wish("2021Q2", output=tmp_path / "out"))


def made(pieces, executor, slots=2):
    """Return what failed, and how often the executor was renewed."""
    renewed, running = [], set()
    pool = pools.Pool(executor, slots, lambda: renewed.append(1))
    with board(pieces, {}, slots) as show:

        def tell(what, piece, result):
            (running.add if what == "begun" else running.discard)(piece.name)
            executor.at_once.append(len(running))
            show(what, piece, result)

        return rerun.make(pieces, pool, tell, {}), len(renewed)


PASSING = [BrokenExecutor("n"), RuntimeError("n"), CancelledError("n"), ConnectionError("n"), "gone"]


@pytest.mark.parametrize("error", PASSING, ids=repr)
def test_work_that_is_lost_is_begun_again_and_said(pieces, capsys, error):
    broken = error == "gone" or isinstance(error, BrokenExecutor)
    assert made(pieces, Unlucky(methods=[error] * 3)) == ({}, 3 if broken else 0)
    told = capsys.readouterr().err.splitlines()
    name = "BrokenExecutor: gone" if error == "gone" else f"{type(error).__name__}: n"
    assert told.count(f"2021Q2 methods en: begun again ({name})") == 3
    assert sum("made in 1.0 s" in line for line in told) == len(pieces)


def test_what_ran_beside_one_that_kills_its_worker_is_made_and_the_killer_reported(pieces, capsys):
    """All that ran is lost with a worker; each is then begun by itself, so that nobody dies of another."""
    killer = [BrokenExecutor(f"number {n}") for n in range(9)]
    executor = Unlucky(methods=killer, **{piece.job.notebook: [None] for piece in pieces[:-1]})
    assert pieces[-1].job.notebook == "methods"
    failures, renewed = made(pieces, executor, len(pieces))
    assert (list(failures), renewed) == (["2021Q2 methods en"], 4)
    told = capsys.readouterr().err
    assert "2021Q2 methods en failed in outside the notebook\n  | BrokenExecutor: number 3" in told
    assert told.count("begun again") == len(pieces) - 1 + 3
    assert told.count("made in") == len(pieces) - 1
    first = [piece.job.notebook for piece in pieces]
    assert executor.begun[: len(first)] == first
    assert max(executor.at_once[2 * len(first) :]) == 1
    assert sorted(executor.begun[len(first) :]) == sorted([*first[:-1], *["methods"] * 3])


@pytest.mark.parametrize("error", [InputError("data/a.csv is not there."), ValueError("n")])
def test_what_would_come_out_the_same_is_not_begun_again(pieces, capsys, error):
    executor = Unlucky(methods=[error])
    failures, _ = made(pieces, executor)
    assert executor.begun.count("methods") == 1
    assert failures["2021Q2 methods en"].problem == (str(error) if isinstance(error, InputError) else "")
    assert "begun again" not in capsys.readouterr().err


@pytest.mark.parametrize("levels", [1, 2])
@pytest.mark.parametrize("letter", ["t", "ö"])
def test_sockets_have_room_wherever_temporary_files_are(monkeypatch, letter, levels):
    elsewhere = []
    for length in range(20, 100):
        monkeypatch.setattr(tempfile, "tempdir", f"/{letter * (length - 1)}")
        folder = places.temporary(levels) or tempfile.gettempdir()
        asked = SimpleNamespace(connection_file=folder + "/mali-12345678" * levels + "/k.json", transport="")
        kernel.by_socket(asked)
        assert asked.transport == "ipc"
        assert len(os.fsencode(f"{asked.ip}-5")) < 104
        elsewhere.append(folder != tempfile.gettempdir())
    assert elsewhere == sorted(elsewhere), "only where it must be"
    assert elsewhere[0] is False


def test_kernels_are_reached_by_no_port_however_long_the_name_of_the_temporary_folder(
    project, tmp_path, monkeypatch
):
    """Two that start at once can be given the same port, and then one is never reached."""
    folder = tmp_path / ("t" * 90)
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    cell = "import gc\nget_ipython().kernel.parent.transport, gc.get_freeze_count() > 0"
    write(project, methods=(cell,))
    done = command("2021Q2", "--notebooks", "methods", "--output", tmp_path / "out")
    subprocess.run(done, check=True, capture_output=True)
    shown = nbformat.read(tmp_path / "out" / "methods.ipynb", 4).cells[-1].outputs[0]
    assert shown["data"]["text/plain"] == "('ipc', True)", "the warm process is found there too"


@pytest.mark.parametrize("kind", ["warm", "plain"])
def test_the_users_own_settings_change_nothing(project, tmp_path, monkeypatch, kind):
    startup = tmp_path / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    for file in (startup / "00.py", tmp_path / "start.py"):
        file.write_text("mine = 1")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("PYTHONSTARTUP", str(tmp_path / "start.py"))
    monkeypatch.setenv("MPLBACKEND", "svg")
    cell = 'import matplotlib\n"mine" in globals(), matplotlib.get_backend()'
    write(project, methods=(cell,))
    done = command("2021Q2", "--notebooks", "methods", "--output", tmp_path / "out", "--kernel", kind)
    subprocess.run(done, check=True, capture_output=True)
    shown = nbformat.read(tmp_path / "out" / "methods.ipynb", 4).cells[-1].outputs[0]
    assert shown["data"]["text/plain"] in ("(False, 'inline')", f"(False, '{kernel.STEADY['MPLBACKEND']}')")
