"""The machine of the whole loop once more, with matters in the middle of a procedure: nothing that happens to a matter
leaves a milestone without its clock, or a clock without its milestone."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import Phase, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test

from gongzhi.kernel import Actor
from gongzhi.matters.loop import EVOLVES, reaching
from gongzhi.matters.loop.dispatching import Dispatch, Take
from gongzhi.matters.loop.isolating import BackAtCentre
from gongzhi.matters.loop.procedures import ProcedureEnded, ReachMilestone
from gongzhi.matters.loop.roles import reachable
from gongzhi.matters.loop.state import Matter, Stage, replace
from gongzhi.matters.loop.triage import Accept
from tests.loop import scene, test_machine
from tests.loop.scene import CLERK, COLLEAGUE, HELPER, LEAD, OTHER, REPORTER, SUPPORT, WORDS, Play
from tests.loop.steps import procedure, said
from tests.loop.test_machine import BOTH, Loop, facts

COMMITTEE = scene.someone("committee", OTHER, "", "handle")
PEOPLE = (BOTH, HELPER, COMMITTEE, REPORTER)
KINDS = ("23001", "23002", "26001", "27002")


class Proceeding(Loop):
    """One matter with a procedure; the whole cast, any command at any time, and milestones more often than else."""

    @initialize(kind=st.sampled_from(KINDS), support=st.booleans())
    def begins(self, kind: str, support: bool) -> None:
        units = (SUPPORT, OTHER) if support else ()
        steps: list[tuple[Any, Actor]] = [
            (scene.report(kind=kind, contact=WORDS), REPORTER),
            (Accept(), CLERK),
            (Dispatch(lead=LEAD, support=units), COLLEAGUE),
            (Take(), BOTH),
            *((Take(), by) for by in (HELPER, COMMITTEE) if support),
        ]
        for command, by in steps:
            refused = self.watch.say(command, by, scene.facts_for(kind))
            assert refused is None, refused

    @precondition(lambda self: any(reachable(self.matter, by) for by in PEOPLE))
    @rule(known=facts(), data=st.data())
    def a_milestone_is_reached(self, known: dict[str, Any], data: st.DataObject) -> None:
        self.reach(known, data)

    @precondition(lambda self: any(reachable(self.matter, by) for by in PEOPLE))
    @rule(known=facts(), data=st.data())
    def another_milestone_is_reached(self, known: dict[str, Any], data: st.DataObject) -> None:
        self.reach(known, data)

    def everybody_tries_everything_and_nothing_is_kept(self, known: dict[str, Any]) -> None:
        """Tried by the machine of the whole loop; here there is more to walk through."""

    def reach(self, known: dict[str, Any], data: st.DataObject) -> None:
        """An outcome of an open milestone by somebody whom it names, on full evidence."""
        assert self.matter.run is not None
        by = data.draw(st.sampled_from([by for by in PEOPLE if reachable(self.matter, by)]))
        spot = data.draw(st.sampled_from(reachable(self.matter, by)))
        milestone = procedure(self.matter.run.procedure).milestones[spot.code]
        known_by_time = {milestone.completes} | {
            one.code for one in milestone.outcomes.values() if one.by == ("system",)
        }
        outcome = data.draw(st.sampled_from([code for code in milestone.outcomes if code not in known_by_time]))
        member = spot.left[0] if milestone.of_one(milestone.outcomes[outcome]) else None
        play = Play(kind=self.matter.kind, matter=self.matter, now=self.watch.now)
        command = said(play, spot.code, outcome, member)
        if self.watch.say(command, by, self.facts_of(command, known)) is None:
            event(f"{self.matter.run.procedure if self.matter.run else ''}: {spot.code}.{outcome}")

    @precondition(lambda self: bool(self.matter.run and self.matter.run.going and len(self.matter.run.reached) > 2))
    @rule(known=facts())
    def violence_comes_out(self, known: dict[str, Any]) -> None:
        assert self.matter.run is not None
        mediated = self.matter.run.procedure == "mediation"
        command = ReachMilestone(milestone=self.matter.run.open[0].code, evidence={"violence": True})
        refused = self.watch.say(command, BOTH, self.facts_of(command, known))
        if refused is None:
            assert mediated
            assert self.matter.stage is Stage.ACCEPTED
            assert self.matter.isolated


HUNT = settings(test_machine.Loop.TestCase.settings, max_examples=80, stateful_step_count=30)
Proceeding.TestCase.settings = HUNT
TestProceeding = Proceeding.TestCase


def evolving(what: type, change: Callable[[Matter, Matter], Matter]) -> Callable[[pytest.MonkeyPatch], None]:
    """A fault in what follows from an event: `change` gets the matter before and after."""
    right = EVOLVES[what]
    return lambda patch: patch.setitem(
        EVOLVES, what, lambda before, happened, line: change(before, right(before, happened, line))
    )


FAULTS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "what is isolated keeps the clock of its milestone": evolving(
        BackAtCentre, lambda before, after: replace(after, clocks=after.clocks + before.running)
    ),
    "a procedure that is over leaves its clocks": evolving(
        ProcedureEnded, lambda before, after: replace(after, clocks=before.clocks)
    ),
    "another lead begins without the clocks": lambda patch: patch.setattr(
        reaching, "_revived", lambda matter, run, facts, at: ()
    ),
    "another kind keeps the milestones of the old one": lambda patch: patch.setattr(
        "gongzhi.matters.loop.noting.reclassified", lambda matter, facts, at: ()
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_machine_finds(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    FAULTS[fault](monkeypatch)
    hunt = settings(HUNT, max_examples=400, stateful_step_count=40, database=None, derandomize=True,
                    phases=[Phase.generate], report_multiple_bugs=False)  # fmt: skip
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Proceeding, settings=hunt)
