"""The reading site: a plain page for each executed notebook, and an index of the quarters."""

from __future__ import annotations

import base64
import functools
import html
import io
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader

if TYPE_CHECKING:
    from nbformat import NotebookNode

# What LaTeX has and matplotlib writes otherwise, or not at all.
_KNOWN = {r"\\([lgn]e)(?![a-z])": r"\\\1q", r"\\tfrac(\d)(\d)": r"\\frac{\1}{\2}", r"\\bigg?(?![a-z]) ?": "",
          r"\s+": " "}  # fmt: skip


def _html(text: str) -> str:
    """Return Markdown as HTML, with its formulas drawn."""
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    renderer: Any = IPythonRenderer(escape=False)
    renderer.inline_math, renderer.block_math = _formula, lambda latex: f"<p>{_formula(latex)}</p>"
    return str(MarkdownWithMath(renderer=renderer).render(text))


@functools.cache
def _formula(latex: str) -> str:
    r"""Return a formula as HTML: a letter as text, others as a picture, what cannot be drawn as it is.

    Examples
    --------
    >>> _formula("x_1"), _formula(r"\\none{x}")
    ('<i>x</i><sub>1</sub>', '<code>\\\\none{x}</code>')
    """
    if plain := re.fullmatch(r"([A-Za-z])(?:_\{?(\w+)\}?)?", latex.strip()):
        return f"<i>{plain[1]}</i>" + f"<sub>{plain[2]}</sub>" * bool(plain[2])
    import matplotlib as mpl
    from matplotlib.font_manager import FontProperties
    from matplotlib.mathtext import math_to_image

    drawn, text = io.BytesIO(), latex.strip()
    for known, other in _KNOWN.items():
        text = re.sub(known, other, text)
    try:
        with mpl.rc_context({"mathtext.fontset": "cm", "svg.hashsalt": "formula"}):
            depth = math_to_image(f"${text}$", drawn, FontProperties(size=13), 72, "svg")
    except ValueError:  # more of LaTeX than matplotlib knows
        return f"<code>{html.escape(latex)}</code>"
    place = f'style="vertical-align:-{depth:g}pt" alt="{html.escape(latex)}"'
    source = base64.b64encode(drawn.getvalue()).decode()
    return f'<img class="math" {place} src="data:image/svg+xml;base64,{source}">'


_templates = Environment(loader=PackageLoader("analysis.produce"), autoescape=True, trim_blocks=True)
_templates.filters["markdown"] = _html


def page(notebook: NotebookNode, *, pages: Mapping[str, Sequence[str]], **about: Any) -> str:
    """Render an executed notebook as one HTML page with nothing to fetch from elsewhere.

    Parameters
    ----------
    notebook : NotebookNode
    pages : mapping
        The pages of the quarter: by the notebook's name, file and title.
    **about
        ``file`` (name of the page), ``title``, ``language``, ``languages`` (others: name and address) and
        ``home`` (address of the index of all quarters; "" for none).
    """
    made = _templates.get_template("page.html.j2").render(cells=notebook.cells, pages=pages.values(), **about)

    def link(found: re.Match[str]) -> str:
        name, anchor, text = found.groups("")
        return f'<a href="{pages[name][0]}{anchor}">{text}</a>' if name in pages else text

    return re.sub(r'<a href="(?:\.\./)?(\w+)\.ipynb(#[\w-]+)?">(.*?)</a>', link, made)  # to notebooks


def index(paths: Sequence[Path], folder: Path) -> str:
    """Render the index of the quarters whose ``data.json`` lie in a folder, latest first."""
    found = [json.loads(path.read_text("utf-8")) | {"place": path.parent.relative_to(folder).as_posix()}
             for path in sorted(paths)]  # fmt: skip
    return _templates.get_template("index.html.j2").render(found=found)
