"""Every point is kept as WGS84; a point given in another system is turned into it, to within half a metre.

CGCS2000 counts as WGS84: the two ellipsoids differ by 0.1 mm and the frames by centimetres, and what the plates have
moved since (under a metre in 25 years) is far below a phone's error and the 30 m that count as an edge here.
GCJ-02 and BD-09 are published nowhere; these are the formulas known from use (GB/T 39609 and GB/T 47678 ask for
CGCS2000, so every such point is turned). Both have no closed inverse: it is found by iteration.
"""

import math
from types import ModuleType
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gongzhi.kernel import Crs, GeoPoint

# The formulas run on single floats (math) and on arrays (numpy) alike, hence Any.
Pair = tuple[Any, Any]

AXIS, ECCENTRICITY = 6378245.0, 0.00669342162296594323  # Krasovsky, as GCJ-02 uses it
CHINA = (72.004, 0.8293, 137.8347, 55.8271)  # where GCJ-02 shifts at all: west, south, east, north
ROUNDS = 12
CLOSE_ENOUGH = 1e-9  # degrees, about 0.1 mm


def in_china(lon: Any, lat: Any) -> Any:
    """Whether GCJ-02 shifts the point: a rough rectangle, as the system itself uses."""
    west, south, east, north = CHINA
    return (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)


def _bend(x: Any, y: Any, m: ModuleType) -> Pair:
    root, px, py = m.sqrt(m.fabs(x)), x * m.pi, y * m.pi
    both = (20 * m.sin(6 * px) + 20 * m.sin(2 * px)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + both
    east = east + (20 * m.sin(px) + 40 * m.sin(px / 3) + 150 * m.sin(px / 12) + 300 * m.sin(px / 30)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + both
    north = north + (20 * m.sin(py) + 40 * m.sin(py / 3) + 160 * m.sin(py / 12) + 320 * m.sin(py / 30)) * 2 / 3
    return east, north


def gcj02_of(lon: Any, lat: Any, m: ModuleType = math) -> Pair:
    """GCJ-02 of a WGS84 point, degrees; `m` is math for floats, numpy for arrays."""
    east, north = _bend(lon - 105, lat - 35, m)
    turn = lat / 180 * m.pi
    magic = 1 - ECCENTRICITY * m.sin(turn) ** 2
    inside = in_china(lon, lat)
    east = east * 180 / (AXIS / m.sqrt(magic) * m.cos(turn) * m.pi)
    north = north * 180 / (AXIS * (1 - ECCENTRICITY) / (magic * m.sqrt(magic)) * m.pi)
    return lon + east * inside, lat + north * inside


def bd09_of(lon: Any, lat: Any, m: ModuleType = math) -> Pair:
    """BD-09 of a WGS84 point, degrees."""
    x, y = gcj02_of(lon, lat, m)
    fast = m.pi * 3000 / 180
    reach = m.sqrt(x * x + y * y) + 0.00002 * m.sin(y * fast)
    angle = m.atan2(y, x) + 0.000003 * m.cos(x * fast)
    return reach * m.cos(angle) + 0.0065, reach * m.sin(angle) + 0.006


FORWARD = {Crs.GCJ02: gcj02_of, Crs.BD09: bd09_of}


def wgs84_of(lon: Any, lat: Any, crs: Crs, m: ModuleType = math) -> Pair:
    """WGS84 longitude and latitude, degrees, of a point given in `crs`."""
    if crs not in FORWARD:
        return lon, lat
    forward, x, y = FORWARD[crs], lon, lat
    for _ in range(ROUNDS):
        east, north = forward(x, y, m)
        off_x, off_y = east - lon, north - lat
        x, y = x - off_x, y - off_y
        if np.all(np.fabs(off_x) + np.fabs(off_y) < CLOSE_ENOUGH):
            break
    return x, y


def to_wgs84(point: GeoPoint) -> tuple[float, float]:
    """WGS84 longitude and latitude, degrees, of a point in any of the four systems (domain.md §1.9: within 0.5 m)."""
    if point.crs not in FORWARD:
        return point.lon, point.lat
    lon, lat = wgs84_of(point.lon, point.lat, point.crs)
    return float(lon), float(lat)


def shapes_to_wgs84(shapes: "np.ndarray[Any, Any]", crs: Crs) -> "np.ndarray[Any, Any]":
    """The same outlines with every corner in WGS84; an array of geometries in, a new array out."""
    if crs not in FORWARD:
        return shapes

    def turn(corners: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
        return np.column_stack(wgs84_of(corners[:, 0], corners[:, 1], crs, np))

    return np.asarray(shapely.transform(shapes, turn), dtype=object)


def shape_to_wgs84(shape: BaseGeometry, crs: Crs) -> BaseGeometry:
    """One outline with every corner in WGS84."""
    turned: BaseGeometry = shapes_to_wgs84(np.array([shape], dtype=object), crs)[0]
    return turned
