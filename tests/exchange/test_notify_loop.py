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
    "Redacted": "by two people who know it",
}
"""The events that nobody is told of, and why."""


@pytest.fixture
def sms() -> Iterator[Gateway]:
    with gateway() as made:
        yield made


@pytest.fixture
def full(city: City) -> City:
    """The cast with a head of the lead's unit, and an overseer in the centres of county and city."""
    seat(city, "chief", LEAD, "head")
    seat(city, "overseer", "220302-ZZ", "supervisor")
    seat(city, "mayor", "ZZ", "supervisor")
    return city


def taken(city: City, **said: Any) -> UUID:
    matter = dispatched(city, **said)
    city.do(Take(), "handler", matter)
    return matter


def test_every_event_is_told_to_somebody_or_known_to_be_told_to_nobody(city: City) -> None:
    said = {message.event for message in catalogues.in_force()[1].messages.values()}
    assert said & UNTOLD.keys() == set()
    assert sorted(EVENTS.keys() - said - UNTOLD.keys()) == []
    assert sorted((said | UNTOLD.keys()) - EVENTS.keys()) == []


def test_a_matter_that_is_recalled_or_returned_is_told_to_the_other_side(full: City) -> None:
    matter = dispatched(full)
    full.do(Recall(), "colleague", matter)
    full.do(Dispatch(lead=LEAD, support=()), "colleague", matter)
    full.do(ReturnPart(reason="not-our-duty", clause=Plain("三定规定第二条")), "handler", matter)
    listen(full)
    assert told(full, "recalled") == {"handler", "mate", "chief"}
    assert told(full, "returned") == {"clerk", "colleague"}
    assert told(full, "returned_to_arbitration") == set()


def test_whoever_is_reassigned_to_and_from_and_asked_to_support_hears_of_it(full: City) -> None:
    matter = taken(full)
    full.do(Reassign(lead=SUPPORT, support=()), "colleague", matter)
    full.do(AddSupport(units=(LEAD,)), "colleague", matter)
    listen(full)
    assert told(full, "reassigned") == {"helper"}
    assert told(full, "reassigned_away") == {"handler", "mate", "chief"}
    assert told(full, "support_asked") == {"handler", "mate", "chief"}


def test_whom_the_head_names_is_told_and_nobody_else(full: City) -> None:
    matter = taken(full)
    full.do(AssignWithin(person=full.actor("mate").id), "chief", matter)
    full.do(AssignWithin(section="道路科"), "chief", matter)
    listen(full)
    assert told(full, "assigned") == {"mate"}


def test_urging_and_supervising_reach_the_unit_and_the_centre_that_orders_it(full: City) -> None:
    matter = taken(full)
    full.do(Urge(remark=Plain("请抓紧")), "colleague", matter)
    full.do(Supervise(remark=Plain("三日内办结")), "overseer", matter)
    listen(full)
    assert told(full, "urged") == told(full, "supervised") == {"handler", "mate", "chief"}
    assert told(full, "supervising") == {"clerk", "colleague"}
    full.do(AnswerSupervision(remark=Plain("已安排")), "chief", matter)
    listen(full)
    assert told(full, "supervision_answered") == {"overseer", "clerk", "colleague"}
    orders = Message.objects.filter(code="supervised", way=INBOX)
    assert {row.due_at for row in orders} != {None}


def test_above_the_centre_that_dispatched_sits_who_is_told_of_the_list(full: City) -> None:
    matter = taken(full)
    while outbox.sequence():
        pass
    line = next(iter(hearing.heard(outbox.sent_after(0, 100), {"Taken"})))
    assert line.after.id == matter
    found = people([Role(whose="above", posts="supervisors")], line, full.now)
    assert [(one.person, one.unit) for one in found] == [(full.people["mayor"].pk, "ZZ")]


def test_who_is_called_to_the_spot_is_told_at_night_too(full: City, sms: Gateway) -> None:
    number(full, "handler")
    full.now = datetime(2026, 3, 2, 13, tzinfo=UTC)
    matter = taken(full)
    seat(full, "street", "220302001-ZZ", "dispatcher")
    number(full, "helper")
    full.do(Blow(unit=SUPPORT, remark=Plain("请到现场")), "street", matter)
    listen(full, sms.configured)
    assert send(full, sms.configured) == 1
    assert len(sms.texts("helper")) == 1
    full.do(Arrive(), "helper", matter)
    listen(full, sms.configured)
    assert told(full, "arrived_on_the_spot") == {"clerk", "colleague", "handler", "mate"}


def test_more_time_is_asked_of_those_who_grant_it_and_told_to_the_reporter(full: City, sms: Gateway) -> None:
    matter = taken(full, contact=CONTACT)
    full.do(Extend(days=2, remark=Plain("等材料")), "handler", matter)
    listen(full, sms.configured)
    assert told(full, "extension_asked") == {"clerk", "colleague", "overseer"}
    full.do(GrantExtension(), "overseer", matter)
    listen(full, sms.configured)
    assert told(full, "extension_granted") == {"handler", "mate", "chief"}
    assert told(full, "reporter_extension", SMS) == {"reporter"}


def test_whoever_reported_what_is_merged_is_told_that_it_goes_on(full: City, sms: Gateway) -> None:
    goes_on = full.report().id
    other = full.report(contact=CONTACT).id
    full.do(Accept(), "clerk", goes_on)
    full.do(Merge(into=goes_on), "clerk", other)
    listen(full, sms.configured)
    row = Message.objects.get(way=SMS, code="reporter_merged")
    assert row.matter_id == other
    full.now += timedelta(days=1)
    send(full, sms.configured)
    assert "合并办理" in sms.taken[-1]["text"]
