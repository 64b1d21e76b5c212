"""Personal values are shown masked; opened for a purpose and some minutes; who looked can be read, and not changed."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from gongzhi.matters import opening, who_looked
from gongzhi.matters.callers import actor, known_filters, lang_of
from gongzhi.matters.wire import Body, Name, Whole

router = Router(tags=["openings"])


class OpeningIn(Body):
    """Which fields, what for, for how many minutes."""

    fields: Annotated[list[Name], Field(min_length=1, max_length=20)]
    purpose: Name
    minutes: Whole


class ShownOut(Schema):
    """One value: in clear until `until`; where that is null it is masked."""

    ref: str
    field: str
    value: str
    until: datetime | None


class PurposeOut(Schema):
    """A purpose that the caller may name here, the fields (`*`: all) and minutes that go with it; whether it alarms."""

    code: str
    name: str
    fields: list[str]
    minutes: int
    emergency: bool


class ContactOut(Schema):
    values: list[ShownOut]
    purposes: list[PurposeOut]


class OpenedOut(Schema):
    values: list[ShownOut]


class LookOut(Schema):
    """A line of the who-looked log."""

    at: datetime
    by: str
    unit: str
    ref: str
    field: str
    purpose: str
    until: datetime | None
    emergency: bool


class LooksOut(Schema):
    looks: list[LookOut]


@router.get("/matters/{uuid:matter}/openings", response=ContactOut, operation_id="matter_contact")
def contact(request: HttpRequest, matter: UUID) -> dict[str, Any]:
    """联系方式（掩码）. The personal values of a matter, masked but for those that the caller has open."""
    known_filters(request, ())
    found, lang = opening.shown(matter, actor(request), timezone.now()), lang_of(request)
    purposes = [
        {"code": one.code, "name": one.name.say(lang), "fields": one.fields, "minutes": one.minutes,
         "emergency": one.emergency}
        for one in found.purposes.values()
    ]  # fmt: skip
    return {"values": found.values, "purposes": purposes}


@router.post("/matters/{uuid:matter}/openings", response={201: OpenedOut}, operation_id="matter_open")
def open_values(request: HttpRequest, matter: UUID, body: OpeningIn) -> Status[dict[str, Any]]:
    """查看个人信息. Opens values for a purpose and some minutes; each leaves a line in the who-looked log."""
    ask = opening.Ask(**body.model_dump() | {"fields": tuple(body.fields)})
    return Status(201, {"values": opening.opened(matter, actor(request), ask, timezone.now())})


@router.get("/matters/{uuid:matter}/looks", response=LooksOut, operation_id="matter_looks")
def looks(request: HttpRequest, matter: UUID) -> dict[str, Any]:
    """谁看过. Who looked at the personal values of a matter: for its own centre and the audit administrator."""
    known_filters(request, ())
    return {"looks": who_looked.looks(matter, actor(request))}
