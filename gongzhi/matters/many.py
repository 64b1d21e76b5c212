"""Many matters go on in one transaction, each by its own decisions; one that is refused or fails spoils no other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.kernel import SYSTEM, Refused
from gongzhi.matters import gathering, journal, writing_many
from gongzhi.matters.door import Order, decided
from gongzhi.matters.journal import Held
from gongzhi.matters.loop.state import Matter
from gongzhi.matters.receipts import Receipt, receipt
from gongzhi.matters.turns import turn
from gongzhi.matters.writing import Change

AT_ONCE = 20
"""Steps that one matter takes at most in one transaction: a long sleep leaves several behind."""


@dataclass(frozen=True, slots=True)
class Due:
    """An order of the system, and the moment at which it fell due."""

    moment: datetime
    order: Order


Saying = Callable[[Matter], Due | None]
"""What the system has to say next about a matter that stands like this; None when there is nothing."""


@dataclass(slots=True)
class Outcome:
    """What became of one matter: the receipt of each step, and why it ended where that was not for want of an order."""

    done: list[Receipt] = field(default_factory=list)
    fault: Exception | None = None


def execute(matters: Sequence[UUID], say: Saying, *, at: datetime) -> dict[UUID, Outcome]:
    """Let each matter take the steps that `say` has for it; the outcome of each that could be had.

    A matter that somebody else holds just now, or that is not there, is left out: nobody waits for it. The lines stand
    in the feed in the order in which the steps fell due. A fault in what is decided ends that matter alone; one in the
    writing ends all of it, and nothing is written.
    """
    outcomes: dict[UUID, Outcome] = {}
    histories: list[tuple[Held, list[tuple[datetime, Change]]]] = []
    with turn(), transaction.atomic():
        for held in journal.hold(matters):
            outcomes[held.matter] = outcome = Outcome()
            steps = list[tuple[datetime, Change]]()
            try:
                _walk(held, say, at, outcome, steps)
            except Exception as fault:  # noqa: BLE001 - the caller is told; the other matters are none the worse for it
                outcome.fault = fault
            if steps:
                histories.append((held, steps))
        writing_many.go_on([(held.matter, held.head.head, steps) for held, steps in histories])
    return outcomes


def _walk(held: Held, say: Saying, at: datetime, outcome: Outcome, steps: list[tuple[datetime, Change]]) -> None:
    state = held.state()
    key = held.key()
    for _ in range(AT_ONCE):
        due = say(state)
        if due is None:
            return
        order = due.order
        if order.by != SYSTEM:
            raise TypeError("only the system goes on with many matters at once")
        if order.key in held.keys or any(order.key == change.command_key for _, change in steps):
            raise Refused("key-reused", matter=str(held.matter))
        change = decided(order, state, key, gathering.next_facts(state, order.command, at), at)
        moment = max(due.moment, steps[-1][0]) if steps else due.moment
        steps.append((moment, change))
        outcome.done.append(receipt(change.after, key))
        state = change.after
