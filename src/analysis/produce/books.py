"""Notebooks: those of a project, which of them are wished for, and what executed ones show."""

import ast
import base64
import html
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from string import Template
from typing import Annotated, Any

import click

from analysis.errors import InputError, in_words, require
from analysis.produce.due import SETTINGS, put
from analysis.quarter import Quarter, quarter_range
from analysis.record.store import home, read_text, shown


@dataclass(frozen=True, slots=True)
class Book:
    """A notebook of ``notebooks/`` (English) or ``notebooks/LANGUAGE/``, without its outputs.

    Its metadata ``"mali-trends"`` may say ``order`` (a number), ``pages`` (false: it is run only when it is
    named) and ``for``: "notes" or "events", quarters with or without published figures; "series", all
    quarters at once, as the first page is.
    """

    name: str
    language: str
    source: str
    title: str
    about: Mapping[str, Any]
    parameters: Mapping[str, object]

    @property
    def inside(self) -> str:
        """The folder of its language, in that of all notebooks or pages; English has none."""
        return "" if self.language == "en" else self.language


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is asked for: one of `quarter`, `quarters` and `all_`; of them some notebooks, or all.

    Parameters
    ----------
    all_ : bool
        Every quarter with a note, and every later one with event data.
    quarters : str
        Some quarters: 2020Q1..2022Q4, or 2020Q1,2021Q2.
    notebooks : str
        Some notebooks only, by name, with commas.
    language : str
        en or fr; all there are without.
    output : Path, optional
        Folder for the pages, in place of site/.
    parameters : sequence of str
        For them, as NAME=VALUE.
    force : bool
        Make also what has not changed.
    kernel : bool
        Run the cells in ordinary kernels.
    pages : bool
        Make pages of them, or only run the notebooks.
    workers : int, optional
        Notebooks at a time, by default one a core.
    dask : str
        Work on the Dask cluster whose scheduler has this address.
    memory : int
        MiB a notebook.
    """

    quarter: str = ""
    all_: bool = False
    quarters: str = ""
    notebooks: str = ""
    language: str = ""
    output: Path | None = None
    parameters: tuple[str, ...] = ()
    force: bool = False
    kernel: bool = False
    pages: bool = True
    workers: Annotated[int | None, click.IntRange(1, 64)] = None
    dask: str = ""
    cell_seconds: Annotated[int, click.IntRange(1)] = 300
    notebook_seconds: Annotated[int, click.IntRange(1)] = 900
    memory: Annotated[int, click.IntRange(1024)] = 3072

    @property
    def base(self) -> Path:
        """The folder for everything."""
        return self.output or home() / "site"

    def named(self) -> list[Quarter]:
        """Return the quarters."""
        from analysis.measure.coverage import COUNTED, known_quarters, require_quarter  # not for --help
        from analysis.record.cells import in_use

        if sum(map(bool, (self.quarter, self.quarters, self.all_))) != 1:
            raise InputError("Name one quarter, such as 2021Q2, or --quarters 2020Q1..2022Q4, or --all.")
        if self.all_:
            known, data = known_quarters(), home() / "data"
            later = {quarter for source in COUNTED for quarter in in_use(data, source)}
            return [*known, *sorted(quarter for quarter in later if quarter > known[-1])]
        parts = [part.partition("..") for part in (self.quarter or self.quarters).split(",")]
        found = [quarter for first, _, last in parts for quarter in quarter_range(first, last or first)]
        if not found:
            raise InputError(f"--quarters {self.quarters[:40]}: the first is after the last; exchange them.")
        return list(dict.fromkeys(map(require_quarter, found)))


def books() -> list[Book]:
    """Return all notebooks, English first, in the order of their pages; a copy comes after what it copies.

    Raises
    ------
    InputError
        For a file that is no notebook.
    """
    folder = home() / "notebooks"
    found = [_read(path) for pattern in ("*.ipynb", "[a-z][a-z]/*.ipynb") for path in folder.glob(pattern)]
    known = Counter(book.name for book in found)  # a copy has the number of what it copies, in one language
    found.sort(key=lambda book: (book.about.get("order", float("inf")), -known[book.name], book.name))
    return sorted(found, key=lambda book: (book.language != "en", book.language))


def _read(path: Path) -> Book:
    wrong = f"{shown(path)} is not a Jupyter notebook: restore it, or take it out of the folder."
    with in_words(wrong, ValueError, TypeError, KeyError, AttributeError):
        content, texts, given = json.loads(read_text(path)), "", ""
        for cell in content["cells"]:
            text = "".join(cell["source"]) + "\n"
            if cell["cell_type"] == "code":
                cell.update(outputs=[], execution_count=None)
            texts += text * (cell["cell_type"] == "markdown")
            given += text * ("parameters" in cell["metadata"].get("tags", ()))
        title = re.findall(r"(?m)^# +(.+)", f"{texts}\n# {path.stem}")[0].strip()
        lines = [line for line in ast.parse(given).body if isinstance(line, ast.Assign)]
        parameters = {ast.unparse(line.targets[0]): ast.literal_eval(line.value) for line in lines}
        language = "en" if path.parent.name == "notebooks" else path.parent.name
        about, source = content["metadata"].get("mali-trends", {}), json.dumps(content, sort_keys=True)
        return Book(path.stem, language, source, title, about, parameters)


def chosen(found: Sequence[Book], wish: Wish) -> list[Book]:
    """Return those of some notebooks that are wished for; all that make pages where none is named.

    Raises
    ------
    InputError
        For a name or language that no notebook has; the sentence gives the nearest.
    """
    names, languages = (list(filter(None, text.split(","))) for text in (wish.notebooks, wish.language))
    for key, wanted, what in ("name", names, "notebook"), ("language", languages, "language of a notebook"):
        require(dict.fromkeys(getattr(book, key) for book in found), what, *wanted)
        if len(set(wanted)) < len(wanted):
            raise InputError(f"A {what} stands twice in {','.join(wanted)}: name each once.")
    return [book for book in found if (book.name in names if names else book.about.get("pages", True))
            and (book.language in languages or not languages)]  # fmt: skip


def given(book: Book, quarter: Quarter, texts: Mapping[str, str]) -> dict[str, object]:
    """Return the parameters of a run, typed as the notebook's own; those that it does not have are left out.

    Raises
    ------
    InputError
        For a value that is not of the type of the default.
    """
    result, asked = dict[str, object](), {"quarter": str(quarter), **texts}
    for name in (name for name in asked if name in book.parameters):
        kind = click.types.convert_type(None, book.parameters[name])
        wrong = f"Parameter {name}: expected {kind.name}, found {asked[name][:40]!r}; correct it."
        with in_words(wrong, click.BadParameter):
            result[name] = kind.convert(asked[name], None, None)
    return result


THEME = Path(__file__).parent / "theme"
BOLD = re.compile(r"\*\*(.*?)\*\*")
_CAPTION = re.compile(r'(?s)<small class="caption">(.*?)</small>')
_PICTURES = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpg"}


def found_in(folder: Path) -> str:
    """Return the finding of a quarter, as the first of its notebooks that has one tells it."""
    paths = [folder / f"{name}.ipynb" for name in ("brief", "event_brief", "event_note")]
    if (folder / "quarterly_note.ipynb").is_file():  # event data do not speak for it
        del paths[1:]
    return next(filter(None, (told(path.read_text("utf-8")) for path in paths if path.is_file())), "")


def told(notebook: str) -> str:
    """Return the finding of a notebook: what its cell with this tag tells in bold, without links."""
    found = BOLD.search("".join(outputs(notebook, "text/markdown", "finding")))
    plain = re.sub(r'\[([^]]*)\]\([^)"]*("[^"]*")?\)', r"\1", found[1] if found else "")
    return plain[:1].upper() + plain[1:]


def outputs(notebook: str, kind: str, tag: str = "") -> Iterator[str]:
    """Yield what a notebook shows of one kind, in cells with a tag."""
    cells = json.loads(notebook)["cells"]
    for cell in (cell for cell in cells if not tag or tag in cell["metadata"].get("tags", ())):
        for output in cell.get("outputs", ()):
            yield "".join(output.get("data", {}).get(kind, ""))


def card(notebook: str) -> dict[str, str]:
    """Draw the finding of a brief over its chart, for messages; return files by name, in base 64."""
    from analysis.present.figures import export

    finding, chart = told(notebook), next(filter(None, outputs(notebook, "image/png")), "")
    made = export.card(finding, base64.b64decode(chart)) if finding and chart else {}
    return {name: base64.b64encode(content).decode() for name, content in made.items()}


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
