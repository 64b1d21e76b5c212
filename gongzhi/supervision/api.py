"""Who supervises sees what waits for a word, and the notice of each month by unit."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import StringConstraints

from gongzhi.bodies import reading as bodies
from gongzhi.matters import boxes
from gongzhi.matters.callers import actor

router = Router(tags=["supervision"])
Month = Annotated[str, StringConstraints(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")]


class BoxesOut(Schema):
    """How many matters wait for which word, and how many are supervised or listed, as the caller sees them."""

    ruling: int
    extension: int
    suspension: int
    receipt: int
    spot_check: int
    look: int
    rating: int
    supervised: int
    listed: int


class NamedOut(Schema):
    """A matter that the notice names."""

    matter: UUID
    number: str
    kind: str
    county: str
    stage: str


class UnitNoticeOut(Schema):
    """What the notice says of one unit."""

    unit: str
    name: str
    matters: list[NamedOut]


class NoticeOut(Schema):
    """The notice of a month, unit by unit, as far as the caller may see the matters."""

    month: str
    units: list[UnitNoticeOut]


@router.get("/boxes", response=BoxesOut, operation_id="boxes")
def my_boxes(request: HttpRequest) -> dict[str, int]:
    """待办箱. What waits for whose word."""
    found = boxes.boxes(actor(request))
    return {name: found.get(name.replace("_", "-"), 0) for name in BoxesOut.model_fields}


@router.get("/notices/{month}", response=NoticeOut, operation_id="notice")
def notice(request: HttpRequest, month: Month) -> dict[str, Any]:
    """月通报. What was on the list, by unit."""
    return noticed(month, list(boxes.circulated(month, actor(request))))


def noticed(month: str, named: list[boxes.Named]) -> dict[str, Any]:
    """The notice for the wire."""
    units: dict[str, list[boxes.Named]] = {}
    for each in named:
        units.setdefault(each.unit, []).append(each)
    same = tuple(NamedOut.model_fields)
    return {
        "month": month,
        "units": [
            {
                "unit": unit,
                "name": bodies.unit(unit).name,
                "matters": [{name: getattr(each, name) for name in same} for each in some],
            }
            for unit, some in units.items()
        ],
    }
