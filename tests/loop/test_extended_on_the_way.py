"""On the way through a procedure more time can be asked for still, and on the ledger its milestones wait as well."""

from datetime import timedelta

import pytest

from gongzhi.kernel import Refused
from gongzhi.matters.loop.dispatching import Take
from gongzhi.matters.loop.extending import TIMES, Extend, GrantExtension
from gongzhi.matters.loop.joint import Reassign
from gongzhi.matters.loop.shelving import EnterLedger, LeaveLedger
from tests.loop import scene
from tests.loop.scene import COLLEAGUE, HANDLER, LEAD, LEADER, OTHER, POLICE, WORDS, Play
from tests.loop.steps import clock, go, open_now, reach

AGREED = ("consent.agreed", "mediators.set")
ASK = Extend(days=2, remark=WORDS)


def mediated() -> Play:
    return scene.in_hand(kind="23001", contact=WORDS)


def met() -> Play:
    """The limit of handling was met by an agreement in writing; what it says is to be fulfilled still."""
    play = reach(go(mediated(), *AGREED), "session.written")
    assert play.matter.clock("handling") is None
    return play


def test_where_the_limit_of_handling_was_met_the_milestone_that_is_due_first_is_given_more_time() -> None:
    play = met()
    first = clock(play, "milestone:fulfilment.1")
    assert clock(play, "milestone:application").due_at < first.due_at, "what the law sets comes first"
    play.do(ASK, HANDLER)
    assert play.named("ExtensionAsked").clock == first.name
    (longer,) = play.do(GrantExtension(), COLLEAGUE).named("ExtensionGranted").clocks
    assert (longer.name, len(longer.extended)) == (first.name, 1)
    assert clock(play, first.name).due_at > first.due_at


def test_what_was_asked_for_is_given_to_no_other_milestone() -> None:
    play = met().do(ASK, HANDLER)
    assert play.named("ExtensionAsked").clock == "milestone:fulfilment.1"
    reach(play, "fulfilment.fulfilled", member=1)
    assert play.matter.clock("milestone:fulfilment.1") is None
    with pytest.raises(Refused, match="no-clock-runs"):
        play.do(GrantExtension(), COLLEAGUE)


def test_more_time_is_given_three_times_on_the_whole_way() -> None:
    play = mediated()
    play.do(ASK, HANDLER).do(GrantExtension(), COLLEAGUE)
    reach(go(play, *AGREED), "session.written")
    for _ in range(TIMES - 1):
        play.do(ASK, HANDLER).do(GrantExtension(), COLLEAGUE)
    with pytest.raises(Refused, match="extensions-used-up"):
        play.do(ASK, HANDLER)


def test_on_the_ledger_the_milestones_wait_and_off_it_they_begin_anew() -> None:
    play = mediated()
    before = clock(play, "milestone:consent")
    play.do(EnterLedger(remark=WORDS, sponsor=LEAD, days=60), LEADER)
    assert [each.name for each in play.matter.running] == ["ledger"]
    assert clock(play, "milestone:consent").outcome == "stopped"
    play.later(days=50).do(LeaveLedger(remark=WORDS), LEADER)
    again = clock(play, "milestone:consent")
    assert (again.started_at, again.amount, again.measure) == (play.now, before.amount, before.measure)
    assert again.due_at - play.now >= timedelta(days=1)
    assert {each.name for each in play.matter.running} == {"handling", "milestone:consent"}


def test_what_the_law_sets_and_a_day_that_was_given_run_on_on_the_ledger() -> None:
    play = met()
    given = [each.name for each in play.matter.running if each.statutory or each.amount is None]
    play.do(EnterLedger(remark=WORDS, sponsor=LEAD, days=60), LEADER)
    assert [each.name for each in play.matter.running] == [*given, "ledger"]
    play.do(LeaveLedger(remark=WORDS), LEADER)
    timed = {each.name.removeprefix("milestone:").partition(".")[0] for each in play.matter.running}
    assert timed >= open_now(play)


def shelved() -> Play:
    return mediated().do(EnterLedger(remark=WORDS, sponsor=LEAD, days=60), LEADER)


def test_a_milestone_reached_on_the_ledger_begins_no_clock_until_the_work_goes_on() -> None:
    play = shelved().later(days=5)
    go(play, *AGREED)
    assert open_now(play) == {"session"}
    assert [each.name for each in play.matter.running] == ["ledger"]
    play.later(days=20).do(LeaveLedger(remark=WORDS), LEADER)
    assert clock(play, "milestone:session").started_at == play.now
    assert {each.name for each in play.matter.running} == {"handling", "milestone:session"}


def test_what_ends_on_the_ledger_waits_without_a_clock_but_the_review() -> None:
    play = shelved()
    reach(play, "consent.refused")
    assert play.matter.run is not None
    assert not play.matter.run.going
    assert [each.name for each in play.matter.running] == ["ledger"]


def test_another_lead_after_the_ledger_has_the_whole_limit_of_each_milestone_that_waited() -> None:
    play = shelved().later(days=50)
    play.do(Reassign(lead=OTHER), COLLEAGUE).do(Take(), POLICE)
    fresh = clock(play, "milestone:consent")
    assert fresh.started_at == play.now
    assert fresh.due_at > play.now
    assert fresh.unit == OTHER


def test_another_lead_after_a_milestone_on_the_ledger_has_its_clock_and_no_older_one() -> None:
    play = shelved()
    go(play, *AGREED)
    play.later(days=50).do(Reassign(lead=OTHER), COLLEAGUE).do(Take(), POLICE)
    assert open_now(play) == {"session"}
    assert clock(play, "milestone:session").started_at == play.now
    assert [each.name for each in play.matter.running if each.name.startswith("milestone:")] == ["milestone:session"]
