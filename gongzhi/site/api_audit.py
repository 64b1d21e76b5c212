"""The security log over the wire, for the audit administrator alone: looked through, and taken out with a signature."""

import json
from datetime import datetime
from io import BytesIO
from typing import Annotated, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from pydantic import AfterValidator, StringConstraints

from gongzhi.audit import reading
from gongzhi.audit.models import Event
from gongzhi.audit.reading import Asked
from gongzhi.matters.api_files import binary
from gongzhi.matters.callers import actor, known_filters
from gongzhi.matters.wire import Moment, storable

router = Router(tags=["audit"])
ZIP = "application/zip"


class EventOut(Schema):
    """One event: when, what, who, about what, how it ended, from where."""

    id: int
    at: datetime
    name: str
    actor: str
    subject: str
    outcome: str
    address: str
    request: str
    facts: dict[str, str | int | bool | None]


class EventsOut(Schema):
    """Events, newest first; `next` is what to give as `before` for older ones."""

    events: list[EventOut]
    next: int | None


class Conditions(Schema):
    """What is looked for."""

    name: Annotated[str, StringConstraints(max_length=64), AfterValidator(storable)] = ""
    actor: Annotated[str, StringConstraints(max_length=64), AfterValidator(storable)] = ""
    subject: Annotated[str, StringConstraints(max_length=128), AfterValidator(storable)] = ""
    outcome: Annotated[str, StringConstraints(max_length=16), AfterValidator(storable)] = ""
    who: Annotated[str, StringConstraints(max_length=64), AfterValidator(storable)] = ""
    text: Annotated[str, StringConstraints(max_length=100), AfterValidator(storable)] = ""
    since: Moment | None = None
    until: Moment | None = None
    before: Annotated[int | None, Field(ge=1, le=2**53)] = None

    def asked(self) -> Asked:
        """The conditions as the log takes them."""
        return Asked(**self.model_dump())


Wanted = Annotated[Conditions, Query()]


@router.get("/audit/events", response=EventsOut, operation_id="audit_events")
def events(request: HttpRequest, wanted: Wanted, limit: Annotated[int, Query(ge=1, le=500)] = 100) -> dict[str, Any]:
    """安全日志. Who did or tried what, newest first; for the audit administrator."""
    known_filters(request, (*Conditions.model_fields, "limit"))
    found = reading.listed(actor(request), wanted.asked(), limit)
    return {"events": [event_out(each) for each in found], "next": found[-1].pk if len(found) == limit else None}


@router.get("/audit/export", operation_id="audit_export", openapi_extra=binary(ZIP))
def export(request: HttpRequest, wanted: Wanted) -> HttpResponse:
    """导出安全日志. JSON lines and a detached signature, in one archive; the export is itself logged."""
    known_filters(request, Conditions.model_fields)
    packed = archive(*reading.exported(actor(request), wanted.asked(), timezone.now()))
    disposition = 'attachment; filename="security-log.zip"'
    return HttpResponse(packed, content_type=ZIP, headers={"Content-Disposition": disposition})


def archive(text: bytes, signature: bytes) -> bytes:
    """Both files in one archive: `gongzhi audit check` reads them beside each other."""
    whole = BytesIO()
    with ZipFile(whole, "w", ZIP_DEFLATED) as made:
        made.writestr("security-log.jsonl", text)
        made.writestr("security-log.jsonl.sig", signature)
    return whole.getvalue()


def event_out(event: Event) -> dict[str, Any]:
    """The event for the wire."""
    names = ("id", "at", "name", "actor", "subject", "outcome", "address", "request")
    return {name: getattr(event, name) for name in names} | {"facts": json.loads(event.facts)}
