"""Notebooks executed side by side: each by papermill in a process of its own, watched from here."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import InputError
from analysis.record.store import HOME_VARIABLE, home, read_text, shown

if TYPE_CHECKING:
    from nbformat import NotebookNode

TIME_LIMIT = 600  # seconds for one cell
_PATIENCE = 10  # seconds that an interrupted kernel has to leave


class NotebookError(RuntimeError):
    """A notebook failed for another reason than its input."""


def execute(notebooks: Sequence[Path], parameters: Mapping[str, str], figures: Path) -> list[NotebookNode]:
    """Execute notebooks at the same time and return them, in order, without times, paths and changing ids.

    Parameters
    ----------
    notebooks : sequence of Path
    parameters : mapping
        Given to each of them.
    figures : Path
        Folder that the figures are saved in.

    Raises
    ------
    InputError
        If a file is missing or is no notebook, or for what an `InputError` in a cell says.
    NotebookError
        If a cell fails; the others are stopped. Nothing is left behind but figures already saved.
    """
    light_imports()
    import nbformat

    for notebook in notebooks:
        _require_notebook(notebook)
    with tempfile.TemporaryDirectory(prefix="mali-") as private:
        folders = [Path(private) / str(number) for number in range(len(notebooks))]
        with _workers(notebooks, parameters, folders, _environment(figures)) as workers:
            for notebook, folder, worker in zip(notebooks, folders, workers, strict=True):
                if worker.wait():
                    raise _failure(notebook, folder)
        return [tidy(nbformat.read(folder / "made.ipynb", as_version=4)) for folder in folders]


def light_imports() -> None:
    """Spare two seconds: jsonschema compiles, where installed, a grammar that no notebook needs."""
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def _require_notebook(path: Path) -> None:
    import nbformat

    text = read_text(path)
    try:
        nbformat.validate(json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError, nbformat.ValidationError):
        raise InputError(
            f"{shown(path)} is not a Jupyter notebook: restore it from the repository."
        ) from None


def _environment(figures: Path) -> dict[str, str]:
    """Give the kernel its folders through the environment: a path must not enter the notebook."""
    from analysis.present.export import FOLDER_VARIABLE

    own = {FOLDER_VARIABLE: str(figures), HOME_VARIABLE: str(home()), "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    return {**os.environ, **own}


@contextlib.contextmanager
def _workers(
    notebooks: Sequence[Path], parameters: Mapping[str, str], folders: Sequence[Path], given: dict[str, str]
) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Start a worker for each notebook; whatever happens, none of them nor its kernel outlives the block."""
    workers: list[subprocess.Popen[bytes]] = []
    try:
        for notebook, folder in zip(notebooks, folders, strict=True):
            folder.mkdir()
            # A worker's connection files lie in its folder, what it and its kernel log is not for the
            # reader, and an interrupt reaches it from here alone.
            command = [sys.executable, "-m", __name__, str(notebook.resolve()), json.dumps(dict(parameters))]
            with (folder / "log").open("wb") as log:
                worker = subprocess.Popen(  # noqa: S603
                    command, cwd=folder, env={**given, "TMPDIR": str(folder)}, start_new_session=True,
                    stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                )  # fmt: skip
            workers.append(worker)
        yield workers
    finally:
        _stop(workers)


def _stop(workers: Sequence[subprocess.Popen[bytes]]) -> None:
    running = [worker for worker in workers if worker.poll() is None]
    for worker in running:
        worker.terminate()
    for worker in running:
        try:
            worker.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.wait()


def _failure(notebook: Path, folder: Path) -> Exception:
    told = folder / "failure.json"
    if not told.is_file():
        lines = (folder / "log").read_text("utf-8", "replace").splitlines() or ["no message"]
        return NotebookError(f"{notebook.name} could not be executed: {lines[-1]}")
    failure = json.loads(told.read_text("utf-8"))
    if failure["name"] == "InputError":
        return InputError(failure["value"])
    return NotebookError(f"{notebook.name}, cell {failure['cell']}: {failure['name']}: {failure['value']}")


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


def work(notebook: str, parameters: dict[str, Any]) -> int:
    """Execute one notebook into the working folder; return 1 and leave ``failure.json`` if a cell fails."""
    light_imports()
    import papermill
    from papermill.exceptions import PapermillExecutionError
    from traitlets.config import Config

    # Sockets in a folder of the user's own, not ports that others on the machine can reach; a name of
    # a socket has room for some hundred characters.
    fits = os.name == "posix" and len(str(Path.cwd())) <= 80
    transport = Config({"KernelManager": {"transport": "ipc" if fits else "tcp"}})
    try:
        papermill.execute_notebook(
            notebook, "made.ipynb", parameters, kernel_name="python3", progress_bar=False,
            execution_timeout=TIME_LIMIT, config=transport,
        )  # fmt: skip
    except PapermillExecutionError as error:
        failure = {"name": error.ename, "value": error.evalue, "cell": error.exec_count}
        Path("failure.json").write_text(json.dumps(failure), "utf-8")
        return 1
    return 0


if __name__ == "__main__":
    signal.signal(
        signal.SIGTERM, signal.default_int_handler
    )  # so that the kernel is shut down on the way out
    sys.exit(work(sys.argv[1], json.loads(sys.argv[2])))
