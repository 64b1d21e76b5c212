"""Who one is to the house is told to oneself: unit, duties, areas, and who stands in for whom."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from ninja import Schema

from gongzhi.bodies.deputies import stand_ins
from gongzhi.bodies.roster import UnitFact
from gongzhi.catalogue import Catalogue
from gongzhi.kernel import Actor, Right
from gongzhi.matters.reference import AreaOut, UnitOut, areas_out, unit_out
from gongzhi.matters.watermarks import account_of, watermark


class RightOut(Schema):
    """A duty at an area and everything in it; without an area: everywhere, or for the own unit's part.

    `kinds` (codes, or what they begin with) and `classes` (P0 … P3) are what it reaches; empty: all of them.
    """

    duty: str
    area: str
    kinds: list[str]
    classes: list[str]


class StandInOut(Schema):
    """`deputy`: the caller stands in for `name`, else `name` for the caller; for these grids, or on this post."""

    deputy: bool
    name: str
    grids: list[AreaOut]
    post: str
    until: datetime | None


class MeOut(Schema):
    """Who the caller is to the house: a reference, the unit acted for, the rights in force now, who stands in.

    `time_zone` is the city's (IANA): a screen shows every time in it, wherever its own clock believes to be.
    """

    id: str
    unit: UnitOut | None
    duties: list[str]
    areas: list[AreaOut]
    rights: list[RightOut]
    account: str
    watermark: str
    stand_ins: list[StandInOut]
    time_zone: str


def _right(right: Right) -> dict[str, Any]:
    kinds, classes = sorted(right.scope.kinds), sorted(right.scope.classes)
    return {"duty": right.duty, "area": right.area, "kinds": kinds, "classes": classes}


def me(by: Actor, unit: UnitFact | None, catalogue: Catalogue, at: datetime) -> dict[str, Any]:
    """The caller for the wire, with the mark that every screen of class P1 and above bears."""
    rights = sorted(by.rights, key=lambda right: (right.duty, right.area))
    return {
        "id": by.id,
        "unit": unit_out(unit, catalogue) if unit else None,
        "duties": sorted({right.duty for right in rights}),
        "areas": areas_out(tuple(sorted({right.area for right in rights if right.area}))),
        "rights": [_right(right) for right in rights],
        "account": account_of(by),
        "watermark": watermark(by, at),
        "stand_ins": _stand_ins(by, at),
        "time_zone": settings.TIME_ZONE,
    }


def _stand_ins(by: Actor, at: datetime) -> list[dict[str, Any]]:
    kind, _, reference = by.id.partition(":")
    found = stand_ins(UUID(reference), at) if kind == "person" else []
    same = ("deputy", "name", "post", "until")
    return [{name: getattr(one, name) for name in same} | {"grids": areas_out(one.grids)} for one in found]
