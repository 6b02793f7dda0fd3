"""Quarters made again: what is due is run side by side, and each page is put in place as it comes."""

import base64
import contextlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any

from analysis.errors import InputError, in_words, require
from analysis.measure.coverage import known_quarters, require_source
from analysis.produce import due
from analysis.produce.books import Wish, books, chosen, given
from analysis.produce.work import Job, Result, carry_out, rest, stop, stopped


def plan(wish: Wish) -> list[Job]:
    """Work out all that a wish consists of, and what of it is due.

    Raises
    ------
    InputError
        For a quarter, notebook, language or parameter that there is not, or a folder that is taken.
    """
    quarters, found = wish.named(), books()
    wanted, paged = chosen(found, wish), [book for book in found if book.about.get("pages", True)]
    parameters = dict(text.partition("=")[::2] for text in wish.parameters)
    if "quarter" in parameters:
        raise InputError("The quarter stands by itself, as in note 2021Q2: leave out -p quarter=.")
    known = dict.fromkeys(name for book in wanted for name in book.parameters)
    require(known, "parameter of these notebooks", *parameters)
    if source := parameters.get("source"):
        require_source(source)
    due.require_free(wish.base)
    files, jobs = due.files(), []
    state = due.mark(files)
    for quarter in quarters:
        kinds = (None, "notes" if quarter in known_quarters() else "events")
        whole = (wish.notebooks or wish.all_) and quarter == quarters[-1]
        firsts = {book.language: book for book in reversed(paged) if book.about.get("for") in kinds}
        for book in wanted:
            kind = book.about.get("for")
            if not (whole if kind == "series" else kind in kinds or (wish.notebooks and kind != "notes")):
                continue
            own = given(book, quarter, parameters)
            folder = wish.base / book.inside / ("" if kind == "series" else str(quarter))
            page = "index.html" if book == firsts.get(book.language) else f"{book.name}.html"
            made = due.made_with(files, quarter, book.source, own, page)
            why = "asked for" if wish.force else due.why(made, folder / f"{book.name}.ipynb")
            jobs.append(Job(book, quarter, folder, own, page, made, state, why, wish))
    if not jobs:
        raise InputError("None of these notebooks is in this language or for such quarters: see event_brief.")
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
    due.require_own()
    with due.alone(wish.base) as place:
        jobs = plan(wish)
        waiting, done, failed = [job for job in jobs if job.why], 0, dict[str, str]()
        with _executor(wish) as executor:
            futures = {executor.submit(carry_out, job, None if wish.dask else place): job for job in waiting}
            try:
                for done, future in enumerate(as_completed(futures), 1):
                    job, lost = futures.pop(future), future.exception()  # a notebook is large
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
        raise RuntimeError(f"{len(failed)} of {done} failed, {done - len(failed)} made: {', '.join(failed)}")
    return jobs


@contextlib.contextmanager
def _executor(wish: Wish) -> Iterator[Any]:
    """Offer what carries jobs out: threads that wait for processes, or a Dask cluster that does."""
    if wish.dask:
        told = f"--dask {wish.dask[:60]}: no scheduler answers there, or mali-trends[dask] is not installed."
        with in_words(told, ImportError, OSError, ValueError):
            from distributed import Client

            client = Client(wish.dask, timeout=10, set_as_default=False)
        with client:
            yield client.get_executor(pure=False)
        return
    stopped.clear()
    with ThreadPoolExecutor(wish.workers or os.cpu_count()) as executor:
        try:
            yield executor
        except BaseException:
            stop()
            raise


def _put(job: Job, result: Result) -> str:
    """Put what came out in its place with the registers of its quarter, then remember it; tell of it."""
    if result.failed:
        text = f"{job.name} {result.told}"
        if result.notebook:
            path = due.cache() / "failed" / f"{job.name.replace(' ', '-')}.ipynb"
            due.put(path, result.notebook.encode())
            text += f"\n  partial notebook: {path}"
        return text
    book, data = job.book, job.folder / "data.json"
    first = book.name == "brief" or not (job.folder / "brief.ipynb").is_file()
    for name, content in result.card.items() if first else ():
        due.put(job.folder / name, base64.b64decode(content))
    due.put(job.file, result.notebook.encode())
    known = json.loads(data.read_text("utf-8"))["notebooks"] if data.is_file() else {}
    order = book.about.get("order", 99)
    known[book.name] = {"title": book.title, "page": job.page, "order": order, "register": result.register}
    known = dict(sorted(known.items(), key=lambda item: (item[1]["order"], item[0])))
    about = {"quarter": str(job.quarter), "language": book.language, "notebooks": known}
    due.put(data, (json.dumps(about, ensure_ascii=False, indent=1) + "\n").encode())
    due.remember({"made": job.made, "stamp": due.stamp(job.file)}, job.file.resolve())
    return f"{job.name}: {result.told}"


def _make_pages(wish: Wish, jobs: Sequence[Job], tell: Callable[[str], None]) -> None:
    """Make the pages of the site, where notebooks were run since or a page is gone."""
    data = [path.stat().st_mtime_ns for path in wish.base.glob("**/data.json")]
    pages = [wish.base / ".made", *(job.folder / job.page for job in jobs)]
    made = all(page.is_file() for page in pages) and pages[0].stat().st_mtime_ns >= max(data, default=0)
    if wish.pages and data and not made:
        try:
            from analysis.produce import site
        except ImportError:
            told = "The notebooks were run; the extra mali-trends[site] makes pages of them."
        else:
            rest()
            told = site.build(wish.base)
        if told:
            tell(told)
