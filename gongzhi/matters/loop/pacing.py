"""A milestone's clock runs from the day the law says, whoever leads; what the law does not count is left out."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from gongzhi.catalogue import Calendar, Limit, Milestone, MilestoneClock
from gongzhi.matters.loop.clock import due
from gongzhi.matters.loop.facts import Facts
from gongzhi.matters.loop.run import OVER, Run, Spot, clock_name, member_name
from gongzhi.matters.loop.state import Clock, Matter, replace
from gongzhi.matters.loop.suspending import standing


def opened(matter: Matter, run: Run, milestone: Milestone, facts: Facts, at: datetime) -> Spot:
    """The milestone as an open one; where it goes on by itself, how long after its clock."""
    size = run.members.get(milestone.each, 1)
    spot = Spot(
        code=milestone.code,
        since=at,
        by=milestone.by,
        office=facts.office.unit if facts.office is not None and "office" in milestone.by else "",
        other_than=milestone.other_than,
        left=tuple(range(1, size + 1)) if milestone.each else (),
    )
    grace = milestone.clock.grace
    if not milestone.clock.runs_out:
        return spot
    end = clock_of(matter, run, milestone.code, milestone.clock, facts, at, None).due_at
    later = due(grace, facts.calendars[grace.calendar], end).due_at if grace is not None else end
    return replace(spot, grace=later - end)


def clocks_of(
    matter: Matter, run: Run, spot: Spot, policy: MilestoneClock, facts: Facts, at: datetime
) -> tuple[Clock, ...]:
    """The clocks of an open milestone: one, or one for each member of its group."""
    members = spot.left or (None,)
    return tuple(clock_of(matter, run, spot.code, policy, facts, at, member) for member in members)


def clock_of(
    matter: Matter, run: Run, code: str, policy: MilestoneClock, facts: Facts, at: datetime, member: int | None
) -> Clock:
    """The clock of a milestone, or of a member of its group: until the day that was given, else for its limit."""
    calendar = facts.calendars[policy.limit.calendar]
    unit, name = matter.lead or matter.holder, clock_name(code, member)
    day = run.dates.get(member_name(policy.until, member)) if policy.until else None
    if day is not None:
        end = calendar.at(date.fromisoformat(day), 1440).astimezone(at.tzinfo)
        if end > at:
            return facts.given_clock(name, at, end, unit)
    limit, start = policy.limit, begins(matter, run, policy.since, calendar, at)
    if policy.less:
        left = limit.days - _counted(matter, policy.less, calendar, start, at)
        limit, start = (limit, start) if _never(matter, policy.less) else (_of(limit, max(left, 1)), at)
    made = standing(facts.clock(name, limit, start, unit), matter, facts)
    # Nobody is urged about what goes on by itself.
    return replace(made, ladder="", rung_at=None) if policy.runs_out else made


def anew(matter: Matter, facts: Facts, at: datetime, but: Collection[str] = ()) -> tuple[Clock, ...]:
    """The limit of every open milestone whose clock does not run, from now, but for those of these names."""
    if matter.run is None or facts.running is None:
        return ()
    runs = {*but, *(clock.name for clock in matter.running)}
    clocks = []
    for spot in matter.run.open:
        policy = facts.running.milestones[spot.code].clock
        fresh = (facts.clock(name, policy.limit, at, matter.lead) for name in spot.clocks if name not in runs)
        # Nobody is urged about what goes on by itself.
        clocks += [replace(each, ladder="", rung_at=None) if policy.runs_out else each for each in fresh]
    return tuple(clocks)


def over_clock(matter: Matter, facts: Facts, at: datetime) -> tuple[Clock, ...]:
    """While it is handled and not on the ledger, the time to report it done, where the limit of handling was met."""
    if matter.on_ledger or any(clock.name == "handling" for clock in matter.running):
        return ()
    return (standing(facts.clock(OVER, facts.limits["rework"], at, matter.lead), matter, facts),)


def begins(matter: Matter, run: Run, since: str, calendar: Calendar, at: datetime) -> datetime:
    """The instant from which a limit counts; a day that was given begins at its midnight, so the next is the first."""
    how, _, name = since.partition(":")
    part = matter.lead_part
    found = {
        "begun": run.begun_at,
        "dispatched": part.offered_at if part is not None else None,
        "reported": matter.recorded_at,
        "reached": run.reached_at(name),
        "field": _midnight(run.dates.get(name), calendar, at),
    }.get(how)
    return at if found is None else found


def _midnight(day: str | None, calendar: Calendar, at: datetime) -> datetime | None:
    return calendar.at(date.fromisoformat(day), 0).astimezone(at.tzinfo) if day is not None else None


def _never(matter: Matter, milestone: str) -> bool:
    return not any(clock.name == clock_name(milestone) for clock in matter.clocks)


def _of(limit: Limit, days: int) -> Limit:
    return replace(limit, amount=days)


def _counted(matter: Matter, milestone: str, calendar: Calendar, start: datetime, at: datetime) -> int:
    """The days since the start day that were counted: those on which that milestone was open at no time are."""
    zone = calendar.tz
    away: set[date] = set()
    for clock in matter.clocks:
        if clock.name == clock_name(milestone):
            first, last = clock.started_at.astimezone(zone).date(), (clock.ended_at or at).astimezone(zone).date()
            away |= {first + timedelta(days=n) for n in range((last - first).days + 1)}
    first, today = start.astimezone(zone).date(), at.astimezone(zone).date()
    days = (first + timedelta(days=n) for n in range(1, (today - first).days + 1))
    return sum(day not in away for day in days)
