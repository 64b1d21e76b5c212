"""Maps are drawn from tiles of this house: areas for everybody, matters as far as the caller may see."""

import gzip
from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Query, Router, Schema

from gongzhi.matters import pins
from gongzhi.matters.api_files import binary
from gongzhi.matters.callers import actor, known_filters
from gongzhi.matters.wishes import Wish
from gongzhi.places.tiles import DEEPEST, area_tile, bounds

MEDIA = "application/vnd.mapbox-vector-tile"
TILE = binary(MEDIA)
OPENLY = "public, max-age=600"
router = Router(tags=["map"])
open_to_all = Router(tags=["map"])


class BaseOut(Schema):
    """What lies under our own areas: `none`, `raster` (addresses with {z}, {x}, {y}), or `pmtiles` (a file of ours)."""

    kind: Literal["none", "raster", "pmtiles"]
    tiles: list[str]
    attribution: str


class BoundsOut(Schema):
    """WGS84 degrees."""

    west: float
    south: float
    east: float
    north: float


class MapOut(Schema):
    """Where the city lies, and the base map that is set."""

    bounds: BoundsOut
    base: BaseOut


Zoom = Annotated[int, Path(ge=0, le=DEEPEST)]
Step = Annotated[int, Path(ge=0)]


@open_to_all.get("/map", response=MapOut, operation_id="map")
def whole(request: HttpRequest) -> dict[str, Any]:
    """地图. Where the city lies, and what is drawn under it."""
    return {"bounds": bounds(timezone.now()), "base": settings.GONGZHI_MAP}


@open_to_all.get("/tiles/areas/{zoom}/{x}/{y}", operation_id="tile_areas", openapi_extra=TILE)
def areas(request: HttpRequest, zoom: Zoom, x: Step, y: Step) -> HttpResponse:
    """区域瓦片. The areas from county to compound in one square of the map (Web Mercator)."""
    drawn, version = area_tile(zoom, x, y, timezone.now())
    mark = f'"{version}"'
    if request.headers.get("If-None-Match") == mark:
        return HttpResponse(status=304, headers={"ETag": mark, "Cache-Control": OPENLY})
    answer = _tile(drawn, OPENLY)
    answer["ETag"] = mark
    return answer


@open_to_all.get("/tiles/open/{zoom}/{x}/{y}", operation_id="tile_open", openapi_extra=TILE)
def seen_by_all(request: HttpRequest, zoom: Zoom, x: Step, y: Step) -> HttpResponse:
    """公开事项瓦片. Matters about places in one square, rounded to about 100 m; few are not numbered."""
    return _tile(pins.open_pins(timezone.now(), zoom, x, y), "public, max-age=60")


@router.get("/tiles/matters/{zoom}/{x}/{y}", operation_id="tile_matters", openapi_extra=TILE)
def matters(request: HttpRequest, zoom: Zoom, x: Step, y: Step, wish: Query[Wish]) -> HttpResponse:
    """事项瓦片. The matters in one square that the caller may see and wishes to; the same conditions as a list."""
    known_filters(request, Wish.model_fields)
    return _tile(pins.pins(wish.wish(), actor(request), timezone.now(), zoom, x, y), "private, no-store")


def _tile(drawn: bytes, cache: str) -> HttpResponse:
    answer = HttpResponse(gzip.compress(drawn, 6, mtime=0), content_type=MEDIA)
    answer["Content-Encoding"] = "gzip"
    answer["Cache-Control"] = cache
    return answer
