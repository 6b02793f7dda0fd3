"""What the command line does with event data: import and fetch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from analysis.errors import InputError
from analysis.record.store import home


def import_file(path: Path, name: str, **options: Any) -> str:
    """Import a file to cells and return what to say: every row accounted for, and the quarters covered."""
    from analysis.record.imports import import_events

    report = import_events(path, name, data=home() / "data", **options)
    quarters = ", ".join(sorted(set(report.cells["quarter"])))
    lines = [*report.lines(), f"Cells: data/events/{name}.csv. Quarters: {quarters}."]
    return "\n".join(lines) + "\n"


def fetched(what: str, version: str = "") -> Path:
    """Fetch UCDP's events or the boundaries into ``data/raw``.

    Parameters
    ----------
    what : {"ucdp", "boundaries", "acled"}
    version : str
        Of UCDP.
    """
    from analysis.record import fetch

    folder = home() / "data" / "raw"
    if what == "acled":
        raise InputError("ACLED gives its events to registered users: download and import them by yourself.")
    return fetch.fetch_ucdp(version, folder) if what == "ucdp" else fetch.fetch_boundaries(folder)
