"""The promises about the store can be seen to break: each fault planted in the writing is found in what was written."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from gongzhi.kernel import Actor, Refused
from gongzhi.matters import clocks, door, journal, outbox, queries, rows, sealing, storing
from gongzhi.matters.loop import BY_COMMAND, EVOLVES
from gongzhi.matters.loop.checking import Check
from gongzhi.matters.loop.closing import Reopen, Reopened
from gongzhi.matters.loop.dispatching import Dispatch, Take
from gongzhi.matters.loop.ending import Void
from gongzhi.matters.loop.extending import Extend, ExtensionGranted, GrantExtension
from gongzhi.matters.loop.handling import Done, Finished
from gongzhi.matters.loop.joint import Reassign, Reassigned
from gongzhi.matters.loop.noting import Comment
from gongzhi.matters.loop.outside import HandedOver
from gongzhi.matters.loop.returning import Returned, ReturnPart, Rule
from gongzhi.matters.loop.sampling import SpotCheck
from gongzhi.matters.loop.setting_aside import GrantAside
from gongzhi.matters.loop.shelving import EnterLedger, PutOnLedger
from gongzhi.matters.loop.state import Matter, Plain, Stage
from gongzhi.matters.loop.suspending import Resume, Resumed, Suspended
from gongzhi.matters.loop.triage import Accept, Accepted, Decline, Declined
from gongzhi.matters.loop.urging import Reminded, Supervised, Urge
from gongzhi.matters.outbox import Sent
from gongzhi.vault.masking import mask
from gongzhi.vault.masking.mask import Masked
from tests.cast import LEAD, SUPPORT, City
from tests.door.promises import IN_WORDS, broken, unheard
from tests.door.stories import extended, merged, outside, set_aside, shelved, suspended, watched
from tests.door.test_whole_loop import dispatched, in_hand

Patch = pytest.MonkeyPatch
SAID = Plain(f"请联系 {IN_WORDS}")


def walk(city: City) -> list[Sent]:
    """A short day: one matter goes to its check by everybody who may, one is declined. What a reader heard of it."""
    heard: list[Sent] = []
    made, other = city.report(text=SAID), city.report(text=SAID)
    handler, clerk = city.actor("handler"), city.actor("clerk")
    both = replace(handler, rights=handler.rights | city.actor("worker").rights)
    steps: list[tuple[Any, Actor]] = [
        (Void(reason="test"), clerk),
        (Void(reason="test"), clerk),
        (Accept(), clerk),
        (Dispatch(support=(SUPPORT,)), city.actor("colleague")),
        (Take(), handler),
        (Done(remark=SAID, explanation=SAID), handler),
        (Check(passed=True), both),
    ]
    for command, by in steps:
        try:
            city.do(command, by, made.id)
        except Refused:
            continue
    city.do(Decline(reason="not-found"), "clerk", other.id)
    while outbox.sequence(3) + outbox.consume("reader", heard.extend, 3):
        pass
    return heard


def evolving(event: type, change: Callable[[Matter, Matter], Matter]) -> Callable[[Patch], None]:
    """The event leaves the matter otherwise than it should; row and journal agree about it all the same."""
    right = EVOLVES[event]
    return lambda patch: patch.setitem(
        EVOLVES, event, lambda matter, what, line: change(matter, right(matter, what, line))
    )


def forgetting(table: str) -> Callable[[Patch], None]:
    """Nothing is written to the table when a matter goes on."""
    right = storing.insert

    def faulty(name: str, *given: Any) -> None:
        if name != table:
            right(name, *given)

    return lambda patch: patch.setattr(storing, "insert", faulty)


def rowing(change: Callable[[Matter], Matter]) -> Callable[[Patch], None]:
    """The row is made of another matter than the journal's, while it is written."""
    right = rows.matter_row

    def faulty(matter: Matter, head: str, digest: str) -> rows.Row:
        return right(change(matter) if digest else matter, head, digest)

    return lambda patch: patch.setattr(rows, "matter_row", faulty)


def _unmasked(patch: Patch) -> None:
    patch.setattr(sealing, "mask", lambda text: Masked(text=text, found=mask(text).found))


def _blind_list(patch: Patch) -> None:
    right = queries.wished

    def blind(*given: Any) -> queries.Wished:
        found = right(*given)
        found.only(stage="reported")
        return found

    patch.setattr(queries, "wished", blind)


def deciding(command: type, change: Callable[[Matter], Matter]) -> Callable[[Patch], None]:
    """The decision sees the matter otherwise than it is, and so refuses nothing that it should."""
    step = BY_COMMAND[command]

    def blind(matter: Matter, *given: Any) -> tuple[object, ...]:
        return step.decide(change(matter), *given)

    return lambda patch: patch.setitem(BY_COMMAND, command, replace(step, decide=blind))


def also(city: City, name: str, other: str) -> Actor:
    """The one called `name` with the rights of another post besides."""
    one = city.actor(name)
    return replace(one, rights=one.rights | city.actor(other).rights)


def grants_what_was_asked_by_oneself(city: City) -> None:
    matter = in_hand(city)
    city.do(Extend(days=2, remark=SAID), "handler", matter)
    city.do(GrantExtension(), also(city, "handler", "colleague"), matter)


def rules_on_what_was_dispatched_by_oneself(city: City) -> None:
    matter = in_hand(city)
    city.do(Reassign(lead=SUPPORT), "arbiter", matter)
    for _ in range(3):
        city.do(ReturnPart(reason="not-our-duty", clause=SAID), "helper", matter)
        if not journal.state(matter).arbitration:
            city.do(Dispatch(lead=SUPPORT, support=()), "arbiter", matter)
    city.do(Rule(lead=LEAD, basis=SAID), "arbiter", matter)


def shelves_own_work(city: City) -> None:
    city.do(EnterLedger(remark=SAID, sponsor=LEAD, days=60), also(city, "handler", "leader"), in_hand(city))


def urges_oneself(city: City) -> None:
    city.do(Urge(remark=SAID), also(city, "handler", "supervisor"), in_hand(city))


def looks_at_own_work(city: City) -> None:
    made = city.report(kind="06010", self_handled=SAID)
    city.do(SpotCheck(passed=True), "worker", made.id)


def sets_aside_alone(city: City) -> None:
    matter = set_aside(city, decided=False)
    city.do(GrantAside(), "supervisor", matter)


def reopens_while_asked(city: City) -> None:
    city.do(Reopen(remark=SAID), "neighbour", set_aside(city, decided=False))


def goes_on_early(city: City) -> None:
    city.do(Resume(), "handler", suspended(city))


def goes_to_another_lead(city: City) -> None:
    city.do(Reassign(lead=SUPPORT), "colleague", in_hand(city))


def comes_back(city: City) -> None:
    city.do(ReturnPart(reason="not-our-duty", clause=SAID), "handler", dispatched(city))


def sleeps_over_it(city: City) -> None:
    in_hand(city)
    city.now += timedelta(days=8)
    clocks.work(city.now)


def says_it_twice(city: City) -> None:
    made = city.report()
    for _ in range(2):
        city.do(Comment(remark=SAID), "clerk", made.id, key=UUID(int=77))


def _stuck_ladder(patch: Patch) -> None:
    evolving(Reminded, lambda before, after: before)(patch)
    patch.setattr(clocks, "uuid5", lambda *given: uuid4())


def _later(matter: Matter) -> Matter:
    """The limit of handling an hour longer than it was counted."""
    due = timedelta(hours=1)
    moved = [replace(each, due_at=each.due_at + due) if each.name == "handling" else each for each in matter.clocks]
    return replace(matter, clocks=tuple(moved))


def _asked_by_another(matter: Matter) -> Matter:
    asked = matter.asked
    return replace(matter, asked=asked and replace(asked, by="person:another", unit="another"))


def _another_asked(matter: Matter) -> Matter:
    rating = matter.rating
    assert rating is not None
    aside = rating.aside and replace(rating.aside, by="person:another")
    return replace(matter, rating=replace(rating, aside=aside))


def _half_a_merge(patch: Patch) -> None:
    patch.setattr(door, "_TWINS", {})


def _keyless(patch: Patch) -> None:
    patch.setattr(journal, "under_key", lambda matter, key: [])


FAULTS: list[tuple[str, Callable[[Patch], None], Callable[[City], Any]]] = [
    ("row", rowing(lambda matter: replace(matter, holder="220302-ZZ")), walk),
    ("invariant-10", rowing(lambda matter: replace(matter, place=replace(matter.place, lon=124.0151))), walk),
    ("clocks", forgetting("matters_clock"), walk),
    ("parts", forgetting("matters_part"), walk),
    ("feed", forgetting("matters_feed"), walk),
    ("merged", _half_a_merge, merged),
    ("invariant-3", _keyless, says_it_twice),
    ("invariant-5", evolving(Finished, lambda before, after: replace(after, holder="")), walk),
    ("invariant-5", evolving(Supervised, lambda before, after: replace(after, clocks=before.clocks)), watched),
    ("invariant-5", evolving(Resumed, lambda before, after: replace(after, suspended_until=before.suspended_until)),
     goes_on_early),
    ("invariant-5", evolving(PutOnLedger, lambda before, after: replace(after, clocks=after.clocks[:-1])), shelved),
    ("invariant-5", evolving(Reassigned, lambda before, after: replace(after, parts=before.parts + after.parts[-1:])),
     goes_to_another_lead),
    ("invariant-6", evolving(Declined, lambda before, after: replace(after, clocks=before.clocks)), walk),
    ("invariant-6", evolving(HandedOver, lambda before, after: replace(after, clocks=after.clocks[:-1])), outside),
    ("invariant-7", evolving(Accepted, lambda before, after: replace(after, stage=Stage.CALLBACK)), walk),
    ("invariant-7", evolving(Returned, lambda before, after: replace(after, stage=Stage.CHECKING)), comes_back),
    ("invariant-8", evolving(Finished, lambda before, after: replace(after, clocks=after.clocks + after.running)),
     walk),
    ("invariant-8", evolving(Suspended, lambda before, after: replace(after, clocks=before.clocks + after.clocks[-1:])),
     suspended),
    ("invariant-8", evolving(ExtensionGranted, lambda before, after: _later(after)), extended),
    ("invariant-8", _stuck_ladder, sleeps_over_it),
    ("invariant-9", deciding(Check, lambda matter: replace(matter, handlers=frozenset())), walk),
    ("invariant-9", deciding(Void, lambda matter: replace(matter, void_asked_by=matter.void_asked_by and "another")),
     walk),
    ("invariant-9", deciding(GrantExtension, _asked_by_another), grants_what_was_asked_by_oneself),
    ("invariant-9", deciding(Rule, lambda matter: replace(matter, dispatched_by="another")),
     rules_on_what_was_dispatched_by_oneself),
    ("invariant-9", deciding(EnterLedger, lambda matter: replace(matter, lead="another")), shelves_own_work),
    ("invariant-9", deciding(Urge, lambda matter: replace(matter, handlers=frozenset(), parts=())), urges_oneself),
    ("invariant-9", deciding(SpotCheck, lambda matter: replace(matter, handlers=frozenset())), looks_at_own_work),
    ("invariant-9", deciding(GrantAside, _another_asked), sets_aside_alone),
    ("invariant-5", evolving(Reopened, lambda before, after: replace(after, rating=before.rating)),
     reopens_while_asked),
    ("invariant-11", _blind_list, walk),
    ("invariant-14", _unmasked, walk),
]  # fmt: skip


OWN = (
    grants_what_was_asked_by_oneself, rules_on_what_was_dispatched_by_oneself, shelves_own_work, urges_oneself,
    looks_at_own_work, sets_aside_alone,
)  # fmt: skip


def test_without_a_fault_nothing_is_found(city: City) -> None:
    assert unheard(walk(city)) == []
    assert broken(city.now) == []


def test_each_planted_fault_is_found(city: City) -> None:
    """One city for all of them: what a fault has spoilt is undone before the next is planted."""
    unseen = []
    for rule, plant, story in FAULTS:
        with pytest.MonkeyPatch.context() as patch, transaction.atomic():
            plant(patch)
            story(city)
            found = broken(city.now)
            if rule not in {fault.split()[0] for fault in found}:
                unseen.append((rule, story.__name__, found))
            transaction.set_rollback(True)
    assert unseen == []


def test_what_a_planted_fault_lets_pass_is_refused_without_it(city: City) -> None:
    for story in OWN:
        with pytest.raises(Refused, match=r"own-request|checker-was-handler|aside-second-person"):
            story(city)


def test_a_sequencer_that_leaves_gaps_is_found(city: City, monkeypatch: Patch) -> None:
    right = outbox._give
    monkeypatch.setattr(outbox, "_give", lambda given: right([(position + row, row) for position, row in given]))
    assert unheard(walk(city)) != []
    assert "feed" in {fault.split()[0] for fault in broken(city.now)}


def test_a_reader_who_hears_twice_is_found(city: City, monkeypatch: Patch) -> None:
    right = outbox.sent_after
    monkeypatch.setattr(outbox, "sent_after", lambda position, limit: right(max(0, position - 1), limit + 1))
    city.report()
    outbox.sequence()
    heard: list[Sent] = []
    outbox.consume("reader", heard.extend, 1)
    outbox.consume("reader", heard.extend, 1)
    assert unheard(heard) != []


def test_a_key_that_is_done_twice_is_found(city: City, monkeypatch: Patch) -> None:
    made = city.report()
    order = door.Order(command=Comment(remark=SAID), by=city.actor("clerk"), key=made.id, matter=made.id)
    monkeypatch.setattr(journal, "under_key", lambda matter, key: [])
    once, twice = (door.execute(order, at=city.now) for _ in range(2))
    assert once != twice


def test_a_broken_hash_is_found(city: City, monkeypatch: Patch) -> None:
    right = storing.adapt
    monkeypatch.setattr(storing, "adapt", lambda value: right("f" * 64 if value == "0" * 64 else value))
    monkeypatch.setattr("gongzhi.matters.writing.FIRST", "f" * 64)
    walk(city)
    assert "chain" in {fault.split()[0] for fault in broken(city.now)}
