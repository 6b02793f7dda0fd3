"""Quarters made again: what is due is run side by side, and each page is put in place as it comes."""

from __future__ import annotations

import contextlib
import json
import os
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import click

from analysis.errors import InputError, in_words, nearest
from analysis.measure.coverage import known_quarters, require_quarter
from analysis.produce import due
from analysis.produce.books import books, chosen, given, require_own
from analysis.produce.work import Job, Result, carry_out, stop
from analysis.quarter import Quarter, quarter_range
from analysis.record.store import home


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is asked for: one of `quarter`, `quarters` and `all_`; of them some notebooks, or all.

    Parameters
    ----------
    all_ : bool
        Every quarter with published figures.
    quarters : str
        Some quarters: 2020Q1..2022Q4, or 2020Q1,2021Q2.
    notebooks : str
        Some notebooks only, by name, with commas.
    language : str
        en or fr; all there are without.
    output : Path, optional
        Folder for the pages, in place of site/.
    parameters : sequence of str
        For them, as NAME=VALUE.
    force : bool
        Make also what has not changed.
    kernel : bool
        Run the cells in ordinary kernels.
    pages : bool
        Make pages of them, or only run the notebooks.
    workers : int, optional
        Notebooks at a time, by default one a core.
    dask : str
        Work on the Dask cluster whose scheduler has this address.
    memory : int
        MiB a notebook.
    """

    quarter: str = ""
    all_: bool = False
    quarters: str = ""
    notebooks: str = ""
    language: str = ""
    output: Path | None = None
    parameters: tuple[str, ...] = ()
    force: bool = False
    kernel: bool = False
    pages: bool = True
    workers: Annotated[int | None, click.IntRange(1, 64)] = None
    dask: str = ""
    cell_seconds: Annotated[int, click.IntRange(1)] = 300
    notebook_seconds: Annotated[int, click.IntRange(1)] = 900
    memory: Annotated[int, click.IntRange(1024)] = 3072

    @property
    def base(self) -> Path:
        """The folder for everything."""
        return self.output or home() / "site"


def _quarters(wish: Wish) -> list[Quarter]:
    if sum(map(bool, (wish.quarter, wish.quarters, wish.all_))) != 1:
        raise InputError("Name one quarter, such as 2021Q2, or --quarters 2020Q1..2022Q4, or --all.")
    if wish.all_:
        return list(known_quarters())
    parts = [part.partition("..") for part in (wish.quarter or wish.quarters).split(",")]
    found = [quarter for first, _, last in parts for quarter in quarter_range(first, last or first)]
    if not found:
        raise InputError(f"--quarters {wish.quarters[:40]}: the first comes after the last; exchange them.")
    return list(dict.fromkeys(map(require_quarter, found)))


def plan(wish: Wish) -> list[Job]:
    """Work out all that a wish consists of, and what of it is due.

    Raises
    ------
    InputError
        For a quarter, notebook, language or parameter that there is not, or a folder that is taken.
    """
    quarters, found = _quarters(wish), books()
    names, languages = (list(filter(None, text.split(","))) for text in (wish.notebooks, wish.language))
    wanted, paged = chosen(found, names, languages), chosen(found, (), ())
    parameters = dict(text.partition("=")[::2] for text in wish.parameters)
    if "quarter" in parameters:
        raise InputError("The quarter stands by itself, as in note 2021Q2: leave out -p quarter=.")
    known = dict.fromkeys(name for book in wanted for name in book.parameters)
    for name in parameters.keys() - known.keys():
        raise nearest(name, known, "parameter of these notebooks")
    due.require_free(wish.base)
    files, token, jobs = due.files(), uuid.uuid4().hex, []
    state = due.mark(files)
    for quarter in quarters:
        kinds = (None, "notes" if quarter in known_quarters() else "events")
        whole = (names or wish.all_) and quarter == quarters[-1]
        firsts = {book.language: book for book in reversed(paged) if book.about.get("for") in kinds}
        for book in wanted:
            kind = book.about.get("for")
            if not (whole if kind == "series" else names or kind in kinds):
                continue
            own, folder = given(book, quarter, parameters), wish.base / book.inside
            folder = folder if kind == "series" else folder / str(quarter)
            page = "index.html" if book == firsts.get(book.language) else f"{book.name}.html"
            made = due.made_with(files, quarter, book.source, own, page)
            why = "asked for" if wish.force else due.why(made, folder, book.name)
            jobs.append(Job(book, quarter, folder, own, page, made, state, why, token, wish))
    if not jobs:
        raise InputError("None of these notebooks is in this language, or none is for such quarters.")
    return jobs


def run(wish: Wish, tell: Callable[[str], None]) -> list[Job]:
    """Run what is due and put it in place; return all jobs.

    Parameters
    ----------
    wish : Wish
    tell : callable
        Is given a text on each notebook as it comes.

    Raises
    ------
    InputError
        For bad input, also where a notebook finds it, and if another run is making the same pages.
    RuntimeError
        With the names of what failed otherwise; all else is made.
    KeyboardInterrupt
        With what is done, for Ctrl-C and the signals TERM and HUP; all that was started is ended.
    """
    require_own()
    with due.alone(wish.base) as place:
        jobs = plan(wish)
        waiting, done, failed = [job for job in jobs if job.why], 0, dict[str, str]()
        try:
            with _executor(wish, jobs[0].run) as executor:
                futures = {
                    executor.submit(carry_out, job, None if wish.dask else place): job for job in waiting
                }
                for done, future in enumerate(as_completed(futures), 1):
                    job, lost = futures[future], future.exception()
                    told = f"failed in the worker\n  | {lost!r:.160}"
                    result = Result(told, failed=True) if lost else future.result()
                    tell(f"[{done}/{len(waiting)}] {_put(job, result)}")
                    failed |= {job.name: result.problem} if result.failed else {}
        except KeyboardInterrupt:
            text = f"Interrupted: {done} of {len(waiting)} made; the same command goes on with the rest."
            raise KeyboardInterrupt(text) from None
        _make_pages(wish, jobs, tell)
    if len({*failed.values()}) == 1 and all(failed.values()):
        raise InputError(failed.popitem()[1])
    if failed:
        made = len(waiting) - len(failed)
        raise RuntimeError(f"{len(failed)} of {len(waiting)} failed, {made} made: {', '.join(failed)}")
    return jobs


@contextlib.contextmanager
def _executor(wish: Wish, token: str) -> Iterator[Any]:
    """Offer what carries jobs out: threads that wait for processes, or a Dask cluster that does."""
    client: Any = None
    if wish.dask:
        told = f"--dask {wish.dask[:60]}: no scheduler answers there, or mali-trends[dask] is not installed."
        with in_words(told, ImportError, OSError, ValueError):
            from distributed import Client

            client = Client(wish.dask, timeout=10, set_as_default=False)
    executor = (
        client.get_executor(pure=False) if client else ThreadPoolExecutor(wish.workers or os.cpu_count())
    )
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
    if result.failed:
        told, place = f"{job.name} {result.told}", due.cache() / "failed"
        for what, end, text in (
            ("full log", "log", result.log),
            ("partial notebook", "ipynb", result.notebook),
        ):
            if text:
                due.put(path := place / f"{job.name.replace(' ', '-')}.{end}", text.encode())
                told += f"\n  {what}: {path}"
        return told
    book, file = job.book, job.folder / f"{job.book.name}.ipynb"
    due.put(file, result.notebook.encode())
    known = data_of(job.folder).get("notebooks", {})
    order = book.about.get("order", 99)
    known[book.name] = {"title": book.title, "page": job.page, "order": order, "register": result.register}
    names = sorted(known, key=lambda name: (known[name]["order"], name))
    about = {"quarter": str(job.quarter), "language": book.language,
             "notebooks": {name: known[name] for name in names}}  # fmt: skip
    due.put(job.folder / "data.json", (json.dumps(about, ensure_ascii=False, indent=1) + "\n").encode())
    due.remember({"made": job.made, "stamp": due.stamp(file)}, job.folder.resolve(), book.name)
    return f"{job.name}: {result.told}"


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
