"""What happens in the process of a notebook: it runs the cells."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import nbformat
import papermill
from papermill.engines import papermill_engines

from analysis.produce import engine
from analysis.produce.work import Job


def execute(job: Job, folder: Path) -> int:
    """Run the cells, and write the executed notebook; return 3 if a cell failed."""
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
            "nbclient" if job.wish.kernel else "in-process", notebook, "python3", progress_bar=False,
            execution_timeout=job.wish.cell_seconds,
            on_cell_execute=lambda cell, cell_index: note(begun=cell_index),  # noqa: ARG005
            on_cell_executed=lambda cell, **_: note(outputs=engine.steady(cell.outputs)),
        )  # fmt: skip
    if notebook.metadata.papermill.exception:
        return 3
    notebook = engine.tidy(notebook)
    shown = [output.get("metadata", {}) for cell in notebook.cells for output in cell.get("outputs", ())]
    made = {
        "files": {f"{job.book.name}.ipynb": f"{nbformat.writes(notebook)}\n"},
        "register": [row for about in shown for row in about.get("mali-trends", {}).get("register", [])],
        "left": [f"the thread {thread.name}" for thread in {*threading.enumerate()} - before
                 if not thread.daemon],
    }  # fmt: skip
    (folder / "made").write_text(json.dumps(made), "utf-8")
    return 0
