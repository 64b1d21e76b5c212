"""Dispatching: one unit leads, any number support; the handling clock runs from here, not from taking."""

from dataclasses import dataclass
from datetime import datetime

from gongzhi.kernel import Actor, Refused
from gongzhi.matters.loop.facts import Facts
from gongzhi.matters.loop.reaching import begun
from gongzhi.matters.loop.routing import Why
from gongzhi.matters.loop.state import (
    Clock,
    Evolve,
    Kept,
    Line,
    Matter,
    Part,
    PartState,
    Said,
    Stage,
    end_one,
    kept,
    onward,
    part_as,
    replace,
    without_unit,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Dispatch:
    """派遣: without a lead named, the one that the kind's route finds for the place."""

    lead: str | None = None
    support: tuple[str, ...] | None = None
    remark: Said | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Dispatched:
    """One lead, its supporting units, and the clocks that run from now.

    `rule` is the rule that named the lead, or who did by hand; `why` is what the rules said, also where a hand chose
    otherwise (None in journals from before there were rules).
    """

    lead: str
    centre: str
    parts: tuple[Part, ...]
    clocks: tuple[Clock, ...]
    rule: str
    finding: str | None = None
    remark: Kept | None = None
    why: Why | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Take:
    """签收: the unit takes its share; it only names who is responsible, the clock runs already.

    Given by the clock, it is the taking by silence: every share that nobody took within its limit.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """A unit's part was taken by somebody of that unit, or by silence."""

    part: int
    unit: str
    lead: bool
    silent: bool = False


def open_parts(before: tuple[Part, ...], lead: str, support: tuple[str, ...], at: datetime) -> tuple[Part, ...]:
    """The new parts offered at `at`: the lead first; numbers go on from `before`.

    A unit has one part only: one that has a share already goes on with it, unless it leads now.
    """
    has = {part.unit for part in before if part.open} | {lead}
    units = [lead, *(unit for unit in dict.fromkeys(support) if unit not in has)]
    first = len(before) + 1
    return tuple(
        Part(number=first + place, unit=unit, lead=place == 0, offered_at=at) for place, unit in enumerate(units)
    )


def decide_dispatch(matter: Matter, command: Dispatch, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Dispatched to the lead that was named or that the rules found; refused when there is neither, or without power.

    What another system runs must be adopted first; what is isolated goes to nobody by route; what was ruled goes where
    the ruling says while that unit is there, whatever rules or a hand say.
    """
    if matter.foreign_run:
        raise Refused("adopt-first")
    if matter.arbitration:
        raise Refused("waits-for-ruling")
    if matter.isolated and command.lead is None:
        raise Refused("isolated", status=422, target=matter.isolated)
    lead, rule, finding = _lead(matter, command, facts, by)
    by_route = () if matter.isolated else tuple(held.unit for held in facts.support)
    named = command.support if command.support is not None else by_route
    support = tuple(facts.need_unit(unit) for unit in named)
    facts.reach.guard(lead, support)
    parts = open_parts(matter.parts, lead, support, at)
    return (
        Dispatched(
            lead=lead,
            centre=by.unit or matter.holder,
            parts=parts,
            clocks=facts.handling_clocks(at, lead) + facts.part_clocks(parts, at),
            rule=rule,
            finding=finding,
            remark=kept(command.remark),
            why=facts.why,
        ),
    )


def _lead(matter: Matter, command: Dispatch, facts: Facts, by: Actor) -> tuple[str, str, str | None]:
    """The lead, what named it, and the finding."""
    if matter.locked and matter.ruled in facts.units:
        if command.lead not in (None, matter.ruled):
            raise Refused("locked-by-ruling", unit=matter.ruled)
        return matter.ruled, f"ruling:{matter.number}", None
    if command.lead is not None:
        return facts.need_unit(command.lead), f"by-hand:{by.id}", None
    if facts.lead is None:
        raise Refused("lead-needed", status=422, kind=matter.kind)
    return facts.lead.unit, facts.rule, facts.lead.finding


def decide_take(matter: Matter, command: Take, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Taken by the acting unit, refused when nothing waits to be taken; with the lead's taking a procedure begins."""
    if by.id == "system":
        silent = _by_silence(matter, at)
        return (*silent, *begun(matter, facts, at)) if any(taken.lead for taken in silent) else silent
    part = matter.part_of(by.unit)
    if part is None:
        raise Refused("not-your-part", status=403, unit=by.unit)
    if part.state is not PartState.OFFERED:
        raise Refused("already-taken", unit=by.unit)
    taken = Taken(part=part.number, unit=part.unit, lead=part.lead)
    return (taken, *begun(matter, facts, at)) if part.lead else (taken,)


def _by_silence(matter: Matter, at: datetime) -> tuple[Taken, ...]:
    over = {clock.name for clock in matter.running if clock.due_at <= at}
    silent = [part for part in matter.parts if part.state is PartState.OFFERED and f"take:{part.number}" in over]
    if not silent:
        raise Refused("nothing-to-take")
    return tuple(Taken(part=part.number, unit=part.unit, lead=part.lead, silent=True) for part in silent)


def _dispatched(matter: Matter, event: Dispatched, line: Line) -> Matter:
    left = without_unit(matter, event.lead, line.at)
    return replace(
        left,
        stage=Stage.DISPATCHED,
        holder=event.lead,
        lead=event.lead,
        centre=event.centre,
        parts=left.parts + event.parts,
        clocks=onward(left, line.at, reached=("triage",)) + event.clocks,
        verifying=False,
        transfer=None,
        dispatched_by=line.by,
    )


def _taken(matter: Matter, event: Taken, line: Line) -> Matter:
    parts = part_as(matter, event.part, state=PartState.TAKEN, taken_by=line.by)
    stage = Stage.HANDLING if event.lead else matter.stage
    clocks = end_one(matter.clocks, f"take:{event.part}", line.at)
    handlers = matter.handlers if event.silent else matter.handlers | {line.by}
    return replace(matter, parts=parts, stage=stage, clocks=clocks, handlers=handlers)


EVOLVES: dict[type, Evolve] = {Dispatched: _dispatched, Taken: _taken}
