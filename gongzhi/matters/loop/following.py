"""What follows from a milestone: others open and close, clocks are met, made and lengthened, and perhaps it is over."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from gongzhi.catalogue import Milestone, Outcome, Procedure
from gongzhi.catalogue.procedure import HANDLING
from gongzhi.matters.loop.answering import put_away
from gongzhi.matters.loop.evidence import dates_of, members_of
from gongzhi.matters.loop.facts import Facts
from gongzhi.matters.loop.pacing import begins, clocks_of, opened, over_clock
from gongzhi.matters.loop.procedures import EVOLVES, MilestoneReached, ProcedureEnded, ReachMilestone
from gongzhi.matters.loop.run import Reached, Run, Spot, clock_name
from gongzhi.matters.loop.state import Clock, Line, Matter, Stage, kept, replace
from gongzhi.matters.loop.suspending import standing, waits


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """Where a milestone is reached: the matter and its run, the procedure, what was gathered, by whom and when."""

    matter: Matter
    run: Run
    procedure: Procedure
    facts: Facts
    by: str
    at: datetime

    def after(self, event: MilestoneReached) -> "Scene":
        """The same once that has happened."""
        matter = EVOLVES[MilestoneReached](self.matter, event, Line(event, self.by, self.at))
        assert matter.run is not None
        return replace(self, matter=matter, run=matter.run)


def followed(
    scene: Scene, milestone: Milestone, outcome: Outcome, command: ReachMilestone, unit: str
) -> tuple[object, ...]:
    """The milestone reached, and all that follows by itself: its group complete, the procedure ended."""
    reached = _reached(scene, milestone, outcome, command, unit)
    events: list[object] = [reached]
    scene = scene.after(reached)
    if milestone.of_one(outcome) and not reached.left:
        outcome = milestone.outcomes[milestone.completes]
        whole = _reached(scene, milestone, outcome, ReachMilestone(milestone=milestone.code), "")
        events.append(whole)
        scene = scene.after(whole)
    result = outcome.end or (scene.run.result if not scene.run.open else "")
    if result:
        events.append(ended(scene.matter, scene.procedure, result, scene.facts, scene.at))
    return tuple(events)


def ended(matter: Matter, procedure: Procedure, result: str, facts: Facts, at: datetime) -> ProcedureEnded:
    """The procedure over with that result; what is handled still has a clock."""
    found = procedure.results[result]
    clocks = () if found.back or matter.stage is not Stage.HANDLING else over_clock(matter, facts, at)
    return ProcedureEnded(result=result, owes_ways=found.owes_ways, clocks=clocks)


def _reached(
    scene: Scene, milestone: Milestone, outcome: Outcome, command: ReachMilestone, unit: str
) -> MilestoneReached:
    spot = scene.run.spot(milestone.code)
    assert spot is not None
    member = command.member if milestone.of_one(outcome) else None
    left = spot.left if outcome.stays else tuple(each for each in spot.left if each != member)
    draft = _draft(scene, milestone, outcome, command, member)
    opening = dict(_opening(draft, milestone, outcome, member))
    extended = tuple(_extended(draft, outcome))
    clocks = (*(clock for spot, new in opening.values() for clock in _clocks(draft, spot, new)), *extended)
    return MilestoneReached(
        milestone=milestone.code,
        outcome=outcome.code,
        unit=unit,
        member=member,
        evidence=put_away(command.evidence),
        personal=kept(command.personal),
        remark=kept(command.remark),
        blobs=command.blobs,
        document=outcome.document,
        told=outcome.tells,
        result=outcome.result,
        dates=draft.run.dates,
        members=draft.run.members,
        still=outcome.stays or milestone.of_one(outcome),
        left=left,
        opened=tuple(spot for spot, _ in opening.values()),
        closed=outcome.closes,
        met=(*_own(spot, milestone, outcome, member), *_phases(scene, outcome)),
        # Off the ledger the limit of every open milestone that waited begins.
        clocks=tuple(clock for clock in clocks if not (scene.matter.on_ledger and waits(clock))),
    )


def _draft(scene: Scene, milestone: Milestone, outcome: Outcome, command: ReachMilestone, member: int | None) -> Scene:
    """The run with what was said just now, as the clocks that begin need it."""
    run, asked = scene.run, outcome.evidence
    sizes = members_of(asked, command.evidence)
    renewed = tuple(each.name for each in asked if each.each in sizes)
    dates = {name: day for name, day in run.dates.items() if name.partition(".")[0] not in renewed}
    reached = Reached(milestone=milestone.code, outcome=outcome.code, member=member, by=scene.by, at=scene.at)
    after = replace(
        run,
        dates=dates | dates_of(asked, command.evidence, member),
        members={**run.members, **sizes},
        reached=(*run.reached, reached),
    )
    return replace(scene, run=after)


def _opening(
    scene: Scene, milestone: Milestone, outcome: Outcome, member: int | None
) -> Iterator[tuple[str, tuple[Spot, tuple[int, ...]]]]:
    """Each milestone that opens, with the members that are new in it; one that is open already takes new members in."""
    for code in outcome.to:
        other = scene.procedure.milestones[code]
        stays = code not in outcome.closes and (code != milestone.code or outcome.stays)
        there = scene.run.spot(code) if stays else None
        fresh = opened(scene.matter, scene.run, other, scene.facts, scene.at)
        if other.each and member is not None and other.each == milestone.each:
            fresh = replace(fresh, left=(member,))
        if there is None:
            yield code, (fresh, fresh.left)
        elif other.each:
            new = tuple(each for each in fresh.left if each not in there.left)
            yield code, (replace(there, left=tuple(sorted({*there.left, *new}))), new)


def _clocks(scene: Scene, spot: Spot, new: tuple[int, ...]) -> tuple[Clock, ...]:
    """The clocks that begin with it: none where nobody new came in."""
    milestone = scene.procedure.milestones[spot.code]
    if milestone.each and not new:
        return ()
    return clocks_of(scene.matter, scene.run, replace(spot, left=new), milestone.clock, scene.facts, scene.at)


def _own(spot: Spot, milestone: Milestone, outcome: Outcome, member: int | None) -> tuple[str, ...]:
    """The clocks of the milestone itself that reach their end with it."""
    if outcome.stays:
        return ()
    return (clock_name(spot.code, member),) if milestone.of_one(outcome) else spot.clocks


def _phases(scene: Scene, outcome: Outcome) -> Iterator[str]:
    """The clocks of the kind's phases that are met with it."""
    last = scene.facts.needed_kind().phases[-1].name
    return (HANDLING if phase == last else f"phase:{phase}" for phase in outcome.meets)


def _extended(scene: Scene, outcome: Outcome) -> Iterator[Clock]:
    """Running clocks with their longer limit."""
    running = {clock.name: clock for clock in scene.matter.running}
    for name, policy in outcome.extends.items():
        spot = scene.run.spot(name)
        if name == HANDLING and name in running:
            calendar = scene.facts.calendars[policy.limit.calendar]
            start = begins(scene.matter, scene.run, policy.since, calendar, scene.at)
            longer = scene.facts.clock(name, policy.limit, start, running[name].unit)
            yield standing(longer, scene.matter, scene.facts)
        elif spot is not None:
            yield from clocks_of(scene.matter, scene.run, spot, policy, scene.facts, scene.at)


def begun_run(scene: Scene) -> tuple[tuple[Spot, ...], tuple[Clock, ...]]:
    """The first milestones and their clocks."""
    spots = tuple(
        opened(scene.matter, scene.run, scene.procedure.milestones[code], scene.facts, scene.at)
        for code in scene.procedure.first
    )
    return spots, tuple(clock for spot in spots for clock in _clocks(scene, spot, spot.left))
