"""The promises about the store can be seen to break: each fault planted in the writing is found in what was written."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from gongzhi.kernel import Actor, Refused
from gongzhi.matters import door, journal, outbox, queries, rows, sealing, storing
from gongzhi.matters.loop import BY_COMMAND, EVOLVES
from gongzhi.matters.loop.checking import Check, decide_check
from gongzhi.matters.loop.dispatching import Dispatch, Take
from gongzhi.matters.loop.ending import Void
from gongzhi.matters.loop.handling import Done, Finished
from gongzhi.matters.loop.noting import Comment
from gongzhi.matters.loop.state import Matter, Plain, Stage
from gongzhi.matters.loop.triage import Accept, Accepted, Decline, Declined
from gongzhi.matters.outbox import Sent
from gongzhi.vault.masking import mask
from gongzhi.vault.masking.mask import Masked
from tests.cast import SUPPORT, City
from tests.door.promises import IN_WORDS, broken, unheard

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


def _handler_checks(patch: Patch) -> None:
    def blind(matter: Matter, *given: Any) -> tuple[object, ...]:
        return decide_check(replace(matter, handlers=frozenset()), *given)

    patch.setitem(BY_COMMAND, Check, replace(BY_COMMAND[Check], decide=blind))


def _lonely_void(patch: Patch) -> None:
    right = BY_COMMAND[Void].decide

    def lonely(matter: Matter, *given: Any) -> tuple[object, ...]:
        return right(replace(matter, void_asked_by=matter.void_asked_by and "person:another"), *given)

    patch.setitem(BY_COMMAND, Void, replace(BY_COMMAND[Void], decide=lonely))


FAULTS: list[tuple[str, Callable[[Patch], None]]] = [
    ("row", rowing(lambda matter: replace(matter, holder="220302-ZZ"))),
    ("invariant-10", rowing(lambda matter: replace(matter, place=replace(matter.place, lon=124.0151)))),
    ("clocks", forgetting("matters_clock")),
    ("parts", forgetting("matters_part")),
    ("feed", forgetting("matters_feed")),
    ("invariant-5", evolving(Finished, lambda before, after: replace(after, holder=""))),
    ("invariant-6", evolving(Declined, lambda before, after: replace(after, clocks=before.clocks))),
    ("invariant-7", evolving(Accepted, lambda before, after: replace(after, stage=Stage.CALLBACK))),
    ("invariant-8", evolving(Finished, lambda before, after: replace(after, clocks=after.clocks + after.running))),
    ("invariant-9", _handler_checks),
    ("invariant-9", _lonely_void),
    ("invariant-11", _blind_list),
    ("invariant-14", _unmasked),
]


def test_without_a_fault_nothing_is_found(city: City) -> None:
    assert unheard(walk(city)) == []
    assert broken(city.now) == []


@pytest.mark.parametrize(("rule", "plant"), FAULTS)
def test_a_planted_fault_is_found(city: City, rule: str, plant: Callable[[Patch], None], monkeypatch: Patch) -> None:
    plant(monkeypatch)
    walk(city)
    assert rule in {fault.split()[0] for fault in broken(city.now)}, broken(city.now)


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
