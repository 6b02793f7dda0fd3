"""Kill runs at random moments, finish once, and compare with a run left in peace.

Usage: ``python benchmarks/kills.py [kills] [first..last] [notebooks]``. The main process and the processes of
notebooks get KILL, TERM, INT, HUP and STOP (a stopped one is killed a second later), in a bare copy of the
project; where a run came to its end before, all that it made is taken away, and the next begins anew.
Exits with 1 if a byte differs, or if a process, socket or temporary folder is left. Linux only.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from analysis.record.store import HOME_VARIABLE, home

SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGSTOP)


def command(quarters: str, notebooks: str, folder: Path) -> list[str]:
    """Return the command of a run."""
    asked = ["--quarters", quarters, "--notebooks", notebooks, "--output", str(folder)]
    return [sys.executable, "-m", "analysis", "note", *asked]


def content(folder: Path) -> dict[str, str]:
    """Return the hashes of all files in a folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def working(project: Path) -> list[psutil.Process]:
    """Return the processes that work for a project."""
    found = []
    for process in psutil.process_iter():
        try:
            ours = process.environ().get(HOME_VARIABLE) == str(project) and process.pid != os.getpid()
            if ours and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue
    return found


def struck(project: Path, running: subprocess.Popen[bytes], draw: random.Random) -> str:
    """Send a signal to the main process or to that of a notebook; say what was done."""
    leaders = [process for process in working(project) if os.getsid(process.pid) == process.pid]
    workers = [process.pid for process in leaders if process.pid != running.pid]
    number, victim = draw.choice(SIGNALS), draw.choice([running.pid, *workers])
    who = "main" if victim == running.pid else "worker"
    try:
        os.kill(victim, number)
        if number == signal.SIGSTOP:
            time.sleep(1)
            os.kill(victim, signal.SIGKILL)
    except ProcessLookupError:
        return f"{who} was gone"
    if who == "worker" and draw.random() < 0.5:  # let it be begun again, and go on
        time.sleep(1)
    running.kill()
    running.wait()
    return f"{number.name} to {who}"


def main(kills: int, quarters: str, notebooks: str = "") -> int:
    """Kill, finish and compare."""
    draw = random.Random(kills)  # noqa: S311
    with tempfile.TemporaryDirectory() as name:
        project, calm, wild = (Path(name) / part for part in ("project", "calm", "wild"))
        for part in ("data", "notebooks"):
            shutil.copytree(home() / part, project / part)
        temporary = Path(name) / "temporary"
        temporary.mkdir()
        os.environ.update({HOME_VARIABLE: str(project), "TMPDIR": str(temporary)})
        started = time.monotonic()
        subprocess.run(command(quarters, notebooks, calm), check=True, capture_output=True)
        whole = time.monotonic() - started
        shutil.rmtree(project / ".cache")
        for number in range(kills):
            running = subprocess.Popen(
                command(quarters, notebooks, wild), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
            )
            time.sleep(wait := draw.uniform(0, 0.8 * whole))
            done = struck(project, running, draw)
            files = len(content(wild)) if wild.exists() else 0
            print(
                f"{number + 1}: {done} after {wait:.1f} s: {files} files",
                flush=True,
            )
            if running.poll() is None:
                running.kill()
                running.wait()
            if files >= len(content(calm)):
                shutil.rmtree(wild)
        subprocess.run(command(quarters, notebooks, wild), check=True, capture_output=True)
        time.sleep(5)
        before, after = content(calm), content(wild)
        other = sorted(name for name in before | after if before.get(name) != after.get(name))
        left = [*working(project), *temporary.iterdir(), *(project / ".cache" / "work").glob("*/*")]
        print(
            f"{kills} kills, then one run: {len(before)} files, {len(other)} not the same, {len(left)} left",
            *other,
            *left,
        )
        return 1 if other or left else 0


if __name__ == "__main__":
    sys.exit(main(int((sys.argv[1:] or ["30"])[0]), *(sys.argv[2:] or ["2021Q1..2021Q2"])))
