"""The command line mali-trends: documented functions as commands; and those that tend the record."""

import contextlib
import inspect
import pkgutil
import re
import signal
import sys
import traceback
import typing
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import click

from analysis.errors import InputError
from analysis.produce import due, reports
from analysis.produce.reports import audit, say, table, tell
from analysis.quarter import Quarter
from analysis.record.store import SHIPPED, home

FRESH = "In a checkout, make fresh writes all that follows from it, and make test checks that. All in {}."


def main() -> None:
    """Run the command line: exit 2 and a sentence for bad input, 1 for a failure, 70 for a fault of ours."""
    warnings.simplefilter("ignore")  # whatever PYTHONWARNINGS says
    sys.warnoptions.clear()  # which processes would be given
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
    kind, log = type(error).__name__, "what you typed"
    where = "".join(traceback.format_tb(error.__traceback__))
    with contextlib.suppress(Exception):  # where there is nowhere to write
        path = due.cache() / "faults" / f"{due.mark(where)[:12]}.log"
        log = str(due.put(path, f"{where}{kind}\n".encode()))
    return f"A fault of ours, not of your input ({kind}): please report it with {log}."


class Command(click.Command):
    """A command made of a function: positional parameters are arguments, all others are options.

    Their help is what a docstring says of them; types are those of the signature. ``settings.toml`` names
    what declares further options of a command; it is imported when the command is asked for.
    """

    def __init__(self, work: Callable[..., None]) -> None:
        text = inspect.cleandoc(work.__doc__ or "").partition("\n\nParameters\n")[0]
        super().__init__(work.__name__.strip("_"), callback=work, help=text)

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return what is read from the signatures, now that the command is asked for."""
        if not self.params:
            own, further = list(_parameters(self.callback)), due.SETTINGS["further"].get(self.name)
            more = _parameters(pkgutil.resolve_name(further)) if further else ()
            known = {"data", *(one.name for one in own)}  # the project's data, always
            options = (one for one in more if isinstance(one, click.Option) and one.name not in known)
            self.params = [*own, *options]
        return super().get_params(ctx)


def _parameters(source: Any) -> Iterator[click.Parameter]:
    """Return the parameters of a function or dataclass as those of a command."""
    # what a numpydoc docstring tells of each
    told = dict(re.findall(r"(?m)^(\w+)(?: : .*)?\n {4}(.*(?:\n {4}.*)*)", inspect.getdoc(source) or ""))
    hints = typing.get_type_hints(source, include_extras=True)
    for name, one in inspect.signature(source).parameters.items():
        kind, flag = _kind(hints[name]), name.strip("_").replace("_", "-")
        if one.kind is one.POSITIONAL_OR_KEYWORD:
            given = {} if one.default is one.empty else {"default": one.default}
            yield click.Argument([name], type=kind, **given)
        elif one.kind is one.KEYWORD_ONLY:
            forms = [f"--{flag}/--no-{flag}" if kind is bool and one.default is not False else f"--{flag}"]
            if several := typing.get_origin(hints[name]) in (tuple, Sequence):
                forms = [f"-{flag[0]}", f"--{flag.removesuffix('s')}"]
            yield click.Option(
                [name, *forms], type=kind, default=one.default, is_flag=kind is bool, multiple=several,
                show_default=bool(one.default) and kind is not bool,
                help=" ".join(told.get(name, "").replace("``", "").split()),
            )  # fmt: skip


def _kind(hint: Any) -> Any:
    """Return what click takes for the type of a parameter."""
    within = typing.get_args(hint)
    if typing.get_origin(hint) is typing.Annotated:
        return within[1]
    if typing.get_origin(hint) is typing.Literal:
        return click.Choice(within)
    return next((kind for kind in (bool, Path) if kind in (hint, *within)), str)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mali-trends")
def cli() -> None:
    """Quarterly trends in human rights violations and abuses in Mali."""


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


def template(what: Literal["note", "incidents"], quarter: str = "", *, xlsx: bool = False,
             language: Literal["en", "fr"] = "en", output: Path | None = None) -> None:  # fmt: skip
    """Write an empty sheet: of a new note on a QUARTER, or of incidents that import reads.

    Parameters
    ----------
    xlsx : bool
        The sheet of a note as a workbook in place of CSV.
    language : {"en", "fr"}
        Of a sheet of incidents.
    output : Path, optional
        Another name for the sheet; that of incidents is put into data/raw without.
    """
    from analysis.record import additions, layouts

    if what == "incidents":
        raw = home() / "data" / "raw" if home() != SHIPPED else Path()  # which git ignores
        path, then = output or raw / "incidents.xlsx", "import"
        layouts.sheet(path, home() / "data", language)
    else:
        wanted, then = Quarter.parse(quarter), "add"
        path = output or Path(f"note_{wanted}.{'xlsx' if xlsx else 'csv'}")
        frame = additions.template(wanted)
        frame.to_excel(path, index=False) if xlsx else frame.to_csv(path, index=False, encoding="utf-8-sig")
    say(f"Sheet: {path}. Fill it in, then: mali-trends {then} {path}")


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

    due.require_own()
    with tried(file, counts_as) as quarter:
        with contextlib.suppress(InputError):  # a leading figure alone has nothing to be checked against
            audit(quarter)
        if not yes:
            click.confirm(f"Add this note on {quarter}?", abort=True)
    say(f"Added: mali-trends note {quarter} makes its pages; mali-trends remove note {quarter} takes it out.")
    say(FRESH.format(home()))


def remove(what: Literal["note"], quarter: str) -> None:  # noqa: ARG001
    """Take a note on a QUARTER that was added by hand out of the record."""
    from analysis.record import additions

    due.require_own()
    say(f"Removed: {additions.remove(Quarter.parse(quarter))} rows. {FRESH.format(home())}")


def import_(file: Path, *, as_: str = "", template: bool = False, **options: Any) -> None:
    """Read a FILE of events (UCDP, ACLED, your own incident sheet) to cells in data/events.

    Parameters
    ----------
    as_ : str
        Name of the cells, by default that of the file; of a private sheet, own_2025H1.
    template : bool
        Print a mapping for the file, to fill in.
    """
    from analysis.record import imports, layouts

    if template:
        return say(layouts.mapping(file, home() / "data").rstrip())
    due.require_own()
    report = imports.import_events(file, as_, data=home() / "data", **options)
    quarters, name = ", ".join(sorted(set(report.cells["quarter"]))), report.about["name"]
    files = (f"data/events/{name}.csv", f"data/events/{name}.release.csv", f"data/private/{name}")
    there = [file for file in files if (home() / file).exists()]
    where = "none written" if options["dry_run"] else " and ".join(there)
    return say("\n".join([*report.lines(), f"Cells: {where}. Quarters: {quarters}. All in {home()}."]))


def imports(action: Literal["list", "remove"] = "list", name: str = "") -> None:
    """List what was imported (source, version, days, rows, hash), or remove one by its NAME."""
    from analysis.record import cells

    if action == "remove":
        due.require_own()
        cells.remove(name, home() / "data")
        say(f"Removed: {name}. Pages made of it stay: delete its quarters in site/, site/fr/.")
        if (home() / "data" / "private" / name).is_dir():
            say(f"data/private/{name} stays, to remember what was released (docs/disclosure.md).")
    found = [cells.about(name, home() / "data") for name in cells.names(home() / "data")]
    rows = "{rows_used:,} of {rows_read:,}  sha256 {sha256:.12}"
    say(table([{"name": one["name"], "source": f"{one['source']} {one['version']}",
                "days": " to ".join(one["days"]), "rows used": "private" if one.get("private") else
                rows.format_map(one)} for one in found]))  # fmt: skip


def fetch(what: Literal["ucdp"], *, version: str = "26.1") -> None:  # noqa: ARG001
    """Fetch UCDP's events into data/raw. ACLED gives its own to registered users; boundaries are on HDX.

    Parameters
    ----------
    version : str
        26.1, 26.0.8 (a month) or 26.01.26.06.
    """
    from analysis.record.dates import fetch_ucdp

    due.require_own()
    say(f"Fetched: {fetch_ucdp(version, home() / 'data' / 'raw')}")


def init(folder: Path = Path()) -> None:
    """Make a project of your own in a FOLDER: data and notebooks, to run and to change."""
    say(f"Made: {due.make(folder)}. Go there: mali-trends note 2021Q2 runs its notebooks.")


for work in (check, template, add, remove, import_, imports, fetch, init, *reports.COMMANDS):
    cli.add_command(Command(work))
