"""Who may do what about a matter now: by the post held at its place, by the unit's share in it, or as its reporter."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from gongzhi.kernel import Actor
from gongzhi.matters.loop.readiness import READY
from gongzhi.matters.loop.roles import reachable
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
    return _WHOM[step.whom](step, matter, by)


def may(matter: Matter, by: Actor, at: datetime) -> tuple[str, ...]:
    """The names of the commands that the actor can give at `at` about this matter."""
    return tuple(
        step.name
        for step in STEPS
        if matter.stage in step.before
        and step.whom not in ("anyone", "system", "door")
        and permitted(step, matter, by)
        and (step.name not in READY or READY[step.name](matter, by, at))
    )


def _at_place(step: Step, matter: Matter, by: Actor) -> bool:
    return by.has(step.duty, matter.place.areas) or _for_holder(step, matter, by)


def _on_spot(step: Step, matter: Matter, by: Actor) -> bool:
    # The unit of a grid's worker has workers of other grids too: they have not seen it.
    if matter.place.areas:
        return by.has(step.duty, matter.place.areas)
    return by.has(step.duty) or _for_holder(step, matter, by)


def _for_holder(step: Step, matter: Matter, by: Actor) -> bool:
    return by.unit is not None and matter.holder == by.unit and _on_duty(step, by)


def _on_duty(step: Step, by: Actor) -> bool:
    return any(right.duty == step.duty for right in by.rights)


def _with_part(step: Step, matter: Matter, by: Actor) -> bool:
    return _on_duty(step, by) and matter.part_of(by.unit) is not None


def _leads(step: Step, matter: Matter, by: Actor) -> bool:
    part = matter.part_of(by.unit)
    return _on_duty(step, by) and part is not None and part.lead


def _was_lead(step: Step, matter: Matter, by: Actor) -> bool:
    return _on_duty(step, by) and by.unit is not None and by.unit == matter.lead


def _called(step: Step, matter: Matter, by: Actor) -> bool:
    open_calls: list[str | None] = [whistle.unit for whistle in matter.whistles if whistle.arrived_at is None]
    return _on_duty(step, by) and by.unit in open_calls


def _told(step: Step, matter: Matter, by: Actor) -> bool:
    told: list[str | None] = [order.unit for order in matter.orders if order.answered_at is None]
    return by.unit in told


def _arbiter(step: Step, matter: Matter, by: Actor) -> bool:
    return matter.arbitration and _for_holder(step, matter, by)


def _spot_or_asked(step: Step, matter: Matter, by: Actor) -> bool:
    return _on_spot(step, matter, by) or (matter.checked_by == "reporter" and reported_by(matter, by))


def _lead_or_granter(step: Step, matter: Matter, by: Actor) -> bool:
    return _system(step, matter, by) or _leads(step, matter, by) or by.has("matters.grant", matter.place.areas)


def _system(step: Step, matter: Matter, by: Actor) -> bool:
    return by.id == "system"


def _concerned(step: Step, matter: Matter, by: Actor) -> bool:
    return concerned(matter, by) or by.has(step.duty, matter.place.areas)


Whom = Callable[[Step, Matter, Actor], bool]
_WHOM: dict[str, Whom] = {
    "anyone": lambda step, matter, by: True,
    "place": _at_place,
    "spot": _on_spot,
    "unit": _with_part,
    "unit-or-clock": lambda step, matter, by: _system(step, matter, by) or _with_part(step, matter, by),
    "concerned": _concerned,
    "reporter": lambda step, matter, by: reported_by(matter, by),
    "reporter-or-checker": lambda step, matter, by: reported_by(matter, by) or by.has(step.duty, matter.place.areas),
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
    "door": lambda step, matter, by: True,
    "procedure": lambda step, matter, by: _system(step, matter, by) or bool(reachable(matter, by)),
    "system": _system,
}
