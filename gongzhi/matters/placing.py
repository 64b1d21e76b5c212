"""A report lies where its point lies under the boundaries in force; without one, in the area that it names."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from gongzhi.kernel import GeoPoint, Refused
from gongzhi.matters.loop.state import Place
from gongzhi.places import locating as places
from gongzhi.places.atlas import Fix

ROUGHLY = ("county", "township", "community")
"""Levels of areas by which somebody may say roughly where it is; a grid is told by a point alone."""


def place_of(fix: Fix, point: GeoPoint, accuracy_m: float | None, at: datetime) -> Place:
    """The place that a fix stands for: by who runs it, and the county that its code divides it into."""
    return Place(
        point=point,
        lat=fix.lat,
        lon=fix.lon,
        accuracy_m=accuracy_m,
        how=fix.how,
        others=fix.others,
        edge_m=round(fix.edge_m, 1) if fix.edge_m is not None else None,
        boundary=fix.version,
        **_areas(fix.area, at),
    )


def place_in(code: str, at: datetime) -> Place:
    """The place of which only the area is known: no point, so that it waits to be located.

    Refuses with 404 `area-unknown`, and with 422 `area-unfit` what is no county, township or community that stands.
    """
    if places.area(code).level not in ROUGHLY or not places.stands(code, at):
        raise Refused("area-unfit", status=422, area=code)
    return Place(**_areas(code, at))


def places_of(points: Sequence[tuple[GeoPoint | None, float | None]], at: datetime) -> list[Place]:
    """The place of each point; one without a point is unplaced."""
    known = [(number, point) for number, (point, _) in enumerate(points) if point is not None]
    found = [Place()] * len(points)
    for (number, point), fix in zip(known, places.locate_many([point for _, point in known], at), strict=True):
        found[number] = place_of(fix, point, points[number][1], at)
    return found


def _areas(code: str | None, at: datetime) -> dict[str, Any]:
    codes = places.running_chain(code, at)
    by_level = _by_level(codes)
    return {
        "grid": by_level.get("grid"),
        "community": by_level.get("community", ""),
        "township": by_level.get("township", ""),
        "county": by_level.get("county", ""),
        "division": _by_level(places.chain(code)).get("county", ""),
        "areas": codes,
    }


def _by_level(codes: tuple[str, ...]) -> dict[str, str]:
    known = places.areas(codes)
    return {known[code].level: code for code in codes}
