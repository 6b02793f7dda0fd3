"""The reading site: executed notebooks become pages by Sphinx, those that changed; they execute nothing."""

import ctypes
import io
import json
import os
import re
import shutil
import signal
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import myst_nb.sphinx_ext  # type: ignore[import-untyped]  # noqa: F401 -- once, and not in each process
import nh3
import sphinx.builders.html  # noqa: F401
from docutils.nodes import SkipNode  # type: ignore[import-untyped]
from latex2mathml.converter import convert
from sphinx.application import Sphinx

from analysis.produce.books import THEME, found_in, read, told
from analysis.produce.due import SETTINGS, cache, mark, put
from analysis.produce.work import stop
from analysis.quarter import Quarter
from analysis.record.store import dictionary, home, read_yaml, resource


def build(base: Path) -> str:
    """Make the pages of the executed notebooks in a folder, those that changed.

    Parameters
    ----------
    base : Path
        Quarters in English lie in it, those in French in its ``fr``: notebooks, and ``data.json``.

    Returns
    -------
    str
        What Sphinx does not like in a notebook.
    """
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
    folder = base if language == "en" else base / language
    work, warnings = cache() / "pages" / mark([str(base.resolve()), language])[:8], io.StringIO()
    if docs := prepare(folder, work / "source", language):
        # where one of these changes, Sphinx writes all pages anew
        edition = {"version": dictionary()["version"], "day": resource("sources")["read_by"]}
        around = {"edition": edition, "ledger": "ledger" in docs}
        own = {"language": language, "html_theme_path": [str(THEME.parent)], "html_context": around}
        given = SETTINGS["sphinx"] | own
        Sphinx(work / "source", None, folder, work / "doctrees", "html", given, None, warnings).build(stopped)
    return warnings.getvalue()


def prepare(folder: Path, sources: Path, language: str) -> set[str]:
    """Write what Sphinx reads of the quarters in a folder, where it changed; return the names of the pages.

    In its metadata stands what is around a page: where that changes, the page is made anew.
    """
    books = {path.parent.name: _pages(path) for path in sorted(folder.glob("[0-9]*/data.json"))}
    other = folder / ("fr" if language == "en" else "..")
    both, links = {"translated": any(other.glob("[0-9]*/data.json"))}, dict[str, str]()
    # of each page its notebook, its title where that is not the notebook's, and what is around it
    pages: dict[str, Any] = {path.stem: (path, "", both) for path in folder.glob("*.ipynb")}
    for quarter, *near in zip(books, ["", *books], [*list(books)[1:], ""], strict=False):
        span, finding = Quarter.parse(quarter).label(language), found_in(folder / quarter)
        drawn = (folder / quarter / "card.png").is_file()
        for page, (name, title) in books[quarter].items():
            doc, path = f"{quarter}/{page}", folder / quarter / f"{name}.ipynb"
            beside = [next(((f"{one}/{there}", Quarter.parse(one).label(language))
                            for there in (page, "index") if there in books.get(one, ())), ())
                      for one in near]  # fmt: skip
            around = {"books": books[quarter], "span": span, "beside": beside, "card": drawn,
                      "translated": (other / quarter / path.name).is_file()}  # fmt: skip
            found = told(path.read_text("utf-8")) or f"{title} ({span})"
            pages[doc] = path, (finding * (page == "index") or found), around
            links[f"{quarter}/{name}"] = f"/{doc}.ipynb"
    if pages and "index" not in pages:
        titles = {doc: title for doc, (_, title, _) in pages.items() if title}
        pages["index"] = THEME / "index.ipynb", "", both | {"titles": titles}
    if pages and language == "en":
        pages["reference"] = THEME / "reference.ipynb", "", {"translated": False}
    for doc, (path, title, around) in pages.items():
        notebook = read(path, title)
        notebook["metadata"]["around"] = around
        text = _linked(json.dumps(notebook, ensure_ascii=False, indent=1), doc.rpartition("/")[0], links)
        place = sources / f"{doc}.ipynb"
        if not place.is_file() or place.read_text("utf-8") != text:
            put(place, text.encode())
    for gone in {*sources.rglob("*.*")} - {sources / f"{doc}.ipynb" for doc in pages}:
        gone.unlink()
    return {*pages}


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


_ROW = re.compile(r"\bF\d{3,4}\b(?=[^<>]*<(?!/a>))")  # in text, and not in a link


def setup(app: Sphinx) -> None:
    """Be an extension of Sphinx."""
    app.connect("builder-inited", _beside, priority=900)  # after myst-nb's own
    app.connect("html-page-context", _context)
    app.connect("build-finished", _feed)
    app.add_html_math_renderer("mathml", inline_renderers=(_math, None), block_renderers=(_math, None))


def _beside(app: Sphinx) -> None:
    """Keep the notebooks that myst-nb writes out of the site."""
    env: Any = app.env
    env.mystnb_config = env.mystnb_config.copy(output_folder=f"{app.doctreedir}/notebooks")


def _math(visitor: Any, node: Any) -> None:
    """Write a formula as MathML."""
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
    allowed = {**nh3.ALLOWED_ATTRIBUTES, "*": set(SETTINGS["html"]["attributes"])}
    about: Any = {"url_schemes": {"http", "https"}, "generic_attribute_prefixes": {"aria-", "data-"}}
    tags = nh3.ALLOWED_TAGS | {*SETTINGS["html"]["tags"]}
    safe = nh3.clean(body, tags, attributes=allowed, link_rel=None, **about)
    safe = re.sub(r'<span class="xref myst">(.*?)</span>| aria-label="Toggle hidden content"', r"\1", safe)
    safe = _ROW.sub(rf'<a href="{ledger}#\g<0>">\g<0></a>', safe) if ledger else safe
    return re.sub(r'<a class="[^"]*" href="#n(\d+)"', r'<a class="number" data-n="\1" href="#n\1"', safe)


def _context(app: Sphinx, name: str, _template: str, context: dict[str, Any], _doctree: Any) -> None:
    """Give the template of a page what is around it."""
    if name in app.env.found_docs:
        context |= json.loads(Path(app.srcdir, f"{name}.ipynb").read_text("utf-8"))["metadata"]["around"]
        ledger = context["pathto"]("ledger") if context["ledger"] and name != "ledger" else ""
        context["body"] = clean(context["body"], ledger)


def _feed(app: Sphinx, _error: Exception | None) -> None:
    """Write the quarters, and what is decided of their figures, as an Atom feed; and how each is cited."""
    language, render = app.config.language, app.builder.templates.render
    titles = {doc: app.env.titles[doc].astext() for doc in sorted(app.env.found_docs, reverse=True)}
    quarters = {doc[:6]: Quarter.parse(doc[:6]) for doc in titles if "/" in doc}
    made, reason = read_yaml("minusma/decisions")["decisions"], "reason_fr" if language == "fr" else "reason"
    decided = {name: [one[reason] for one in made if one["fact"].split("/")[1] == name] for name in quarters}
    about = {"known": titles, "quarters": quarters, "decided": decided, "language": language, "mark": mark}
    about |= app.config.html_context["edition"]
    put(Path(app.outdir, "feed.xml"), render("feed.xml", about).encode())
    for quarter in quarters:
        about["title"] = titles.get(f"{quarter}/index", quarter)
        put(Path(app.outdir, quarter, "CITATION.cff"), render("CITATION.cff", about).encode())
