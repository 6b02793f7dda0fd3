"""The commands that check the record and add to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from analysis.errors import InputError
from analysis.produce import reports
from analysis.produce.books import require_own
from analysis.produce.reports import JSON, PATH, say, tell
from analysis.quarter import Quarter
from analysis.record.store import home


@click.command()
@click.argument("period", default="")
@click.option("--file", type=PATH, help="Audit claims of your own, as a CSV file.")
@JSON
@click.option("--strict", is_flag=True, help="Exit with 1 while a finding has no decision or explanation.")
def audit(strict: bool, **asked: Any) -> None:
    """Check published figures against each other, on one PERIOD or on all."""
    text, wanting = reports.audit(**asked)
    say(text)
    if strict and wanting:
        raise RuntimeError(f"audit: {wanting}")


@click.command()
@click.option("--fix", is_flag=True, help="First write back what a spreadsheet has saved.")
def check(fix: bool) -> None:
    """Check all of data/ against its dictionary and the tables against each other."""
    from analysis.record.check import check as find_breaches
    from analysis.record.check import fix as write_back
    from analysis.record.ledger import facts, ledger

    for name in write_back() if fix else ():
        tell(f"Written back: {name}")
    found = find_breaches()
    for sentence in found:
        tell(sentence)
    if found:
        raise InputError(f"data/ breaks its dictionary in {len(found)} place(s), named above; correct them.")
    say(f"data/ is as described: {len(ledger())} rows on {len(facts())} facts.")


@click.command()
@click.argument("what", type=click.Choice(["note", "incidents"]))
@click.argument("quarter", default="")
@click.option("--xlsx", is_flag=True, help="The sheet of a note as a workbook in place of CSV.")
@click.option("--language", type=click.Choice(["en", "fr"]), default="en", help="Of a sheet of incidents.")
@click.option("--output", type=PATH, help="Another name for the sheet.")
def template(what: str, quarter: str, xlsx: bool, language: str, output: Path | None) -> None:
    """Write an empty sheet: of a new note on a QUARTER, or of incidents that import reads."""
    from analysis.record import additions, layouts

    if what == "incidents":
        path = output or Path("incidents.xlsx")
        layouts.sheet(path, home() / "data", language)
        return say(f"Sheet: {path}. Fill it in, then: mali-trends import {path}")
    wanted = Quarter.parse(quarter)
    path = output or Path(f"note_{wanted}.{'xlsx' if xlsx else 'csv'}")
    frame = additions.template(wanted)
    frame.to_excel(path, index=False) if xlsx else frame.to_csv(path, index=False, encoding="utf-8-sig")
    return say(f"Sheet: {path}. Fill in value and page, then: mali-trends add {path}")


@click.command()
@click.argument("file", type=PATH)
@click.option("--counts-as", default="", help="The quarter by whose rules the note counts.")
@click.option("--yes", is_flag=True, help="Add it without asking.")
def add(file: Path, counts_as: str, yes: bool) -> None:
    """Check the note in FILE row by row, show its audit, and add it to the record."""
    from analysis.record.additions import tried

    require_own()
    with tried(file, counts_as) as quarter:
        say(reports.audit(quarter, None, as_json=False)[0])
        if not yes:
            click.confirm(f"Add this note on {quarter}?", abort=True)
    say(f"Added: mali-trends note {quarter} makes its pages; mali-trends remove note {quarter} takes it out.")


@click.command()
@click.argument("what", type=click.Choice(["note"]), expose_value=False)
@click.argument("quarter")
def remove(quarter: str) -> None:
    """Take a note on a QUARTER that was added by hand out of the record."""
    from analysis.record.additions import remove as removed

    require_own()
    say(f"Removed: {removed(Quarter.parse(quarter))} rows.")


@click.command("import")
@click.argument("file", type=PATH)
@click.option("--as", "name", default="", help="Name of the cells, by default that of the file.")
@click.option("--mapping", type=PATH, help="YAML with the file's columns and words.")
@click.option("--dates", default="", help="Order of its dates: dayfirst or monthfirst.")
@click.option(
    "--sheet", "sheets", multiple=True, metavar="NAME", help="Of a workbook; all takes all that fit."
)
@click.option("--kind", default="", help="Of sums: political_violence or civilian_targeting.")
@click.option("--accept-refused", is_flag=True, help="Go on though over a tenth of its rows is refused.")
@click.option("--dry-run", is_flag=True, help="Say what would be read, and write nothing.")
@click.option("--template", is_flag=True, help="Print a mapping for the file, to fill in.")
@click.option("--version", help="Version of the source, if the file's name does not say it.")
@click.option("--boundaries", type=PATH, help="GeoJSON of cercles, to place coordinates.")
@click.option("--covers", default="", metavar="FROM..TO", help="First and last day that the file covers.")
def import_(file: Path, name: str, template: bool, **options: Any) -> None:
    """Read a FILE of events (UCDP, ACLED, your own incident sheet) to cells in data/events."""
    from analysis.record import layouts
    from analysis.record.imports import import_events

    if template:
        return say(layouts.mapping(file, home() / "data").rstrip())
    require_own()
    folder = home() / "data" / "events"
    report = import_events(file, name, data=folder.parent, **options)
    quarters = ", ".join(sorted(set(report.cells["quarter"])))
    name = report.about["name"]
    private = "release.csv; all else in data/private" if (folder / f"{name}.release.csv").is_file() else "csv"
    where = "none written" if options["dry_run"] else f"data/events/{name}.{private}"
    return say("\n".join([*report.lines(), f"Cells: {where}. Quarters: {quarters}."]))


@click.command()
@click.argument("action", type=click.Choice(["list", "remove"]), default="list")
@click.argument("name", default="")
def imports(action: str, name: str) -> None:
    """List what was imported (source, version, days, rows used, hash), or remove one by its NAME."""
    from analysis.record import cells

    if action == "remove":
        require_own()
        cells.remove(name, home() / "data")
    data = home() / "data"
    for told in (cells.about(name, data) for name in cells.names(data)):
        source, days = f"{told['source']} {told['version']}".strip(), " to ".join(told["days"])
        rows = "private" if told.get("private") else (
            f"{told['rows_used']:,} of {told['rows_read']:,} rows  sha256 {told['sha256'][:12]}"
        )  # fmt: skip
        say(f"{told['name']:24}{source:14}{days}  {rows}")


@click.command()
@click.argument("what", type=click.Choice(["ucdp"]), expose_value=False)
@click.option("--version", default="26.1", help="26.1, 26.0.8 (a month) or 26.01.26.06.", show_default=True)
def fetch(version: str) -> None:
    """Fetch UCDP's events into data/raw. ACLED gives its own to registered users; boundaries are on HDX."""
    from analysis.record.fetch import fetch_ucdp

    require_own()
    say(f"Fetched: {fetch_ucdp(version, home() / 'data' / 'raw')}")


COMMANDS = (audit, check, template, add, remove, import_, imports, fetch)
