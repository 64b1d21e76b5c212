"""What a procedure offers now: each open milestone with its outcomes and what they ask for, and what was reached."""

from datetime import datetime
from typing import Any

from ninja import Schema

from gongzhi.catalogue import Catalogue, Evidence, Milestone, Outcome, Procedure, Text
from gongzhi.kernel import Actor
from gongzhi.matters import catalogues
from gongzhi.matters.loop.roles import lapses, roles_of
from gongzhi.matters.loop.run import Reached, Run, Spot
from gongzhi.matters.loop.state import Matter
from gongzhi.matters.reference import ChoiceOut, TextOut, text


class EvidenceOut(Schema):
    """One thing to show or say. `personal` values go into `personal`, `files` into `files`, all others into `evidence`.

    `must`: the only lawful answer. `each`: asked for every member of that group, as `name.1`, `name.2` …
    """

    name: str
    label: TextOut
    type: str
    required: bool
    most: int
    must: bool | None
    each: str
    choices: list[ChoiceOut]


class OutcomeOut(Schema):
    """One way on. `member`: it is about one of the milestone's `left`. `end`: the result it ends the procedure with."""

    code: str
    name: TextOut
    member: bool
    end: str
    document: str
    tells: list[TextOut]
    evidence: list[EvidenceOut]


class OpenMilestoneOut(Schema):
    """A milestone that waits. `outcomes` are those that the caller may say now; `due_at` is the nearest limit."""

    code: str
    name: TextOut
    basis: list[str]
    since: datetime
    due_at: datetime | None
    lapses_at: datetime | None
    left: list[int]
    outcomes: list[OutcomeOut]


class ReachedOut(Schema):
    """A milestone that was reached."""

    milestone: str
    outcome: str
    name: TextOut
    outcome_name: TextOut
    member: int | None
    at: datetime
    document: str


class RunOut(Schema):
    """A matter's way through its procedure; `result` when it is over."""

    procedure: str
    name: TextOut
    basis: list[str]
    begun_at: datetime
    ended_at: datetime | None
    result: str
    result_name: TextOut | None
    open: list[OpenMilestoneOut]
    reached: list[ReachedOut]


def run(matter: Matter, by: Actor) -> dict[str, Any] | None:
    """The run of the matter with what the actor may do in it now; None where it has no procedure."""
    going = matter.run
    if going is None:
        return None
    catalogue = catalogues.of(int(going.catalogue))
    procedure = catalogue.procedures[going.procedure]
    return {
        "procedure": procedure.code,
        "name": text(procedure.name),
        "basis": list(procedure.basis),
        "begun_at": going.begun_at,
        "ended_at": going.ended_at,
        "result": going.result if not going.going else "",
        "result_name": None if going.going else _result(catalogue, procedure, going.result),
        "open": [_open(matter, going, procedure, spot, by, catalogue) for spot in going.open],
        "reached": [_reached(procedure, each) for each in going.reached],
    }


def _result(catalogue: Catalogue, procedure: Procedure, result: str) -> dict[str, str]:
    found = procedure.results.get(result)
    words = catalogue.words
    return text(found.name if found else Text(words.text(f"runs.{result}", "zh"), words.text(f"runs.{result}", "en")))


def _open(
    matter: Matter, going: Run, procedure: Procedure, spot: Spot, by: Actor, catalogue: Catalogue
) -> dict[str, Any]:
    milestone = procedure.milestones[spot.code]
    due = [clock.due_at for clock in matter.running if clock.name in spot.clocks]
    return {
        "code": spot.code,
        "name": text(milestone.name),
        "basis": list(milestone.basis),
        "since": spot.since,
        "due_at": min(due, default=None),
        "lapses_at": lapses(matter).get(spot.code),
        "left": list(spot.left),
        "outcomes": [
            _outcome(procedure, milestone, outcome, catalogue)
            for outcome in _possible(matter, going, milestone, spot, by)
        ],
    }


def _possible(matter: Matter, going: Run, milestone: Milestone, spot: Spot, by: Actor) -> list[Outcome]:
    """The outcomes that the actor may say now."""
    roles = roles_of(matter, spot, by) - {"system"}
    return [
        outcome
        for outcome in milestone.outcomes.values()
        if roles & set(outcome.by or milestone.by)
        and not (outcome.once and going.had(milestone.code, outcome.code))
        and all(going.had(*each.split(".")) for each in outcome.needs)
    ]


def _outcome(procedure: Procedure, milestone: Milestone, outcome: Outcome, catalogue: Catalogue) -> dict[str, Any]:
    return {
        "code": outcome.code,
        "name": text(outcome.name),
        "member": milestone.of_one(outcome),
        "end": outcome.end,
        "document": outcome.document,
        "tells": [text(catalogue.reasons[code].name) for code in outcome.tells],
        "evidence": [_evidence(each) for each in procedure.asked(outcome)],
    }


def _evidence(asked: Evidence) -> dict[str, Any]:
    same = ("name", "type", "required", "most", "must", "each")
    choices = [{"code": code, "name": text(name)} for code, name in asked.choices.items()]
    return {name: getattr(asked, name) for name in same} | {"label": text(asked.label), "choices": choices}


def _reached(procedure: Procedure, reached: Reached) -> dict[str, Any]:
    milestone = procedure.milestones[reached.milestone]
    outcome = milestone.outcomes[reached.outcome]
    same = ("milestone", "outcome", "member", "at")
    return {name: getattr(reached, name) for name in same} | {
        "name": text(milestone.name),
        "outcome_name": text(outcome.name),
        "document": outcome.document,
    }
