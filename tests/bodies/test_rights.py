"""Rights come from posts in force, where the posts stand; from nothing else."""

import pytest

from gongzhi.bodies.duties import CHECKING_ROLES, GRID_ROLES, ROLE_DUTIES, UNIT_DUTIES, duties_at
from gongzhi.bodies.founding import appoint
from gongzhi.bodies.models import Appointment, Person, Post, Unit
from gongzhi.bodies.models.people import GRID_ROLE_NAMES
from gongzhi.bodies.models.units import POST_NAMES
from gongzhi.bodies.rights import actor_of
from gongzhi.kernel import Actor, Refused, Right
from tests.bodies.conftest import CITY, COUNTY, DAY, GRID, LONG_AGO, NOON, OTHER_GRID, PLACE


def actor(login: str) -> Actor:
    return actor_of(Person.objects.get(login=login), NOON)


def test_every_post_and_role_has_a_row_in_the_table_and_a_name() -> None:
    assert [kind for kind, _ in POST_NAMES] == list(ROLE_DUTIES)
    assert [role for role, _ in GRID_ROLE_NAMES] == list(GRID_ROLES)
    assert set(GRID_ROLES.values()) <= set(ROLE_DUTIES)
    assert set(GRID_ROLES) >= CHECKING_ROLES


def test_a_post_outside_a_centre_never_reaches_beyond_its_unit() -> None:
    for kind in ROLE_DUTIES:
        assert set(duties_at(kind, at_centre=False)) <= UNIT_DUTIES
        assert duties_at(kind, at_centre=True) == ROLE_DUTIES[kind]


@pytest.mark.usefixtures("city")
def test_a_clerk_of_a_township_centre_may_triage_there_and_nowhere_else() -> None:
    clerk = actor("clerk")
    assert clerk.unit == "ZZ-220302001"
    assert clerk.has("matters.triage", PLACE)
    assert not clerk.has("matters.triage", (CITY, COUNTY, "220302002"))
    assert not clerk.has("matters.dispatch", PLACE)


@pytest.mark.usefixtures("city")
def test_a_grid_worker_has_rights_at_the_own_grids_only() -> None:
    worker = actor("worker")
    assert worker.unit == "ZZ-220302001001"
    assert worker.has("matters.check", PLACE)
    assert not worker.has("matters.check", (*PLACE[:-1], OTHER_GRID))
    assert {right.area for right in worker.rights} == {GRID}


@pytest.mark.usefixtures("city")
def test_a_deputy_has_the_rights_of_the_grid_stood_in_for() -> None:
    assert {right.area for right in actor("second").rights} == {GRID, OTHER_GRID}


@pytest.mark.usefixtures("city")
def test_a_handler_handles_for_the_unit_and_a_post_set_wrongly_gives_no_more() -> None:
    handler = actor("handler")
    assert handler.unit == "CG-220302"
    assert Right(duty="matters.handle", area="") in handler.rights
    assert {right.duty for right in handler.rights} <= UNIT_DUTIES


@pytest.mark.usefixtures("city")
def test_nobody_on_no_post_has_no_rights_and_no_unit() -> None:
    stranger = Person.objects.get(login="stranger")
    assert actor_of(stranger, NOON) == Actor(id=f"person:{stranger.pk}")


@pytest.mark.usefixtures("city")
def test_rights_end_with_the_post_and_with_the_unit() -> None:
    clerk = Person.objects.get(login="clerk")
    Appointment.objects.filter(person=clerk).update(valid_to=NOON)
    assert actor_of(clerk, NOON - DAY).rights
    assert not actor_of(clerk, NOON).rights
    Unit.objects.filter(code="CG-220302").update(valid_to=NOON)
    assert not actor("handler").rights


@pytest.mark.usefixtures("city")
def test_a_person_in_two_units_chooses_for_which_to_act() -> None:
    clerk = Person.objects.get(login="clerk")
    appoint(clerk, "CG-220302", "head", NOON)
    assert actor_of(clerk, NOON).unit == "ZZ-220302001"
    assert actor_of(clerk, NOON, unit="CG-220302").unit == "CG-220302"
    with pytest.raises(Refused, match="not-in-unit"):
        actor_of(clerk, NOON, unit="CG-2203")


@pytest.mark.usefixtures("city")
def test_appointing_twice_keeps_the_first_appointment_and_makes_no_second_post() -> None:
    stranger = Person.objects.get(login="stranger")
    first = appoint(stranger, "ZZ-220302", "dispatcher", LONG_AGO)
    assert appoint(stranger, "ZZ-220302", "dispatcher", NOON) == first
    assert Post.objects.filter(unit_id="ZZ-220302").count() == 1


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize(
    ("unit", "kind", "code"), [("nowhere", "head", "unit-unknown"), ("CG-2203", "king", "post-kind-unknown")]
)
def test_no_appointment_to_a_unit_or_kind_that_does_not_exist(unit: str, kind: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        appoint(Person.objects.get(login="stranger"), unit, kind, NOON)
