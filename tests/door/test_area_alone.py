"""A report that names only an area waits to be located with the centre there; rights and sight follow that area."""

import pytest

from gongzhi.kernel import GeoPoint, Refused
from gongzhi.matters import permission, queries, replay
from gongzhi.matters.journal import state
from gongzhi.matters.loop.noting import Relocate
from gongzhi.matters.loop.state import Plain
from gongzhi.matters.models import MatterRow
from gongzhi.matters.queries import Wish
from gongzhi.matters.sight import areas_of, sight_of, units_of
from gongzhi.places.models import Area
from tests.cast import GRIDS, HERE, City

COUNTY, STREET, COMMUNITY = "220302", "220302001", "220302001001"
KINDS = ("06013", "unsorted", "06020", "06028", "26002")
"""Of the level of a county, of none, without triage, between people, of violence."""


def told(city: City, area: str | None, **said: object) -> MatterRow:
    """A report of somebody from the street who knows no point."""
    made = city.report("stranger", point=None, area=area, **said)
    return MatterRow.objects.get(id=made.id)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("area", "centre", "kept"),
    [
        (COUNTY, "220302-ZZ", (COUNTY, "", "")),
        (STREET, "220302001-ZZ", (COUNTY, STREET, "")),
        (COMMUNITY, "220302001-ZZ", (COUNTY, STREET, COMMUNITY)),
    ],
)
def test_it_waits_in_the_queue_to_locate_of_the_centre_of_that_area(
    city: City, area: str, centre: str, kept: tuple[str, ...], kind: str
) -> None:
    row = told(city, area, kind=kind, address=Plain("超市门口"))
    centre = "220302-ZZ" if kind == "26002" else centre
    assert (row.stage, row.placed, row.holder, row.centre) == ("reported", "unplaced", centre, centre)
    assert ((row.county, row.township, row.community), row.grid) == (kept, "")
    assert row.number.split("-")[1] == COUNTY
    clerk = city.actor("clerk" if centre == "220302-ZZ" else "seat")
    waiting = queries.page(Wish(placed="unplaced", stage=("reported",)), clerk, city.now)
    assert [found.id for found in waiting.rows] == [row.id]
    assert list(replay.matters([row.id])) == []


def test_no_finding_is_made_of_a_place_that_is_known_only_roughly(city: City) -> None:
    for area in (COUNTY, STREET, COMMUNITY):
        row = told(city, area, kind="06020")
        routed = next(line.data for line in queries.lines(row.id) if line.event == "Routed")
        assert '"finding":"' not in str(routed)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("area", [COUNTY, STREET, COMMUNITY])
def test_rights_and_sight_follow_the_area_as_if_it_were_located_there(city: City, area: str, kind: str) -> None:
    row = told(city, area, kind=kind, address=Plain("超市门口"))
    units = units_of([row])[row.id]
    for name in city.people:
        by = city.actor(name)
        sight = sight_of(by)
        sees = sight.sees(kind=row.kind, privacy=row.privacy, areas=areas_of(row), units=units)
        assert sees == MatterRow.objects.filter(sight.rows(), id=row.id).exists()
        over = {right.duty for right in by.rights if right.area in (None, "", "220300", *areas_of(row))}
        open_to_area = "matters.see" in over and row.privacy in ("P0", "P1")
        assert sees == (by.unit == row.holder or open_to_area), name
        own_centre = by.unit in (row.holder, "ZZ") or row.holder == "220302001-ZZ"
        accepts = "matters.triage" in over and own_centre
        assert ("accept" in permission.may(state(row.id), by, city.now)) == accepts, name


def test_located_it_goes_to_the_centre_that_its_kind_names(city: City) -> None:
    row = told(city, STREET)
    city.do(Relocate(point=HERE), "seat", row.id)
    located = MatterRow.objects.get(id=row.id)
    assert (located.placed, located.grid, located.holder) == ("inside", GRIDS[0], "220302-ZZ")
    assert list(replay.matters([row.id])) == []


@pytest.mark.parametrize("point", [None, HERE])
def test_triage_puts_it_into_another_area_and_the_centre_there_locates_it(city: City, point: GeoPoint | None) -> None:
    made = city.report("stranger", point=point, area=COUNTY)
    assert MatterRow.objects.get(id=made.id).holder == "220302-ZZ"
    city.do(Relocate(area=STREET), "clerk", made.id)
    row = MatterRow.objects.get(id=made.id)
    assert (row.stage, row.placed, row.lon, row.grid, row.holder) == ("reported", "unplaced", None, "", "220302001-ZZ")
    assert (row.county, row.township, row.community) == (COUNTY, STREET, "")
    assert [clock.name for clock in state(row.id).running] == ["triage"]
    assert list(replay.matters([row.id])) == []


def test_what_was_dispatched_is_located_by_a_point_alone(city: City) -> None:
    made = city.report("stranger", kind="06020")
    assert MatterRow.objects.get(id=made.id).stage == "dispatched"
    with pytest.raises(Refused, match="point-needed"):
        city.do(Relocate(area=STREET), "clerk", made.id)
    with pytest.raises(Refused, match="point-or-area-needed"):
        city.do(Relocate(), "clerk", made.id)
    with pytest.raises(Refused, match="area-unfit"):
        city.do(Relocate(area=GRIDS[0]), "clerk", made.id)
    assert MatterRow.objects.get(id=made.id).grid == GRIDS[0]


def test_the_point_counts_where_both_are_told(city: City) -> None:
    made = city.report("stranger", area=COUNTY)
    assert MatterRow.objects.get(id=made.id).grid == GRIDS[0]


def test_what_is_finer_or_coarser_or_gone_says_nothing_about_a_place(city: City) -> None:
    Area.objects.filter(code=COMMUNITY).update(valid_to=city.now)
    for area in ("220300", GRIDS[0], COMMUNITY):
        with pytest.raises(Refused, match="area-unfit"):
            told(city, area)
    with pytest.raises(Refused, match="area-unknown"):
        told(city, "999999")
    with pytest.raises(Refused, match="point-or-address-needed"):
        told(city, None)
    assert not MatterRow.objects.exists()
