"""A personal value is read by the platform for its own handling; for people it is opened (`looking.py`)."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from gongzhi.kernel import Refused
from gongzhi.vault.matter_key import MatterKey, unwrap
from gongzhi.vault.models import Key, Shredding, Value

KEY_COLUMNS = ("matter_id", "wrapped")
VALUE_COLUMNS = ("matter_id", "ref", "field", "sealed")

KeyRow = tuple[str, bytes]
ValueRow = tuple[str, str, str, bytes]


def key_row(matter: UUID, key: MatterKey) -> KeyRow:
    """The row of `vault_key` in the order of KEY_COLUMNS, as parameters for both databases."""
    return (matter.hex, key.wrapped_for(matter))


def value_row(matter: UUID, ref: str, field: str, sealed: bytes) -> ValueRow:
    """The row of `vault_value` in the order of VALUE_COLUMNS, as parameters for both databases."""
    return (matter.hex, ref, field, sealed)


def key_of(matter: UUID) -> MatterKey:
    """The key of the matter; refuses with 410 `key-destroyed` where there is none any more."""
    wrapped = Key.objects.filter(matter_id=matter).values_list("wrapped", flat=True).first()
    if wrapped is None:
        raise Refused("key-destroyed", status=410, matter=str(matter))
    return unwrap(matter, bytes(wrapped))


def refs_of(matter: UUID, field: str) -> list[str]:
    """Where values of this field are kept, without opening any."""
    return list(Value.objects.filter(matter_id=matter, field=field).values_list("ref", flat=True))


def read_for_handling(matter: UUID, ref: str, field: str) -> str:
    """The value, for the platform's own handling of this matter; nothing is logged, so it is never shown to others.

    Refuses 410 `key-destroyed`, 404 `value-unknown`, 409 `seal-broken`.
    """
    key = key_of(matter)
    sealed = Value.objects.filter(matter_id=matter, ref=ref, field=field).values_list("sealed", flat=True).first()
    if sealed is None:
        raise Refused("value-unknown", status=404, ref=ref, field=field)
    return key.open(bytes(sealed)).decode("utf-8", "surrogatepass")


def put_away(matter: UUID, ref: str, field: str, value: str) -> None:
    """Seal the value with the key of the matter and keep it; refuses 410 `key-destroyed`."""
    Value(matter_id=matter, ref=ref, field=field, sealed=key_of(matter).seal(value)).save(force_insert=True)


@transaction.atomic
def shred(matter: UUID, *, by: str, second: str, at: datetime) -> None:
    """Destroy the key of the matter, decided by two different people, and record it.

    Refuses 403 `shred-needs-two` and 410 `key-destroyed`. Backups made before still hold the wrapped key until they
    expire.
    """
    if not by or not second or by == second:
        raise Refused("shred-needs-two", status=403)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")
    if not Key.objects.filter(matter_id=matter).delete()[0]:
        raise Refused("key-destroyed", status=410, matter=str(matter))
    Shredding(matter_id=matter, by=by, second=second, at=at).save()
