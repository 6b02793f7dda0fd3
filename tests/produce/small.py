"""Small notebooks for tests of runs, and the command line in a process of its own."""

import contextlib
import functools
import os
import shutil
import subprocess
import sys
import threading
import time
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import nbformat
import pytest

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


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@contextlib.contextmanager
def reading(pages):
    """Open Chromium without a window on a site as a server gives it; what its console says is kept."""
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    chromium, driver = (shutil.which(name) for name in ("chromium", "chromedriver"))
    if not chromium or not driver:
        pytest.skip("chromium or chromedriver is not installed")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1280,900"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    handler = functools.partial(Quiet, directory=str(pages))
    with (
        ThreadingHTTPServer(("127.0.0.1", 0), handler) as server,
        webdriver.Chrome(options=options, service=webdriver.ChromeService(driver)) as running,
    ):
        threading.Thread(target=server.serve_forever, daemon=True).start()
        running.home = f"http://127.0.0.1:{server.server_port}"
        running.implicitly_wait(5)
        yield running
        server.shutdown()
