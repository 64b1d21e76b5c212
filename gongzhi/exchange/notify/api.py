"""Everybody reads their own inbox and says by which ways they are reached beside it; nobody reads another's."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from gongzhi.catalogue import Lang
from gongzhi.exchange.notify import inbox, reaches, web_push
from gongzhi.exchange.notify.configured import configured
from gongzhi.exchange.notify.models import EMAIL, PUSH, SMS
from gongzhi.exchange.notify.wording import worded
from gongzhi.kernel import Actor, Refused
from gongzhi.matters.briefs import Brief, briefs
from gongzhi.matters.callers import actor, known_filters, lang_of
from gongzhi.matters.wire import Body, Flag, Short

router = Router(tags=["inbox"])
After = Annotated[str, Query(max_length=200, description="`after` of the page before")]
Limit = Annotated[int, Query(ge=1, le=200)]
Unread = Annotated[bool, Query(description="only what was not read yet")]


class MessageOut(Schema):
    """A message in the caller's language. `matter` is the id of the matter that it is about."""

    id: UUID
    code: str
    matter: UUID
    number: str
    title: str
    body: str
    due_at: datetime | None
    made_at: datetime
    read_at: datetime | None


class InboxOut(Schema):
    """A page of the inbox. `unread` is counted up to 10,000; `exact` says whether that is all of them."""

    rows: list[MessageOut]
    after: str | None
    unread: int
    exact: bool


class ReadOut(Schema):
    """How many messages are read now that were not before."""

    read: int


class WayOut(Schema):
    """A way beside the inbox: whether an address is known, and whether it is wanted. The address is never shown."""

    known: bool
    wanted: bool


class WaysOut(Schema):
    sms: WayOut
    email: WayOut


class PushOut(Schema):
    """`key`: what a browser subscribes with (Base64 for addresses, 65 bytes); null where this house does not push."""

    key: str | None
    on: bool


class PushIn(Body):
    """A browser's subscription, as it gives it (W3C Push API)."""

    endpoint: Annotated[str, Field(max_length=1000)]
    p256dh: Short
    auth: Short


class PushEndIn(Body):
    """Which browser: the endpoint of its subscription."""

    endpoint: Annotated[str, Field(max_length=1000)]


class WayIn(Body):
    """`address` keeps a new one; without it the one that is known stays."""

    wanted: Flag
    address: Short | None = None


class WaysIn(Body):
    """What is left out stays as it is."""

    sms: WayIn | None = None
    email: WayIn | None = None


@router.get("/inbox", response=InboxOut, operation_id="inbox")
def messages(request: HttpRequest, unread: Unread = False, after: After = "", limit: Limit = 50) -> dict[str, Any]:
    """消息列表. A page of the caller's inbox: what is unread first, the newest first."""
    known_filters(request, ("unread", "after", "limit"))
    return shown(inbox.page(person(request), after=after, limit=limit, unread=unread), actor(request), lang_of(request))


@router.post("/inbox/{uuid:message}/read", response={204: None}, operation_id="inbox_read")
def read(request: HttpRequest, message: UUID) -> Status[None]:
    """已读. The message was read."""
    inbox.read(message, person(request), timezone.now())
    return Status(204, None)


@router.post("/inbox:read-all", response=ReadOut, operation_id="inbox_read_all")
def read_all(request: HttpRequest) -> dict[str, int]:
    """全部已读. Everything in the inbox was read."""
    return {"read": inbox.read_all(person(request), timezone.now())}


@router.get("/inbox/ways", response=WaysOut, operation_id="inbox_ways")
def ways(request: HttpRequest) -> dict[str, Any]:
    """消息渠道. By which ways the caller is reached beside the inbox."""
    return shown_ways(_who(request))


@router.put("/inbox/ways", response=WaysOut, operation_id="inbox_ways_change")
def change_ways(request: HttpRequest, body: WaysIn) -> dict[str, Any]:
    """设置消息渠道. Keeps an address (sealed, and never shown again) and whether it is wanted."""
    who = _who(request)
    for way, said in ((SMS, body.sms), (EMAIL, body.email)):
        if said is not None:
            reaches.change(who, way, wanted=said.wanted, address=said.address)
    return shown_ways(who)


@router.get("/inbox/push", response=PushOut, operation_id="inbox_push")
def push(request: HttpRequest) -> dict[str, Any]:
    """浏览器推送. Whether this house pushes to browsers, by which key, and whether to any of the caller's."""
    return shown_push(_who(request))


@router.put("/inbox/push", response=PushOut, operation_id="inbox_push_begin")
def begin_push(request: HttpRequest, body: PushIn) -> dict[str, Any]:
    """开启浏览器推送. Keeps (sealed) how this browser is reached; the last three of a person count."""
    who = _who(request)
    reaches.subscribe(who, web_push.device_of(body.endpoint, body.p256dh, body.auth, configured().push_hosts))
    return shown_push(who)


@router.post("/inbox/push:end", response=PushOut, operation_id="inbox_push_end")
def end_push(request: HttpRequest, body: PushEndIn) -> dict[str, Any]:
    """关闭浏览器推送. Nothing is pushed to this browser any more; other browsers of the caller go on."""
    who = _who(request)
    reaches.unsubscribe(who, body.endpoint)
    return shown_push(who)


def _who(request: HttpRequest) -> UUID:
    return UUID(person(request).id.removeprefix("person:"))


def shown_push(who: UUID) -> dict[str, Any]:
    """The public key of this house where it pushes, and whether somebody wants that."""
    set_up = configured()
    key = web_push.encoded(web_push.raw_of(web_push.own_key(set_up.push_secret))) if set_up.push_hosts else None
    return {"key": key, "on": PUSH in reaches.wanted_ways([who]).get(who, frozenset())}


def person(request: HttpRequest) -> Actor:
    """The caller, who must be a person; 403 `no-inbox` for others."""
    found = actor(request)
    if not found.id.startswith("person:"):
        raise Refused("no-inbox", status=403)
    return found


def shown(found: inbox.Page, by: Actor, lang: Lang) -> dict[str, Any]:
    """A page for the wire, in words."""
    known = briefs({row.matter_id for row in found.rows}, by)
    rows = []
    for row in found.rows:
        brief = known.get(row.matter_id, Brief(number="—"))
        said = worded(row, brief, lang)
        due_at = row.due_at if brief.kind is not None else None
        rows.append({"id": row.id, "code": row.code, "matter": row.matter_id, "number": brief.number,
                     "title": said.title, "body": said.body, "due_at": due_at, "made_at": row.made_at,
                     "read_at": row.read_at})  # fmt: skip
    return {"rows": rows, "after": found.after, "unread": found.unread, "exact": found.exact}


def shown_ways(who: UUID) -> dict[str, Any]:
    """Which ways are known and wanted."""
    kept = reaches.settings_of(who)
    return {way: {"known": wanted is not None, "wanted": bool(wanted)} for way, wanted in kept.items()}
