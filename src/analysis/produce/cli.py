"""The command line: mali-trends."""

from __future__ import annotations

import re
import signal
import sys
import traceback
import warnings
from pathlib import Path
from typing import Any

import click

from analysis.errors import InputError

PATH = click.Path(path_type=Path)
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")


def main() -> None:
    """Run the command line: exit 2 and a sentence for bad input, 1 for a failure, 70 for a fault of ours."""
    warnings.simplefilter("ignore")  # whatever PYTHONWARNINGS says
    for name in {"SIGTERM", "SIGHUP"} & set(dir(signal)):  # as Ctrl-C
        signal.signal(getattr(signal, name), signal.default_int_handler)
    try:
        sys.exit(cli.main(prog_name="mali-trends", standalone_mode=False))
    except click.ClickException as error:
        text, code = error.format_message(), 2
    except (click.Abort, KeyboardInterrupt) as error:
        text, code = str(error.__cause__ or error) or "Interrupted; nothing was written.", 130
    except (InputError, RuntimeError) as error:
        text, code = str(error), 2 if isinstance(error, InputError) else 1
    except Exception as error:  # unforeseen
        text, code = _fault(error), 70
    say("mali-trends: " + "\n".join(" ".join(line.split()) for line in text.splitlines()), err=True)
    sys.exit(code)


def own() -> None:
    """Be in a project that can be written."""
    from analysis.produce.project import require_own

    require_own()


def _fault(error: Exception) -> str:
    """Write down where something unforeseen happened, nothing that was read there; return the sentence."""
    from analysis.produce import due

    kind, where = type(error).__name__, "".join(traceback.format_tb(error.__traceback__))
    try:
        path = due.cache() / "faults" / f"{due.mark(where)[:12]}.log"
        due.put(path, f"{where}{kind}\n".encode())
    except Exception:  # nowhere to write
        return f"A fault of ours, not of your input ({kind}): please report it with what you typed."
    return f"A fault of ours, not of your input ({kind}): please report it with {path}."


def say(text: str, *, err: bool = False) -> None:
    """Print a text without characters that would steer the terminal."""
    click.echo(re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", "", text), err=err)


def tell(text: str) -> None:
    """Tell how far it got."""
    say(text, err=True)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mali-trends")
def cli() -> None:
    """Quarterly trends in human rights violations and abuses in Mali."""


@cli.command()
@click.argument("quarter", default="")
@click.option("--all", "every", is_flag=True, help="Every quarter with published figures.")
@click.option("--quarters", default="", help="Some quarters: 2020Q1..2022Q4, or 2020Q1,2021Q2.")
@click.option("--notebooks", default="", help="Some notebooks only, by name, with commas.")
@click.option("--language", default="", help="en or fr; all there are without.")
@click.option("--output", type=PATH, help="Folder for the pages, in place of site/.")
@click.option("-p", "--parameter", "parameters", multiple=True, metavar="NAME=VALUE", help="For them.")
@click.option("--force", is_flag=True, help="Make also what has not changed.")
@click.option("--dry-run", is_flag=True, help="Only say what is due, and why.")
@click.option("--kernel", is_flag=True, help="Run the cells in ordinary kernels.")
@click.option("--pages/--no-pages", default=True, help="Make pages of them, or only run the notebooks.")
@click.option("--workers", type=click.IntRange(1, 64), help="Notebooks at a time, by default one a core.")
@click.option("--dask", default="", metavar="ADDRESS", help="Work on the Dask cluster of this scheduler.")
@click.option("--cell-seconds", type=click.IntRange(1), default=300, show_default=True)
@click.option("--notebook-seconds", type=click.IntRange(1), default=900, show_default=True)
@click.option("--memory", type=click.IntRange(1024), default=3072, show_default=True, help="MiB a notebook.")
def note(dry_run: bool, workers: int | None, dask: str, **asked: Any) -> None:
    """Make the pages of a QUARTER, or of many, with the executed notebooks beside them."""
    from analysis.produce.rerun import Wish, plan, run

    wish = Wish(**asked)
    jobs, failures = (plan(wish), {}) if dry_run else run(wish, tell, workers, dask)
    due = [job for job in jobs if job.why]
    if dry_run:
        for job in due:
            say(f"{job.name}: {job.why}")
        say(f"{len(due)} of {len(jobs)} would be made.")
    elif failures:
        problems = {failed.problem for failed in failures.values()}
        if len(problems) == 1 and "" not in problems:
            raise InputError(problems.pop())
        done = len(due) - len(failures)
        raise RuntimeError(f"{len(failures)} of {len(due)} failed, {done} made: {', '.join(failures)}")
    else:
        say(f"{len(due)} made, {len(jobs) - len(due)} unchanged (--force makes them anew)")
        page = jobs[0].folder / jobs[0].page if wish.quarter else wish.base / "index.html"
        book = jobs[0].folder / f"{jobs[0].book.name}.ipynb"
        say(f"Page: {page}" if page.is_file() else f"Notebook: {book}")


@cli.command()
@click.argument("folder", type=PATH, default=Path())
def init(folder: Path) -> None:
    """Make a project of your own in a FOLDER: data and notebooks, to run and to change."""
    from analysis.produce.project import make

    say(f"Made: {make(folder)}. Go there: mali-trends note 2021Q2 runs its notebooks.")


@cli.command()
@JSON
@click.option("--all", "every", is_flag=True, help="Also quarters with event data only.")
def quarters(**asked: bool) -> None:
    """List the quarters with published figures and what each has."""
    from analysis.produce import reports

    say(reports.quarters(**asked))


@cli.command()
@click.argument("quarter")
@click.argument("name", default="")
@click.option("--notebook", default="", help="By default the note itself.")
@click.option("--language", default="en", show_default=True)
@JSON
def explain(**asked: Any) -> None:
    """Say of a number what it counts, what it rests on and which pages print it; or list their NAMEs."""
    from analysis.produce import reports

    say(reports.explain(**asked, tell=tell))


@cli.command()
@click.argument("quarter")
@click.option("--language", default="en", show_default=True)
@click.option("--format", "formats", default="docx,pdf,html", show_default=True)
@click.option("--notebook", default="brief", show_default=True, help="Another one, with footnotes.")
@click.option("--output", type=PATH, default=Path(), help="Folder; here without.")
def brief(quarter: str, language: str, formats: str, notebook: str, output: Path) -> None:
    """Write a QUARTER on one page of A4: DOCX to edit, PDF to print, HTML to send."""
    from analysis.produce import paper, reports

    kinds = paper.checked(formats)
    job = reports.fresh(quarter, notebook, language, tell)
    for file in paper.paper(job.folder / f"{job.book.name}.ipynb", language, kinds, output):
        say(str(file))


@cli.command()
@click.argument("period", default="")
@click.option("--file", type=PATH, help="Audit claims of your own, as a CSV file.")
@JSON
@click.option("--strict", is_flag=True, help="Exit with 1 while a finding has no decision or explanation.")
def audit(strict: bool, **asked: Any) -> None:
    """Check published figures against each other, on one PERIOD or on all."""
    from analysis.produce import reports

    text, wanting = reports.audit(**asked)
    say(text)
    if strict and wanting:
        raise RuntimeError(f"audit: {wanting}")


@cli.command()
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


@cli.command()
@click.argument("what", type=click.Choice(["note", "incidents"]))
@click.argument("quarter", default="")
@click.option("--xlsx", is_flag=True, help="The sheet of a note as a workbook in place of CSV.")
@click.option("--language", type=click.Choice(["en", "fr"]), default="en", help="Of a sheet of incidents.")
@click.option("--output", type=PATH, help="Another name for the sheet.")
def template(what: str, quarter: str, xlsx: bool, language: str, output: Path | None) -> None:
    """Write an empty sheet: of a new note on a QUARTER, or of incidents that import reads."""
    import pandas as pd

    from analysis.quarter import Quarter
    from analysis.record import additions, layouts
    from analysis.record.store import home

    if what == "incidents":
        path = output or Path("incidents.xlsx")
        layouts.sheet(path, home() / "data", language)
        return say(f"Sheet: {path}. Fill it in, then: mali-trends import {path}")
    wanted = Quarter.parse(quarter)
    path = output or Path(f"note_{wanted}.{'xlsx' if xlsx else 'csv'}")
    header, *rows = additions.template(wanted)
    frame = pd.DataFrame(rows, columns=header)
    frame.to_excel(path, index=False) if xlsx else frame.to_csv(path, index=False, encoding="utf-8-sig")
    return say(f"Sheet: {path}. Fill in value and page, then: mali-trends add {path}")


@cli.command()
@click.argument("file", type=PATH)
@click.option("--counts-as", default="", help="The quarter by whose rules the note counts.")
@click.option("--yes", is_flag=True, help="Add it without asking.")
def add(file: Path, counts_as: str, yes: bool) -> None:
    """Check the note in FILE row by row, show its audit, and add it to the record."""
    from analysis.produce import reports
    from analysis.record.additions import tried

    own()
    with tried(file, counts_as) as quarter:
        say(reports.audit(quarter, None, as_json=False)[0])
        if not yes:
            click.confirm(f"Add this note on {quarter}?", abort=True)
    say(f"Added: mali-trends note {quarter} makes its pages; mali-trends remove note {quarter} takes it out.")


@cli.command()
@click.argument("what", type=click.Choice(["note"]), expose_value=False)
@click.argument("quarter")
def remove(quarter: str) -> None:
    """Take a note on a QUARTER that was added by hand out of the record."""
    from analysis.quarter import Quarter
    from analysis.record.additions import remove as removed

    own()
    say(f"Removed: {removed(Quarter.parse(quarter))} rows.")


@cli.command("import")
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
    from analysis.record.store import home

    if template:
        return say(layouts.mapping(file, home() / "data").rstrip())
    own()
    folder = home() / "data" / "events"
    report = import_events(file, name, data=folder.parent, **options)
    quarters = ", ".join(sorted(set(report.cells["quarter"])))
    name = report.about["name"]
    private = "release.csv; all else in data/private" if (folder / f"{name}.release.csv").is_file() else "csv"
    where = "none written" if options["dry_run"] else f"data/events/{name}.{private}"
    return say("\n".join([*report.lines(), f"Cells: {where}. Quarters: {quarters}."]))


@cli.command()
@click.argument("earlier")
@click.argument("later")
@click.option("--source", default="ucdp", show_default=True, help="A source or the name of an import.")
@click.option("--outcome", default="killed", show_default=True)
def change(earlier: str, later: str, source: str, outcome: str) -> None:
    """Say how event data changed from one quarter to another, and whether chance explains it."""
    from analysis.produce import reports

    click.echo(reports.change(earlier, later, source, outcome))


@cli.command()
@click.argument("action", type=click.Choice(["list", "remove"]), default="list")
@click.argument("name", default="")
def imports(action: str, name: str) -> None:
    """List what was imported (source, version, days, rows used, hash), or remove one by its NAME."""
    from analysis.record import cells
    from analysis.record.store import home

    if action == "remove":
        own()
        cells.remove(name, home() / "data")
    data = home() / "data"
    for told in (cells.about(name, data) for name in cells.names(data)):
        source, days = f"{told['source']} {told['version']}".strip(), " to ".join(told["days"])
        rows = "private" if told.get("private") else (
            f"{told['rows_used']:,} of {told['rows_read']:,} rows  sha256 {told['sha256'][:12]}"
        )  # fmt: skip
        say(f"{told['name']:24}{source:14}{days}  {rows}")


@cli.command()
@click.argument("what", type=click.Choice(["ucdp"]), expose_value=False)
@click.option("--version", default="26.1", help="26.1, 26.0.8 (a month) or 26.01.26.06.", show_default=True)
def fetch(version: str) -> None:
    """Fetch UCDP's events into data/raw. ACLED gives its own to registered users; boundaries are on HDX."""
    from analysis.record.fetch import fetch_ucdp
    from analysis.record.store import home

    own()
    say(f"Fetched: {fetch_ucdp(version, home() / 'data' / 'raw')}")


@cli.command()
@click.argument("name", metavar="ID")
@click.argument("quarter")
@click.option("--language", type=click.Choice(["en", "fr"]), default="en", show_default=True)
@click.option("--columns", default="", help="Of the journal: 1, 1.5 or 2.")
@click.option("--journal", default="", help="nature, elsevier, slide or web; the notes' own without.")
@click.option("--title/--no-title", default=None, help="The finding above, the sources below.")
@click.option("--output", type=PATH, default=Path(), help="Folder; here without.")
def figure(name: str, quarter: str, output: Path, **preset: Any) -> None:
    """Draw the figure ID of a QUARTER: pictures, numbers, words, and ways to use them."""
    from analysis.measure.coverage import require_quarter
    from analysis.present.figures import draw
    from analysis.produce.due import require_free

    require_free(output)
    drawing = draw(name, require_quarter(quarter), **preset)
    if drawing is None:
        raise InputError(
            f"There is nothing to draw for {name} in {quarter}: see what mali-trends figures lists."
        )
    say("\n".join(map(str, drawing.save(output))))


@cli.command()
@click.argument("quarter")
@click.option("--language", type=click.Choice(["en", "fr"]), default="en", show_default=True)
@click.option("--columns", default="", help="Of the journal: 1, 1.5 or 2.")
@click.option("--journal", default="", help="nature, elsevier, slide or web; the notes' own without.")
@click.option("--title/--no-title", default=None, help="The finding above, the sources below.")
@click.option("--output", type=PATH, help="Draw them all into this folder.")
@JSON
def figures(quarter: str, output: Path | None, as_json: bool, **preset: Any) -> None:
    """List the figures of a QUARTER with what each shows; with a folder, draw them all."""
    from analysis.measure.coverage import require_quarter
    from analysis.present.figures import FIGURES, draw
    from analysis.present.figures.export import save_all
    from analysis.produce.due import require_free
    from analysis.produce.reports import json_text

    wanted = require_quarter(quarter)
    if output:
        require_free(output)
    found = [drawing for name in FIGURES if (drawing := draw(name, wanted, **preset))]
    if output:
        save_all(found, output)
    rows = {drawing.name: drawing.title for drawing in found}
    told = [{"id": name, "shows": title} for name, title in rows.items()]
    say(json_text(told) if as_json else "\n".join(f"{name:24}{title}" for name, title in rows.items()))
