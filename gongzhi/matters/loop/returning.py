"""A unit may say once that a matter is not its own, and twice at most; then somebody above rules, and that holds."""

from dataclasses import dataclass
from datetime import datetime

from gongzhi.kernel import Actor, Refused
from gongzhi.matters.loop.dispatching import Dispatched, open_parts
from gongzhi.matters.loop.facts import Facts
from gongzhi.matters.loop.state import (
    AT_REST,
    Clock,
    Evolve,
    Kept,
    Line,
    Matter,
    PartState,
    Said,
    Stage,
    end_one,
    kept,
    onward,
    part_as,
    replace,
    unasked,
    without_open,
)
from gongzhi.matters.loop.suspending import first_resumed

RETURNS = 2
"""How often a lead may return a matter; the next time it goes to arbitration (domain.md §2.2)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReturnPart:
    """退回: with a reason from the catalogue and the clause of duties that it rests on."""

    reason: str
    clause: Said | None = None
    remark: Said | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Returned:
    """A unit gave its share back; the lead's goes to `holder`, for a new dispatch or (`arbitration`) for a ruling."""

    part: int
    unit: str
    lead: bool
    reason: str
    clause: Kept | None = None
    remark: Kept | None = None
    holder: str = ""
    arbitration: bool = False
    clocks: tuple[Clock, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Recall:
    """撤回派遣: a wrong dispatch taken back before anybody took it."""

    remark: Said | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Recalled:
    """The dispatch was taken back; the centre has the matter again."""

    holder: str
    clocks: tuple[Clock, ...]
    remark: Kept | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """裁定: the centre above names the lead, and the clause that it rests on."""

    lead: str
    basis: Said
    support: tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Ruled:
    """The lead was ruled; nobody returns the matter again, and later matters can point to it."""

    lead: str
    basis: Kept
    arbiter: str


def decide_return_part(
    matter: Matter, command: ReturnPart, facts: Facts, by: Actor, at: datetime
) -> tuple[object, ...]:
    """Returned within a working day of the offer; the lead's third return asks for a ruling.

    Refused: 409 `locked-by-ruling`, `return-too-late`, `returned-before` (a supporting unit, twice already);
    422 `clause-needed`. Source: loop.md; 潍坊市12345条例第二十二条.
    """
    part = matter.part_of(by.unit)
    if part is None:
        raise Refused("not-your-part", status=403, unit=by.unit)
    if matter.locked:
        raise Refused("locked-by-ruling", unit=part.unit)
    until = facts.until("return", part.offered_at, part.unit)
    if at > until:
        raise Refused("return-too-late", until=until.isoformat())
    reason = facts.need_reason("return", command.reason)
    if reason.needs_clause and command.clause is None:
        raise Refused("clause-needed", status=422, reason=reason.code)
    returned = Returned(
        part=part.number,
        unit=part.unit,
        lead=part.lead,
        reason=reason.code,
        clause=kept(command.clause),
        remark=kept(command.remark),
    )
    if not part.lead:
        return (_of_support(matter, returned),)
    return (*first_resumed(matter, facts, at), _of_lead(matter, returned, facts, at))


def _of_lead(matter: Matter, returned: Returned, facts: Facts, at: datetime) -> Returned:
    arbitration = matter.returns >= RETURNS
    holder = facts.centre_above(matter.centre) if arbitration else matter.centre
    clocks = (facts.stage_clock("triage", at, holder),)
    return replace(returned, holder=holder, arbitration=arbitration, clocks=clocks)


def _of_support(matter: Matter, returned: Returned) -> Returned:
    before = [part for part in matter.parts if part.unit == returned.unit and part.state is PartState.RETURNED]
    if len(before) >= RETURNS:
        raise Refused("returned-before", unit=returned.unit, times=len(before))
    return returned


def decide_recall(matter: Matter, command: Recall, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Recalled within the half hour, and only while nobody has taken a share of it."""
    lead = matter.lead_part
    if lead is None or any(part.state is PartState.TAKEN for part in matter.parts):
        raise Refused("already-taken", unit=matter.lead)
    until = facts.until("recall", lead.offered_at)
    if at > until:
        raise Refused("recall-too-late", until=until.isoformat())
    clocks = (facts.stage_clock("triage", at, matter.centre),)
    return (Recalled(holder=matter.centre, clocks=clocks, remark=kept(command.remark)),)


def decide_rule(matter: Matter, command: Rule, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Ruled and dispatched in one; never by one who dispatched it before, or for whose unit it was returned."""
    if not matter.arbitration:
        raise Refused("nothing-to-rule")
    concerned = {part.unit for part in matter.parts if part.lead and part.state is PartState.RETURNED}
    if by.id == matter.dispatched_by or by.unit in concerned:
        raise Refused("own-request", status=403, by=by.id)
    lead = facts.need_unit(command.lead)
    support = tuple(facts.need_unit(unit) for unit in command.support or ())
    facts.reach.guard(lead, support)
    parts = open_parts(matter.parts, lead, support, at)
    clocks = facts.handling_clocks(at, lead) + facts.part_clocks(parts, at)
    return (
        Ruled(lead=lead, basis=kept(command.basis), arbiter=by.unit or matter.holder),
        Dispatched(
            lead=lead, centre=matter.centre, parts=parts, clocks=clocks, rule=f"ruling:{matter.number}", why=facts.why
        ),
    )


def _returned(matter: Matter, event: Returned, line: Line) -> Matter:
    parts = part_as(matter, event.part, state=PartState.RETURNED, ended_at=line.at)
    if not event.lead:
        clocks = end_one(end_one(matter.clocks, f"take:{event.part}", line.at), f"part:{event.part}", line.at)
        return replace(matter, parts=parts, clocks=clocks, asked=unasked(matter, (event.part,)))
    back = to_centre(replace(matter, parts=parts), event.holder, event.clocks, line.at)
    return replace(back, returns=matter.returns + 1, arbitration=event.arbitration)


def to_centre(matter: Matter, holder: str, clocks: tuple[Clock, ...], at: datetime) -> Matter:
    """The matter accepted and waiting for a dispatch, with nobody's share open."""
    left = replace(matter, parts=without_open(matter.parts, at))
    return replace(left, stage=Stage.ACCEPTED, holder=holder, lead="", clocks=onward(left, at) + clocks, **AT_REST)


def _recalled(matter: Matter, event: Recalled, line: Line) -> Matter:
    return to_centre(matter, event.holder, event.clocks, line.at)


def _ruled(matter: Matter, event: Ruled, line: Line) -> Matter:
    return replace(matter, locked=True, ruled=event.lead, arbitration=False, ownerless=False)


EVOLVES: dict[type, Evolve] = {Returned: _returned, Recalled: _recalled, Ruled: _ruled}
