"""What every map is drawn with: projection, country and river, circles with a legend, labels, scale."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.measure.estimate import Estimate
from analysis.present import style
from analysis.present.figures import open_axes
from analysis.present.words import number, say, written
from analysis.record.store import home

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PROJECTION = "+proj=laea +lat_0=17.5 +lon_0=-4 +ellps=WGS84 +units=km"  # Lambert's azimuthal equal-area
LAND, WATER, BORDER = "#F4F1EA", "#9CC3DA", "#A9A399"
LARGEST_MM = 8.0  # diameter of the largest circle
BAMAKO = (12.64292, -8.00209)
LINE_MM = 2.05  # height of a line under a map
LETTERS = 1.0  # of such a line, per millimetre of width
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
    width = figure.get_figwidth()
    said = textwrap.wrap(" ".join((*sentences, say("map-foot"))), int(width / style.MM * LETTERS))
    under = (1.5 + LINE_MM * len(said)) * style.MM
    tall = width * (top - bottom) / (right - left) + under
    figure.set_size_inches(width, tall)
    figure.set_layout_engine("none")
    axis.set_position((0, under / tall, 1, 1 - under / tall))
    axis.set(xlim=(left, right), ylim=(bottom, top))
    axis.set_axis_off()
    axis.fill(*outline.T, facecolor=LAND, edgecolor=BORDER, linewidth=0.6, zorder=0)
    axis.plot(*river.T, color=WATER, linewidth=1.2, zorder=1.2, solid_capstyle="round")
    axis.plot(*project([BAMAKO])[0], marker="s", markersize=2, color=style.QUIET, zorder=2)
    axis.plot(
        [right - 340, right - 40], [bottom + 60] * 2, color=style.INK, linewidth=0.8, marker="|", markersize=4
    )
    axis.text(right - 190, bottom + 78, say("map-scale"), ha="center", va="bottom", fontsize=5.5)
    figure.text(style.MM / width, 0.7 * style.MM / tall, "\n".join(said), fontsize=5, color=style.QUIET,
                va="bottom", linespacing=1.15)  # fmt: skip
    return figure, axis


def _outline() -> Any:
    path = home() / "data" / "places" / "outline.geojson"
    return json.loads(path.read_text(encoding="utf-8"))["features"]


def sizes(values: ArrayLike, top: float) -> Numbers:
    """Return marker sizes, in square points, whose circles have areas in proportion to values."""
    return np.asarray(values, dtype=float) / top * (LARGEST_MM * POINT) ** 2


def circles(
    axis: Axes,
    places: Numbers,
    values: ArrayLike,
    top: float,
    colours: Sequence[str] = (style.COLOURS["place"],),
) -> None:
    """Draw circles with areas in proportion to values, the largest first, so that none is hidden."""
    order = np.argsort(-np.asarray(values, dtype=float), kind="stable")
    filled = np.broadcast_to(np.array(colours), order.shape)[order]
    axis.scatter(*np.asarray(places)[order].T, s=sizes(np.asarray(values)[order], top), facecolor=filled,
                 edgecolor="white", linewidth=0.5, alpha=0.75, zorder=3, clip_on=False)  # fmt: skip


def legend(axis: Axes, top: float, heading: str, more: Sequence[str] = ()) -> None:
    """Draw a legend of circles at their real sizes in the empty north-west, and lines of text below."""
    from decimal import Decimal

    values = nice(top)
    (left, right), (_, high) = axis.get_xlim(), axis.get_ylim()
    per_mm = (right - left) / (axis.get_position().width * axis.figure.get_figwidth() / style.MM)
    x, y = left + 5.5 * per_mm, high - 3 * per_mm
    axis.text(left + 1.5 * per_mm, y, heading, fontsize=6, va="center", linespacing=1.1)
    y -= (2.5 + 2.2 * heading.count("\n")) * per_mm
    for value in values:
        radius = LARGEST_MM / 2 * np.sqrt(value / top)
        y -= max(radius, 1.2) * per_mm
        circles(axis, np.array([[x, y]]), [value], top)
        axis.text(x + 5 * per_mm, y, number(Decimal(f"{value:g}")), fontsize=6, va="center")
        y -= (max(radius, 1.2) + 0.6) * per_mm
    for line in more:
        axis.text(left + 1.5 * per_mm, y - 1.5 * per_mm, line, fontsize=6, va="top", linespacing=1.1)
        y -= 3 * per_mm * (1 + line.count("\n"))


def nice(top: float) -> list[float]:
    """Return two or three round values up to `top` for a legend, the largest first.

    Examples
    --------
    >>> nice(158), nice(3)
    ([100, 50, 10], [3, 1])
    """
    power = 10 ** np.floor(np.log10(max(top, 1)))
    first = max((step * power for step in (1, 2, 3, 5) if step * power <= max(top, 1)))
    found = [first, first / 2, first / 10] if first >= 10 else [first, 1.0]
    return list(dict.fromkeys(int(value) for value in found))


def group(axis: Axes, places: Numbers, colour: str = style.COLOURS["place"], zorder: float = 1.5) -> Numbers:
    """Draw places as one group, by a hull round them, and return its middle."""
    from shapely import MultiPoint

    hull = MultiPoint(places).convex_hull.buffer(26)
    x, y = np.asarray(hull.exterior.xy)
    axis.fill(x, y, facecolor=colour, edgecolor="none", alpha=0.22, zorder=1)
    axis.plot(x, y, color=colour, linewidth=0.7 if zorder < 3 else 1.2, zorder=zorder)
    axis.scatter(*places.T, s=2, color=style.INK, zorder=2, linewidth=0)
    return np.asarray(places).mean(axis=0)


def labels(
    axis: Axes, places: Numbers, texts: Sequence[str], radii: ArrayLike, keep_off: ArrayLike = ()
) -> list[int]:
    """Write a label beside each circle where it hides no other, and return those that found no room.

    Each label, in the order given, takes the first free spot of those round its circle, near before
    far; from afar a line leads to it. No random number: the same input gives the same map.

    Parameters
    ----------
    places : array of shape (labels, 2)
        In km.
        Of all circles; those beyond the labels have none.
    radii : array
        Of all circles, in millimetres.
    keep_off : array of shape (points, 2)
        Other points, in km, that no label may cover.
    """
    from matplotlib.patheffects import withStroke

    mm = axis.figure.dpi * style.MM
    others = np.vstack([project([BAMAKO]), np.reshape(np.asarray(keep_off, dtype=float), (-1, 2))])
    spots = axis.transData.transform(np.vstack([places, others])) / mm
    reach = np.concatenate([np.asarray(radii, dtype=float), np.full(len(others), 1.2)])
    frame = axis.get_window_extent().extents / mm
    taken: list[Numbers] = []
    lost = []
    for line, text in enumerate(texts):
        shown = axis.text(0, 0, text, fontsize=6, ha="center", va="center", zorder=6, linespacing=1.0)
        shown.set_path_effects([withStroke(linewidth=1.2, foreground="white", alpha=0.8)])
        extent = shown.get_window_extent()
        half = np.array([extent.width, extent.height]) / mm / 2 + 0.25
        for far, box in _offers(spots[line], reach[line], half):
            middle = (box[:2] + box[2:]) / 2
            inside = (box[:2] >= frame[:2]).all() and (box[2:] <= frame[2:]).all()
            if (
                inside
                and not any(_over(box, other) for other in taken)
                and not _covers(box, spots, reach, far)
            ):
                break
        else:
            shown.remove()
            lost.append(line)
            continue
        taken.append(box)
        shown.set_position(axis.transData.inverted().transform(middle * mm))
        if far > 0.5:
            near = np.clip(spots[line], box[:2], box[2:])
            ends = axis.transData.inverted().transform(np.array([spots[line], near]) * mm)
            axis.plot(*ends.T, color=style.QUIET, linewidth=0.4, zorder=5)
    return lost


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


def named(name: str, item: Estimate) -> str:
    """Write a place with its number."""
    return f"{name} {written(item)}"
