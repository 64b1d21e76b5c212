"""Every step that a matter took is taken again and held against the table of the loop: who, from where, to where."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from gongzhi.matters.codec import decode
from gongzhi.matters.loop import BY_NAME, evolve
from gongzhi.matters.loop.state import OPEN, Line, Matter, Stage
from gongzhi.matters.owning import own_work

Strayed = tuple[str, int, str]
"""The rule that was broken, at which version, and how."""


@dataclass(slots=True)
class Retraced:
    """The matter after all its lines, each step that the loop does not know, and when it came to an end (`ends`)."""

    state: Matter
    strayed: list[Strayed] = field(default_factory=list)
    ends: set[datetime] = field(default_factory=set)
    rungs: set[tuple[int, int]] = field(default_factory=set)
    """The steps of ladders that were taken: of the how many-eth clock, which step."""

    def take(self, line: Line, version: int, command: str, unit: str) -> None:
        """One line more."""
        before = self.state
        self.strayed += [("invariant-9", version, what) for what in own_work(before, line, command, unit)]
        rung = getattr(line.event, "rung", None)
        if rung is not None:
            step = (_place(before, rung.clock), rung.step)
            if step in self.rungs:
                self.strayed.append(("invariant-8", version, f"step {rung.step} of {rung.clock} was taken once more"))
            self.rungs.add(step)
        self.state = evolve(before, line)

    def over(self, began: Stage, version: int, command: str, at: datetime) -> None:
        """The command, which began at that stage, has no further line."""
        step, ended = BY_NAME.get(command), self.state.stage
        if step is None or began not in step.before or ended not in (step.after or (began,)):
            self.strayed.append(("invariant-7", version, f"{command} led from {began.value} to {ended.value}"))
        if ended not in OPEN:
            self.ends.add(at)


def retrace(matter: UUID, lines: Sequence[tuple[Any, ...]]) -> Retraced:
    """The matter as its journal (rows in the order of `rows.JOURNAL`) has it, and each step the loop does not know.

    Raises what the codec raises for a line that cannot be read back.
    """
    traced, began = Retraced(Matter(id=matter)), Stage.NEW
    keys = [line[2] for line in lines]
    for place, (_, version, key, command, _, event, data, actor, unit, at, *_) in enumerate(lines):
        if place == 0 or keys[place - 1] != key:
            began = traced.state.stage
        traced.take(Line(decode(event, data), actor, at), version, command, unit)
        if place + 1 == len(keys) or keys[place + 1] != key:
            traced.over(began, version, command, at)
    return traced


def _place(matter: Matter, name: str) -> int:
    """Which of its clocks runs under that name; -1 where none does."""
    return next((n for n, clock in enumerate(matter.clocks) if clock.name == name and clock.ended_at is None), -1)
