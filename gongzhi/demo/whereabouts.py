"""A report's point lies in a grid, near its edge, or now and then beyond the city, and is given as devices give it."""

from math import cos, pi, radians, sin
from random import Random

import shapely

from gongzhi.demo.plane import KM_PER_DEGREE
from gongzhi.kernel import Crs, GeoPoint
from gongzhi.places.crs import gcj02_of

METRES = KM_PER_DEGREE * 1000
EDGE_M = 12.0

LonLat = tuple[float, float]


def inside(outline: shapely.Polygon, random: Random) -> LonLat:
    """A point of the outline, in degrees."""
    west, south, east, north = outline.bounds
    for _ in range(200):
        lon, lat = random.uniform(west, east), random.uniform(south, north)
        if shapely.contains_xy(outline, lon, lat):
            return lon, lat
    middle = outline.representative_point()
    return middle.x, middle.y


def near_edge(outline: shapely.Polygon, random: Random) -> LonLat:
    """A point within 12 m of the outline, on either side of it."""
    rim = outline.exterior.interpolate(random.random(), normalized=True)
    return moved((rim.x, rim.y), random.uniform(0, EDGE_M), random)


def beyond(outline: shapely.Polygon, random: Random) -> LonLat:
    """A point some kilometres outside of the outline."""
    while True:
        rim = outline.exterior.interpolate(random.random(), normalized=True)
        lon, lat = moved((rim.x, rim.y), random.uniform(1500, 6000), random)
        if not shapely.contains_xy(outline, lon, lat):
            return lon, lat


def moved(at: LonLat, metres: float, random: Random) -> LonLat:
    """The point so many metres away in any direction."""
    turn = random.uniform(0, 2 * pi)
    lon, lat = at
    return lon + metres * cos(turn) / (METRES * cos(radians(lat))), lat + metres * sin(turn) / METRES


def given(at: LonLat, crs: Crs) -> GeoPoint:
    """The WGS84 point as a device gives it that works in `crs`, six digits."""
    lon, lat = gcj02_of(*at) if crs is Crs.GCJ02 else at
    return GeoPoint(lon=round(lon, 6), lat=round(lat, 6), crs=crs)
