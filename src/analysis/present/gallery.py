"""The figures there are: for each id the function that builds it for a quarter, and ways to ask for one."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from analysis.errors import InputError
from analysis.measure.coverage import require_quarter
from analysis.present import citation, style
from analysis.present.export import save
from analysis.present.figures import Drawing, drawing_on, wrapped
from analysis.present.words import say, speaking
from analysis.quarter import Quarter

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# id: module and function of a builder, which takes a Quarter and returns a Drawing with this id for
# its name, or None where there is nothing to draw. Order is that of the gallery.
FIGURES = {
    "series": "present.published_figures:series_of",
    "outcomes": "present.published_figures:outcomes_of",
    "alleged_perpetrators": "present.published_figures:perpetrators_of",
    "perpetrator_shares": "present.perpetrator_figures:shares_of_quarter",
    "perpetrators_over_time": "present.perpetrator_figures:over_time_of",
    "places": "present.published_figures:places_of",
    "map": "present.place_figures:map_of",
    "map_second": "present.place_figures:map_second_of",
    "map_events": "present.place_figures:map_events_of",
    "map_rates": "present.place_figures:map_rates_of",
    "tiles": "present.place_figures:tiles_of",
    "hotspots": "present.place_figures:hotspots_of",
    "spread": "present.place_figures:spread_of",
    "change": "present.trend_figures:change_of",
    "incidents_and_victims": "present.trend_figures:pair_of",
    "largest_incident": "present.trend_figures:largest_of",
    "eight_quarters": "present.trend_figures:eight_of",
    "sources": "present.continuation_figures:sources_of",
    "continuation": "present.continuation_figures:continuation_of",
    "long_view": "present.continuation_figures:long_view_of",
    "audit_overview": "present.audit_figures:overview_of",
}
ALL_QUARTERS = ("series", "perpetrators_over_time", "sources", "continuation", "long_view", "audit_overview")


def build(name: str, quarter: Quarter, **options: Any) -> Drawing | None:
    """Return a figure of a quarter at the preset and in the language in force, None for nothing to draw.

    Parameters
    ----------
    name : str
        An id of `FIGURES`.
    quarter : Quarter
    **options
        Passed on: ``events`` for figures of event data.

    Raises
    ------
    InputError
        For an id that is none, and where the data of the figure do not reach.

    Examples
    --------
    >>> build("outcomes", Quarter.parse("1999Q2")) is None
    True
    """
    if name not in FIGURES:
        raise InputError(f"{name[:40]!r} is no figure: expected one of {', '.join(FIGURES)}.")
    module, function = FIGURES[name].split(":")
    with style.drawing_at(style.current()):
        builder = getattr(import_module(f"analysis.{module}"), function)
        found: Drawing | None = builder(quarter, **options)
        return _headed(found, quarter) if found else None


def _headed(drawing: Drawing, quarter: Quarter) -> Drawing:
    """Say over and under a figure what the preset wants said there, and that data are preliminary always."""
    preset, early = drawing.preset, [say("fig-preliminary")] if citation.preliminary(drawing) else []
    under = " ".join([*early, *([citation.source_line(drawing)] if preset.titled else [])])
    if preset.titled:
        drawing.figure.suptitle(wrapped(drawing.title, 0.95, 1.25), x=0.01, ha="left")
    if under:
        drawing.figure.supxlabel(wrapped(under, 0.97, 0.83), x=0.01, ha="left", color=style.QUIET)
    return replace(drawing, quarter=str(quarter))


def draw(
    name: str,
    quarter: str | Quarter,
    *,
    journal: str = "",
    columns: str | float = "",
    language: str = "en",
    axes: Axes | Sequence[Axes] | None = None,
) -> Drawing:
    """Draw a figure of a quarter.

    Parameters
    ----------
    name : str
        An id of `FIGURES`.
    quarter : str or Quarter
    journal, columns
        Preset: ``nature`` (1, 1.5 or 2 columns), ``elsevier``, ``slide`` or ``web``; the notebooks'
        own without.
    language : {"en", "fr"}
    axes : Axes or sequence of Axes, optional
        Axes of your own to draw on, as many as the figure has panels. Their figure stays yours: no
        title is put over it.

    Returns
    -------
    Drawing
        With ``figure``, ``title``, ``caption``, ``alt``, ``shown``; `analysis.figures.save` writes it.

    Raises
    ------
    InputError
        For an unknown figure, quarter, preset or language, another number of axes, or nothing to draw.

    Examples
    --------
    >>> from analysis import figures
    >>> figures.outcomes("2021Q2", journal="nature", language="fr").title
    'Au moins 160 tués, 147 blessés et 220 enlevés ou disparus au Mali, avril à juin 2021'
    """
    wanted = require_quarter(quarter)
    given = () if axes is None else tuple(axes) if isinstance(axes, Iterable) else (axes,)
    preset = style.preset(journal, columns)
    with speaking(language), style.drawing_at(preset), drawing_on(given):
        found = build(name, wanted)
    if found is None:
        raise InputError(
            f"There is nothing to draw for {name} in {wanted}: see what mali-trends figures {wanted} lists."
        )
    return found


class Figures:
    """The figures by name: ``figures.series("2021Q2")``; iterating gives the ids."""

    save = staticmethod(save)

    def __iter__(self) -> Iterator[str]:
        return iter(FIGURES)

    def __getattr__(self, name: str) -> Callable[..., Drawing]:
        if name not in FIGURES:
            raise AttributeError(f"there is no figure {name!r}: expected one of {', '.join(FIGURES)}")
        return functools.update_wrapper(functools.partial(draw, name), draw)

    def __dir__(self) -> list[str]:
        return [*FIGURES, "save"]


figures = Figures()
