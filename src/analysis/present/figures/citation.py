"""What stands beside a figure: its sources in words, as BibTeX, and the LaTeX that includes it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from analysis.present.figures.parts import word
from analysis.present.labels import joined, label, number, speaking
from analysis.present.tell import typeset
from analysis.record.cells import about
from analysis.record.ledger import ledger
from analysis.record.store import home, read_table

if TYPE_CHECKING:
    from analysis.present.figures.drawing import Drawing

LICENCE = "CC-BY-4.0"
NAMED = 3  # publishers named in a source line
_LATEX = str.maketrans({
    "\\": r"\textbackslash{}",
    "{": r"\{", "}": r"\}", "%": r"\%", "&": r"\&", "$": r"\$", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\u00a0": "~", "\u202f": r"\,", "\u2009": r"\,",
    "≥": r"$\geq$", "≤": r"$\leq$", "≠": r"$\neq$", "≈": r"$\approx$", "−": r"$-$", "×": r"$\times$",
})  # fmt: skip


def sources(drawing: Drawing) -> list[dict[str, str]]:
    """Return the pages and data sets that a drawing rests on: id, title, publisher, date, url, licence."""
    named = sorted({name for item in drawing.shown for name in _names(item)})
    rows = ledger()
    wanted = set(rows.source_id[rows.figure_id.isin(named)])
    pages = read_table("sources")
    pages = pages[pages.source_id.isin(wanted)]
    columns = pages[["source_id", "title", "publisher", "date", "url"]].rename(columns={"source_id": "id"})
    found: list[Any] = columns.to_dict("records")
    known = set(rows.figure_id)
    return found + [_data_set(name) for name in named if name not in known]


def _names(item: Any) -> set[str]:
    return {*item.sources, *(name for given in item.inputs for name in _names(given))}


def _data_set(name: str) -> dict[str, str]:
    told: dict[str, Any] = about(name, home() / "data")
    wanted = ("title", "version", "licence", "citation")
    return {"id": name, **{key: str(told[key]) for key in wanted if told.get(key)}}


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
        As `sources` gives them, of one drawing or of several.

    Examples
    --------
    >>> page = {"id": "A1", "title": "50 % more", "publisher": "UN", "date": "2021-08"}
    >>> print(bibtex([page]).split("\n\n")[1])
    @misc{A1,
      title = {{50 \% more}},
      author = {{UN}},
      year = {2021},
      note = {2021-08},
    }
    <BLANKLINE>
    """
    package = {
        "id": "mali-trends",
        "publisher": "The mali-trends contributors",
        "title": "mali-trends: quarterly trends in human rights violations and abuses in Mali",
    }
    return "\n".join(_entry(source) for source in {item["id"]: item for item in (package, *found)}.values())


def _entry(source: Mapping[str, str]) -> str:
    notes = [source.get(key, "") for key in ("version", "citation", "licence", "date")]
    year = re.match(r"\d{4}", source.get("date", ""))
    fields = {
        "title": f"{{{latex(source.get('title', source['id']))}}}",
        "author": f"{{{latex(source['publisher'])}}}" if "publisher" in source else "",
        "year": year[0] if year else "",
        "howpublished": rf"\url{{{source['url']}}}" if "url" in source else "",
        "note": latex("; ".join(filter(None, notes))),
    }
    lines = [f"  {name} = {{{text}}}," for name, text in fields.items() if text]
    return "\n".join([f"@misc{{{source['id']},", *lines, "}\n"])


def latex(text: str) -> str:
    r"""Write a text for LaTeX.

    Examples
    --------
    >>> print(latex("25 % & more_of\u202fit"))
    25 \% \& more\_of\,it
    """
    return text.translate(_LATEX)


def snippet(drawing: Drawing) -> str:
    """Return the LaTeX that includes a figure at its exact width, with caption, label and sources."""
    keys = ",".join(["mali-trends", *(source["id"] for source in sources(drawing))])
    wide = rf"[width={drawing.preset.width_mm:g}mm]" if drawing.preset else ""
    return "\n".join([
        r"% \usepackage{graphicx,url} \usepackage[T1]{fontenc}",
        rf"% Sources: {drawing.name}.bib",
        r"\begin{figure}[tb]",
        r"  \centering",
        rf"  \includegraphics{wide}{{{drawing.name}.pdf}}",
        rf"  \caption{{{latex(full_caption(drawing))}}}",
        rf"  \label{{fig:{drawing.quarter}-{drawing.name}}}",
        r"\end{figure}",
        rf"\nocite{{{keys}}}",
        "",
    ])  # fmt: skip
