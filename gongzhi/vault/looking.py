"""Whoever looks at a personal value leaves a line: who, when, which value, what for, and until when it stays open."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zlib import crc32

from django.db import connection
from django.db.models import F, Q

from gongzhi.kernel import PUBLIC, SYSTEM, Actor, Refused
from gongzhi.vault.models import Look, Shredding, Value
from gongzhi.vault.values import key_of

Spot = tuple[str, str]
"""Where a value is kept: whose or which text (`ref`), and which field."""
LOCK = 0x6C6F6F6B


@dataclass(frozen=True, kw_only=True, slots=True)
class Open:
    """What a value was opened for, until when, and whether in an emergency."""

    purpose: str
    until: datetime
    emergency: bool = False


def named(by: Actor) -> None:
    """Refuse with 403 `looker-unnamed` whoever has no name."""
    if by.id in (PUBLIC.id, SYSTEM.id) or by.id.startswith("reporter"):
        raise Refused("looker-unnamed", status=403)


def log(matter: UUID, spot: Spot, *, by: Actor, seen: Open, at: datetime) -> None:
    """Write the line. It must be in the transaction after which the value is given out."""
    named(by)
    Look(
        matter_id=matter,
        ref=spot[0],
        field=spot[1],
        by=by.id,
        unit=by.unit or "",
        purpose=seen.purpose,
        until=seen.until,
        emergency=seen.emergency,
        at=at,
    ).save()


def values_of(matter: UUID, *, without: Collection[str] = ()) -> Iterator[tuple[Spot, str]]:
    """Every personal value of a matter, for the platform's own handling; 410 `key-destroyed`, 409 `seal-broken`."""
    key = key_of(matter)
    rows = Value.objects.filter(matter_id=matter).exclude(field__in=without).order_by("ref", "field")
    for ref, field, sealed in rows.values_list("ref", "field", "sealed"):
        yield (ref, field), key.open(bytes(sealed)).decode("utf-8", "surrogatepass")


def running(matter: UUID, by: str, at: datetime) -> Mapping[Spot, Open]:
    """What this person has open of this matter now."""
    rows = Look.objects.filter(matter_id=matter, by=by, at__lte=at, until__gt=at).order_by("until")
    return {
        (row.ref, row.field): Open(purpose=row.purpose, until=row.until, emergency=row.emergency)
        for row in rows
        if row.until is not None
    }


def matters_since(by: str, since: datetime) -> set[UUID]:
    """The matters of which this person has opened something since then."""
    return set(Look.objects.filter(by=by, at__gt=since).values_list("matter_id", flat=True))


def looks(matter: UUID) -> list[Look]:
    """The lines about one matter, the newest first."""
    return list(Look.objects.filter(matter_id=matter).order_by("-at", "-id"))


def one_at_a_time(by: str) -> None:
    """Within a transaction: two openings of one person are counted one after the other."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, crc32(by.encode()) - 2**31])


def unfounded(purposes: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """Invariants 15 and 9 of the logs: looks without a known purpose or a name, keys that one person destroyed alone.

    Which rule, which matter, what.
    """
    looks = Look.objects.exclude(~Q(by__in=("", PUBLIC.id)), purpose__in=purposes)
    for number, matter in looks.values_list("id", "matter_id")[:100]:
        yield "invariant-15", str(matter), f"the look {number} has no purpose that is known, or nobody's name"
    alone = Shredding.objects.filter(Q(by=F("second")) | Q(by="") | Q(second=""))
    for matter in alone.values_list("matter_id", flat=True)[:100]:
        yield "invariant-9", str(matter), "one person alone destroyed the key"
