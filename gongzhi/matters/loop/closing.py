"""After the close the reporter says whether it is solved and may have it opened again within 30 days."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from gongzhi.kernel import Actor, Refused
from gongzhi.matters.loop.dispatching import open_parts
from gongzhi.matters.loop.facts import Facts
from gongzhi.matters.loop.setting_aside import waiting_aside
from gongzhi.matters.loop.state import (
    ENDED,
    Clock,
    Evolve,
    Kept,
    Line,
    Matter,
    Part,
    Rating,
    Said,
    Stage,
    kept,
    replace,
    reported_by,
)

REOPENING = timedelta(days=30)
ARCHIVING = timedelta(days=30)


@dataclass(frozen=True, kw_only=True, slots=True)
class Rate:
    """评价: solved and satisfied are two answers."""

    solved: bool
    satisfied: bool
    remark: Said | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Rated:
    """The reporter's word on it."""

    solved: bool
    satisfied: bool
    remark: Kept | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Reopen:
    """重开: it is not solved, or it came back."""

    remark: Said


@dataclass(frozen=True, kw_only=True, slots=True)
class Reopened:
    """Open again: with the same lead where it is still there, else for a new dispatch by the centre."""

    remark: Kept
    holder: str
    parts: tuple[Part, ...] = ()
    clocks: tuple[Clock, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Archive:
    """归档."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Archived:
    """Thirty days over: nothing more happens to the matter."""


def reopening_ends(matter: Matter) -> datetime:
    """Until when a closed matter may be rated and opened again."""
    if matter.closed_at is None:
        raise LookupError("a matter that is not closed has no time to be opened again")
    return matter.closed_at + REOPENING


def archiving_at(matter: Matter) -> datetime | None:
    """When an ended matter is archived: thirty days after its end.

    Not while an outside receipt or a second person's word on its rating is awaited, nor before the reporter of a merged
    matter is answered.
    """
    if matter.ended_at is None or matter.running or matter.stage not in ENDED or matter.stage is Stage.ARCHIVED:
        return None
    if matter.stage is Stage.MERGED and not matter.answered:
        return None
    if waiting_aside(matter) is not None:
        return None
    return matter.ended_at + ARCHIVING


def in_time(matter: Matter, at: datetime) -> None:
    """Refused with 409 `too-late` when the 30 days after the close are over."""
    if at > reopening_ends(matter):
        raise Refused("too-late", days=REOPENING.days)


def decide_rate(matter: Matter, command: Rate, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Rated once for each close."""
    in_time(matter, at)
    if matter.rated:
        raise Refused("already-rated")
    return (Rated(solved=command.solved, satisfied=command.satisfied, remark=kept(command.remark)),)


def decide_reopen(matter: Matter, command: Reopen, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Back to the same lead under a new clock, or to the centre when that unit is gone or there was none."""
    in_time(matter, at)
    if matter.final_answer and reported_by(matter, by):
        raise Refused("finally-answered", number=matter.number)
    if matter.lead and matter.lead in facts.units:
        parts = open_parts(matter.parts, matter.lead, (), at)
        clocks = facts.handling_clocks(at, matter.lead)[-1:] + facts.part_clocks(parts, at)
        return (Reopened(remark=kept(command.remark), holder=matter.lead, parts=parts, clocks=clocks),)
    clock = facts.stage_clock("triage", at, facts.triage.unit)
    return (Reopened(remark=kept(command.remark), holder=facts.triage.unit, clocks=(clock,)),)


def decide_archive(matter: Matter, command: Archive, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Archived by the clock; refused while the 30 days run."""
    over = archiving_at(matter)
    if over is None or at < over:
        raise Refused("too-early", days=ARCHIVING.days)
    return (Archived(),)


def _rated(matter: Matter, event: Rated, line: Line) -> Matter:
    return replace(matter, rating=Rating(solved=event.solved, satisfied=event.satisfied))


def _reopened(matter: Matter, event: Reopened, line: Line) -> Matter:
    return replace(
        matter,
        stage=Stage.DISPATCHED if event.parts else Stage.ACCEPTED,
        holder=event.holder,
        lead=matter.lead if event.parts else "",
        parts=matter.parts + event.parts,
        clocks=matter.clocks + event.clocks,
        calls=(),
        reopened=matter.reopened + 1,
        spot_check="",
        rating=None,
        self_handled=False,
        closed_at=None,
        ended_at=None,
    )


def _archived(matter: Matter, event: Archived, line: Line) -> Matter:
    return replace(matter, stage=Stage.ARCHIVED)


EVOLVES: dict[type, Evolve] = {Rated: _rated, Reopened: _reopened, Archived: _archived}
