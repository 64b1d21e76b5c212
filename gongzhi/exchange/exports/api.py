"""Whoever sees a list may take it out as a table; each order and each fetching stands in the security log."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from gongzhi.exchange.exports import ordering
from gongzhi.exchange.exports.models import Export
from gongzhi.exchange.exports.sheets import FORMS
from gongzhi.matters import wire
from gongzhi.matters.api_files import binary
from gongzhi.matters.callers import actor, known_filters, lang_of
from gongzhi.matters.wishes import Wish
from gongzhi.vault.lone import open_file

router = Router(tags=["exports"])


class ExportIn(wire.Body):
    """The conditions of the list (as `GET /api/matters` takes them), and the format of the table."""

    wish: Wish = Field(default_factory=Wish)
    format: Literal["xlsx", "csv"] = "xlsx"


class ExportOut(Schema):
    """An export: waiting · running · ready · failed (`why` says why). `total` is counted up to 10,000."""

    id: UUID
    state: str
    format: str
    done: int
    total: int | None
    code: str
    made_at: datetime
    ended_at: datetime | None


def told(job: Export) -> dict[str, Any]:
    """The export for the wire."""
    same = ("id", "state", "done", "total", "code", "made_at", "ended_at")
    return {name: getattr(job, name) for name in same} | {"format": job.form}


@router.post("/exports", response={201: ExportOut}, operation_id="export_order")
def order(request: HttpRequest, body: ExportIn) -> Status[dict[str, Any]]:
    """导出列表. Order a list as a table; it is written in the background, with a line in the security log."""
    job = ordering.ordered(body.wish, body.format, actor(request), lang_of(request), timezone.now())
    return Status(201, told(job))


@router.get("/exports", response=list[ExportOut], operation_id="exports")
def exports(request: HttpRequest) -> list[dict[str, Any]]:
    """我的导出. The exports that the caller ordered in the last day, the newest first."""
    known_filters(request, ())
    return [told(job) for job in ordering.own(actor(request))]


@router.get("/exports/{uuid:export}", response=ExportOut, operation_id="export")
def export(request: HttpRequest, export: UUID) -> dict[str, Any]:
    """导出进度. How far an export is."""
    known_filters(request, ())
    return told(ordering.access_export(export, actor(request)))


@router.get("/exports/{uuid:export}/file", operation_id="export_file", openapi_extra=binary(*FORMS.values()))
def file(request: HttpRequest, export: UUID) -> HttpResponse:
    """下载导出. The table, once it is ready; each time with a line in the security log."""
    job = ordering.fetched(export, actor(request))
    answer = HttpResponse(open_file(job.id, bytes(job.data or b"")), content_type=FORMS[job.form])
    answer["Content-Disposition"] = f'attachment; filename="gongzhi-{job.made_at:%Y%m%d-%H%M}.{job.form}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
