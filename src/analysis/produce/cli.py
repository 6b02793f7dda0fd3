"""The command line mali-trends, and its commands on notes."""

from __future__ import annotations

import signal
import sys
import traceback
import warnings
from pathlib import Path
from typing import Any

import click

from analysis.errors import InputError
from analysis.produce import due, reports, upkeep
from analysis.produce.reports import JSON, PATH, say, tell


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


def _fault(error: Exception) -> str:
    """Write down where something unforeseen happened, nothing that was read there; return the sentence."""
    kind, where = type(error).__name__, "".join(traceback.format_tb(error.__traceback__))
    try:
        path = due.cache() / "faults" / f"{due.mark(where)[:12]}.log"
        due.put(path, f"{where}{kind}\n".encode())
    except Exception:  # nowhere to write
        return f"A fault of ours, not of your input ({kind}): please report it with what you typed."
    return f"A fault of ours, not of your input ({kind}): please report it with {path}."


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mali-trends")
def cli() -> None:
    """Quarterly trends in human rights violations and abuses in Mali."""


for command in upkeep.COMMANDS:
    cli.add_command(command)


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
    made = [job for job in jobs if job.why]
    if dry_run:
        lines = [f"{job.name}: {job.why}" for job in made]
        say("\n".join([*lines, f"{len(made)} of {len(jobs)} would be made."]))
    elif failures:
        problems = {failed.problem for failed in failures.values()}
        if len(problems) == 1 and "" not in problems:
            raise InputError(problems.pop())
        done = len(made) - len(failures)
        raise RuntimeError(f"{len(failures)} of {len(made)} failed, {done} made: {', '.join(failures)}")
    else:
        say(f"{len(made)} made, {len(jobs) - len(made)} unchanged (--force makes them anew)")
        page = jobs[0].folder / jobs[0].page if wish.quarter else wish.base / "index.html"
        book = jobs[0].folder / f"{jobs[0].book.name}.ipynb"
        say(f"Page: {page}" if page.is_file() else f"Notebook: {book}")


@cli.command()
@click.argument("folder", type=PATH, default=Path())
def init(folder: Path) -> None:
    """Make a project of your own in a FOLDER: data and notebooks, to run and to change."""
    from analysis.produce.books import make

    say(f"Made: {make(folder)}. Go there: mali-trends note 2021Q2 runs its notebooks.")


@cli.command()
@JSON
@click.option("--all", "every", is_flag=True, help="Also quarters with event data only.")
def quarters(**asked: bool) -> None:
    """List the quarters with published figures and what each has."""
    say(reports.quarters(**asked))


@cli.command()
@click.argument("quarter")
@click.argument("name", default="")
@click.option("--notebook", default="", help="By default the note itself.")
@click.option("--language", default="en", show_default=True)
@JSON
def explain(**asked: Any) -> None:
    """Say of a number what it counts, what it rests on and which pages print it; or list their NAMEs."""
    say(reports.explain(**asked, tell=tell))


@cli.command()
@click.argument("quarter")
@click.option("--language", default="en", show_default=True)
@click.option("--format", "formats", default="docx,pdf,html", show_default=True)
@click.option("--notebook", default="brief", show_default=True, help="Another one, with footnotes.")
@click.option("--output", type=PATH, default=Path(), help="Folder; here without.")
def brief(quarter: str, language: str, formats: str, notebook: str, output: Path) -> None:
    """Write a QUARTER on one page of A4: DOCX to edit, PDF to print, HTML to send."""
    from analysis.produce import paper

    kinds = paper.checked(formats)
    job = reports.fresh(quarter, notebook, language, tell)
    for file in paper.paper(job.folder / f"{job.book.name}.ipynb", language, kinds, output):
        say(str(file))


@cli.command()
@click.argument("earlier")
@click.argument("later")
@click.option("--source", default="ucdp", show_default=True, help="A source or the name of an import.")
@click.option("--outcome", default="killed", show_default=True)
def change(earlier: str, later: str, source: str, outcome: str) -> None:
    """Say how event data changed from one quarter to another, and whether chance explains it."""
    click.echo(reports.change(earlier, later, source, outcome))


def preset(command: Any) -> Any:
    """Give a command the options of how figures are drawn."""
    for option in (
        click.option("--title/--no-title", default=None, help="The finding above, the sources below."),
        click.option("--journal", default="", help="nature, elsevier, slide or web; the notes' own without."),
        click.option("--columns", default="", help="Of the journal: 1, 1.5 or 2."),
        click.option("--language", type=click.Choice(["en", "fr"]), default="en", show_default=True),
    ):
        command = option(command)
    return command


@cli.command()
@click.argument("name", metavar="ID")
@click.argument("quarter")
@preset
@click.option("--output", type=PATH, default=Path(), help="Folder; here without.")
def figure(name: str, quarter: str, output: Path, **preset: Any) -> None:
    """Draw the figure ID of a QUARTER: pictures, numbers, words, and ways to use them."""
    from analysis.measure.coverage import require_quarter
    from analysis.present.figures import draw

    due.require_free(output)
    drawing = draw(name, require_quarter(quarter), **preset)
    if drawing is None:
        raise InputError(
            f"There is nothing to draw for {name} in {quarter}: see what mali-trends figures lists."
        )
    say("\n".join(map(str, drawing.save(output))))


@cli.command()
@click.argument("quarter")
@preset
@click.option("--output", type=PATH, help="Draw them all into this folder.")
@JSON
def figures(quarter: str, output: Path | None, as_json: bool, **preset: Any) -> None:
    """List the figures of a QUARTER with what each shows; with a folder, draw them all."""
    from analysis.measure.coverage import require_quarter
    from analysis.present.figures import FIGURES, draw
    from analysis.present.figures.export import save_all

    wanted = require_quarter(quarter)
    if output:
        due.require_free(output)
    found = [drawing for name in FIGURES if (drawing := draw(name, wanted, **preset))]
    if output:
        save_all(found, output)
    rows = [{"id": drawing.name, "shows": drawing.title} for drawing in found]
    say(reports.json_text(rows) if as_json else "\n".join("{id:24}{shows}".format(**row) for row in rows))
