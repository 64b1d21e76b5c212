"""What was ruled stays ruled: no rule and no hand sends it elsewhere; a ruling gives no unit a power it has not."""

from dataclasses import replace

import pytest

from gongzhi.kernel import Refused
from gongzhi.matters.loop.dispatching import Dispatch
from gongzhi.matters.loop.facts import Held
from gongzhi.matters.loop.joint import AddSupport, Reassign
from gongzhi.matters.loop.levels import HandDown
from gongzhi.matters.loop.returning import Recall, Rule
from gongzhi.matters.loop.routing import Reach, Why
from tests.loop import scene
from tests.loop.scene import ARBITER, CENTRE, CLERK, COLLEAGUE, LEAD, OTHER, ROOT, STREET, SUPPORT, WORDS, Play

WHY = Why(rule="kind:06013", asked="municipal-facilities/county", unit=LEAD, via="duty")
ABOVE = Reach(kept_above=("township", "community"), levels={STREET: "township", SUPPORT: "county", LEAD: "county"})
LACKING = Reach(needed=("penalise",), powers={OTHER: frozenset({"penalise"})}, able=(OTHER,))


def waiting() -> Play:
    """Returned three times: the centre above must rule."""
    play = scene.accepted()
    play.matter = replace(play.matter, arbitration=True, holder=ROOT, returns=3)
    return play


def recalled() -> Play:
    """Ruled to the police, and taken back within the half hour."""
    return waiting().do(Rule(lead=OTHER, basis=WORDS), ARBITER, why=WHY).do(Recall(), COLLEAGUE)


def test_the_dispatch_of_a_ruling_keeps_what_the_rules_said_beside_it() -> None:
    event = waiting().do(Rule(lead=OTHER, basis=WORDS), ARBITER, why=WHY).named("Dispatched")
    assert (event.lead, event.rule, event.why) == (OTHER, "ruling:20260302-220302-000001", WHY)


def test_dispatched_again_it_goes_where_the_ruling_says_whatever_the_rules_say() -> None:
    event = recalled().do(Dispatch(), COLLEAGUE, why=WHY, lead=Held(unit=LEAD)).named("Dispatched")
    assert (event.lead, event.rule) == (OTHER, "ruling:20260302-220302-000001")
    assert recalled().do(Dispatch(lead=OTHER), COLLEAGUE).matter.lead == OTHER


def test_a_hand_that_names_another_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        recalled().do(Dispatch(lead=LEAD), COLLEAGUE)
    assert (refusal.value.code, refusal.value.details["unit"]) == ("locked-by-ruling", OTHER)


def test_where_the_ruled_unit_is_gone_the_rules_hold_again() -> None:
    event = recalled().do(Dispatch(), COLLEAGUE, why=WHY, units=frozenset({LEAD, SUPPORT})).named("Dispatched")
    assert (event.lead, event.rule) == (LEAD, "kind:06013")


def test_neither_a_ruling_nor_a_reassignment_gives_a_unit_a_power_that_it_has_not() -> None:
    with pytest.raises(Refused, match="power-lacking"):
        waiting().do(Rule(lead=SUPPORT, basis=WORDS), ARBITER, reach=LACKING)
    with pytest.raises(Refused, match="power-lacking"):
        scene.dispatched().do(Reassign(lead=SUPPORT), COLLEAGUE, reach=LACKING)
    event = scene.dispatched().do(Reassign(lead=OTHER), COLLEAGUE, reach=LACKING, why=WHY).named("Reassigned")
    assert (event.lead, event.why) == (OTHER, WHY)


def test_what_must_stay_above_is_not_brought_down_by_adding_helpers_or_by_handing_down() -> None:
    units = frozenset({LEAD, SUPPORT, STREET})
    with pytest.raises(Refused, match="not-sent-down"):
        scene.dispatched().do(AddSupport(units=(SUPPORT, STREET)), COLLEAGUE, reach=ABOVE, units=units)
    assert scene.dispatched().do(AddSupport(units=(SUPPORT,)), COLLEAGUE, reach=ABOVE, units=units).matter.parts[-1]
    with pytest.raises(Refused, match="not-sent-down"):
        scene.reported().do(HandDown(unit=STREET, remark=WORDS), CLERK, reach=ABOVE, below=frozenset({STREET}))
    down = scene.reported().do(HandDown(unit=STREET, remark=WORDS), CLERK, below=frozenset({STREET}))
    assert (down.matter.holder, CENTRE) == (STREET, CENTRE)
