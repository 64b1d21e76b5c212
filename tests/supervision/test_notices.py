"""The month's notice names what is on the list, once, and a box holds what waits for somebody's word."""

from datetime import UTC, datetime
from typing import Any

from gongzhi.matters import boxes, journal
from gongzhi.matters.loop.listing import Post, Unlist
from gongzhi.matters.loop.state import Plain
from gongzhi.matters.loop.urging import Supervise
from gongzhi.supervision.api import noticed
from gongzhi.supervision.notices import circulate, month_before
from tests.cast import City

SAID = Plain("久拖不决")


def test_the_notice_of_a_month_names_each_listed_matter_once(city: City) -> None:
    listed, other = city.report().id, city.report().id
    city.do(Post(remark=SAID), "supervisor", listed)
    april = datetime(2026, 4, 1, 1, tzinfo=UTC)
    assert (circulate(april), circulate(april)) == (1, 0)
    assert journal.state(listed).circulated == ("2026-03",)
    assert journal.state(other).circulated == ()
    assert circulate(datetime(2026, 5, 1, 1, tzinfo=UTC)) == 1


def test_what_was_taken_off_the_list_is_named_no_more_but_the_old_notice_stays(city: City) -> None:
    listed = city.report().id
    city.do(Post(remark=SAID), "supervisor", listed)
    circulate(datetime(2026, 4, 1, 1, tzinfo=UTC))
    city.do(Unlist(remark=SAID), "supervisor", listed)
    assert circulate(datetime(2026, 5, 1, 1, tzinfo=UTC)) == 0
    told: dict[str, Any] = noticed("2026-03", list(boxes.circulated("2026-03", city.actor("supervisor"))))
    assert [(each["unit"], len(each["matters"])) for each in told["units"]] == [("220302-ZZ", 1)]
    assert list(boxes.circulated("2026-03", city.actor("stranger"))) == []


def test_a_month_begins_at_midnight_of_the_city() -> None:
    assert month_before(datetime(2026, 3, 31, 15, 59, tzinfo=UTC)) == "2026-02"
    assert month_before(datetime(2026, 3, 31, 16, 0, tzinfo=UTC)) == "2026-03"


def test_boxes_count_what_the_asker_sees(city: City) -> None:
    supervised = city.report().id
    city.do(Supervise(remark=SAID), "supervisor", supervised)
    assert boxes.boxes(city.actor("supervisor")) == {"supervised": 1}
    assert boxes.boxes(city.actor("stranger")) == {}
