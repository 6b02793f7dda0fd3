"""The reading site: a plain page for each executed notebook, and an index of the quarters."""

from __future__ import annotations

import base64
import functools
import html
import io
import json
import re
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbformat import NotebookNode

WORDS = {"en": {"code": "code", "all": "All quarters"}, "fr": {"code": "code", "all": "Tous les trimestres"}}
_KINDS = (
    "text/html",
    "text/markdown",
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "text/plain",
)  # best first

# What LaTeX has and matplotlib writes otherwise, or not at all.
_KNOWN = (
    (r"\\([lgn]e)(?![a-z])", r"\\\1q"),
    (r"\\tfrac(\d)(\d)", r"\\frac{\1}{\2}"),
    (r"\\bigg?(?![a-z]) ?", ""),
)


def register(notebook: NotebookNode) -> list[dict[str, Any]]:
    """Return the register of an executed notebook, from the metadata of its outputs."""
    found = [output.get("metadata", {}).get("mali-trends", {}).get("register", []) for cell in notebook.cells
             for output in cell.get("outputs", ())]  # fmt: skip
    return [dict(entry) for entries in found for entry in entries]


@functools.cache
def _template(name: str) -> Any:
    from jinja2 import Environment, PackageLoader

    environment = Environment(loader=PackageLoader("analysis.produce"), autoescape=True, trim_blocks=True)
    environment.filters["markdown"] = _html
    return environment.get_template(name)


def _html(text: str) -> str:
    """Return Markdown as HTML, with its formulas drawn."""
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    renderer: Any = IPythonRenderer(escape=False)
    renderer.inline_math, renderer.block_math = _formula, lambda latex: f"<p>{_formula(latex)}</p>"
    return str(MarkdownWithMath(renderer=renderer).render(text))


@functools.cache
def _formula(latex: str) -> str:
    r"""Return a formula as HTML: letters and numbers as text, others as a picture.

    Examples
    --------
    >>> _formula("x_1"), _formula(r"\\none{x}")
    ('<i>x</i><sub>1</sub>', '<code>\\\\none{x}</code>')
    """
    if plain := re.fullmatch(r"([A-Za-z])(?:_\{?(\w+)\}?)?", latex.strip()):
        return f"<i>{plain[1]}</i>" + f"<sub>{plain[2]}</sub>" * bool(plain[2])
    if re.fullmatch(r"[\d.,]+", latex):
        return latex
    import matplotlib as mpl
    from matplotlib.font_manager import FontProperties
    from matplotlib.mathtext import math_to_image

    drawn, text = io.BytesIO(), " ".join(latex.split())
    for known, other in _KNOWN:
        text = re.sub(known, other, text)
    try:
        with mpl.rc_context({"mathtext.fontset": "cm", "svg.hashsalt": "formula"}):
            depth = math_to_image(f"${text}$", drawn, FontProperties(size=13), 72, "svg")
    except ValueError:  # more of LaTeX than matplotlib knows
        return f"<code>{html.escape(latex)}</code>"
    place = f'style="vertical-align:-{depth:g}pt" alt="{html.escape(latex)}"'
    source = base64.b64encode(drawn.getvalue()).decode()
    return f'<img class="math" {place} src="data:image/svg+xml;base64,{source}">'


def _asset(name: str) -> str:
    return resources.files("analysis.produce").joinpath("templates", name).read_text("utf-8")


def page(
    notebook: NotebookNode, *, file: str, title: str, language: str, pages: Mapping[str, tuple[str, str]],
    languages: Sequence[tuple[str, str]], home: str,
) -> str:  # fmt: skip
    """Render an executed notebook as one HTML page with nothing to fetch from elsewhere.

    Parameters
    ----------
    notebook : NotebookNode
    file : str
        Name of the page.
    title : str
    language : str
    pages : mapping
        The pages of the quarter: by the notebook's name, file and title.
    languages : sequence of tuple
        Other languages: name and address.
    home : str
        Address of the index of all quarters; "" for none.
    """
    made = _template("page.html.j2").render(
        cells=notebook.cells, kinds=_KINDS, file=file, title=title, language=language, pages=pages.values(),
        languages=languages, home=home, say=WORDS.get(language, WORDS["en"]), style=_asset("page.css"),
        script=_asset("page.js"),
    )  # fmt: skip
    links = re.compile(r'<a href="(?:\.\./)?(\w+)\.ipynb(#[\w-]+)?">(.*?)</a>')  # to notebooks
    shown = r'<a href="{}{}">{}</a>'
    return links.sub(
        lambda link: shown.format(pages[link[1]][0], link[2] or "", link[3]) if link[1] in pages else link[3],
        made,
    )


def index(folder: Path) -> str:
    """Render the index of the quarters whose pages lie in a folder, latest first."""
    found = [json.loads(path.read_text("utf-8")) | {"place": path.parent.relative_to(folder).as_posix()}
             for path in sorted([*folder.glob("*/data.json"), *folder.glob("*/*/data.json")])]  # fmt: skip
    quarters: dict[str, list[Any]] = {}
    for about in sorted(found, key=lambda about: about["quarter"], reverse=True):
        quarters.setdefault(about["quarter"], []).append(about)
    return str(_template("index.html.j2").render(quarters=quarters, style=_asset("page.css")))
