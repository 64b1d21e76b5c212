"""An attachment belongs to a matter: plain where that is about a place only (P0), else sealed with its key."""

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from gongzhi.kernel import Actor, Refused
from gongzhi.vault.attachments.cabinet import cabinet, checked_digest, fetch, put
from gongzhi.vault.attachments.uploads import discard, waiting_file, waiting_thumbnail
from gongzhi.vault.looking import Open, log
from gongzhi.vault.matter_key import MatterKey
from gongzhi.vault.models import Attachment, Removal, Upload
from gongzhi.vault.values import key_of

PUBLIC_CLASS = "P0"
WAITS = timedelta(hours=48)


@transaction.atomic
def attach(matter: UUID, declared: str, privacy: str, key: MatterKey, *, by: str, at: datetime) -> Attachment:
    """Give the finished upload of `by` with the SHA-256 `declared` to the matter; the same twice is one attachment.

    Only who uploaded a file can attach it: knowing its digest is not enough. Refuses 422 `digest-malformed` and 422
    `attachment-not-uploaded`.
    """
    checked_digest(declared)
    there = Attachment.objects.filter(matter_id=matter, declared=declared).first()
    if there is not None:
        return there
    upload = Upload.objects.filter(declared=declared, by=by, finished_at__isnull=False).first()
    if upload is None:
        raise Refused("attachment-not-uploaded", status=422, declared=declared)
    thumbnail = waiting_thumbnail(upload) if upload.has_thumbnail else b""
    attachment = Attachment(matter_id=matter, declared=declared, digest=upload.digest, at=at)
    attachment.media_type, attachment.size = upload.media_type, upload.kept_size
    attachment.sealed = privacy != PUBLIC_CLASS
    _store(attachment, key, waiting_file(upload), thumbnail)
    attachment.save(force_insert=True)
    return attachment


@transaction.atomic
def keep_made(matter: UUID, data: bytes, media_type: str, privacy: str, key: MatterKey, *, at: datetime) -> Attachment:
    """Keep with the matter a file that the house itself made; nobody uploaded it, so there is nothing to clean."""
    digest = hashlib.sha256(data).hexdigest()
    attachment = Attachment(matter_id=matter, declared=digest, digest=digest, at=at)
    attachment.media_type, attachment.size, attachment.sealed = media_type, len(data), privacy != PUBLIC_CLASS
    _store(attachment, key, data, b"")
    attachment.save(force_insert=True)
    return attachment


def attachment_of(matter: UUID, declared: str) -> Attachment:
    """The attachment's row; refuses 404 `attachment-unknown`."""
    found = Attachment.objects.filter(matter_id=matter, declared=declared).first()
    if found is None:
        raise Refused("attachment-unknown", status=404, declared=declared)
    return found


def read_attachment(matter: UUID, declared: str) -> bytes:
    """The file, for handling this matter. Refuses 404 `attachment-unknown`, 410 `key-destroyed`, 409 `seal-broken`."""
    attachment = attachment_of(matter, declared)
    return _opened(attachment, attachment.name)


def read_thumbnail(matter: UUID, declared: str) -> bytes:
    """The small picture (JPEG), for handling this matter; refuses 404 `thumbnail-unknown` where there is none."""
    attachment = attachment_of(matter, declared)
    if not attachment.thumbnail:
        raise Refused("thumbnail-unknown", status=404, declared=declared)
    return _opened(attachment, attachment.thumbnail)


def open_attachment(matter: UUID, declared: str, *, by: Actor, seen: Open, at: datetime) -> bytes:
    """The file, for a stated purpose; its line in the who-looked log is committed before it is given out."""
    with transaction.atomic(durable=True):
        data = read_attachment(matter, declared)
        log(matter, (declared, "attachment"), by=by, seen=seen, at=at)
    return data


@transaction.atomic
def seal_attachments(matter: UUID, key: MatterKey) -> int:
    """Seal what lies plain, because the matter is no longer about a place only; returns how many files were sealed."""
    plain = list(Attachment.objects.filter(matter_id=matter, sealed=False))
    for attachment in plain:
        old = [name for name in (attachment.name, attachment.thumbnail) if name]
        data, thumbnail = fetch(attachment.name), fetch(attachment.thumbnail) if attachment.thumbnail else b""
        attachment.sealed = True
        _store(attachment, key, data, thumbnail)
        attachment.save()
        Removal.objects.bulk_create([Removal(name=name) for name in old], ignore_conflicts=True)
    return len(plain)


def sweep(at: datetime) -> int:
    """Forget uploads that nobody attached for 48 hours and remove files that nothing needs; returns how many files."""
    for upload in Upload.objects.filter(made_at__lt=at - WAITS):
        discard(upload)
    return sum(_removed(name) for name in Removal.objects.values_list("name", flat=True))


@transaction.atomic
def _removed(name: str) -> int:
    """The row is held while the file goes, so that nobody attaches the same file in between."""
    if not Removal.objects.select_for_update().filter(name=name).exists():
        return 0
    Removal.objects.filter(name=name).delete()
    if Attachment.objects.filter(Q(name=name) | Q(thumbnail=name)).exists() or not cabinet().exists(name):
        return 0
    cabinet().delete(name)
    return 1


def _store(attachment: Attachment, key: MatterKey, data: bytes, thumbnail: bytes) -> None:
    """Keep both files; a sealed one is named by a keyed digest, so that its name says nothing and fits its key."""
    if attachment.sealed:
        matter = attachment.matter_id.hex
        name = f"sealed/{matter[-2:]}/{matter}/{key.digest(attachment.digest)}"
        data, thumbnail = key.seal(data), key.seal(thumbnail) if thumbnail else b""
    else:
        name = f"plain/{attachment.digest[:2]}/{attachment.digest}"
    attachment.name, attachment.thumbnail = name, f"{name}-small" if thumbnail else ""
    Removal.objects.filter(name__in=(attachment.name, attachment.thumbnail)).delete()
    put(attachment.name, data)
    if thumbnail:
        put(attachment.thumbnail, thumbnail)


def _opened(attachment: Attachment, name: str) -> bytes:
    return key_of(attachment.matter_id).open(fetch(name)) if attachment.sealed else fetch(name)
