"""The ground of a map: projection, country, river and neighbours, circles, and names that touch nothing."""

from __future__ import annotations

import functools
import json
from collections.abc import Collection, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Proj

from analysis.measure.areas import cercles, seats
from analysis.present import labels
from analysis.present.figures.drawing import Sheet, sentence
from analysis.present.figures.style import INK, MM, PLAIN, QUIET, VEIL, mark, size, stroke
from analysis.present.labels import either, number
from analysis.record.store import home

Numbers = NDArray[Any]
_PROJECTED = Proj("+proj=laea +lat_0=17.5 +lon_0=-4 +ellps=WGS84 +units=km")  # Lambert's azimuthal equal-area
LAND, ABROAD, WATER, BORDER = "#EFEBE1", "#F9F8F5", "#9CC3DA", "#A9A399"
LARGEST_MM, POINT = 8.0, 72 / 25.4  # diameter of the largest circle; points per mm
FEWEST = 8  # the least that the largest circle stands for
NORTH = 17.9  # latitude up to which a map reaches where nothing lies further north
CAPITALS = ("Bamako", "Kayes", "Koulikoro", "Sikasso", "Ségou", "Mopti", "Tombouctou", "Gao", "Kidal",
            "Ménaka")  # fmt: skip
NEIGHBOURS = {"Mauritania": (16.3, -7.5), "Algeria": (21.6, 2.6), "Niger": (14.6, 2.7), "Guinea": (11, -10.3),
              "Burkina Faso": (12.6, -1.6), "Côte d'Ivoire": (9.85, -6.5),
              "Senegal": (13.7, -12.4)}  # fmt: skip


def project(points: ArrayLike) -> Numbers:
    """Return x and y in km, on Lambert's azimuthal equal-area projection, of latitude and longitude.

    Examples
    --------
    >>> print(project([[17.5, -4.0]]).round(6) + 0.0)
    [[0. 0.]]
    """
    lat, lon = np.asarray(points, dtype=float).T
    return np.column_stack(_PROJECTED(lon, lat))


def points() -> dict[str, Numbers]:
    """Return where the seats of the cercles lie, in km, by the name of the cercle."""
    return dict(zip(cercles(), project(seats()), strict=True))


@functools.cache
def shapes() -> dict[str, list[tuple[dict[str, str], Numbers]]]:
    """Return the outlines of Mali and its neighbours and the Niger, by kind: properties, and points in km."""
    found: dict[str, list[tuple[dict[str, str], Numbers]]] = {}
    path = home() / "data" / "places" / "outline.geojson"
    for item in json.loads(path.read_text(encoding="utf-8"))["features"]:
        line = np.squeeze(np.array(item["geometry"]["coordinates"]))
        found.setdefault(item["properties"]["kind"], []).append((item["properties"], project(line[:, ::-1])))
    return found


class Board:
    """The ground of a map, and what was put on it: nothing that is written touches anything else.

    Places are in km. Boxes and spots are in mm of a figure in print, which grow with its type.

    Parameters
    ----------
    sheet : Sheet
    spots : array of shape (places, 2)
        What the map must show: it is cropped in the north where nothing lies there.
    values : sequence of float
        What circles are sized by.
    """

    def __init__(self, sheet: Sheet, spots: Numbers, values: Sequence[float]) -> None:
        self.sheet, self.values, self.scale = sheet, np.asarray(values, dtype=float), size() / 7
        self.most = max(self.values.max(), FEWEST)
        ((_, outline),) = shapes()["outline"]
        (left, bottom), (right, full) = outline.min(axis=0) - (40, 65), outline.max(axis=0) + 30
        top = min(full, max(project([(NORTH, -4.0)])[0, 1], spots[:, 1].max() + 90))
        self.axis = self._open(left, right, bottom, top)
        self.mm = self.axis.figure.dpi * MM * self.scale
        self.frame = np.array(self.axis.get_window_extent().extents) / self.mm
        self.taken: list[Numbers] = []  # boxes
        self.spots = np.zeros((0, 3))  # circles: middles and radii
        for kind, colour in (("neighbour", ABROAD), ("outline", LAND)):
            for _, line in shapes()[kind]:
                self.axis.fill(*line.T, facecolor=colour, edgecolor=BORDER, linewidth=stroke(0.5), zorder=0)
        for _, line in shapes()["river"]:
            self.axis.plot(*line.T, color=WATER, linewidth=stroke(1), zorder=1.2, solid_capstyle="round")
        self._scale_bar()
        if top < full - 150:
            self._inset(outline, [left, right, right, left, left], [bottom, bottom, top, top, bottom])

    def _open(self, left: float, right: float, bottom: float, top: float) -> Any:
        """Open axes with a frame that are fixed at once, so that names can be placed by what is where."""
        (axis,) = self.sheet.open(1, 90)
        axis.set(xlim=(left, right), ylim=(bottom, top), aspect="equal", xticks=[], yticks=[])
        axis.set_facecolor(ABROAD)
        axis.spines[:].set(visible=True, color=BORDER)
        axis.apply_aspect()
        if not self.sheet.given:
            preset, figure, ratio = self.sheet.preset, self.sheet.figure, (top - bottom) / (right - left)
            room = preset.height_mm - (19 if preset.titled else 11) * self.scale
            wide = min(preset.width_mm - 2, room / ratio)
            self.sheet.fixed, high = (wide, wide * ratio), wide * ratio + 2
            figure.set_figheight(high * MM)
            figure.set_layout_engine("none")
            axis.set_position((1 / preset.width_mm, 1 / high, wide / preset.width_mm, wide * ratio / high))
        return axis

    def _km(self, spots: ArrayLike) -> Numbers:
        return np.asarray(self.axis.transData.inverted().transform(np.asarray(spots) * self.mm))

    def _mm(self, places: ArrayLike) -> Numbers:
        return np.asarray(self.axis.transData.transform(np.reshape(places, (-1, 2))) / self.mm)

    def _write(self, spot: ArrayLike, text: str, **look: Any) -> Any:
        """Write at a spot and keep everything else off it."""
        look = {"va": "top", "fontsize": "small", "zorder": 6, "linespacing": 1.05, **look}
        shown = self.axis.text(*self._km(spot), text, bbox=VEIL, **look)
        self.taken.append(np.array(shown.get_window_extent().extents) / self.mm)
        return shown

    def _scale_bar(self) -> None:
        bar = self._km(self.frame[:2] + 2.5) + np.array([[0, 0], [300, 0]])
        self.axis.plot(*bar.T, color=INK, linewidth=stroke(0.8), marker="|", zorder=5)
        ends = self._mm(bar)
        self._write(ends.mean(axis=0) + np.array([0, 0.7]), "300 km", ha="center", va="bottom")
        self.taken.append(np.concatenate([ends[0] - 1, ends[1] + 1]))

    def _inset(self, outline: Numbers, x: Sequence[float], y: Sequence[float]) -> None:
        """Draw the whole country small, with the frame of what is shown, in the south-east: it is abroad."""
        share = 0.19
        high = share * np.ptp(outline[:, 1]) / np.ptp(outline[:, 0]) * np.ptp(x) / np.ptp(y)
        inset = self.axis.inset_axes((1 - share - 0.015, 0.02, share, high), facecolor=ABROAD)
        inset.fill(*outline.T, facecolor=LAND, edgecolor=BORDER, linewidth=stroke(0.5))
        inset.plot(x, y, color=INK, linewidth=stroke(0.5))
        inset.set(aspect="equal", xticks=[], yticks=[])
        inset.spines[:].set_visible(False)
        low, size = self.frame[:2], self.frame[2:] - self.frame[:2]
        self.taken.append(np.concatenate([low + size * (1 - share - 0.02, 0), low + size * (1, high + 0.03)]))

    def dots(self, places: Numbers, colour: str, share: float = 0.35, **look: Any) -> Numbers:
        """Draw points, keep names off them, and return their middles and radii."""
        self.axis.scatter(*places.T, s=mark(share) ** 2, color=colour, linewidth=0, zorder=2, **look)
        return self._keep_off(places, 0.5)

    def _keep_off(self, places: Numbers, radius: ArrayLike) -> Numbers:
        """Keep names off circles, and return their middles and radii."""
        found = np.insert(self._mm(places), 2, radius, axis=1)
        self.spots = np.vstack([self.spots, found])
        return found

    def circles(self, places: Numbers, names: Sequence[str], named: Collection[str]) -> None:
        """Draw circles with areas in proportion to values and name the first of them, and what lies around.

        Parameters
        ----------
        places : array of shape (circles, 2)
        names : sequence of str
            Of the first circles.
        named : collection of str
            Places that need no name any more.
        """
        size = radii(self.values, self.most)
        for place in np.argsort(-size, kind="stable"):  # the largest first, so that none is hidden
            self._disc(places[place], size[place], 3)
        self.name(self._keep_off(places, np.maximum(size, 0.5)), names)
        spots, top = points(), self.axis.get_ylim()[1]
        shown = [name for name in CAPITALS if name not in named and spots[name][1] < top]
        towns = np.reshape([spots[name] for name in shown], (-1, 2))
        middles, known = self.dots(towns, QUIET, 0.55, marker="s"), labels.labels("terms")
        self.name(middles, [known.get(name, name) for name in shown], color=QUIET)
        for item, _ in shapes()["neighbour"]:
            (spot,), look = self._mm(project([NEIGHBOURS[item["name"]]])), {"ha": "center", "va": "center"}
            text = self._write(spot, either(item["name"], item["name_fr"]), color=QUIET, **look)
            if not self._free(self.taken.pop()):
                text.remove()

    def _disc(self, place: Numbers, radius: float, order: int) -> None:
        look = {"edgecolor": "white", "linewidth": stroke(0.5), "alpha": 0.75, "zorder": order}
        self.axis.scatter(*place, s=(2 * radius * POINT * self.scale) ** 2, facecolor=PLAIN, **look)

    def legend(self, heading: str) -> None:
        """Draw a legend of circles, one in the other, at their real sizes, in the north-west: abroad."""
        x, y = self.frame[0] + 2.0, self.frame[3] - 1.5
        self._write((x, y), self.sheet.wrapped(sentence(heading), 0.3))
        y, steps = self.taken[-1][1] - 2.0, nice(self.values.max())
        sizes = np.maximum(radii(steps, self.most), 0.6)
        low, under = y - 2 * sizes[0], y + 2.6
        for value, radius in zip(steps, sizes, strict=True):
            middle = np.array([x + sizes[0], low + radius])
            self._disc(self._km(middle), radius, 5)
            under = min(low + 2 * radius, under - 2.6)
            line = self._km([middle + np.array([0, radius]), (x + 2 * sizes[0] + 1.2, under)])
            self.axis.plot(*line.T, color=QUIET, linewidth=stroke(0.4), zorder=5)
            self._write((x + 2 * sizes[0] + 1.6, under), number(value), va="center")
        self.taken.append(np.array([x, low, x + 2 * sizes[0], y]))

    def name(self, spots: Numbers, texts: Sequence[str], **look: Any) -> list[int]:
        """Write a name beside each spot where it touches nothing, and return those that found no room.

        Each name, in the order given, takes the first free box of those round its circle, near before far;
        from afar a line leads to it. No random number: the same input gives the same map.
        """
        lost = []
        for place, text in enumerate(texts):
            look = {"ha": "center", "va": "center", "fontsize": "small", "zorder": 6, **look}
            look |= {"linespacing": 1.0, "bbox": VEIL}
            shown = self.axis.text(0, 0, self.sheet.wrapped(text, 0.27), **look)
            half = np.array(shown.get_window_extent().size) / self.mm / 2 + 0.25
            free = (offer for offer in _offers(spots[place], half) if self._free(offer[1]))
            far, box = next(free, (0.0, None))
            if box is None:
                shown.remove()
                lost.append(place)
                continue
            self.taken.append(box)
            spot = spots[place, :2]
            x, y = self._km([spot, np.clip(spot, box[:2], box[2:]), (box[:2] + box[2:]) / 2]).T
            shown.set_position((x[2], y[2]))
            if far > 0.5:
                self.axis.plot(x[:2], y[:2], color=QUIET, linewidth=stroke(0.4), zorder=5)
        return lost

    def _free(self, box: Numbers) -> bool:
        """Whether a box is on the map and over nothing that is written, and over no circle."""
        inside = (box[:2] >= self.frame[:2]).all() and (box[2:] <= self.frame[2:]).all()
        over = any((box[:2] < other[2:]).all() and (other[:2] < box[2:]).all() for other in self.taken)
        away = np.linalg.norm(self.spots[:, :2] - np.clip(self.spots[:, :2], box[:2], box[2:]), axis=1)
        return bool(inside and not over and (away >= self.spots[:, 2]).all())


def radii(values: ArrayLike, top: float) -> Numbers:
    """Return the radii of circles in millimetres: the root of each value's share of the greatest, times 4."""
    return np.asarray(LARGEST_MM / 2 * np.sqrt(np.asarray(values, dtype=float) / max(top, 1e-9)))


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


def _offers(spot: Numbers, half: Numbers) -> Iterator[tuple[float, Numbers]]:
    """Give boxes round a circle: to the right, left, above and below, then between, and ever farther."""
    for far in (0.3, 1.0, 2.0, 3.5, 5.0, 7.0, 9.0, 12.0, 16.0):
        for turn in np.radians([0, 180, 90, 270, 45, 135, 315, 225, 22, 158, 338, 202]):
            ray = np.array([np.cos(turn), np.sin(turn)])
            middle = spot[:2] + ray * (spot[2] + far) + np.sign(np.round(ray, 6)) * np.abs(ray) ** 0.5 * half
            yield far, np.concatenate([middle - half, middle + half])
