"""Who works on a triage item has it for some minutes, so that two clerks do not do the same work."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from gongzhi.kernel import Actor, Refused
from gongzhi.matters.models import Claim
from gongzhi.matters.turns import turn

MINUTES = timedelta(minutes=10)


def claim(matter: UUID, by: Actor, at: datetime) -> datetime:
    """Claim the item, or keep it longer; 409 `claimed-by-other` while somebody else has it."""
    until = at + MINUTES
    with turn(), transaction.atomic():
        Claim.objects.bulk_create([Claim(matter_id=matter, by=by.id, until=until)], ignore_conflicts=True)
        held = Claim.objects.select_for_update().get(matter_id=matter)
        if held.by != by.id and held.until > at:
            raise Refused("claimed-by-other", until=held.until.isoformat())
        Claim.objects.filter(matter_id=matter).update(by=by.id, until=until)
    return until


def release(matter: UUID, by: Actor) -> None:
    """Give the item back; nothing happens where somebody else has it."""
    with turn():
        Claim.objects.filter(matter_id=matter, by=by.id).delete()
