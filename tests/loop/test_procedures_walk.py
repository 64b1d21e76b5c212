"""Whatever way one goes through a procedure, there is always somebody who can go on, and it always comes to an end."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from gongzhi.catalogue import Milestone, Outcome
from gongzhi.catalogue.walking import Standing
from gongzhi.catalogue.walking import steps as ways
from gongzhi.kernel import SYSTEM, Actor, Refused
from gongzhi.matters.codec import decode, encode
from gongzhi.matters.loop import fold, following, may
from gongzhi.matters.loop.dispatching import Dispatch, Take
from gongzhi.matters.loop.procedures import EVOLVES, MilestoneReached, ReachMilestone
from gongzhi.matters.loop.roles import lapses, reachable
from gongzhi.matters.loop.run import Run, Spot
from gongzhi.matters.loop.state import Line, Matter, Stage
from gongzhi.matters.loop.triage import Accept
from tests.loop import scene
from tests.loop.scene import COLLEAGUE, HANDLER, HELPER, LEAD, MATE, OTHER, REPORTER, SUPPORT, WORDS, Play
from tests.loop.steps import procedure, run, said

COMMITTEE = scene.someone("committee", OTHER, "", "handle")
CAST = (HANDLER, MATE, HELPER, COMMITTEE, REPORTER, SYSTEM)
KINDS = {"23001": "mediation", "26001": "legal-aid", "27002": "proposal"}
NOT_NOW = ("not-yours-to-reach", "outcome-once", "outcome-too-early", "outcome-too-late")
LONGEST = 25
"""Steps that a walk may take by chance before it heads for an end."""
CHANCE = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))


def begun(kind: str) -> Play:
    play = scene.accepted(kind=kind, contact=WORDS).do(Dispatch(lead=LEAD, support=(SUPPORT, OTHER)), COLLEAGUE)
    return play.do(Take(), HANDLER).do(Take(), HELPER).do(Take(), COMMITTEE)


def possible(play: Play) -> list[tuple[Actor, ReachMilestone]]:
    """Everything that somebody can say now and that is not refused."""
    return [
        (by, command)
        for by in CAST
        for spot in reachable(play.matter, by)
        if by is not SYSTEM
        for command in commands(play, spot, milestone_of(play, spot))
        if taken(play, command, by)
    ]


def taken(play: Play, command: ReachMilestone, by: Actor) -> bool:
    """Whether it is not refused; what is refused is not that person's, or not now."""
    refusal = None
    try:
        play.twin().do(command, by)
    except Refused as found:
        refusal = found
    assert refusal is None or refusal.code in NOT_NOW, refusal
    return refusal is None


def commands(play: Play, spot: Spot, milestone: Milestone) -> list[ReachMilestone]:
    return [
        said(play, spot.code, outcome.code, member)
        for outcome in milestone.outcomes.values()
        if outcome.by != ("system",) and outcome.code != milestone.completes
        for member in (spot.left if milestone.of_one(outcome) else (None,))
    ]


def kept(play: Play, lines: list[Line]) -> None:
    """What holds after every step of a walk."""
    matter, going = play.matter, run(play)
    names = [clock.name for clock in matter.running]
    assert len(names) == len(set(names))
    assert fold(Matter(id=matter.id), lines) == matter
    assert going.going == bool(going.open)
    if going.going:
        for spot in going.open:
            assert set(spot.clocks) <= set(names), spot.code
            assert milestone_of(play, spot).each == "" or spot.left
        assert possible(play), [spot.code for spot in going.open]
    elif matter.stage is Stage.HANDLING:
        assert matter.running
        assert not going.owes_ways or going.told
        assert "done" in may(matter, HANDLER, play.now)


def milestone_of(play: Play, spot: Spot) -> Milestone:
    return procedure(run(play).procedure).milestones[spot.code]


def step(play: Play, command: ReachMilestone, by: Actor, lines: list[Line]) -> None:
    play.do(command, by)
    read = [decode(type(event).__name__, encode(event)) for event in play.events]
    assert read == play.events
    lines += [Line(event, by.id, play.now) for event in play.events]
    kept(play, lines)


def history(play: Play, kind: str) -> list[Line]:
    """The lines of `begun`, made once more."""
    lines: list[Line] = []
    again = Play(kind=kind)
    for command, by in [
        (scene.report(kind=kind, contact=WORDS), REPORTER),
        (Accept(), scene.CLERK),
        (Dispatch(lead=LEAD, support=(SUPPORT, OTHER)), COLLEAGUE),
        (Take(), HANDLER),
        (Take(), HELPER),
        (Take(), COMMITTEE),
    ]:
        again.do(command, by)
        lines += [Line(event, by.id, again.now) for event in again.events]
    assert again.matter == play.matter
    return lines


def walk(kind: str, data: st.DataObject) -> Play:
    """By chance for a while, with time passing; then by whatever is nearest to an end."""
    play = begun(kind)
    lines = history(play, kind)
    for number in range(2 * LONGEST):
        if not run(play).going:
            return play
        play.later(hours=data.draw(st.sampled_from([0, 5, 80])))
        lapsing = [code for code, at in lapses(play.matter).items() if at <= play.now]
        if lapsing and data.draw(st.sampled_from([True, False])):
            step(play, ReachMilestone(milestone=lapsing[0]), SYSTEM, lines)
            continue
        chances = possible(play)
        if number >= LONGEST:
            chances = [min(chances, key=lambda chance: distance(play, chance[1]))]
        by, command = data.draw(st.sampled_from(chances))
        step(play, command, by, lines)
    raise AssertionError(f"no end after {2 * LONGEST} steps: {[spot.code for spot in run(play).open]}")


def distance(play: Play, command: ReachMilestone) -> tuple[bool, bool, int]:
    """How promising a step is for coming out: ends first, then branches that rest, then anything that moves on."""
    milestone = procedure(run(play).procedure).milestones[command.milestone]
    outcome: Outcome = milestone.outcomes[command.outcome or ""]
    again = sum(each.outcome == outcome.code and each.milestone == milestone.code for each in run(play).reached)
    return (outcome.stays, not (outcome.end or outcome.rest or milestone.of_one(outcome)), again)


@pytest.mark.parametrize("kind", KINDS)
def test_a_walk_by_chance_never_gets_stuck_and_always_comes_out(kind: str) -> None:
    @CHANCE
    @given(data=st.data())
    def walked(data: st.DataObject) -> None:
        walk(kind, data)

    walked()


RIGHT: Any = EVOLVES[MilestoneReached]
BEGUN = Run(procedure="", catalogue="", begun_at=scene.MONDAY, open=())


def forgetful(matter: Matter, event: Any, line: Line) -> Matter:
    """Reached, and what a branch that rests came to is forgotten."""
    after: Matter = RIGHT(matter, event, line)
    return replace(after, run=replace(after.run or BEGUN, result=""))


FAULTS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "a milestone opens without its clock": lambda patch: patch.setattr(
        following, "_clocks", lambda scene, spot, new: ()
    ),
    "a branch that rests is forgotten": lambda patch: patch.setitem(EVOLVES, MilestoneReached, forgetful),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found_by_walking(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    FAULTS[fault](monkeypatch)

    @settings(CHANCE, derandomize=True, database=None, phases=[Phase.generate], report_multiple_bugs=False)
    @given(data=st.data())
    def walked(data: st.DataObject) -> None:
        walk("23001", data)

    with pytest.raises(AssertionError):
        walked()


@pytest.mark.parametrize("kind", KINDS)
def test_every_way_of_the_catalogue_s_walk_is_a_way_of_the_loop(kind: str) -> None:
    """The check of the catalogue and the loop agree on what is open after each outcome."""
    known = procedure(KINDS[kind])
    seen: set[frozenset[str]] = set()
    todo: list[tuple[Play, Standing]] = [(begun(kind), Standing(frozenset(known.first)))]
    while todo:
        play, standing = todo.pop()
        if standing.open in seen:
            continue
        seen.add(standing.open)
        following = {(name, then.open) for name, then in ways(known, standing)}
        for by, command in possible(play):
            twin = play.twin().do(command, by)
            then = frozenset(spot.code for spot in run(twin).open)
            assert (f"{command.milestone}.{command.outcome}", then) in following
            if then and len(run(twin).reached) < 12:
                todo.append((twin, Standing(then, run(twin).result, run(twin).told)))
    assert len(seen) > 4
