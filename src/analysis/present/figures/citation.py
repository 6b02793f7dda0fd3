"""What stands beside a figure: its sources in words, as BibTeX, and the LaTeX that includes it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

from analysis.present.figures.style import word
from analysis.present.labels import joined, label, number, speaking
from analysis.present.tell import typeset
from analysis.record.cells import about
from analysis.record.ledger import ledger
from analysis.record.store import dictionary, home, read_table, resource

if TYPE_CHECKING:
    from analysis.present.figures.drawing import Drawing

LICENCE = "CC-BY-4.0"
NAMED = 3  # publishers named in a source line
ORIGINS = {"ucdp": ("Uppsala Conflict Data Program", "https://ucdp.uu.se/downloads/"),
           "acled": ("Armed Conflict Location and Event Data", "https://acleddata.com")}  # fmt: skip
PACKAGE = {
    "id": "mali-trends",
    "publisher": "The mali-trends contributors",
    "title": "mali-trends: quarterly trends in human rights violations and abuses in Mali",
}
# what a transcriber put behind a title, and a title that is nothing else
_BEHIND = re.compile(r" \([^()]*\b(text|copy|release|excerpt|translation|page|pp|sic|2)\b[^()]*\)$")
_LATEX = str.maketrans({
    "\\": r"\textbackslash{}",
    "{": r"\{", "}": r"\}", "%": r"\%", "&": r"\&", "$": r"\$", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\u00a0": "~", "\u202f": r"\,", "\u2009": r"\,",
    "≥": r"$\geq$", "≤": r"$\leq$", "≠": r"$\neq$", "≈": r"$\approx$", "−": r"$-$", "×": r"$\times$",
})  # fmt: skip


def sources(drawing: Drawing) -> list[dict[str, str]]:
    """Return the pages and data sets that a drawing rests on: id, title, publisher, date, url, licence."""
    named = sorted({name for item in drawing.shown for name in _names(item)})
    rows, pages = ledger(), read_table("sources")
    pages = pages[pages.source_id.isin(rows.source_id[rows.figure_id.isin(named)])]
    columns = pages[["source_id", "title", "publisher", "date", "url"]].rename(columns={"source_id": "id"})
    found: list[Any] = columns.to_dict("records")
    known = set(rows.figure_id)
    return found + [_data_set(name) for name in named if name not in known]


def used(drawing: Drawing) -> list[dict[str, str]]:
    """Return what is cited of `sources`: for each number one page, of the United Nations where it has one."""
    official = set(read_table("sources").query("official == 'yes'").source_id)
    page = ledger().set_index("figure_id").source_id
    wanted = set[str]()
    for item in drawing.shown:
        names = [page.get(name, name) for name in _names(item)]
        wanted |= {min(names, key=lambda name: (name not in official, names.index(name)))} if names else set()
    return [source for source in sources(drawing) if source["id"] in wanted or "url" not in source]


def _names(item: Any) -> list[str]:
    return [*item.sources, *(name for given in item.inputs for name in _names(given))]


def _data_set(name: str) -> dict[str, str]:
    told: dict[str, Any] = about(name, home() / "data")
    wanted = ("title", "version", "licence", "citation")
    publisher, url = ORIGINS.get(told["source"], ("", ""))
    year = re.match(r"(\d\d)\.", str(told.get("version", "")))
    origin = {"publisher": publisher, "address": url, "date": f"20{year[1]}" if year else ""}
    return {"id": name, **{key: str(value) for key in wanted if (value := told.get(key))}, **origin}


def source_line(drawing: Drawing) -> str:
    """Name the sources of a drawing in a sentence, in its language; nothing where there is none."""
    with speaking(drawing.language):
        found = sources(drawing)
        told = [f"{item.get('title', item['id'])} {item.get('version', '')}".strip()
                for item in found if "url" not in item]  # fmt: skip
        if pages := [item for item in found if "url" in item]:
            names = list(dict.fromkeys(page["publisher"] for page in pages))
            names[NAMED:] = [label("and so on")] * (len(names) > NAMED)
            told.insert(0, word("pages", number(len(pages)), joined(names)))
        return typeset(word("sources", joined(told))) if told else ""


def full_caption(drawing: Drawing) -> str:
    """Return the caption with what must be said of the data, and the sources."""
    with speaking(drawing.language):
        early = typeset(word("preliminary")) * preliminary(drawing)
    return " ".join(filter(None, [drawing.caption, early, source_line(drawing)]))


def preliminary(drawing: Drawing) -> bool:
    """Whether some of what is drawn will be revised."""
    return any("preliminary" in item.inclusion for item in drawing.shown)


def bibtex(found: Iterable[Mapping[str, str]]) -> str:
    r"""Return a BibTeX entry for each source, each once, and one for the package.

    Parameters
    ----------
    found : iterable of mapping
        As `used` gives them, of one drawing or of several.

    Examples
    --------
    >>> page = {"id": "A1", "title": "50 % (RFI text)", "publisher": "UN", "date": "2021-08", "url": "b.ml"}
    >>> print(bibtex([page]).split("\n\n")[1])
    @misc{A1,
      title = {{50 \%}},
      author = {{UN}},
      year = {2021},
      url = {b.ml},
      urldate = {2026-11-23},
      note = {2021-08. Accessed by 2026-11-23},
    }
    <BLANKLINE>
    """
    package = {**PACKAGE, "version": dictionary()["version"], "date": resource("sources")["read_by"]}
    return "\n".join(_entry(item) for item in {item["id"]: item for item in (package, *found)}.values())


def _entry(source: Mapping[str, str]) -> str:
    title, publisher = (_BEHIND.sub("", source.get(key, "")) for key in ("title", "publisher"))
    title = f"[{title[1:2].upper()}{title[2:-1]}]" if re.fullmatch(r"\([^()]*\)", title) else title
    date = (re.match(r"\d{4}(-\d\d){0,2}", source.get("date", "")) or [""])[0]
    url, read = source.get("url") or source.get("address", ""), resource("sources")["read_by"]
    accessed = f"Accessed by {read}" if "url" in source else ""
    version = f"Version {source['version']}" if source.get("version") else ""
    notes = [version, *map(source.get, ("citation", "licence")), date if len(date) > 4 else "", accessed]
    fields = {
        "title": f"{{{latex(title)}}}", "author": f"{{{latex(publisher)}}}",
        "year": date[:4], "version": source.get("version", ""), "url": url,
        "urldate": read if accessed else "", "note": latex(". ".join(note for note in notes if note)),
    }  # fmt: skip
    lines = [f"  {name} = {{{text}}}," for name, text in fields.items() if text.strip("{}")]
    return "\n".join([f"@misc{{{source['id']},", *lines, "}\n"])


def latex(text: str) -> str:
    r"""Write a text for LaTeX.

    Examples
    --------
    >>> print(latex("25 % & more_of\u202fit"))
    25 \% \& more\_of\,it
    """
    return text.translate(_LATEX)


def filled(drawing: Drawing, ending: str) -> str:
    """Fill a template of ways to use a figure: LaTeX, Markdown, or three lines that draw it again."""
    table, cited = drawing.table(), [PACKAGE["id"], *(source["id"] for source in used(drawing))]
    kind = "points" if table.period.nunique() > 1 else "bars"  # a line would join what counts differently
    kind = kind if ending in ("py", "R") else "figure"
    caption, name, label = full_caption(drawing), drawing.name, f"label_{drawing.language}"
    words = {
        "name": name, "quarter": drawing.quarter, "id": f"{drawing.quarter}-{name}".replace("_", "-"),
        "width": f"{drawing.preset.width_mm:g}mm" if drawing.preset else "120mm",
        "caption": caption, "latex_caption": latex(caption), "latex_title": latex(drawing.title),
        "alt": drawing.alt.replace('"', "'"), "keys": ",".join(cited), "cited": "@" + "; @".join(cited),
        "label": label, "row": "place" if table.place.nunique() > 1 else label,
    }  # fmt: skip
    text = (Path(__file__).parent / "templates" / f"{kind}.{ending}.in").read_text("utf-8")
    return Template(text).substitute(words)
