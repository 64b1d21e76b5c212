"""The register of asks over the wire: read by everybody who works here, entered by units, admitted by centres."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Status
from pydantic import AfterValidator, Field, StringConstraints

from gongzhi.asks import admitting, entering, reading, shown
from gongzhi.asks.entering import Wanted
from gongzhi.asks.reading import Wish
from gongzhi.asks.rule import Standing
from gongzhi.matters import wire
from gongzhi.matters.callers import Key, actor, known_filters, lang_of

router = Router(tags=["asks"])
ItemName = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40), AfterValidator(wire.storable)
]
Items = Annotated[list[ItemName], Field(min_length=1, max_length=30)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000), AfterValidator(wire.storable)]
Long = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000), AfterValidator(wire.storable)
]
Sought = Annotated[
    str, AfterValidator(wire.storable), Query(max_length=40, description="What an item is called, or part of it")
]
After = Annotated[UUID | None, Query(description="`after` of the page before")]
OfMe = Annotated[bool, Query(description="Only what is asked of the caller's level and area")]
Stands = Annotated[Standing | None, Query(description="How they stand today; left out: any")]
Unit = Annotated[str, Query(pattern=r"^[\w./:-]{0,64}$", description="Code of the unit that asks; empty: any")]


class AskEntryIn(wire.Body):
    """What a unit asks: which data items, of whom, how often, what for, on which ground (a law or document), until
    when (a year at most). Nothing about persons. `once_more`: why it is asked although it is there already.
    """

    title: wire.Short
    items: Items
    level: Literal["township", "community", "grid"]
    area: wire.Code
    often: Literal["once", "year", "half", "quarter", "month", "week"]
    purpose: Long
    ground: Long
    until: date
    once_more: Reason = ""


class ForeseenIn(wire.Body):
    """The items that somebody is about to ask for, and where."""

    items: Items
    area: wire.Code


class AdmitIn(wire.Body):
    """A remark, if there is one."""

    remark: Reason = ""


class RefuseIn(wire.Body):
    """Why it is not admitted."""

    remark: Long


@router.get("/asks", response=shown.AsksOut, operation_id="asks")
def asks(
    request: HttpRequest, standing: Stands = None, unit: Unit = "", of_me: OfMe = False, after: After = None
) -> dict[str, Any]:
    """报表准入. What departments ask of the grass roots, the newest first."""
    known_filters(request, ("standing", "unit", "of_me", "after"))
    wish = Wish(standing=standing, unit=unit, of_me=of_me)
    return shown.page(wish, after, actor(request), lang_of(request), timezone.now())


@router.get("/asks/items", response=list[shown.DataItemOut], operation_id="ask_items")
def items(request: HttpRequest, text: Sought = "") -> list[dict[str, str]]:
    """数据项. Items that were asked for before and are called like this."""
    known_filters(request, ("text",))
    return [{"key": item.key, "name": item.name} for item in reading.items_like(text)]


@router.post("/asks:foresee", response=list[shown.OverlapOut], operation_id="ask_foresee")
def foresee(request: HttpRequest, body: ForeseenIn) -> list[dict[str, Any]]:
    """查重. What would be asked once more, by item: shown before anything is entered; nothing is kept."""
    there = entering.foreseen(tuple(body.items), body.area, actor(request), timezone.now())
    return shown.overlap([(one.item, one.why, one.of) for one in there], lang_of(request))


@router.post("/asks", response={201: shown.AskEntryOut}, operation_id="ask_enter")
def enter(request: HttpRequest, body: AskEntryIn, key: Key = None) -> Status[dict[str, Any]]:
    """登记报表. Enter what the caller's unit asks; it waits for the centre. Once under one key."""
    wanted = Wanted(**body.model_dump(exclude={"items"}), items=tuple(body.items))
    made = entering.enter(wanted, key or uuid4(), actor(request), timezone.now())
    return Status(201, shown.told([made], actor(request), lang_of(request), timezone.now())[0])


@router.get("/asks/{uuid:ask}", response=shown.AskEntryOut, operation_id="ask")
def ask(request: HttpRequest, ask: UUID) -> dict[str, Any]:
    """报表. One entry."""
    return shown.told([reading.access_ask(ask)], actor(request), lang_of(request), timezone.now())[0]


@router.post("/asks/{uuid:ask}/admit", response=shown.AskEntryOut, operation_id="ask_admit")
def admit(request: HttpRequest, ask: UUID, body: AdmitIn) -> dict[str, Any]:
    """准入. It may be asked until its last day."""
    made = admitting.admit(ask, body.remark, actor(request), timezone.now())
    return shown.told([made], actor(request), lang_of(request), timezone.now())[0]


@router.post("/asks/{uuid:ask}/refuse", response=shown.AskEntryOut, operation_id="ask_refuse")
def refuse(request: HttpRequest, ask: UUID, body: RefuseIn) -> dict[str, Any]:
    """不予准入. It may not be asked, and why."""
    made = admitting.refuse(ask, body.remark, actor(request), timezone.now())
    return shown.told([made], actor(request), lang_of(request), timezone.now())[0]
