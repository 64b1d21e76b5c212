"""The promises of the loop can be seen to break: each fault planted here is found by the watch of the machine."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest

from gongzhi.kernel import SYSTEM, Actor
from gongzhi.matters.loop import (
    BY_COMMAND,
    EVOLVES,
    checking,
    closing,
    dispatching,
    ending,
    extending,
    handling,
    joint,
    merging,
    outside,
    rehoming,
    returning,
    setting_aside,
    shelving,
    suspending,
    triage,
    urging,
)
from gongzhi.matters.loop.facts import Facts
from gongzhi.matters.loop.readiness import READY
from gongzhi.matters.loop.recusing import RECUSED
from gongzhi.matters.loop.state import Clock, Line, Matter, Stage, stop
from tests.loop import scene
from tests.loop.scene import CLERK, COLLEAGUE, HANDLER, HELPER, LEAD, MONDAY, OTHER, REPORTER, SUPPORT, WORDS
from tests.loop.watching import Watch

Patch = pytest.MonkeyPatch
Plant = Callable[[Patch], None]
Evolving = Callable[[Matter, Any, Line], Matter]
BOTH = replace(HANDLER, id="person:both", rights=HANDLER.rights | COLLEAGUE.rights | scene.CHECKER.rights
               | scene.LEADER.rights)  # fmt: skip
"""Somebody of the lead's unit who has every right besides: what only the loop keeps from them."""
PRESIDES = replace(COLLEAGUE, rights=COLLEAGUE.rights | scene.ARBITER.rights, unit=scene.ROOT)
"""Who dispatches here, and sits in the centre that rules."""
MERGED = replace(scene.OTHER_MATTER, stage=Stage.MERGED)
CLOSED = replace(scene.OTHER_MATTER, stage=Stage.CLOSED)
RETURN = returning.ReturnPart(reason="not-our-duty", clause=WORDS)
DISPATCH = dispatching.Dispatch(lead=LEAD, support=(SUPPORT,))
ASIDE = setting_aside.AskAside(reason="another-matter", remark=WORDS)
IN_HAND: list[Any] = [
    (triage.Accept(), CLERK), (DISPATCH, COLLEAGUE), (dispatching.Take(), HANDLER), (dispatching.Take(), HELPER),
]  # fmt: skip
STORIES: dict[str, list[Any]] = {
    "straight": [
        (ending.Void(reason="test"), CLERK),
        (ending.Void(reason="test"), CLERK),
        *IN_HAND,
        (extending.Extend(days=2, remark=WORDS), BOTH),
        (extending.GrantExtension(), BOTH),
        (extending.GrantExtension(), COLLEAGUE),
        (suspending.Suspend(reason="season", until=MONDAY + timedelta(days=20)), BOTH),
        (suspending.GrantSuspension(), BOTH),
        (suspending.GrantSuspension(), COLLEAGUE),
        (joint.AddSupport(units=(OTHER,)), COLLEAGUE),
        timedelta(days=21),
        (shelving.EnterLedger(remark=WORDS, sponsor=LEAD, days=60), BOTH),
        (handling.Done(remark=WORDS, explanation=WORDS), HANDLER),
        (checking.Check(passed=False, remark=WORDS), replace(HANDLER, rights=scene.WORKER.rights)),
        (checking.Check(passed=False, remark=WORDS), scene.WORKER),
        (checking.Check(passed=True), scene.WORKER),
        (handling.Done(remark=WORDS, explanation=WORDS), HANDLER),
        (checking.Check(passed=True), scene.WORKER),
        (checking.CallBack(reached=True, solved=True, satisfied=False), CLERK),
        (ASIDE, BOTH),
        (ASIDE, scene.LEADER),
        (setting_aside.GrantAside(), scene.LEADER),
        (setting_aside.GrantAside(), scene.SUPERVISOR),
    ],
    "shelved": [*IN_HAND, (shelving.EnterLedger(remark=WORDS, sponsor=LEAD, days=60), scene.LEADER),
                (joint.Reassign(lead=OTHER), COLLEAGUE)],
    "declined": [(triage.Decline(reason="not-found"), CLERK)],
    "withdrawn": [*IN_HAND, (ending.Withdraw(), REPORTER)],
    "handed over": [(outside.HandOver(target="court"), CLERK)],
    "ruled": [(triage.Accept(), CLERK), *[(DISPATCH, PRESIDES), (RETURN, HANDLER)] * 3,
              (returning.Rule(lead=LEAD, basis=WORDS), PRESIDES),
              (returning.Rule(lead=LEAD, basis=WORDS), scene.ARBITER), (RETURN, HANDLER)],
    "merged": [*IN_HAND, (merging.Merge(into=MERGED.id), CLERK, {"other": MERGED}),
               (merging.Merge(into=MERGED.id), CLERK), timedelta(days=31), (closing.Archive(), SYSTEM),
               (merging.PassAnswer(), SYSTEM, {"other": CLOSED}), timedelta(days=31)],
    "overdue": [(triage.Accept(), CLERK), timedelta(days=1), timedelta(days=1), timedelta(days=30),
                (DISPATCH, COLLEAGUE)],
    "reopened": [*IN_HAND, (handling.Done(remark=WORDS, explanation=WORDS), HANDLER),
                 (checking.Check(passed=True), scene.WORKER),
                 (checking.CallBack(reached=True, solved=True, satisfied=False), CLERK), (ASIDE, scene.LEADER),
                 (closing.Reopen(remark=WORDS), REPORTER)],
    "orphaned": [*IN_HAND, (rehoming.Rehome(), SYSTEM, {"units": frozenset(scene.CENTRES)})],
}  # fmt: skip
"""What is said, by whom, on which facts; or that time passes, and the clock looks. What is refused is left out."""


def lived(story: str) -> list[str]:
    """What is wrong with a matter that lived so."""
    watch = Watch()
    watch.say(scene.report(contact=WORDS), REPORTER, scene.facts_for())
    for step in STORIES[story]:
        if isinstance(step, timedelta):
            watch.now += step
            watch.look(lambda command: scene.facts_for(place=watch.matter.place))
            continue
        command, by, facts = step if len(step) == 3 else (*step, {})
        watch.say(command, by, scene.facts_for(**({"place": watch.matter.place} | facts)))
    return [*watch.broken, *watch.retold()]


def evolving(event: type, change: Callable[[Matter, Matter], Matter]) -> Plant:
    """A fault in what follows from an event: `change` gets the matter before and after."""
    right: Evolving = EVOLVES[event]

    def faulty(before: Matter, what: Any, line: Line) -> Matter:
        return change(before, right(before, what, line))

    return lambda patch: patch.setitem(EVOLVES, event, faulty)


def deciding(command: type, blind: Callable[[Matter], Matter]) -> Plant:
    """A fault in a decision, which is made about another matter than it is."""
    step = BY_COMMAND[command]

    def decide(matter: Matter, command: Any, facts: Facts, by: Actor, at: Any) -> tuple[object, ...]:
        return step.decide(blind(matter), command, facts, by, at)

    return lambda patch: patch.setitem(BY_COMMAND, command, replace(step, decide=decide))


def setting(where: str, what: Any) -> Plant:
    return lambda patch: patch.setattr(f"gongzhi.matters.loop.{where}", what)


def any_other(matter: Matter, command: Any, facts: Facts, by: Actor, at: Any) -> tuple[object, ...]:
    other = facts.other
    return (merging.MergedInto(into=other.id, number=other.number),) if other is not None else ()


def forgetful(matter: Matter) -> Matter:
    return replace(matter, asked=matter.asked and replace(matter.asked, by="person:another", unit="another"))


def asked_by_another(matter: Matter) -> Matter:
    rating = matter.rating
    assert rating is not None
    aside = rating.aside and replace(rating.aside, by="person:another")
    return replace(matter, rating=replace(rating, aside=aside))


def at_once(matter: Matter, command: Any, facts: Facts, by: Actor, at: Any) -> tuple[object, ...]:
    return (closing.Archived(),)


def stays(matter: Matter, command: Any, facts: Facts, by: Actor, at: Any) -> tuple[object, ...]:
    return (rehoming.Rehomed(gone=matter.holder, holder=matter.holder),)


def instead(command: type, decide: Any) -> Plant:
    return lambda patch: patch.setitem(BY_COMMAND, command, replace(BY_COMMAND[command], decide=decide))


def all_stop(matter: Matter, at: datetime, **how: Any) -> tuple[Clock, ...]:
    return stop(matter.clocks, at)


def impure(patch: Patch) -> None:
    turns = count()
    evolving(triage.Accepted, lambda before, after: replace(after, reworks=next(turns)))(patch)


def unmoved(clock: Clock, since: Any, until: Any) -> Clock:
    """Nothing is taken out of what the clock counts."""
    return clock


FAULTS: dict[str, tuple[str, Plant]] = {
    "1 an event means something else each time": ("straight", impure),
    "5 the holder is forgotten": (
        "straight", evolving(dispatching.Dispatched, lambda before, after: replace(after, holder=""))),
    "5 no clock runs while it is checked": (
        "straight", evolving(handling.Finished, lambda before, after: replace(after, clocks=after.clocks[:-1]))),
    "5 a suspension that never ends": (
        "straight", setting("timing.next_at", lambda clock: None if clock.name == "suspension" else clock.rung_at)),
    "5 a suspension without a day": (
        "straight", evolving(suspending.Suspended, lambda before, after: replace(after, suspended_until=None))),
    "5 on the ledger without a review": (
        "shelved", evolving(shelving.PutOnLedger, lambda before, after: replace(after, clocks=after.clocks[:-1]))),
    "5 a holder that is gone": ("orphaned", instead(rehoming.Rehome, stays)),
    "5 a share that stays has no clock": ("shelved", setting("joint._unclocked", lambda *given: ())),
    "5 an order is forgotten": ("overdue", setting("dispatching.onward", all_stop)),
    "5 the rework goes to nobody": (
        "straight", evolving(checking.SentBack, lambda before, after: replace(after, parts=before.parts))),
    "6 a declined matter keeps its clock": (
        "declined", evolving(triage.Declined, lambda before, after: replace(after, clocks=before.clocks))),
    "6 a part open after the end": (
        "withdrawn", evolving(ending.Withdrawn, lambda before, after: replace(after, parts=before.parts))),
    "6 handed over without a follow-up": (
        "handed over", evolving(outside.HandedOver, lambda before, after: replace(after, clocks=after.clocks[:-1]))),
    "6 archived before its reporter is answered": ("merged", instead(closing.Archive, at_once)),
    "6 an answer that nobody keeps": (
        "merged", evolving(merging.Answered, lambda before, after: replace(after, answered=False))),
    "7 accepting jumps over the dispatch": (
        "straight", evolving(triage.Accepted, lambda before, after: replace(after, stage=Stage.CALLBACK))),
    "7 a ruling returned": ("ruled", deciding(returning.ReturnPart, lambda matter: replace(matter, locked=False))),
    "7 a circle of merged matters": ("merged", instead(merging.Merge, any_other)),
    "8 the clock of triage runs twice": (
        "straight", evolving(triage.Accepted, lambda was, after: replace(after, clocks=after.clocks + was.running))),
    "8 suspended time is counted": ("straight", setting("suspending.suspended", unmoved)),
    "8 the due stays where it was": ("straight", setting("facts.recounted", lambda clock, known: clock)),
    "8 a new share counts suspended time": ("straight", setting("joint.standing", lambda clock, *given: clock)),
    "8 a rung taken twice": (
        "overdue", evolving(urging.Reminded, lambda before, after: replace(after, clocks=before.clocks))),
    "9 a handler checks own work": (
        "straight", deciding(checking.Check, lambda matter: replace(matter, handlers=frozenset()))),
    "9 one person voids alone": (
        "straight", deciding(ending.Void, lambda was: replace(was, void_asked_by=was.void_asked_by and "other"))),
    "9 an extension granted by its asker": ("straight", deciding(extending.GrantExtension, forgetful)),
    "9 a suspension granted by its asker": ("straight", deciding(suspending.GrantSuspension, forgetful)),
    "9 a ruling by who dispatched": (
        "ruled", deciding(returning.Rule, lambda matter: replace(matter, dispatched_by=None))),
    "9 own work put on the ledger": (
        "straight", deciding(shelving.EnterLedger, lambda matter: replace(matter, lead="another"))),
    "9 the unit that worked on it asks to set its rating aside": (
        "straight", deciding(setting_aside.AskAside, lambda matter: replace(matter, handlers=frozenset(), parts=()))),
    "9 one person alone sets a rating aside": ("straight", deciding(setting_aside.GrantAside, asked_by_another)),
    "5 a request about a rating outlives the close": (
        "reopened", evolving(closing.Reopened, lambda was, after: replace(after, rating=was.rating))),
    "0 more is offered than may be done": ("straight", lambda patch: patch.delitem(RECUSED, "check")),
    "0 less is offered than may be done": (
        "withdrawn", lambda patch: patch.setitem(READY, "withdraw", lambda matter, by, at: False)),
}  # fmt: skip


@pytest.mark.parametrize("story", STORIES)
def test_without_a_fault_nothing_is_found(story: str) -> None:
    assert lived(story) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_the_watch_finds(fault: str, monkeypatch: Patch) -> None:
    story, plant = FAULTS[fault]
    plant(monkeypatch)
    assert fault[0] in {found[0] for found in lived(story)}, lived(story)


def test_a_version_given_twice_is_found(monkeypatch: Patch) -> None:
    monkeypatch.setattr(
        "gongzhi.matters.loop.replace", lambda matter, **changes: replace(matter, **(changes | {"version": 1}))
    )
    assert "2" in {found[0] for found in lived("straight")}
