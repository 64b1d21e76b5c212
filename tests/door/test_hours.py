"""A unit that keeps hours of its own is counted by them, from its next clock on; nobody else is."""

from datetime import datetime
from uuid import UUID

import pytest

from gongzhi.bodies.models import Unit
from gongzhi.kernel import Refused
from gongzhi.matters import catalogues, explaining, journal, replay
from gongzhi.matters.loop.dispatching import Dispatch
from gongzhi.matters.loop.extending import Extend, GrantExtension
from gongzhi.matters.loop.returning import ReturnPart
from gongzhi.matters.loop.state import Clock, Plain
from gongzhi.matters.loop.triage import Accept
from tests.cast import LEAD, SUPPORT, City

FRIDAY = datetime.fromisoformat("2026-03-06T15:00:00+08:00")


def keeps(unit: str, calendar: str) -> None:
    Unit.objects.filter(code=unit).update(calendar=calendar)


def dispatched(city: City, kind: str = "06013") -> UUID:
    """A matter that LEAD leads and SUPPORT supports since Friday 15:02."""
    city.now = FRIDAY
    made = city.report(kind=kind)
    city.do(Accept(), "clerk", made.id)
    city.do(Dispatch(lead=LEAD, support=(SUPPORT,)), "colleague", made.id)
    return made.id


def clocks(matter: UUID) -> dict[str, Clock]:
    return {clock.name: clock for clock in journal.state(matter).clocks}


def test_a_limit_of_the_standard_calendar_is_counted_by_the_hours_of_the_unit_it_is_for(city: City) -> None:
    keeps(LEAD, "service-window")
    found = clocks(dispatched(city))
    assert {name: clock.calendar for name, clock in found.items()} == {
        "triage": "standard",
        "handling": "service-window",
        "take:1": "service-window",
        "take:2": "standard",
        "part:2": "standard",
    }
    assert [found[name].due_at.astimezone(FRIDAY.tzinfo).isoformat() for name in ("take:1", "take:2")] == [
        "2026-03-07T12:00:00+08:00",  # the window is open on Saturday until noon
        "2026-03-09T15:03:00+08:00",
    ]


def test_a_limit_that_names_another_calendar_stays_as_it_is(city: City) -> None:
    keeps(LEAD, "service-window")
    found = clocks(dispatched(city, kind="21002"))
    assert {name: clock.calendar for name, clock in found.items() if clock.unit == LEAD} == {
        "phase:answer": "around-the-clock",
        "handling": "around-the-clock",
        "take:1": "service-window",
    }


def test_a_calendar_that_the_catalogue_does_not_have_is_the_standard_one(city: City) -> None:
    keeps(LEAD, "moon")
    assert {clock.calendar for clock in clocks(dispatched(city)).values()} == {"standard"}


def test_a_clock_that_runs_keeps_the_hours_it_began_with_and_says_so(city: City) -> None:
    keeps(LEAD, "service-window")
    matter = dispatched(city)
    before = clocks(matter)
    keeps(LEAD, "seasonal")
    assert clocks(matter) == before
    told = {clock["name"]: clock["explanation"] for clock in explaining.explained(matter, "zh")["clocks"]}
    assert "办事窗口工作历" in told["handling"][0]
    assert told["handling"][-1] == f"到期：{before['handling'].due_at.astimezone(FRIDAY.tzinfo):%Y-%m-%d %H:%M}"
    assert "标准工作历" in told["part:2"][0]
    assert list(replay.matters([matter])) == []


def test_more_time_is_counted_by_the_hours_of_the_unit(city: City) -> None:
    keeps(LEAD, "service-window")
    matter = dispatched(city)
    city.do(Extend(days=1, remark=Plain("等材料")), "handler", matter)
    city.do(GrantExtension(), "colleague", matter)
    (leg,) = clocks(matter)["handling"].extended
    assert leg.calendar == "service-window"
    assert list(replay.matters([matter])) == []


@pytest.mark.parametrize(("calendar", "refused"), [("service-window", True), ("", False)])
def test_the_time_to_return_is_counted_by_the_hours_of_the_unit(city: City, calendar: str, refused: bool) -> None:
    keeps(LEAD, calendar)
    matter = dispatched(city)
    back = ReturnPart(reason="not-our-duty", clause=Plain("三定方案第三条"))
    city.now = datetime.fromisoformat("2026-03-07T12:00:00+08:00")  # then the window closes on Saturday
    if refused:
        with pytest.raises(Refused, match="return-too-late"):
            city.do(back, "handler", matter)
    else:
        assert city.do(back, "handler", matter).stage == "accepted"


def test_the_page_of_a_unit_offers_the_calendars_in_force(city: City) -> None:
    assert [code for code, _ in catalogues.calendar_choices()] == ["around-the-clock", "seasonal", "service-window"]
