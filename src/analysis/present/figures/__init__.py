"""The figures there are, and ways to ask for one: ``figures.series("2021Q2")``."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from analysis.present import labels
from analysis.quarter import Quarter

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from analysis.present.figures.drawing import Drawing

# name: module of its drawer, and its function where this has another name; it takes a Sheet and returns a
# Drawing, or None where there is nothing to draw. Order is that of the gallery.
FIGURES = {
    "series": "published",
    "outcomes": "published",
    "alleged_perpetrators": "perpetrators",
    "perpetrators_over_time": "perpetrators",
    "map": "maps.first_areas",
    "map_second": "maps.second_areas",
    "map_events": "maps",
    "change": "trends",
    "incidents_and_victims": "trends",
    "eight_quarters": "trends",
    "sources": "sources",
    "long_view": "sources",
    "audit_overview": "audit",
}


def draw(
    name: str,
    what: Any,
    *,
    axes: Axes | Iterable[Axes] | None = None,
    ax: Axes | None = None,
    palette: str | Sequence[str] | dict[str, str] | None = None,
    journal: str = "",
    columns: str | float = "",
    language: str | None = None,
) -> Drawing | None:
    """Draw a figure of a quarter.

    Parameters
    ----------
    name : str
        An id of `FIGURES`.
    what : Note, Events, Quarter or str
        A note or events on a quarter, or the quarter.
    axes, ax : Axes or iterable of Axes, optional
        Axes of your own to draw on, as many as the figure has panels, in the style that they have. Their
        figure stays yours: no title is put over it.
    palette : str, sequence or mapping of colours, optional
        In place of the fixed ones: a name of seaborn's, colours in order, or colours by group.
    journal, columns : str
        Preset: ``nature`` (1, 1.5 or 2 columns), ``elsevier``, ``slide`` or ``web``; the notebooks' own
        without.
    language : {"en", "fr"}, optional
        The one spoken, if not given.

    Returns
    -------
    Drawing or None
        With ``figure``, ``title``, ``caption``, ``alt``, ``shown``, ``table()`` and ``save(folder)``; None
        where there is nothing to draw.

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
    from analysis.present.figures import drawing, style

    if name not in FIGURES:
        raise labels.nearest(name, FIGURES, "figure")
    quarter = Quarter.parse(getattr(what, "quarter", what))
    given = axes if axes is not None else ax
    own = () if given is None else tuple(given) if isinstance(given, Iterable) else (given,)
    preset = style.preset(journal, columns)
    module, _, function = FIGURES[name].partition(".")
    drawer = getattr(import_module(f"analysis.present.figures.{module}"), function or name)
    with labels.speaking(language or labels.language()), style.context(None if own else preset):
        found: Drawing | None = drawer(drawing.Sheet(name, quarter, what, preset, own, palette))
    return found


class Figures:
    """The figures by name: ``figures.series("2021Q2")``; iterating gives the names."""

    def __iter__(self) -> Iterator[str]:
        return iter(FIGURES)

    def __getattr__(self, name: str) -> Callable[..., Drawing | None]:
        if name.startswith("_") or name not in FIGURES:
            raise AttributeError(str(labels.nearest(name, FIGURES, "figure")))
        return functools.update_wrapper(functools.partial(draw, name), draw)

    def __dir__(self) -> list[str]:
        return list(FIGURES)


figures = Figures()
