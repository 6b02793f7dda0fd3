"""One notebook executed and its page made, in a process of its own that ends with all it started."""

from __future__ import annotations

import contextlib
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
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any, NoReturn

from analysis.produce.books import Book
from analysis.produce.due import made_with, mark
from analysis.quarter import Quarter
from analysis.record.store import home

# One thread and no settings of the user's own: what comes out is the same everywhere.
STEADY = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1") | {
    "JE_ARROW_MALLOC_CONF": "background_thread:false",  # no process with two threads is forked
    "MPLBACKEND": "module://matplotlib_inline.backend_inline", "PYTHONHASHSEED": "0", "PYTHONWARNINGS": "",
    "LC_ALL": "C.UTF-8", "TZ": "UTC", "SOURCE_DATE_EPOCH": "0",
}  # fmt: skip
_lock = threading.Lock()  # a process must be asked by one thread at a time how it ended
_alive: dict[int, str] = {}  # leaders of groups, and the run that they belong to
_stopped: set[str] = set()
_served: list[str] = []  # what the server of processes has read: home, package and data


@dataclass(frozen=True, slots=True)
class Limits:
    """What one notebook may take: seconds for a cell and for all, MiB of data in memory."""

    cell: float = 300
    notebook: float = 900
    memory: int = 3072


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Job:
    """A notebook to execute: all that a worker needs beside the package and the data.

    A worker that was `made_with` another package or other data refuses. `run` names the run it is part of.
    """

    book: Book
    quarter: Quarter
    parameters: Mapping[str, object]
    page: Mapping[str, Any]
    made_with: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = LIMITS
    kernel: bool = False
    run: str = ""


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
    remedy: str
    log: str = ""
    partial: bytes = b""
    problem: str = ""
    passing: bool = False


def carry_out(job: Job, place: str | None = None) -> Made | Failed:
    """Execute a notebook in a process of its own, once more where that can help.

    Nothing is written but in a folder inside `place` that is gone afterwards.
    """
    if job.made_with and job.made_with != (own := made_with()(job.quarter)):
        other = " and ".join(name for name, value in job.made_with.items() if own[name] != value)
        return Failed("before the first cell", (f"this worker has another state of {other}",),
                      "give all workers the same package and data")  # fmt: skip
    result = _attempt(job, place)
    again = isinstance(result, Failed) and result.passing and job.run not in _stopped
    return _attempt(job, place) if again else result


def stop(run: str) -> None:
    """End all processes of a run, and begin none."""
    _stopped.add(run)
    for leader in [leader for leader, of in _alive.items() if of == run]:
        _end(leader)


def _end(leader: int) -> bool:
    """Kill a process with its whole group; say whether anybody was there."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except (AttributeError, OSError):  # no groups here, or it does not lead one yet, or nobody is left
        with contextlib.suppress(OSError):
            os.kill(leader, signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
        return False
    return True


def _context(job: Job) -> Any:
    """Return how processes are started: forked from a server with the imports done, where there can be one.

    A server that was started with other data is of no use.
    """
    with contextlib.suppress(AssertionError):  # workers of Dask may not have processes of their own otherwise
        multiprocessing.current_process().daemon = False
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["analysis.produce.ready"])
    state = [str(home()), *(job.made_with.get(what, "") for what in ("the package", "the data"))]
    if _served != state and not _alive:
        if _served:
            multiprocessing.forkserver._forkserver._stop()  # type: ignore[attr-defined]
        _served[:] = state
    return context


def _attempt(job: Job, place: str | None) -> Made | Failed:
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mali-", dir=place, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with _lock, _environment({**STEADY, "MALI_TRENDS_HOME": str(home().resolve())}):
            process = _context(job).Process(target=work, args=(job, folder))
            process.start()
            _alive[process.pid] = job.run
        try:
            late = _watch(process.sentinel, folder / "journal", job.limits)
        finally:
            left = _end(process.pid)
            with _lock:
                process.join(5)
                code = process.exitcode
                del _alive[process.pid]
        if (folder / "made").is_dir():
            files = {path.name: path.read_bytes() for path in sorted((folder / "made").iterdir())}
            about = json.loads((folder / "about.json").read_text("utf-8"))
            stays = [*about["threads"], *["a process"] * (left and not late)]
            return Made(files, about["register"], " and ".join(stays), time.monotonic() - started)
        return _failed(job, folder, code, late)


@contextlib.contextmanager
def _environment(wanted: Mapping[str, str]) -> Any:
    """Set the environment of processes that are started inside the block."""
    before = dict(os.environ)
    os.environ.update(wanted)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _watch(sentinel: int, journal: Path, limits: Limits) -> str:
    """Wait for a process; say what it is late with, if it is."""
    started = heard = time.monotonic()
    size = -1
    while not wait([sentinel], 0.5):
        now = time.monotonic()
        if journal.is_file() and journal.stat().st_size != size:
            size, heard = journal.stat().st_size, now
        if now - started > limits.notebook:
            return f"the notebook ran longer than {limits.notebook:g} s"
        if now - heard > limits.cell + 30:
            return f"the process gave no sign for {now - heard:.0f} s"
    return ""


# ---- In the process of the notebook ---------------------------------------------------------------------


def work(job: Job, folder: Path) -> NoReturn:
    """Be the process of a notebook, and end it whatever threads the notebook left."""
    code = 1
    try:
        _set_apart(job, folder)
        code = _execute(job, folder)
    except Exception:
        traceback.print_exc()
    sys.stderr.flush()
    os._exit(code)


def _set_apart(job: Job, folder: Path) -> None:
    """Lead a session, end with the run that asked for it, write to a log, heed limits, draw by a seed."""
    if hasattr(os, "setsid"):
        os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    parent = multiprocessing.parent_process()
    if parent:
        _end_with(parent)
    log = os.open(folder / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(log, stream)
    with contextlib.suppress(ImportError, OSError):  # not on all systems
        import resource

        there = re.search(
            r"VmData:\s+(\d+)", Path("/proc/self/status").read_text("ascii")
        )  # reserved, mostly
        size = (job.limits.memory << 20) + (int(there[1]) << 10 if there else 0)
        resource.setrlimit(resource.RLIMIT_DATA, (size, size))
    os.environ.update(TMPDIR=str(folder), IPYTHONDIR=str(folder / "ipython"))
    tempfile.tempdir = None
    os.chdir(home() / "notebooks" / ("" if job.book.language == "en" else job.book.language))
    sys.path.insert(0, "")
    seed = int(mark([job.book.name, dict(job.parameters)])[:8], 16)
    random.seed(seed)
    import numpy as np

    np.random.seed(seed)  # noqa: NPY002 -- for cells that use the old generator


def _end_with(parent: Any) -> None:
    """Be killed with the whole group when the parent is gone: by the system, or else by a thread."""
    try:
        import fcntl

        fcntl.fcntl(parent.sentinel, fcntl.F_SETOWN, -os.getpgrp())
        fcntl.fcntl(parent.sentinel, fcntl.F_SETSIG, signal.SIGKILL)
        fcntl.fcntl(parent.sentinel, fcntl.F_SETFL, fcntl.fcntl(parent.sentinel, fcntl.F_GETFL) | os.O_ASYNC)
    except (ImportError, AttributeError, OSError):
        threading.Thread(target=lambda: (parent.join(), _end(os.getpid())), daemon=True).start()


def _execute(job: Job, folder: Path) -> int:
    """Run the cells, and write the executed notebook and its page; return 3 if a cell failed."""
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # a grammar that takes a second
    import nbformat
    import papermill

    from analysis.produce import engine, site

    before = set(threading.enumerate())
    source = nbformat.reads(job.book.source.decode(), 4)
    given = {"kernel_name": "python3", "language": "python"}
    notebook = papermill.execute_notebook(source, None, dict(job.parameters), prepare_only=True, **given)
    options: dict[str, Any] = {"output_path": str(folder / "partial.ipynb")} if job.kernel else {
        "journal": folder / "journal"
    }  # fmt: skip
    notebook = papermill.engines.papermill_engines.execute_notebook_with_engine(
        "nbclient" if job.kernel else "in-process", notebook, "python3", progress_bar=False,
        execution_timeout=job.limits.cell, **options,
    )  # fmt: skip
    if notebook.metadata.papermill.exception:
        return 3
    notebook = engine.tidy(notebook)
    left = [f"the thread {thread.name}" for thread in threading.enumerate() if not thread.daemon
            and thread not in before]  # fmt: skip
    about = {"threads": left, "register": site.register(notebook)}
    (folder / "about.json").write_text(json.dumps(about), "utf-8")
    (folder / "making").mkdir()
    (folder / "making" / f"{job.book.name}.ipynb").write_text(f"{nbformat.writes(notebook)}\n", "utf-8")
    (folder / "making" / job.page["file"]).write_text(site.page(notebook, **job.page), "utf-8")
    (folder / "making").rename(folder / "made")
    return 0


# ---- What is told of a notebook that did not come to its end --------------------------------------------


def _partial(folder: Path) -> tuple[dict[str, Any], int | None]:
    """Return a notebook as far as it got, from the journal, and the cell that was begun last."""
    with contextlib.suppress(OSError, ValueError):  # an ordinary kernel's is written by papermill
        found = json.loads((folder / "partial.ipynb").read_text("utf-8"))
        begun = [n for n, cell in enumerate(found["cells"])
                 if cell["metadata"]["papermill"]["status"] in ("running", "failed")]  # fmt: skip
        return found, begun[0] if begun else None
    notebook, at = dict[str, Any](cells=[], metadata={}, nbformat=4, nbformat_minor=5), None
    with contextlib.suppress(OSError, ValueError):  # the last line may be cut off
        for line in (folder / "journal").read_text("utf-8").splitlines():
            entry = json.loads(line)
            notebook, at = entry.get("notebook", notebook), entry.get("begun", at)
            if "outputs" in entry:
                notebook["cells"][at]["outputs"] = entry["outputs"]
    return notebook, at


_OPEN = "open the partial notebook at that cell, or run the notebook by hand in JupyterLab"
_LONGER = "mend the cell, or allow more with --cell-seconds or --notebook-seconds"
_REMEDY = {"MemoryError": "mend the cell, or allow more with --memory",
           "_ArrayMemoryError": "mend the cell, or allow more with --memory",
           "CellTimeoutError": _LONGER, "InputError": "correct the data as the sentence says"}  # fmt: skip


def _failed(job: Job, folder: Path, code: int | None, late: str) -> Failed:
    notebook, at = _partial(folder)
    log = (folder / "log").read_text("utf-8", "replace") if (folder / "log").is_file() else ""
    cell = notebook["cells"][at] if at is not None else {}
    errors = [output for output in cell.get("outputs", ()) if output["output_type"] == "error"]
    told: dict[str, Any] = {"remedy": _OPEN}
    if errors:
        error = errors[-1]
        own = "\n".join(text for text in error["traceback"] if "Cell In[" in text)
        lines = [
            *[line for line in own.splitlines() if "-> " in line][-3:],
            f"{error['ename']}: {error['evalue']}",
        ]
        told["remedy"] = _REMEDY.get(error["ename"], _OPEN)
        told["problem"] = error["evalue"] if error["ename"] == "InputError" else ""
    elif late or "Timeout (" in log:
        lines = [late or f"the cell ran longer than {job.limits.cell:g} s and heeded no signal"]
        told.update(remedy=_LONGER, passing="no sign" in late)
    elif code is not None and code < 0:
        lines = [f"its process was killed by signal {-code} ({signal.Signals(-code).name})"]
        told.update(remedy="run it again; a lack of memory can be the cause", passing=True)
    elif "Traceback (most recent" in log:
        lines = log.strip().splitlines()[-3:]
    elif code in (None, 255):
        lines, told["passing"] = ["its process was lost"], True
    else:
        lines = [f"the cell ended its process (exit code {code})"]
    where = "outside the cells"
    if at is not None:
        source = "".join(cell["source"]).strip().splitlines() or [""]
        where = f"cell {at + 1} of {len(notebook['cells'])}: {source[0][:80]}"
    shown = tuple(re.sub(r"\x1b\[[0-9;]*m", "", line)[:160] for text in lines for line in text.splitlines())[
        -4:
    ]
    partial = json.dumps(notebook, indent=1).encode() if notebook["cells"] else b""
    return Failed(where, shown, log="\n".join((where, *lines, "", log)), partial=partial, **told)
