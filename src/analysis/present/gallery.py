"""The figures for the pages of version 0.1, until their notebooks are rewritten."""

from __future__ import annotations

from analysis.present.figures import FIGURES, draw
from analysis.present.figures.drawing import Drawing
from analysis.present.words import language
from analysis.quarter import Quarter


def build(name: str, quarter: Quarter) -> Drawing | None:
    """Return a figure, None where there is none."""
    return draw(name, quarter, language=language()) if name in FIGURES else None
