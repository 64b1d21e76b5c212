"""A milestone is reached by whom the procedure names, on its evidence; the whole is done when the procedure is over."""

from datetime import date, datetime
from typing import Any

from gongzhi.catalogue import Evidence, Milestone, Outcome, Procedure
from gongzhi.kernel import Actor, Refused
from gongzhi.matters.loop.evidence import complete, lawful, typed
from gongzhi.matters.loop.facts import Facts
from gongzhi.matters.loop.following import Scene, begun_run, followed
from gongzhi.matters.loop.isolating import Isolated, back, isolation
from gongzhi.matters.loop.pacing import anew, over_clock
from gongzhi.matters.loop.procedures import ProcedureBegun, ProcedureEnded, ProcedureResumed, ReachMilestone
from gongzhi.matters.loop.roles import lapses, roles_of
from gongzhi.matters.loop.run import Run, Spot, clock_name
from gongzhi.matters.loop.state import Clock, Matter, Personal, Stage, kept, replace
from gongzhi.matters.loop.suspending import waits

PERSONAL = "personal"
FILES = "files"
RECLASSIFIED = "reclassified"
"""How a procedure ended that another kind took the place of."""


def begun(matter: Matter, facts: Facts, at: datetime) -> tuple[object, ...]:
    """What the lead's taking begins: the kind's procedure, or another lead's goes on; never where it is isolated."""
    going = resumed(matter, facts, at)
    if going:
        return going
    if facts.procedure is None or matter.isolated:
        return ()
    fresh = Run(procedure=facts.procedure.code, catalogue=facts.catalogue, begun_at=at, open=())
    spots, clocks = begun_run(Scene(matter=matter, run=fresh, procedure=facts.procedure, facts=facts, by="", at=at))
    return (ProcedureBegun(procedure=fresh.procedure, catalogue=fresh.catalogue, opened=spots, clocks=clocks),)


def resumed(matter: Matter, facts: Facts, at: datetime) -> tuple[object, ...]:
    """A procedure that was under way goes on, where another lead takes it or a merge is undone."""
    run = matter.run
    return (ProcedureResumed(clocks=_revived(matter, run, facts, at)),) if run is not None and run.going else ()


def _revived(matter: Matter, run: Run, facts: Facts, at: datetime) -> tuple[Clock, ...]:
    """The last clock of each open milestone, running on as it ran: the law's time does not stop for another lead.

    What waited on the ledger begins anew, as it does off the ledger.
    """
    running = {clock.name for clock in matter.running}
    shelved = {clock.started_at for clock in matter.clocks if clock.name == "ledger"}
    last = {clock.name: clock for clock in matter.clocks}
    clocks = []
    for spot in run.open:
        for clock in (last[name] for name in spot.clocks if name in last and name not in running):
            earlier = (clock.ended_at or at) < spot.since or (
                clock.ended_at == spot.since and clock.outcome == "reached"
            )
            if not earlier and not (waits(clock) and clock.ended_at in shelved):
                clocks.append(replace(clock, unit=matter.lead, ended_at=None, outcome=None))
    return (*clocks, *anew(matter, facts, at, [clock.name for clock in clocks]))


def reclassified(matter: Matter, facts: Facts, at: datetime) -> tuple[object, ...]:
    """What another kind means for the procedure: that of the old kind is over, that of the new one begins.

    What was gone through to its end is not gone through again for the same kind.
    """
    run, kind = matter.run, facts.needed_kind()
    going = run is not None and run.going
    if run is not None and run.procedure == kind.procedure and run.result != RECLASSIFIED:
        return ()
    fresh = begun(replace(matter, run=None), facts, at) if matter.stage is Stage.HANDLING else ()
    if not going:
        return fresh
    alone = matter.stage is Stage.HANDLING and not fresh
    return (ProcedureEnded(result=RECLASSIFIED, clocks=over_clock(matter, facts, at) if alone else ()), *fresh)


def need_end(matter: Matter) -> None:
    """Refuse with 409 `procedure-not-over` or `ways-not-told` while the lead may not report the whole done."""
    run = matter.run
    if run is not None and run.going:
        raise Refused("procedure-not-over", open=", ".join(spot.code for spot in run.open))
    if run is not None and run.owes_ways and not run.told:
        raise Refused("ways-not-told", result=run.result)


def evidenced(command: Any, matter: Matter, facts: Facts, at: datetime) -> Any:
    """The command with its evidence read as the outcome asks for it, before its words are put away.

    Refuses with 422 what `typed` and `complete` refuse.
    """
    run, procedure = matter.run, facts.running
    if not isinstance(command, ReachMilestone) or run is None or procedure is None or not run.spot(command.milestone):
        return command
    milestone = procedure.milestones[command.milestone]
    outcome = milestone.outcomes.get(command.outcome or "")
    asked = _asked(procedure, milestone, outcome)
    zone = facts.calendars[milestone.clock.limit.calendar].tz
    said = typed(command.evidence, asked, at, zone)
    names = _personal(command, asked)
    if outcome is not None and isolation(procedure.isolation, said) is None:
        complete(outcome.evidence, {*said, *names, *_files(command, outcome)})
    return replace(command, evidence=said)


def _asked(procedure: Procedure, milestone: Milestone, outcome: Outcome | None) -> dict[str, Evidence]:
    """The fields of the outcome; where none is said, those of all."""
    outcomes = milestone.outcomes.values() if outcome is None else (outcome,)
    return {each.name: each for one in outcomes for each in procedure.asked(one)}


def _personal(command: ReachMilestone, asked: dict[str, Evidence]) -> frozenset[str]:
    """The names of the personal values that were given; 422 `evidence-unknown` for one that nobody asks for."""
    names = frozenset(command.personal.values) if isinstance(command.personal, Personal) else frozenset[str]()
    known = [each.name for each in asked.values() if each.type == PERSONAL]
    unknown = sorted(names - set(known))
    if unknown:
        raise Refused("evidence-unknown", status=422, field=unknown[0][:64], known=", ".join(asked))
    return names if command.personal is None or isinstance(command.personal, Personal) else frozenset(known)


def _files(command: ReachMilestone, outcome: Outcome) -> frozenset[str]:
    return frozenset(each.name for each in outcome.evidence if each.type == FILES and command.blobs)


def decide_milestone(
    matter: Matter, command: ReachMilestone, facts: Facts, by: Actor, at: datetime
) -> tuple[object, ...]:
    """Reached, with all that follows; where violence came out, isolated instead.

    Refused: 409 `milestone-not-open`, `milestone-not-due`, `outcome-once`, `outcome-too-early`, `outcome-too-late`;
    403 `not-yours-to-reach`; 422 `outcome-unknown`, `member-unknown`, `evidence-…`.
    """
    run, procedure = matter.run, facts.running
    spot = run.spot(command.milestone) if run is not None and run.going else None
    if run is None or procedure is None or spot is None:
        codes = ", ".join(each.code for each in run.open) if run is not None else ""
        raise Refused("milestone-not-open", milestone=command.milestone, open=codes)
    roles = roles_of(matter, spot, by)
    if not roles:
        raise Refused("not-yours-to-reach", status=403, milestone=spot.code)
    if isolation(procedure.isolation, command.evidence) is not None:
        return _isolated(procedure, command, facts, at)
    milestone = procedure.milestones[spot.code]
    scene = Scene(matter=matter, run=run, procedure=procedure, facts=facts, by=by.id, at=at)
    if by.id == "system":
        outcome = _by_time(milestone, lapses(matter).get(spot.code), at)
    else:
        outcome = _said(milestone, command)
        _allowed(scene, spot, milestone, outcome, command, roles)
    events = followed(scene, milestone, outcome, command, by.unit or "")
    gone_back = outcome.end and procedure.results[outcome.end].back
    return (*events, back(facts, at, isolated=False, returned=True)) if gone_back else events


def _isolated(procedure: Procedure, command: ReachMilestone, facts: Facts, at: datetime) -> tuple[object, ...]:
    rule = procedure.isolation
    assert rule is not None
    isolated = Isolated(target=rule.target, privacy=rule.privacy, remark=kept(command.remark), blobs=command.blobs)
    return (isolated, back(facts, at, isolated=True))


def _by_time(milestone: Milestone, lapses_at: datetime | None, at: datetime) -> Outcome:
    if lapses_at is None or at < lapses_at:
        raise Refused("milestone-not-due", milestone=milestone.code)
    return milestone.outcomes[milestone.clock.runs_out]


def _said(milestone: Milestone, command: ReachMilestone) -> Outcome:
    known = [code for code, each in milestone.outcomes.items() if each.by != ("system",)]
    if command.outcome is None or command.outcome not in known:
        raise Refused("outcome-unknown", status=422, outcome=command.outcome or "—", known=", ".join(known))
    return milestone.outcomes[command.outcome]


def _allowed(
    scene: Scene, spot: Spot, milestone: Milestone, outcome: Outcome, command: ReachMilestone, roles: frozenset[str]
) -> None:
    """Refuse an outcome that is not this person's, not now, or not on this evidence."""
    if outcome.by and not roles & set(outcome.by):
        raise Refused("not-yours-to-reach", status=403, milestone=spot.code)
    if outcome.once and scene.run.had(milestone.code, outcome.code):
        raise Refused("outcome-once", outcome=outcome.code)
    for each in outcome.needs:
        if not scene.run.had(*each.split(".")):
            raise Refused("outcome-too-early", outcome=outcome.code, needed=each)
    if milestone.of_one(outcome) and command.member not in spot.left:
        left = ", ".join(map(str, spot.left))
        raise Refused("member-unknown", status=422, member=str(command.member or "—"), left=left)
    names = _personal(command, {each.name: each for each in outcome.evidence})
    complete(outcome.evidence, {*command.evidence, *names, *_files(command, outcome)})
    lawful(outcome.evidence, command.evidence)
    if outcome.in_time:
        _in_time(scene, milestone, str(command.evidence[outcome.in_time]))


def _in_time(scene: Scene, milestone: Milestone, day: str) -> None:
    """Refuse with 409 `outcome-too-late` a day after the end of the milestone's limit, whenever it is written down."""
    clock = next((each for each in scene.matter.running if each.name == clock_name(milestone.code)), None)
    calendar = scene.facts.calendars[milestone.clock.limit.calendar]
    if clock is not None and calendar.at(date.fromisoformat(day), 0) >= clock.due_at:
        raise Refused("outcome-too-late", day=day, due=clock.due_at.isoformat())
