"""What the command line does with notes: make them, say what is due, explain a number of one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from analysis.errors import InputError
from analysis.measure.coverage import known_quarters, require_quarter
from analysis.present.labels import nearest
from analysis.produce.reports import json_text, table
from analysis.produce.rerun import Wish, data_of, plan, run
from analysis.produce.work import Limits
from analysis.quarter import Quarter, quarter_range


def wish(
    quarter: str = "", *, every: bool = False, quarters: str = "", notebooks: str = "", language: str = "",
    output: Path | None = None, given: tuple[str, ...] = (), source: str = "", force: bool = False,
    kernel: bool = False, limits: tuple[int, ...] = (),
) -> Wish:  # fmt: skip
    """Read what is asked for from the words of the command line.

    Raises
    ------
    InputError
        If no quarter is named, or more than one way; if one is no quarter or has no data.
    """
    if sum(map(bool, (quarter, every, quarters))) != 1:
        raise InputError("Name one quarter, such as 2021Q2, or --quarters 2020Q1..2022Q4, or --all.")
    named: list[Quarter] = [] if quarter or quarters else list(known_quarters())
    for part in (quarter or quarters).split(",") if not every else ():
        first, dots, last = part.partition("..")
        named += quarter_range(first, last) if dots else [Quarter.parse(part)]
    if not named:
        raise InputError(f"--quarters {quarters[:40]}: the first comes after the last; exchange them.")
    pairs = [text.partition("=") for text in (*given, *[f"source={source}"] * bool(source))]
    if odd := next((name for name, sign, _ in pairs if not sign), None):
        raise InputError(f"--parameter {odd[:40]!r}: expected NAME=VALUE.")
    parameters = {name.strip(): value.strip() for name, _, value in pairs}
    names, languages = (tuple(filter(None, text.split(","))) for text in (notebooks, language))
    wanted = tuple(map(require_quarter, dict.fromkeys(named)))
    return Wish(wanted, names, languages, output, parameters, force, kernel, Limits(*limits))


def make(
    *, dry_run: bool, workers: int | None, dask: str, cell_seconds: int, notebook_seconds: int, memory: int,
    **asked: Any,
) -> str:  # fmt: skip
    """Make what is due and tell what lies where; or only say what is due.

    Raises
    ------
    InputError
        For bad input, and where all that failed failed by one and the same.
    RuntimeError
        If a notebook failed; the others are made.
    """
    wanted = wish(**asked, limits=(cell_seconds, notebook_seconds, memory))
    if dry_run:
        jobs = plan(wanted)
        lines = [f"{job.name}: {job.why}" for job in jobs if job.why]
        return "\n".join([*lines, f"{len(lines)} of {len(jobs)} would be made."]) + "\n"
    jobs, failures = run(wanted, lambda text: click.echo(text, err=True), workers, dask)
    due = sum(bool(job.why) for job in jobs)
    if failures:
        problems = {failed.problem for failed in failures.values()}
        if len(problems) == 1 and (problem := problems.pop()):
            raise InputError(problem)
        raise RuntimeError(
            f"{len(failures)} of {due} failed, {due - len(failures)} made: {', '.join(failures)}"
        )
    place = wanted.base / "index.html" if len(wanted.quarters) > 1 else jobs[0].folder / jobs[0].page["file"]
    return f"{due} made, {len(jobs) - due} unchanged (--force makes them anew)\nPage: {place}\n"


def explain(quarter: str, name: str, notebook: str, language: str, *, as_json: bool) -> str:
    """Return what the register of a page says of a number; without a name, the names there are.

    The page is made first where it is missing or due.

    Raises
    ------
    InputError
        For a quarter, notebook, language or name that is none; the sentence gives the nearest name.
    """
    wanted = wish(quarter, notebooks=notebook, language=language)
    chosen = plan(wanted)[0]
    wanted = wish(quarter, notebooks=chosen.book.name, language=language)
    if chosen.why:
        _, failures = run(wanted, lambda text: click.echo(text, err=True))
        for failed in failures.values():
            raise (
                InputError(failed.problem) if failed.problem else RuntimeError("The note could not be made.")
            )
    entries = {
        entry["name"]: entry for entry in data_of(chosen.folder)["notebooks"][chosen.book.name]["register"]
    }
    if not name:
        rows = [
            {key: str(entry.get(key, "")) for key in ("name", "value", "unit", "basis")}
            for entry in entries.values()
        ]
        return json_text(list(entries.values())) if as_json else table(rows)
    entry = entries.get(name) or next((one for one in entries.values() if str(one.get("n")) == name), None)
    if entry is None:
        raise nearest(name, entries, f"number of {chosen.book.name}")
    return json_text(entry) if as_json else str(entry["text"]).replace("**", "") + "\n"
