"""A store is filled in bulk by the door's own decisions and rows; only the last step, the writing, is many at a time.

Matters come in the order of their time, as they do in life: a year of imported ones, nearly all closed, and the last
weeks as reports of our own, some of them on their way through the loop. A store that is `lived` holds nothing but
reports of our own, nearly all of which went the whole straight path.
"""

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from random import Random
from time import perf_counter
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from bench.bulk import copy, settle, without_indexes
from bench.inside import setup
from bench.prepare import spots
from bench.told import Spot, Teller
from gongzhi.kernel import Actor, Right
from gongzhi.matters import catalogues, door, gathering, outbox, replay, said, storing, writing
from gongzhi.matters.door import Order
from gongzhi.matters.loop.checking import CallBack, Check
from gongzhi.matters.loop.dispatching import Dispatch, Take
from gongzhi.matters.loop.facts import Facts
from gongzhi.matters.loop.handling import Done, Progress
from gongzhi.matters.loop.importing import ImportRecord
from gongzhi.matters.loop.reporting import Report
from gongzhi.matters.loop.state import Matter, Plain, Stage, replace
from gongzhi.matters.loop.triage import Accept
from gongzhi.matters.models import MatterRow
from gongzhi.matters.turns import turn
from gongzhi.matters.writing import Change
from gongzhi.site.progress import telling
from gongzhi.vault.matter_key import new_key

CHUNK = 2500
DAYS = 360
"""Days that the store spans."""
OPEN, LATELY_OPEN, LATELY = 0.002, 0.1, 0.8
"""Shares of imported ones that are still open, and of those beyond LATELY of the span."""


@dataclass(frozen=True, slots=True)
class Mix:
    """Shares: matters, the newest, that are our own reports; of those, the ones worked on, and in how many steps."""

    ours: float
    worked_on: float
    steps: tuple[int, int]
    progress: float = 0.0


MIXES = {"year": Mix(0.06, 0.4, (1, 6)), "lived": Mix(1.0, 0.97, (5, 40), progress=0.5), "begun": Mix(1.0, 1.0, (3, 3))}
DUTIES = ("triage", "dispatch", "handle", "check", "verify", "callback", "see", "import")
ALL = frozenset(Right(duty=f"matters.{duty}") for duty in DUTIES)
IMPORTER = Actor(id="bench:import", rights=ALL)


def measure(count: int, mix: str = "year") -> dict[str, Any]:
    """Fill the store up to `count` matters of that mix, give positions, count tallies, check a sample by replay."""
    begun, there = perf_counter(), MatterRow.objects.count()
    wanted = count - there
    if wanted > 0:
        with telling() as tell, without_indexes(tell):
            _filled(wanted, there, mix, tell)
    filled = perf_counter() - begun
    rates = {**_counted(), "filled_per_second": wanted / filled if wanted > 0 else 0.0}
    settle()
    sample = [row for (row,) in MatterRow.objects.order_by("query_digest").values_list("id")[:200]]
    findings = [f"{found.rule}: {found.what}" for found in replay.matters(sample)]
    if findings:
        raise ValueError(f"the filled store is not what its journal says: {findings[:3]}")
    return {"matters": MatterRow.objects.count(), "sample": len(sample), "seconds": filled, **rates}


def _filled(wanted: int, there: int, mix: str, tell: Any) -> None:
    shares = [(there + first, min(CHUNK, wanted - first), there + wanted, mix) for first in range(0, wanted, CHUNK)]
    connection.close()
    context, done = multiprocessing.get_context("spawn"), 0
    with ProcessPoolExecutor(2, mp_context=context, initializer=setup) as pool:
        for ready in as_completed([pool.submit(share, *each) for each in shares]):
            done += ready.result()
            tell("matters", done, wanted)


def _counted() -> dict[str, float]:
    """Give positions to all that waits, and count it; changes a second of either."""
    begun, given = perf_counter(), 0
    while taken := outbox.sequence(5000):
        given += taken
    between, counted = perf_counter(), 0
    while heard := outbox.consume("tally", outbox.tally, 5000):
        counted += heard
    ended = perf_counter()
    return {
        "positions_per_second": given / (between - begun) if given else 0.0,
        "tallied_per_second": counted / (ended - between) if counted else 0.0,
    }


def share(first: int, count: int, whole: int, mix: str) -> int:
    """Make and write `count` of `whole` matters; `first` is the number of the first of them, and the seed."""
    at = timezone.now()
    histories = list(Maker(first, whole, at, MIXES[mix]).histories(count))
    with turn(), transaction.atomic():
        numbers = gathering.numbers([history[0].after.place.county for history in histories], at)
        for history, number in zip(histories, numbers, strict=True):
            _number(history, number)
        tables, found_by = writing.tables_of(histories)
        if connection.vendor == "sqlite":
            storing.begin(tables, found_by)
        else:
            copy(tables, found_by)
    return count


def _number(history: Sequence[Change], number: str) -> None:
    first, *later = history
    first.give_number(number)
    for change in later:
        change.before = replace(change.before, number=number)
        change.after = replace(change.after, number=number)


class Maker:
    """Makes matters with their histories."""

    def __init__(self, first: int, whole: int, at: datetime, mix: Mix) -> None:
        self._random, self._at, self._first, self._whole, self._mix = Random(first), at, first, whole, mix
        _, catalogue = catalogues.in_force()
        self._teller = Teller(_spots(), frozenset(catalogue.kinds), first)

    def histories(self, count: int) -> Iterator[list[Change]]:
        """So many matters, each with everything that happened to it."""
        spans = [(self._first + place) / self._whole for place in range(count)]
        orders = [self._order(place, span) for place, span in enumerate(spans)]
        known = gathering.first_facts([order.command for order in orders], self._at)
        for order, facts, span in zip(orders, known, spans, strict=True):
            if not isinstance(facts, Facts):
                raise facts
            yield self._history(order, facts, self._moment(span))

    def _moment(self, span: float) -> datetime:
        return self._at - timedelta(days=DAYS * (1 - span), seconds=self._random.uniform(0, 600))

    def _order(self, place: int, span: float) -> Order:
        identity = UUID(int=self._random.getrandbits(128), version=4)
        body = said.ReportIn.model_validate(self._teller.report(str(identity)))
        if span >= 1 - self._mix.ours:
            return Order(command=body.command(), by=Actor(id="public"), key=identity)
        opened_at = self._moment(span)
        closed = self._random.random() > (LATELY_OPEN if span > LATELY else OPEN)
        command = ImportRecord(
            kind=body.kind,
            source=("12345", f"{self._first + place}"),
            foreign=("市政", "closed" if closed else "open"),
            channel="hotline",
            opened_at=opened_at,
            text=Plain(body.text or ""),
            point=body.point.geo() if body.point else None,
            address=Plain(body.address or ""),
            closed_at=opened_at + (self._at - opened_at) * self._random.random() ** 2 if closed else None,
        )
        return Order(command=command, by=IMPORTER, key=identity)

    def _history(self, order: Order, facts: Facts, at: datetime) -> list[Change]:
        ours = isinstance(order.command, Report)
        at = at if ours else self._at
        history = [door.decided(order, Matter(id=order.about), new_key(), facts, at)]
        if ours and self._random.random() < self._mix.worked_on:
            for _ in range(self._random.randint(*self._mix.steps)):
                at = min(self._at, at + timedelta(hours=self._random.uniform(0.2, 30)))
                if not self._walk(history, at):
                    break
        return history

    def _walk(self, history: list[Change], at: datetime) -> bool:
        last = history[-1]
        step = _NEXT.get(last.after.stage)
        if step is None:
            return False
        waits = last.after.run is not None and last.after.run.going
        if last.after.stage is Stage.HANDLING and (waits or self._random.random() < self._mix.progress):
            step = Progress(remark=Plain("已到现场查看，材料已备齐，正在处理。"))
        unit = last.after.lead if last.after.stage in (Stage.DISPATCHED, Stage.HANDLING) else last.after.holder
        by = Actor(id=f"person:{last.after.stage}", unit=unit, rights=ALL)
        key = UUID(int=self._random.getrandbits(128), version=4)
        order = Order(command=step, by=by, key=key, matter=last.after.id)
        facts = gathering.next_facts(last.after, step, self._at)
        history.append(door.decided(order, last.after, last.key, facts, at))
        return True


_NEXT: dict[Stage, Any] = {
    Stage.REPORTED: Accept(),
    Stage.ACCEPTED: Dispatch(),
    Stage.DISPATCHED: Take(),
    Stage.HANDLING: Done(remark=Plain("已处理完毕，现场恢复。"), explanation=Plain("协办单位另行反馈。")),
    Stage.CHECKING: Check(passed=True),
    Stage.CALLBACK: CallBack(reached=True, solved=True, satisfied=True),
}


@lru_cache(maxsize=1)
def _spots() -> list[Spot]:
    return spots(20_000, 1, timezone.now())
