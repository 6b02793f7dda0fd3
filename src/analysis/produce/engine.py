"""A papermill engine that runs cells in this process, in the shell of a kernel: no kernel, no sockets.

What the shell sends goes to the client that stores what a kernel sends, so outputs are those of a kernel.
Cells that need one (widgets, input) take papermill's own engine.
"""

import contextlib
import io
import logging
import re
import threading
from collections.abc import Callable, Iterable
from typing import Any, cast

import papermill
import traitlets
from ipykernel.compiler import XCachingCompiler
from ipykernel.zmqshell import ZMQInteractiveShell
from jupyter_client.session import Session
from matplotlib_inline.backend_inline import configure_inline_support
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode, reads, writes
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, papermill_engines
from traitlets.config import Config

from analysis.produce.books import card
from analysis.produce.work import Job

# What one run names otherwise than the next: files of cells; folders, places in memory, colours of errors.
_CELLS = re.compile(r"<ipython-input-[\w-]+>|(?:[^\s\"']{0,200}[/\\]ipykernel_\d+[/\\])?\b\d{6,}\.py\b")
_PLACES = re.compile(
    r"[^\s\"'\x1b]{0,200}[/\\](?:site-packages|src[/\\]analysis)[/\\]| at 0x[0-9a-f]{6,}|\x1b\[[\d;]*m"
)


class _Stream(io.TextIOBase):
    encoding = "utf-8"

    def __init__(self, name: str, client: Any) -> None:
        self.stream, self.client = name, client

    def write(self, text: str) -> int:
        if text:
            told = {"name": self.stream, "text": text}
            self.client.take(None, "stream", told)
            self.client.heard(heard=[{"output_type": "stream", **told}])
        return len(text)


class _Client(PapermillNotebookClient):  # type: ignore[misc]
    at = 0  # the cell that is run
    heard = traitlets.Callable()  # is told what a cell prints, which may not come to its end

    def execute(self) -> None:
        """Run all cells up to one that fails."""
        self.reset_execution_trackers()
        self.log = logging.Logger("unheard")  # what a cell sets up must not hear of its own output
        ZMQInteractiveShell.clear_instance()
        quiet = Config({"HistoryManager": {"enabled": False}})
        self.shell = cast(Any, ZMQInteractiveShell.instance(config=quiet, compiler_class=XCachingCompiler))
        self.shell.enable_gui = lambda _gui=None: None  # windows stay closed
        self.session = cast(Any, Session())
        self.session.send = self.take
        self.shell.displayhook.session = self.shell.display_pub.session = self.session
        vars(configure_inline_support).clear()  # it would set formats once a process, and not once a shell
        self.shell.run_line_magic("matplotlib", "inline")
        out, err = _Stream("stdout", self), _Stream("stderr", self)
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            self.papermill_execute_cells()

    def take(self, _socket: Any, told: Any, content: Any = None, *_: Any, **__: Any) -> None:
        """Store what the shell sends as what comes out of a kernel's socket."""
        message = told if isinstance(told, dict) else self.session.msg(told, content)
        message["content"] = self.session.unpack(self.session.pack(message["content"]))
        self.process_message(message, self.nb.cells[self.at], self.at)

    def execute_cell(self, cell: NotebookNode, cell_index: int) -> None:
        tags = cell.metadata.get("tags", ())
        if cell.cell_type != "code" or not cell.source.strip() or "skip-execution" in tags:
            return
        self.at, self.clear_before_next_output = cell_index, False
        cell.outputs, cell.execution_count = [], self.shell.execution_count
        self.on_cell_execute(cell=cell, cell_index=cell_index)
        ran = self.shell.run_cell(cell.source, store_history=True)
        error = ran.error_before_exec or ran.error_in_exec
        self.on_cell_executed(cell=cell, cell_index=cell_index)
        wrong = error or any("ename" in output for output in cell.outputs)  # such as what cannot be shown
        if wrong and "raises-exception" not in tags:
            raise CellExecutionError("", type(error).__name__, str(error))


def steady(outputs: Iterable[NotebookNode]) -> list[NotebookNode]:
    """Return outputs as they come out every time, whatever ran them.

    Streams without anything between them are joined by name, for a kernel cuts them by the clock; files of
    cells and folders of packages lose what differs from machine to machine.
    """
    made: list[NotebookNode] = []
    streams: dict[str, NotebookNode] = {}
    for output in outputs:
        if output.output_type != "stream":
            streams = {}
        elif streams.setdefault(output.name, output) is not output:
            streams[output.name].text += output.text
            continue
        made.append(output)
    for output in made:
        for part in (output, output.get("data", {})):
            for key in {"text", "evalue", "traceback", "text/plain"} & part.keys():
                text = part[key]
                part[key] = [*map(_placeless, text)] if isinstance(text, list) else _placeless(text)
    return made


def _placeless(text: str) -> str:
    return _PLACES.sub("", _CELLS.sub("<cell>", text))


def tidy(notebook: NotebookNode) -> NotebookNode:
    """Take out of an executed notebook whatever differs from one run to the next."""
    for part in (notebook, *notebook.cells):
        none = [] if part.metadata.get("tags") else ["tags"]  # papermill gives every cell a list
        for key in ("papermill", "widgets", "execution", *none):
            part.metadata.pop(key, None)
    notebook.metadata["language_info"] = {"name": "python"}
    for cell in notebook.cells:
        if "injected-parameters" in cell.metadata.get("tags", ()):
            cell["id"] = "injected-parameters"
    return notebook


class InProcess(Engine):  # type: ignore[misc]
    """Runs the cells of a notebook one after the other, in this process.

    The hooks ``on_cell_execute`` and ``on_cell_executed`` of `nbclient.NotebookClient` are called as there.
    """

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> None:
        """Run all cells up to one that fails."""
        hooks = ("on_cell_execute", "on_cell_executed", "heard")
        given = {name: options.get(name, lambda **_: None) for name in hooks}
        _Client(nb_man, kernel_name=kernel_name, **given).execute()


papermill_engines.register("in-process", InProcess)


def execute(job: Job, tell: Callable[..., None]) -> None:
    """Run the cells, and tell what is begun, what comes out and, at the end, what was made."""
    before = {*threading.enumerate()}
    given = {"kernel_name": "python3", "language": "python", "prepare_only": True}
    notebook = papermill.execute_notebook(reads(job.book.source, 4), None, dict(job.parameters), **given)

    def ended(cell: NotebookNode, **_: Any) -> None:
        cell.outputs = steady(cell.outputs)
        tell(outputs=cell.outputs)

    tell(notebook=notebook)
    notebook = papermill_engines.execute_notebook_with_engine(
        "nbclient" if job.wish.kernel else "in-process", notebook, "python3", progress_bar=False,
        on_cell_execute=lambda cell_index, **_: tell(begun=cell_index), on_cell_executed=ended,
        **({} if job.wish.kernel else {"heard": tell}),
    )  # fmt: skip
    if notebook.metadata.papermill.exception:
        return
    left = [f"the thread {one.name}" for one in {*threading.enumerate()} - before if not one.daemon]
    outputs = [output for cell in tidy(notebook).cells for output in cell.get("outputs", ())]
    about = [output.get("metadata", {}).get("mali-trends", {}) for output in outputs]
    register = [row for one in about for row in one.get("register", ())]
    made = f"{writes(notebook)}\n"
    drawn = card(made) if job.book.name.endswith("brief") else {}
    tell(made=made, register=register, left=left, card=drawn)
