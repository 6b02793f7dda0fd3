"""Small notebooks for tests of runs, and the command line in a process of its own."""

import os
import subprocess
import sys
import time
from pathlib import Path

import nbformat

PARAMETERS = 'quarter = "2021Q2"  # the quarter to tell\ntimes = 1  # how often'
GOOD = "from analysis import Note, numbers, tell\nnote = Note(quarter)\ntell(f\"{note['killed']} killed\")"


def write(project, books):
    """Make the notebooks of a project these: by name (``fr/name`` for French), cells of code."""
    for path in (project / "notebooks").rglob("*.ipynb"):
        path.unlink()
    for name, cells in books.items():
        about, cells = (cells[0], cells[1:]) if isinstance(cells[0], dict) else ({}, cells)
        made = nbformat.v4.new_notebook()
        made.metadata.update(
            {"kernelspec": {"name": "python3", "display_name": "Python 3"}, "mali-trends": about}
        )
        made.cells = [nbformat.v4.new_markdown_cell(f"# About {name}", id="title")]
        made.cells += [
            nbformat.v4.new_code_cell(text, id=f"c{n}") for n, text in enumerate((PARAMETERS, *cells))
        ]
        made.cells[1].metadata["tags"] = ["parameters"]
        path = project / "notebooks" / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(made, path)


def command(*arguments):
    return [sys.executable, "-m", "analysis", "note", "--no-pages", *map(str, arguments)]


def note(*arguments, **options):
    return subprocess.run(command(*arguments), capture_output=True, text=True, check=False, **options)


def content(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def processes(project):
    """Return the processes that work for a project, by what stands in their environment."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            environment = (place / "environ").read_bytes().split(b"\0")
            state = (place / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        ours = f"MALI_TRENDS_HOME={project}".encode() in environment and int(place.name) != os.getpid()
        if ours and state != "Z":
            found.append(int(place.name))
    return found


def until(condition, seconds=20.0):
    """Wait until something holds, and say whether it does."""
    end = time.monotonic() + seconds
    while not (held := condition()) and time.monotonic() < end:
        time.sleep(0.1)
    return held
