"""Many at the same moment: one key is one entry, and of two that ask the same without a reason one is admitted."""

from datetime import date
from uuid import UUID, uuid4

from gongzhi.asks import admitting, entering
from gongzhi.asks.entering import Wanted
from gongzhi.asks.models import Ask
from gongzhi.bodies.models import HistoryLine
from gongzhi.kernel import Refused
from tests.cast import City
from tests.door.crowd import EIGHT, together

WANTED = Wanted(
    title="路灯设施年报",
    items=("路灯盏数", "路灯杆数"),
    level="community",
    area="220302",
    often="year",
    purpose="编制年度养护计划",
    ground="《城市照明管理规定》第十八条",
    until=date(2026, 12, 31),
)


def admitted(ask: UUID, city: City) -> str:
    """What came of admitting it: the standing decision, or the refusal's code."""
    try:
        return admitting.admit(ask, "", city.actor("leader"), city.now).decision
    except Refused as refusal:
        return refusal.code


def test_the_same_entry_sent_eight_times_at_once_is_one(crowd: City) -> None:
    key, by = uuid4(), crowd.actor("helper")
    entered = together(lambda number: entering.enter(WANTED, key, by, crowd.now).pk)
    assert set(entered) == {key}
    assert (Ask.objects.count(), HistoryLine.objects.filter(page="asks.ask").count()) == (1, 1)


def test_of_eight_that_ask_the_same_and_are_admitted_at_once_one_is(crowd: City) -> None:
    by = crowd.actor("helper")
    asks = [entering.enter(WANTED, uuid4(), by, crowd.now).pk for _ in range(EIGHT)]
    assert sorted(together(lambda number: admitted(asks[number], crowd))) == ["admitted", *["asked-already"] * 7]
