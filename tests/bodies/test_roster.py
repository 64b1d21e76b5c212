"""For any tree of areas and any set of units there is always exactly one holder, and it is a lawful one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gongzhi.bodies.duties import LEVELS
from gongzhi.bodies.reading import grouped
from gongzhi.bodies.roster import ROOT_CODE, Answer, Holder, Offices, Seat, Staff, UnitFact, Watch, checker_unit
from gongzhi.bodies.term import Term
from gongzhi.kernel import Refused

NOON = datetime(2025, 6, 2, 4, tzinfo=UTC)
DAY = timedelta(days=1)
PAST, FUTURE = Term(end=NOON), Term(start=NOON + DAY)
CHAIN = ("c", "c1", "c11", "c111", "c1111")
TERMS = (Term(), Term(start=NOON), PAST, FUTURE, Term(start=NOON - DAY, end=NOON + DAY))
ROOT = UnitFact(code=ROOT_CODE, level="city", is_centre=True)


def offices(units: list[UnitFact], duties: dict[str, Term] | None = None, duty: str = "litter") -> Offices:
    """The offices of `units`, of which those in `duties` (by code) answer for `duty`."""
    by_code = {unit.code: unit for unit in units}
    answers = [Answer(unit=by_code[code], duty=duty, term=term) for code, term in (duties or {}).items()]
    return Offices(
        units=by_code,
        answers=grouped(((answer.duty, answer.unit.area), answer) for answer in answers),
        centres=grouped((unit.area, unit) for unit in units if unit.is_centre),
    )


def unit(code: str, level: str, area: str, *, centre: bool = False, term: Term = TERMS[0]) -> UnitFact:
    return UnitFact(code=code, level=level, area=area, is_centre=centre, term=term)


UNITS = st.lists(
    st.builds(
        unit,
        st.text("ABC", min_size=1, max_size=3),
        st.sampled_from(LEVELS),
        st.sampled_from(("", *CHAIN, "elsewhere")),
        centre=st.booleans(),
        term=st.sampled_from(TERMS),
    ),
    max_size=12,
    unique_by=lambda unit: unit.code,
)


@st.composite
def cities(draw: st.DrawFn) -> tuple[list[UnitFact], dict[str, Term]]:
    """Any units, with or without a root centre, any of which have the duty in any term."""
    units = draw(UNITS) + draw(st.sampled_from(([ROOT], [])))
    having = draw(st.lists(st.sampled_from([unit.code for unit in units]), unique=True)) if units else []
    return units, {code: draw(st.sampled_from(TERMS)) for code in having}


PLACES = st.integers(0, len(CHAIN)).map(lambda depth: CHAIN[:depth])


@given(city=cities(), level=st.sampled_from(LEVELS), areas=PLACES)
@example(city=([], {}), level="community", areas=CHAIN)
def test_there_is_always_one_holder_in_force_of_the_place_and_never_of_a_lower_level(
    city: tuple[list[UnitFact], dict[str, Term]], level: str, areas: tuple[str, ...]
) -> None:
    units, duties = city
    known = {unit.code: unit for unit in units} | {ROOT_CODE: ROOT}
    for found in (offices(units, duties).holder_of("litter", level, areas, NOON),
                  offices(units, duties).centre_at(level, areas, NOON)):  # fmt: skip
        holder = known[found.unit]
        assert holder.term.holds(NOON)
        assert holder.area in ("", *areas)
        assert LEVELS.index(holder.level) <= LEVELS.index(level)
        assert found.via in ("duty", "centre-above", "root")


@given(city=cities(), level=st.sampled_from(LEVELS), areas=PLACES, order=st.randoms(use_true_random=False))
def test_the_order_in_which_units_were_entered_does_not_matter(
    city: tuple[list[UnitFact], dict[str, Term]], level: str, areas: tuple[str, ...], order: Random
) -> None:
    units, duties = city
    shuffled, mixed = list(units), list(duties.items())
    order.shuffle(shuffled)
    order.shuffle(mixed)
    first = offices(units, duties).holder_of("litter", level, areas, NOON)
    assert offices(shuffled, dict(mixed)).holder_of("litter", level, areas, NOON) == first


@given(city=cities(), level=st.sampled_from(LEVELS), areas=PLACES)
def test_a_unit_with_the_duty_is_found_whenever_there_is_one(
    city: tuple[list[UnitFact], dict[str, Term]], level: str, areas: tuple[str, ...]
) -> None:
    units, duties = city
    able = [
        unit
        for unit in units
        if unit.code in duties
        and duties[unit.code].holds(NOON)
        and unit.term.holds(NOON)
        and unit.area in ("", *areas)
        and LEVELS.index(unit.level) <= LEVELS.index(level)
    ]
    found = offices(units, duties).holder_of("litter", level, areas, NOON)
    assert (found.via == "duty") == bool(able)
    assert (found.finding == "no-holder:litter") == (not able)


COUNTY_CENTRE = unit("ZZ-c1", "county", "c1", centre=True)
TOWN_CENTRE = unit("ZZ-c11", "township", "c11", centre=True)
OFFICE = unit("CG-c1", "county", "c1")


def test_the_nearest_level_upward_answers() -> None:
    city = [ROOT, OFFICE, unit("CG-c", "city", "c")]
    found = offices(city, {"CG-c": Term(), "CG-c1": Term()}).holder_of("litter", "township", CHAIN, NOON)
    assert found == Holder(unit="CG-c1", via="duty")


def test_of_two_at_the_same_place_the_lowest_code_answers() -> None:
    city = [ROOT, unit("B", "county", "c1"), unit("A", "county", "c1")]
    assert offices(city, {"B": Term(), "A": Term()}).holder_of("litter", "county", CHAIN, NOON).unit == "A"


def test_a_duty_nobody_has_falls_to_the_nearest_centre_above_with_a_finding() -> None:
    found = offices([ROOT, COUNTY_CENTRE, TOWN_CENTRE]).holder_of("litter", "county", CHAIN, NOON)
    assert found == Holder(unit="ZZ-c1", via="centre-above", finding="no-holder:litter")


def test_an_abolished_unit_hands_its_duty_up_with_a_finding() -> None:
    gone = replace(OFFICE, term=PAST)
    alone = offices([ROOT, COUNTY_CENTRE, gone], {"CG-c1": Term()})
    assert alone.holder_of("litter", "county", CHAIN, NOON).finding == "no-holder:litter"
    above = offices([ROOT, COUNTY_CENTRE, gone, unit("CG-c", "city", "c")], {"CG-c1": Term(), "CG-c": Term()})
    assert above.holder_of("litter", "county", CHAIN, NOON) == Holder(
        unit="CG-c", via="duty", finding="unit-abolished:CG-c1"
    )
    assert above.holder_of("litter", "county", CHAIN, NOON - DAY) == Holder(unit="CG-c1", via="duty")


def test_what_an_abolished_unit_held_goes_to_the_nearest_centre_above() -> None:
    city = offices([ROOT, COUNTY_CENTRE, replace(OFFICE, term=PAST)])
    assert city.holder_after("CG-c1", CHAIN, NOON) == Holder(
        unit="ZZ-c1", via="centre-above", finding="unit-abolished:CG-c1"
    )
    assert city.holder_after("CG-c1", CHAIN, NOON - DAY) == Holder(unit="CG-c1", via="duty")


def test_an_empty_installation_is_held_by_the_root_centre() -> None:
    root = Holder(unit=ROOT_CODE, via="root", finding="no-holder:litter")
    assert offices([ROOT]).holder_of("litter", "community", CHAIN, NOON) == root
    assert offices([]).holder_of("litter", "community", CHAIN, NOON) == root


def test_a_matter_without_a_place_is_held_by_the_root_centre_and_that_is_no_finding() -> None:
    city = offices([ROOT, COUNTY_CENTRE])
    assert city.centre_at("county", (), NOON) == Holder(unit=ROOT_CODE, via="root")
    assert city.centre_at("township", CHAIN, NOON) == Holder(
        unit="ZZ-c1", via="centre-above", finding="no-centre:township"
    )


def test_an_unknown_level_is_refused() -> None:
    with pytest.raises(Refused, match="level-unknown"):
        offices([ROOT]).holder_of("litter", "galaxy", CHAIN, NOON)


WORKERS = [UUID(int=number) for number in range(1, 5)]
VILLAGE = unit("ZZ-c111", "community", "c111", centre=True)
SEATS = [Seat(person=person, unit="ZZ-c111", kind="grid_worker") for person in WORKERS]


@given(
    watching=st.lists(st.tuples(st.sampled_from(WORKERS), st.sampled_from(("worker", "leader", "villager_rep")))),
    handled=st.frozensets(st.sampled_from(WORKERS)),
    prefix=st.sampled_from(("", "person:")),
)
def test_the_unit_that_checks_has_a_worker_who_did_not_handle_it(
    watching: list[tuple[UUID, str]], handled: frozenset[UUID], prefix: str
) -> None:
    watches = [Watch(person=person, grid="c1111", role=role) for person, role in watching]
    staff = Staff(
        seats=grouped((seat.person, seat) for seat in SEATS),
        grids=grouped((watch.grid, watch) for watch in watches),
    )
    city = offices([ROOT, TOWN_CENTRE, VILLAGE])
    handlers = frozenset(f"{prefix}{person}" for person in handled)
    found = checker_unit(city, staff, "c1111", handlers, CHAIN, NOON)
    free = {person for person, role in watching if role != "villager_rep"} - handled
    if free:
        assert found == Holder(unit="ZZ-c111", via="duty")
    else:
        assert (found.unit, found.finding) == ("ZZ-c11", "no-other-worker:c1111")


def test_without_a_grid_the_township_centre_checks() -> None:
    city = offices([ROOT, TOWN_CENTRE])
    assert checker_unit(city, Staff(), None, frozenset(), CHAIN, NOON) == Holder(unit="ZZ-c11", via="duty")


def test_a_worker_whose_unit_was_abolished_does_not_check() -> None:
    staff = Staff(
        seats={WORKERS[0]: (SEATS[0],)}, grids={"c1111": (Watch(person=WORKERS[0], grid="c1111", role="worker"),)}
    )
    city = offices([ROOT, TOWN_CENTRE, replace(VILLAGE, term=PAST)])
    assert checker_unit(city, staff, "c1111", frozenset(), CHAIN, NOON).unit == "ZZ-c11"
