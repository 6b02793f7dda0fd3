"""Clean the lists of places: the 53 cercles, the reform of 2023, the outline.

Run as ``python scripts/make_places.py SHARED``, SHARED being the folder that holds
``data/places`` and ``data/boundaries``. ``reach_km`` is measured on the boundaries of OCHA's
COD-AB (CC BY-IGO): the greatest distance from the seat to the cercle's own boundary, rounded
up; a point farther from the seat than that lies outside the cercle for certain.
"""

from __future__ import annotations

import csv
import json
import math
import sys
from pathlib import Path

from analysis.record.places import kilometres

COLUMNS = {
    "cercle": "adm2_name_fr",
    "region": "adm1_name",
    "region_2023": "region_2023",
    "pcode_2021": "adm2_pcode",
    "pcode_2015": "adm2_pcode_2015",
    "aliases": "aliases",
    "seat": "seat_name",
    "seat_lat": "seat_lat",
    "seat_lon": "seat_lon",
    "centre_lat": "poly_lat",
    "centre_lon": "poly_lon",
    "population_census_2009": "pop_rgph2009",
    "population_projected_2020": "pop_codps_file2020",
}
# Cercles made after the census of 2009, and the one that held their people then.
MADE_LATER = dict.fromkeys(("Andéramboukane", "Inékar", "Tidermène"), "Ménaka")


def reach(boundaries: dict[str, list[tuple[float, float]]], row: dict[str, str]) -> int:
    """Return the greatest distance from the seat to the boundary, in km, rounded up."""
    seat = float(row["seat_lat"]), float(row["seat_lon"])
    return math.ceil(max(kilometres(*seat, lat, lon) for lon, lat in boundaries[row["adm2_pcode"]]))


def vertices(path: Path) -> dict[str, list[tuple[float, float]]]:
    """Return every boundary vertex of each cercle, by code of 2021."""
    found: dict[str, list[tuple[float, float]]] = {}
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        shape = feature["geometry"]
        parts = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        found[feature["properties"]["adm2_pcode"]] = [
            tuple(point) for part in parts for ring in part for point in ring
        ]
    return found


FRENCH = {"Guinea": "Guinée", "Senegal": "Sénégal", "Algeria": "Algérie", "Mauritania": "Mauritanie"}
FRAME = (-13.4, 9.3, 5.6, 25.7)  # what maps show of the neighbours


def outline(places: Path) -> str:
    """Return Mali and its neighbours (Natural Earth), to a kilometre, and the Niger, as GeoJSON."""
    from shapely.geometry import box, mapping, shape

    countries = json.loads((places / "mali_natural_earth.geojson").read_text("utf-8"))["features"]
    lines = json.loads((places / "outline.geojson").read_text("utf-8"))["features"]
    features = []
    names = [item["properties"]["name"] for item in countries]
    for name, item in sorted(
        zip(names, countries, strict=True), key=lambda pair: (pair[0] != "Mali", pair[0])
    ):
        whole = shape(item["geometry"])
        seen = (whole if name == "Mali" else whole.intersection(box(*FRAME))).simplify(0.012)
        kind = "outline" if name == "Mali" else "neighbour"
        for part in (part for part in getattr(seen, "geoms", [seen]) if part.area > 0.01):
            rounded = [[round(x, 2), round(y, 2)] for x, y in mapping(part)["coordinates"][0]]
            ring = [spot for spot, before in zip(rounded, [None, *rounded], strict=False) if spot != before]
            about = {"name": name, "name_fr": FRENCH.get(name, name), "kind": kind}
            features.append((about, {"type": "Polygon", "coordinates": [ring]}))
    river = next(item["geometry"] for item in lines if item["properties"]["kind"] == "river")
    features.append(({"name": "Niger", "name_fr": "Niger", "kind": "river"}, river))
    made = [{"type": "Feature", "properties": about, "geometry": where} for about, where in features]
    source = "Mali and its neighbours: Natural Earth 1:10m, public domain. Niger: drawn for this project."
    text = json.dumps({"type": "FeatureCollection", "source": source, "features": made}, ensure_ascii=False,
                      separators=(",", ":"))  # fmt: skip
    return text.replace('{"type":"Feature"', '\n{"type":"Feature"') + "\n"


def main(shared: Path, target: Path = Path("data/places")) -> None:
    """Write cercles.csv, cercles_2023.csv and outline.geojson."""
    target.mkdir(parents=True, exist_ok=True)
    boundaries = vertices(shared / "data/boundaries/mali_cercles_53.geojson")
    with (shared / "data/places/cercles.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    with (target / "cercles.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, [*COLUMNS, "reach_km", "census_unit_2009"], lineterminator="\n")
        writer.writeheader()
        for row in rows:
            made = {new: row[old].strip() for new, old in COLUMNS.items()}
            unit = made["cercle"] if made["population_census_2009"] else MADE_LATER[made["cercle"]]
            writer.writerow(made | {"reach_km": reach(boundaries, row), "census_unit_2009": unit})
    with (shared / "data/places/cercles_2023_reform.csv").open(encoding="utf-8", newline="") as stream:
        reform = [row for row in csv.DictReader(stream) if not row["cercle_2023"].startswith("(no cercle")]
    with (target / "cercles_2023.csv").open("w", encoding="utf-8", newline="") as stream:
        names = ["cercle_2023", "region_2023", "region_before_2016", "pcode_2021"]
        writer = csv.DictWriter(stream, names, lineterminator="\n")
        writer.writeheader()
        for row in reform:
            values = (
                row["cercle_2023"],
                row["region_2023"],
                row["region_pre2016"],
                row["also_a_pre2023_cercle_pcode_2021"],
            )
            writer.writerow(dict(zip(names, values, strict=True)))
    (target / "outline.geojson").write_text(outline(shared / "data/places"), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
