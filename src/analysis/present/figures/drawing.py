"""What a figure is: a sheet to draw on that, once it is finished, knows its words and what it shows."""

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain, groupby
from pathlib import Path
from typing import Any, Self

import pandas as pd
import seaborn as sns
from IPython.display import Markdown, display
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.transforms import ScaledTranslation

from analysis.errors import InputError
from analysis.measure.estimate import Estimate
from analysis.measure.rounding import QUALIFIERS
from analysis.present import labels, tell
from analysis.present.figures import export, style
from analysis.quarter import Quarter
from analysis.record.files import put

TITLE, SMALL = 8 / 7, 0.83  # size of type against that of a figure
FEW = 14  # numbers that an alternative text lists
REST = ("remainder", "not_listed")  # what a published list leaves


@dataclass(repr=False, eq=False)
class Drawing:
    """A figure: a sheet that is opened and drawn on, and then knows its title, caption and what it shows.

    In a notebook it shows itself, its title and its caption.

    Attributes
    ----------
    name : str
        Id of the figure, and its file name without ending.
    quarter : Quarter
        The quarter that it was asked for.
    what : Any
        The note, events or quarter that was asked for.
    preset : Preset or None
        None on axes of the reader's own.
    given : sequence of Axes
        The reader's own.
    palette : str, sequence or mapping of colours
        In place of the fixed ones: a name of seaborn's, colours in order, or colours by group.
    figure : matplotlib.figure.Figure
        Once it is opened.
    title, caption, alt : str
        The finding; what is drawn and how to read it; what a reader who cannot see it needs.
    shown : tuple of Estimate
        What is plotted, in order.
    language : {"en", "fr"}
    """

    name: str
    quarter: Quarter
    what: Any
    preset: style.Preset | None
    given: Sequence[Axes] = ()
    palette: Any = None
    figure: Any = None
    title: str = ""
    caption: str = ""
    alt: str = ""
    shown: tuple[Estimate, ...] = ()
    language: str = field(default_factory=labels.language)

    def __repr__(self) -> str:
        return f"<Drawing {self.name} {self.quarter}: {self.title}>"

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

        def told(names: str) -> dict[str, list[Any]]:
            return {name: [getattr(item, name) for item in self.shown] for name in names.split()}

        columns = told("period measure group place")
        for language in labels.LANGUAGES:
            with labels.speaking(language):
                columns[f"label_{language}"] = told("label")["label"]
        columns |= {name: [*map(_float, values)] for name, values in told("value low high").items()}
        columns |= told("unit inclusion basis qualifier status")
        columns["excludes"] = ["Moura" * ("moura_left_out" in item.notes) for item in self.shown]
        return pd.DataFrame(columns | {"sources": [" ".join(item.sources) for item in self.shown]})

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
            If the folder cannot be written.
        """
        made = export.files(self, endings or export.ENDINGS)
        return [put(Path(folder) / f"{self.name}.{ending}", content) for ending, content in made.items()]

    def _ipython_display_(self) -> None:
        if self.preset is not None:  # a figure of the reader's own is shown by the reader
            about = {"image/png": {"alt": self.alt, "id": self.name, "title": self.title}}
            bundle = {"image/png": export.render(self, ("png",))["png"], "text/plain": self.alt}
            display(bundle, raw=True, metadata=about)
        display(Markdown(f'<small class="caption">**{self.title}.** {export.full_caption(self)}</small>'))

    def open(self, panels: str, height_mm: float = 0, ratio: float = 0, **options: Any) -> list[Axes]:
        """Open a figure of the preset's exact width, with panels, or take the reader's axes.

        Parameters
        ----------
        panels : str
            A letter for each where it stands: ``"a;b"`` has one above the other, on a slide side by side.
        height_mm : float
            Height in print, where type has 7 points.
        ratio : float
            Height against width, instead.
        **options
            For `matplotlib.figure.Figure.subplot_mosaic`.

        Raises
        ------
        InputError
            If the reader gave another number of axes.
        """
        if (preset := self.preset) is None:
            many, count = len({*panels} - {";"}), len(self.given)
            if count != many:
                raise InputError(f"{self.name} is drawn on {many} axes and {count} were given: give {many}.")
            self.figure = self.given[0].get_figure(root=True)
            return list(self.given)
        height = min(height_mm * preset.points / 7 + ratio * preset.width_mm, preset.height_mm)
        self.figure = Figure((preset.width_mm * style.MM, height * style.MM), layout="constrained")
        FigureCanvasAgg(self.figure)  # one renderer for all that measures text
        if preset.exact and panels == "a;b":  # a slide is wide
            panels = panels.replace(";", "")
            options |= {"height_ratios": None}
        axes: dict[str, Axes] = self.figure.subplot_mosaic(panels, **options)
        for letter, axis in axes.items() if len(axes) > 1 else ():
            look = {"ha": "right", "va": "baseline", "fontsize": preset.points * TITLE, "fontweight": "bold"}
            style.label(axis, letter, (0, 1), (-3.2, 0.3), xycoords="axes fraction", **look)
        self.figure.align_ylabels()
        return [*axes.values()]

    def colour(self, group: str) -> str:
        """Return the colour of a group, that of its parent for a part of one."""
        given = self.palette or {}
        if not isinstance(given, dict):
            kinds = [style.looks(kind).index for kind in ("perpetrator", "outcome")]
            found = (zip(kind, sns.color_palette(given, len(kind)).as_hex(), strict=True) for kind in kinds)
            given = dict(chain(*found))
        known, parents = dict(style.looks().colour) | given, labels.column("terms", "parent")
        return str(known.get(group) or known.get(parents.get(group, "")) or style.PLAIN)

    def wrapped(self, text: str, share: float, size: float = SMALL) -> str:
        """Break a text into lines that fit into a share of the figure's width, at a size of type."""
        letter = 0.42 * style.size() * size / 72  # the font's letters are 0.42 of its size on average
        share *= self.given[0].get_position().width if self.given else 1
        wide = max(8, int(share * self.figure.get_figwidth() / letter))
        return textwrap.fill(text, wide, break_long_words=False)

    def rows(self, axis: Axes, names: Sequence[str], share: float = 0.36) -> None:
        """Name the rows of an axis, the first at the top, in a share of the figure's width."""
        axis.set_yticks(range(len(names)), [self.wrapped(name, share, 1) for name in names])
        axis.set_ylim(len(names) - 0.4, -0.6)
        axis.tick_params(axis="y", length=0)

    def under(self, axis: Axes, names: Sequence[str]) -> None:
        """Say under an axis what is counted from where to where: a line under each run of one name."""
        over, lines = axis.get_xaxis_transform(), 1
        down = ScaledTranslation(0, -0.55 * style.size() / 72, self.figure.dpi_scale_trans)
        look: Any = {"transform": over + down, "clip_on": False, "solid_capstyle": "butt"}
        for name, run in groupby(range(len(names)), names.__getitem__):
            if name:
                first, last = (places := [*run])[0], places[-1]
                text = self.wrapped(name, 0.8 * axis.get_position().width * len(places) / len(names))
                axis.plot([first - 0.42, last + 0.42], [0, 0], color=style.QUIET, **look)
                form: Any = {"xycoords": over, "va": "top", "color": style.QUIET, "linespacing": 1.05}
                style.label(axis, text, ((first + last) / 2, 0), (0, -0.8), **form)
                lines = max(lines, 1 + text.count("\n"))
        axis.tick_params(axis="x", pad=(1 + 0.9 * lines) * style.size())

    def finish(self, title: str, caption: str, shown: Iterable[Estimate], note: str = "") -> Self:
        """Give the drawing its words, and put over and under it what the preset wants said there.

        Parameters
        ----------
        title, caption : str
        shown : iterable of Estimate
        note : str
            What must stand under the figure itself, wherever it goes.
        """
        self.title, self.caption = (tell.typeset(sentence(text.strip())) for text in (title, caption))
        self.shown = tuple(shown)
        self.alt = tell.typeset(f"{self.title}. {sentence(_told(self.shown, str(self.quarter)))}.")
        if self.preset:
            self._frame(self.preset, tell.typeset(note))
        return self

    def _frame(self, preset: style.Preset, note: str) -> None:
        figure, told = self.figure, [note, *[style.word("preliminary")] * export.preliminary(self)]
        told += [export.source_line(self), style.word("licence")] * preset.titled
        head = self.wrapped(self.title, 0.94, TITLE) if preset.titled else ""
        foot = self.wrapped(tell.typeset(" ".join(filter(None, told))), 0.97)
        top, bottom = (_height(text, preset.points * size) for text, size in ((head, TITLE), (foot, SMALL)))
        body = min(figure.get_figheight() / style.MM, preset.height_mm - top - bottom)
        high = preset.height_mm if preset.exact else body + top + bottom
        figure.set_figheight(high * style.MM)
        figure.text(0.01, 1 - 1.5 / high, head, va="top", fontsize=preset.points * TITLE, fontweight="bold")
        figure.text(0.01, 1 / high, foot, va="bottom", size="small", color=style.QUIET, linespacing=1.15)
        figure.get_layout_engine().set(rect=(0, bottom / high, 1, 1 - (top + bottom) / high))


def _float(value: Decimal | None) -> float:
    """Return a number with the digits that mean something: counts have all of theirs."""
    return float("nan" if value is None else value if value == value.to_integral_value() else f"{value:.4g}")


def _height(text: str, points: float) -> float:
    """Return the height of lines of type in mm, with the space about them; 0 for none."""
    return (1 + text.count("\n")) * points * 1.2 * 25.4 / 72 + 3.0 if text else 0.0


def sentence(text: str) -> str:
    """Begin a text with a capital, unless with the letter of a panel."""
    return text if text[1:2] == "," else text[:1].upper() + text[1:]


def bare(item: Estimate) -> str:
    """Write the number of an estimate as a label in a figure: a sign for "at least", no unit."""
    sign = QUALIFIERS.get(item.qualifier, "")
    return sign + labels.number(item.number(), 0 if item.unit == "percent" else None)


def _told(items: Sequence[Estimate], now: str) -> str:
    """List what is drawn for those who cannot see it: all of a few numbers, or those of one quarter.

    That is the quarter asked for, or the last there is.
    """
    last = max((item.period for item in items if item.stated), default="")
    own = [item for item in items if item.period == now] or [item for item in items if item.period == last]
    parts = []
    for name, run in groupby(items if len(items) <= FEW else own[:FEW], lambda item: item.name_full):
        told = ((one, [one.place] * (one.place != "Mali") + [one.span] * (one.period != now)) for one in run)
        values = (f"{one!s}" + f" ({', '.join(about)})" * bool(about) for one, about in told)
        parts.append(labels.label(":", name, labels.joined(values)))
    return labels.label(";").join(parts)
