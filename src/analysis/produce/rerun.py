"""Quarters made again: what is due is run side by side, and each page is put in place as it comes."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.errors import InputError, in_words
from analysis.measure.coverage import known_quarters
from analysis.present.labels import nearest
from analysis.produce import due
from analysis.produce.books import Book, chosen, given
from analysis.produce.places import alone, put, require_free
from analysis.produce.work import Failed, Job, Limits, Made, carry_out, stop
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
    limits: Limits = Limits()  # noqa: RUF009 -- it cannot be changed

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


def plan(wish: Wish) -> list[Job]:
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
    made_with, published, token = due.made_with(), known_quarters(), uuid.uuid4().hex
    jobs = []
    for quarter in wish.quarters:
        fitting = [book for book in every if book.fits(published=quarter in published)]
        for book in named if wish.notebooks else [book for book in named if book in fitting]:
            page, folder = _page(wish, quarter, book, [*fitting, book]), wish.folder(quarter, book.language)
            names = [page["file"], f"{book.name}.ipynb", "data.json"]
            require_free(folder, names)
            parameters, marks = given(book, quarter, wish.parameters), made_with(quarter)
            own = {"the notebook": book.source, "the parameters": parameters, "the page's links": page}
            inputs = marks | {what: due.mark(value) for what, value in own.items()}
            why = "asked for" if wish.force else due.why(inputs, folder, book.name, names)
            jobs.append(
                Job(book, quarter, folder, parameters, page, inputs, why, wish.limits, wish.kernel, token)
            )
    if not jobs:
        raise InputError("None of these notebooks is in this language, or none is for such quarters.")
    return jobs


def _page(wish: Wish, quarter: Quarter, book: Book, fitting: Sequence[Book]) -> dict[str, Any]:
    """Return what the page of a notebook must know: its name, and the addresses that it links to."""
    titles = {other.name: other.title for other in fitting if other.language == book.language}
    files = {name: f"{name}.html" if n else "index.html" for n, name in enumerate(titles)}
    folder, file = wish.folder(quarter, book.language), files[book.name]

    def address(place: Path) -> str:
        return f"{os.path.relpath(place, folder)}/".replace(os.sep, "/")

    languages = [other.language for other in fitting if other.name == book.name and other != book]
    return {
        "file": file, "title": f"{book.title} ({quarter})", "language": book.language,
        "pages": {name: (files[name], title) for name, title in titles.items()},
        "languages": [(other, address(wish.folder(quarter, other)) + file) for other in languages],
        "home": f"{address(wish.base)}index.html" if wish.many else "",
    }  # fmt: skip


def run(
    wish: Wish, tell: Callable[[str], None], workers: int | None = None, address: str = ""
) -> tuple[list[Job], dict[str, Failed]]:
    """Run what is due and put it in place; return all jobs, and what failed by the job's name.

    Parameters
    ----------
    wish : Wish
    tell : callable
        Is given a text on each notebook as it comes.
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
        jobs, times = plan(wish), due.recall("seconds")
        waiting = sorted((job for job in jobs if job.why), key=lambda job: -times.get(job.name, 60.0))
        failures: dict[str, Failed] = {}
        done = 0
        try:
            with _executor(workers or _cores(), address, jobs[0].run) as executor:
                futures = {
                    executor.submit(carry_out, job, None if address else place): job for job in waiting
                }
                for future in as_completed(futures):
                    job, result = futures[future], _brought(future)
                    tell(_settled(job, result, f"{done + 1} of {len(waiting)}"))
                    done += 1
                    if isinstance(result, Failed):
                        failures[job.name] = result
                    else:
                        times[job.name] = round(result.seconds, 1)
        except KeyboardInterrupt:
            text = f"Interrupted: {done} of {len(waiting)} made; the same command goes on with the rest."
            raise KeyboardInterrupt(text) from None
        if waiting:
            due.remember(times, "seconds")
        _write_index(wish)
    return jobs, failures


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextlib.contextmanager
def _ending_by_signals() -> Iterator[None]:
    def end(*_: object) -> None:
        raise KeyboardInterrupt

    with contextlib.ExitStack() as stack:
        for number in (getattr(signal, name, None) for name in ("SIGTERM", "SIGHUP")):
            if number and threading.current_thread() is threading.main_thread():
                stack.callback(signal.signal, number, signal.signal(number, end))
        yield


@contextlib.contextmanager
def _executor(count: int, address: str, token: str) -> Iterator[Any]:
    """Offer what carries jobs out: threads that wait for processes, or a Dask cluster that does."""
    client: Any = None
    if address:
        sentence = (
            f"--dask {address[:60]}: no scheduler answers there, or mali-trends[dask] is not installed."
        )
        with in_words(sentence, ImportError, OSError, ValueError):
            from distributed import Client

            client = Client(address, timeout=10, set_as_default=False)
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


def _brought(future: Future[Made | Failed]) -> Made | Failed:
    """Return what came out of some work; what is lost on the way is told as a failure."""
    try:
        return future.result()
    except Exception as error:
        told = f"{type(error).__name__}: {error}".splitlines()[0][:160]
        return Failed("outside the notebook", (told,), "run it again; if it fails again, with --workers 1")


def _settled(job: Job, result: Made | Failed, count: str) -> str:
    """Put what came out in its place, and only then remember it; say what to tell."""
    kept = {"log": result.log.encode(), "ipynb": result.partial} if isinstance(result, Failed) else {}
    lines = []
    for end, what in (("log", "full log"), ("ipynb", "partial notebook")):
        path = home() / ".cache" / "failed" / f"{job.name.replace(' ', '-')}.{end}"
        with contextlib.suppress(InputError, OSError):
            path.unlink(missing_ok=True)
            if kept.get(end):
                put(path, kept[end])
                lines.append(f"  {what}: {path}")
    if isinstance(result, Failed):
        told = [f"  | {line}" for line in result.lines]
        return "\n".join(
            [f"{job.name} failed in {result.where}", *told, f"  remedy: {result.remedy}", *lines]
        )
    for name, content in result.files.items():
        put(job.folder / name, content)
    _collect(job, result.register)
    due.settled(job.inputs, job.folder, job.book.name, result.files)
    left = f"; it left {result.left} running, which was ended" if result.left else ""
    return f"{job.name}: made in {result.seconds:.1f} s ({count}){left}"


def data_of(folder: Path) -> dict[str, Any]:
    """Return what ``data.json`` says of the pages in a folder; nothing where there are none."""
    try:
        return dict(json.loads((folder / "data.json").read_text("utf-8")))
    except (OSError, ValueError):
        return {}


def _collect(job: Job, register: list[dict[str, Any]]) -> None:
    """Put the register of a page beside it, with those of the other pages of its quarter."""
    known = data_of(job.folder).get("notebooks", {})
    known[job.book.name] = {"title": job.book.title, "page": job.page["file"], "register": register}
    content = {"quarter": str(job.quarter), "language": job.book.language,
               "notebooks": {name: known[name] for name in job.page["pages"] if name in known}}  # fmt: skip
    put(job.folder / "data.json", (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())


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
