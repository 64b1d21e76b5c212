"""A message goes out or is visibly failed: tried again, never by two at once, and no recipient waits for another."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from gongzhi.bodies.models import Person, Unit
from gongzhi.exchange.notify import calling, claiming, ledger, reaches
from gongzhi.exchange.notify.claiming import claim
from gongzhi.exchange.notify.configured import Configured
from gongzhi.exchange.notify.models import FAILED, INBOX, SENT, SMS, WAITING, Message, Parcel
from gongzhi.exchange.notify.sending import deliver
from gongzhi.matters.loop.checking import CallBack, Check
from gongzhi.matters.loop.dispatching import Dispatch, Take
from gongzhi.matters.loop.handling import Done
from gongzhi.matters.loop.noting import Reclassify
from gongzhi.matters.loop.state import Personal, Plain
from gongzhi.matters.loop.triage import Accept
from gongzhi.vault.values import shred
from tests.cast import CONTACT, LEAD, City
from tests.door.crowd import crowd, together
from tests.door.promises import PHONE, PLANTED
from tests.exchange.messages import NUMBERS, Gateway, dispatched, gateway, listen, number, seat, send, told

__all__ = ["crowd"]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
FLOOD = "24002"
"""A kind that is an emergency."""


@pytest.fixture
def sms() -> Iterator[Gateway]:
    with gateway() as made:
        yield made


def sent_back(city: City) -> None:
    """A rework, which is told by SMS to the handlers."""
    matter = dispatched(city)
    city.do(Take(), "handler", matter)
    city.do(Done(remark=Plain("已修补")), "handler", matter)
    city.do(Check(passed=False, remark=Plain("还有坑")), "neighbour", matter)


def states() -> dict[str, str]:
    return dict(Message.objects.filter(way=SMS).values_list("recipient", "state"))


def test_a_message_goes_out_once_with_the_id_that_tells_a_repetition(city: City, sms: Gateway) -> None:
    number(city, "handler", "mate")
    sent_back(city)
    listen(city, sms.configured)
    assert send(city, sms.configured) == 2
    assert send(city, sms.configured, HOUR) == 0
    assert [len(sms.texts(login)) for login in ("handler", "mate")] == [1, 1]
    assert set(states().values()) == {SENT}
    ids = {str(row) for row in Parcel.objects.values_list("id", flat=True)}
    assert {one["id"] for one in sms.taken} == ids == {head["idempotency-key"] for head in sms.heads}
    assert {head["authorization"] for head in sms.heads} == {"Bearer a-token-of-the-gateway"}


def test_who_does_not_want_it_and_who_left_no_number_is_told_in_the_inbox_alone(city: City, sms: Gateway) -> None:
    number(city, "handler")
    reaches.change(city.people["handler"].pk, "sms", wanted=False, address=None)
    sent_back(city)
    listen(city, sms.configured)
    assert not Parcel.objects.exists()
    assert told(city, "sent_back") == {"handler", "mate", "head"}


def test_one_bad_recipient_keeps_nobody_else_waiting_and_is_given_up_visibly(city: City, sms: Gateway) -> None:
    number(city, "handler", "mate")
    sms.status[NUMBERS["handler"]] = 422
    sent_back(city)
    listen(city, sms.configured)
    send(city, sms.configured)
    assert len(sms.texts("mate")) == 1
    bad = Message.objects.get(way=SMS, state=FAILED)
    assert (bad.recipient, bad.error) == (city.actor("handler").id, "gateway-refused")
    assert told(city, "undelivered") == {"head"}
    assert [row["error"] for row in ledger.failed(10)] == ["gateway-refused"]
    sms.status.clear()
    assert ledger.retry(10, city.now) == 1
    send(city, sms.configured)
    assert set(states().values()) == {SENT}


def test_a_gateway_that_is_away_is_tried_ever_later_and_then_given_up(city: City, sms: Gateway) -> None:
    number(city, "handler")
    sms.status["*"] = 503
    sent_back(city)
    trying = Configured(sms_url=sms.url, tries=4)
    listen(city, trying)
    begun, tries = city.now, []
    while Parcel.objects.filter(state=WAITING).exists():
        due = Parcel.objects.get().next_at
        assert due is not None
        city.now = max(city.now, due)
        assert send(city, trying) == 1
        tries.append(city.now - begun)
    assert tries == [timedelta(0), MINUTE, 5 * MINUTE, 21 * MINUTE]
    assert Message.objects.get(way=SMS).error == "gateway-busy"
    assert Message.objects.get(way=SMS).state == FAILED


def test_what_died_in_a_senders_hands_is_taken_over_when_its_lease_ends(city: City, sms: Gateway) -> None:
    number(city, "handler")
    sent_back(city)
    listen(city, sms.configured)
    dead = claim("one that dies", city.now, 10)
    assert len(dead) == 1
    assert send(city, sms.configured, MINUTE) == 0
    assert send(city, sms.configured, claiming.LEASE) == 1
    claiming.settle_failed(dead[0], "internal", city.now, last=True)
    assert set(states().values()) == {SENT}
    assert Parcel.objects.get().tries == 2


def test_much_at_once_is_one_piece_that_says_how_much(city: City, sms: Gateway) -> None:
    number(city, "handler")
    patient = replace(sms.configured, pause=timedelta(minutes=30))
    for _ in range(10):
        sent_back(city)
    listen(city, patient)
    assert send(city, patient) == 1
    assert sms.texts("handler")[0].startswith("您有10条新消息")
    sent_back(city)
    sent_back(city)
    listen(city, patient)
    assert send(city, patient) == 0
    assert send(city, patient, timedelta(minutes=30)) == 1
    assert sms.texts("handler")[1].startswith("您有2条新消息")
    assert Message.objects.filter(way=INBOX, code="sent_back", recipient=city.actor("handler").id).count() == 12
    assert set(states().values()) == {SENT}


def test_at_night_it_waits_for_the_offices_to_open_but_an_emergency_does_not(city: City, sms: Gateway) -> None:
    number(city, "handler", "mate", "clerk", "colleague")
    city.now = datetime(2026, 3, 2, 13, tzinfo=UTC)
    sent_back(city)
    listen(city, sms.configured)
    assert send(city, sms.configured) == 0
    city.report("worker", kind=FLOOD)
    listen(city, sms.configured)
    assert send(city, sms.configured) == 2
    assert {one["to"] for one in sms.taken} == {NUMBERS["clerk"], NUMBERS["colleague"]}
    city.now = datetime(2026, 3, 3, 0, 29, tzinfo=UTC)
    assert send(city, sms.configured) == 0
    assert send(city, sms.configured, MINUTE) == 2


def test_a_try_that_falls_into_the_night_waits_for_the_morning_too(city: City, sms: Gateway) -> None:
    number(city, "handler")
    city.now = datetime(2026, 3, 2, 8, 50, tzinfo=UTC)
    sms.status["*"] = 503
    sent_back(city)
    listen(city, sms.configured)
    city.now = datetime(2026, 3, 2, 8, 59, tzinfo=UTC)
    assert send(city, sms.configured) == 1
    sms.status.clear()
    assert send(city, sms.configured, 2 * MINUTE) == 0
    assert Parcel.objects.get().next_at == datetime(2026, 3, 3, 0, 30, tzinfo=UTC)
    city.now = datetime(2026, 3, 3, 0, 30, tzinfo=UTC)
    assert send(city, sms.configured) == 1
    assert set(states().values()) == {SENT}


def test_a_unit_that_keeps_hours_of_its_own_is_told_in_them(city: City, sms: Gateway) -> None:
    number(city, "handler")
    Unit.objects.filter(code=LEAD).update(calendar="around-the-clock")
    city.now = datetime(2026, 3, 2, 13, tzinfo=UTC)
    sent_back(city)
    listen(city, sms.configured)
    assert send(city, sms.configured) == 1


def test_whoever_left_the_post_in_between_is_not_told_outside(city: City, sms: Gateway) -> None:
    number(city, "handler")
    sent_back(city)
    listen(city, sms.configured)
    Person.objects.filter(login="handler").update(is_active=False)
    send(city, sms.configured)
    assert sms.taken == []
    assert Message.objects.get(way=SMS).error == "left"


def test_the_reporter_is_told_by_the_number_in_the_vault(city: City, sms: Gateway) -> None:
    matter = city.report(contact=CONTACT)
    city.do(Accept(), "clerk", matter.id)
    listen(city, sms.configured)
    assert told(city, "reporter_accepted", SMS) == {"reporter"}
    send(city, sms.configured)
    assert sms.texts(PHONE) == [f"您反映的事项已受理，编号{matter.number}，可凭查询码查询进度。"]


def test_a_reporter_who_is_told_two_things_at_once_is_told_the_newer(city: City, sms: Gateway) -> None:
    city.now = datetime(2026, 3, 2, 13, tzinfo=UTC)
    matter = city.report(contact=CONTACT).id
    city.do(Accept(), "clerk", matter)
    city.do(Dispatch(support=()), "colleague", matter)
    for command, by in (
        (Take(), "handler"),
        (Done(remark=Plain("好了")), "handler"),
        (Check(passed=True), "neighbour"),
    ):
        city.do(command, by, matter)
    city.do(CallBack(reached=True, solved=True), "clerk", matter)
    listen(city, sms.configured)
    city.now = datetime(2026, 3, 3, 1, tzinfo=UTC)
    assert send(city, sms.configured) == 1
    assert [one["text"].endswith("未解决的可申请重开。") for one in sms.taken] == [True]


def test_nothing_goes_by_itself_to_the_reporter_where_it_could_put_them_in_danger(city: City, sms: Gateway) -> None:
    matter = city.report(kind="26002", contact=CONTACT, answers={})
    changed = city.report(contact=CONTACT).id
    city.do(Accept(), "clerk", changed)
    listen(city, sms.configured)
    assert told(city, "reporter_accepted", SMS) == {"reporter"}
    assert not Message.objects.filter(matter_id=matter.id).exclude(way=INBOX).exists()
    city.do(Reclassify(kind="26002"), "clerk", changed)
    send(city, sms.configured)
    assert sms.taken == []
    assert Message.objects.get(way=SMS).error == "reporter-silent"


@pytest.mark.parametrize("contact", [{"name": "王小明"}, {"phone": "村口小卖部"}])
def test_a_reporter_without_a_usable_number_is_no_reason_to_stop(
    city: City, sms: Gateway, contact: dict[str, str]
) -> None:
    matter = city.report(contact=Personal(contact)).id
    city.do(Accept(), "clerk", matter)
    listen(city, sms.configured)
    send(city, sms.configured)
    assert sms.taken == []
    assert [row.error for row in Message.objects.filter(way=SMS)] == ["no-way"] * ("phone" in contact)


def test_a_number_whose_key_was_destroyed_is_gone_for_messages_too(city: City, sms: Gateway) -> None:
    matter = city.report(contact=CONTACT).id
    city.do(Accept(), "clerk", matter)
    listen(city, sms.configured)
    shred(matter, by="person:1", second="person:2", at=city.now)
    send(city, sms.configured)
    assert Message.objects.get(way=SMS).error == "key-destroyed"


def test_no_personal_value_stands_in_any_table_of_messages(
    city: City, sms: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    number(city, "handler", "mate")
    matter = city.report(contact=CONTACT).id
    city.do(Accept(), "clerk", matter)
    sent_back(city)
    sms.status[PHONE] = 422
    listen(city, sms.configured)
    send(city, sms.configured)
    known = (*PLANTED, *NUMBERS.values(), "a-token-of-the-gateway")
    with connection.cursor() as cursor:
        for table in ("notify_message", "notify_parcel", "notify_reach", "notify_robot"):
            cursor.execute(f"SELECT * FROM {table}")
            said = " ".join(
                str(bytes(cell) if isinstance(cell, memoryview) else cell) for row in cursor for cell in row
            )
            assert [value for value in known if value in said] == []
    assert "was given up: gateway-refused" in caplog.text
    assert [value for value in known if value in caplog.text] == []


@pytest.mark.slow
def test_many_senders_at_once_never_send_anything_twice(
    crowd: City, sms: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    # However busy the machine is, no call is over time: what is given up would be sent at its next try, not now.
    monkeypatch.setattr(calling, "SILENCE", 300.0)
    monkeypatch.setattr(calling, "LONGEST", 300.0)
    for place in range(40):
        login = f"helper{place}"
        seat(crowd, login, LEAD, "handler")
        reaches.change(crowd.people[login].pk, "sms", wanted=True, address=f"139222200{place:02d}")
    sent_back(crowd)
    listen(crowd, sms.configured)
    assert Parcel.objects.count() == 40
    at = crowd.now
    together(lambda _: [deliver(lambda: at, sms.configured, 5) for _ in range(8)], 4)
    assert sorted(one["to"] for one in sms.taken) == [f"139222200{place:02d}" for place in range(40)]
    assert set(states().values()) == {SENT}
