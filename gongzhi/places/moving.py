"""New boundaries move no matter by themselves; they only say which would lie elsewhere, and a job relocates them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

import numpy as np

from gongzhi.places.atlas import Atlas, Fix

Key = TypeVar("Key")
BATCH = 10_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Move(Generic[Key]):
    """A matter that lay in `before` (None: in no area) and would lie as `fix` says."""

    matter: Key
    before: str | None
    fix: Fix


def moved_points(atlas: Atlas, points: Iterable[tuple[Key, float, float, str | None]]) -> Iterator[Move[Key]]:
    """Which of the points (matter, lat, lon in WGS84 degrees, area code) lie in another area under `atlas`.

    For a file that is only checked take `report.atlas`; for a version in force `atlas_in_force`.
    """
    rest = iter(points)
    while some := list(islice(rest, BATCH)):
        lats, lons = (np.array([point[axis] for point in some], dtype=float) for axis in (1, 2))
        for (matter, _, _, before), fix in zip(some, atlas.locate_many(lons, lats), strict=True):
            if fix.area != before:
                yield Move(matter=matter, before=before, fix=fix)
