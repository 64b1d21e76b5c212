"""Nobody checks own work, the reporter is asked, and a closed matter can be opened again for thirty days."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gongzhi.kernel import Actor, Refused
from gongzhi.matters.loop.checking import CallBack, Check, Close
from gongzhi.matters.loop.closing import Rate, Reopen
from gongzhi.matters.loop.dispatching import Dispatch, Take
from gongzhi.matters.loop.ending import Void, Withdraw
from gongzhi.matters.loop.facts import Held
from gongzhi.matters.loop.handling import Done, PartDone, Progress
from gongzhi.matters.loop.noting import Correct
from gongzhi.matters.loop.state import PartState, Stage
from tests.loop import scene
from tests.loop.scene import (
    CENTRE,
    CHECKER,
    CLERK,
    COLLEAGUE,
    HANDLER,
    HELPER,
    LEAD,
    MATE,
    NEIGHBOUR,
    REPORTER,
    SUPPORT,
    WORDS,
    WORKER,
    Play,
)

SOLVED, UNSOLVED, NOBODY = CallBack(reached=True, solved=True), CallBack(reached=True, solved=False), CallBack(
    reached=False)  # fmt: skip


def test_the_whole_is_not_done_while_a_share_is_open_unless_the_lead_says_why() -> None:
    play = scene.in_hand(support=(SUPPORT,))
    with pytest.raises(Refused, match="support-still-open"):
        play.twin().do(Done(remark=WORDS), HANDLER)
    assert play.do(Done(remark=WORDS, explanation=WORDS), HANDLER).matter.stage is Stage.CHECKING
    assert [clock.name for clock in play.matter.running] == ["check"]


@pytest.mark.parametrize(
    ("command", "by", "code"),
    [
        (Done(remark=WORDS), HELPER, "not-your-part"),
        (PartDone(remark=WORDS), HANDLER, "not-your-part"),
        (PartDone(remark=WORDS), HELPER, "not-taken"),
        (Progress(remark=WORDS), CLERK, "no-right"),
    ],
)
def test_each_unit_speaks_for_its_own_share(command: object, by: Actor, code: str) -> None:
    with pytest.raises(Refused, match=code):
        scene.in_hand(support=(SUPPORT,)).do(command, by)


@pytest.mark.parametrize("touch", [Progress(remark=WORDS), None])
def test_no_handler_checks_own_work(touch: Progress | None) -> None:
    play = scene.to_check() if touch is None else scene.in_hand().do(touch, MATE).do(Done(remark=WORDS), HANDLER)
    mate = replace(MATE if touch else HANDLER, rights=CHECKER.rights)
    with pytest.raises(Refused, match="checker-was-handler") as refusal:
        play.do(Check(passed=True), mate)
    assert refusal.value.status == 403


def test_only_a_worker_of_that_very_grid_checks_though_the_neighbours_unit_holds_it() -> None:
    play = scene.to_check()
    assert play.matter.holder == NEIGHBOUR.unit
    with pytest.raises(Refused, match="no-right"):
        play.twin().do(Check(passed=True), NEIGHBOUR)
    assert play.do(Check(passed=True), WORKER).matter.stage is Stage.CLOSED


def test_where_the_only_worker_handled_it_the_township_centre_checks() -> None:
    play = scene.in_hand().do(Done(remark=WORDS), HANDLER, checker=Held(unit="220302001-ZZ", finding="no-other-worker"))
    assert (play.matter.holder, play.named("Finished").finding) == (CHECKER.unit, "no-other-worker")
    assert play.do(Check(passed=True), CHECKER).matter.stage is Stage.CLOSED


def test_what_is_not_done_goes_back_to_the_same_lead_under_the_clock_of_rework() -> None:
    play = scene.to_check()
    with pytest.raises(Refused, match="remark-needed"):
        play.twin().do(Check(passed=False), WORKER)
    play.do(Check(passed=False, remark=WORDS), WORKER)
    matter = play.matter
    assert (matter.stage, matter.holder, matter.reworks) == (Stage.HANDLING, LEAD, 1)
    assert matter.lead_part is not None
    assert matter.lead_part.state is PartState.TAKEN
    [clock] = matter.running
    assert (clock.name, clock.amount, clock.measure) == ("handling", 1.0, "work_days")
    assert play.do(Done(remark=WORDS), MATE).matter.stage is Stage.CHECKING


def test_rework_never_has_more_time_than_the_kind_gives() -> None:
    play = scene.to_check()
    short = scene.catalogue().kinds["21004"]
    play.do(Check(passed=False, remark=WORDS), WORKER, kind="21004")
    assert play.matter.running[0].due_at - play.now == timedelta(minutes=30), short.phases


def test_an_anonymous_reporter_is_not_called_and_a_kind_may_forbid_calling() -> None:
    assert scene.to_check().do(Check(passed=True), WORKER).named("Closed").ground == "no-one-to-call"
    play = scene.to_check(contact=WORDS).do(Check(passed=True), WORKER, kind="26002")
    assert play.named("Closed").ground == "no-one-to-call"


def test_solved_closes_and_unsolved_goes_back() -> None:
    assert scene.to_call().do(SOLVED, CLERK).named("Closed").ground == "solved"
    with pytest.raises(Refused, match="remark-needed"):
        scene.to_call().do(UNSOLVED, CLERK)
    again = scene.to_call().do(CallBack(reached=True, solved=False, remark=WORDS), CLERK)
    assert (again.matter.stage, again.matter.calls) == (Stage.HANDLING, ())


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (CallBack(reached=True), "solved-answer-needed"),
        (CallBack(reached=False, solved=True), "answer-without-reaching"),
    ],
)
def test_a_call_says_what_it_brought(command: CallBack, code: str) -> None:
    with pytest.raises(Refused, match=code):
        scene.to_call().do(command, CLERK)


def tried(*slots: str) -> Play:
    play = scene.to_call()
    for slot in slots:
        play.do(NOBODY, CLERK, slot=slot)
    return play


def test_three_tries_in_vain_at_different_times_of_day_close_on_the_check() -> None:
    play = tried("2026-03-02-morning", "2026-03-02-afternoon")
    assert play.matter.stage is Stage.CALLBACK
    with pytest.raises(Refused, match="call-back-first"):
        play.twin().do(Close(), CLERK)
    assert play.do(NOBODY, CLERK, slot="2026-03-03-morning").named("Closed").ground == "checked"


@pytest.mark.parametrize(
    ("before", "slot"),
    [
        (["2026-03-02-morning"], "2026-03-02-morning"),
        (["2026-03-02-morning", "2026-03-03-morning"], "2026-03-04-morning"),
    ],
)
def test_the_same_time_of_day_does_not_count(before: list[str], slot: str) -> None:
    with pytest.raises(Refused, match="same-time-of-day"):
        tried(*before).do(NOBODY, CLERK, slot=slot)


def test_a_reporter_rates_once_for_each_close_and_within_thirty_days() -> None:
    play = scene.closed().do(Rate(solved=True, satisfied=False), REPORTER)
    with pytest.raises(Refused, match="already-rated"):
        play.twin().do(Rate(solved=True, satisfied=True), REPORTER)
    with pytest.raises(Refused, match="too-late"):
        scene.closed().later(days=31).do(Rate(solved=True, satisfied=True), REPORTER)
    with pytest.raises(Refused, match="no-right"):
        scene.closed().do(Rate(solved=True, satisfied=True), CLERK)


def test_a_reopened_matter_goes_to_the_same_lead_with_a_new_share() -> None:
    play = scene.closed().do(Rate(solved=False, satisfied=False), REPORTER).do(Reopen(remark=WORDS), REPORTER)
    matter = play.matter
    assert (matter.stage, matter.holder, matter.rated, matter.ended_at) == (Stage.DISPATCHED, LEAD, False, None)
    assert [(part.number, part.state) for part in matter.parts] == [(1, PartState.DONE), (2, PartState.OFFERED)]
    assert sorted(clock.name for clock in matter.running) == ["handling", "take:2"]
    play.do(Take(), HANDLER).do(Done(remark=WORDS), HANDLER).do(Check(passed=False, remark=WORDS), WORKER)
    assert [part.state for part in play.matter.parts] == [PartState.DONE, PartState.TAKEN]
    with pytest.raises(Refused, match="too-late"):
        scene.closed().later(days=31).do(Reopen(remark=WORDS), REPORTER)


def test_when_the_lead_is_gone_the_centre_dispatches_anew() -> None:
    play = scene.closed().do(Reopen(remark=WORDS), CHECKER, units=frozenset())
    assert (play.matter.stage, play.matter.holder, play.matter.lead) == (Stage.ACCEPTED, CENTRE, "")
    play.do(Dispatch(support=()), COLLEAGUE)
    assert play.matter.lead_part is not None
    assert (play.matter.lead_part.number, play.matter.holder) == (2, LEAD)


def test_a_failed_sample_check_opens_a_self_handled_matter_for_triage_and_its_handler_never_checks_it() -> None:
    play = scene.reported(WORKER, kind="06010", self_handled=WORDS).do(Reopen(remark=WORDS), CHECKER)
    assert (play.matter.stage, play.matter.holder, play.matter.self_handled) == (Stage.ACCEPTED, CENTRE, False)
    play.do(Dispatch(support=()), COLLEAGUE).do(Take(), HANDLER).do(Done(remark=WORDS), HANDLER)
    with pytest.raises(Refused, match="checker-was-handler"):
        play.do(Check(passed=True), WORKER)


def test_a_withdrawn_emergency_goes_on_and_its_reporter_is_left_alone() -> None:
    play = scene.to_call()
    play.matter = replace(play.matter, urgency="emergency")
    play.do(Withdraw(), REPORTER)
    assert play.matter.stage is Stage.CALLBACK
    with pytest.raises(Refused, match="already-withdrawn"):
        play.twin().do(Withdraw(), REPORTER)
    with pytest.raises(Refused, match="no-one-to-call"):
        play.twin().do(SOLVED, CLERK)
    assert not play.do(Correct(contact=WORDS), CLERK).matter.contact
    assert play.do(Close(), CLERK).named("Closed").ground == "no-one-to-call"


def test_a_hazard_goes_on_whatever_its_urgency_and_all_else_ends_with_every_share_and_clock() -> None:
    hazard = scene.reported(kind="24001").do(Withdraw(), REPORTER)
    assert hazard.matter.stage is Stage.REPORTED
    play = scene.in_hand(support=(SUPPORT,)).do(Withdraw(), REPORTER)
    assert (play.matter.stage, play.matter.running) == (Stage.WITHDRAWN, ())
    assert {part.state for part in play.matter.parts} == {PartState.WITHDRAWN}


def test_a_void_needs_a_second_person_and_a_known_reason() -> None:
    with pytest.raises(Refused, match="reason-unknown"):
        scene.reported().do(Void(reason="boring"), CLERK)
    play = scene.in_hand().do(Void(reason="test"), CLERK)
    assert play.matter.stage is Stage.HANDLING
    with pytest.raises(Refused, match="second-person-needed"):
        play.twin().do(Void(reason="test"), CLERK)
    assert play.do(Void(reason="test"), COLLEAGUE).named("Voided").asked_by == CLERK.id


def test_a_void_that_was_asked_before_the_close_is_not_half_done_after_the_reopening() -> None:
    play = scene.to_call().do(Void(reason="test"), CLERK).do(SOLVED, CLERK).do(Reopen(remark=WORDS), REPORTER)
    assert play.do(Void(reason="test"), COLLEAGUE).matter.stage is Stage.DISPATCHED
