"""The hard ways of a matter through the door: bounced, called to the spot, waiting, merged, handed over, overdue."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from gongzhi.kernel import Actor, Refused, Right
from gongzhi.matters import clocks, following, journal, outbox, queries, replay
from gongzhi.matters.loop.appealing import Appeal
from gongzhi.matters.loop.checking import Check
from gongzhi.matters.loop.closing import Reopen
from gongzhi.matters.loop.dispatching import Dispatch, Take
from gongzhi.matters.loop.extending import Extend, GrantExtension
from gongzhi.matters.loop.handling import Done, PartDone
from gongzhi.matters.loop.importing import Adopt, ImportRecord
from gongzhi.matters.loop.joint import AssignWithin
from gongzhi.matters.loop.levels import Acknowledge, HandDown, RaiseUp
from gongzhi.matters.loop.merging import Join, Merge, Split
from gongzhi.matters.loop.noting import Redact
from gongzhi.matters.loop.outside import HandOver, RecordReceipt
from gongzhi.matters.loop.ownerless import MarkOwnerless
from gongzhi.matters.loop.returning import ReturnPart, Rule
from gongzhi.matters.loop.shelving import EnterLedger, LeaveLedger
from gongzhi.matters.loop.state import Plain, Stage
from gongzhi.matters.loop.suspending import GrantSuspension, Suspend
from gongzhi.matters.loop.triage import Accept, Decline
from gongzhi.matters.loop.urging import AnswerSupervision
from gongzhi.matters.loop.whistling import Arrive, Blow, RateArrival
from gongzhi.matters.models import Entry, MatterRow
from tests.cast import CONTACT, HERE, LEAD, SUPPORT, City
from tests.door.promises import broken

SAID = Plain("按规定办理")


def events(matter: UUID) -> list[str]:
    """What happened, in order."""
    return list(Entry.objects.filter(matter_id=matter).order_by("version").values_list("event", flat=True))


def stage(matter: UUID) -> Stage:
    return journal.state(matter).stage


def dispatched(city: City, **said: Any) -> UUID:
    made = city.report(**said)
    city.do(Accept(), "clerk", made.id)
    city.do(Dispatch(lead=LEAD, support=()), "colleague", made.id)
    return made.id


def in_hand(city: City, **said: Any) -> UUID:
    matter = dispatched(city, **said)
    city.do(Take(), "handler", matter)
    return matter


def whole(city: City) -> None:
    """Everything stored agrees with its journal and keeps its promises."""
    assert list(replay.matters(MatterRow.objects.values_list("id", flat=True))) == []
    assert broken(city.now) == []


def feed() -> None:
    """Everybody who hears the feed has heard it."""
    while outbox.sequence(100) + outbox.consume("answers", lambda sent: following.answer_merged(sent, NOW[0]), 100):
        pass


NOW: list[Any] = [None]


def test_a_matter_that_bounces_is_ruled_and_bounces_no_more(city: City) -> None:
    matter = dispatched(city)
    returned = ReturnPart(reason="not-our-duty", clause=Plain("三定方案第三条"))
    for _ in range(2):
        city.do(returned, "handler", matter)
        assert stage(matter) is Stage.ACCEPTED
        city.do(Dispatch(lead=LEAD, support=()), "colleague", matter)
    city.do(returned, "handler", matter)
    state = journal.state(matter)
    assert (state.arbitration, state.holder) == (True, "ZZ")
    with pytest.raises(Refused, match="waits-for-ruling"):
        city.do(Dispatch(lead=LEAD, support=()), "arbiter", matter)
    assert MatterRow.objects.get(id=matter).waiting == "ruling"
    city.do(Rule(lead=LEAD, basis=Plain("权责清单第 12 项")), "arbiter", matter)
    with pytest.raises(Refused, match="locked-by-ruling"):
        city.do(returned, "handler", matter)
    assert journal.state(matter).centre == "220302-ZZ"
    whole(city)


def test_a_unit_called_to_the_spot_sees_it_comes_and_is_rated_and_the_lead_stays(city: City) -> None:
    matter = in_hand(city)
    city.do(Blow(unit=SUPPORT, remark=SAID), "street", matter)
    queries.access_matter(matter, city.actor("helper"))
    city.do(Arrive(), "helper", matter)
    city.do(RateArrival(number=1, rating=5), "street", matter)
    state = journal.state(matter)
    assert (state.lead, state.whistles[0].rating) == (LEAD, 5)
    whole(city)


def test_more_time_is_asked_for_in_time_and_granted_by_another(city: City) -> None:
    matter = in_hand(city)
    due = journal.state(matter).clock("handling").due_at  # type: ignore[union-attr]
    city.do(Extend(days=2, remark=SAID), "handler", matter)
    with pytest.raises(Refused, match="no-right"):
        city.do(GrantExtension(), "head", matter)
    city.do(GrantExtension(), "colleague", matter)
    later = journal.state(matter).clock("handling")
    assert later is not None
    assert later.due_at - due >= timedelta(days=2)
    assert (later.extended[0].amount, later.extended[0].measure) == (2, "work_days")
    whole(city)


def test_a_suspended_matter_waits_without_its_clock_and_goes_on_by_itself(city: City) -> None:
    matter = in_hand(city)
    until = city.now + timedelta(days=30)
    city.do(Suspend(reason="season", until=until), "handler", matter)
    city.do(GrantSuspension(), "supervisor", matter)
    assert clocks.work(city.now + timedelta(days=29)) == 0
    city.now = until + timedelta(minutes=1)
    assert clocks.work(city.now) == 1
    assert events(matter)[-1] == "Resumed"
    assert journal.state(matter).clock("handling").due_at > until  # type: ignore[union-attr]
    whole(city)


def test_what_cannot_be_solved_is_on_the_ledger_and_reviewed(city: City) -> None:
    matter = in_hand(city)
    city.do(EnterLedger(remark=SAID, sponsor="220302-ZZ", days=60), "leader", matter)
    assert MatterRow.objects.get(id=matter).ledger_until is not None
    city.now += timedelta(days=61)
    clocks.work(city.now)
    assert {"Reminded", "Urged"} <= set(events(matter))
    city.do(LeaveLedger(remark=SAID), "leader", matter)
    city.do(Done(remark=SAID), "handler", matter)
    assert stage(matter) is Stage.CHECKING
    whole(city)


def test_the_ladder_speaks_once_for_each_step_after_a_long_sleep_in_order(city: City) -> None:
    matter = in_hand(city)
    later = city.now + timedelta(days=40)
    clocks.work(later)
    clocks.work(later)
    about = [
        name
        for name, data in Entry.objects.filter(matter_id=matter).order_by("version").values_list("event", "data")
        if '"clock":"handling"' in data.replace(" ", "")
    ]
    assert about == ["Reminded", "Urged", "Supervised", "Listed"]
    order = journal.state(matter).orders[0]
    assert (order.unit, order.centre) == (LEAD, "ZZ")
    city.now = later
    city.do(AnswerSupervision(remark=SAID), "handler", matter)
    assert journal.state(matter).orders[0].answered_at == city.now
    whole(city)


def test_two_reports_of_one_fact_are_one_matter_and_both_are_answered(city: City) -> None:
    one, other = in_hand(city), city.report(contact=CONTACT).id
    city.do(Merge(into=one), "clerk", other)
    assert journal.state(one).absorbed == (other,)
    with pytest.raises(Refused, match="merge-into-open"):
        city.do(Merge(into=other), "colleague", one)
    city.do(Done(remark=SAID), "handler", one)
    city.do(Check(passed=True), "neighbour", one)
    assert stage(one) is Stage.CLOSED
    NOW[0] = city.now
    feed()
    assert events(other)[-1] == "Answered"
    whole(city)


def test_what_was_parted_and_merged_into_the_same_again_is_answered_again(city: City) -> None:
    one, other = in_hand(city), city.report(contact=CONTACT).id
    for again in (1, 2):
        city.do(Merge(into=one), "clerk", other)
        city.do(Done(remark=SAID), "handler", one)
        city.do(Check(passed=True), "neighbour", one)
        NOW[0] = city.now
        feed()
        assert events(other).count("Answered") == again
        city.do(Split(remark=SAID), "colleague", other)
        city.do(Reopen(remark=SAID), Actor(id=f"reporter:{one}"), one)
        city.do(Take(), "handler", one)
    whole(city)


def test_what_was_merged_wrongly_stands_by_itself_again(city: City) -> None:
    one, other = city.report().id, in_hand(city)
    city.do(Merge(into=one), "colleague", other)
    city.do(Split(remark=SAID), "colleague", other)
    assert (stage(other), journal.state(one).absorbed) == (Stage.HANDLING, ())
    city.do(Join(other=one), "colleague", other)
    assert journal.state(one).joined == (other,)
    city.do(Done(remark=SAID), "handler", other)
    whole(city)


def test_what_is_for_the_fire_brigade_is_handed_over_by_telephone_first_and_followed(city: City) -> None:
    matter = city.report().id
    with pytest.raises(Refused, match="phone-first"):
        city.do(HandOver(target="fire-119"), "clerk", matter)
    city.do(HandOver(target="fire-119", phoned_at=city.now), "clerk", matter)
    city.now += timedelta(hours=1)
    clocks.work(city.now)
    assert "Urged" in events(matter)
    city.do(RecordReceipt(taken=False, remark=SAID), "clerk", matter)
    assert stage(matter) is Stage.REPORTED
    city.do(HandOver(target="fire-119", phoned_at=city.now), "clerk", matter)
    city.do(RecordReceipt(taken=True, reference=Plain("119-88")), "clerk", matter)
    city.now += timedelta(days=31)
    clocks.work(city.now)
    assert stage(matter) is Stage.ARCHIVED
    whole(city)


def test_it_goes_up_and_down_with_a_receipt(city: City) -> None:
    matter = city.report(kind="06011").id
    city.do(RaiseUp(remark=SAID), "seat", matter)
    assert journal.state(matter).holder == "220302-ZZ"
    city.do(Acknowledge(), "clerk", matter)
    city.do(HandDown(unit="220302001-ZZ", remark=SAID), "clerk", matter)
    assert MatterRow.objects.get(id=matter).waiting == "receipt"
    city.do(Acknowledge(), "seat", matter)
    whole(city)


def test_what_nobody_owns_is_made_safe_while_it_is_ruled(city: City) -> None:
    matter = city.report().id
    city.do(Accept(), "clerk", matter)
    city.do(MarkOwnerless(remark=SAID), "colleague", matter)
    assert journal.state(matter).holder == "ZZ"
    city.do(Take(), "street", matter)
    city.do(PartDone(remark=SAID), "street", matter)
    city.do(Rule(lead=LEAD, basis=SAID), "arbiter", matter)
    city.do(Take(), "handler", matter)
    city.do(Done(remark=SAID), "handler", matter)
    whole(city)


def test_a_refusal_is_looked_at_again_by_another_clerk_once(city: City) -> None:
    made = city.report(by="stranger")
    city.do(Decline(reason="not-found"), "clerk", made.id)
    reporter = Actor(id=f"reporter:{made.id}")
    city.do(Appeal(remark=SAID), reporter, made.id)
    with pytest.raises(Refused, match="decided-by-same-clerk"):
        city.do(Accept(), "clerk", made.id)
    city.do(Decline(reason="not-found"), "colleague", made.id)
    with pytest.raises(Refused, match="appealed-already"):
        city.do(Appeal(remark=SAID), reporter, made.id)
    whole(city)


def test_the_second_rework_is_supervised_and_listed_by_itself(city: City) -> None:
    matter = in_hand(city)
    for _ in range(2):
        city.do(Done(remark=SAID), "handler", matter)
        city.do(Check(passed=False, remark=SAID), "neighbour", matter)
    assert events(matter)[-3:] == ["SentBack", "Supervised", "Listed"]
    assert MatterRow.objects.get(id=matter).supervision == 3
    whole(city)


def test_the_same_thing_at_the_same_place_within_ninety_days_is_linked(city: City) -> None:
    first = in_hand(city)
    city.do(Done(remark=SAID), "handler", first)
    city.do(Check(passed=True), "neighbour", first)
    city.now += timedelta(days=60)
    again = city.report().id
    outbox.sequence(100)
    outbox.consume("recurrence", lambda sent: following.recognise(sent, city.now), 100)
    assert journal.state(again).recurs == first
    whole(city)


def test_words_that_should_not_be_there_go_and_the_chain_still_holds(city: City) -> None:
    matter = city.report().id
    city.do(Redact(refs=("1.text",), reason="others"), "clerk", matter)
    assert "1.text" not in queries.texts_of([matter]).get(matter, {})
    whole(city)


def test_the_head_names_who_of_the_unit_works_on_it(city: City) -> None:
    matter = in_hand(city)
    with pytest.raises(Refused, match="person-not-of-unit"):
        city.do(AssignWithin(person=city.actor("helper").id), "head", matter)
    city.do(AssignWithin(section="二科", person=city.actor("mate").id), "head", matter)
    assert journal.state(matter).parts[0].section == "二科"
    whole(city)


def test_what_was_ordered_before_it_was_adopted_is_still_to_be_answered(city: City) -> None:
    record = ImportRecord(kind="unsorted", source=("311", "7"), foreign=("Pothole", "Open"), channel="311", text=SAID,
                          point=HERE, opened_at=city.now - timedelta(days=9), closed_at=city.now)  # fmt: skip
    matter = city.do(record, Actor(id="source:311", rights=frozenset({Right(duty="matters.import")}))).id
    city.do(Reopen(remark=SAID), "neighbour", matter)
    city.now += timedelta(days=10)
    clocks.work(city.now)
    assert [order.answered_at for order in journal.state(matter).orders] == [None]
    city.do(Adopt(), "seat", matter)
    assert journal.state(matter).clock("answer:1") is not None
    whole(city)
