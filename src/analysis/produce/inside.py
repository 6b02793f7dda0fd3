"""What happens in the process of a notebook: set apart, it runs the cells and makes the page."""

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
import traceback
from pathlib import Path
from typing import Any, NoReturn

import nbformat
import numpy as np
import papermill

from analysis.produce import engine, site
from analysis.produce.due import mark
from analysis.produce.work import Job
from analysis.record.store import home

_SEED = "import random, numpy\nrandom.seed({0})\nnumpy.random.seed({0})\ndel random, numpy\n"


def run(job: Job, folder: Path) -> NoReturn:
    """Execute a notebook, and end the process whatever threads the notebook left."""
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
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    log = os.open(folder / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    if hasattr(os, "setsid"):
        os.setsid()
    _end_with(multiprocessing.parent_process())
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
    np.random.seed(seed)  # noqa: NPY002 -- for cells that use the old generator
    if job.kernel:
        startup = folder / "ipython" / "profile_default" / "startup"
        startup.mkdir(parents=True)
        (startup / "seed.py").write_text(_SEED.format(seed), "utf-8")


def _end_with(parent: Any) -> None:
    """Be killed with the whole group when the parent is gone: by the system, or else by a thread."""
    try:
        from fcntl import F_GETFL, F_SETFL, F_SETOWN, F_SETSIG, fcntl

        for command, value in (F_SETOWN, -os.getpgrp()), (F_SETSIG, signal.SIGKILL):
            fcntl(parent.sentinel, command, value)
        fcntl(parent.sentinel, F_SETFL, fcntl(parent.sentinel, F_GETFL) | os.O_ASYNC)
    except (ImportError, AttributeError, OSError):
        threading.Thread(target=lambda: (parent.join(), os._exit(1)), daemon=True).start()


def _execute(job: Job, folder: Path) -> int:
    """Run the cells, and write the executed notebook and its page; return 3 if a cell failed."""
    before, source = set(threading.enumerate()), nbformat.reads(job.book.source.decode(), 4)
    given: dict[str, Any] = {"kernel_name": "python3", "language": "python", "prepare_only": True}
    notebook = papermill.execute_notebook(source, None, dict(job.parameters), **given)
    options: dict[str, Any] = {} if job.kernel else {"journal": folder / "journal"}
    notebook = papermill.engines.papermill_engines.execute_notebook_with_engine(
        "nbclient" if job.kernel else "in-process", notebook, "python3", progress_bar=False,
        execution_timeout=job.limits.cell, **options,
    )  # fmt: skip
    if notebook.metadata.papermill.exception:
        failed = [n for n, cell in enumerate(notebook.cells) if cell.metadata.papermill.exception]
        if job.kernel:
            notebook.cells[failed[0]].outputs = engine.steady(notebook.cells[failed[0]].outputs)
            with (folder / "journal").open("w", encoding="utf-8") as file:
                engine.note(file, notebook=notebook, begun=failed[0])
        return 3
    notebook, made = engine.tidy(notebook), folder / "making"
    stay = [thread for thread in set(threading.enumerate()) - before if not thread.daemon]
    about = {"threads": [f"the thread {thread.name}" for thread in stay], "register": site.register(notebook)}
    (folder / "about.json").write_text(json.dumps(about), "utf-8")
    made.mkdir()
    (made / f"{job.book.name}.ipynb").write_text(f"{nbformat.writes(notebook)}\n", "utf-8")
    (made / job.page["file"]).write_text(site.page(notebook, **job.page), "utf-8")
    made.rename(folder / "made")
    return 0
