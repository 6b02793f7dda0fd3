"""One notebook given to a process of its own, which is watched, ended with all it started, and told of."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import signal
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from multiprocessing import forkserver
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from analysis.produce.books import Book
from analysis.produce.due import files, mark
from analysis.quarter import Quarter
from analysis.record.store import HOME_VARIABLE, home

# One thread and no settings of the user's own: what comes out is the same everywhere.
STEADY = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1") | {
    "JE_ARROW_MALLOC_CONF": "background_thread:false",  # no process with two threads is forked
    "MPLBACKEND": "module://matplotlib_inline.backend_inline", "PYTHONHASHSEED": "0", "PYTHONWARNINGS": "",
    "LC_ALL": "C.UTF-8", "TZ": "UTC", "SOURCE_DATE_EPOCH": "0",
}  # fmt: skip
_lock = threading.Lock()  # a process must be asked by one thread at a time how it ended
_alive: dict[Any, str] = {}  # processes, and the run that they belong to
_stopped: set[str] = set()
_served: list[str] = []  # what the server of processes has read: home, and the state of package and data
_MEND = "mend the cell, or allow more with {}"
_BY_HAND = "open the partial notebook at that cell, or run the notebook by hand in JupyterLab"
_REMEDY = {"MemoryError": _MEND.format("--memory"), "_ArrayMemoryError": _MEND.format("--memory"),
           "CellTimeoutError": _MEND.format("--cell-seconds or --notebook-seconds"),
           "InputError": "correct the data as the sentence says"}  # fmt: skip


class Limits(NamedTuple):
    """What one notebook may take: seconds for a cell and for all, MiB of data in memory."""

    cell: float = 300
    notebook: float = 900
    memory: int = 3072


@dataclass(frozen=True, slots=True)
class Job:
    """A notebook of a quarter to execute: all that a worker needs beside the package and the data.

    `made` is the hash of what it is made of, `why` says that it is due ("" if not), `run` names the run that
    it is part of. A worker whose package and data have another `state` refuses.
    """

    book: Book
    quarter: Quarter
    folder: Path
    parameters: Mapping[str, object]
    page: Mapping[str, Any]
    made: str
    state: str
    why: str
    limits: Limits
    kernel: bool
    run: str

    @property
    def name(self) -> str:
        """Quarter, notebook and language, as people are told of it."""
        return f"{self.quarter} {self.book.name} {self.book.language}"


@dataclass(frozen=True, slots=True)
class Made:
    """What came out: files by name, the register, what the notebook left running, and the seconds taken."""

    files: dict[str, str]
    register: list[dict[str, Any]]
    left: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Failed:
    """What went wrong: where, the last lines, what to do, and by ending the log and the partial notebook.

    `problem` is the sentence of an `InputError`, `passing` says that another try can help.
    """

    where: str
    lines: tuple[str, ...]
    remedy: str
    problem: str = ""
    passing: bool = False
    kept: dict[str, bytes] = field(default_factory=dict)


def carry_out(job: Job, place: Path | None = None) -> Made | Failed:
    """Execute a notebook in a process of its own, once more where that can help.

    Nothing is written but in a folder inside `place` that is gone afterwards.
    """
    if mark(files()) != job.state:
        told = ("this worker has another package or other data",)
        return Failed("before the first cell", told, "give all workers the same")
    result = _attempt(job, place)
    again = isinstance(result, Failed) and result.passing and job.run not in _stopped
    return _attempt(job, place) if again else result


def stop(run: str) -> None:
    """End all processes of a run, and begin none."""
    _stopped.add(run)
    for process in [process for process, of in list(_alive.items()) if of == run]:
        _end(process)


def _end(process: Any) -> bool:
    """Kill a process with its whole group; say whether anybody was there."""
    with contextlib.suppress(AttributeError, OSError):  # no groups here, or nobody is left
        os.killpg(process.pid, signal.SIGKILL)
        return True
    with contextlib.suppress(OSError):
        process.kill()  # it does not lead a group yet
    return False


def _started(job: Job, folder: Path) -> Any:
    """Start a process: forked from a server with the imports done, where there can be one.

    A server that was started with other data is of no use.
    """
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]  # Dask's is one
    forks = "forkserver" in multiprocessing.get_all_start_methods()
    context: Any = multiprocessing.get_context("forkserver" if forks else "spawn")
    state = [str(home().resolve()), job.state]
    if forks and _served != state and not _alive:
        context.set_forkserver_preload(["analysis.produce.ready"])
        forkserver._forkserver._stop()  # type: ignore[attr-defined]
        _served[:] = state
    with patch.dict(os.environ, {**STEADY, HOME_VARIABLE: state[0]}):
        process = context.Process(target=work, args=(job, folder))
        process.start()
    _alive[process] = job.run
    return process


def work(job: Job, folder: Path) -> None:
    """Be the process of a notebook."""
    from analysis.produce import inside

    inside.run(job, folder)


def _attempt(job: Job, place: Path | None) -> Made | Failed:
    started, late, group = time.monotonic(), True, False
    with tempfile.TemporaryDirectory(prefix="mali-", dir=place, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with _lock:
            process = _started(job, folder)
        try:
            late = not wait([process.sentinel], 0 if job.run in _stopped else job.limits.notebook)
        finally:
            group = _end(process)
            with _lock:
                process.join(5)
                code = process.exitcode
                del _alive[process]
        if late or code or not (folder / "made").is_file():
            return _failed(job, folder, code or 0, late)
        made = json.loads((folder / "made").read_text("utf-8"))
        left = " and ".join([*made["left"], *["a process"] * group])
        return Made(made["files"], made["register"], left, time.monotonic() - started)


def _partial(folder: Path) -> tuple[list[Any], int | None, bytes]:
    """Return the cells of a notebook as far as it got, which one was begun last, and the notebook."""
    notebook, at = dict[str, Any](cells=[]), None
    with contextlib.suppress(OSError, ValueError):  # the last line may be cut off
        for line in (folder / "journal").read_text("utf-8").splitlines():
            entry = json.loads(line)
            notebook, at = entry.get("notebook", notebook), entry.get("begun", at)
            if "outputs" in entry:
                notebook["cells"][at]["outputs"] = entry["outputs"]
    return notebook["cells"], at, json.dumps(notebook, indent=1).encode()


def _failed(job: Job, folder: Path, code: int, late: bool) -> Failed:
    """Tell of a notebook that did not come to its end."""
    cells, at, notebook = _partial(folder)
    log = (folder / "log").read_text("utf-8", "replace") if (folder / "log").is_file() else ""
    where, outputs, name, value = "outside the cells", [], "", ""
    if at is not None:
        first = "".join(cells[at]["source"]).strip().partition("\n")[0]
        where, outputs = f"cell {at + 1} of {len(cells)}: {first[:80]}", cells[at]["outputs"]
    if outputs and outputs[-1]["output_type"] == "error":
        name, value = outputs[-1]["ename"], outputs[-1]["evalue"]
        lines = [line for text in outputs[-1]["traceback"] for line in text.splitlines()
                 if "Cell In[" in text and "-> " in line][-3:] + f"{name}: {value}".splitlines()  # fmt: skip
    elif late or "Timeout (" in log:
        what = "notebook" if late else "cell"
        name, how = "CellTimeoutError", " and heeded no signal" * (not late)
        lines = [f"the {what} ran longer than {getattr(job.limits, what):g} s{how}"]
    else:
        signalled = (
            code < 0 and f"was killed by signal {-code} ({signal.Signals(-code).name}): lack of memory?"
        )
        lines = [f"its process {signalled or f'ended with exit code {code}'}", *log.strip().splitlines()[-3:]]
    kept = {"log": "\n".join((where, *lines, "", log)).encode()} | ({"ipynb": notebook} if cells else {})
    return Failed(
        where, tuple(line[:160] for line in lines[-4:]), _REMEDY.get(name, _BY_HAND),
        value * (name == "InputError"), not name and (code < 0 or code == 255), kept,
    )  # fmt: skip
