"""Every point gets one plain answer: in this grid, near that edge, in an overlap, in a gap, outside, or not mapped."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
from shapely.geometry.base import BaseGeometry

from gongzhi.places.earth import Array
from gongzhi.places.ground import Ground, grounds
from gongzhi.places.sheet import EDGE_M, Hit, Sheet
from gongzhi.places.tree import Tree

ON_EDGE_M = 0.05  # a point this near to an edge lies on it: coordinates are kept to a centimetre


@dataclass(frozen=True, kw_only=True, slots=True)
class Fix:
    """Where a point lies.

    how: "inside" | "edge" (within 30 m of another area, which `others` names, nearest first) | "overlap" (`others` are
    the other areas that cover it) | "gap" | "outside" (`others` is the nearest area) | "unmapped" (no outlines at all).
    area: the area chosen, the lowest code where several have the same right; None for gap, outside and unmapped.
    edge_m: metres to the edge of `area`, or to the nearest area when there is none. version: the boundary version (0 =
    none). lat, lon: WGS84 degrees, 7 digits. compound: the residential compound around the point, where one is drawn.
    """

    how: str
    area: str | None
    others: tuple[str, ...]
    edge_m: float | None
    version: int
    lat: float
    lon: float
    compound: str | None = None


class Atlas:
    """The ground of all cities under one boundary version. Never changes once made, so threads may share it."""

    def __init__(self, version: int, cities: Iterable[Ground], gaps: Mapping[str, BaseGeometry]) -> None:
        self.version = version
        self.codes: list[str] = []
        self.sheets: list[Sheet] = []
        for city in cities:
            if not len(city.codes):
                continue
            self.sheets.append(Sheet(city, len(self.codes), gaps.get(city.root)))
            self.codes.extend(self.sheets[-1].codes)

    def locate(self, lon: float, lat: float) -> Fix:
        """The answer for one WGS84 point in degrees."""
        hits = [hit for sheet in self.sheets if sheet.may_hold(lon, lat) for hit in sheet.hits(lon, lat)]
        return self._answer(round(lon, 7), round(lat, 7), hits)

    def locate_many(self, lons: Array, lats: Array) -> list[Fix]:
        """The same answers as `locate`, for arrays of degrees, many at a time."""
        lons, lats = np.asarray(lons, dtype=float), np.asarray(lats, dtype=float)
        found: dict[int, list[Hit]] = {}
        for sheet in self.sheets:
            for point, hits in _by_point(sheet.hits_of_many(lons, lats)):
                found.setdefault(point, []).extend(hits)
        kept = zip(np.round(lons, 7).tolist(), np.round(lats, 7).tolist(), strict=True)
        return [self._answer(lon, lat, found.get(point, [])) for point, (lon, lat) in enumerate(kept)]

    def areas_of(self, lons: Array, lats: Array) -> Array:
        """Only the code of the lowest area that covers each point, None where none does; the quickest question."""
        best = np.full(len(lons), len(self.codes), dtype=np.int64)
        for sheet in self.sheets:
            point, area = sheet.covering(np.asarray(lons, dtype=float), np.asarray(lats, dtype=float))
            np.minimum.at(best, point, area)
        return np.array([*self.codes, None], dtype=object)[best]

    def _answer(self, lon: float, lat: float, hits: list[Hit]) -> Fix:
        if len(hits) == 1 and hits[0][1] == 0.0:
            area, _, depth = hits[0]
            return self._fix("inside", self.codes[area], (), depth, lon, lat)
        around = [hit for hit in hits if hit[1] == 0.0]
        return self._settle(lon, lat, around, hits) if around else self._nowhere(lon, lat)

    def _settle(self, lon: float, lat: float, around: list[Hit], hits: list[Hit]) -> Fix:
        deep = sorted((self.codes[area], depth) for area, _, depth in around if depth > ON_EDGE_M)
        if len(deep) > 1:
            return self._fix("overlap", deep[0][0], tuple(code for code, _ in deep[1:]), deep[0][1], lon, lat)
        chosen, depth = deep[0] if deep else min((self.codes[area], depth) for area, _, depth in around)
        others = sorted((away, self.codes[area]) for area, away, _ in hits if self.codes[area] != chosen)
        names = tuple(code for _, code in others)
        return self._fix("edge" if names else "inside", chosen, names, depth, lon, lat)

    def _nowhere(self, lon: float, lat: float) -> Fix:
        if not self.sheets:
            return self._fix("unmapped", None, (), None, lon, lat)
        away, code = min(sheet.nearest(lon, lat) for sheet in self.sheets)
        gap = any(sheet.in_gap(lon, lat) for sheet in self.sheets)
        return self._fix("gap" if gap else "outside", None, (code,), away, lon, lat)

    def _fix(
        self, how: str, area: str | None, others: tuple[str, ...], edge: float | None, lon: float, lat: float
    ) -> Fix:
        compound = None
        for sheet in self.sheets:
            compound = compound or sheet.compound_at(lon, lat)
        return Fix(
            how=how,
            area=area,
            others=others,
            edge_m=None if edge is None else round(edge, 2),
            version=self.version,
            lat=lat,
            lon=lon,
            compound=compound,
        )


def atlas_of(version: int, shapes: Mapping[str, BaseGeometry], gaps: Mapping[str, BaseGeometry], tree: Tree) -> Atlas:
    """The atlas of a version: the outline of each area and the gaps of each city (by the code at its top)."""
    return Atlas(version, grounds(shapes, tree), gaps)


def _by_point(columns: tuple[Array, Array, Array, Array]) -> Iterator[tuple[int, list[Hit]]]:
    point, area, away, depth = columns
    order = np.argsort(point, kind="stable")
    rows: Iterable[Any] = zip(*(column[order].tolist() for column in (point, area, away, depth)), strict=True)
    for where, found in groupby(rows, key=lambda row: row[0]):
        yield where, [(area, away, depth) for _, area, away, depth in found]


UNMAPPED = Atlas(0, (), {})
__all__ = ["EDGE_M", "UNMAPPED", "Atlas", "Fix", "atlas_of"]
