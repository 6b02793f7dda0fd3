"""Figures on disk: PDF, SVG and PNG of one layout, with the plotted numbers beside them."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import InputError
from analysis.present.display import Prose

if TYPE_CHECKING:
    from analysis.present.figures import Drawing

FOLDER_VARIABLE = "MALI_TRENDS_FIGURES"
# No dates and no program version: the same figure gives the same bytes.
_METADATA: dict[str, dict[str, Any]] = {
    "pdf": {"Creator": None, "Producer": None, "CreationDate": None},
    "svg": {"Creator": None, "Date": None},
    "png": {"Software": None},
}


class Picture:
    """What a notebook shows of a drawing: the PNG that was saved, with its alternative text."""

    def __init__(self, png: bytes, drawing: Drawing) -> None:
        self.png, self.drawing = png, drawing

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
        import base64

        bundle = {"image/png": base64.b64encode(self.png).decode(), "text/plain": self.drawing.alt}
        metadata = {"alt": self.drawing.alt, "title": self.drawing.title, "caption": self.drawing.caption,
                    "id": self.drawing.name}  # fmt: skip
        return bundle, {"image/png": metadata}


def render(drawing: Drawing, formats: tuple[str, ...] = ("pdf", "svg", "png")) -> dict[str, bytes]:
    """Return a drawing as bytes in each format; the layout is solved once and then frozen."""
    import matplotlib as mpl

    from analysis.present import style

    rendered = {}
    with mpl.rc_context(style.RC):
        drawing.figure.draw_without_rendering()
        drawing.figure.set_layout_engine("none")
        for kind in formats:
            buffer = io.BytesIO()
            drawing.figure.savefig(buffer, format=kind, metadata=_METADATA[kind])
            rendered[kind] = buffer.getvalue()
    return rendered


def show(drawing: Drawing | None) -> Picture | Prose:
    """Return the picture of a drawing, saving it in all formats where a folder for figures is set.

    Nothing is shown where there is nothing to draw.

    The environment variable ``MALI_TRENDS_FIGURES`` names the folder: the command line sets it, so that
    no path of a machine enters a notebook.
    """
    if drawing is None:
        return Prose()
    folder = os.environ.get(FOLDER_VARIABLE)
    if not folder:
        return Picture(render(drawing, ("png",))["png"], drawing)
    rendered = render(drawing)
    save(
        Path(folder),
        drawing.name,
        {**rendered, "csv": drawing.table().to_csv(index=False, lineterminator="\n").encode()},
    )
    return Picture(rendered["png"], drawing)


def save(folder: Path, name: str, contents: dict[str, bytes]) -> None:
    """Write files beside their places and then rename them, so that none is ever half-written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for ending, content in contents.items():
            waiting = folder / f".{name}.{ending}.part"
            waiting.write_bytes(content)
            waiting.replace(folder / f"{name}.{ending}")
    except OSError as error:
        raise InputError(
            f"Figures cannot be written to {folder}: {error.strerror}; choose a folder that can be written."
        ) from None
