"""What is stored is what is asked: the resolvers see every change of the roster, at once where it was made."""

import pytest
from django.db import connection, transaction
from pytest_django import DjangoAssertNumQueries

from gongzhi.bodies.cache import PATIENCE, Remembered
from gongzhi.bodies.founding import ensure_root_centre, root_for_city
from gongzhi.bodies.models import GridAssignment, Person, RosterVersion, Unit, UnitDuty
from gongzhi.bodies.reading import centre_at, checker_unit, holder_of, in_force, unit, workers_of
from gongzhi.bodies.rights import actor_of
from gongzhi.bodies.roster import ROOT_CODE, Holder
from gongzhi.kernel import Refused
from tests.bodies.conftest import DAY, GRID, LONG_AGO, NOON, OTHER_GRID, PLACE

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("city")
def test_urban_management_of_the_county_is_found_for_a_grid_of_it() -> None:
    assert holder_of("litter", "county", PLACE, NOON) == Holder(unit="CG-220302", via="duty")
    assert centre_at("township", PLACE, NOON) == Holder(unit="ZZ-220302001", via="duty")
    assert unit("CG-220302").name == "铁西区城管局"


@pytest.mark.usefixtures("city")
def test_a_warm_question_asks_the_database_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    holder_of("litter", "county", PLACE, NOON)
    checker_unit(GRID, frozenset(), PLACE, NOON)
    with django_assert_num_queries(0):
        holder_of("litter", "county", PLACE, NOON)
        checker_unit(GRID, frozenset(), PLACE, NOON)


@pytest.mark.usefixtures("city")
def test_abolishing_a_unit_is_seen_at_once() -> None:
    assert in_force("CG-220302", NOON)
    office = Unit.objects.get(code="CG-220302")
    office.valid_to = NOON
    office.save()
    assert not in_force("CG-220302", NOON)
    assert holder_of("litter", "county", PLACE, NOON) == Holder(
        unit="CG-2203", via="duty", finding="unit-abolished:CG-220302"
    )


@pytest.mark.usefixtures("city")
def test_a_duty_that_ends_is_no_longer_answered_for() -> None:
    UnitDuty.objects.filter(duty="litter").update(valid_to=NOON)
    assert holder_of("litter", "county", PLACE, NOON - DAY).unit == "CG-220302"
    assert holder_of("litter", "county", PLACE, NOON) == Holder(
        unit="ZZ-220302", via="centre-above", finding="no-holder:litter"
    )


@pytest.mark.usefixtures("city")
def test_what_was_rolled_back_is_not_remembered() -> None:
    with transaction.atomic():
        UnitDuty.objects.all().delete()
        assert holder_of("litter", "county", PLACE, NOON).via == "centre-above"
        transaction.set_rollback(True)
    assert holder_of("litter", "county", PLACE, NOON).unit == "CG-220302"


@pytest.mark.usefixtures("city")
def test_the_checker_of_a_grid_is_never_its_handler() -> None:
    worker, second = (Person.objects.get(login=login).actor_id for login in ("worker", "second"))
    village = Holder(unit="ZZ-220302001001", via="duty")
    assert checker_unit(GRID, frozenset({worker}), PLACE, NOON) == village
    assert checker_unit(GRID, frozenset({worker, second}), PLACE, NOON) == Holder(
        unit="ZZ-220302001", via="duty", finding=f"no-other-worker:{GRID}"
    )
    assert checker_unit("nowhere", frozenset(), PLACE, NOON).finding == "no-other-worker:nowhere"


@pytest.mark.usefixtures("city")
def test_workers_of_a_grid_come_own_before_deputies_and_only_in_their_term() -> None:
    GridAssignment.objects.filter(grid=GRID, deputy_of__isnull=True).update(valid_from=LONG_AGO + DAY)
    assert [watch.deputy for watch in workers_of(GRID, NOON)] == [False, True]
    assert workers_of(GRID, LONG_AGO - DAY) == ()
    GridAssignment.objects.filter(grid=GRID, deputy_of__isnull=False).update(valid_to=NOON)
    assert [watch.deputy for watch in workers_of(GRID, NOON)] == [False]


@pytest.mark.usefixtures("city")
def test_a_worker_who_left_is_no_worker_of_a_grid() -> None:
    second = Person.objects.get(login="second")
    second.is_active = False
    assert actor_of(second, NOON).rights == frozenset()
    second.save()
    assert workers_of(OTHER_GRID, NOON) == ()
    assert actor_of(second, NOON).rights == frozenset()


def test_the_root_centre_is_made_once_and_named_by_the_first_city() -> None:
    assert ensure_root_centre("", LONG_AGO).code == ROOT_CODE
    assert root_for_city("boston", "波士顿", NOON).name == "波士顿综治中心"
    assert root_for_city("boston", "波士顿", NOON + DAY) == root_for_city("2203", "四平市", NOON)
    assert Unit.objects.get().name == "波士顿综治中心"
    assert holder_of("litter", "community", ("boston", "02134"), LONG_AGO - DAY).unit == ROOT_CODE
    assert centre_at("city", ("boston",), LONG_AGO - DAY) == Holder(unit=ROOT_CODE, via="duty")


def test_the_root_centre_cannot_be_abolished() -> None:
    root = ensure_root_centre("四平", LONG_AGO)
    root.valid_to = NOON
    with pytest.raises(Exception, match="bodies_root_centre_stands"), transaction.atomic():
        root.save()


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(Refused, match="unit-unknown"):
        unit("nothing")


@pytest.mark.usefixtures("city")
def test_every_write_raises_the_number_and_a_new_password_does_not() -> None:
    def number() -> int:
        return RosterVersion.objects.get().number

    before, person = number(), Person.objects.get(login="worker")
    person.set_password("a new one for today")
    person.save(update_fields=["password"])
    assert number() == before
    person.is_active = False
    person.save(update_fields=["is_active"])
    assert number() == before + 1


class Store:
    """A version, a value and a clock that a test moves by hand."""

    def __init__(self) -> None:
        self.version, self.value, self.now, self.loads = 1, "old", 0.0, 0

    def load(self) -> str:
        self.loads += 1
        return self.value

    def remembered(self) -> Remembered[str]:
        return Remembered(lambda: (self.version,), self.load, lambda: self.now)


def test_another_process_sees_a_change_within_two_seconds() -> None:
    store = Store()
    there = store.remembered()
    assert there.get() == "old"
    store.version, store.value, store.now = 2, "new", PATIENCE - 0.01
    assert there.get() == "old"
    store.now = PATIENCE
    assert there.get() == "new"


def test_an_unchanged_version_is_not_loaded_again() -> None:
    store = Store()
    there = store.remembered()
    for _ in range(3):
        there.get()
        store.now += PATIENCE
    assert store.loads == 1


@pytest.mark.django_db(transaction=True)
def test_outside_the_transaction_a_change_is_seen_after_its_commit() -> None:
    ensure_root_centre("四平", LONG_AGO)
    Unit.objects.create(code="CG", name="城管", type="CG", level="city", valid_from=LONG_AGO)
    assert holder_of("litter", "city", (), NOON).via == "root"
    UnitDuty.objects.create(unit_id="CG", duty="litter", valid_from=LONG_AGO)
    assert not connection.in_atomic_block
    assert holder_of("litter", "city", (), NOON).unit == "CG"
