"""The commands that check the record and add to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import click

from analysis.errors import InputError
from analysis.produce import books
from analysis.produce.reports import audit, say, tell
from analysis.quarter import Quarter
from analysis.record.store import home


def check(*, fix: bool = False) -> None:
    """Check all of data/ against its dictionary and the tables against each other.

    Parameters
    ----------
    fix : bool
        First write back what a spreadsheet has saved.
    """
    from analysis.record import check, ledger

    for name in check.fix() if fix else ():
        tell(f"Written back: {name}")
    found = check.check()
    for sentence in found:
        tell(sentence)
    if found:
        raise InputError(f"data/ breaks its dictionary in {len(found)} place(s), named above; correct them.")
    say(f"data/ is as described: {len(ledger.ledger())} rows on {len(ledger.facts())} facts.")


def template(
    what: Literal["note", "incidents"], quarter: str = "", *,
    xlsx: bool = False, language: Literal["en", "fr"] = "en", output: Path | None = None,
) -> None:  # fmt: skip
    """Write an empty sheet: of a new note on a QUARTER, or of incidents that import reads.

    Parameters
    ----------
    xlsx : bool
        The sheet of a note as a workbook in place of CSV.
    language : {"en", "fr"}
        Of a sheet of incidents.
    output : Path, optional
        Another name for the sheet.
    """
    import pandas as pd

    from analysis.record import additions, layouts

    if what == "incidents":
        path, todo = output or Path("incidents.xlsx"), "Fill it in, then: mali-trends import"
        layouts.sheet(path, home() / "data", language)
    else:
        wanted = Quarter.parse(quarter)
        path = output or Path(f"note_{wanted}.{'xlsx' if xlsx else 'csv'}")
        todo = "Fill in value and page, then: mali-trends add"
        header, *rows = additions.template(wanted)
        frame = pd.DataFrame(rows, columns=header)
        frame.to_excel(path, index=False) if xlsx else frame.to_csv(path, index=False, encoding="utf-8-sig")
    say(f"Sheet: {path}. {todo} {path}")


def add(file: Path, *, counts_as: str = "", yes: bool = False) -> None:
    """Check the note in FILE row by row, show its audit, and add it to the record.

    Parameters
    ----------
    counts_as : str
        The quarter by whose rules the note counts.
    yes : bool
        Add it without asking.
    """
    from analysis.record.additions import tried

    books.require_own()
    with tried(file, counts_as) as quarter:
        audit(quarter)
        if not yes:
            click.confirm(f"Add this note on {quarter}?", abort=True)
    say(f"Added: mali-trends note {quarter} makes its pages; mali-trends remove note {quarter} takes it out.")


def remove(what: Literal["note"], quarter: str) -> None:  # noqa: ARG001
    """Take a note on a QUARTER that was added by hand out of the record."""
    from analysis.record import additions

    books.require_own()
    say(f"Removed: {additions.remove(Quarter.parse(quarter))} rows.")


def import_(file: Path, *, as_: str = "", template: bool = False, **options: Any) -> None:
    """Read a FILE of events (UCDP, ACLED, your own incident sheet) to cells in data/events.

    Parameters
    ----------
    as_ : str
        Name of the cells, by default that of the file.
    template : bool
        Print a mapping for the file, to fill in.
    """
    from analysis.record import imports, layouts

    if template:
        return say(layouts.mapping(file, home() / "data").rstrip())
    books.require_own()
    report = imports.import_events(file, as_, data=home() / "data", **options)
    quarters, name = ", ".join(sorted(set(report.cells["quarter"]))), report.about["name"]
    private = (home() / "data" / "events" / f"{name}.release.csv").is_file()
    files = "release.csv; all else in data/private" if private else "csv"
    where = "none written" if options["dry_run"] else f"data/events/{name}.{files}"
    return say("\n".join([*report.lines(), f"Cells: {where}. Quarters: {quarters}."]))


def imports(action: Literal["list", "remove"] = "list", name: str = "") -> None:
    """List what was imported (source, version, days, rows used, hash), or remove one by its NAME."""
    from analysis.record import cells

    if action == "remove":
        books.require_own()
        cells.remove(name, home() / "data")
    data = home() / "data"
    for told in (cells.about(name, data) for name in cells.names(data)):
        source, days = f"{told['source']} {told['version']}".strip(), " to ".join(told["days"])
        rows = "private" if told.get("private") else (
            f"{told['rows_used']:,} of {told['rows_read']:,} rows  sha256 {told['sha256'][:12]}"
        )  # fmt: skip
        say(f"{told['name']:24}{source:14}{days}  {rows}")


def fetch(what: Literal["ucdp"], *, version: str = "26.1") -> None:  # noqa: ARG001
    """Fetch UCDP's events into data/raw. ACLED gives its own to registered users; boundaries are on HDX.

    Parameters
    ----------
    version : str
        26.1, 26.0.8 (a month) or 26.01.26.06.
    """
    from analysis.record.fetch import fetch_ucdp

    books.require_own()
    say(f"Fetched: {fetch_ucdp(version, home() / 'data' / 'raw')}")


def init(folder: Path = Path()) -> None:
    """Make a project of your own in a FOLDER: data and notebooks, to run and to change."""
    say(f"Made: {books.make(folder)}. Go there: mali-trends note 2021Q2 runs its notebooks.")


COMMANDS = (check, template, add, remove, import_, imports, fetch, init)
