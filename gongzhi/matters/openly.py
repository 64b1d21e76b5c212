"""What anybody may see of a city: how much stands where, and the newest matters about places without their words."""

import math
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from gongzhi.kernel import Refused
from gongzhi.matters import catalogues
from gongzhi.matters.counting import in_the_open
from gongzhi.matters.loop.state import OPEN as STAGES
from gongzhi.matters.models import MatterRow
from gongzhi.matters.shown import area_name
from gongzhi.matters.vicinity import box
from gongzhi.places import locating as places
from gongzhi.places.earth import metres_per_degree

FEWEST = 5  # privacy.md 6: smaller figures are not published
NEWEST = 30
PLACES = 3  # decimals of a degree: about 100 m
OPEN = tuple(stage.value for stage in STAGES)
AROUND_M, FEW, LOOKED_AT = 300, 8, 500
"""How far around a place it is looked, how many are told, and at most how many are looked at."""
LATELY = timedelta(days=30)


def glance() -> dict[str, Any]:
    """The city at a glance, for anybody."""
    newest = rows().order_by("-opened_at", "-id")[:NEWEST]
    city, grids = places.whole()
    return {"city": city, "grids": grids, "stages": stages(), "newest": [seen(row) for row in newest]}


def rows() -> "QuerySet[MatterRow]":
    """What may be shown to anybody: matters about places, reported here."""
    return MatterRow.objects.filter(privacy="P0", origin="report")


def stages() -> dict[str, int]:
    """How many matters of the whole city stand at each stage, where there are at least five; none between people."""
    found: dict[str, int] = {}
    for _, stage, matters in in_the_open():
        found[stage] = found.get(stage, 0) + matters
    return {stage: matters for stage, matters in found.items() if matters >= FEWEST}


def seen(row: MatterRow) -> dict[str, Any]:
    """One matter as the public sees it."""
    kind = catalogues.of(int(row.catalogue)).kinds[row.kind]
    return {
        "number": row.number,
        "kind_zh": kind.name.zh,
        "kind_en": kind.name.en or kind.name.zh,
        "stage": row.stage,
        "area": area_name(row),
        "opened_at": row.opened_at,
        "lat": round(row.lat, PLACES) if row.lat is not None else None,
        "lon": round(row.lon, PLACES) if row.lon is not None else None,
    }


def near(lat: float, lon: float, kind: str, at: datetime) -> list[dict[str, Any]]:
    """Open matters about places within 300 m and a month, those of the kind first, then the nearest."""
    east, north = (float(each) for each in metres_per_degree(lat))
    told = []
    for row in _lately(at).filter(**box(lat, lon, AROUND_M + 100))[:LOOKED_AT]:
        shown = seen(row)
        metres = round(math.hypot((shown["lat"] - lat) * north, (shown["lon"] - lon) * east))
        if metres <= AROUND_M:
            told.append((row.kind != kind, metres, row.number, shown | {"metres": metres}))
    return [shown for *_, shown in sorted(told, key=lambda each: each[:3])[:FEW]]


def within(township: str, kind: str, at: datetime) -> list[dict[str, Any]]:
    """Open matters about places of the last month in a township, of the kind where one is named."""
    wanted = _lately(at).filter(township=township, **({"kind": kind} if kind else {}))
    return [seen(row) | {"metres": None} for row in wanted[:FEW]]


def is_open(number: str) -> bool:
    """Whether anybody may see an open matter of that number."""
    return rows().filter(number=number, stage__in=OPEN).exists()


def listed(area: str, klass: str, page: int) -> dict[str, Any]:
    """Matters about places, the newest first, of an area down to the community and of a class of kinds."""
    wanted = rows().order_by("-opened_at", "-id")
    if area and (level := places.area(area).level) != "city":
        if level not in ("county", "township", "community"):
            raise Refused("area-too-fine", status=422, area=area)
        wanted = wanted.filter(**{level: area})
    if klass:
        wanted = wanted.filter(kind__startswith=klass)
    found = list(wanted[(page - 1) * NEWEST : page * NEWEST + 1])
    return {"rows": [seen(row) for row in found[:NEWEST]], "more": len(found) > NEWEST}


def _lately(at: datetime) -> "QuerySet[MatterRow]":
    return rows().filter(stage__in=OPEN, opened_at__gte=at - LATELY).order_by("-opened_at", "-id")
