"""A clock carries the step of the ladder that comes next and when; a step is taken once, however often one looks."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from gongzhi.catalogue import Calendar, Ladder, Step
from gongzhi.matters.loop.clock import due
from gongzhi.matters.loop.recount import legs, used_up
from gongzhi.matters.loop.state import Clock, replace

_KNOWN = {Decimal("0.5"): "yellow_at", Decimal("0.8"): "orange_at", Decimal(1): "due_at"}


def on_ladder(clock: Clock, ladder: Ladder | None, calendars: Mapping[str, Calendar], rung: int = 0) -> Clock:
    """The clock with its next step: the one numbered `rung` among those that time brings; none where they are over."""
    if ladder is None or clock.name.partition(":")[0] not in ladder.clocks:
        return clock
    steps = ladder.timed
    at = rung_at(clock, steps[rung], calendars) if rung < len(steps) else None
    return replace(clock, ladder=ladder.code, rung=rung, rung_at=at)


def rung_at(clock: Clock, step: Step, calendars: Mapping[str, Calendar]) -> datetime:
    """When a step falls due: at a share of the time used up, or so long after the clock broke."""
    if step.after is not None:
        return due(step.after, calendars[step.after.calendar], clock.due_at).due_at
    assert step.used is not None
    known = _KNOWN.get(step.used)
    if known is not None:
        found: datetime = getattr(clock, known)
        return found
    if clock.amount is None:
        return clock.started_at + (clock.due_at - clock.started_at) * float(step.used)
    return used_up(legs(clock, calendars), Fraction(step.used))
