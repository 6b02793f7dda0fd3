"""Figures on disk: PDF, SVG and PNG of one layout, with numbers, words and sources beside them."""

from __future__ import annotations

import base64
import hashlib
import html
import io
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import InputError
from analysis.present import citation, style
from analysis.present.display import Prose
from analysis.present.words import speaking

if TYPE_CHECKING:
    from analysis.present.figures import Drawing

FOLDER_VARIABLE = "MALI_TRENDS_FIGURES"
FORMATS = ("png", "svg", "pdf")
ENDINGS = ("pdf", "svg", "png", "csv", "json", "tex", "bib")


class Picture:
    """What a notebook shows of a drawing: the PNG that was saved, with its alternative text."""

    def __init__(self, png: bytes, drawing: Drawing) -> None:
        self.png, self.drawing = png, drawing

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
        from analysis.present.explained import places_told

        drawing = self.drawing
        bundle = {"image/png": base64.b64encode(self.png).decode(), "text/plain": drawing.alt}
        told = {"title": drawing.title, "caption": citation.full_caption(drawing)}
        with speaking(drawing.language):
            opened = {name: places_told(drawing.places(text)) for name, text in told.items()}
        return bundle, {"image/png": {**told, "alt": drawing.alt, "id": drawing.name, "opened": opened}}


def render(drawing: Drawing, formats: tuple[str, ...] = FORMATS) -> dict[str, bytes]:
    """Return a drawing as bytes in each format; the layout is solved once and then frozen.

    Raises
    ------
    InputError
        If the figure is not as wide as its preset says.
    """
    figure, width = drawing.figure, drawing.preset.width_mm
    if abs(figure.get_figwidth() / style.MM - width) > 0.1:
        raise InputError(
            f"The figure {drawing.name} is {figure.get_figwidth() / style.MM:.1f} mm wide and the preset"
            f" {drawing.preset.name} wants {width:g} mm: open it at that width, or choose another preset."
        )
    with style.drawing_at(drawing.preset):
        figure.set_dpi(style.DPI)
        if engine := figure.get_layout_engine():
            engine.execute(figure)
        figure.set_layout_engine("none")
        return {kind: _printed(drawing, kind) for kind in formats}


def _printed(drawing: Drawing, kind: str) -> bytes:
    """Print a figure whose layout is frozen: no dates and no program version, so the bytes stay the same.

    The canvases are asked directly: ``savefig`` would draw each format twice to solve the layout again.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.backends.backend_pdf import FigureCanvasPdf
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    figure, content, canvas = drawing.figure, io.BytesIO(), drawing.figure.canvas
    words = {"Title": drawing.title, "Creator": None}
    printers: dict[str, tuple[Any, dict[str, Any]]] = {
        "png": (FigureCanvasAgg, {"Software": None, "Title": drawing.title, "Description": drawing.alt}),
        "svg": (FigureCanvasSVG, {**words, "Date": None}),
        "pdf": (FigureCanvasPdf, {**words, "Producer": None, "CreationDate": None, "Subject": drawing.alt}),
    }
    printer, metadata = printers[kind]
    getattr(printer(figure), f"print_{kind}")(content, metadata=metadata)
    figure.set_dpi(style.DPI)
    figure.set_canvas(canvas)
    return _described(drawing, content.getvalue()) if kind == "svg" else content.getvalue()


def _described(drawing: Drawing, svg: bytes) -> bytes:
    """Put alternative text and the letters of the font into an SVG, so that it reads the same anywhere."""
    from matplotlib.text import Text

    letters: dict[str, set[str]] = {"normal": set(), "bold": set()}
    for text in drawing.figure.findobj(Text):
        letters["bold" if text.get_fontweight() == "bold" else "normal"].update(text.get_text())
    faces = "".join(
        _face(weight, style.subset(file, "".join(sorted(letters[weight]))))
        for weight, file in style.fonts().items()
        if letters[weight]
    )
    told = f"<desc>{html.escape(drawing.alt)}</desc>\n <style>{faces}</style>"
    head, end, rest = svg.decode().partition("</title>")
    return f"{head}{end}\n {told}{rest}".replace("<svg ", '<svg role="img" ', 1).encode()


def _face(weight: str, font: bytes) -> str:
    address = f"data:font/ttf;base64,{base64.b64encode(font).decode()}"
    return f'@font-face{{font-family:"{style.EMBEDDED}";font-weight:{weight};src:url({address})}}'


def files(drawing: Drawing) -> dict[str, bytes]:
    """Return all that stands beside a figure, by file ending: pictures, numbers, words, LaTeX, BibTeX."""
    numbers = drawing.table().to_csv(index=False, lineterminator="\n").encode()
    texts = {
        "csv": numbers,
        "json": json.dumps(_about(drawing, numbers), ensure_ascii=False, indent=1).encode() + b"\n",
        "tex": citation.snippet(drawing).encode(),
        "bib": citation.bibtex(citation.sources(drawing)).encode(),
    }
    return {**render(drawing), **texts}


def _about(drawing: Drawing, numbers: bytes) -> dict[str, Any]:
    preset = drawing.preset
    return {
        "id": drawing.name,
        "quarter": drawing.quarter,
        "language": drawing.language,
        "title": drawing.title,
        "caption": citation.full_caption(drawing),
        "alt": drawing.alt,
        "units": sorted({item.unit for item in drawing.shown}),
        "periods": sorted({item.period for item in drawing.shown}),
        "preliminary": citation.preliminary(drawing),
        "sources": citation.sources(drawing),
        "data_sha256": hashlib.sha256(numbers).hexdigest(),
        "preset": {"name": preset.name, "width_mm": preset.width_mm, "points": preset.points},
        "licence": citation.LICENCE,
        "font": f"{style.FONT} (SIL Open Font License 1.1)",
    }


def show(drawing: Drawing | None) -> Picture | Prose:
    """Return the picture of a drawing, saving it with all that belongs to it where a folder is set.

    Nothing is shown where there is nothing to draw. The environment variable ``MALI_TRENDS_FIGURES``
    names the folder: the command line sets it, so that no path of a machine enters a notebook.
    """
    if drawing is None:
        return Prose()
    folder = os.environ.get(FOLDER_VARIABLE)
    made = save(drawing, folder) if folder else render(drawing, ("png",))
    return Picture(made["png"], drawing)


def save(drawing: Drawing, folder: str | Path) -> dict[str, bytes]:
    """Write a figure and all that stands beside it: PDF, SVG, PNG, CSV, JSON, LaTeX and BibTeX.

    Parameters
    ----------
    drawing : Drawing
    folder : str or Path
        Made where it is missing.

    Returns
    -------
    dict of str to bytes
        What was written, by ending.

    Raises
    ------
    InputError
        If the figure is not as wide as its preset says, or the folder cannot be written.
    """
    contents, folder = files(drawing), Path(folder)
    write(folder, {f"{drawing.name}.{ending}": content for ending, content in contents.items()})
    return contents


def write(folder: Path, contents: dict[str, bytes]) -> None:
    """Write files beside their places and then rename them all, so that none is ever half-written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            (folder / f".{name}.part").write_bytes(content)
        for name in contents:
            (folder / f".{name}.part").replace(folder / name)
    except OSError as error:
        raise InputError(
            f"Figures cannot be written to {folder}: {error.strerror}; choose a folder that can be written."
        ) from None
