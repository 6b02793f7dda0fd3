"""What a figure is: a drawing that knows its words and the estimates it shows, and axes to draw it on."""

from __future__ import annotations

import contextlib
import math
import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from analysis.errors import InputError
from analysis.measure.estimate import Estimate, exact
from analysis.present import style
from analysis.present.words import language, listed, number, say, speaking, written

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLUMNS = ("period", "measure", "group", "value", "low", "high", "unit", "inclusion", "basis", "qualifier",
           "status", "place")  # fmt: skip
_given: ContextVar[Sequence[Axes]] = ContextVar("given", default=())


@dataclass(frozen=True)
class Drawing:
    """A figure that knows its title, caption, alternative text and the estimates it shows.

    Attributes
    ----------
    name : str
        Id of the figure, and its file name without ending.
    figure : matplotlib.figure.Figure
    title, caption, alt : str
        The finding; what is drawn and how to read it; what a reader who cannot see it needs.
    shown : tuple of Estimate
        What is plotted, in order.
    preset : Preset
    language : {"en", "fr"}
    quarter : str
        The quarter that it was asked for.
    """

    name: str
    figure: Figure
    title: str
    caption: str
    alt: str
    shown: tuple[Estimate, ...] = field(default=())
    preset: style.Preset = field(default_factory=style.current, kw_only=True)
    language: str = field(default_factory=language, kw_only=True)
    quarter: str = field(default="", kw_only=True)

    def places(self, text: str) -> list[tuple[int, int, Estimate]]:
        """Return where title or caption tell a number that is drawn: start, end and its estimate.

        Of two that are written alike, the one of the figure's own quarter.
        """
        with speaking(self.language):
            told = sorted((item for item in self.shown if item.stated), key=self._own)
            found = {written(item).lower(): item for item in told}
        longest_first = "|".join(re.escape(name) for name in sorted(found, key=len, reverse=True))
        token = re.compile(rf"(?<![\w.,])(?:{longest_first or '(?!)'})(?![\w%]|[.,]\d)", re.IGNORECASE)
        return [(match.start(), match.end(), found[match[0].lower()]) for match in token.finditer(text)]

    def _own(self, item: Estimate) -> bool:
        return item.period == self.quarter

    def table(self) -> pd.DataFrame:
        """Return the plotted numbers, one row per estimate, with unit, rule, basis and ledger rows."""
        import pandas as pd

        rows = [
            {**{name: getattr(item, name) for name in COLUMNS}, "sources": " ".join(item.sources)}
            for item in self.shown
        ]
        return pd.DataFrame(rows, columns=[*COLUMNS, "sources"])


def drawn(name: str, figure: Figure, shown: Iterable[Estimate], message: str = "", **words: Any) -> Drawing:
    """Return a drawing with the words of the catalogue.

    Parameters
    ----------
    name : str
        Id of the figure.
    figure : matplotlib.figure.Figure
    shown : iterable of Estimate
    message : str
        ``<message>-title``, ``-caption`` and ``-alt`` are in the catalogue; by default the name.
    **words : str or Estimate
        What fills them; ``title``, ``caption`` or ``alt`` instead of the catalogue's.
    """
    title, caption, alt = (
        words[part] if part in words else say(f"{message or name}-{part}", **words)
        for part in ("title", "caption", "alt")
    )
    return Drawing(name, figure, title, caption, alt, tuple(shown))


@contextlib.contextmanager
def drawing_on(axes: Sequence[Axes]) -> Iterator[None]:
    """Draw on axes of the reader's inside the block."""
    token = _given.set(axes)
    try:
        yield
    finally:
        _given.reset(token)


def given() -> bool:
    """Return whether figures are being drawn on axes of the reader's."""
    return bool(_given.get())


def open_axes(rows: int, height_mm: float, **options: Any) -> tuple[Figure, list[Axes]]:
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
    from matplotlib.figure import Figure

    if given := _given.get():
        if len(given) != rows:
            raise InputError(f"This figure is drawn on {rows} axes and {len(given)} were given: give {rows}.")
        return given[0].get_figure(root=True), list(given)  # type: ignore[return-value]
    preset = style.current()
    height = height_mm * preset.scale
    columns = 2 if rows > 1 and height > 1.2 * preset.height_mm else 1  # side by side what is far too high
    height = preset.height_mm if columns > 1 else min(height, preset.height_mm)
    with style.drawing_at(preset):
        figure = Figure(figsize=(preset.width_mm * style.MM, height * style.MM), layout="constrained")
        axes = figure.subplots(math.ceil(rows / columns), columns, squeeze=False, **options).ravel()[:rows]
        for letter, axis in zip("abcdefgh", axes if rows > 1 else (), strict=False):
            axis.annotate(letter, (0, 1), xytext=(-3.2, 0.3), xycoords="axes fraction", ha="right",
                          textcoords="offset fontsize", fontsize=8 * preset.scale,
                          fontweight="bold")  # fmt: skip
    return figure, list(axes)


def key(axis: Axes, columns: int) -> None:
    """Put a key over an axis, where direct labels do not fit."""
    axis.legend(ncols=columns, frameon=False, loc="lower left", bbox_to_anchor=(0, 1), fontsize="small",
                borderpad=0, handlelength=1.2, columnspacing=1.2)  # fmt: skip


def wrapped(text: str, share: float, size: float = 1.0) -> str:
    """Break a text into lines that fit into a share of the figure's width.

    Parameters
    ----------
    text : str
    share : float
    size : float
        Of the type, against that of the figure.
    """
    preset = style.current()
    letter_mm = 0.44 * preset.points * size * 25.4 / 72  # the font's letters are 0.44 of its size on average
    return textwrap.fill(text, max(8, int(share * preset.width_mm / letter_mm)), break_long_words=False)


def sentence(text: str) -> str:
    """Begin a text with a capital."""
    return text[:1].upper() + text[1:]


def tick(period: str, *, year: bool = True) -> str:
    """Name a quarter under an axis: "Q2" and below it the year, "T2" in French."""
    return say("fig-quarter", number=period[-1]) + (f"\n{period[:4]}" if year else "")


def count_up(axis: Axes) -> None:
    """Start an axis of counts at 0 and write its thousands the reader's way."""
    axis.set_ylim(bottom=0)
    axis.yaxis.set_major_formatter(lambda value, _: number(exact(f"{value:.12g}")))


def quarter_axis(axis: Axes, periods: Sequence[str], *, first: bool = False) -> None:
    """Name the quarters under an axis, and the year under each first quarter, or under the `first` shown."""
    named = [tick(item, year=item[-1] == "1" or (first and item == periods[0])) for item in periods]
    axis.set_xticks(range(len(periods)), named)


def bare(item: Estimate) -> str:
    """Write the number of an estimate as a label in a figure: no "at least", no unit."""
    return number(item.number())


def heights(items: Iterable[Estimate]) -> list[float]:
    """Return what is plotted of estimates."""
    return [float(item.number()) for item in items]


def label(axis: Axes, text: str, at: tuple[float, float], apart: tuple[float, float], **look: Any) -> None:
    """Write a small text beside a point, above it unless the look says otherwise, `apart` in letters."""
    look = {"ha": "center", "va": "bottom", "fontsize": "small", **look}
    axis.annotate(text, at, xytext=apart, textcoords="offset fontsize", **look)


def points_told(items: Iterable[Estimate], unpublished: str = "point") -> str:
    """List values with their periods, for those who cannot see the figure; not published ones as named."""
    kinds = [("point" if item.basis == "published" else unpublished, item) for item in items]
    return listed([say(kind, value=item, period=item.period) for kind, item in kinds])
