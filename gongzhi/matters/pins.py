"""A map shows of a square what a list shows of it: near by each matter, far away how many lie where."""

from collections.abc import Iterator
from datetime import datetime
from math import atan, degrees, pi, sinh
from typing import Any

import numpy as np
from django.db.models import Avg, Count, F, Q, QuerySet

from gongzhi.kernel import Actor
from gongzhi.matters import openly, queries
from gongzhi.matters.models import MatterRow
from gongzhi.matters.rows import interleaved
from gongzhi.matters.shown import light
from gongzhi.places.mvt import EXTENT, POINT, Feature, Value, tile
from gongzhi.places.tiles import mercator, on_the_map

NEAR = 14
"""From this zoom on each matter is a point of its own."""
FINER = 3
"""Farther away those are counted together that lie in one of 8 by 8 parts of a square: circles that do not overlap."""
MOST = 2000
BITS = 22
"""A matter's cell has two bits for each of 22 zooms (`rows.cell`)."""


def pins(wish: queries.Wish, by: Actor, at: datetime, zoom: int, x: int, y: int) -> bytes:
    """The matters in that square that the actor may see and wishes to, as one vector tile.

    Layer `matters`: points with id, number, kind, stage, urgency, light; farther away than zoom 14 `crowds`: points in
    the middle of what they count, with n and over (how many of them are overdue). Of more than 2,000 near ones the
    newest are shown. Refuses a square that there is not with 422 `tile-unknown`.
    """
    on_the_map(zoom, x, y)
    rows = queries.wished(wish, by, at).counted.filter(_within(zoom, x, y)).order_by()
    if zoom < NEAR:
        return tile({"crowds": _crowds(rows, at, zoom, x, y)})
    return tile({"matters": (_pin(row, _told(row, at), zoom, x, y) for row in rows.order_by("-opened_at")[:MOST])})


def open_pins(at: datetime, zoom: int, x: int, y: int) -> bytes:
    """What anybody may see there: matters of class P0, rounded to about 100 m, with number, kind, stage; farther away
    how many lie where, no number where it is less than five (`privacy.md` 6).
    """
    on_the_map(zoom, x, y)
    rows = openly.rows().filter(_within(zoom, x, y)).order_by()
    if zoom < NEAR:
        return tile({"crowds": (_few(crowd) for crowd in _crowds(rows, at, zoom, x, y))})
    seen = (openly.seen(row) for row in rows.order_by("-opened_at")[:MOST])
    kept = ("number", "kind_zh", "kind_en", "stage")
    return tile(
        {"matters": (_at(each["lon"], each["lat"], {name: each[name] for name in kept}, zoom, x, y) for each in seen)}
    )


def _few(crowd: Feature) -> Feature:
    known: dict[str, Value] = {"n": crowd.tags["n"]} if int(crowd.tags["n"]) >= openly.FEWEST else {}
    return Feature(kind=crowd.kind, parts=crowd.parts, tags=known)


def _within(zoom: int, x: int, y: int) -> Q:
    """The rows whose point lies in the square: by ranges of cells, which an index finds, and exactly by latitude."""
    world = 1 << zoom
    north, south = (degrees(atan(sinh(pi * (1 - 2 * edge / world)))) for edge in (y, y + 1))
    first, last = (min(int((90.0 - lat) / 180.0 * world), world - 1) for lat in (north, south))
    found = Q(pk__in=[])
    for row in range(first, last + 1):
        begin = interleaved(x, row) << 2 * (BITS - zoom)
        found |= Q(cell__gte=begin, cell__lt=begin + (1 << 2 * (BITS - zoom)))
    return found & Q(lat__lte=north, lat__gt=south)


def _crowds(rows: "QuerySet[MatterRow]", at: datetime, zoom: int, x: int, y: int) -> Iterator[Feature]:
    part = F("cell").bitrightshift(2 * (BITS - zoom - FINER))
    over = Count("id", filter=Q(due_at__lt=at))
    crowds = rows.annotate(part=part).values("part").annotate(n=Count("id"), over=over, lat=Avg("lat"), lon=Avg("lon"))
    for crowd in crowds.order_by("part"):
        tags: dict[str, Value] = {"n": crowd["n"], "over": crowd["over"]}
        yield _at(crowd["lon"], crowd["lat"], tags, zoom, x, y)


def _told(row: MatterRow, at: datetime) -> dict[str, Value]:
    same = ("number", "kind", "stage", "urgency")
    return {"id": str(row.id), "light": light(row, at) or "", **{name: str(getattr(row, name)) for name in same}}


def _pin(row: MatterRow, tags: dict[str, Value], zoom: int, x: int, y: int) -> Feature:
    return _at(row.lon, row.lat, tags, zoom, x, y)


def _at(lon: Any, lat: Any, tags: dict[str, Value], zoom: int, x: int, y: int) -> Feature:
    east, south = (mercator(np.array([[lon, lat]]))[0] * (1 << zoom) - (x, y)) * EXTENT
    return Feature(kind=POINT, parts=[[(round(float(east)), round(float(south)))]], tags=tags)
