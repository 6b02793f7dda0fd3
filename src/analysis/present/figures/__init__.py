"""The figures there are, and ways to ask for one: ``figures.series("2021Q2")``."""

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from typing import Any

import seaborn as sns
from matplotlib.axes import Axes

from analysis.errors import in_words, nearest, require
from analysis.measure.coverage import known_quarters
from analysis.present import labels
from analysis.present.events import Events
from analysis.present.figures import style
from analysis.present.figures.drawing import Drawing
from analysis.quarter import Quarter

FIGURES: dict[str, str] = style.SETTINGS["drawn"]


def draw(
    name: str,
    what: Any,
    *,
    ax: Axes | Iterable[Axes] | None = None,
    palette: str | Sequence[str] | dict[str, str] | None = None,
    label: str = "",
    journal: str = "",
    columns: str | float = "",
    title: bool | None = None,
    language: str | None = None,
) -> Drawing | None:
    """Draw a figure of a quarter.

    Parameters
    ----------
    name : str
        An id of `FIGURES`.
    what : Note, Events, Quarter or str
        A note or events on a quarter, or the quarter; of one after the mission's notes, the event data.
    ax : Axes or iterable of Axes, optional
        Axes of your own to draw on, as many as the figure has panels, in the style that they have. Their
        figure stays yours: no title is put over it.
    palette : str, sequence or mapping of colours, optional
        In place of the fixed ones, where a figure colours groups or outcomes: a name of seaborn's, colours in
        order, or colours by group.
    label : str
        What is drawn, for the legend of your own axes.
    journal, columns : str
        Preset: ``nature`` (1, 1.5 or 2 columns), ``elsevier``, ``slide`` or ``web``; the notebooks' own
        without.
    title : bool, optional
        Whether the finding stands over the figure and its sources below; by default for slides and the web.
    language : {"en", "fr"}, optional
        The one spoken, if not given.

    Returns
    -------
    Drawing or None
        With ``axes``, ``figure``, ``title``, ``caption``, ``alt``, ``shown``, ``table()`` and
        ``save(folder)``; None where there is nothing to draw.

    Raises
    ------
    InputError
        For an unknown figure, quarter, preset or language, or another number of axes.

    Examples
    --------
    >>> from analysis import figures
    >>> figures.outcomes("2021Q2", journal="nature", language="fr").title
    'Au moins 160 tués, 147 blessés et 220 enlevés ou disparus au Mali, avril à juin 2021'
    >>> figures.outcomes("1999Q2") is None
    True
    """
    require(FIGURES, "figure", name)
    quarter = Quarter.parse(getattr(what, "quarter", what))
    if quarter not in known_quarters() and not hasattr(what, "quarter"):
        what = Events(quarter)
    with in_words(f"{palette!r:.60} is no palette: give a name of seaborn's, or colours.", ValueError):
        sns.color_palette([*palette.values()] if isinstance(palette, dict) else palette)
    own = () if ax is None else tuple(ax) if isinstance(ax, Iterable) else (ax,)
    preset = style.preset(journal, columns)
    wanted = None if own else preset if title is None else preset._replace(titled=title)
    drawer = getattr(import_module(f"analysis.present.figures.{FIGURES[name]}"), f"draw_{name}")
    with labels.speaking(language or labels.language()), style.context(wanted):
        found: Drawing | None = drawer(Drawing(name, quarter, what, wanted, own, palette))
    if own and label:
        (own[0].containers or own[0].lines or own[0].collections)[0].set_label(label)
    return found


class Figures:
    """The figures by name: ``figures.series("2021Q2")``; iterating gives the names."""

    def __iter__(self) -> Iterator[str]:
        return iter(FIGURES)

    def __getattr__(self, name: str) -> Callable[..., Drawing | None]:
        if name not in FIGURES:
            raise AttributeError(str(nearest(name, FIGURES, "figure")))
        return functools.update_wrapper(functools.partial(draw, name), draw)

    def __dir__(self) -> list[str]:
        return list(FIGURES)


figures = Figures()
