"""The reading site: executed notebooks become pages by Sphinx, those that changed."""

from __future__ import annotations

import base64
import html
import io
import json
import os
import re
import struct
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.produce.due import cache, mark, put
from analysis.quarter import Quarter

THEME = Path(__file__).parent / "theme"
_HIDDEN = {"parameters", "injected-parameters"}
_KINDS = ("text/html", "text/markdown")  # what a page prefers to show of an output
_LINK = re.compile(r"\[([^]\n]*)\]\((?:\.\./)?(?:(\w+)/)?(\w+)\.ipynb(?:#[\w-]+)?\)")


def build(base: Path) -> str:
    """Make the pages of the executed notebooks in a folder, those that changed.

    Parameters
    ----------
    base : Path
        Quarters in English lie in it, those in French in its ``fr``: notebooks, and ``data.json``.

    Returns
    -------
    str
        What is to be told of it: that the extra is wanting, or what Sphinx does not like in a notebook.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # a grammar that takes a second
    try:
        import myst_nb  # type: ignore[import-untyped]  # noqa: F401
        from sphinx.application import Sphinx
        from sphinx.util.docutils import docutils_namespace
    except ImportError:
        return "The notebooks were run; the extra mali-trends[site] makes pages of them."
    warnings = io.StringIO()
    for language in ("en", "fr"):
        folder = base if language == "en" else base / language
        work = cache() / "pages" / mark([str(base.resolve()), language])[:8]
        if not prepare(folder, work / "source", language):
            continue
        sign = work / "unfinished"
        stopped = sign.exists()  # a run that was: what it wrote may be half a page
        sign.touch()
        with docutils_namespace():
            app = Sphinx(work / "source", THEME, folder, work / "doctrees", "html", {"language": language},
                         status=None, warning=warnings, parallel=os.cpu_count() or 1)  # fmt: skip
            app.build(force_all=stopped)
        sign.unlink()
        (folder / "index.html").touch()  # newer than all that it was made of
    return re.sub(r"\x1b\[[\d;]*m", "", warnings.getvalue()).strip()[:800]


def prepare(folder: Path, sources: Path, language: str) -> dict[str, str]:
    """Write what Sphinx reads of the quarters in a folder, where it changed; return it by the file's name."""
    made, pages, title = dict[str, str](), dict[str, str](), ""
    for path in sorted(folder.glob("*/data.json")):
        about = json.loads(path.read_text("utf-8"))
        quarter, finding = about["quarter"], _finding(path.with_name("brief.ipynb"))
        for name, book in about["notebooks"].items():
            page = pages[f"{quarter}/{name}"] = f"{quarter}/{Path(book['page']).stem}"
            first = page.endswith("/index")
            title = book["title"] if first else title or book["title"]
            span = f"{book['title']} ({Quarter.parse(quarter).label(language)})"
            notebook = json.loads(path.with_name(f"{name}.ipynb").read_text("utf-8"))
            made[f"{page}.ipynb"] = _page(notebook, (first and finding) or span, path.parent, name)
    if (home_page := folder / "index.ipynb").is_file():
        made["index.ipynb"] = _page(json.loads(home_page.read_text("utf-8")), "", folder, "index")
    elif made:
        made["index.md"] = f"# {title}\n"
    for name, text in made.items():
        here = name.rpartition("/")[0]
        text = made[name] = _LINK.sub(lambda found: _linked(found, here, pages), text)  # noqa: B023
        if not (place := sources / name).is_file() or place.read_text("utf-8") != text:
            put(place, text.encode())
    for gone in {path.relative_to(sources).as_posix() for path in sources.rglob("*.*")} - made.keys():
        (sources / gone).unlink()
    return made


def _linked(found: re.Match[str], here: str, pages: Mapping[str, str]) -> str:
    """Return a link to a notebook as one to its page, or as its text where there is no page."""
    target = pages.get(f"{found[2] or here}/{found[3]}")
    return f"[{found[1]}](/{target}.ipynb)" if target else found[1]


def _finding(path: Path) -> str:
    """Return the sentence that a notebook tells in its cell with the tag "finding", without its links."""
    cells = json.loads(path.read_text("utf-8"))["cells"] if path.is_file() else []
    shown = [output.get("data", {}) for cell in cells if "finding" in cell["metadata"].get("tags", ())
             for output in cell["outputs"]]  # fmt: skip
    told = " ".join("".join(data.get("text/markdown", "")) for data in shown)
    return re.sub(r"\[([^]]*)\]\([^)]*\)|[*#]+ ?", r"\1", told).strip()


def _page(notebook: dict[str, Any], title: str, folder: Path, name: str) -> str:
    """Return an executed notebook as it is read: with its title, code folded, pictures as files."""
    notebook["cells"] = [cell for cell in notebook["cells"] if "".join(cell["source"]).strip()
                         and not _HIDDEN & set(cell["metadata"].get("tags", ()))]  # fmt: skip
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown" and title:
            text = "".join(cell["source"])
            cell["source"] = re.sub(r"(?m)^# .+", f"# {title}".replace("\\", ""), text, count=1)
            title = "" if cell["source"] != text else title
        cell["metadata"]["tags"] = ["hide-input"] * (cell["cell_type"] == "code")
        for output in cell.get("outputs", ()):
            if data := output.get("data"):
                _picture(output, folder / "figures", f"{name}-{cell['id']}")
                kind = next(kind for kind in (*_KINDS, *data) if kind in output["data"])
                output["data"] = {kind: output["data"][kind]}
    return json.dumps(notebook, ensure_ascii=False, indent=1)


def _picture(output: dict[str, Any], folder: Path, name: str) -> None:
    """Put a picture into a file beside the page, and have the page show it."""
    for kind, ending in ("image/svg+xml", "svg"), ("image/png", "png"), ("image/jpeg", "jpg"):
        if kind in output["data"]:
            text, about = "".join(output["data"][kind]), output.get("metadata", {})
            content = text.encode() if ending == "svg" else base64.b64decode(text)
            about = (
                {"id": name, "alt": "".join(output["data"].get("text/plain", ""))}
                | about
                | about.get(kind, {})
            )
            file = folder / f"{name}-{about['id']}.{ending}"
            if not file.is_file() or file.read_bytes() != content:
                put(file, content)
            size = struct.unpack(">II", content[16:24]) if ending == "png" else (0, 0)
            shape = f' width="{size[0] // 2}" height="{size[1] // 2}"' * any(size)
            source = (
                f'<img src="figures/{file.name}" alt="{html.escape(about["alt"])}" loading="lazy"{shape}>'
            )
            output["data"] = {"text/html": f'<figure id="{html.escape(about["id"])}">{source}</figure>'}
            return
