"""A unit that answers for a duty but lacks a power is passed over; where nobody above has it, the centre stands in."""

import pytest

from gongzhi.bodies.models import UnitPower
from gongzhi.bodies.reading import able_over, holder_of, known, nearest_of, powers_of
from gongzhi.bodies.roster import ROOT_CODE, Holder, UnitFact
from gongzhi.bodies.staffing import DutyRow, PowerRow, UnitRow, bulk
from gongzhi.kernel import Refused
from tests.bodies.conftest import CITY, DAY, LONG_AGO, NOON, PLACE, TOWN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("squad")]


@pytest.fixture
def squad(city: None) -> None:
    """A squad of the township that cleans, and the bureaus above that may fine."""
    bulk(
        at=LONG_AGO,
        units=[UnitRow(code="CG-220302001", name="城管中队", type="CG", level="township", area=TOWN)],
        duties=[DutyRow(unit="CG-220302001", duty="litter")],
        powers=[
            PowerRow(unit="CG-220302001", power="inspect"),
            PowerRow(unit="CG-220302", power="inspect"),
            PowerRow(unit="CG-220302", power="penalise", basis="行政处罚法"),
            PowerRow(unit="CG-2203", power="penalise"),
        ],
    )


def fines(unit: UnitFact) -> bool:
    return "penalise" in (powers_of(unit.code, NOON) or frozenset())


def nobody(unit: UnitFact) -> bool:
    return False


def test_the_nearest_unit_that_answers_and_has_the_power_is_found() -> None:
    assert holder_of("litter", "township", PLACE, NOON).unit == "CG-220302001"
    assert holder_of("litter", "township", PLACE, NOON, fines) == Holder(unit="CG-220302", via="duty")


def test_where_nobody_who_answers_has_the_power_the_centre_stands_in_and_says_so() -> None:
    stands_in = Holder(unit="ZZ-220302001", via="centre-above", finding="no-power:litter")
    assert holder_of("litter", "township", PLACE, NOON, nobody) == stands_in
    assert holder_of("snow", "township", PLACE, NOON, nobody).finding == "no-holder:snow"


def test_a_power_that_ended_is_none_and_one_never_written_down_is_not_known() -> None:
    assert powers_of("CG-220302", NOON) == frozenset({"inspect", "penalise"})
    UnitPower.objects.filter(unit="CG-220302").update(valid_to=NOON)
    assert powers_of("CG-220302", NOON) == frozenset()
    assert powers_of("ZZ-220302", NOON) is None
    assert holder_of("litter", "township", PLACE, NOON, fines).unit == "CG-2203"


def test_the_nearest_unit_of_a_type_is_found_at_its_level_or_above() -> None:
    assert nearest_of("CG", "township", PLACE, NOON) == Holder(unit="CG-220302001", via="type")
    assert nearest_of("CG", "community", PLACE, NOON).unit == "CG-220302001"
    assert nearest_of("CG", "township", PLACE, NOON, fines).unit == "CG-220302"
    assert nearest_of("CG", "city", PLACE, NOON).unit == "CG-2203"
    assert nearest_of("CG", "city", PLACE, LONG_AGO - DAY).unit == ROOT_CODE
    with pytest.raises(Refused, match="level-unknown"):
        nearest_of("CG", "galaxy", PLACE, NOON)


def test_where_there_is_no_unit_of_a_type_or_none_able_the_centre_stands_in() -> None:
    assert nearest_of("HB", "county", PLACE, NOON) == Holder(unit="ZZ-220302", via="centre-above", finding="no-unit:HB")
    assert nearest_of("CG", "county", PLACE, NOON, nobody).finding == "no-power:CG"


def test_who_is_able_over_a_place_is_named_first_those_who_answer_for_it() -> None:
    assert able_over(PLACE, NOON, fines, ["snow"]) == ("CG-2203", "CG-220302")
    bulk(at=LONG_AGO, duties=[DutyRow(unit="CG-2203", duty="snow")])
    assert able_over(PLACE, NOON, fines, ["snow"]) == ("CG-2203",)
    assert able_over((CITY,), NOON, fines, ["litter"]) == ("CG-2203",)
    assert able_over(PLACE, NOON, nobody, ["litter"]) == ()


def test_a_unit_is_known_whether_it_stands_or_not() -> None:
    assert known("CG-220302") is not None
    assert known("CG-9") is None
