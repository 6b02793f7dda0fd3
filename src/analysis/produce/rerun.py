"""Papermill over a quarter: execute, tidy, render, and only then put in place."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import InputError
from analysis.produce.kernel import execute
from analysis.quarter import Quarter
from analysis.record.store import home

if TYPE_CHECKING:
    from nbformat import NotebookNode

PAGES = {  # notebook: its page
    "quarterly_note": "index.html",
    "trends": "trends.html",
    "sources_compared": "sources_compared.html",
    "claims_audit": "claims_audit.html",
}


@dataclass(frozen=True, slots=True)
class Made:
    """Where the parts of a note lie."""

    page: Path
    notebook: Path
    figures: Path

    def files(self) -> list[Path]:
        """Return every file of the note."""
        folder = self.page.parent
        parts = [folder / file for name, page in PAGES.items() for file in (page, f"{name}.ipynb")]
        return [*parts, *(path for path in self.figures.iterdir() if path.is_file())]


def places_of(quarter: Quarter, output: Path | None) -> Made:
    """Say where the note of a quarter lies, or will lie."""
    target = output or home() / "site" / str(quarter)
    figures = target / "figures" if output else home() / "figures" / str(quarter)
    return Made(target / "index.html", target / "quarterly_note.ipynb", figures)


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
    places = places_of(quarter, output)
    target, figures = places.page.parent, places.figures
    address = "figures/" if output else os.path.relpath(figures, target).replace(os.sep, "/") + "/"
    index = None if output else target.parent / "index.html"
    _require_places([target / name for name in PAGES.values()], index, figures)
    with _staging(target) as stage:
        tell(f"{quarter}: executing {' and '.join(PAGES)}")
        sources = [home() / "notebooks" / f"{name}.ipynb" for name in PAGES]
        notebooks = execute(sources, {"quarter": str(quarter)}, stage / "figures")
        made = dict(zip(PAGES, notebooks, strict=True))
        tell(f"{quarter}: rendering the pages")
        for name, notebook in made.items():
            _write(stage, name, notebook, quarter, address, "" if output else "../index.html")
        if not output:
            _describe(stage, quarter, made["quarterly_note"])
        _put(stage, {stage / "figures": figures, stage: target})
    if index:
        _write_index(index)
    return places


@contextlib.contextmanager
def _staging(target: Path) -> Iterator[Path]:
    """Offer a folder beside the target, on the same disk, that is gone afterwards."""
    made = [folder for folder in (target.parent, *target.parent.parents) if not folder.exists()]
    _require_places((), None, target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    except OSError as error:
        raise _unwritable(target, error) from None
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


def _put(stage: Path, folders: dict[Path, Path]) -> None:
    """Rename the files of finished folders into their places: all of them, or none.

    What stood there waits in the stage until the last file is in place, and goes back if one is not.
    """
    before = stage / "before"
    before.mkdir()
    moves = [
        (file, target / file.name)
        for source, target in folders.items()
        for file in sorted(source.iterdir())
        if file.is_file()
    ]
    _require_places([place for _, place in moves], None, *folders.values())
    with contextlib.ExitStack() as undo:
        try:
            for number, (file, place) in enumerate(moves):
                _make_folder(place.parent, undo)
                if place.exists():
                    kept = before / str(number)
                    place.replace(kept)
                    undo.callback(kept.replace, place)
                file.replace(place)
                undo.callback(place.replace, file)
        except OSError as error:
            raise _unwritable(Path(error.filename2 or error.filename), error) from None
        undo.pop_all()


def _make_folder(folder: Path, undo: contextlib.ExitStack) -> None:
    if not folder.is_dir():
        _make_folder(folder.parent, undo)
        folder.mkdir()
        undo.callback(folder.rmdir)


def _require_places(files: Sequence[Path], index: Path | None, *folders: Path) -> None:
    """Refuse, before anything is made, what stands where a file or a folder must go."""
    for file in (*files, *filter(None, [index])):
        if file.is_dir():
            raise _unwritable(file, IsADirectoryError(21, "it is a folder"))
    for folder in folders:
        if folder.exists() and not folder.is_dir():
            raise _unwritable(folder, NotADirectoryError(20, "it is a file"))


def _unwritable(place: Path, error: OSError) -> InputError:
    return InputError(
        f"The output {place} cannot be written ({error.strerror}): move it away or choose another folder"
        " with --output."
    )


def _write_index(index: Path) -> None:
    from analysis.produce import site

    waiting = index.with_name(".index.html.part")
    try:
        waiting.write_text(site.index(index.parent), "utf-8")
        waiting.replace(index)
    except OSError as error:
        raise _unwritable(index, error) from None
