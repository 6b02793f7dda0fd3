"""Where the work is done: processes of this machine, or the workers of a Dask cluster."""

from __future__ import annotations

import concurrent.futures
import contextlib
import functools
import multiprocessing
import os
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from analysis.errors import InputError
from analysis.produce.places import temporary
from analysis.produce.work import ready


@dataclass
class Pool:
    """An executor, how many pieces of work it takes at once, and how to get another if it breaks."""

    executor: concurrent.futures.Executor
    slots: int
    renew: Any = None


def workers_here() -> int:
    """Return how many processes this machine has use for."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextlib.contextmanager
def local(workers: int, *, warm: bool) -> Iterator[Pool]:
    """Offer processes of this machine, and the one that their kernels are forked from; none outlives this."""
    private = tempfile.mkdtemp(prefix="mali-", dir=temporary(2))
    context = multiprocessing.get_context("spawn")
    with contextlib.ExitStack() as ending:
        ending.callback(shutil.rmtree, private, ignore_errors=True)
        socket = ending.enter_context(_warm_server()) if warm else ""
        make = functools.partial(
            concurrent.futures.ProcessPoolExecutor, workers, context, _begin, (private, socket)
        )
        pool = Pool(make(), workers)
        pool.renew = lambda: setattr(pool, "executor", make())
        try:
            yield pool
        except BaseException:
            for process in multiprocessing.active_children():
                process.kill()  # its kernel goes with the connection
            raise
        finally:
            pool.executor.shutdown(cancel_futures=True)


@contextlib.contextmanager
def _warm_server() -> Iterator[str]:
    """Offer the socket of a warm process; "" where there can be none, and kernels are started plainly."""
    from analysis.produce.warm import open_server

    process: subprocess.Popen[bytes] | None = None
    path = ""
    with contextlib.suppress(OSError):
        process, path = open_server()
    try:
        yield path
    finally:
        if process and process.stdin:
            process.stdin.close()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _begin(private: str, socket: str) -> None:
    """Make a process ready for work: it leaves an interrupt to the one that started it, and goes with it."""
    from analysis.produce.warm import SOCKET

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for stream in (1, 2):  # what libraries log of a failure comes back with it
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
    tempfile.tempdir = private
    if socket:
        os.environ[SOCKET] = socket
    threading.Thread(target=_follow, daemon=True).start()
    ready()  # while the warm process does its own imports


def _follow() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextlib.contextmanager
def cluster(address: str) -> Iterator[Pool]:
    """Offer the workers of a Dask cluster.

    Raises
    ------
    InputError
        If `distributed` is not installed or nothing answers at the address.
    """
    try:
        from distributed import Client
    except ImportError:
        raise InputError("--dask needs the package distributed: pip install 'mali-trends[dask]'.") from None
    try:
        client = Client(address, timeout=10)
    except (OSError, ValueError) as error:
        raise InputError(
            f"No Dask scheduler answers at {address[:80]!r} ({type(error).__name__}): name one such as"
            " tcp://localhost:8786, started with dask scheduler."
        ) from None
    with client:
        slots = sum(client.nthreads().values())
        if not slots:
            raise InputError(f"The Dask cluster at {address} has no workers: start some with dask worker.")
        pool = Pool(client.get_executor(pure=False, retries=2), slots)
        pool.renew = lambda: None  # the scheduler gives lost work to another worker
        yield pool
