"""One notebook executed and rendered: the unit of work, the same in a local process and on a cluster."""

from __future__ import annotations

import functools
import json
import os
import re
import signal
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.produce import fresh, kernel
from analysis.produce.places import temporary
from analysis.quarter import Quarter
from analysis.record.store import HOME_VARIABLE, home

if TYPE_CHECKING:
    from nbformat import NotebookNode

KERNEL = Path(__file__).parent / "jupyter" / "kernels" / "mali-trends"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one notebook may take.

    Parameters
    ----------
    cell, notebook : int
        Seconds.
    memory : int
        MiB of data in one kernel.
    """

    cell: int = 300
    notebook: int = 900
    memory: int = 3072


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Job:
    """A notebook to execute: all that a worker needs beside the package and the data.

    Parameters
    ----------
    notebook : str
        Its name, without ending.
    source : bytes
        The notebook itself.
    parameters : mapping
    made_with : mapping
        Marks of the package and the data: a worker that has others refuses.
    page : mapping or None
        ``file`` and the addresses for `analysis.produce.site.page`; None for no page.
    warm : bool
        Whether the kernel is forked from a warm process, where that can be done.
    """

    notebook: str
    source: bytes
    parameters: Mapping[str, Any]
    made_with: Mapping[str, str] = field(default_factory=dict)
    page: Mapping[str, Any] | None = None
    warm: bool = True
    limits: Limits = LIMITS


@dataclass(frozen=True, slots=True)
class Made:
    """What came out: files and figures by name, the reads of data that were noted, and the seconds taken."""

    files: dict[str, bytes]
    figures: dict[str, bytes]
    reads: list[dict[str, Any]] | None
    description: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Failed:
    """What went wrong: in which cell, the last lines, what to do, the log and the notebook as far as it got.

    `problem` is the one sentence of an `InputError`, if that is what the cell raised.
    """

    where: str
    lines: tuple[str, ...]
    remedy: str
    log: str = ""
    partial: bytes = b""
    problem: str = ""


def run(job: Job) -> Made | Failed:
    """Execute a notebook and render its page; nothing is written but in a folder that is gone afterwards."""
    if job.made_with and job.made_with != (own := fresh.marks()):
        other = " and ".join(name for name, mark in job.made_with.items() if own[name] != mark)
        return Failed("before the first cell", (f"this worker has another state of {other}",),
                      "give all workers the same package and data")  # fmt: skip
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mali-", dir=temporary(1)) as name:
        folder = Path(name)
        (folder / "source.ipynb").write_bytes(job.source)
        (folder / "figures").mkdir()
        if failed := _execute(job, folder):
            return failed
        return _made(job, folder, started)


def _execute(job: Job, folder: Path) -> Failed | None:
    light_imports()
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError
    from traitlets.config import Config

    manager = _manager_class()
    given = {"folder": str(folder), "warm": job.warm, "environment": _environment(job, folder),
             "connection_file": str(folder / "k.json")}  # fmt: skip
    try:
        papermill.execute_notebook(
            str(folder / "source.ipynb"), str(folder / "made.ipynb"), dict(job.parameters),
            kernel_name="python3", progress_bar=False, execution_timeout=job.limits.cell,
            autosave_cell_every=0, kernel_manager_class=manager, shutdown_kernel="immediate",
            engine_name=_engine(),
            config=Config({manager.__name__: given}),
        )  # fmt: skip
    except PapermillExecutionError as error:
        lines = [line for text in error.traceback for line in _plain(text).splitlines() if "-> " in line]
        last = (*lines[-3:], f"{error.ename}: {error.evalue}"[:300])
        problem = error.evalue if error.ename == "InputError" else ""
        return _failed(folder, last, _REMEDY.get(error.ename, _OPEN), problem)
    except CellTimeoutError:
        return _failed(folder, (f"the cell ran longer than {job.limits.cell} s",), _LONGER)
    except DeadKernelError:
        return _failed(folder, *_death(folder, job.limits))
    return None


@functools.cache
def _engine() -> str:
    """Name an engine of papermill that writes the notebook once, and not before and after each cell."""
    from papermill.engines import NBClientEngine, papermill_engines

    class Engine(NBClientEngine):  # type: ignore[misc]
        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> None:
            place, nb_man.output_path = nb_man.output_path, None
            try:
                super().execute_managed_notebook(nb_man, kernel_name, **options)
            finally:
                nb_man.output_path = place

    papermill_engines.register(__name__, Engine)
    return __name__


_OPEN = "open the partial notebook at that cell, or run the notebook by hand in JupyterLab"
_LONGER = "mend the cell, or allow more with --cell-seconds or --notebook-seconds"
_LARGER = "mend the cell, or allow more with --memory"
_REMEDY = {"MemoryError": _LARGER, "_ArrayMemoryError": _LARGER,
           "InputError": "correct the data as the sentence says"}  # fmt: skip


def _death(folder: Path, limits: Limits) -> tuple[tuple[str, ...], str]:
    ended = folder / "ended"
    code = int(ended.read_text("utf-8")) if ended.is_file() else 0
    if code == -signal.SIGALRM:
        return (f"the notebook ran longer than {limits.notebook} s",), _LONGER
    if code >= 0:
        return (f"the cell ended its kernel (exit code {code})",), _OPEN
    remedy = _LARGER if code == -signal.SIGKILL else _OPEN
    return (f"its kernel was killed by signal {-code} ({signal.Signals(-code).name})",), remedy


def _failed(folder: Path, lines: tuple[str, ...], remedy: str, problem: str = "") -> Failed:
    """Gather what is known of a failure: the cell is the last one that was begun."""
    import nbformat

    partial = (folder / "made.ipynb").read_bytes()
    notebook = nbformat.reads(partial.decode(), as_version=4)
    cells = [
        cell for cell in notebook.cells if "papermill-error-cell-tag" not in cell.metadata.get("tags", ())
    ]
    begun = [n for n, cell in enumerate(cells) if cell.metadata.get("papermill", {}).get("start_time")]
    at = begun[-1] if begun else 0
    where = f"cell {at + 1} of {len(cells)}: {cells[at].source.strip().splitlines()[0][:80]}"
    log = (folder / "log").read_text("utf-8", "replace") if (folder / "log").is_file() else ""
    told = "\n".join((where, *lines, "", log))
    shown = tuple(line[:160] for text in lines for line in text.splitlines() if line.strip())[-4:]
    return Failed(where, shown, remedy, told, partial, problem)


def _plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def _made(job: Job, folder: Path, started: float) -> Made:
    import nbformat

    notebook = tidy(nbformat.read(folder / "made.ipynb", as_version=4))
    files = {f"{job.notebook}.ipynb": f"{nbformat.writes(notebook)}\n".encode()}
    description = ""
    if job.page is not None:
        from analysis.produce import site

        given = {key: value for key, value in job.page.items() if key != "file"}
        quarter = Quarter.parse(job.parameters["quarter"])
        description = site.description(notebook)
        files[job.page["file"]] = site.page(notebook, quarter, name=job.notebook, **given).encode()
    figures = {path.name: path.read_bytes() for path in sorted((folder / "figures").iterdir())}
    reads = folder / "reads"
    lines = sorted(reads.read_text("utf-8").splitlines()) if reads.is_file() else None
    noted = None if lines is None else [json.loads(line) for line in lines]
    return Made(files, figures, noted, description, time.monotonic() - started)


def _environment(job: Job, folder: Path) -> dict[str, str]:
    """Give the kernel its folders through the environment: a path must not enter the notebook."""
    from hashlib import sha256

    from analysis.present.export import FOLDER_VARIABLE
    from analysis.record.trace import VARIABLE

    seed = sha256(json.dumps([job.notebook, dict(job.parameters)], sort_keys=True).encode()).digest()
    return {
        **kernel.STEADY,
        HOME_VARIABLE: str(home().resolve()),
        FOLDER_VARIABLE: str(folder / "figures"),
        VARIABLE: str(folder / "reads"),
        "TMPDIR": str(folder),
        "IPYTHONDIR": str(folder / "ipython"),  # the user's own settings and startup files change no note
        kernel.LOG: str(folder / "log"),
        kernel.SEED: str(int.from_bytes(seed[:4], "big")),
        kernel.SECONDS: str(job.limits.notebook),
        kernel.MEMORY: str(job.limits.memory),
    }


def _manager_class() -> type[Any]:
    """Return a kernel manager that starts the project's kernel with an environment of its own."""
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager
    from traitlets import Bool, Dict, Unicode

    class Manager(AsyncKernelManager):
        environment = Dict().tag(config=True)
        folder = Unicode().tag(config=True)
        warm = Bool(True).tag(config=True)

        @property
        def kernel_spec(self) -> KernelSpec:
            spec = KernelSpec.from_resource_dir(str(KERNEL))
            if not self.warm or not _can_fork():
                spec.metadata = {}
            return spec

        async def start_kernel(self, **options: Any) -> None:  # type: ignore[override]
            kernel.by_socket(self)
            environment = {**os.environ, **self.environment}
            await super().start_kernel(**{**options, "env": environment, "cwd": self.folder})

        async def is_alive(self) -> bool:  # type: ignore[override]
            alive = await super().is_alive()
            if not alive and self.provisioner:
                (Path(self.folder) / "ended").write_text(str(await self.provisioner.poll()), "utf-8")
            return bool(alive)

    return Manager


@functools.cache
def _can_fork() -> bool:
    from importlib.metadata import entry_points

    return hasattr(os, "fork") and bool(
        entry_points(group="jupyter_client.kernel_provisioners", name="mali-trends")
    )


def ready() -> None:
    """Import what executes and renders notebooks."""
    from analysis.produce import site

    light_imports()
    import_module("papermill")
    site.page(import_module("nbformat").v4.new_notebook(), Quarter(2021, 1), home="", figures="",
              name="methods", others={})  # fmt: skip


def light_imports() -> None:
    """Spare two seconds: jsonschema compiles, where installed, a grammar that no notebook needs."""
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def tidy(notebook: NotebookNode) -> NotebookNode:
    """Take out of an executed notebook whatever differs from one run to the next."""
    for key in ("papermill", "widgets"):
        notebook.metadata.pop(key, None)
    notebook.metadata["language_info"] = {"name": "python"}
    for cell in notebook.cells:
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        if "injected-parameters" in cell.metadata.get("tags", ()):
            cell["id"] = "injected-parameters"
    return notebook
