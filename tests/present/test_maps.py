"""Maps at paper size: every label readable, circles in proportion, shades for rates only."""

import itertools

import numpy as np
import pytest

from analysis.measure.areas import area_lists
from analysis.measure.placed import cercles, gazetteer, placed, seats
from analysis.present import export, maps, place_figures, style
from analysis.present.gallery import FIGURES, build
from analysis.present.words import speaking
from analysis.quarter import Quarter
from analysis.record.places import read_boundaries
from analysis.record.store import HOME_VARIABLE, read_table
from tests.place_samples import home_with, sheet

LAST = Quarter(2021, 2)
PUBLISHED = ("2020Q2", "2021Q1", "2021Q2", "2022Q1", "2022Q2", "2022Q3", "2022Q4")


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """A home with made-up incidents: by people, and 25 more in Bankass and Koro in the last quarter."""
    return home_with(tmp_path_factory.mktemp("planted") / "home", sheet(planted=25))


@pytest.fixture
def paper(monkeypatch, planted):
    """The width of a column, and the home with the planted cluster."""
    monkeypatch.setenv(HOME_VARIABLE, str(planted))
    with style.drawing_at(style.PRESETS["nature-1"]):
        yield


def texts(drawing):
    from matplotlib.text import Text

    drawing.figure.draw_without_rendering()
    return [item for item in drawing.figure.findobj(Text) if item.get_text().strip() and item.get_visible()]


def assert_readable(drawing):
    """At 89 mm: nothing under 5 pt, nothing outside, no text over another."""
    assert drawing.figure.get_figwidth() == pytest.approx(89 / 25.4)
    found = texts(drawing)
    boxes = [(item.get_text(), item.get_window_extent()) for item in found]
    edge = drawing.figure.bbox
    for item, (text, box) in zip(found, boxes, strict=True):
        assert item.get_fontsize() >= 5
        assert box.x0 >= -1 and box.x1 <= edge.x1 + 1 and box.y0 >= -1 and box.y1 <= edge.y1 + 1, text
    for (one, first), (two, second) in itertools.combinations(boxes, 2):
        assert not first.shrunk(0.97, 0.8).overlaps(second.shrunk(0.97, 0.8)), (one, two)


@pytest.mark.parametrize("quarter", PUBLISHED)
@pytest.mark.usefixtures("paper")
def test_maps_of_published_areas_are_readable_and_name_every_area(facts, quarter):
    for number, found in enumerate(area_lists(facts, quarter)):
        drawing = place_figures.areas(found, f"map{number}")
        assert_readable(drawing)
        shown = " ".join(" ".join(item.get_text().split()) for item in texts(drawing))
        for area in found.areas:
            assert place_figures.written(area.figure) in shown
        assert {item.group for item in drawing.shown} >= {area.figure.group for area in found.areas}
        assert "imply no official endorsement" in shown and "Lambert azimuthal equal-area" in shown


@pytest.mark.parametrize("name", ["map_events", "hotspots", "spread", "tiles"])
@pytest.mark.usefixtures("paper")
def test_maps_of_events_are_readable(name):
    drawing = build(name, LAST)
    assert drawing.name == name and drawing.shown and "2021" in drawing.alt + drawing.title
    assert_readable(drawing)


@pytest.mark.usefixtures("paper")
def test_the_nulls_are_on_the_figure():
    shown = " ".join(" ".join(item.get_text().split()) for item in texts(build("hotspots", LAST)))
    assert shown.count("Null:") == 2 and "in proportion to people" in shown
    assert "A cluster of lethal incidents in" in build("hotspots", LAST).title


def test_a_cluster_holds_the_later_cercles_of_its_census_unit(tmp_path, monkeypatch):
    """Tidermène's people were counted with Ménaka's: a cluster in the one is in both."""
    lines = [
        f"2021-05-{day:02d},Tués,1,,{name},FDSM" for day in range(1, 9) for name in ("Ménaka", "Tidermène")
    ]
    head, *rest = sheet(quarters=1).splitlines()
    monkeypatch.setenv(HOME_VARIABLE, str(home_with(tmp_path / "home", "\n".join([head, *rest, *lines]))))
    from matplotlib.colors import to_rgb

    (axis,) = build("hotspots", LAST).figure.axes
    colours = [to_rgb(colour) for mark in axis.collections for colour in mark.get_facecolor()]
    assert colours.count(to_rgb(place_figures.HOT)) == 2


@pytest.mark.usefixtures("paper")
def test_french_maps_are_readable():
    for name in ("map_events", "hotspots", "spread", "tiles"):
        with speaking("fr"):
            assert_readable(build(name, LAST))


@pytest.mark.usefixtures("paper")
def test_rates_are_shades_and_counts_are_circles(shared):
    bounds = read_boundaries(shared / "data/boundaries/mali_cercles_53.geojson", gazetteer())
    data = placed(LAST)
    drawing = place_figures.map_rates_of(LAST, data, bounds)
    assert_readable(drawing)
    (axis,) = drawing.figure.axes
    shaded = [patch.get_facecolor() for patch in axis.patches[1:]]
    assert len(shaded) >= 53 and not axis.patches[0].get_visible()
    hit = {item.place for item in data.by_cercle(LAST)}
    assert sum(colour == (1, 1, 1, 1) for colour in shaded) == 53 - len(hit)  # none documented stays white
    assert {item.unit for item in drawing.shown} == {"per_100000", "incidents"}


@pytest.mark.usefixtures("paper")
def test_a_cercle_that_the_boundaries_lack_is_hatched(shared, tmp_path):
    import geopandas

    frame = geopandas.read_file(shared / "data/boundaries/mali_cercles_53.geojson")
    frame[frame.adm2_name != "Koro"].to_file(tmp_path / "own.gpkg")
    bounds = read_boundaries(tmp_path / "own.gpkg", gazetteer())
    drawing = place_figures.map_rates_of(LAST, placed(LAST), bounds)
    (axis,) = drawing.figure.axes
    assert bounds.missing == ("Koro",) and axis.patches[0].get_visible() and axis.patches[0].get_hatch()
    assert any(item.get_text() == "no data" for item in texts(drawing))


def test_circles_have_areas_in_proportion():
    radii = maps.radii([1, 4, 100])
    assert (radii[1] / radii[0]) ** 2 == pytest.approx(4) and radii[2] == maps.LARGEST_MM / 2
    assert maps.nice(158) == [100, 50, 10] and maps.nice(1) == [1]


def test_the_projection_keeps_areas():
    from pyproj import Geod

    for lat, lon in ((11.0, -8.0), (15.0, -11.0), (22.0, 1.0)):
        corners = np.array([[lat, lon], [lat, lon + 1], [lat + 1, lon + 1], [lat + 1, lon]])
        dense = np.vstack([np.linspace(corners[at], corners[(at + 1) % 4], 50)[:-1] for at in range(4)])
        x, y = maps.project(dense).T
        flat = abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2
        true = abs(Geod(ellps="WGS84").polygon_area_perimeter(dense[:, 1], dense[:, 0])[0]) / 1e6
        assert flat == pytest.approx(true, rel=1e-3)


def test_labels_take_the_next_free_spot_and_never_hide_one_another(paper):  # noqa: ARG001 - its width
    figure, axis = maps.open_map()
    before = len(axis.texts)
    crowd = maps.project(seats())
    lost = maps.labels(axis, crowd, cercles(), [1.0] * 53)
    boxes = [item.get_window_extent() for item in axis.texts[before:]]
    assert len(boxes) + len(lost) == 53 and len(lost) < 15
    assert not any(one.shrunk(0.98, 0.9).overlaps(two) for one, two in itertools.combinations(boxes, 2))
    figure.clear()


@pytest.mark.usefixtures("paper")
def test_same_input_same_bytes():
    first, second = (export.render(build("map_events", LAST), ("png", "svg")) for _ in range(2))
    assert first == second


def test_the_tile_map_resembles_the_country():
    from scipy.stats import spearmanr

    table = read_table("tiles").set_index("cercle").astype(int).loc[cercles()]
    spots = set(zip(table.row, table.column, strict=True))
    assert len(spots) == 53
    assert spearmanr(table.column, seats()[:, 1]).statistic > 0.95
    assert spearmanr(table.row, -seats()[:, 0]).statistic > 0.9
    reached, waiting = {min(spots)}, [min(spots)]
    while waiting:  # one piece: every square has a way to every other
        row, column = waiting.pop()
        near = {(row + 1, column), (row - 1, column), (row, column + 1), (row, column - 1)} & spots - reached
        reached |= near
        waiting += near
    assert reached == spots


def test_figures_of_places_are_in_the_gallery_and_none_where_there_is_nothing():
    names = {"map", "map_second", "map_events", "map_rates", "tiles", "hotspots", "spread"}
    assert names <= set(FIGURES)
    assert all(build(name, Quarter(1999, 2)) is None for name in names)
    assert build("map", LAST).name == "map" and build("map_second", Quarter(2020, 2)).name == "map_second"
    assert build("map_second", LAST) is None
