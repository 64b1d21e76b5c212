"""Where a point lies is told by the boundaries in force at the time; what lies above an area by the tree."""

import math
from collections.abc import Iterable, Sequence
from datetime import datetime

import numpy as np
from django.db.models import Case, Q, QuerySet, Value, When
from django.db.models.functions import Length

from gongzhi.kernel import Crs, GeoPoint
from gongzhi.places.atlas import Atlas, Fix
from gongzhi.places.crs import to_wgs84, wgs84_of
from gongzhi.places.earth import metres_per_degree
from gongzhi.places.models import Area, Boundary
from gongzhi.places.standing import Standing, standing, within
from gongzhi.places.tree import RANK, AreaRef

Boxed = tuple[AreaRef, tuple[float, float, float, float]]
"""An area and the box around it: west, south, east, north in WGS84 degrees."""


def version_in_force(at: datetime) -> int:
    """The number of the boundary version in force at `at` (server time); 0 when no boundaries were stored then."""
    return standing().version_at(at)


def atlas_in_force(at: datetime) -> Atlas:
    """The atlas of the version in force at `at`; kept in the process."""
    known = standing()
    return known.atlas(known.version_at(at))


def locate(point: GeoPoint, at: datetime) -> Fix:
    """Where the point lies under the boundaries in force at `at`. Never refuses: every place has an answer."""
    lon, lat = to_wgs84(point)
    return atlas_in_force(at).locate(lon, lat)


def locate_many(points: Sequence[GeoPoint], at: datetime) -> list[Fix]:
    """The same answers in the same order, many points at a time."""
    if len(points) == 1:
        return [locate(points[0], at)]
    lons = np.array([point.lon for point in points], dtype=float)
    lats = np.array([point.lat for point in points], dtype=float)
    for crs in {point.crs for point in points} & {Crs.GCJ02, Crs.BD09}:
        given = np.array([point.crs is crs for point in points])
        lons[given], lats[given] = wgs84_of(lons[given], lats[given], crs, np)
    return atlas_in_force(at).locate_many(lons, lats)


def metres(lon: float, lat: float, point: GeoPoint) -> float:
    """How far `point` is from the WGS 84 place, in metres; exact enough within a city."""
    there = to_wgs84(point)
    east, north = metres_per_degree(lat)
    return math.hypot((there[0] - lon) * float(east), (there[1] - lat) * float(north))


def chain(code: str | None) -> tuple[str, ...]:
    """The codes from the city down to `code`, by division; () for None; an unknown one is 404 `area-unknown`."""
    return () if code is None else standing().tree.chain(code)


def area(code: str) -> AreaRef:
    """The area of that code; refuses an unknown one with 404 `area-unknown`."""
    return standing().tree.area(code)


def stands(code: str, at: datetime) -> bool:
    """Whether there is an area of that code at `at`."""
    return _standing(at).filter(code=code).exists()


def parts_of(code: str | None, at: datetime) -> list[AreaRef]:
    """The areas directly in `code` that stand at `at`, by code; None: the topmost; an unknown one is 404."""
    if code is not None:
        area(code)
    rows = _standing(at).filter(parent_id=code).order_by("code").values_list("code", "name", "level")
    return [AreaRef(code=part, name=name, level=level) for part, name, level in rows]


def _standing(at: datetime) -> "QuerySet[Area]":
    return Area.objects.filter(Q(valid_to=None) | Q(valid_to__gt=at), valid_from__lte=at)


def compounds_in(codes: Iterable[str], at: datetime) -> list[Boxed]:
    """The compounds in those grids or communities, with the box around each (west, south, east, north), by code."""
    wanted = list(codes)
    inside = Q(area__parent_id__in=wanted) | Q(area__parent__parent_id__in=wanted)
    return _boxed(_outlines(at).filter(inside, area__level="compound").order_by("area_id"))


def named(text: str, at: datetime, most: int) -> list[Boxed]:
    """Areas drawn at `at` whose name holds `text` or whose code is it, with the box around each; at most `most`.

    The largest first, of one level those with the shortest name: 铁西 finds the district before its streets.
    """
    level = Case(*(When(area__level=name, then=Value(rank)) for name, rank in RANK.items()))
    found = _outlines(at).filter(Q(area__name__contains=text) | Q(area_id=text))
    return _boxed(found.order_by(level, Length("area__name"), "area_id")[:most])


def _outlines(at: datetime) -> "QuerySet[Boundary]":
    version = version_in_force(at)
    return Boundary.objects.filter(Q(last=None) | Q(last__gte=version), kind="outline", first__lte=version)


def _boxed(rows: "QuerySet[Boundary]") -> list[Boxed]:
    tree = standing().tree
    boxes = rows.values_list("area_id", "west", "south", "east", "north")
    return [(tree.area(code), (west, south, east, north)) for code, west, south, east, north in boxes]


def areas(codes: Iterable[str]) -> dict[str, AreaRef]:
    """The areas of those codes, by code; refuses an unknown one with 404 `area-unknown`."""
    tree = standing().tree
    return {code: tree.area(code) for code in codes}


def run_by(code: str, at: datetime) -> str | None:
    """The code of the area or unit that runs `code` at `at`, told of it or of the nearest area above it; None: itself.

    Division and jurisdiction are apart (domain.md §7): 郭家店镇 keeps its Lishu code and is run by Tiexi.
    """
    known = standing()
    for upper in reversed(known.tree.chain(code)):
        runner = _runner(known, upper, at)
        if runner is not None:
            return runner
    return None


def running_chain(code: str | None, at: datetime) -> tuple[str, ...]:
    """Like `chain`, but by who runs it: the area that runs a part stands in place of what is above that part."""
    if code is None:
        return ()
    known = standing()
    codes = known.tree.chain(code)
    for position in range(len(codes) - 1, -1, -1):
        runner = _runner(known, codes[position], at)
        if runner is not None and runner in known.tree.refs:
            upper = known.tree.chain(runner)
            return codes if codes[position] in upper else upper + codes[position:]
    return codes


def _runner(known: Standing, code: str, at: datetime) -> str | None:
    return next((runner for span, runner in known.run_by.get(code, ()) if within(span, at)), None)


def whole() -> tuple[str, int]:
    """The names of the cities, and how many grids they have."""
    refs = standing().tree.refs.values()
    return "、".join(ref.name for ref in refs if ref.level == "city"), sum(ref.level == "grid" for ref in refs)
