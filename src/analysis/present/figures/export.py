"""Figures on disk: PDF, SVG and PNG of one layout, with numbers, words and sources beside them."""

from __future__ import annotations

import functools
import hashlib
import html
import io
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from analysis.errors import InputError
from analysis.present.figures import citation, style

if TYPE_CHECKING:
    from analysis.present.figures.drawing import Drawing

FORMATS = ("png", "svg", "pdf")
ENDINGS = (*FORMATS, "csv", "json", "tex", "md", "bib", "py", "R")


def render(drawing: Drawing, formats: tuple[str, ...] = FORMATS) -> dict[str, bytes]:
    """Return a drawing as bytes in each format; the layout is solved once and then frozen.

    Raises
    ------
    InputError
        If the figure is not as wide as its preset says.
    """
    figure, preset = drawing.figure, drawing.preset
    if preset and abs(figure.get_figwidth() / style.MM - preset.width_mm) > 0.1:
        raise InputError(
            f"The figure {drawing.name} is {figure.get_figwidth() / style.MM:.1f} mm wide and the preset"
            f" {preset.name} wants {preset.width_mm:g} mm: open it at that width, or choose another preset."
        )
    with style.context(preset):
        figure.set_dpi(style.DPI)
        if engine := figure.get_layout_engine():
            engine.execute(figure)
        figure.set_layout_engine(None)
        return {kind: _printed(drawing, kind) for kind in formats}


def _printed(drawing: Drawing, kind: str) -> bytes:
    """Print a figure whose layout is frozen: no dates and no program version, so the bytes stay the same."""
    if kind == "png":
        return _slim(drawing)
    content = io.BytesIO()
    words = {"Title": drawing.title, "Creator": None}
    about = {"pdf": {**words, "Producer": None, "CreationDate": None, "Subject": drawing.alt},
             "svg": {**words, "Date": None}}  # fmt: skip
    drawing.figure.savefig(content, format=kind, metadata=about[kind], dpi=style.DPI)
    if kind == "pdf":
        return content.getvalue()
    head, end, rest = content.getvalue().decode().partition("</title>")  # alternative text belongs below it
    text = f"{head}{end}\n <desc>{html.escape(drawing.alt)}</desc>{rest}"
    return text.replace("<svg ", '<svg role="img" ', 1).encode()


def _slim(drawing: Drawing) -> bytes:
    """Return a PNG of 256 colours: a third of the size, with the colours that fill areas."""
    canvas: Any = FigureCanvasAgg(drawing.figure)
    about, slim = PngInfo(), io.BytesIO()
    canvas.draw()
    picture = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    about.add_text("Title", drawing.title)
    about.add_itxt("Description", drawing.alt)
    few = Image.fromarray(np.asarray(picture)[::3, ::3]).quantize(256, Image.Quantize.MEDIANCUT)
    made = picture.quantize(palette=few, dither=Image.Dither.NONE)
    made.save(slim, "png", pnginfo=about, dpi=(style.DPI,) * 2)
    return slim.getvalue()


def files(drawing: Drawing, endings: Iterable[str] = ENDINGS) -> dict[str, bytes]:
    """Return what stands beside a figure, by file ending: pictures, numbers, words, and ways to use them."""
    pictures = render(drawing, tuple(kind for kind in FORMATS if kind in endings))
    numbers = functools.cache(lambda: drawing.table().to_csv(index=False, lineterminator="\n"))
    written: dict[str, Callable[[], str]] = {
        "csv": numbers,
        "json": lambda: f"{json.dumps(_about(drawing, numbers()), ensure_ascii=False, indent=1)}\n",
        "bib": lambda: citation.bibtex(citation.used(drawing)),
        **{
            ending: functools.partial(citation.filled, drawing, ending) for ending in ("tex", "md", "py", "R")
        },
    }  # nothing is made that nobody asks for
    return pictures | {name: made().encode() for name, made in written.items() if name in endings}


def _about(drawing: Drawing, numbers: str) -> dict[str, Any]:
    preset = drawing.preset
    return {
        "id": drawing.name, "quarter": drawing.quarter, "language": drawing.language, "title": drawing.title,
        "caption": citation.full_caption(drawing), "alt": drawing.alt,
        "units": sorted({item.unit for item in drawing.shown}),
        "periods": sorted({item.period for item in drawing.shown}),
        "preliminary": citation.preliminary(drawing), "sources": citation.sources(drawing),
        "data_sha256": hashlib.sha256(numbers.encode()).hexdigest(),
        "preset": {key: getattr(preset, key) for key in ("name", "width_mm", "points")} if preset else None,
        "licence": citation.LICENCE, "font": f"{style.FONT} (SIL Open Font License 1.1)",
    }  # fmt: skip


def write(folder: Path, contents: dict[str, bytes]) -> list[Path]:
    """Write files beside their places and then rename them all, so that none is ever half-written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            (folder / f".{name}.part").write_bytes(content)
        return [(folder / f".{name}.part").replace(folder / name) for name in contents]
    except OSError as error:
        raise InputError(
            f"Figures cannot be written to {folder}: {error.strerror}; choose a folder that can be written."
        ) from None


def save_all(drawings: Sequence[Drawing], folder: Path, endings: Iterable[str] = ENDINGS) -> list[Path]:
    """Write figures of a quarter, a Data Package of their numbers and the sources of them all.

    Parameters
    ----------
    drawings : sequence of Drawing
    folder : Path
    endings : iterable of str
        Of the files that are wanted of each.
    """
    made = [path for drawing in drawings for path in drawing.save(folder, endings)]
    tables = [(drawing, drawing.table()) for drawing in drawings]
    package = {
        "name": f"mali-figures-{drawings[0].quarter.lower()}",
        "licenses": [{"name": citation.LICENCE}],
        "resources": [
            {"name": drawing.name, "path": f"{drawing.name}.csv", "title": drawing.title,
             "description": drawing.alt, "profile": "tabular-data-resource", "encoding": "utf-8",
             "schema": {"fields": pd.io.json.build_table_schema(table, index=False)["fields"]}}
            for drawing, table in tables
        ],
    }  # fmt: skip
    cited = citation.bibtex(source for drawing in drawings for source in citation.used(drawing))
    text = json.dumps(package, ensure_ascii=False, indent=1) + "\n"
    return made + write(folder, {"datapackage.json": text.encode(), "references.bib": cited.encode()})
