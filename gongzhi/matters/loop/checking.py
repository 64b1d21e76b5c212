"""Checking: a matter closes only when somebody who did not handle it has seen it done, and the reporter was asked."""

from dataclasses import dataclass
from datetime import datetime

from gongzhi.kernel import Actor, GeoPoint, Refused
from gongzhi.matters.loop.facts import Facts
from gongzhi.matters.loop.state import (
    Clock,
    Evolve,
    Kept,
    Line,
    Matter,
    PartState,
    Rating,
    Said,
    Stage,
    ended,
    kept,
    replace,
    stop,
)
from gongzhi.matters.loop.urging import by_rework

TRIES = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """核查: what the checker saw; a remark is needed where it is not done.

    `point` is where the checker stood: only its distance is kept, as a hint that stops nobody.
    """

    passed: bool
    remark: Said | None = None
    on_the_spot: bool = False
    point: GeoPoint | None = None
    accuracy_m: float | None = None
    blobs: tuple[str, ...] = ()
    captured_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Passed:
    """Somebody else saw it done. `centre` calls the reporter back under `clock`; without one nobody is to be called."""

    remark: Kept | None
    on_the_spot: bool
    centre: str
    clock: Clock | None
    distance_m: float | None = None
    blobs: tuple[str, ...] = ()
    captured_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SentBack:
    """返工: it is not done; the same lead goes on, under a new clock."""

    remark: Kept
    lead: str
    clocks: tuple[Clock, ...]
    distance_m: float | None = None
    blobs: tuple[str, ...] = ()
    captured_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class TriagedAgain:
    """The answer that the centre gave at once did not settle it; the centre triages it like any other matter."""

    holder: str
    remark: Kept
    clock: Clock


@dataclass(frozen=True, kw_only=True, slots=True)
class CallBack:
    """回访: reached or not; solved and satisfied are two answers."""

    reached: bool
    solved: bool | None = None
    satisfied: bool | None = None
    remark: Said | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Called:
    """The reporter was called; `slot` is the part of which day it was tried in."""

    reached: bool
    slot: str
    solved: bool | None = None
    satisfied: bool | None = None
    remark: Kept | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Close:
    """结案."""

    remark: Said | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Closed:
    """The matter is closed: `ground` is solved, checked (nobody reached) or no-one-to-call."""

    ground: str
    remark: Kept | None = None


def decide_check(matter: Matter, command: Check, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Passed (and closed where nobody can be called) or sent back; never by one who handled it."""
    if by.id in matter.handlers:
        raise Refused("checker-was-handler", status=403)
    if not command.passed:
        if command.remark is None:
            raise Refused("remark-needed", status=422)
        return sent_back(matter, command.remark, facts, at, command)
    kind = facts.needed_kind()
    call = matter.contact and kind.callback
    passed = Passed(
        remark=kept(command.remark),
        on_the_spot=command.on_the_spot,
        centre=matter.centre,
        clock=facts.stage_clock("callback", at, matter.centre) if call else None,
        distance_m=facts.distance_m,
        blobs=command.blobs,
        captured_at=command.captured_at,
    )
    return (passed,) if call else (passed, Closed(ground="no-one-to-call"))


def sent_back(
    matter: Matter, remark: Said, facts: Facts, at: datetime, check: Check | None = None
) -> tuple[object, ...]:
    """Rework for the same lead, under the clock of rework; from the second time on supervised by itself.

    What has no lead (a question that the centre answered) is triaged again by its centre.
    """
    if not matter.lead:
        centre = matter.centre
        return (TriagedAgain(holder=centre, remark=kept(remark), clock=facts.stage_clock("triage", at, centre)),)
    back = SentBack(
        remark=kept(remark),
        lead=matter.lead,
        clocks=(facts.rework_clock(at, matter.lead), *_of_shares(matter, facts, at)),
        distance_m=facts.distance_m if check else None,
        blobs=check.blobs if check else (),
        captured_at=check.captured_at if check else None,
    )
    return (back, *by_rework(matter, facts, at))


def _of_shares(matter: Matter, facts: Facts, at: datetime) -> tuple[Clock, ...]:
    """The clocks anew of the supporting shares that were still open when the lead reported the whole done."""
    still = [part for part in matter.parts if part.open and not part.lead]
    offered = [part for part in still if part.state is PartState.OFFERED]
    taking = tuple(facts.clock(f"take:{part.number}", facts.limits["take"], at, part.unit) for part in offered)
    return taking + tuple(facts.rework_clock(at, part.unit, f"part:{part.number}") for part in still)


def decide_call_back(matter: Matter, command: CallBack, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Closed when solved, or after three tries in vain at different times of day; rework when not solved."""
    if not matter.contact:
        raise Refused("no-one-to-call")
    if command.reached and command.solved is None:
        raise Refused("solved-answer-needed", status=422)
    if not command.reached and (command.solved is not None or command.satisfied is not None):
        raise Refused("answer-without-reaching", status=422)
    if not command.reached and _tried(matter, facts.slot):
        raise Refused("same-time-of-day", slot=facts.slot)
    called = Called(
        reached=command.reached,
        slot=facts.slot,
        solved=command.solved,
        satisfied=command.satisfied,
        remark=kept(command.remark),
    )
    if command.reached and command.solved:
        return (called, Closed(ground="solved"))
    if command.reached:
        if command.remark is None:
            raise Refused("remark-needed", status=422)
        return (called, *sent_back(matter, command.remark, facts, at))
    return (called, Closed(ground="checked")) if len(matter.calls) + 1 >= TRIES else (called,)


def _tried(matter: Matter, slot: str) -> bool:
    """Whether a try in `slot` (2026-03-02-morning) is one too many: that part of that day, or only ever that part."""
    part = slot.rpartition("-")[2]
    only = len(matter.calls) == TRIES - 1 and all(call.rpartition("-")[2] == part for call in matter.calls)
    return slot in matter.calls or only


def decide_close(matter: Matter, command: Close, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Closed by hand: only where nobody can be called, or the tries were made."""
    if matter.contact and len(matter.calls) < TRIES:
        raise Refused("call-back-first", tries=len(matter.calls), needed=TRIES)
    return (Closed(ground="checked" if matter.contact else "no-one-to-call", remark=kept(command.remark)),)


def _passed(matter: Matter, event: Passed, line: Line) -> Matter:
    clocks = _looked(matter, line, ("check",)) + ((event.clock,) if event.clock else ())
    return replace(matter, stage=Stage.CALLBACK, holder=event.centre, clocks=clocks)


def _looked(matter: Matter, line: Line, reached: tuple[str, ...]) -> tuple[Clock, ...]:
    return tuple(
        clock if clock.name.startswith("answer:") else stop((clock,), line.at, reached=reached)[0]
        for clock in matter.clocks
    )


def _triaged_again(matter: Matter, event: TriagedAgain, line: Line) -> Matter:
    clocks = (*_looked(matter, line, ("callback",)), event.clock)
    return replace(matter, stage=Stage.ACCEPTED, holder=event.holder, clocks=clocks, urgency="normal", calls=())


def _sent_back(matter: Matter, event: SentBack, line: Line) -> Matter:
    parts = tuple(replace(part, state=PartState.TAKEN) if part is matter.lead_part else part for part in matter.parts)
    return replace(
        matter,
        stage=Stage.HANDLING,
        holder=event.lead,
        parts=parts,
        clocks=_looked(matter, line, ("check", "callback")) + event.clocks,
        reworks=matter.reworks + 1,
        calls=(),
    )


def _called(matter: Matter, event: Called, line: Line) -> Matter:
    if not event.reached:
        return replace(matter, calls=(*matter.calls, event.slot))
    if not event.solved or event.satisfied is None:
        return matter
    return replace(matter, rating=Rating(solved=event.solved, satisfied=event.satisfied, called=True))


def _closed(matter: Matter, event: Closed, line: Line) -> Matter:
    return replace(ended(matter, Stage.CLOSED, line.at, reached=("callback",)), closed_at=line.at)


EVOLVES: dict[type, Evolve] = {
    Passed: _passed,
    SentBack: _sent_back,
    TriagedAgain: _triaged_again,
    Called: _called,
    Closed: _closed,
}
