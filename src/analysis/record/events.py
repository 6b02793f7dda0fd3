"""Events in, cells out: import a file, account for each of its rows, write all or nothing."""

from __future__ import annotations

import json
import os
import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import InputError
from analysis.record.actors import GROUPS, Actors
from analysis.record.cells import cells_csv, months_of, to_cells
from analysis.record.files import Header, Source, look
from analysis.record.layouts import Layout, load_layouts, recognise
from analysis.record.parse import Again, batches
from analysis.record.places import Gazetteer
from analysis.record.tidy import BROKEN, SET_ASIDE, Tidy, tidy

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

MALI = ["mali", "mli", "ml", "432", "466"]  # name, ISO 3166, Gleditsch and Ward, ISO number
NAME = re.compile(r"[A-Za-z0-9][\w-]{0,79}", re.ASCII)
Ranges = list[tuple[int, int]]


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
    about : dict
        What is written to ``data/events/<name>.json``.
    cells : pandas.DataFrame
    incidents : pandas.DataFrame
        One row per incident and outcome; stays in memory.
    unmapped : dict of str to int
        Actors that ``data/actors.csv`` does not hold, with their incidents.
    unknown_places : dict of str to tuple of str
        Names that no alias has, with proposals.
    conflicts : list of tuple
        Row, and what disagrees about its place.
    """

    name: str
    rows_read: int
    rows_used: int
    refused: dict[str, int]
    about: dict[str, Any]
    cells: pd.DataFrame
    incidents: pd.DataFrame
    unmapped: dict[str, int] = field(default_factory=dict)
    unknown_places: dict[str, tuple[str, ...]] = field(default_factory=dict)
    conflicts: list[tuple[int, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Put the report in sentences, for the screen."""
        told = [f"{self.name}: {self.rows_read:,} rows read, {self.rows_used:,} used."]
        told += [
            f"{count:,} refused: a row {(SET_ASIDE | BROKEN)[reason]}."
            for reason, count in self.refused.items()
        ]
        told += [
            f"Actor not in the table: {name or '(blank)'} ({count})." for name, count in self.unmapped.items()
        ]
        for name, near in self.unknown_places.items():
            told.append(f"Place not known: {name}" + (f" (perhaps {' or '.join(near)}?)." if near else "."))
        told += [f"Row {row}: {what}." for row, what in self.conflicts]
        return [*told, *self.warnings]

    def sensitivity(self) -> pd.DataFrame:
        """Incidents and victims by group under both readings of the actor table.

        Returns
        -------
        pandas.DataFrame
            Per outcome and group: ``incidents`` and ``victims``, and the same ``_alternative``
            under the column of that name in ``data/actors.csv``.
        """
        import pandas as pd

        sums = [
            self.incidents.groupby(["outcome", column])[["incidents", "best"]]
            .sum()
            .rename_axis(["outcome", "group"])
            .set_axis([f"incidents{suffix}", f"victims{suffix}"], axis=1)
            for column, suffix in (("group", ""), ("alternative", "_alternative"))
        ]
        return pd.concat(sums, axis=1).fillna(0).astype("int64").sort_index().reset_index()


def import_events(
    path: Path | str,
    name: str,
    *,
    strict: bool = False,
    mapping: Path | None = None,
    data: Path = Path("data"),
    version: str | None = None,
    retrieved: str = "",
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
    frame, read, refused = _rows(source, header, at)
    result = tidy(frame, layout, places, mapped)
    for reason in sorted(set(result.reasons) - {""}):
        refused[reason] = _ranges(result.rows[result.reasons == reason].sort_values().to_numpy())
    counts = {reason: _size(refused[reason]) for reason in [*SET_ASIDE, *BROKEN] if refused.get(reason)}
    used = int((result.reasons == "").sum())
    _acceptable(source, refused, counts, used, read, strict)
    version = _version(path) if version is None else version
    cells = to_cells(result.incidents, layout.source, version)
    _conserved(result, cells, read, used, counts)
    report = ImportReport(name, read, used, counts, {}, cells, result.incidents, conflicts=result.conflicts)
    _list(report, result, places)
    if source.encoding == "latin-1":
        report.warnings.append("The file is not UTF-8 and was read as Latin-1: check the accents.")
    report.about = _about(report, source, layout, header, version, retrieved or _fetched(path))
    _write(report, refused, data / "events")
    return report


def _rows(source: Source, header: Header, at: dict[str, int]) -> tuple[pd.DataFrame, int, dict[str, Ranges]]:
    """Read the rows that may be in Mali; of the others only their numbers are kept."""
    import numpy as np
    import pandas  # first: pyarrow imports it on the first conversion, in the middle of parsing
    import pyarrow as pa
    import pyarrow.compute as pc

    threads = True
    while True:
        kept, read = [], 0
        far: Ranges = []
        try:
            for batch in batches(source, header, at, threads=threads):
                read += batch.num_rows
                near = _near(batch) if "country" in at else None
                kept.append(batch if near is None else batch.filter(near))
                if near is not None:
                    _extend(far, _ranges(batch["row"].to_numpy()[~near.to_numpy(zero_copy_only=False)]))
            break
        except Again as why:
            threads = threads and str(why) == "letters"
    if source.ragged and not kept:
        raise InputError(
            f"{source.name} row {source.ragged[0]} {BROKEN['wrong_number_of_columns']}: get it again."
        )
    if not kept or not read:
        raise InputError(f"{source.name} has a header but no rows: export it again with at least one.")
    table = pa.concat_tables(kept)
    columns = {name: pc.utf8_trim_whitespace(table[name]).to_pandas().astype(object) for name in at}
    frame = pandas.DataFrame({**columns, "row": table["row"].to_numpy()})
    refused = {"outside_mali": far, "wrong_number_of_columns": _ranges(np.array(source.ragged, dtype=int))}
    return frame, read + len(source.ragged), refused


def _near(batch: pa.Table) -> Any:
    """Mark the rows in Mali, and those without country or with tags, which are looked at later."""
    import pyarrow as pa

    country = batch["country"].combine_chunks().dictionary_encode()
    names = [str(name).strip().casefold() for name in country.dictionary.to_pylist()]
    near = pa.array([name in MALI or not name or name.startswith("#") for name in names], pa.bool_())
    return near.take(country.indices)


def _extend(ranges: Ranges, more: Ranges) -> None:
    """Add ranges that follow, joining the two that meet at the border of a batch."""
    if ranges and more and ranges[-1][1] + 1 == more[0][0]:
        more = [(ranges.pop()[0], more[0][1]), *more[1:]]
    ranges += more


def _ranges(numbers: Any) -> Ranges:
    """Write row numbers in order as ranges, so that most of a world file takes a few lines."""
    import numpy as np

    if not len(numbers):
        return []
    cuts = np.flatnonzero(np.diff(numbers) != 1)
    first = [int(numbers[0]), *numbers[cuts + 1].tolist()]
    return list(zip(first, [*numbers[cuts].tolist(), int(numbers[-1])], strict=True))


def _size(ranges: Ranges) -> int:
    return sum(last - first + 1 for first, last in ranges)


def _conserved(result: Tidy, cells: pd.DataFrame, read: int, used: int, counts: dict[str, int]) -> None:
    """Check that no row and no victim went missing: a fault of this package, not of the file."""
    if read != used + sum(counts.values()):
        raise AssertionError(f"{read} rows read, but {used} used and {counts} refused")
    if used != result.incidents["row"].nunique():
        raise AssertionError(f"{used} rows used, but {result.incidents['row'].nunique()} in the incidents")
    for ours, theirs in (("best", "victims_best"), ("incidents", "incidents")):
        if result.incidents[ours].sum() != cells[theirs].sum():
            raise AssertionError(
                f"{result.incidents[ours].sum()} {ours} read, {cells[theirs].sum()} in the cells"
            )


def _acceptable(
    source: Source, refused: dict[str, Ranges], counts: dict[str, int], used: int, read: int, strict: bool
) -> None:
    broken = {reason: counts[reason] for reason in counts if reason in BROKEN}
    if broken and (strict or not used):
        reason = min(broken, key=lambda item: refused[item][0])
        row = refused[reason][0][0]
        count = sum(broken.values())
        raise InputError(
            f"{source.name} row {row} {BROKEN[reason]} ({count} of {read} rows are broken): correct the rows"
            + (" or import without strict." if strict and used else ".")
        )
    if not used:
        why = ", ".join(f"{count} {reason.replace('_', ' ')}" for reason, count in counts.items())
        raise InputError(f"{source.name} holds no event in Mali ({why}): give a file that covers Mali.")


def _version(path: Path) -> str:
    if match := re.search(r"[vV](\d+(?:[._]\d+)+)", path.name):
        return match[1].replace("_", ".")
    match = re.search(r"(?i)ged(\d\d)(1)(?!\d)", path.name)
    return f"{match[1]}.{match[2]}" if match else ""


def _fetched(path: Path) -> str:
    try:
        return str(
            json.loads(path.with_name(f"{path.name}.source.json").read_text(encoding="utf-8"))["retrieved"]
        )
    except (OSError, ValueError, KeyError, TypeError):
        return ""  # fetched by hand


def _list(report: ImportReport, result: Tidy, places: Gazetteer) -> None:
    told = result.incidents.drop_duplicates("row")
    lost = told[told["group"] == "not_mapped"].groupby("actor")["incidents"].sum().astype(int)
    report.unmapped = {
        str(actor): int(count) for actor, count in lost.sort_values(ascending=False, kind="stable").items()
    }
    report.unknown_places = {name: places.propose(name) for name in sorted(result.unknown_places)}
    report.warnings += result.warnings


def _about(
    report: ImportReport, source: Source, layout: Layout, header: Header, version: str, retrieved: str
) -> dict[str, Any]:
    table = report.incidents
    days = sorted(table["day"].unique())
    months = months_of(version) if layout.source == "ucdp" else None
    best = table.groupby("outcome")["best"].sum()
    groups = table.drop_duplicates("row").groupby("group")["incidents"].sum()
    listed: dict[str, Any] = {
        "actors_not_mapped": report.unmapped,
        "places_not_known": {name: list(near) for name, near in report.unknown_places.items()},
        "places_in_doubt": [f"row {row}: {what}" for row, what in report.conflicts],
    }
    if layout.private:  # free text of a private sheet may name a person: its numbers suffice
        listed = {name: len(items) for name, items in listed.items()}
    return {
        "name": report.name,
        "source": layout.source,
        "title": layout.title,
        "version": version,
        "preliminary": layout.source == "ucdp" and not re.fullmatch(r"\d\d\.1", version),
        "months": list(months or (days[0][:7], days[-1][:7])),
        "licence": layout.licence,
        "citation": layout.citation,
        "inclusion": layout.rule,
        "retrieved": retrieved,
        "file": "" if layout.private else source.name,
        "sha256": source.sha256,
        "layout": layout.name,
        "columns": len(header.columns),
        "encoding": source.encoding,
        "rows_read": report.rows_read,
        "rows_used": report.rows_used,
        "rows_refused": report.refused,
        "rows_broken": sum(count for reason, count in report.refused.items() if reason in BROKEN),
        "first_day": days[0],
        "last_day": days[-1],
        "cells": len(report.cells),
        "victims": {str(outcome): int(count) for outcome, count in best.items()},
        "incidents": {group: int(groups.get(group, 0)) for group in GROUPS if groups.get(group, 0)},
        **listed,
        "warnings": report.warnings,
    }


def _write(report: ImportReport, refused: dict[str, Ranges], folder: Path) -> None:
    """Write the three files under other names, then put them in place; earlier cells are kept."""
    lines = ["reason,broken,first_row,last_row,rows\n"]
    for reason in report.refused:
        broken = "yes" if reason in BROKEN else "no"
        lines += [f"{reason},{broken},{first},{last},{last - first + 1}\n" for first, last in refused[reason]]
    texts = {
        ".refused.csv": "".join(lines),
        ".csv": cells_csv(report.cells),
        ".json": json.dumps(report.about, ensure_ascii=False, indent=2) + "\n",
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _keep(folder, report)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".import-") as beside:
            for suffix, text in texts.items():
                (Path(beside) / suffix).write_text(text, encoding="utf-8", newline="\n")
            for suffix in texts:
                os.replace(Path(beside) / suffix, folder / f"{report.name}{suffix}")  # noqa: PTH105
    except OSError as error:
        raise InputError(f"{report.name} cannot be written ({error.strerror}): make room.") from error


def _keep(folder: Path, report: ImportReport) -> None:
    old = folder / f"{report.name}.json"
    if not old.exists():
        return
    before = json.loads(old.read_text(encoding="utf-8")).get("sha256", "")
    if before != report.about["sha256"]:
        kept = folder / "kept"
        kept.mkdir(exist_ok=True)
        for suffix in (".refused.csv", ".csv", ".json"):
            if (file := folder / f"{report.name}{suffix}").exists():
                (kept / f"{report.name}-{before[:8]}{suffix}").write_bytes(file.read_bytes())
