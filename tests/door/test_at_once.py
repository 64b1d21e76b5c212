"""Two commands at the same time on one matter have one order: nothing is lost, nothing waits for ever."""

from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from gongzhi.kernel import Actor, Refused
from gongzhi.matters import door, journal
from gongzhi.matters.door import Order
from gongzhi.matters.loop.dispatching import Dispatch, Take
from gongzhi.matters.loop.noting import Comment
from gongzhi.matters.loop.reporting import Report
from gongzhi.matters.loop.state import Plain
from gongzhi.matters.loop.triage import Accept, Decline
from gongzhi.matters.models import Entry, MatterRow
from gongzhi.matters.receipts import Receipt
from gongzhi.vault.values import shred
from tests.cast import HERE, THERE, City
from tests.door.crowd import EIGHT, together
from tests.door.promises import broken


def given(command: Any, by: Actor, city: City, matter: UUID | None = None, **more: Any) -> Receipt | Refused:
    """The receipt, or the refusal as a value."""
    order = Order(command=command, by=by, key=more.pop("key", None) or uuid4(), matter=matter, **more)
    try:
        return door.execute(order, at=city.now + timedelta(minutes=5))
    except Refused as refusal:
        return refusal


def test_of_eight_writers_who_saw_the_same_version_one_wins_each_time_and_nothing_is_lost(crowd: City) -> None:
    made, clerk = crowd.report(), crowd.actor("clerk")

    def insist(number: int) -> tuple[int, int]:
        seen = made.version
        for tries in count(1):
            answer = given(Comment(remark=Plain(f"第{number}位")), clerk, crowd, made.id, seen=seen)
            if isinstance(answer, Receipt):
                return tries, answer.version
            assert (answer.code, answer.status) == ("changed-since", 412), answer
            seen = answer.details["now"]
        raise AssertionError

    answers = together(insist)
    assert sorted(version for _, version in answers) == list(range(made.version + 1, made.version + 1 + EIGHT))
    assert [tries for tries, _ in answers].count(1) >= 1
    assert sum(tries for tries, _ in answers) > EIGHT
    assert broken(crowd.now) == []


def test_eight_writers_without_a_version_are_all_written_in_one_order(crowd: City) -> None:
    made, clerk = crowd.report(), crowd.actor("clerk")

    def write(number: int) -> list[int]:
        answers = [given(Comment(remark=Plain(f"第{number}位第{turn}句")), clerk, crowd, made.id) for turn in range(4)]
        assert all(isinstance(answer, Receipt) for answer in answers), answers
        return [answer.version for answer in answers if isinstance(answer, Receipt)]

    versions = together(write)
    assert all(own == sorted(own) for own in versions)
    assert sorted(version for own in versions for version in own) == list(
        range(made.version + 1, made.version + 1 + 4 * EIGHT)
    )
    assert journal.state(made.id).version == made.version + 4 * EIGHT
    assert broken(crowd.now) == []


def test_the_same_report_sent_eight_times_at_once_is_one_matter_with_one_receipt(crowd: City) -> None:
    key, worker = uuid4(), crowd.actor("worker")
    report = Report(kind="06013", text=Plain("路面破损"), point=HERE)
    receipts = together(lambda number: given(report, worker, crowd, key=key))
    assert all(receipt == receipts[0] and isinstance(receipt, Receipt) for receipt in receipts), receipts
    assert MatterRow.objects.count() == 1
    assert broken(crowd.now) == []


def test_the_same_command_sent_eight_times_at_once_is_one_line_with_one_receipt(crowd: City) -> None:
    made, key, clerk = crowd.report(), uuid4(), crowd.actor("clerk")
    receipts = together(lambda number: given(Accept(), clerk, crowd, made.id, key=key, seen=made.version))
    assert all(receipt == receipts[0] and isinstance(receipt, Receipt) for receipt in receipts), receipts
    assert Entry.objects.filter(matter_id=made.id, command="accept").count() == 1


def test_of_eight_who_take_one_share_one_has_it_and_of_two_verdicts_one_stands(crowd: City) -> None:
    made = crowd.report()
    clerk, handlers = crowd.actor("clerk"), [crowd.actor(name) for name in ("handler", "mate")]
    verdicts = together(lambda number: given(Accept() if number % 2 else Decline(reason="not-found"), clerk, crowd,
                                             made.id))  # fmt: skip
    assert sum(isinstance(verdict, Receipt) for verdict in verdicts) == 1
    second = crowd.report()
    crowd.do(Accept(), "clerk", second.id)
    crowd.do(Dispatch(support=()), "colleague", second.id)
    answers = together(lambda number: given(Take(), handlers[number % 2], crowd, second.id))
    assert sorted(getattr(answer, "code", "taken") for answer in answers) == ["already-taken"] * 7 + ["taken"]
    assert broken(crowd.now) == []


def test_batches_that_hold_the_same_reports_in_other_orders_do_not_block_each_other(crowd: City) -> None:
    worker, ids = crowd.actor("worker"), [uuid4() for _ in range(100)]

    def batch(number: int) -> list[Receipt | Refused]:
        wanted = ids if number % 2 else ids[::-1]
        report = Report(kind="06013", text=Plain("路面破损"), point=HERE if number else THERE)
        orders = [Order(command=report, by=worker, key=key) for key in wanted]
        return door.execute_new(orders, at=crowd.now)

    answers = together(batch)
    assert all(len(answer) == len(ids) for answer in answers)
    assert MatterRow.objects.count() == len(ids)
    for answer in answers[1:]:
        assert all(isinstance(each, Receipt) or each.code == "key-reused" for each in answer), answer
    assert broken(crowd.now) == []


def test_eight_reporters_at_once_get_eight_numbers(crowd: City) -> None:
    worker = crowd.actor("worker")
    reports = together(lambda number: [given(Report(kind="06013", text=Plain(f"{number}"), point=HERE), worker, crowd)
                                       for _ in range(10)])  # fmt: skip
    numbers = {answer.number for each in reports for answer in each if isinstance(answer, Receipt)}
    assert len(numbers) == EIGHT * 10
    assert broken(crowd.now) == []


def test_in_a_batch_a_report_whose_matter_was_shredded_is_refused_and_the_others_are_taken(crowd: City) -> None:
    gone, worker = crowd.report(), crowd.actor("worker")
    shred(gone.id, by="person:one", second="person:two", at=crowd.now)
    report = Report(kind="06013", text=Plain("路面破损"), point=HERE)
    orders = [Order(command=report, by=worker, key=key) for key in (uuid4(), gone.id, uuid4())]
    answers = door.execute_new(orders, at=crowd.now)
    assert [getattr(answer, "code", "taken") for answer in answers] == ["taken", "key-destroyed", "taken"]
