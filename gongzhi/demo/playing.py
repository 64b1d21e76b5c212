"""The demonstration lives: people report, units take and do, others check; all of it through the one door."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from heapq import heappop, heappush
from random import Random
from typing import Any
from uuid import UUID, uuid4

from gongzhi.bodies.models import Appointment, GridAssignment, Person
from gongzhi.bodies.rights import actor_of
from gongzhi.demo.detours import detour
from gongzhi.demo.life import Life, LifeReport
from gongzhi.demo.proceeding import next_step
from gongzhi.kernel import PUBLIC, Actor, Refused
from gongzhi.matters import catalogues, door, journal
from gongzhi.matters.door import Order
from gongzhi.matters.loop.checking import CallBack, Check
from gongzhi.matters.loop.dispatching import Dispatch, Take
from gongzhi.matters.loop.handling import Done, PartDone
from gongzhi.matters.loop.reporting import Report
from gongzhi.matters.loop.state import Matter, Personal, Plain, Stage
from gongzhi.matters.loop.triage import Accept, Decline
from gongzhi.matters.permission import may

DECLINED, FAILED, UNREACHED, UNSOLVED = 0.03, 0.08, 0.25, 0.06
# How long each step is waited for, in hours: the middle of the draw.
PATIENCE = {
    Stage.REPORTED: 1.0,
    Stage.ACCEPTED: 0.5,
    Stage.DISPATCHED: 3.0,
    Stage.HANDLING: 20.0,
    Stage.CHECKING: 8.0,
    Stage.CALLBACK: 10.0,
}
ACCEPTED = ("matters.triage", "matters.dispatch")


@dataclass
class Told:
    """What has happened so far: commands done by name, and those that were refused by code."""

    done: dict[str, int] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)


class Play:
    """One demonstration under way: `Life` tells what is reported, this lets the units act on it."""

    def __init__(self, life: Life, seed: int) -> None:
        self._life, self._random = life, Random(seed)  # noqa: S311 - the same seed must play the same play
        self._chance = Random(seed + 1)  # noqa: S311 - what goes astray does not change what goes straight
        self._waiting: list[tuple[datetime, int, UUID]] = []
        self._count = 0
        self.told = Told()

    def report(self, at: datetime, pace: float) -> UUID | None:
        """Somebody reports at `at`; the matter's first step follows after a while. None when it was refused."""
        given = self._life.report(at)
        by = self._worker(given, at) if given.channel == "worker" else PUBLIC
        try:
            made = door.execute(Order(command=command_of(given, by), by=by, key=uuid4(), device_at=given.at), at=at)
        except Refused as refusal:
            self._note(self.told.refused, refusal.code)
            return None
        self._note(self.told.done, "report")
        self._plan(made.id, Stage(made.stage), at, pace)
        return made.id

    def advance(self, until: datetime, pace: float) -> int:
        """Let everything happen that is planned until then; returns how many steps there were."""
        steps = 0
        while self._waiting and self._waiting[0][0] <= until:
            at, _, matter = heappop(self._waiting)
            self._step(matter, at, pace)
            steps += 1
        return steps

    def _plan(self, matter: UUID, stage: Stage, at: datetime, pace: float) -> None:
        if stage in PATIENCE:
            hours = self._random.lognormvariate(0, 0.8) * PATIENCE[stage] * pace
            self._count += 1
            heappush(self._waiting, (at + timedelta(hours=hours), self._count, matter))

    def _step(self, matter: UUID, at: datetime, pace: float) -> None:
        state = journal.state(matter)
        for name, command, by in detour(state, at, self._chance, somebody) or self._next(state, at):
            try:
                door.execute(Order(command=command, by=by, key=uuid4(), matter=matter), at=at)
            except Refused as refusal:
                self._note(self.told.refused, f"{name}: {refusal.code}")
                break
            self._note(self.told.done, name)
        self._plan(matter, journal.state(matter).stage, at, pace)

    def _next(self, state: Matter, at: datetime) -> list[tuple[str, Any, Actor]]:
        """What would happen next to a matter like this, and by whom."""
        chance = self._random.random()
        if state.stage is Stage.HANDLING:
            return self._work(state, at)
        name, command = {
            Stage.REPORTED: ("accept", Accept()) if chance > DECLINED else ("decline", Decline(reason="out-of-area")),
            Stage.ACCEPTED: ("dispatch", Dispatch()),
            Stage.DISPATCHED: ("take", Take()),
            Stage.CHECKING: ("check", checked(chance)),
            Stage.CALLBACK: ("call_back", called(chance)),
        }[state.stage]
        unit = state.lead if state.stage is Stage.DISPATCHED else state.holder
        by = somebody(unit, name, state, at)
        return [(name, command, by)] if by is not None else []

    def _work(self, state: Matter, at: datetime) -> list[tuple[str, Any, Actor]]:
        steps: list[tuple[str, Any, Actor]] = []
        for part in state.parts:
            by = somebody(part.unit, "part_done", state, at) if part.open and not part.lead else None
            if by is not None:
                steps += [("take", Take(), by)] if part.state.value == "offered" else []
                steps.append(("part_done", PartDone(remark=Plain("已配合到场处理，现场已清理。")), by))
        by = somebody(state.lead, "milestone", state, at)
        if by is not None and state.run is not None:
            procedure = catalogues.of(int(state.run.catalogue)).procedures[state.run.procedure]
            reached = next_step(state, procedure, by, at, self._random)
            return [*steps, ("milestone", reached, by)] if reached is not None else steps
        by = somebody(state.lead, "done", state, at)
        done = Done(remark=Plain("已处置完毕，现场恢复正常。"), explanation=Plain("协办单位已到场，反馈随后补录。"))
        return [*steps, ("done", done, by)] if by is not None else steps

    def _worker(self, given: LifeReport, at: datetime) -> Actor:
        workers = _workers(given.grid or "")
        return actor_of(self._random.choice(workers), at) if workers else PUBLIC

    @staticmethod
    def _note(where: dict[str, int], name: str) -> None:
        where[name] = where.get(name, 0) + 1


def checked(chance: float) -> Check:
    """What a checker finds."""
    return Check(
        passed=chance > FAILED, remark=Plain("现场仍有遗留，请继续处理。" if chance <= FAILED else "现场已核实。")
    )


def called(chance: float) -> CallBack:
    """What a call to the reporter brings."""
    if chance < UNREACHED:
        return CallBack(reached=False)
    solved = chance > UNREACHED + UNSOLVED
    return CallBack(
        reached=True, solved=solved, satisfied=solved, remark=None if solved else Plain("报告人反映没有解决。")
    )


def command_of(given: LifeReport, by: Actor) -> Report:
    """The report as the door takes it; what a worker settled on the spot is said so where the worker may."""
    contact: Mapping[str, str] = {"name": given.contact.name, "phone": given.contact.phone} if given.contact else {}
    settled = given.self_handled if by is not PUBLIC else None
    return Report(
        kind=given.kind,
        text=Plain(given.text),
        point=given.point,
        address=Plain(given.address) if given.address else None,
        answers={name: Plain(value) if isinstance(value, str) else value for name, value in given.answers.items()},
        contact=Personal(contact) if contact else None,
        channel=given.channel,
        self_handled=Plain(settled) if settled else None,
    )


def somebody(unit: str, name: str, state: Matter, at: datetime) -> Actor | None:
    """Somebody of the unit who may give this command now; `part_done` asks for who may at least take."""
    wanted = {"part_done": ("part_done", "take")}.get(name, (name,))
    found = (actor_of(person, at, unit=unit) for person, since in _people(unit) if since <= at)
    return next((actor for actor in found if set(wanted) & set(may(state, actor, at))), None)


@cache
def _people(unit: str) -> tuple[tuple[Person, datetime], ...]:
    """Who sits in the unit, and since when: the first administrator came after the demonstration's past."""
    seats = Appointment.objects.filter(post__unit=unit, deputy_of=None).select_related("person").order_by("pk")
    return tuple({seat.person: (seat.person, seat.valid_from) for seat in seats}.values())


@cache
def _workers(grid: str) -> tuple[Person, ...]:
    watches = GridAssignment.objects.filter(grid=grid, role="worker").select_related("person").order_by("pk")
    return tuple(watch.person for watch in watches)


Sleep = Callable[[float], None]
