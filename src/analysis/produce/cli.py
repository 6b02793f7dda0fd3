"""The command line: mali-trends."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from analysis import NOTEBOOKS
from analysis.errors import InputError

PATH = click.Path(path_type=Path)


def main() -> None:
    """Run the command line: exit code 2 and one sentence for bad input, 1 for a failure."""
    try:
        sys.exit(cli.main(prog_name="mali-trends", standalone_mode=False))
    except (InputError, click.ClickException) as error:
        text = error.format_message() if isinstance(error, click.ClickException) else str(error)
        sys.exit(_stop(text, 2))
    except (click.Abort, KeyboardInterrupt) as error:
        sys.exit(_stop(str(error.__cause__ or error) or "Interrupted; nothing was written.", 130))
    except RuntimeError as error:
        sys.exit(_stop(str(error), 1))


def _stop(text: str, code: int) -> int:
    click.echo(f"mali-trends: {' '.join(text.split())}", err=True)
    return code


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mali-trends")
def cli() -> None:
    """Quarterly trends in human rights violations and abuses in Mali."""


def _wished(function: Callable[..., None]) -> Callable[..., None]:
    """Add the options that say which notes are meant."""
    options = (
        click.argument("quarter", default=""),
        click.option("--all", "every", is_flag=True, help="Every quarter with published figures."),
        click.option("--quarters", default="", help="Some quarters: 2020Q1..2022Q4, or 2020Q1,2021Q2."),
        click.option("--notebooks", default="", help="Some notebooks only, by name, with commas."),
        click.option("--language", default="en", show_default=True, help="en, fr or en,fr."),
        click.option("--output", type=PATH, help="Folder for pages and figures."),
        click.option("-p", "--parameter", "given", multiple=True, metavar="NAME=VALUE",
                     help="A parameter of the notebooks."),
    )  # fmt: skip
    return functools.reduce(lambda wrapped, option: option(wrapped), reversed(options), function)


@cli.command()
@_wished
@click.option("--workers", type=click.IntRange(1), help="Notebooks at a time, by default one a core.")
@click.option("--dask", default="", metavar="ADDRESS", help="Work on the Dask cluster of this scheduler.")
@click.option("--force", is_flag=True, help="Make also what has not changed.")
@click.option("--dry-run", is_flag=True, help="Only say what would be made, and why.")
@click.option("--kernel", type=click.Choice(["warm", "plain"]), default="warm", show_default=True)
@click.option("--cell-seconds", type=click.IntRange(1), default=300, show_default=True)
@click.option("--notebook-seconds", type=click.IntRange(1), default=900, show_default=True)
@click.option("--memory", type=click.IntRange(2048), default=3072, show_default=True, help="MiB a notebook.")
def note(
    workers: int | None, dask: str, dry_run: bool, kernel: str, cell_seconds: int, notebook_seconds: int,
    memory: int, force: bool, **which: Any,
) -> None:  # fmt: skip
    """Make the note of a QUARTER, or of many: pages, executed notebooks, figures, manifest."""
    from analysis.produce import runs

    limits = runs.Limits(cell_seconds, notebook_seconds, memory)
    wish = runs.wish(**which, force=force, warm=kernel == "warm", limits=limits)
    click.echo(runs.foretell(wish) if dry_run else runs.carry_out(wish, workers, dask), nl=False)


@cli.command()
@_wished
def status(**which: Any) -> None:
    """Say which notes are as they would be made now, and which not; of all quarters if none is named."""
    from analysis.produce import runs

    click.echo(runs.status(runs.wish(**which, otherwise_all=True)), nl=False)


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
@click.option("--all", "every", is_flag=True, help="Also quarters with event data only.")
def quarters(as_json: bool, every: bool) -> None:
    """List the quarters with published figures and what each has."""
    from analysis.measure.coverage import all_quarters, coverage, known_quarters
    from analysis.produce.progress import json_text, table
    from analysis.record.ledger import facts

    rows = coverage(facts(), all_quarters() if every else known_quarters())
    shown = [{key: _mark(value) for key, value in row.items() if key != "label"} for row in rows]
    click.echo(json_text(rows) if as_json else table(shown), nl=False)


def _mark(value: object) -> str:
    if isinstance(value, list):
        return " ".join(value) or "-"
    return {True: "yes", False: "-"}[value] if isinstance(value, bool) else str(value)


@cli.command()
@click.argument("period", default="")
@click.option("--file", type=PATH, help="Audit claims of your own, as a CSV file.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
@click.option("--strict", is_flag=True, help="Exit with 1 while a finding has no decision or explanation.")
def audit(period: str, file: Path | None, as_json: bool, strict: bool) -> None:
    """Check published figures against each other, on one PERIOD or on all."""
    from analysis.produce import reports

    found = reports.audit_ledger(period) if file is None else reports.audit_file(file, period)
    click.echo(reports.as_json(found) if as_json else reports.as_table(found), nl=False)
    if strict and (wanting := reports.wanting(found, whole=file is None and not period)):
        raise RuntimeError(f"audit: {wanting}")


@cli.command()
def check() -> None:
    """Check all of data/ against its dictionary and the tables against each other."""
    from analysis.record.check import check as find_breaches
    from analysis.record.ledger import facts, ledger

    found = find_breaches()
    for sentence in found:
        click.echo(sentence, err=True)
    if found:
        raise InputError(f"data/ breaks its dictionary in {len(found)} place(s), named above; correct them.")
    click.echo(f"data/ is as described: {len(ledger())} rows on {len(facts())} facts.")


@cli.command("import")
@click.argument("file", type=PATH)
@click.option("--as", "name", required=True, help="Name of the cells, such as ucdp_26_1.")
@click.option("--strict", is_flag=True, help="Refuse the file if any row is broken.")
@click.option("--mapping", type=PATH, help="YAML with your sheet's columns and words.")
@click.option("--version", help="Version of the source, if the file's name does not say it.")
@click.option("--boundaries", type=PATH, help="GeoJSON of cercles, to place coordinates.")
@click.option("--sensitivity", is_flag=True, help="Show both readings of the actor table.")
def import_(
    file: Path,
    name: str,
    strict: bool,
    mapping: Path | None,
    version: str | None,
    boundaries: Path | None,
    sensitivity: bool,
) -> None:
    """Read a FILE of events (UCDP, ACLED, your own incident sheet) to cells in data/events."""
    from analysis.produce.imports import import_file

    click.echo(
        import_file(file, name, mapping, version, boundaries, strict=strict, sensitivity=sensitivity),
        nl=False,
    )


@cli.command()
@click.argument("what", type=click.Choice(["ucdp", "boundaries", "acled"]))
@click.option("--version", default="26.1", help="Of UCDP: 26.1, 26.0.8 or 26.01.26.06.", show_default=True)
@click.option("--candidate", help="Month of UCDP's Candidate file, such as 2026-08.")
def fetch(what: str, version: str, candidate: str | None) -> None:
    """Fetch WHAT into data/raw; ACLED gives its events to registered users, on its own page."""
    from analysis.produce.imports import fetched

    click.echo(f"Fetched: {fetched(what, f'candidate {candidate}' if candidate else version)}")


@cli.command()
@click.argument("earlier")
@click.argument("later")
@click.option("--source", required=True, help="mission, an import's name, or a CSV file of incidents.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
def change(earlier: str, later: str, source: str, as_json: bool) -> None:
    """Tell the change from the EARLIER quarter to the LATER, with what chance allows."""
    from analysis.produce import changes

    click.echo(changes.report(earlier, later, source, as_json=as_json), nl=False)


_PRESET = (
    click.option("--journal", default="", help="nature, elsevier, slide or web; the notes' own without."),
    click.option("--columns", default="", help="Of the journal: 1, 1.5 or 2."),
    click.option("--language", type=click.Choice(["en", "fr"]), default="en", show_default=True),
)


def _preset(command: Any) -> Any:
    return functools.reduce(lambda made, option: option(made), reversed(_PRESET), command)


@cli.command()
@click.argument("name", metavar="ID")
@click.argument("quarter")
@_preset
@click.option("--output", type=PATH, default=Path(), help="Folder; here without.")
def figure(name: str, quarter: str, journal: str, columns: str, language: str, output: Path) -> None:
    """Draw the figure ID of a QUARTER: PDF, SVG, PNG, numbers, caption, LaTeX and BibTeX."""
    from analysis.present.export import save
    from analysis.present.gallery import draw

    made = save(draw(name, quarter, journal=journal, columns=columns, language=language), output)
    for ending in made:
        click.echo(output / f"{name}.{ending}")


@cli.command()
@click.argument("quarter")
@_preset
@click.option("--output", type=PATH, help="Draw them all into this folder, with a page.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
def figures(
    quarter: str, journal: str, columns: str, language: str, output: Path | None, as_json: bool
) -> None:
    """List the figures of a QUARTER with what each shows, or draw them all."""
    from analysis.produce import pictures

    click.echo(pictures.report(quarter, output, journal, columns, language, as_json=as_json), nl=False)


@cli.command("continue")
@click.argument("quarter")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
def continue_(quarter: str, as_json: bool) -> None:
    """Carry the mission's count of civilians killed on to a QUARTER: modelled, and whether that is of use."""
    from analysis.produce import continued

    click.echo(continued.report(quarter, as_json=as_json), nl=False)


@cli.command()
@click.argument("quarter")
@click.argument("name", default="")
@click.option("--notebook", type=click.Choice(NOTEBOOKS), default=NOTEBOOKS[0], show_default=True)
@click.option("--language", type=click.Choice(["en", "fr"]), default="en", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
def explain(quarter: str, name: str, notebook: str, language: str, as_json: bool) -> None:
    """Say of a number what it counts, how it was come by, and which pages print it; or list their NAMEs."""
    from analysis.produce.explain import explain as told

    click.echo(told(quarter, name, notebook, language, as_json=as_json), nl=False)
