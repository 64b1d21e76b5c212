"""The demonstration is stored whole through the doors of places and bodies, once, and answers for every place."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from gongzhi.bodies import reading as bodies
from gongzhi.bodies.models import Person
from gongzhi.bodies.rights import actor_of
from gongzhi.catalogue import UnitType
from gongzhi.demo.build import found
from gongzhi.demo.geography import DemoCity
from gongzhi.demo.visitors import role_people
from gongzhi.kernel import Crs, GeoPoint, Refused
from gongzhi.places import locating as places
from gongzhi.places.models import Area, BoundaryVersion

from .conftest import SEED

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
WORKERS = 2300

pytestmark = pytest.mark.django_db


def make(city: DemoCity, types: Mapping[str, UnitType]) -> tuple[dict[str, Any], set[str]]:
    told: set[str] = set()
    summary = found(city, types, seed=SEED, at=NOON, tell=lambda what, *_: told.add(what), workers=WORKERS)
    return summary, told


def test_the_city_is_stored_and_answers(small_city: DemoCity, types: Mapping[str, UnitType]) -> None:
    summary, told = make(small_city, types)
    assert (summary["grid"], summary["township"], summary["version"]) == (2500, 79, 1)
    assert "演示" in summary["name"]
    assert told == {"areas", "bodies"}
    assert Person.objects.filter(login__startswith="wgy").count() == WORKERS
    _every_grid_is_found_at_its_middle(small_city)
    _a_town_run_by_another_county_goes_to_its_units(small_city)
    _roles_can_act()
    _a_second_city_is_refused(small_city, types)


def _every_grid_is_found_at_its_middle(city: DemoCity) -> None:
    grids = [grid for grid in city.of("grid") if not grid.urban]
    middles = [grid.outline.point_on_surface() for grid in grids]
    fixes = places.locate_many([GeoPoint(lon=at.x, lat=at.y, crs=Crs.WGS84) for at in middles], NOON)
    assert [fix.area for fix in fixes] == [grid.code for grid in grids]
    assert bodies.centre_at("community", places.chain(grids[0].code), NOON).unit == f"ZZ-{grids[0].code[:12]}"


def _a_town_run_by_another_county_goes_to_its_units(city: DemoCity) -> None:
    grid = next(grid.code for grid in city.of("grid") if grid.code.startswith("220322101"))
    assert places.run_by(grid, NOON) == "220302"
    assert bodies.holder_of("street-order", "county", places.running_chain(grid, NOON), NOON).unit == "CG-220302"
    assert bodies.holder_of("street-order", "county", places.chain(grid), NOON).unit == "CG-220322"


def _roles_can_act() -> None:
    people = role_people()
    assert [one.role for one in people] == [
        "grid_worker",
        "grid_leader",
        "secretary",
        "dispatcher",
        "checker",
        "triage",
        "callback",
        "supervisor",
        "centre_leader",
        "handler",
        "head",
        "mediator",
        "dispatcher",
        "hotline",
        "assessor",
        "duty_commander",
        "archivist",
        "archivist",
    ]
    for one in people:
        actor = actor_of(Person.objects.get(pk=one.person), NOON)
        assert actor.unit == one.unit
        assert actor.rights


def _a_second_city_is_refused(city: DemoCity, types: Mapping[str, UnitType]) -> None:
    with pytest.raises(Refused, match="demo-needs-empty"):
        make(city, types)
    assert BoundaryVersion.objects.count() == 1


def test_a_city_with_a_fault_leaves_nothing_behind(small_city: DemoCity, types: Mapping[str, UnitType]) -> None:
    torn = DemoCity(areas=tuple(area for area in small_city.areas if area.code != small_city.of("grid")[7].code))
    with pytest.raises(RuntimeError, match="does not pass"):
        make(torn, types)
    assert not Area.objects.exists()
    assert not Person.objects.exists()


def test_no_role_is_shown_where_there_is_no_demonstration() -> None:
    assert role_people() == []
