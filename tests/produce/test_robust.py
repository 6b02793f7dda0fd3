"""Kills, signals and other machines: a run that was stopped goes on, and every way gives the same bytes."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from analysis.measure.coverage import known_quarters
from analysis.produce.rerun import Wish, plan
from analysis.record import store
from tests.conftest import ROOT
from tests.produce.small import GOOD, command, content, note, processes, until, write

OTHER = {"PYTHONWARNINGS": "error", "OMP_NUM_THREADS": "4", "OPENBLAS_CORETYPE": "Prescott",
         "TZ": "Asia/Tokyo", "LC_ALL": "fr_FR.UTF-8", "MPLBACKEND": "svg", "PYTHONHASHSEED": "7"}  # fmt: skip
SLOW = {
    "quarterly_note": ({"order": 0}, "import time\ntime.sleep(60)"),
    "second": ("import time\ntime.sleep(60)",),
    "good": (GOOD,),
}


@pytest.fixture
def own(tmp_path, monkeypatch):
    """A project of one's own."""
    folder = tmp_path / "own"
    shutil.copytree(ROOT / "data", folder / "data")
    monkeypatch.setenv(store.HOME_VARIABLE, str(folder))
    return folder


def interrupted(own, number):
    write(own, SLOW)
    running = subprocess.Popen(
        command("2021Q2", "--workers", 3), stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    page = own / "site" / "2021Q2" / "good.ipynb"
    assert until(lambda: page.exists() or running.poll() is not None, 60)
    time.sleep(0.5)
    running.send_signal(number)
    _, told = running.communicate(timeout=30)  # the cells that are interrupted would take a minute
    assert running.returncode == 130
    assert (
        told.splitlines()[-1]
        == "mali-trends: Interrupted: 1 of 3 made; the same command goes on with the rest."
    )
    assert until(lambda: not processes(own), 5)
    assert not list((own / ".cache" / "work").glob("*/*"))
    assert len([job for job in plan(Wish(quarter="2021Q2")) if job.why]) == 2


def test_an_interrupt_is_one_line_and_the_same_command_goes_on(own):
    interrupted(own, signal.SIGINT)


@pytest.mark.proof
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_other_signals_end_it_too(own, number):
    interrupted(own, number)


@pytest.mark.proof
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGSTOP])
def test_a_worker_that_is_lost_is_begun_once_more(own, tmp_path, number):
    sign = (
        f"import os, pathlib, time\npath = pathlib.Path({str(tmp_path)!r}, 'pid')\nfirst = not path.exists()"
    )
    write(
        own, {"quarterly_note": (sign, "path.write_text(str(os.getpid()))", "time.sleep(6 * first)\n'done'")}
    )
    limits = ("--cell-seconds", "4") if number == signal.SIGSTOP else ()
    running = subprocess.Popen(
        command("2021Q2", *limits), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert until((tmp_path / "pid").exists, 60)
    time.sleep(0.5)
    os.kill(int((tmp_path / "pid").read_text()), number)
    said, told = running.communicate(timeout=90)
    assert said.startswith("1 made"), told


@pytest.mark.proof
@pytest.mark.parametrize("way", ["", "--kernel"])
def test_a_notebook_has_no_longer_than_it_may(own, way):
    sleeps = "import time\ntime.sleep(6)"
    write(own, {"slow": (sleeps, sleeps)})
    done = note("2021Q2", "--notebook-seconds", 8, "--notebooks", "slow", *filter(None, [way]))
    assert " of 5: import time\n  | the notebook ran longer than 8 s" in done.stderr


@pytest.mark.proof
def test_killed_at_any_moment_one_finishing_run_gives_the_same_bytes(own, tmp_path):
    """Three moments here; ``benchmarks/kills.py`` has thirty."""
    write(own, {"quarterly_note": (GOOD, "numbers()"), "other": (GOOD, "numbers()"), "fr/other": (GOOD,)})
    whole = ("--quarters", "2021Q1..2022Q4", "--output")
    assert note(*whole, tmp_path / "calm").returncode == 0
    for seconds in (1.0, 4.0, 7.0):
        running = subprocess.Popen(command(*whole, tmp_path / "wild"), stderr=subprocess.DEVNULL)
        time.sleep(seconds)
        running.kill()
        running.wait()
        assert until(lambda: not processes(own), 60), "a server that is still importing ends afterwards"
    assert note(*whole, tmp_path / "wild").returncode == 0
    assert content(tmp_path / "wild") == content(tmp_path / "calm")


@pytest.mark.proof
def test_the_main_process_dies_and_a_stopped_worker_with_it(own, tmp_path):
    write(own, {"quarterly_note": (f"import os\nopen({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))",
                                   "import time\ntime.sleep(60)")})  # fmt: skip
    running = subprocess.Popen(command("2021Q2"), stderr=subprocess.DEVNULL)
    assert until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text(), 60)
    os.kill(int((tmp_path / "pid").read_text()), signal.SIGSTOP)
    running.kill()
    running.wait()
    assert until(lambda: not processes(own), 5)


@pytest.mark.proof
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_what_makes_pages_ends_with_the_main_process(own, number):
    """Sphinx works in processes forked from it: one that stayed would hold the folder for ever."""
    write(own, {"quarterly_note": (GOOD, "numbers()")} | {f"more_{n}": ("quarter",) for n in range(9)})
    words = [word for word in command("2021Q2") if word != "--no-pages"]
    running = subprocess.Popen(words, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    def forked():
        told = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in processes(own)}
        return [pid for pid in told if pid != running.pid and told[pid] == told.get(running.pid)]

    assert until(lambda: forked() or running.poll() is not None, 90) and running.poll() is None
    running.send_signal(number)
    assert running.wait(10) == (130 if number == signal.SIGTERM else -number)
    assert until(lambda: not processes(own), 10)


@pytest.mark.proof
@pytest.mark.parametrize("way", ["--kernel", "--dask", "spawn", "environment"])
def test_the_same_bytes_in_every_way(own, tmp_path, way, monkeypatch):
    drawn = (
        "import numpy as np, seaborn as sns\nsns.lineplot(x=range(9), y=np.linalg.svd(np.ones((9, 9)))[1])"
    )
    turns = "import sys\nprint('one')\nprint('two', file=sys.stderr)\nprint('three')"
    write(own, {"quarterly_note": (GOOD, "numbers()"), "drawn": (drawn, turns)})
    assert note("2021Q2", "--output", tmp_path / "one").returncode == 0
    options = [way] if way == "--kernel" else []
    if way == "environment":
        for name, value in OTHER.items():
            monkeypatch.setenv(name, value)
    if way == "--dask":
        from distributed import LocalCluster

        with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
            done = note("2021Q2", "--output", tmp_path / "two", "--dask", cluster.scheduler_address)
    elif way == "spawn":
        code = ("import multiprocessing, sys; multiprocessing.get_all_start_methods = lambda: ['spawn']\n"
                "from analysis.produce.cli import main\n"
                "if __name__ == '__main__': main()")  # fmt: skip
        (tmp_path / "main.py").write_text(code)
        arguments = [
            command()[0],
            tmp_path / "main.py",
            *command()[3:],
            "2021Q2",
            "--output",
            tmp_path / "two",
        ]
        done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    else:
        done = note("2021Q2", "--output", tmp_path / "two", *options)
    assert done.returncode == 0, done.stderr
    assert content(tmp_path / "two") == content(tmp_path / "one")


@pytest.mark.proof
def test_every_quarter_is_made_from_a_bare_folder(own):
    write(
        own,
        {
            "quarterly_note": ({"for": "notes"}, GOOD, "numbers()"),
            "event_note": ({"for": "events"}, "quarter"),
        },
    )
    assert note("--all").returncode == 0
    assert {path.parent.name for path in (own / "site").glob("*/quarterly_note.ipynb")} == set(
        map(str, known_quarters())
    )
    assert note("--all").stdout.startswith("0 made, 20 unchanged")
    assert note("2024Q3").returncode == 0
