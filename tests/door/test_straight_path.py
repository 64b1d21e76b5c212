"""From the report to the close, through the door, on either database."""

import pytest

from gongzhi.kernel import Refused
from gongzhi.matters import journal, replay
from gongzhi.matters.loop.checking import CallBack, Check
from gongzhi.matters.loop.closing import Rate
from gongzhi.matters.loop.dispatching import Dispatch, Take
from gongzhi.matters.loop.handling import Done, PartDone, Progress
from gongzhi.matters.loop.state import Plain, Stage
from gongzhi.matters.loop.triage import Accept
from tests.cast import CONTACT, GRIDS, LEAD, SUPPORT, City


def test_a_report_is_located_dispatched_done_checked_called_back_and_closed(city: City) -> None:
    made = city.report(contact=CONTACT)
    state = journal.state(made.id)
    assert state.place.how == "inside", state.place
    assert (state.stage, state.place.grid, state.holder) == (Stage.REPORTED, GRIDS[0], "220302-ZZ")
    assert made.number == "20260302-220302-000001"
    city.do(Accept(), "clerk", made.id)
    city.do(Dispatch(support=(SUPPORT,)), "colleague", made.id)
    assert journal.state(made.id).lead == LEAD
    city.do(Take(), "handler", made.id)
    city.do(Take(), "helper", made.id)
    city.do(Progress(remark=Plain("已到现场")), "handler", made.id)
    city.do(PartDone(remark=Plain("围挡已设")), "helper", made.id)
    city.do(Done(remark=Plain("已补平")), "handler", made.id)
    city.do(Check(passed=True), "worker", made.id)
    city.do(CallBack(reached=True, solved=True, satisfied=True), "clerk", made.id)
    closed = city.do(Rate(solved=True, satisfied=True), "worker", made.id)
    assert closed.stage == "closed"
    assert list(replay.matters([made.id])) == []


def test_the_whole_cannot_be_reported_done_while_a_supporting_share_is_open(city: City) -> None:
    made = city.report()
    city.do(Accept(), "clerk", made.id)
    city.do(Dispatch(support=(SUPPORT,)), "colleague", made.id)
    city.do(Take(), "handler", made.id)
    with pytest.raises(Refused, match="support-still-open"):
        city.do(Done(remark=Plain("好了")), "handler", made.id)
    city.do(Done(remark=Plain("好了"), explanation=Plain("协办无需到场")), "handler", made.id)
    assert journal.state(made.id).stage is Stage.CHECKING
