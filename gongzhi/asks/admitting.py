"""The centre over the area admits what is asked, or refuses it with a reason; nobody decides on their own unit's."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.asks import reading
from gongzhi.asks.entering import already, as_asked, kept, require_reason
from gongzhi.asks.models import Ask, Item
from gongzhi.asks.rule import Decision, Standing
from gongzhi.bodies import history
from gongzhi.bodies import reading as bodies
from gongzhi.kernel import Actor, Refused
from gongzhi.places import locating as places

ADMIT = "asks.admit"


def admit(ask: UUID, remark: str, by: Actor, at: datetime) -> Ask:
    """The entry, to be answered from now on until its last day.

    Refuses as `refuse`, and 409 `asked-already` where meanwhile something else collects it and no reason was given.
    """
    with transaction.atomic():
        row = _access(ask, by, at)
        # Entries that share an item are admitted one after the other, so that the later one sees the earlier.
        list(Item.objects.select_for_update().filter(key__in=row.items).order_by("key"))
        there = already(as_asked(row, at), at)
        require_reason(there, row.once_more)
        return _decided(row, Decision.ADMITTED, remark, by, at, overlap=kept(there))


def refuse(ask: UUID, remark: str, by: Actor, at: datetime) -> Ask:
    """The entry, refused for this reason: nobody has to answer it.

    Refuses 403 `no-right`, `ask-of-ones-own`; 404 `ask-unknown`; 409 `ask-decided`.
    """
    with transaction.atomic():
        return _decided(_access(ask, by, at), Decision.REFUSED, remark, by, at)


def may_decide(ask: Ask, by: Actor, at: datetime) -> bool:
    """Whether the actor may admit or refuse the entry now."""
    waits = reading.stands(ask, at) is Standing.WAITING
    return waits and by.has(ADMIT, places.running_chain(ask.area, at)) and not _own(ask, by, at)


def _access(ask: UUID, by: Actor, at: datetime) -> Ask:
    row = reading.access_ask(ask, locked=True)
    by.require(ADMIT, places.running_chain(row.area, at))
    if _own(row, by, at):
        raise Refused("ask-of-ones-own", status=403, unit=bodies.unit(row.unit).name)
    now = reading.stands(row, at)
    if now is not Standing.WAITING:
        raise Refused("ask-decided", standing=now.value)
    return row


def _own(ask: Ask, by: Actor, at: datetime) -> bool:
    return by.id == ask.entered_by or by.unit == ask.unit or by.id in bodies.staff_of(ask.unit, at)


def _decided(row: Ask, decision: Decision, remark: str, by: Actor, at: datetime, **more: object) -> Ask:
    before = history.values_of(row)
    said = {"decision": decision.value, "remark": remark, "decided_by": by.id, "decided_at": at, **more}
    for name, value in said.items():
        setattr(row, name, value)
    row.save(update_fields=list(said))
    history.note(row, before, history.values_of(row), by=by.id, at=at)
    return row
