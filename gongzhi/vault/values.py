"""A personal value is read by those who handle the matter, or with a stated purpose that leaves a line in the log."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Q

from gongzhi.kernel import PUBLIC, Actor, Refused
from gongzhi.vault.matter_key import MatterKey, unwrap
from gongzhi.vault.models import Key, Look, Purpose, Shredding, Value

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


def open_value(matter: UUID, ref: str, field: str, *, by: Actor, purpose: str, at: datetime) -> str:
    """The value, for a stated purpose. It is given out only after its line in the who-looked log is committed.

    Whether `by` may see this matter at all is decided before. Refuses 403 `looker-unnamed`, 422 `purpose-unknown`,
    and as `read_for_handling`. Must not run inside a transaction: rolling it back would lose the line.
    """
    with transaction.atomic(durable=True):
        value = read_for_handling(matter, ref, field)
        log_look(matter, ref, field, by=by, purpose=purpose, at=at)
    return value


def log_look(matter: UUID, ref: str, field: str, *, by: Actor, purpose: str, at: datetime) -> None:
    """Write the line of the who-looked log; refuses an unknown purpose and a looker without a name."""
    if purpose not in Purpose.values:
        raise Refused("purpose-unknown", status=422, purpose=purpose, known="、".join(Purpose.values))
    if by.id == PUBLIC.id:
        raise Refused("looker-unnamed", status=403)
    Look(matter_id=matter, ref=ref, field=field, by=by.id, unit=by.unit or "", purpose=purpose, at=at).save()


def unfounded() -> Iterator[tuple[str, str, str]]:
    """Invariants 15 and 9 of the logs: looks without a known purpose or a name, keys that one person destroyed alone.

    Which rule, which matter, what.
    """
    looks = Look.objects.exclude(~Q(by__in=("", PUBLIC.id)), purpose__in=Purpose.values)
    for number, matter in looks.values_list("id", "matter_id")[:100]:
        yield "invariant-15", str(matter), f"the look {number} has no purpose that is known, or nobody's name"
    alone = Shredding.objects.filter(Q(by=F("second")) | Q(by="") | Q(second=""))
    for matter in alone.values_list("matter_id", flat=True)[:100]:
        yield "invariant-9", str(matter), "one person alone destroyed the key"


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
