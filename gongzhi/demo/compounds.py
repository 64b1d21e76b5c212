"""A residential compound lies inside its grid, with a lane around it."""

import numpy as np
import shapely

from gongzhi.demo.known import Floats
from gongzhi.demo.plane import STEPS

INNER = 0.8
LANE = 0.9


def sectors(cell: shapely.Polygon, count: int) -> list[shapely.Polygon]:
    """`count` (1 to 3) outlines inside a convex cell that do not touch each other, corners on whole steps."""
    corners = shapely.get_coordinates(cell)[:-1]
    middle = corners.mean(axis=0)
    inner = middle + (corners - middle) * INNER
    cuts = [round(turn * len(inner) / count) for turn in range(count + 1)]
    rings = [inner] if count == 1 else [_sector(inner, middle, cuts[turn], cuts[turn + 1]) for turn in range(count)]
    return [shapely.Polygon(np.round(np.rint(ring * STEPS) / STEPS, 7)) for ring in rings]


def _sector(corners: Floats, middle: Floats, start: int, end: int) -> Floats:
    around = np.take(corners, range(start, end + 1), axis=0, mode="wrap")
    ring = np.vstack([middle, around])
    centre = ring.mean(axis=0)
    out: Floats = centre + (ring - centre) * LANE
    return out
