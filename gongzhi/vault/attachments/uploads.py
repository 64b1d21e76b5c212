"""A file comes in pieces, survives a lost connection, and counts only when it is what was announced.

Pieces wait in the cabinet until the cleaned file lies there, sealed with a key of the upload; `attaching.py` gives that
to a matter.
"""

import hashlib
from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction

from gongzhi.kernel import Refused
from gongzhi.vault.attachments.cabinet import checked_digest, fetch, put
from gongzhi.vault.attachments.images import clean_picture
from gongzhi.vault.attachments.media import clean_media
from gongzhi.vault.attachments.sniffing import IMAGES, media_type_of
from gongzhi.vault.matter_key import MatterKey, new_key, unwrap
from gongzhi.vault.models import Removal, Upload

MOST_BYTES = 25 * 1024 * 1024
LEAST_PIECE = 16 * 1024
LARGEST_PIECE = 8 * 1024 * 1024


def most_bytes() -> int:
    """The largest file taken, in bytes (GONGZHI_ATTACHMENT_BYTES, 25 MiB unless set)."""
    limit: int = getattr(settings, "GONGZHI_ATTACHMENT_BYTES", MOST_BYTES)
    return limit


def begin(declared: str, size: int, *, by: str, at: datetime, neighbourhood: str = "") -> Upload:
    """Announce a file of `size` bytes with the SHA-256 `declared`. The same one by the same person is one upload.

    `neighbourhood` is a digest of where a stranger sends from. The upload's `received` says where to go on. Refuses 422
    `digest-malformed`, 422 `attachment-empty`, 413 `attachment-too-large`, 409 `upload-size-differs`.
    """
    checked_digest(declared)
    if size <= 0:
        raise Refused("attachment-empty", status=422)
    if size > most_bytes():
        raise Refused("attachment-too-large", status=413, size=size, most=most_bytes())
    upload_id = uuid4()
    fresh = {"id": upload_id, "size": size, "made_at": at, "wrapped": new_key().wrapped_for(upload_id),
             "neighbourhood": neighbourhood}  # fmt: skip
    upload, _ = Upload.objects.get_or_create(declared=declared, by=by, defaults=fresh)
    if upload.size != size:
        raise Refused("upload-size-differs", size=upload.size)
    return upload


def access_upload(upload: UUID, *, by: str) -> Upload:
    """The upload, for the one who began it; for everybody else 404 `upload-unknown`."""
    found = Upload.objects.filter(id=upload, by=by).first()
    if found is None:
        raise Refused("upload-unknown", status=404)
    return found


def append(upload: Upload, offset: int, piece: bytes) -> int:
    """Add the bytes that begin at `offset`; returns how many have been received now.

    Refuses 409 `upload-offset-differs` (its detail `received` says where to go on), 413 `upload-too-many-bytes`, and
    422 `upload-piece-size` for pieces above 8 MiB or, but for the last one, below 16 KiB.
    """
    end = offset + len(piece)
    if offset != upload.received:
        raise Refused("upload-offset-differs", received=upload.received)
    if end > upload.size:
        raise Refused("upload-too-many-bytes", status=413, size=upload.size)
    if len(piece) > LARGEST_PIECE or (len(piece) < LEAST_PIECE and end < upload.size):
        raise Refused("upload-piece-size", status=422, least=LEAST_PIECE, most=LARGEST_PIECE)
    put(_piece_name(upload, offset, end), _key(upload).seal(piece))
    ends = [*upload.ends, end]
    if not Upload.objects.filter(id=upload.id, received=offset).update(received=end, ends=ends):
        _forget_lost(upload, offset, end)
        raise Refused("upload-offset-differs", received=_received(upload))
    upload.received, upload.ends = end, ends
    return end


def finish(upload: Upload, *, at: datetime) -> Upload:
    """Check the whole file against its announcement, find out what it is, clean it and keep it for attaching.

    Refuses 409 `upload-incomplete`; 422 `attachment-digest-differs` (begin again); and what is not accepted: 415
    `attachment-kind-refused`, 422 `image-broken`, `image-too-large`, `attachment-broken`. What was refused is removed.
    """
    if upload.finished_at is not None:
        return upload
    if upload.received != upload.size:
        raise Refused("upload-incomplete", received=upload.received, size=upload.size)
    try:
        _keep_clean(upload, _whole(upload))
    except Refused:
        done = Upload.objects.filter(id=upload.id, finished_at__isnull=False).first()
        if done is not None:  # another request finished it, and its pieces are gone
            return done
        discard(upload)
        raise
    upload.finished_at = at
    with transaction.atomic():
        upload.save(update_fields=["finished_at", "digest", "media_type", "kept_size", "has_thumbnail"])
        _remove(_pieces(upload))
    return upload


@transaction.atomic
def discard(upload: Upload) -> None:
    """Forget the upload; the next sweep removes its files."""
    _remove([kept_name(upload), thumbnail_name(upload), *_pieces(upload)])
    upload.delete()


def _remove(names: list[str]) -> None:
    """Nothing needs these files any more; the next sweep takes them."""
    Removal.objects.bulk_create([Removal(name=name) for name in names], ignore_conflicts=True)


def waiting_file(upload: Upload) -> bytes:
    """The cleaned file of a finished upload."""
    return _key(upload).open(fetch(kept_name(upload)))


def waiting_thumbnail(upload: Upload) -> bytes:
    """The thumbnail of a finished upload that has one."""
    return _key(upload).open(fetch(thumbnail_name(upload)))


def kept_name(upload: Upload) -> str:
    return f"waiting/{upload.id.hex}.kept"


def thumbnail_name(upload: Upload) -> str:
    return f"waiting/{upload.id.hex}.thumbnail"


def _pieces(upload: Upload) -> list[str]:
    """Where the pieces lie, in order."""
    return [_piece_name(upload, start, end) for start, end in zip([0, *upload.ends], upload.ends, strict=False)]


def _piece_name(upload: Upload, start: int, end: int) -> str:
    return f"waiting/{upload.id.hex}.{start}-{end}"


def _key(upload: Upload) -> MatterKey:
    return unwrap(upload.id, bytes(upload.wrapped))


def _forget_lost(upload: Upload, start: int, end: int) -> None:
    """A piece that came at the same moment as another one: its file goes, unless it is the same piece and needed."""
    now = Upload.objects.filter(id=upload.id).first()
    if now is None or now.finished_at is not None or end not in now.ends:
        _remove([_piece_name(upload, start, end)])


def _received(upload: Upload) -> int:
    return Upload.objects.filter(id=upload.id).values_list("received", flat=True).first() or 0


def _whole(upload: Upload) -> bytes:
    key = _key(upload)
    data = b"".join(key.open(fetch(name)) for name in _pieces(upload))
    if len(data) != upload.size or hashlib.sha256(data).hexdigest() != upload.declared:
        raise Refused("attachment-digest-differs", status=422)
    return data


def _keep_clean(upload: Upload, data: bytes) -> None:
    media_type, key, thumbnail = media_type_of(data), _key(upload), b""
    if media_type in IMAGES:
        picture = clean_picture(data, media_type)
        data, thumbnail = picture.data, picture.thumbnail
        put(thumbnail_name(upload), key.seal(thumbnail))
    else:
        data = clean_media(data, media_type)
    put(kept_name(upload), key.seal(data))
    upload.media_type, upload.digest = media_type, hashlib.sha256(data).hexdigest()
    upload.kept_size, upload.has_thumbnail = len(data), bool(thumbnail)
