"""Files lie in one cabinet (a folder or an S3 bucket) under names made from digests, never from names given."""

import re

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from gongzhi.kernel import Refused

DIGEST = re.compile(r"[0-9a-f]{64}")


def cabinet() -> Storage:
    """Where attachments lie: STORAGES["attachments"] in the settings."""
    return storages["attachments"]


def checked_digest(declared: str) -> str:
    """A SHA-256 in 64 lower-case hexadecimal characters; refuses 422 `digest-malformed`."""
    if not DIGEST.fullmatch(declared):
        raise Refused("digest-malformed", status=422)
    return declared


def put(name: str, data: bytes) -> None:
    """Keep `data` under `name`. A whole file that is there stays; a part left by a crash is replaced."""
    where = cabinet()
    if where.exists(name):
        if where.size(name) == len(data):
            return
        where.delete(name)
    stored = where.save(name, ContentFile(data))
    if stored != name:  # somebody else kept the same file at the same moment
        where.delete(stored)


def fetch(name: str) -> bytes:
    """The bytes under `name`; refuses 410 `attachment-gone` where the cabinet has lost them."""
    try:
        with cabinet().open(name, "rb") as file:
            data: bytes = file.read()
            return data
    except FileNotFoundError:
        raise Refused("attachment-gone", status=410) from None
