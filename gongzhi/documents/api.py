"""Documents over the wire: templates with what they ask, the documents of a matter, one more issued, its files."""

from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Query, Router, Status

from gongzhi.documents import handing, issuing, reading, shown
from gongzhi.documents.issuing import Wanted
from gongzhi.matters import catalogues, said, wire
from gongzhi.matters.api_public import Code
from gongzhi.matters.callers import Key, Match, actor

router = Router(tags=["documents"])
following = Router(tags=["reports"])
Format = Literal["pdf", "docx"]
Wish = Annotated[Format, Query(alias="format", description="pdf: as it was issued; docx: the same content to work on")]
Look = Annotated[bool, Query(description="A PDF is shown by the browser, not kept as a file")]
BINARY = {"schema": {"type": "string", "format": "binary"}}
PAPER = {"responses": {200: {"description": "The file", "content": {reading.MEDIA["pdf"]: BINARY}}}}
FILES = {"responses": {200: {"description": "The file", "content": dict.fromkeys(reading.MEDIA.values(), BINARY)}}}


class DocumentIn(wire.Body):
    """A document ordered. `values` by the names that the template asks."""

    template: wire.Code
    values: Annotated[dict[wire.Name, Any], Field(default_factory=dict, max_length=60)]


@router.get("/documents/templates", response=shown.TemplatesOut, operation_id="document_templates")
def templates(request: HttpRequest) -> dict[str, Any]:
    """文书模板. The kinds of documents, with what is asked for each."""
    return shown.templates(*catalogues.in_force())


@router.get("/matters/{uuid:matter}/documents", response=shown.OfMatterOut, operation_id="matter_documents")
def documents(request: HttpRequest, matter: UUID) -> dict[str, Any]:
    """事项文书. The documents of a matter, and those that the caller may issue about it now."""
    return reading.of_matter(matter, actor(request), timezone.now())


@router.post("/matters/{uuid:matter}/documents", response={201: shown.DocumentOut}, operation_id="document_issue")
def issue(
    request: HttpRequest, matter: UUID, body: DocumentIn, key: Key = None, match: Match = None
) -> Status[dict[str, Any]]:
    """制发文书. Issue a document: numbered, kept with the matter, written into its journal; once under one key."""
    wanted = Wanted(template=body.template, values=body.values, key=key or uuid4(), seen=said.version_of(match))
    made = issuing.issue(matter, wanted, actor(request), timezone.now())
    return Status(201, shown.document(made, catalogues.in_force()[1]))


@router.get("/matters/{uuid:matter}/documents/{uuid:document}/file", operation_id="document_file", openapi_extra=FILES)
def file(request: HttpRequest, matter: UUID, document: UUID, form: Wish = "pdf", look: Look = False) -> HttpResponse:
    """文书文件. A document as PDF, to be kept or only looked at, or the same content as DOCX."""
    answer = handing.to_staff(matter, document, form, actor(request), timezone.now())
    if look and form == "pdf":
        answer["Content-Disposition"] = "inline"
    return answer


@following.get("/follow/{code}/documents", response=shown.ToReporterListOut, operation_id="follow_documents")
def told(request: HttpRequest, code: Code) -> dict[str, Any]:
    """我的文书. The notices and answers that are addressed to the reporter, by the query code."""
    catalogue = catalogues.in_force()[1]
    return {"documents": [shown.to_reporter(row, code, catalogue) for row in reading.for_reporter(code)]}


@following.get(
    "/follow/{code}/documents/{uuid:document}/file", operation_id="follow_document_file", openapi_extra=PAPER
)
def told_file(request: HttpRequest, code: Code, document: UUID) -> HttpResponse:
    """我的文书文件. One of them as PDF, to the byte as it was issued."""
    return handing.to_reporter(code, document, timezone.now())
