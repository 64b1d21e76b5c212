"""Photos that come with a form are taken as the API takes them: checked, cleaned of what the device noted, limited."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.core.files import File

from gongzhi.matters import giving
from gongzhi.vault.attachments import uploads

PIECE = uploads.LARGEST_PIECE


def receive(files: "Iterable[File[bytes]]", whose: str, at: datetime) -> list[str]:
    """Keep the files for `whose`, until they are given to a matter; their SHA-256. Refuses as an upload does."""
    return [_kept(file.read(), whose, at) for file in files if file.size]


def _kept(data: bytes, whose: str, at: datetime) -> str:
    digest = sha256(data).hexdigest()
    upload = giving.begin(digest, len(data), whose, at)
    for start in range(upload.received, len(data), PIECE):
        giving.append(upload, start, data[start : start + PIECE])
    uploads.finish(upload, at=at)
    return digest


def give(matter: UUID, digests: Sequence[str], whose: str, at: datetime) -> None:
    """Give the files to the matter whose report or command named them."""
    for digest in digests:
        giving.give(matter, digest, owner=whose, at=at)
