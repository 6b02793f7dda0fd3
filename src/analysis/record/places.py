"""Places: from a source's words and coordinates to cercles, never surer than it."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any, Literal, NamedTuple

from analysis.errors import InputError, in_words
from analysis.record import files, store

Level = Literal["cercle", "region", "national"]
Point = tuple[float, float]
EQUATOR_KM, FLAT = 6378.137, 1 / 298.257223563  # WGS 84: its half axis and flattening
NEAR = 0.15  # degrees that a seat may lie outside the boundary of its cercle, simplified as that may be
SLACK_KM = 10  # a simplified boundary may cut a corner by this much
_KIND = ("cercle", "region", "district", "province", "de", "du", "d", "la", "of")


def plain(text: str) -> str:
    """Return a name without accents, case, punctuation and the words "cercle" and "region".

    Examples
    --------
    >>> plain("Barouéli cercle"), plain("Région de Ségou"), plain("Ti-n-Essako")
    ('baroueli', 'segou', 'ti_n_essako')
    """
    return "_".join(word for word in files.key(text).split("_") if word not in _KIND)


def kilometres(lat0: Any, lon0: Any, lat1: Any, lon1: Any) -> Any:
    """Return the distance between points, in km, on WGS 84: Andoyer and Lambert's, right to 5 m in Mali.

    Examples
    --------
    >>> round(kilometres(12.64292, -8.00209, 16.26849, -0.05022))  # Bamako to Gao
    946
    """
    import numpy as np

    one, two = (np.arctan((1 - FLAT) * np.tan(np.radians(lat))) for lat in (lat0, lat1))
    middle, half, turn = (one + two) / 2, (two - one) / 2, np.radians(np.subtract(lon1, lon0)) / 2
    share = np.sin(half) ** 2 + np.cos(one) * np.cos(two) * np.sin(turn) ** 2
    arc = 2 * np.arcsin(np.sqrt(share))
    across = (arc - np.sin(arc)) * (np.sin(middle) * np.cos(half)) ** 2 / (1 - share)
    along = (arc + np.sin(arc)) * (np.cos(middle) * np.sin(half)) ** 2 / np.maximum(share, 1e-30)
    return EQUATOR_KM * (arc - FLAT / 2 * (across + along))


class Place(NamedTuple):
    """Where an event is counted."""

    name: str  # cercle or region of the ten-region layout, or "Mali"
    level: Level  # how finely the source knows it
    unknown: str = ""  # a name that no alias has: it is reported, and the event stays at the coarser level
    conflict: str = ""  # what disagrees: name and coordinate, or cercle and region


class Gazetteer:
    """The 53 cercles with their names and the reform of 2023.

    Parameters
    ----------
    data : Path
        The folder with the tables ``places/cercles.csv`` and ``places/cercles_2023.csv``. A cercle of 2023
        that bears an old cercle's name is counted there; any other is known only to its region of before.
    boundaries : Path, optional
        Shapes of all cercles, supplied by the user: then a coordinate can name a cercle.

    Attributes
    ----------
    cercles, reform : list of dict
        Rows of the two tables; `rows` has the first by cercle.
    by_name, regions, new_cercles : dict
        By plain name: the cercle; the region of ten, for one of before or after the reform; the region of
        before, for a cercle that the reform made.

    Examples
    --------
    >>> places = Gazetteer()
    >>> places.locate(cercle="Ti-n-Essako").name, places.locate(region="Segou region").level
    ('Tin-Essako', 'region')
    """

    def __init__(self, data: Path = Path("data"), boundaries: Path | None = None) -> None:
        both = ((data / f"places/{name}.csv", store.resource(name)) for name in ("cercles", "cercles_2023"))
        self.cercles, self.reform = (store.read_as(*one).to_dict("records") for one in both)
        self.rows = {row["cercle"]: row for row in self.cercles}
        spelt = {name: [name, *row["aliases"].split(";")] for name, row in self.rows.items()}
        self.by_name = {plain(alias): name for name, aliases in spelt.items() for alias in aliases}
        before = {plain(row["region_2023"]): row["region_before_2016"] for row in self.reform}
        of_ten = {plain(row["region"]): row["region"] for row in self.cercles}
        self.regions = before | {"timbuktu": "Tombouctou"} | of_ten
        made = {plain(row["cercle_2023"]): row for row in self.reform if not row["pcode_2021"]}
        self.new_cercles = {name: self.regions[plain(row["region_2023"])] for name, row in made.items()}
        self.boundaries = read_boundaries(boundaries, self) if boundaries else None

    def propose(self, name: str) -> tuple[str, ...]:
        """Return up to three cercles whose names look alike. A proposal for a person, never applied.

        Examples
        --------
        >>> Gazetteer().propose("Bandiagra")
        ('Bandiagara',)
        """
        close = difflib.get_close_matches(plain(name), [*self.by_name], n=3, cutoff=0.75)
        return tuple(dict.fromkeys(self.by_name[item] for item in close))

    def locate(
        self, cercle: str = "", region: str = "", point: Point | None = None, finest: Level = "cercle"
    ) -> Place:
        """Say where an event is counted.

        The cercle's name decides, then, only with boundaries, its coordinate; else the region;
        else Mali. Without boundaries a coordinate never chooses a cercle: it only contradicts one,
        when it lies farther from the seat than the cercle reaches.

        Parameters
        ----------
        cercle, region : str
            As the source spells them.
        point : tuple of float, optional
            Latitude and longitude, in degrees.
        finest : {"cercle", "region", "national"}
            What the source's own precision allows: an event known to its region carries the
            coordinate, and sometimes the name, of a place that stands for the region.

        Examples
        --------
        >>> places = Gazetteer()
        >>> places.locate("Barouéli cercle", "Segou region", finest="region")
        Place(name='Ségou', level='region', unknown='', conflict='')
        >>> places.locate("Koro", "Mopti", point=(16.27, -0.05)).conflict
        'the coordinate lies 407 km from the seat of Koro, which reaches 123 km'
        """
        wide = self.regions.get(plain(region), "")
        lost = region if region.strip() and not wide else ""
        if finest == "cercle":
            spelt = plain(cercle if cercle.strip() else self.cercle_at(point))
            if name := self.by_name.get(spelt, ""):
                return Place(name, "cercle", lost, self._conflict(name, wide, point))
            made = self.new_cercles.get(spelt, "")
            wide = wide or made
            lost = cercle if cercle.strip() and not made else lost
        if wide and finest != "national":
            return Place(wide, "region", lost)
        return Place("Mali", "national", lost)

    def _conflict(self, cercle: str, region: str, point: Point | None) -> str:
        row = self.rows[cercle]
        older = {row["region"], "Gao"} if row["region"] == "Ménaka" else {row["region"]}
        if region and region not in older:
            return f"{cercle} is in {row['region']}, not in {region}"
        inside = self.cercle_at(point)
        if inside and inside != cercle and plain(inside) not in self.new_cercles:
            return f"the coordinate lies in {inside}, not in {cercle}"
        away = kilometres(*point, float(row["seat_lat"]), float(row["seat_lon"])) if point else 0
        if away > float(row["reach_km"]) + SLACK_KM:
            seat = f"the seat of {cercle}, which reaches {row['reach_km']} km"
            return f"the coordinate lies {away:.0f} km from {seat}"
        return ""

    def cercle_at(self, point: Point | None) -> str:
        """Return the cercle whose boundary holds a point, of 2023 too, or "" (always, without boundaries)."""
        if self.boundaries is None or not point:
            return ""
        from shapely import Point as Spot

        return str(next(iter(self.boundaries.index[self.boundaries.covers(Spot(point[::-1]))]), ""))


def read_boundaries(path: Path, gazetteer: Gazetteer) -> Any:
    """Read boundaries of the cercles: GeoJSON, GeoPackage or shapefile; geopandas reads them.

    Names decide, in the column that has the most of them. Returns a GeoSeries by cercle, in degrees; those
    of the reform of 2023 keep their names, `odd` in its ``attrs`` are names that are no cercle's.

    Raises
    ------
    InputError
        Without geopandas, for a file it cannot read, and where a cercle is missing; the sentence tells
        names that are no cercle's.
    """
    with in_words("Boundaries need geopandas: install it with mali-trends[boundaries].", ImportError):
        import geopandas
        from shapely import Point as Spot
    # GDAL has errors of its own for every kind of damage
    with in_words(f"{path.name} cannot be read as boundaries: give GeoJSON or GeoPackage.", Exception):
        files.require_shapes(path)
        frame = geopandas.read_file(path)
        names = frame.drop(columns=frame.geometry.name).astype(object).fillna("").map(str)
        shapes = frame.geometry if frame.crs is None else frame.geometry.to_crs("EPSG:4326")
    best = max(names, key=lambda column: names[column].map(plain).isin(gazetteer.by_name).sum(), default="")
    read = names[best].map(plain) if best else names.sum(axis=1)
    found = read.map(gazetteer.by_name).fillna(read.where(read.isin(gazetteer.new_cercles)))
    lost = [name for name in gazetteer.rows if name not in found.to_numpy()]
    east = [name for name, row in gazetteer.rows.items() if row["region"] == "Ménaka"]
    if lost and {*lost} < {*east}:  # of before 2016: the region was one cercle, which tells none of its parts
        found, lost = found.where(~found.isin(east)), []
    strange = sorted(filter(None, names[best][found.isna()])) if best else []
    odd = " ".join(", ".join(strange[:5]).split())
    if lost:
        what = f"{path.name} lacks {len(lost)} of the 53 cercles ({lost[0]}; no cercle: {odd or 'none'})"
        raise InputError(f"{what}: give ADM2, with a column of names.")
    cercles = geopandas.GeoDataFrame({"cercle": found}, geometry=shapes).dropna().dissolve("cercle").geometry
    for name in cercles.index.intersection([*gazetteer.rows]):
        row, shape = gazetteer.rows[name], cercles[name]
        if shape.distance(Spot(float(row["seat_lon"]), float(row["seat_lat"]))) > NEAR:
            what = f"the seat of {name} is outside its boundary; give each name its own shape"
            raise InputError(f"{path.name}: {what}, and coordinates as longitude and latitude in degrees.")
    cercles.attrs["odd"] = odd
    return cercles
