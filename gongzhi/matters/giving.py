"""A file belongs to whoever began its upload, until it is given to the matter whose report or command named it."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from gongzhi.audit.origin import origin
from gongzhi.kernel import PUBLIC, Actor, Refused
from gongzhi.matters import journal, queries
from gongzhi.matters.turns import turn
from gongzhi.vault.attachments import attaching, uploads
from gongzhi.vault.keys import site_digest
from gongzhi.vault.models import Upload
from gongzhi.vault.values import key_of

MOST_WAITING = 20
"""Files that may wait for one report of somebody without an account: as many as a report can name."""


def reporter_of(matter: UUID) -> str:
    """The reporter of a matter without an account, known by nothing but the matter."""
    return f"reporter:{matter}"


def owner(by: Actor, report: UUID | None) -> str:
    """Whose upload it is: the caller's; without an account that of the report it is for (422 `report-id-needed`)."""
    if by.id != PUBLIC.id:
        return by.id
    if report is None:
        raise Refused("report-id-needed", status=422)
    return reporter_of(report)


def begin(digest: str, size: int, whose: str, at: datetime) -> Upload:
    """Announce a file; 429 `too-many-files` when too many wait for one report already, and as `append` refuses."""
    if not whose.startswith("reporter:"):
        return uploads.begin(digest, size, by=whose, at=at)
    waiting = Upload.objects.filter(by=whose).exclude(declared=digest).count()
    if waiting >= MOST_WAITING:
        raise Refused("too-many-files", status=429, most=MOST_WAITING)
    near = site_digest("upload", origin().network)
    _room(near, size)
    return uploads.begin(digest, size, by=whose, at=at, neighbourhood=near)


def append(upload: Upload, offset: int, piece: bytes) -> int:
    """Take a piece, while there is room for what strangers send and have not given to a report.

    Refuses 429 `uploads-full-here` for one neighbourhood, 503 `uploads-full` for everybody, and as an upload does.
    """
    if upload.neighbourhood:
        _room(upload.neighbourhood, len(piece))
    return uploads.append(upload, offset, piece)


def _room(near: str, more: int) -> None:
    """Bytes are counted when they came in: an announcement takes no room. What a sweep forgets makes room again."""
    waiting = Upload.objects.exclude(neighbourhood="")
    for found, most, code, status in (
        (waiting.filter(neighbourhood=near), settings.GONGZHI_WAITING_BYTES, "uploads-full-here", 429),
        (waiting, settings.GONGZHI_WAITING_BYTES_TOTAL, "uploads-full", 503),
    ):
        held = found.aggregate(held=Sum("received"))["held"] or 0
        if held + more > most:
            raise Refused(code, status=status, most=most >> 20)


def finished(whose: str) -> set[str]:
    """The SHA-256 of the finished uploads of that owner that were not given away by a sweep."""
    return set(Upload.objects.filter(by=whose, finished_at__isnull=False).values_list("declared", flat=True))


def give(matter: UUID, digest: str, *, owner: str, at: datetime) -> None:
    """Keep the owner's finished upload with the matter; 422 `file-not-announced` unless its journal names the file.

    The matter is held meanwhile, so that a file cannot slip in unsealed while the matter becomes one between people.
    """
    if digest not in queries.files_of(matter):
        raise Refused("file-not-announced", status=422, digest=digest)
    with turn(), transaction.atomic():
        journal.lock(matter)
        privacy = journal.state(matter).privacy
        attaching.attach(matter, digest, privacy, key_of(matter), by=owner, at=at)
        Upload.objects.filter(declared=digest, by=owner).update(neighbourhood="")
