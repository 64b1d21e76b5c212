"""An installation always has a root centre, so that every matter has somebody to hold it, also in an empty city."""

from datetime import datetime

from django.db import transaction

from gongzhi.bodies.duties import ROLE_DUTIES
from gongzhi.bodies.models import Appointment, Person, Post, Unit
from gongzhi.bodies.models.units import POST_NAMES
from gongzhi.bodies.roster import ROOT_CODE
from gongzhi.bodies.security_events import tell
from gongzhi.kernel import Refused

CENTRE_TYPE = "ZZ"
FIRST = {"administrator": "admin", "security_admin": "security", "audit_admin": "audit"}
"""The logins of the first three: they exclude each other, so that they are three people from the first day."""
UNNAMED = "综治中心"
"""The name of the root centre until a city gives it one."""


def ensure_root_centre(name: str, at: datetime) -> Unit:
    """The root centre (code "ZZ", city level, the whole installation), made with `name` if there is none."""
    made, _ = Unit.objects.get_or_create(
        code=ROOT_CODE,
        defaults={
            "name": name or UNNAMED,
            "type": CENTRE_TYPE,
            "level": "city",
            "area": "",
            "is_centre": True,
            "valid_from": at,
        },
    )
    return made


@transaction.atomic
def root_for_city(code: str, name: str, at: datetime) -> Unit:
    """The root centre as holder of the city `code`, named after the first city; the second call changes nothing.

    The root centre answers for the whole installation, so it holds every city without an area of its own.
    """
    root = ensure_root_centre(UNNAMED, at)
    if root.name == UNNAMED:
        root.name = f"{name or code}{UNNAMED}"
        root.save(update_fields=["name"])
    return root


@transaction.atomic
def appoint(person: Person, unit: str, kind: str, at: datetime, until: datetime | None = None) -> Appointment:
    """Put `person` on the post of `kind` in `unit` from `at`; the post is made if the unit has none.

    Refuses an unknown kind with 422 `post-kind-unknown` and an unknown unit with 404 `unit-unknown`. A person who is
    on the post already stays on it.
    """
    if kind not in ROLE_DUTIES:
        raise Refused("post-kind-unknown", status=422, kind=kind, known=", ".join(ROLE_DUTIES))
    if not Unit.objects.filter(code=unit).exists():
        raise Refused("unit-unknown", status=404, unit=unit)
    post = Post.objects.filter(unit_id=unit, kind=kind).order_by("pk").first()
    if post is None:
        post = Post.objects.create(unit_id=unit, kind=kind, name=dict(POST_NAMES)[kind])
    for seated in Appointment.objects.filter(person=person, post=post):
        if seated.holds(at):
            return seated
    return Appointment.objects.create(person=person, post=post, valid_from=at, valid_to=until)


@transaction.atomic
def first_administrators(at: datetime) -> dict[str, Person]:
    """Whoever was appointed by this, by kind: one person for each of the three administrators that nobody is.

    Nobody could confirm these appointments, so that they alone are made without a second person.
    """
    made: dict[str, Person] = {}
    for kind, login in FIRST.items():
        seats = Appointment.objects.filter(post__kind=kind, person__is_active=True)
        if any(seat.holds(at) for seat in seats):
            continue
        person, fresh = Person.objects.get_or_create(login=login, defaults={"name": dict(POST_NAMES)[kind]})
        if fresh:
            person.set_unusable_password()
            person.save()
        appoint(person, ROOT_CODE, kind, at)
        tell("rights.changed", "command-line", person.actor_id)
        made[kind] = person
    return made
