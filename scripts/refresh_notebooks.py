"""Execute the notebooks in place with their default parameters, so that they store current outputs."""

from __future__ import annotations

import tempfile
from pathlib import Path

import nbformat

from analysis.produce.rerun import execute
from analysis.record.store import home


def main() -> None:
    for path in sorted((home() / "notebooks").glob("*.ipynb")):
        with tempfile.TemporaryDirectory() as figures:
            notebook = execute(path, {}, Path(figures))
        nbformat.write(notebook, path)


if __name__ == "__main__":
    main()
