"""The command line: mali-trends."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from analysis.errors import InputError


def main() -> None:
    """Run the command line: exit code 2 and one sentence for bad input, 1 for a failure."""
    try:
        sys.exit(cli.main(prog_name="mali-trends", standalone_mode=False))
    except (InputError, click.ClickException) as error:
        text = error.format_message() if isinstance(error, click.ClickException) else str(error)
        sys.exit(_stop(text, 2))
    except click.Abort:
        sys.exit(_stop("Interrupted; nothing was written.", 130))
    except RuntimeError as error:
        sys.exit(_stop(str(error), 1))


def _stop(text: str, code: int) -> int:
    click.echo(f"mali-trends: {' '.join(text.split())}", err=True)
    return code


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mali-trends")
def cli() -> None:
    """Quarterly trends in human rights violations and abuses in Mali."""


@cli.command()
@click.argument("quarter")
@click.option("--output", type=click.Path(path_type=Path), help="Folder for page, notebook and figures.")
def note(quarter: str, output: Path | None) -> None:
    """Make the note of a QUARTER: page, executed notebook, figures."""
    from analysis.produce.progress import steps
    from analysis.produce.rerun import make_note
    from analysis.quarter import Quarter

    wanted = Quarter.parse(quarter)
    with steps() as tell:
        made = make_note(wanted, output, tell)
    click.echo(f"Page:     {made.page}\nNotebook: {made.notebook}\nFigures:  {made.figures}")


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
def quarters(as_json: bool) -> None:
    """List the quarters with data and what each has."""
    import json

    from analysis.measure.coverage import coverage, known_quarters
    from analysis.record.ledger import facts

    rows = coverage(facts(), known_quarters())
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    from analysis.produce.progress import table

    shown = [{key: _mark(value) for key, value in row.items() if key != "label"} for row in rows]
    click.echo(table(shown), nl=False)


def _mark(value: object) -> str:
    return {True: "yes", False: "-"}[value] if isinstance(value, bool) else str(value)


@cli.command()
@click.argument("period", default="")
@click.option(
    "--file", "file", type=click.Path(path_type=Path), help="Audit claims of your own, as a CSV file."
)
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
    from analysis.record.ledger import facts, ledger
    from analysis.record.store import breaches

    found = breaches()
    for sentence in found:
        click.echo(sentence, err=True)
    if found:
        raise InputError(f"data/ breaks its dictionary in {len(found)} place(s), named above; correct them.")
    click.echo(f"data/ is as described: {len(ledger())} rows on {len(facts())} facts.")


@cli.command()
@click.argument("earlier")
@click.argument("later")
@click.option("--source", required=True, help="mission, an import's name, or a CSV file of incidents.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
def change(earlier: str, later: str, source: str, as_json: bool) -> None:
    """Tell the change from the EARLIER quarter to the LATER, with what chance allows."""
    from analysis.produce import changes

    click.echo(changes.report(earlier, later, source, as_json=as_json), nl=False)
