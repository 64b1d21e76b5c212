"""The house and the reporter talk through the platform; the telephone carries no more than that something is there."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from gongzhi.exchange.notify.configured import Configured
from gongzhi.kernel import Actor, Refused, Right
from gongzhi.matters import journal
from gongzhi.matters.loop.conversing import Reply, WriteToReporter
from gongzhi.matters.loop.state import Plain
from gongzhi.matters.models import TextRow
from tests.cast import CONTACT, City
from tests.exchange.messages import Gateway, dispatched, gateway, listen, send, told
from tests.http.conftest import Wire

pytestmark = pytest.mark.django_db
PHONE = CONTACT.values["phone"]
WRITTEN = "请问井盖在路的哪一侧"


@pytest.fixture
def sms() -> Iterator[Gateway]:
    with gateway() as made:
        yield made


def code_of(wire: Wire, **said: Any) -> tuple[UUID, str]:
    made = wire.report(contact={"name": "王小明", "phone": PHONE}, **said)
    return UUID(made["id"]), made["query_code"]


def answers(wire: Wire, code: str) -> list[tuple[str, str]]:
    return [(one["what"], one["text"]) for one in wire.get(f"/follow/{code}").json["answers"]]


def test_the_unit_writes_the_reporter_reads_behind_the_code_and_answers(wire: Wire) -> None:
    matter, code = code_of(wire)
    wire.do("accept", matter, "clerk", seen=None)
    version = wire.get(f"/matters/{matter}", "clerk").json["matter"]["version"]
    assert wire.do("write_to_reporter", matter, "clerk", seen=version, remark=WRITTEN).status == 200
    assert ("WrittenToReporter", WRITTEN) in answers(wire, code)
    assert wire.post(f"/follow/{code}/reply", {"remark": "东侧，靠近公交站"}).status == 200
    whole = wire.get(f"/matters/{matter}", "clerk").json
    assert "东侧，靠近公交站" in whole["words"].values()
    assert [line["event"] for line in whole["journal"]][-2:] == ["WrittenToReporter", "Replied"]
    assert ("Replied", "") in answers(wire, code)
    assert PHONE not in str(whole)


def test_the_short_message_says_only_that_something_is_there(city: City, sms: Gateway) -> None:
    matter = dispatched(city, contact=CONTACT)
    listen(city, sms.configured)
    city.do(WriteToReporter(remark=Plain(WRITTEN)), "handler", matter)
    listen(city, sms.configured)
    assert told(city, "reporter_written", "sms") == {"reporter"}
    send(city, sms.configured, timedelta(hours=1))
    texts = sms.texts(PHONE)
    assert "新留言" in texts[-1]
    assert "查询码" in texts[-1]
    assert not any(WRITTEN in text or PHONE in text for text in texts)


def test_who_has_it_is_told_of_the_answer(city: City) -> None:
    matter = dispatched(city, contact=CONTACT)
    city.do(WriteToReporter(remark=Plain(WRITTEN)), "handler", matter)
    city.do(Reply(remark=Plain("在东侧")), Actor(id=f"reporter:{matter}"), matter)
    listen(city, Configured())
    assert {"handler", "mate"} <= told(city, "reporter_replied")


def test_between_people_what_is_written_is_sealed_and_read_by_the_reporter_alone(wire: Wire) -> None:
    matter, code = code_of(wire, kind="23001")
    state = journal.state(matter)
    assert state.privacy == "P2"
    desk = Actor(id="person:desk", unit=state.holder, rights=frozenset({Right(duty="matters.handle")}))
    wire.city.do(WriteToReporter(remark=Plain(WRITTEN)), desk, matter)
    assert not TextRow.objects.filter(matter_id=matter).exists()
    assert ("WrittenToReporter", WRITTEN) in answers(wire, code)


def test_to_whom_it_could_bring_danger_nothing_is_written(city: City) -> None:
    matter = city.report("worker", contact=CONTACT, kind="26001").id
    with pytest.raises(Refused, match="reporter-silent"):
        city.do(WriteToReporter(remark=Plain(WRITTEN)), "clerk", matter)


def test_nobody_else_writes_or_answers(city: City) -> None:
    matter = dispatched(city, contact=CONTACT)
    for by in ("stranger", "checker"):
        with pytest.raises(Refused, match="no-right"):
            city.do(WriteToReporter(remark=Plain(WRITTEN)), by, matter)
    for by in ("handler", "clerk", "stranger"):
        with pytest.raises(Refused, match="no-right"):
            city.do(Reply(remark=Plain("在东侧")), by, matter)
