"""What a figure is: a drawing that knows its words and what it shows, and the sheet it is drawn on."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby
from pathlib import Path
from typing import Any

import pandas as pd
import seaborn as sns
from IPython.display import Markdown, display
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from analysis.errors import InputError
from analysis.measure.estimate import Estimate
from analysis.present import labels
from analysis.present.figures import citation, export, style
from analysis.present.figures.style import word
from analysis.present.labels import joined, number
from analysis.present.tell import typeset
from analysis.quarter import Quarter
from analysis.record.store import read_table

TITLE, SMALL = 8 / 7, 0.83  # size of type against that of a figure
FEW = 14  # numbers that an alternative text lists
REST = ("remainder", "not_listed")  # what a published list leaves


@dataclass(frozen=True)
class Drawing:
    """A figure that knows its title, caption, alternative text and the estimates it shows.

    In a notebook it shows itself, its title and its caption.

    Attributes
    ----------
    name : str
        Id of the figure, and its file name without ending.
    figure : matplotlib.figure.Figure
    title, caption, alt : str
        The finding; what is drawn and how to read it; what a reader who cannot see it needs.
    shown : tuple of Estimate
        What is plotted, in order.
    quarter : str
        The quarter that it was asked for.
    language : {"en", "fr"}
    preset : Preset or None
        None on axes of the reader's own.
    """

    name: str
    figure: Figure = field(repr=False)
    title: str
    caption: str = field(repr=False)
    alt: str = field(repr=False)
    shown: tuple[Estimate, ...] = field(repr=False)
    quarter: str
    language: str
    preset: style.Preset | None = field(repr=False)

    @property
    def axes(self) -> list[Axes]:
        """The axes that it is drawn on, to go on with in matplotlib."""
        return list(self.figure.axes)

    def table(self) -> pd.DataFrame:
        """Return the plotted numbers, tidy: one row for each, its labels in both languages beside the codes.

        Returns
        -------
        pandas.DataFrame
            ``period``, ``measure``, ``group``, ``place``; ``label_en``, ``label_fr``; ``value``, ``low``,
            ``high`` (float, nan where there is none); ``unit``, ``inclusion`` (what is counted), ``basis``,
            ``qualifier``, ``status``, ``excludes`` (events left out), ``sources``.

        Examples
        --------
        >>> from analysis import figures
        >>> table = figures.outcomes("2021Q2").table()
        >>> table.measure.to_list(), table.value.to_list()
        (['killed', 'injured', 'abducted_disappeared'], [160.0, 147.0, 220.0])
        """
        codes = ["period", "measure", "group", "place", "unit", "inclusion", "basis", "qualifier", "status"]
        frame = pd.DataFrame([[getattr(item, name) for name in codes] for item in self.shown], columns=codes)
        for place, name in enumerate(("value", "low", "high"), 4):
            frame.insert(place, name, [_float(getattr(item, name)) for item in self.shown])
        for language in labels.LANGUAGES[::-1]:
            with labels.speaking(language):
                frame.insert(4, f"label_{language}", [item.label for item in self.shown])
        frame["excludes"] = ["Moura" * ("moura_left_out" in item.notes) for item in self.shown]
        frame["sources"] = [" ".join(item.sources) for item in self.shown]
        return frame

    def save(self, folder: str | Path = ".", endings: Iterable[str] = ()) -> list[Path]:
        """Write the figure and all that belongs to it: PDF, SVG, PNG, CSV, JSON, LaTeX and BibTeX.

        Parameters
        ----------
        folder : str or Path
            Made where it is missing.
        endings : iterable of str
            Of the files that are wanted; all without.

        Raises
        ------
        InputError
            If the figure is not as wide as its preset says, or the folder cannot be written.
        """
        made = export.files(self, endings or export.ENDINGS)
        contents = {f"{self.name}.{ending}": content for ending, content in made.items()}
        return export.write(Path(folder), contents)

    def _ipython_display_(self) -> None:
        if self.preset is not None:  # a figure of the reader's own is shown by the reader
            about = {"image/png": {"alt": self.alt, "id": self.name, "title": self.title}}
            bundle = {"image/png": export.render(self, ("png",))["png"], "text/plain": self.alt}
            display(bundle, raw=True, metadata=about)
        display(Markdown(f'<small class="caption">**{self.title}.** {citation.full_caption(self)}</small>'))


def _float(value: Any) -> float:
    """Return a number with the digits that mean something: counts have all of theirs."""
    if value is None or value == value.to_integral_value():
        return float("nan" if value is None else value)
    return float(f"{value:.4g}")


@dataclass
class Sheet:
    """What a figure is drawn on: axes at a preset, or the reader's own.

    Attributes
    ----------
    name : str
    quarter : Quarter
    what : Any
        The note, events or quarter that was asked for.
    preset : Preset
    given : tuple of Axes
        The reader's own; empty for none.
    palette : str, sequence or mapping of colours
        In place of the fixed ones: a name of seaborn's, colours in order, or colours by group.
    label : str
        For the legend of the reader's own axes.
    figure : Figure
        Once it is opened.
    fixed : tuple of float
        Width and height of the axes in mm, where they must not change any more.
    """

    name: str
    quarter: Quarter
    what: Any
    preset: style.Preset
    given: tuple[Axes, ...] = ()
    palette: Any = None
    label: str = ""
    figure: Any = None
    fixed: tuple[float, float] | None = None

    def open(self, rows: int, height_mm: float, **options: Any) -> list[Axes]:
        """Open a figure of the preset's exact width, panels one above the other, or take the reader's axes.

        Parameters
        ----------
        rows : int
        height_mm : float
            Height in print, where type has 7 points.
        **options
            For `matplotlib.figure.Figure.subplots`.

        Raises
        ------
        InputError
            If the reader gave another number of axes.
        """
        if self.given:
            if (count := len(self.given)) != rows:
                raise InputError(f"{self.name} is drawn on {rows} axes and {count} were given: give {rows}.")
            self.figure = self.given[0].get_figure(root=True)
            return list(self.given)
        preset, height = self.preset, min(height_mm * self.preset.scale, self.preset.height_mm)
        self.figure = Figure((preset.width_mm * style.MM, height * style.MM), layout="constrained")
        FigureCanvasAgg(self.figure)  # one renderer for all that measures text
        beside = rows if preset.exact else 1  # a slide is wide
        options |= {"height_ratios": None} if beside > 1 else {}
        axes: list[Axes] = list(self.figure.subplots(rows // beside, beside, squeeze=False, **options).flat)
        for letter, axis in zip("abc", axes if rows > 1 else (), strict=False):
            look = {"ha": "right", "va": "baseline", "fontsize": 8 * preset.scale}
            style.label(axis, letter, (0, 1), (-3.2, 0.3), bold=True, xycoords="axes fraction", **look)
        return axes

    def colour(self, group: str) -> str:
        """Return the colour of a group, that of its parent for a part of one."""
        given = self.palette or {}
        if not isinstance(given, dict):
            kinds = style.KINDS.values()
            several = [zip(kind, sns.color_palette(given, len(kind)).as_hex(), strict=True) for kind in kinds]
            given = dict(chain(*several))
        colours, parent = style.COLOURS | given, read_table("terms").set_index("term").parent.get(group, "")
        return str(colours.get(group) or colours.get(parent) or colours["place"])

    def wrapped(self, text: str, share: float, size: float = SMALL) -> str:
        """Break a text into lines that fit into a share of the figure's width, at a size of type."""
        letter = 0.42 * style.size() * size / 72  # the font's letters are 0.42 of its size on average
        share *= self.given[0].get_position().width if self.given else 1
        wide = max(8, int(share * self.figure.get_figwidth() / letter))
        return textwrap.fill(text, wide, break_long_words=False)

    def drawn(self, title: str, caption: str, shown: Iterable[Estimate], note: str = "") -> Drawing:
        """Return the drawing with its words, and put over and under it what the preset wants said there.

        Parameters
        ----------
        title, caption : str
        shown : iterable of Estimate
        note : str
            What must stand under the figure itself, wherever it goes.
        """
        title, caption = (typeset(sentence(text.strip())) for text in (title, caption))
        items = tuple(shown)
        alt = typeset(f"{title}. {sentence(told(items, str(self.quarter)))}.")
        preset = None if self.given else self.preset
        about = (title, caption, alt, items, str(self.quarter), labels.language(), preset)
        drawing = Drawing(self.name, self.figure, *about)
        if not self.given:
            self._frame(drawing, typeset(note))
        elif self.label:
            axis: Any = self.given[0]
            [*axis.containers, *axis.lines, *axis.collections][0].set_label(self.label)
        return drawing

    def _frame(self, drawing: Drawing, note: str) -> None:
        preset, figure, told = self.preset, self.figure, [note]
        told += [word("preliminary")] * citation.preliminary(drawing)
        told += [citation.source_line(drawing), word("licence")] * preset.titled
        head = self.wrapped(drawing.title, 0.94, TITLE) if preset.titled else ""
        foot = self.wrapped(typeset(" ".join(filter(None, told))), 0.97)
        top, bottom = (_height(text, preset.points * size) for text, size in ((head, TITLE), (foot, SMALL)))
        body = min(figure.get_figheight() / style.MM, preset.height_mm - top - bottom)
        high = preset.height_mm if preset.exact else body + top + bottom
        figure.set_figheight(high * style.MM)
        figure.text(0.01, 1 - 1.5 / high, head, va="top", fontsize=preset.points * TITLE, fontweight="bold")
        figure.text(0.01, 1 / high, foot, va="bottom", size="small", color=style.QUIET, linespacing=1.15)
        low, room = bottom / high, 1 - (top + bottom) / high
        if self.fixed is None:
            figure.get_layout_engine().set(rect=(0, low, 1, room))
        else:
            wide, tall = self.fixed[0] / preset.width_mm, self.fixed[1] / high
            figure.axes[0].set_position(((1 - wide) / 2, low + (room - tall) / 2, wide, tall))


def _height(text: str, points: float) -> float:
    """Return the height of lines of type in mm, with the space about them; 0 for none."""
    return (1 + text.count("\n")) * points * 1.2 * 25.4 / 72 + 3.0 if text else 0.0


def sentence(text: str) -> str:
    """Begin a text with a capital, unless with the letter of a panel."""
    return text if text[1:2] == "," else text[:1].upper() + text[1:]


def bare(item: Estimate) -> str:
    """Write the number of an estimate as a label in a figure: no "at least", no unit."""
    return number(item.number(), 0 if item.unit == "percent" else None)


def heights(items: Iterable[Estimate]) -> list[float]:
    """Return what is plotted of estimates."""
    return [float(item.number()) for item in items]


def told(items: Sequence[Estimate], now: str) -> str:
    """List what is drawn for those who cannot see it: all of a few numbers, or those of one quarter.

    That is the quarter asked for, or the last there is.
    """
    last = max((item.period for item in items if item.stated), default="")
    own = [item for item in items if item.period == now] or [item for item in items if item.period == last]
    parts = []
    for name, run in groupby(items if len(items) <= FEW else own[:FEW], lambda item: item.name_full):
        values = (f"{item!s} ({_about(item)})" for item in run)
        parts.append(labels.label(":", name, joined(values)))
    return labels.label(";").join(parts)


def _about(item: Estimate) -> str:
    return item.period if item.place == "Mali" else f"{item.place}, {item.period}"
