"""Maps: the areas that notes publish, and lethal incidents by cercle, as circles sized by count."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.measure.areas import AreaList, area_lists
from analysis.measure.coverage import scope
from analysis.measure.estimate import Estimate, exact
from analysis.measure.events import LETHAL, figures_from
from analysis.measure.placed import cercles, seats
from analysis.present import labels
from analysis.present.figures import style
from analysis.present.figures.drawing import Drawing, Sheet, heights, sentence
from analysis.present.figures.published import by_whom
from analysis.present.labels import either, joined, number, span
from analysis.record.ledger import facts
from analysis.record.store import home

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Numbers = NDArray[Any]
PROJECTION = "+proj=laea +lat_0=17.5 +lon_0=-4 +ellps=WGS84 +units=km"  # Lambert's azimuthal equal-area
LAND, ABROAD, WATER, BORDER = "#EFEBE1", "#F9F8F5", "#9CC3DA", "#A9A399"
LARGEST_MM = 8.0  # diameter of the largest circle
LABELLED = 14  # cercles with the most incidents that are named
NORTH = 17.9  # latitude up to which a map reaches where nothing lies further north
CAPITALS = {"Bamako": (12.64, -8.0), "Kayes": (14.45, -11.44), "Koulikoro": (12.86, -7.56), "Sikasso": (11.32, -5.67),
            "Ségou": (13.43, -6.26), "Mopti": (14.49, -4.19), "Tombouctou": (16.77, -3.01), "Gao": (16.27, -0.05),
            "Kidal": (18.44, 1.41), "Ménaka": (15.92, 2.4), "Taoudénit": (22.68, -3.98)}  # fmt: skip
NEIGHBOURS = {"Mauritania": (16.3, -7.5), "Algeria": (21.6, 2.6), "Niger": (14.6, 2.7), "Burkina Faso": (12.6, -1.6),
              "Côte d'Ivoire": (9.85, -6.5), "Guinea": (11.0, -10.3), "Senegal": (13.7, -12.4)}  # fmt: skip


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


@functools.cache
def shapes() -> dict[str, list[tuple[dict[str, str], Numbers]]]:
    """Return the outlines of Mali and its neighbours and the Niger, by kind: properties, and points in km."""
    found: dict[str, list[tuple[dict[str, str], Numbers]]] = {}
    path = home() / "data" / "places" / "outline.geojson"
    for item in json.loads(path.read_text(encoding="utf-8"))["features"]:
        line = np.squeeze(np.array(item["geometry"]["coordinates"]))
        found.setdefault(item["properties"]["kind"], []).append((item["properties"], project(line[:, ::-1])))
    return found


def first_areas(sheet: Sheet) -> Drawing | None:
    """Draw the areas of the note's first list, or else the event data of the quarter."""
    lists = published_lists(sheet)
    return areas(sheet, lists[0]) if lists else map_events(sheet)


def second_areas(sheet: Sheet) -> Drawing | None:
    """Draw the note's second list of places, where it counts something else than the first."""
    lists = published_lists(sheet)
    return areas(sheet, lists[1]) if len(lists) > 1 else None


def published_lists(sheet: Sheet) -> tuple[AreaList, ...]:
    """Return the lists of areas of a quarter, without one that repeats the areas of another."""
    kept: dict[tuple[str, ...], AreaList] = {}
    for item in area_lists(facts(), scope(facts(), sheet.quarter)):
        kept.setdefault((item.subject, *(area.figure.group for area in item.areas)), item)
    return tuple(kept.values())


def areas(sheet: Sheet, found: AreaList) -> Drawing:
    """Draw published areas on their own base: circles sized by the figure, groups within a hull."""
    left, whole = found.breakdown.left, found.breakdown.whole
    figures = [item.figure for item in found.areas]
    first, noun, period = figures[0], labels.label(f"subject-{found.subject}"), span(figures[0].period)
    points = dict(zip(cercles(), project(seats()), strict=True))
    held = [np.array([points[name] for name in item.cercles]) for item in found.areas]
    middles, values = np.array([hull.mean(axis=0) for hull in held]), heights(figures)
    board = Board(sheet, np.vstack(held), values)
    board.keep_off(np.vstack(held), np.zeros(len(np.vstack(held))))
    for hull, item in zip(held, found.areas, strict=True):
        _hull(board.axis, hull, style.PLAIN if item.region else style.INK)
    heading = either("Share (%)", "Part (%)") if first.unit == "percent" else noun
    board.legend(heading, [f"{either('Not listed', 'Hors liste')} {item!s}" for item in left])
    board.circles(middles, [style.PLAIN] * len(values))
    names = [labels.term_label(item.group) for item in figures]
    board.name(middles, [f"{name} {item!s}" for name, item in zip(names, figures, strict=True)], values)
    board.name_places({item.group for item in figures})
    of = noun if first.unit == "percent" or not whole.stated else f"{whole!s} {noun}"
    title = either(f"{names[0]}: {first!s} of {of} in Mali, {period}", f"{names[0]} : {first!s} ({of}) au Mali, {period}")
    told = joined(f"{name} {item!s}" for name, item in zip(names, figures, strict=True))
    caption = either(
        f"{noun} in Mali, {period}, by area, {by_whom(sheet)}. Circles have areas in proportion to the figures, on the base"
        " of this list alone: lists of other quarters count other areas or units.",
        f"{noun} au Mali, {period}, par zone, {by_whom(sheet)}. Les cercles ont une surface proportionnelle aux chiffres,"
        " sur la base de cette seule liste : celles d’autres trimestres comptent d’autres zones ou unités.",
    )
    alt = either(f"Map of Mali with circles for {noun} by area, {period}: {told}.",
                 f"Carte du Mali avec des cercles pour les {noun}, par zone, {period} : {told}.")  # fmt: skip
    groups = any(not item.region for item in found.areas)
    how = either("An area drawn round its cercles, with a circle in its middle.",
                 "Une zone entoure ses cercles administratifs, avec un disque en son milieu.")  # fmt: skip
    if not groups:
        how = either("Regions as the reform of 2023 has them.", "Régions telles que la réforme de 2023 les définit.")
        if found.layout == "region":
            how = either("Regions as before 2023.", "Régions d’avant 2023.")
    return sheet.drawn(title, caption, alt, (*figures, *left), f"{how} {_foot()}")


def _foot() -> str:
    return either("Lambert azimuthal equal-area projection. The boundaries, names and designations shown imply no official"
                  " endorsement. Outline: Natural Earth.",
                  "Projection azimutale équivalente de Lambert. Les frontières, noms et désignations n’impliquent aucune"
                  " reconnaissance officielle. Contour : Natural Earth.")  # fmt: skip


def _hull(axis: Axes, places: Numbers, colour: str) -> None:
    """Draw places as one group, by a hull round them that stays inside Mali."""
    from shapely import MultiPoint, Polygon

    ((_, outline),) = shapes()["outline"]
    inside = MultiPoint(places).convex_hull.buffer(26).intersection(Polygon(outline))
    for part in getattr(inside, "geoms", [inside]):
        x, y = np.asarray(part.exterior.xy)
        axis.fill(x, y, facecolor=colour, edgecolor="none", alpha=0.22, zorder=1)
        axis.plot(x, y, color=colour, linewidth=style.stroke(0.7), zorder=1.5)
    axis.scatter(*places.T, s=style.marker_size(0.35) ** 2, color=style.INK, linewidth=0, zorder=2)


def map_events(sheet: Sheet) -> Drawing | None:
    """Draw lethal incidents as circles at the seats of their cercles, where event data have them."""
    data = getattr(sheet.what, "found", None) or figures_from(sheet.quarter)
    lethal = [item for item in (data.of(LETHAL) if data else ()) if item.place != "Mali" and item.value]
    if data is None or not lethal:
        return None
    items = sorted(lethal, key=lambda item: (-item.number(), item.place))
    points = dict(zip(cercles(), project(seats()), strict=True))
    spots, values = np.array([points[item.place] for item in items]), heights(items)
    board = Board(sheet, spots, values)
    board.axis.scatter(*project(seats()).T, s=style.marker_size(0.3) ** 2, color=style.QUIET, linewidth=0, zorder=2)
    board.keep_off(project(seats()), [0.0] * len(seats()))
    board.legend(either("Lethal incidents", "Incidents meurtriers"), _lost(data.figure(LETHAL, "no_cercle")))
    board.circles(spots, [style.PLAIN] * len(values))
    board.name(spots, [f"{item.place} {item!s}" for item in items[:LABELLED]], values)
    board.name_places({item.place for item in items[:LABELLED]})
    period, rule = span(items[0].period), labels.rule_text(items[0].inclusion)
    whole, most = number(exact(sum(item.number() for item in items))), number(exact(len(items)))
    title = either(f"{whole} lethal incidents in {most} cercles of Mali, {period}",
                   f"{whole} incidents meurtriers dans {most} cercles du Mali, {period}")  # fmt: skip
    caption = either(
        f"Lethal incidents in Mali, {period}, by cercle ({rule}). Circles have areas in proportion to the number; the"
        " cercles with the most are named. An incident known only to its region is in no cercle.",
        f"Incidents meurtriers au Mali, {period}, par cercle administratif ({rule}). Les disques ont une surface"
        " proportionnelle au nombre ; les cercles les plus touchés sont nommés. Un incident connu seulement par sa région"
        " n’est dans aucun.",
    )
    told = joined(f"{item.place} {item!s}" for item in items[:LABELLED])
    alt = either(f"Map of Mali with circles for lethal incidents by cercle, {period}: {told}.",
                 f"Carte du Mali avec des disques pour les incidents meurtriers par cercle, {period} : {told}.")  # fmt: skip
    where = either("A circle stands at the seat of its cercle, not where an incident happened.",
                   "Un disque est au chef-lieu de son cercle, non là où un incident a eu lieu.")  # fmt: skip
    return sheet.drawn(title, caption, alt, items, f"{where} {_foot()}")


def _lost(item: Estimate) -> list[str]:
    told = either(f"Not shown: {item} known only\nto a region or to Mali",
                  f"Non montrés : {item} connus par\nrégion ou au Mali seulement")  # fmt: skip
    return [told] * bool(item.value)


class Board:
    """The ground of a map, and what was put on it: nothing that is written touches anything else.

    All places are in km; sizes are in mm of a figure in print, and grow with its type.

    Parameters
    ----------
    sheet : Sheet
    spots : array of shape (places, 2)
        What the map must show: it is cropped in the north where nothing lies there.
    values : sequence of float
        What circles are sized by.
    """

    def __init__(self, sheet: Sheet, spots: Numbers, values: Sequence[float]) -> None:
        import matplotlib as mpl

        self.sheet, self.values, self.top = sheet, values, max(values)
        ((_, outline),) = shapes()["outline"]
        (left, bottom), (right, full) = outline.min(axis=0) - (40, 65), outline.max(axis=0) + 30
        top = min(full, max(project([(NORTH, -4.0)])[0, 1], spots[:, 1].max() + 90))
        self.scale = float(mpl.rcParams["font.size"]) / 7
        self.axis = self._open((left, right, bottom, top))
        self.mm = self.axis.figure.dpi * style.MM * self.scale
        self.taken: list[Numbers] = []  # boxes in mm
        self.spots = (np.zeros((0, 2)), np.zeros(0))  # circles in mm: middles and radii
        for kind, colour, order in (("neighbour", ABROAD, 0.0), ("outline", LAND, 0.2)):
            for _, line in shapes()[kind]:
                self.axis.fill(*line.T, facecolor=colour, edgecolor=BORDER, linewidth=style.stroke(0.5), zorder=order)
        for _, line in shapes()["river"]:
            self.axis.plot(*line.T, color=WATER, linewidth=style.stroke(1.0), zorder=1.2, solid_capstyle="round")
        self._scale_bar()
        if top < full - 150:
            self._inset(outline, (left, right, bottom, top))

    def _open(self, box: tuple[float, float, float, float]) -> Axes:
        """Open axes with a frame that are fixed at once, so that labels can be placed by what is where."""
        left, right, bottom, top = box
        (axis,) = self.sheet.open(1, 90)
        axis.set(xlim=(left, right), ylim=(bottom, top), aspect="equal", xticks=[], yticks=[])
        axis.spines[:].set(visible=True, color=BORDER)
        axis.set_facecolor(ABROAD)
        if not self.sheet.given:
            preset, ratio = self.sheet.preset, (top - bottom) / (right - left)
            room = preset.height_mm - (19 if preset.titled else 11) * self.scale
            wide = min(preset.width_mm - 2, room / ratio)
            self.sheet.fixed = (wide, wide * ratio)
            figure = self.sheet.figure
            figure.set_figheight((wide * ratio + 2) * style.MM)
            figure.set_layout_engine("none")
            high = figure.get_figheight() / style.MM
            axis.set_position((1 / preset.width_mm, 1 / high, wide / preset.width_mm, wide * ratio / high))
        return axis

    def _shown(self, places: ArrayLike) -> Numbers:
        """Return places in mm of the figure."""
        return np.asarray(self.axis.transData.transform(np.reshape(places, (-1, 2)))) / self.mm

    def _frame(self) -> Numbers:
        return np.array(self.axis.get_window_extent().extents) / self.mm

    def _write(self, x: float, y: float, text: str, **look: Any) -> Any:
        """Write at a place in mm and keep everything else off it."""
        at = self.axis.transData.inverted().transform(np.array([x, y]) * self.mm)
        look = {"ha": "left", "va": "top", "fontsize": "small", "zorder": 6, "linespacing": 1.05, **look}
        shown = self.axis.text(*at, text, **look)
        self.taken.append(np.array(shown.get_window_extent().extents) / self.mm)
        return shown

    def _km(self, mm: float) -> float:
        return float(mm * self.mm / np.diff(self.axis.transData.transform([(0, 0), (1, 0)])[:, 0])[0])

    def _scale_bar(self) -> None:
        (left, _), (bottom, _) = self.axis.get_xlim(), self.axis.get_ylim()
        x, y = left + self._km(2.5), bottom + self._km(2.5)
        self.axis.plot([x, x + 300], [y, y], color=style.INK, linewidth=style.stroke(0.8), marker="|", zorder=5)
        low = self._shown([(x, y), (x + 300, y)])
        self._write(low[:, 0].mean(), low[0, 1] + 0.7, "300 km", ha="center", va="bottom")
        self.taken.append(np.array([*low[0] - 1, *low[1] + 1]))

    def _inset(self, outline: Numbers, box: tuple[float, float, float, float]) -> None:
        """Draw the whole country small, with the frame of what is shown, in the south-east, which is abroad."""
        left, right, bottom, top = box
        share = 0.19
        high = share * np.ptp(outline[:, 1]) / np.ptp(outline[:, 0]) * (right - left) / (top - bottom)
        inset = self.axis.inset_axes((1 - share - 0.015, 0.02, share, high))
        inset.fill(*outline.T, facecolor=LAND, edgecolor=BORDER, linewidth=style.stroke(0.5))
        inset.plot([left, right, right, left, left], [bottom, bottom, top, top, bottom], color=style.INK,
                   linewidth=style.stroke(0.5))  # fmt: skip
        inset.set(aspect="equal", xticks=[], yticks=[], facecolor=ABROAD)
        inset.spines[:].set_visible(False)
        frame = self._frame()
        size = frame[2:] - frame[:2]
        self.taken.append(np.concatenate([frame[2:] - size * (share + 0.02, 1), frame[:2] + size * (1, high + 0.03)]))

    def circles(self, places: Numbers, colours: Sequence[str]) -> None:
        """Draw circles with areas in proportion to values, the largest first, so that none is hidden."""
        order = np.argsort(-np.asarray(self.values), kind="stable")
        size = (2 * radii(self.values, self.top) * 72 / 25.4 * self.scale) ** 2
        self.axis.scatter(*places[order].T, s=size[order], facecolor=np.array(colours)[order], edgecolor="white",
                          linewidth=style.stroke(0.5), alpha=0.75, zorder=3)  # fmt: skip

    def legend(self, heading: str, more: Sequence[str] = ()) -> None:
        """Draw a legend of circles, one in the other, at their real sizes in the north-west, which is abroad."""
        frame = self._frame()
        x, y = frame[0] + 2.0, frame[3] - 1.5
        self._write(x, y, self.sheet.wrapped(sentence(heading), 0.3, 0.83))
        y = self.taken[-1][1] - 2.0
        steps = nice(self.top)
        largest = float(radii([steps[0]], self.top)[0])
        for value in steps:
            radius = max(float(radii([value], self.top)[0]), 0.6)
            middle = np.array([x + largest, y - 2 * largest + radius])
            at = self.axis.transData.inverted().transform(middle * self.mm)
            self.axis.scatter(*at, s=(2 * radius * 72 / 25.4 * self.scale) ** 2, facecolor=style.PLAIN, edgecolor="white",
                              linewidth=style.stroke(0.5), alpha=0.75, zorder=5)  # fmt: skip
            self._write(x + 2 * largest + 1.5, middle[1] + radius, number(exact(value)), va="center")
        self.taken.append(np.array([x, y - 2 * largest, x + 2 * largest, y]))
        for line in more:
            self._write(x, y - 2 * largest - 1.5, line)

    def name(self, places: Numbers, texts: Sequence[str], reach: Sequence[float], **look: Any) -> list[int]:
        """Write a name beside each place where it touches nothing, and return those that found no room.

        Each name, in the order given, takes the first free spot of those round its circle, near before
        far; from afar a line leads to it. No random number: the same input gives the same map.

        Parameters
        ----------
        places : array of shape (places, 2)
        texts : sequence of str
            Of the first places; the others have none.
        reach : sequence of float
            Values of the circles there; 0 for a point.
        """
        spots, radius, frame = *self.keep_off(places, reach), self._frame()
        lost = []
        for line, text in enumerate(texts):
            shown = self.axis.text(0, 0, self.sheet.wrapped(text, 0.22 * 7 / 5.8, 0.83), ha="center", va="center",
                                   **{"fontsize": "small", "zorder": 6, "linespacing": 1.0, **look})  # fmt: skip
            half = np.array(shown.get_window_extent().size) / self.mm / 2 + 0.25
            for far, box in _offers(spots[line], float(radius[line]), half):
                inside = bool((box[:2] >= frame[:2]).all() and (box[2:] <= frame[2:]).all())
                if inside and not any(_over(box, other) for other in self.taken) and not self._covers(box):
                    self.taken.append(box)
                    self._lead(shown, spots[line], box, line=far > 0.5)
                    break
            else:
                shown.remove()
                lost.append(line)
        return lost

    def keep_off(self, places: Numbers, values: Sequence[float] | Numbers) -> tuple[Numbers, Numbers]:
        """Keep names off circles, and return their middles and radii in mm."""
        spots, radius = self._shown(places), np.maximum(radii(values, self.top), 0.5)
        self.spots = (np.vstack([self.spots[0], spots]), np.concatenate([self.spots[1], radius]))
        return spots, radius

    def _covers(self, box: Numbers) -> bool:
        """Whether a box lies over a circle."""
        places, radius = self.spots
        return bool((np.linalg.norm(places - np.clip(places, box[:2], box[2:]), axis=1) < radius).any())

    def _lead(self, shown: Any, spot: Numbers, box: Numbers, *, line: bool) -> None:
        """Put a name into its box, with a line from its circle where it stands apart."""
        ends = np.array([spot, np.clip(spot, box[:2], box[2:]), (box[:2] + box[2:]) / 2])
        x, y = self.axis.transData.inverted().transform(ends * self.mm).T
        shown.set_position((x[2], y[2]))
        if line:
            self.axis.plot(x[:2], y[:2], color=style.QUIET, linewidth=style.stroke(0.4), zorder=5)

    def name_places(self, named: Iterable[str] = ()) -> None:
        """Name the capitals of regions that are not named yet, and the neighbours, where there is room."""
        (left, right), (bottom, top) = self.axis.get_xlim(), self.axis.get_ylim()
        shown = {name: project([at])[0] for name, at in CAPITALS.items() if name not in named}
        shown = {name: at for name, at in shown.items() if left < at[0] < right and bottom < at[1] < top}
        places = np.array(list(shown.values()))
        names = [labels.labels("terms").get(name, name) for name in shown]
        self.axis.scatter(*places.T, marker="s", s=style.marker_size(0.55) ** 2, color=style.QUIET, linewidth=0, zorder=2.5)
        self.name(places, names, [0.0] * len(names), color=style.QUIET)
        for item, _ in shapes()["neighbour"]:
            spot = self._shown(project([NEIGHBOURS[item["name"]]]))[0]
            text = self._write(*spot, either(item["name"], item["name_fr"]), ha="center", va="center", color=style.QUIET)
            box, frame = self.taken.pop(), self._frame()
            free = (box[:2] >= frame[:2]).all() and (box[2:] <= frame[2:]).all() and not self._covers(box)
            if not free or any(_over(box, other) for other in self.taken):
                text.remove()
            else:
                self.taken.append(box)


def radii(values: Sequence[float], top: float) -> Numbers:
    """Return the radii of circles in millimetres: the root of each value's share of the greatest, times 4."""
    return LARGEST_MM / 2 * np.sqrt(np.asarray(values, dtype=float) / max(top, 1e-9))


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


def _offers(spot: Numbers, radius: float, half: Numbers) -> Iterable[tuple[float, Numbers]]:
    """Give boxes round a circle, in millimetres: to the right, left, above and below, then between."""
    for far in (0.3, 1.0, 2.0, 3.5, 5.0, 7.0, 9.0, 12.0, 16.0):
        for turn in np.radians([0, 180, 90, 270, 45, 135, 315, 225, 22, 158, 338, 202]):
            ray = np.array([np.cos(turn), np.sin(turn)])
            middle = spot + ray * (radius + far) + np.sign(np.round(ray, 6)) * np.abs(ray) ** 0.5 * half
            yield far, np.concatenate([middle - half, middle + half])


def _over(box: Numbers, other: Numbers) -> bool:
    return bool((box[:2] < other[2:]).all() and (other[:2] < box[2:]).all())
