"""转出: what is for others goes to them, by telephone first in danger, and is followed until they answer."""

from dataclasses import dataclass
from datetime import datetime

from gongzhi.kernel import Actor, Refused
from gongzhi.matters.loop.answering import FUTURE
from gongzhi.matters.loop.facts import Facts
from gongzhi.matters.loop.state import Clock, Evolve, Kept, Line, Matter, Said, Stage, end_one, ended, kept, replace
from gongzhi.matters.loop.triage import by_another


@dataclass(frozen=True, kw_only=True, slots=True)
class HandOver:
    """转出: to whom, and when they were called where the telephone comes first.

    `target` is the code of a reason of the group hand_over.
    """

    target: str
    phoned_at: datetime | None = None
    remark: Said | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class HandedOver:
    """Another body has it; the centre follows until its receipt is there."""

    target: str
    clock: Clock
    phoned_at: datetime | None = None
    remark: Kept | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordReceipt:
    """外部回执: whether the other body took it, and its own number."""

    taken: bool
    reference: Said | None = None
    remark: Said | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ReceiptRecorded:
    """The other body took it."""

    reference: Kept
    remark: Kept | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class HandOverRefused:
    """The other body did not take it; it is triaged again."""

    holder: str
    clock: Clock
    remark: Kept


def decide_hand_over(matter: Matter, command: HandOver, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Handed over.

    Refused: 409 `adopt-first`; 403 `decided-by-same-clerk` (who declined, after an appeal); 422 `reason-unknown`,
    `phone-first` (an emergency line that was not called before), `time-in-future`, `hand-over-target` (what is isolated
    goes only where it must).
    """
    if matter.foreign_run:
        raise Refused("adopt-first")
    by_another(matter, by)
    target = facts.need_reason("hand_over", command.target)
    if matter.isolated and target.code != matter.isolated:
        raise Refused("hand-over-target", status=422, target=matter.isolated)
    urgent = len(target.phone) == 3 or (matter.urgency == "emergency" and target.phone)
    if urgent and command.phoned_at is None:
        raise Refused("phone-first", status=422, phone=target.phone)
    if command.phoned_at is not None and command.phoned_at > at + FUTURE:
        raise Refused("time-in-future", status=422, field="phoned_at", value=command.phoned_at.isoformat())
    if target.follow_up is None:
        raise LookupError(f"the catalogue gives {target.code} no time to follow up")
    clock = facts.clock("follow-up", target.follow_up, at, matter.holder)
    return (HandedOver(target=target.code, clock=clock, phoned_at=command.phoned_at, remark=kept(command.remark)),)


def decide_record_receipt(
    matter: Matter, command: RecordReceipt, facts: Facts, by: Actor, at: datetime
) -> tuple[object, ...]:
    """Recorded once; where the other body says no the matter is ours again."""
    if matter.clock("follow-up") is None:
        raise Refused("receipt-recorded")
    if command.taken:
        if command.reference is None:
            raise Refused("reference-needed", status=422)
        return (ReceiptRecorded(reference=kept(command.reference), remark=kept(command.remark)),)
    if command.remark is None:
        raise Refused("remark-needed", status=422)
    clock = facts.stage_clock("triage", at, matter.holder)
    return (HandOverRefused(holder=matter.holder, clock=clock, remark=kept(command.remark)),)


def _handed_over(matter: Matter, event: HandedOver, line: Line) -> Matter:
    over = ended(matter, Stage.HANDED_OVER, line.at, reached=("triage",))
    return replace(over, clocks=(*over.clocks, event.clock))


def _recorded(matter: Matter, event: ReceiptRecorded, line: Line) -> Matter:
    return replace(matter, clocks=end_one(matter.clocks, "follow-up", line.at), ended_at=line.at)


def _refused(matter: Matter, event: HandOverRefused, line: Line) -> Matter:
    clocks = (*end_one(matter.clocks, "follow-up", line.at), event.clock)
    return replace(matter, stage=Stage.REPORTED, holder=event.holder, clocks=clocks, ended_at=None)


EVOLVES: dict[type, Evolve] = {HandedOver: _handed_over, ReceiptRecorded: _recorded, HandOverRefused: _refused}
