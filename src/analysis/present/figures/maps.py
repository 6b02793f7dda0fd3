"""Maps: published areas, and lethal incidents by cercle, as circles sized by count; names touch nothing."""

import functools
import json
from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from analysis.measure import areas, coverage, event_sums
from analysis.present import labels
from analysis.present.figures import published, style
from analysis.present.figures.drawing import Drawing, sentence
from analysis.record import ledger, places, store

Numbers = NDArray[Any]
CENTRE = np.radians((17.5, -4.0))
LAND, ABROAD, WATER, BORDER = "#EFEBE1", "#F9F8F5", "#9CC3DA", "#A9A399"
PLAIN: Any = {"aspect": "equal", "xticks": [], "yticks": []}
LARGEST_MM = 8.0  # diameter of the largest circle
FEWEST = 8  # the least that the largest circle stands for
FAR = (0.3, 1.0, 2.0, 3.5, 5.0, 7.0, 9.0, 12.0, 16.0)  # mm between a circle and its name
_TURNS = np.radians([0, 180, 90, 270, 45, 135, 315, 225, 22, 158, 338, 202])
RAYS = np.column_stack([np.cos(_TURNS), np.sin(_TURNS)]).round(6)  # from a circle to its name
LEANS = np.sign(RAYS) * np.abs(RAYS) ** 0.5  # from there to the middle of the name, in halves of its size


def project(points: ArrayLike) -> Numbers:
    """Return x and y in km, on Lambert's azimuthal equal-area projection, of latitude and longitude.

    Examples
    --------
    >>> print(project([[17.5, -4.0]]).round(6) + 0.0)
    [[0. 0.]]
    """
    lat, lon = np.radians(np.asarray(points, dtype=float)).T
    bent = places.FLAT * (2 - places.FLAT)  # the square of the eccentricity

    def spread(lat: ArrayLike) -> Any:
        """Return twice the area of a ring from the equator to a latitude, a radian wide."""
        high = np.sin(lat)
        return (1 - bent) * (high / (1 - bent * high**2) + np.arctanh(bent**0.5 * high) / bent**0.5)

    pole, turn = spread(np.pi / 2), lon - CENTRE[1]
    high, middle = spread(lat) / pole, spread(CENTRE[0]) / pole  # sines of latitudes on a sphere of its area
    wide, level = np.sqrt(1 - high**2), np.sqrt(1 - middle**2)
    true = np.cos(CENTRE[0]) / np.sqrt(1 - bent * np.sin(CENTRE[0]) ** 2) / level
    scale = places.EQUATOR_KM * np.sqrt(2 / (1 + middle * high + level * wide * np.cos(turn)))
    east, north = wide * np.sin(turn), level * high - middle * wide * np.cos(turn)
    return np.column_stack([scale * true * east, scale * north * pole / 2 / true])


@functools.cache
def points() -> dict[str, Numbers]:
    """Return where the seats of the cercles lie, in km, by the name of the cercle."""
    return dict(zip(areas.cercles(), project(areas.seats()), strict=True))


@functools.cache
def ground() -> tuple[Any, list[tuple[dict[str, str], Any]], Any]:
    """Return the shapes of Mali, its neighbours with their names by language, and the Niger, in km."""
    features = json.loads(store.read_text(store.home() / "data" / "places" / "outline.geojson"))["features"]
    names = [{"en": item["properties"]["name"], "fr": item["properties"]["name_fr"]} for item in features]
    degrees = [shapely.geometry.shape(item["geometry"]) for item in features]
    mali, *around, niger = shapely.transform(degrees, lambda xy: project(xy[:, ::-1]))
    return mali, [*zip(names[1:-1], around, strict=True)], niger


class Board:
    """The ground of a map, and what was put on it: nothing that is written touches anything else.

    All is in km: `mm` are those of a millimetre on paper, which grows with the figure's type, and `room` is
    the area that is free.

    Parameters
    ----------
    drawing : Drawing
    spots : array of shape (places, 2)
        What the map must show: it is cropped in the north where nothing lies there.
    values : list of float
        What circles are sized by.
    head : str
        What they count.
    *words
        Of the drawing, which is finished first: what stands over and under the map leaves it its room.
    """

    def __init__(self, drawing: Drawing, spots: Numbers, values: list[float], head: str, *words: Any) -> None:
        mali, neighbours, niger = ground()
        left, bottom, right, full = np.add(mali.bounds, (-40, -65, 30, 30))
        top = min(full, max(project([(17.9, -4.0)])[0, 1], spots[:, 1].max() + 90))  # no emptier in the north
        self.drawing, (self.axis,) = drawing, drawing.open("a", ratio=(top - bottom) / (right - left))
        self.axis.set(xlim=(left, right), ylim=(bottom, top), facecolor=ABROAD, **PLAIN)
        self.axis.spines[:].set(visible=True, color=BORDER)
        drawing.finish(*words)
        if engine := drawing.figure.get_layout_engine():
            engine.execute(drawing.figure)
        self.axis.apply_aspect()
        inches = self.axis.get_window_extent().width / self.axis.figure.dpi
        self.mm = mm = (right - left) / inches * style.MM * style.size(1 / 7)
        self.frame = self.room = shapely.box(left, bottom, right, top)
        self.most = max(*values, FEWEST)
        for _, shape in neighbours:
            fill(self.axis, shape, ABROAD, BORDER)
        fill(self.axis, mali, LAND, BORDER)
        self.axis.plot(*niger.xy, color=WATER, zorder=1.2, solid_capstyle="round")
        x, y = left + 2.5 * mm, bottom + 2.5 * mm
        self.axis.plot([x, x + 300], [y, y], color=style.INK, linewidth=style.stroke(0.8), marker="|")
        _, box = self._text((x + 150, y + 0.7 * mm), "300 km", va="bottom")
        capitals = shapely.MultiPoint([points()[name] for name in areas.regions()]).buffer(0.6 * mm)
        self.keep_off(box, shapely.box(x - mm, y - mm, x + 300 + mm, y + mm), capitals)
        if top < full - 150:
            self._inset()
        self._legend(left, top - 1.5 * mm, sentence(head), nice(max(values)))

    def _box(self, shown: Any) -> Any:
        """Return the box that something fills."""
        return shapely.box(*shown.get_window_extent().transformed(self.axis.transData.inverted()).extents)

    def _text(self, spot: Sequence[float] | Numbers, text: str, **look: Any) -> tuple[Any, Any]:
        """Write at a spot, and return the text and its box."""
        look = {"ha": "center", "va": "center", "fontsize": "small", "zorder": 6, "linespacing": 1.05,
                "bbox": style.VEIL, **look}  # fmt: skip
        shown = self.axis.text(spot[0], spot[1], text, **look)
        return shown, self._box(shown)

    def keep_off(self, *shapes: Any) -> None:
        """Keep what is written from now on off shapes."""
        self.room = self.room.difference(shapely.union_all(shapes))

    def _legend(self, x: float, y: float, heading: str, steps: list[int]) -> None:
        """Draw a legend of circles at their real sizes in the north-west: abroad."""
        _, box = self._text((x + 2 * self.mm, y), self.drawing.wrapped(heading, 0.3), ha="left", va="top")
        self.keep_off(box)
        spots = np.array([(x + away * self.mm, box.bounds[1] - 5 * self.mm) for away in (6, 18)])
        self.circles(spots[: len(steps)], steps, [*map(labels.number, steps)])

    def _inset(self) -> None:
        """Draw the whole country small, with the frame of what is shown, in the south-east: it is abroad."""
        inset = self.axis.inset_axes((0.795, 0.02, 0.19, 0.6), facecolor=ABROAD, anchor="SE", **PLAIN)
        fill(inset, ground()[0], LAND, BORDER)
        fill(inset, self.frame, "none", style.INK)
        inset.spines[:].set_visible(False)
        inset.apply_aspect()
        self.keep_off(self._box(inset).buffer(self.mm))

    def dots(self, places: Numbers, colour: str, share: float = 0.35, **look: Any) -> None:
        """Draw points and keep names off them."""
        x, y = places.T
        self.axis.scatter(x, y, s=style.mark(share) ** 2, color=colour, linewidth=0, zorder=2, **look)
        self.keep_off(shapely.MultiPoint(places).buffer(0.5 * self.mm))

    def circles(self, places: Numbers, values: Sequence[float], names: Sequence[str]) -> None:
        """Draw circles with areas in proportion to values, the largest first, and name the first of them."""
        sizes = LARGEST_MM * np.sqrt(np.asarray(values, dtype=float) / self.most)
        reach, points = np.maximum(sizes / 2, 0.5) * self.mm, sizes * 72 * style.MM * style.size(1 / 7)
        look: Any = {"edgecolor": "white", "linewidth": style.stroke(0.5), "alpha": 0.75, "zorder": 3}
        order = np.argsort(-sizes, kind="stable")  # none is hidden
        x, y = places[order].T
        self.axis.scatter(x, y, s=points[order] ** 2, facecolor=style.PLAIN, **look)
        self.keep_off(*shapely.buffer(shapely.points(places), reach))
        self.name(places, reach, names)

    def around(self, named: Collection[str]) -> None:
        """Name what lies around: the capitals of regions, unless they are named, and neighbours."""
        top = self.frame.bounds[3]
        towns = [name for name in areas.regions() if name not in named and points()[name][1] < top]
        spots = np.reshape([points()[name] for name in towns], (-1, 2))
        self.dots(spots, style.QUIET, 0.55, marker="s")
        reach = np.full(len(towns), 0.5 * self.mm)
        self.name(spots, reach, [*map(labels.place_label, towns)], color=style.QUIET)
        for names, shape in ground()[1]:
            if seen := shape.intersection(self.room):  # named where most of it is seen
                spot = shapely.maximum_inscribed_circle(seen).coords[0]
                shown, box = self._text(spot, names[labels.language()], color=style.QUIET)
                if self.room.covers(box.buffer(self.mm)):  # else it would be read on from a name beside it
                    self.keep_off(box)
                else:
                    shown.remove()

    def name(self, spots: Numbers, reach: Numbers, texts: Sequence[str], **look: Any) -> None:
        """Write a name beside each of the first spots where it touches nothing, or not at all.

        Each name, in the order given, takes the first free box of those round its circle, near before far;
        from afar a line leads to it. No random number: the same input gives the same map.
        """
        for spot, radius, text in zip(spots, reach, texts, strict=False):
            shown, box = self._text(spot, self.drawing.wrapped(text, 0.27), **look)
            half = np.ptp(np.reshape(box.bounds, (2, 2)), axis=0) / 2 + 0.25 * self.mm
            boxes = ((far, middle, shapely.box(*(middle - half), *(middle + half))) for far in FAR
                     for middle in spot + RAYS * (radius + far * self.mm) + LEANS * half)  # fmt: skip
            far, middle, free = next((one for one in boxes if self.room.covers(one[2])), (0, spot, None))
            if free is None:
                shown.remove()
                continue
            shown.set_position(middle)
            self.keep_off(free)
            if far > 0.5:
                line = shapely.shortest_line(shapely.Point(spot), free)
                self.axis.plot(*line.xy, color=style.QUIET, linewidth=style.stroke(0.4), zorder=5)


def fill(axis: Any, shape: Any, colour: Any, edge: str, width: float = 0.5, order: int = 0) -> None:
    """Fill a shape and draw its edge."""
    look: Any = {"facecolor": colour, "edgecolor": edge, "linewidth": style.stroke(width), "zorder": order}
    for part in shapely.get_parts(shape):
        axis.fill(*part.exterior.xy, **look)


def nice(top: float) -> list[int]:
    """Return a round value up to `top` and about a tenth of it for a legend.

    Examples
    --------
    >>> nice(158), nice(3), nice(1)
    ([100, 10], [3, 1], [1])
    """
    power = 10 ** int(np.log10(max(top, 1)))
    first = max(step * power for step in (1, 2, 3, 5) if step * power <= max(top, 1))
    return [first, *[max(first // 10, 1)] * (first > 1)]


def draw_map(drawing: Drawing, place: int = 0) -> Drawing | None:
    """Draw one of a quarter's published lists of areas, each on its own base; groups lie within a hull.

    A list that repeats the areas of another is not drawn again.
    """
    lists: dict[tuple[str, ...], areas.AreaList] = {}
    for item in areas.area_lists(ledger.facts(), coverage.scope(ledger.facts(), drawing.quarter)):
        lists.setdefault((item.breakdown.subject, *(area.figure.group for area in item.areas)), item)
    if len(lists) <= place:
        return None
    found = [*lists.values()][place]
    figures, left = [item.figure for item in found.areas], found.breakdown.left
    first, noun = figures[0], labels.label(f"subject-{found.breakdown.subject}")
    held = [np.array([points()[name] for name in area.cercles]) for area in found.areas]
    heading = style.word("share") if first.unit == "percent" else noun
    title = published.headed(labels.term_label(first.group), first, found.breakdown.whole, noun)
    caption = style.word("caption areas", noun, labels.span(first.period), published.by_whom(drawing))
    how = style.word(found.layout if all(area.region for area in found.areas) else "groups")
    note = [*(style.word("not listed", item) for item in left), how, style.word("foot")]
    words = (title, caption, (*figures, *left), " ".join(note))
    board = Board(drawing, np.vstack(held), [*map(float, figures)], heading, *words)
    for spots, area in zip(held, found.areas, strict=True):
        inside = shapely.MultiPoint(spots).convex_hull.buffer(26).intersection(ground()[0])
        colour = style.PLAIN if area.region else style.INK
        fill(board.axis, inside, (colour, 0.22), colour, 0.7, 1)
        board.dots(spots, style.INK)
        board.keep_off(inside.boundary.buffer(0.2 * board.mm))
    names = [f"{labels.term_label(item.group)} {item!s}" for item in figures]
    board.circles(np.array([spots.mean(axis=0) for spots in held]), [*map(float, figures)], names)
    board.around({item.group for item in figures})
    return drawing


draw_map_second = functools.partial(draw_map, place=1)


def draw_map_events(drawing: Drawing) -> Drawing | None:
    """Draw lethal incidents as circles at the seats of their cercles, where event data have them."""
    own = hasattr(drawing.what, "of")  # a source without data has no map, and not that of another
    data = drawing.what if own else event_sums.figures_from(drawing.quarter)
    items = [item for item in data.of(event_sums.LETHAL) if item.place != "Mali" and item.value]
    if not items:
        return None
    items.sort(key=lambda item: (-item.number(), item.place))
    spots, named = np.array([points()[item.place] for item in items]), items[:14]
    period, whole = labels.span(items[0].period), labels.number(sum(int(item.number()) for item in items))
    lost = data.figure(event_sums.LETHAL, "no_cercle")
    note = [style.word("not shown", lost)] * bool(lost.value) + [style.word("seats"), style.word("foot")]
    caption = style.word("caption lethal", period, labels.rule_text(items[0].inclusion))
    words = (style.word("title lethal", whole, len(items), period), caption, items, " ".join(note))
    names = [f"{labels.place_label(item.place)} {item!s}" for item in named]
    board = Board(drawing, spots, [*map(float, items)], style.word("lethal"), *words)
    board.dots(project(areas.seats()), style.QUIET)
    board.circles(spots, [*map(float, items)], names)
    board.around({item.place for item in named})
    return drawing
