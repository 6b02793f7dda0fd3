"""The notebooks there are: found in the folder, each with its title, order and parameters."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.errors import InputError
from analysis.present.labels import nearest
from analysis.quarter import Quarter
from analysis.record.store import home, read_text, shown

FIRST = {"quarterly_note": "notes", "event_note": "events"}  # and the quarters that they are for


@dataclass(frozen=True, slots=True)
class Book:
    """A notebook of ``notebooks/`` (English) or ``notebooks/LANGUAGE/``, without its outputs.

    Its metadata ``"mali-trends"`` may say ``order`` (a number), ``for`` ("notes" or "events": quarters
    with or without published figures) and ``pages`` (false: it is run only when it is named).
    """

    name: str
    language: str
    source: bytes
    title: str
    about: Mapping[str, Any]
    parameters: Mapping[str, object]

    @property
    def place(self) -> tuple[object, ...]:
        """What notebooks are ordered by: the note itself first, then by number, then by name."""
        return self.name not in FIRST, self.about.get("order", float("inf")), self.name

    def fits(self, *, published: bool) -> bool:
        """Whether it is meant for quarters with published figures, or without."""
        return self.about.get("for", FIRST.get(self.name)) in (None, "notes" if published else "events")


def books() -> list[Book]:
    """Return all notebooks, English first, in the order of their pages.

    Raises
    ------
    InputError
        For a file that is no notebook.
    """
    paths = [*(home() / "notebooks").glob("*.ipynb"), *(home() / "notebooks").glob("[a-z][a-z]/*.ipynb")]
    found = [_read(path, "en" if path.parent.name == "notebooks" else path.parent.name) for path in paths]
    if not found:
        raise InputError("There is no notebook in notebooks/: restore the folder from the repository.")
    return sorted(found, key=lambda book: (book.language != "en", book.language, book.place))


def _read(path: Any, language: str) -> Book:
    try:
        content = json.loads(read_text(path))
        for cell in content["cells"]:
            if cell["cell_type"] == "code":
                cell.update(outputs=[], execution_count=None)
        texts = ["".join(cell["source"]) for cell in content["cells"] if cell["cell_type"] == "markdown"]
        found = next(filter(None, (re.search(r"^# +(.+)", text, re.MULTILINE) for text in texts)), None)
        title = found[1].strip() if found else path.stem.replace("_", " ").capitalize()
        about, source = content["metadata"].get("mali-trends", {}), json.dumps(content, sort_keys=True)
        return Book(path.stem, language, source.encode(), title, about, _parameters(content["cells"]))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(
            f"{shown(path)} is not a Jupyter notebook: restore it, or take it out of the folder."
        ) from None


def _parameters(cells: Sequence[Mapping[str, Any]]) -> dict[str, object]:
    """Return the parameters and their defaults, from the cell that is tagged ``parameters``."""
    tagged = [cell for cell in cells if "parameters" in cell["metadata"].get("tags", ())]
    lines = ast.parse("".join(tagged[0]["source"])).body if tagged else []
    found: dict[str, object] = {}
    for line in lines:
        if isinstance(line, ast.Assign | ast.AnnAssign) and isinstance(line.value, ast.Constant):
            target = line.target if isinstance(line, ast.AnnAssign) else line.targets[0]
            found[ast.unparse(target)] = line.value.value
    return found


def chosen(names: Sequence[str], languages: Sequence[str]) -> list[Book]:
    """Return notebooks by name and language; all that make pages where none is named.

    Raises
    ------
    InputError
        For a name or language that no notebook has; the sentence gives the nearest.
    """
    found = books()
    there = dict.fromkeys(book.name for book in found), dict.fromkeys(book.language for book in found)
    for wanted, known, what in zip(
        (names, languages), there, ("notebook", "language of a notebook"), strict=True
    ):
        if odd := next((name for name in wanted if name not in known), None):
            raise nearest(odd, known, what)
    return [
        book for book in found
        if (book.name in names if names else book.about.get("pages", True))
        and (book.language in languages or not languages)
    ]  # fmt: skip


def given(book: Book, quarter: Quarter, texts: Mapping[str, str]) -> dict[str, object]:
    """Return the parameters of a run, typed as the notebook's own; those that it does not have are left out.

    Raises
    ------
    InputError
        For a value that is not of the type of the default.
    """
    known = book.parameters
    result: dict[str, object] = {}
    for name, text in {"quarter": str(quarter), **texts}.items():
        if name in known:
            try:
                result[name] = type(value)(text) if isinstance(value := known[name], int | float) else text
            except ValueError:
                kind = type(known[name]).__name__
                raise InputError(
                    f"Parameter {name}: expected {kind}, found {text[:40]!r}; correct it."
                ) from None
    return result
