"""The reading site: executed notebooks become pages by Sphinx, those that changed; they execute nothing."""

import base64
import ctypes
import html
import io
import json
import os
import re
import shutil
import signal
import sys
from concurrent.futures import ProcessPoolExecutor
from itertools import takewhile
from multiprocessing import get_context
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

from analysis.produce.books import BOLD, found_in, told
from analysis.produce.due import SETTINGS, cache, mark, put
from analysis.produce.work import stop
from analysis.quarter import Quarter
from analysis.record.store import dictionary, home, read_yaml, resource

if TYPE_CHECKING:
    from sphinx.application import Sphinx

THEME = Path(__file__).parent / "theme"
_PICTURES = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpg"}
_CAPTION = re.compile(r'(?s)<small class="caption">(.*?)</small>')


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
    try:
        import myst_nb.sphinx_ext  # type: ignore[import-untyped]  # noqa: F401
        import sphinx.builders.html  # noqa: F401 -- here, once, and not in each process
    except ImportError:
        return "The notebooks were run; the extra mali-trends[site] makes pages of them."
    sign = base / ".made"
    stopped = not sign.exists()  # a run that was: what it wrote may be half a page
    sign.unlink(missing_ok=True)
    context = get_context("fork" if sys.platform == "linux" else None)
    with ProcessPoolExecutor(2, context, _end_with, (os.getpid(),)) as pool:
        try:
            told = "".join(pool.map(_language, ("en", "fr"), [base] * 2, [stopped] * 2))
        except BaseException:
            stop()
            raise
    if (base / "ledger.ipynb").is_file():  # its page offers the published series as tables
        shutil.copytree(home() / "data" / "published", base / "data", dirs_exist_ok=True)
    put(sign, b"")  # newer than all that it was made of
    return re.sub(r"\x1b\[[\d;]*m", "", told).strip()[:800]


def _end_with(parent: int) -> None:
    """End this process with the one that forked it, for which it would wait for ever."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PDEATHSIG
        if os.getppid() != parent:  # it was gone before
            os._exit(1)


def _language(language: str, base: Path, stopped: bool) -> str:
    """Make the pages in one language, in a process of its own; return what Sphinx does not like."""
    from sphinx.application import Sphinx

    folder = base if language == "en" else base / language
    work, warnings = cache() / "pages" / mark([str(base.resolve()), language])[:8], io.StringIO()
    if prepare(folder, work / "source", language):
        given = SETTINGS["sphinx"] | {"language": language, "html_theme_path": [str(THEME.parent)]}
        Sphinx(work / "source", None, folder, work / "doctrees", "html", given, None, warnings).build(stopped)
    return warnings.getvalue()


def prepare(folder: Path, sources: Path, language: str) -> dict[str, Any]:
    """Write what Sphinx reads of the quarters in a folder, where it changed; return it by the page's name.

    In its metadata stands what is around a page: where that changes, the page is made anew.
    """
    books = {path.parent.name: _pages(path) for path in sorted(folder.glob("[0-9]*/data.json"))}
    other = folder / ("fr" if language == "en" else "..")
    found, links, titles = {path.stem: read(path, "") for path in folder.glob("*.ipynb")}, {}, {}
    ledger = "ledger.html" if "ledger" in found else ""
    for quarter, *near in zip(books, ["", *books], [*list(books)[1:], ""], strict=False):
        months, finding = Quarter.parse(quarter).label(language), found_in(folder / quarter)
        drawn = (folder / quarter / "card.png").is_file()
        for page, (name, title) in books[quarter].items():
            doc, path = f"{quarter}/{page}", folder / quarter / f"{name}.ipynb"
            own = told(path.read_text("utf-8"))
            titles[doc] = finding * (page == "index") or own or f"{title} ({months})"
            links[f"{quarter}/{name}"] = f"/{doc}.ipynb"
            found[doc] = read(path, titles[doc])
            beside = [next(((f"{one}/{there}", Quarter.parse(one).label(language))
                            for there in (page, "index") if there in books.get(one, ())), ())
                      for one in near]  # fmt: skip
            there = (other / quarter / path.name).is_file()
            about = {"books": books[quarter], "span": months, "beside": beside, "translated": there,
                     "card": drawn, "edition": edition()}  # fmt: skip
            found[doc]["metadata"]["around"] = about | {"ledger": ledger and f"../{ledger}"}
    if found and "index" not in found:
        found["index"] = read(THEME / "index.ipynb", "") | {"metadata": {"around": {"titles": titles}}}
    if found and language == "en":
        found["reference"] = read(THEME / "reference.ipynb", "")
    both = any(other.glob("[0-9]*/data.json"))
    for doc, notebook in found.items():
        about = {"translated": both, "ledger": "" if doc == "ledger" else ledger}
        notebook["metadata"]["around"] = about | notebook["metadata"].get("around", {})
        text = _linked(json.dumps(notebook, ensure_ascii=False, indent=1), doc.rpartition("/")[0], links)
        place = sources / f"{doc}.ipynb"
        if not place.is_file() or place.read_text("utf-8") != text:
            put(place, text.encode())
    for gone in {*sources.rglob("*.*")} - {sources / f"{doc}.ipynb" for doc in found}:
        gone.unlink()
    return found


def _pages(path: Path) -> dict[str, tuple[str, str]]:
    """Return by page of a quarter the name and title of its notebook."""
    books = json.loads(path.read_text("utf-8"))["notebooks"]
    return {Path(book["page"]).stem: (name, book["title"]) for name, book in books.items()}


def _linked(text: str, here: str, links: dict[str, str]) -> str:
    """Return a text whose links lead to pages of notebooks; where there is no page, the words are left."""

    def link(found: re.Match[str]) -> str:
        page = links.get(f"{found[2] or here}/{found[3]}")
        return f"[{found[1]}]({page})" if page else found[1]

    return re.sub(r"\[([^]\n]*)\]\((?:\.\./)?(?:(\w+)/)?(\w+)\.ipynb(?:#[\w-]+)?\)", link, text)


def edition() -> dict[str, str]:
    """Return what is cited of the data: their version, and the day by which the pages were read."""
    return {"version": dictionary()["version"], "day": resource("sources")["read_by"]}


def read(path: Path, title: str) -> dict[str, Any]:
    """Return an executed notebook as it is read: under a title, its code folded, its pictures as files.

    A section whose heading has the tag "if-told" is left out where its cells show nothing; a cell with the
    tag "remove-cell", always. Code that shows nothing stands with the next that does.
    """
    notebook: dict[str, Any] = json.loads(path.read_text("utf-8"))
    kept, folded, silent, cells, named = [], list[str](), False, notebook["cells"], bool(title)
    for place, cell in enumerate(cells, 1):
        tags, text = set(cell["metadata"].get("tags", ())), "".join(cell["source"])
        if cell["cell_type"] == "markdown" and "##" in text:  # a section, up to the next heading
            section = takewhile(lambda one: "##" not in "".join(one["source"]), cells[place:])
            silent = "if-told" in tags and not any(one.get("outputs") for one in section)
        if silent or not text.strip() or tags & {"parameters", "injected-parameters", "remove-cell"}:
            continue
        if cell["cell_type"] == "markdown" and title and (head := re.search(r"(?m)^# .+", text)):
            cell["source"], title = f"{text[: head.start()]}# {title}{text[head.end() :]}", ""
        cell["metadata"]["tags"] = [*(tags & {"screen"}), *["hide-input"] * (cell["cell_type"] == "code")]
        for output in (one for one in cell.get("outputs", ()) if "data" in one):
            data = _shown(output, path, cell).items()
            once = named and "finding" in tags  # it is the title
            output["data"] = {kind: BOLD.sub("", text) if once else text for kind, text in data}
        if cell["cell_type"] == "code":
            folded.append(text)
            if not any("data" not in one or "".join(one["data"].values()).strip() for one in cell["outputs"]):
                continue
            cell["source"], folded = "\n\n".join(folded), []
        kept.append(cell)
    return notebook | {"cells": kept}


def _shown(output: dict[str, Any], path: Path, cell: dict[str, Any]) -> dict[str, str]:
    """Return what a page shows of an output: its text; or a picture, put in a file and a page of its own."""
    data = {kind: "".join(part) for kind, part in output["data"].items()}
    kind = next(kind for kind in ("text/html", *_PICTURES, "text/markdown", *data) if kind in data)
    if kind not in _PICTURES:
        return {kind: data[kind]}
    about = {"id": cell["id"], "alt": data.get("text/plain", "")}
    about |= output["metadata"].get(kind, output["metadata"])
    content = data[kind].encode() if kind == "image/svg+xml" else base64.b64decode(data[kind])
    file = path.parent / "figures" / f"{path.stem}-{cell['id']}-{about['id']}.{_PICTURES[kind]}"
    put(file, content)
    wide, high = (int.from_bytes(content[at : at + 4], "big") // 2 for at in (16, 20))
    shape = f'width="{wide}" height="{high}"' if kind == "image/png" else ""
    others = (file.with_name(f"{about['id']}.{ending}") for ending in SETTINGS["html"]["files"])
    own = file.with_suffix(".html")
    made = path.stat().st_mtime_ns  # files drawn before the notebook was run may have other numbers
    fresh = (other.name for other in others if other.is_file() and other.stat().st_mtime_ns >= made)
    taken = [file.name, own.name, *fresh]
    links = " ".join(f'<a href="figures/{name}">{name.rpartition(".")[2].upper()}</a>' for name in taken)
    picture = f'<img src="figures/{file.name}" alt="{html.escape(about["alt"])}" {shape}>'
    texts = "".join("".join(one.get("data", {}).get("text/markdown", "")) for one in cell["outputs"])
    caption = BOLD.sub(r"<strong>\1</strong>", html.escape("".join(_CAPTION.findall(texts))))
    title, language = about.get("title", about["alt"]), "fr" if "fr" in path.parts[-3:] else "en"
    words = {"title": html.escape(title), "language": language, "caption": caption}
    page = Template((THEME / "embed.html").read_text("utf-8"))
    put(own, page.substitute(words, picture=picture.replace("figures/", "", 1)).encode())
    large = f'<a href="figures/{file.name}">{picture}</a>'  # a phone fits it to its width, and enlarges it
    framed = f'<figure><div class="wide">{large}</div><div class="files">{links}</div></figure>'
    return {"text/html": framed}


_ROW = re.compile(r"\bF\d{3,4}\b(?=[^<>]*<(?!/a>))")  # in text, and not in a link


def setup(app: "Sphinx") -> None:
    """Be an extension of Sphinx."""
    app.connect("builder-inited", _beside, priority=900)  # after myst-nb's own
    app.connect("html-page-context", _context)
    app.connect("build-finished", _feed)
    app.add_html_math_renderer("mathml", inline_renderers=(_math, None), block_renderers=(_math, None))


def _beside(app: "Sphinx") -> None:
    """Keep the notebooks that myst-nb writes out of the site."""
    env: Any = app.env
    env.mystnb_config = env.mystnb_config.copy(output_folder=f"{app.doctreedir}/notebooks")


def _math(visitor: Any, node: Any) -> None:
    """Write a formula as MathML."""
    from docutils.nodes import SkipNode  # type: ignore[import-untyped]
    from latex2mathml.converter import convert

    block = type(node).__name__ == "math_block"
    made = convert(node.astext(), display="block" if block else "inline")
    visitor.body.append(f'<div class="wide">{made}</div>' if block else made)
    raise SkipNode


def clean(body: str, ledger: str = "") -> str:
    """Return HTML in which nothing is executed and which links to pages only; its numbers are marked.

    Rows of the ledger link to the page with this address.

    Examples
    --------
    >>> clean('<p onclick="x">1<script>2</script> <a href="javascript:3">4</a></p>')
    '<p>1 <a>4</a></p>'
    >>> clean('<a class="reference" href="#n7">at least 527</a>')
    '<a class="number" data-n="7" href="#n7">at least 527</a>'
    """
    import nh3

    allowed = {**nh3.ALLOWED_ATTRIBUTES, "*": set(SETTINGS["html"]["attributes"])}
    about: Any = {"url_schemes": {"http", "https"}, "generic_attribute_prefixes": {"aria-", "data-"}}
    tags = nh3.ALLOWED_TAGS | {*SETTINGS["html"]["tags"]}
    safe = nh3.clean(body, tags, attributes=allowed, link_rel=None, **about)
    safe = re.sub(r'<span class="xref myst">(.*?)</span>| aria-label="Toggle hidden content"', r"\1", safe)
    safe = _ROW.sub(rf'<a href="{ledger}#\g<0>">\g<0></a>', safe) if ledger else safe
    return re.sub(r'<a class="[^"]*" href="#n(\d+)"', r'<a class="number" data-n="\1" href="#n\1"', safe)


def _context(app: "Sphinx", name: str, _template: str, context: dict[str, Any], _doctree: Any) -> None:
    """Give the template of a page what is around it."""
    if name in app.env.found_docs:
        context |= json.loads(Path(app.srcdir, f"{name}.ipynb").read_text("utf-8"))["metadata"]["around"]
        context["body"] = clean(context["body"], context["ledger"])


def _feed(app: "Sphinx", _error: Exception | None) -> None:
    """Write the quarters, and what is decided of their figures, as an Atom feed; and how each is cited."""
    language, render = app.config.language, app.builder.templates.render
    titles = {doc: app.env.titles[doc].astext() for doc in sorted(app.env.found_docs, reverse=True)}
    quarters = {doc[:6]: Quarter.parse(doc[:6]) for doc in titles if "/" in doc}
    made, reason = read_yaml("minusma/decisions")["decisions"], "reason_fr" if language == "fr" else "reason"
    decided = {name: [one[reason] for one in made if one["fact"].split("/")[1] == name] for name in quarters}
    about = {"known": titles, "quarters": quarters, "decided": decided, "language": language, "mark": mark}
    put(Path(app.outdir, "feed.xml"), render("feed.xml", about | edition()).encode())
    for quarter in quarters:
        told = render("CITATION.cff", about | edition() | {"title": titles.get(f"{quarter}/index", quarter)})
        put(Path(app.outdir, quarter, "CITATION.cff"), told.encode())
