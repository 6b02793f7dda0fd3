"""Execute the notebooks in place with their default parameters, so that they store current outputs."""

from __future__ import annotations

import tempfile
from pathlib import Path

import nbformat

from analysis.produce.kernel import execute
from analysis.record.store import home


def main() -> None:
    paths = sorted((home() / "notebooks").glob("*.ipynb"))
    with tempfile.TemporaryDirectory() as figures:
        notebooks = execute(paths, {}, Path(figures))
    for path, notebook in zip(paths, notebooks, strict=True):
        nbformat.write(notebook, path)


if __name__ == "__main__":
    main()
