"""Figures asked for by name: one, all of a quarter, and the gallery page beside them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from analysis.errors import InputError
from analysis.measure.coverage import require_quarter
from analysis.present import citation, export, style
from analysis.present.figures import Drawing
from analysis.present.gallery import FIGURES, build
from analysis.present.words import period_label, say, speaking
from analysis.produce.progress import json_text, table
from analysis.produce.site import template
from analysis.quarter import Quarter

PAGE, SOURCES = "index.html", "references.bib"


def report(
    quarter: str, output: Path | None, journal: str, columns: str, language: str, *, as_json: bool
) -> str:
    """List the figures of a quarter, or draw them all into a folder and say where the page is."""
    wanted, preset = require_quarter(quarter), style.preset(journal, columns)
    if output is not None:
        made = make_all(wanted, output, preset, language)
        told: list[dict[str, str]] = [{"page": str(made[0]), "files": str(len(made) - 1)}]
    else:
        with speaking(language), style.drawing_at(preset):
            told = [{"id": drawing.name, "shows": drawing.title} for drawing in drawn(wanted)]
    return json_text(told) if as_json else table(told)


def drawn(quarter: Quarter, names: Iterable[str] = FIGURES) -> list[Drawing]:
    """Return every figure that a quarter has, at the preset and in the language in force."""
    found = []
    for name in names:
        try:
            drawing = build(name, quarter)
        except InputError:  # the data of this figure do not reach the quarter
            continue
        if drawing is not None:
            found.append(drawing)
    return found


def make_all(
    quarter: Quarter, folder: Path, preset: style.Preset, language: str, names: Iterable[str] = FIGURES
) -> list[Path]:
    """Write every figure of a quarter with all that belongs to it, and the gallery page.

    Parameters
    ----------
    quarter : Quarter
    folder : Path
    preset : Preset
    language : {"en", "fr"}
    names : iterable of str
        Ids of figures.

    Returns
    -------
    list of Path
        The page first.
    """
    with speaking(language), style.drawing_at(preset):
        made = drawn(quarter, names)
        contents = {f"{drawing.name}.{ending}": content
                    for drawing in made for ending, content in export.files(drawing).items()}  # fmt: skip
        export.write(folder, contents)
    return [write_page(folder, quarter, language), *(folder / name for name in contents)]


def write_page(folder: Path, quarter: Quarter, language: str = "en") -> Path:
    """Write the gallery page of the figures that lie in a folder, and the BibTeX of all their sources.

    Parameters
    ----------
    folder : Path
        With the JSON, PNG and LaTeX of each figure, as `export.save` leaves them.
    quarter : Quarter
    language : {"en", "fr"}
    """
    from jinja2 import Environment

    told = _told(folder)
    with speaking(language):
        words = {
            name: say(f"gallery-{name}")
            for name in ("files", "caption", "copy", "copied", "latex", "none", "about")
        }
        page = Environment(autoescape=True).from_string(template("gallery.html.j2")).render(
            title=say("gallery-title", period=period_label(quarter)), language=language, words=words,
            style=template("page.css"), figures=told, endings=export.ENDINGS,
        )  # fmt: skip
    cited = citation.bibtex(source for figure in told for source in figure["sources"])
    export.write(folder, {PAGE: page.encode(), SOURCES: cited.encode()})
    return folder / PAGE


def _told(folder: Path) -> list[dict[str, Any]]:
    found = [
        json.loads(path.read_text("utf-8")) for name in FIGURES if (path := folder / f"{name}.json").is_file()
    ]
    return [{**told, "latex": (folder / f"{told['id']}.tex").read_text("utf-8")} for told in found]
