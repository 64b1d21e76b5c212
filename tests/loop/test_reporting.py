"""A report lands at once with whoever must act on it, and is never lost because an answer is missing."""

from datetime import timedelta
from typing import Any

import pytest

from gongzhi.kernel import Refused
from gongzhi.matters.loop.dispatching import Dispatch
from gongzhi.matters.loop.facts import Held
from gongzhi.matters.loop.noting import Correct
from gongzhi.matters.loop.reporting import Report
from gongzhi.matters.loop.state import Place, Plain, Stage, replace
from gongzhi.matters.loop.triage import Accept
from tests.loop import scene
from tests.loop.scene import (
    CENTRE,
    CLERK,
    COLLEAGUE,
    LEAD,
    MONDAY,
    OTHER,
    REPORTER,
    ROOT,
    WORDS,
    WORKER,
    Play,
    report,
)

ASKED = {"impact": Plain("blocked")}


def test_a_report_waits_with_the_centre_under_the_clock_of_triage() -> None:
    matter = scene.reported().matter
    assert (matter.stage, matter.holder, matter.centre) == (Stage.REPORTED, CENTRE, CENTRE)
    assert [clock.name for clock in matter.running] == ["triage"]


def test_a_kind_that_needs_no_triage_is_dispatched_in_the_same_command() -> None:
    matter = scene.reported(kind="01037").matter
    assert (matter.stage, matter.holder, matter.centre) == (Stage.DISPATCHED, LEAD, CENTRE)
    assert [clock.name for clock in matter.running] == ["handling", "take:1"]


def test_without_a_grid_even_such_a_kind_waits_for_triage() -> None:
    play = Play(kind="01037").do(report(kind="01037", point=None, address=WORDS), REPORTER, place=Place())
    assert play.matter.stage is Stage.REPORTED


def test_what_a_worker_put_right_on_the_spot_is_closed_at_once_and_the_worker_has_handled_it() -> None:
    matter = scene.reported(WORKER, kind="06010", self_handled=WORDS).matter
    assert (matter.stage, matter.self_handled, matter.running) == (Stage.CLOSED, True, ())
    assert matter.handlers == {WORKER.id}


@pytest.mark.parametrize(
    ("said", "by", "code"),
    [
        ({"point": None, "text": None}, REPORTER, "place-or-words-needed"),
        ({"point": None}, REPORTER, "point-or-address-needed"),
        ({"kind": "component/01001"}, REPORTER, "kind-not-reportable"),
        ({"self_handled": WORDS}, WORKER, "kind-not-self-handled"),
        ({"kind": "06010", "after": ("b" * 64,)}, WORKER, "after-without-handling"),
        ({"kind": "06010", "self_handled": WORDS}, REPORTER, "no-right"),
        ({"kind": "06010", "self_handled": WORDS}, scene.NEIGHBOUR, "no-right"),
        ({"captured_at": MONDAY + timedelta(hours=1)}, REPORTER, "time-in-future"),
        ({"answers": {"colour": Plain("red")}}, REPORTER, "answer-unknown"),
        ({"answers": {"contact": Plain("13900001111")}}, REPORTER, "answer-unknown"),
        ({"answers": {"impact": Plain("terrible")}}, REPORTER, "answer-not-a-choice"),
        ({"answers": {"impact": True}}, REPORTER, "answer-not-a-choice"),
        ({"answers": {"occurred_at": Plain("gestern")}}, REPORTER, "answer-unfit"),
        ({"answers": {"occurred_at": Plain("2026-03-02T09:00:00")}}, REPORTER, "answer-unfit"),
        ({"answers": {"occurred_at": Plain("2026-03-03T09:00:00+08:00")}}, REPORTER, "time-in-future"),
        ({"kind": "21001", "answers": {"households": -1}}, REPORTER, "answer-unfit"),
        ({"kind": "21001", "answers": {"households": 1.5}}, REPORTER, "answer-unfit"),
        ({"kind": "21001", "answers": {"households": True}}, REPORTER, "answer-unfit"),
        ({"kind": "21001", "answers": {"households": 100_001}}, REPORTER, "answer-too-high"),
        ({"kind": "21001", "answers": {"duration": float("nan")}}, REPORTER, "answer-unfit"),
        ({"kind": "22001", "answers": {"owner": Plain("业" * 101)}}, REPORTER, "answer-too-long"),
        ({"kind": "22001", "answers": {"owner": 7}}, REPORTER, "answer-unfit"),
        ({"kind": "23002", "answers": {"violence": 1}}, REPORTER, "answer-unfit"),
    ],
)
def test_a_report_is_refused(said: dict[str, Any], by: Any, code: str) -> None:
    with pytest.raises(Refused, match=code):
        scene.Play(kind=said.get("kind", "06013")).do(report(**said), by)


def test_a_choice_a_time_and_a_number_are_kept_as_such_and_words_wait_to_be_put_away() -> None:
    made = scene.answered("21001", duration=5, households=3.0)
    assert made.answers == {"duration": 5, "households": 3}
    assert scene.answered("06013", impact=Plain("none"), occurred_at=Plain("2026-03-01T09:00:00+08:00")).answers == {
        "impact": "none",
        "occurred_at": "2026-03-01T09:00:00+08:00",
    }
    assert scene.answered("22001", owner=Plain("物业")).answers == {"owner": Plain("物业")}


def test_what_the_kind_asks_for_and_nobody_answered_is_named_in_the_report() -> None:
    play = scene.reported()
    assert play.named("Reported").missing == ("impact",)
    assert scene.reported(answers=ASKED).named("Reported").missing == ()
    assert scene.reported(kind="21004").named("Reported").missing == ("contact",)


def test_an_address_in_words_is_a_place_too() -> None:
    play = Play().do(Report(kind="06013", address=WORDS), REPORTER, place=Place())
    assert play.named("Reported").missing == ("impact",)


def test_violence_in_the_family_is_isolated_at_once_and_goes_to_nobody_by_route() -> None:
    play = scene.reported(kind="23002", answers={"violence": True})
    matter = play.matter
    assert (matter.isolated, matter.privacy, matter.urgency) == ("police-110", "P3", "emergency")
    [clock] = matter.running
    assert clock.due_at - clock.started_at == timedelta(minutes=30)
    play.do(Accept(), CLERK)
    with pytest.raises(Refused, match="isolated"):
        play.twin().do(Dispatch(support=()), COLLEAGUE)
    assert play.do(Dispatch(lead=OTHER, support=()), COLLEAGUE).matter.holder == OTHER


def test_violence_that_comes_out_later_isolates_the_matter_then() -> None:
    play = scene.reported(kind="23002", answers={"violence": False})
    assert (play.matter.isolated, play.matter.privacy) == (None, "P2")
    play.do(Correct(answers={"violence": True}), CLERK)
    assert (play.matter.isolated, play.matter.privacy, play.matter.urgency) == ("police-110", "P3", "emergency")
    assert [clock.due_at - clock.started_at for clock in play.matter.running] == [timedelta(minutes=30)]


def test_violence_that_comes_out_while_a_ruling_is_waited_for_is_not_left_to_wait_for_it() -> None:
    play = scene.reported(kind="23002", answers={"violence": False}).do(Accept(), CLERK)
    play.matter = replace(play.matter, arbitration=True, ownerless=True, holder=ROOT)
    play.do(Correct(answers={"violence": True}), CLERK)
    matter = play.matter
    assert (matter.isolated, matter.privacy, matter.urgency) == ("police-110", "P3", "emergency")
    assert (matter.stage, matter.holder, matter.arbitration, matter.ownerless) == (Stage.ACCEPTED, CENTRE, False, False)
    assert [clock.due_at - clock.started_at for clock in matter.running] == [timedelta(minutes=30)]
    assert play.do(Dispatch(lead=OTHER, support=()), COLLEAGUE).matter.holder == OTHER


def test_a_place_without_a_holder_goes_to_the_centre_above_and_says_so() -> None:
    play = Play().do(report(), REPORTER, triage=Held(unit="ZZ", finding="no-centre:county"))
    assert (play.matter.holder, play.named("Routed").finding) == ("ZZ", "no-centre:county")
