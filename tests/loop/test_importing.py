"""What another system runs keeps the other system's times until somebody adopts it."""

from datetime import timedelta

import pytest

from gongzhi.kernel import Refused
from gongzhi.matters.loop.closing import Reopen
from gongzhi.matters.loop.dispatching import Dispatch
from gongzhi.matters.loop.facts import Held
from gongzhi.matters.loop.importing import Adopt, ImportClose
from gongzhi.matters.loop.noting import Relocate
from gongzhi.matters.loop.state import Stage
from gongzhi.matters.loop.triage import Accept, Verify
from tests.loop import scene
from tests.loop.scene import CHECKER, CLERK, COLLEAGUE, HERE, IMPORTER, MONDAY, WORDS, Play, record

OPENED = MONDAY - timedelta(days=3)


def imported(**said: object) -> Play:
    return Play().do(record(**said), IMPORTER)


def test_a_record_keeps_the_time_it_was_opened_and_the_due_its_source_gives() -> None:
    play = imported(due_at=OPENED + timedelta(days=10))
    [clock] = play.matter.running
    assert (clock.name, clock.started_at, clock.due_at) == ("source", OPENED, OPENED + timedelta(days=10))
    assert clock.yellow_at == OPENED + timedelta(days=5)
    assert (play.matter.opened_at, play.matter.recorded_at) == (OPENED, play.now)


@pytest.mark.parametrize("due_at", [None, OPENED, OPENED - timedelta(days=1)])
def test_without_a_due_that_can_be_kept_thirty_calendar_days_run(due_at: object) -> None:
    [clock] = imported(due_at=due_at).matter.running
    assert (clock.amount, clock.measure) == (30, "calendar_days")


def test_what_the_source_closed_is_closed_at_the_sources_time_and_archived_by_ours() -> None:
    play = imported(closed_at=MONDAY - timedelta(days=1))
    assert (play.matter.stage, play.matter.closed_at) == (Stage.CLOSED, MONDAY - timedelta(days=1))
    assert (play.matter.ended_at, play.matter.running) == (play.now, ())
    assert play.matter.clocks[0].outcome == "met"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"closed_at": OPENED - timedelta(seconds=1)}, "closed-before-opened"),
        ({"closed_at": MONDAY + timedelta(days=1)}, "time-in-future"),
        ({"opened_at": MONDAY + timedelta(days=1)}, "time-in-future"),
        ({"kind": "component/01001"}, "kind-not-reportable"),
    ],
)
def test_a_record_that_cannot_be_true_is_refused(said: dict[str, object], code: str) -> None:
    with pytest.raises(Refused, match=code):
        Play(kind=str(said.get("kind", "06013"))).do(record(**said), IMPORTER)


def test_the_source_closes_later_but_only_what_it_still_runs() -> None:
    play = imported()
    assert play.twin().do(ImportClose(closed_at=MONDAY), IMPORTER).matter.stage is Stage.CLOSED
    play.do(Adopt(), CLERK)
    with pytest.raises(Refused, match="not-imported"):
        play.do(ImportClose(closed_at=MONDAY), IMPORTER)
    with pytest.raises(Refused, match="not-imported"):
        scene.reported().do(ImportClose(closed_at=MONDAY), IMPORTER)


def test_it_is_adopted_once_and_then_runs_under_our_own_clock() -> None:
    play = imported().do(Verify(), CLERK).do(Adopt(), CLERK)
    assert [clock.name for clock in play.matter.running] == ["triage"]
    assert not play.matter.verifying
    with pytest.raises(Refused, match="not-imported"):
        play.do(Adopt(), CLERK)


def test_it_is_adopted_before_it_is_dispatched() -> None:
    play = imported().do(Accept(), CLERK)
    with pytest.raises(Refused, match="adopt-first"):
        play.twin().do(Dispatch(support=()), COLLEAGUE)
    assert play.do(Adopt(), CLERK).do(Dispatch(support=()), COLLEAGUE).matter.stage is Stage.DISPATCHED


def test_a_true_place_leaves_the_clock_of_the_source_and_what_was_asked_on_the_spot() -> None:
    play = imported().do(Verify(), CLERK)
    play.do(Relocate(point=HERE), CLERK, place=scene.place(scene.NEXT_GRID), triage=Held(unit="220303-ZZ"))
    assert sorted(clock.name for clock in play.matter.running) == ["source", "verify"]
    assert (play.matter.verifying, play.matter.holder) == (True, "220303-ZZ")


def test_what_the_source_closed_too_soon_is_opened_for_triage() -> None:
    play = imported(closed_at=MONDAY).do(Reopen(remark=WORDS), CHECKER)
    assert (play.matter.stage, [clock.name for clock in play.matter.running]) == (Stage.ACCEPTED, ["triage"])
    assert [clock.name for clock in play.do(Adopt(), CLERK).matter.running] == ["triage"]
