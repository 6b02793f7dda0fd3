"""Execute the notebooks in place with their default parameters, so that they store current outputs."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from analysis.produce.books import books
from analysis.produce.due import put
from analysis.produce.rerun import Wish, plan
from analysis.produce.work import carry_out
from analysis.record.store import home


def main() -> None:
    wish = Wish(quarter="2021Q2", notebooks=",".join(dict.fromkeys(book.name for book in books())))
    jobs = [replace(job, parameters={}) for job in plan(wish)]
    with ThreadPoolExecutor(2) as threads:
        for job, result in zip(jobs, threads.map(carry_out, jobs), strict=True):
            if result.failed:
                sys.exit(f"{job.name} {result.told}")
            put(home() / "notebooks" / job.book.inside / f"{job.book.name}.ipynb", result.notebook.encode())


if __name__ == "__main__":
    main()
