"""Events in, cells out: import a file, account for each of its rows, write all or nothing."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import InputError, in_words
from analysis.record.actors import GROUPS, Actors
from analysis.record.cells import cells_csv, months_of, names, to_cells
from analysis.record.dates import read_day
from analysis.record.files import STRAY, mended, parts_of
from analysis.record.layouts import Layout, load_layouts, recognise
from analysis.record.places import Gazetteer
from analysis.record.release import RELEASE, earlier, keep, public, released, require_apart
from analysis.record.tidy import BROKEN, REASONS, tidy

if TYPE_CHECKING:
    import pandas as pd

TOLD = ("name", "source", "title", "licence", "citation", "inclusion", "version", "preliminary", "months",
        "days")  # fmt: skip
NAME = re.compile(r"[A-Za-z0-9][\w-]{0,79}", re.ASCII)


@dataclass
class ImportReport:
    """What became of every row of a file.

    Parameters
    ----------
    about : dict
        What is written to ``data/events/<name>.json``: source, version, days covered, ``rows_read``,
        ``rows_used``, ``rows_refused`` by reason, sums, ``actors_not_mapped`` (with their incidents),
        ``places_not_known`` (with proposals), ``places_in_doubt``, ``warnings``.
    cells : pandas.DataFrame
    incidents : pandas.DataFrame
        One row per incident and outcome; stays in memory.
    """

    about: dict[str, Any]
    cells: pd.DataFrame
    incidents: pd.DataFrame

    def lines(self) -> list[str]:
        """Put the report in sentences, for the screen."""
        told = self.about
        rows = ((reason, f"{count:,}") for reason, count in told["rows_refused"].items())
        unmapped, places = told["actors_not_mapped"].items(), told["places_not_known"].items()
        return [
            f"{told['name']}: {told['rows_read']:,} rows read, {told['rows_used']:,} used.",
            *(
                f"{n} {'refused' if reason in BROKEN else 'set aside'}: {_words(reason)}."
                for reason, n in rows
            ),
            *(f"Actor not in the table: {actor or '(blank)'} ({n})." for actor, n in unmapped),
            *(
                f"Place not known: {name} (perhaps {' or '.join(near) or 'no cercle'})."
                for name, near in places
            ),
            *(f"{what.capitalize()}." for what in told["places_in_doubt"]),
            *told["warnings"],
        ]


def import_events(
    path: Path | str, name: str, *, mapping: Path | None = None, data: Path = Path("data"),
    version: str | None = None, covers: str = "", boundaries: Path | None = None,
) -> ImportReport:  # fmt: skip
    """Read a file of events; write ``<name>.csv``, ``.json`` and ``.refused.csv`` to ``data/events``.

    Parameters
    ----------
    path : Path
        Any file that `analysis.record.files.parts_of` reads, in a layout of ``data/layouts.yml``.
    name : str
        Letters, digits, ``_`` and ``-``. What was imported under this name is replaced.
    mapping : Path, optional
        The user's own column names and words, for an incident sheet.
    data : Path
        The folder with the tables; the cells go to its ``events``.
    version : str, optional
        Of the source; by default what the file's name says (``GEDEvent_v26_0_1`` is 26.0.1).
    covers : str
        First and last day that the file covers, ``2018-01-01..2024-12-31``; by default what UCDP's version
        says, else the months of its events.
    boundaries : Path, optional
        Boundaries of cercles, so that coordinates can name one.

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
    if (data / "events" / f"{name}.csv").exists() and name not in names(data):
        raise InputError(f"{name} is the name of a table in the box: choose another.")
    actors, places = Actors.load(data), Gazetteer.load(data, boundaries)
    layout, table = recognise(path.name, parts_of(path), load_layouts(data, mapping))
    frame, uneven, outside = table.read(path.name)
    found = tidy(frame.map(mended), layout, places, actors)
    if frame.map(STRAY.search).notna().any(axis=None):
        found.warnings.append("Letters that are not UTF-8 were read as Latin-1: check the accents.")
    fate = found.reasons.reindex(frame.index.union(uneven), fill_value="wrong_number_of_columns")
    counted = {**fate.value_counts(), "outside_mali": outside}
    refused = {reason: int(counted[reason]) for reason in REASONS if counted.get(reason)}
    if not (fate == "").any():
        raise _unused(path.name, fate[fate.isin(BROKEN)], refused)
    version = ("" if layout.private else _version(path)) if version is None else version
    days = _days(covers, layout.source, version, found.incidents["day"])
    with path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    file = {"file": "" if layout.private else path.name, "sha256": sha256, "columns": len(table.header)}
    rows = {"rows_read": len(fate) + outside, "rows_used": int((fate == "").sum()), "rows_refused": refused}
    about = {"name": name, **_source(layout, version), "months": [day[:7] for day in days], "days": [*days]}
    about |= {**file, "layout": layout.name, **rows}
    cells = to_cells(found.incidents, layout.source, version, days)
    report = ImportReport(about | _sums(found.incidents, cells, refused), cells, found.incidents)
    unknown = {place: [*places.propose(place)] for place in sorted(found.unknown_places)}
    if layout.private:  # what is typed there may name a person
        typed = frame.reindex(columns=["cercle", "region"]).isin(found.unknown_places).any(axis=1)
        unknown = {_typed(frame.index[typed]): []} if unknown else {}
    report.about |= {
        "actors_not_mapped": _unmapped(found.incidents, private=bool(layout.private)),
        "places_not_known": unknown,
        "places_in_doubt": [
            f"row {row}" if layout.private else f"row {row}: {what}" for row, what in found.conflicts
        ],
        "warnings": found.warnings,
    }
    _require_conserved(report)
    release = None
    if layout.private:
        asked = [name for name in layout.harms if "harm" in layout.needs or name in table.at]
        regions = {name: row["region"] for name, row in places.rows.items()}
        require_apart(name, data, (days[0][:7], days[1][:7]))
        release = released(found.incidents, asked, regions, layout.private, days, earlier(name, data))
    _write(report, fate[fate != ""], data, release)
    return report


def _words(reason: str) -> str:
    return reason.replace("_", " ").replace("mali", "Mali").replace("hxl", "HXL")


def _unused(file: str, broken: pd.Series[str], refused: dict[str, int]) -> InputError:
    """Say why no row of a file can be used: the first that is broken, or what all were set aside for."""
    if len(broken):
        first = f"row {broken.index[0]}, {_words(broken.iloc[0])}"
        return InputError(f"{file} has no row that can be used ({first}): correct the rows.")
    why = ", ".join(f"{count} {_words(reason)}" for reason, count in refused.items())
    return InputError(f"{file} holds no event in Mali ({why}): give a file that covers Mali.")


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


def _typed(rows: Iterable[int]) -> str:
    return f"as typed in row {', '.join(map(str, rows))}"


def _unmapped(incidents: pd.DataFrame, *, private: bool) -> dict[str, int]:
    told = incidents[incidents["group"] == "not_mapped"].drop_duplicates("row")
    if private and len(told):
        told = told.assign(actor=_typed(told["row"]))
    lost = told.groupby("actor")["incidents"].sum().astype(int)
    return {str(actor): n for actor, n in lost.sort_values(ascending=False, kind="stable").items()}


def _version(path: Path) -> str:
    if match := re.search(r"[vV](\d+(?:[._]\d+)+)", path.name):
        return match[1].replace("_", ".")
    match = re.search(r"(?i)ged_?(\d\d)_?(1)(?!\d)", path.name)
    return f"{match[1]}.{match[2]}" if match else ""


def _days(covers: str, source: str, version: str, days: pd.Series[str]) -> tuple[str, str]:
    """Return the first and last day that a file covers."""
    import pandas as pd

    first, last = str(days.min()), str(days.max())
    start, end = (months_of(version) if source == "ucdp" else None) or (first[:7], last[:7])
    start, end = f"{start}-01", str(pd.Period(end, "M").end_time.date())
    if covers:
        start, _, end = covers.partition("..")
        known = [None if day is None else str(day) for day in map(read_day, (start, end))]
        if known != [start, end] or not start <= first <= last <= end:
            raise InputError(
                f"{covers[:40]!r} is not what the file covers: its events are of {first} to {last}; write the"
                " first and the last day as 2018-01-01..2024-12-31."
            )
    return start, end


def _source(layout: Layout, version: str) -> dict[str, Any]:
    """Say what the source is: a file of UCDP that is not the yearly one is a Candidate file."""
    told = {name: getattr(layout, name) for name in ("source", "title", "licence", "citation", "inclusion")}
    preliminary = layout.source == "ucdp" and not re.fullmatch(r"\d\d\.1", version)
    return told | (layout.candidate if preliminary else {}) | {"version": version, "preliminary": preliminary}


def _sums(incidents: pd.DataFrame, cells: pd.DataFrame, refused: dict[str, int]) -> dict[str, Any]:
    """Account for rows, victims and incidents."""
    groups = incidents.drop_duplicates("row").groupby("group")["incidents"].sum()
    return {
        "rows_broken": sum(count for reason, count in refused.items() if reason in BROKEN),
        "cells": len(cells),
        "victims": incidents.groupby("outcome")["best"].sum().astype(int).to_dict(),
        "incidents": {group: int(groups[group]) for group in GROUPS if groups.get(group)},
    }


def _write(report: ImportReport, refused: pd.Series[str], data: Path, release: pd.DataFrame | None) -> None:
    """Write each file beside its place, then put all in place; rows outside Mali are counted, not listed."""
    broken = refused.isin(BROKEN).map({True: "yes", False: "no"})
    rows = refused.rename("reason").rename_axis("row").to_frame().assign(broken=broken).reset_index()
    told, name, folder = report.about, report.about["name"], data / "events"
    texts = {
        f"{name}.refused.csv": rows.to_csv(index=False, lineterminator="\n"),
        f"{name}.csv": cells_csv(report.cells),
        f"{name}.json": json.dumps(told, ensure_ascii=False, indent=2) + "\n",
    }
    with in_words(lambda error: f"{name} cannot be written ({error.strerror}): make room.", OSError):
        if release is not None:
            keep(name, data, texts | {RELEASE: release.to_csv(index=False, lineterminator="\n")})
            told = {key: value for key, value in told.items() if key in TOLD} | {"private": True}
            shown = public(release, told["source"], told["version"])
            texts = {
                f"{name}.release.csv": shown.to_csv(index=False, lineterminator="\n"),
                f"{name}.json": json.dumps(told, ensure_ascii=False, indent=2) + "\n",
            }
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in texts.items():
            (folder / f".{file}").write_text(text, encoding="utf-8", newline="\n")
        for file in texts:
            (folder / f".{file}").replace(folder / file)
