"""Files travel apart from reports: announced by content hash, sent in pieces that resume, then given to the matter."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Path, Query, Router, Schema
from pydantic import Strict

from gongzhi.matters import giving, queries, wire
from gongzhi.matters.callers import Key, actor
from gongzhi.vault.attachments import attaching, uploads
from gongzhi.vault.models import Upload

router = Router(tags=["files"])
sending = Router(tags=["files"])
Digest = Annotated[wire.Digest, Path(description="SHA-256 of the file as it was announced, in lower-case hex")]
BYTES = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
KINDS = (
    "image/jpeg",
    "image/png",
    "image/webp",
    "application/pdf",
    "audio/mpeg",
    "audio/mp4",
    "audio/wav",
    "video/mp4",
)


def binary(*kinds: str) -> dict[str, Any]:
    """What a route that answers with a file says of its answer."""
    schema = {"schema": {"type": "string", "format": "binary"}}
    return {"responses": {200: {"description": "The file", "content": dict.fromkeys(kinds, schema)}}}


class UploadIn(wire.Body):
    """A file announced: the SHA-256 of its bytes and their number."""

    digest: wire.Digest
    size: Annotated[int, Strict(), Field(gt=0, le=wire.EXACT)]


class UploadOut(Schema):
    """How far an upload is; the next piece begins at `received`."""

    id: UUID
    digest: str
    size: int
    received: int
    finished: bool
    media_type: str


def upload_out(upload: Upload) -> dict[str, Any]:
    """The upload for the wire."""
    return {
        "id": upload.id,
        "digest": upload.declared,
        "size": upload.size,
        "received": upload.received,
        "finished": upload.finished_at is not None,
        "media_type": upload.media_type,
    }


@sending.post("/uploads", response=UploadOut, operation_id="upload_begin")
def begin(request: HttpRequest, body: UploadIn, key: Key = None) -> dict[str, Any]:
    """登记附件. Announce a file, or find out how far it came; without an account, under the id of its report."""
    whose = giving.owner(actor(request), key)
    return upload_out(giving.begin(body.digest, body.size, whose, timezone.now()))


@sending.patch("/uploads/{uuid:upload}", response=UploadOut, operation_id="upload_append", openapi_extra=BYTES)
def append(request: HttpRequest, upload: UUID, offset: Annotated[int, Query(ge=0)], key: Key = None) -> dict[str, Any]:
    """续传附件. Send the bytes that begin at `offset` as the body; a refusal says how many were received."""
    found = uploads.access_upload(upload, by=giving.owner(actor(request), key))
    giving.append(found, offset, request.body)
    return upload_out(found)


@sending.post("/uploads/{uuid:upload}/finish", response=UploadOut, operation_id="upload_finish")
def finish(request: HttpRequest, upload: UUID, key: Key = None) -> dict[str, Any]:
    """完成上传. Have the whole file checked, cleaned and kept."""
    found = uploads.access_upload(upload, by=giving.owner(actor(request), key))
    return upload_out(uploads.finish(found, at=timezone.now()))


@router.put("/matters/{uuid:matter}/files/{digest}", response={204: None}, operation_id="matter_file_give")
def give(request: HttpRequest, matter: UUID, digest: Digest) -> HttpResponse:
    """交附件. Give a finished upload to the matter whose report or command named it."""
    row = queries.access_matter(matter, actor(request))
    giving.give(row.id, digest, owner=actor(request).id, at=timezone.now())
    return HttpResponse(status=204)


@router.get("/matters/{uuid:matter}/files/{digest}", operation_id="matter_file", openapi_extra=binary(*KINDS))
def fetch(request: HttpRequest, matter: UUID, digest: Digest) -> HttpResponse:
    """附件. A file of a matter that the caller may see."""
    row = queries.access_matter(matter, actor(request))
    kept = attaching.attachment_of(row.id, digest)
    return _file(attaching.read_attachment(row.id, digest), kept.media_type)


@router.get(
    "/matters/{uuid:matter}/files/{digest}/thumbnail",
    operation_id="matter_thumbnail",
    openapi_extra=binary("image/jpeg"),
)
def thumbnail(request: HttpRequest, matter: UUID, digest: Digest) -> HttpResponse:
    """缩略图. The small picture of a file."""
    row = queries.access_matter(matter, actor(request))
    return _file(attaching.read_thumbnail(row.id, digest), "image/jpeg")


def _file(data: bytes, media_type: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=media_type)
    answer["Content-Disposition"] = "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
