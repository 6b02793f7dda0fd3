"""Maps at paper size: every label readable and apart, circles in proportion, areas inside Mali."""

import itertools

import numpy as np
import pytest
from shapely import Point, Polygon
from shapely import box as shapely_box

from analysis import Events
from analysis.measure.areas import area_lists, cercles, seats
from analysis.present.figures import draw, export, maps, style
from analysis.present.figures.drawing import Drawing
from analysis.quarter import Quarter, quarter_range

QUARTERS = [str(quarter) for quarter in quarter_range("2020Q1", "2022Q4")]
WIDE = [
    ("2021Q2", "slide", "fr"),
    ("2020Q2", "slide", "en"),
    ("2022Q2", "web", "fr"),
    ("2020Q2", "nature-2", "fr"),
]
CASES = [*itertools.product(QUARTERS, ("nature-1",), ("en",)), *WIDE]


def texts(drawing):
    from matplotlib.text import Text

    with style.context(drawing.preset):
        drawing.figure.draw_without_rendering()
    return [item for item in drawing.figure.findobj(Text) if item.get_text().strip() and item.get_visible()]


@pytest.mark.parametrize(("quarter", "preset", "language"), CASES)
def test_maps_are_readable_and_name_every_area(facts, quarter, preset, language):
    """Nothing under 5 points, nothing outside, no text over another."""
    journal, _, columns = preset.partition("-")
    for name in ("map", "map_second", "map_events"):
        drawing = draw(name, quarter, journal=journal, columns=columns, language=language)
        if drawing is None:
            continue
        found = texts(drawing)
        boxes = [(item.get_text(), item.get_window_extent()) for item in found]
        edge = drawing.figure.bbox
        for item, (text, box) in zip(found, boxes, strict=True):
            assert item.get_fontsize() >= 5
            assert box.x0 >= -1 and box.x1 <= edge.x1 + 1 and box.y0 >= -1 and box.y1 <= edge.y1 + 1, text
        for (one, first), (two, second) in itertools.combinations(boxes, 2):
            assert not first.shrunk(0.97, 0.8).overlaps(second.shrunk(0.97, 0.8)), (one, two)
        shown = " ".join(" ".join(text.split()) for text, _ in boxes)
        assert ("Lambert" in shown) and ("endorsement" in shown or "reconnaissance" in shown)
    if language == "en" and preset == "nature-1":
        for found in area_lists(facts, quarter)[:1]:
            shown = " ".join(" ".join(text.get_text().split()) for text in texts(draw("map", quarter)))
            assert all(str(area.figure) in shown for area in found.areas)


def test_names_leave_capitals_and_outlines_free():
    for language, columns in (("en", 1.5), ("fr", 1)):
        drawing = draw("map", "2021Q2", journal="elsevier", columns=columns, language=language)
        (axis, *_), shown = drawing.axes, texts(drawing)
        seats = [maps.points()[name] for name in maps.areas.regions()]
        hulls = [
            Polygon(patch.get_xy()).exterior for patch in axis.patches if 0 < patch.get_facecolor()[3] < 1
        ]
        back = axis.transData.inverted()
        for text in (text for text in shown if text.axes is axis):
            area = shapely_box(*text.get_window_extent().transformed(back).extents)
            assert not any(area.contains(Point(seat)) for seat in seats), text.get_text()
            if text.get_color() == style.QUIET:
                assert not any(area.intersects(hull) for hull in hulls), text.get_text()


def board(spots, values):
    sheet = Drawing("map", Quarter(2021, 2), "2021Q2", style.PRESETS["nature-1"])
    with style.context(sheet.preset):
        return maps.Board(sheet, spots, values, "cases", "Title", "Caption", ())


def test_names_take_the_next_free_spot_and_never_hide_one_another():
    crowd = maps.project(seats())
    made = board(crowd, [1.0])
    before = len(made.axis.texts)
    made.dots(crowd, style.INK)
    made.name(crowd, np.full(53, made.mm / 2), cercles())
    boxes = [item.get_window_extent() for item in made.axis.texts[before:]]
    assert 33 < len(boxes) <= 53
    assert not any(one.shrunk(0.98, 0.9).overlaps(two) for one, two in itertools.combinations(boxes, 2))


def test_a_map_is_cropped_in_the_north_and_shows_where_it_lies():
    south, north = maps.project([(12.6, -8.0)]), maps.project([(24.3, -4.0)])
    cropped, whole = board(south, [1.0]), board(north, [1.0])
    assert len(cropped.axis.child_axes) == 1 and not whole.axis.child_axes
    assert cropped.axis.get_ylim()[1] < whole.axis.get_ylim()[1]


def test_areas_stay_inside_mali():
    country = maps.ground()[0].buffer(0.5)
    drawing = draw("map", "2020Q2")
    hulls = [patch for patch in drawing.figure.axes[0].patches if 0 < patch.get_facecolor()[3] < 1]
    assert len(hulls) > 5
    assert all(country.contains(Point(point)) for patch in hulls for point in patch.get_xy())


def test_circles_have_areas_in_proportion():
    made = board(maps.project(seats())[:3], [1.0, 4.0, 100.0])
    with style.context(made.drawing.preset):
        made.circles(maps.project(seats())[:3], [1.0, 4.0, 100.0], [])
    sizes = made.axis.collections[-1].get_sizes()
    assert [*sizes / sizes[-1]] == pytest.approx([100, 4, 1])
    assert sizes[0] ** 0.5 / 72 * 25.4 == pytest.approx(maps.LARGEST_MM)


def test_projection_and_distances_are_those_of_proj():
    from pyproj import Geod, Proj

    from analysis.measure.areas import distances

    lat, lon = (axis.ravel() for axis in np.meshgrid(np.arange(5.0, 30.0), np.arange(-15.0, 8.0)))
    theirs = Proj("+proj=laea +lat_0=17.5 +lon_0=-4 +ellps=WGS84 +units=km")(lon, lat)
    assert maps.project(np.column_stack([lat, lon])) == pytest.approx(np.column_stack(theirs), abs=1e-9)
    wide = [np.broadcast_to(axis, (len(seats()),) * 2) for axis in seats().T]
    metres = Geod(ellps="WGS84").inv(wide[1], wide[0], wide[1].T, wide[0].T)[2]
    assert distances(seats()) == pytest.approx(metres / 1000, abs=0.005)


def test_the_projection_keeps_areas():
    from pyproj import Geod

    for lat, lon in ((11.0, -8.0), (15.0, -11.0), (22.0, 1.0)):
        corners = np.array([[lat, lon], [lat, lon + 1], [lat + 1, lon + 1], [lat + 1, lon]])
        dense = np.vstack([np.linspace(corners[at], corners[(at + 1) % 4], 50)[:-1] for at in range(4)])
        x, y = maps.project(dense).T
        flat = abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2
        true = abs(Geod(ellps="WGS84").polygon_area_perimeter(dense[:, 1], dense[:, 0])[0]) / 1e6
        assert flat == pytest.approx(true, rel=1e-3)


def test_the_outline_is_that_of_the_country(shared):
    import json

    theirs = json.loads((shared / "data/places/mali_natural_earth.geojson").read_text("utf-8"))["features"]
    shapes = [
        Polygon(item["geometry"]["coordinates"][0]) for item in theirs if item["properties"]["name"] == "Mali"
    ]
    ours = json.loads((maps.store.home() / "data/places/outline.geojson").read_text("utf-8"))["features"][0]
    mali = Polygon(ours["geometry"]["coordinates"][0])
    assert mali.intersection(shapes[0]).area / mali.union(shapes[0]).area > 0.99


def test_same_input_same_bytes():
    first, second = (export.render(draw("map_events", "2021Q2"), ("png", "svg")) for _ in range(2))
    assert first == second


def test_there_is_none_where_there_is_nothing():
    assert all(draw(name, "1950Q2") is None for name in ("map", "map_second", "map_events"))
    assert draw("map_second", "2020Q2").name == "map_second"
    assert draw("map_second", "2021Q2") is None


def test_a_source_without_data_has_no_figure_of_another():
    """Neither UCDP's map nor the bars of the mission's note, which the quarter has."""
    nothing = Events("2021Q2", source="acled")
    assert draw("map_events", nothing) is None and draw("outcomes", nothing) is None
    assert draw("map_events", Events("2021Q2")) and draw("outcomes", "2021Q2")
