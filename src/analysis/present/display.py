"""What a notebook cell shows: prose and tables, readable in JupyterLab, on a code host and on the page."""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from analysis import NOTEBOOKS
from analysis.measure.estimate import Estimate
from analysis.present.words import period_label, say, speaking, unmarked
from analysis.quarter import Quarter

Place = tuple[int, int, Estimate]


@dataclass(frozen=True)
class Narrative:
    """What one notebook tells of a quarter; each public method returns what a cell shows.

    Public methods speak the narrative's language and mark each number with its estimate, so that the
    page can open it. Those named ``..._figure`` draw: their words are plain.

    Parameters
    ----------
    quarter : Quarter
    language : {"en", "fr"}
    """

    _page: ClassVar[str]  # name of the title in the catalogue
    quarter: Quarter
    language: str = field(default="en", kw_only=True)

    def __post_init__(self) -> None:
        with speaking(self.language):  # a language that is none is refused at once
            pass

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        for name, method in list(vars(cls).items()):
            if callable(method) and not name.startswith("_"):
                setattr(cls, name, _spoken(method, marking=not name.endswith("_figure")))

    @property
    def _period(self) -> str:
        return period_label(self.quarter)

    def title(self) -> Prose:
        """Return title and period."""
        with speaking(self.language):
            return Prose(f"# {say(self._page)}\n\n**Mali, {period_label(self.quarter)}** ({self.quarter})")

    def pages(self) -> Prose:
        """Link to the other notebooks of the quarter."""
        with speaking(self.language):
            links = [f"[{say(f'page-{name}')}]({name}.ipynb)" for name in NOTEBOOKS]
            return Prose(say("pages", list=" · ".join(links)))

    def section(self, name: str) -> Prose:
        """Open a section: its heading, and what to know before reading it.

        Parameters
        ----------
        name : str
            ``section-<name>`` and ``about-<name>`` are in the catalogue.
        """
        with speaking(self.language):
            return Prose(f"## {say(f'section-{name}')}", say(f"about-{name}"))


def _spoken(method: Callable[..., Any], *, marking: bool) -> Callable[..., Any]:
    @functools.wraps(method)
    def spoken(self: Narrative, *args: Any, **options: Any) -> Any:
        with speaking(self.language, marking=marking):
            return method(self, *args, **options)

    return spoken


class Shown:
    """Text of one kind with the places of its numbers: what prose and tables have in common.

    Attributes
    ----------
    text : str
        Without marks.
    numbers : tuple of (int, int, Estimate)
        Where in the text which estimate stands.
    """

    kind = "text/plain"

    def __init__(self, marked: str) -> None:
        self.text: str
        self.numbers: tuple[Place, ...]
        self.text, self.numbers = unmarked(marked)

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
        from analysis.present.explained import places_told

        told = places_told(self.numbers)
        return {self.kind: self.text, "text/plain": repr(self)}, {self.kind: told} if told else {}


class Prose(Shown):
    """Paragraphs of Markdown; lines that start with "- " become one list.

    Examples
    --------
    >>> print(Prose("One.", "- a", "- b").text)
    One.
    <BLANKLINE>
    - a
    - b
    """

    kind = "text/markdown"

    def __init__(self, *paragraphs: str) -> None:
        text = ""
        for paragraph in paragraphs:
            inside = text.rsplit("\n", 1)[-1].startswith("- ") and paragraph.startswith("- ")
            text += ("\n" if inside else "\n\n") * bool(text) + paragraph
        super().__init__(text)

    def __repr__(self) -> str:
        return self.text.replace("**", "")


class Table(Shown):
    """A table with a caption and column headers from the catalogue, and a line that names its sources.

    Attributes
    ----------
    caption : str
    columns : mapping of str to list of str
        Cells without marks.

    Parameters
    ----------
    caption : str
    columns : mapping of str to sequence of str
        Column name, as the catalogue knows it (``column-...``), and its cells. A column named in
        `linked` holds Markdown links.
    sources : str
        What stands below the table.
    linked : str
        Column of links.
    """

    kind = "text/html"

    def __init__(
        self, caption: str, columns: Mapping[str, Sequence[str]], sources: str = "", linked: str = ""
    ) -> None:
        import pandas as pd
        from great_tables import GT

        self.caption = unmarked(caption)[0]
        self.columns = {name: [unmarked(cell)[0] for cell in cells] for name, cells in columns.items()}
        figures = [name for name, cells in self.columns.items() if all(map(_NUMBER.fullmatch, cells))]
        made = GT(pd.DataFrame(dict(columns)), id="table").tab_header(caption)
        made = made.cols_label({name: say(f"column-{name}") for name in columns})
        made = made.cols_align("left").cols_align("right", figures).fmt_markdown([linked] if linked else [])
        self._made = made.tab_source_note(sources) if sources else made
        super().__init__(_plain_html(self._made.as_raw_html(), caption))

    def latex(self) -> str:
        """Return the table for a paper (packages booktabs and caption)."""
        return unmarked(self._made.as_latex())[0]

    def csv(self) -> str:
        """Return the cells as CSV, with the headers that are shown."""
        import pandas as pd

        heads = {name: say(f"column-{name}") for name in self.columns}
        return pd.DataFrame(self.columns).rename(columns=heads).to_csv(index=False, lineterminator="\n")

    def __repr__(self) -> str:
        return f"{self.caption}: {len(next(iter(self.columns.values())))} rows"


def table_or(nothing: str, caption: str, columns: Mapping[str, Sequence[str]], **more: str) -> Table | Prose:
    """Return a table, or a sentence that there is nothing to list where it would have no row."""
    return Table(caption, columns, **more) if any(columns.values()) else Prose(nothing)


_NUMBER = re.compile(r"([+-]?\d[\d\s.,]*%?)?")


def _plain_html(made: str, caption: str) -> str:
    """Leave the looks to whoever shows the table, and name it as tables are named: by its caption."""
    table = re.search(r"<table.*</table>", made, re.DOTALL)
    text = table[0] if table else made
    text = re.sub(r'<tr class="gt_heading">.*?</tr>\s*', "", text, flags=re.DOTALL)
    text = re.sub(r' (?:headers|rowspan|colspan|id|aria-labelledby|data-quarto-[a-z-]+)="[^"]*"', "", text)
    text = re.sub(r"\s*\n\s*", "\n", text)
    return re.sub("<table[^>]*>", f"<table>\n<caption>{html.escape(caption)}</caption>", text, count=1)
