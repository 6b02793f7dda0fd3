"""Quarters made again: what has changed is worked out, done side by side, and put in place piece by piece."""

from __future__ import annotations

import ast
import concurrent.futures
import contextlib
import difflib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis import NOTEBOOKS
from analysis.errors import InputError
from analysis.produce import fresh, manifest, places
from analysis.produce.progress import json_text
from analysis.produce.work import LIMITS, Failed, Job, Limits, Made, run
from analysis.quarter import Quarter
from analysis.record.store import home, read_text, shown

if TYPE_CHECKING:
    from analysis.produce.pools import Pool

PAGES = NOTEBOOKS
LANGUAGES = ("en", "fr")
_TRIES = 3  # more, for work lost by what may pass: a worker, a kernel or a connection that is gone
_PASSING = (BrokenExecutor, concurrent.futures.CancelledError, OSError, RuntimeError)
_TYPES: dict[str, Callable[[str], object]] = {"str": str, "int": int, "float": float}


@dataclass(frozen=True, slots=True)
class Piece:
    """One notebook of one quarter in one language: the work, its places, and why it must be done."""

    quarter: Quarter
    language: str
    job: Job
    folder: Path
    figures: Path
    inputs: Mapping[str, Any]
    why: str

    @property
    def name(self) -> str:
        """Quarter, notebook and language, as people are told of it."""
        return f"{self.quarter} {self.job.notebook} {self.language}"

    @property
    def record(self) -> Path:
        """The file that remembers it."""
        return _record(self.folder, self.job.notebook)


def _record(folder: Path, notebook: str) -> Path:
    return fresh.record_of(f"{notebook} {folder.resolve()}")


def folders_of(quarter: Quarter, language: str, output: Path | None) -> tuple[Path, Path]:
    """Say where the pages of a quarter lie, and where its figures."""
    pages = output or home() / "site" / str(quarter)
    figures = pages / "figures" if output else home() / "figures" / str(quarter)
    return (pages, figures) if language == "en" else (pages / language, figures / language)


def page_of(notebook: str) -> str:
    """Name the page of a notebook."""
    return "index.html" if notebook == PAGES[0] else f"{notebook}.html"


def source_of(path: Path) -> bytes:
    """Return a notebook without its outputs.

    Raises
    ------
    InputError
        If it is missing, or is no notebook.
    """
    try:
        content = json.loads(read_text(path))
        cells = [{**cell, "outputs": [], "execution_count": None} if cell["cell_type"] == "code" else cell
                 for cell in content["cells"]]  # fmt: skip
        return json.dumps({**content, "cells": cells}, sort_keys=True).encode()
    except (ValueError, TypeError, KeyError):
        raise InputError(
            f"{shown(path)} is not a Jupyter notebook: restore it from the repository."
        ) from None


def parameters_of(source: bytes) -> dict[str, str]:
    """Return the parameters of a notebook and their types, from the cell that is tagged ``parameters``."""
    cells = [cell for cell in json.loads(source)["cells"] if "parameters" in cell["metadata"].get("tags", ())]
    lines = ast.parse("".join(cells[0]["source"])).body if cells else []
    return {
        ast.unparse(line.target): ast.unparse(line.annotation)
        for line in lines
        if isinstance(line, ast.AnnAssign)
    }


def typed(given: Mapping[str, str], known: Mapping[str, str]) -> dict[str, object]:
    """Return parameters as their notebook declares them.

    Raises
    ------
    InputError
        For a name that the notebook does not have, and a value that is not of the type.
    """
    result = {}
    for name, value in given.items():
        if name not in known:
            near = difflib.get_close_matches(name, known, 1, 0)
            raise InputError(f"No notebook has a parameter {name!r}: did you mean {near[0]!r}?" if near
                             else f"No notebook has a parameter {name!r}: leave it out.")  # fmt: skip
        try:
            result[name] = _TYPES[known[name]](value)
        except (KeyError, ValueError):
            raise InputError(
                f"Parameter {name}: expected {known[name]}, found {value[:40]!r}; correct the value."
            ) from None
    return result


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for.

    Parameters
    ----------
    quarters, notebooks, languages : sequence
    output : Path or None
        Folder for everything; None for the project's own ``site/`` and ``figures/``.
    parameters : mapping
        More parameters, as text; a notebook gets those that it has.
    force : bool
        Do also what has not changed.
    warm : bool
    limits : Limits
    """

    quarters: Sequence[Quarter]
    notebooks: Sequence[str] = PAGES
    languages: Sequence[str] = ("en",)
    output: Path | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    force: bool = False
    warm: bool = True
    limits: Limits = LIMITS


def plan(wish: Wish) -> list[Piece]:
    """Work out all that a wish consists of, and what of it must be done.

    Raises
    ------
    InputError
        For a notebook, language or parameter that there is not, broken data or a place that is taken.
    """
    for name in wish.notebooks:
        if name not in PAGES:
            near = difflib.get_close_matches(name, PAGES, 1, 0)[0]
            raise InputError(f"No page is made of a notebook {name!r}: did you mean {near!r}?")
    for language in wish.languages:
        if language not in LANGUAGES:
            raise InputError(f"No notebook speaks {language!r}: the languages are {' and '.join(LANGUAGES)}.")
    sources = {name: source_of(home() / "notebooks" / f"{name}.ipynb") for name in PAGES}
    known = {name: parameters_of(source) for name, source in sources.items()}
    given = typed(wish.parameters, {key: kind for kinds in known.values() for key, kind in kinds.items()})
    spoken = {"en": PAGES, "fr": tuple(name for name in PAGES if "language" in known[name])}
    marks = fresh.marks()
    pieces = []
    for quarter in wish.quarters:
        for language in wish.languages:
            for name in (name for name in spoken[language] if name in wish.notebooks):
                own = {"quarter": str(quarter), "language": language, **given}
                parameters = {key: value for key, value in own.items() if key in known[name]}
                page = _page(wish, quarter, language, name, spoken)
                job = Job(name, sources[name], parameters, marks, page, wish.warm, wish.limits)
                pieces.append(_piece(wish, quarter, language, job))
    if not pieces:
        raise InputError(f"{','.join(wish.notebooks)}: not in {','.join(wish.languages)}; ask for English.")
    return pieces


def _page(
    wish: Wish, quarter: Quarter, language: str, name: str, spoken: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    """Return what the page of a notebook must know: its file, and the addresses that it links to."""
    output, file = output_of(wish, quarter), page_of(name)
    folder, figures = folders_of(quarter, language, output)
    pages = {
        other: folders_of(quarter, other, output)[0] / file for other in LANGUAGES if name in spoken[other]
    }
    there = [other for other, path in pages.items() if other in wish.languages or path.is_file()]
    return {
        "file": file,
        "home": "" if output else _address(home() / "site" / "index.html", folder),
        "figures": f"{_address(figures, folder)}/",
        "others": {page_of(other): other for other in spoken[language] if other != name},
        "language": language,
        "translations": {other: _address(pages[other], folder) for other in there if other != language},
    }


def _address(path: Path, folder: Path) -> str:
    return os.path.relpath(path, folder).replace(os.sep, "/")


def _piece(wish: Wish, quarter: Quarter, language: str, job: Job) -> Piece:
    """Say why a piece of work must be done, if it must."""
    folder, figures = folders_of(quarter, language, output_of(wish, quarter))
    places.require_free([folder / page_of(job.notebook), folder / f"{job.notebook}.ipynb"], folder, figures)
    inputs = {
        "the notebook": fresh.mark(job.source),
        "the parameters": job.parameters,
        "the page's links": fresh.mark(json.dumps(job.page).encode()),
        **job.made_with,
    }
    known = fresh.recall(_record(folder, job.notebook))
    reason = "asked for" if wish.force else fresh.why(known, inputs, (folder, figures))
    return Piece(quarter, language, job, folder, figures, inputs, reason)


def output_of(wish: Wish, quarter: Quarter) -> Path | None:
    """Say in which folder a quarter goes; None for the project's own."""
    return wish.output / str(quarter) if wish.output and len(wish.quarters) > 1 else wish.output


def make(
    pieces: Sequence[Piece], pool: Pool, tell: Callable[[str, Piece, Any], None], seconds: dict[str, float]
) -> dict[str, Failed]:
    """Do the work that must be done, side by side, and put each piece in place as it comes.

    Parameters
    ----------
    pieces : sequence of Piece
    pool : Pool
    tell : callable
        Is told ``begun``, ``made``, ``failed`` or ``again`` of a piece, with what came out.
    seconds : dict
        How long pieces took before, by name: the longest are begun first. New times are added.

    Returns
    -------
    dict
        What failed, by the name of the piece: what is lost by no fault of a cell only after four tries.
    """
    waiting = sorted(pieces, key=lambda piece: -seconds.get(piece.name, 60.0))
    tries = dict.fromkeys((piece.name for piece in pieces), _TRIES)
    running: dict[concurrent.futures.Future[Made | Failed], Piece] = {}
    failures: dict[str, Failed] = {}

    def settle(piece: Piece, result: Made | Failed) -> None:
        if isinstance(result, Made):
            _put_in_place(piece, result)
            seconds[piece.name] = round(result.seconds, 2)
        else:
            failures[piece.name] = _kept(piece, result)
        tell("made" if isinstance(result, Made) else "failed", piece, result)

    while waiting or running:
        again = any(tries[piece.name] < _TRIES for piece in (*waiting, *running.values()))
        while waiting and len(running) < (1 if again else pool.slots):  # one that kills workers, by itself
            piece = waiting.pop(0)
            running[_submitted(pool, piece.job)] = piece
            tell("begun", piece, None)
        done, _ = concurrent.futures.wait(running, return_when="FIRST_COMPLETED")
        lost = []
        for future in done:
            piece, result = running.pop(future), _brought(future)
            if isinstance(result, BaseException):
                lost.append((piece, result))
            else:
                settle(piece, result)
        if broken := [error for _, error in lost if isinstance(error, BrokenExecutor)]:
            lost += [(piece, broken[0]) for piece in running.values()]  # the executor is gone with a worker
            running.clear()
            pool.renew()
        for piece, error in reversed(lost):
            if tries[piece.name] and isinstance(error, _PASSING):
                tries[piece.name] -= 1
                waiting.insert(0, piece)
                tell("again", piece, _lost(error))
            else:
                settle(piece, _lost(error))
    return failures


def _submitted(pool: Pool, job: Job) -> concurrent.futures.Future[Made | Failed]:
    """Hand in some work; where the executor is gone already, that is what comes out."""
    try:
        return pool.executor.submit(run, job)
    except BrokenExecutor as error:
        gone: concurrent.futures.Future[Made | Failed] = concurrent.futures.Future()
        gone.set_exception(error)
        return gone


def _brought(future: concurrent.futures.Future[Made | Failed]) -> Made | Failed | Exception:
    """Return what came out of some work, or what it was lost by."""
    try:
        return future.result()
    except Exception as error:
        return error


def _lost(error: BaseException) -> Failed:
    """Tell of work that was not brought to an end, by no fault of a cell."""
    told = f"{type(error).__name__}: {error}".splitlines()[0][:300]
    remedy = "run it again; if it fails again, with --workers 1"
    problem = str(error) if isinstance(error, InputError) else ""
    return Failed("outside the notebook", (told,), remedy, problem=problem)


def _put_in_place(piece: Piece, made: Made) -> None:
    """Put what came out in its places, and only then remember it; what is no longer made goes."""
    files = dict(made.files)
    if piece.job.notebook == PAGES[0] and piece.job.page and piece.job.page["home"]:
        about = {"quarter": str(piece.quarter), "label": piece.quarter.label(piece.language),
                 "description": made.description}  # fmt: skip
        files["description.json"] = json_text(about).encode()
    parts = ((piece.folder, files), (piece.figures, made.figures))
    places.put({folder / name: content for folder, named in parts for name, content in named.items()})
    outputs = [{name: fresh.mark(content) for name, content in named.items()} for _, named in parts]
    others = [fresh.recall(_record(piece.folder, name)) for name in PAGES if name != piece.job.notebook]
    kept = {*outputs[1], *(name for other in others for name in other.get("outputs", ({}, {}))[1])}
    for name in fresh.recall(piece.record).get("outputs", ({}, {}))[1]:
        if name not in kept:
            (piece.figures / name).unlink(missing_ok=True)
    fresh.remember(piece.record, {"inputs": piece.inputs, "reads": made.reads, "outputs": outputs})
    for path in _failure_files(piece):
        path.unlink(missing_ok=True)


def _failure_files(piece: Piece) -> tuple[Path, Path]:
    folder = home() / ".cache" / "failed"
    name = piece.name.replace(" ", "-")
    return folder / f"{name}.log", folder / f"{name}.ipynb"


def _kept(piece: Piece, failed: Failed) -> Failed:
    """Keep the log and the partial notebook of a failure for the one who mends it."""
    for path, content in zip(_failure_files(piece), (failed.log.encode(), failed.partial), strict=True):
        with contextlib.suppress(InputError, OSError):
            path.unlink(missing_ok=True)
            places.put({path: content} if content else {})
    return failed


def report(piece: Piece, failed: Failed) -> str:
    """Tell a failure in a few lines: where, what, what to do, and where to read on."""
    labelled = zip(("full log", "partial notebook"), _failure_files(piece), strict=True)
    kept = [f"  {label}: {path}" for label, path in labelled if path.is_file()]
    return "\n".join((
        f"{piece.name} failed in {failed.where}", *(f"  | {line}" for line in failed.lines),
        f"  remedy: {failed.remedy}", *kept,
    ))  # fmt: skip


def _remembered(quarter: Quarter, output: Path | None) -> list[tuple[Path, Path, str, str, dict[str, Any]]]:
    """Return folders of pages and figures, language, name and record of each notebook of a quarter."""
    found = [(*folders_of(quarter, language, output), language) for language in LANGUAGES]
    return [(*where, name, fresh.recall(_record(where[0], name))) for where in found for name in PAGES]


def finish(wish: Wish) -> None:
    """Write the manifest of each quarter, and the index of the project's site, where they are not there."""
    base = wish.output or home() / "site"
    made = {quarter: _remembered(quarter, output_of(wish, quarter)) for quarter in wish.quarters}
    remembered = json.dumps(list(made.values()), default=str).encode()
    inputs = {"what is remembered": fresh.mark(remembered), "the data": ""}
    record = fresh.record_of(f"finished {base.resolve()} {' '.join(map(str, made))}")
    if not fresh.why(fresh.recall(record), inputs, [base]):
        return
    folders = {quarter: folders_of(quarter, "en", output_of(wish, quarter))[0] for quarter in made}
    contents = {folders[quarter] / "manifest.json": manifest.of(quarter, folders[quarter], rows)
                for quarter, rows in made.items()}  # fmt: skip
    if wish.output is None:
        from analysis.produce import site

        contents[base / "index.html"] = site.index(base).encode()
    contents = {path: content for path, content in contents.items() if content}
    places.put({
        path: content for path, content in contents.items()
        if not (path.is_file() and path.read_bytes() == content)
    })  # fmt: skip
    marks = {_address(path, base): fresh.mark(content) for path, content in contents.items()}
    fresh.remember(record, {"inputs": inputs, "reads": [], "outputs": [marks]})
