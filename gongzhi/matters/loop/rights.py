"""Who may do what about a matter now: by the post held at its place, by the unit's share in it, or as its reporter."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from gongzhi.kernel import Actor
from gongzhi.matters.loop.readiness import READY
from gongzhi.matters.loop.recusing import RECUSED
from gongzhi.matters.loop.roles import left_to_others, reachable
from gongzhi.matters.loop.state import Matter, reported_by
from gongzhi.matters.loop.table import STEPS, Step


def concerned(matter: Matter, by: Actor) -> bool:
    """Whether the actor's unit holds the matter, dispatched it or has a share in it, or the actor reported it."""
    units = {
        matter.holder,
        matter.centre,
        *(part.unit for part in matter.parts),
        *(whistle.unit for whistle in matter.whistles),
        *(order.unit for order in matter.orders),
    }
    return by.unit in units or reported_by(matter, by)


def permitted(step: Step, matter: Matter, by: Actor) -> bool:
    """Whether the actor may give this command about this matter."""
    return bool(ground(step, matter, by))


def ground(step: Step, matter: Matter, by: Actor) -> str:
    """On what ground the actor may give this command about this matter; "" where there is none.

    anyone · post (there) · holder (the post in the unit that has it) · share · lead · called · told · arbiter ·
    concerned · reporter · milestone · system · door.
    """
    return _WHOM[step.whom](step, matter, by)


def may(matter: Matter, by: Actor, at: datetime) -> tuple[str, ...]:
    """The names of the commands that the actor can give at `at` about this matter."""
    return tuple(step.name for step in STEPS if step.whom not in UNASKED and barred(step, matter, by, at) is None)


def barred(step: Step, matter: Matter, by: Actor, at: datetime) -> str | None:
    """Why the actor cannot give this command at `at`; None where nothing bars it.

    stage · right · not-now (nothing of the kind is due) · recusal (it is due, and for others to do).
    """
    if matter.stage not in step.before:
        return "stage"
    if not permitted(step, matter, by):
        return "recusal" if step.whom == "procedure" and left_to_others(matter, by) else "right"
    if step.name in READY and not READY[step.name](matter, by, at):
        return "not-now"
    return "recusal" if step.name in RECUSED and RECUSED[step.name](matter, by) else None


def _when(name: str, holds: bool) -> str:
    return name if holds else ""


def _at_place(step: Step, matter: Matter, by: Actor) -> str:
    return _when("post", by.has(step.duty, matter.place.areas)) or _for_holder(step, matter, by)


def _on_spot(step: Step, matter: Matter, by: Actor) -> str:
    # The unit of a grid's worker has workers of other grids too: they have not seen it.
    if matter.place.areas:
        return _when("post", by.has(step.duty, matter.place.areas))
    return _when("post", by.has(step.duty)) or _for_holder(step, matter, by)


def _for_holder(step: Step, matter: Matter, by: Actor) -> str:
    return _when("holder", by.unit is not None and matter.holder == by.unit and on_duty(step.duty, by))


def on_duty(duty: str, by: Actor) -> bool:
    """Whether the actor holds that duty anywhere."""
    return any(right.duty == duty for right in by.rights)


def _with_part(step: Step, matter: Matter, by: Actor) -> str:
    return _when("share", on_duty(step.duty, by) and matter.part_of(by.unit) is not None)


def _leads(step: Step, matter: Matter, by: Actor) -> str:
    part = matter.part_of(by.unit)
    return _when("lead", on_duty(step.duty, by) and part is not None and part.lead)


def _was_lead(step: Step, matter: Matter, by: Actor) -> str:
    return _when("lead", on_duty(step.duty, by) and by.unit is not None and by.unit == matter.lead)


def _called(step: Step, matter: Matter, by: Actor) -> str:
    open_calls: list[str | None] = [whistle.unit for whistle in matter.whistles if whistle.arrived_at is None]
    return _when("called", on_duty(step.duty, by) and by.unit in open_calls)


def _told(step: Step, matter: Matter, by: Actor) -> str:
    told: list[str | None] = [order.unit for order in matter.orders if order.answered_at is None]
    return _when("told", by.unit in told)


def _arbiter(step: Step, matter: Matter, by: Actor) -> str:
    return _when("arbiter", matter.arbitration and bool(_for_holder(step, matter, by)))


def _spot_or_asked(step: Step, matter: Matter, by: Actor) -> str:
    asked = matter.checked_by == "reporter" and reported_by(matter, by)
    return _on_spot(step, matter, by) or _when("reporter", asked)


def _lead_or_granter(step: Step, matter: Matter, by: Actor) -> str:
    grants = _when("post", by.has("matters.grant", matter.place.areas))
    return _system(step, matter, by) or _leads(step, matter, by) or grants


def _system(step: Step, matter: Matter, by: Actor) -> str:
    return _when("system", by.id == "system")


def _concerned(step: Step, matter: Matter, by: Actor) -> str:
    own = reported_by(matter, by) or (concerned(matter, by) and on_duty(step.duty, by))
    return _when("concerned", own) or _when("post", by.has(step.duty, matter.place.areas))


def _reporter(step: Step, matter: Matter, by: Actor) -> str:
    return _when("reporter", reported_by(matter, by))


def _in_house(step: Step, matter: Matter, by: Actor) -> str:
    return _when("concerned", by.unit is not None and on_duty(step.duty, by) and concerned(matter, by))


Whom = Callable[[Step, Matter, Actor], str]
UNASKED = ("anyone", "system", "door")
"""Whom nobody has to ask."""
_WHOM: dict[str, Whom] = {
    "anyone": lambda step, matter, by: "anyone",
    "place": _at_place,
    "spot": _on_spot,
    "unit": _with_part,
    "unit-or-clock": lambda step, matter, by: _system(step, matter, by) or _with_part(step, matter, by),
    "concerned": _concerned,
    "house": _in_house,
    "reporter": _reporter,
    "reporter-or-checker": lambda step, matter, by: (
        _reporter(step, matter, by) or _when("post", by.has(step.duty, matter.place.areas))
    ),
    "lead": _leads,
    "was-lead": _was_lead,
    "place-or-lead": lambda step, matter, by: (
        _at_place(step, matter, by) or _leads(replace(step, duty="matters.handle"), matter, by)
    ),
    "place-or-clock": lambda step, matter, by: _system(step, matter, by) or _at_place(step, matter, by),
    "lead-or-granter": _lead_or_granter,
    "called": _called,
    "told": _told,
    "arbiter": _arbiter,
    "spot-or-asked": _spot_or_asked,
    "door": lambda step, matter, by: "door",
    "procedure": lambda step, matter, by: _system(step, matter, by) or _when("milestone", bool(reachable(matter, by))),
    "system": _system,
}
