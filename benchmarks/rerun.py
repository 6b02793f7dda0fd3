"""What a rerun costs: a plain loop of papermill and nbconvert, and the package, in one run on one machine.

Usage: ``python benchmarks/rerun.py [first..last] [--dask]``. Prints the load, and of each way seconds by the
clock, processor seconds, memory at its height (shared pages counted once) and how many times faster than the
loop. The loop does one notebook after the other, as a shell script would. Linux only.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import psutil

from analysis.produce.rerun import Wish, plan
from analysis.record.store import HOME_VARIABLE, home


class Cost(NamedTuple):
    """Seconds by the clock, processor seconds, MB at the height."""

    clock: float
    processor: float
    memory: float


def measured(*commands: Sequence[str], cwd: Path) -> Cost:
    """Run commands one after the other; what they start counts, also what outlives them."""
    height, done, before = 0.0, threading.Event(), os.times()

    def watch() -> None:
        nonlocal height
        while not done.wait(0.2):
            now = 0.0
            for process in psutil.Process().children(recursive=True):
                try:
                    now += process.memory_full_info().pss / 1e6
                except psutil.Error:
                    continue
            height = max(height, now)

    watcher = threading.Thread(target=watch)
    watcher.start()
    started = time.perf_counter()
    for command in commands:
        ran = subprocess.run(command, check=False, capture_output=True, text=True, cwd=cwd)
        if ran.returncode:
            done.set()
            sys.exit(f"{' '.join(command)} ended with {ran.returncode}:\n{ran.stderr[-2000:]}")
    clock = time.perf_counter() - started
    while True:  # a server of processes that was left is handed to this process, and waited for
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            break
    done.set()
    watcher.join()
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return Cost(clock, used, height)


def loop(quarters: str, folder: Path) -> list[list[str]]:
    """Return the commands of the plain loop: execute and render."""
    commands = []
    for job in plan(Wish(quarters=quarters, output=folder / "none")):
        inside = "" if job.book.language == "en" else job.book.language
        source = home() / "notebooks" / inside / f"{job.book.name}.ipynb"
        made = str(folder / f"{job.name.replace(' ', '-')}.ipynb")
        commands.append(
            [sys.executable, "-m", "papermill", str(source), made, "-p", "quarter", str(job.quarter)]
        )
        commands.append([sys.executable, "-m", "nbconvert", "--to", "html", made])
    return commands


def ours(*arguments: str) -> list[str]:
    """Return the package's command."""
    return [sys.executable, "-m", "analysis", *arguments]


def told(label: str, cost: Cost, against: Cost | None = None) -> None:
    """Print what something costs, and how many times less than the loop that is."""
    text = f"{label:<46}{cost.clock:8.2f} s{cost.processor:9.2f} s{cost.memory:7.0f} MB"
    if against:
        text += f"{against.clock / cost.clock:7.1f} x{against.processor / cost.processor:7.1f} x"
    print(text, flush=True)


def main(quarters: str, *, dask: bool) -> None:
    """Measure all, in a copy of the project."""
    ctypes.CDLL(None).prctl(36, 1)  # orphans are handed to this process
    with tempfile.TemporaryDirectory() as name:
        project, folder = Path(name) / "project", Path(name) / "loop"
        for part in ("data", "notebooks"):
            shutil.copytree(home() / part, project / part)
        folder.mkdir()
        os.environ[HOME_VARIABLE] = str(project)
        whole, one = ("--quarters", quarters), quarters.split("..")[0]
        measured(ours("note", one), cwd=folder)  # what a first run leaves for later ones of either kind
        print(f"load {os.getloadavg()[0]:.1f}; {quarters}; clock, processor, memory, times the loop's two")
        base = measured(*loop(quarters, folder), cwd=folder)
        told("plain loop", base)
        for workers in ("2", "1"):
            given = ("--force", "--workers", workers)
            told(f"{workers} worker(s)", measured(ours("note", *whole, *given), cwd=folder), base)
        kernels = ours("note", *whole, "--force", "--workers", "2", "--kernel")
        told("2 workers, ordinary kernels", measured(kernels, cwd=folder), base)
        told(
            f"one quarter, {one}, 2 workers",
            measured(ours("note", one, "--force", "--workers", "2"), cwd=folder),
        )
        told(
            "the same without pages",
            measured(ours("note", one, "--force", "--workers", "2", "--no-pages"), cwd=folder),
        )
        measured(ours("note", *whole), cwd=folder)  # the pages that the run before left out
        told("nothing changed", measured(ours("note", *whole), cwd=folder))
        for command in ("--help", "quarters", f"explain {one}", f"audit {one}", "change 2022Q1 2022Q2"):
            measured(ours(*command.split()), cwd=folder)
            told(command, measured(ours(*command.split()), cwd=folder))
        if dask:
            on_a_cluster(quarters, folder)


def on_a_cluster(quarters: str, folder: Path) -> None:
    """Compare one Dask worker with two, each warmed up before."""
    from distributed import LocalCluster

    seconds = {}
    for workers in (1, 2):
        with LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster:
            given = ("--force", "--dask", cluster.scheduler_address)
            subprocess.run(
                ours("note", quarters.split("..")[0], *given), check=True, capture_output=True, cwd=folder
            )
            started = time.perf_counter()
            subprocess.run(
                ours("note", "--quarters", quarters, *given), check=True, capture_output=True, cwd=folder
            )
            seconds[workers] = time.perf_counter() - started
            print(f"{workers} Dask worker(s): {seconds[workers]:.1f} s", flush=True)
    print(f"efficiency of two: {100 * seconds[1] / 2 / seconds[2]:.0f} %")


if __name__ == "__main__":
    named = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    main((named or ["2020Q1..2022Q4"])[0], dask="--dask" in sys.argv)
