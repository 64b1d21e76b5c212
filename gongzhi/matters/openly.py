"""What anybody may see of a city: how much stands where, and the newest matters about places without their words."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import AwareDatetime

from gongzhi.matters import catalogues
from gongzhi.matters.counting import in_the_open
from gongzhi.matters.models import MatterRow
from gongzhi.matters.shown import area_name
from gongzhi.places import locating as places

router = Router(tags=["public"])
FEWEST = 5  # privacy.md 6: smaller figures are not published
NEWEST = 30
PLACES = 3  # decimals of a degree: about 100 m


class OpenMatterOut(Schema):
    """A matter of class P0 as the public sees it; the point is rounded to about 100 m."""

    number: str
    kind_zh: str
    kind_en: str
    stage: str
    area: str
    opened_at: AwareDatetime
    lat: float | None
    lon: float | None


class OpenOut(Schema):
    """The city at a glance. A stage with fewer than five matters is left out of `stages`."""

    city: str
    grids: int
    stages: dict[str, int]
    newest: list[OpenMatterOut]


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


@router.get("/open", response=OpenOut, operation_id="open", auth=None)
def at_a_glance(request: HttpRequest) -> dict[str, Any]:
    """公开概况. The city at a glance, for anybody: how much stands where, and the newest matters about places."""
    return glance()
