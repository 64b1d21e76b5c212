"""Who works on a triage item has it for some minutes, so that two clerks do not do the same work."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from gongzhi.kernel import Actor, Refused
from gongzhi.matters import journal, permission
from gongzhi.matters.loop.state import Stage
from gongzhi.matters.models import Claim
from gongzhi.matters.turns import turn

MINUTES = timedelta(minutes=10)
DESK = frozenset({"verify", "accept", "decline", "dispatch", "correct", "relocate", "reclassify", "adopt"})
"""The commands that wait while another clerk has the item."""
WAITING = (Stage.REPORTED, Stage.ACCEPTED)


def claim(matter: UUID, by: Actor, at: datetime) -> datetime:
    """Claim the item, or keep it longer; the time it ends.

    409 `claimed-by-other` while somebody else has it, 409 `wrong-stage` after triage, 403 `no-right` without triage.
    """
    _triaged_by(matter, by)
    until = at + MINUTES
    with turn(), transaction.atomic():
        Claim.objects.bulk_create([Claim(matter_id=matter, by=by.id, until=until)], ignore_conflicts=True)
        held = Claim.objects.select_for_update().get(matter_id=matter)
        if held.by != by.id and held.until > at:
            raise Refused("claimed-by-other", until=held.until.isoformat())
        Claim.objects.filter(matter_id=matter).update(by=by.id, until=until)
    return until


def _triaged_by(matter: UUID, by: Actor) -> None:
    state = journal.state(matter)
    if state.stage not in WAITING:
        raise Refused("wrong-stage", command="claim", stage=state.stage.value)
    if not any(permission.permitted(name, state, by) for name in ("accept", "dispatch")):
        raise Refused("no-right", status=403, duty="matters.triage")


def release(matter: UUID, by: Actor) -> None:
    """Give the item back; nothing happens where somebody else has it."""
    with turn():
        Claim.objects.filter(matter_id=matter, by=by.id).delete()


def held(matter: UUID, at: datetime) -> Claim | None:
    """The claim on the item that holds at `at`, if there is one."""
    return Claim.objects.filter(matter_id=matter, until__gt=at).first()


def respect(matter: UUID, command: str, by: Actor, at: datetime) -> None:
    """Refuse a triage command (409 `claimed-by-other`) while somebody else has the item."""
    if command not in DESK:
        return
    found = held(matter, at)
    if found is not None and found.by != by.id:
        raise Refused("claimed-by-other", until=found.until.isoformat())
