"""Areas are drawn square by square: far away the counties, near by the grids and the compounds in them."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from django.db.models import Max, Min, Q
from shapely.geometry.base import BaseGeometry

from gongzhi.kernel import Refused
from gongzhi.places.earth import Array
from gongzhi.places.models import Boundary
from gongzhi.places.mvt import EXTENT, POINT, POLYGON, Feature, Step, tile
from gongzhi.places.standing import standing, stored_shapes

DEEPEST = 16
"""Beyond this zoom the browser enlarges what it has."""
FROM = {"city": 0, "county": 0, "township": 8, "community": 10, "grid": 12, "compound": 14}
"""The zoom from which a level is drawn."""
MARGIN = 64 / EXTENT
FINE = 4 / EXTENT
"""What is smaller than this part of a tile's side is not drawn."""
TILES_KEPT = 2000
WORLD = {"west": -180.0, "south": -85.0, "east": 180.0, "north": 85.0}


@dataclass(frozen=True, eq=False, slots=True)
class Drawn:
    """The areas of a level in Web Mercator, the whole world from 0 to 1, y downwards, and where their names stand."""

    codes: tuple[str, ...]
    shapes: Array
    names: Array
    tree: shapely.STRtree
    name_tree: shapely.STRtree


def area_tile(zoom: int, x: int, y: int, at: datetime) -> tuple[bytes, int]:
    """The areas in that square under the boundaries in force at `at`, with names, and the version of the boundaries.

    Layers named as the levels (polygons: code, name), and `names` (points: level, code, name). Refuses a square that is
    not on the map with 422 `tile-unknown`.
    """
    on_the_map(zoom, x, y)
    version = standing().version_at(at)
    return _area_tile(standing().stamp, version, zoom, x, y), version


def bounds(at: datetime) -> dict[str, float]:
    """West, south, east and north of everything drawn, in WGS84 degrees; the whole world where nothing is."""
    version = standing().version_at(at)
    held = Boundary.objects.filter(Q(last=None) | Q(last__gte=version), kind="outline", first__lte=version)
    found = held.aggregate(west=Min("west"), south=Min("south"), east=Max("east"), north=Max("north"))
    return found if found["west"] is not None else WORLD


def on_the_map(zoom: int, x: int, y: int) -> None:
    """Refuse a square that there is not: 422 `tile-unknown`."""
    if not (0 <= zoom <= DEEPEST and 0 <= x < 1 << zoom and 0 <= y < 1 << zoom):
        raise Refused("tile-unknown", status=422, zoom=zoom, x=x, y=y, deepest=DEEPEST)


def mercator(lonlat: Array) -> Array:
    """WGS84 degrees (n × 2) as parts of the Web Mercator world, from its upper left corner."""
    lon, lat = lonlat[:, 0], np.radians(np.clip(lonlat[:, 1], -85.0511, 85.0511))
    return np.column_stack(((lon + 180.0) / 360.0, 0.5 - np.log(np.tan(np.pi / 4 + lat / 2)) / (2 * np.pi)))


@lru_cache(maxsize=TILES_KEPT)
def _area_tile(stamp: Any, version: int, zoom: int, x: int, y: int) -> bytes:
    levels = _drawn(stamp, version)
    shown = {level: levels[level] for level, first in FROM.items() if zoom >= first and level in levels}
    layers = {level: _outlines(drawn, zoom, x, y) for level, drawn in shown.items()}
    named = (feature for level, drawn in shown.items() for feature in _names(level, drawn, zoom, x, y))
    return tile({**layers, "names": named})


_drawing = threading.Lock()


def _drawn(stamp: Any, version: int) -> dict[str, Drawn]:
    with _drawing:  # threads that ask for the first tiles at once wait for one drawing
        return _draw(stamp, version)


@lru_cache(maxsize=2)
def _draw(stamp: Any, version: int) -> dict[str, Drawn]:
    areas = standing().tree
    by_level: dict[str, list[tuple[str, BaseGeometry]]] = {}
    for code, shape in sorted(stored_shapes(version, "outline").items()):
        by_level.setdefault(areas.area(code).level, []).append((code, shape))
    return {
        level: _level(tuple(code for code, _ in found), [each for _, each in found])
        for level, found in by_level.items()
    }


def _level(codes: tuple[str, ...], found: list[BaseGeometry]) -> Drawn:
    shapes = np.empty(len(found), dtype=object)
    shapes[:] = found
    shapes = shapely.transform(shapes, mercator)
    names = shapely.point_on_surface(shapes)
    return Drawn(codes, shapes, names, shapely.STRtree(shapes), shapely.STRtree(names))


def _outlines(drawn: Drawn, zoom: int, x: int, y: int) -> Iterator[Feature]:
    side = 1.0 / (1 << zoom)
    west, north, over = x * side, y * side, MARGIN * side
    bounds = (west - over, north - over, west + side + over, north + side + over)
    found = np.sort(drawn.tree.query(shapely.box(*bounds)))
    shapes = shapely.clip_by_rect(drawn.shapes[found], *bounds)
    shapes = shapely.simplify(shapes, FINE * side / 2)
    shapes = shapely.transform(shapes, lambda corners: np.rint((corners - (west, north)) / side * EXTENT))
    refs = standing().tree
    for place, shape in zip(found.tolist(), shapes, strict=True):
        rings = list(_rings(shape))
        if rings:
            code = drawn.codes[place]
            yield Feature(kind=POLYGON, parts=rings, tags={"code": code, "name": refs.area(code).name})


def _rings(shape: BaseGeometry) -> Iterator[list[Step]]:
    """The rings of all polygons, outer ones clockwise on a map whose y runs downwards."""
    for part in shapely.get_parts(shape):
        if part.geom_type != "Polygon":
            continue
        outer, holes = _ring(part.exterior, turn=1), [_ring(hole, turn=-1) for hole in part.interiors]
        if outer:
            yield outer
            yield from (hole for hole in holes if hole)


def _ring(line: Any, turn: int) -> list[Step]:
    corners = shapely.get_coordinates(line).astype(np.int64)
    corners = corners[np.r_[True, np.any(corners[1:] != corners[:-1], axis=1)]][:-1]
    if len(corners) < 3:
        return []
    after = np.roll(corners, -1, axis=0)
    twice = int(np.sum(corners[:, 0] * after[:, 1] - after[:, 0] * corners[:, 1]))
    if twice == 0:
        return []
    steps = corners if twice * turn > 0 else corners[::-1]
    return [(int(east), int(south)) for east, south in steps]


def _names(level: str, drawn: Drawn, zoom: int, x: int, y: int) -> Iterator[Feature]:
    side = 1.0 / (1 << zoom)
    west, north = x * side, y * side
    refs = standing().tree
    for place in np.sort(drawn.name_tree.query(shapely.box(west, north, west + side, north + side))).tolist():
        east, south = ((shapely.get_coordinates(drawn.names[place])[0] - (west, north)) / side * EXTENT).astype(int)
        code = drawn.codes[place]
        tags = {"level": level, "code": code, "name": refs.area(code).name}
        yield Feature(kind=POINT, parts=[[(int(east), int(south))]], tags=tags)
