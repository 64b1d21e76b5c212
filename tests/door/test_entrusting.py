"""Who runs an area decides who sees what lies there: two people change it, and neither of them gains by it."""

from datetime import timedelta

import pytest
from shapely.geometry import box

from gongzhi.bodies.founding import appoint
from gongzhi.bodies.models import HistoryLine, Person, RightsChange
from gongzhi.bodies.rights_changes import ask, confirm
from gongzhi.bodies.roster import ROOT_CODE
from gongzhi.kernel import SYSTEM, Crs, GeoPoint, Refused
from gongzhi.matters import journal, queries
from gongzhi.places.importing import import_areas
from gongzhi.places.models import Jurisdiction
from gongzhi.places.report import AreaRow
from tests.cast import City

IN_TOWN = GeoPoint(lon=124.105, lat=43.005, crs=Crs.WGS84)
TOWN = "220322101"


@pytest.fixture
def two(city: City) -> dict[str, Person]:
    """A town of 梨树 (220322) with one grid, beside 铁西 (220302); and two administrators of rights."""
    areas = (
        AreaRow(row=1, code="220322", name="梨树县", level="county", parent="220300"),
        AreaRow(row=2, code=TOWN, name="郭家店镇", level="township", parent="220322"),
        AreaRow(row=3, code="220322101001", name="一村", level="community", parent=TOWN),
        AreaRow(row=4, code="220322101001001", name="一格", level="grid", parent="220322101001",
                shape=box(124.1, 43.0, 124.11, 43.01)),
        AreaRow(row=5, code="220302", name="铁西区", level="county", parent="220300"),
    )  # fmt: skip
    city.now += timedelta(hours=1)
    assert import_areas(areas, source="town", at=city.now, by=SYSTEM).written
    made = {kind: Person.objects.create_user(kind, name=kind) for kind in ("administrator", "security_admin")}
    for kind, person in made.items():
        appoint(person, ROOT_CODE, kind, city.now)
    return made


def wish(run_by: str = "220302", area: str = TOWN) -> RightsChange:
    return RightsChange(what="entrust", area=area, run_by=run_by, remark="开发区代管")


def entrust(city: City, two: dict[str, Person], run_by: str) -> None:
    city.now += timedelta(hours=1)
    confirm(ask(wish(run_by), two["administrator"], city.now).pk, two["security_admin"], city.now)


def seen(city: City) -> int:
    city.now += timedelta(minutes=1)
    city.report(point=IN_TOWN)
    return len(queries.page(queries.Wish(area="220302"), city.actor("clerk"), city.now).rows)


def test_a_town_is_seen_by_another_county_only_when_a_second_person_agreed(city: City, two: dict[str, Person]) -> None:
    asked = ask(wish(), two["administrator"], city.now)
    with pytest.raises(Refused, match="change-needs-another"):
        confirm(asked.pk, two["administrator"], city.now)
    assert seen(city) == 0
    confirm(asked.pk, two["security_admin"], city.now)
    made = city.report(point=IN_TOWN)
    assert journal.state(made.id).holder == "220302-ZZ"
    assert seen(city) == 2
    line = HistoryLine.objects.get(page="places.jurisdiction")
    assert (line.by, line.second) == (two["administrator"].actor_id, two["security_admin"].actor_id)


def test_it_runs_itself_again_or_is_run_by_a_third_and_every_line_stays(city: City, two: dict[str, Person]) -> None:
    entrust(city, two, "220302")
    entrust(city, two, TOWN)
    assert seen(city) == 0
    entrust(city, two, "220302-ZZ")
    spans = list(Jurisdiction.objects.order_by("valid_from").values_list("run_by", "valid_from", "valid_to"))
    assert [run_by for run_by, _, _ in spans] == ["220302", TOWN, "220302-ZZ"]
    assert [end for _, _, end in spans] == [*(start for _, start, _ in spans[1:]), None]


def test_nobody_entrusts_to_where_they_sit_nor_to_nobody(city: City, two: dict[str, Person]) -> None:
    with pytest.raises(Refused, match="unit-unknown"):
        ask(wish("220399"), two["administrator"], city.now)
    with pytest.raises(Refused, match="area-unknown"):
        ask(wish(area="220399"), two["administrator"], city.now)
    with pytest.raises(Refused, match="change-incomplete"):
        ask(wish(""), two["administrator"], city.now)
    asked = ask(wish(), two["administrator"], city.now)
    appoint(two["security_admin"], "220302-ZZ", "triage", city.now)
    with pytest.raises(Refused, match="right-for-oneself"):
        confirm(asked.pk, two["security_admin"], city.now)
    assert not Jurisdiction.objects.exists()


def test_a_line_that_begins_later_is_not_passed_over(city: City, two: dict[str, Person]) -> None:
    entrust(city, two, "220302")
    city.now -= timedelta(minutes=30)
    asked = ask(wish(TOWN), two["administrator"], city.now)
    with pytest.raises(Refused, match="entrusted-later"):
        confirm(asked.pk, two["security_admin"], city.now)
    assert Jurisdiction.objects.get().valid_to is None
