"""A unit that is there no longer: what it held, shared, or had to answer goes to the nearest one that is."""

from dataclasses import dataclass
from datetime import datetime

from gongzhi.kernel import Actor, Refused
from gongzhi.matters.loop.facts import Facts
from gongzhi.matters.loop.joint import drop
from gongzhi.matters.loop.returning import to_centre
from gongzhi.matters.loop.state import Clock, Evolve, Line, Matter, Stage, replace
from gongzhi.matters.loop.suspending import first_resumed


@dataclass(frozen=True, kw_only=True, slots=True)
class Rehome:
    """兜底接管: what a unit held that is there no longer goes to the nearest one that is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rehomed:
    """A unit that held or shared the matter is gone; `holder` holds it now, the parts `leave` have ended.

    With `clocks` it waits for a new dispatch.
    """

    gone: str
    holder: str
    leave: tuple[int, ...] = ()
    clocks: tuple[Clock, ...] = ()
    finding: str | None = None


def decide_rehome(matter: Matter, command: Rehome, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Held by the nearest unit that is there; refused while the holder is."""
    leave = tuple(part.number for part in matter.parts if part.open and part.unit not in facts.units)
    if matter.holder in facts.units:
        if not leave:
            raise Refused("holder-is-there", unit=matter.holder)
        first = next(part.unit for part in matter.parts if part.number == leave[0])
        return (Rehomed(gone=first, holder=matter.holder, leave=leave, finding=f"unit-abolished:{first}"),)
    gone, finding = matter.holder, f"unit-abolished:{matter.holder}"
    if matter.stage in (Stage.DISPATCHED, Stage.HANDLING):
        centre = matter.centre if matter.centre in facts.units else facts.triage.unit
        clock = facts.stage_clock("triage", at, centre)
        rehomed = Rehomed(gone=gone, holder=centre, leave=leave, clocks=(clock,), finding=finding)
        return (*first_resumed(matter, facts, at), rehomed)
    if matter.arbitration:
        return (Rehomed(gone=gone, holder=facts.centre_above(facts.triage.unit), leave=leave, finding=finding),)
    held = facts.checker if matter.stage is Stage.CHECKING else facts.triage
    return (Rehomed(gone=gone, holder=held.unit, leave=leave, finding=finding),)


def _rehomed(matter: Matter, event: Rehomed, line: Line) -> Matter:
    gone = {event.gone, *(part.unit for part in matter.parts if part.number in event.leave)}
    matter = _told_instead(drop(matter, event.leave, line.at), gone, event.holder)
    if event.clocks:
        return replace(to_centre(matter, event.holder, event.clocks, line.at), centre=event.holder, locked=False)
    if event.holder == matter.holder:
        return matter
    stays = matter.stage is Stage.CHECKING or matter.arbitration
    return replace(matter, holder=event.holder, centre=matter.centre if stays else event.holder)


def _told_instead(matter: Matter, gone: set[str], holder: str) -> Matter:
    """What a unit that is gone had to answer or to acknowledge is for the one that has the matter now."""
    orders = tuple(
        replace(order, unit=holder) if order.unit in gone and order.answered_at is None else order
        for order in matter.orders
    )
    transfer = matter.transfer
    if transfer is not None and transfer.receiver in gone:
        transfer = replace(transfer, receiver=holder)
    return replace(matter, orders=orders, transfer=transfer)


EVOLVES: dict[type, Evolve] = {Rehomed: _rehomed}
