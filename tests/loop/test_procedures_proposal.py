"""CPPCC proposals: returned through the committee alone, each answered in three months, rated, followed up."""

from datetime import date
from typing import Any

import pytest

from gongzhi.kernel import SYSTEM, Refused
from gongzhi.matters.loop import may
from gongzhi.matters.loop.dispatching import Dispatch, Take
from gongzhi.matters.loop.handling import Done
from gongzhi.matters.loop.procedures import ReachMilestone
from gongzhi.matters.loop.state import PartState, Stage
from tests.loop import scene
from tests.loop.scene import CENTRE, COLLEAGUE, HANDLER, HELPER, LEAD, MATE, OTHER, REPORTER, SUPPORT, WORDS, Play
from tests.loop.steps import clock, go, open_now, reach, run, until

COMMITTEE = scene.someone("committee", OTHER, "", "handle", "comment")
JOINED: dict[str, Any] = {"proposal__1": WORDS, "proposal__2": WORDS, "proposal__3": WORDS}


def received() -> Play:
    play = scene.accepted(kind="27002", contact=WORDS).do(Dispatch(lead=LEAD, support=(SUPPORT, OTHER)), COLLEAGUE)
    return play.do(Take(), HANDLER).do(Take(), HELPER).do(Take(), COMMITTEE)


def kept(**joined: Any) -> Play:
    return reach(received(), "received.kept", **joined)


def test_a_unit_has_ten_days_to_say_that_a_proposal_is_not_its_own() -> None:
    play = received()
    assert until(play, "milestone:received") == date(2026, 3, 12)
    play.later(days=11).do(ReachMilestone(milestone="received"), SYSTEM)
    assert open_now(play) == {"answer"}
    with pytest.raises(Refused, match="milestone-not-open"):
        reach(play, "received.objection")


def test_it_is_returned_with_a_reason_through_the_committee_and_never_from_unit_to_unit() -> None:
    play = received()
    with pytest.raises(Refused, match="evidence-missing"):
        reach(play.twin(), "received.objection", reason=None)
    with pytest.raises(Refused, match="evidence-missing"):
        reach(play.twin(), "received.objection", clause=None)
    with pytest.raises(Refused, match="answer-not-a-choice"):
        reach(play.twin(), "received.objection", reason="too-busy")
    reach(play, "received.objection", reason="not-our-duty")
    for by in (HANDLER, MATE, HELPER, COLLEAGUE, REPORTER):
        assert "milestone" not in may(play.matter, by, play.now)
        with pytest.raises(Refused, match="no-right"):
            reach(play.twin(), "committee.agreed", by)
    assert open_now(reach(play.twin(), "committee.stays", COMMITTEE)) == {"answer"}
    reach(play, "committee.agreed", COMMITTEE)
    assert play.named("ProcedureEnded").result == "returned"
    assert (play.matter.stage, play.matter.holder, play.matter.lead) == (Stage.ACCEPTED, CENTRE, "")
    assert [part.state for part in play.matter.parts] == [PartState.RETURNED, *[PartState.WITHDRAWN] * 2]
    assert [each.name for each in play.matter.running] == ["triage"]
    again = play.do(Dispatch(lead=SUPPORT, support=()), COLLEAGUE).do(Take(), HELPER)
    assert open_now(again) == {"received"}


def test_it_is_answered_within_three_months_of_the_dispatch() -> None:
    play = kept()
    assert until(play, "milestone:answer.1") == date(2026, 5, 31)
    assert play.named("MilestoneReached").members == {}
    assert [spot.left for spot in run(play).open] == [(1,)]


def test_only_the_committee_gives_more_time_and_six_months_at_most() -> None:
    play = reach(kept(**JOINED), "answer.ask-longer")
    with pytest.raises(Refused, match="not-yours-to-reach"):
        reach(play.twin(), "longer.granted", HANDLER)
    assert open_now(reach(play.twin(), "longer.refused", COMMITTEE)) == {"answer"}
    reach(play, "answer.grade-a", member=2)
    reach(play, "longer.granted", COMMITTEE)
    assert {until(play, f"milestone:answer.{n}") for n in (1, 3)} == {date(2026, 8, 29)}
    assert until(play, "handling") == date(2026, 8, 29)
    assert sorted(each.name for each in play.matter.running if "answer" in each.name) == [
        "milestone:answer.1", "milestone:answer.3",
    ]  # fmt: skip
    with pytest.raises(Refused, match="outcome-once"):
        reach(play, "answer.ask-longer")


def test_whoever_asked_for_more_time_does_not_grant_it() -> None:
    both = scene.someone("both", OTHER, "", "handle")
    play = scene.accepted(kind="27002").do(Dispatch(lead=OTHER, support=()), COLLEAGUE).do(Take(), both)
    play = reach(reach(play, "received.kept", both), "answer.ask-longer", both)
    with pytest.raises(Refused, match="not-yours-to-reach"):
        reach(play.twin(), "longer.granted", both)
    assert open_now(reach(play, "longer.granted", COMMITTEE)) == {"answer"}


def test_a_supporting_unit_says_its_part_and_the_lead_alone_answers() -> None:
    play = kept()
    reach(play, "answer.joint", HELPER)
    with pytest.raises(Refused, match="not-yours-to-reach"):
        reach(play.twin(), "answer.joint", HANDLER)
    with pytest.raises(Refused, match="not-yours-to-reach"):
        reach(play.twin(), "answer.grade-a", HELPER, member=1)
    with pytest.raises(Refused, match="evidence-bars"):
        reach(play.twin(), "answer.grade-a", member=1, signed_by_head=False)
    reach(play, "answer.grade-a", member=1)
    assert play.named("MilestoneReached").outcome == "all-answered"
    assert [each.document for each in play.events if hasattr(each, "document")] == ["proposal-answer", ""]


def test_joined_proposals_are_answered_and_rated_each() -> None:
    play = kept(**JOINED)
    assert [spot.left for spot in run(play).open] == [(1, 2, 3)]
    reach(play, "answer.grade-a", member=1)
    reach(play, "answer.grade-c", member=3)
    with pytest.raises(Refused, match="member-unknown"):
        reach(play.twin(), "answer.grade-a", member=1)
    assert open_now(play) == {"answer"}
    reach(play, "answer.grade-a", member=2)
    assert open_now(play) == {"rating"}
    assert clock(play, "handling").outcome == "met"
    reach(play, "rating.satisfied", REPORTER, member=1)
    reach(play, "rating.fair", COMMITTEE, member=2)
    with pytest.raises(Refused, match="no-right"):
        reach(play.twin(), "rating.satisfied", HANDLER, member=3)
    reach(play, "rating.silent", COMMITTEE, member=3)
    assert play.named("ProcedureEnded").result == "answered"
    done = Done(remark=WORDS, explanation=WORDS)
    assert play.do(done, HANDLER).matter.stage is Stage.CHECKING


def test_what_is_planned_has_a_day_and_is_followed_up_to_it() -> None:
    play = kept(**JOINED)
    with pytest.raises(Refused, match="evidence-missing"):
        reach(play.twin(), "answer.grade-b", member=2, planned_on=None)
    reach(play, "answer.grade-b", member=2, planned_on="2026-10-31")
    assert open_now(play) == {"answer", "follow-up"}
    assert until(play, "milestone:follow-up.2") == date(2026, 10, 31)
    reach(play, "answer.grade-b", member=3, planned_on="2026-12-31")
    assert until(play, "milestone:follow-up.3") == date(2026, 12, 31)
    reach(play, "answer.grade-a", member=1)
    for member in (1, 2, 3):
        reach(play, "rating.satisfied", REPORTER, member=member)
    assert (run(play).going, open_now(play)) == (True, {"follow-up"})
    reach(play, "follow-up.done", member=2)
    reach(play, "follow-up.dropped", member=3)
    assert play.named("ProcedureEnded").result == "answered"


def test_a_proposer_who_is_not_satisfied_is_answered_again() -> None:
    play = kept(**JOINED)
    for member in (1, 2, 3):
        reach(play, "answer.grade-a", member=member)
    with pytest.raises(Refused, match="evidence-missing"):
        reach(play.twin(), "rating.dissatisfied", REPORTER, member=2, why=None)
    reach(play, "rating.dissatisfied", REPORTER, member=2)
    assert [(spot.code, spot.left) for spot in run(play).open] == [("rating", (1, 3)), ("answer-again", (2,))]
    reach(play, "answer-again.answered", member=2)
    assert [(spot.code, spot.left) for spot in run(play).open] == [("rating", (1, 2, 3))]
    for member in (1, 3, 2):
        reach(play, "rating.satisfied", REPORTER, member=member)
    assert play.named("ProcedureEnded").result == "answered"


def test_the_last_one_not_satisfied_opens_the_rating_again() -> None:
    play = kept()
    reach(play, "answer.grade-c", member=1)
    reach(play, "rating.dissatisfied", REPORTER, member=1)
    assert open_now(play) == {"answer-again"}
    reach(play, "answer-again.answered", member=1)
    assert open_now(play) == {"rating"}
    assert reach(play, "rating.fair", COMMITTEE, member=1).named("ProcedureEnded").result == "answered"


def test_a_proposal_is_no_place_for_the_procedure_of_another_kind() -> None:
    with pytest.raises(Refused, match="milestone-not-open"):
        go(received()).do(ReachMilestone(milestone="consent", outcome="agreed"), HANDLER)
