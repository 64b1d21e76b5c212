"""Only a suspension stops a clock; it has a reason and a day on which it ends by itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from gongzhi.kernel import Actor, Refused
from gongzhi.matters.loop.extending import asked_for
from gongzhi.matters.loop.facts import Facts
from gongzhi.matters.loop.recount import resumed, suspended
from gongzhi.matters.loop.state import Asked, Clock, Evolve, Kept, Line, Matter, Said, end_one, kept, renewed, replace

STOPPED = ("handling", "phase", "part", "milestone")
"""The clocks that a suspension stops; what is due to others (an answer, a look, a call) runs on."""
LONGEST = timedelta(days=180)
"""The longest suspension: no longer than a matter may take at all (domain.md §2.3, L)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Suspend:
    """申请挂起: the reason, and the day on which it goes on."""

    reason: str
    until: datetime
    remark: Said | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SuspensionAsked:
    """The lead asked that the clocks stand still."""

    unit: str
    reason: str
    until: datetime
    remark: Kept | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class GrantSuspension:
    """同意挂起."""

    remark: Said | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Suspended:
    """The clocks of the handling stand still until that instant; `clocks` are they and the one of the suspension."""

    reason: str
    until: datetime
    clocks: tuple[Clock, ...]
    ends: Clock
    remark: Kept | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RefuseSuspension:
    """不同意挂起."""

    remark: Said


@dataclass(frozen=True, kw_only=True, slots=True)
class SuspensionRefused:
    """The clocks go on."""

    unit: str
    remark: Kept


@dataclass(frozen=True, kw_only=True, slots=True)
class Resume:
    """恢复."""

    remark: Said | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Resumed:
    """The clocks run again."""

    clocks: tuple[Clock, ...]
    remark: Kept | None = None


def decide_suspend(matter: Matter, command: Suspend, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Asked by the lead.

    Refused: 409 `no-suspension` (emergency), `already-asked`, `already-suspended`, `on-the-ledger`; 422
    `reason-unknown`, `end-day-wrong`.
    """
    if matter.urgency == "emergency":
        raise Refused("no-suspension", urgency=matter.urgency)
    if matter.asked is not None:
        raise Refused("already-asked", what=matter.asked.what)
    if matter.suspended_until is not None:
        raise Refused("already-suspended", until=matter.suspended_until.isoformat())
    if matter.on_ledger:
        raise Refused("on-the-ledger")
    if not at < command.until <= at + LONGEST:
        raise Refused("end-day-wrong", status=422, until=command.until.isoformat(), most=LONGEST.days)
    reason = facts.need_reason("suspend", command.reason).code
    return (
        SuspensionAsked(unit=by.unit or matter.lead, reason=reason, until=command.until, remark=kept(command.remark)),
    )


def decide_grant_suspension(
    matter: Matter, command: GrantSuspension, facts: Facts, by: Actor, at: datetime
) -> tuple[object, ...]:
    """Granted by another; refused when the day asked for is over already."""
    asked = asked_for(matter, "suspension", by)
    if asked.until is None or asked.until <= at:
        raise Refused("end-day-wrong", until=asked.until.isoformat() if asked.until else "", most=LONGEST.days)
    still = tuple(facts.recount(suspended(clock, at, asked.until)) for clock in _running(matter))
    ends = facts.given_clock("suspension", at, asked.until, matter.lead)
    return (Suspended(reason=asked.reason, until=asked.until, clocks=still, ends=ends, remark=kept(command.remark)),)


def _running(matter: Matter) -> tuple[Clock, ...]:
    return tuple(clock for clock in matter.running if stops(clock))


def stops(clock: Clock) -> bool:
    """Whether a suspension stops it: the handling's own clocks that count a policy of ours."""
    return clock.name.partition(":")[0] in STOPPED and clock.amount is not None and not clock.statutory


def waits(clock: Clock) -> bool:
    """Whether it is the clock of a milestone that waits on the ledger: not the law's, and no day that was given."""
    return clock.name.startswith("milestone:") and stops(clock)


def standing(clock: Clock, matter: Matter, facts: Facts) -> Clock:
    """A clock of the handling that begins now, without the time since its start for which the matter was suspended:
    until it was resumed or its day came, however late somebody noted that.
    """
    past = [each for each in matter.clocks if each.name == "suspension"]
    stood = [(each.started_at, min(each.ended_at or each.due_at, each.due_at)) for each in past]
    spans = tuple((max(since, clock.started_at), until) for since, until in stood if until > clock.started_at)
    if not spans or not stops(clock):
        return clock
    return facts.recount(replace(clock, suspended=spans))


def decide_refuse_suspension(
    matter: Matter, command: RefuseSuspension, facts: Facts, by: Actor, at: datetime
) -> tuple[object, ...]:
    """Refused by another, with the reason."""
    asked = asked_for(matter, "suspension", by)
    return (SuspensionRefused(unit=asked.unit, remark=kept(command.remark)),)


def decide_resume(matter: Matter, command: Resume, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Resumed early by the lead or the centre, or by the clock on the day; what was not needed is counted again."""
    if matter.suspended_until is None:
        raise Refused("not-suspended")
    if by.id == "system" and at < matter.suspended_until:
        raise Refused("too-early", days=0)
    return _resumption(matter, facts, at, kept(command.remark))


def first_resumed(matter: Matter, facts: Facts, at: datetime) -> tuple[object, ...]:
    """What comes before a step by which a matter leaves its lead: its suspension, which that lead was granted, ends."""
    return _resumption(matter, facts, at) if matter.suspended_until is not None else ()


def _resumption(matter: Matter, facts: Facts, at: datetime, remark: Kept | None = None) -> tuple[Resumed, ...]:
    return (Resumed(clocks=tuple(facts.recount(resumed(clock, at)) for clock in _running(matter)), remark=remark),)


def _asked(matter: Matter, event: SuspensionAsked, line: Line) -> Matter:
    asked = Asked(what="suspension", by=line.by, unit=event.unit, at=line.at, reason=event.reason, until=event.until)
    return replace(matter, asked=asked)


def _suspended(matter: Matter, event: Suspended, line: Line) -> Matter:
    clocks = (*renewed(matter.clocks, event.clocks), event.ends)
    return replace(matter, asked=None, suspended_until=event.until, clocks=clocks)


def _refused(matter: Matter, event: SuspensionRefused, line: Line) -> Matter:
    return replace(matter, asked=None)


def _resumed(matter: Matter, event: Resumed, line: Line) -> Matter:
    clocks = end_one(renewed(matter.clocks, event.clocks), "suspension", line.at)
    return replace(matter, suspended_until=None, clocks=clocks)


EVOLVES: dict[type, Evolve] = {
    SuspensionAsked: _asked,
    Suspended: _suspended,
    SuspensionRefused: _refused,
    Resumed: _resumed,
}
