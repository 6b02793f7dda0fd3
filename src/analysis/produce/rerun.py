"""Quarters made again: what is due is run side by side, and each page is put in place as it comes."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.errors import InputError
from analysis.measure.coverage import known_quarters
from analysis.present.labels import nearest
from analysis.produce import due
from analysis.produce.books import Book, chosen, given
from analysis.produce.places import alone, put, require_free
from analysis.produce.work import LIMITS, Failed, Job, Limits, Made, carry_out, stop
from analysis.quarter import Quarter
from analysis.record.store import home


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: quarters, and of them some notebooks and languages, or all.

    `output` takes all pages in place of the project's ``site/``; a notebook gets those of the `parameters`,
    as text, that it has; `force` runs also what has not changed, `kernel` takes ordinary kernels.
    """

    quarters: Sequence[Quarter]
    notebooks: Sequence[str] = ()
    languages: Sequence[str] = ()
    output: Path | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    force: bool = False
    kernel: bool = False
    limits: Limits = LIMITS

    @property
    def base(self) -> Path:
        """The folder for everything."""
        return self.output or home() / "site"

    @property
    def many(self) -> bool:
        """Whether quarters have folders of their own, and an index."""
        return len(self.quarters) > 1 or not self.output

    def folder(self, quarter: Quarter, language: str) -> Path:
        """Say where the pages of a quarter in a language lie."""
        whole = self.base / str(quarter) if self.many else self.base
        return whole if language == "en" else whole / language


@dataclass(frozen=True, slots=True)
class Piece:
    """One notebook of one quarter: the job, its folder, what it is made of and why it is due ("" if not)."""

    job: Job
    folder: Path
    inputs: Mapping[str, str]
    why: str

    @property
    def name(self) -> str:
        """Quarter, notebook and language, as people are told of it."""
        return f"{self.job.quarter} {self.job.book.name} {self.job.book.language}"


def plan(wish: Wish) -> list[Piece]:
    """Work out all that a wish consists of, and what of it is due.

    Raises
    ------
    InputError
        For a notebook, language or parameter that there is not, or a place that is taken.
    """
    every, named = chosen((), ()), chosen(wish.notebooks, wish.languages)
    known = dict.fromkeys(name for book in named for name in book.parameters)
    if odd := next((name for name in wish.parameters if name not in known), None):
        raise nearest(odd, known, "parameter of these notebooks")
    of, published, token = due.made_with(), known_quarters(), uuid.uuid4().hex
    pieces = []
    for quarter in wish.quarters:
        fitting = [book for book in every if book.fits(published=quarter in published)]
        for book in named:
            if book.fits(published=quarter in published) or wish.notebooks:
                made_with, page = of(quarter), _page(wish, quarter, book, [*fitting, book])
                job = Job(book, quarter, given(book, quarter, wish.parameters), page, made_with, wish.limits,
                          wish.kernel, token)  # fmt: skip
                pieces.append(_piece(wish, job))
    if not pieces:
        raise InputError("None of these notebooks is in this language, or none is for such quarters.")
    return pieces


def _page(wish: Wish, quarter: Quarter, book: Book, fitting: Sequence[Book]) -> dict[str, Any]:
    """Return what the page of a notebook must know: its name, and the addresses that it links to."""
    folder = wish.folder(quarter, book.language)
    names = list(dict.fromkeys(other.name for other in fitting if other.language == book.language))
    titles = {other.name: other.title for other in fitting if other.language == book.language}
    files = {name: "index.html" if name == names[0] else f"{name}.html" for name in names}
    languages = [other.language for other in fitting if other.name == book.name and other != book]
    places = [(language, wish.folder(quarter, language)) for language in languages]
    up = os.path.relpath(wish.base, folder).replace(os.sep, "/")
    return {
        "file": files[book.name], "title": f"{book.title} ({quarter})", "language": book.language,
        "pages": {name: (file, titles[name]) for name, file in files.items()},
        "languages": [(language, f"{os.path.relpath(place, folder)}/{files[book.name]}".replace(os.sep, "/"))
                      for language, place in places],
        "home": f"{up}/index.html" if wish.many else "",
    }  # fmt: skip


def _piece(wish: Wish, job: Job) -> Piece:
    folder = wish.folder(job.quarter, job.book.language)
    require_free(folder, [job.page["file"], f"{job.book.name}.ipynb", "data.json"])
    inputs = {"the notebook": due.mark(job.book.source), "the parameters": due.mark(job.parameters),
              "the page's links": due.mark(job.page), **job.made_with}  # fmt: skip
    reason = "asked for" if wish.force else due.why(inputs, folder, job.book.name)
    gone = "" if reason or (folder / "data.json").is_file() else "data.json is gone"
    return Piece(job, folder, inputs, reason or gone)


def run(
    wish: Wish, tell: Callable[[str], None], workers: int | None = None, address: str = ""
) -> tuple[list[Piece], dict[str, Failed]]:
    """Run what is due and put it in place; return all pieces, and what failed by the piece's name.

    Parameters
    ----------
    wish : Wish
    tell : callable
        Is given a text on each piece as it comes.
    workers : int, optional
        Notebooks at a time; one a core without.
    address : str
        Scheduler of a Dask cluster that does the work.

    Raises
    ------
    InputError
        For bad input, and if another run is making the same pages.
    KeyboardInterrupt
        With what is done, for Ctrl-C and the signals TERM and HUP; all that was started is ended.
    """
    with _ending_by_signals(), alone(wish.base) as place:
        pieces = plan(wish)
        waiting = [piece for piece in pieces if piece.why]
        failures: dict[str, Failed] = {}
        if waiting:
            times = due.recall("seconds")
            waiting.sort(key=lambda piece: -times.get(piece.name, 60.0))  # the longest first
            count = min(workers or _cores(), len(waiting))
            done = 0
            try:
                with _executor(count, address, waiting[0].job.run) as executor:
                    futures = {executor.submit(carry_out, piece.job, None if address else place): piece
                               for piece in waiting}  # fmt: skip
                    for future in as_completed(futures):
                        piece, result = futures[future], _brought(future)
                        tell(_settled(piece, result, f"{done + 1} of {len(waiting)}"))
                        done += 1
                        if isinstance(result, Failed):
                            failures[piece.name] = result
                        else:
                            times[piece.name] = round(result.seconds, 1)
            except KeyboardInterrupt:
                text = f"Interrupted: {done} of {len(waiting)} made; the same command goes on with the rest."
                raise KeyboardInterrupt(text) from None
            due.remember(times, "seconds")
        _write_index(wish)
    return pieces, failures


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextlib.contextmanager
def _ending_by_signals() -> Iterator[None]:
    def end(*_: object) -> None:
        raise KeyboardInterrupt

    with contextlib.ExitStack() as stack:
        for name in ("SIGTERM", "SIGHUP"):
            if hasattr(signal, name) and threading.current_thread() is threading.main_thread():
                number = getattr(signal, name)
                stack.callback(signal.signal, number, signal.signal(number, end))
        yield


@contextlib.contextmanager
def _executor(count: int, address: str, token: str) -> Iterator[Executor]:
    """Offer what carries jobs out: threads that wait for processes, or a Dask cluster that does."""
    client = _client(address) if address else None
    executor = client.get_executor(pure=False) if client else ThreadPoolExecutor(count)
    try:
        yield executor
    except BaseException:
        stop(token)
        if client:
            client.run(stop, token)
        raise
    finally:
        if client:
            client.close()
        else:
            executor.shutdown(wait=True, cancel_futures=True)


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError:
        raise InputError("--dask needs the package distributed: install mali-trends[dask].") from None
    try:
        return Client(address, timeout=10, set_as_default=False)
    except (OSError, ValueError, TimeoutError):
        raise InputError(
            f"--dask {address[:60]}: no scheduler answers there; start one, or leave it out."
        ) from None


def _brought(future: Future[Made | Failed]) -> Made | Failed:
    """Return what came out of some work; what is lost on the way is told as a failure."""
    try:
        return future.result()
    except Exception as error:
        told = f"{type(error).__name__}: {error}".splitlines()[0][:160]
        return Failed("outside the notebook", (told,), "run it again; if it fails again, with --workers 1")


def _settled(piece: Piece, result: Made | Failed, count: str) -> str:
    """Put what came out in its place, and only then remember it; say what to tell."""
    failed = [
        home() / ".cache" / "failed" / f"{piece.name.replace(' ', '-')}.{end}" for end in ("log", "ipynb")
    ]
    for path in failed:
        path.unlink(missing_ok=True)
    if isinstance(result, Failed):
        kept = dict(zip(failed, (result.log.encode(), result.partial), strict=True))
        for path in (path for path, content in kept.items() if content):
            with contextlib.suppress(InputError):
                put(path, kept[path])
        labels = zip(("full log", "partial notebook"), failed, strict=True)
        named = [f"  {what}: {path}" for what, path in labels if path.is_file()]
        return "\n".join((f"{piece.name} failed in {result.where}", *(f"  | {line}" for line in result.lines),
                          f"  remedy: {result.remedy}", *named))  # fmt: skip
    for name, content in result.files.items():
        put(piece.folder / name, content)
    _collect(piece, result.register)
    due.settled(piece.inputs, piece.folder, piece.job.book.name, result.files)
    left = f"; it left {result.left} running, which was ended" if result.left else ""
    return f"{piece.name}: made in {result.seconds:.1f} s ({count}){left}"


def data_of(folder: Path) -> dict[str, Any]:
    """Return what ``data.json`` says of the pages in a folder; nothing where there are none."""
    try:
        return dict(json.loads((folder / "data.json").read_text("utf-8")))
    except (OSError, ValueError):
        return {}


def _collect(piece: Piece, register: list[dict[str, Any]]) -> None:
    """Put the register of a page beside it, with those of the other pages of its quarter."""
    book, pages = piece.job.book, piece.job.page["pages"]
    known = data_of(piece.folder).get("notebooks", {})
    known[book.name] = {"title": book.title, "page": piece.job.page["file"], "register": register}
    content = {"quarter": str(piece.job.quarter), "language": book.language,
               "notebooks": {name: known[name] for name in pages if name in known}}  # fmt: skip
    put(piece.folder / "data.json", (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())


def _write_index(wish: Wish) -> None:
    """Write the index of all quarters, where pages were made since."""
    path = wish.base / "index.html"
    found = {
        str(data): due.stamp(data) for depth in ("*", "*/*") for data in wish.base.glob(f"{depth}/data.json")
    }
    if wish.many and (due.recall("index", path) != found or not path.is_file()):
        from analysis.produce import site

        put(path, site.index(wish.base).encode())
        due.remember(found, "index", path)
