"""What the command line does with event data: import and fetch."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import InputError
from analysis.produce.reports import table
from analysis.record.store import home

if TYPE_CHECKING:
    import pandas as pd


def import_file(
    path: Path, name: str, mapping: Path | None, version: str | None, boundaries: Path | None, *,
    strict: bool, sensitivity: bool,
) -> str:  # fmt: skip
    """Import a file to cells and return what to say: every row accounted for, and the quarters covered."""
    from analysis.record.imports import import_events

    report = import_events(path, name, strict=strict, mapping=mapping, data=home() / "data", version=version,
                           boundaries=boundaries)  # fmt: skip
    quarters = ", ".join(sorted(set(report.cells["quarter"])))
    lines = [*report.lines(), f"Cells: data/events/{name}.csv. Quarters: {quarters}."]
    return "\n".join(lines) + "\n" + (_shown(report.sensitivity()) if sensitivity else "")


def _shown(rows: pd.DataFrame) -> str:
    return table([{str(key): str(value) for key, value in row.items()} for row in rows.to_dict("records")])


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
