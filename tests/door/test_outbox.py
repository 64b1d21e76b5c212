"""Every committed line reaches every reader once, in one order, also when the later number is committed first."""

from collections.abc import Callable, Sequence
from threading import Event, Thread
from time import sleep
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Max

from gongzhi.matters import door, outbox
from gongzhi.matters.loop.noting import Comment
from gongzhi.matters.loop.reporting import Report
from gongzhi.matters.loop.state import Plain
from gongzhi.matters.loop.triage import Accept
from gongzhi.matters.models import Consumer, FeedRow, Tally
from gongzhi.matters.outbox import Sent
from tests.cast import HERE, SEA, City
from tests.door.crowd import together
from tests.door.promises import broken, unheard

overlapping = pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time")


class Shelf:
    """A reader that stores what it hears in the database; hearing the same twice breaks it."""

    def __init__(self, name: str = "shelf") -> None:
        self.name = name

    def __call__(self, news: Sequence[Sent]) -> None:
        Consumer.objects.bulk_create(
            [Consumer(name=f"{self.name} heard {item.position}", position=item.position) for item in news]
        )

    def kept(self) -> list[Sent]:
        """What it stored, in the order of the positions."""
        rows = Consumer.objects.filter(name__startswith=f"{self.name} heard ").order_by("position")
        sent = {item.position: item for item in outbox.sent_after(0, 10_000)}
        return [sent[row.position] for row in rows]


def beside(deed: Callable[[], Any]) -> Thread:
    """A thread with its own connection that does the deed."""

    def one() -> None:
        try:
            deed()
        finally:
            connection.close()

    thread = Thread(target=one)
    thread.start()
    return thread


def send(shelf: Shelf, limit: int = 500) -> None:
    while outbox.sequence(limit) + outbox.consume(shelf.name, shelf, limit):
        pass


@overlapping
def test_the_later_number_committed_first_is_sent_first_and_the_earlier_one_is_not_skipped(crowd: City) -> None:
    reported, go_on = Event(), Event()
    worker = crowd.actor("worker")

    def slow() -> None:
        with transaction.atomic():
            report = Report(kind="06013", text=Plain("早写晚交"), point=SEA)
            door.execute(door.Order(command=report, by=worker, key=uuid4()), at=crowd.now)
            reported.set()
            assert go_on.wait(30)

    first = beside(slow)
    assert reported.wait(30)
    quick = crowd.report()
    shelf = Shelf()
    send(shelf)
    assert [item.matter for item in shelf.kept()] == [quick.id]
    go_on.set()
    first.join()
    numbers = dict(FeedRow.objects.values_list("matter_id", "id"))
    [other] = set(numbers) - {quick.id}
    assert numbers[other] < numbers[quick.id]
    send(shelf)
    send(Shelf("later"))
    assert [item.matter for item in shelf.kept()] == [quick.id, other]
    assert [item.matter for item in Shelf("later").kept()] == [quick.id, other]
    assert unheard(shelf.kept()) == []


@overlapping
def test_many_writers_whose_transactions_overlap_two_sequencers_and_three_workers_of_one_reader(crowd: City) -> None:
    worker, shelf, over = crowd.actor("worker"), Shelf(), Event()

    def write(number: int) -> None:
        for turn in range(8):
            with transaction.atomic():
                report = Report(kind="06013", text=Plain(f"{number}-{turn}"), address=Plain("某处"))
                made = door.execute(door.Order(command=report, by=worker, key=uuid4()), at=crowd.now)
                sleep(0.002 * (number % 3))
            door.execute(door.Order(command=Comment(remark=Plain("补")), by=worker, key=uuid4(), matter=made.id),
                         at=crowd.now)  # fmt: skip

    def sequence() -> None:
        while not over.is_set():
            outbox.sequence(3)

    def read() -> None:
        while not over.is_set():
            outbox.consume(shelf.name, shelf, 4)

    running = [beside(deed) for deed in (sequence, sequence, read, read, read)]
    together(write)
    over.set()
    for thread in running:
        thread.join()
    send(shelf)
    assert len(shelf.kept()) == 8 * 8 * 2
    assert unheard(shelf.kept()) == []
    assert broken(crowd.now) == []


def test_two_sequencers_at_once_leave_no_gap_and_give_no_number_twice(crowd: City) -> None:
    for _ in range(12):
        crowd.report()
    together(lambda number: [outbox.sequence(2) for _ in range(6)], 4)
    while outbox.sequence():
        pass
    assert unheard(outbox.sent_after(0, 1000)) == []
    assert FeedRow.objects.aggregate(last=Max("position"))["last"] == 12 * 3


def test_a_reader_that_breaks_after_storing_stores_nothing_and_hears_the_same_again_once(crowd: City) -> None:
    crowd.report()
    outbox.sequence()
    shelf = Shelf()

    def breaks(news: Sequence[Sent]) -> None:
        shelf(news)
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        outbox.consume(shelf.name, breaks)
    assert shelf.kept() == []
    send(shelf)
    assert len(shelf.kept()) == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        shelf(shelf.kept())


def test_each_reader_goes_on_where_it_stopped(crowd: City) -> None:
    slow, quick, made = Shelf("slow"), Shelf("quick"), crowd.report()
    send(quick)
    crowd.do(Accept(), "clerk", made.id)
    crowd.report()
    outbox.sequence()
    assert outbox.consume(slow.name, slow, 1) == 1
    assert outbox.consume(quick.name, quick, 1) == 1
    assert [item.version for item in slow.kept()] == [1]
    assert [item.version for item in quick.kept()] == [1, 4]
    send(slow)
    send(quick)
    assert slow.kept() == quick.kept()
    assert unheard(slow.kept()) == []
    send(Shelf("new"))
    assert Shelf("new").kept() == slow.kept()


def test_the_lines_behind_what_was_sent_are_those_of_the_journal(crowd: City) -> None:
    made = crowd.report(point=HERE)
    crowd.do(Accept(), "clerk", made.id)
    outbox.sequence()
    lines = outbox.lines_of(outbox.sent_after(3, 10))
    assert [line["event"] for line in lines[made.id]] == ["Accepted"]


def test_the_counters_follow_the_feed(crowd: City) -> None:
    first, _ = crowd.report(), crowd.report()
    crowd.do(Accept(), "clerk", first.id)
    while outbox.sequence(1) + outbox.consume("tally", outbox.tally, 1):
        pass
    counted = {row.stage: row.matters for row in Tally.objects.filter(county="220302")}
    assert {stage: number for stage, number in counted.items() if number} == {"reported": 1, "accepted": 1}


def test_what_was_rolled_back_is_never_sent(crowd: City) -> None:
    with transaction.atomic():
        crowd.report()
        transaction.set_rollback(True)
    crowd.report()
    send(Shelf())
    assert unheard(Shelf().kept()) == []
    assert len(Shelf().kept()) == 1
