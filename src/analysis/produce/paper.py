"""An executed notebook on paper: DOCX to edit, PDF to print, HTML to send; the brief is one page of A4."""

from __future__ import annotations

import re
from pathlib import Path

from analysis.errors import InputError, in_words
from analysis.present.figures import style
from analysis.produce.due import put
from analysis.produce.site import THEME, read, told

_LAYOUT = """\
papersize: a4
fontsize: 10.5pt
margin: {x: 2cm, y: 2cm}
header-includes:
- |
  ```{=typst}
  #set footnote(numbering: "[1]")
  ```
"""
FORMATS = ("docx", "pdf", "html")
_NUMBER = re.compile(r'\[([^]\n]*)\]\(#n(\d+)(?: "[^"\n]*")?\)')
_ENTRY = re.compile(r'(?m)^\d+\. <a id="n(\d+)"></a>(.*)$')
_FIGURE = re.compile(r'<figure><img src="([^"]*)".*?</figure>')
_BOOK = re.compile(r"\[([^]]*)\]\(\w+\.ipynb[^)]*\)")
_CAPTION = re.compile(r'<small class="caption">(.*?)</small>', re.DOTALL)


def checked(formats: list[str]) -> list[str]:
    """Return formats that can be written.

    Raises
    ------
    InputError
        For another than DOCX, PDF and HTML, or without the extra that writes them.
    """
    if odd := [name for name in formats if name not in FORMATS]:
        raise InputError(f"{odd[0][:20]!r} is no format of a brief: choose of {', '.join(FORMATS)}.")
    with in_words("A brief is written by the extra: install 'mali-trends[print]'.", ImportError):
        import pypandoc  # type: ignore[import-untyped]  # noqa: F401
        import typst  # noqa: F401
    return formats


def paper(path: Path, language: str, formats: list[str], folder: Path) -> list[Path]:
    """Write an executed notebook to files of a folder, in formats that can be written.

    The numbers of a brief stand alone, those of other notebooks have footnotes.
    """
    import pypandoc
    import typst

    text, made = markdown(path, language, notes=path.stem != "brief"), []
    fonts = [str(Path(style.__file__).with_name("fonts"))]
    for kind in formats:
        made.append(folder / f"{path.parent.name}-{path.stem}-{language}.{kind}")
        if kind == "pdf":
            source = pypandoc.convert_text(text, "typst", "markdown", ["--standalone"])
            put(made[-1], typst.compile(source.encode(), root=path.parent, font_paths=fonts))
        else:
            options = [f"--resource-path={path.parent}", "--standalone", "--embed-resources"]
            options += [f"--reference-doc={THEME / 'brief.docx'}"] * (kind == "docx")
            folder.mkdir(parents=True, exist_ok=True)
            pypandoc.convert_text(text, kind, "markdown", options, outputfile=str(made[-1]))
    return made


def markdown(path: Path, language: str, *, notes: bool) -> str:
    """Return an executed notebook as Markdown for pandoc: its numbers plain, or with footnotes."""
    parts = []
    for cell in read(path, told(path.with_name("brief.ipynb")))["cells"]:
        if "screen" not in cell["metadata"]["tags"] or notes:
            shown = [cell] if cell["cell_type"] == "markdown" else []
            parts += ["".join(one["source"]) for one in shown]
            parts += [text for output in cell.get("outputs", ()) for text in output.get("data", {}).values()]
    text = _CAPTION.sub(r"::: {custom-style='Image Caption'}\n\1\n:::", "\n\n".join(parts))
    text = _FIGURE.sub(r"![](\1)", _BOOK.sub(r"\1", text))
    seen: set[str] = set()

    def number(found: re.Match[str]) -> str:
        first = notes and found[2] not in seen
        seen.add(found[2])
        return found[1] + f"\u202f[^n{found[2]}]" * first

    text = _NUMBER.sub(number, _ENTRY.sub(r"[^n\1]: \2\n", text))
    return f"---\nlang: {language}\n{_LAYOUT}---\n\n" + re.sub(r"</?(?:small|a)\b[^>]*>", "", text)
