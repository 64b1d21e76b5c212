"""The loop: report, triage, dispatch, handle, check, close. What may happen to a matter stands in one table."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from gongzhi.kernel import Actor, Refused
from gongzhi.matters.loop import (
    appealing,
    checking,
    closing,
    conversing,
    dispatching,
    ending,
    extending,
    handling,
    importing,
    isolating,
    joint,
    levels,
    listing,
    merging,
    noting,
    outside,
    ownerless,
    procedures,
    rehoming,
    reporting,
    returning,
    sampling,
    setting_aside,
    shelving,
    suspending,
    triage,
    urging,
    whistling,
)
from gongzhi.matters.loop.answering import FUTURE
from gongzhi.matters.loop.facts import Facts
from gongzhi.matters.loop.rights import barred, concerned, ground, may, on_duty, permitted
from gongzhi.matters.loop.state import Evolve, Line, Matter, replace, reported_by
from gongzhi.matters.loop.table import BY_COMMAND, BY_NAME, STEPS, Step

ORDER = (
    reporting, triage, appealing, outside, levels, ownerless, merging, dispatching, returning, joint, rehoming,
    handling, procedures, isolating, whistling, extending, suspending, shelving, checking, closing, setting_aside,
    sampling, ending, urging, listing, noting, conversing, importing,
)  # fmt: skip
EVOLVES: dict[type, Evolve] = {event: evolve for stage in ORDER for event, evolve in stage.EVOLVES.items()}
EVENTS = {event.__name__: event for event in EVOLVES}


def decide(matter: Matter, command: Any, facts: Facts, *, by: Actor, at: datetime) -> tuple[object, ...]:
    """What follows from the command, or a refusal. Reads nothing, writes nothing."""
    step = BY_COMMAND[type(command)]
    if matter.stage not in step.before:
        raise Refused("wrong-stage", command=step.name, stage=matter.stage.value)
    if not permitted(step, matter, by):
        raise Refused("no-right", status=403, duty=step.duty or step.name)
    captured = getattr(command, "captured_at", None)
    if captured is not None and captured > at + FUTURE:
        raise Refused("time-in-future", status=422, field="captured_at", value=captured.isoformat())
    return step.decide(matter, command, facts, by, at)


def evolve(matter: Matter, line: Line) -> Matter:
    """The matter after the line. Never refuses: what happened, happened."""
    after = EVOLVES[type(line.event)](matter, line.event, line)
    return replace(after, version=matter.version + 1, changed_at=line.at)


def fold(matter: Matter, lines: Iterable[Line]) -> Matter:
    """The matter after all the lines, in their order."""
    for line in lines:
        matter = evolve(matter, line)
    return matter


__all__ = [
    "BY_COMMAND", "BY_NAME", "EVENTS", "EVOLVES", "STEPS", "Step", "barred", "concerned", "decide", "evolve", "fold",
    "ground", "may", "on_duty", "permitted", "reported_by",
]  # fmt: skip
