"""Run a notebook's cells in this process and keep what it tells, for tests that read the text."""

from __future__ import annotations

import ast
import functools
import re
import sys
from pathlib import Path
from typing import Any

import nbformat

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"


def path_of(name: str, language: str = "en") -> Path:
    return NOTEBOOKS / ("" if language == "en" else language) / f"{name}.ipynb"


def cells(name: str, language: str = "en", kind: str = "", own: bool = False) -> list[Any]:
    """Return the cells of a notebook, those that somebody added only if asked for."""
    found = nbformat.read(path_of(name, language), 4).cells
    return [cell for cell in found if kind in cell.cell_type and (own or not is_own(cell))]


def is_own(cell: Any) -> bool:
    """Whether somebody added a cell in JupyterLab: its id is drawn by chance, ours are words."""
    return re.fullmatch(r"[0-9a-f]{8}(?:-[0-9a-f-]{27})?", cell.id) is not None


class Undrawn:
    """Stands for ``analysis.figures`` where only the text is read."""

    def __getattr__(self, _name: str) -> Any:
        return lambda *_, **__: None


def told(name: str, language: str = "en", **parameters: str) -> dict[str, str]:
    """Return what each code cell of a notebook tells, by the cell's id, in the order of the page.

    Figures of the library are not drawn.
    """
    import matplotlib as mpl

    import analysis
    from analysis.present import tell

    mpl.use("agg")
    pieces: list[str] = []
    original = tell.display
    tell._began[0] = ""  # a notebook begins
    tell.display = lambda item, **_: pieces.append(item.data)
    analysis.figures = Undrawn()
    space: dict[str, Any] = {}
    texts: dict[str, str] = {}
    try:
        for cell in cells(name, language, "code"):
            pieces.clear()
            tree = ast.parse(cell.source)
            exec(compile(tree, f"<{name} {language} {cell.id}>", "exec"), space)  # noqa: S102  our own notebooks
            if "parameters" in cell.metadata.get("tags", ()):
                space.update(parameters)
            texts[cell.id] = "\n\n".join(pieces)
    finally:
        tell.display = original
        del analysis.figures
        if pyplot := sys.modules.get("matplotlib.pyplot"):
            pyplot.close("all")
    return texts


@functools.cache
def read(name: str, language: str = "en", **parameters: str) -> dict[str, str]:
    """Return what `told` gives without links and marks, once: for tests that leave the data be."""
    return {cell: text_only(text) for cell, text in marked(name, language, **parameters).items()}


marked = functools.cache(told)  # with links and marks


def text_only(markdown: str) -> str:
    """Take links, anchors and marks out of a text, as a person reads it aloud."""
    plain = re.sub(r"\[([^]]*)\]\([^)\n]*?(?: \"[^\"\n]*\")?\)", r"\1", markdown)
    return re.sub(r"<[^>]+>|\*\*", "", plain)
