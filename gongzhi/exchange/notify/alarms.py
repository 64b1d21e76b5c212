"""An alarm is found at once in the inbox of the security administrators and of the heads of the unit it is about.

Where the unit has no head but who did it, those of the nearest centre above it that has one are told.
"""

from collections.abc import Iterable, Iterator
from uuid import UUID, uuid4

from gongzhi.audit.telling import security_event
from gongzhi.bodies import reading as bodies
from gongzhi.bodies.roster import Seat
from gongzhi.exchange.notify.models import INBOX, SENT, Message
from gongzhi.exchange.notify.recipients import KINDS
from gongzhi.matters import journal, queries
from gongzhi.matters.alarming import Alarm
from gongzhi.places.locating import chain

SECURITY = ("security_admin", "administrator", "audit_admin")
"""Kinds of post that are told, in whatever unit: the first of these that somebody else holds."""


def tell(alarm: Alarm) -> None:
    """Write the messages; they stand and fall with what they are about."""
    state, position = journal.state(alarm.matter), queries.last_position()
    people = dict.fromkeys((*_security(alarm), *_heads(alarm)))
    if not people:
        security_event("alarm.unheard", alarm.by, str(alarm.matter), "failed", code=alarm.code)
    Message.objects.bulk_create(
        Message(
            id=uuid4(),
            position=position,
            matter_id=alarm.matter,
            version=state.version,
            code=alarm.code,
            recipient=f"person:{person}",
            unit=alarm.unit,
            way=INBOX,
            state=SENT,
            made_at=alarm.at,
            done_at=alarm.at,
        )
        for person in people
    )


def _security(alarm: Alarm) -> list[UUID]:
    found = (_others(alarm, bodies.seated_as(kind, alarm.at)) for kind in SECURITY)
    return next((people for people in found if people), [])


def _heads(alarm: Alarm) -> list[UUID]:
    """The heads of the unit whose member did it, but not the one who did it; else of the nearest centre above."""
    heads = (
        _others(alarm, (seat for seat in bodies.seated_in(unit, alarm.at) if seat.kind in KINDS["heads"]))
        for unit in _upward(alarm)
    )
    return next((people for people in heads if people), [])


def _upward(alarm: Alarm) -> Iterator[str]:
    own = bodies.known(alarm.unit) if alarm.unit else None
    if own is not None:
        yield own.code
    yield from bodies.chain_of(chain(own.area if own is not None and own.area else None), alarm.at)


def _others(alarm: Alarm, seats: Iterable[Seat]) -> list[UUID]:
    return [seat.person for seat in seats if f"person:{seat.person}" != alarm.by]
