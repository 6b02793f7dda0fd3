"""Events in, cells out: import a file, account for everything in it, write all or nothing."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import InputError, in_words
from analysis.record.cells import cells_csv, contagion, require_free, to_cells
from analysis.record.dates import covered, months_of, version_of, whole_months
from analysis.record.files import DELIMITERS, key, parts_of, root
from analysis.record.layouts import Layout, Table, TableError, load_layouts, recognise
from analysis.record.places import Actors, Gazetteer, perpetrators
from analysis.record.release import release_of, split, unnamed
from analysis.record.sieves import BROKEN, REASONS
from analysis.record.tidy import tidy

NAME = re.compile(r"[A-Za-z0-9][\w-]{0,79}", re.ASCII)
TOO_MANY = 0.1  # of the rows of Mali may be refused: more, and what is left misleads
PAGES = (5_000, 10_000)  # rows at which interfaces cut an export


@dataclass
class ImportReport:
    """What became of everything in a file.

    Parameters
    ----------
    about : dict
        What is written to ``data/events/<name>.json``: source, version, days covered, ``rows_read``,
        ``rows_used``, ``rows_refused`` by reason, sums, ``actors_not_mapped`` (with their incidents),
        ``places_not_known`` (with proposals), ``places_in_doubt``, ``columns_not_read``, ``sheets_not_read``,
        ``warnings``.
    cells : pandas.DataFrame
    incidents : pandas.DataFrame
        One row per incident and outcome; stays in memory.
    fate : pandas.Series
        By row number, why it is not used.
    """

    about: dict[str, Any]
    cells: pd.DataFrame
    incidents: pd.DataFrame
    fate: pd.Series[str]

    def lines(self) -> list[str]:
        """Put the report in sentences, for the screen."""
        told = self.about
        unmapped, places = told["actors_not_mapped"].items(), told["places_not_known"].items()
        victims = ", ".join(f"{count:,} {_words(outcome)}" for outcome, count in told["victims"].items())
        lists = {
            "Columns not read": told["columns_not_read"],
            "Sheets not read": [f"{sheet} ({rows} rows)" for sheet, rows in told["sheets_not_read"].items()],
            "Actors not in the table": [f"{actor or '(blank)'} ({n})" for actor, n in unmapped],
            "Places not known": [f"{name} (perhaps {' or '.join(near) or 'none'})" for name, near in places],
            "Places in doubt": told["places_in_doubt"],
        }
        return [
            f"{told['name']}: {told['rows_read']:,} rows read, {told['rows_used']:,} used: {victims}.",
            f"Days covered: {' to '.join(told['days'])}.",
            *(self._left(reason, n) for reason, n in told["rows_refused"].items()),
            *(f"{title}: {', '.join(items)}." for title, items in lists.items() if items),
            *told["warnings"],
        ]

    def _left(self, reason: str, count: int) -> str:
        """Say why rows left, and name the first; rows outside Mali are only counted."""
        rows = [str(row) for row in self.fate.index[self.fate == reason]]
        at = f" (row{'s' * (len(rows) > 1)} {', '.join(rows[:8])}{', …' * (len(rows) > 8)})" * bool(rows)
        return f"{count:,} {'refused' if reason in BROKEN else 'set aside'}: {_words(reason)}{at}."


def import_events(
    path: Path | str, name: str = "", *, mapping: Path | None = None, data: Path = Path("data"),
    version: str | None = None, covers: str = "", boundaries: Path | None = None, dates: str = "",
    sheets: Sequence[str] = (), kind: str = "", accept_refused: bool = False, dry_run: bool = False,
) -> ImportReport:  # fmt: skip
    """Read a file of events; write ``<name>.csv``, ``.json`` and ``.refused.csv`` to ``data/events``.

    Parameters
    ----------
    path : Path
        Any file that `analysis.record.files.parts_of` reads, in a layout of ``data/layouts.yml``.
    name : str
        Letters, digits, ``_`` and ``-``; by default from the file's. What was imported under it is replaced.
    mapping : Path, optional
        The user's own column names and words.
    data : Path
        The folder with the tables; the cells go to its ``events``.
    version : str, optional
        Of the source; by default what the file's name says (``GEDEvent_v26_0_1`` is 26.0.1).
    covers : str
        First and last day that the file covers, ``2018-01-01..2024-12-31``; by default what UCDP's version
        says, else the months of its events, without a silence at either end that is longer than any within.
    boundaries : Path, optional
        Boundaries of cercles, so that coordinates can name one.
    dates : {"", "dayfirst", "monthfirst"}
        The order of day and month, where the layout's is not the file's.
    sheets : sequence of str
        Of a workbook, where several fit; ``all`` takes them all.
    kind : str
        ``political_violence`` or ``civilian_targeting``, for sums whose file does not say it.
    accept_refused : bool
        Go on though more than a tenth of the rows of Mali are refused.
    dry_run : bool
        Write nothing.

    Returns
    -------
    ImportReport

    Raises
    ------
    InputError
        In one sentence, with nothing written.
    """
    path = Path(path)
    name = name or key(path.name.partition(".")[0])[:80]
    if not NAME.fullmatch(name):
        raise InputError(f"{name!r} is no name for cells: use letters, digits, _ and -, such as ucdp_26_1.")
    require_free(name, data)
    actors, places, warnings = Actors(data), Gazetteer(data, boundaries), list[str]()
    parts = parts_of(path, warnings.append)
    tables, left = _chosen(
        path.name, recognise(path.name, parts, load_layouts(data, mapping, dates)), parts, sheets
    )
    table, layout, kind = tables[0], tables[0].layout, _kind(path.name, tables[0].layout, kind)
    fields = pd.concat([part.read(path.name, several=len(tables) > 1) for part in tables])
    uneven, outside = [row for part in tables for row in part.uneven], sum(part.outside for part in tables)
    fate = pd.Series("wrong_number_of_columns", uneven, dtype=object)
    if not len(fields):
        _require_used(path.name, fate, {"outside_mali": outside} if outside else {}, accept_refused=False)
    with in_words(lambda error: f"{path.name}: {error}", TableError):
        unread = table.unread(fields)
        incidents, found = tidy(fields, table, places, actors, kind)
    fate = pd.concat([found.reasons, fate])
    counted = {**fate.value_counts(), "outside_mali": outside}
    refused = {reason: int(counted[reason]) for reason in REASONS if counted.get(reason)}
    _require_used(path.name, fate, refused, accept_refused=accept_refused)
    version = ("" if layout.private else version_of(path.name)) if version is None else version
    days, told = covered(covers, months_of(version) if layout.source == "ucdp" else None, version, incidents)
    days = whole_months(days) if layout.private and not covers else days  # no day of an incident is told
    if len(fate) + outside in PAGES:
        told += [f"Exactly {len(fate) + outside:,} rows: the export may have been cut there; check its end."]
    with path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    file = {"file": "" if layout.private else path.name, "sha256": sha256, "columns": len(tables[0].heads)}
    rows = {"rows_read": len(fate) + outside, "rows_used": int((fate == "").sum()), "rows_refused": refused}
    span = {"months": [day[:7] for day in days], "days": [*days]}
    about = {"name": name, **_source(layout, version, kind), **span}
    about |= {"events": [min(incidents["day"]), max(incidents["day"])], **file, "layout": layout.name, **rows}
    cells = to_cells(incidents, layout.source, version, days)
    report = ImportReport(about | _sums(incidents, cells, refused), cells, incidents, fate[fate != ""])
    report.about |= {
        # of a private sheet, it could tell the month of its only incident
        "contagion": {} if layout.private else contagion(incidents, days),
        "actors_not_mapped": _unmapped(incidents),
        "places_not_known": {place: [*places.propose(place)] for place in sorted(found.unknown_places)},
        "places_in_doubt": [f"row {row}: {what}" for row, what in found.conflicts],
        "columns_not_read": unread,
        "sheets_not_read": left,
        "warnings": [*dict.fromkeys([*warnings, *found.warnings, *told])],
    }
    _require_conserved(report)
    release = None
    if layout.private:
        release = release_of(name, data, incidents, table, places, days)
        report.about = unnamed(report.about, fields, incidents, table, release)
    if not dry_run:
        _write(report, data, release)
    return report


def _chosen(
    file: str, tables: list[Table], parts: Any, sheets: Sequence[str]
) -> tuple[list[Table], dict[str, int]]:  # fmt: skip
    """Return the tables that are meant, and the sheets that are not read with their rows."""
    named = {table.sheet: table for table in tables}
    if lost := [sheet for sheet in sheets if sheet not in (*named, "all")]:
        raise InputError(
            f"{file} has no sheet {lost[0]!r} that fits: choose from {', '.join(named)}, or all."
        )
    if len(tables) > 1 and not sheets:
        what = f"{file} has {len(tables)} sheets that fit: {', '.join(named)}"
        raise InputError(f"{what}; give --sheet NAME, or --sheet all.")
    chosen = [table for table in tables if not sheets or "all" in sheets or table.sheet in sheets]
    used = {table.sheet for table in chosen}
    if odd := [table.sheet for table in chosen if [*map(root, table.heads)] != [*map(root, chosen[0].heads)]]:
        what = f"{file} has other columns in sheet {odd[0]!r} than in {chosen[0].sheet!r}"
        raise InputError(f"{what}: import one at a time.")
    others = [title for title in parts if title not in used and title not in DELIMITERS]
    return chosen, {title: sum(1 for row in parts[title]() if any(row)) for title in others}


def _kind(file: str, layout: Layout, kind: str) -> str:
    """Return what kind of events a file of sums holds, by its name or as the user says."""
    if not layout.kinds:
        return ""
    words = {*layout.kinds, "demonstration"}
    found = kind or next((word for word in words if word in key(file)), "")
    if found not in layout.kinds:
        what = "holds demonstrations" if found else "does not say what kind of events it holds"
        raise InputError(f"{file} {what}: give --kind {' or --kind '.join(layout.kinds)}, if it is that.")
    return found


def _words(reason: Any) -> str:
    return str(reason).replace("_", " ").replace("mali", "Mali").replace("hxl", "HXL")


def _require_used(file: str, fate: pd.Series[str], refused: dict[str, int], *, accept_refused: bool) -> None:
    """Refuse a file of which no row can be used, or of whose rows in Mali too many were refused."""
    broken = fate[fate.isin(BROKEN)]
    first = f"row {broken.index[0]}, {_words(broken.iloc[0])}" if len(broken) else ""
    if not (fate == "").any():
        if len(broken):
            raise InputError(f"{file} has no row that can be used ({first}): correct the rows.")
        if not refused:
            raise InputError(f"{file} has a header but no rows: export it again with at least one.")
        why = ", ".join(f"{count} {_words(reason)}" for reason, count in refused.items())
        raise InputError(f"{file} holds no event in Mali ({why}): give a file that covers Mali.")
    if len(broken) > TOO_MANY * len(fate) and not accept_refused:
        why = ", ".join(f"{count} {_words(reason)}" for reason, count in broken.value_counts().items())
        raise InputError(
            f"{file}: {len(broken)} of {len(fate)} rows in Mali would be refused ({why}; first {first}):"
            " correct them, or give --accept-refused."
        )


def _require_conserved(report: ImportReport) -> None:
    """Check that no row and no victim went missing: a fault of this package, not of the file."""
    incidents, cells, told = report.incidents, report.cells, report.about
    pairs = {
        "rows": (told["rows_read"], told["rows_used"] + sum(told["rows_refused"].values())),
        "rows used": (told["rows_used"], incidents["row"].nunique()),
        "victims": (incidents["best"].sum(), cells["victims_best"].sum()),
        "incidents": (incidents["incidents"].sum(), cells["incidents"].sum()),
    }
    if lost := [f"{what}: {old} in, {new} out" for what, (old, new) in pairs.items() if old != new]:
        raise AssertionError("; ".join(lost))


def _unmapped(incidents: pd.DataFrame) -> dict[str, int]:
    told = incidents[incidents["group"] == "not_mapped"].drop_duplicates("row")
    lost = told.groupby("actor")["incidents"].sum().astype(int)
    return {str(actor): n for actor, n in lost.sort_values(ascending=False, kind="stable").items()}


def _source(layout: Layout, version: str, kind: str) -> dict[str, Any]:
    """Say what the source is: a file of UCDP that is not the yearly one is a Candidate file."""
    told = {name: getattr(layout, name) for name in ("source", "title", "licence", "citation", "inclusion")}
    told["inclusion"] = layout.kinds.get(kind, told["inclusion"])
    preliminary = layout.source == "ucdp" and not re.fullmatch(r"\d\d\.1", version)
    return told | (layout.candidate if preliminary else {}) | {"version": version, "preliminary": preliminary}


def _sums(incidents: pd.DataFrame, cells: pd.DataFrame, refused: dict[str, int]) -> dict[str, Any]:
    """Account for rows, victims and incidents."""
    groups = incidents.drop_duplicates("row").groupby("group")["incidents"].sum()
    return {
        "rows_broken": sum(count for reason, count in refused.items() if reason in BROKEN),
        "cells": len(cells),
        "cells_sha256": hashlib.sha256(cells_csv(cells).encode()).hexdigest(),
        "victims": incidents.groupby("outcome")["best"].sum().astype(int).to_dict(),
        "incidents": {group: int(groups[group]) for group in perpetrators() if groups.get(group)},
    }


def _write(report: ImportReport, data: Path, release: pd.DataFrame | None) -> None:
    """Write each file beside its place, then put all in place; rows outside Mali are counted, not listed."""
    broken = report.fate.isin(BROKEN).map({True: "yes", False: "no"})
    rows = report.fate.rename("reason").rename_axis("row").to_frame().assign(broken=broken).reset_index()
    told, name, folder = report.about, report.about["name"], data / "events"
    texts = {
        f"{name}.refused.csv": rows.to_csv(index=False, lineterminator="\n"),
        f"{name}.csv": cells_csv(report.cells),
        f"{name}.json": json.dumps(told, ensure_ascii=False, indent=2) + "\n",
    }
    with in_words(lambda error: f"{name} cannot be written ({error.strerror}): make room.", OSError):
        if release is not None:
            texts = split(name, data, texts, told, release)
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in texts.items():
            (folder / f".{file}").write_text(text, encoding="utf-8", newline="\n")
        for file in texts:
            (folder / f".{file}").replace(folder / file)
