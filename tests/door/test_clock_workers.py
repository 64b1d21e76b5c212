"""Several workers never act twice; what a stopped one had is taken over; what fails is kept back and hinders nobody."""

import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from threading import Event
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import DataError, OperationalError, connection, transaction

from gongzhi.kernel import SYSTEM, Actor
from gongzhi.matters import claiming, clocks, door, gathering, journal, many, outbox, writing_many
from gongzhi.matters.door import Order
from gongzhi.matters.loop.dispatching import Dispatch
from gongzhi.matters.loop.noting import Comment
from gongzhi.matters.loop.state import Matter, Plain
from gongzhi.matters.loop.triage import Accept
from gongzhi.matters.many import Due
from gongzhi.matters.models import ClockRow, Entry, FeedRow, KeptBack
from gongzhi.site import offspring
from tests.cast import SUPPORT, City
from tests.door.crowd import together
from tests.door.promises import broken

MONTH = timedelta(days=30)
LATE = timedelta(seconds=1)


def dispatched(city: City, count: int = 1) -> list[UUID]:
    """Matters that wait for their lead and a supporting unit."""
    made = [city.report().id for _ in range(count)]
    for matter in made:
        city.do(Accept(), "clerk", matter)
        city.do(Dispatch(support=(SUPPORT,)), "colleague", matter)
    return made


def drained(at: datetime, limit: int = 500) -> int:
    """Work until nothing is due; how many steps were taken."""
    taken = 0
    while done := clocks.work(at, limit):
        taken += done
    return taken


def said(matter: UUID) -> list[tuple[str, str]]:
    """What the system said about the matter, in order: the event, and when it fell due, where it says so."""
    lines = Entry.objects.filter(matter_id=matter, actor=SYSTEM.id).order_by("version")
    return [(line.event, fell_due(line)) for line in lines]


def fell_due(line: Entry) -> str:
    """The moment at which the step of this line fell due, as its event has it."""
    _, found, rest = line.data.partition('"fell_due":"')
    return rest.partition('"')[0] if found else ""


def steps() -> list[tuple[UUID, UUID]]:
    """Each command of the system: of which matter, under which key."""
    lines = Entry.objects.filter(actor=SYSTEM.id).values_list("matter_id", "key", "version")
    return [(matter, key) for matter, key, _ in lines]


def test_two_workers_at_once_take_every_step_once(crowd: City) -> None:
    made = dispatched(crowd, 30)
    later = crowd.now + MONTH
    taken = together(lambda number: drained(later, 7), 2)
    assert sum(taken) == len(set(steps())) > 4 * len(made)
    assert len({tuple(event for event, _ in said(matter)) for matter in made}) == 1, "one matter like the other"
    assert not ClockRow.objects.exclude(claimed_by="").exists()
    assert not KeptBack.objects.exists()
    assert drained(later) == 0
    assert broken(later) == []


def test_what_one_worker_claimed_another_does_not_get_before_the_lease_is_over(city: City) -> None:
    dispatched(city, 3)
    later = city.now + MONTH
    mine = claiming.claim(later, 4, "one")
    assert [moment for _, moment in mine] == sorted(moment for _, moment in mine)
    others = claiming.claim(later, 100, "another")
    assert len(mine) == 4
    assert len(mine) + len(others) == ClockRow.objects.filter(next_at__lte=later).count()
    assert claiming.claim(later + claiming.LEASE - LATE, 100, "third") == []
    assert len(claiming.claim(later + claiming.LEASE, 100, "third")) == len(mine) + len(others)
    claiming.release({matter for matter, _ in mine}, "one")
    assert claiming.claim(later, 100, "fourth") == [], "nobody gives back what is no longer his"


def killed_in_the_middle(name: str, keys: Path, at: datetime) -> None:
    """A worker that the machine kills when everything is written and nothing committed."""
    settings.HOME_KEYS = keys
    connection.settings_dict["NAME"] = name
    right = writing_many.go_on

    def faulty(histories: Any) -> None:
        right(histories)
        os.kill(os.getpid(), signal.SIGKILL)

    writing_many.go_on = faulty
    clocks.work(at)


def let_go() -> None:
    """Wait until the database has noticed that the killed one is gone: what it held locked goes with it."""
    busy = (
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"
    )
    with connection.cursor() as cursor:
        for _ in range(600):
            cursor.execute(busy)
            if cursor.fetchone()[0] == 0:
                return
            time.sleep(0.1)
    pytest.fail("the killed worker's transaction is still open after a minute")


def test_what_a_killed_worker_had_is_taken_over_and_done_once(crowd: City) -> None:
    made = dispatched(crowd, 5)
    later, lines = crowd.now + MONTH, Entry.objects.count()
    given = (str(connection.settings_dict["NAME"]), settings.HOME_KEYS, later)
    path = "tests.door.test_clock_workers:killed_in_the_middle"
    worker = ProcessPoolExecutor(1, get_context("spawn"), initializer=offspring.ready)
    with worker, pytest.raises(BrokenProcessPool):
        worker.submit(offspring.call, path, *given).result(timeout=120)
    if connection.vendor == "postgresql":
        let_go()
    assert Entry.objects.count() == lines
    assert ClockRow.objects.exclude(claimed_by="").exists()
    assert clocks.work(later + timedelta(seconds=30)) == 0
    assert drained(later + claiming.LEASE) == len(set(steps())) > len(made)
    assert broken(later) == []


@pytest.mark.parametrize(("limit", "piece"), [(1, 100), (2, 100), (500, 100), (500, 2), (500, 1)])
def test_after_a_long_sleep_all_is_said_in_the_order_in_which_it_fell_due(
    city: City, limit: int, piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clocks, "PIECE", piece)
    for _ in range(3):
        dispatched(city)
        city.now += timedelta(hours=31)
    monday = city.now + MONTH
    assert drained(monday, limit) > 12
    lines = {(line.matter_id, line.version): line for line in Entry.objects.filter(actor=SYSTEM.id)}
    fed = [lines[key] for key in FeedRow.objects.order_by("id").values_list("matter_id", "version") if key in lines]
    assert {line.recorded_at for line in fed} == {monday}
    moments = [datetime.fromisoformat(fell_due(line)) for line in fed if fell_due(line)]
    assert len(moments) > 9
    assert moments == sorted(moments)
    assert moments[-1] <= monday
    assert broken(monday) == []


def failing(matter: UUID) -> Callable[..., Any]:
    """A fault of the program that shows itself at one matter alone."""
    right = gathering.next_facts

    def faulty(state: Matter, *given: Any) -> Any:
        if state.id == matter:
            raise ZeroDivisionError("王小明")
        return right(state, *given)

    return faulty


def test_a_matter_that_fails_is_kept_back_longer_each_time_and_the_others_go_on(
    city: City, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bad, *good = dispatched(city, 4)
    later = city.now + MONTH
    monkeypatch.setattr(gathering, "next_facts", failing(bad))
    assert drained(later) > 4 * len(good)
    [kept] = claiming.kept_back()
    assert (kept.matter_id, kept.failures, kept.since, kept.until) == (bad, 1, later, later + claiming.FIRST_WAIT)
    assert "ZeroDivisionError" in kept.fault
    assert "王小明" not in kept.fault
    assert str(bad) in caplog.text
    caplog.clear()
    assert (drained(kept.until - LATE), caplog.text) == (0, "")
    assert drained(kept.until) == 0
    [again] = claiming.kept_back()
    assert (again.failures, again.since, again.until - kept.until) == (2, later, 2 * claiming.FIRST_WAIT)
    assert said(bad) == []
    monkeypatch.undo()
    assert drained(again.until) > 4
    assert claiming.kept_back() == []
    assert broken(again.until) == []


def test_a_matter_that_cannot_be_written_is_found_among_the_others(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    *good, bad = dispatched(city, 9)
    right = writing_many.go_on

    def faulty(histories: Any) -> None:
        right(histories)
        if any(matter == bad for matter, *_ in histories):
            raise DataError("value too long")

    monkeypatch.setattr(writing_many, "go_on", faulty)
    later = city.now + MONTH
    drained(later)
    assert said(bad) == []
    assert all(len(said(matter)) > 4 for matter in good)
    assert [(kept.matter_id, kept.fault.split()[0]) for kept in claiming.kept_back()] == [(bad, "DataError")]
    assert broken(later) == []


def test_a_database_that_is_away_is_no_fault_of_a_matter(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    dispatched(city)

    def away(*given: Any, **more: Any) -> Any:
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(many, "execute", away)
    with pytest.raises(OperationalError):
        clocks.work(city.now + MONTH)
    assert claiming.kept_back() == []


def test_a_clock_that_is_due_and_has_nothing_to_say_is_kept_back(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    [made] = dispatched(city)
    monkeypatch.setattr(clocks, "falling", lambda *given: [])
    assert clocks.work(city.now + MONTH) == 0
    assert [(kept.matter_id, kept.fault.split()[0]) for kept in claiming.kept_back()] == [(made, "LookupError")]


def test_whoever_holds_a_matter_is_not_waited_for(crowd: City) -> None:
    held, free = dispatched(crowd, 2)
    later = crowd.now + MONTH
    locked, over = Event(), Event()

    def both(number: int) -> int:
        if number:
            locked.wait(30)
            try:
                return drained(later)
            finally:
                over.set()
        if connection.vendor == "sqlite":
            # One writer at a time: there is nothing to hold while another writes.
            locked.set()
            return 0
        with transaction.atomic():
            journal.lock(held)
            locked.set()
            over.wait(30)
        return 0

    assert together(both, 2)[1] > 0
    assert len(said(free)) > 4
    if connection.vendor != "sqlite":
        assert said(held) == []
        assert drained(later) > 4
    assert len(said(held)) == len(said(free))


def test_many_at_once_are_written_as_one_by_one(city: City) -> None:
    first, second = dispatched(city, 2)
    later = city.now + MONTH
    monday = many.execute([first], lambda state: clocks._next(state, later), at=later)
    state = journal.state(second)
    receipts = []
    while due := clocks._next(state, later):
        receipts.append(door.execute(due.order, at=later))
        state = journal.state(second)
    assert [(each.version, each.stage, each.holder) for each in monday[first].done] == [
        (each.version, each.stage, each.holder) for each in receipts
    ]
    assert [event for event, _ in said(first)] == [event for event, _ in said(second)]
    while outbox.sequence():
        pass
    assert broken(later) == []


def test_nobody_but_the_system_goes_on_with_many_at_once(city: City) -> None:
    [made] = dispatched(city)
    clerk: Actor = city.actor("clerk")
    order = Order(command=Comment(remark=Plain("看过")), by=clerk, key=made, matter=made)
    outcome = many.execute([made], lambda state: Due(city.now, order), at=city.now)[made]
    assert isinstance(outcome.fault, TypeError)
    assert outcome.done == []
