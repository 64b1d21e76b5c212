"""What is open to everybody over the wire: the city at a glance, what is near a point, matters page by page."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import AwareDatetime

from gongzhi.bodies import counters
from gongzhi.matters import openly

router = Router(tags=["public"])
Degrees = Annotated[float, Query(ge=-180, le=180, allow_inf_nan=False, description="WGS 84 degrees")]
Area = Annotated[
    str, Query(pattern=r"^[\w./:-]{0,64}$", description="Code of an area, down to the community; empty: any")
]
KindCode = Annotated[str, Query(pattern=r"^\w{0,16}$", description="Code of a kind, which comes first")]
KlassCode = Annotated[str, Query(pattern=r"^\d{0,2}$", description="Code of a class of kinds; empty: any")]
PageNumber = Annotated[int, Query(ge=1, le=40, description="From 1, thirty matters each")]


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


class NearOut(OpenMatterOut):
    """An open matter near a point; the metres are counted from its rounded place, so that the exact one is not told."""

    metres: int | None


class OpenPageOut(Schema):
    """A page of matters about places; `more`: there is a next one."""

    rows: list[OpenMatterOut]
    more: bool


class CounterOut(Schema):
    """Where anybody finds a unit; what is not known is empty. The point is in WGS 84 degrees."""

    unit: str
    name: str
    address: str
    telephone: str
    hours: str
    lon: float | None
    lat: float | None


@router.get("/open/counters", response=list[CounterOut], operation_id="open_counters", auth=None)
def windows(request: HttpRequest, area: Area = "") -> list[counters.CounterFact]:
    """窗口. Where the units of an area, and of those below it, receive everybody."""
    return counters.within(area, timezone.now())


@router.get("/open", response=OpenOut, operation_id="open", auth=None)
def at_a_glance(request: HttpRequest) -> dict[str, Any]:
    """公开概况. The city at a glance, for anybody: how much stands where, and the newest matters about places."""
    return openly.glance()


@router.get("/open/near", response=list[NearOut], operation_id="open_near", auth=None)
def near_by(request: HttpRequest, lat: Degrees, lon: Degrees, kind: KindCode = "") -> list[dict[str, Any]]:
    """附近的公开事项. What is open near a point and may be seen by anybody, so that nobody reports it in vain."""
    return openly.near(lat, lon, kind, timezone.now())


@router.get("/open/matters", response=OpenPageOut, operation_id="open_matters", auth=None)
def matters(request: HttpRequest, area: Area = "", klass: KlassCode = "", page: PageNumber = 1) -> dict[str, Any]:
    """公开事项. Matters about places, the newest first, without a word of what was said."""
    return openly.listed(area, klass, page)
