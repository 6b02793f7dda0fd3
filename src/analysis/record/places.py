"""Places and alleged perpetrators: from a source's words to cercles and groups, never surer than it."""

import difflib
import re
from pathlib import Path
from typing import Any, Literal, NamedTuple

from analysis.errors import InputError, in_words
from analysis.record import files, store

Level = Literal["cercle", "region", "national"]
Point = tuple[float, float] | None
EQUATOR_KM, FLAT = 6378.137, 1 / 298.257223563  # WGS 84: its half axis and flattening
NEAR = 0.15  # degrees that a seat may lie outside the boundary of its cercle, simplified as that may be
SLACK_KM = 10  # a simplified boundary may cut a corner by this much
_KIND = ("cercle", "region", "district", "province", "de", "du", "d", "la", "of")
FOREIGN = "malian_forces_with_foreign"  # alone, too: the notes speak of this personnel only beside the forces


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
        self.regions = before | {"timbuktu": "Tombouctou"}
        self.regions |= {plain(row["region"]): row["region"] for row in self.cercles}
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
        self, cercle: str = "", region: str = "", point: Point = None, finest: Level = "cercle"
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
            wide, lost = wide or made, cercle if cercle.strip() and not made else lost
        if wide and finest != "national":
            return Place(wide, "region", lost)
        return Place("Mali", "national", lost)

    def _conflict(self, cercle: str, region: str, point: Point) -> str:
        row = self.rows[cercle]
        if region not in ("", row["region"]) and (row["region"], region) != ("Ménaka", "Gao"):  # as it was
            return f"{cercle} is in {row['region']}, not in {region}"
        inside = self.cercle_at(point)
        if inside and inside != cercle and plain(inside) not in self.new_cercles:
            return f"the coordinate lies in {inside}, not in {cercle}"
        away = kilometres(*point, float(row["seat_lat"]), float(row["seat_lon"])) if point else 0
        if away > float(row["reach_km"]) + SLACK_KM:
            seat = f"the seat of {cercle}, which reaches {row['reach_km']} km"
            return f"the coordinate lies {away:.0f} km from {seat}"
        return ""

    def cercle_at(self, point: Point) -> str:
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
    odd = " ".join(", ".join(sorted(filter(None, names[best][found.isna()]))[:5]).split()) if best else ""
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


def _name(name: str, source: str) -> str:
    """Return a name as names are compared: by the roots of its words, with commas between those joined.

    Public sources join by commas alone: an "and" of theirs is part of a name. A ``*`` stays.
    """
    parts = re.split(files.WORDS["joined"], name) if source == "own" else name.split(",")
    return ",".join(filter(None, ("*".join(map(files.root, part.split("*"))) for part in parts)))


def perpetrators() -> list[str]:
    """Return the groups of the mission's notes, then those of whom it is not known to which they belong.

    ``unidentified`` the source itself, ``not_mapped`` the table of actors does not say, and of
    ``not_attributed`` the source names two sides of a clash.
    """
    fields = store.dictionary()["imports"]["cells"]["schema"]["fields"]
    return next(list(field["constraints"]["enum"]) for field in fields if field["name"] == "group")


class Actors:
    """The mapping of ``data/actors.csv``; the first row that fits decides.

    A ``*`` in a pattern stands for anything but a comma, so that no pattern swallows a coalition.

    Examples
    --------
    >>> actors = Actors()
    >>> actors.group("Government of Mali, Government of Russia (Soviet Union)", "ucdp", "2024-03-27")
    'malian_forces_with_foreign'
    >>> actors.group("GATIA, MSA", "ucdp", "2018-04-26"), actors.group("Nobody's Army", "ucdp", "2018-04-26")
    ('signatory', 'not_mapped')
    """

    def __init__(self, data: Path = Path("data")) -> None:
        table = store.read_as(data / "actors.csv", store.resource("actors"), str.strip)
        self.rules = [*map(_rule, table.to_dict("records"))]

    def group(self, name: str, source: str, day: str, joined: str = "") -> str:
        """Return the group of an actor, or of a coalition joined by commas, on a day: one of `perpetrators`.

        It is ``not_mapped`` for a name unknown or a coalition across groups.

        Parameters
        ----------
        name : str
            As the source spells it; in a sheet, names joined by / ; & + et ou and or vs are told apart as
            by commas. Names may themselves contain these: the longest run of parts that the table knows
            counts as one name.
        source, day : str
            ``ucdp``, ``acled`` or ``own``, and an ISO date: names and alliances hold for a time.
        joined : str
            Actors that the source puts beside it, separated by semicolons. They can only turn
            the Malian forces into the Malian forces with foreign personnel.
        """
        spelt = _name(name, source)
        groups = self._groups(spelt.split(","), source, day)
        if source == "own" and groups != {"not_mapped"}:  # what a pattern swallows may be another group
            groups |= {rule[4] for rule in self._rules(source, day) if rule[5].search(spelt)}
        if groups == {"malian_forces"}:
            groups |= {self._one(_name(item, source), source, day) for item in joined.split(";")} & {FOREIGN}
        if groups == {"malian_forces", FOREIGN}:
            return FOREIGN
        return groups.pop() if len(groups) == 1 else "not_mapped"

    def _groups(self, parts: list[str], source: str, day: str) -> set[str]:
        """Return the groups of names joined by commas, some of which hold commas: the longest known first."""
        for end in range(len(parts), 0, -1):
            if found := self._one(",".join(parts[:end]), source, day):
                return {found} | (self._groups(parts[end:], source, day) if parts[end:] else set())
        return {"not_mapped"}

    def _one(self, name: str, source: str, day: str) -> str:
        return next((rule[4] for rule in self._rules(source, day) if rule[0].fullmatch(name)), "")

    def _rules(self, source: str, day: str) -> list[Any]:
        return [rule for rule in self.rules if rule[1] in ("*", source) and rule[2] <= day <= rule[3]]


def _rule(row: dict[Any, str]) -> tuple[Any, ...]:
    """Return pattern, source, first and last day, group, and what finds the pattern within other words."""
    words = _name(row["pattern"], row["source"])
    alone = f"(?<![a-z0-9]){words.strip('*_')}(?![a-z0-9])"
    whole, within = (re.compile(form.replace("*", "[^,]*")) for form in (words, alone))
    return whole, row["source"], row["from"], row["to"] or "9999", row["group"], within
