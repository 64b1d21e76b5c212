"""A procedure played milestone by milestone: whatever its outcome asks for is shown, unless a test says otherwise."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from gongzhi.catalogue import Evidence, Outcome, Procedure
from gongzhi.kernel import Actor
from gongzhi.matters.loop.answering import Answer
from gongzhi.matters.loop.procedures import ReachMilestone
from gongzhi.matters.loop.run import Run
from gongzhi.matters.loop.state import Clock, Kept, Personal
from tests.loop import scene
from tests.loop.scene import HANDLER, WORDS, Play

CITY = ZoneInfo("Asia/Shanghai")
KEPT = Kept("9.personal", "b" * 32)


def procedure(code: str) -> Procedure:
    return scene.catalogue().procedures[code]


def today(at: datetime) -> str:
    return at.astimezone(CITY).date().isoformat()


def shown(asked: Evidence, day: str) -> Answer:
    """A lawful answer to one field."""
    if asked.type == "yes_no":
        return asked.must is not False
    if asked.type == "choice":
        return next(iter(asked.choices))
    if asked.type == "text":
        return WORDS
    return 1 if asked.type == "count" else day


def evidence(outcome: Outcome, at: datetime, given: dict[str, Any]) -> dict[str, Any]:
    """All that the outcome asks for, with what a test says itself; None leaves a field out."""
    found: dict[str, Any] = {}
    for asked in outcome.evidence:
        if asked.required and asked.type not in ("personal", "files"):
            found[f"{asked.name}.1" if asked.each else asked.name] = shown(asked, today(at))
    return {name: said for name, said in (found | given).items() if said is not None}


def said(play: Play, milestone: str, outcome: str, member: int | None = None, **given: Any) -> ReachMilestone:
    """The command with its evidence; names of members are written with two underscores: clause__2."""
    assert play.matter.run is not None
    asked = procedure(play.matter.run.procedure).milestones[milestone].outcomes[outcome]
    named = {name.replace("__", "."): value for name, value in given.items()}
    types = {each.type: each for each in asked.evidence if each.required}
    return ReachMilestone(
        milestone=milestone,
        outcome=outcome,
        member=member,
        evidence=evidence(asked, play.now, named),
        personal=KEPT if "personal" in types else None,
        blobs=("c" * 64,) if "files" in types else (),
    )


def reach(play: Play, step: str, by: Actor = HANDLER, member: int | None = None, **given: Any) -> Play:
    """Go on by `milestone.outcome`."""
    milestone, _, outcome = step.partition(".")
    return play.do(said(play, milestone, outcome, member, **given), by)


def go(play: Play, *steps: str) -> Play:
    for step in steps:
        reach(play, step)
    return play


def run(play: Play) -> Run:
    assert play.matter.run is not None
    return play.matter.run


def open_now(play: Play) -> set[str]:
    return {spot.code for spot in run(play).open}


def clock(play: Play, name: str) -> Clock:
    """The last clock of that name."""
    return next(each for each in reversed(play.matter.clocks) if each.name == name)


def until(play: Play, name: str) -> date:
    """The last day of a clock that runs to a midnight."""
    due = clock(play, name).due_at.astimezone(CITY)
    return date.fromordinal(due.date().toordinal() - (due.hour == 0))


__all__ = ["Personal", "clock", "go", "open_now", "procedure", "reach", "run", "said", "until"]
