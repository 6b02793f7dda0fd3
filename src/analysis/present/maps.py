"""What every map is drawn with: projection, country and river, circles with a legend, labels, scale."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.measure.estimate import exact
from analysis.present import style
from analysis.present.figures import given, open_axes
from analysis.present.words import number, say
from analysis.record.store import home

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

PROJECTION = "+proj=laea +lat_0=17.5 +lon_0=-4 +ellps=WGS84 +units=km"  # Lambert's azimuthal equal-area
LAND, WATER, BORDER = "#F4F1EA", "#9CC3DA", "#A9A399"
LARGEST_MM = 8.0  # diameter of the largest circle
BAMAKO = (12.64292, -8.00209)
LINE_MM = 2.45  # height of a line under a map
LETTERS = 1.22  # of such a line, per millimetre of width
POINT = 72 / 25.4  # points per millimetre
Numbers = NDArray[Any]


def project(points: ArrayLike) -> Numbers:
    """Return x and y in km, on Lambert's azimuthal equal-area projection, of latitude and longitude.

    Examples
    --------
    >>> print(project([[17.5, -4.0]]).round(6) + 0.0)
    [[0. 0.]]
    """
    lat, lon = np.asarray(points, dtype=float).T
    return np.column_stack(_projection()(lon, lat))


@functools.cache
def _projection() -> Any:
    from pyproj import Proj

    return Proj(PROJECTION)


def open_map(*sentences: str) -> tuple[Figure, Axes]:
    """Open a figure with Mali and the Niger at the width that is set, with sentences under it.

    The axes are in km and fixed at once, so that labels can be placed by what is where.
    """
    import textwrap

    figure, (axis,) = open_axes(1, 90)
    lines = {item["properties"]["kind"]: np.array(item["geometry"]["coordinates"]) for item in _outline()}
    outline, river = (project(np.squeeze(lines[kind])[:, ::-1]) for kind in ("outline", "river"))
    (left, bottom), (right, top) = outline.min(axis=0) - 25, outline.max(axis=0) + 25
    wide, most, scale = figure.get_figwidth(), style.current().height_mm * style.MM, style.current().scale
    letters = int(wide / style.MM * LETTERS / scale)
    said = "\n".join(textwrap.wrap(" ".join((*sentences, say("map-foot"))), letters))
    under = (1.5 + LINE_MM * (1 + said.count("\n"))) * style.MM * scale
    high = min(wide * (top - bottom) / (right - left), most - under)
    across = high * (right - left) / (top - bottom) / wide
    if resize(figure, high + under):
        axis.set_position(((1 - across) / 2, under / (high + under), across, high / (high + under)))
    axis.set(xlim=(left, right), ylim=(bottom, top), aspect="equal")
    axis.set_axis_off()
    axis.fill(*outline.T, facecolor=LAND, edgecolor=BORDER, linewidth=0.6, zorder=0)
    axis.plot(*river.T, color=WATER, linewidth=1.2, zorder=1.2, solid_capstyle="round")
    axis.plot(*project([BAMAKO])[0], marker="s", markersize=2, color=style.QUIET, zorder=2)
    scale_bar: dict[str, Any] = {"color": style.INK, "linewidth": 0.8, "marker": "|", "markersize": 4}
    axis.plot([right - 340, right - 40], [bottom + 60] * 2, **scale_bar)
    axis.text(right - 190, bottom + 78, say("map-scale"), ha="center", va="bottom", fontsize=type_size(5.5))
    axis.text(left + 15, bottom, said, fontsize=type_size(5), color=style.QUIET, va="top", linespacing=1.15)
    return figure, axis


def type_size(points: float) -> float:
    """Return a size of type in print at the size that the preset has it."""
    return points * style.current().scale


def resize(figure: Figure, inches: float) -> bool:
    """Fix the height of a figure of ours and its layout; a figure of the reader's stays as it is."""
    if given():
        return False
    figure.set_size_inches(figure.get_figwidth(), inches)
    figure.set_layout_engine("none")
    return True


def _outline() -> Any:
    path = home() / "data" / "places" / "outline.geojson"
    return json.loads(path.read_text(encoding="utf-8"))["features"]


def circles(
    axis: Axes,
    places: Numbers,
    values: Sequence[float],
    colours: Sequence[str] = (style.COLOURS["place"],),
    top: float = 0,
) -> None:
    """Draw circles with areas in proportion to values, the largest first, so that none is hidden.

    Sizes are real ones: `top`, by default the greatest value, has a diameter of 8 mm.
    """
    order = np.argsort(-np.asarray(values), kind="stable")
    size, filled = (2 * POINT * radii(values, top)) ** 2, np.broadcast_to(colours, order.shape)
    look = {"edgecolor": "white", "linewidth": 0.5, "alpha": 0.75, "zorder": 3}
    dots(axis, places[order], size[order], filled[order], **look)


def radii(values: Sequence[float], top: float = 0) -> Numbers:
    """Return the radii of circles in millimetres: the root of each value's share of the greatest, times 4."""
    counted = np.asarray(values, dtype=float)
    return LARGEST_MM / 2 * np.sqrt(counted / (top or max(counted.max(initial=0), 1e-9)))


def dots(axis: Axes, places: Numbers, size: Any = 1.5, colour: Any = style.QUIET, **options: Any) -> None:
    """Draw points, of a size in square points."""
    x, y = np.reshape(places, (-1, 2)).T
    look = {"edgecolor": style.INK, "linewidth": 0, "zorder": 3.5, **options}
    axis.scatter(x, y, s=size * style.current().scale ** 2, facecolor=colour, clip_on=False, **look)


def legend(axis: Axes, top: float, heading: str, more: Sequence[str] = ()) -> None:
    """Draw a legend of circles at their real sizes in the empty north-west, and lines of text below."""
    (left, right), (_, high) = axis.get_xlim(), axis.get_ylim()
    shown = axis.get_window_extent().width / _figure(axis).dpi / style.MM  # of the map, in millimetres
    km = (right - left) / shown * style.current().scale
    y = 2.0 + 2.8 * (1 + heading.count("\n"))
    look: dict[str, Any] = {"fontsize": type_size(6), "va": "top", "linespacing": 1.1}
    axis.text(left + 1.5 * km, high - 1.5 * km, heading, **look)
    for value in nice(top):
        radius = max(float(radii([value], top)[0]), 1.2)
        y += radius
        circles(axis, np.array([[left + 5.5 * km, high - y * km]]), [value], top=top)
        axis.text(left + 10.5 * km, high - y * km, number(exact(value)), fontsize=type_size(6), va="center")
        y += radius + 0.6
    for line in more:
        axis.text(left + 1.5 * km, high - (y + 1.0) * km, line, **look)
        y += 0.8 + 2.8 * (1 + line.count("\n"))


def _figure(axis: Axes) -> Figure:
    figure: Any = axis.figure
    return figure  # type: ignore[no-any-return]


def nice(top: float) -> list[int]:
    """Return two or three round values up to `top` for a legend, the largest first.

    Examples
    --------
    >>> nice(158), nice(3)
    ([100, 50, 10], [3, 1])
    """
    power = 10 ** np.floor(np.log10(max(top, 1)))
    first = max(step * power for step in (1, 2, 3, 5) if step * power <= max(top, 1))
    found = [first, first / 2, first / 10] if first >= 10 else [first, 1.0]
    return list(dict.fromkeys(int(value) for value in found))


def group(axis: Axes, places: Numbers, colour: str, over: bool = False) -> Numbers:
    """Draw places as one group, by a hull round them, and return its middle."""
    from shapely import MultiPoint

    x, y = np.asarray(MultiPoint(places).convex_hull.buffer(26).exterior.xy)
    axis.fill(x, y, facecolor=colour, edgecolor="none", alpha=0.22, zorder=1)
    axis.plot(x, y, color=colour, linewidth=1.2 if over else 0.7, zorder=4 if over else 1.5)
    dots(axis, places, 2, style.INK, zorder=2)
    return np.asarray(places.mean(axis=0))


def labels(
    axis: Axes, places: Numbers, texts: Sequence[str], values: Sequence[float], keep_off: ArrayLike = ()
) -> list[int]:
    """Write a label beside each circle where it hides no other, and return those that found no room.

    Each label, in the order given, takes the first free spot of those round its circle, near before
    far; from afar a line leads to it. No random number: the same input gives the same map.

    Parameters
    ----------
    places : array of shape (circles, 2)
        In km.
    texts : sequence of str
        Of the first circles; the others have none.
    values : sequence of float
        As given to `circles`.
    keep_off : array of shape (points, 2)
        Other points, in km, that no label may cover.
    """
    from matplotlib.patheffects import withStroke

    mm = _figure(axis).dpi * style.MM * style.current().scale
    others = np.vstack([project([BAMAKO]), np.reshape(np.asarray(keep_off, dtype=float), (-1, 2))])
    spots = axis.transData.transform(np.vstack([np.reshape(places, (-1, 2)), others])) / mm
    reach = np.concatenate([radii(values), np.full(len(others), 1.2)])
    frame = np.array(axis.get_window_extent().extents) / mm
    taken: list[Numbers] = []
    lost = []
    look: dict[str, Any] = {
        "fontsize": type_size(6),
        "ha": "center",
        "va": "center",
        "zorder": 6,
        "linespacing": 1.0,
    }
    for line, text in enumerate(texts):
        shown = axis.text(0, 0, text, **look)
        shown.set_path_effects([withStroke(linewidth=1.2, foreground="white", alpha=0.8)])
        extent = shown.get_window_extent()
        half = np.array([extent.width, extent.height]) / mm / 2 + 0.25
        for far, box in _offers(spots[line], float(reach[line]), half):
            inside = bool((box[:2] >= frame[:2]).all() and (box[2:] <= frame[2:]).all())
            free = not any(_over(box, other) for other in taken) and not _covers(box, spots, reach, far)
            if inside and free:
                taken.append(box)
                _lead(axis, shown, spots[line], box, mm, far > 0.5)
                break
        else:
            shown.remove()
            lost.append(line)
    return lost


def _lead(axis: Axes, shown: Text, spot: Numbers, box: Numbers, mm: float, line: bool) -> None:
    """Put a label into its box, with a line from its circle where it stands apart."""
    ends = np.array([spot, np.clip(spot, box[:2], box[2:]), (box[:2] + box[2:]) / 2])
    x, y = axis.transData.inverted().transform(ends * mm).T
    shown.set_position((x[2], y[2]))
    if line:
        axis.plot(x[:2], y[:2], color=style.QUIET, linewidth=0.4, zorder=5)


def _offers(spot: Numbers, radius: float, half: Numbers) -> Iterable[tuple[float, Numbers]]:
    """Give boxes round a circle, in millimetres: to the right, left, above and below, then between."""
    for far in (0.3, 1.0, 2.0, 3.5, 5.0, 7.0, 9.0, 12.0):
        for turn in np.radians([0, 180, 90, 270, 45, 135, 315, 225, 22, 158, 338, 202]):
            ray = np.array([np.cos(turn), np.sin(turn)])
            middle = spot + ray * (radius + far) + np.sign(np.round(ray, 6)) * np.abs(ray) ** 0.5 * half
            yield far, np.concatenate([middle - half, middle + half])


def _over(box: Numbers, other: Numbers) -> bool:
    return bool((box[:2] < other[2:]).all() and (other[:2] < box[2:]).all())


def _covers(box: Numbers, spots: Numbers, reach: Numbers, far: float) -> bool:
    """Whether a box lies over a circle; from afar, where there is little room, over its middle half."""
    away = np.linalg.norm(spots - np.clip(spots, box[:2], box[2:]), axis=1)
    return bool((away < reach * (1.0 if far < 6 else 0.5)).any())
