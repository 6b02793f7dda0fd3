"""Runs of notebooks: what fails, hangs or stays is told and ended, the rest is done, nothing twice."""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from dataclasses import replace

import nbformat
import pytest

from analysis.errors import InputError
from analysis.produce import due, rerun, work
from analysis.produce.books import Book, given
from analysis.record import store
from tests.conftest import ROOT
from tests.produce.small import GOOD, note, processes, until, write
from tests.produce.test_cli import run

FAILING = {
    "endless": ("import time\nprint('began')\ntime.sleep(300)", "the cell ran longer than 6 s",
                "line 3 in <module>"),
    "chatty": ("import time\nwhile True:\n    print('more')\n    time.sleep(0.1)",
               "the cell ran longer than 6 s", "--cell-seconds"),
    "stubborn": ("import signal, time\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\ntime.sleep(300)",
                 "the cell ran longer than 6 s", "--cell-seconds"),
    "eater": ("kept = [bytes(2 ** 28) for _ in range(10 ** 4)]", "MemoryError", "--memory"),
    "exits": ("import os\nos._exit(7)", "its process ended with exit code 7", "by hand"),
    "raises": ("total = 0\n1 / total", "> 2 1 / total", "ZeroDivisionError: division by zero"),
    "killed": ("import os, signal\nos.kill(os.getpid(), 9)", "its process ended with SIGKILL", "of memory"),
}  # fmt: skip
CHANGED = "its notebook, parameters, package or data changed"
STAYS = """import subprocess, threading, time
threading.Thread(target=time.sleep, args=(300,), name="mine").start()
child = subprocess.Popen(["sleep", "300"])
apart = subprocess.Popen(["sleep", "301"], start_new_session=True)"""
WARNS = """import logging, warnings
warnings.warn("careful")
logging.basicConfig(level=logging.DEBUG)
logging.debug("heard")
print("done")"""
LEAVES = """import locale, os, random, sys, warnings
import matplotlib.pyplot as plt
import numpy as np
server = len(os.listdir(f"/proc/{os.getppid()}/task"))
width, place = plt.rcParams["lines.linewidth"], locale.setlocale(locale.LC_ALL)
print(width, len(warnings.filters), place, random.random())
print(np.random.rand(), "leak" in globals(), plt.get_fignums(), hasattr(sys, "leak"), server)
plt.rcParams["lines.linewidth"] = 9
warnings.simplefilter("ignore")
sys.leak = leak = 1"""
LOADED = """import sys
wanted = {"pandas", "numpy", "seaborn", "scipy.stats", "papermill", "analysis.present.tell"}
print(sorted(wanted - set(sys.modules)))"""
REST = {
    "quarterly_note": ({"for": "notes", "order": 0}, GOOD, "numbers()"),
    "fr/quarterly_note": ({"for": "notes"}, GOOD.replace("Note(quarter", "Note(quarter, 'fr'"), "numbers()"),
    "loaded": (LOADED,),
    "leaves": ({"order": 1}, LEAVES),
    "leaves_too": ({"order": 2}, LEAVES),
    "stays": (STAYS, "quarter"),
    "warns": (WARNS,),
    "annex": ({"pages": False}, "quarter"),
    "event_note": ({"for": "events", "order": 0}, "quarter"),
}


def planned(quarter="2021Q2", **options):
    return rerun.plan(rerun.Wish(quarter=quarter, **options))


pytestmark = pytest.mark.usefixtures("done")


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("run") / "project"
    shutil.copytree(ROOT / "data", folder / "data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(store.HOME_VARIABLE, str(folder))
        yield folder


@pytest.fixture(scope="module")
def done(project):
    failing = {name: ({"order": 3}, code) for name, (code, *_) in FAILING.items()}
    write(project, REST | failing)
    loud = os.environ | {"PYTHONWARNINGS": "error"}
    return note("2021Q2", "--cell-seconds", 6, "--memory", 1024, "--workers", 4, env=loud)


def told_of(done, name):
    lines = done.stderr.splitlines()
    first = next(n for n, line in enumerate(lines) if f"] 2021Q2 {name} en" in line)
    return [lines[first], *[line for line in lines[first + 1 : first + 15] if line.startswith("  ")]]


@pytest.mark.parametrize("name", FAILING)
def test_each_failure_is_told_in_a_few_lines_with_the_cell_and_a_remedy(project, done, name):
    assert done.returncode == 1
    block = []
    for line in told_of(done, name):
        block.append(line)
        if "partial notebook: " in line:
            break
    told = "\n".join(block)
    assert all(words in told for words in FAILING[name][1:]), told
    assert f"{name} en failed in cell 4 of 4: " in told
    assert 3 <= len(block) < 12
    partial = nbformat.read(told.split("partial notebook: ")[1].strip(), 4)
    assert partial.cells[-1].source == FAILING[name][0]
    printed = "".join(output.get("text", "") for output in partial.cells[-1].outputs)
    wanted = {"endless": "began", "chatty": "more"}.get(name, "")
    assert wanted in printed, "what a cell printed before it was ended"
    assert not (project / "site" / "2021Q2" / f"{name}.ipynb").exists()


def test_the_rest_is_done_and_nothing_is_left_running(project, done):
    last = done.stderr.splitlines()[-1]
    assert last.startswith(f"mali-trends: {len(FAILING)} of 14 failed, 7 made: ")
    folder = project / "site" / "2021Q2"
    assert {path.stem for path in folder.glob("*.ipynb")} == {
        "quarterly_note", "loaded", "leaves", "leaves_too", "stays", "warns"
    }  # fmt: skip
    assert (project / "site" / "fr" / "2021Q2" / "quarterly_note.ipynb").is_file()
    assert not list((project / "site").rglob("*.html")), "no pages were asked for"
    assert "it left the thread mine and a process running, which was ended" in done.stderr
    assert until(lambda: not processes(project)), "no process is left"
    assert not list((project / ".cache" / "work").glob("*/*"))


def printed(project, name):
    made = nbformat.read(project / "site" / "2021Q2" / f"{name}.ipynb", 4)
    return "".join(output.text for output in made.cells[-1].outputs)


def test_each_notebook_has_a_clean_process_with_its_own_seed_forked_from_one_with_all_imports(project):
    first, second = (printed(project, name).split() for name in ("leaves", "leaves_too"))
    assert first[:3] == second[:3]
    assert first[0] == "1.5"
    assert first[3:5] != second[3:5], "each draws by its own seed"
    assert first[5:] == second[5:] == ["False", "[]", "False", "1"], (
        "nothing leaks, and the server has one thread"
    )
    assert printed(project, "loaded") == "[]\n", "all is imported before"


def test_data_json_collects_the_registers_and_explain_reads_it(project):
    about = json.loads((project / "site" / "2021Q2" / "data.json").read_text())
    assert (about["quarter"], about["language"]) == ("2021Q2", "en")
    assert list(about["notebooks"]) == ["quarterly_note", "leaves", "leaves_too", "loaded", "stays", "warns"]
    entry = about["notebooks"]["quarterly_note"]["register"][0]
    assert (entry["n"], entry["value"], entry["unit"]) == (1, "160", "victims")
    assert list(entry)[:3] == ["n", "name", "measure"], "in the register's own order"
    told = run("explain", "2021Q2", entry["name"])
    assert told.stdout.startswith("at least 160: killed")
    assert "made in" not in told.stderr
    listed = run("explain", "2021Q2").stdout.splitlines()
    assert f"{entry['name']}  at least 160  published" in listed
    wrong = run("explain", "2021Q2", "kiled")
    assert wrong.returncode == 2
    assert "did you mean 'killed" in wrong.stderr


def test_no_path_time_or_address_is_in_the_outputs(project):
    for path in (project / "site").rglob("*.*"):
        text = path.read_text("utf-8")
        assert str(project) not in text
        assert "start_time" not in text
        assert not re.search(r"0x[0-9a-f]{8}", text)


def test_what_failed_is_due_and_nothing_else():
    jobs = {job.name: job.why for job in planned()}
    assert {name.split()[1] for name, why in jobs.items() if why} == set(FAILING)
    assert set(filter(None, jobs.values())) == {"never made"}


@pytest.fixture
def up_to_date():
    def due_now(quarter="2021Q2", **options):
        jobs = planned(quarter, notebooks="quarterly_note,leaves", language="en", **options)
        return {job.book.name: job.why for job in jobs if job.why}

    assert due_now() == {}
    return due_now


def test_what_changes_is_due_and_why(project, up_to_date):
    folder = project / "site" / "2021Q2"
    assert up_to_date(parameters=("times=2",)) == dict.fromkeys(("quarterly_note", "leaves"), CHANGED)
    assert up_to_date(force=True) == dict.fromkeys(("quarterly_note", "leaves"), "asked for")
    for what, change in {
        "leaves.ipynb is gone or was changed": (folder / "leaves.ipynb", None),
    }.items():
        path, text = change
        before, state = path.read_bytes(), path.stat()
        path.write_bytes(text) if text else path.unlink()
        assert up_to_date() == {"leaves": what}
        path.write_bytes(before)
        os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
        assert up_to_date() == {}
    table = project / "data" / "minusma" / "figures.csv"
    before = table.read_bytes()
    table.write_bytes(before.replace(b",527,", b",528,", 1))
    assert set(up_to_date().values()) == {CHANGED}
    table.write_bytes(before)
    (project / "requirements.lock").write_text("numpy==1")
    assert set(up_to_date().values()) == {CHANGED}
    (project / "requirements.lock").unlink()
    path = project / "notebooks" / "leaves.ipynb"
    before = path.read_text()
    path.write_text(before.replace("import locale", "import locale "))
    assert up_to_date() == {"leaves": CHANGED}
    made = nbformat.reads(before, 4)
    made.cells[-1].outputs = [nbformat.v4.new_output("stream", text="stored")]
    nbformat.write(made, path)
    assert up_to_date() == {}, "stored outputs are no change"
    path.write_text(before)


def test_what_no_notebook_reads_makes_nothing_due(project, up_to_date):
    """Files of one's own that are not imported yet, and what editors leave beside a table."""
    left = ("raw/big.csv", "private/own/cells.csv", "minusma/.~lock.figures.csv#", "minusma/~$figures.csv")
    for name in left:
        path = project / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
        assert up_to_date() == {}, name
        path.unlink()


def test_an_interrupt_does_not_wait_for_the_server_of_processes(monkeypatch):
    """It imports for seconds, while the lock is held by whoever asked it for a process."""
    import multiprocessing.forkserver

    ended = []
    server = multiprocessing.forkserver._forkserver
    monkeypatch.setattr(server, "_forkserver_pid", 4_000_000)
    monkeypatch.setattr(work.os, "kill", lambda pid, number: ended.append((pid, number, work._lock.locked())))
    monkeypatch.setattr(work.multiprocessing, "active_children", list)
    with work._lock:
        waiting = threading.Thread(target=work.stop)
        waiting.start()
        assert until(lambda: ended, 5), "before the lock is free"
    waiting.join(5)
    assert ended == [(4_000_000, work.signal.SIGKILL, True)] and work.stopped.is_set()
    work.stopped.clear()


def test_commentary_is_of_one_quarter(project, up_to_date):
    folder = project / "data" / "commentary"
    folder.mkdir(exist_ok=True)
    (folder / "2026Q1.en.md").write_text("Other.")
    assert up_to_date() == {}
    (folder / "2021Q2.en.md").write_text("Mine.")
    assert set(up_to_date().values()) == {CHANGED}
    for name in ("2026Q1.en.md", "2021Q2.en.md"):
        (folder / name).unlink()


def test_a_look_at_all_quarters_imports_nothing_heavy():
    code = """import sys
from analysis.produce.rerun import Wish, plan
assert len(plan(Wish(all_=True))) > 100
print({"pandas", "numpy", "asyncio"} & sys.modules.keys())"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n", "a look imports nothing heavy"


def test_notebooks_are_found_and_put_in_order():
    (job, *_) = planned()
    assert (job.book.name, job.page) == ("quarterly_note", "index.html")
    assert [job.book.name for job in planned(language="en")][:3] == ["quarterly_note", "leaves", "leaves_too"]
    assert "annex" not in {job.book.name for job in planned()}
    named = planned(notebooks="annex")
    assert [job.page for job in named] == ["annex.html"]
    later = planned("2024Q3")
    assert later[0].book.name == "event_note"
    assert later[0].page == "index.html"
    assert "quarterly_note" not in {job.book.name for job in later}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"notebooks": "leavs"}, "did you mean 'leaves'"),
        ({"language": "de"}, "'de' is no language of a notebook"),
        ({"language": "en,en"}, "A language of a notebook stands twice in en,en: name each once."),
        ({"parameters": ("quartr=1",)}, "did you mean 'quarter'"),
        ({"parameters": ("times=many",)}, "Parameter times: expected integer, found 'many'"),
        ({"quarters": "2021Q2"}, "Name one quarter"),
    ],
)
def test_bad_input_is_one_sentence(options, words):
    with pytest.raises(InputError, match=re.escape(words)):
        planned(**options)


def test_a_parameter_is_of_the_kind_of_its_default():
    book = Book(
        "x", "en", "", "x", {}, {"quarter": "", "times": 1, "share": 0.5, "model": True, "names": None}
    )
    texts = {"times": "2", "share": "0.25", "model": "False", "names": "a,b", "other": "1"}
    found = given(book, "2021Q2", texts)
    assert found == {"quarter": "2021Q2", "times": 2, "share": 0.25, "model": False, "names": "a,b"}


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"cells": 1, "metadata": {}}'])
def test_a_file_that_is_no_notebook_is_named(project, text):
    path = project / "notebooks" / "odd.ipynb"
    path.write_text(text)
    with pytest.raises(InputError, match=r"notebooks/odd.ipynb is not a Jupyter notebook"):
        planned()
    path.unlink()


def test_a_second_run_on_one_folder_says_so(tmp_path):
    with (
        due.alone(tmp_path),
        pytest.raises(InputError, match="Another run is making the same pages"),
        due.alone(tmp_path),
    ):
        raise AssertionError


def test_a_folder_where_a_file_must_go_is_named(tmp_path):
    (tmp_path / "index.html").mkdir()
    with pytest.raises(InputError, match=r"index.html cannot be written \(Is a directory\)"):
        due.put(tmp_path / "index.html", b"new")


def test_a_file_is_there_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "page.html"
    path.write_bytes(b"old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(path), "replace", full)
    with pytest.raises(InputError, match=r"page.html cannot be written \(No space left on device\)"):
        due.put(path, b"new")
    assert path.read_bytes() == b"old"


def test_a_worker_with_other_data_refuses():
    job = planned(notebooks="leaves")[0]
    with pytest.raises(RuntimeError, match="another package or other data: give all workers the same"):
        work.carry_out(replace(job, state="x"))
