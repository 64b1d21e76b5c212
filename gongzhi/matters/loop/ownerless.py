"""无主件: what nobody owns is made safe by the place within 48 hours, while the centre above rules whose it is."""

from dataclasses import dataclass
from datetime import datetime

from gongzhi.kernel import Actor, Refused
from gongzhi.matters.loop.facts import Facts
from gongzhi.matters.loop.state import Clock, Evolve, Kept, Line, Matter, Part, Said, kept, onward, replace


@dataclass(frozen=True, kw_only=True, slots=True)
class MarkOwnerless:
    """列为无主件: why no unit can be named."""

    remark: Said


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundOwnerless:
    """No unit owns it: the township makes it safe (`part`), `arbiter` rules whose it is."""

    arbiter: str
    part: Part
    clocks: tuple[Clock, ...]
    remark: Kept


def decide_mark_ownerless(
    matter: Matter, command: MarkOwnerless, facts: Facts, by: Actor, at: datetime
) -> tuple[object, ...]:
    """Marked once; the making safe and the ruling run side by side."""
    if matter.arbitration:
        raise Refused("waits-for-ruling")
    if matter.foreign_run:
        raise Refused("adopt-first")
    arbiter = facts.centre_above(matter.holder)
    part = Part(number=len(matter.parts) + 1, unit=facts.keeper.unit, lead=False, offered_at=at)
    clocks = (
        facts.stage_clock("triage", at, arbiter),
        facts.clock(f"take:{part.number}", facts.limits["take"], at, part.unit),
        facts.clock(f"part:{part.number}", facts.limits["make_safe"], at, part.unit),
    )
    return (FoundOwnerless(arbiter=arbiter, part=part, clocks=clocks, remark=kept(command.remark)),)


def _found(matter: Matter, event: FoundOwnerless, line: Line) -> Matter:
    return replace(
        matter,
        ownerless=True,
        arbitration=True,
        holder=event.arbiter,
        parts=(*matter.parts, event.part),
        clocks=onward(matter, line.at) + event.clocks,
        verifying=False,
        transfer=None,
    )


EVOLVES: dict[type, Evolve] = {FoundOwnerless: _found}
