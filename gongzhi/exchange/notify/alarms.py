"""An alarm is found at once in the inbox of the security administrator and of the heads of the unit it is about."""

from collections.abc import Iterator
from uuid import UUID, uuid5

from gongzhi.bodies import reading as bodies
from gongzhi.bodies.roster import ROOT_CODE
from gongzhi.exchange.notify.models import INBOX, SENT, Message
from gongzhi.exchange.notify.recipients import KINDS
from gongzhi.matters import journal, queries
from gongzhi.matters.alarming import Alarm

SECURITY = ("security_admin", "administrator")
"""Kinds of post in the house's first centre that are told: the first of these that somebody holds."""


def tell(alarm: Alarm) -> None:
    """Write the messages; they stand and fall with what they are about."""
    state, position = journal.state(alarm.matter), queries.last_position()
    people = dict.fromkeys((*_security(alarm), *_heads(alarm)))
    Message.objects.bulk_create(
        Message(
            id=uuid5(alarm.matter, f"{alarm.code} {alarm.by} {person} {alarm.at.isoformat()}"),
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
    seats = bodies.seated_in(ROOT_CODE, alarm.at)
    found = ([seat.person for seat in seats if seat.kind == kind] for kind in SECURITY)
    return next((people for people in found if people), [])


def _heads(alarm: Alarm) -> Iterator[UUID]:
    """The heads of the unit whose member did it, but not the one who did it."""
    for seat in bodies.seated_in(alarm.unit, alarm.at) if alarm.unit else ():
        if seat.kind in KINDS["heads"] and f"person:{seat.person}" != alarm.by:
            yield seat.person
