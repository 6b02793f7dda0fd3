"""The 53 cercles, their seats and how far these are apart."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.record.places import Gazetteer
from analysis.record.store import home

Numbers = NDArray[Any]


@functools.cache
def gazetteer() -> Gazetteer:
    """Return the cercles of ``data/places``, read once."""
    return Gazetteer.load(home() / "data")


def seats() -> Numbers:
    """Return latitude and longitude of the 53 seats, in degrees, in the gazetteer's order."""
    rows = gazetteer().cercles
    return np.array([[float(row["seat_lat"]), float(row["seat_lon"])] for row in rows])


def cercles() -> list[str]:
    """Return the names of the 53 cercles, in the gazetteer's order."""
    return [row["cercle"] for row in gazetteer().cercles]


def distances(points: Numbers) -> Numbers:
    """Return the geodesic distances between points (latitude, longitude), in km, on WGS 84.

    Examples
    --------
    >>> from analysis.measure.placed import distances
    >>> distances(np.array([[12.64292, -8.00209], [16.26849, -0.05022]])).round()  # Bamako and Gao
    array([[  0., 946.],
           [946.,   0.]])
    """
    from pyproj import Geod

    lat, lon = (np.broadcast_to(axis, (len(points),) * 2) for axis in points.T)
    _, _, metres = Geod(ellps="WGS84").inv(lon, lat, lon.T, lat.T)
    return np.asarray(metres) / 1000
