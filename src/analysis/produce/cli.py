"""The command line mali-trends: documented functions as commands, and how it ends."""

from __future__ import annotations

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
from typing import Any

import click

from analysis.errors import InputError
from analysis.produce import due, reports, upkeep
from analysis.produce.reports import say

# Commands take further options of these, which are imported when the command is asked for.
FURTHER = {
    "import": "analysis.record.imports.import_events",
    "note": "analysis.produce.rerun.Wish",
    **dict.fromkeys(("figure", "figures"), "analysis.produce.reports.Look"),
}
_TOLD = re.compile(r"(?m)^(\w+)(?: : .*)?\n {4}(.*(?:\n {4}.*)*)")  # of a parameter, in a numpydoc docstring


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
    kind, where, log = (
        type(error).__name__,
        "".join(traceback.format_tb(error.__traceback__)),
        "what you typed",
    )
    with contextlib.suppress(Exception):  # where there is nowhere to write
        path = due.cache() / "faults" / f"{due.mark(where)[:12]}.log"
        due.put(path, f"{where}{kind}\n".encode())
        log = str(path)
    return f"A fault of ours, not of your input ({kind}): please report it with {log}."


class Command(click.Command):
    """A command made of a function: positional parameters are arguments, all others are options.

    Their help is what a docstring says of them; types are those of the signature.
    """

    def __init__(self, work: Callable[..., None]) -> None:
        text = inspect.cleandoc(work.__doc__ or "").partition("\n\nParameters\n")[0]
        super().__init__(work.__name__.strip("_"), callback=work, help=text)

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return what is read from the signatures, now that the command is asked for."""
        if not self.params:
            self.params = list(_parameters(self.callback))
            if further := FURTHER.get(str(self.name)):
                known = {"data", *(one.name for one in self.params)}  # the project's data, always
                more = _parameters(pkgutil.resolve_name(further))
                self.params += [
                    one for one in more if isinstance(one, click.Option) and one.name not in known
                ]
        return super().get_params(ctx)


def _parameters(source: Any) -> Iterator[click.Parameter]:
    """Return the parameters of a function or dataclass as those of a command."""
    told = dict(_TOLD.findall(inspect.getdoc(source) or ""))
    hints = typing.get_type_hints(source, include_extras=True)
    for name, one in inspect.signature(source).parameters.items():
        if one.kind is one.VAR_KEYWORD:
            continue
        kind, required = _kind(hints[name]), one.default is one.empty
        given = {"type": kind, "required": required, "default": None if required else one.default}
        if one.kind is one.POSITIONAL_OR_KEYWORD:
            yield click.Argument([name], **given)
            continue
        flag = name.strip("_").replace("_", "-")
        forms = [f"--{flag}/--no-{flag}" if kind is bool and one.default is not False else f"--{flag}"]
        if several := typing.get_origin(hints[name]) in (tuple, Sequence):
            forms = [f"-{flag[0]}", f"--{flag.removesuffix('s')}"]
        yield click.Option(
            [name, *forms], help=" ".join(told.get(name, "").replace("``", "").split()), multiple=several,
            is_flag=kind is bool, show_default=bool(one.default) and type(one.default) in (str, int), **given,
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


for work in (*upkeep.COMMANDS, *reports.COMMANDS):
    cli.add_command(Command(work))
