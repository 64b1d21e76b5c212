"""What cannot be solved now is put on the ledger by a leader, looked at again within 90 days, and not forgotten."""

from dataclasses import dataclass
from datetime import datetime

from gongzhi.catalogue import Limit
from gongzhi.kernel import Actor, Refused
from gongzhi.matters.loop.facts import Facts
from gongzhi.matters.loop.pacing import anew
from gongzhi.matters.loop.state import Clock, Evolve, Kept, Line, Matter, Said, end_one, kept, replace, stop
from gongzhi.matters.loop.suspending import waits

HANDLING = ("handling", "phase", "part")


@dataclass(frozen=True, kw_only=True, slots=True)
class EnterLedger:
    """挂账, or a further term after the review: the written ground, the unit that
    sponsors it (包保), and in how many days it is reviewed."""

    remark: Said
    sponsor: str
    days: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PutOnLedger:
    """The matter is on the ledger (known, unsolved) until its review; `still` are the clocks of milestones that end."""

    sponsor: str
    remark: Kept
    clock: Clock
    still: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class LeaveLedger:
    """销账: the work can go on."""

    remark: Said


@dataclass(frozen=True, kw_only=True, slots=True)
class TakenOffLedger:
    """Off the ledger: the units work on it again, under new clocks."""

    remark: Kept
    clocks: tuple[Clock, ...]


def decide_put_on_ledger(
    matter: Matter, command: EnterLedger, facts: Facts, by: Actor, at: datetime
) -> tuple[object, ...]:
    """Put on the ledger by a leader who is not of the lead's unit.

    Refused: 403 `own-request`, 409 `already-suspended`, 422 `too-many-days`, `unit-unknown`.
    """
    if by.unit == matter.lead:
        raise Refused("own-request", status=403, by=by.id)
    if matter.suspended_until is not None:
        raise Refused("already-suspended", until=matter.suspended_until.isoformat())
    review = facts.limits["ledger_review"]
    if not 1 <= command.days <= review.days:
        raise Refused("too-many-days", status=422, days=command.days, most=review.days)
    limit = Limit(name="ledger_review", amount=command.days, unit=review.unit, calendar=review.calendar)
    clock = facts.clock("ledger", limit, at, by.unit)
    sponsor, still = facts.need_unit(command.sponsor), tuple(each.name for each in matter.running if waits(each))
    return (PutOnLedger(sponsor=sponsor, remark=kept(command.remark), clock=clock, still=still),)


def decide_take_off_ledger(
    matter: Matter, command: LeaveLedger, facts: Facts, by: Actor, at: datetime
) -> tuple[object, ...]:
    """Taken off: the limit of handling anew for the lead and for every share that is still open, and the limit of every
    open milestone that waited.
    """
    if not matter.on_ledger:
        raise Refused("not-on-the-ledger")
    supporting = (part for part in matter.parts if part.open and not part.lead)
    limit = facts.needed_kind().handling
    clocks = tuple(facts.clock(f"part:{part.number}", limit, at, part.unit) for part in supporting)
    clocks = facts.handling_clocks(at, matter.lead)[-1:] + clocks + anew(matter, facts, at)
    return (TakenOffLedger(remark=kept(command.remark), clocks=clocks),)


def _put(matter: Matter, event: PutOnLedger, line: Line) -> Matter:
    still = (each for each in matter.running if each.name.partition(":")[0] in HANDLING or each.name in event.still)
    handling = tuple(still)
    broken = {clock.name for clock in handling if clock.due_at <= line.at}
    over = {clock.name for clock in handling}
    clocks = tuple(
        stop((clock,), line.at, reached=broken)[0] if clock.name in over else clock for clock in matter.clocks
    )
    clocks = end_one(clocks, "ledger", line.at)
    return replace(matter, on_ledger=True, asked=None, clocks=(*clocks, event.clock))


def _taken_off(matter: Matter, event: TakenOffLedger, line: Line) -> Matter:
    clocks = end_one(matter.clocks, "ledger", line.at)
    return replace(matter, on_ledger=False, clocks=clocks + event.clocks)


EVOLVES: dict[type, Evolve] = {PutOnLedger: _put, TakenOffLedger: _taken_off}
