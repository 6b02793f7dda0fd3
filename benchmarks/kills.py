"""Kill a run thirty times at random moments, finish it once, and compare with a run left in peace.

Usage: ``python benchmarks/kills.py [kills] [first..last]``. Exits with 1 if a byte differs.
"""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def command(quarters: str, folder: Path) -> list[str]:
    """Return the command of a run."""
    return [sys.executable, "-m", "analysis", "note", "--quarters", quarters, "--output", str(folder)]


def content(folder: Path) -> dict[str, str]:
    """Return the hashes of all files in a folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def main(kills: int, quarters: str) -> int:
    """Kill, finish and compare."""
    draw = random.Random(kills)  # noqa: S311
    with tempfile.TemporaryDirectory() as name:
        calm, wild = Path(name) / "calm", Path(name) / "wild"
        started = time.monotonic()
        subprocess.run(command(quarters, calm), check=True, capture_output=True)
        whole = time.monotonic() - started
        for number in range(kills):
            running = subprocess.Popen(
                command(quarters, wild), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
            )
            wait = draw.uniform(0, min(whole, 12.0))
            time.sleep(wait)
            running.kill()
            running.wait()
            print(f"kill {number + 1} after {wait:.2f} s: {len(content(wild)) if wild.exists() else 0} files")
        subprocess.run(command(quarters, wild), check=True, capture_output=True)
        before, after = content(calm), content(wild)
        other = sorted(name for name in before | after if before.get(name) != after.get(name))
        print(f"{kills} kills, then one run: {len(before)} files, {len(other)} not the same", *other)
        return 1 if other else 0


if __name__ == "__main__":
    sys.exit(main(int((sys.argv[1:] or ["30"])[0]), (sys.argv[2:] or ["2021Q1..2021Q2"])[0]))
