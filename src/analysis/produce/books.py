"""A project: its notebooks, how one of your own is made, and what executed ones found, also as a card."""

import ast
import base64
import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import click

from analysis.errors import InputError, in_words, require
from analysis.produce.due import writing
from analysis.quarter import Quarter, quarter_range
from analysis.record.store import HOME_VARIABLE, SHIPPED, home, read_text, shown


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
            told = f"--quarters {self.quarters[:40]}: the first comes after the last; exchange them."
            raise InputError(told)
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
    result: dict[str, object] = {}
    for name, text in {"quarter": str(quarter), **texts}.items():
        if name in book.parameters:
            kind: type = type(book.parameters[name])
            wrong = f"Parameter {name}: expected {kind.__name__}, found {text[:40]!r}; correct it."
            with in_words(wrong, ValueError):
                result[name] = kind(text) if kind in (int, float) else text
    return result


PARTS = ("data", "notebooks")


def make(folder: Path) -> Path:
    """Copy data and notebooks into a folder, in which nothing of these names may lie.

    Raises
    ------
    InputError
        Where something would be overwritten, or the folder cannot be written.
    """
    if taken := next((name for name in PARTS if (folder / name).exists()), ""):
        raise InputError(f"{folder / taken} is there already: choose another folder for a new project.")
    origin = home()  # before the folder is one
    with writing(folder):
        for name in PARTS:
            shutil.copytree(origin / name, folder / name, ignore=shutil.ignore_patterns("private"))
    return folder


def require_own() -> None:
    """Be in a project that can be written: an empty working folder becomes one.

    Raises
    ------
    InputError
        Where the data are those that the package brings along, and the working folder is not empty.
    """
    if home() == SHIPPED:
        if any(Path().iterdir()):
            todo = f"make one with mali-trends init FOLDER and go there, or set {HOME_VARIABLE} to yours."
            raise InputError(f"The working folder is no project: {todo}")
        make(Path())


BOLD = re.compile(r"\*\*(.*?)\*\*")


def found_in(folder: Path) -> str:
    """Return the finding of a quarter, as the first of its notebooks that has one tells it."""
    names = (
        ("brief",) if (folder / "quarterly_note.ipynb").is_file() else ("brief", "event_brief", "event_note")
    )
    paths = (folder / f"{name}.ipynb" for name in names)
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
