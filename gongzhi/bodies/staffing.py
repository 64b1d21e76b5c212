"""A whole city is staffed in one transaction: all of its units, posts, people and grids, or none of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from uuid import UUID, uuid4

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from gongzhi.bodies.models import Appointment, Counter, GridAssignment, Person, Post, Unit, UnitDuty, UnitPower
from gongzhi.kernel import Refused

K = TypeVar("K")
V = TypeVar("V")
BATCH = 500
COUNTED = ("ANALYZE bodies_unit", "ANALYZE bodies_unitduty", "ANALYZE bodies_post", "ANALYZE bodies_person",
           "ANALYZE bodies_appointment", "ANALYZE bodies_gridassignment")  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitRow:
    """A unit to make; `area` "" is the whole installation, `calendar` "" the standard one of the catalogue."""

    code: str
    name: str
    type: str
    level: str
    area: str = ""
    is_centre: bool = False
    hours: str = ""
    calendar: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyRow:
    """The unit `unit` (code) answers for `duty`."""

    unit: str
    duty: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PowerRow:
    """The unit `unit` (code) may lawfully do `power`, on this basis."""

    unit: str
    power: str
    basis: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class CounterRow:
    """Where anybody finds the unit `unit` (code); the point in WGS84 degrees."""

    unit: str
    address: str
    telephone: str = ""
    hours: str = ""
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PostRow:
    """A post of `kind` called `name` in the unit `unit` (code)."""

    unit: str
    kind: str
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonRow:
    """A person to make, without a password."""

    login: str
    name: str
    id: UUID = field(default_factory=uuid4)


@dataclass(frozen=True, kw_only=True, slots=True)
class AppointmentRow:
    """The person `login` on `post`; `deputy_of` is the login of the one on the same post who is stood in for."""

    login: str
    post: PostRow
    deputy_of: str | None = None
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AssignmentRow:
    """The person `login` for the grid in `role`; `deputy_of` is the login of the one there who is stood in for."""

    login: str
    grid: str
    role: str = "worker"
    deputy_of: str | None = None
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Staffed:
    """How many of each were made."""

    units: int
    duties: int
    powers: int
    posts: int
    people: int
    appointments: int
    assignments: int


@transaction.atomic
def bulk(
    *,
    at: datetime,
    units: Sequence[UnitRow] = (),
    duties: Sequence[DutyRow] = (),
    powers: Sequence[PowerRow] = (),
    posts: Sequence[PostRow] = (),
    people: Sequence[PersonRow] = (),
    appointments: Sequence[AppointmentRow] = (),
    assignments: Sequence[AssignmentRow] = (),
    counters: Sequence[CounterRow] = (),
) -> Staffed:
    """Make all of it, in force from `at`. Units, posts and logins named in rows are in the same call or stored already.

    Refuses a login or post that is nowhere with 422 `roster-row-unknown`; the database refuses what is there twice.
    """
    Unit.objects.bulk_create([_unit(row, at) for row in units], BATCH)
    UnitDuty.objects.bulk_create([UnitDuty(unit_id=row.unit, duty=row.duty, valid_from=at) for row in duties], BATCH)
    UnitPower.objects.bulk_create(
        [UnitPower(unit_id=row.unit, power=row.power, basis=row.basis, valid_from=at) for row in powers], BATCH
    )
    Counter.objects.bulk_create([_counter(row) for row in counters], BATCH)
    Post.objects.bulk_create([Post(unit_id=row.unit, kind=row.kind, name=row.name) for row in posts], BATCH)
    Person.objects.bulk_create([_person(row) for row in people], BATCH)
    ids = dict(Person.objects.values_list("login", "id"))
    _appoint(appointments, ids, at)
    _assign(assignments, ids, at)
    _counted()
    return Staffed(
        units=len(units),
        duties=len(duties),
        powers=len(powers),
        posts=len(posts),
        people=len(people),
        appointments=len(appointments),
        assignments=len(assignments),
    )


def _counted() -> None:
    """Let the database know what it holds now: one that plans for empty tables takes minutes to find a person."""
    with connection.cursor() as cursor:
        for statement in COUNTED:
            cursor.execute(statement)


def _unit(row: UnitRow, at: datetime) -> Unit:
    return Unit(
        code=row.code,
        name=row.name,
        type=row.type,
        level=row.level,
        area=row.area,
        is_centre=row.is_centre,
        hours=row.hours,
        calendar=row.calendar,
        valid_from=at,
    )


def _counter(row: CounterRow) -> Counter:
    return Counter(
        unit_id=row.unit,
        public_address=row.address,
        telephone=row.telephone,
        hours=row.hours,
        lon=row.lon,
        lat=row.lat,
    )


def _person(row: PersonRow) -> Person:
    return Person(
        id=row.id,
        login=Person.normalize_username(row.login),
        name=row.name,
        password=make_password(None),
    )


def _appoint(rows: Sequence[AppointmentRow], ids: dict[str, UUID], at: datetime) -> None:
    posts = {
        PostRow(unit=unit, kind=kind, name=name): pk
        for unit, kind, name, pk in Post.objects.values_list("unit_id", "kind", "name", "pk")
    }
    made: dict[tuple[str, PostRow], Appointment] = {}
    for batch in ([row for row in rows if not row.deputy_of], [row for row in rows if row.deputy_of]):
        fresh = [
            Appointment(
                person_id=_known(ids, row.login),
                post_id=_known(posts, row.post),
                deputy_of=_known(made, (row.deputy_of, row.post)) if row.deputy_of else None,
                valid_from=at,
                valid_to=row.until,
            )
            for row in batch
        ]
        Appointment.objects.bulk_create(fresh, BATCH)
        made |= {(row.login, row.post): row_made for row, row_made in zip(batch, fresh, strict=True)}


def _assign(rows: Sequence[AssignmentRow], ids: dict[str, UUID], at: datetime) -> None:
    made: dict[tuple[str, str], GridAssignment] = {}
    for batch in ([row for row in rows if not row.deputy_of], [row for row in rows if row.deputy_of]):
        fresh = [
            GridAssignment(
                person_id=_known(ids, row.login),
                grid=row.grid,
                role=row.role,
                deputy_of=_known(made, (row.deputy_of, row.grid)) if row.deputy_of else None,
                valid_from=at,
                valid_to=row.until,
            )
            for row in batch
        ]
        GridAssignment.objects.bulk_create(fresh, BATCH)
        made |= {(row.login, row.grid): row_made for row, row_made in zip(batch, fresh, strict=True)}


def _known(stored: Mapping[K, V], key: K) -> V:
    try:
        return stored[key]
    except KeyError:
        raise Refused("roster-row-unknown", status=422, row=str(key)) from None
