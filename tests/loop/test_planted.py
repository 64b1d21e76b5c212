"""The promises of the loop can be seen to break: each fault planted here is found by the machine that watches them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from gongzhi.kernel import Actor
from gongzhi.matters.loop import BY_COMMAND, EVOLVES, checking, dispatching, ending, fold, handling, triage
from gongzhi.matters.loop.facts import Facts
from gongzhi.matters.loop.readiness import READY
from gongzhi.matters.loop.state import Line, Matter, Stage
from tests.loop import test_machine

HUNT = settings(
    max_examples=400, stateful_step_count=40, deadline=None, database=None, derandomize=True,
    phases=[Phase.generate], suppress_health_check=list(HealthCheck), report_multiple_bugs=False,
)  # fmt: skip
Evolving = Callable[[Matter, Any, Line], Matter]


def evolving(event: type, change: Callable[[Matter, Matter], Matter]) -> Callable[[pytest.MonkeyPatch], None]:
    """A fault in what follows from an event: `change` gets the matter before and after."""
    right: Evolving = EVOLVES[event]

    def faulty(before: Matter, what: Any, line: Line) -> Matter:
        return change(before, right(before, what, line))

    return lambda patch: patch.setitem(EVOLVES, event, faulty)


def deciding(command: type, decide: Callable[..., tuple[object, ...]]) -> Callable[[pytest.MonkeyPatch], None]:
    """A fault in a decision."""
    return lambda patch: patch.setitem(BY_COMMAND, command, replace(BY_COMMAND[command], decide=decide))


def blind_check(matter: Matter, command: Any, facts: Facts, by: Actor, at: Any) -> tuple[object, ...]:
    return checking.decide_check(replace(matter, handlers=frozenset()), command, facts, by, at)


def lonely_void(matter: Matter, command: Any, facts: Facts, by: Actor, at: Any) -> tuple[object, ...]:
    asked = matter.void_asked_by and "person:another"
    return ending.decide_void(replace(matter, void_asked_by=asked), command, facts, by, at)


FAULTS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "2 a version is given twice": lambda patch: patch.setattr(
        "tests.loop.test_machine.fold", lambda matter, lines: replace(fold(matter, lines), version=matter.version + 1)
    ),
    "5 the holder is forgotten": evolving(dispatching.Dispatched, lambda before, after: replace(after, holder="")),
    "5 no clock runs while it is checked": evolving(
        handling.Finished, lambda before, after: replace(after, clocks=after.clocks[:-1])
    ),
    "6 a declined matter keeps its clock": evolving(
        triage.Declined, lambda before, after: replace(after, clocks=before.clocks)
    ),
    "6 a closed matter keeps an open share": evolving(
        ending.Withdrawn, lambda before, after: replace(after, parts=before.parts)
    ),
    "7 accepting jumps over the dispatch": evolving(
        triage.Accepted, lambda before, after: replace(after, stage=Stage.CALLBACK)
    ),
    "8 the clock of triage runs twice": evolving(
        triage.Accepted, lambda before, after: replace(after, clocks=after.clocks + before.running)
    ),
    "9 a handler checks own work": deciding(checking.Check, blind_check),
    "9 one person voids alone": deciding(ending.Void, lonely_void),
    "the second rework goes to nobody": evolving(
        checking.SentBack, lambda before, after: replace(after, parts=before.parts)
    ),
    "more is offered than may be done": lambda patch: patch.delitem(READY, "check"),
    "less is offered than may be done": lambda patch: patch.setitem(READY, "withdraw", lambda matter, by, at: False),
}


def test_without_a_fault_nothing_is_found() -> None:
    run_state_machine_as_test(test_machine.Loop, settings=settings(HUNT, max_examples=5))


@pytest.mark.parametrize("fault", FAULTS)
def test_the_machine_finds(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    FAULTS[fault](monkeypatch)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(test_machine.Loop, settings=HUNT)
