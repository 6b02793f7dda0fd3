"""Places: from names, codes and coordinates to the 53 cercles, never finer or surer than the source."""

from __future__ import annotations

import csv
import difflib
import math
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, NamedTuple

from analysis.errors import InputError, in_words
from analysis.record.actors import folded

Level = Literal["cercle", "region", "national"]
Point = tuple[float, float]
EARTH_KM = 6371.0088
SLACK_KM = 10  # a simplified boundary may cut a corner by this much
_KIND = re.compile(r"\b(cercle|region|district|province|de|du|d|la|of)\b")


def plain(text: str) -> str:
    """Return a name without accents, case, punctuation and the words "cercle" and "region".

    Examples
    --------
    >>> plain("Barouéli cercle"), plain("Région de Ségou"), plain("Ti-n-Essako")
    ('baroueli', 'segou', 'ti n essako')
    """
    return " ".join(_KIND.sub(" ", re.sub(r"[^a-z0-9]+", " ", folded(text))).split())


def kilometres(lat0: float, lon0: float, lat1: float, lon1: float) -> float:
    """Return the great-circle distance between two points, in km, on a sphere of 6371.0088 km.

    Examples
    --------
    >>> round(kilometres(12.64292, -8.00209, 16.26849, -0.05022))  # Bamako to Gao
    946
    """
    phi0, phi1 = math.radians(lat0), math.radians(lat1)
    half = math.sin((phi1 - phi0) / 2) ** 2
    half += math.cos(phi0) * math.cos(phi1) * math.sin(math.radians(lon1 - lon0) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, half)))


class Place(NamedTuple):
    """Where an event is counted.

    Parameters
    ----------
    name : str
        Cercle or region of the ten-region layout, or "Mali".
    level : {"cercle", "region", "national"}
        How finely the source knows it.
    unknown : str
        A name that no alias has: it is reported, and the event stays at the coarser level.
    conflict : str
        What disagrees: name and coordinate, or cercle and region.
    """

    name: str
    level: Level
    unknown: str = ""
    conflict: str = ""


@dataclass(frozen=True)
class Gazetteer:
    """The 53 cercles with their names, codes of two generations and the reform of 2023.

    Parameters
    ----------
    cercles : list of dict
        Rows of ``data/places/cercles.csv``.
    reform : list of dict
        Rows of ``data/places/cercles_2023.csv``. A cercle of 2023 that bears an old cercle's
        name is counted there; any other is known only to its region of before.
    boundaries : geopandas.GeoSeries, optional
        Shapes by cercle, supplied by the user: then a coordinate can name a cercle.
    """

    cercles: list[dict[str, str]]
    reform: list[dict[str, str]]
    boundaries: Any = None

    @classmethod
    def load(cls, data: Path = Path("data"), boundaries: Path | None = None) -> Gazetteer:
        """Read the tables in ``data/places`` and, if given, boundaries of all cercles.

        Examples
        --------
        >>> places = Gazetteer.load()
        >>> places.locate(cercle="Ti-n-Essako").name, places.locate(region="Segou region").level
        ('Tin-Essako', 'region')
        """
        cercles, reform = (_table(data / "places" / name) for name in ("cercles.csv", "cercles_2023.csv"))
        gazetteer = cls(cercles, reform)
        if not boundaries:
            return gazetteer
        found = read_boundaries(boundaries, gazetteer)
        if lost := found.missing:
            raise InputError(f"{boundaries.name} lacks {len(lost)} of the 53 cercles ({lost[0]}): give ADM2.")
        return cls(cercles, reform, found.shapes)

    @cached_property
    def by_name(self) -> dict[str, str]:
        """Cercle by any of its plain names."""
        return {
            plain(alias): row["cercle"]
            for row in self.cercles
            for alias in [row["cercle"], *row["aliases"].split(";")]
        }

    @cached_property
    def rows(self) -> dict[str, dict[str, str]]:
        """Row by cercle."""
        return {row["cercle"]: row for row in self.cercles}

    @cached_property
    def regions(self) -> dict[str, str]:
        """Region of the ten-region layout by plain name, of before and after the reform."""
        old = {plain(row["region"]): row["region"] for row in self.cercles}
        new = {plain(row["region_2023"]): row["region_before_2016"] for row in self.reform}
        return new | {"timbuktu": "Tombouctou"} | old

    @cached_property
    def new_cercles(self) -> dict[str, str]:
        """Region of before by plain name of a cercle that the reform made."""
        made = (row for row in self.reform if not row["pcode_2021"])
        return {plain(row["cercle_2023"]): self.regions[plain(row["region_2023"])] for row in made}

    def code(self, code: str, generation: str = "", column: str = "cercle") -> str:
        """Return the cercle of a P-code, or "" where its generation decides and is not given.

        With the column ``region`` its region, which codes of both generations may share.

        Examples
        --------
        >>> places = Gazetteer.load()
        >>> places.code("ML0101", "2015"), places.code("ML0101", "2021"), places.code("ML0101")
        ('Kayes', 'Bafoulabé', '')
        """
        kinds = [f"pcode_{generation}"] if generation else ["pcode_2015", "pcode_2021"]
        found = {row[column] for row in self.cercles for kind in kinds if row[kind] == code.strip().upper()}
        return found.pop() if len(found) == 1 else ""

    def propose(self, name: str) -> tuple[str, ...]:
        """Return up to three cercles whose names look alike. A proposal for a person, never applied.

        Examples
        --------
        >>> Gazetteer.load().propose("Bandiagra")
        ('Bandiagara',)
        """
        close = difflib.get_close_matches(plain(name), [*self.by_name], n=3, cutoff=0.75)
        return tuple(dict.fromkeys(self.by_name[item] for item in close))

    def locate(
        self, cercle: str = "", region: str = "", code: str = "", generation: str = "",
        point: Point | None = None, finest: Level = "cercle",
    ) -> Place:  # fmt: skip
        """Say where an event is counted.

        The cercle's name decides, then its code, then, only with boundaries, its coordinate;
        else the region; else Mali. Without boundaries a coordinate never chooses a cercle: it
        only contradicts one, when it lies farther from the seat than the cercle reaches.

        Parameters
        ----------
        cercle, region : str
            As the source spells them.
        code, generation : str
            P-code, and "2015" or "2021".
        point : tuple of float, optional
            Latitude and longitude, in degrees.
        finest : {"cercle", "region", "national"}
            What the source's own precision allows: an event known to its region carries the
            coordinate, and sometimes the name, of a place that stands for the region.

        Examples
        --------
        >>> places = Gazetteer.load()
        >>> places.locate("Barouéli cercle", "Segou region", finest="region")
        Place(name='Ségou', level='region', unknown='', conflict='')
        >>> places.locate("Koro", "Mopti", point=(16.27, -0.05)).conflict
        'the coordinate lies 407 km from the seat of Koro, which reaches 123 km'
        """
        wide = self.regions.get(plain(region), "")
        lost = region if region.strip() and not wide else ""
        if finest == "national":
            return Place("Mali", "national", lost)
        if finest == "region":
            return Place(wide, "region", lost) if wide else Place("Mali", "national", lost)
        name = self.by_name.get(plain(cercle), "") if cercle.strip() else self.code(code, generation)
        if not name and not cercle.strip() and point:
            name = self.cercle_at(point)
        if name:
            return Place(name, "cercle", lost, self._conflict(name, wide, point))
        made = self.new_cercles.get(plain(cercle), "")
        wide = wide or made or self.code(code, generation, "region")
        lost = cercle if cercle.strip() and not made else lost
        return Place(wide, "region", lost) if wide else Place("Mali", "national", lost)

    def _conflict(self, cercle: str, region: str, point: Point | None) -> str:
        row = self.rows[cercle]
        older = {row["region"], "Gao"} if row["region"] == "Ménaka" else {row["region"]}
        if region and region not in older:
            return f"{cercle} is in {row['region']}, not in {region}"
        if not point:
            return ""
        inside = self.cercle_at(point)
        if inside and inside != cercle:
            return f"the coordinate lies in {inside}, not in {cercle}"
        away = kilometres(*point, float(row["seat_lat"]), float(row["seat_lon"]))
        if away > float(row["reach_km"]) + SLACK_KM:
            reach = f"which reaches {row['reach_km']} km"
            return f"the coordinate lies {away:.0f} km from the seat of {cercle}, {reach}"
        return ""

    def cercle_at(self, point: Point) -> str:
        """Return the cercle whose boundary holds a point, or "" (always, without boundaries)."""
        if self.boundaries is None:
            return ""
        from shapely import Point as Spot

        return str(next(iter(self.boundaries.index[self.boundaries.covers(Spot(point[::-1]))]), ""))


def _table(path: Path) -> list[dict[str, str]]:
    with in_words(f"{path.name} is missing: restore the data folder.", OSError):
        return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


class Boundaries(NamedTuple):
    """Polygons of the 53 cercles from the user's own file, and what became of its names.

    Attributes
    ----------
    shapes : geopandas.GeoSeries
        By cercle, in degrees.
    unmatched : tuple of str
        Names in the file that no alias has.
    missing : tuple of str
        Cercles that the file does not draw.
    """

    shapes: Any
    unmatched: tuple[str, ...]
    missing: tuple[str, ...]


def read_boundaries(path: Path, gazetteer: Gazetteer) -> Boundaries:
    """Read boundaries: GeoJSON, GeoPackage or shapefile; geopandas reads them.

    Names decide, in the column that has the most of them.

    Raises
    ------
    InputError
        Without geopandas, for a file it cannot read, for the cercles of the reform of 2023, and where no
        name is that of a cercle.
    """
    try:
        import geopandas
    except ImportError:
        raise InputError("Boundaries need geopandas: install it with mali-trends[boundaries].") from None
    # GDAL has errors of its own for every kind of damage
    with in_words(f"{path.name} cannot be read as boundaries: give GeoJSON or GeoPackage.", Exception):
        frame = geopandas.read_file(path)
        names = frame.drop(columns=frame.geometry.name).astype(str)
        shapes = frame.geometry if frame.crs is None else frame.geometry.to_crs("EPSG:4326")
    best = max(names, key=lambda column: names[column].map(plain).isin(gazetteer.by_name).sum(), default="")
    read = names[best].map(plain) if best else names.sum(axis=1)
    found = read.map(gazetteer.by_name)
    if read.isin(gazetteer.new_cercles).sum() > len(gazetteer.rows):
        raise InputError(f"{path.name} holds the cercles of 2023: give the layout of 53 cercles.")
    if not found.notna().any():
        raise InputError(f"{path.name} has no names of cercles: add a column with them.")
    joined = geopandas.GeoDataFrame({"cercle": found}, geometry=shapes).dropna().dissolve("cercle").geometry
    missing = tuple(name for name in gazetteer.rows if name not in joined.index)
    return Boundaries(joined, tuple(sorted(names[best][found.isna()])), missing)
