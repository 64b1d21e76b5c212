"""Every spot of the city belongs to exactly one grid: cells share their corners, so nothing is left or held twice."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gongzhi.demo.known import Floats
from gongzhi.demo.plane import Steps, to_degrees, to_steps
from gongzhi.demo.sampling import Ints, Random, TornError

RIM_KM = 6.0
RIM_STEP_KM = 1.3
ROUNDINGS = 3

Shapes = NDArray[np.object_]


@dataclass(frozen=True, kw_only=True, slots=True)
class Mosaic:
    """The grids as polygons in degrees, and for each the grids that share an edge with it, in order of index."""

    cells: list[shapely.Polygon]
    neighbours: list[list[int]]


def mosaic(seeds: Floats, city: BaseGeometry, random: Random) -> Mosaic:
    """One cell for each seed (km, n by 2): all that is nearer to it than to any other, or to the land outside the city.

    The seeds are first moved to the middle of their cells a few times, which leaves no cell thin.
    """
    outside = rim(city, random)
    for _ in range(ROUNDINGS):
        seeds = shapely.get_coordinates(shapely.centroid(nearest_land(seeds, outside)))
    corners, of = shapely.get_coordinates(nearest_land(seeds, outside), return_index=True)
    steps = to_steps(corners)
    turns = np.ones(len(steps), dtype=np.bool_)
    turns[1:] = (steps[1:] != steps[:-1]).any(axis=1) | (of[1:] != of[:-1])
    steps, of = steps[turns], of[turns]
    rings = np.split(to_degrees(steps), np.nonzero(np.diff(of))[0] + 1)
    return Mosaic(cells=[shapely.Polygon(ring) for ring in rings], neighbours=neighbours(steps, of, len(seeds)))


def nearest_land(seeds: Floats, outside: Floats) -> Shapes:
    """For each seed all that is nearer to it than to any other seed or to the land outside."""
    drawn = shapely.voronoi_polygons(shapely.MultiPoint(np.vstack([seeds, outside])), ordered=True)
    out: Shapes = shapely.get_parts(drawn)[: len(seeds)]
    return out


def rim(city: BaseGeometry, random: Random) -> Floats:
    """Middles of cells just outside, so that the city ends in edges like any other and not in a ruler's line."""
    west, south, east, north = city.buffer(RIM_KM).bounds
    columns, rows = np.arange(west, east, RIM_STEP_KM), np.arange(south, north, RIM_STEP_KM)
    grid = np.stack([axis.ravel() for axis in np.meshgrid(columns, rows)], axis=1)
    points = grid + random.uniform(-0.3, 0.3, grid.shape)
    away = shapely.distance(shapely.points(points), city)
    out: Floats = points[(away > RIM_STEP_KM / 2) & (away < RIM_KM)]
    return out


def neighbours(corners: Steps, of: Ints, count: int) -> list[list[int]]:
    """For each cell those that share an edge, from closed rings of corners and the cell each corner belongs to."""
    _, names = np.unique(corners, axis=0, return_inverse=True)
    names = names.ravel()
    along = of[1:] == of[:-1]
    ends = np.sort(np.stack([names[:-1][along], names[1:][along]], axis=1), axis=1)
    _, edge = np.unique(ends, axis=0, return_inverse=True)
    sides: dict[int, list[int]] = defaultdict(list)
    for number, cell in zip(edge.ravel().tolist(), of[:-1][along].tolist(), strict=True):
        sides[number].append(cell)
    out: list[list[int]] = [[] for _ in range(count)]
    for pair in sides.values():
        if len(pair) == 2:
            out[pair[0]].append(pair[1])
            out[pair[1]].append(pair[0])
    return [sorted(near) for near in out]


def in_one_piece(of: Sequence[int], parents: Sequence[Sequence[int]], near: list[list[int]]) -> list[int]:
    """Which village each cell belongs to, so that every county, township and village hangs together.

    `of` names the village of each cell, `parents` the county and the township of each village. Pieces apart go to
    a neighbour under the same parent. TornError when a village would lose its last cell.
    """
    out = list(of)
    levels: list[Sequence[int]] = [[0] * len(parents[0]), *parents, range(len(parents[0]))]
    for above, level in pairwise(levels):
        loose = set(_apart([level[village] for village in out], near))
        while loose:
            moves = _moves(loose, out, above, near)
            for cell, village in moves.items():
                out[cell] = village
            loose -= moves.keys()
    for village in sorted(set(of) - set(out)):
        _give_one_grid(village, out, parents[-1], near)
    return out


def _give_one_grid(village: int, of: list[int], township: Sequence[int], near: list[list[int]]) -> None:
    """A village whose every grid went to others gets one back from the largest of its township, which stays whole."""
    own: dict[int, list[int]] = {}
    for cell, other in enumerate(of):
        if township[other] == township[village]:
            own.setdefault(other, []).append(cell)
    largest = max(own.values(), key=len, default=[])
    if len(largest) < 2:
        raise TornError(f"village {village} lost its last grid")
    seen = [False] * len(of)
    of[_piece(largest[0], of, near, seen)[-1]] = village


def _moves(loose: set[int], of: list[int], above: Sequence[int], near: list[list[int]]) -> dict[int, int]:
    moves = {}
    for cell in sorted(loose):
        own = above[of[cell]]
        to = next((of[other] for other in near[cell] if other not in loose and above[of[other]] == own), None)
        if to is not None:
            moves[cell] = to
    if not moves:
        raise TornError(f"grids {sorted(loose)} touch nothing they could belong to")
    return moves


def _apart(labels: Sequence[int], near: list[list[int]]) -> Iterable[int]:
    """The cells that do not hang together with the largest piece of their label."""
    largest: dict[int, list[int]] = {}
    seen = [False] * len(labels)
    for start in range(len(labels)):
        piece = _piece(start, labels, near, seen)
        held = largest.setdefault(labels[start], piece)
        if held is not piece:
            small, large = sorted((held, piece), key=len)
            largest[labels[start]] = large
            yield from small


def _piece(start: int, labels: Sequence[int], near: list[list[int]], seen: list[bool]) -> list[int]:
    """All cells of the label reachable from `start`, which are marked as seen; empty when it was seen before."""
    if seen[start]:
        return []
    seen[start] = True
    piece = [start]
    for cell in piece:
        for other in near[cell]:
            if not seen[other] and labels[other] == labels[start]:
                seen[other] = True
                piece.append(other)
    return piece
