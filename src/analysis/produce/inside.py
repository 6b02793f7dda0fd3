"""What happens in the process of a notebook: set apart, it runs the cells and makes the page."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
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
from papermill.engines import papermill_engines

from analysis.produce import engine, site
from analysis.produce.due import mark
from analysis.produce.work import Job
from analysis.record.store import home


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
    """Write to a log, lead a session, heed limits, have folders of one's own, draw by a seed."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    log = os.open(folder / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    if hasattr(os, "setsid"):
        os.setsid()
    if sys.platform == "linux":
        from fcntl import F_GETFL, F_SETFL, F_SETOWN, F_SETSIG, fcntl
        from resource import RLIMIT_DATA, getpagesize, setrlimit

        there = int(Path("/proc/self/statm").read_text("ascii").split()[5]) * getpagesize()  # reserved before
        setrlimit(RLIMIT_DATA, ((job.limits.memory << 20) + there,) * 2)
        parent: Any = multiprocessing.parent_process()  # when it is gone, the system kills the whole group
        fcntl(parent.sentinel, F_SETOWN, -os.getpgrp())
        fcntl(parent.sentinel, F_SETSIG, signal.SIGKILL)
        fcntl(parent.sentinel, F_SETFL, fcntl(parent.sentinel, F_GETFL) | os.O_ASYNC)
    os.environ.update(TMPDIR=str(folder), IPYTHONDIR=str(folder / "ipython"))
    tempfile.tempdir = None
    os.chdir(home() / "notebooks" / ("" if job.book.language == "en" else job.book.language))
    sys.path.insert(0, "")
    seed = int(mark([job.book.name, job.parameters])[:8], 16)
    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002 -- for cells that use the old generator


def _execute(job: Job, folder: Path) -> int:
    """Run the cells, and write the executed notebook and its page; return 3 if a cell failed."""
    before = set(threading.enumerate())
    with (folder / "journal").open("a", encoding="utf-8") as file:

        def note(**entry: Any) -> None:
            print(json.dumps(entry), file=file, flush=True)

        notebook = papermill.execute_notebook(
            nbformat.reads(job.book.source, 4), None, dict(job.parameters), kernel_name="python3",
            language="python", prepare_only=True,
        )  # fmt: skip
        note(notebook=notebook)
        notebook = papermill_engines.execute_notebook_with_engine(
            "nbclient" if job.kernel else "in-process", notebook, "python3", progress_bar=False,
            execution_timeout=job.limits.cell, **({} if job.kernel else {"journal": note}),
        )  # fmt: skip
        if notebook.metadata.papermill.exception:
            failed = next(n for n, cell in enumerate(notebook.cells) if cell.metadata.papermill.exception)
            note(notebook=notebook, begun=failed, outputs=engine.steady(notebook.cells[failed].outputs))
            return 3
    stay = [thread.name for thread in set(threading.enumerate()) - before if not thread.daemon]
    notebook = engine.tidy(notebook)
    shown = [output.get("metadata", {}) for cell in notebook.cells for output in cell.get("outputs", ())]
    made = {
        "files": {f"{job.book.name}.ipynb": f"{nbformat.writes(notebook)}\n",
                  job.page["file"]: site.page(notebook, **job.page)},
        "register": [row for about in shown for row in about.get("mali-trends", {}).get("register", [])],
        "left": [f"the thread {name}" for name in stay],
    }  # fmt: skip
    (folder / "made").write_text(json.dumps(made), "utf-8")
    return 0
