"""A document is handed out as it was issued, and each time it is told who took it."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from gongzhi.audit.telling import security_event
from gongzhi.documents import reading
from gongzhi.documents.models import Document
from gongzhi.kernel import Actor
from gongzhi.matters.giving import reporter_of


def to_staff(matter: UUID, document: UUID, form: str, by: Actor, at: datetime) -> HttpResponse:
    """The document for whoever may see the matter; `form` is `pdf` or `docx`."""
    return _handed(reading.access_document(matter, document, by), form, by, at)


def to_reporter(code: str, document: UUID, at: datetime) -> HttpResponse:
    """The PDF for the reporter who holds the query code, if it is addressed to them."""
    found = reading.access_for_reporter(code, document)
    return _handed(found, "pdf", Actor(id=reporter_of(found.matter_id)), at)


def _handed(document: Document, form: str, by: Actor, at: datetime) -> HttpResponse:
    security_event("document.taken", by.id, str(document.matter_id), document=str(document.id), form=form)
    answer = HttpResponse(reading.file_of(document, form, by, at), content_type=reading.MEDIA[form])
    answer["Content-Disposition"] = content_disposition_header(True, f"{document.number}.{form}") or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
