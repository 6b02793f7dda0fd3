"""Warm kernels: forked from a process that has done the imports, on a socket that only its owner can open.

The process has one thread and no sockets of Jupyter's when it forks, and its objects are kept from the
collector. Whoever asks for a kernel keeps the connection: when it closes, the kernel and all that it has
started are killed. Whatever goes wrong on the way, the kernel is started the ordinary way.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import functools
import gc
import json
import os
import pkgutil
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from jupyter_core.paths import jupyter_runtime_dir

from analysis.errors import InputError
from analysis.produce.kernel import STEADY, by_socket, serve
from analysis.produce.places import temporary

SOCKET = "MALI_TRENDS_WARM"  # the socket of a warm process that is there already
_PATIENCE = 60  # seconds for the imports to be done
_STACKS = ("analysis.record", "analysis.measure", "analysis.present")
_IMPORTS = (
    "IPython.core.completerlib", "IPython.core.oinspect", "IPython.extensions.storemagic", "babel.lists",
    "babel.numbers", "faulthandler", "fastjsonschema", "fluent.runtime", "great_tables", "ipykernel.debugger",
    "ipykernel.kernelapp", "matplotlib.backends.backend_agg", "matplotlib.backends.backend_pdf",
    "matplotlib.backends.backend_svg", "matplotlib_inline.backend_inline", "numpy", "pandas", "ruptures",
    "scipy.stats", "seaborn", "tornado.platform.asyncio", "yaml",
)  # fmt: skip


class WarmProvisioner(LocalProvisioner):
    """Provides kernels that are forked (the entry point ``mali-trends`` of Jupyter's provisioners)."""

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Choose Unix sockets in the user's own folder: no port that others on the machine can reach."""
        manager: Any = self.parent
        if not manager.connection_file:
            folder = Path(jupyter_runtime_dir())
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            manager.connection_file = str(folder / f"kernel-{self.kernel_id}.json")
        by_socket(manager)
        return await super().pre_launch(**kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Fork a kernel, or start one where that cannot be done."""
        try:
            process: Any = Forked(_server(), cmd, kwargs.get("env") or os.environ, kwargs.get("cwd"))
        except (OSError, ValueError):
            return await super().launch_kernel(cmd, **kwargs)
        self.process, self.pid, self.pgid = process, process.pid, process.pid
        self.cwd = kwargs.get("cwd") or Path.cwd()
        return self.connection_info

    async def wait(self) -> int | None:
        """Wait for the kernel's end, looking more often than Jupyter's ten times a second."""
        while await self.poll() is None:
            await asyncio.sleep(0.005)
        return await super().wait()


class Forked:
    """A forked kernel, for the one who asked for it: the part of `subprocess.Popen` that Jupyter needs."""

    stdin = stdout = stderr = None

    def __init__(self, path: str, command: list[str], environment: Any, folder: Any) -> None:
        self.returncode: int | None = None
        self._told = b""
        self._connection = socket.socket(socket.AF_UNIX)
        self._connection.settimeout(_PATIENCE)
        self._connection.connect(path)
        arguments = command[command.index(serve.__module__) + 1 :]
        request = {
            "arguments": arguments,
            "environment": dict(environment),
            "folder": str(folder or Path.cwd()),
        }
        self._connection.sendall(json.dumps(request).encode() + b"\n")
        while b"\n" not in self._told and (told := self._connection.recv(64)):
            self._told += told
        number, _, self._told = self._told.partition(b"\n")
        self.pid = int(number)
        self._connection.setblocking(False)

    def poll(self) -> int | None:
        """Return how it ended, -N for the signal N, or None while it runs."""
        if self.returncode is None:
            with contextlib.suppress(BlockingIOError):
                self._told = self._told or self._connection.recv(64)
                self.returncode = int(self._told or -signal.SIGKILL)
                self._connection.close()
        return self.returncode

    wait = poll

    def send_signal(self, number: int) -> None:
        """Send a signal to the kernel and all that it has started."""
        if self.poll() is None:
            os.killpg(self.pid, number)


_lock = threading.Lock()


def _server() -> str:
    """Return the socket of the warm process: the one that is named, or one that ends with this process."""
    if named := os.environ.get(SOCKET):
        return named
    with _lock:
        return _own()


@functools.cache
def _own() -> str:
    return open_server()[1]


def open_server() -> tuple[subprocess.Popen[bytes], str]:
    """Start a warm process and return it and its socket; it ends when its standard input is closed."""
    folder = tempfile.mkdtemp(prefix="mali-", dir=temporary(1))  # that nobody but the owner can enter
    path = Path(folder) / "warm"
    ready = socket.socket(socket.AF_UNIX)
    ready.bind(os.fspath(path))
    ready.listen(64)
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-P", "-m", __name__, str(ready.fileno()), os.fspath(path)],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        pass_fds=[ready.fileno()], start_new_session=True,
        env={**os.environ, **STEADY},
    )  # fmt: skip
    ready.close()
    return process, os.fspath(path)


def _import() -> None:
    for name in _STACKS:
        for module in pkgutil.iter_modules(import_module(name).__path__, f"{name}."):
            import_module(module.name)
    for name in _IMPORTS:
        import_module(name)


def _prepare() -> None:
    """Do once what every kernel would do for itself; of broken data the cell that reads them tells."""
    from analysis.measure import account, sources
    from analysis.present import export, figures, words
    from analysis.record import store, trace

    with contextlib.suppress(InputError), trace.preparing(store.home() / "data"):
        account.accounts()
        sources.side_by_side()
        for language in words.LANGUAGES:
            with words.speaking(language):
                words.say("not-published")
        figure = figures.open_axes(1, 20)[0]
        export.render(figures.Drawing("", figure, "", "", ""))


def _threads() -> int:
    with contextlib.suppress(OSError):  # other systems than Linux tell Python's own threads only
        return len(list(Path("/proc/self/task").iterdir()))
    return threading.active_count()


class _Server:
    """Forks kernels on request and tells how they ended."""

    def __init__(self, listener: socket.socket) -> None:
        self.listener = listener
        self.kernels: dict[int, socket.socket] = {}
        self.selector = selectors.DefaultSelector()
        self.woken, waker = os.pipe()
        os.set_blocking(self.woken, False)
        os.set_blocking(waker, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(waker)
        for source in (0, self.woken, listener):
            self.selector.register(source, selectors.EVENT_READ)

    def run(self) -> None:
        """Work until standard input is closed; no kernel outlives that."""
        while True:
            for key, _ in self.selector.select():
                if key.fd == 0:
                    return self._stop()
                if key.fd == self.woken:
                    os.read(self.woken, 4096)
                    self._reap()
                elif key.fileobj is self.listener:
                    self._start(self.listener.accept()[0])
                else:  # whoever asked is gone, or has no more use for it
                    self._end(key.data)

    def _start(self, connection: socket.socket) -> None:
        with connection.makefile("rb") as lines:
            request = lines.readline()
        if not request:
            return connection.close()
        if not (pid := os.fork()):
            self._become(connection, json.loads(request))
        self.kernels[pid] = connection
        self.selector.register(connection, selectors.EVENT_READ, pid)
        return None

    def _become(self, connection: socket.socket, request: dict[str, Any]) -> NoReturn:
        """Be the kernel; never return to the loop."""
        code = 1
        try:
            os.setsid()
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            connection.sendall(b"%d\n" % os.getpid())
            self.selector.close()
            for other in (connection, self.listener, *self.kernels.values()):
                other.close()
            os.environ.clear()
            os.environ.update(request["environment"])
            os.chdir(request["folder"])
            serve(request["arguments"])
            code = 0
        except SystemExit as error:
            code = error.code if isinstance(error.code, int) else 0
        except BaseException:
            traceback.print_exc()
        finally:
            with contextlib.suppress(BaseException):
                atexit._run_exitfuncs()
            os._exit(code)

    def _reap(self) -> None:
        with contextlib.suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                if connection := self.kernels.pop(ended[0], None):
                    self.selector.unregister(connection)
                    with contextlib.suppress(OSError), connection:
                        _kill(ended[0])  # what the kernel has started
                        connection.sendall(b"%d" % os.waitstatus_to_exitcode(ended[1]))

    def _end(self, pid: int) -> None:
        if connection := self.kernels.pop(pid, None):
            self.selector.unregister(connection)
            connection.close()
            _kill(pid)
            os.kill(pid, signal.SIGKILL)  # one that has only been forked leads no group yet

    def _stop(self) -> None:
        for pid in list(self.kernels):
            self._end(pid)
        with contextlib.suppress(ChildProcessError):
            while True:
                os.wait()


def _kill(group: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def _main(listener: int, path: Path) -> None:
    try:
        _import()
        _prepare()
        gc.collect()
        gc.freeze()
        if _threads() == 1:  # with more, a fork could leave a lock locked for ever
            _Server(socket.socket(fileno=listener)).run()
    finally:
        shutil.rmtree(path.parent, ignore_errors=True)


if __name__ == "__main__":
    _main(int(sys.argv[1]), Path(sys.argv[2]))
