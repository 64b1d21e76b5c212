"""申诉、即答、最终答复: a refusal can be appealed once, a question is answered at once, an answer can be the last."""

from dataclasses import dataclass
from datetime import datetime

from gongzhi.kernel import Actor, Refused
from gongzhi.matters.loop.checking import Closed
from gongzhi.matters.loop.facts import Facts
from gongzhi.matters.loop.state import Clock, Evolve, Kept, Line, Matter, Said, Stage, kept, onward, replace
from gongzhi.matters.loop.triage import by_another


@dataclass(frozen=True, kw_only=True, slots=True)
class Appeal:
    """申诉: why it is ours all the same."""

    remark: Said


@dataclass(frozen=True, kw_only=True, slots=True)
class AppealedAgainst:
    """The refusal is looked at again, by another clerk than the one who refused."""

    holder: str
    clock: Clock
    remark: Kept


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerDirectly:
    """即答."""

    answer: Said


@dataclass(frozen=True, kw_only=True, slots=True)
class AnsweredDirectly:
    """The question was answered by the centre itself; `clock` where the reporter is called back."""

    answer: Kept
    centre: str
    clock: Clock | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerFinally:
    """最终答复: the answer of record, for which the head of the lead's unit stands."""

    answer: Said
    blobs: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class FinallyAnswered:
    """The answer of record: the reporter cannot have the matter opened again, but is told where else to turn."""

    unit: str
    answer: Kept
    blobs: tuple[str, ...] = ()


def decide_appeal(matter: Matter, command: Appeal, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Appealed once, within the term of appeal after the refusal."""
    if matter.appealed:
        raise Refused("appealed-already")
    if matter.ended_at is None:
        raise LookupError("a declined matter ended at some time")
    until = facts.until("appeal", matter.ended_at)
    if at > until:
        raise Refused("appeal-too-late", until=until.isoformat())
    holder = facts.triage.unit
    return (AppealedAgainst(holder=holder, clock=facts.stage_clock("triage", at, holder), remark=kept(command.remark)),)


def decide_answer_directly(
    matter: Matter, command: AnswerDirectly, facts: Facts, by: Actor, at: datetime
) -> tuple[object, ...]:
    """Answered by the centre; only what asks something, and never what another system runs or what is isolated.

    An appeal is not answered by who declined.
    """
    by_another(matter, by)
    if matter.foreign_run:
        raise Refused("adopt-first")
    if matter.urgency != "inquiry" or matter.isolated:
        raise Refused("not-an-inquiry", urgency=matter.urgency)
    centre = by.unit or matter.holder
    if not matter.contact:
        answered = AnsweredDirectly(answer=kept(command.answer), centre=centre)
        return (answered, Closed(ground="no-one-to-call"))
    clock = facts.stage_clock("callback", at, centre)
    return (AnsweredDirectly(answer=kept(command.answer), centre=centre, clock=clock),)


def decide_final_answer(
    matter: Matter, command: AnswerFinally, facts: Facts, by: Actor, at: datetime
) -> tuple[object, ...]:
    """Given once, by the head of the lead's unit, for a matter that came back after it was closed."""
    if by.unit != matter.lead:
        raise Refused("not-your-part", status=403, unit=by.unit)
    if not matter.reopened:
        raise Refused("final-answer-too-early")
    if matter.final_answer:
        raise Refused("finally-answered", number=matter.number)
    return (FinallyAnswered(unit=matter.lead, answer=kept(command.answer), blobs=command.blobs),)


def _appealed(matter: Matter, event: AppealedAgainst, line: Line) -> Matter:
    return replace(
        matter,
        stage=Stage.REPORTED,
        holder=event.holder,
        centre=event.holder,
        appealed=True,
        clocks=(*matter.clocks, event.clock),
        ended_at=None,
    )


def _answered(matter: Matter, event: AnsweredDirectly, line: Line) -> Matter:
    clocks = onward(matter, line.at, reached=("triage",)) + ((event.clock,) if event.clock else ())
    return replace(
        matter,
        stage=Stage.CALLBACK,
        holder=event.centre,
        centre=event.centre,
        clocks=clocks,
        handlers=matter.handlers | {line.by},
        verifying=False,
        transfer=None,
    )


def _finally(matter: Matter, event: FinallyAnswered, line: Line) -> Matter:
    return replace(matter, final_answer=True)


EVOLVES: dict[type, Evolve] = {
    AppealedAgainst: _appealed,
    AnsweredDirectly: _answered,
    FinallyAnswered: _finally,
}
