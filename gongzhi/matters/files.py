"""Files travel apart from reports: announced by content hash, sent in pieces that resume, then given to the matter."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema

from gongzhi.kernel import Actor, Refused
from gongzhi.matters import journal, queries, said
from gongzhi.matters.api import actor
from gongzhi.vault.attachments import attaching, uploads
from gongzhi.vault.models import Upload
from gongzhi.vault.values import key_of

router = Router(tags=["files"])


class UploadIn(said.Body):
    """A file announced: the SHA-256 of its bytes and their number."""

    digest: said.Digest
    size: Annotated[int, Field(gt=0)]


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


@router.post("/uploads", response=UploadOut)
def begin(request: HttpRequest, body: UploadIn) -> dict[str, Any]:
    """Announce a file, or find out how far it came before."""
    return upload_out(uploads.begin(body.digest, body.size, by=actor(request).id, at=timezone.now()))


@router.patch("/uploads/{uuid:upload}", response=UploadOut)
def append(request: HttpRequest, upload: UUID, offset: int) -> dict[str, Any]:
    """Send the bytes that begin at `offset` as the body of the request."""
    found = uploads.access_upload(upload, by=actor(request).id)
    uploads.append(found, offset, request.body)
    return upload_out(found)


@router.post("/uploads/{uuid:upload}/finish", response=UploadOut)
def finish(request: HttpRequest, upload: UUID) -> dict[str, Any]:
    """Have the whole file checked, cleaned and kept."""
    found = uploads.access_upload(upload, by=actor(request).id)
    return upload_out(uploads.finish(found, at=timezone.now()))


@router.put("/matters/{uuid:matter}/files/{digest}", response={204: None})
def give(request: HttpRequest, matter: UUID, digest: said.Digest) -> HttpResponse:
    """Give a finished upload to the matter whose report or command announced it."""
    store(matter, digest, actor(request))
    return HttpResponse(status=204)


def store(matter: UUID, digest: str, by: Actor) -> None:
    """Keep the caller's upload with the matter; 422 `file-not-announced` unless its journal names the file."""
    if digest not in queries.files_of(matter):
        raise Refused("file-not-announced", status=422, digest=digest)
    privacy = journal.state(matter).privacy
    attaching.attach(matter, digest, privacy, key_of(matter), by=by.id, at=timezone.now())


@router.get("/matters/{uuid:matter}/files/{digest}")
def fetch(request: HttpRequest, matter: UUID, digest: said.Digest, small: bool = False) -> HttpResponse:
    """A file of a matter that the caller may see, or its small picture."""
    row = queries.access_matter(matter, actor(request))
    kept = attaching.attachment_of(row.id, digest)
    read = attaching.read_thumbnail if small else attaching.read_attachment
    answer = HttpResponse(read(row.id, digest), content_type="image/jpeg" if small else kept.media_type)
    answer["Content-Disposition"] = "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
