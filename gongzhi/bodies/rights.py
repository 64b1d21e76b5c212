"""A person may do what the posts in force give, where those posts stand."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from gongzhi.bodies.duties import GRID_ROLES, ROLE_DUTIES, duties_at, scope_at_first
from gongzhi.bodies.reading import OFFICES, seats_of, watches_of
from gongzhi.bodies.roster import Seat
from gongzhi.bodies.scopes import narrowed, scope_of
from gongzhi.kernel import Actor, Refused, Right


class Named(Protocol):
    """What is needed of a person to know their rights."""

    @property
    def pk(self) -> UUID: ...
    @property
    def is_active(self) -> bool: ...


def actor_of(person: Named, at: datetime, unit: str | None = None) -> Actor:
    """The actor `person:<uuid>` with the rights of all posts in force at `at`, own and deputised.

    A post in a centre gives its duties at the centre's area; a post elsewhere those for the unit's own part, at "";
    a role in a grid gives its duties at that grid; each right has its scope (kinds, privacy classes). `unit` chooses
    which of several units the person acts for (403 `not-in-unit` when on no post there); without it the first own post
    counts. A person who left has no rights.
    """
    actor_id = f"person:{person.pk}"
    if not person.is_active:
        return Actor(id=actor_id)
    offices = OFFICES.get()
    seats = [seat for seat in seats_of(person.pk) if seat.term.holds(at) and offices.in_force(seat.unit, at)]
    rights = {right for seat in seats for right in _rights_of(seat, at)}
    for watch in watches_of(person.pk):
        if watch.term.holds(at):
            post = GRID_ROLES[watch.role]
            rights.update(
                Right(duty=duty, area=watch.grid, scope=narrowed(scope_at_first(post, duty), watch.scope))
                for duty in ROLE_DUTIES[post]
            )
    return Actor(id=actor_id, unit=_acts_for(seats, unit), rights=frozenset(rights))


def _rights_of(seat: Seat, at: datetime) -> list[Right]:
    unit = OFFICES.get().unit(seat.unit)
    if seat.kind in GRID_ROLES.values():
        return []
    area = unit.area if unit.is_centre else ""
    return [
        Right(duty=duty, area=area, scope=scope_of(seat.kind, seat.limits, duty, at))
        for duty in duties_at(seat.kind, at_centre=unit.is_centre)
    ]


def _acts_for(seats: list[Seat], wanted: str | None) -> str | None:
    units = [seat.unit for seat in seats]
    if wanted is None:
        return units[0] if units else None
    if wanted not in units:
        raise Refused("not-in-unit", status=403, unit=wanted)
    return wanted
