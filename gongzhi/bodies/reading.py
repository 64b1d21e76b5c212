"""The roster is read whole, in a few queries, and asked many times; the resolvers of every report come through here."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from gongzhi.bodies import centres, roster
from gongzhi.bodies.cache import Remembered, Stamp
from gongzhi.bodies.duties import LEVELS
from gongzhi.bodies.models import (
    Appointment,
    GridAssignment,
    Person,
    PostScope,
    RosterVersion,
    Unit,
    UnitDuty,
    UnitPower,
)
from gongzhi.bodies.roster import (
    ROOT_CODE,
    Able,
    Answer,
    Holder,
    Offices,
    Power,
    Seat,
    Staff,
    UnitFact,
    Watch,
)
from gongzhi.bodies.scopes import Limit
from gongzhi.bodies.term import ALWAYS, Term
from gongzhi.kernel import Scope

K = TypeVar("K")
V = TypeVar("V")


def holder_of(duty: str, level: str, areas: tuple[str, ...], at: datetime, able: Able | None = None) -> Holder:
    """The unit that answers for `duty` at `level` for the place `areas` = places.chain(code); see Offices.holder_of."""
    return OFFICES.get().holder_of(duty, level, areas, at, able)


def nearest_of(kind: str, level: str, areas: tuple[str, ...], at: datetime, able: Able | None = None) -> Holder:
    """The nearest unit of that type at `level` or above over the place; see Offices.nearest_of."""
    return OFFICES.get().nearest_of(kind, level, areas, at, able)


def powers_of(code: str, at: datetime) -> frozenset[str] | None:
    """What unit `code` itself may lawfully do; None where nobody ever wrote it down for this unit."""
    return OFFICES.get().powers_of(code, at)


def able_over(areas: tuple[str, ...], at: datetime, able: Able, duties: Iterable[str]) -> tuple[str, ...]:
    """The units over the place that are able, those that answer for one of `duties` first; see Offices.able_over."""
    return OFFICES.get().able_over(areas, at, able, duties)


def known(code: str) -> UnitFact | None:
    """The unit `code`, in force or not; None where there never was one."""
    return OFFICES.get().units.get(code)


def centre_at(level: str, areas: tuple[str, ...], at: datetime) -> Holder:
    """The centre of `level` over the place, else the nearest above, else the root; see Offices.centre_at."""
    return OFFICES.get().centre_at(level, areas, at)


def holder_after(code: str, areas: tuple[str, ...], at: datetime) -> Holder:
    """Who holds what unit `code` held: itself while it stands, else the nearest centre above; see Offices."""
    return OFFICES.get().holder_after(code, areas, at)


def chain_of(areas: tuple[str, ...], at: datetime) -> tuple[str, ...]:
    """The centres over the place, the nearest first and the root last; see centres.chain_of."""
    return centres.chain_of(OFFICES.get(), areas, at)


def centres_below(code: str, inside: Callable[[str, str], bool], at: datetime) -> frozenset[str]:
    """The centres that lie below centre `code`; see centres.centres_below."""
    return centres.centres_below(OFFICES.get(), code, inside, at)


def gone(at: datetime) -> frozenset[str]:
    """The units that were there once and are no longer."""
    return frozenset(unit.code for unit in OFFICES.get().units.values() if unit.term.over(at))


def staff_of(unit: str, at: datetime) -> frozenset[str]:
    """Who sits in `unit` at `at`, as actors are named (person:<id>)."""
    return frozenset(f"person:{seat.person}" for seat in seated_in(unit, at))


def colleagues(unit: str, at: datetime) -> list[tuple[str, str]]:
    """Who sits in `unit` at `at`: (person:<id>, name), by name."""
    people = [name.removeprefix("person:") for name in staff_of(unit, at)]
    found = Person.objects.filter(id__in=people).order_by("name", "login").values_list("id", "name")
    return [(f"person:{person}", name) for person, name in found]


def checker_unit(grid: str | None, handlers: frozenset[str], areas: tuple[str, ...], at: datetime) -> Holder:
    """The unit that checks: of a worker of `grid` who is not in `handlers` (person ids); see roster.checker_unit."""
    return roster.checker_unit(OFFICES.get(), STAFF.get(), grid, handlers, areas, at)


def workers_of(grid: str, at: datetime) -> tuple[Watch, ...]:
    """Who works for `grid` at `at` (person, role, deputy), own workers before deputies."""
    return STAFF.get().workers_of(grid, at)


def seated_in(unit: str, at: datetime) -> tuple[Seat, ...]:
    """Who sits on a post of `unit` (code) at `at`, own posts before deputised ones."""
    return STAFF.get().seated_in(unit, at)


def seated_as(kind: str, at: datetime) -> tuple[Seat, ...]:
    """Who sits on a post of that kind at `at`, in whatever unit that is in force, by unit."""
    staff = STAFF.get()
    seats = (seat for unit in sorted(staff.units) if in_force(unit, at) for seat in staff.seated_in(unit, at))
    return tuple(seat for seat in seats if seat.kind == kind)


def level_of(code: str) -> str:
    """The level of the unit `code`, in force or not; the city for one that is not known."""
    found = OFFICES.get().units.get(code)
    return found.level if found is not None else LEVELS[0]


def unit(code: str) -> UnitFact:
    """The unit `code`, in force or not; refuses an unknown one with 404 `unit-unknown`."""
    return OFFICES.get().unit(code)


def sought(text: str, areas: tuple[str, ...], at: datetime, most: int = 50) -> list[UnitFact]:
    """At most `most` units in force whose name or code holds `text`, those of the smallest of `areas` first.

    `areas` are codes from the city down to a place; with none, units of any area are found.
    """
    near = {code: place for place, code in enumerate(("", *areas))}
    found = [
        one
        for one in OFFICES.get().units.values()
        if one.term.holds(at) and (not areas or one.area in near) and (text in one.name or text.upper() in one.code)
    ]
    return sorted(found, key=lambda one: (-near.get(one.area, 0), one.code))[:most]


def in_force(code: str, at: datetime) -> bool:
    """Whether `code` is a unit in force at `at`."""
    return OFFICES.get().in_force(code, at)


def calendars() -> Mapping[str, str]:
    """The calendars (codes of the catalogue) of the units that keep hours of their own, by unit."""
    return OFFICES.get().calendars


def seats_of(person: UUID) -> tuple[Seat, ...]:
    """The posts of `person` at any time, own posts before deputised ones, the earliest first."""
    return STAFF.get().seats.get(person, ())


def watches_of(person: UUID) -> tuple[Watch, ...]:
    """The grids of `person` at any time."""
    return STAFF.get().watches.get(person, ())


def _stamp() -> Stamp:
    return RosterVersion.objects.filter(pk=1).values_list("number", "stamp").first() or ()


def _load_offices() -> Offices:
    units = {
        code: UnitFact(
            code=code,
            name=name,
            type=kind,
            level=level,
            area=area,
            is_centre=is_centre,
            calendar=calendar,
            term=ALWAYS if code == ROOT_CODE else Term(start=start, end=end),
        )
        for code, name, kind, level, area, is_centre, calendar, start, end in Unit.objects.order_by("code").values_list(
            "code", "name", "type", "level", "area", "is_centre", "calendar", "valid_from", "valid_to"
        )
    }
    answers = [
        Answer(unit=units[code], duty=duty, term=Term(start=start, end=end))
        for code, duty, start, end in UnitDuty.objects.order_by("pk").values_list(
            "unit_id", "duty", "valid_from", "valid_to"
        )
        if code in units
    ]
    powers = [
        Power(unit=code, power=power, term=Term(start=start, end=end))
        for code, power, start, end in UnitPower.objects.order_by("pk").values_list(
            "unit_id", "power", "valid_from", "valid_to"
        )
    ]
    return Offices(
        units=units,
        answers=grouped(((answer.duty, answer.unit.area), answer) for answer in answers),
        centres=grouped((unit.area, unit) for unit in units.values() if unit.is_centre),
        calendars={unit.code: unit.calendar for unit in units.values() if unit.calendar},
        powers=grouped((given.unit, given) for given in powers),
        by_area=grouped((unit.area, unit) for unit in units.values()),
    )


def _load_limits() -> Mapping[int, tuple[Limit, ...]]:
    """Post → the scopes laid down for it, the latest last."""
    rows = PostScope.objects.order_by("valid_from", "pk").values_list(
        "post_id", "duty", "kinds", "classes", "valid_from", "valid_to"
    )
    return grouped(
        (
            post,
            Limit(
                duty=duty,
                scope=Scope(kinds=frozenset(kinds), classes=frozenset(classes)),
                term=Term(start=start, end=end),
            ),
        )
        for post, duty, kinds, classes, start, end in rows
    )


def _load_staff() -> Staff:
    limits = _load_limits()
    seats = [
        Seat(
            person=person,
            unit=code,
            kind=kind,
            term=Term(start=start, end=end),
            deputy=principal is not None,
            limits=limits.get(post, ()),
        )
        for person, post, code, kind, start, end, principal in Appointment.objects.filter(person__is_active=True)
        .order_by("valid_from", "pk")
        .values_list("person_id", "post_id", "post__unit_id", "post__kind", "valid_from", "valid_to", "deputy_of_id")
    ]
    watches = [
        Watch(
            person=person,
            grid=grid,
            role=role,
            term=Term(start=start, end=end),
            deputy=principal is not None,
            scope=Scope(kinds=frozenset(kinds), classes=frozenset(classes)),
        )
        for person, grid, role, start, end, principal, kinds, classes in GridAssignment.objects.filter(
            person__is_active=True
        )
        .order_by("valid_from", "pk")
        .values_list("person_id", "grid", "role", "valid_from", "valid_to", "deputy_of_id", "kinds", "classes")
    ]
    watches.sort(key=lambda watch: watch.deputy)
    seats.sort(key=lambda seat: seat.deputy)
    return Staff(
        seats=grouped((seat.person, seat) for seat in seats),
        units=grouped((seat.unit, seat) for seat in seats),
        watches=grouped((watch.person, watch) for watch in watches),
        grids=grouped((watch.grid, watch) for watch in watches),
    )


def grouped(pairs: Iterable[tuple[K, V]]) -> Mapping[K, tuple[V, ...]]:
    """The values of each key, in their order."""
    groups: defaultdict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return {key: tuple(values) for key, values in groups.items()}


OFFICES: Remembered[Offices] = Remembered(_stamp, _load_offices)
STAFF: Remembered[Staff] = Remembered(_stamp, _load_staff)
