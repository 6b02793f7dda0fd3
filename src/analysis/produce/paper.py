"""An executed notebook on paper: DOCX to edit, PDF to print, HTML to send; the brief is one page of A4."""

import re
from collections.abc import Sequence
from pathlib import Path

import pypandoc  # type: ignore[import-untyped]
import typst

from analysis.present.figures import style
from analysis.produce.books import THEME, found_in, read, told
from analysis.produce.due import SETTINGS, put

FORMATS = ("docx", "pdf", "html")
_PLAIN = "markdown-raw_html-raw_tex-raw_attribute"  # nothing in it is code for anybody


def paper(path: Path, language: str, formats: Sequence[str], folder: Path) -> list[Path]:
    """Write an executed notebook to files of a folder, in some of `FORMATS`.

    The numbers of a brief stand alone, those of other notebooks have footnotes.
    """
    long, made = not path.stem.endswith("brief"), list[Path]()
    text = markdown(path, notes=long)
    title = told(path.read_text("utf-8")) or path.stem  # of a window
    options = ["--standalone", f"--metadata=lang:{language}", f"--metadata=pagetitle:{title}",
               f"--metadata-file={THEME / 'paper.yaml'}",
               f"--resource-path={path.parent}", f"--reference-doc={THEME / 'brief.docx'}"]  # fmt: skip
    for kind in formats:
        made.append(folder / f"{path.parent.name}-{path.stem}-{language}.{kind}")
        put(made[-1], b"")
        if kind == "pdf":
            source = pypandoc.convert_text(text, "typst", _PLAIN, [*options, *["--toc"] * long])
            source = (THEME / "paper.typ").read_text("utf-8") + source
            fonts = [style.FONTS[0].parent]
            put(made[-1], typst.compile(source.encode(), root=path.parent, font_paths=fonts))
        else:
            whole, form = [*options, "--embed-resources"], "docx+native_numbering" if kind == "docx" else kind
            pypandoc.convert_text(text, form, _PLAIN, whole, outputfile=str(made[-1]))
    return made


def markdown(path: Path, *, notes: bool) -> str:
    """Return an executed notebook as Markdown for pandoc: its numbers plain, or with footnotes."""
    own = path.stem != "quarterly_note"  # whose finding is that of its brief
    parts, title = [], told(path.read_text("utf-8")) if own else found_in(path.parent)
    for cell in read(path, title)["cells"]:
        if notes or "screen" not in cell["metadata"]["tags"]:
            parts += ["".join(cell["source"])] * (cell["cell_type"] == "markdown")
            parts += [text for output in cell.get("outputs", ()) for text in output.get("data", {}).values()]
    text, seen = "\n\n".join(parts), set[str]()
    for pattern, other in SETTINGS["paper"]["turned"]:
        text = re.sub(pattern, other, text)

    def number(found: re.Match[str]) -> str:
        first = notes and found[2] not in seen
        seen.add(found[2])
        return found[1] + f"\u202f[^n{found[2]}]" * first

    return re.sub(r'\[([^]\n]*)\]\(#n(\d+)(?: "[^"\n]*")?\)', number, text)
