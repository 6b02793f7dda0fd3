"""Events in, cells out: import a file, account for everything in it, write all or nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import InputError, in_words
from analysis.record.actors import GROUPS, Actors
from analysis.record.cells import cells_csv, months_of, require_free, to_cells
from analysis.record.dates import read_day
from analysis.record.files import DELIMITERS, key, parts_of, root
from analysis.record.layouts import Layout, Table, TableError, load_layouts, recognise
from analysis.record.places import Gazetteer
from analysis.record.release import RELEASE, earlier, keep, public, released, require_apart
from analysis.record.tidy import BROKEN, REASONS, tidy

if TYPE_CHECKING:
    import pandas as pd

TOLD = ("name", "source", "title", "licence", "citation", "inclusion", "version", "preliminary", "months",
        "days")  # fmt: skip
NAME = re.compile(r"[A-Za-z0-9][\w-]{0,79}", re.ASCII)
TOO_MANY = 0.1  # of the rows of Mali may be refused: more, and what is left misleads
PAGES = (5_000, 10_000)  # rows at which interfaces cut an export
ENOUGH = 30  # days with events: fewer tell nothing of how long a silence is usual
LATE = 366  # days that a version may cover after its last event


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
        return [
            f"{told['name']}: {told['rows_read']:,} rows read, {told['rows_used']:,} used: {victims}.",
            f"Days covered: {' to '.join(told['days'])}.",
            *(
                f"{n:,} {'refused' if reason in BROKEN else 'set aside'}: {_words(reason)}{self._at(reason)}."
                for reason, n in told["rows_refused"].items()
            ),
            *(
                f"Columns not read: {', '.join(told['columns_not_read'])}."
                for _ in told["columns_not_read"][:1]
            ),
            *(f"Sheet not read: {sheet} ({rows} rows)." for sheet, rows in told["sheets_not_read"].items()),
            *(f"Actor not in the table: {actor or '(blank)'} ({n})." for actor, n in unmapped),
            *(
                f"Place not known: {name} (perhaps {' or '.join(near) or 'no cercle'})."
                for name, near in places
            ),
            *(f"{what.capitalize()}." for what in told["places_in_doubt"]),
            *told["warnings"],
        ]

    def _at(self, reason: str) -> str:
        """Name the first rows that left for a reason; rows outside Mali are only counted."""
        rows = [str(row) for row in self.fate.index[self.fate == reason]]
        return f" (row{'s' * (len(rows) > 1)} {', '.join(rows[:8])}{', …' * (len(rows) > 8)})" if rows else ""


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
    import pandas as pd

    path = Path(path)
    name = name or key(path.name.partition(".")[0])[:80]
    if not NAME.fullmatch(name):
        raise InputError(f"{name!r} is no name for cells: use letters, digits, _ and -, such as ucdp_26_1.")
    require_free(name, data)
    actors, places, warnings = Actors.load(data), Gazetteer.load(data, boundaries), list[str]()
    parts = parts_of(path, warnings.append)
    tables, left = _chosen(
        path.name, recognise(path.name, parts, load_layouts(data, mapping, dates)), parts, sheets
    )
    table, layout = tables[0], tables[0].layout
    kind = _kind(path.name, layout, kind)
    fields = pd.concat([part.read(path.name, several=len(tables) > 1) for part in tables])
    uneven, outside = [row for part in tables for row in part.uneven], sum(part.outside for part in tables)
    fate = pd.Series("wrong_number_of_columns", uneven, dtype=object)
    if not len(fields):
        _require_used(path.name, fate, {"outside_mali": outside} if outside else {}, accept_refused=False)
    with in_words(lambda error: f"{path.name}: {error}", TableError):
        unread = table.unread(fields)
        found = tidy(fields, table, places, actors, kind)
    incidents = found.incidents
    fate = pd.concat([found.reasons, fate])
    counted = {**fate.value_counts(), "outside_mali": outside}
    refused = {reason: int(counted[reason]) for reason in REASONS if counted.get(reason)}
    _require_used(path.name, fate, refused, accept_refused=accept_refused)
    version = ("" if layout.private else _version(path)) if version is None else version
    days, told = _days(covers, layout.source, version, incidents, layout.sums)
    if len(fate) + outside in PAGES:
        told.append(
            f"Exactly {len(fate) + outside:,} rows: the export may have been cut there; check its end."
        )
    with path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    file = {"file": "" if layout.private else path.name, "sha256": sha256, "columns": len(tables[0].heads)}
    rows = {"rows_read": len(fate) + outside, "rows_used": int((fate == "").sum()), "rows_refused": refused}
    about = {
        "name": name,
        **_source(layout, version, kind),
        "months": [day[:7] for day in days],
        "days": [*days],
    }
    about |= {"events": [min(incidents["day"]), max(incidents["day"])], **file, "layout": layout.name, **rows}
    cells = to_cells(incidents, layout.source, version, days)
    report = ImportReport(about | _sums(incidents, cells, refused), cells, incidents, fate[fate != ""])
    unknown = {place: [*places.propose(place)] for place in sorted(found.unknown_places)}
    if layout.private and unknown:  # what is typed there may name a person
        where = table.at
        columns = [where[column] for column in ("cercle", "region") if column in where]
        unknown = {_typed(fields.index[fields[columns].isin(found.unknown_places).any(axis=1)]): []}
    report.about |= {
        "actors_not_mapped": _unmapped(incidents, private=bool(layout.private)),
        "places_not_known": unknown,
        "places_in_doubt": [
            f"row {row}" if layout.private else f"row {row}: {what}" for row, what in found.conflicts
        ],
        "columns_not_read": unread,
        "sheets_not_read": left,
        "warnings": [*dict.fromkeys([*warnings, *found.warnings, *told])],
    }
    _require_conserved(report)
    release = None
    if layout.private:
        there = {*table.at, *(name.partition(".")[0] for name in table.at)}
        asked = [harm for harm in layout.harms if "harm" in layout.needs or harm in there]
        regions = {cercle: row["region"] for cercle, row in places.rows.items()}
        require_apart(name, data, (days[0][:7], days[1][:7]))
        release = released(incidents, asked, regions, layout.private, days, earlier(name, data))
        if release.empty:
            told = ["No quarter is covered entirely, so that nothing is told: give --covers FROM..TO."]
            report.about["warnings"] += told
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
        fit = ", ".join(named)
        raise InputError(
            f"{file} has {len(tables)} sheets that fit: {fit}; give --sheet NAME, or --sheet all."
        )
    chosen = [table for table in tables if not sheets or "all" in sheets or table.sheet in sheets]
    used = {table.sheet for table in chosen}
    if odd := [table.sheet for table in chosen if [*map(root, table.heads)] != [*map(root, chosen[0].heads)]]:
        raise InputError(
            f"{file} has other columns in sheet {odd[0]!r} than in {chosen[0].sheet!r}: import one at a time."
        )
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


def _days(
    covers: str, source: str, version: str, incidents: pd.DataFrame, sums: str
) -> tuple[tuple[str, str], list[str]]:
    """Return the first and last day that a file covers, and what to say of them.

    A file is taken to cover the months of its events, or what its version says; where the silence at an end
    is longer than any between two of its events, it covers no more than these.
    """
    import pandas as pd

    first, last = incidents["day"].min(), max(incidents["last"])
    if sums == "by week":
        last = str(dt.date.fromisoformat(last) + dt.timedelta(days=6))
    if covers:
        start, _, end = covers.partition("..")
        known = [None if day is None else str(day) for day in map(read_day, (start, end))]
        if known != [start, end] or not start <= first <= last <= end:
            raise InputError(
                f"{covers[:40]!r} is not what the file covers: its events are of {first} to {last}; write the"
                " first and the last day as 2018-01-01..2024-12-31."
            )
        return (start, end), []
    stated = months_of(version) if source == "ucdp" else None
    months = stated or (first[:7], last[:7])
    whole = f"{months[0]}-01", str(pd.Period(months[1], "M").end_time.date())
    days = pd.to_datetime(incidents["day"].drop_duplicates().sort_values())
    silences = [
        (pd.Timestamp(one) - pd.Timestamp(two)).days for one, two in ((first, whole[0]), (whole[1], last))
    ]
    if stated and silences[1] > LATE:
        raise InputError(
            f"version {version} would cover days to {whole[1]}, and the last event is of {last}: give the"
            " --version that the file is of, or the days as --covers FROM..TO."
        )
    usual = days.diff().dt.days.max() if len(days) >= ENOUGH else max(silences)
    ends = (
        (first[:7] + "-01" if stated else first),
        (str(pd.Period(last, "M").end_time.date()) if stated else last),
    )
    start, end = (
        cut if silence > usual else full for silence, cut, full in zip(silences, ends, whole, strict=True)
    )
    if source == "own":  # the day of an incident is not told
        month = pd.Timestamp(start) + pd.offsets.MonthBegin(), pd.Timestamp(end) - pd.offsets.MonthEnd()
        start, end = (day if day == full else str(other.date())
                      for day, full, other in zip((start, end), whole, month, strict=True))  # fmt: skip
    cut = [] if (start, end) == whole else [
        f"The file is silent before {start} or after {end} for longer than ever between: these days alone"
        " count as covered; say it with --covers FROM..TO if it covers more."
    ]  # fmt: skip
    return (start, end), cut


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
        "victims": incidents.groupby("outcome")["best"].sum().astype(int).to_dict(),
        "incidents": {group: int(groups[group]) for group in GROUPS if groups.get(group)},
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
