"""Pictures for the pages of version 0.1, until their notebooks are rewritten."""

from __future__ import annotations

import base64
import os
from typing import Any

from analysis.present.display import Prose
from analysis.present.figures import citation, export
from analysis.present.figures.drawing import Drawing

FOLDER_VARIABLE = "MALI_TRENDS_FIGURES"


class Picture:
    """What a notebook shows of a drawing: the PNG, with its alternative text."""

    def __init__(self, png: bytes, drawing: Drawing) -> None:
        self.png, self.drawing = png, drawing

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
        drawing = self.drawing
        bundle = {"image/png": base64.b64encode(self.png).decode(), "text/plain": drawing.alt}
        about = {"title": drawing.title, "caption": citation.full_caption(drawing), "alt": drawing.alt,
                 "id": drawing.name, "opened": {"title": [], "caption": []}}  # fmt: skip
        return bundle, {"image/png": about}


def show(drawing: Drawing | None) -> Picture | Prose:
    """Return the picture of a drawing, saving it where a folder is set; nothing for nothing to draw."""
    if drawing is None:
        return Prose()
    if folder := os.environ.get(FOLDER_VARIABLE):
        drawing.save(folder)
    return Picture(export.render(drawing, ("png",))["png"], drawing)
