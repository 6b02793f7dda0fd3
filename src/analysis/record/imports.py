"""Events in, cells out: import a file, account for each of its rows, write all or nothing."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import InputError, in_words
from analysis.record.actors import GROUPS, Actors
from analysis.record.cells import cells_csv, months_of, names, to_cells
from analysis.record.files import look, read_rows
from analysis.record.layouts import Layout, key, load_layouts, recognise
from analysis.record.places import Gazetteer
from analysis.record.tidy import BROKEN, REASONS, tidy

if TYPE_CHECKING:
    import pandas as pd

NAME = re.compile(r"[A-Za-z0-9][\w-]{0,79}", re.ASCII)
DAYS = re.compile(r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)", re.ASCII)


@dataclass
class ImportReport:
    """What became of every row of a file.

    Parameters
    ----------
    name : str
        What the cells are called.
    refused : dict of str to int
        Rows that were not used, by reason.
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
    refused: dict[str, int]
    cells: pd.DataFrame
    incidents: pd.DataFrame
    unmapped: dict[str, int]
    unknown_places: dict[str, tuple[str, ...]]
    conflicts: list[tuple[int, str]]
    warnings: list[str]
    rows_used: int
    about: dict[str, Any] = field(default_factory=dict)

    @property
    def rows_read(self) -> int:
        """Rows that were used and refused."""
        return self.rows_used + sum(self.refused.values())

    def lines(self) -> list[str]:
        """Put the report in sentences, for the screen."""
        near = {
            name: f" (perhaps {' or '.join(some)}?)" if some else ""
            for name, some in self.unknown_places.items()
        }
        return [
            f"{self.name}: {self.rows_read:,} rows read, {self.rows_used:,} used.",
            *(f"{count:,} refused: a row {REASONS[reason]}." for reason, count in self.refused.items()),
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
        Letters, digits, ``_`` and ``-``. What was imported under this name is replaced.
    strict : bool
        Refuse the file if any row is broken (outside Mali or repeated is not broken).
    mapping : Path, optional
        The user's own column names and words, for an incident sheet.
    data : Path
        The folder with the tables; the cells go to its ``events``.
    version : str, optional
        Of the source; by default what the file's name says (``GEDEvent_v26_0_1`` is 26.0.1).
    covers : str
        First and last day that the file covers, ``2018-01-01..2024-12-31``; by default what UCDP's version
        says, else the months of its events.
    actors, boundaries : Path, optional
        Another actor table; boundaries of cercles, so that coordinates can name one.

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
    mapped, places = Actors.load(actors or data), Gazetteer.load(data, boundaries)
    source = look(path)
    layout, header, at = recognise(source, load_layouts(data, mapping))
    world = not layout.private and "country" in at and key(header.columns[at["country"]]) == "country"
    frame, uneven, outside = read_rows(source, header, at, world=world)
    found = tidy(frame, layout, places, mapped)
    fate = found.reasons.reindex(frame.index.union(uneven), fill_value="wrong_number_of_columns")
    _require_used(path.name, fate, outside, strict)
    if source.latin:
        found.warnings.append("Letters that are not UTF-8 were read as Latin-1: check the accents.")
    version = _version(path) if version is None else version
    days = _days(covers, layout.source, version, found.incidents["day"])
    unknown = {place: places.propose(place) for place in sorted(found.unknown_places)}
    told = found.incidents[found.incidents["group"] == "not_mapped"].drop_duplicates("row")
    lost = told.groupby("actor")["incidents"].sum().astype(int).sort_values(ascending=False, kind="stable")
    report = ImportReport(
        name, _counts(fate, outside), to_cells(found.incidents, layout.source, version, days),
        found.incidents, lost.to_dict(), unknown, found.conflicts,
        found.warnings, int((fate == "").sum()),
    )  # fmt: skip
    _require_conserved(report, len(fate) + outside)
    report.about = {
        "name": name,
        **_provenance(layout, version, days),
        "file": "" if layout.private else path.name,
        "sha256": source.sha256,
        "layout": layout.name,
        "columns": len(header.columns),
        **_account(report, bool(layout.private)),
    }
    _write(report, fate[fate != ""], data / "events")
    return report


def _counts(fate: pd.Series[str], outside: int) -> dict[str, int]:
    """Count the rows that were refused, by reason."""
    counted = fate.value_counts().to_dict() | {"outside_mali": outside}
    return {reason: int(counted[reason]) for reason in REASONS if counted.get(reason)}


def _require_used(file: str, fate: pd.Series[str], outside: int, strict: bool) -> None:
    """Refuse a file of which no row can be used, or, if strict, one with a broken row."""
    broken, used = fate[fate.isin([*BROKEN])], fate.eq("").any()
    if len(broken) and (strict or not used):
        raise InputError(
            f"{file} row {broken.index[0]} {BROKEN[broken.iloc[0]]} ({len(broken)} of {len(fate) + outside}"
            " rows are broken): correct the rows" + (" or import without strict." if strict and used else ".")
        )
    if not used:
        why = ", ".join(
            f"{count} {reason.replace('_', ' ')}" for reason, count in _counts(fate, outside).items()
        )
        raise InputError(f"{file} holds no event in Mali ({why}): give a file that covers Mali.")


def _require_conserved(report: ImportReport, rows: int) -> None:
    """Check that no row and no victim went missing: a fault of this package, not of the file."""
    incidents, cells = report.incidents, report.cells
    for what, before, after in (
        ("rows", rows, report.rows_read),
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


def _days(covers: str, source: str, version: str, days: pd.Series[str]) -> tuple[str, str]:
    """Return the first and last day that a file covers."""
    import pandas as pd

    first, last = days.min(), days.max()
    if covers:
        said = in_words(
            f"{covers[:40]!r} is not what the file covers: its events are of {first} to {last}; write the"
            " first and the last day as 2018-01-01..2024-12-31.", ValueError, AttributeError,
        )  # fmt: skip
        with said:
            start, end = (str(pd.Timestamp(day).date()) for day in DAYS.fullmatch(covers).groups())
            if not start <= first <= last <= end:
                raise ValueError
        return start, end
    start, end = (months_of(version) if source == "ucdp" else None) or (first[:7], last[:7])
    return f"{start}-01", str(pd.Period(end, "M").end_time.date())


def _provenance(layout: Layout, version: str, days: tuple[str, str]) -> dict[str, Any]:
    """Say what the source is and which days and months it covers."""
    told = {name: getattr(layout, name) for name in ("source", "title", "licence", "citation", "inclusion")}
    preliminary = layout.source == "ucdp" and not re.fullmatch(r"\d\d\.1", version)
    when = {
        "version": version,
        "preliminary": preliminary,
        "months": [day[:7] for day in days],
        "days": [*days],
    }
    return told | (layout.candidate if preliminary else {}) | when


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


def _write(report: ImportReport, refused: pd.Series[str], folder: Path) -> None:
    """Write each file beside its place, then put all in place; rows outside Mali are counted, not listed."""
    broken = refused.isin([*BROKEN]).map({True: "yes", False: "no"})
    rows = refused.rename("reason").rename_axis("row").to_frame().assign(broken=broken).reset_index()
    texts = {
        ".refused.csv": rows.to_csv(index=False, lineterminator="\n"),
        ".csv": cells_csv(report.cells),
        ".json": json.dumps(report.about, ensure_ascii=False, indent=2) + "\n",
    }
    with in_words(lambda error: f"{report.name} cannot be written ({error.strerror}): make room.", OSError):
        folder.mkdir(parents=True, exist_ok=True)
        for suffix, text in texts.items():
            (folder / f".{report.name}{suffix}").write_text(text, encoding="utf-8", newline="\n")
        for suffix in texts:
            (folder / f".{report.name}{suffix}").replace(folder / f"{report.name}{suffix}")
