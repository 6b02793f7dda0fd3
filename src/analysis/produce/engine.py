"""A papermill engine that runs cells in this process, in IPython's own shell: no kernel, no sockets.

Cells that need a kernel (widgets, input) take papermill's own engine.
"""

from __future__ import annotations

import base64
import contextlib
import faulthandler
import io
import re
import signal
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

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
        self.shell, self.stream = shell, name

    def write(self, text: str) -> int:
        if text:
            self.shell.put("stream", name=self.stream, text=text)
        return len(text)


class _Result(DisplayHook):
    shell: Any

    def start_displayhook(self) -> None:
        """Announce nothing."""

    write_output_prompt = finish_displayhook = start_displayhook

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        about = {"metadata": md_dict or {}, "execution_count": self.prompt_count}
        self.shell.put("execute_result", data=_bundle(format_dict), **about)


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
        options |= {"displayhook_class": _Result, "display_pub_class": _Display}
        super().__init__(config=Config({"HistoryManager": {"enabled": False}}), **options)  # type: ignore[no-untyped-call]

    def put(self, kind: str, **content: Any) -> NotebookNode:
        self.clear()
        self.outputs.append(new_output(kind, **content))
        return self.outputs[-1]

    def clear(self) -> None:
        if self.clearing:
            self.outputs.clear()
            self.clearing = False

    def showtraceback(self, *args: Any, **options: Any) -> None:
        _limit(0)  # to tell an error takes time of its own
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
        elif streams.setdefault(output.name, output) is not output:
            streams[output.name].text += output.text
            continue
        made.append(output)
    for output in made:
        for part, key in (output, "text"), (output, "evalue"), (output.get("data", {}), "text/plain"):
            if key in part:
                part[key] = _placeless(part[key])
        if "traceback" in output:
            output.traceback = [_placeless(line) for line in output.traceback]
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


def _limit(seconds: float) -> None:
    """Interrupt a cell that gets late, and end its process if it heeds no signal; 0 for no limit."""

    def late(*_: object) -> None:
        raise CellTimeoutError(f"the cell ran longer than {seconds:g} s")

    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, late)
        signal.setitimer(signal.ITIMER_REAL, seconds)
    faulthandler.cancel_dump_traceback_later()
    if seconds:
        faulthandler.dump_traceback_later(seconds + GRACE, exit=True, file=2)


class InProcess(Engine):  # type: ignore[misc]
    """Runs the cells of a notebook one after the other, in this process.

    A `journal`, where one is given, is told when each cell begins and, as soon as it ends, its outputs: a
    process that dies leaves what it had.
    """

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, _kernel: str, *, journal: Any = lambda **_: None,
        execution_timeout: float = 0, **_: Any,
    ) -> None:  # fmt: skip
        """Run all cells up to one that fails."""
        _Shell.clear_instance()
        shell = _Shell.instance()
        shell.run_line_magic("matplotlib", "inline")
        out, err = _Stream(shell, "stdout"), _Stream(shell, "stderr")
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            for index, cell in enumerate(nb_man.nb.cells):
                skipped = "skip-execution" in cell.metadata.get("tags", ())
                if cell.cell_type == "code" and cell.source.strip() and not skipped:
                    nb_man.cell_start(cell, index)
                    journal(begun=index)
                    failed = _run(shell, cell, execution_timeout)
                    journal(outputs=cell.outputs)
                    if failed:
                        nb_man.cell_exception(cell, index)
                    nb_man.cell_complete(cell, index)
                    if failed:
                        break


def _run(shell: _Shell, cell: NotebookNode, seconds: float) -> bool:
    """Run a cell and say whether it failed."""
    shell.outputs, cell.execution_count = [], shell.execution_count
    error: BaseException | None
    _limit(seconds)
    try:
        ran = shell.run_cell(cell.source, store_history=True)  # type: ignore[no-untyped-call]
        error = ran.error_before_exec or ran.error_in_exec
    except CellTimeoutError as late:  # between two steps of the shell's own
        shell.showtraceback()
        error = late
    _limit(0)
    cell.outputs = steady(shell.outputs)
    free = "raises-exception" in cell.metadata.get("tags", ()) and not isinstance(error, CellTimeoutError)
    return error is not None and not free


papermill_engines.register("in-process", InProcess)
