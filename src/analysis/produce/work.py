"""One notebook given to a process of its own, which is watched, ended with all it started, and told of."""

import contextlib
import faulthandler
import gc
import json
import multiprocessing
import os
import random
import re
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any, NoReturn

import analysis
from analysis.produce.books import Book, Wish
from analysis.produce.due import SETTINGS, files, mark
from analysis.quarter import Quarter
from analysis.record.store import HOME_VARIABLE, home

LOG, LINES = 100_000, 1_000  # letters of what a process wrote, and prints of a cell, that are kept
_lock = threading.Lock()  # a process must be asked by one thread at a time how it ended
stopped = threading.Event()
_served: list[str] = []  # what the server of processes has read: home, and the state of package and data


@dataclass(frozen=True, slots=True)
class Job:
    """A notebook of a quarter to execute: all that a worker needs beside the package and the data.

    `made` is the hash of what it is made of, `why` says that it is due ("" if not). A worker whose package
    and data have another `state` refuses.
    """

    book: Book
    quarter: Quarter
    folder: Path
    parameters: Mapping[str, object]
    page: str
    made: str
    state: str
    why: str
    wish: Wish

    @property
    def name(self) -> str:
        """Quarter, notebook and language, as people are told of it."""
        return f"{self.quarter} {self.book.name} {self.book.language}"

    @property
    def file(self) -> Path:
        """Where the executed notebook is put."""
        return self.folder / f"{self.book.name}.ipynb"


@dataclass(frozen=True, slots=True)
class Result:
    """What is told of a notebook, its text, register and card; of one that failed, as far as it got.

    `problem` is the sentence of an `InputError`, `passing` says that another try can help.
    """

    told: str
    notebook: str = ""
    register: Sequence[Mapping[str, Any]] = ()
    card: Mapping[str, str] = field(default_factory=dict)
    failed: bool = False
    problem: str = ""
    passing: bool = False


def carry_out(job: Job, place: Path | None = None) -> Result:
    """Execute a notebook in a process of its own, once more where that can help.

    Nothing is written but in a folder inside `place` that is gone afterwards.

    Raises
    ------
    RuntimeError
        In a worker whose package or data are not those of who asks.
    """
    if not place and mark(files()) != job.state:  # elsewhere than where it was asked for
        raise RuntimeError("this worker has another package or other data: give all workers the same")
    result = _attempt(job, place)
    return _attempt(job, place) if result.passing else result


def stop() -> None:
    """End all processes of notebooks, and begin none; whoever waits for their server, at once."""
    stopped.set()
    server = getattr(getattr(multiprocessing, "forkserver", None), "_forkserver", None)
    if pid := getattr(server, "_forkserver_pid", None):
        os.kill(pid, signal.SIGKILL)
    with _lock:
        for process in multiprocessing.active_children():
            _end(process)


def _end(process: Any) -> bool:
    """Kill a process with its whole group; say whether anybody was there."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (AttributeError, OSError):  # no groups here, nobody is left, or it does not lead a group yet
        process.kill()
        return False
    return True


def _left(folder: str) -> bool:
    """Kill what a notebook started in sessions of their own, known by its folder; say whether it did."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):  # nothing elsewhere than on Linux
        with contextlib.suppress(OSError):
            if f"TMPDIR={folder}\0".encode() in path.read_bytes() and int(path.parts[2]) != os.getpid():
                os.kill(int(path.parts[2]), signal.SIGKILL)
                found.append(path)
    return bool(found)


def rest() -> None:
    """End the server of processes: the pages want its memory."""
    if _served:
        multiprocessing.forkserver._forkserver._stop()  # type: ignore[attr-defined]
        _served.clear()


def _started(job: Job, folder: Path, pipe: Any) -> Any:
    """Start a process: forked from a server with the imports done, where there can be one.

    A server that was started with other data is of no use.
    """
    from unittest.mock import patch  # which takes its time

    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]  # Dask's is one
    forks = "forkserver" in multiprocessing.get_all_start_methods()
    context: Any = multiprocessing.get_context("forkserver" if forks else "spawn")
    state = [str(home().resolve()), job.state]
    if forks and _served != state and not multiprocessing.active_children():
        context.set_forkserver_preload(SETTINGS["server"]["imports"])
        multiprocessing.forkserver._forkserver._stop()  # type: ignore[attr-defined]
        _served[:] = state
    with patch.dict(os.environ, {**SETTINGS["environment"], HOME_VARIABLE: state[0]}):
        process = context.Process(target=run, args=(job, folder, pipe))
        process.start()
    return process


def run(job: Job, folder: Path, pipe: Any) -> NoReturn:
    """Be the process of a notebook, which ends whatever threads the notebook left.

    It tells through a pipe how far it got, writes to a log, leads a session, heeds limits, has folders of
    its own and draws by a seed.
    """
    import numpy.random

    signal.signal(signal.SIGINT, signal.SIG_DFL)
    log = os.open(folder / "log", os.O_WRONLY | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    if hasattr(os, "setsid"):
        os.setsid()
        faulthandler.register(signal.SIGTERM, log, all_threads=False, chain=True)  # so ends who is late
    if sys.platform == "linux":
        from fcntl import F_GETFL, F_SETFL, F_SETOWN, F_SETSIG, fcntl
        from resource import RLIMIT_DATA, getpagesize, setrlimit

        there = int(Path("/proc/self/statm").read_text("ascii").split()[5]) * getpagesize()  # reserved before
        setrlimit(RLIMIT_DATA, ((job.wish.memory << 20) + there,) * 2)
        parent: Any = multiprocessing.parent_process()  # when it is gone, the system kills the whole group
        fcntl(parent.sentinel, F_SETOWN, -os.getpgrp())
        fcntl(parent.sentinel, F_SETSIG, signal.SIGKILL)
        fcntl(parent.sentinel, F_SETFL, fcntl(parent.sentinel, F_GETFL) | os.O_ASYNC)
    os.environ.update(TMPDIR=str(folder), IPYTHONDIR=str(folder / "ipython"))
    tempfile.tempdir = None
    os.chdir(home() / "notebooks" / job.book.inside)
    sys.path.insert(0, "")
    seed = int(mark([job.book.name, job.parameters])[:8], 16)
    random.seed(seed)
    numpy.random.seed(seed)  # noqa: NPY002 -- for cells that use the old generator
    from analysis.produce.engine import execute  # with the limits in force

    execute(job, lambda **told: pipe.send_bytes(json.dumps(told).encode()))
    os._exit(0)


def _attempt(job: Job, place: Path | None) -> Result:
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mali-", dir=place, ignore_cleanup_errors=True) as name:
        log = Path(name, "log")
        log.touch()
        heard, pipe = multiprocessing.Pipe(duplex=False)
        with _lock, pipe:
            if stopped.is_set():
                return Result("not begun", failed=True)
            process = _started(job, Path(name), pipe)
        told = _told(job, process, heard)
        group = _end(process) | _left(name)
        with _lock:
            process.join(5)
        written = log.read_text("utf-8", "replace")[-LOG:]
    seconds = time.monotonic() - started
    if process.exitcode or "made" not in told:
        return _failed(job, told, written, process.exitcode or 0, seconds)
    left = " and ".join([*told["left"], *["a process"] * group])
    ended = f"; it left {left} running, which was ended" if left else ""
    return Result(f"made in {seconds:.1f} s{ended}", told["made"], told["register"], told["card"])


def _told(job: Job, process: Any, heard: Any) -> dict[str, Any]:
    """Return what a process tells: the notebook as far as it got, the cell begun last, and what was made.

    One whose cell, or which itself, takes too long is told to end: it then writes into its log where it was.
    """
    told: dict[str, Any] = {"notebook": {"cells": [{"source": ""}]}}
    end, cell, ready = time.monotonic() + job.wish.notebook_seconds, float("inf"), [heard]
    with heard, contextlib.suppress(OSError, EOFError):  # it ended, perhaps in the middle of a word
        while heard in ready:
            ready = wait([heard, process.sentinel], max(min(end, cell) - time.monotonic(), 0))
            new: dict[str, Any] = {"late": not ready}
            new = json.loads(heard.recv_bytes()) if heard in ready else new
            said = told["notebook"]["cells"][told.get("begun", 0)]
            if "heard" in new:  # printed by a cell that may not come to its end
                said["outputs"] = [*said.get("outputs", ()), *new.pop("heard")][-LINES:]
            elif "outputs" in new:
                said["outputs"], cell = new.pop("outputs"), float("inf")
            elif "begun" in new:
                cell = time.monotonic() + job.wish.cell_seconds
            told |= new
    if told.get("late"):
        process.terminate()
    wait([process.sentinel], 5)
    return told


def _failed(job: Job, told: dict[str, Any], log: str, code: int, seconds: float) -> Result:
    """Tell of a notebook that did not come to its end."""
    cells, at, late = told["notebook"]["cells"], told.get("begun", 0), told.get("late", False)
    error: dict[str, Any] = next((output for output in cells[at].get("outputs", ()) if "ename" in output), {})
    if late and seconds > job.wish.notebook_seconds:
        lines = [f"the notebook ran longer than {job.wish.notebook_seconds} s"]
    elif late:
        at_work = re.findall(r'ipykernel_\d+/\d+\.py", (line \d+ in \S+)', log)
        lines = [f"the cell ran longer than {job.wish.cell_seconds} s", *at_work[:3]]
    elif error:
        shown = "\n".join(text for text in error["traceback"] if "Cell In[" in text).splitlines()
        first = str(error["evalue"]).strip().partition("\n")[0]
        lines = [*[line for line in shown if "-> " in line][-3:], f"{error['ename']}: {first}"]
    else:
        way = f"{signal.Signals(-code).name}, perhaps for lack of memory" if code < 0 else f"exit code {code}"
        lines = [f"its process ended with {way}", *log.strip().splitlines()[-3:]]
    begun = cells[at]["source"].strip().partition("\n")[0]
    short = [f"failed in cell {at + 1} of {len(cells)}: {begun[:80]}"]
    short += [*(line[:160] for line in "\n".join(lines).splitlines()[-4:]), SETTINGS["remedy"]]
    written = {"output_type": "stream", "name": "stderr", "text": log}
    cells[at]["outputs"] = [*cells[at].get("outputs", ()), *[written] * bool(log)]
    passing = code == 255 or (code < 0 and not (late and code == -signal.SIGTERM))
    problem = error["evalue"] if error.get("ename") == "InputError" else ""
    text = json.dumps(told["notebook"], indent=1)
    return Result("\n  | ".join(short), text, failed=True, problem=problem, passing=passing)


def prepare() -> None:
    """Import what notebooks use and read what all of them read: what is forked has it at once.

    The server of `multiprocessing` does so as it imports this module; it must have one thread then.
    """
    import matplotlib.pyplot as plt
    import nbformat

    from analysis.measure.incidents import side_by_side
    from analysis.present import labels, speech
    from analysis.record import store

    with contextlib.suppress(ValueError):  # of broken data the cell that reads them tells
        side_by_side()
        for table in store.dictionary()["resources"]:
            store.read_table(table["name"])
        for language in ("en", "fr"):
            with labels.speaking(language):
                speech.explained(analysis.find(analysis.facts(), "2021Q2", "killed"))
    nbformat.validate(nbformat.v4.new_notebook())
    plt.rcdefaults()  # whatever the user's own settings are
    gc.freeze()


if "multiprocessing.forkserver" in str(sys.orig_argv[-1:]):  # as the server is started, and nobody else
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it ends with whoever asked for it
    prepare()
