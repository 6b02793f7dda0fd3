"""Numbers that open: each number of an executed notebook becomes a button, and a note in print."""

from __future__ import annotations

import copy
import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbformat import NotebookNode


@dataclass(frozen=True, slots=True)
class Note:
    """What there is to say of one number: its place among the notes, its key, and lines with links."""

    number: int
    key: str
    lines: tuple[tuple[str, str, str], ...]


def with_notes(notebook: NotebookNode) -> tuple[NotebookNode, list[Note]]:
    """Return a copy of a notebook whose numbers are buttons, and the notes in the order of the text.

    Numbers are found by what `analysis.present.display.Shown` wrote beside the text: where each
    stands, and what there is to say of it. The same estimate is one note, however often it is told.
    """
    opened, notes = copy.deepcopy(notebook), dict[str, Note]()
    for cell in opened.cells:
        for output in cell.get("outputs", ()):
            for kind, about in output.get("metadata", {}).items():
                if about.get("numbers"):
                    output["data"][kind] = _buttons("".join(output["data"][kind]), about, notes)
                for name, places in about.get("opened", {}).items():
                    about[f"{name}_html"] = _buttons(about[name], places, notes, escape=True)
    return opened, list(notes.values())


def _buttons(text: str, told: Mapping[str, Any], notes: dict[str, Note], *, escape: bool = False) -> str:
    made, at = "", 0
    for start, end, key in told["numbers"]:
        lines = tuple((str(label), str(line), str(page)) for label, line, page in told["estimates"][key])
        note = notes.setdefault(key, Note(len(notes) + 1, key, lines))
        made += _plain(text[at:start], escape) + _button(text[start:end], note)
        at = end
    return made + _plain(text[at:], escape)


def _plain(text: str, escape: bool) -> str:
    return html.escape(text) if escape else text


def _button(text: str, note: Note) -> str:
    return (
        f'<button type="button" class="n" popovertarget="n-{note.key}" data-note="{note.number}">'
        f"{html.escape(text)}</button>"
    )
