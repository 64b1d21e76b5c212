"""How many points a second are placed: one at a time, and many at a time."""

from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
from django.utils import timezone

from gongzhi.kernel import Crs, GeoPoint
from gongzhi.places.locating import locate, locate_many
from gongzhi.places.models import Boundary

ONE, MANY, ROUNDS = 4_000, 100_000, 3


def measure() -> dict[str, Any]:
    """Points a second over the ground in force, and how many of its finest areas there are."""
    at, random = timezone.now(), np.random.default_rng(5)
    drawn = Boundary.objects.filter(kind="outline", last=None).order_by("area_id")
    west, south, east, north = np.array(drawn.values_list("west", "south", "east", "north")).T
    place = random.integers(0, len(west), MANY)
    lons, lats = random.uniform(west[place], east[place]), random.uniform(south[place], north[place])
    points = [GeoPoint(lon=lon, lat=lat, crs=Crs.WGS84) for lon, lat in zip(lons.tolist(), lats.tolist(), strict=True)]
    found = locate_many(points[:ONE], at)
    single, many = [], []
    for _ in range(ROUNDS):
        begun = perf_counter()
        for point in points[:ONE]:
            locate(point, at)
        between = perf_counter()
        locate_many(points, at)
        many.append(MANY / (perf_counter() - between))
        single.append(ONE / (between - begun))
    inside = sum(fix.area is not None for fix in found) / ONE
    return {"areas": len(west), "inside": inside, "single": median(single), "many": median(many)}
