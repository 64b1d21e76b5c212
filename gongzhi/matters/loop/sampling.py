"""抽查与复发: what its own reporter put right is looked at by sample, and what comes back is recognised."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gongzhi.kernel import Actor, Refused
from gongzhi.matters.loop.closing import in_time
from gongzhi.matters.loop.facts import Facts
from gongzhi.matters.loop.state import Clock, Evolve, Kept, Line, Matter, Said, Stage, kept, replace


@dataclass(frozen=True, kw_only=True, slots=True)
class SpotCheck:
    """抽查: whether what the reporter put right alone is really right."""

    passed: bool
    remark: Said | None = None
    blobs: tuple[str, ...] = ()
    captured_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SpotChecked:
    """Somebody else saw that it is right."""

    remark: Kept | None = None
    blobs: tuple[str, ...] = ()
    captured_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SpotCheckFailed:
    """It is not right: the matter is open again, for a dispatch."""

    holder: str
    remark: Kept
    clock: Clock
    blobs: tuple[str, ...] = ()
    captured_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Recognise:
    """复发识别: an earlier matter of the same kind at the same place, closed within 90 days."""

    of: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class Recurred:
    """The same thing came back at the same place."""

    of: UUID
    number: str


def decide_spot_check(matter: Matter, command: SpotCheck, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Looked at once, by somebody who did not handle it, within the term in which a matter can be opened again."""
    if not matter.self_handled or matter.spot_check == "done":
        raise Refused("nothing-to-spot-check")
    if by.id in matter.handlers:
        raise Refused("checker-was-handler", status=403)
    in_time(matter, at)
    if command.passed:
        seen = SpotChecked(remark=kept(command.remark), blobs=command.blobs, captured_at=command.captured_at)
        return (seen,)
    if command.remark is None:
        raise Refused("remark-needed", status=422)
    holder = facts.triage.unit
    return (
        SpotCheckFailed(
            holder=holder,
            remark=kept(command.remark),
            clock=facts.stage_clock("triage", at, holder),
            blobs=command.blobs,
            captured_at=command.captured_at,
        ),
    )


def decide_recognise(matter: Matter, command: Recognise, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Linked once to the earlier matter."""
    if matter.recurs is not None or facts.other is None or facts.other.id == matter.id:
        raise Refused("recognised-already")
    return (Recurred(of=facts.other.id, number=facts.other.number),)


def _checked(matter: Matter, event: SpotChecked, line: Line) -> Matter:
    return replace(matter, spot_check="done")


def _failed(matter: Matter, event: SpotCheckFailed, line: Line) -> Matter:
    return replace(
        matter,
        stage=Stage.ACCEPTED,
        holder=event.holder,
        centre=event.holder,
        clocks=(*matter.clocks, event.clock),
        spot_check="done",
        self_handled=False,
        rating=None,
        reopened=matter.reopened + 1,
        closed_at=None,
        ended_at=None,
    )


def _recurred(matter: Matter, event: Recurred, line: Line) -> Matter:
    return replace(matter, recurs=event.of)


EVOLVES: dict[type, Evolve] = {SpotChecked: _checked, SpotCheckFailed: _failed, Recurred: _recurred}
