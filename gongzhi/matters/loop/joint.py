"""Joint handling: one unit leads, others support, each with its own share, clock and outcome; the matter is never
without a holder, whoever leaves."""

from dataclasses import dataclass
from datetime import datetime

from gongzhi.kernel import Actor, Refused
from gongzhi.matters.loop.facts import Facts
from gongzhi.matters.loop.returning import to_centre
from gongzhi.matters.loop.routing import Why
from gongzhi.matters.loop.state import (
    AT_REST,
    Clock,
    Evolve,
    Kept,
    Line,
    Matter,
    Part,
    PartState,
    Said,
    Stage,
    kept,
    part_as,
    replace,
    stop,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reassign:
    """改派: another lead; without `support` the supporting units stay."""

    lead: str
    support: tuple[str, ...] | None = None
    remark: Said | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Reassigned:
    """Another unit leads, under a new clock; the time of the earlier one stands apart. `leave` are parts that end.

    `why` is what the rules said then.
    """

    earlier: str
    lead: str
    leave: tuple[int, ...]
    parts: tuple[Part, ...]
    clocks: tuple[Clock, ...]
    remark: Kept | None = None
    why: Why | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AssignWithin:
    """内派: the head names the section or the person of the unit that works on its share."""

    section: str = ""
    person: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class AssignedWithin:
    """A section or a person of the unit works on its share."""

    part: int
    unit: str
    section: str
    person: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AddSupport:
    """增派协办."""

    units: tuple[str, ...]
    remark: Said | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SupportAdded:
    """More units support; each has its own clock from now."""

    parts: tuple[Part, ...]
    clocks: tuple[Clock, ...]
    remark: Kept | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class WithdrawSupport:
    """撤回协办."""

    unit: str
    remark: Said | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SupportWithdrawn:
    """A supporting unit is no longer needed."""

    part: int
    unit: str
    remark: Kept | None = None


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


def decide_reassign(matter: Matter, command: Reassign, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Another lead from now on; what a ruling fixed stays fixed while the ruled unit is there."""
    lead = facts.need_unit(command.lead)
    if lead == matter.lead:
        raise Refused("same-lead", unit=lead)
    if matter.locked and matter.lead in facts.units:
        raise Refused("locked-by-ruling", unit=matter.lead)
    support = command.support
    leave = [part for part in matter.parts if part.open and (part.lead or part.unit == lead or support is not None)]
    named = tuple(facts.need_unit(unit) for unit in support or ())
    facts.reach.guard(lead, named)
    parts = new_parts(matter.parts, lead, named, at)
    clocks = facts.handling_clocks(at, lead) + facts.part_clocks(parts, at)
    return (
        Reassigned(
            earlier=matter.lead,
            lead=lead,
            leave=tuple(part.number for part in leave),
            parts=parts,
            clocks=clocks,
            remark=kept(command.remark),
            why=facts.why,
        ),
    )


def new_parts(before: tuple[Part, ...], lead: str, support: tuple[str, ...], at: datetime) -> tuple[Part, ...]:
    """New parts offered at `at` with numbers that go on from `before`; without a lead all of them support."""
    units = [unit for unit in dict.fromkeys((lead, *support)) if unit]
    return tuple(
        Part(number=len(before) + place, unit=unit, lead=unit == lead, offered_at=at)
        for place, unit in enumerate(units, 1)
    )


def decide_assign_within(
    matter: Matter, command: AssignWithin, facts: Facts, by: Actor, at: datetime
) -> tuple[object, ...]:
    """Named by the head of the unit; the person must sit in that unit."""
    part = matter.part_of(by.unit)
    if part is None:
        raise Refused("not-your-part", status=403, unit=by.unit)
    if not command.section and not command.person:
        raise Refused("section-or-person-needed", status=422)
    if command.person and (part.unit, command.person) not in facts.staff:
        raise Refused("person-not-of-unit", status=422, unit=part.unit)
    return (AssignedWithin(part=part.number, unit=part.unit, section=command.section, person=command.person),)


def decide_add_support(
    matter: Matter, command: AddSupport, facts: Facts, by: Actor, at: datetime
) -> tuple[object, ...]:
    """More supporting units; one that has a share already is refused."""
    taken = {part.unit for part in matter.parts if part.open}
    again = [unit for unit in command.units if unit in taken]
    if again:
        raise Refused("has-a-share", unit=again[0])
    named = tuple(facts.need_unit(unit) for unit in command.units)
    facts.reach.above(named)
    parts = new_parts(matter.parts, "", named, at)
    if not parts:
        raise Refused("unit-needed", status=422)
    return (SupportAdded(parts=parts, clocks=facts.part_clocks(parts, at), remark=kept(command.remark)),)


def decide_withdraw_support(
    matter: Matter, command: WithdrawSupport, facts: Facts, by: Actor, at: datetime
) -> tuple[object, ...]:
    """A supporting share taken back; the lead's is not taken back so, but reassigned."""
    part = matter.part_of(command.unit)
    if part is None or part.lead:
        raise Refused("no-supporting-share", status=422, unit=command.unit)
    return (SupportWithdrawn(part=part.number, unit=part.unit, remark=kept(command.remark)),)


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
        return (Rehomed(gone=gone, holder=centre, leave=leave, clocks=(clock,), finding=finding),)
    held = facts.checker if matter.stage is Stage.CHECKING else facts.triage
    return (Rehomed(gone=gone, holder=held.unit, leave=leave, finding=finding),)


def drop(matter: Matter, numbers: tuple[int, ...], at: datetime) -> Matter:
    """The matter without those parts: withdrawn, their clocks stopped."""
    names = {f"{what}:{number}" for number in numbers for what in ("take", "part")}
    parts = tuple(
        replace(part, state=PartState.WITHDRAWN, ended_at=at) if part.number in numbers else part
        for part in matter.parts
    )
    clocks = tuple(
        clock.ended(at, reached=False) if clock.name in names and clock.ended_at is None else clock
        for clock in matter.clocks
    )
    return replace(matter, parts=parts, clocks=clocks)


def _reassigned(matter: Matter, event: Reassigned, line: Line) -> Matter:
    left = drop(matter, event.leave, line.at)
    kept_on = tuple(f"{what}:{part.number}" for part in left.parts if part.open for what in ("take", "part"))
    clocks = tuple(clock if clock.name in kept_on else stop((clock,), line.at)[0] for clock in left.clocks)
    return replace(
        left,
        stage=Stage.DISPATCHED,
        holder=event.lead,
        lead=event.lead,
        parts=left.parts + event.parts,
        clocks=clocks + event.clocks,
        locked=False,
        dispatched_by=line.by,
        **AT_REST,
    )


def _assigned_within(matter: Matter, event: AssignedWithin, line: Line) -> Matter:
    return replace(matter, parts=part_as(matter, event.part, section=event.section, person=event.person))


def _support_added(matter: Matter, event: SupportAdded, line: Line) -> Matter:
    return replace(matter, parts=matter.parts + event.parts, clocks=matter.clocks + event.clocks)


def _support_withdrawn(matter: Matter, event: SupportWithdrawn, line: Line) -> Matter:
    return drop(matter, (event.part,), line.at)


def _rehomed(matter: Matter, event: Rehomed, line: Line) -> Matter:
    matter = drop(matter, event.leave, line.at)
    if event.clocks:
        return replace(to_centre(matter, event.holder, event.clocks, line.at), centre=event.holder, locked=False)
    if event.holder == matter.holder:
        return matter
    checking = matter.stage is Stage.CHECKING
    return replace(matter, holder=event.holder, centre=matter.centre if checking else event.holder)


EVOLVES: dict[type, Evolve] = {
    Reassigned: _reassigned,
    AssignedWithin: _assigned_within,
    SupportAdded: _support_added,
    SupportWithdrawn: _support_withdrawn,
    Rehomed: _rehomed,
}
