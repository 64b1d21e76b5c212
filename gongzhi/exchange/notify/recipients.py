"""Who is told is found in the roster of the moment, deputies included; where nobody sits, the centre above is told."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gongzhi.bodies import reading as bodies
from gongzhi.bodies.duties import CHECKING_ROLES, LEVELS, scope_at_first
from gongzhi.bodies.roster import ROOT_CODE
from gongzhi.catalogue import Role
from gongzhi.matters.hearing import Heard
from gongzhi.matters.loop.state import Matter, Part

KINDS: Mapping[str, frozenset[str]] = {
    "handlers": frozenset({"handler"}),
    "heads": frozenset({"head", "centre_leader"}),
    "desk": frozenset({"triage", "dispatcher"}),
    "supervisors": frozenset({"supervisor", "centre_leader"}),
    "callback": frozenset({"callback"}),
    "checkers": frozenset({"checker"}),
    "all": frozenset({"handler", "head", "centre_leader", "supervisor", "triage", "dispatcher", "callback", "checker"}),
}
"""Which kinds of post a role means; `handlers`, `checkers` and `all` also mean the workers of the matter's grid."""
ORDERING = ("centre", "arbiter", "sponsor")
"""Where an event names the centre that orders it."""
WITH_WORKERS = frozenset({"handlers", "checkers", "all"})
GRID_SCOPE = scope_at_first("grid_worker", "matters.handle")


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """Somebody who is told, for which unit, and what is amiss with that; `person` None: there is nobody at all."""

    person: UUID | None
    unit: str
    finding: str = ""


def units_of(role: Role, heard: Heard) -> tuple[str, ...]:
    """The units that a role means; none where the matter has no such unit (any more)."""
    after, before = heard.after, heard.before
    found: tuple[str, ...] = ()
    match role.whose:
        case "lead":
            found = (after.lead,)
        case "former":
            found = (before.lead,)
        case "support":
            found = _supporting(after) or _supporting(before)
        case "named":
            found = _named(heard.event)
        case "ordering":
            found = _ordering(heard)
        case "holder":
            found = (after.holder,)
        case "centre":
            found = (after.centre,)
        case "above":
            found = (above(after.centre or after.holder, after.place.areas, heard.at),)
    return tuple(unit for unit in dict.fromkeys(found) if unit)


def _ordering(heard: Heard) -> tuple[str, ...]:
    """The centre that the event names, or whose supervise order it answers."""
    number = getattr(heard.event, "number", None)
    answered = tuple(order.centre for order in heard.before.orders if order.number == number)
    return tuple(getattr(heard.event, name, "") for name in ORDERING) + answered


def _supporting(matter: Matter) -> tuple[str, ...]:
    return tuple(part.unit for part in matter.parts if part.open and not part.lead)


def _named(event: object) -> tuple[str, ...]:
    """The unit that an event is about: it names it, or gives it shares, or starts its clock."""
    unit = getattr(event, "unit", None)
    parts = (*getattr(event, "parts", ()), getattr(event, "part", None))
    units = tuple(part.unit for part in parts if isinstance(part, Part))
    return (unit,) if unit else units or (getattr(getattr(event, "clock", None), "unit", None) or "",)


def above(unit: str, areas: tuple[str, ...], at: datetime) -> str:
    """The next centre above the level of a unit, for the place `areas`; above the city there is only the root."""
    rank = LEVELS.index(bodies.level_of(unit))
    return bodies.centre_at(LEVELS[rank - 1], areas, at).unit if rank else ROOT_CODE


def told(roles: Iterable[Role], heard: Heard, at: datetime) -> list[Told]:
    """Everybody in these roles, each once; for a unit where nobody is in any of them, whoever stands in (`of_unit`)."""
    found: dict[UUID | None, Told] = {}
    asked: dict[str, list[str]] = {}
    for role in roles:
        if role.posts == "assignee":
            found |= {one.person: one for one in _assigned(heard)}
            continue
        for unit in units_of(role, heard):
            asked.setdefault(unit, []).append(role.posts)
    for unit, posts in asked.items():
        for one in of_unit(unit, posts, heard.after, at):
            found.setdefault(one.person, one)
    return list(found.values())


def _assigned(heard: Heard) -> list[Told]:
    """The person whom the event assigns, for the unit that assigns; none where it is a section."""
    person = str(getattr(heard.event, "person", "")).removeprefix("person:")
    return [Told(person=UUID(person), unit=heard.event.unit)] if person else []


def of_unit(unit: str, posts: Sequence[str], matter: Matter, at: datetime) -> list[Told]:
    """Who is told for a unit: those in any of the posts, else others there, else the desk of the centre above."""
    holder = bodies.holder_after(unit, matter.place.areas, at)
    people = in_posts(holder.unit, posts, matter, at) or in_posts(holder.unit, ["all"], matter, at)
    if people:
        return [Told(person=person, unit=holder.unit, finding=holder.finding or "") for person in people]
    for centre in _centres_above(holder.unit, matter.place.areas, at):
        desk = in_posts(centre, ["desk"], matter, at) or in_posts(centre, ["all"], matter, at)
        if desk:
            return [Told(person=person, unit=centre, finding=f"nobody-in:{unit}") for person in desk]
    return [Told(person=None, unit=holder.unit, finding=f"nobody-in:{unit}")]


def in_posts(unit: str, posts: Sequence[str], matter: Matter, at: datetime) -> list[UUID]:
    """Who sits on such posts of the unit and may know of it, deputies last; no handler is among its checkers."""
    found: dict[UUID, None] = {}
    for name in posts:
        people = [
            seat.person
            for seat in bodies.seated_in(unit, at)
            if seat.kind in KINDS[name] and seat.reaches(matter.kind, matter.privacy, at)
        ]
        if name in WITH_WORKERS and GRID_SCOPE.reaches(matter.kind, matter.privacy):
            people += _workers(unit, matter.place.grid, at)
        if name == "checkers":
            people = [person for person in people if f"person:{person}" not in matter.handlers]
        found |= dict.fromkeys(people)
    return list(found)


def _workers(unit: str, grid: str | None, at: datetime) -> Iterator[UUID]:
    """The workers of the grid who sit in this unit."""
    for watch in bodies.workers_of(grid, at) if grid else ():
        seats = bodies.seats_of(watch.person)
        if watch.role in CHECKING_ROLES and any(seat.unit == unit and seat.term.holds(at) for seat in seats):
            yield watch.person


def _centres_above(unit: str, areas: tuple[str, ...], at: datetime) -> list[str]:
    """The centres from the level of a unit up to the root, without the unit itself."""
    rank = LEVELS.index(bodies.level_of(unit))
    centres = [bodies.centre_at(LEVELS[level], areas, at).unit for level in range(rank, -1, -1)]
    return [centre for centre in dict.fromkeys([*centres, ROOT_CODE]) if centre != unit]
