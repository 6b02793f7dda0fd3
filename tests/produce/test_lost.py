"""Work that is lost by no fault of a cell: done again, and its causes kept away."""

import concurrent.futures
import subprocess
import tempfile

import nbformat
import pytest

from analysis.produce import places, pools, rerun, runs, work
from analysis.produce.progress import board
from tests.produce.test_robust import command, write

MADE = work.Made({}, {}, [], "", 1.0)


class Unlucky(concurrent.futures.Executor):
    """Brings of each notebook what it is told to, one after the other, and then something that was made."""

    def __init__(self, **told):
        self.told = told

    def submit(self, _function, job, /):
        future = concurrent.futures.Future()
        if outcomes := self.told.get(job.notebook):
            future.set_exception(outcomes.pop(0))
        else:
            future.set_result(MADE)
        return future


def lost(*errors):
    return [error(f"number {number}") for number, error in enumerate(errors)]


@pytest.mark.parametrize("error", [RuntimeError, concurrent.futures.BrokenExecutor])
def test_work_that_is_lost_is_begun_again_and_said(project, tmp_path, capsys, error):
    write(project)
    pieces = rerun.plan(runs.wish("2021Q2", output=tmp_path / "out"))
    renewed = []
    pool = pools.Pool(Unlucky(methods=lost(error, error, error)), 2, lambda: renewed.append(1))
    with board(pieces, {}, 2) as tell:
        assert rerun.make(pieces, pool, tell, {}) == {}
    told = capsys.readouterr().err.splitlines()
    assert f"2021Q2 methods en: begun again ({error.__name__}: number 2)" in told
    assert sum("made in 1.0 s" in line for line in told) == len(pieces)
    assert len(renewed) == (3 if error is concurrent.futures.BrokenExecutor else 0)


def test_work_that_is_always_lost_is_reported_and_the_rest_is_done(project, tmp_path, capsys):
    write(project)
    pieces = rerun.plan(runs.wish("2021Q2", output=tmp_path / "out"))
    pool = pools.Pool(Unlucky(methods=lost(*[RuntimeError] * 9)), 2)
    with board(pieces, {}, 2) as tell:
        failures = rerun.make(pieces, pool, tell, {})
    assert list(failures) == ["2021Q2 methods en"]
    told = capsys.readouterr().err
    assert "2021Q2 methods en failed in outside the notebook\n  | RuntimeError: number 3" in told
    assert told.count("begun again") == 3
    assert told.count("made in") == len(pieces) - 1


@pytest.mark.parametrize("levels", [1, 2])
@pytest.mark.parametrize("length", range(60, 100))
def test_sockets_have_room_wherever_temporary_files_are(monkeypatch, length, levels):
    monkeypatch.setattr(tempfile, "tempdir", f"/{'t' * (length - 1)}")
    folder = places.temporary(levels) or tempfile.gettempdir()
    assert len(folder + "/mali-12345678" * levels + "/k-ipc-5") < 104
    assert (folder != tempfile.gettempdir()) == (length + 14 * levels + 8 >= 104), (
        "and only then are they elsewhere"
    )


def test_kernels_are_reached_by_no_port_however_long_the_name_of_the_temporary_folder(
    project, tmp_path, monkeypatch
):
    """Two that start at once can be given the same port, and then one is never reached."""
    folder = tmp_path / ("t" * 90)
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    write(project, methods=("import os\nget_ipython().kernel.parent.transport, os.getsid(0) == os.getpid()",))
    done = command("2021Q2", "--notebooks", "methods", "--output", tmp_path / "out")
    subprocess.run(done, check=True, capture_output=True)
    made = nbformat.read(tmp_path / "out" / "methods.ipynb", 4)
    assert made.cells[-1].outputs[0]["data"]["text/plain"] == "('ipc', True)", "the warm kernel too"
    assert list(folder.iterdir()) == []
