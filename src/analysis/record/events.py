"""Events in, cells out: import a file, account for each of its rows, write all or nothing."""

from __future__ import annotations

import datetime as dt
import json
import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import InputError, in_words
from analysis.record.actors import GROUPS, Actors
from analysis.record.cells import cells_csv, months_of, to_cells
from analysis.record.dates import read_day
from analysis.record.files import look
from analysis.record.layouts import Layout, load_layouts, recognise
from analysis.record.parse import read_rows
from analysis.record.places import Gazetteer
from analysis.record.tidy import BROKEN, SET_ASIDE, tidy

if TYPE_CHECKING:
    import pandas as pd

NAME = re.compile(r"[A-Za-z0-9][\w-]{0,79}", re.ASCII)


@dataclass
class ImportReport:
    """What became of every row of a file.

    Parameters
    ----------
    name : str
        What the cells are called.
    rows_read, rows_used : int
    refused : dict of str to int
        Rows by reason; `rows_read` is `rows_used` plus all of these.
    cells : pandas.DataFrame
    incidents : pandas.DataFrame
        One row per incident and outcome; stays in memory.
    unmapped : dict of str to int
        Actors that ``data/actors.csv`` does not hold, with their incidents.
    unknown_places : dict of str to tuple of str
        Names that no alias has, with proposals.
    conflicts : list of tuple
        Row, and what disagrees about its place.
    warnings : list of str
    about : dict
        What is written to ``data/events/<name>.json``.
    """

    name: str
    rows_read: int
    rows_used: int
    refused: dict[str, int]
    cells: pd.DataFrame
    incidents: pd.DataFrame
    unmapped: dict[str, int]
    unknown_places: dict[str, tuple[str, ...]]
    conflicts: list[tuple[int, str]]
    warnings: list[str]
    about: dict[str, Any] = field(default_factory=dict)

    def lines(self) -> list[str]:
        """Put the report in sentences, for the screen."""
        says = SET_ASIDE | BROKEN
        near = {
            name: f" (perhaps {' or '.join(some)}?)" * bool(some)
            for name, some in self.unknown_places.items()
        }
        return [
            f"{self.name}: {self.rows_read:,} rows read, {self.rows_used:,} used.",
            *(f"{count:,} refused: a row {says[reason]}." for reason, count in self.refused.items()),
            *(f"Actor not in the table: {actor or '(blank)'} ({n})." for actor, n in self.unmapped.items()),
            *(f"Place not known: {name}{perhaps}." for name, perhaps in near.items()),
            *(f"Row {row}: {what}." for row, what in self.conflicts),
            *self.warnings,
        ]

    def sensitivity(self) -> pd.DataFrame:
        """Incidents and victims by group under both readings of the actor table.

        Returns
        -------
        pandas.DataFrame
            Per outcome and group: ``incidents`` and ``victims``, and the same ``_alternative``
            under the column of that name in ``data/actors.csv``.
        """
        table = self.incidents.rename(columns={"best": "victims"})
        first, second = (
            table.groupby(["outcome", table[column].rename("group")])[["incidents", "victims"]].sum()
            for column in ("group", "alternative")
        )
        both = first.join(second.add_suffix("_alternative"), how="outer")
        return both.fillna(0).astype("int64").sort_index().reset_index()


def import_events(
    path: Path | str,
    name: str,
    *,
    strict: bool = False,
    mapping: Path | None = None,
    data: Path = Path("data"),
    version: str | None = None,
    retrieved: str = "",
    covers: str = "",
    actors: Path | None = None,
    boundaries: Path | None = None,
) -> ImportReport:
    """Read a file of events; write ``<name>.csv``, ``.json`` and ``.refused.csv`` to ``data/events``.

    Parameters
    ----------
    path : Path
        Any file and layout that `analysis.record.files.look` and ``data/layouts.yml`` know.
    name : str
        Letters, digits, ``_`` and ``-``. Cells that another file made under this name are
        kept in ``data/events/kept/``.
    strict : bool
        Refuse the file if any row is broken (outside Mali or repeated is not broken).
    mapping : Path, optional
        The user's own column names and words, for an incident sheet.
    data : Path
        The folder with the tables; the cells go to its ``events``.
    version : str, optional
        Of the source; by default what the file's name says (``GEDEvent_v26_0_1`` is 26.0.1).
    retrieved : str
        ISO date on which the file was fetched; by default what `analysis.record.fetch` noted
        beside the file. No clock is read.
    covers : str
        First and last day that the file covers, ``2018-01-01..2024-12-31``; by default what UCDP's version
        says, else the months of its events.
    actors, boundaries : Path, optional
        Another actor table; a GeoJSON of cercles, so that coordinates can name one.

    Returns
    -------
    ImportReport

    Raises
    ------
    InputError
        In one sentence, with nothing written.
    """
    path = Path(path)
    if not NAME.fullmatch(name):
        raise InputError(f"{name!r} is no name for cells: use letters, digits, _ and -, such as ucdp_26_1.")
    mapped, places = Actors.load(actors or data), Gazetteer.load(data, boundaries)
    source = look(path)
    layout, header, at = recognise(source, load_layouts(data, mapping))
    frame, fate, sha256 = read_rows(source, header, at)
    result = tidy(frame, layout, places, mapped)
    fate[result.reasons.index] = result.reasons
    _require_used(source.name, fate, strict)
    if source.encoding == "latin-1":
        result.warnings.append("The file is not UTF-8 and was read as Latin-1: check the accents.")
    version = _version(path) if version is None else version
    days = _days(covers, layout.source, version, result.incidents["day"])
    cells = to_cells(result.incidents, layout.source, version, days)
    counts = _counts(fate)
    unmapped = _unmapped(result.incidents)
    unknown = {place: places.propose(place) for place in sorted(result.unknown_places)}
    report = ImportReport(
        name, len(fate), counts.pop(""), counts, cells, result.incidents, unmapped, unknown,
        result.conflicts, result.warnings,
    )  # fmt: skip
    _require_conserved(report)
    report.about = {
        "name": name,
        **_provenance(layout, version, days),
        "retrieved": retrieved or _fetched(path),
        "file": "" if layout.private else source.name,
        "sha256": sha256,
        "layout": layout.name,
        "columns": len(header.columns),
        "encoding": source.encoding,
        **_account(report, bool(layout.private)),
    }
    _write(report, fate, data / "events")
    return report


def _counts(fate: pd.Series[str]) -> dict[str, int]:
    return {str(reason): int(count) for reason, count in fate.value_counts(sort=False).items() if count}


def _require_used(file: str, fate: pd.Series[str], strict: bool) -> None:
    """Refuse a file of which no row can be used, or, if strict, one with a broken row."""
    broken, used = fate[fate.isin(BROKEN)], fate.eq("").any()
    if len(broken) and (strict or not used):
        raise InputError(
            f"{file} row {broken.index[0]} {BROKEN[broken.iloc[0]]} ({len(broken)} of {len(fate)} rows are"
            " broken): correct the rows" + (" or import without strict." if strict and used else ".")
        )
    if not used:
        why = ", ".join(f"{count} {reason.replace('_', ' ')}" for reason, count in _counts(fate).items())
        raise InputError(f"{file} holds no event in Mali ({why}): give a file that covers Mali.")


def _require_conserved(report: ImportReport) -> None:
    """Check that no row and no victim went missing: a fault of this package, not of the file."""
    incidents, cells = report.incidents, report.cells
    for what, before, after in (
        ("rows", report.rows_read, report.rows_used + sum(report.refused.values())),
        ("rows used", report.rows_used, incidents["row"].nunique()),
        ("victims", incidents["best"].sum(), cells["victims_best"].sum()),
        ("incidents", incidents["incidents"].sum(), cells["incidents"].sum()),
    ):
        if before != after:
            raise AssertionError(f"{before} {what} went in and {after} came out")


def _version(path: Path) -> str:
    if match := re.search(r"[vV](\d+(?:[._]\d+)+)", path.name):
        return match[1].replace("_", ".")
    match = re.search(r"(?i)ged_?(\d\d)_?(1)(?!\d)", path.name)
    return f"{match[1]}.{match[2]}" if match else ""


def _fetched(path: Path) -> str:
    try:
        return str(
            json.loads(path.with_name(f"{path.name}.source.json").read_text(encoding="utf-8"))["retrieved"]
        )
    except (OSError, ValueError, KeyError, TypeError):
        return ""  # fetched by hand


def _unmapped(incidents: pd.DataFrame) -> dict[str, int]:
    told = incidents[incidents["group"] == "not_mapped"].drop_duplicates("row")
    lost = told.groupby("actor")["incidents"].sum().astype(int)
    return {str(actor): n for actor, n in lost.sort_values(ascending=False, kind="stable").items()}


def _days(covers: str, source: str, version: str, days: pd.Series[str]) -> tuple[str, str]:
    """Return the first and last day that a file covers."""
    first, last = days.min(), days.max()
    if covers:
        match = re.fullmatch(r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)", covers, re.ASCII)
        given = match and [read_day(day) for day in match.groups()]
        if not given or None in given or not covers[:10] <= first <= last <= covers[-10:]:
            raise InputError(
                f"{covers[:40]!r} is not what the file covers: its events are of {first} to {last}; write the"
                " first and the last day as 2018-01-01..2024-12-31."
            )
        return covers[:10], covers[-10:]
    months = months_of(version) if source == "ucdp" else None
    start, end = months or (first[:7], last[:7])
    ends = dt.date(int(end[:4]) + int(end[5:]) // 12, int(end[5:]) % 12 + 1, 1) - dt.timedelta(days=1)
    return f"{start}-01", ends.isoformat()


def _provenance(layout: Layout, version: str, days: tuple[str, str]) -> dict[str, Any]:
    """Say what the source is and which days and months it covers."""
    told = {name: getattr(layout, name) for name in ("source", "title", "licence", "citation", "inclusion")}
    preliminary = layout.source == "ucdp" and not re.fullmatch(r"\d\d\.1", version)
    return (
        told
        | (layout.candidate if preliminary else {})
        | {
            "version": version,
            "preliminary": preliminary,
            "months": [day[:7] for day in days],
            "days": list(days),
        }
    )


def _account(report: ImportReport, private: bool) -> dict[str, Any]:
    """Account for rows, victims and incidents, and list what a person should look at."""
    table = report.incidents
    groups = table.drop_duplicates("row").groupby("group")["incidents"].sum()
    listed: dict[str, Any] = {
        "actors_not_mapped": report.unmapped,
        "places_not_known": {name: list(near) for name, near in report.unknown_places.items()},
        "places_in_doubt": [f"row {row}: {what}" for row, what in report.conflicts],
    }
    if private:  # free text of a private sheet may name a person: its numbers suffice
        listed = {name: len(items) for name, items in listed.items()}
    return {
        "rows_read": report.rows_read,
        "rows_used": report.rows_used,
        "rows_refused": report.refused,
        "rows_broken": sum(count for reason, count in report.refused.items() if reason in BROKEN),
        "first_day": table["day"].min(),
        "last_day": table["day"].max(),
        "cells": len(report.cells),
        "victims": table.groupby("outcome")["best"].sum().astype(int).to_dict(),
        "incidents": {group: int(groups[group]) for group in GROUPS if groups.get(group)},
        **listed,
        "warnings": report.warnings,
    }


def _refused_csv(fate: pd.Series[str]) -> str:
    """Write refused rows by reason, as ranges, so that most of a world file takes a few lines."""
    import numpy as np
    import pandas as pd

    starts = np.flatnonzero(np.diff(fate.cat.codes, prepend=-1))
    runs = pd.DataFrame({"reason": fate.array[starts], "first_row": fate.index[starts]})
    runs["broken"] = runs["reason"].isin(BROKEN).map({True: "yes", False: "no"})
    runs["rows"] = np.diff(starts, append=len(fate))
    runs["last_row"] = runs["first_row"] + runs["rows"] - 1
    refused = runs[runs["reason"] != ""].sort_values("reason", kind="stable")
    columns = ["reason", "broken", "first_row", "last_row", "rows"]
    return refused[columns].to_csv(index=False, lineterminator="\n")


def _write(report: ImportReport, fate: pd.Series[str], folder: Path) -> None:
    """Write the three files under other names, then put them in place; earlier cells are kept."""
    texts = {
        ".refused.csv": _refused_csv(fate),
        ".csv": cells_csv(report.cells),
        ".json": json.dumps(report.about, ensure_ascii=False, indent=2) + "\n",
    }
    with in_words(lambda error: f"{report.name} cannot be written ({error.strerror}): make room.", OSError):
        folder.mkdir(parents=True, exist_ok=True)
        files = {folder / f"{report.name}{suffix}": text for suffix, text in texts.items()}
        _keep([*files], report.about["sha256"])
        with tempfile.TemporaryDirectory(dir=folder, prefix=".import-") as beside:
            for file, text in files.items():
                (Path(beside) / file.name).write_text(text, encoding="utf-8", newline="\n")
            for file in files:
                (Path(beside) / file.name).replace(file)


def _keep(files: list[Path], sha256: str) -> None:
    """Copy what another file made under this name to ``kept``."""
    *_, about = files
    before = json.loads(about.read_text(encoding="utf-8")).get("sha256", "") if about.exists() else sha256
    if before != sha256:
        kept = about.parent / "kept"
        kept.mkdir(exist_ok=True)
        for file in filter(Path.exists, files):
            (kept / file.name.replace(".", f"-{before[:8]}.", 1)).write_bytes(file.read_bytes())
