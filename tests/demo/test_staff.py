"""Units at every level, a worker and a deputy for every grid, and not one name that could be a person's."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

import pytest

from gongzhi.bodies.duties import ROLE_DUTIES
from gongzhi.catalogue import UnitType, read
from gongzhi.demo.geography import DemoCity
from gongzhi.demo.known import known
from gongzhi.demo.offices import Offices, offices
from gongzhi.demo.patrols import patrols
from gongzhi.demo.staff import Staff, staff

from .conftest import SEED

CATALOGUE = Path(__file__).parents[2] / "catalogue"


@pytest.fixture(scope="module")
def made(city: DemoCity, types: Mapping[str, UnitType]) -> Offices:
    return offices(city.areas, types)


@pytest.fixture(scope="module")
def people(city: DemoCity, made: Offices) -> Staff:
    return staff(city.areas, made, seed=SEED, workers=known().workers)


def test_there_is_a_centre_at_every_level_and_the_root_is_left_to_the_installation(
    city: DemoCity, made: Offices
) -> None:
    centres = {unit.area: unit for unit in made.units if unit.is_centre}
    wanted = [area.code for level in ("county", "township", "community") for area in city.of(level)]
    assert sorted(centres) == sorted(wanted)
    assert "ZZ" not in {unit.code for unit in made.units}
    assert {row.duty for row in made.duties if row.unit == "ZZ"} == {"coordination"}


def test_member_units_sit_at_the_city_and_in_each_county_and_stations_in_townships(made: Offices) -> None:
    counts = Counter((unit.type, unit.level) for unit in made.units if not unit.is_centre)
    assert counts == {
        ("GA", "city"): 1,
        ("GA", "county"): 5,
        ("GA", "township"): 79,
        ("CG", "city"): 1,
        ("CG", "county"): 5,
    }
    names = {unit.code: unit.name for unit in made.units}
    assert names["GA-220302"] == "铁西区公安局"
    assert names["GA-220302001"] == "仁兴街道派出所"


def test_who_keeps_hours_of_its_own_keeps_those_of_a_calendar_that_there_is(city: DemoCity) -> None:
    known_to_all = read(CATALOGUE)
    own = {unit.type: unit.calendar for unit in offices(city.areas, known_to_all.units).units if unit.calendar}
    assert own["GR"] == "around-the-clock"
    assert own["SZ"] == "service-window"
    assert set(own.values()) <= known_to_all.calendars.keys()


def test_a_unit_answers_only_for_what_its_type_does_at_its_level(made: Offices) -> None:
    levels = {unit.code: unit.level for unit in made.units}
    assert {levels[row.unit] for row in made.duties if row.duty == "mediation"} == {"township"}


def test_every_grid_has_one_worker_of_its_own_a_deputy_and_a_leader(city: DemoCity, people: Staff) -> None:
    own: dict[str, list[str]] = defaultdict(list)
    deputy: dict[str, list[str]] = defaultdict(list)
    leader: dict[str, list[str]] = defaultdict(list)
    for row in people.assignments:
        (leader if row.role == "leader" else deputy if row.deputy_of else own)[row.grid].append(row.login)
    for grid in city.of("grid"):
        assert len(own[grid.code]) == 1
        assert len(leader[grid.code]) == 1
        assert len(deputy[grid.code]) == 1
        assert own[grid.code] != deputy[grid.code]


def test_there_are_6366_workers_and_each_has_at_least_one_grid(people: Staff) -> None:
    workers = {person.login for person in people.people if person.login.startswith("wgy")}
    assert len(workers) == 6366
    assert {row.login for row in people.assignments if row.deputy_of is None} == workers


def test_workers_sit_at_the_centre_of_the_village_of_their_grids(people: Staff) -> None:
    seats = {(row.login, row.post.unit) for row in people.appointments}
    own = [row for row in people.assignments if row.deputy_of is None]
    assert all((row.login, f"ZZ-{row.grid[:12]}") in seats for row in own)


def test_a_deputy_stands_in_for_somebody_on_the_same_grid_or_post(people: Staff) -> None:
    on_grid = {(row.login, row.grid) for row in people.assignments if row.deputy_of is None}
    assert all((row.deputy_of, row.grid) in on_grid for row in people.assignments if row.deputy_of)
    on_post = {(row.login, row.post) for row in people.appointments if row.deputy_of is None}
    assert all((row.deputy_of, row.post) in on_post for row in people.appointments if row.deputy_of)


def test_every_unit_has_somebody_who_may_act_for_it(made: Offices, people: Staff) -> None:
    needed = {"matters.handle"}
    able = {
        row.post.unit for row in people.appointments if needed <= set(ROLE_DUTIES[row.post.kind]) and not row.deputy_of
    }
    assert {unit.code for unit in made.units if not unit.is_centre} <= able
    desks = {row.post.unit for row in people.appointments if row.post.kind == "dispatcher" and not row.deputy_of}
    assert {unit.code for unit in made.units if unit.is_centre} <= desks


def test_names_are_posts_and_numbers(people: Staff) -> None:
    posts = "受理员|派遣员|督办员|分管领导|承办人|负责人|核查员|回访员|网格员|矛调员|热线坐席|考核员|指挥长|档案管理员"
    posts += "|书记"
    assert all(re.search(rf"({posts})\d*$", person.name) for person in people.people)


def test_logins_and_posts_and_appointments_are_there_once(people: Staff) -> None:
    for rows in (
        [person.login for person in people.people],
        list(people.posts),
        [(row.login, row.post) for row in people.appointments],
        [(row.login, row.grid, row.role) for row in people.assignments],
    ):
        assert len(set(rows)) == len(rows)


def test_the_same_seed_gives_the_same_people_and_another_seed_other_references(
    city: DemoCity, made: Offices, people: Staff
) -> None:
    assert staff(city.areas, made, seed=SEED, workers=known().workers) == people
    other = staff(city.areas, made, seed=SEED + 1, workers=known().workers)
    assert {person.id for person in other.people}.isdisjoint(person.id for person in people.people)


def test_too_few_workers_for_the_villages_are_refused(city: DemoCity) -> None:
    with pytest.raises(ValueError, match="cannot be shared out"):
        patrols(city.areas, 1000)


def test_the_41_shipped_types_sit_at_the_city_and_in_each_county(city: DemoCity) -> None:
    shipped = read(CATALOGUE).units
    made = offices(city.areas, shipped)
    at = Counter(unit.area for unit in made.units if not unit.is_centre)
    members = len(shipped) - 1
    assert len(shipped) == 41
    assert [at[area] for area in ("220300", *(county.code for county in known().counties))] == [members] * 6
    stations = sum(kind.stations is not None for kind in shipped.values())
    assert {at[town.code] for town in city.of("township")} == {stations}


def test_every_duty_of_the_shipped_types_is_answered_for(city: DemoCity) -> None:
    catalogue = read(CATALOGUE)
    assert catalogue.duties == {row.duty for row in offices(city.areas, catalogue.units).duties}
