"""Figures asked for by name: one, all of a quarter, and the gallery page beside them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib import resources
from pathlib import Path

from analysis.errors import InputError
from analysis.measure.coverage import require_quarter
from analysis.present.figures import FIGURES, citation, draw, export
from analysis.present.figures.drawing import Drawing
from analysis.present.labels import either, span, speaking
from analysis.quarter import Quarter

PAGE, SOURCES = "index.html", "references.bib"


def one(name: str, quarter: str, journal: str = "", columns: str = "", language: str = "en") -> Drawing:
    """Draw a figure of a quarter.

    Raises
    ------
    InputError
        As `analysis.present.figures.draw`, and where there is nothing to draw.
    """
    found = draw(name, require_quarter(quarter), journal=journal, columns=columns, language=language)
    if found is None:
        raise InputError(
            f"There is nothing to draw for {name} in {quarter}: see what mali-trends figures {quarter} lists."
        )
    return found


def drawn(
    quarter: Quarter,
    names: Iterable[str] = FIGURES,
    *,
    journal: str = "",
    columns: str = "",
    language: str = "en",
) -> list[Drawing]:
    """Return every figure that a quarter has."""
    made = (draw(name, quarter, journal=journal, columns=columns, language=language) for name in names)
    return [drawing for drawing in made if drawing is not None]


def report(
    quarter: str, output: Path | None, journal: str, columns: str, language: str, *, as_json: bool
) -> str:
    """List the figures of a quarter, or draw them all into a folder and say where the page is."""
    wanted = require_quarter(quarter)
    if output is not None:
        made = make_all(wanted, output, journal=journal, columns=columns, language=language)
        told = [{"page": str(made[0]), "files": str(len(made) - 1)}]
    else:
        found = drawn(wanted, journal=journal, columns=columns, language=language)
        told = [{"id": drawing.name, "shows": drawing.title} for drawing in found]
    if as_json:
        return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    return "".join("{:24}{}\n".format(*entry.values()) for entry in told)


def make_all(
    quarter: Quarter,
    folder: Path,
    names: Iterable[str] = FIGURES,
    endings: Iterable[str] = (),
    **options: str,
) -> list[Path]:
    """Write every figure of a quarter with all that belongs to it, and the gallery page.

    Parameters
    ----------
    quarter : Quarter
    folder : Path
    names : iterable of str
        Ids of figures.
    endings : iterable of str
        Of the files that are wanted; all without.
    **options : str
        ``journal``, ``columns``, ``language``.

    Returns
    -------
    list of Path
        The page first.
    """
    files = [path for drawing in drawn(quarter, names, **options) for path in drawing.save(folder, endings)]
    return [write_page(folder, quarter, options.get("language", "en")), *files]


def write_page(folder: Path, quarter: Quarter, language: str = "en") -> Path:
    """Write the gallery page of the figures that lie in a folder, and the BibTeX of all their sources.

    Parameters
    ----------
    folder : Path
        With the JSON, PNG and LaTeX of each figure, as `Drawing.save` leaves them.
    quarter : Quarter
    language : {"en", "fr"}
    """
    from jinja2 import Environment

    paths = [path for name in FIGURES if (path := folder / f"{name}.json").is_file()]
    told = [
        {
            **json.loads(path.read_text("utf-8")),
            "latex": path.with_suffix(".tex").read_text("utf-8"),
            "endings": [ending for ending in export.ENDINGS if path.with_suffix(f".{ending}").is_file()],
        }
        for path in paths
    ]
    with speaking(language):
        words = {
            "title": f"Figures, {span(quarter)}",
            "about": either("Each figure with the numbers it shows, its sources and what a paper needs. Free"
                            " to use with attribution (CC BY 4.0).",
                            "Chaque figure avec les nombres qu’elle montre, ses sources et ce qu’il faut pour"
                            " un article. Réutilisation libre avec mention de la source (CC BY 4.0)."),
            "files": either("Files:", "Fichiers\u00a0:"),
            "caption": either("Caption", "Légende"),
            "copy": either("Copy", "Copier"),
            "copied": either("Copied", "Copié"),
            "latex": "LaTeX",
            "none": either("There is nothing to draw.", "Il n’y a rien à représenter."),
        }  # fmt: skip
    page = Environment(autoescape=True).from_string(_template("gallery.html.j2")).render(
        title=words["title"], language=language, words=words, style=_template("page.css"), figures=told,
    )  # fmt: skip
    cited = citation.bibtex(source for figure in told for source in figure["sources"])
    export.write(folder, {PAGE: page.encode(), SOURCES: cited.encode()})
    return folder / PAGE


def _template(name: str) -> str:
    return resources.files("analysis.produce").joinpath("templates", name).read_text("utf-8")
