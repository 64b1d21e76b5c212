"""Whom a procedure names: the lead, a supporting unit, its office, the reporter, the centre, or time itself."""

from collections.abc import Callable, Mapping
from datetime import datetime

from gongzhi.kernel import Actor
from gongzhi.matters.loop.run import Spot
from gongzhi.matters.loop.state import Matter, PartState, reported_by


def reachable(matter: Matter, by: Actor) -> tuple[Spot, ...]:
    """The open milestones that the actor may reach."""
    run = matter.run
    return tuple(spot for spot in run.open if roles_of(matter, spot, by)) if run is not None and run.going else ()


def roles_of(matter: Matter, spot: Spot, by: Actor) -> frozenset[str]:
    """As what the actor may reach it; empty where not at all, or where another must decide."""
    return frozenset() if _decided(matter, spot, by) else _named(matter, spot, by)


def left_to_others(matter: Matter, by: Actor) -> bool:
    """Whether the procedure names the actor now, but for what they decided in it before (回避)."""
    run = matter.run
    spots = run.open if run is not None and run.going else ()
    return any(_decided(matter, spot, by) and _named(matter, spot, by) for spot in spots)


def _decided(matter: Matter, spot: Spot, by: Actor) -> bool:
    return matter.run is not None and by.id == matter.run.decided_by(spot.other_than)


def _named(matter: Matter, spot: Spot, by: Actor) -> frozenset[str]:
    return frozenset(who for who in (*spot.by, "system") if _IS[who](matter, spot, by))


def lapses(matter: Matter) -> dict[str, datetime]:
    """The open milestones that go on by themselves, and when: so long after their clock, however that was moved."""
    if matter.run is None:
        return {}
    due = {clock.name: clock.due_at for clock in matter.running}
    waits = [(spot.code, spot.grace, name) for spot in matter.run.open for name in spot.clocks]
    return {code: due[name] + grace for code, grace, name in waits if grace is not None and name in due}


def goes_on(matter: Matter, at: datetime) -> bool:
    """Whether an open milestone goes on by itself now."""
    return any(lapses_at <= at for lapses_at in lapses(matter).values())


def over(matter: Matter) -> bool:
    """Whether no procedure keeps the lead from reporting the whole done."""
    run = matter.run
    return run is None or not (run.going or (run.owes_ways and not run.told))


def _shares(matter: Matter, by: Actor, *, lead: bool) -> bool:
    part = matter.part_of(by.unit)
    return part is not None and part.lead is lead and part.state is PartState.TAKEN and _on_duty(by, "matters.handle")


def _on_duty(by: Actor, *duties: str) -> bool:
    return any(right.duty in duties for right in by.rights)


def _is_office(matter: Matter, spot: Spot, by: Actor) -> bool:
    return bool(spot.office) and by.unit == spot.office and _on_duty(by, "matters.handle", "matters.triage")


def _is_centre(matter: Matter, spot: Spot, by: Actor) -> bool:
    return by.has("matters.triage", matter.place.areas) or (by.unit == matter.centre and _on_duty(by, "matters.triage"))


_IS: Mapping[str, Callable[[Matter, Spot, Actor], bool]] = {
    "lead": lambda matter, spot, by: _shares(matter, by, lead=True),
    "support": lambda matter, spot, by: _shares(matter, by, lead=False),
    "office": _is_office,
    "reporter": lambda matter, spot, by: reported_by(matter, by),
    "centre": _is_centre,
    "system": lambda matter, spot, by: by.id == "system" and spot.grace is not None,
}
