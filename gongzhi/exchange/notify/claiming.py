"""A parcel is in one sender's hands at a time; who dies with it in hand loses it to the next when the lease ends."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from gongzhi.exchange.notify.models import FAILED, SENT, WAITING, Message, Parcel
from gongzhi.matters.turns import turn

LEASE = timedelta(minutes=5)
"""Longer than any call takes (`calling.LONGEST`), for all that one sender claims at a time."""
FIRST, LONGEST = timedelta(minutes=1), timedelta(hours=6)


def claim(sender: str, at: datetime, limit: int) -> list[Parcel]:
    """Take up to `limit` parcels that are due into the hands of `sender`; each claim is a try."""
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=at)
    with turn(), transaction.atomic():
        due = Parcel.objects.filter(free, state=WAITING, next_at__lte=at).order_by("next_at")
        if connection.vendor == "postgresql":
            due = due.select_for_update(skip_locked=True)
        ids = list(due.values_list("id", flat=True)[:limit])
        # Conditional, so that two senders never hold the same one even where the database locks no rows.
        mine = Parcel.objects.filter(free, id__in=ids, state=WAITING)
        mine.update(claimed_by=sender, claimed_until=at + LEASE, tries=F("tries") + 1)
    return list(Parcel.objects.filter(id__in=ids, claimed_by=sender, state=WAITING).order_by("next_at"))


def postpone(parcel: Parcel, until: datetime) -> None:
    """Lay the parcel back until the offices open; it was no try."""
    with turn():
        _mine(parcel).update(next_at=until, opens_at=until, claimed_by="", claimed_until=None, tries=F("tries") - 1)


def settle_sent(parcel: Parcel, at: datetime) -> None:
    """It went out, and every message in it; nothing where another sender has taken it over meanwhile."""
    _finish(parcel, SENT, "", at)


def settle_failed(parcel: Parcel, code: str, at: datetime, *, last: bool) -> bool:
    """It did not go out: try again later, twice as long each time, or give it up. Whether it was given up."""
    if last:
        return _finish(parcel, FAILED, code, at)
    wait = min(FIRST * 4 ** (parcel.tries - 1), LONGEST)
    with turn():
        _mine(parcel).update(next_at=at + wait, claimed_by="", claimed_until=None, error=code)
    return False


def _finish(parcel: Parcel, state: str, code: str, at: datetime) -> bool:
    with turn(), transaction.atomic():
        done = {"state": state, "error": code, "next_at": None, "done_at": at, "claimed_by": "", "claimed_until": None}
        if not _mine(parcel).update(**done):
            return False
        Message.objects.filter(parcel_id=parcel.id).update(state=state, error=code, done_at=at)
    return True


def _mine(parcel: Parcel) -> "QuerySet[Parcel]":
    """The parcel, if it is still in the hands that claimed it."""
    return Parcel.objects.filter(id=parcel.id, claimed_by=parcel.claimed_by, state=WAITING)


def again(ids: Sequence[UUID], at: datetime) -> int:
    """Send parcels that were given up once more, with as many tries as new ones; how many there are."""
    with turn(), transaction.atomic():
        found = Parcel.objects.filter(id__in=ids, state=FAILED)
        parcels = list(found.values_list("id", flat=True))
        found.update(state=WAITING, tries=0, next_at=at, done_at=None)
        Message.objects.filter(parcel_id__in=parcels).update(state=WAITING, error="", done_at=None)
    return len(parcels)
