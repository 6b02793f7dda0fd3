"""The reading site: one self-contained page for each note, and an index of them."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.present.words import say, speaking
from analysis.produce.notes import with_notes
from analysis.quarter import Quarter

if TYPE_CHECKING:
    from nbformat import NotebookNode

DESCRIPTION = "description.json"


def template(name: str) -> str:
    """Return a template of the site as text."""
    return resources.files("analysis.produce").joinpath("templates", name).read_text("utf-8")


@functools.cache
def _exporter() -> Any:
    from jinja2 import DictLoader
    from nbconvert.exporters.html import HTMLExporter

    exporter = HTMLExporter(extra_loaders=[DictLoader({"page.html.j2": template("page.html.j2")})])
    exporter.template_file = "page.html.j2"
    return exporter


def description(notebook: NotebookNode) -> str:
    """Return the first of the lines that sum up an executed note, as plain text."""
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            text = "".join(output.get("data", {}).get("text/markdown", ""))
            if text.startswith("- "):
                return re.sub(r"^- |\*+", "", text.split("\n")[0])
    return ""


def page(
    notebook: NotebookNode, quarter: Quarter, *,
    home: str, figures: str, name: str, others: Mapping[str, str],
    language: str = "en", translations: Mapping[str, str] | None = None,
) -> str:  # fmt: skip
    """Render an executed note as one HTML page with nothing to fetch from elsewhere.

    Every number that carries its estimate becomes a button that opens what there is to say of it; on
    paper it has a note number, and the notes follow the text.

    Parameters
    ----------
    notebook : NotebookNode
        Executed.
    quarter : Quarter
    home : str
        Address of the index, relative to the page; "" for none.
    figures : str
        Address of the folder of figures, relative to the page, with a slash at its end.
    name : str
        Name of the notebook, which lies beside the page.
    others : mapping
        The other pages of the quarter: file name and notebook.
    language : {"en", "fr"}
    translations : mapping, optional
        The page in other languages: language and address.
    """
    opened, notes = with_notes(notebook)
    with speaking(language):
        about = {
            "language": language,
            "title": f"{say(f'page-{name}')}, Mali, {quarter.label(language)}",
            "description": description(notebook),
            "style": template("page.css"),
            "script": template("page.js"),
            "home": home,
            "figures": figures,
            "notebook": f"{name}.ipynb",
            "others": {file: say(f"page-{other}") for file, other in others.items()},
            "translations": {
                say(f"language-{code}"): (code, at) for code, at in (translations or {}).items()
            },
            "notes": notes,
            "say": say,
        }
        html, _ = _exporter().from_notebook_node(opened, resources={"page": about})
    return re.sub(r"[ \t]+\n", "\n", str(html))


def index(site: Path) -> str:
    """Render the index of the notes that lie in a folder, latest first."""
    from jinja2 import Environment

    notes = [
        json.loads(file.read_text("utf-8")) for file in sorted(site.glob(f"*/{DESCRIPTION}"), reverse=True)
    ]
    environment = Environment(autoescape=False)  # noqa: S701 -- the template escapes what is text
    return environment.from_string(template("index.html.j2")).render(
        title=say("title"), style=template("page.css"), notes=notes
    )
