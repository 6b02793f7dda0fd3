"""The user's own boundaries: joined by name with a report, in three formats, codes of two generations."""

import json

import pytest

from analysis.errors import InputError
from analysis.record.places import Gazetteer, read_boundaries

pytest.importorskip("geopandas", reason="boundaries need geopandas (mali-trends[boundaries])")
PLACES = Gazetteer()


def square(number, **properties):
    row = PLACES.rows.get(properties.get("name"), {"seat_lon": number % 9, "seat_lat": number // 9})
    x, y = float(row["seat_lon"]) - number // 53 - 0.5, float(row["seat_lat"]) - 0.5
    ring = [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def write(path, features):
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def test_the_boundaries_of_ocha_join_entirely(shared):
    found = read_boundaries(shared / "data/boundaries/mali_cercles_53.geojson", PLACES)
    assert len(found) == 53


@pytest.mark.parametrize("ending", ["gpkg", "shp"])
def test_other_formats_and_projections_join_too(shared, tmp_path, ending):
    import geopandas

    frame = geopandas.read_file(shared / "data/boundaries/mali_cercles_53.geojson").to_crs("EPSG:32630")
    frame.to_file(tmp_path / f"cercles.{ending}")
    found = read_boundaries(tmp_path / f"cercles.{ending}", PLACES)
    assert len(found) == 53 and found.total_bounds == pytest.approx([-12.2, 10.1, 4.3, 25.0], abs=0.3)


def test_names_that_match_nothing_and_cercles_that_are_missing_are_reported(tmp_path):
    names = [*PLACES.rows][2:]
    features = [square(number, NAME=f"Cercle de {name.upper()}") for number, name in enumerate(names)]
    path = write(tmp_path / "own.geojson", [*features, square(60, NAME="Atl\nantis")])
    with pytest.raises(InputError, match=r"lacks 2 of the 53 cercles \(Bafoulabé; no cercle: Atl antis"):
        read_boundaries(path, PLACES)


def test_codes_alone_are_refused(tmp_path):
    features = [square(number, code=row["pcode_2021"]) for number, row in enumerate(PLACES.cercles)]
    with pytest.raises(InputError, match=r"lacks 53 of the 53 cercles .*with a column of names"):
        read_boundaries(write(tmp_path / "own.geojson", features), PLACES)


def test_parts_of_a_cercle_become_one(tmp_path):
    features = [square(number, name=name) for number, name in enumerate([*PLACES.rows, "Koro"])]
    found = read_boundaries(write(tmp_path / "own.geojson", features), PLACES)
    assert found["Koro"].area == pytest.approx(2) and len(found) == 53


def test_the_cercles_of_2023_place_what_they_can(tmp_path):
    """One that the reform made tells the region of before; one that bears an old name is counted there."""
    old = {row["cercle"]: row for row in PLACES.cercles}
    names = [*(row["cercle_2023"] for row in PLACES.reform), "Bamako", "Atlantis"]
    features = [square(0, name=name) for name in names]
    for number, feature in enumerate(features):
        name = feature["properties"].pop("name")
        feature["properties"]["ADM2_FR"] = name
        if name not in old:  # far from all seats
            (ring,) = feature["geometry"]["coordinates"]
            feature["geometry"]["coordinates"] = [[[x + 40 + number, y] for x, y in ring]]
    path = write(tmp_path / "mli_admbnda_adm2_2023.geojson", features)
    places = Gazetteer(boundaries=path)
    assert len(places.boundaries) == 160 and places.boundaries.attrs["odd"] == "Atlantis"
    spot = lambda name: places.boundaries[name].representative_point()  # noqa: E731
    konna = spot("konna")
    assert places.locate(point=(konna.y, konna.x)) == ("Mopti", "region", "", "")
    assert places.locate(cercle="Mopti", point=(konna.y, konna.x)).name == "Mopti"
    assert places.locate("Konna", "Mopti") == ("Mopti", "region", "", "")


@pytest.mark.parametrize("content", ["", "no map", '{"type": "FeatureCollection", "features": []}'])
def test_a_file_that_is_none_gets_one_sentence(tmp_path, content):
    (tmp_path / "own.geojson").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"own\.geojson"):
        read_boundaries(tmp_path / "own.geojson", PLACES)


def test_shapes_that_are_elsewhere_are_refused(tmp_path):
    turned = [square(number, name=name) for number, name in enumerate(PLACES.rows)]
    for feature in turned:
        (ring,) = feature["geometry"]["coordinates"]
        feature["geometry"]["coordinates"] = [[[y, x] for x, y in ring]]
    names = [*PLACES.rows]
    shifted = [square(number, name=name) for number, name in enumerate(names)]
    for feature, name in zip(shifted, [*names[1:], names[0]], strict=True):
        feature["properties"]["name"] = name
    for features in (turned, shifted):
        with pytest.raises(InputError, match=r"the seat of .* is outside its boundary"):
            read_boundaries(write(tmp_path / "own.geojson", features), PLACES)


def test_only_the_drivers_that_are_named_read_a_file(tmp_path):
    """A "GeoJSON" that is a virtual dataset would read files and call servers."""
    script = "<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>other.csv</SrcDataSource></OGRVRTLayer>"
    path = tmp_path / "own.geojson"
    path.write_text(script + "</OGRVRTDataSource>", "utf-8")
    with pytest.raises(InputError, match=r"own\.geojson cannot be read as boundaries"):
        read_boundaries(path, PLACES)
    path.rename(tmp_path / "own.vrt")
    with pytest.raises(InputError, match=r"own\.vrt cannot be read as boundaries"):
        read_boundaries(tmp_path / "own.vrt", PLACES)


def test_missing_cells_and_the_layout_of_before_2016(shared, tmp_path):
    path = shared / "cases/adm2_with_null_cell.geojson"
    if path.is_file():
        with pytest.raises(InputError, match="the seat of Abeïbara is outside its boundary"):
            read_boundaries(path, PLACES)  # shapes made up
    east = [name for name, row in PLACES.rows.items() if row["region"] == "Ménaka"]
    features = [square(number, name=name) for number, name in enumerate(PLACES.rows) if name not in east[1:]]
    found = read_boundaries(write(tmp_path / "own.geojson", [*features, square(70, name=None)]), PLACES)
    assert {*found.index} == {*PLACES.rows} - {*east}
