"""What falls due is done by the clock, once, however often and by however many it looks."""

from datetime import timedelta

from gongzhi.matters import clocks, journal
from gongzhi.matters.loop.dispatching import Dispatch, Take
from gongzhi.matters.loop.state import Plain, Stage
from gongzhi.matters.loop.triage import Accept, Decline
from gongzhi.matters.models import ClockRow, Entry
from tests.cast import SUPPORT, City
from tests.door.crowd import together
from tests.door.promises import broken


def test_a_share_that_nobody_takes_counts_as_taken_after_a_working_day(city: City) -> None:
    made = city.report()
    city.do(Accept(), "clerk", made.id)
    city.do(Dispatch(support=(SUPPORT,)), "colleague", made.id)
    assert clocks.work(city.now + timedelta(hours=23)) == 0
    city.now += timedelta(days=1)
    assert clocks.work(city.now) == 1
    assert clocks.work(city.now) == 0
    state = journal.state(made.id)
    assert (state.stage, {part.taken_by for part in state.parts}) == (Stage.HANDLING, {"system"})
    assert not ClockRow.objects.filter(name__startswith="take", next_at__isnull=False).exists()
    assert broken(city.now) == []


def test_who_was_quicker_than_the_clock_has_taken_it(city: City) -> None:
    made = city.report()
    city.do(Accept(), "clerk", made.id)
    city.do(Dispatch(support=()), "colleague", made.id)
    city.do(Take(), "handler", made.id)
    clocks.work(city.now + timedelta(days=3))
    assert "Taken" not in [line.event for line in Entry.objects.filter(matter_id=made.id, actor="system")]
    assert journal.state(made.id).handlers == {city.actor("handler").id}


def test_what_is_over_for_thirty_days_is_archived_once_though_eight_look_at_once(crowd: City) -> None:
    made = [crowd.report() for _ in range(5)]
    for each in made:
        crowd.do(Decline(reason="not-found", remark=Plain("查无此事")), "clerk", each.id)
    later = crowd.now + timedelta(days=30)
    together(lambda number: clocks.work(later))
    states = [journal.state(each.id) for each in made]
    assert {(state.stage, state.version) for state in states} == {(Stage.ARCHIVED, made[0].version + 2)}
    assert clocks.work(later) == 0
    assert broken(later) == []
