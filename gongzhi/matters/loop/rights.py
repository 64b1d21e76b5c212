"""Who may do what about a matter now: by the post held at its place, by the unit's share in it, or as its reporter."""

from collections.abc import Callable
from datetime import datetime

from gongzhi.kernel import Actor
from gongzhi.matters.loop.checking import TRIES
from gongzhi.matters.loop.closing import reopening_ends
from gongzhi.matters.loop.state import Matter, PartState
from gongzhi.matters.loop.table import STEPS, Step


def concerned(matter: Matter, by: Actor) -> bool:
    """Whether the actor's unit holds the matter, dispatched it or has a share in it, or the actor reported it."""
    units = {matter.holder, matter.centre, *(part.unit for part in matter.parts)}
    return by.unit in units or reported_by(matter, by)


def reported_by(matter: Matter, by: Actor) -> bool:
    """Whether the actor is the reporter: by account, or by the query code of this matter."""
    return by.id == f"reporter:{matter.id}" or (by.id == matter.reporter and by.id.startswith("person:"))


def permitted(step: Step, matter: Matter, by: Actor) -> bool:
    """Whether the actor may give this command about this matter."""
    return _WHOM[step.whom](step, matter, by)


def may(matter: Matter, by: Actor, at: datetime) -> tuple[str, ...]:
    """The names of the commands that the actor can give at `at` about this matter."""
    return tuple(
        step.name
        for step in STEPS
        if matter.stage in step.before
        and step.whom not in ("anyone", "system")
        and permitted(step, matter, by)
        and _READY.get(step.name, _always)(matter, by, at)
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
    "system": _system,
}


def _always(matter: Matter, by: Actor, at: datetime) -> bool:
    return True


def _own(matter: Matter, by: Actor, state: PartState, *, lead: bool) -> bool:
    part = matter.part_of(by.unit)
    return part is not None and part.state is state and part.lead is lead


def _may_take(matter: Matter, by: Actor, at: datetime) -> bool:
    part = matter.part_of(by.unit)
    return part is not None and part.state is PartState.OFFERED


Ready = Callable[[Matter, Actor, datetime], bool]
_READY: dict[str, Ready] = {
    "dispatch": lambda matter, by, at: not matter.foreign_run,
    "take": _may_take,
    "part_done": lambda matter, by, at: _own(matter, by, PartState.TAKEN, lead=False),
    "done": lambda matter, by, at: _own(matter, by, PartState.TAKEN, lead=True),
    "check": lambda matter, by, at: by.id not in matter.handlers,
    "call_back": lambda matter, by, at: matter.contact,
    "close": lambda matter, by, at: not matter.contact or len(matter.calls) >= TRIES,
    "rate": lambda matter, by, at: not matter.rated and at <= reopening_ends(matter),
    "reopen": lambda matter, by, at: at <= reopening_ends(matter),
    "withdraw": lambda matter, by, at: not matter.withdrawn,
    "void": lambda matter, by, at: matter.void_asked_by != by.id,
    "import_close": lambda matter, by, at: matter.foreign_run,
    "adopt": lambda matter, by, at: matter.foreign_run,
}
