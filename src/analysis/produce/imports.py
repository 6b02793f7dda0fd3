"""What the command line does with event data: import, revisions, fetch."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.errors import InputError
from analysis.produce.progress import json_text, table
from analysis.record.store import home

if TYPE_CHECKING:
    import pandas as pd

    from analysis.record.fetch import Downloader


def import_file(
    path: Path, name: str, mapping: Path | None, version: str | None, boundaries: Path | None, *,
    strict: bool, sensitivity: bool,
) -> str:  # fmt: skip
    """Import a file to cells and return what to say: every row accounted for, and the quarters covered."""
    from analysis.measure.events import NATIONAL
    from analysis.record.imports import import_events

    if name == NATIONAL:
        raise InputError(f"{name} is the name of the series in the box: choose another with --as.")
    report = import_events(path, name, strict=strict, mapping=mapping, data=home() / "data", version=version,
                           boundaries=boundaries)  # fmt: skip
    quarters = ", ".join(sorted(set(report.cells["quarter"])))
    lines = [*report.lines(), f"Cells: data/events/{name}.csv. Quarters: {quarters}."]
    return "\n".join(lines) + "\n" + (_shown(report.sensitivity()) if sensitivity else "")


def revised(old: str, new: str, *, as_json: bool) -> str:
    """Return what changed between two imports of one source, as JSON or as a table."""
    from analysis.record.cells import read_cells, revisions

    data = home() / "data"
    changed = revisions(read_cells(old, data), read_cells(new, data))
    if as_json:
        return json_text(changed.to_dict("records"))
    return _shown(changed) if len(changed) else "Nothing changed in the quarters that both hold.\n"


def _shown(rows: pd.DataFrame) -> str:
    return table([{str(key): str(value) for key, value in row.items()} for row in rows.to_dict("records")])


def fetched(what: str, version: str = "") -> Path:
    """Fetch UCDP's events, the boundaries or ACLED's events into ``data/raw``.

    Parameters
    ----------
    what : {"ucdp", "boundaries", "acled"}
    version : str
        Of UCDP.
    """
    from analysis.record import fetch

    folder = home() / "data" / "raw"
    with _downloader(what) as downloader:
        if what == "ucdp":
            return fetch.fetch_ucdp(version, folder, downloader)
        if what == "boundaries":
            return fetch.fetch_boundaries(folder, downloader)
        return fetch.fetch_acled(folder, _ask, downloader=downloader)


def _ask(what: str) -> str:
    """Ask for a credential on a terminal; without one there is nobody to ask."""
    if not sys.stdin.isatty():
        return ""
    return str(click.prompt(f"ACLED {what}", hide_input=what == "password", err=True))


@contextlib.contextmanager
def _downloader(what: str) -> Iterator[Downloader]:
    """Offer a downloader that tells each tenth of the way: on a terminal in one line, elsewhere in many."""
    from analysis.record.fetch import Downloader

    told: set[int] = set()
    live = sys.stderr.isatty()

    def progress(have: int, whole: int) -> None:
        step = 10 * have // whole if whole else have // 10_000_000
        if step not in told:
            told.add(step)
            of = f" of {whole:,}" if whole else ""
            click.echo("\r" * live + f"{what}: {have:,} bytes{of}", err=True, nl=not live)

    try:
        yield Downloader(progress=progress)
    finally:
        if live and told:
            click.echo(err=True)
