"""Events in, cells out: import a file, account for everything in it, write all or nothing."""

import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from analysis.errors import InputError, in_words
from analysis.record import cells, files, layouts, release, sieves, tidy
from analysis.record.dates import covered, version_of
from analysis.record.places import Actors, Gazetteer

TOO_MANY = 0.1  # of the rows of Mali may be refused: more, and what is left misleads
PAGES = (5_000, 10_000)  # rows at which interfaces cut an export
SHOWN = 9  # rows that a refusal names; the list of the rows refused has all


class ImportReport(NamedTuple):
    """What became of everything in a file.

    Parameters
    ----------
    about : dict
        What is written to ``data/events/<name>.json``: source, version, days covered, ``rows_read``,
        ``rows_used``, ``rows_refused`` by reason (``incomplete``: some in Mali), sums,
        ``actors_not_mapped`` (with their incidents), ``places_not_known`` (with proposals),
        ``places_in_doubt``, ``columns_not_read``, ``sheets_not_read``, ``warnings``.
    cells : pandas.DataFrame
    incidents : pandas.DataFrame
        One row per incident and outcome; stays in memory.
    left : pandas.DataFrame
        By row number, the ``reason`` why it is not used; ``broken``, "yes" where it is refused and "no" where
        it is set aside; the ``problem`` of one that is refused: what is wrong where, and what is expected.
    """

    about: dict[str, Any]
    cells: pd.DataFrame
    incidents: pd.DataFrame
    left: pd.DataFrame

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
            f"Read as {told['title']}.",
            f"Days covered: {' to '.join(told['days'])}.",
            *(self._left(reason, n) for reason, n in told["rows_refused"].items()),
            *(f"{title}: {', '.join(items)}." for title, items in lists.items() if items),
            *[f"What is wrong in each row refused stands beside its cells, in {told['name']}.refused.csv."]
            * ("incomplete" in told),
            *told["warnings"],
        ]

    def _left(self, reason: str, count: int) -> str:
        """Say why rows left, and name the first; rows outside Mali are only counted."""
        of_it = self.left[self.left["reason"] == reason]
        rows, broken = [*map(str, of_it.index)], (of_it["broken"] == "yes").any()
        at = f" (row{'s' * (len(rows) > 1)} {', '.join(rows[:8])}{', …' * (len(rows) > 8)})" * bool(rows)
        return f"{count:,} {'refused' if broken else 'set aside'}: {_words(reason)}{at}."


def import_events(
    path: Path | str, name: str = "", *, mapping: Path | None = None, data: Path = Path("data"),
    version: str | None = None, covers: str = "", boundaries: Path | None = None, dates: str = "",
    updates: Sequence[Path] = (), sheets: Sequence[str] = (), kind: str = "",
    accept_refused: bool = False, dry_run: bool = False,
) -> ImportReport:  # fmt: skip
    """Read a file of events; write ``<name>.csv``, ``.json`` and ``.refused.csv`` to ``data/events``.

    Parameters
    ----------
    path : Path
        Any file that `analysis.record.files.parts_of` reads, in a layout of ``data/layouts.yml``.
    name : str
        By default the file's, or of a private sheet its half-years. What has it is replaced.
    mapping : Path, optional
        The user's own column names and words.
    data : Path
        The folder with the tables; the cells go to its ``events``.
    version : str, optional
        Of the source; by default what the file's name says (``GEDEvent_v26_0_1`` is 26.0.1).
    covers : str
        Days, ``2018-01-01..2024-12-31``; by default those of UCDP's version, else the months of its
        events, without a silence at either end that is longer than any within.
    boundaries : Path, optional
        Boundaries of cercles, so that coordinates can name one.
    dates : {"", "dayfirst", "monthfirst"}
        The order of day and month, where the layout's is not the file's.
    updates : sequence of Path
        Later exports of ACLED, in the same columns, and its lists of deleted events: of each event the newest
        version counts.
    sheets : sequence of str
        Of a workbook, where several fit; ``all`` takes them all.
    kind : str
        ``political_violence`` or ``civilian_targeting``, for sums whose file does not say it.
    accept_refused : bool
        Go on though more than a tenth of the rows of Mali are refused.
    dry_run : bool
        Write nothing.

    Raises
    ------
    InputError
        In one sentence, with nothing written.
    """
    path = Path(path)
    paths = (path, *updates)
    called, name = name, name or files.key(path.name.partition(".")[0])[:80]
    if not re.fullmatch(r"[A-Za-z0-9][\w-]{0,79}", name, re.ASCII):
        raise InputError(f"{name!r} is no name for cells: use letters, digits, _ and -, such as ucdp_26_1.")
    cells.require_free(name, data)
    actors, places, warnings = Actors(data), Gazetteer(data, boundaries), list[str]()
    if odd := getattr(places.boundaries, "attrs", {}).get("odd"):
        warnings.append(f"No cercle is called {odd}: coordinates within these boundaries name none.")
    known, tables, unread = layouts.load_layouts(data, mapping, dates), list[layouts.Table](), files.Parts()
    for one in paths:
        parts = files.parts_of(one, warnings.append)
        tables += layouts.chosen(layouts.recognise(one.name, parts, known), sheets, parts)
        unread |= parts
    for title in (*files.DELIMITERS, *(part.sheet for part in tables)):
        unread.pop(title, None)
    layouts.require_one(tables)
    table, layout, given = tables[0], tables[0].layout, kind
    kind = layouts.kind_of(table, given)
    sieve = sieves.Sieve(tables)
    if sieve.fields.empty:
        _refused(path.name, sieve, accept_refused=False)
    unused = sieves.unread(sieve)
    incidents = tidy.tidy(sieve, places, actors, kind)
    refused, fate = _refused(path.name, sieve, accept_refused=accept_refused), sieve.reasons
    ignored = ["--kind"] * bool(given and not layout.kinds) + ["--version"] * bool(version and layout.private)
    version = ("" if layout.private else version_of(path.name)) if version is None else version
    if layout.sums == "by week" and not covers:
        covers = f"{min(incidents['day'])}..{max(incidents['last'])}"
    stated = version if layout.source == "ucdp" else ""  # others' versions state no days
    days, told = covered(covers, stated, incidents["day"], max(incidents["last"]), layout.sums)
    if (read := len(fate) + sieve.outside) in PAGES:
        told += [f"Exactly {read:,} rows: the export may have been cut there; check its end."]
    told += [f"{flag} says nothing of {layout.title}." for flag in ignored]
    made = cells.to_cells(incidents, layout.source, version, days)
    shown = None
    if layout.private:
        name, shown, said = release.release_of(called, data, incidents, table, places, days)
        told += [*said, *release.unguarded(path)]
    left = fate[fate != ""].to_frame("reason").rename_axis("row").assign(problem="")
    broken = left["reason"].isin(layout.broken)
    left.insert(1, "broken", broken.map({True: "yes", False: "no"}))
    left.loc[broken, "problem"] = [sieves.odd(sieve, *row) for row in left["reason"][broken].items()]
    about = {
        **_source(name, layout, version, kind),
        "months": [day[:7] for day in days],
        "days": [*days],
        "events": [min(incidents["day"]), max(incidents["day"])],
        "file": "" if layout.private else ", ".join(one.name for one in paths),
        "sha256": files.digest(paths, warnings if table.sheet in files.DELIMITERS else []),
        "rows_read": read,
        "rows_used": int((fate == "").sum()),
        "rows_refused": refused,
        **({"incomplete": True} if broken.any() else {}),
        "cells_sha256": hashlib.sha256(cells.cells_csv(made).encode()).hexdigest(),
        "victims": incidents.groupby("outcome")["best"].sum().astype(int).to_dict(),
        # of a private sheet, it could tell the month of its only incident
        "contagion": {} if layout.private else cells.contagion(incidents, days),
        **_ids(sieve, incidents),
        **_not_known(incidents, sieve, places),
        "columns_not_read": unused,
        "sheets_not_read": {title: sum(map(any, rows())) for title, rows in unread.items()},
        "warnings": [*dict.fromkeys([*warnings, *sieve.warnings, *told])],
    }
    report = ImportReport(about, made, incidents, left)
    _require_conserved(report)
    about["warnings"] += cells.require_apart(about, data)
    if not dry_run:
        _write(report, data, shown)
    return report


def _ids(sieve: sieves.Sieve, incidents: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Return marks of the incidents of each quarter, where a source without versions gives ids that stay.

    And when it last changed one of them, in its own seconds.
    """
    if sieve.layout.source != "acled" or "id" not in sieve.frame:
        return {}
    one = incidents.drop_duplicates("row").set_index("row")["quarter"]
    marks: Any = sieve.frame["id"][one.index].map(lambda name: hashlib.sha256(name.encode()).hexdigest()[:8])
    ages = tidy.changed_at(sieve.text("timestamp"), sieve.layout.dates)[one.index].fillna(0)
    return {"ids": dict(marks.groupby(one).agg("".join)), "changed": ages.groupby(one).max().to_dict()}


def _words(reason: Any) -> str:
    return str(reason).replace("_", " ").replace("mali", "Mali").replace("hxl", "HXL")


def _not_known(incidents: pd.DataFrame, sieve: sieves.Sieve, places: Gazetteer) -> dict[str, Any]:
    """List the names that are not known; of a private sheet their rows: what was typed may name a person."""
    actors = incidents[incidents["group"] == "not_mapped"].drop_duplicates("row")
    used = sieve.places[sieve.used]
    lost, doubts = used[used["unknown"] != ""], used[used["conflict"] != ""]
    near = {name: [*places.propose(name)] for name in sorted({*lost["unknown"]})}
    if sieve.layout.private:
        doubts = doubts.assign(conflict="")
        actors = actors.assign(actor=f"as typed in row {', '.join(map(str, actors['row']))}")
        alike: Any = lost.groupby(lost["unknown"].map(places.propose)).groups
        near = {f"as typed in row {', '.join(map(str, rows))}": [*some] for some, rows in alike.items()}
    counts = actors.groupby("actor")["incidents"].sum().astype(int)
    return {
        "actors_not_mapped": counts.sort_values(ascending=False, kind="stable").to_dict(),
        "places_not_known": near,
        "places_in_doubt": [f"row {row}: {what}".rstrip(": ") for row, what in doubts["conflict"].items()],
    }


def _refused(file: str, sieve: sieves.Sieve, *, accept_refused: bool) -> dict[str, int]:
    """Count the rows that are not used by why.

    Raises
    ------
    InputError
        For a file of which no row can be used, or of whose rows in Mali too many are refused.
    """
    fate, reasons = sieve.reasons, [*sieve.layout.set_aside, *sieve.layout.broken]
    counted: dict[str, int] = {**fate.value_counts()}
    counted["outside_mali"] = counted.get("outside_mali", 0) + sieve.outside
    refused = {reason: int(counted[reason]) for reason in reasons if counted.get(reason)}
    broken = fate[fate.isin(sieve.layout.broken)]
    first = sieves.odd(sieve, broken.index[0], broken.iloc[0]) if len(broken) else ""
    rest = ", ".join([*map(str, broken.index[1:SHOWN]), *["…"] * (len(broken) > SHOWN)])
    first += f"; others in rows {rest}" * (len(broken) > 1)
    shown = refused if broken.empty else broken.value_counts()
    why = ", ".join(f"{count} {_words(reason)}" for reason, count in shown.items())
    if not (fate == "").any():
        what = "has a header but no rows: export it again with at least one"
        if len(broken):
            what = f"has no row that can be used ({first}): correct the rows"
        elif refused:
            what = f"holds no event in Mali ({why}): give a file that covers Mali"
        raise InputError(f"{file} {what}.")
    here = int((fate != "outside_mali").sum())
    if len(broken) > TOO_MANY * here and not accept_refused:
        what = f"{len(broken)} of {here} rows in Mali would be refused ({why}; first {first})"
        raise InputError(f"{file}: {what}: correct them, or give --accept-refused.")
    return refused


def _require_conserved(report: ImportReport) -> None:
    """Check that no row and no victim went missing: a fault of this package, not of the file."""
    told, made, incidents, *_ = report
    rows = told["rows_read"] - sum(told["rows_refused"].values())
    into = [rows, rows, *incidents[["best", "incidents"]].sum().tolist()]
    out = [told["rows_used"], incidents["row"].nunique(), *made[["victims_best", "incidents"]].sum().tolist()]
    if into != out:
        raise AssertionError(f"rows, rows used, victims, incidents: {into} in, {out} out")


def _source(name: str, layout: layouts.Layout, version: str, kind: str) -> dict[str, Any]:
    """Say what the source is: a file of UCDP that is not the yearly one is a Candidate file."""
    preliminary = layout.source == "ucdp" and not re.fullmatch(r"\d\d\.1", version)
    told = {part: getattr(layout, part) for part in ("source", "title", "licence", "citation", "inclusion")}
    told |= layout.candidate if preliminary else {}
    told |= {"inclusion": layout.kinds[kind], "kind": kind} if kind else {}
    return {"name": name, **told, "version": version, "preliminary": preliminary}


def _write(report: ImportReport, data: Path, shown: pd.DataFrame | None) -> None:
    """Write each file beside its place, then put all in place; rows outside Mali are counted, not listed."""
    told, name, folder = report.about, report.about["name"], data / "events"
    texts = {
        f"{name}.refused.csv": report.left.to_csv(lineterminator="\n"),
        f"{name}.csv": cells.cells_csv(report.cells),
        f"{name}.json": json.dumps(told, ensure_ascii=False, indent=2) + "\n",
    }
    with in_words(lambda error: f"{name} cannot be written ({error.strerror}): make room.", OSError):
        if shown is not None:
            texts = release.split(data, texts, told, shown)
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in texts.items():
            (folder / f".{file}").write_text(text, encoding="utf-8", newline="\n")
        for file in texts:
            (folder / f".{file}").replace(folder / file)
