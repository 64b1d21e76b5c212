"""A right is given or taken by two people: one asks, another confirms, and neither is the one it is about."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from gongzhi.bodies import entrusting, history, kinds
from gongzhi.bodies.apart import require_apart
from gongzhi.bodies.duties import GRID_ROLES, ROLE_DUTIES
from gongzhi.bodies.models import Appointment, GridAssignment, Person, Post, PostScope, RightsChange, Unit
from gongzhi.bodies.rights import actor_of
from gongzhi.bodies.security_events import tell
from gongzhi.kernel import Refused
from gongzhi.places.models import Jurisdiction

DUTY = "rights.change"
STARTING = ("appoint", "assign", "scope", "entrust")
NEEDS: Mapping[str, tuple[str, ...]] = {
    "appoint": ("person", "post", "appointment"),
    "dismiss": ("person", "appointment"),
    "assign": ("person", "grid", "role", "assignment", "kinds", "classes"),
    "unassign": ("person", "assignment"),
    "scope": ("post", "duty", "kinds", "classes"),
    "entrust": ("area", "run_by"),
}
"""What belongs to a change; whatever else was filled in is no part of it: who confirms sees what will be done."""
Held = Appointment | GridAssignment | PostScope | Jurisdiction


def ask(wish: RightsChange, by: Person, at: datetime) -> RightsChange:
    """Keep the wish until somebody else decides; refuses one for oneself (409 `right-for-oneself`).

    Refuses also what is not complete (422 `change-incomplete`), areas and runners that are unknown (404 `area-unknown`,
    `unit-unknown`), kinds that the catalogue has not (422 `scope-kind-unknown`), and a second office of the three
    administrators.
    """
    check(wish, by, at)
    wish.state, wish.asked_by, wish.asked_at = "asked", by, at
    wish.save()
    tell("rights.asked", by.actor_id, wish.about)
    return wish


def check(wish: RightsChange, by: Person, at: datetime) -> None:
    """Refuse what `ask` refuses, and write nothing."""
    actor_of(by, at).require(DUTY)
    _leave_out(wish)
    _require_whole(wish)
    if wish.touches(by, at):
        raise Refused("right-for-oneself")
    if wish.what == "appoint" and wish.post is not None and wish.person_id is not None:
        require_apart(wish.person_id, wish.post.kind, wish.valid_from or at, wish.valid_to)


@transaction.atomic
def confirm(number: int, by: Person, at: datetime) -> Held:
    """What was asked is done, from now on at the earliest; refuses who asked it and whom it is about (409)."""
    change = _by_itself(_open(number))
    actor_of(by, at).require(DUTY)
    return _confirmed(change, by, at)


@transaction.atomic
def confirm_list(listed: UUID, by: Person, at: datetime) -> int:
    """All changes of a list are done, or none: refuses as `confirm` does; how many there were."""
    changes = _open_list(listed)
    actor_of(by, at).require(DUTY)  # once: each change makes the roster be read anew
    for change in changes:
        _confirmed(change, by, at)
    return len(changes)


def _confirmed(change: RightsChange, by: Person, at: datetime) -> Held:
    _require_second(change, by, at)
    row, before = _carried_out(change, at)
    change.state, change.decided_by, change.decided_at = "confirmed", by, at
    change.save()
    tell("rights.confirmed", by.actor_id, change.about)
    asked = change.asked_by.actor_id
    history.note(row, before, history.values_of(row), by=asked, at=at, second=by.actor_id)
    return row


@transaction.atomic
def refuse(number: int, by: Person, at: datetime) -> None:
    """What was asked is not done; who asked it withdraws it that way."""
    _refused(_by_itself(_open(number)), by, at)


@transaction.atomic
def refuse_list(listed: UUID, by: Person, at: datetime) -> int:
    """Nothing of a list is done; how many changes there were."""
    changes = _open_list(listed)
    for change in changes:
        _refused(change, by, at)
    return len(changes)


def _refused(change: RightsChange, by: Person, at: datetime) -> None:
    own = change.asked_by_id == by.pk
    if not own:
        actor_of(by, at).require(DUTY)
        _require_second(change, by, at)
    change.state, change.decided_by, change.decided_at = "withdrawn" if own else "refused", by, at
    change.save()
    tell(f"rights.{change.state}", by.actor_id, change.about)


def _open(number: int) -> RightsChange:
    return _asked(_locked().get(pk=number))


def _open_list(listed: UUID) -> list[RightsChange]:
    changes = [_asked(change) for change in _locked().filter(listed=listed).order_by("pk")]
    if not changes:
        raise Refused("list-unknown", status=404)
    return changes


def _locked() -> QuerySet[RightsChange]:
    asked = RightsChange.objects.select_for_update(of=("self",))
    return asked.select_related("person", "post", "asked_by", "appointment", "assignment")


def _asked(change: RightsChange) -> RightsChange:
    if change.state != "asked":
        raise Refused("change-decided", state=change.get_state_display())
    return change


def _by_itself(change: RightsChange) -> RightsChange:
    if change.listed is not None:
        raise Refused("change-in-list")
    return change


def _require_second(change: RightsChange, by: Person, at: datetime) -> None:
    if by.pk == change.asked_by_id:
        raise Refused("change-needs-another")
    if change.touches(by, at):
        raise Refused("right-for-oneself")


def settled(unit: Unit, at: datetime) -> bool:
    """Whether what the unit's posts reach is settled, because somebody sits on one, will, or is asked for there."""
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gt=at)
    seats = Appointment.objects.filter(lasting, post__unit=unit)
    return seats.exists() or RightsChange.objects.filter(state="asked", post__unit=unit).exists()


def scopes_of(post: Post, duty: str) -> bool:
    """Whether a scope can be laid down for `duty` (or "", every one) of that post; a role in a grid keeps its own."""
    return post.kind not in GRID_ROLES.values() and (not duty or duty in ROLE_DUTIES[post.kind])


def _leave_out(wish: RightsChange) -> None:
    others = {name for needed in NEEDS.values() for name in needed} - {*NEEDS[wish.what], "person"}
    for field in RightsChange._meta.concrete_fields:
        if field.name in others:
            setattr(wish, field.name, field.get_default())


def _require_whole(wish: RightsChange) -> None:
    needed = {
        "scope": wish.post is not None and wish.person_id is None and scopes_of(wish.post, wish.duty),
        "appoint": wish.post is not None,
        "dismiss": wish.appointment is not None and wish.appointment.person_id == wish.person_id,
        "assign": bool(wish.grid and wish.role),
        "unassign": wish.assignment is not None and wish.assignment.person_id == wish.person_id,
        "entrust": bool(wish.area and wish.run_by) and wish.person_id is None,
    }
    whose = wish.what in ("scope", "entrust") or wish.person_id is not None
    if not needed[wish.what] or not whose or not wish.remark.strip():
        raise Refused("change-incomplete", status=422, what=wish.get_what_display())
    if wish.what == "entrust":
        entrusting.require_known(wish)
    if wish.what == "assign" and "P3" in wish.classes:
        raise Refused("scope-grid-p3", status=422)
    if unknown := kinds.unknown(wish.kinds):
        raise Refused("scope-kind-unknown", status=422, kinds="、".join(unknown))


def _carried_out(change: RightsChange, at: datetime) -> tuple[Held, history.Values | None]:
    start = max(change.valid_from or at, at)
    if change.valid_to is not None and change.valid_to <= start and change.what in STARTING:
        raise Refused("expiry-past", status=422, value=change.valid_to.isoformat())
    match change.what:
        case "scope":
            return _laid_down(change, start), None
        case "entrust":
            return entrusting.entrusted(change, start), None
        case "appoint":
            assert change.post is not None
            assert change.person is not None
            require_apart(change.person.pk, change.post.kind, start, change.valid_to)
            deputy = change.appointment
            row: Held = Appointment(
                person=change.person, post=change.post, valid_from=start, valid_to=change.valid_to, deputy_of=deputy
            )
        case "assign":
            row = GridAssignment(
                person=change.person, grid=change.grid, role=change.role, valid_from=start, valid_to=change.valid_to,
                deputy_of=change.assignment, kinds=change.kinds, classes=change.classes,
            )  # fmt: skip
        case _:
            return _ended(change, max(change.valid_to or at, at))
    row.save()
    return row, None


def _laid_down(change: RightsChange, start: datetime) -> PostScope:
    """The scope from `start` on; what was in force before ends there, and what was still to come does not come."""
    held = PostScope.objects.filter(post=change.post, duty=change.duty)
    for row in held.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=start)):
        before, by = history.values_of(row), change.asked_by.actor_id
        if row.valid_from < start:
            row.valid_to = start
            row.save(update_fields=["valid_to"])
            history.note(row, before, history.values_of(row), by=by, at=start)
        else:
            history.note(row, before, None, by=by, at=start)
            row.delete()
    assert change.post is not None
    return PostScope.objects.create(
        post=change.post, duty=change.duty, kinds=change.kinds, classes=change.classes, valid_from=start,
        valid_to=change.valid_to,
    )  # fmt: skip


def _ended(change: RightsChange, end: datetime) -> tuple[Held, history.Values]:
    row = change.appointment if change.what == "dismiss" else change.assignment
    assert row is not None
    before = history.values_of(row)
    if row.valid_to is None or row.valid_to > end:
        row.valid_to = max(end, row.valid_from)
        row.save(update_fields=["valid_to"])
    return row, before
