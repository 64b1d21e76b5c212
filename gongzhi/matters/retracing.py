"""Every step that a matter took is taken again and held against the table of the loop: who, from where, to where."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from gongzhi.matters.codec import decode
from gongzhi.matters.loop import BY_NAME, evolve
from gongzhi.matters.loop.checking import Passed, SentBack
from gongzhi.matters.loop.ending import Voided
from gongzhi.matters.loop.procedures import MilestoneReached
from gongzhi.matters.loop.state import Line, Matter, Stage

Strayed = tuple[str, int, str]
"""The rule that was broken, at which version, and how."""


def retrace(matter: UUID, lines: Sequence[tuple[Any, ...]]) -> tuple[Matter, list[Strayed]]:
    """The matter as its journal (rows in the order of `rows.JOURNAL`) has it, and each step the loop does not know.

    Raises what the codec raises for a line that cannot be read back.
    """
    state, strayed, began = Matter(id=matter), list[Strayed](), Stage.NEW
    keys = [line[2] for line in lines]
    for place, (_, version, key, command, _, event, data, actor, _, at, *_) in enumerate(lines):
        if place == 0 or keys[place - 1] != key:
            began = state.stage
        line = Line(decode(event, data), actor, at)
        if command in ("check", "milestone") or event == "Voided":
            strayed += [("invariant-9", version, what) for what in _own_work(state, line, command)]
        state = evolve(state, line)
        if place + 1 == len(keys) or keys[place + 1] != key:
            strayed += [("invariant-7", version, what) for what in _off_table(command, began, state.stage)]
    return state, strayed


def _own_work(before: Matter, line: Line, command: str) -> Iterator[str]:
    if command == "check" and isinstance(line.event, Passed | SentBack) and line.by in before.handlers:
        yield f"{line.by} checked what {line.by} had handled"
    if isinstance(line.event, Voided) and before.void_asked_by in (None, line.by):
        yield "one person alone made it void"
    if isinstance(line.event, MilestoneReached) and _decided_before(before, line):
        yield f"{line.by} decided at {line.event.milestone} on what {line.by} had decided"


def _decided_before(before: Matter, line: Line) -> bool:
    spot = before.run.spot(line.event.milestone) if before.run is not None else None
    return spot is not None and before.run is not None and line.by == before.run.decided_by(spot.other_than)


def _off_table(command: str, began: Stage, ended: Stage) -> Iterator[str]:
    step = BY_NAME.get(command)
    if step is None or began not in step.before or ended not in (step.after or (began,)):
        yield f"{command} led from {began.value} to {ended.value}"
