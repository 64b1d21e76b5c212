"""Points are spread evenly by sampling: the middle of the points nearest to it is where a centre belongs."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gongzhi.demo.known import Floats

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Random = np.random.RandomState

ROUNDS = 14
FIT_ON = 4000


class TornError(ValueError):
    """A layout that does not hang together, or has no room for what belongs into it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Core:
    """A built-up middle: round, with a rim that waves. Kilometres."""

    centre: Floats
    radius: float
    phase: float

    def holds(self, points: Floats) -> Bools:
        """Which of (n, 2) points lie in it."""
        out: Bools = waving(points - self.centre, self.phase) <= self.radius
        return out

    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north of a box that holds it."""
        (x, y), reach = self.centre, self.radius * 1.4
        return (x - reach, y - reach, x + reach, y + reach)


def waving(away: Floats, phase: float) -> Floats:
    """Distances of (n, 2) offsets, stretched in three directions so that no rim is a circle."""
    angle = np.arctan2(away[:, 1], away[:, 0])
    out: Floats = np.hypot(away[:, 0], away[:, 1]) * (1 + 0.15 * np.sin(3 * angle + phase) + 0.07 * np.sin(5 * angle))
    return out


def core_of(points: Floats, centre: Floats, share: float, random: Random) -> Core:
    """The core around `centre` that holds `share` (0…1) of evenly spread points."""
    phase = float(random.random_sample() * 2 * np.pi)
    away = waving(points - centre, phase)
    return Core(centre=centre, radius=float(np.quantile(away, min(share, 1.0))), phase=phase)


def spread(box: tuple[float, float, float, float], count: int, random: Random) -> Floats:
    """`count` points spread evenly by chance over a box (west, south, east, north)."""
    west, south, east, north = box
    out: Floats = np.array((west, south)) + random.random_sample((count, 2)) * np.array((east - west, north - south))
    return out


def inside(outline: shapely.Polygon, points: Floats) -> Floats:
    """Those of the points that the outline holds."""
    out: Floats = points[shapely.contains_xy(outline, points)]
    return out


def nearest(points: Floats, centres: Floats) -> Ints:
    """Index of the nearest centre for each point; ties go to the first."""
    away = points @ (-2 * centres.T) + (centres**2).sum(axis=1)
    out: Ints = away.argmin(axis=1)
    return out


def middles(points: Floats, count: int, random: Random) -> Floats:
    """`count` centres that share the points among them about evenly (Lloyd's rounds); TornError for too few points."""
    sample = points if len(points) <= FIT_ON else points[random.choice(len(points), FIT_ON, replace=False)]
    centres = farthest(sample, count, random)
    for _ in range(ROUNDS):
        of = nearest(sample, centres)
        size = np.bincount(of, minlength=count)
        sums = np.stack([np.bincount(of, weights=sample[:, axis], minlength=count) for axis in (0, 1)], axis=1)
        centres = np.where(size[:, None] > 0, sums / np.maximum(size, 1)[:, None], centres)
    if len(np.unique(centres, axis=0)) < count:
        raise TornError(f"{len(sample)} points are too few for {count} centres")
    return centres


def farthest(points: Floats, count: int, random: Random) -> Floats:
    """`count` of the points, each the farthest of a few tries: a good start for `middles`."""
    chosen = [int(random.randint(len(points)))]
    away = ((points - points[chosen[0]]) ** 2).sum(axis=1)
    for _ in range(count - 1):
        tries = random.randint(len(points), size=8)
        chosen.append(int(tries[away[tries].argmax()]))
        away = np.minimum(away, ((points - points[chosen[-1]]) ** 2).sum(axis=1))
    return points[chosen].copy()
