"""What the clock does by itself: each running clock says when it must be looked at next, and what is said then."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gongzhi.catalogue import Ladder
from gongzhi.matters.loop.closing import Archive, archiving_at
from gongzhi.matters.loop.dispatching import Take
from gongzhi.matters.loop.listing import Post
from gongzhi.matters.loop.procedures import ReachMilestone
from gongzhi.matters.loop.roles import lapses
from gongzhi.matters.loop.state import Clock, Matter
from gongzhi.matters.loop.suspending import Resume
from gongzhi.matters.loop.urging import Remind, Rung, Supervise, Urge

ACTIONS = {"remind": Remind, "urge": Urge, "supervise": Supervise, "list": Post}
"""Each action of a ladder and the command by which the system takes it."""
Falling = tuple[datetime, str, Any]
"""When something falls due, the name of the command, and the command."""


def next_at(clock: Clock, lapses_at: datetime | None = None) -> datetime | None:
    """When the timer must look at the clock: None where it has ended or nothing follows from its end.

    `lapses_at`: when the milestone of the clock goes on by itself.
    """
    if clock.ended_at is not None:
        return None
    if clock.name.startswith("take:") or clock.name == "suspension":
        return clock.due_at
    return min((moment for moment in (lapses_at, clock.rung_at) if moment is not None), default=None)


def falling(matter: Matter, ladders: Mapping[str, Ladder], at: datetime) -> list[Falling]:
    """What the system has to say about a matter by `at`, what fell due first first.

    After each command the matter is another one: give the first, and ask again.
    """
    found = [_of_clock(clock, ladders) for clock in matter.clocks if _is_due(clock, at)]
    found += [
        (moment, f"milestone:{code}", ReachMilestone(milestone=code))
        for code, moment in lapses(matter).items()
        if moment <= at
    ]
    over = archiving_at(matter)
    if over is not None and over <= at:
        found.append((over, "archive", Archive()))
    return sorted((each for each in found if each is not None), key=lambda each: each[0])


def _is_due(clock: Clock, at: datetime) -> bool:
    moment = next_at(clock)
    return moment is not None and moment <= at


def _of_clock(clock: Clock, ladders: Mapping[str, Ladder]) -> Falling | None:
    if clock.name.startswith("take:"):
        return clock.due_at, "take", Take()
    if clock.name == "suspension":
        return clock.due_at, "resume", Resume()
    ladder = ladders.get(clock.ladder)
    if clock.rung_at is None or ladder is None or clock.rung >= len(ladder.timed):
        return None
    action = ladder.timed[clock.rung].action
    rung = Rung(clock=clock.name, step=clock.rung, fell_due=clock.rung_at)
    return clock.rung_at, action, ACTIONS[action](rung=rung)
