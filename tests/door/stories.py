"""Short stories in which somebody decides on what another did or asked for; each gives the matter it is about."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from gongzhi.kernel import Actor
from gongzhi.matters import clocks
from gongzhi.matters.loop.appealing import Appeal
from gongzhi.matters.loop.checking import CallBack, Check
from gongzhi.matters.loop.closing import Rate
from gongzhi.matters.loop.dispatching import Dispatch
from gongzhi.matters.loop.extending import Extend, GrantExtension, RefuseExtension
from gongzhi.matters.loop.handling import Done
from gongzhi.matters.loop.levels import RaiseUp
from gongzhi.matters.loop.listing import Post, Unlist
from gongzhi.matters.loop.merging import Merge
from gongzhi.matters.loop.outside import HandOver
from gongzhi.matters.loop.returning import ReturnPart, Rule
from gongzhi.matters.loop.sampling import SpotCheck
from gongzhi.matters.loop.setting_aside import AskAside, GrantAside
from gongzhi.matters.loop.shelving import EnterLedger
from gongzhi.matters.loop.suspending import GrantSuspension, RefuseSuspension, Suspend
from gongzhi.matters.loop.triage import Accept, Decline, Verify
from gongzhi.matters.loop.urging import AnswerSupervision, Supervise, Urge
from gongzhi.matters.loop.whistling import Arrive, Blow, RateArrival
from gongzhi.matters.models import Entry
from tests.cast import LEAD, MONDAY, SUPPORT, City
from tests.door.test_whole_loop import SAID, dispatched, in_hand

Story = Callable[[City], UUID]


def extended(city: City) -> UUID:
    matter = in_hand(city)
    city.do(Extend(days=2, remark=SAID), "handler", matter)
    city.do(GrantExtension(), "colleague", matter)
    return matter


def not_extended(city: City) -> UUID:
    matter = in_hand(city)
    city.do(Extend(days=2, remark=SAID), "handler", matter)
    city.do(RefuseExtension(remark=SAID), "colleague", matter)
    return matter


def asked_to_wait(city: City) -> UUID:
    matter = in_hand(city)
    city.do(Suspend(reason="season", until=MONDAY + timedelta(days=30)), "handler", matter)
    return matter


def suspended(city: City) -> UUID:
    matter = asked_to_wait(city)
    city.do(GrantSuspension(), "supervisor", matter)
    return matter


def not_suspended(city: City) -> UUID:
    matter = asked_to_wait(city)
    city.do(RefuseSuspension(remark=SAID), "supervisor", matter)
    return matter


def ruled(city: City) -> UUID:
    matter = dispatched(city)
    for _ in range(3):
        city.do(ReturnPart(reason="not-our-duty", clause=SAID), "handler", matter)
        if Entry.objects.filter(matter_id=matter, event="Returned").count() < 3:
            city.do(Dispatch(lead=LEAD, support=()), "colleague", matter)
    city.do(Rule(lead=SUPPORT, basis=SAID), "arbiter", matter)
    return matter


def shelved(city: City) -> UUID:
    matter = in_hand(city)
    city.do(EnterLedger(remark=SAID, sponsor="220302-ZZ", days=60), "leader", matter)
    return matter


def accepted_again(city: City) -> UUID:
    made = city.report(by="stranger")
    city.do(Decline(reason="not-found"), "clerk", made.id)
    city.do(Appeal(remark=SAID), Actor(id=f"reporter:{made.id}"), made.id)
    city.do(Accept(), "colleague", made.id)
    return made.id


def rated(city: City) -> UUID:
    matter = in_hand(city)
    city.do(Blow(unit=SUPPORT, remark=SAID), "street", matter)
    city.do(Arrive(), "helper", matter)
    city.do(RateArrival(number=1, rating=5), "street", matter)
    return matter


def set_aside(city: City, *, decided: bool = True, **said: Any) -> UUID:
    """Rated, and the rating set aside by two people of the centre, or held for one to be set aside by the first."""
    matter = in_hand(city, **said)
    city.do(Done(remark=SAID), "handler", matter)
    city.do(Check(passed=True), "neighbour", matter)
    if "contact" in said:
        city.do(CallBack(reached=True, solved=True), "clerk", matter)
    city.do(Rate(solved=False, satisfied=False, remark=SAID), Actor(id=f"reporter:{matter}"), matter)
    city.do(AskAside(reason="another-matter", remark=SAID), "supervisor", matter)
    if decided:
        city.do(GrantAside(remark=SAID), "leader", matter)
    return matter


def watched(city: City) -> UUID:
    """Urged, supervised, listed and unlisted by hand."""
    matter = in_hand(city)
    for command in (Urge(remark=SAID), Supervise(remark=SAID), Post(remark=SAID), Unlist(remark=SAID)):
        city.do(command, "supervisor", matter)
    return matter


def looked_at(city: City) -> UUID:
    made = city.report(kind="06010", self_handled=SAID)
    city.do(SpotCheck(passed=True), "neighbour", made.id)
    return made.id


def checked(city: City) -> UUID:
    matter = in_hand(city)
    city.do(Done(remark=SAID), "handler", matter)
    city.do(Check(passed=True), "neighbour", matter)
    return matter


def outside(city: City) -> UUID:
    matter = city.report().id
    city.do(HandOver(target="fire-119", phoned_at=city.now), "clerk", matter)
    return matter


def raised(city: City) -> UUID:
    matter = city.report(kind="06011").id
    city.do(RaiseUp(remark=SAID), "seat", matter)
    return matter


def asked_on_the_spot(city: City) -> UUID:
    matter = city.report().id
    city.do(Verify(question=SAID), "worker", matter)
    return matter


def shared(city: City) -> UUID:
    """A supporting unit has not taken its share yet."""
    made = city.report()
    city.do(Accept(), "clerk", made.id)
    city.do(Dispatch(lead=LEAD, support=(SUPPORT,)), "colleague", made.id)
    return made.id


def overdue(city: City) -> UUID:
    """Whatever the ladder says was said; the order was answered, so that nothing is left to say."""
    matter = in_hand(city)
    city.now += timedelta(days=40)
    clocks.work(city.now)
    city.do(AnswerSupervision(remark=SAID), "handler", matter)
    return matter


def merged(city: City) -> UUID:
    into = in_hand(city)
    city.do(Merge(into=into), "clerk", city.report().id)
    return into


ALL: tuple[Story, ...] = (
    extended, suspended, ruled, shelved, accepted_again, rated, watched, looked_at, checked, outside, raised,
    asked_on_the_spot, set_aside, not_extended, not_suspended, shared, overdue, merged,
)  # fmt: skip
