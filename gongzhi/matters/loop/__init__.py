"""The loop: report, triage, dispatch, handle, check, close. What may happen to a matter stands in one table."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from gongzhi.kernel import Actor, Refused
from gongzhi.matters.loop import (
    checking,
    closing,
    dispatching,
    ending,
    handling,
    importing,
    noting,
    reporting,
    triage,
)
from gongzhi.matters.loop.facts import Facts
from gongzhi.matters.loop.state import ENDED_EARLY, OPEN, Evolve, Line, Matter, Stage

Decide = Callable[[Matter, Any, Facts, Actor, datetime], tuple[object, ...]]
ORDER = (reporting, triage, dispatching, handling, checking, closing, ending, noting, importing)


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """A command of the loop: from which stages, to which (empty: the same), and who may.

    `whom`: anyone · place (holds `duty` at the matter's place, or for its holder's unit) · unit (has a part in it,
    with `duty`) · concerned · reporter · reporter-or-checker · system.
    """

    name: str
    command: type
    decide: Decide
    before: tuple[Stage, ...]
    after: tuple[Stage, ...] = ()
    duty: str = ""
    whom: str = "place"
    late: bool = False


S = Stage
STEPS = (
    Step(name="report", command=reporting.Report, decide=reporting.decide_report, before=(S.NEW,),
         after=(S.REPORTED, S.DISPATCHED, S.CLOSED), whom="anyone", late=True),
    Step(name="verify", command=triage.Verify, decide=triage.decide_verify, before=(S.REPORTED, S.ACCEPTED),
         duty="matters.verify"),
    Step(name="accept", command=triage.Accept, decide=triage.decide_accept, before=(S.REPORTED,),
         after=(S.ACCEPTED,), duty="matters.triage"),
    Step(name="decline", command=triage.Decline, decide=triage.decide_decline, before=(S.REPORTED,),
         after=(S.DECLINED,), duty="matters.triage"),
    Step(name="dispatch", command=dispatching.Dispatch, decide=dispatching.decide_dispatch, before=(S.ACCEPTED,),
         after=(S.DISPATCHED,), duty="matters.dispatch"),
    Step(name="take", command=dispatching.Take, decide=dispatching.decide_take, before=(S.DISPATCHED, S.HANDLING),
         after=(S.DISPATCHED, S.HANDLING), duty="matters.handle", whom="unit"),
    Step(name="progress", command=handling.Progress, decide=handling.decide_progress, before=(S.HANDLING,),
         duty="matters.handle", whom="unit", late=True),
    Step(name="part_done", command=handling.PartDone, decide=handling.decide_part_done, before=(S.HANDLING,),
         duty="matters.handle", whom="unit", late=True),
    Step(name="done", command=handling.Done, decide=handling.decide_done, before=(S.HANDLING,),
         after=(S.CHECKING,), duty="matters.handle", whom="unit", late=True),
    Step(name="check", command=checking.Check, decide=checking.decide_check, before=(S.CHECKING,),
         after=(S.CALLBACK, S.CLOSED, S.HANDLING), duty="matters.check", late=True),
    Step(name="call_back", command=checking.CallBack, decide=checking.decide_call_back, before=(S.CALLBACK,),
         after=(S.CALLBACK, S.CLOSED, S.HANDLING), duty="matters.callback"),
    Step(name="close", command=checking.Close, decide=checking.decide_close, before=(S.CALLBACK,),
         after=(S.CLOSED,), duty="matters.callback"),
    Step(name="rate", command=closing.Rate, decide=closing.decide_rate, before=(S.CLOSED,), whom="reporter"),
    Step(name="reopen", command=closing.Reopen, decide=closing.decide_reopen, before=(S.CLOSED,),
         after=(S.DISPATCHED, S.ACCEPTED), duty="matters.check", whom="reporter-or-checker"),
    Step(name="archive", command=closing.Archive, decide=closing.decide_archive, before=(S.CLOSED, *ENDED_EARLY),
         after=(S.ARCHIVED,), whom="system"),
    Step(name="withdraw", command=ending.Withdraw, decide=ending.decide_withdraw, before=OPEN,
         after=(*OPEN, S.WITHDRAWN), whom="reporter"),
    Step(name="void", command=ending.Void, decide=ending.decide_void, before=OPEN, after=(*OPEN, S.VOID),
         duty="matters.void"),
    Step(name="comment", command=noting.Comment, decide=noting.decide_comment, before=(*OPEN, S.CLOSED),
         duty="matters.comment", whom="concerned", late=True),
    Step(name="attach", command=noting.Attach, decide=noting.decide_attach, before=(*OPEN, S.CLOSED),
         duty="matters.comment", whom="concerned", late=True),
    Step(name="correct", command=noting.Correct, decide=noting.decide_correct, before=OPEN, duty="matters.triage"),
    Step(name="relocate", command=noting.Relocate, decide=noting.decide_relocate, before=OPEN,
         duty="matters.triage"),
    Step(name="reclassify", command=noting.Reclassify, decide=noting.decide_reclassify, before=OPEN,
         duty="matters.triage"),
    Step(name="import_record", command=importing.ImportRecord, decide=importing.decide_import_record,
         before=(S.NEW,), after=(S.REPORTED, S.CLOSED), duty="matters.import", late=True),
    Step(name="import_close", command=importing.ImportClose, decide=importing.decide_import_close,
         before=(S.REPORTED, S.ACCEPTED), after=(S.CLOSED,), duty="matters.import", late=True),
    Step(name="adopt", command=importing.Adopt, decide=importing.decide_adopt, before=(S.REPORTED, S.ACCEPTED),
         duty="matters.triage"),
)  # fmt: skip
BY_NAME = {step.name: step for step in STEPS}
BY_COMMAND = {step.command: step for step in STEPS}
EVOLVES: dict[type, Evolve] = {event: evolve for stage in ORDER for event, evolve in stage.EVOLVES.items()}
EVENTS = {event.__name__: event for event in EVOLVES}


def concerned(matter: Matter, by: Actor) -> bool:
    """Whether the actor's unit holds the matter, dispatched it or has a share in it, or the actor reported it."""
    units = {matter.holder, matter.centre, *(part.unit for part in matter.parts)}
    return by.unit in units or reported_by(matter, by)


def reported_by(matter: Matter, by: Actor) -> bool:
    """Whether the actor is the reporter: by account, or by the query code of this matter."""
    return by.id == f"reporter:{matter.id}" or (by.id == matter.reporter and by.id.startswith("person:"))


def permitted(step: Step, matter: Matter, by: Actor) -> bool:
    """Whether the actor may give this command about this matter."""
    areas = matter.place.areas
    on_duty = any(right.duty == step.duty for right in by.rights)
    if step.whom == "anyone":
        return True
    if step.whom == "system":
        return by.id == "system"
    if step.whom == "unit":
        return on_duty and matter.part_of(by.unit) is not None
    if step.whom == "reporter":
        return reported_by(matter, by)
    if step.whom == "reporter-or-checker":
        return reported_by(matter, by) or by.has(step.duty, areas)
    if step.whom == "concerned":
        return concerned(matter, by) or by.has(step.duty, areas)
    return by.has(step.duty, areas) or (on_duty and matter.holder == by.unit)


def decide(matter: Matter, command: Any, facts: Facts, *, by: Actor, at: datetime) -> tuple[object, ...]:
    """What follows from the command, or a refusal. Reads nothing, writes nothing."""
    step = BY_COMMAND[type(command)]
    if matter.stage not in step.before:
        raise Refused("wrong-stage", command=step.name, stage=matter.stage.value)
    if not permitted(step, matter, by):
        raise Refused("no-right", status=403, duty=step.duty or step.name)
    return step.decide(matter, command, facts, by, at)


def evolve(matter: Matter, line: Line) -> Matter:
    """The matter after the line. Never refuses: what happened, happened."""
    after = EVOLVES[type(line.event)](matter, line.event, line)
    return replace(after, version=matter.version + 1, changed_at=line.at)


def fold(matter: Matter, lines: Iterable[Line]) -> Matter:
    """The matter after all the lines, in their order."""
    for line in lines:
        matter = evolve(matter, line)
    return matter


def may(matter: Matter, by: Actor) -> tuple[str, ...]:
    """The names of the commands that the actor can give now about this matter."""
    return tuple(
        step.name
        for step in STEPS
        if matter.stage in step.before
        and step.whom not in ("anyone", "system")
        and permitted(step, matter, by)
        and not (step.name == "check" and by.id in matter.handlers)
    )
