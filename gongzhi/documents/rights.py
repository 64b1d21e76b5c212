"""A document is issued by whoever holds its duty where the matter lies, or for the unit that has to do with it."""

from gongzhi.bodies.duties import UNIT_DUTIES
from gongzhi.catalogue import Template
from gongzhi.kernel import Actor, Refused
from gongzhi.matters.loop.state import Matter, PartState

_GONE = (PartState.RETURNED, PartState.WITHDRAWN)


def require(template: Template, matter: Matter, by: Actor) -> str:
    """The unit that issues; refuses 403 `no-right`."""
    if by.unit is None or not permitted(template, matter, by):
        raise Refused("no-right", status=403, duty=template.duty)
    return by.unit


def permitted(template: Template, matter: Matter, by: Actor) -> bool:
    """Whether the actor may issue this document about this matter."""
    by = by.about(matter.kind, matter.privacy)
    on_duty = any(right.duty == template.duty for right in by.rights)
    if template.duty in UNIT_DUTIES:
        return on_duty and by.unit in units_of(matter)
    return by.has(template.duty, matter.place.areas) or (on_duty and by.unit == matter.holder)


def units_of(matter: Matter) -> set[str]:
    """The units that hold the matter, dispatched it, or have or had a share in it that they did not give back."""
    return {matter.holder, matter.centre, *(part.unit for part in matter.parts if part.state not in _GONE)} - {""}
