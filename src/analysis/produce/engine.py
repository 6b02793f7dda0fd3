"""A papermill engine that runs cells in this process, in IPython's own shell: no kernel, no sockets.

Cells that need a kernel (widgets, input) take papermill's own engine.
"""

from __future__ import annotations

import base64
import contextlib
import faulthandler
import io
import json
import re
import signal
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from nbformat.v4 import new_output
from papermill.engines import Engine, papermill_engines
from traitlets.config import Config

if TYPE_CHECKING:
    from nbformat import NotebookNode

GRACE = 5  # seconds between a signal to a cell that is late and the end of its process
# What one run names otherwise than the next: files of cells; folders, places in memory, colours of errors.
_CELLS = re.compile(r"<ipython-input-[\w-]+>|(?:[^\s\"']*[/\\]ipykernel_\d+[/\\])?\b\d{6,}\.py\b")
_PLACES = re.compile(r"[^\s\"'\x1b]*[/\\]site-packages[/\\]| at 0x[0-9a-f]{6,}|\x1b\[[\d;]*m")


class CellTimeoutError(BaseException):
    """A cell ran longer than it may; not an `Exception`, so that few cells catch it."""


class _Stream(io.TextIOBase):
    encoding = "utf-8"

    def __init__(self, shell: _Shell, name: str) -> None:
        self.shell, self.name = shell, name

    def write(self, text: str) -> int:
        if text:
            self.shell.put("stream", name=self.name, text=text)
        return len(text)


class _Result(DisplayHook):
    shell: Any

    def start_displayhook(self) -> None:
        """Announce nothing."""

    write_output_prompt = finish_displayhook = start_displayhook

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        data, count = _bundle(format_dict), self.prompt_count
        self.shell.put("execute_result", data=data, metadata=md_dict or {}, execution_count=count)


class _Display(DisplayPublisher):
    def publish(self, data: Any, metadata: Any = None, **about: Any) -> None:  # type: ignore[override]
        content = {"data": _bundle(data), "metadata": metadata or {}}
        shown = self.shell.named.setdefault((about.get("transient") or {}).get("display_id"), [])
        if not about.get("update"):
            shown.append(self.shell.put("display_data"))
        for output in shown if about.get("update") else shown[-1:]:
            output.update(content)

    def clear_output(self, wait: bool = False) -> None:
        self.shell.clearing = True
        if not wait:
            self.shell.clear()


class _Shell(InteractiveShell):
    def __init__(self, **options: Any) -> None:
        self.named: dict[str | None, list[NotebookNode]] = {}
        self.outputs: list[NotebookNode] = []
        self.clearing = False
        parts = {"displayhook_class": _Result, "display_pub_class": _Display}
        quiet = Config({"HistoryManager": {"enabled": False}})
        super().__init__(**parts, config=quiet, **options)  # type: ignore[no-untyped-call]

    def put(self, kind: str, **content: Any) -> NotebookNode:
        self.clear()
        self.outputs.append(new_output(kind, **content))
        return self.outputs[-1]

    def clear(self) -> None:
        if self.clearing:
            self.outputs.clear()
            self.clearing = False

    def showtraceback(self, *args: Any, **options: Any) -> None:
        _at_ease()  # to tell an error takes time of its own
        super().showtraceback(*args, **options)

    def _showtraceback(self, etype: type[BaseException], evalue: BaseException, stb: list[str]) -> None:
        self.put("error", ename=etype.__name__, evalue=str(evalue), traceback=stb)

    def enable_gui(self, gui: str | None = None) -> None:
        """Leave windows closed."""


def _bundle(data: dict[str, Any]) -> dict[str, Any]:
    """Return what is shown as a notebook stores it: pictures as text."""
    return {kind: base64.b64encode(item).decode() if isinstance(item, bytes) else item
            for kind, item in data.items()}  # fmt: skip


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
        elif output.name in streams:
            streams[output.name].text += output.text
            continue
        else:
            streams[output.name] = output
        made.append(output)
    for output in made:
        texts = (output, "text"), (output, "evalue"), (output.get("data", {}), "text/plain")
        for part, key in ((part, key) for part, key in texts if key in part):
            part[key] = _placeless(part[key])
        if "traceback" in output:
            output.traceback = list(map(_placeless, output.traceback))
    return made


def _placeless(text: str) -> str:
    return _PLACES.sub("", _CELLS.sub("<cell>", text))


def tidy(notebook: NotebookNode) -> NotebookNode:
    """Take out of an executed notebook whatever differs from one run to the next."""
    for part in (notebook, *notebook.cells):
        for key in ("papermill", "widgets", "execution"):
            part.metadata.pop(key, None)
    notebook.metadata["language_info"] = {"name": "python"}
    for cell in notebook.cells:
        if not cell.metadata.get("tags", True):  # papermill gives every cell a list
            del cell.metadata["tags"]
        if "injected-parameters" in cell.metadata.get("tags", ()):
            cell["id"] = "injected-parameters"
        if "outputs" in cell:
            cell.outputs = steady(cell.outputs)
    return notebook


@contextlib.contextmanager
def _allowed(seconds: float) -> Iterator[None]:
    """Interrupt a cell that is late; one that does not heed it ends its process."""

    def late(*_: object) -> None:
        raise CellTimeoutError(f"the cell ran longer than {seconds:g} s")

    if seconds and hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, late)
        signal.setitimer(signal.ITIMER_REAL, seconds)
    if seconds:
        faulthandler.dump_traceback_later(seconds + GRACE, exit=True, file=2)
    try:
        yield
    finally:
        _at_ease()


def _at_ease() -> None:
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, 0)
    faulthandler.cancel_dump_traceback_later()


class InProcess(Engine):  # type: ignore[misc]
    """Runs the cells of a notebook one after the other, in this process.

    A `journal`, where one is named, gets each cell's outputs as soon as it ends, one JSON object a line: a
    process that dies leaves what it had.
    """

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, _kernel: str, *, journal: Path | None = None, execution_timeout: float = 0, **_: Any
    ) -> None:
        """Run all cells up to one that fails."""
        place, nb_man.output_path = nb_man.output_path, None  # written once, not around every cell
        _Shell.clear_instance()
        shell = _Shell.instance()
        shell.run_line_magic("matplotlib", "inline")
        with contextlib.ExitStack() as stack:
            stack.callback(setattr, nb_man, "output_path", place)
            file = stack.enter_context(journal.open("a", encoding="utf-8")) if journal else None
            stack.enter_context(contextlib.redirect_stdout(_Stream(shell, "stdout")))
            stack.enter_context(contextlib.redirect_stderr(_Stream(shell, "stderr")))
            note(file, notebook=nb_man.nb)
            for index, cell in enumerate(nb_man.nb.cells):
                skipped = "skip-execution" in cell.metadata.get("tags", ())
                if cell.cell_type == "code" and cell.source.strip() and not skipped:
                    nb_man.cell_start(cell, index)
                    note(file, begun=index)
                    if failed := _run(shell, cell, execution_timeout):
                        nb_man.cell_exception(cell, index)
                    note(file, outputs=cell.outputs)
                    nb_man.cell_complete(cell, index)
                    if failed:
                        break


def note(file: TextIO | None, **entry: Any) -> None:
    """Write an entry of a journal."""
    if file:
        print(json.dumps(entry), file=file, flush=True)


def _run(shell: _Shell, cell: NotebookNode, seconds: float) -> bool:
    """Run a cell and say whether it failed."""
    shell.outputs, cell.execution_count = [], shell.execution_count
    error: BaseException | None
    try:
        with _allowed(seconds):
            ran = shell.run_cell(cell.source, store_history=True)  # type: ignore[no-untyped-call]
        error = ran.error_before_exec or ran.error_in_exec
    except CellTimeoutError as late:  # between two steps of the shell's own
        shell.showtraceback()
        error = late
    cell.outputs = steady(shell.outputs)
    free = "raises-exception" in cell.metadata.get("tags", ()) and not isinstance(error, CellTimeoutError)
    return error is not None and not free


papermill_engines.register("in-process", InProcess)
