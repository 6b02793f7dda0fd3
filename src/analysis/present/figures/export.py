"""What stands beside a figure: pictures of one layout, numbers, words, sources, and ways to use them."""

from __future__ import annotations

import functools
import hashlib
import html
import io
import json
import re
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image, PngImagePlugin

from analysis.present import labels, tell
from analysis.present.figures import style
from analysis.record import cells, ledger, store
from analysis.record.files import put

if TYPE_CHECKING:
    from analysis.present.figures.drawing import Drawing

FORMATS = ("png", "svg", "pdf")
ENDINGS = (*FORMATS, "csv", "json", "bib", "tex", "md", "py", "R")
LICENCE = "CC-BY-4.0"
PACKAGE = "mali-trends"
# what a transcriber put behind a title, and a title that is nothing else
_BEHIND = re.compile(r" \([^()]*\b(text|copy|release|excerpt|translation|page|pp|sic|2)\b[^()]*\)$")


def render(drawing: Drawing, formats: Iterable[str] = FORMATS) -> dict[str, bytes]:
    """Return a drawing as bytes in each format; the layout is solved once and then frozen."""
    figure = drawing.figure
    with style.context(drawing.preset):
        if engine := figure.get_layout_engine():
            engine.execute(figure)
        figure.set_layout_engine(None)
        return {kind: _slim(drawing) if kind == "png" else _printed(drawing, kind) for kind in formats}


def _printed(drawing: Drawing, kind: str) -> bytes:
    """Print a figure whose layout is frozen: no dates and no program version, so the bytes stay the same."""
    content, pdf = io.BytesIO(), {"Subject": drawing.alt, "Producer": None, "CreationDate": None}
    told = {"Title": drawing.title, "Creator": None} | (pdf if kind == "pdf" else {"Date": None})
    drawing.figure.savefig(content, format=kind, metadata=told)
    if kind == "pdf":
        return content.getvalue()
    head, end, rest = content.getvalue().decode().partition("</title>")  # alternative text belongs below it
    text = f"{head}{end}\n <desc>{html.escape(drawing.alt)}</desc>{rest}"
    return text.replace("<svg ", '<svg role="img" ', 1).encode()


def _slim(drawing: Drawing) -> bytes:
    """Return a PNG of 256 colours: a third of the size, with the colours that fill areas."""
    canvas: Any = FigureCanvasAgg(drawing.figure)
    canvas.draw()
    told, content = PngImagePlugin.PngInfo(), io.BytesIO()
    picture = np.asarray(canvas.buffer_rgba())[..., :3]
    told.add_text("Title", drawing.title)
    told.add_itxt("Description", drawing.alt)
    few = Image.fromarray(picture[::3, ::3]).quantize(256, Image.Quantize.MEDIANCUT)
    slim = Image.fromarray(picture).quantize(palette=few, dither=Image.Dither.NONE)
    slim.putpalette([255 if part > 249 else part for part in slim.getpalette() or ()])  # paper is white
    slim.save(content, "png", pnginfo=told, dpi=(drawing.figure.dpi,) * 2)
    return content.getvalue()


def files(drawing: Drawing, endings: Iterable[str] = ENDINGS) -> dict[str, bytes]:
    """Return what is wanted of a figure by file ending; nothing is made that nobody asks for."""
    wanted = [ending for ending in ENDINGS if ending in endings]
    made = render(drawing, [kind for kind in FORMATS if kind in wanted])
    texts: dict[str, Callable[[Drawing], str]] = {"csv": _numbers, "json": _about, "bib": bibtex}
    for ending in wanted[len(made) :]:
        made[ending] = (texts[ending](drawing) if ending in texts else filled(drawing, ending)).encode()
    return made


@functools.lru_cache(1)  # each file beside a drawing asks
def _numbers(drawing: Drawing) -> str:
    return str(drawing.table().to_csv(index=False, float_format="%.10g", lineterminator="\n"))


def _json(told: Mapping[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _about(drawing: Drawing) -> str:
    preset = drawing.preset
    return _json({
        "id": drawing.name, "quarter": str(drawing.quarter), "language": drawing.language,
        "title": drawing.title, "caption": full_caption(drawing), "alt": drawing.alt,
        "units": sorted({item.unit for item in drawing.shown}),
        "periods": sorted({item.period for item in drawing.shown}),
        "preliminary": preliminary(drawing), "sources": sources(drawing),
        "data_sha256": hashlib.sha256(_numbers(drawing).encode()).hexdigest(),
        "preset": {key: getattr(preset, key) for key in ("name", "width_mm", "points")} if preset else None,
        "licence": LICENCE, "font": "Fira Sans Condensed (SIL Open Font License 1.1)",
    })  # fmt: skip


def filled(drawing: Drawing, ending: str) -> str:
    """Fill a template of ways to use a figure: LaTeX, Markdown, or three lines that draw it again."""
    cited = [PACKAGE, *(source["id"] for source in used(drawing))]
    periods, places = ({getattr(item, name) for item in drawing.shown} for name in ("period", "place"))
    form = "figure" if ending in ("tex", "md") else "points" if len(periods) > 1 else "bars"
    caption, name, label = full_caption(drawing), drawing.name, f"label_{drawing.language}"
    words = {
        "name": name, "quarter": drawing.quarter, "id": f"{drawing.quarter}-{name}".replace("_", "-"),
        "width": f"{drawing.preset.width_mm:g}mm" if drawing.preset else "120mm",
        "caption": caption, "latex_caption": latex(caption), "latex_title": latex(drawing.title),
        "alt": drawing.alt.replace('"', "'"), "keys": ",".join(cited), "cited": "@" + "; @".join(cited),
        "label": label, "row": "place" if len(places) > 1 else label,
    }  # fmt: skip
    # no lines, which would join what counts differently
    text = (Path(__file__).parent / "templates" / f"{form}.{ending}.in").read_text("utf-8")
    return Template(text).substitute(words)


def card(finding: str, chart: bytes) -> dict[str, bytes]:
    """Return a finding drawn over its chart, for messages: files by name."""
    made = {}
    with style.context(style.DEFAULT):
        figure = Figure((4, 2.1))  # 1,200 by 630 points
        figure.text(0.03, 0.94, textwrap.fill(finding, 76), va="top", weight="bold", size=8)
        figure.text(0.03, 0.04, "Mali Trends · CC BY 4.0", color=style.QUIET)
        axis = figure.add_axes((0.03, 0.12, 0.94, 0.52), anchor="W")
        axis.imshow(Image.open(io.BytesIO(chart)), interpolation="antialiased")
        axis.set_axis_off()
        for kind, about in {"png": {"Title": finding}, "svg": {"Title": finding, "Date": None}}.items():
            figure.savefig(file := io.BytesIO(), format=kind, metadata=about)
            made[f"card.{kind}"] = file.getvalue()
    return made


def save_all(drawings: Sequence[Drawing], folder: Path, endings: Iterable[str] = ENDINGS) -> list[Path]:
    """Write figures of a quarter, a Data Package of their numbers and the sources of them all.

    Parameters
    ----------
    drawings : sequence of Drawing
    folder : Path
    endings : iterable of str
        Of the files that are wanted of each.
    """
    made = [path for drawing in drawings for path in drawing.save(folder, endings)]
    package = {
        "name": f"mali-figures-{drawings[0].quarter}".lower(), "licenses": [{"name": LICENCE}],
        "resources": [
            {"name": drawing.name, "path": f"{drawing.name}.csv", "title": drawing.title,
             "description": drawing.alt, "profile": "tabular-data-resource", "encoding": "utf-8",
             "schema": {"fields": pd.io.json.build_table_schema(drawing.table(), index=False)["fields"]}}
            for drawing in drawings
        ],
    }  # fmt: skip
    together = {"datapackage.json": _json(package).encode(), "references.bib": bibtex(*drawings).encode()}
    return made + [put(folder / name, content) for name, content in together.items()]


@functools.lru_cache(1)
def sources(drawing: Drawing) -> list[dict[str, str]]:
    """Return the pages and data sets that a drawing rests on: id, title, publisher, date, url, licence."""
    named = sorted({name for item in drawing.shown for name in item.sources})
    rows, pages = ledger.ledger().set_index("figure_id").source_id, store.read_table("sources")
    pages = pages[pages.source_id.isin(rows.reindex(named))].rename(columns={"source_id": "id"})
    found: list[Any] = pages[["id", "title", "publisher", "date", "url"]].to_dict("records")
    with labels.speaking(drawing.language):
        return found + [_data_set(name) for name in named if name not in rows]


@functools.lru_cache(1)
def used(drawing: Drawing) -> list[dict[str, str]]:
    """Return what is cited of `sources`: for each number one page, of the United Nations where it has one."""
    official = set(store.read_table("sources").query("official == 'yes'").source_id)
    page = ledger.ledger().set_index("figure_id").source_id
    every = ([page.get(name, name) for name in item.sources] for item in drawing.shown)
    wanted = {max(names, key=official.__contains__) for names in every if names}
    return [source for source in sources(drawing) if source["id"] in wanted or "url" not in source]


def _data_set(name: str) -> dict[str, str]:
    told: dict[str, Any] = cells.about(name, store.home() / "data")
    by, url = style.SETTINGS["origins"].get(told["source"], ("", ""))
    year = re.match(r"(\d\d)\.", str(told.get("version", "")))
    told |= {"title": labels.data_title(told)}
    known = {key: str(told[key]) for key in ("title", "version", "licence", "citation") if told.get(key)}
    return {"id": name, **known, "publisher": by, "address": url, "date": f"20{year[1]}" if year else ""}


def source_line(drawing: Drawing) -> str:
    """Name the sources of a drawing in a sentence, in its language; nothing where there is none."""
    with labels.speaking(drawing.language):
        found = sources(drawing)
        pages = [item["publisher"] for item in found if "url" in item]
        names = tell.listed(dict.fromkeys(pages), most=3)
        told = [style.word("pages", labels.number(len(pages)), names)] * bool(pages)
        told += [f"{item['title']} {item.get('version', '')}".strip() for item in found if "url" not in item]
        return tell.typeset(style.word("sources", labels.joined(told))) if told else ""


def full_caption(drawing: Drawing) -> str:
    """Return the caption with what must be said of the data, and the sources."""
    with labels.speaking(drawing.language):
        early = tell.typeset(style.word("preliminary")) * preliminary(drawing)
    return " ".join(filter(None, [drawing.caption, early, source_line(drawing)]))


def preliminary(drawing: Drawing) -> bool:
    """Whether some of what is drawn will be revised."""
    return any("preliminary" in item.inclusion for item in drawing.shown)


def bibtex(*drawings: Drawing) -> str:
    """Return a BibTeX entry for each source that is `used` in drawings, and one for the package."""
    found = {source["id"]: source for drawing in drawings for source in used(drawing)}
    told, publisher = store.dictionary(), f"The {PACKAGE} contributors"
    title = f"{PACKAGE}: {told['title'][0].lower()}{told['title'][1:]}"
    package = {"id": PACKAGE, "title": title, "publisher": publisher, "version": told["version"],
               "date": store.resource("sources")["read_by"]}  # fmt: skip
    return "\n".join(map(_entry, (package, *found.values())))


def _entry(source: Mapping[str, str]) -> str:
    r"""Return the BibTeX entry of a source.

    Examples
    --------
    >>> page = {"id": "A1", "title": "50 % (RFI text)", "publisher": "UN", "date": "2021-08", "url": "b.ml"}
    >>> print(_entry(page))
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
    title, publisher = (_BEHIND.sub("", source.get(key, "")) for key in ("title", "publisher"))
    title = f"[{title[1:2].upper()}{title[2:-1]}]" if re.fullmatch(r"\([^()]*\)", title) else title
    date = (re.match(r"\d{4}(-\d\d){0,2}", source.get("date", "")) or [""])[0]
    version, read = source.get("version", ""), store.resource("sources")["read_by"] if "url" in source else ""
    notes = [version and f"Version {version}", source.get("citation"), source.get("licence"),
             date[4:] and date, read and f"Accessed by {read}"]  # fmt: skip
    fields = {
        "title": f"{{{latex(title)}}}", "author": f"{{{latex(publisher)}}}", "year": date[:4],
        "version": version, "url": source.get("url") or source.get("address", ""), "urldate": read,
        "note": latex(". ".join(filter(None, notes))),
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
    return text.translate(str.maketrans(style.SETTINGS["latex"]))
