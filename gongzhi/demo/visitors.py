"""A visitor may try the demonstration as one person of each role, all of them around one street."""

from dataclasses import dataclass
from uuid import UUID

from gongzhi.bodies.models import Appointment
from gongzhi.bodies.roster import ROOT_CODE
from gongzhi.demo.offices import centre_of

COUNTY, STREET, VILLAGE = "220302", "220302001", "220302001601"
SHOWN = (
    ("grid_worker", centre_of(VILLAGE)),
    ("grid_leader", centre_of(VILLAGE)),
    ("secretary", centre_of(VILLAGE)),
    ("dispatcher", centre_of(STREET)),
    ("checker", centre_of(STREET)),
    ("triage", centre_of(COUNTY)),
    ("callback", centre_of(COUNTY)),
    ("supervisor", centre_of(COUNTY)),
    ("centre_leader", centre_of(COUNTY)),
    ("handler", f"CG-{COUNTY}"),
    ("head", f"CG-{COUNTY}"),
    ("mediator", centre_of(COUNTY)),
    ("dispatcher", ROOT_CODE),
    ("hotline", ROOT_CODE),
    ("assessor", ROOT_CODE),
    ("duty_commander", ROOT_CODE),
    ("archivist", centre_of(COUNTY)),
    ("archivist", ROOT_CODE),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class RolePerson:
    """Whom a visitor may come in as: the kind of post, the person's reference, login and name, and their unit."""

    role: str
    person: UUID
    login: str
    name: str
    unit: str


def role_people() -> list[RolePerson]:
    """One person of each role in SHOWN, those that the installation has; none where there is no demonstration."""
    found = [_first(role, unit) for role, unit in SHOWN]
    return [person for person in found if person is not None]


def _first(role: str, unit: str) -> RolePerson | None:
    seats = Appointment.objects.filter(deputy_of=None).select_related("person", "post")
    seat = seats.filter(post__kind=role, post__unit=unit).order_by("person__login").first()
    if seat is None:
        return None
    person = seat.person
    # A head leads several units and acts for the first of them until another is chosen.
    own = seats.filter(person=person).order_by("valid_from", "pk")[0]
    return RolePerson(role=role, person=person.pk, login=person.login, name=person.name, unit=own.post.unit_id)
