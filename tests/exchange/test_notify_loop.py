"""What happens beside the straight path is told too: returned, urged, supervised, called, extended, merged."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from gongzhi.catalogue import Role
from gongzhi.exchange.notify.models import INBOX, SMS, Message
from gongzhi.exchange.notify.recipients import told as people
from gongzhi.matters import catalogues, hearing, outbox
from gongzhi.matters.loop import EVENTS
from gongzhi.matters.loop.dispatching import Dispatch, Take
from gongzhi.matters.loop.extending import Extend, GrantExtension
from gongzhi.matters.loop.joint import AddSupport, AssignWithin, Reassign
from gongzhi.matters.loop.merging import Merge
from gongzhi.matters.loop.returning import Recall, ReturnPart
from gongzhi.matters.loop.state import Plain
from gongzhi.matters.loop.triage import Accept
from gongzhi.matters.loop.urging import AnswerSupervision, Supervise, Urge
from gongzhi.matters.loop.whistling import Arrive, Blow
from tests.cast import CONTACT, LEAD, SUPPORT, City
from tests.exchange.messages import Gateway, dispatched, gateway, listen, number, seat, send, told

UNTOLD = {
    "Reported": "it is routed in the same command, which is told",
    "Located": "as above",
    "SelfHandled": "nothing waits for anybody",
    "Progressed": "read with the matter; every photo would be a message",
    "Called": "what follows from it is told: closed, or sent back",
    "Rated": "a figure, not a task",
    "Archived": "nothing waits for anybody",
    "Commented": "read with the matter",
    "Attached": "read with the matter",
    "Corrected": "read with the matter",
    "Reclassified": "read with the matter",
    "Adopted": "whoever adopts it has it",
    "ImportClosed": "run by another system",
    "ArrivalRated": "a figure, not a task",
    "Acknowledged": "it only ends a clock",
    "ReceiptRecorded": "it only ends a clock",
    "Released": "the other half of a split, which is told",
    "Joined": "a link, not a task",
    "SpotChecked": "nothing waits for anybody",
    "ProcedureBegun": "it begins with the taking, which the handlers did",
    "ProcedureResumed": "as above",
    "Isolated": "the centre has it back in the same command, which is told",
    "Redacted": "by two people who know it",
    "Amended": "what is over goes to nobody; whoever asked for it finds the answer to the request",
}
"""The events that nobody is told of, and why."""


@pytest.fixture
def sms() -> Iterator[Gateway]:
    with gateway() as made:
        yield made


def taken(city: City, **said: Any) -> UUID:
    matter = dispatched(city, **said)
    city.do(Take(), "handler", matter)
    return matter


def test_every_event_is_told_to_somebody_or_known_to_be_told_to_nobody(city: City) -> None:
    said = {message.event for message in catalogues.in_force()[1].messages.values()}
    assert said & UNTOLD.keys() == set()
    assert sorted(EVENTS.keys() - said - UNTOLD.keys()) == []
    assert sorted((said | UNTOLD.keys()) - EVENTS.keys()) == []


def test_a_matter_that_is_recalled_or_returned_is_told_to_the_other_side(city: City) -> None:
    matter = dispatched(city)
    city.do(Recall(), "colleague", matter)
    city.do(Dispatch(lead=LEAD, support=()), "colleague", matter)
    city.do(ReturnPart(reason="not-our-duty", clause=Plain("三定规定第二条")), "handler", matter)
    listen(city)
    assert told(city, "recalled") == {"handler", "mate", "head"}
    assert told(city, "returned") == {"clerk", "colleague"}
    assert told(city, "returned_to_arbitration") == set()


def test_whoever_is_reassigned_to_and_from_and_asked_to_support_hears_of_it(city: City) -> None:
    matter = taken(city)
    city.do(Reassign(lead=SUPPORT, support=()), "colleague", matter)
    city.do(AddSupport(units=(LEAD,)), "colleague", matter)
    listen(city)
    assert told(city, "reassigned") == {"helper"}
    assert told(city, "reassigned_away") == {"handler", "mate", "head"}
    assert told(city, "support_asked") == {"handler", "mate", "head"}


def test_whom_the_head_names_is_told_and_nobody_else(city: City) -> None:
    matter = taken(city)
    city.do(AssignWithin(person=city.actor("mate").id), "head", matter)
    city.do(AssignWithin(section="道路科"), "head", matter)
    listen(city)
    assert told(city, "assigned") == {"mate"}


def test_urging_and_supervising_reach_the_unit_and_the_centre_that_orders_it(city: City) -> None:
    matter = taken(city)
    city.do(Urge(remark=Plain("请抓紧")), "colleague", matter)
    city.do(Supervise(remark=Plain("三日内办结")), "supervisor", matter)
    listen(city)
    assert told(city, "urged") == told(city, "supervised") == {"handler", "mate", "head"}
    assert told(city, "supervising") == {"clerk", "colleague", "leader"}
    city.do(AnswerSupervision(remark=Plain("已安排")), "head", matter)
    listen(city)
    assert told(city, "supervision_answered") == {"supervisor", "leader", "clerk", "colleague"}
    orders = Message.objects.filter(code="supervised", way=INBOX)
    assert {row.due_at for row in orders} != {None}


def test_above_the_centre_that_dispatched_sits_who_is_told_of_the_list(city: City) -> None:
    matter = taken(city)
    while outbox.sequence():
        pass
    line = next(iter(hearing.heard(outbox.sent_after(0, 100), {"Taken"})))
    assert line.after.id == matter
    seat(city, "mayor", "ZZ", "supervisor")
    found = people([Role(whose="above", posts="supervisors")], line, city.now)
    assert [(one.person, one.unit) for one in found] == [(city.people["mayor"].pk, "ZZ")]


def test_who_is_called_to_the_spot_is_told_at_night_too(city: City, sms: Gateway) -> None:
    number(city, "handler")
    city.now = datetime(2026, 3, 2, 13, tzinfo=UTC)
    matter = taken(city)
    number(city, "helper")
    city.do(Blow(unit=SUPPORT, remark=Plain("请到现场")), "street", matter)
    listen(city, sms.configured)
    assert send(city, sms.configured) == 1
    assert len(sms.texts("helper")) == 1
    city.do(Arrive(), "helper", matter)
    listen(city, sms.configured)
    assert told(city, "arrived_on_the_spot") == {"clerk", "colleague", "handler", "mate"}


def test_more_time_is_asked_of_those_who_grant_it_and_told_to_the_reporter(city: City, sms: Gateway) -> None:
    matter = taken(city, contact=CONTACT)
    city.do(Extend(days=2, remark=Plain("等材料")), "handler", matter)
    listen(city, sms.configured)
    assert told(city, "extension_asked") == {"clerk", "colleague", "leader", "supervisor"}
    city.do(GrantExtension(), "supervisor", matter)
    listen(city, sms.configured)
    assert told(city, "extension_granted") == {"handler", "mate", "head"}
    assert told(city, "reporter_extension", SMS) == {"reporter"}


def test_whoever_reported_what_is_merged_is_told_that_it_goes_on(city: City, sms: Gateway) -> None:
    goes_on = city.report().id
    other = city.report(contact=CONTACT).id
    city.do(Accept(), "clerk", goes_on)
    city.do(Merge(into=goes_on), "clerk", other)
    listen(city, sms.configured)
    row = Message.objects.get(way=SMS, code="reporter_merged")
    assert row.matter_id == other
    city.now += timedelta(days=1)
    send(city, sms.configured)
    assert "合并办理" in sms.taken[-1]["text"]
