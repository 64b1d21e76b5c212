"""What is destroyed is gone everywhere, and a record stays that proves what it was without holding any of it.

The key of the matter goes first: without it every sealed value, document and photo of the matter is noise, also in
copies. Then the rows and files themselves. The record lists each thing by a SHA-256 of its sealed bytes.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction

from gongzhi.kernel import Refused
from gongzhi.vault.models import Attachment, Destroyed, Key, Removal, Value
from gongzhi.vault.values import shred

Thing = dict[str, str]
"""What was destroyed: `what` (key, value, file), where it was kept, and the SHA-256 of what lay there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Decided:
    """Who proposed and who approved a destruction, under which rule, when."""

    by: str
    second: str
    rule: str
    at: datetime


@transaction.atomic
def destroy(matter: UUID, decided: Decided, *, texts: int) -> Destroyed:
    """Destroy key, values, documents and files of the matter; `texts` is how many open words went with them.

    Refuses 403 `shred-needs-two`, 410 `key-destroyed`. The next sweep removes the files.
    """
    if not Key.objects.select_for_update().filter(matter_id=matter).exists():
        raise Refused("key-destroyed", status=410, matter=str(matter))
    things = [*_key(matter), *_values(matter), *_files(matter)]
    shred(matter, by=decided.by, second=decided.second, at=decided.at)
    Value.objects.filter(matter_id=matter).delete()
    _forget_files(matter)
    record = Destroyed(
        matter_id=matter,
        by=decided.by,
        second=decided.second,
        rule=decided.rule,
        at=decided.at,
        values=sum(thing["what"] == "value" for thing in things),
        files=sum(thing["what"] == "file" for thing in things),
        texts=texts,
        things=things,
        digest=digest_of(things),
    )
    record.save()
    return record


def digest_of(things: list[Thing]) -> str:
    """SHA-256 over the whole list: one number that the record can be held to."""
    return sha256(json.dumps(things, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def undone() -> Iterator[tuple[str, str, str]]:
    """Records of destruction that do not hold: something of the matter is still there, or the record was changed.

    Which rule, which matter, what.
    """
    for record in Destroyed.objects.all():
        named, matter = str(record.matter_id), record.matter_id
        if record.digest != digest_of(record.things):
            yield "destroyed", named, "the record of its destruction is not what was written"
        left = {rows._meta.db_table for rows in (Key, Value, Attachment) if _there(rows, matter)}
        yield from (("destroyed", named, f"{table} still holds what was destroyed") for table in sorted(left))
        if record.by == record.second or not record.by or not record.second:
            yield "invariant-9", named, "one person alone destroyed it"


def _there(rows: Any, matter: UUID) -> bool:
    return bool(rows._default_manager.filter(matter_id=matter).exists())


def _key(matter: UUID) -> Iterator[Thing]:
    for wrapped in Key.objects.filter(matter_id=matter).values_list("wrapped", flat=True):
        yield {"what": "key", "where": "", "sha256": sha256(bytes(wrapped)).hexdigest()}


def _values(matter: UUID) -> Iterator[Thing]:
    rows = Value.objects.filter(matter_id=matter).order_by("ref", "field").values_list("ref", "field", "sealed")
    for ref, field, sealed in rows:
        yield {"what": "value", "where": f"{ref} {field}", "sha256": sha256(bytes(sealed)).hexdigest()}


def _files(matter: UUID) -> Iterator[Thing]:
    for row in Attachment.objects.filter(matter_id=matter).order_by("declared"):
        yield {"what": "file", "where": row.declared, "sha256": row.digest}


def _forget_files(matter: UUID) -> None:
    rows = Attachment.objects.filter(matter_id=matter)
    names = {name for pair in rows.values_list("name", "thumbnail") for name in pair if name}
    rows.delete()
    Removal.objects.bulk_create([Removal(name=name) for name in sorted(names)], ignore_conflicts=True)
