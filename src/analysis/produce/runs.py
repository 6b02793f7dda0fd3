"""What the command line does with notes: make them, say what would be made, say how they stand."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from analysis.errors import InputError
from analysis.produce import fresh, places, rerun
from analysis.produce.rerun import Piece, Wish
from analysis.produce.work import LIMITS, Failed, Limits
from analysis.quarter import Quarter, quarter_range
from analysis.record.store import home

__all__ = ["Limits", "carry_out", "foretell", "status", "wish"]


def wish(
    quarter: str = "", *, every: bool = False, quarters: str = "", notebooks: str = "", language: str = "en",
    output: Path | None = None, given: tuple[str, ...] = (), force: bool = False, warm: bool = True,
    limits: Limits = LIMITS, otherwise_all: bool = False,
) -> Wish:  # fmt: skip
    """Read what is asked for from the words of the command line.

    Raises
    ------
    InputError
        If no quarter is named, or more than one way; if one is no quarter or has no data.
    """
    from analysis.measure.coverage import known_quarters, require_quarter

    if sum(map(bool, (quarter, every, quarters))) != 1 and not (otherwise_all and not quarter + quarters):
        raise InputError("Name one quarter, such as 2021Q2, or --quarters 2020Q1..2022Q4, or --all.")
    if quarter or quarters:
        named = [
            item
            for part in (quarter or quarters).split(",")
            for item in (quarter_range(*_ends(part)) if ".." in part else [Quarter.parse(part)])
        ]
        wanted = tuple(map(require_quarter, dict.fromkeys(named)))
    else:
        wanted = known_quarters()
    pairs = [text.partition("=") for text in given]
    if odd := next((name for name, sign, _ in pairs if not sign), None):
        raise InputError(f"--parameter {odd[:40]!r}: expected NAME=VALUE.")
    return Wish(
        wanted, tuple(filter(None, notebooks.split(","))) or rerun.PAGES, tuple(language.split(",")), output,
        {name.strip(): value.strip() for name, _, value in pairs}, force, warm, limits,
    )  # fmt: skip


def _ends(text: str) -> tuple[Quarter, Quarter]:
    first, last = map(Quarter.parse, text.split("..", 1))
    if last < first:
        raise InputError(f"--quarters {text[:40]}: the first quarter comes after the last; exchange them.")
    return first, last


def foretell(wanted: Wish) -> str:
    """Say what would be made, and why."""
    pieces = rerun.plan(wanted)
    lines = [f"{piece.name}: {piece.why}" for piece in pieces if piece.why]
    return "\n".join([*lines, f"{len(lines)} of {len(pieces)} would be made."]) + "\n"


def status(wanted: Wish) -> str:
    """Say of each note whether it is as it would be made now, as a table."""
    from analysis.produce.progress import table

    rows: dict[tuple[str, str], dict[str, str]] = {}
    for piece in rerun.plan(wanted):
        key = (str(piece.quarter), piece.language)
        row = rows.setdefault(key, {"quarter": key[0], "language": key[1]})
        row[piece.job.notebook] = piece.why or "up to date"
    return table(list(rows.values()))


def carry_out(wanted: Wish, workers: int | None = None, address: str = "") -> str:
    """Make what must be made and tell what lies where.

    Raises
    ------
    InputError
        For bad input, and where all that failed failed by one and the same.
    RuntimeError
        If a notebook failed; the others are made.
    KeyboardInterrupt
        With what is done and how to go on.
    """
    lock = (
        home() / ".cache" / f"{fresh.mark(str((wanted.output or home() / 'site').resolve()).encode())}.lock"
    )
    with places.alone(lock):
        pieces = rerun.plan(wanted)
        places.sweep(
            {folder for piece in pieces for folder in (piece.folder, piece.folder.parent, piece.figures)}
        )
        due = [piece for piece in pieces if piece.why]
        for piece in pieces:
            if not piece.why:
                fresh.settle(piece.record, piece.inputs)
        failures = _work(due, wanted, workers, address) if due else {}
        rerun.finish(wanted)
    if failures:
        problems = {failed.problem for failed in failures.values()}
        if len(problems) == 1 and (problem := problems.pop()):
            raise InputError(problem)
        raise RuntimeError(
            f"{len(failures)} of {len(due)} failed, {len(due) - len(failures)} made: {', '.join(failures)}"
        )
    told = f"{len(due)} made, {len(pieces) - len(due)} unchanged (--force makes them anew)\n"
    if len(wanted.quarters) > 1:
        return told
    first = pieces[0]
    names = {"Page": rerun.page_of(first.job.notebook), "Notebook": f"{first.job.notebook}.ipynb"}
    lines = [f"{label + ':':<10}{first.folder / name}" for label, name in names.items()]
    return told + "\n".join([*lines, f"Figures:  {first.figures}"]) + "\n"


def _work(due: list[Piece], wanted: Wish, workers: int | None, address: str) -> dict[str, Failed]:
    from analysis.produce import pools
    from analysis.produce.progress import board

    times = home() / ".cache" / "durations.json"
    seconds: dict[str, float] = fresh.recall(times)
    count: Counter[str] = Counter()
    offered = pools.cluster(address) if address else pools.local(
        min(workers or pools.workers_here(), len(due)), warm=wanted.warm
    )  # fmt: skip
    try:
        with offered as pool, board(due, seconds, pool.slots) as show:

            def tell(what: str, piece: Piece, result: object) -> None:
                count[what] += 1
                show(what, piece, result)

            return rerun.make(due, pool, tell, seconds)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(
            f"Interrupted: {count['made']} of {len(due)} made; the same command goes on with the rest."
        ) from None
    finally:
        fresh.remember(times, seconds)
