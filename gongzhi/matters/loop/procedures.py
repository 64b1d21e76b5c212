"""What may be said of a procedure and what happened in it: begun, a milestone reached, gone on, ended."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from gongzhi.matters.loop.answering import Answer, Answers
from gongzhi.matters.loop.run import OVER, Reached, Run, Spot
from gongzhi.matters.loop.state import Clock, Contact, Evolve, Kept, Line, Matter, Said, end_one, replace, stop_named


@dataclass(frozen=True, kw_only=True, slots=True)
class ReachMilestone:
    """里程碑: an open milestone, its outcome, the evidence; `member` is the clause or proposal that it is about.

    Given by the clock, it is the outcome that follows by itself when a limit has run out.
    """

    milestone: str
    outcome: str | None = None
    member: int | None = None
    evidence: Answers = field(default_factory=dict)
    personal: Contact | None = None
    remark: Said | None = None
    blobs: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ProcedureBegun:
    """The kind's procedure began, with its first milestones."""

    procedure: str
    catalogue: str
    opened: tuple[Spot, ...]
    clocks: tuple[Clock, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ProcedureResumed:
    """Another lead goes on with the procedure; its clocks run as they ran."""

    clocks: tuple[Clock, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class MilestoneReached:
    """A milestone was reached, on this evidence, and what followed from it.

    `still`: the milestone stays open, for the members `left` in it. `opened` and `closed` are milestones; `met` are
    clocks that reached their end, `clocks` new ones, also in place of running ones of the same name. `dates` and
    `members` are all that are known from now on; `told` the ways that were told, `document` the template for it.
    """

    milestone: str
    outcome: str
    unit: str = ""
    member: int | None = None
    evidence: Mapping[str, Answer] = field(default_factory=dict)
    personal: Kept | None = None
    remark: Kept | None = None
    blobs: tuple[str, ...] = ()
    document: str = ""
    told: tuple[str, ...] = ()
    result: str = ""
    dates: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, int] = field(default_factory=dict)
    still: bool = False
    left: tuple[int, ...] = ()
    opened: tuple[Spot, ...] = ()
    closed: tuple[str, ...] = ()
    met: tuple[str, ...] = ()
    clocks: tuple[Clock, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ProcedureEnded:
    """The procedure is over, with that result; `owes_ways`: nobody may be sent away before the ways were told."""

    result: str
    owes_ways: bool = False
    clocks: tuple[Clock, ...] = ()


def _begun(matter: Matter, event: ProcedureBegun, line: Line) -> Matter:
    run = Run(procedure=event.procedure, catalogue=event.catalogue, begun_at=line.at, open=event.opened)
    return replace(matter, run=run, clocks=stop_named(matter.clocks, {OVER}, line.at) + event.clocks)


def _resumed(matter: Matter, event: ProcedureResumed, line: Line) -> Matter:
    return replace(matter, clocks=matter.clocks + event.clocks)


def _reached(matter: Matter, event: MilestoneReached, line: Line) -> Matter:
    run = matter.run
    if run is None:
        return matter
    given_up = [name for spot in run.open if spot.code in event.closed for name in spot.clocks]
    clocks = matter.clocks
    for name in event.met:
        clocks = end_one(clocks, name, line.at)
    clocks = stop_named(clocks, {*given_up, *(clock.name for clock in event.clocks)}, line.at)
    reached = Reached(milestone=event.milestone, outcome=event.outcome, member=event.member, by=line.by, at=line.at)
    after = replace(
        run,
        open=_open(run, event),
        reached=(*run.reached, reached),
        dates=event.dates,
        members=event.members,
        result=event.result or run.result,
        told=run.told or bool(event.told),
    )
    handlers = matter.handlers | {line.by} if event.unit else matter.handlers
    return replace(matter, run=after, clocks=clocks + event.clocks, handlers=handlers)


def _open(run: Run, event: MilestoneReached) -> tuple[Spot, ...]:
    """The milestones open after it: those that stay, and those that were opened, each once."""
    fresh = {spot.code: spot for spot in event.opened}
    stays = [
        replace(spot, left=event.left) if spot.code == event.milestone else spot
        for spot in run.open
        if spot.code not in event.closed and (spot.code != event.milestone or event.still)
    ]
    return (*(fresh.pop(spot.code, spot) for spot in stays), *fresh.values())


def _ended(matter: Matter, event: ProcedureEnded, line: Line) -> Matter:
    run = matter.run
    if run is None:
        return matter
    names = {name for spot in run.open for name in spot.clocks}
    over = replace(run, open=(), result=event.result, owes_ways=event.owes_ways, ended_at=line.at)
    return replace(matter, run=over, clocks=stop_named(matter.clocks, names, line.at) + event.clocks)


EVOLVES: dict[type, Evolve] = {
    ProcedureBegun: _begun,
    ProcedureResumed: _resumed,
    MilestoneReached: _reached,
    ProcedureEnded: _ended,
}
