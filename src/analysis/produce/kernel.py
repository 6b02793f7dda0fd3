"""The process that a notebook's cells run in: an ordinary ipykernel with limits, a seed and a trace.

It is started anew (``python -m analysis.produce.kernel``) or forked from a process with the imports done
(`analysis.produce.warm`); what a cell sees is the same. The environment tells it what to do, so that
nothing of it enters a notebook.
"""

from __future__ import annotations

import functools
import hashlib
import os
import random
import signal
import sys
from collections.abc import Mapping
from typing import Any

from analysis.produce.places import fits
from analysis.record.store import home
from analysis.record.trace import start

LOG = "MALI_TRENDS_LOG"  # file for what the kernel prints beside its cells
SEED = "MALI_TRENDS_SEED"
SECONDS = "MALI_TRENDS_SECONDS"  # for the whole notebook
MEMORY = "MALI_TRENDS_MEMORY"  # in MiB
# One thread: two kernels on two cores gain nothing from more, and sums come out the same everywhere.
STEADY = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1") | {
    "JE_ARROW_MALLOC_CONF": "background_thread:false",  # no process with two threads is forked
    "PYTHONHASHSEED": "0",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",  # whatever the user draws with elsewhere
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}


def by_socket(manager: Any) -> None:
    """Let a kernel be reached by Unix sockets beside its connection file: by no port of the machine."""
    name = manager.connection_file.removesuffix(".json") + "-ipc"
    if os.name == "posix" and fits(f"{name}-5"):  # there are five
        manager.transport, manager.ip, manager.cache_ports = "ipc", name, False


def prepare(environment: Mapping[str, str]) -> None:
    """Set log, limits and trace of this process as the environment says.

    The limit on memory is that on data (``RLIMIT_DATA``): what a process asks for to write in. The size of
    the address space would count libraries and reserved space too, many times what is used. A cell that
    asks for more gets a `MemoryError`. The time limit is the system's own alarm, which ends the process
    whatever it is doing.
    """
    import resource

    if log := environment.get(LOG):
        target = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(target, 1)
        os.dup2(target, 2)
        os.close(target)
    if size := int(environment.get(MEMORY, 0)) << 20:
        resource.setrlimit(resource.RLIMIT_DATA, (size, size))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(int(environment.get(SECONDS, 0)))
    start(home() / "data")


def serve(arguments: list[str]) -> None:
    """Be the kernel until it is told to stop; what a cell's forked processes print is not shown."""
    from ipykernel import iostream, kernelapp

    class Channel(iostream.IOPubThread):
        def _setup_pipe_in(self) -> None:
            self._pipe_flag = False  # a port of the machine, for what forked processes print

    prepare(os.environ)
    kernelapp.IOPubThread = Channel  # type: ignore[attr-defined]
    if LOG in os.environ:  # nobody is at the keyboard: no history is kept
        arguments = [*arguments, "--HistoryManager.enabled=False", "--IPKernelApp.exec_PYTHONSTARTUP=False"]
    app: Any = kernelapp.IPKernelApp.instance()
    app.initialize(arguments)
    if SEED in os.environ:
        app.shell.events.register("pre_run_cell", functools.partial(_seed, app.shell, os.environ[SEED]))
    app.start()


def _seed(shell: Any, seed: str, _cell: object) -> None:
    """Seed a cell by its number: whatever has drawn numbers in between, it draws the same."""
    import numpy as np

    number = int.from_bytes(hashlib.sha256(f"{seed} {shell.execution_count}".encode()).digest()[:4])
    random.seed(number)
    np.random.seed(number)  # noqa: NPY002 -- for cells that use the old generator


if __name__ == "__main__":
    serve(sys.argv[1:])
