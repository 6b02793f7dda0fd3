"""Quarters made again: what is due is run side by side, and each page is put in place as it comes."""

from __future__ import annotations

import contextlib
import json
import os
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.errors import InputError, in_words, nearest
from analysis.measure.coverage import known_quarters, require_quarter
from analysis.produce import due
from analysis.produce.books import books, chosen, given, require_own
from analysis.produce.work import Job, Result, carry_out, stop
from analysis.quarter import Quarter, quarter_range
from analysis.record.store import home


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is asked for, in the words of the command line.

    One of `quarter`, `quarters` and `every`; of them some notebooks and languages, or all. `output` takes
    all pages in place of the project's ``site/``; a notebook gets those of the `parameters`, NAME=VALUE,
    that it has; `force` runs also what has not changed, `kernel` takes ordinary kernels, `pages` makes the
    site of what was run. `memory` is in MiB, `run` names the run.
    """

    quarter: str = ""
    quarters: str = ""
    every: bool = False
    notebooks: str = ""
    language: str = ""
    output: Path | None = None
    parameters: Sequence[str] = ()
    force: bool = False
    kernel: bool = False
    pages: bool = True
    cell_seconds: int = 300
    notebook_seconds: int = 900
    memory: int = 3072
    run: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def base(self) -> Path:
        """The folder for everything."""
        return self.output or home() / "site"

    def named(self) -> list[Quarter]:
        """Return the quarters."""
        if sum(map(bool, (self.quarter, self.quarters, self.every))) != 1:
            raise InputError("Name one quarter, such as 2021Q2, or --quarters 2020Q1..2022Q4, or --all.")
        if self.every:
            return list(known_quarters())
        parts = [part.partition("..") for part in (self.quarter or self.quarters).split(",")]
        found = [quarter for first, _, last in parts for quarter in quarter_range(first, last or first)]
        if not found:
            raise InputError(
                f"--quarters {self.quarters[:40]}: the first comes after the last; exchange them."
            )
        return list(dict.fromkeys(map(require_quarter, found)))

    def folder(self, quarter: Quarter, language: str) -> Path:
        """Say where the pages of a quarter in a language lie."""
        return self.base / ("" if language == "en" else language) / str(quarter)


def plan(wish: Wish) -> list[Job]:
    """Work out all that a wish consists of, and what of it is due.

    Raises
    ------
    InputError
        For a quarter, notebook, language or parameter that there is not, or a folder that is taken.
    """
    quarters, found = wish.named(), books()
    names, languages = (list(filter(None, text.split(","))) for text in (wish.notebooks, wish.language))
    wanted = chosen(found, names, languages)
    parameters = {name: value for name, _, value in (text.partition("=") for text in wish.parameters)}
    if "quarter" in parameters:
        raise InputError("The quarter stands by itself, as in note 2021Q2: leave out -p quarter=.")
    known = dict.fromkeys(name for book in wanted for name in book.parameters)
    for name in parameters.keys() - known.keys():
        raise nearest(name, known, "parameter of these notebooks")
    due.require_free(wish.base)
    files, every, jobs = due.files(), chosen(found, (), ()), []
    series = [book for book in wanted if book.about.get("for") == "series"]
    for quarter in quarters:
        fitting = [book for book in every if book.fits(published=quarter in known_quarters())]
        once = series if (names or wish.every) and quarter == quarters[-1] else []
        asked = [book for book in wanted if (names and book not in series) or book in (*fitting, *once)]
        for book in asked:
            own, folder = given(book, quarter, parameters), wish.folder(quarter, book.language)
            folder = folder.parent if book in series else folder
            first = next((one for one in fitting if one.language == book.language), None)
            page = "index.html" if book == first else f"{book.name}.html"
            made = due.made_with(files, quarter, book.source, own, page)
            why = "asked for" if wish.force else due.why(made, folder, book.name)
            jobs.append(Job(book, quarter, folder, own, page, made, due.mark(files), why, wish))
    if not jobs:
        raise InputError("None of these notebooks is in this language, or none is for such quarters.")
    return jobs


def run(
    wish: Wish, tell: Callable[[str], None], workers: int | None = None, address: str = ""
) -> tuple[list[Job], dict[str, Result]]:
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
    require_own()
    with due.alone(wish.base) as place:
        jobs = plan(wish)
        waiting, done = [job for job in jobs if job.why], 0
        failures: dict[str, Result] = {}
        try:
            with _executor(workers, address, wish.run) as executor:
                own = None if address else place
                futures = {executor.submit(carry_out, job, own): job for job in waiting}
                for done, future in enumerate(as_completed(futures), 1):
                    job, lost = futures[future], future.exception()
                    result = Result(where="the worker", lines=[f"{lost!r:.160}"]) if lost else future.result()
                    tell(f"[{done}/{len(waiting)}] {_put(job, result)}")
                    failures |= {job.name: result} if result.where else {}
        except KeyboardInterrupt:
            text = f"Interrupted: {done} of {len(waiting)} made; the same command goes on with the rest."
            raise KeyboardInterrupt(text) from None
        _make_pages(wish, jobs, tell)
    return jobs, failures


@contextlib.contextmanager
def _executor(count: int | None, address: str, token: str) -> Iterator[Any]:
    """Offer what carries jobs out: threads that wait for processes, or a Dask cluster that does."""
    client: Any = None
    if address:
        told = f"--dask {address[:60]}: no scheduler answers there, or mali-trends[dask] is not installed."
        with in_words(told, ImportError, OSError, ValueError):
            from distributed import Client

            client = Client(address, timeout=10, set_as_default=False)
    executor = client.get_executor(pure=False) if client else ThreadPoolExecutor(count or os.cpu_count())
    try:
        yield executor
    except BaseException:
        stop(token)
        if client:
            client.run(stop, token)
        raise
    finally:
        client.close() if client else executor.shutdown(cancel_futures=True)


def _put(job: Job, result: Result) -> str:
    """Put what came out in its place with the registers of its quarter, then remember it; tell of it."""
    if result.where:
        lines = [f"{job.name} failed in {result.where}", *(f"  | {line}" for line in result.lines)]
        for end, content in result.files.items():
            path = due.cache() / "failed" / f"{job.name.replace(' ', '-')}.{end}"
            due.put(path, content.encode())
            lines.append(f"  {'full log' if end == 'log' else 'partial notebook'}: {path}")
        return "\n".join(lines)
    for name, content in result.files.items():
        due.put(job.folder / name, content.encode())
    known = data_of(job.folder).get("notebooks", {})
    book, order = job.book, job.book.about.get("order", 99)
    known[book.name] = {"title": book.title, "page": job.page, "order": order, "register": result.register}
    names = sorted(known, key=lambda name: (known[name]["order"], name))
    about = {"quarter": str(job.quarter), "language": book.language,
             "notebooks": {name: known[name] for name in names}}  # fmt: skip
    due.put(job.folder / "data.json", (json.dumps(about, ensure_ascii=False, indent=1) + "\n").encode())
    stamps = {name: due.stamp(job.folder / name) for name in result.files}
    due.remember({"made": job.made, "files": stamps}, job.folder.resolve(), job.book.name)
    left = f"; it left {result.left} running, which was ended" if result.left else ""
    return f"{job.name}: made in {result.seconds:.1f} s{left}"


def data_of(folder: Path) -> dict[str, Any]:
    """Return what ``data.json`` says of the pages in a folder; nothing where there are none."""
    path = folder / "data.json"
    return dict(json.loads(path.read_text("utf-8"))) if path.is_file() else {}


def _make_pages(wish: Wish, jobs: Sequence[Job], tell: Callable[[str], None]) -> None:
    """Make the pages of the site, where notebooks were run since or a page is gone."""
    data = [path.stat().st_mtime_ns for path in wish.base.glob("**/data.json")]
    pages = [wish.base / ".made", *(job.folder / job.page for job in jobs)]
    made = all(page.is_file() for page in pages) and pages[0].stat().st_mtime_ns >= max(data, default=0)
    if wish.pages and data and not made:
        from analysis.produce import site

        if told := site.build(wish.base):
            tell(told)
