"""What a notebook cell shows: prose and tables, readable in JupyterLab, on a code host and on the page."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

from analysis.present.words import say


class Prose:
    """Paragraphs of Markdown; lines that start with "- " become one list.

    Examples
    --------
    >>> print(Prose("One.", "- a", "- b").text)
    One.
    <BLANKLINE>
    - a
    - b
    """

    def __init__(self, *paragraphs: str) -> None:
        text = ""
        for paragraph in paragraphs:
            inside = text.rsplit("\n", 1)[-1].startswith("- ") and paragraph.startswith("- ")
            text += ("\n" if inside else "\n\n") * bool(text) + paragraph
        self.text = text

    def _repr_markdown_(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self.text.replace("**", "")


class Table:
    """A table with a caption and column headers from the catalogue; cells are text, links allowed.

    Parameters
    ----------
    caption : str
    columns : mapping of str to sequence of str
        Column name, as the catalogue knows it (``column-...``), and its cells.
    """

    def __init__(self, caption: str, columns: Mapping[str, Sequence[str]]) -> None:
        self.caption, self.columns = caption, dict(columns)

    def _repr_html_(self) -> str:
        heads = "".join(f'<th scope="col">{html.escape(say(f"column-{name}"))}</th>' for name in self.columns)
        rows = zip(*self.columns.values(), strict=True)
        body = "\n".join("<tr>" + "".join(map(_cell, self.columns, row)) + "</tr>" for row in rows)
        caption = f"<caption>{html.escape(self.caption)}</caption>"
        return f"<table>\n{caption}\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"

    def __repr__(self) -> str:
        return f"{self.caption}: {len(next(iter(self.columns.values())))} rows"


def _cell(column: str, text: str) -> str:
    kind = ' class="number"' if column == "value" else ""
    return f"<td{kind}>{text if text.startswith('<a ') else html.escape(text)}</td>"
