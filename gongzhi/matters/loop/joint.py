"""Joint handling: one unit leads, others support, each with its own share, clock and outcome; the matter is never
without a holder, whoever leaves."""

from dataclasses import dataclass
from datetime import datetime

from gongzhi.kernel import Actor, Refused
from gongzhi.matters.loop.facts import Facts
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
    onward,
    part_as,
    replace,
    unasked,
)
from gongzhi.matters.loop.suspending import first_resumed, standing


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


def decide_reassign(matter: Matter, command: Reassign, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Another lead from now on; what a ruling fixed stays fixed while the ruled unit is there.

    A suspension ends with it.
    """
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
    stay = [part for part in matter.parts if part.open and part not in leave]
    clocks = facts.handling_clocks(at, lead) + facts.part_clocks(parts, at) + _unclocked(matter, stay, facts, at)
    reassigned = Reassigned(
        earlier=matter.lead,
        lead=lead,
        leave=tuple(part.number for part in leave),
        parts=parts,
        clocks=clocks,
        remark=kept(command.remark),
        why=facts.why,
    )
    return (*first_resumed(matter, facts, at), reassigned)


def _unclocked(matter: Matter, stay: list[Part], facts: Facts, at: datetime) -> tuple[Clock, ...]:
    """New clocks for the shares that stay and have none, because the matter stood on the ledger."""
    names = {clock.name for clock in matter.running}
    limit = facts.needed_kind().handling
    bare = (part for part in stay if f"part:{part.number}" not in names)
    return tuple(facts.clock(f"part:{part.number}", limit, at, part.unit) for part in bare)


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
    # On the ledger no limit of handling runs; while it is suspended that of a new share stands still too.
    clocks = tuple(
        standing(clock, matter, facts)
        for clock in facts.part_clocks(parts, at)
        if not (matter.on_ledger and clock.name.startswith("part:"))
    )
    return (SupportAdded(parts=parts, clocks=clocks, remark=kept(command.remark)),)


def decide_withdraw_support(
    matter: Matter, command: WithdrawSupport, facts: Facts, by: Actor, at: datetime
) -> tuple[object, ...]:
    """A supporting share taken back; the lead's is not taken back so, but reassigned."""
    part = matter.part_of(command.unit)
    if part is None or part.lead:
        raise Refused("no-supporting-share", status=422, unit=command.unit)
    return (SupportWithdrawn(part=part.number, unit=part.unit, remark=kept(command.remark)),)


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
    return replace(matter, parts=parts, clocks=clocks, asked=unasked(matter, numbers))


def _reassigned(matter: Matter, event: Reassigned, line: Line) -> Matter:
    left = drop(matter, event.leave, line.at)
    return replace(
        left,
        stage=Stage.DISPATCHED,
        holder=event.lead,
        lead=event.lead,
        parts=left.parts + event.parts,
        clocks=onward(left, line.at) + event.clocks,
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


EVOLVES: dict[type, Evolve] = {
    Reassigned: _reassigned,
    AssignedWithin: _assigned_within,
    SupportAdded: _support_added,
    SupportWithdrawn: _support_withdrawn,
}
