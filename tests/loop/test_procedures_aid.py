"""Legal aid: examined in seven days, an adviser in three more, aid first where it cannot wait, objections in five."""

from datetime import date, timedelta
from typing import Any

import pytest

from gongzhi.kernel import SYSTEM, Refused
from gongzhi.matters.loop import BY_NAME, barred, may
from gongzhi.matters.loop.dispatching import Dispatch, Take
from gongzhi.matters.loop.handling import Done
from gongzhi.matters.loop.procedures import ReachMilestone
from gongzhi.matters.loop.state import Stage
from gongzhi.matters.loop.triage import Accept
from tests.loop import scene
from tests.loop.scene import CLERK, COLLEAGUE, HANDLER, MATE, REPORTER, WORDS, Play
from tests.loop.steps import clock, go, open_now, reach, run, said, until


def applied() -> Play:
    """An application of Monday 2 March that the agency takes two days later."""
    play = scene.reported(kind="26001", contact=WORDS).do(Accept(), CLERK).do(Dispatch(support=()), COLLEAGUE)
    return play.later(days=2).do(Take(), HANDLER)


def test_the_seven_days_run_from_the_application_not_from_the_taking() -> None:
    play = applied()
    assert clock(play, "milestone:examine").started_at == play.matter.recorded_at
    assert until(play, "milestone:examine") == date(2026, 3, 9)


@pytest.mark.parametrize("outcome", ["granted", "granted-exempt", "granted-anyway"])
def test_an_adviser_is_appointed_within_three_days_of_the_decision(outcome: str) -> None:
    play = reach(applied(), f"examine.{outcome}", decided_on="2026-03-04")
    assert play.named("MilestoneReached").document == "legal-aid-granted"
    assert until(play, "milestone:appoint") == date(2026, 3, 9)  # the 7th is a Saturday, and the limit is the law's
    with pytest.raises(Refused, match="evidence-bars"):
        reach(play.twin(), "appoint.appointed", recipient_told=False)
    reach(play, "appoint.appointed")
    assert open_now(play) == {"aid"}
    assert {clock(play, "phase:review").outcome, clock(play, "handling").outcome} == {"met"}
    go(play, "aid.told", "aid.provided")
    assert play.named("ProcedureEnded").result == "provided"
    assert play.do(Done(remark=WORDS), HANDLER).matter.stage is Stage.CHECKING


def test_whoever_is_exempt_shows_so_and_is_asked_for_nothing_about_means() -> None:
    with pytest.raises(Refused, match="evidence-missing"):
        reach(applied(), "examine.granted-exempt", exempt_group=None)
    with pytest.raises(Refused, match="evidence-unknown"):
        reach(applied(), "examine.granted-exempt", means_shown_by="pledge")
    with pytest.raises(Refused, match="evidence-unknown"):
        reach(applied(), "examine.granted-anyway", means_shown_by="pledge")
    with pytest.raises(Refused, match="evidence-missing"):
        reach(applied(), "examine.granted", means_shown_by=None)


def test_what_is_lacking_is_told_once_and_the_time_to_hand_it_in_is_not_counted() -> None:
    play = reach(applied(), "examine.incomplete")  # 4 March: the 3rd is the one day that was counted
    assert open_now(play) == {"papers"}
    reach(play.later(days=6), "papers.complete", REPORTER)
    assert (clock(play, "milestone:examine").amount, until(play, "milestone:examine")) == (6, date(2026, 3, 16))
    with pytest.raises(Refused, match="outcome-once"):
        reach(play.twin(), "examine.incomplete")
    assert open_now(reach(play, "examine.granted")) == {"appoint"}


def test_an_application_that_nobody_completes_counts_as_withdrawn_by_itself() -> None:
    with pytest.raises(Refused, match="evidence-bars"):
        reach(applied(), "examine.incomplete", consequence_told=False)
    play = reach(applied(), "examine.incomplete").later(days=20)
    play.do(ReachMilestone(milestone="papers"), SYSTEM)
    assert (play.named("ProcedureEnded").result, play.named("ProcedureEnded").owes_ways) == ("withdrawn", False)
    assert play.do(Done(remark=WORDS), HANDLER).matter.stage is Stage.CHECKING


def aid_first() -> Play:
    return go(applied(), "examine.aid-first")


def test_aid_comes_first_where_it_cannot_wait_and_the_papers_follow() -> None:
    play = aid_first()
    assert clock(play, "milestone:appoint-first").due_at - play.now == timedelta(hours=24)
    reach(play, "appoint-first.appointed")
    assert open_now(play) == {"aid", "later-papers"}
    reach(play, "later-papers.complete", REPORTER)
    assert until(play, "milestone:examine-later") == date(2026, 3, 11)
    reach(play, "examine-later.granted")
    assert open_now(play) == {"aid"}
    assert reach(play, "aid.provided").named("ProcedureEnded").result == "provided"


@pytest.mark.parametrize("step", ["later-papers.lacking", "later-papers.complete examine-later.refused"])
def test_aid_that_came_first_ends_where_it_should_not_have_come(step: str) -> None:
    play = go(aid_first(), "appoint-first.appointed", *step.split())
    assert open_now(play) == {"objection-to-end"}
    assert clock(play, "milestone:aid").outcome == "stopped"
    reach(play, "objection-to-end.none", REPORTER)
    assert (play.named("ProcedureEnded").result, run(play).told) == ("ended", True)


def test_aid_given_to_its_end_waits_for_the_papers_that_are_still_open() -> None:
    play = go(aid_first(), "appoint-first.appointed", "aid.provided")
    assert (open_now(play), run(play).result) == ({"later-papers"}, "provided")
    go(play, "later-papers.complete", "examine-later.granted")
    assert play.named("ProcedureEnded").result == "provided"


def refused() -> Play:
    return reach(applied(), "examine.refused", decided_on="2026-03-04")


def test_a_refusal_has_a_reason_and_says_how_to_object() -> None:
    nothing: Any = None
    for field in ("why", "refused_because", "ways_told"):
        with pytest.raises(Refused, match="evidence-missing"):
            reach(applied(), "examine.refused", **{field: nothing})
    play = refused()
    assert play.named("MilestoneReached").document == "legal-aid-refused"
    assert play.named("MilestoneReached").told == ("administrative-review", "court")
    assert open_now(play) == {"objection"}


def test_an_objection_is_looked_at_within_five_days_by_another_than_who_refused() -> None:
    play = reach(refused(), "objection.raised", REPORTER, objected_on="2026-03-04")
    assert until(play, "milestone:review") == date(2026, 3, 9)
    assert "milestone" not in may(play.matter, HANDLER, play.now)
    with pytest.raises(Refused, match="no-right"):
        reach(play.twin(), "review.corrected", HANDLER)
    assert open_now(reach(play.twin(), "review.corrected", MATE)) == {"appoint"}
    reach(play, "review.upheld", MATE)
    assert play.named("ProcedureEnded").result == "refused"


def test_whoever_refused_is_told_to_leave_the_objection_to_others_and_nobody_else_is() -> None:
    play = reach(refused(), "objection.raised", REPORTER, objected_on="2026-03-04")
    step = BY_NAME["milestone"]
    assert barred(step, play.matter, HANDLER, play.now) == "recusal"
    assert barred(step, play.matter, MATE, play.now) is None
    assert [barred(step, play.matter, by, play.now) for by in (REPORTER, COLLEAGUE)] == ["right", "right"]


def test_a_refusal_that_nobody_objects_to_stands_by_itself() -> None:
    play = refused().later(days=16)
    assert "milestone" in may(play.matter, SYSTEM, play.now)
    play.do(ReachMilestone(milestone="objection"), SYSTEM)
    assert (play.named("ProcedureEnded").result, run(play).told) == ("refused", True)
    assert play.do(Done(remark=WORDS), HANDLER).matter.stage is Stage.CHECKING


def test_aid_may_be_ended_on_the_grounds_of_the_law_and_taken_up_again() -> None:
    play = go(applied(), "examine.granted", "appoint.appointed")
    with pytest.raises(Refused, match="answer-not-a-choice"):
        reach(play.twin(), "aid.ended", ended_because="tired")
    reach(play, "aid.ended")
    reach(play, "objection-to-end.raised", REPORTER)
    with pytest.raises(Refused, match="no-right"):
        reach(play.twin(), "review-of-end.corrected")
    assert open_now(reach(play.twin(), "review-of-end.corrected", MATE)) == {"aid"}
    assert reach(play, "review-of-end.upheld", MATE).named("ProcedureEnded").result == "ended"


def test_the_recipient_may_ask_for_another_adviser() -> None:
    play = go(applied(), "examine.granted", "appoint.appointed", "aid.another")
    assert open_now(play) == {"appoint"}
    assert open_now(reach(play, "appoint.appointed")) == {"aid"}


def test_the_lawyer_s_name_is_not_in_what_happened() -> None:
    play = reach(applied(), "examine.granted")
    command = said(play, "appoint", "appointed")
    play.do(command, HANDLER)
    event = play.named("MilestoneReached")
    assert event.personal == command.personal
    assert "adviser" not in event.evidence
