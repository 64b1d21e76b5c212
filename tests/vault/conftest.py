"""Keys and a cabinet of their own for each test of the vault."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from gongzhi.kernel import Actor
from gongzhi.vault.keys import make_keys

NOON = datetime(2025, 10, 15, 4, tzinfo=UTC)
CLERK = Actor(id="clerk", unit="centre")


@pytest.fixture
def keys(home: Path) -> Path:
    """The folder with fresh keys that the settings point to."""
    folder = home / "keys"
    make_keys(folder)
    return folder


@pytest.fixture
def cabinet(keys: Path, home: Path, settings: Settings) -> Path:
    """The folder in which attachments lie."""
    folder = home / "attachments"
    backend = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(folder)}}
    settings.STORAGES = settings.STORAGES | {"attachments": backend}
    return folder


def everything_stored(folder: Path | None = None) -> bytes:
    """Every value in every table of the vault, and every byte in the folder with its names."""
    stored: list[bytes] = []
    with connection.cursor() as cursor:
        for table in (name for name in connection.introspection.table_names(cursor) if name.startswith("vault_")):
            cursor.execute(f"SELECT * FROM {table}")
            for row in cursor.fetchall():
                stored += [bytes(one) if isinstance(one, (bytes, memoryview)) else str(one).encode() for one in row]
    for path in sorted(folder.rglob("*")) if folder else ():
        stored.append(str(path).encode())
        stored.append(path.read_bytes() if path.is_file() else b"")
    return b"\n".join(stored)
