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
from dataclasses import dataclass
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from analysis.produce.books import Book
from analysis.produce.due import made_with
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
_served: list[str] = []  # what the server of processes has read: home, package and data


class Limits(NamedTuple):
    """What one notebook may take: seconds for a cell and for all, MiB of data in memory."""

    cell: float = 300
    notebook: float = 900
    memory: int = 3072


@dataclass(frozen=True, slots=True)
class Job:
    """A notebook of a quarter to execute: all that a worker needs beside the package and the data.

    `inputs` are the hashes of what it is made of, `why` says that it is due ("" if not), `run` names the run
    that it is part of. A worker that has another package or other data refuses.
    """

    book: Book
    quarter: Quarter
    folder: Path
    parameters: Mapping[str, object]
    page: Mapping[str, Any]
    inputs: Mapping[str, str]
    why: str
    limits: Limits = Limits()  # noqa: RUF009 -- it cannot be changed
    kernel: bool = False
    run: str = ""

    @property
    def name(self) -> str:
        """Quarter, notebook and language, as people are told of it."""
        return f"{self.quarter} {self.book.name} {self.book.language}"


@dataclass(frozen=True, slots=True)
class Made:
    """What came out: files by name, the register, what the notebook left running, and the seconds taken."""

    files: dict[str, bytes]
    register: list[dict[str, Any]]
    left: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Failed:
    """What went wrong: where, the last lines, what to do, the log and the notebook as far as it got.

    `problem` is the sentence of an `InputError`, `passing` says that another try can help.
    """

    where: str
    lines: tuple[str, ...]
    remedy: str = "open the partial notebook at that cell, or run the notebook by hand in JupyterLab"
    log: str = ""
    partial: bytes = b""
    problem: str = ""
    passing: bool = False


def carry_out(job: Job, place: str | None = None) -> Made | Failed:
    """Execute a notebook in a process of its own, once more where that can help.

    Nothing is written but in a folder inside `place` that is gone afterwards.
    """
    own = {} if place else made_with()(job.quarter)  # a worker elsewhere than the one who asks
    if other := " and ".join(what for what, value in own.items() if job.inputs[what] != value):
        remedy = "give all workers the same package and data"
        return Failed("before the first cell", (f"this worker has another state of {other}",), remedy)
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
    with contextlib.suppress(AssertionError):  # workers of Dask may not have processes of their own otherwise
        multiprocessing.current_process().daemon = False
    forks = "forkserver" in multiprocessing.get_all_start_methods()
    context: Any = multiprocessing.get_context("forkserver" if forks else "spawn")
    state = [str(home().resolve()), *(job.inputs[f"the {what}"] for what in ("package", "data"))]
    if forks and _served != state and not _alive:
        context.set_forkserver_preload(["analysis.produce.ready"])
        if _served:
            multiprocessing.forkserver._forkserver._stop()  # type: ignore[attr-defined]
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


def _attempt(job: Job, place: str | None) -> Made | Failed:
    started, late, left = time.monotonic(), True, False
    with tempfile.TemporaryDirectory(prefix="mali-", dir=place, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with _lock:
            process = _started(job, folder)
        try:
            late = not wait([process.sentinel], 0 if job.run in _stopped else job.limits.notebook)
        finally:
            left = _end(process)
            with _lock:
                process.join(5)
                code = process.exitcode
                del _alive[process]
        if (folder / "made").is_dir() and not late:
            files = {path.name: path.read_bytes() for path in sorted((folder / "made").iterdir())}
            about = json.loads((folder / "about.json").read_text("utf-8"))
            stays = " and ".join([*about["threads"], *["a process"] * left])
            return Made(files, about["register"], stays, time.monotonic() - started)
        return _failed(job, folder, code, late)


def _partial(folder: Path) -> tuple[dict[str, Any], int | None]:
    """Return a notebook as far as it got, from the journal, and the cell that was begun last."""
    notebook, at = dict[str, Any](cells=[]), None
    with contextlib.suppress(OSError, ValueError):  # the last line may be cut off
        for line in (folder / "journal").read_text("utf-8").splitlines():
            entry = json.loads(line)
            notebook, at = entry.get("notebook", notebook), entry.get("begun", at)
            if "outputs" in entry:
                notebook["cells"][at]["outputs"] = entry["outputs"]
    return notebook, at


_LONGER = "mend the cell, or allow more with --cell-seconds or --notebook-seconds"
_LARGER = "mend the cell, or allow more with --memory"
_REMEDY = {"MemoryError": _LARGER, "_ArrayMemoryError": _LARGER, "CellTimeoutError": _LONGER,
           "InputError": "correct the data as the sentence says"}  # fmt: skip


def _failed(job: Job, folder: Path, code: int | None, late: bool) -> Failed:
    """Tell of a notebook that did not come to its end."""
    notebook, at = _partial(folder)
    log = (folder / "log").read_text("utf-8", "replace") if (folder / "log").is_file() else ""
    cell: dict[str, Any] = notebook["cells"][at] if at is not None else {"source": ""}
    errors = [output for output in cell.get("outputs", ()) if output["output_type"] == "error"]
    told: dict[str, Any] = {}
    if errors:
        name, value = str(errors[-1]["ename"]), str(errors[-1]["evalue"])
        own = "\n".join(text for text in errors[-1]["traceback"] if "Cell In[" in text)
        lines = [*[line for line in own.splitlines() if "-> " in line][-3:], f"{name}: {value}"]
        told = {"remedy": _REMEDY.get(name, Failed("", ()).remedy), "problem": value * (name == "InputError")}
    elif late or "Timeout (" in log:
        what = "notebook" if late else "cell"
        lines = [
            f"the {what} ran longer than {getattr(job.limits, what):g} s"
            + " and heeded no signal" * (not late)
        ]
        told = {"remedy": _LONGER}
    elif code is not None and code < 0:
        lines = [f"its process was killed by signal {-code} ({signal.Signals(-code).name})"]
        told = {"remedy": "run it again; a lack of memory can be the cause", "passing": True}
    elif "Traceback (most recent" in log:
        lines = log.strip().splitlines()[-3:]
    else:
        lines, told = [f"the cell ended its process (exit code {code})"], {"passing": code in (None, 255)}
    first = next(iter("".join(cell["source"]).strip().splitlines()), "")
    where = (
        f"cell {at + 1} of {len(notebook['cells'])}: {first[:80]}" if at is not None else "outside the cells"
    )
    shown = tuple(line[:160] for text in lines for line in text.splitlines())[-4:]
    partial = json.dumps(notebook, indent=1).encode() if notebook["cells"] else b""
    return Failed(where, shown, log="\n".join((where, *lines, "", log)), partial=partial, **told)
