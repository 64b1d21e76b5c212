"""Triage: somebody looks at every report and says whether it is ours; a refusal has a ground and a way to appeal."""

from dataclasses import dataclass
from datetime import datetime

from gongzhi.kernel import Actor, Refused
from gongzhi.matters.loop.facts import Facts
from gongzhi.matters.loop.state import Clock, Evolve, Kept, Line, Matter, Said, Stage, end_one, ended, kept, replace


@dataclass(frozen=True, kw_only=True, slots=True)
class Verify:
    """核实: ask somebody on the spot (`found` empty), or say what was found there."""

    question: Said | None = None
    found: Said | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class VerificationAsked:
    """Somebody on the spot was asked to look; the answer has its own clock."""

    question: Kept | None
    clock: Clock


@dataclass(frozen=True, kw_only=True, slots=True)
class Verified:
    """What was found on the spot."""

    found: Kept


@dataclass(frozen=True, kw_only=True, slots=True)
class Accept:
    """受理(立案)."""

    remark: Said | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Accepted:
    """The matter is ours to see to."""

    remark: Kept | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Decline:
    """不予受理: with a reason from the catalogue; the catalogue holds the way to appeal."""

    reason: str
    remark: Said | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Declined:
    """The matter was refused, for this reason."""

    reason: str
    remark: Kept | None = None


def decide_verify(matter: Matter, command: Verify, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Asked when nothing was found yet; verified when somebody says what is there."""
    if command.found is not None:
        if not matter.verifying:
            raise Refused("nothing-to-verify")
        return (Verified(found=kept(command.found)),)
    if matter.verifying:
        raise Refused("already-verifying")
    return (
        VerificationAsked(question=kept(command.question), clock=facts.stage_clock("verify", at, facts.checker.unit)),
    )


def decide_accept(matter: Matter, command: Accept, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Accepted; the clock of triage runs on until the dispatch."""
    by_another(matter, by)
    return (Accepted(remark=kept(command.remark)),)


def by_another(matter: Matter, by: Actor) -> None:
    """After an appeal another clerk decides than the one who refused: 403 `decided-by-same-clerk`."""
    if matter.appealed and by.id == matter.declined_by:
        raise Refused("decided-by-same-clerk", status=403)


def decide_decline(matter: Matter, command: Decline, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Declined for a reason that the catalogue knows."""
    by_another(matter, by)
    if matter.isolated:
        raise Refused("isolated", status=422, target=matter.isolated)
    return (Declined(reason=facts.need_reason("decline", command.reason).code, remark=kept(command.remark)),)


def _asked(matter: Matter, event: VerificationAsked, line: Line) -> Matter:
    return replace(matter, verifying=True, clocks=(*matter.clocks, event.clock))


def _verified(matter: Matter, event: Verified, line: Line) -> Matter:
    return replace(matter, verifying=False, clocks=end_one(matter.clocks, "verify", line.at))


def _accepted(matter: Matter, event: Accepted, line: Line) -> Matter:
    return replace(matter, stage=Stage.ACCEPTED)


def _declined(matter: Matter, event: Declined, line: Line) -> Matter:
    return replace(ended(matter, Stage.DECLINED, line.at, reached=("triage",)), declined_by=line.by)


EVOLVES: dict[type, Evolve] = {
    VerificationAsked: _asked,
    Verified: _verified,
    Accepted: _accepted,
    Declined: _declined,
}
