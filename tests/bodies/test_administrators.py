"""Three administrators exclude each other, see no matter, and give or take a right only by two of them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gongzhi.audit.models import Event
from gongzhi.bodies.administering import PAGES
from gongzhi.bodies.founding import appoint, first_administrators
from gongzhi.bodies.models import Appointment, GridAssignment, HistoryLine, Invitation, Person, Post, RightsChange
from gongzhi.bodies.rights import actor_of
from gongzhi.bodies.rights_changes import ask, confirm, refuse
from gongzhi.bodies.roster import ROOT_CODE
from gongzhi.kernel import Refused
from tests.bodies.conftest import DAY, GRID, LONG_AGO, NOON

pytestmark = [pytest.mark.usefixtures("city"), pytest.mark.urls("tests.bodies.urls")]
KINDS = ("administrator", "security_admin", "audit_admin")


@pytest.fixture
def three() -> dict[str, Person]:
    """The three administrators, and a second system administrator."""
    made = {kind: Person.objects.create_user(kind, name=kind) for kind in (*KINDS, "other")}
    for kind in KINDS:
        appoint(made[kind], ROOT_CODE, kind, LONG_AGO)
    appoint(made["other"], ROOT_CODE, "administrator", LONG_AGO)
    return made


def person(login: str) -> Person:
    return Person.objects.get(login=login)


def wish(login: str = "stranger", **more: Any) -> RightsChange:
    """An appointment as clerk of the township, unless something else is said."""
    given = {"what": "appoint", "post": Post.objects.get(name="受理员"), "remark": "新任"} | more
    return RightsChange(person=person(login), **given)


def duties(login: str, at: Any = NOON) -> set[str]:
    return {right.duty for right in actor_of(person(login), at).rights}


def post_of(kind: str) -> Post:
    return Post.objects.get_or_create(unit_id=ROOT_CODE, kind=kind, defaults={"name": kind})[0]


Try = Callable[[Person, Post], object]
WAYS: dict[str, Try] = {
    "create": lambda one, post: Appointment.objects.create(person=one, post=post, valid_from=NOON),
    "bulk": lambda one, post: Appointment.objects.bulk_create([Appointment(person=one, post=post, valid_from=NOON)]),
    "post-turned": lambda one, post: Post.objects.filter(appointments__person=one).update(kind=post.kind),
    "moved": lambda one, post: Appointment.objects.filter(person__login="worker").update(person=one, post=post),
}


@pytest.mark.parametrize("way", ["create", "bulk", "moved"])
@pytest.mark.parametrize(("held", "more"), [(one, two) for one in KINDS for two in KINDS if one != two])
def test_the_database_refuses_a_second_office_whichever_way_it_comes(
    three: dict[str, Person], way: str, held: str, more: str
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        WAYS[way](three[held], post_of(more))


@pytest.mark.parametrize("kind", KINDS)
def test_no_post_is_turned_into_an_administrators_or_back(three: dict[str, Person], kind: str) -> None:
    for before, after in ((kind, "handler"), ("handler", kind)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Post.objects.filter(kind=before).update(kind=after)


def test_one_office_after_the_other_is_no_clash(three: dict[str, Person]) -> None:
    Appointment.objects.filter(person=three["audit_admin"]).update(valid_to=NOON)
    Appointment.objects.create(person=three["audit_admin"], post=post_of("security_admin"), valid_from=NOON)
    assert duties("audit_admin", NOON) == {"accounts.secure", "rights.change"}


@pytest.mark.django_db(transaction=True)
def test_of_two_offices_given_at_the_same_moment_one_is_refused() -> None:
    posts, together = [post_of(kind) for kind in KINDS], Barrier(3)
    one = person("stranger")

    def give(post: Post) -> str:
        together.wait()
        try:
            Appointment.objects.create(person=one, post=post, valid_from=NOON)
        except IntegrityError:
            return "refused"
        finally:
            connection.close()
        return "given"

    with ThreadPoolExecutor(3) as threads:
        assert sorted(threads.map(give, posts)) == ["given", "refused", "refused"]


def test_none_of_the_three_sees_a_matter_or_has_a_page_with_one(three: dict[str, Person]) -> None:
    for kind in KINDS:
        assert not {duty for duty in duties(kind) if duty.startswith(("matters.", "documents."))}
    assert not {name for name in PAGES if name.startswith("matters.") and "matterrow" in name}


SEEN = {
    "administrator": {"unit", "unitduty", "post", "person", "appointment", "gridassignment", "rightschange",
                      "historyline"},
    "security_admin": {"unit", "unitduty", "post", "person", "appointment", "gridassignment", "rightschange",
                       "historyline", "token", "invitation"},
    "audit_admin": {"unit", "unitduty", "post", "person", "appointment", "gridassignment", "rightschange",
                    "historyline", "token", "invitation"},
    "handler": set(),
}  # fmt: skip
CHANGED = {"administrator": {"unit", "unitduty", "post", "person", "rightschange"}, "security_admin": {"rightschange"},
           "audit_admin": set(), "handler": set()}  # fmt: skip
NAMES = sorted(SEEN["audit_admin"])


@pytest.mark.parametrize("kind", SEEN)
def test_each_of_the_three_sees_and_changes_the_pages_of_the_own_duty(three: dict[str, Person], kind: str) -> None:
    browser = Client()
    browser.force_login(person(kind))
    opened = {name for name in NAMES if browser.get(reverse(f"admin:bodies_{name}_changelist")).status_code == 200}
    assert opened == SEEN[kind]
    added = {name for name in NAMES if browser.get(reverse(f"admin:bodies_{name}_add")).status_code == 200}
    assert added == CHANGED[kind]


def test_a_right_is_there_when_a_second_person_confirmed_it_and_not_before(three: dict[str, Person]) -> None:
    asked = ask(wish(), three["administrator"], NOON)
    assert duties("stranger", NOON + DAY) == set()
    confirm(asked.pk, three["security_admin"], NOON + DAY)
    assert "matters.triage" in duties("stranger", NOON + DAY)
    assert duties("stranger", NOON + DAY - timedelta(seconds=1)) == set()


def test_the_history_says_who_asked_who_confirmed_what_and_when(three: dict[str, Person]) -> None:
    confirm(ask(wish(), three["administrator"], NOON).pk, three["other"], NOON + DAY)
    line = HistoryLine.objects.get()
    said = (line.by, line.second, line.at, line.page, line.before)
    assert said == (three["administrator"].actor_id, three["other"].actor_id, NOON + DAY, "bodies.appointment", None)
    assert line.after is not None
    assert line.after["person_id"] == str(person("stranger").pk)
    with pytest.raises(TypeError):
        line.save()
    with pytest.raises(TypeError):
        line.delete()


@pytest.mark.parametrize(
    ("who", "code"),
    [("administrator", "change-needs-another"), ("audit_admin", "no-right"), ("handler", "no-right")],
)
def test_nobody_else_confirms(three: dict[str, Person], who: str, code: str) -> None:
    asked = ask(wish(), three["administrator"], NOON)
    with pytest.raises(Refused, match=code):
        confirm(asked.pk, person(who), NOON)
    assert duties("stranger") == set()


def test_nobody_asks_or_confirms_for_themselves(three: dict[str, Person]) -> None:
    with pytest.raises(Refused, match="right-for-oneself"):
        ask(wish("other"), three["other"], NOON)
    asked = ask(wish("other"), three["administrator"], NOON)
    with pytest.raises(Refused, match="right-for-oneself"):
        confirm(asked.pk, three["other"], NOON)


def test_the_database_takes_no_change_that_one_person_made_alone(three: dict[str, Person]) -> None:
    asked = ask(wish(), three["administrator"], NOON)
    for decided in ({"decided_by": three["administrator"]}, {"decided_by": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            RightsChange.objects.filter(pk=asked.pk).update(state="confirmed", decided_at=NOON, **decided)


def test_what_was_decided_is_decided_once(three: dict[str, Person]) -> None:
    asked = ask(wish(), three["administrator"], NOON)
    refuse(asked.pk, three["security_admin"], NOON)
    for decide in (confirm, refuse):
        with pytest.raises(Refused, match="change-decided"):
            decide(asked.pk, three["other"], NOON)
    own = ask(wish(), three["administrator"], NOON)
    refuse(own.pk, three["administrator"], NOON)
    own.refresh_from_db()
    assert own.state == "withdrawn"


def test_a_second_office_is_refused_when_it_is_asked_and_when_it_is_confirmed(three: dict[str, Person]) -> None:
    with pytest.raises(Refused, match="administrators-apart"):
        ask(wish("audit_admin", post=post_of("security_admin")), three["administrator"], NOON)
    first, second = (ask(wish(post=post_of(kind)), three["administrator"], NOON) for kind in KINDS[1:])
    confirm(first.pk, three["other"], NOON)
    with pytest.raises(Refused, match="administrators-apart"):
        confirm(second.pk, three["other"], NOON)


def test_an_appointment_and_a_grid_are_ended_by_two_people_as_well(three: dict[str, Person]) -> None:
    seat, watch = Appointment.objects.get(person__login="clerk"), GridAssignment.objects.get(person__login="worker")
    for said in (wish("clerk", what="dismiss", post=None, appointment=seat),
                 wish("worker", what="unassign", post=None, assignment=watch)):  # fmt: skip
        confirm(ask(said, three["administrator"], NOON).pk, three["security_admin"], NOON + DAY)
    seat.refresh_from_db()
    watch.refresh_from_db()
    assert (seat.valid_to, watch.valid_to) == (NOON + DAY, NOON + DAY)
    assert HistoryLine.objects.get(page="bodies.appointment").before == {"valid_to": None}


def test_a_deputy_and_a_grid_are_given_with_their_dates(three: dict[str, Person]) -> None:
    seat = Appointment.objects.get(person__login="clerk")
    deputy = wish(appointment=seat, valid_from=NOON + DAY, valid_to=NOON + 9 * DAY)
    grid = wish(what="assign", post=None, grid=GRID, role="worker", valid_to=NOON + 9 * DAY)
    for said in (deputy, grid):
        confirm(ask(said, three["administrator"], NOON).pk, three["security_admin"], NOON)
    made = Appointment.objects.get(person__login="stranger")
    assert (made.deputy_of, made.valid_from, made.valid_to) == (seat, NOON + DAY, NOON + 9 * DAY)
    assert "matters.self_handle" in duties("stranger", NOON)
    assert duties("stranger", NOON + 9 * DAY) == set()


@pytest.mark.parametrize("said", [{"post": None}, {"remark": " "}, {"what": "dismiss"}, {"what": "assign"}])
def test_what_is_not_whole_is_not_asked(three: dict[str, Person], said: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="change-incomplete"):
        ask(wish(**said), three["administrator"], NOON)
    assert not RightsChange.objects.exists()


def test_on_the_pages_one_asks_and_another_confirms(three: dict[str, Person]) -> None:
    asking, deciding = Client(), Client()
    asking.force_login(three["administrator"])
    deciding.force_login(three["security_admin"])
    said = {"what": "appoint", "person": str(person("stranger").pk), "post": str(wish().post_id), "remark": "新任"}
    assert asking.post(reverse("admin:bodies_rightschange_add"), said).status_code == 302
    chosen = {"action": "confirm", "_selected_action": [str(RightsChange.objects.get().pk)]}
    listed = reverse("admin:bodies_rightschange_changelist")
    assert "须由另一人确认" in asking.post(listed, chosen, follow=True).content.decode()
    assert duties("stranger", timezone.now()) == set()
    deciding.post(listed, chosen)
    assert "matters.triage" in duties("stranger", timezone.now())
    page = deciding.get(reverse("admin:bodies_historyline_changelist")).content.decode()
    assert "administrator" in page
    own = said | {"person": str(three["administrator"].pk)}
    assert "不能为自己" in asking.post(reverse("admin:bodies_rightschange_add"), own).content.decode()


def test_an_administrators_account_is_not_in_another_ones_hands(three: dict[str, Person]) -> None:
    browser = Client()
    browser.force_login(three["security_admin"])
    for action in ("send_invitation", "lock", "reset_factor", "end"):
        chosen = {"action": action, "_selected_action": [str(three["audit_admin"].pk)]}
        browser.post(reverse("admin:bodies_person_changelist"), chosen)
    assert not Invitation.objects.exists()
    assert Person.objects.get(login="audit_admin").is_active


def test_the_first_three_are_made_once_and_only_where_nobody_is(three: dict[str, Person]) -> None:
    assert first_administrators(NOON) == {}
    Appointment.objects.filter(person=three["audit_admin"]).update(valid_to=NOON)
    assert [(kind, one.login) for kind, one in first_administrators(NOON).items()] == [("audit_admin", "audit")]
    assert first_administrators(NOON) == {}


def test_a_changed_unit_leaves_a_line_with_before_and_after(three: dict[str, Person]) -> None:
    browser = Client()
    browser.force_login(three["administrator"])
    post = Post.objects.get(name="受理员")
    browser.post(reverse("admin:bodies_post_change", args=[post.pk]), {"name": "受理岗"})
    line = HistoryLine.objects.get(page="bodies.post")
    assert (line.before, line.after) == ({"name": "受理员"}, {"name": "受理岗"})
    moved = browser.get(reverse("admin:bodies_post_history", args=[post.pk]))
    assert moved.headers["Location"].endswith(f"?page=bodies.post&key={post.pk}")


def told(name: str) -> list[tuple[str, str]]:
    return list(Event.objects.filter(name=name).order_by("id").values_list("actor", "outcome"))


def test_the_security_log_knows_who_asked_who_confirmed_and_who_tried_alone(three: dict[str, Person]) -> None:
    system, other = three["administrator"], three["other"]
    asked = ask(wish(), system, NOON)
    browser = Client()
    for one, outcome in ((system, "refused"), (other, "done")):
        browser.force_login(one)
        browser.post(reverse("admin:bodies_rightschange_changelist"),
                     {"action": "confirm", "_selected_action": [str(asked.pk)]})  # fmt: skip
        name = "rights.decided" if outcome == "refused" else "rights.confirmed"
        assert told(name) == [(one.actor_id, outcome)]
    said = {"what": "appoint", "person": str(other.pk), "post": str(post_of("handler").pk), "remark": "x"}
    browser.post(reverse("admin:bodies_rightschange_add"), said)
    assert told("rights.asked") == [(system.actor_id, "done"), (other.actor_id, "refused")]


def test_the_history_names_whom_and_where_and_not_their_numbers(three: dict[str, Person]) -> None:
    confirm(ask(wish(), three["administrator"], NOON).pk, three["other"], NOON)
    browser = Client()
    browser.force_login(three["audit_admin"])
    page = browser.get(reverse("admin:bodies_historyline_changelist")).content.decode()
    assert "人员: stranger" in page
    assert str(person("stranger").pk) not in page
