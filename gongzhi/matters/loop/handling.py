"""Handling: each unit reports its own share; the lead reports the whole, and says why where a share is still open."""

from dataclasses import dataclass
from datetime import datetime

from gongzhi.kernel import Actor, Refused
from gongzhi.matters.loop.facts import Facts
from gongzhi.matters.loop.reaching import need_end
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
    end_one,
    kept,
    part_as,
    replace,
    stop,
    unasked,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """进展: what was done so far; `phase` names the phase of the limit that the lead has done with it."""

    remark: Said
    phase: str | None = None
    blobs: tuple[str, ...] = ()
    captured_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Progressed:
    """A unit said how far it is; the phases `before` that nobody had said done are done with `phase`."""

    unit: str
    remark: Kept
    phase: str | None = None
    before: tuple[str, ...] = ()
    blobs: tuple[str, ...] = ()
    captured_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PartDone:
    """协办反馈."""

    remark: Said
    blobs: tuple[str, ...] = ()
    captured_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PartFinished:
    """A supporting unit has done its share."""

    part: int
    unit: str
    remark: Kept
    blobs: tuple[str, ...] = ()
    captured_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """反馈(办结): the lead says that it is done; `explanation` where a supporting share is still open."""

    remark: Said
    explanation: Said | None = None
    blobs: tuple[str, ...] = ()
    captured_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Finished:
    """The lead reported the whole done; somebody else checks it now, under its own clock.

    The phases in `unsaid` had never been said done: they are done with the whole.
    """

    part: int
    unit: str
    remark: Kept
    checker: str
    clock: Clock
    checked_by: str = ""
    explanation: Kept | None = None
    unsaid: tuple[str, ...] = ()
    finding: str | None = None
    blobs: tuple[str, ...] = ()
    captured_at: datetime | None = None


def own_part(matter: Matter, by: Actor, *, lead: bool) -> Part:
    """The taken part of the acting unit in that role; 403 `not-your-part`, 409 `not-taken`."""
    part = matter.part_of(by.unit)
    if part is None or part.lead is not lead:
        raise Refused("not-your-part", status=403, unit=by.unit)
    if part.state is not PartState.TAKEN:
        raise Refused("not-taken", unit=by.unit)
    return part


def decide_progress(matter: Matter, command: Progress, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Progress of the acting unit; only the lead's ends a phase, and a phase that has no running clock is refused."""
    part = matter.part_of(by.unit)
    if part is None:
        raise Refused("not-your-part", status=403, unit=by.unit)
    before: tuple[str, ...] = ()
    if command.phase is not None:
        own_part(matter, by, lead=True)
        phases = phases_of(matter)
        if command.phase not in phases:
            raise Refused("phase-unknown", status=422, phase=command.phase)
        before = phases[: phases.index(command.phase)]
    return (
        Progressed(
            unit=part.unit,
            remark=kept(command.remark),
            phase=command.phase,
            before=before,
            blobs=command.blobs,
            captured_at=command.captured_at,
        ),
    )


def phases_of(matter: Matter) -> tuple[str, ...]:
    """The phases whose clocks still run, in the order that the kind gives them."""
    return tuple(clock.name.removeprefix("phase:") for clock in matter.running if clock.name.startswith("phase:"))


def decide_part_done(matter: Matter, command: PartDone, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """A supporting share done."""
    part = own_part(matter, by, lead=False)
    return (
        PartFinished(
            part=part.number,
            unit=part.unit,
            remark=kept(command.remark),
            blobs=command.blobs,
            captured_at=command.captured_at,
        ),
    )


def decide_done(matter: Matter, command: Done, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """The whole done; refused while a procedure goes on, or a supporting share is open and nobody says why."""
    part = own_part(matter, by, lead=True)
    need_end(matter)
    still_open = [other.unit for other in matter.parts if other.open and not other.lead]
    if still_open and command.explanation is None:
        raise Refused("support-still-open", units=", ".join(still_open))
    return (
        Finished(
            part=part.number,
            unit=part.unit,
            remark=kept(command.remark),
            explanation=kept(command.explanation),
            unsaid=phases_of(matter),
            checker=facts.checker.unit,
            checked_by=facts.needed_kind().checker,
            finding=facts.checker.finding,
            clock=facts.stage_clock("check", at, facts.checker.unit),
            blobs=command.blobs,
            captured_at=command.captured_at,
        ),
    )


def _progressed(matter: Matter, event: Progressed, line: Line) -> Matter:
    clocks = matter.clocks
    for phase in (*event.before, event.phase) if event.phase else ():
        clocks = end_one(clocks, f"phase:{phase}", line.at)
    return replace(matter, handlers=matter.handlers | {line.by}, clocks=clocks)


def _part_finished(matter: Matter, event: PartFinished, line: Line) -> Matter:
    parts = part_as(matter, event.part, state=PartState.DONE, ended_at=line.at)
    clocks = end_one(matter.clocks, f"part:{event.part}", line.at)
    asked = unasked(matter, (event.part,))
    return replace(matter, parts=parts, clocks=clocks, asked=asked, handlers=matter.handlers | {line.by})


def _finished(matter: Matter, event: Finished, line: Line) -> Matter:
    phases = tuple(
        clock.name for clock in matter.running if clock.name.startswith(("phase:", "handling", "milestone:"))
    )
    return replace(
        matter,
        stage=Stage.CHECKING,
        holder=event.checker,
        parts=part_as(matter, event.part, state=PartState.DONE, ended_at=line.at),
        clocks=(*_handled(matter, phases, line), event.clock),
        handlers=matter.handlers | {line.by},
        checked_by=event.checked_by,
        **AT_REST,
    )


def _handled(matter: Matter, phases: tuple[str, ...], line: Line) -> tuple[Clock, ...]:
    """The clocks of the handling ended; an order that must be answered runs on."""
    return tuple(
        clock if clock.name.startswith("answer:") else stop((clock,), line.at, reached=phases)[0]
        for clock in matter.clocks
    )


EVOLVES: dict[type, Evolve] = {Progressed: _progressed, PartFinished: _part_finished, Finished: _finished}
