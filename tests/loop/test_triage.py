"""Triage looks at every report, dispatches to one lead, and nobody escapes the clock by silence."""

from dataclasses import replace
from uuid import UUID

import pytest

from gongzhi.kernel import SYSTEM, Refused
from gongzhi.matters.loop import BY_COMMAND, may
from gongzhi.matters.loop.appealing import AnswerDirectly, Appeal
from gongzhi.matters.loop.dispatching import Dispatch, Take
from gongzhi.matters.loop.facts import Held
from gongzhi.matters.loop.handling import Done, PartDone, Progress
from gongzhi.matters.loop.merging import Merge
from gongzhi.matters.loop.noting import Correct, Reclassify, Relocate
from gongzhi.matters.loop.outside import HandOver
from gongzhi.matters.loop.state import PartState, Place, Stage
from gongzhi.matters.loop.triage import Accept, Decline, Verify
from tests.loop import scene
from tests.loop.more_plays import INQUIRY
from tests.loop.scene import (
    CHECKER,
    CLERK,
    COLLEAGUE,
    HANDLER,
    HELPER,
    HERE,
    LEAD,
    MATE,
    NEIGHBOUR,
    REPORTER,
    STREET,
    SUPPORT,
    WORDS,
    WORKER,
)


def names(play: scene.Play) -> list[str]:
    return sorted(clock.name for clock in play.matter.running)


def outcome(play: scene.Play, name: str) -> str | None:
    return next(clock.outcome for clock in reversed(play.matter.clocks) if clock.name == name)


def test_a_verification_has_its_own_clock_beside_that_of_triage() -> None:
    play = scene.reported().do(Verify(question=WORDS), CLERK)
    assert names(play) == ["triage", "verify"]
    play.do(Verify(found=WORDS), WORKER)
    assert (names(play), outcome(play, "verify"), play.matter.stage) == (["triage"], "met", Stage.REPORTED)


@pytest.mark.parametrize(
    ("asked", "command", "code"),
    [(True, Verify(question=WORDS), "already-verifying"), (False, Verify(found=WORDS), "nothing-to-verify")],
)
def test_a_verification_is_asked_once_and_answered_once(asked: bool, command: Verify, code: str) -> None:
    play = scene.reported()
    if asked:
        play.do(Verify(), CLERK)
    with pytest.raises(Refused, match=code):
        play.do(command, CLERK)


def test_only_workers_of_that_very_grid_say_what_is_there() -> None:
    play = scene.reported().do(Verify(), CLERK)
    play.matter = replace(play.matter, holder=NEIGHBOUR.unit or "")
    with pytest.raises(Refused, match="no-right"):
        play.do(Verify(found=WORDS), NEIGHBOUR)


def test_the_clock_of_triage_runs_on_after_accepting_until_the_dispatch() -> None:
    play = scene.accepted()
    assert names(play) == ["triage"]
    play.do(Dispatch(support=()), COLLEAGUE)
    assert outcome(play, "triage") == "met"
    late = scene.accepted().later(days=2).do(Dispatch(support=()), COLLEAGUE)
    assert outcome(late, "triage") == "broken"


def test_a_decline_needs_a_reason_of_the_catalogue_and_ends_every_clock() -> None:
    play = scene.reported().do(Verify(), CLERK)
    with pytest.raises(Refused, match="reason-unknown"):
        play.twin().do(Decline(reason="too-tired"), CLERK)
    with pytest.raises(Refused, match="reason-unknown") as refused:  # what is for requests about own data alone
        play.twin().do(Decline(reason="kept-by-law"), CLERK)
    assert "kept-by-law" not in str(refused.value.details["known"])
    play.do(Decline(reason="not-found"), CLERK)
    assert (play.matter.stage, names(play), play.matter.verifying) == (Stage.DECLINED, [], False)


def test_the_handling_clock_runs_from_the_dispatch_and_not_from_the_taking() -> None:
    play = scene.dispatched()
    [clock] = [clock for clock in play.matter.running if clock.name == "handling"]
    assert (clock.started_at, clock.unit) == (play.now, LEAD)
    assert [each for each in play.do(Take(), HANDLER).matter.running if each.name == "handling"] == [clock]


def test_one_unit_leads_and_each_supporting_unit_has_its_own_clock() -> None:
    play = scene.dispatched(support=(SUPPORT, LEAD, SUPPORT))
    assert [(part.unit, part.lead) for part in play.matter.parts] == [(LEAD, True), (SUPPORT, False)]
    assert names(play) == ["handling", "part:2", "take:1", "take:2"]
    play.do(Take(), HANDLER).do(Take(), HELPER).do(PartDone(remark=WORDS), HELPER)
    assert (names(play), outcome(play, "part:2"), outcome(play, "take:2")) == (["handling"], "met", "met")


def test_a_lead_must_be_named_or_found_and_every_unit_in_force() -> None:
    with pytest.raises(Refused, match="lead-needed"):
        scene.accepted().do(Dispatch(), COLLEAGUE, lead=None)
    with pytest.raises(Refused, match="unit-unknown"):
        scene.accepted().do(Dispatch(lead="nobody"), COLLEAGUE)
    with pytest.raises(Refused, match="unit-unknown"):
        scene.accepted().do(Dispatch(support=("nobody",)), COLLEAGUE)


def test_the_phases_of_a_kind_run_beside_the_limit_of_handling_and_end_when_they_are_reached() -> None:
    play = scene.in_hand(kind="21002")
    assert names(play) == ["handling", "phase:answer"]
    with pytest.raises(Refused, match="phase-unknown"):
        play.twin().do(Progress(remark=WORDS, phase="restore"), HANDLER)
    play.do(Progress(remark=WORDS, phase="answer"), HANDLER)
    assert (names(play), outcome(play, "phase:answer")) == (["handling"], "met")
    with pytest.raises(Refused, match="phase-unknown"):
        play.do(Progress(remark=WORDS, phase="answer"), HANDLER)


def test_a_unit_takes_its_own_share_once() -> None:
    with pytest.raises(Refused, match="already-taken"):
        scene.in_hand().do(Take(), MATE)
    with pytest.raises(Refused, match="no-right"):
        scene.dispatched().do(Take(), HELPER)


def test_a_share_that_nobody_took_within_a_working_day_counts_as_taken() -> None:
    play = scene.dispatched(support=(SUPPORT,))
    with pytest.raises(Refused, match="nothing-to-take"):
        play.twin().later(hours=23).do(Take(), SYSTEM)
    play.later(hours=24).do(Take(), SYSTEM)
    assert play.matter.stage is Stage.HANDLING
    assert {part.state for part in play.matter.parts} == {PartState.TAKEN}
    assert play.matter.handlers == frozenset()
    assert outcome(play, "take:1") == outcome(play, "take:2") == "broken"
    assert play.do(Done(remark=WORDS, explanation=WORDS), HANDLER).matter.stage is Stage.CHECKING


def test_a_true_place_elsewhere_goes_to_the_centre_there_under_a_new_clock() -> None:
    play = scene.reported().do(Verify(), CLERK)
    play.do(Relocate(point=HERE), CLERK, place=scene.place(scene.NEXT_GRID), triage=Held(unit="220303-ZZ"))
    assert (play.matter.holder, play.matter.place.grid, names(play)) == ("220303-ZZ", scene.NEXT_GRID, ["triage"])
    assert not play.matter.verifying


def test_a_matter_in_hand_keeps_its_lead_when_its_place_is_corrected() -> None:
    play = scene.in_hand()
    before = play.matter.clocks
    play.do(Relocate(point=HERE), CLERK, place=Place(), triage=Held(unit="220303-ZZ"))
    assert (play.matter.holder, play.matter.clocks) == (LEAD, before)


def test_a_matter_waiting_to_be_checked_goes_to_a_checker_of_the_true_place() -> None:
    play = scene.to_check()
    play.do(Relocate(point=HERE), CLERK, place=scene.place(scene.NEXT_GRID), checker=Held(unit=STREET))
    assert play.matter.holder == STREET
    assert names(play) == ["check"]


def test_another_urgency_counts_anew_even_with_the_same_centre() -> None:
    play = scene.reported().do(Reclassify(kind="21004"), CLERK, kind="21004")
    same = scene.reported().do(Reclassify(kind="06052"), CLERK, kind="06052")
    assert (play.matter.urgency, len(play.matter.clocks), names(play)) == ("emergency", 2, ["triage"]), play.matter
    assert len(same.matter.clocks) == 1


def test_nothing_is_corrected_by_saying_nothing() -> None:
    with pytest.raises(Refused, match="nothing-to-correct"):
        scene.reported().do(Correct(), CLERK)


def test_without_a_place_the_holders_unit_may_look_itself() -> None:
    play = scene.Play().do(scene.report(point=None, address=WORDS), scene.REPORTER, place=Place())
    play.matter = replace(play.matter, holder=STREET)
    assert play.do(Verify(), CHECKER).matter.verifying
    with pytest.raises(Refused, match="no-right"):
        play.do(Verify(found=WORDS), WORKER)


def test_who_has_no_right_is_refused_with_403() -> None:
    with pytest.raises(Refused) as refusal:
        scene.reported().do(Accept(), WORKER)
    assert (refusal.value.code, refusal.value.status) == ("no-right", 403)


@pytest.mark.parametrize(
    "command",
    [
        AnswerDirectly(answer=WORDS),
        HandOver(target="court"),
        Accept(),
        Decline(reason="not-found"),
        Merge(into=UUID(int=2)),
    ],
)
def test_an_appeal_is_decided_by_another_than_who_declined(command: object) -> None:
    play = scene.reported(kind=INQUIRY).do(Decline(reason="not-found"), CLERK).do(Appeal(remark=WORDS), REPORTER)
    with pytest.raises(Refused, match="decided-by-same-clerk"):
        play.twin().do(command, CLERK)
    name = BY_COMMAND[type(command)].name
    assert name not in may(play.matter, CLERK, play.now)
    assert name in may(play.matter, COLLEAGUE, play.now)
    assert play.do(command, COLLEAGUE).events
