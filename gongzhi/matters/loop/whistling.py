"""吹哨报到: a township or the lead calls a department to the spot; it comes within two hours and is rated."""

from dataclasses import dataclass
from datetime import datetime

from gongzhi.kernel import Actor, Refused
from gongzhi.matters.loop.facts import Facts
from gongzhi.matters.loop.state import Clock, Evolve, Kept, Line, Matter, Said, Whistle, end_one, kept, replace


@dataclass(frozen=True, kw_only=True, slots=True)
class Blow:
    """吹哨: which unit, and where and what for in words."""

    unit: str
    remark: Said


@dataclass(frozen=True, kw_only=True, slots=True)
class Whistled:
    """A unit was called to the spot; the lead does not change."""

    number: int
    unit: str
    remark: Kept
    clock: Clock


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrive:
    """报到."""

    remark: Said | None = None
    blobs: tuple[str, ...] = ()
    captured_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrived:
    """The unit that was called came."""

    number: int
    unit: str
    remark: Kept | None = None
    blobs: tuple[str, ...] = ()
    captured_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RateArrival:
    """报到评价, from 1 to 5."""

    number: int
    rating: int
    remark: Said | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ArrivalRated:
    """The township said how the unit answered the call."""

    number: int
    unit: str
    rating: int
    remark: Kept | None = None


def decide_whistle(matter: Matter, command: Blow, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Called, under a clock of two hours; a unit that is called already is not called twice at once."""
    unit = facts.need_unit(command.unit)
    if unit == by.unit:
        raise Refused("own-request", status=403, by=by.id)
    if any(whistle.unit == unit and whistle.arrived_at is None for whistle in matter.whistles):
        raise Refused("called-already", unit=unit)
    number = len(matter.whistles) + 1
    clock = facts.clock(f"whistle:{number}", facts.limits["whistle"], at, unit)
    return (Whistled(number=number, unit=unit, remark=kept(command.remark), clock=clock),)


def decide_arrive(matter: Matter, command: Arrive, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Came; refused to a unit that nobody called."""
    whistle = next((each for each in matter.whistles if each.unit == by.unit and each.arrived_at is None), None)
    if whistle is None:
        raise Refused("not-called", status=403, unit=by.unit)
    return (
        Arrived(
            number=whistle.number,
            unit=whistle.unit,
            remark=kept(command.remark),
            blobs=command.blobs,
            captured_at=command.captured_at,
        ),
    )


def decide_rate_arrival(
    matter: Matter, command: RateArrival, facts: Facts, by: Actor, at: datetime
) -> tuple[object, ...]:
    """Rated once, by somebody of the place, never by the unit itself; a unit that did not come may be rated too."""
    whistle = next((each for each in matter.whistles if each.number == command.number), None)
    if whistle is None:
        raise Refused("not-called", status=422, unit=str(command.number))
    if whistle.rating is not None:
        raise Refused("already-rated")
    if whistle.unit == by.unit:
        raise Refused("own-request", status=403, by=by.id)
    if not 1 <= command.rating <= 5:
        raise Refused("rating-wrong", status=422, rating=command.rating)
    return (ArrivalRated(number=whistle.number, unit=whistle.unit, rating=command.rating, remark=kept(command.remark)),)


def _with(matter: Matter, number: int, **changes: object) -> tuple[Whistle, ...]:
    return tuple(replace(whistle, **changes) if whistle.number == number else whistle for whistle in matter.whistles)


def _whistled(matter: Matter, event: Whistled, line: Line) -> Matter:
    whistle = Whistle(number=event.number, unit=event.unit, called_by=line.by, called_at=line.at)
    return replace(matter, whistles=(*matter.whistles, whistle), clocks=(*matter.clocks, event.clock))


def _arrived(matter: Matter, event: Arrived, line: Line) -> Matter:
    clocks = end_one(matter.clocks, f"whistle:{event.number}", line.at)
    whistles = _with(matter, event.number, arrived_at=line.at)
    return replace(matter, whistles=whistles, clocks=clocks, handlers=matter.handlers | {line.by})


def _rated(matter: Matter, event: ArrivalRated, line: Line) -> Matter:
    return replace(matter, whistles=_with(matter, event.number, rating=event.rating))


EVOLVES: dict[type, Evolve] = {Whistled: _whistled, Arrived: _arrived, ArrivalRated: _rated}
