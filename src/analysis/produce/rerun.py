"""Papermill over a quarter: execute, tidy, render, and only then put in place."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import InputError
from analysis.quarter import Quarter
from analysis.record.store import HOME_VARIABLE, home

if TYPE_CHECKING:
    from nbformat import NotebookNode

PAGES = {  # notebook: its page
    "quarterly_note": "index.html",
    "trends": "trends.html",
    "claims_audit": "claims_audit.html",
}
TIME_LIMIT = 600  # seconds for one cell


class NotebookError(RuntimeError):
    """A notebook failed for another reason than its input."""


@dataclass(frozen=True, slots=True)
class Made:
    """Where the parts of a note lie."""

    page: Path
    notebook: Path
    figures: Path


def make_note(quarter: Quarter, output: Path | None, tell: Callable[[str], None]) -> Made:
    """Execute the note of a quarter and write page, notebook and figures.

    Parameters
    ----------
    quarter : Quarter
    output : Path or None
        Folder for everything; None for the project's own ``site/`` and ``figures/``.
    tell : callable
        Is given a line at each step.

    Returns
    -------
    Made

    Raises
    ------
    InputError
        For a quarter without data, broken data or a folder that cannot be written; nothing is written.
    NotebookError
        If a cell fails.
    """
    from analysis.measure.coverage import require_quarter

    require_quarter(quarter)
    target = output or home() / "site" / str(quarter)
    figures = target / "figures" if output else home() / "figures" / str(quarter)
    address = "figures/" if output else os.path.relpath(figures, target).replace(os.sep, "/") + "/"
    with _staging(target) as stage:
        made = {}
        for number, name in enumerate(PAGES, 1):
            tell(f"{quarter}: executing {name} ({number} of {len(PAGES)})")
            source = home() / "notebooks" / f"{name}.ipynb"
            made[name] = execute(source, {"quarter": str(quarter)}, stage / "figures")
        tell(f"{quarter}: rendering the pages")
        for name, notebook in made.items():
            _write(stage, name, notebook, quarter, address, "" if output else "../index.html")
        if not output:
            _describe(stage, quarter, made["quarterly_note"])
        _put(stage / "figures", figures)
        _put(stage, target)
    if not output:
        _write_index(target.parent)
    return Made(target / "index.html", target / "quarterly_note.ipynb", figures)


def execute(notebook: Path, parameters: dict[str, str], figures: Path) -> NotebookNode:
    """Execute a notebook by papermill and return it without times, paths and changing identifiers."""
    import nbformat
    import papermill
    from papermill.exceptions import PapermillExecutionError
    from traitlets.config import Config

    # Sockets in a folder of the user's own, not ports that others on the machine can reach.
    transport = Config({"KernelManager": {"transport": "ipc"}}) if os.name == "posix" else Config()

    with tempfile.TemporaryDirectory() as folder, _environment(figures):
        result = Path(folder) / notebook.name
        try:
            papermill.execute_notebook(
                str(notebook), str(result), parameters, kernel_name="python3", progress_bar=False,
                cwd=folder, execution_timeout=TIME_LIMIT, config=transport,
            )  # fmt: skip
        except PapermillExecutionError as error:
            raise _failure(notebook, error) from None
        return tidy(nbformat.read(result, as_version=4))


def _failure(notebook: Path, error: Exception) -> Exception:
    name, value = getattr(error, "ename", ""), getattr(error, "evalue", "")
    if name == "InputError":
        return InputError(value)
    cell = getattr(error, "exec_count", "?")
    return NotebookError(f"{notebook.name}, cell {cell}: {name}: {value}")


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


@contextlib.contextmanager
def _environment(figures: Path) -> Iterator[None]:
    """Give the kernel its folders through the environment: a path must not enter the notebook."""
    from analysis.present.export import FOLDER_VARIABLE

    given = {FOLDER_VARIABLE: str(figures), HOME_VARIABLE: str(home()), "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    before = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextlib.contextmanager
def _staging(target: Path) -> Iterator[Path]:
    """Offer a folder beside the target, on the same disk, that is gone afterwards."""
    made = [folder for folder in (target.parent, *target.parent.parents) if not folder.exists()]
    try:
        if target.exists() and not target.is_dir():
            raise NotADirectoryError(20, "it is a file")
        target.parent.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    except OSError as error:
        raise InputError(
            f"The output folder {target} cannot be written ({error.strerror}): choose another with --output."
        ) from None
    try:
        yield stage
    except BaseException:
        shutil.rmtree(stage, ignore_errors=True)
        for folder in made:  # leave no empty folders behind either
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise
    shutil.rmtree(stage, ignore_errors=True)


def _write(
    stage: Path, name: str, notebook: NotebookNode, quarter: Quarter, figures: str, index: str
) -> None:
    import nbformat

    from analysis.produce import site

    nbformat.write(notebook, stage / f"{name}.ipynb")
    pages = {file: other for other, file in PAGES.items() if other != name}
    html = site.page(notebook, quarter, home=index, figures=figures, name=name, others=pages)
    (stage / PAGES[name]).write_text(html, "utf-8")


def _describe(stage: Path, quarter: Quarter, notebook: NotebookNode) -> None:
    """Leave beside the page what the index says of it."""
    from analysis.produce import site

    about = {"quarter": str(quarter), "label": quarter.label("en"), "description": site.description(notebook)}
    (stage / site.DESCRIPTION).write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _put(source: Path, target: Path) -> None:
    """Rename each file of a finished folder into its place."""
    target.mkdir(parents=True, exist_ok=True)
    for file in sorted(source.iterdir()):
        if file.is_file():
            file.replace(target / file.name)


def _write_index(folder: Path) -> None:
    from analysis.produce import site

    waiting = folder / ".index.html.part"
    waiting.write_text(site.index(folder), "utf-8")
    waiting.replace(folder / "index.html")
