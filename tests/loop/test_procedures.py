"""People's mediation: begun on both sides' word, ended by one; in force when signed, watched until it is fulfilled."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from gongzhi.kernel import SYSTEM, Actor, Refused
from gongzhi.matters.loop import may
from gongzhi.matters.loop.dispatching import Dispatch, Take
from gongzhi.matters.loop.handling import Done
from gongzhi.matters.loop.merging import Merge, Split
from gongzhi.matters.loop.noting import Correct, Reclassify
from gongzhi.matters.loop.procedures import ReachMilestone
from gongzhi.matters.loop.roles import lapses
from gongzhi.matters.loop.state import PartState, Stage
from tests.loop import scene
from tests.loop.scene import CENTRE, CLERK, COLLEAGUE, HANDLER, HELPER, LEAD, MATE, REPORTER, SUPPORT, WORDS, Play
from tests.loop.steps import clock, go, open_now, reach, run, said, until

AGREED = ("consent.agreed", "mediators.set")
BREACH = ("fulfilment.broken",)


def mediated() -> Play:
    return scene.in_hand(kind="23001", contact=WORDS)


def agreed(**terms: Any) -> Play:
    return reach(go(mediated(), *AGREED), "session.written", **terms)


def refused(code: str, play: Play, step: str, by: Actor = HANDLER, **given: Any) -> None:
    with pytest.raises(Refused, match=code):
        reach(play.twin(), step, by, **given)


def but(field: str, value: Any) -> dict[str, Any]:
    """All the evidence, but this."""
    return {field: value}


def test_the_procedure_begins_when_the_lead_takes_and_its_limits_run_beside_the_handling() -> None:
    play = mediated()
    begun = play.named("ProcedureBegun")
    assert (begun.procedure, begun.catalogue, [spot.code for spot in begun.opened]) == ("mediation", "1", ["consent"])
    assert {each.name for each in play.matter.running} >= {"handling", "phase:contact", "milestone:consent"}
    assert clock(play, "milestone:consent").due_at == clock(play, "phase:contact").due_at


def test_a_kind_without_a_procedure_has_none() -> None:
    play = scene.in_hand()
    assert play.matter.run is None
    with pytest.raises(Refused, match="no-right"):
        play.do(ReachMilestone(milestone="consent", outcome="agreed"), HANDLER)


def test_both_sides_must_agree_and_be_told_their_rights() -> None:
    play = mediated()
    for field in ("rights_told", "side_one_agrees", "side_two_agrees"):
        refused("evidence-bars", play, "consent.agreed", **but(field, False))
        refused("evidence-missing", play, "consent.agreed", **but(field, None))
    assert open_now(reach(play, "consent.agreed")) == {"mediators"}
    assert clock(play, "phase:contact").outcome == "met"


@pytest.mark.parametrize(
    ("before", "step", "result"),
    [
        ((), "consent.refused", "refused"),
        (("consent.agreed",), "mediators.refused", "refused"),
        (AGREED, "session.stopped", "refused"),
        (AGREED, "session.failed", "failed"),
        ((*AGREED, "session.again"), "session.failed", "failed"),
        ((*AGREED, "session.oral", *BREACH), "breach.lawsuit", "lawsuit"),
    ],
)
def test_it_ends_without_a_result_only_once_the_ways_that_remain_were_told(
    before: tuple[str, ...], step: str, result: str
) -> None:
    play = go(mediated(), *before)
    refused("evidence-missing", play, step, ways_told=None)
    refused("evidence-bars", play, step, ways_told=False)
    reach(play, step)
    assert (play.named("ProcedureEnded").result, run(play).told, run(play).owes_ways) == (result, True, True)
    told = play.named("MilestoneReached").told
    assert told == (("court",) if result == "lawsuit" else ("arbitration", "administrative-review", "court"))
    assert play.matter.stage is Stage.HANDLING
    assert play.matter.running
    assert play.do(Done(remark=WORDS), HANDLER).matter.stage is Stage.CHECKING


def test_the_lead_cannot_report_it_done_before_the_procedure_is_over() -> None:
    for before in ((), AGREED, (*AGREED, "session.written")):
        play = go(mediated(), *before)
        assert "done" not in may(play.matter, HANDLER, play.now)
        with pytest.raises(Refused, match="procedure-not-over"):
            play.do(Done(remark=WORDS), HANDLER)


def test_nobody_is_sent_away_untold_even_if_a_procedure_forgot_to_ask() -> None:
    play = reach(mediated(), "consent.refused")
    play.matter = replace(play.matter, run=replace(run(play), told=False))
    with pytest.raises(Refused, match="ways-not-told"):
        play.do(Done(remark=WORDS), HANDLER)


def test_the_parties_may_choose_the_mediators_and_whether_others_may_listen() -> None:
    play = go(mediated(), "consent.agreed")
    for who in ("parties", "committee"):
        for how in ("open", "closed"):
            twin = reach(play.twin(), "mediators.set", chosen_by=who, openness=how)
            assert open_now(twin) == {"session"}
    with pytest.raises(Refused, match="evidence-missing"):
        play.do(replace(said(play, "mediators", "set"), personal=None), HANDLER)


def test_a_written_agreement_is_in_force_when_all_have_signed() -> None:
    play = go(mediated(), *AGREED)
    for field in ("sides_signed", "committee_sealed", "copies_given"):
        refused("evidence-bars", play, "session.written", **but(field, False))
    refused("evidence-missing", play, "session.written", clause__1=None)
    reach(play, "session.written", in_force_on="2026-03-02")
    assert open_now(play) == {"fulfilment", "application"}
    assert play.named("MilestoneReached").document == "mediation-agreement"
    assert run(play).dates["in_force_on"] == "2026-03-02"
    assert clock(play, "handling").outcome == "met"


def test_an_oral_agreement_is_written_down_and_cannot_be_brought_to_the_court_as_it_is() -> None:
    play = go(mediated(), *AGREED)
    refused("evidence-missing", play, "session.oral", terms=None)
    assert open_now(reach(play, "session.oral")) == {"fulfilment"}


def test_each_clause_is_watched_to_its_own_day() -> None:
    play = agreed(
        clause__1=WORDS, clause_due__1="2026-04-01", clause__2=WORDS, clause_due__2="2026-06-30", clause__3=WORDS
    )
    assert until(play, "milestone:fulfilment.1") == date(2026, 4, 1)
    assert until(play, "milestone:fulfilment.2") == date(2026, 6, 30)
    assert clock(play, "milestone:fulfilment.3").amount == 90
    refused("member-unknown", play, "fulfilment.fulfilled", member=4)
    refused("member-unknown", play, "fulfilment.fulfilled")
    reach(play, "application.waived")
    reach(play, "fulfilment.fulfilled", member=2)
    refused("member-unknown", play, "fulfilment.fulfilled", member=2)
    assert clock(play, "milestone:fulfilment.2").outcome == "met"
    assert [spot.left for spot in run(play).open] == [(1, 3)]
    reach(play.later(days=60), "fulfilment.fulfilled", member=1)
    assert clock(play, "milestone:fulfilment.1").outcome == "broken"
    reach(play, "fulfilment.fulfilled", member=3)
    assert play.named("ProcedureEnded").result == "fulfilled"
    assert play.do(Done(remark=WORDS), HANDLER).matter.stage is Stage.CHECKING


def test_after_the_agreement_the_list_shows_what_is_due_first() -> None:
    play = agreed(clause__1=WORDS, clause_due__1="2026-03-20")
    assert "handling" not in {each.name for each in play.matter.running}
    assert min(each.due_at for each in play.matter.running) == clock(play, "milestone:fulfilment.1").due_at


def test_the_joint_application_is_made_within_thirty_days_of_the_agreement_taking_effect() -> None:
    play = agreed(in_force_on="2026-03-02")
    assert until(play, "milestone:application") == date(2026, 4, 1)
    assert clock(play, "milestone:application").statutory
    play.later(days=29)
    refused("evidence-bars", play, "application.applied", joint=False)
    refused("evidence-bars", play, "application.applied", about_status=True)
    play.now = datetime(2026, 4, 3, 2, tzinfo=UTC)
    refused("outcome-too-late", play, "application.applied", applied_on="2026-04-02")
    reach(play, "application.applied", applied_on="2026-04-01")
    assert open_now(play) == {"fulfilment", "court-takes"}
    assert play.named("MilestoneReached").document == "judicial-confirmation"


def test_an_application_that_nobody_made_lapses_by_itself_some_days_after_the_limit() -> None:
    play = agreed(in_force_on="2026-03-02")
    # Three working days on from 2 April, over 清明, 4 to 6 April.
    assert lapses(play.matter) == {"application": datetime(2026, 4, 8, 0, 30, tzinfo=UTC)}
    with pytest.raises(Refused, match="milestone-not-due"):
        play.twin().later(days=30).do(ReachMilestone(milestone="application"), SYSTEM)
    play.now = datetime(2026, 4, 8, 0, 30, tzinfo=UTC)
    play.do(ReachMilestone(milestone="application"), SYSTEM)
    assert (open_now(play), clock(play, "milestone:application").outcome) == ({"fulfilment"}, "broken")
    assert play.matter.handlers == {HANDLER.id}
    with pytest.raises(Refused, match="milestone-not-open"):
        play.do(ReachMilestone(milestone="application"), SYSTEM)


def confirmed_from(play: Play) -> Play:
    reach(play, "application.applied", applied_on="2026-03-02")
    return reach(play, "court-takes.taken", court_taken_on="2026-03-02")


def test_the_court_takes_it_within_three_days_and_decides_within_fifteen_and_ten_more() -> None:
    play = reach(agreed(), "application.applied", applied_on="2026-03-02")
    assert until(play, "milestone:court-takes") == date(2026, 3, 5)
    reach(play, "court-takes.taken", court_taken_on="2026-03-02")
    assert until(play, "milestone:court-decides") == date(2026, 3, 17)
    refused("evidence-bars", play, "court-decides.longer", president_approved=False)
    reach(play, "court-decides.longer")
    assert until(play, "milestone:court-decides") == date(2026, 3, 27)
    assert [each.name for each in play.matter.running].count("milestone:court-decides") == 1
    refused("outcome-once", play, "court-decides.longer")
    assert open_now(reach(play, "court-decides.confirmed")) == {"fulfilment"}


def test_what_the_court_does_not_take_is_still_watched() -> None:
    for outcome in ("not-taken", "withdrawn"):
        play = reach(reach(agreed(), "application.applied"), f"court-takes.{outcome}")
        assert open_now(play) == {"fulfilment"}
    assert open_now(reach(confirmed_from(agreed()), "court-decides.withdrawn")) == {"fulfilment"}


def test_an_agreement_that_is_not_confirmed_is_made_anew_or_goes_to_court() -> None:
    play = reach(confirmed_from(agreed()), "court-decides.not-confirmed")
    assert open_now(play) == {"revision"}
    assert clock(play, "milestone:fulfilment.1").outcome == "stopped"
    assert reach(play.twin(), "revision.lawsuit").named("ProcedureEnded").result == "lawsuit"
    reach(play, "revision.again")
    reach(play, "session.written", clause__1=WORDS, clause__2=WORDS)
    assert [spot.left for spot in run(play).open if spot.code == "fulfilment"] == [(1, 2)]


def test_only_a_confirmed_agreement_is_enforced() -> None:
    broken = reach(agreed(), "fulfilment.broken")
    refused("outcome-too-early", broken, "breach.enforcement")
    play = reach(reach(confirmed_from(agreed()), "court-decides.confirmed"), "fulfilment.broken")
    assert reach(play, "breach.enforcement").named("ProcedureEnded").result == "enforcement"
    assert not [each for each in play.matter.running if each.name.startswith("milestone:f")]


def test_a_dispute_about_the_agreement_may_be_settled_or_mediated_again() -> None:
    play = go(agreed(), "fulfilment.urged", *BREACH)
    assert open_now(play) == {"fulfilment", "application", "breach"}
    assert open_now(reach(play.twin(), "breach.settled")) == {"fulfilment", "application"}
    assert open_now(reach(play, "breach.again")) == {"session"}


def test_all_is_fulfilled_while_the_court_still_looks_and_the_procedure_waits_for_it() -> None:
    play = reach(confirmed_from(agreed()), "fulfilment.fulfilled", member=1)
    assert (run(play).going, run(play).result, open_now(play)) == (True, "fulfilled", {"court-decides"})
    assert reach(play, "court-decides.confirmed").named("ProcedureEnded").result == "fulfilled"


def test_only_those_whom_the_procedure_names_reach_a_milestone() -> None:
    play = scene.in_hand(kind="23001", support=(SUPPORT,))
    for by in (CLERK, REPORTER, HELPER):
        with pytest.raises(Refused, match="no-right"):
            reach(play.twin(), "consent.agreed", by)
        assert "milestone" not in may(play.matter, by, play.now)
    play.do(Take(), HELPER)
    assert {name for by in (HANDLER, MATE, HELPER) for name in may(play.matter, by, play.now)} >= {"milestone"}
    assert open_now(reach(play, "consent.agreed", HELPER)) == {"mediators"}
    assert HELPER.id in play.matter.handlers


def test_what_was_not_asked_for_is_not_taken() -> None:
    play = mediated()
    with pytest.raises(Refused, match="evidence-unknown"):
        reach(play.twin(), "consent.agreed", income=100)
    with pytest.raises(Refused, match="outcome-unknown"):
        play.do(ReachMilestone(milestone="consent", outcome="bribed"), HANDLER)
    with pytest.raises(Refused, match="milestone-not-open"):
        play.do(ReachMilestone(milestone="session", outcome="failed"), HANDLER)
    go(play, *AGREED)
    refused("day-not-come", play, "session.failed", held_on="2026-03-03")
    refused("answer-unfit", play, "session.failed", held_on="2 March")
    refused("day-gone", play, "session.written", clause__1=WORDS, clause_due__1="2026-03-01")
    with pytest.raises(Refused, match="outcome-unknown"):
        agreed().do(ReachMilestone(milestone="application", outcome="lapsed"), HANDLER)


def test_another_lead_goes_on_where_the_first_stopped_and_under_the_same_clock() -> None:
    play = go(mediated(), "consent.agreed")
    before = clock(play, "milestone:mediators")
    part = play.matter.lead_part
    assert part is not None
    gone = replace(part, state=PartState.WITHDRAWN)
    clocks = tuple(
        each.ended(play.now, reached=False) if each.ended_at is None else each for each in play.matter.clocks
    )
    play.matter = replace(play.matter, stage=Stage.ACCEPTED, holder=CENTRE, lead="", parts=(gone,), clocks=clocks)
    play.later(hours=2).do(Dispatch(lead=LEAD, support=()), COLLEAGUE).do(Take(), MATE)
    after = clock(play, "milestone:mediators")
    assert (after.due_at, after.ended_at, open_now(play)) == (before.due_at, None, {"mediators"})
    assert open_now(reach(play, "mediators.set", MATE)) == {"session"}


def test_another_kind_ends_the_procedure_and_the_same_one_goes_on() -> None:
    play = go(mediated(), "consent.agreed")
    assert open_now(play.twin().do(Reclassify(kind="23002"), CLERK, kind="23002")) == {"mediators"}
    play.do(Reclassify(kind="06013"), CLERK, kind="06013")
    assert (run(play).going, run(play).result) == (False, "reclassified")
    play.kind = "06013"
    assert play.do(Done(remark=WORDS), HANDLER).matter.stage is Stage.CHECKING
    later = agreed().do(Reclassify(kind="06013"), CLERK, kind="06013")
    assert [each.name for each in later.matter.running] == ["milestone:over"]
    assert clock(later.do(Reclassify(kind="23001"), CLERK, kind="23001"), "milestone:over").ended_at == later.now
    into = scene.in_hand().do(Reclassify(kind="23001"), CLERK, kind="23001")
    assert open_now(into) == {"consent"}


def test_a_merge_that_is_undone_leaves_the_procedure_where_it_stood() -> None:
    play = go(mediated(), "consent.agreed")
    due = clock(play, "milestone:mediators").due_at
    other = replace(scene.OTHER_MATTER, privacy="P2")
    play.do(Merge(into=other.id), CLERK, other=other)
    assert (play.matter.stage, play.matter.running) == (Stage.MERGED, ())
    play.later(days=1).do(Split(remark=WORDS), CLERK, other=other)
    after = clock(play, "milestone:mediators")
    assert (after.due_at, after.ended_at, open_now(play)) == (due, None, {"mediators"})
    assert open_now(reach(play, "mediators.set")) == {"session"}


WHEREVER = [
    (),
    ("consent.agreed",),
    AGREED,
    (*AGREED, "session.written"),
    (*AGREED, "session.written", "fulfilment.broken"),
    (*AGREED, "session.written", "application.applied"),
    (*AGREED, "session.written", "application.applied", "court-takes.taken"),
    (*AGREED, "session.written", "application.applied", "court-takes.taken", "court-decides.not-confirmed"),
]


@pytest.mark.parametrize("before", WHEREVER, ids=lambda before: before[-1] if before else "begun")
def test_violence_ends_mediation_wherever_it_comes_out_and_for_good(before: tuple[str, ...]) -> None:
    for spot in run(go(mediated(), *before)).open:
        play = go(scene.in_hand(kind="23001", support=(SUPPORT,)), *before)
        play.do(ReachMilestone(milestone=spot.code, evidence={"violence": True}, remark=WORDS), HANDLER)
        isolated(play)


def isolated(play: Play) -> None:
    matter = play.matter
    assert (matter.isolated, matter.privacy, matter.urgency) == ("police-110", "P3", "emergency")
    assert (matter.stage, matter.holder, matter.lead) == (Stage.ACCEPTED, CENTRE, "")
    assert not [part for part in matter.parts if part.open]
    [triage] = matter.running
    assert (triage.name, triage.due_at - triage.started_at) == ("triage", timedelta(minutes=30))
    assert (run(play).going, run(play).result, run(play).open) == (False, "isolated", ())
    with pytest.raises(Refused, match="isolated"):
        play.twin().do(Dispatch(), COLLEAGUE)
    police = play.do(Dispatch(lead=scene.OTHER), COLLEAGUE)
    assert [part.unit for part in police.matter.parts if part.open] == [scene.OTHER]
    officer = scene.someone("officer", scene.OTHER, "", "handle")
    assert not police.do(Take(), officer).matter.run or not run(police).going
    assert "milestone" not in may(police.matter, officer, police.now)


def test_violence_that_the_centre_hears_of_ends_it_too_at_every_open_stage() -> None:
    for make in (scene.dispatched, scene.in_hand):
        play = make(kind="23002", support=(SUPPORT,)).do(Correct(answers={"violence": True}), CLERK)
        assert play.matter.stage is Stage.ACCEPTED
        assert (play.matter.isolated, play.matter.lead, play.matter.privacy) == ("police-110", "", "P3")
        assert [each.name for each in play.matter.running] == ["triage"]
    again = play.do(Correct(answers={"violence": True}), CLERK)
    assert again.matter.stage is Stage.ACCEPTED


def test_no_violence_is_an_answer_like_any_other() -> None:
    play = reach(mediated(), "consent.agreed", violence=False)
    assert open_now(play) == {"mediators"}
    with pytest.raises(Refused, match="answer-unfit"):
        play.do(ReachMilestone(milestone="mediators", evidence={"violence": "yes"}), HANDLER)
