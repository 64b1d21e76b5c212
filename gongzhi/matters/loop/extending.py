"""More time is asked for before the limit is over and granted by somebody else, three times at most."""

from dataclasses import dataclass
from datetime import datetime

from gongzhi.catalogue import Limit
from gongzhi.kernel import Actor, Refused
from gongzhi.matters.loop.facts import Facts
from gongzhi.matters.loop.recount import extended
from gongzhi.matters.loop.state import Asked, Clock, Evolve, Kept, Line, Matter, Said, kept, renewed, replace

TIMES = 3
"""How often a limit may be extended (柳林县机制: ≤3 次，每次 ≤3 个工作日)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Extend:
    """申请延期: so many working days more for the unit's own share, with the reason."""

    days: int
    remark: Said


@dataclass(frozen=True, kw_only=True, slots=True)
class ExtensionAsked:
    """A unit asked for more time."""

    part: int
    unit: str
    days: int
    remark: Kept
    clock: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class GrantExtension:
    """同意延期."""

    remark: Said | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ExtensionGranted:
    """The limit was extended; the reporter is told."""

    part: int
    unit: str
    days: int
    clocks: tuple[Clock, ...]
    remark: Kept | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RefuseExtension:
    """不同意延期."""

    remark: Said


@dataclass(frozen=True, kw_only=True, slots=True)
class ExtensionRefused:
    """The limit stays as it is."""

    part: int
    unit: str
    remark: Kept


def clock_of(matter: Matter, part: int) -> Clock | None:
    """The running clock of a share: its own for a supporting one; for the lead's the handling clock, or, where that
    limit was met on the way through a procedure, the milestone that is due first.
    """
    lead = matter.lead_part
    if lead is None or lead.number != part:
        return matter.clock(f"part:{part}")
    return matter.clock("handling") or _milestone(matter)


def _milestone(matter: Matter) -> Clock | None:
    """The first milestone whose limit is ours to extend: not the law's, not a day that was given, none that goes on
    by itself.
    """
    alone = {name for spot in (matter.run.open if matter.run else ()) if spot.grace is not None for name in spot.clocks}
    clocks = [clock for clock in matter.running if clock.name.startswith("milestone:") and clock.name not in alone]
    ours = [clock for clock in clocks if clock.amount is not None and not clock.statutory]
    return min(ours, key=lambda clock: clock.due_at, default=None)


def _times(matter: Matter, clock: Clock) -> int:
    """How often the unit was given more time already: for this clock, or on its way through the procedure."""
    if clock.name != "handling" and not clock.name.startswith("milestone:"):
        return len(clock.extended)
    given = {
        each.name: len(each.extended)
        for each in matter.clocks
        if each.unit == clock.unit and (each.name == "handling" or each.name.startswith("milestone:"))
    }
    return sum(given.values())


def decide_extend(matter: Matter, command: Extend, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Asked for one's own share, while its limit runs.

    Refused: 409 `no-extension` (emergency, statutory), `already-asked`, `extend-too-late`, `extensions-used-up`,
    `no-clock-runs`; 422 `too-many-days`.
    """
    part = matter.part_of(by.unit)
    if part is None:
        raise Refused("not-your-part", status=403, unit=by.unit)
    if not facts.extendable or matter.urgency == "emergency":
        raise Refused("no-extension", urgency=matter.urgency)
    if matter.asked is not None:
        raise Refused("already-asked", what=matter.asked.what)
    most = facts.limits["extension"].days
    if not 1 <= command.days <= most:
        raise Refused("too-many-days", status=422, days=command.days, most=most)
    clock = clock_of(matter, part.number)
    if clock is None or clock.amount is None:
        raise Refused("no-clock-runs", unit=part.unit)
    if at >= clock.due_at:
        raise Refused("extend-too-late", due=clock.due_at.isoformat())
    if _times(matter, clock) >= TIMES:
        raise Refused("extensions-used-up", times=TIMES)
    name = clock.name if clock.name.startswith("milestone:") else ""
    remark = kept(command.remark)
    return (ExtensionAsked(part=part.number, unit=part.unit, days=command.days, remark=remark, clock=name),)


def asked_for(matter: Matter, what: str, by: Actor) -> Asked:
    """The request that waits; refused 409 `nothing-asked`, and 403 `own-request` to whoever made it or its unit."""
    asked = matter.asked
    if asked is None or asked.what != what:
        raise Refused("nothing-asked", what=what)
    if by.id == asked.by or by.unit == asked.unit:
        raise Refused("own-request", status=403, by=by.id)
    return asked


def decide_grant_extension(
    matter: Matter, command: GrantExtension, facts: Facts, by: Actor, at: datetime
) -> tuple[object, ...]:
    """Granted by another: the limit is counted anew with a leg more, by the hours of the unit that has it."""
    asked = asked_for(matter, "extension", by)
    clock = matter.clock(asked.clock) if asked.clock else clock_of(matter, asked.part)
    if clock is None:
        raise Refused("no-clock-runs", unit=asked.unit)
    step = facts.limits["extension"]
    calendar = facts.calendar_for(step, clock.unit).code
    limit = Limit(name="extension", amount=asked.days, unit=step.unit, calendar=calendar)
    longer = facts.recount(extended(clock, limit))
    return (
        ExtensionGranted(
            part=asked.part, unit=asked.unit, days=asked.days, clocks=(longer,), remark=kept(command.remark)
        ),
    )


def decide_refuse_extension(
    matter: Matter, command: RefuseExtension, facts: Facts, by: Actor, at: datetime
) -> tuple[object, ...]:
    """Refused by another, with the reason."""
    asked = asked_for(matter, "extension", by)
    return (ExtensionRefused(part=asked.part, unit=asked.unit, remark=kept(command.remark)),)


def _asked(matter: Matter, event: ExtensionAsked, line: Line) -> Matter:
    asked = Asked(
        what="extension", by=line.by, unit=event.unit, at=line.at, days=event.days, part=event.part, clock=event.clock
    )
    return replace(matter, asked=asked)


def _granted(matter: Matter, event: ExtensionGranted, line: Line) -> Matter:
    clocks = renewed(matter.clocks, event.clocks)
    return replace(matter, asked=None, clocks=clocks, extensions=matter.extensions + 1)


def _refused(matter: Matter, event: ExtensionRefused, line: Line) -> Matter:
    return replace(matter, asked=None)


EVOLVES: dict[type, Evolve] = {ExtensionAsked: _asked, ExtensionGranted: _granted, ExtensionRefused: _refused}
