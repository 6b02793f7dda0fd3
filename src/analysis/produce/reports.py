"""What the command line prints: tables, JSON, quarters, findings of the audit, numbers of a note."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analysis.errors import InputError, nearest
from analysis.produce.due import quick
from analysis.quarter import Quarter

if TYPE_CHECKING:
    from analysis.produce.work import Job


PATH = click.Path(path_type=Path)
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")


def say(text: str, *, err: bool = False) -> None:
    """Print a text without characters that would steer the terminal."""
    click.echo(re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", "", text), err=err)


def tell(text: str) -> None:
    """Tell how far it got."""
    say(text, err=True)


def json_text(content: object) -> str:
    """Return content as the JSON that commands print."""
    return json.dumps(content, ensure_ascii=False, indent=1)


def table(rows: Sequence[Mapping[str, str]]) -> str:
    """Return rows as a plain aligned table.

    Examples
    --------
    >>> print(table([{"a_b": "x", "c": "one"}, {"a_b": "long", "c": "two"}]))
    a b   c
    x     one
    long  two
    """
    lines = [[name.replace("_", " ") for name in row] for row in rows[:1]] + [[*row.values()] for row in rows]
    sizes = [max(map(len, column)) + 2 for column in zip(*lines, strict=True)]
    return "\n".join("".join(map(str.ljust, line, sizes)).rstrip() for line in lines)


def quarters(*, every: bool, as_json: bool) -> str:
    """Return the quarters with figures and what each has."""

    def work() -> Any:
        from analysis.measure.coverage import all_quarters, coverage, known_quarters
        from analysis.record.ledger import facts

        return coverage(facts(), all_quarters() if every else known_quarters())

    rows = quick(f"quarters {every}", work)
    if as_json:
        return json_text(rows)
    shown = [{key: " ".join(value) if isinstance(value, list) else {True: "yes", False: ""}.get(value, value)
              for key, value in row.items() if key != "label"} for row in rows]  # fmt: skip
    return table([{key: str(value) or "-" for key, value in row.items()} for row in shown])


def audit(period: str, file: Path | None, *, as_json: bool) -> tuple[str, str]:
    """Return the findings on the ledger or on a file of claims, and what wants an explanation.

    Raises
    ------
    InputError
        If nothing was published on the period; the sentence lists those with figures.
    """

    def work() -> Any:
        from analysis.measure import account, audit

        found = audit.audit(account.claims_from_file(file)) if file else account.accounts()
        return [one.record() for one in found], [] if file else list(account.outdated())

    found, old = work() if file else quick("audit", work)
    known = list(dict.fromkeys(one["period"] for one in found))
    with contextlib.suppress(InputError):
        period = str(Quarter.parse(period))
    if period and period not in known:
        raise InputError(
            f"Nothing to audit for {period[:40]!r}: the periods with figures are {', '.join(known)}."
        )
    found = [one for one in found if period in ("", one["period"])]
    wanting = [one["id"] for one in found if one["open"]]
    parts = [f"no decision or explanation for {', '.join(wanting)}"] if wanting else []
    parts += [f"no finding any more for the explanation of {', '.join(old)}"] if old and not period else []
    if as_json:
        return json_text(found), "; ".join(parts)
    told = [one for one in found if one["class"] != "consistent"]
    rows = [{"class": one["class"].replace("_", " "), "finding": one["id"], "arithmetic": one["arithmetic"],
             "what it means": one["reason"] or one["suggestion"]} for one in told]  # fmt: skip
    count = f"{len(found)} checks, {len(found) - len(told)} consistent, {len(wanting)} without an account"
    return f"{table(rows)}\n{count}", "; ".join(parts)


def fresh(quarter: str, name: str, language: str, tell: Callable[[str], None]) -> Job:
    """Return the executed notebook of a quarter, by name or the note itself, made first where it is due.

    Raises
    ------
    InputError
        For a quarter, notebook or language that is none, or what stops the notebook.
    RuntimeError
        If the notebook failed otherwise.
    """
    from analysis.produce.rerun import Wish, plan, run

    job = plan(Wish(quarter=quarter, notebooks=name, language=language))[0]
    if job.why:
        wish = Wish(quarter=quarter, notebooks=job.book.name, language=language, pages=False)
        for failed in run(wish, tell)[1].values():
            raise InputError(failed.problem) if failed.problem else RuntimeError("It could not be made.")
    return job


def explain(
    quarter: str, name: str, notebook: str, language: str, tell: Callable[[str], None], *, as_json: bool
) -> str:
    """Return what the register of a page says of a number; or the names that there are.

    Raises
    ------
    InputError
        For a quarter, notebook, language or name that is none; the sentence gives the nearest name.
    """
    from analysis.produce.rerun import data_of

    job = fresh(quarter, notebook, language, tell)
    entries = {entry["name"]: entry for entry in data_of(job.folder)["notebooks"][job.book.name]["register"]}
    if not name:
        rows = [{key: str(entry.get(key, "")) for key in ("name", "value", "unit", "basis")}
                for entry in entries.values()]  # fmt: skip
        return json_text([*entries.values()]) if as_json else table(rows)
    if name not in (known := entries | {str(entry["n"]): entry for entry in entries.values()}):
        raise nearest(name, entries, f"number of {job.book.name}")
    return json_text(known[name]) if as_json else str(known[name]["text"]).replace("**", "")


def change(earlier: str, later: str, source: str, outcome: str) -> str:
    """Say how event data changed from one quarter to another; refuse a quarter that they do not cover."""
    from analysis.measure.events import figures_from
    from analysis.measure.incidents import incidents_of

    found = incidents_of(source, outcome).change(earlier, later)
    for side in (found.earlier, found.later):
        if not side.stated:
            part = figures_from(Quarter.parse(side.period), source)
            what = f"does not record {outcome} in" if part else "covers no day of"
            what = f"covers {part.period} alone of" if part and not part.whole else what
            todo = "import what is missing, or choose another quarter."
            raise InputError(f"{source} {what} {side.period}: {todo}")
    ratio, chance = found.ratio, found.p_value.value
    ends = f"{float(ratio.low or 0):.3g} to {float(ratio.high):.3g}" if ratio.high else "without limits"
    counts = ", ".join(f"{side.value} in {side.period}" for side in (found.earlier, found.later))
    shown = f"{float(ratio):.3g} ({ends})" if ratio.stated else ratio.formula
    tested = f", p {float(chance):.2g}" if chance is not None else ""
    return f"{outcome.capitalize()}: {counts}; ratio {shown}{tested}; chance: {found.answer}."
