"""What the reading site adds to Sphinx: where a page stands among others, and pages that execute nothing."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.produce.due import mark, put
from analysis.quarter import Quarter

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_TAGS = {"section", "math", "mrow", "mi", "mn", "mo", "msub", "msup", "msubsup", "mfrac", "msqrt", "mroot",
         "munder", "mover", "munderover", "mtext", "mtable", "mtr", "mtd", "mspace", "mstyle"}  # fmt: skip
_ANY = {"id", "class", "title", "lang", "role", "tabindex", "width", "height", "loading", "display", "open",
        "stretchy", "fence", "form", "columnalign"}  # fmt: skip
_ROW = re.compile(r"\bF\d{3,4}\b(?=[^<>]*<(?!/a>))")  # in text, and not in a link
_NUMBER = re.compile(r'<a class="[^"]*" href="#n(\d+)"')


def setup(app: Sphinx) -> dict[str, Any]:
    """Be an extension of Sphinx."""
    app.connect("builder-inited", _beside, priority=900)  # after myst-nb's own
    app.connect("html-page-context", _context)
    app.connect("env-updated", _moved)
    app.connect("build-finished", _feed)
    formula = {"inline_renderers": (_math, None), "block_renderers": (_math, None)}
    app.add_html_math_renderer("mathml", **formula)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _beside(app: Sphinx) -> None:
    """Keep the notebooks that myst-nb writes out of the site."""
    env: Any = app.env
    env.mystnb_config = env.mystnb_config.copy(output_folder=str(Path(app.doctreedir) / "notebooks"))


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

    allowed = {**nh3.ALLOWED_ATTRIBUTES, "*": _ANY}
    safe = nh3.clean(
        body, tags=nh3.ALLOWED_TAGS | _TAGS, attributes=allowed, link_rel=None,
        url_schemes={"http", "https"}, generic_attribute_prefixes={"aria-", "data-"},
    )  # fmt: skip
    safe = re.sub(r'<span class="xref myst">(.*?)</span>| aria-label="Toggle hidden content"', r"\1", safe)
    safe = _ROW.sub(rf'<a href="{ledger}#\g<0>">\g<0></a>', safe) if ledger else safe
    return _NUMBER.sub(r'<a class="number" data-n="\1" href="#n\1"', safe)


def around(app: Sphinx, name: str) -> dict[str, Any]:
    """Return where a page stands: its quarter, the pages beside it, before it and after it."""
    env, folder, (quarter, _, page) = app.env, Path(app.outdir), name.rpartition("/")
    other = folder.parent if app.config.language != "en" else folder / "fr"
    known = {doc: env.titles[doc].astext() for doc in sorted(env.found_docs) if doc in env.titles}
    quarters = sorted({doc.partition("/")[0] for doc in known if "/" in doc})
    found: dict[str, Any] = {"translated": any(other.glob("[0-9]*/data.json"))}
    ledger = "../" * bool(quarter) + "ledger.html" if "ledger" in known and page != "ledger" else ""
    if quarter:
        at = quarters.index(quarter)
        beside = (quarters[at - 1] if at else "", (*quarters, "")[at + 1])
        books = json.loads((folder / quarter / "data.json").read_text("utf-8"))["notebooks"]
        names = {Path(book["page"]).stem: (source, book["title"]) for source, book in books.items()}
        found = {
            "quarter": quarter, "page": page, "notebook": names[page][0], "books": names,
            "span": Quarter.parse(quarter).label(app.config.language), "first": f"{quarter}/index" in known,
            "beside": [next((doc for doc in (f"{one}/{page}", f"{one}/index") if doc in known), "")
                       for one in beside],
            "translated": (other / quarter / f"{names[page][0]}.ipynb").is_file(),
        }  # fmt: skip
    elif page == "index":
        found |= {"quarters": quarters[::-1], "known": known}
    return found | {"ledger": ledger}


def _moved(app: Sphinx, env: Any) -> list[str]:
    """Return the pages to write again as their neighbours changed."""
    now = {name: mark(around(app, name)) for name in env.found_docs}
    was, env.around = getattr(env, "around", {}), now
    return [name for name in now if was.get(name) != now[name]]


def _feed(app: Sphinx, _error: Exception | None) -> None:
    """Write the quarters as an Atom feed; each is dated by its last day."""
    about = around(app, "index")
    ends = {name: Quarter.parse(name).end.isoformat() for name in about["quarters"]}
    text = app.builder.templates.render("feed.xml", {**about, "language": app.config.language, "ends": ends})
    put(Path(app.outdir, "feed.xml"), text.encode())


def _context(app: Sphinx, name: str, _template: str, context: dict[str, Any], _doctree: Any) -> None:
    if name in app.env.found_docs:
        context |= around(app, name)
        context["body"] = clean(context["body"], context["ledger"])
