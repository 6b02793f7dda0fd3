"""What a rerun costs: a plain loop of papermill and nbconvert, and the package, in one run on one machine.

Usage: ``python benchmarks/rerun.py [first..last] [--dask]``. Prints the load, seconds and ratios as they are
found; the loop does one notebook of one quarter after the other, as a shell script would. Some quarters are a
sample of all, and what is printed names them.
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from analysis.measure.coverage import known_quarters
from analysis.produce import rerun, runs
from analysis.quarter import Quarter
from analysis.record import ledger
from analysis.record.store import HOME_VARIABLE, home


def timed(*commands: Sequence[str], cwd: Path) -> float:
    """Run commands one after the other and return the seconds."""
    started = time.perf_counter()
    for command in commands:
        done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=cwd)
        if done.returncode:
            sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return time.perf_counter() - started


def loop(quarter: Quarter, folder: Path) -> list[list[str]]:
    """Return the commands of the plain loop for a quarter."""
    commands = []
    for name in rerun.PAGES:
        source, made = home() / "notebooks" / f"{name}.ipynb", str(folder / f"{quarter}-{name}.ipynb")
        commands.append([sys.executable, "-m", "papermill", str(source), made, "-p", "quarter", str(quarter)])
        commands.append([sys.executable, "-m", "nbconvert", "--to", "html", made])
    return commands


def ours(*arguments: str) -> list[str]:
    """Return the package's command."""
    return [sys.executable, "-m", "analysis", "note", *arguments]


def change_a_row(project: Path, quarters: Sequence[Quarter]) -> str:
    """Add one to a figure on a place or an alleged perpetrator that no other source prints, and say which.

    The first in the latest of the quarters that has such a figure.
    """
    path = project / "data" / "minusma" / "figures.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    facts = ledger.facts()
    alone = set(facts.figure_id[facts.rows.map(len).eq(1) & facts.passed_over.map(len).eq(0)])
    row = next(
        row
        for quarter in reversed(quarters)
        for row in rows
        if row["period"] == str(quarter)
        and row["dimension"] in ("place", "perpetrator")
        and row["value"].isdigit()
        and row["figure_id"] in alone
    )
    row["value"] = str(int(row["value"]) + 1)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return row["figure_id"]


def told(label: str, seconds: float, against: float = 0.0) -> None:
    """Print seconds, and how many times faster than others that is."""
    print(f"{label:<58}{seconds:8.1f} s" + (f"{against / seconds:8.1f} times" if against else ""), flush=True)


def main(quarters: str, *, dask: bool) -> None:
    """Measure all, in a copy of the project."""
    wanted = runs.wish(quarters=quarters).quarters
    one = str(wanted[len(wanted) // 2])
    with tempfile.TemporaryDirectory() as name:
        project, folder = Path(name) / "project", Path(name) / "loop"
        for part in ("data", "notebooks"):
            shutil.copytree(home() / part, project / part)
        folder.mkdir()
        os.environ[HOME_VARIABLE] = str(project)
        print(f"load {os.getloadavg()[0]:.1f}; {len(wanted)} of {len(known_quarters())} quarters")
        # what a first run leaves for all later ones of either kind: valid tables, compiled modules
        timed(*loop(Quarter.parse(one), folder)[:2], cwd=folder)
        each = {str(quarter): timed(*loop(quarter, folder), cwd=folder) for quarter in wanted}
        whole = sum(each.values())
        told(f"loop, {one}", each[one])
        told(f"loop, {quarters}", whole)
        for workers in ("1", "2"):
            given = ("--workers", workers)
            told(f"{one}, {workers} workers", timed(ours(one, "--force", *given), cwd=folder), each[one])
            if len(wanted) > 1:
                told(f"{quarters}, {workers} workers, cold",
                     timed(ours("--quarters", quarters, "--force", *given), cwd=folder), whole)  # fmt: skip
        plain = ours("--quarters", quarters, "--force", "--kernel", "plain", "--workers", "2")
        told(f"{quarters}, ordinary kernels, 2 workers", timed(plain, cwd=folder), whole)
        told(f"{quarters}, nothing changed", timed(ours("--quarters", quarters), cwd=folder), whole)
        figure = change_a_row(project, wanted)
        told(
            f"{quarters}, {figure} changed, looking",
            timed(ours("--quarters", quarters, "--dry-run"), cwd=folder),
            whole,
        )
        told(f"{quarters}, {figure} changed, making", timed(ours("--quarters", quarters), cwd=folder), whole)
        told("--help", timed([sys.executable, "-m", "analysis", "--help"], cwd=folder))
        told("import analysis", timed([sys.executable, "-c", "import analysis"], cwd=folder))
        if dask:
            on_a_cluster(quarters, folder)


def on_a_cluster(quarters: str, folder: Path) -> None:
    """Compare one Dask worker with two, each warmed up before."""
    from distributed import LocalCluster

    seconds = {}
    for workers in (1, 2):
        with LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster:
            command = ours("--quarters", quarters, "--force", "--dask", cluster.scheduler_address)
            timed(ours(quarters.split("..")[0], "--force", "--dask", cluster.scheduler_address), cwd=folder)
            seconds[workers] = timed(command, cwd=folder)
            told(f"{quarters}, {workers} Dask worker(s)", seconds[workers])
    print(f"efficiency of two: {100 * seconds[1] / 2 / seconds[2]:.0f} %")


if __name__ == "__main__":
    named = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    main((named or ["2020Q1..2022Q4"])[0], dask="--dask" in sys.argv)
