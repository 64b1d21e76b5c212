"""One city is laid on a plane at its middle latitude, where metres are metres to about one in a hundred."""

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gongzhi.places.earth import Array, metres_per_degree
from gongzhi.places.ground import Ground

EDGE_M = 30.0  # within this of a neighbour a point is on the edge (a telephone's error in a street)

# Position of the area in the atlas, metres outside of it (0 when it covers the point), metres to its edge.
Hit = tuple[int, float, float]


class Sheet:
    """The finest areas of one city in an index; positions count from `first` and follow the order of the codes."""

    def __init__(self, ground: Ground, first: int, gap: BaseGeometry | None) -> None:
        self.first = first
        self.codes = [code for code, finest in zip(ground.codes, ground.finest, strict=True) if finest]
        outlines = ground.shapes[ground.finest]
        west, south, east, north = shapely.total_bounds(outlines)
        self._east, self._north = (float(scale) for scale in metres_per_degree((south + north) / 2))
        reach_x, reach_y = EDGE_M / self._east * 1.1, EDGE_M / self._north * 1.1
        self._box = (west - reach_x, south - reach_y, east + reach_x, north + reach_y)
        self._areas = self._flat(outlines)
        self._edges = shapely.boundary(self._areas)
        shapely.prepare(self._edges)
        self._tree = shapely.STRtree(self._areas)
        self._gap = gap
        shapely.prepare(gap)
        self._compounds = ground.compounds
        self._compound_tree = shapely.STRtree(ground.compound_shapes)

    def _flat(self, shapes: Array) -> Array:
        scale = np.array([self._east, self._north])
        return np.asarray(shapely.transform(shapes, lambda corners: corners * scale), dtype=object)

    def may_hold(self, lon: float, lat: float) -> bool:
        """Whether the point lies in the box around the city."""
        west, south, east, north = self._box
        return bool(west <= lon <= east and south <= lat <= north)

    def hits(self, lon: float, lat: float) -> list[Hit]:
        """The areas that cover the point or lie within 30 m of it."""
        point = shapely.Point(lon * self._east, lat * self._north)
        near = self._tree.query(point, predicate="dwithin", distance=EDGE_M)
        if near.size == 0:
            return []
        away = shapely.distance(self._areas[near], point).tolist()
        depth = shapely.distance(self._edges[near], point).tolist()
        return [(self.first + area, out, deep) for area, out, deep in zip(near.tolist(), away, depth, strict=True)]

    def hits_of_many(self, lons: Array, lats: Array) -> tuple[Array, Array, Array, Array]:
        """The same for arrays: which point, which area, metres outside of it, metres to its edge."""
        west, south, east, north = self._box
        here = np.nonzero((west <= lons) & (lons <= east) & (south <= lats) & (lats <= north))[0]
        points: Array = np.asarray(shapely.points(lons[here] * self._east, lats[here] * self._north))
        which, area = self._tree.query(points, predicate="dwithin", distance=EDGE_M)
        away: Array = np.asarray(shapely.distance(self._areas[area], points[which]))
        depth: Array = np.asarray(shapely.distance(self._edges[area], points[which]))
        return here[which], area + self.first, away, depth

    def covering(self, lons: Array, lats: Array) -> tuple[Array, Array]:
        """Which point is covered by which area, edges counted in."""
        which, area = self._tree.query(shapely.points(lons * self._east, lats * self._north), predicate="intersects")
        return which, area + self.first

    def nearest(self, lon: float, lat: float) -> tuple[float, str]:
        """Metres to the nearest area, and its code."""
        point = shapely.Point(lon * self._east, lat * self._north)
        area = int(self._tree.query_nearest(point).min())
        return float(shapely.distance(self._areas[area], point)), self.codes[area]

    def in_gap(self, lon: float, lat: float) -> bool:
        """Whether the city encloses the point and leaves it open."""
        return self._gap is not None and bool(shapely.intersects_xy(self._gap, lon, lat))

    def compound_at(self, lon: float, lat: float) -> str | None:
        """The compound around the point, the lowest code of several."""
        if not self._compounds:
            return None
        found = self._compound_tree.query(shapely.Point(lon, lat), predicate="intersects")
        return self._compounds[int(found.min())] if found.size else None
