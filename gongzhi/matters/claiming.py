"""What is due is claimed by one worker at a time, for a while; what fails is kept back, and left longer each time."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from gongzhi.matters import storing
from gongzhi.matters.models import KeptBack
from gongzhi.matters.stored import as_written
from gongzhi.matters.turns import turn

LEASE = timedelta(minutes=2)
"""How long a claim holds: a worker that stopped has lost it after that, and another one does what was left."""
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=2), timedelta(hours=6)
"""How long a matter is left alone after the first failure, and at most."""

_DUE = (
    "SELECT matter_id, serial FROM matters_clock WHERE next_at <= %s "
    "AND (claimed_until IS NULL OR claimed_until <= %s) AND NOT EXISTS (SELECT 1 FROM matters_kept_back kept "
    "WHERE kept.matter_id = matters_clock.matter_id AND kept.until > %s) ORDER BY next_at LIMIT %s"
)
# The rows are found once, and then claimed: as a condition of the update PostgreSQL may look for them anew for each row
# that it passes, step over those that it has locked itself, and claim more than were asked for.
_CLAIM = (
    "WITH due AS MATERIALIZED ({due}) UPDATE matters_clock SET claimed_by = %s, claimed_until = %s FROM due "
    "WHERE matters_clock.matter_id = due.matter_id AND matters_clock.serial = due.serial "
    "RETURNING matters_clock.matter_id, matters_clock.next_at"
)
_RELEASE = (
    "UPDATE matters_clock SET claimed_by = '', claimed_until = NULL WHERE (matter_id, serial) IN "
    "(SELECT matter_id, serial FROM matters_clock WHERE matter_id IN ({matters}) AND claimed_by = %s{free})"
)


def claim(at: datetime, limit: int, worker: str) -> list[tuple[UUID, datetime]]:
    """Claim up to `limit` clocks that are due by `at`, the longest due first: the matter of each, and when it fell due.

    Nobody else gets them until LEASE is over or they are released. On PostgreSQL nobody waits for anybody.
    """
    now, until = storing.adapt(at), storing.adapt(at + LEASE)
    with turn(), connection.cursor() as cursor:
        cursor.execute(_CLAIM.format(due=_DUE + _free()), [now, now, now, limit, worker, until])
        found = cursor.fetchall()
    if connection.vendor == "sqlite":
        found = as_written(found, ("matter_id", "next_at"))
    return sorted(found, key=lambda row: row[1])


def release(matters: Collection[UUID], worker: str) -> None:
    """Give back what this worker claimed of these matters and did not do."""
    if not matters:
        return
    sql = _RELEASE.format(matters=", ".join(["%s"] * len(matters)), free=_free())
    with turn(), connection.cursor() as cursor:
        cursor.execute(sql, [*map(storing.adapt, matters), worker])


def plan(at: datetime) -> str:
    """How the database finds what is due."""
    now = storing.adapt(at)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{_DUE}", [now, now, now, 500])
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def _free() -> str:
    return "" if connection.vendor == "sqlite" else " FOR UPDATE SKIP LOCKED"


def keep_back(matter: UUID, fault: str, at: datetime) -> datetime:
    """Leave the matter's timers alone, twice as long as the last time; until when. `fault` names nobody."""
    with turn(), transaction.atomic():
        KeptBack.objects.bulk_create([KeptBack(matter_id=matter, since=at, until=at)], ignore_conflicts=True)
        failures = KeptBack.objects.select_for_update().values_list("failures", flat=True).get(matter_id=matter)
        until = at + min(FIRST_WAIT * (1 << min(failures, 16)), LONGEST_WAIT)
        KeptBack.objects.filter(matter_id=matter).update(failures=F("failures") + 1, until=until, fault=fault[:200])
    return until


def let_go(matters: Iterable[UUID]) -> None:
    """These matters went on: nothing keeps them back any more."""
    if KeptBack.objects.exists():
        with turn():
            KeptBack.objects.filter(matter_id__in=list(matters)).delete()


def kept_back() -> list[KeptBack]:
    """The matters whose timers are kept back, the longest first, a hundred at most."""
    return list(KeptBack.objects.order_by("since")[:100])
