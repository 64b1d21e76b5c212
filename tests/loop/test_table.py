"""Exactly the steps of the table are possible; everything else is refused for its stage."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from gongzhi.kernel import SYSTEM, Refused
from gongzhi.matters.loop import BY_NAME, STEPS, decide
from gongzhi.matters.loop.checking import CallBack, Check, Close
from gongzhi.matters.loop.closing import Archive, Rate, Reopen
from gongzhi.matters.loop.conversing import Reply, WriteToReporter
from gongzhi.matters.loop.dispatching import Dispatch, Take
from gongzhi.matters.loop.ending import Void, Withdraw
from gongzhi.matters.loop.handling import Done, PartDone, Progress
from gongzhi.matters.loop.importing import Adopt, ImportClose
from gongzhi.matters.loop.noting import Attach, Comment, Correct, Reclassify, Relocate
from gongzhi.matters.loop.procedures import ReachMilestone
from gongzhi.matters.loop.state import ENDED, OPEN, Matter, Stage
from gongzhi.matters.loop.triage import Accept, Decline, Verify
from tests.loop import scene
from tests.loop.more_commands import EARLY, MORE_COMMANDS, MORE_TABLE
from tests.loop.more_plays import more_plays
from tests.loop.scene import (
    CAST,
    CLERK,
    COLLEAGUE,
    HELPER,
    HERE,
    IMPORTER,
    LEAD,
    MONDAY,
    SUPPORT,
    WORDS,
    Play,
)

_OPEN = "reported accepted dispatched handling checking callback".split()  # noqa: SIM905
OPEN_SAME = " ".join(f"{stage}>{stage}" for stage in _OPEN)
TABLE = {
    "report": "new>reported new>dispatched new>closed",
    "verify": "reported>reported accepted>accepted",
    "accept": "reported>accepted",
    "decline": "reported>declined",
    "dispatch": "accepted>dispatched",
    "take": "dispatched>handling dispatched>dispatched handling>handling accepted>accepted",
    "progress": "handling>handling accepted>accepted",
    "milestone": "handling>handling handling>accepted",
    "part_done": "handling>handling dispatched>dispatched accepted>accepted",
    "done": "handling>checking",
    "check": "checking>callback checking>closed checking>handling",
    "call_back": "callback>callback callback>closed callback>handling callback>accepted",
    "close": "callback>closed",
    "rate": "closed>closed",
    "reopen": "closed>dispatched closed>accepted",
    "withdraw": f"{OPEN_SAME} reported>withdrawn accepted>withdrawn dispatched>withdrawn handling>withdrawn "
    "checking>withdrawn callback>withdrawn",
    "void": f"{OPEN_SAME} reported>void accepted>void dispatched>void handling>void checking>void callback>void",
    "comment": f"{OPEN_SAME} closed>closed",
    "write_to_reporter": f"{OPEN_SAME} closed>closed",
    "reply": f"{OPEN_SAME} closed>closed",
    "attach": f"{OPEN_SAME} closed>closed declined>declined withdrawn>withdrawn void>void merged>merged "
    "handed_over>handed_over",
    "correct": f"{OPEN_SAME} dispatched>accepted handling>accepted checking>accepted callback>accepted",
    "relocate": OPEN_SAME,
    "reclassify": OPEN_SAME,
    "archive": " ".join(f"{stage}>archived" for stage in ("closed", *EARLY)),
    "import_record": "new>reported new>closed",
    "import_close": "reported>closed accepted>closed",
    "adopt": "reported>reported accepted>accepted",
    **MORE_TABLE,
}
"""loop.md, Commands: from → to, written by hand. A supporting unit's take leaves the matter where it is."""

MEDIATED = ReachMilestone(
    milestone="consent",
    outcome="agreed",
    evidence={"rights_told": True, "side_one_agrees": True, "side_two_agrees": True},
)
COMMANDS: dict[str, list[Any]] = {
    "report": [scene.report(), scene.report(kind="01037"), scene.report(kind="06010", self_handled=WORDS)],
    "verify": [Verify(), Verify(found=WORDS)],
    "accept": [Accept()],
    "decline": [Decline(reason="not-found")],
    "dispatch": [Dispatch(), Dispatch(lead=LEAD, support=(SUPPORT,))],
    "take": [Take()],
    "progress": [Progress(remark=WORDS)],
    "milestone": [MEDIATED, ReachMilestone(milestone="consent", evidence={"violence": True}),
                  ReachMilestone(milestone="examine"), ReachMilestone(milestone="received")],
    "part_done": [PartDone(remark=WORDS)],
    "done": [Done(remark=WORDS, explanation=WORDS)],
    "check": [Check(passed=True), Check(passed=False, remark=WORDS)],
    "call_back": [CallBack(reached=True, solved=True), CallBack(reached=True, solved=False, remark=WORDS),
                  CallBack(reached=False)],
    "close": [Close()],
    "rate": [Rate(solved=True, satisfied=False)],
    "reopen": [Reopen(remark=WORDS)],
    "withdraw": [Withdraw()],
    "void": [Void(reason="test")],
    "comment": [Comment(remark=WORDS)],
    "write_to_reporter": [WriteToReporter(remark=WORDS)],
    "reply": [Reply(remark=WORDS)],
    "attach": [Attach(blobs=("0" * 64,))],
    "correct": [Correct(text=WORDS), Correct(answers={"violence": True})],
    "relocate": [Relocate(point=HERE)],
    "reclassify": [Reclassify(kind="06013"), Reclassify(kind="23001")],
    "archive": [Archive()],
    "import_record": [scene.record(), scene.record(closed_at=MONDAY)],
    "import_close": [ImportClose(closed_at=MONDAY)],
    "adopt": [Adopt()],
    **MORE_COMMANDS,
}  # fmt: skip


NOBODY = {"units": frozenset[str]()}
GATHERED: dict[str, tuple[dict[str, Any], ...]] = {
    "reopen": (NOBODY,),
    "split": (NOBODY,),
    "reassign": (NOBODY,),
    "rehome": (NOBODY, {"units": frozenset({LEAD, *scene.CENTRES})}),
    "pass_answer": ({"other": replace(scene.OTHER_MATTER, stage=Stage.CLOSED)},),
}
"""What else may have been gathered for a command that asks whether a unit is still there, or another matter over."""


def plays() -> Iterator[Play]:
    """Matters at every stage that the commands lead to, in all the ways that matter for what comes next."""
    yield Play()
    for said in ({"contact": WORDS}, {"kind": "21002", "contact": WORDS}, {}, {"kind": "23002", "contact": WORDS}):
        yield scene.reported(**said)
        yield scene.reported(**said).do(Verify(), CLERK)
        yield scene.accepted(**said)
        yield scene.dispatched(support=(SUPPORT,), **said)
        yield scene.dispatched(support=(SUPPORT,), **said).later(days=3)
        yield scene.in_hand(support=(SUPPORT,), **said)
        yield scene.in_hand(support=(SUPPORT,), **said).do(Take(), HELPER)
        yield scene.to_check(**said) if said.get("kind") != "23002" else family_to_check()
    for urgency in ({}, {"kind": "02001"}):
        yield scene.to_call(**urgency)
    yield from from_callback()
    yield from ended()
    yield Play().do(scene.record(), IMPORTER)
    yield Play().do(scene.record(), IMPORTER).do(Accept(), CLERK)
    yield from endangering()
    yield from more_plays()


def family_to_check() -> Play:
    """A dispute in a family that one side did not want to be mediated, reported done."""
    refused = ReachMilestone(milestone="consent", outcome="refused", evidence={"refused_by": "one", "ways_told": True})
    return scene.in_hand(kind="23002", contact=WORDS).do(refused, scene.HANDLER).do(Done(remark=WORDS), scene.HANDLER)


def from_callback() -> Iterator[Play]:
    tried = scene.to_call().do(CallBack(reached=False), CLERK, slot="2026-03-02-afternoon")
    yield tried
    yield tried.twin().do(CallBack(reached=False), CLERK, slot="2026-03-03-afternoon")
    yield family_to_check().do(Check(passed=True), scene.WORKER)
    yield scene.to_call().do(Void(reason="test"), COLLEAGUE)


def ended() -> Iterator[Play]:
    yield scene.closed()
    gone = scene.closed()
    gone.matter = replace(gone.matter, lead="220302-GONE")
    yield gone
    for play in (
        scene.closed(),
        scene.reported().do(Decline(reason="not-found"), CLERK),
        scene.reported().do(Withdraw(), scene.REPORTER),
        scene.reported().do(Void(reason="test"), CLERK).do(Void(reason="test"), COLLEAGUE),
    ):
        yield play
        yield play.twin().later(days=31)
        yield play.twin().later(days=31).do(Archive(), SYSTEM)


def endangering() -> Iterator[Play]:
    """An emergency, which goes on when its reporter withdraws, and one that two people are about to void."""
    for make in (scene.reported, scene.accepted, scene.dispatched, scene.in_hand, scene.to_check, scene.to_call):
        play = make()
        play.matter = replace(play.matter, urgency="emergency")
        yield play
        yield play.twin().do(Withdraw(), scene.REPORTER)
        yield make().do(Void(reason="test"), CLERK)


def tried() -> Iterator[tuple[str, str, str | Refused]]:
    """Command, stage before, and the stage after or the refusal: everybody tries everything everywhere."""
    for play in plays():
        before = play.matter.stage.value
        for name, commands in COMMANDS.items():
            for command in commands:
                for by in CAST:
                    for facts in ({}, *GATHERED.get(name, ())):
                        twin = play.twin()
                        kind = {"kind": command.kind} if hasattr(command, "kind") else {}
                        try:
                            yield name, before, twin.do(command, by, **facts, **kind).matter.stage.value
                        except Refused as refusal:
                            yield name, before, refusal


def test_everybody_trying_everything_everywhere_gives_exactly_the_table() -> None:
    found: dict[str, set[str]] = {name: set() for name in TABLE}
    for name, before, after in tried():
        if isinstance(after, str):
            found[name].add(f"{before}>{after}")
    assert found == {name: set(pairs.split()) for name, pairs in TABLE.items()}


@pytest.mark.parametrize("name", TABLE)
def test_a_command_at_a_stage_that_the_table_does_not_give_is_refused_for_its_stage(name: str) -> None:
    later = {"merged", "handed_over"} if name == "archive" else set()
    allowed = {pair.split(">")[0] for pair in TABLE[name].split()} | later
    for stage in set(Stage) - {Stage(each) for each in allowed}:
        matter = Matter(id=UUID(int=1), version=1, stage=stage)
        for command in COMMANDS[name]:
            with pytest.raises(Refused) as refusal:
                decide(matter, command, scene.facts_for(), by=SYSTEM, at=MONDAY)
            assert (refusal.value.code, refusal.value.status) == ("wrong-stage", 409)


def test_every_command_of_the_loop_stands_in_the_table() -> None:
    assert set(BY_NAME) == set(TABLE) == set(COMMANDS)


def test_every_step_says_itself_where_it_leads() -> None:
    for step in STEPS:
        pairs = [pair.split(">") for pair in TABLE[step.name].split()]
        assert {before for before, _ in pairs} <= {stage.value for stage in step.before}
        told = {stage.value for stage in step.after}
        assert all(after in told if told else after == before for before, after in pairs), step.name


def test_every_open_stage_has_an_exit_and_nothing_leaves_the_archive() -> None:
    for stage in OPEN:
        assert any(pair.startswith(f"{stage}>") and pair != f"{stage}>{stage}" for pairs in TABLE.values()
                   for pair in pairs.split())  # fmt: skip
    leaving = [pair for pairs in TABLE.values() for pair in pairs.split() if pair.startswith("archived>")]
    assert set(leaving) == {"archived>archived"}
    assert Stage.ARCHIVED in ENDED


def test_what_a_phone_may_send_late_is_what_the_table_says() -> None:
    late = {"report", "progress", "comment", "attach", "part_done", "done", "check", "import_record", "import_close",
            "arrive", "spot_check"}  # fmt: skip
    assert {step.name for step in STEPS if step.late} == late


def test_thirty_days_are_needed_before_the_archive() -> None:
    play = scene.closed()
    with pytest.raises(Refused, match="too-early"):
        play.twin().later(days=29).do(Archive(), SYSTEM)
    assert play.twin().later(days=30).do(Archive(), SYSTEM).matter.stage is Stage.ARCHIVED
    assert play.matter.closed_at is not None
    assert play.matter.closed_at + timedelta(days=30) > play.now
