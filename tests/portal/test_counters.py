"""Where anybody finds a unit is said in the guide; it is the unit's, and nobody's own."""

import pytest
from django.core.exceptions import ValidationError

from gongzhi.bodies.models import Counter, Unit
from tests.portal.conftest import Visitor

HALL = {
    "public_address": "仁兴街道便民服务大厅",
    "telephone": "0434-12345",
    "hours": "周一至周五",
    "lon": 124.0,
    "lat": 43.0,
}


@pytest.fixture
def hall(visitor: Visitor) -> Counter:
    return Counter.objects.create(unit_id="220302001-ZZ", **HALL)


def test_the_guide_says_where_the_centre_of_a_township_is_and_when_it_receives(visitor: Visitor, hall: Counter) -> None:
    page = visitor.get("/guide?area=220302001")
    assert all(said in page.words for said in ("仁兴街道便民服务大厅", "周一至周五"))
    assert "tel:0434-12345" in page.links
    assert 'data-lat="43.0"' in page.html
    assert "仁兴街道便民服务大厅" in visitor.get("/guide").words


def test_counters_are_told_by_area_and_not_those_of_units_that_are_gone_or_say_nothing(
    visitor: Visitor, hall: Counter
) -> None:
    Counter.objects.create(unit_id="220302-ZZ")
    told = {area: visitor.client.get(f"/api/open/counters?area={area}").json() for area in ("", "220302", "220302002")}
    assert [[one["unit"] for one in each] for each in told.values()] == [["220302001-ZZ"], ["220302001-ZZ"], []]
    assert told[""][0]["address"] == HALL["public_address"]
    Unit.objects.filter(code="220302001-ZZ").update(valid_to=visitor.city.now)
    assert visitor.client.get("/api/open/counters").json() == []


@pytest.mark.parametrize("wrong", [{"telephone": "王小明"}, {"lon": None}, {"lat": 91.0}])
def test_what_is_no_telephone_and_half_a_point_are_refused(hall: Counter, wrong: dict[str, object]) -> None:
    for name, value in wrong.items():
        setattr(hall, name, value)
    with pytest.raises(ValidationError):
        hall.full_clean()
