"""What happens to a matter is told to those it concerns, once each, and to nobody else."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from gongzhi.bodies.models import Appointment, Person
from gongzhi.exchange.notify import hours
from gongzhi.exchange.notify.configured import Configured
from gongzhi.exchange.notify.hear import hear
from gongzhi.exchange.notify.models import FAILED, SENT, Message
from gongzhi.exchange.notify.recipients import above, in_posts
from gongzhi.exchange.notify.wording import worded
from gongzhi.matters import catalogues, outbox
from gongzhi.matters.briefs import briefs
from gongzhi.matters.loop.checking import Check
from gongzhi.matters.loop.dispatching import Dispatch, Take
from gongzhi.matters.loop.ending import Withdraw
from gongzhi.matters.loop.handling import Done
from gongzhi.matters.loop.state import Matter, Place, Plain
from gongzhi.matters.loop.triage import Accept
from gongzhi.matters.models import Consumer
from gongzhi.matters.outbox import Sent
from tests.cast import GRIDS, LEAD, SUPPORT, City
from tests.exchange.messages import dispatched, listen, seat, told


def test_each_step_is_told_to_those_it_concerns(city: City) -> None:
    matter = dispatched(city)
    city.do(Take(), "handler", matter)
    city.do(Done(remark=Plain("已修补")), "handler", matter)
    listen(city)
    assert told(city, "arrived") == {"clerk", "colleague"}
    assert told(city, "dispatched") == {"handler", "mate", "head"}
    assert told(city, "to_check") == {"worker", "neighbour"}
    city.do(Check(passed=False, remark=Plain("还有坑")), "neighbour", matter)
    listen(city)
    assert told(city, "sent_back") == {"handler", "mate", "head"}
    assert set(Message.objects.values_list("state", flat=True)) == {SENT}


def test_nobody_is_told_of_what_they_did_themselves(city: City) -> None:
    city.report("clerk")
    listen(city)
    assert told(city, "arrived") == {"colleague"}


def test_who_is_told_is_read_from_the_matter_as_it_stood_then(city: City) -> None:
    """Heard late, the dispatch is still told to the unit that it went to, and the withdrawal too."""
    matter = city.report("stranger").id
    city.do(Accept(), "clerk", matter)
    city.do(Dispatch(support=(SUPPORT,)), "colleague", matter)
    city.do(Withdraw(), "stranger", matter)
    listen(city)
    assert told(city, "dispatched") == {"handler", "mate", "head", "helper"}
    assert told(city, "withdrawn") == {"handler", "mate", "helper"}
    assert told(city, "withdrawn_and_goes_on") == set()


def test_heads_and_deputies_are_told_like_those_they_stand_in_for(city: City) -> None:
    seat(city, "deputy", LEAD, "handler", deputy_of="handler")
    dispatched(city)
    listen(city)
    assert told(city, "dispatched") == {"handler", "mate", "head", "deputy"}


def test_whoever_has_left_is_told_nothing(city: City) -> None:
    Appointment.objects.filter(person__login="mate").update(valid_to=city.now)
    Person.objects.filter(login="colleague").update(is_active=False)
    matter = city.report().id
    city.do(Accept(), "clerk", matter)
    listen(city)
    assert told(city, "arrived") == {"clerk"}


def test_a_unit_without_anybody_is_told_through_the_centre_above_with_a_finding(city: City) -> None:
    matter = city.report().id
    city.do(Accept(), "clerk", matter)
    city.do(Dispatch(support=()), "colleague", matter)
    Appointment.objects.filter(person__login__in=("handler", "mate", "head")).update(valid_to=city.now)
    listen(city)
    assert told(city, "dispatched") == {"clerk"}
    assert Message.objects.get(code="dispatched").finding == f"nobody-in:{LEAD}"
    assert Message.objects.get(code="dispatched").unit == "220302-ZZ"


def test_where_there_is_nobody_at_all_the_message_has_visibly_failed(city: City) -> None:
    city.report()
    Appointment.objects.all().update(valid_to=city.now)
    listen(city)
    row = Message.objects.get()
    assert (row.recipient, row.state, row.error) == ("unit:220302-ZZ", FAILED, "nobody")


def test_a_transaction_that_fails_leaves_no_message_and_the_next_makes_each_once(city: City) -> None:
    dispatched(city)
    while outbox.sequence():
        pass

    def killed(sent: list[Sent]) -> None:
        hear(sent, city.now, Configured())
        assert Message.objects.exists()
        raise InterruptedError

    with pytest.raises(InterruptedError):
        outbox.consume("messages", killed)  # type: ignore[arg-type]
    assert not Message.objects.exists()
    assert not Consumer.objects.filter(name="messages").exists()
    listen(city)
    first = set(Message.objects.values_list("id", flat=True))
    listen(city)
    assert first
    assert set(Message.objects.values_list("id", flat=True)) == first


def test_a_message_says_number_kind_and_place_and_of_a_dispute_the_number_alone(city: City) -> None:
    open_one, dispute = city.report(), city.report(kind="23001", text=Plain("邻居半夜打麻将"))
    listen(city)
    said = {}
    for row in Message.objects.filter(code="arrived"):
        brief = briefs([row.matter_id])[row.matter_id]
        said[row.matter_id] = worded(row, brief, "zh").body
    assert catalogues.in_force()[1].kinds["06013"].name.zh in said[open_one.id]
    assert "仁兴街道" in said[open_one.id]
    assert "03-02" in said[open_one.id]
    for row in Message.objects.filter(matter_id=dispute.id):
        brief = briefs([dispute.id])[dispute.id]
        assert worded(row, brief, "zh").body == f"{dispute.number}有新进展，请登录查看。"
        assert row.due_at is None


def test_nobody_is_asked_to_check_what_they_handled(city: City) -> None:
    worker, neighbour = (city.people[login].pk for login in ("worker", "neighbour"))
    matter = Matter(id=UUID(int=1), place=Place(grid=GRIDS[0]), handlers=frozenset({f"person:{worker}"}))
    assert in_posts("220302001001-ZZ", ["checkers"], matter, city.now) == [neighbour]
    assert in_posts("220302001001-ZZ", ["handlers"], matter, city.now) == [worker, neighbour]


@pytest.mark.parametrize(
    ("unit", "centre"),
    [(LEAD, "ZZ"), ("220302-ZZ", "ZZ"), ("220302001-ZZ", "220302-ZZ"), ("220302001001-ZZ", "220302001-ZZ")],
)
def test_above_a_unit_is_the_next_centre_up(city: City, unit: str, centre: str) -> None:
    areas = ("220300", "220302", "220302001", "220302001001")
    assert above(unit, areas, city.now) == centre


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2026-03-02T02:00", "2026-03-02T02:00"),  # Monday 10:00
        ("2026-03-02T04:00", "2026-03-02T05:00"),  # noon → 13:00
        ("2026-03-02T09:00", "2026-03-03T00:30"),  # 17:00 is closed
        ("2026-03-06T12:00", "2026-03-09T00:30"),  # Friday evening → Monday
        ("2026-09-30T10:00", "2026-10-08T00:30"),  # National Day
        ("2026-10-10T03:00", "2026-10-10T03:00"),  # a Saturday that is worked
    ],
)
def test_what_can_wait_waits_for_the_next_opening(city: City, at: str, opens: str) -> None:
    calendar = catalogues.in_force()[1].calendars["standard"]
    found, finding = hours.opening(calendar, datetime.fromisoformat(at).replace(tzinfo=UTC))
    assert (found, finding) == (datetime.fromisoformat(opens).replace(tzinfo=UTC), None)


def test_without_a_published_year_nothing_is_guessed_and_nothing_kept_back(city: City) -> None:
    calendar = catalogues.in_force()[1].calendars["standard"]
    late = datetime(2026, 12, 31, 12, tzinfo=UTC)
    assert hours.opening(calendar, late) == (late, "calendar-year-unpublished:2027")
