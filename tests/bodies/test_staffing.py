"""A whole city is staffed at once or not at all, and quickly."""

import pytest
from django.db import IntegrityError, transaction

from gongzhi.bodies.models import GridAssignment, Person, RosterVersion, Unit
from gongzhi.bodies.reading import calendars, unit, workers_of
from gongzhi.bodies.staffing import AppointmentRow, AssignmentRow, PersonRow, PostRow, UnitRow, bulk
from gongzhi.kernel import Refused
from tests.bodies.conftest import GRID, LONG_AGO, NOON


@pytest.mark.usefixtures("city")
def test_a_deputy_points_to_the_one_stood_in_for() -> None:
    deputy = GridAssignment.objects.get(grid=GRID, deputy_of__isnull=False)
    assert deputy.deputy_of is not None
    assert (deputy.person.login, deputy.deputy_of.person.login) == ("second", "worker")


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize(
    "row",
    [
        AssignmentRow(login="nobody", grid=GRID),
        AssignmentRow(login="worker", grid=GRID, role="leader", deputy_of="clerk"),
    ],
)
def test_a_row_that_names_nobody_leaves_nothing_behind(row: AssignmentRow) -> None:
    people, number = Person.objects.count(), RosterVersion.objects.get().number
    with pytest.raises(Refused, match="roster-row-unknown"):
        bulk(at=NOON, people=[PersonRow(login="new", name="新")], assignments=[row])
    assert (Person.objects.count(), RosterVersion.objects.get().number) == (people, number)


@pytest.mark.usefixtures("city")
def test_the_same_unit_twice_is_refused_whole() -> None:
    fresh = UnitRow(code="NEW", name="新", type="CG", level="city")
    again = UnitRow(code="CG-2203", name="again", type="CG", level="city")
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk(at=NOON, units=[fresh, again])
    assert not Unit.objects.filter(code="NEW").exists()


@pytest.mark.usefixtures("city")
def test_a_unit_is_staffed_with_hours_of_its_own() -> None:
    bulk(at=NOON, units=[UnitRow(code="GR-1", name="热力", type="GR", level="county", calendar="around-the-clock")])
    assert unit("GR-1").calendar == "around-the-clock"
    assert calendars() == {"GR-1": "around-the-clock"}
    Unit.objects.filter(code="GR-1").update(calendar="")
    assert calendars() == {}


@pytest.mark.django_db
def test_six_thousand_workers_are_staffed_in_one_transaction() -> None:
    post = PostRow(unit="ZZ-1", kind="grid_worker", name="网格员")
    logins = [f"w{number}" for number in range(6366)]
    made = bulk(
        at=LONG_AGO,
        units=[UnitRow(code="ZZ-1", name="村", type="ZZ", level="community", area="1", is_centre=True)],
        posts=[post],
        people=[PersonRow(login=login, name=login) for login in logins],
        appointments=[AppointmentRow(login=login, post=post) for login in logins],
        assignments=[AssignmentRow(login=login, grid=f"g{number % 7181}") for number, login in enumerate(logins)],
    )
    assert (made.people, made.appointments, made.assignments) == (6366, 6366, 6366)
    assert len(workers_of("g17", NOON)) == 1
