"""Threads that write new matters at the same time share a commit, and nobody gets another's answer or fault."""

from collections.abc import Mapping, Sequence
from threading import Event, Thread
from uuid import UUID, uuid4

import pytest

from gongzhi.matters.together import Tables, Together, Waiting


class Store:
    """A database of matters whose first writing waits until it is let go."""

    def __init__(self) -> None:
        self.calls: list[set[UUID]] = []
        self.there: set[UUID] = set()
        self.begun, self.go = Event(), Event()
        self.bad: set[UUID] = set()

    def write(self, tables: Tables, found_by: Mapping[UUID, str]) -> set[UUID]:
        given = {row[0] for row in tables["matters_matter"]}
        assert len(given) == len(tables["matters_matter"]), "a matter twice in one writing"
        self.calls.append(given)
        self.begun.set()
        assert self.go.wait(10)
        if given & self.bad:
            raise ValueError("unwritable")
        fresh = given - self.there
        self.there |= fresh
        return fresh


def tables(*matters: UUID) -> Tables:
    return {"matters_matter": [(matter,) for matter in matters], "matters_journal": [(m, 1) for m in matters]}


class Crowd:
    """Callers in threads of their own: the first is writing, the others have come while it does."""

    def __init__(self, store: Store, calls: Sequence[tuple[UUID, ...]]) -> None:
        self.answers: dict[int, set[UUID] | Exception] = {}
        together = Together(store.write)

        def call(place: int) -> None:
            try:
                self.answers[place] = together.begin(tables(*calls[place]), {})
            except ValueError as error:
                self.answers[place] = error

        threads = [Thread(target=call, args=(place,)) for place in range(len(calls))]
        threads[0].start()
        assert store.begun.wait(10)
        for thread in threads[1:]:
            thread.start()
        while len(together._waiting) < len(calls) - 1:
            pass
        store.go.set()
        for thread in threads:
            thread.join(10)


def test_those_who_come_during_a_writing_are_written_together_in_the_next() -> None:
    store, calls = Store(), [(uuid4(),) for _ in range(8)]
    crowd = Crowd(store, calls)
    assert store.calls == [set(calls[0]), {matter for call in calls[1:] for matter in call}]
    assert crowd.answers == {place: set(call) for place, call in enumerate(calls)}


def test_the_same_matter_twice_is_written_once_and_the_second_is_told() -> None:
    store, matter = Store(), uuid4()
    crowd = Crowd(store, [(uuid4(),), (matter,), (matter, uuid4())])
    told = [answer for answer in crowd.answers.values() if isinstance(answer, set) and matter in answer]
    assert len(told) == 1
    assert len(store.calls) == 3


def test_a_fault_of_one_spoils_no_other() -> None:
    store, calls = Store(), [(uuid4(),) for _ in range(5)]
    store.bad = {calls[3][0]}
    crowd = Crowd(store, calls)
    assert isinstance(crowd.answers.pop(3), ValueError)
    assert crowd.answers == {place: set(call) for place, call in enumerate(calls) if place != 3}


def test_no_more_are_taken_along_than_one_writing_shall_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongzhi.matters.together.MOST", 3)
    store, calls = Store(), [(uuid4(),) for _ in range(8)]
    crowd = Crowd(store, calls)
    assert max(map(len, store.calls)) == 3
    assert crowd.answers == {place: set(call) for place, call in enumerate(calls)}


def test_rows_of_a_caller_are_told_by_their_matters() -> None:
    one, other = uuid4(), uuid4()
    assert Waiting(tables(one, other), {}).matters == {one, other}
