"""合并: reports of one fact become one matter; each reporter keeps the right to an answer, and they can be parted."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gongzhi.kernel import Actor, Refused
from gongzhi.matters.loop.facts import Facts
from gongzhi.matters.loop.reaching import resumed
from gongzhi.matters.loop.state import (
    Clock,
    Evolve,
    Kept,
    Line,
    Matter,
    Merging,
    Part,
    Said,
    Stage,
    ended,
    kept,
    replace,
)
from gongzhi.matters.loop.suspending import first_resumed
from gongzhi.matters.loop.triage import by_another

IN_WORK = (Stage.DISPATCHED, Stage.HANDLING)


@dataclass(frozen=True, kw_only=True, slots=True)
class Merge:
    """合并 into the matter that goes on."""

    into: UUID
    remark: Said | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class MergedInto:
    """The matter goes on as part of another; its reporter is answered when that one is over."""

    into: UUID
    number: str
    remark: Kept | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Absorb:
    """The other half of a merge: what the matter that goes on writes down. Only the door gives it."""

    matter: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class Absorbed:
    """Another report of the same fact is answered with this matter."""

    matter: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class Split:
    """拆分: it was not the same fact after all."""

    remark: Said


@dataclass(frozen=True, kw_only=True, slots=True)
class SplitOff:
    """The matter stands by itself again, at the stage it had, under new clocks; without its lead, accepted."""

    stage: Stage
    holder: str
    lead: str
    parts: tuple[Part, ...]
    clocks: tuple[Clock, ...]
    remark: Kept


@dataclass(frozen=True, kw_only=True, slots=True)
class Release:
    """The other half of a split. Only the door gives it."""

    matter: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class Released:
    """The other report is no longer answered with this matter."""

    matter: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class Join:
    """并案: of the same kind, handled together, answered each by itself."""

    other: UUID
    remark: Said | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Tie:
    """The other half of a join. Only the door gives it."""

    matter: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class Joined:
    """The two are looked at together; each keeps its own way and answer."""

    other: UUID
    remark: Kept | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PassAnswer:
    """答复并入件: the matter it was merged into is over."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """The reporter of a merged matter is answered with what became of the other one."""

    by_matter: UUID
    number: str
    ended_as: Stage


def _other(matter: Matter, facts: Facts, by: Actor) -> Matter:
    """The other matter; 422 `same-matter`, 403 `no-right` where the clerk has nothing to do with it."""
    other = facts.other
    if other is None or other.id == matter.id:
        raise Refused("same-matter", status=422, matter=str(matter.id))
    if not (by.has("matters.triage", other.place.areas) or by.unit in (other.holder, other.centre)):
        raise Refused("no-right", status=403, duty="matters.triage")
    return other


def _same_circle(matter: Matter, other: Matter) -> None:
    closed = ("P2", "P3")
    if matter.privacy != other.privacy and (matter.privacy in closed or other.privacy in closed):
        raise Refused("merge-circle-of-few", status=422, mine=matter.privacy, other=other.privacy)


def decide_merge(matter: Matter, command: Merge, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Merged into an open matter that is itself merged into none, so that there is never a circle.

    Refused: 409 `merge-into-open` (names where the other one went), `adopt-first`; 403 `no-right`,
    `decided-by-same-clerk` (who declined, after an appeal); 422 `same-matter`,
    `merge-circle-of-few` (a matter of P2 or P3 is merged only with one of its own class).
    """
    by_another(matter, by)
    other = _other(matter, facts, by)
    if matter.foreign_run or other.foreign_run:
        raise Refused("adopt-first")
    if not other.open:
        into = str(other.merged.matter) if other.merged and other.stage is Stage.MERGED else ""
        raise Refused("merge-into-open", stage=other.stage.value, into=into)
    _same_circle(matter, other)
    merged = MergedInto(into=other.id, number=other.number, remark=kept(command.remark))
    return (*first_resumed(matter, facts, at), merged)


def decide_absorb(matter: Matter, command: Absorb, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Written down beside a merge."""
    return (Absorbed(matter=command.matter),)


def decide_split(matter: Matter, command: Split, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Parted: back where it stood, with new clocks; accepted for a new dispatch where its lead is gone."""
    was = matter.merged
    if was is None:
        raise LookupError("a merged matter knows how it stood before")
    leads = [part for part in was.parts if part.lead and part.open]
    if was.stage in IN_WORK and not (leads and leads[-1].unit in facts.units):
        triage = facts.triage.unit
        clocks: tuple[Clock, ...] = (facts.stage_clock("triage", at, triage),)
        return (_split_off(Stage.ACCEPTED, triage, "", (), clocks, command),)
    if was.stage in IN_WORK:
        lead = leads[-1].unit
        clocks = facts.handling_clocks(at, lead) + _part_clocks(was.parts, facts, at)
        again = resumed(matter, facts, at) if was.stage is Stage.HANDLING else ()
        return (_split_off(was.stage, lead, lead, was.parts, clocks, command), *again)
    name = {Stage.CHECKING: "check", Stage.CALLBACK: "callback"}.get(was.stage, "triage")
    clocks = (facts.stage_clock(name, at, was.holder),)
    return (_split_off(was.stage, was.holder, matter.lead, was.parts, clocks, command),)


def _split_off(
    stage: Stage, holder: str, lead: str, parts: tuple[Part, ...], clocks: tuple[Clock, ...], command: Split
) -> SplitOff:
    return SplitOff(stage=stage, holder=holder, lead=lead, parts=parts, clocks=clocks, remark=kept(command.remark))


def _part_clocks(parts: tuple[Part, ...], facts: Facts, at: datetime) -> tuple[Clock, ...]:
    offered = facts.part_clocks([part for part in parts if part.state.value == "offered"], at)
    limit = facts.needed_kind().handling
    taken = (part for part in parts if part.state.value == "taken" and not part.lead)
    return offered + tuple(facts.clock(f"part:{part.number}", limit, at, part.unit) for part in taken)


def decide_release(matter: Matter, command: Release, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Written down beside a split."""
    return (Released(matter=command.matter),)


def decide_join(matter: Matter, command: Join, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Joined once; a matter of P2 or P3 only with one of its own class (422 `merge-circle-of-few`)."""
    other = _other(matter, facts, by)
    _same_circle(matter, other)
    if other.id in matter.joined:
        raise Refused("joined-already", number=other.number)
    return (Joined(other=other.id, remark=kept(command.remark)),)


def decide_tie(matter: Matter, command: Tie, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Written down beside a join."""
    return () if command.matter in matter.joined else (Joined(other=command.matter),)


def decide_pass_answer(
    matter: Matter, command: PassAnswer, facts: Facts, by: Actor, at: datetime
) -> tuple[object, ...]:
    """Answered once, when the other one is over."""
    if matter.answered:
        raise Refused("answered-already")
    other = facts.other
    waits = other is not None and other.stage is Stage.MERGED and not other.answered
    if other is None or other.open or waits:
        raise Refused("too-early", days=0)
    return (Answered(by_matter=other.id, number=other.number, ended_as=other.stage),)


def _merged(matter: Matter, event: MergedInto, line: Line) -> Matter:
    was = Merging(matter=event.into, stage=matter.stage, holder=matter.holder, parts=matter.parts)
    return replace(ended(matter, Stage.MERGED, line.at), merged=was)


def _absorbed(matter: Matter, event: Absorbed, line: Line) -> Matter:
    return replace(matter, absorbed=(*matter.absorbed, event.matter))


def _split(matter: Matter, event: SplitOff, line: Line) -> Matter:
    return replace(
        matter,
        stage=event.stage,
        holder=event.holder,
        lead=event.lead,
        parts=event.parts or matter.parts,
        clocks=matter.clocks + event.clocks,
        merged=None,
        answered=False,
        ended_at=None,
    )


def _released(matter: Matter, event: Released, line: Line) -> Matter:
    return replace(matter, absorbed=tuple(each for each in matter.absorbed if each != event.matter))


def _joined(matter: Matter, event: Joined, line: Line) -> Matter:
    return replace(matter, joined=(*matter.joined, event.other))


def _answered(matter: Matter, event: Answered, line: Line) -> Matter:
    return replace(matter, answered=True, ended_at=line.at)


EVOLVES: dict[type, Evolve] = {
    MergedInto: _merged,
    Absorbed: _absorbed,
    SplitOff: _split,
    Released: _released,
    Joined: _joined,
    Answered: _answered,
}
