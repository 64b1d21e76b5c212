"""Phases run side by side from the dispatch, each with a clock; who says a later one done has done the earlier."""

from datetime import datetime

import pytest

from gongzhi.kernel import Refused
from gongzhi.matters.loop.checking import CallBack, Check
from gongzhi.matters.loop.closing import Reopen
from gongzhi.matters.loop.handling import Done, Progress
from gongzhi.matters.loop.state import Clock
from tests.loop import scene
from tests.loop.scene import CHECKER, CLERK, HANDLER, HELPER, REPORTER, SUPPORT, WORDS, Play

ILLEGAL_BUILDING = "06001"  # stop work, penalise, demolish


def in_hand() -> Play:
    """Dispatched on Monday 2 March 2026 at 09:03 in the city, and taken."""
    return scene.in_hand(kind=ILLEGAL_BUILDING, contact=WORDS, support=(SUPPORT,))


def said(play: Play, phase: str) -> Play:
    return play.do(Progress(remark=WORDS, phase=phase), HANDLER)


def clock(play: Play, name: str) -> Clock:
    return next(each for each in reversed(play.matter.clocks) if each.name == name)


def outcomes(play: Play) -> dict[str, str | None]:
    return {name: clock(play, name).outcome for name in ("phase:stop", "phase:penalise", "handling")}


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


def test_each_phase_is_counted_from_the_dispatch() -> None:
    play = in_hand()
    assert {each.started_at for each in play.matter.running if not each.name.startswith("part:")} == {
        at("2026-03-02T09:03")
    }
    due = {name: clock(play, name).due_at for name in outcomes(play)}
    assert due == {
        "phase:stop": at("2026-03-02T14:33"),  # 2 h 27 min to lunch, 1 h 33 min after it
        "phase:penalise": at("2026-03-11T09:03"),  # 3–6 and 9–11 March: seven working days
        "handling": at("2026-03-30T09:03"),  # twenty
    }


def test_a_phase_said_done_ends_its_clock_and_no_other() -> None:
    play = said(in_hand(), "stop")
    assert outcomes(play) == {"phase:stop": "met", "phase:penalise": None, "handling": None}
    assert play.named("Progressed").before == ()
    play.later(days=10)
    said(play, "penalise")
    assert outcomes(play) == {"phase:stop": "met", "phase:penalise": "broken", "handling": None}


def test_a_later_phase_said_done_ends_those_before_it() -> None:
    play = said(in_hand().later(days=1), "penalise")
    assert play.named("Progressed").before == ("stop",)
    assert outcomes(play) == {"phase:stop": "broken", "phase:penalise": "met", "handling": None}
    with pytest.raises(Refused, match="phase-unknown"):
        said(play, "stop")


def test_progress_without_a_phase_ends_none() -> None:
    assert outcomes(in_hand().do(Progress(remark=WORDS), HANDLER)) == dict.fromkeys(outcomes(in_hand()))


def test_the_last_phase_is_done_by_reporting_the_whole_done() -> None:
    with pytest.raises(Refused, match="phase-unknown"):
        said(in_hand(), "demolish")


@pytest.mark.parametrize("later", [0, 3, 20, 60])
def test_phases_that_nobody_said_done_are_done_with_the_whole_in_time_or_late(later: int) -> None:
    play = in_hand().later(days=later)
    play.do(Done(remark=WORDS, explanation=WORDS), HANDLER)
    assert play.named("Finished").unsaid == ("stop", "penalise")
    assert outcomes(play) == {
        name: "met" if clock(play, name).due_at >= play.now else "broken" for name in outcomes(play)
    }
    assert [outcomes(play)[name] for name in outcomes(play)] == {
        0: ["met", "met", "met"],
        3: ["broken", "met", "met"],
        20: ["broken", "broken", "met"],
        60: ["broken", "broken", "broken"],
    }[later]


def test_what_was_said_done_before_is_not_said_again_with_the_whole() -> None:
    play = said(in_hand(), "stop").do(Done(remark=WORDS, explanation=WORDS), HANDLER)
    assert play.named("Finished").unsaid == ("penalise",)


def test_a_supporting_unit_ends_no_phase_of_the_lead() -> None:
    play = in_hand()
    play.do(Progress(remark=WORDS), HELPER)
    with pytest.raises(Refused, match="not-your-part"):
        play.do(Progress(remark=WORDS, phase="stop"), HELPER)


def test_rework_and_what_is_reopened_have_one_limit_and_no_phases() -> None:
    play = in_hand().do(Done(remark=WORDS, explanation=WORDS), HANDLER)
    failed = play.twin().do(Check(passed=False, remark=WORDS), CHECKER)
    assert [each.name for each in failed.matter.running if each.unit == failed.matter.lead] == ["handling"]
    play.do(Check(passed=True), CHECKER).do(CallBack(reached=True, solved=True), CLERK).do(
        Reopen(remark=WORDS), REPORTER
    )
    assert {each.name for each in play.matter.running} == {"handling", "take:3"}
