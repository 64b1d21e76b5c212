"""One matter that is watched: after each command every promise of the loop that it can show is looked at again."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from gongzhi.catalogue import Calendar
from gongzhi.kernel import SYSTEM, Actor, Refused
from gongzhi.matters.codec import decode, encode
from gongzhi.matters.loop import BY_COMMAND, decide, fold, may
from gongzhi.matters.loop.answering import checked
from gongzhi.matters.loop.clock import due
from gongzhi.matters.loop.facts import Facts
from gongzhi.matters.loop.reaching import evidenced
from gongzhi.matters.loop.recount import policy
from gongzhi.matters.loop.state import Clock, Line, Matter, PartState, Stage
from gongzhi.matters.loop.timing import falling, next_at
from tests.loop import scene
from tests.loop.test_table import TABLE

IN_WORK = (Stage.DISPATCHED, Stage.HANDLING)
STANDS = ("handling", "phase", "part", "milestone")
"""The clocks that a suspension stops, as loop.md has it: those of the handling."""
UNOFFERED = ("anyone", "system", "unit-or-clock", "place-or-clock", "lead-or-granter", "door")
"""Whom nobody is offered a command as: the clock, and the door itself."""
SURPRISING = ("wrong-stage", "no-right", "checker-was-handler", "already-taken")
"""What a command that was offered is never refused for."""
STEPS = 100
"""More than all clocks of a matter have steps: a clock that is not at rest after them never is."""
ONCE = ("Reminded", "Urged", "Supervised", "Listed")
EXITS = {pair.split(">")[0] for pairs in TABLE.values() for pair in pairs.split() if len({*pair.split(">")}) == 2}


def unkept(matter: Matter) -> Iterator[str]:
    """What is wrong with a matter as it stands: the number of the invariant, and how."""
    yield from _held(matter)
    yield from _over(matter)
    yield from _shared(matter)
    yield from _asked(matter)
    yield from _clocked(matter)
    yield from _gone_through(matter)


def _held(matter: Matter) -> Iterator[str]:
    """Invariant 5: a holder whom the stage names, a running clock; a suspension with its end, a ledger with its day."""
    if not matter.open:
        return
    if not matter.holder or not matter.running:
        yield f"5 held by {matter.holder!r} under {len(matter.running)} clocks"
    ends = matter.clock("suspension")
    if matter.suspended_until != (ends.due_at if ends else None):
        yield f"5 suspended until {matter.suspended_until}, and the clock that ends it says {ends}"
    if matter.on_ledger != (matter.clock("ledger") is not None):
        yield "5 on the ledger without a review, or reviewed without being on it"
    leads = [part for part in matter.parts if part.lead and part.open]
    if matter.stage in IN_WORK:
        if [part.unit for part in leads] != [matter.holder] or matter.holder != matter.lead:
            yield f"5 led by {leads}, held by {matter.holder}"
        elif (matter.stage is Stage.HANDLING) != (leads[0].state is PartState.TAKEN):
            yield f"5 {matter.stage} with the lead's share {leads[0].state}"
    elif leads:
        yield f"5 the lead's share is open at {matter.stage}"
    if matter.stage is Stage.CALLBACK and matter.holder != matter.centre:
        yield f"5 called back by {matter.holder}, not by {matter.centre}"
    if matter.stage.value not in EXITS:
        yield f"7 nothing leads out of {matter.stage}"


def _over(matter: Matter) -> Iterator[str]:
    """Invariant 6, with the follow-up of what was handed over; and who is merged knows into what."""
    if matter.open:
        return
    running = {clock.name for clock in matter.running}
    if matter.stage is Stage.HANDED_OVER:
        asked = [clock for clock in matter.clocks if clock.name == "follow-up"]
        if not asked or not (asked[-1].ended_at is None or asked[-1].outcome in ("met", "broken")):
            yield "6 handed over, and nobody follows"
        running = {name for name in running if name != "follow-up" and not name.startswith("answer:")}
    if running or any(part.open for part in matter.parts):
        yield f"6 over, with the clocks {running} and {[part for part in matter.parts if part.open]}"
    if matter.asked or matter.suspended_until or matter.on_ledger or matter.transfer or matter.arbitration:
        yield "6 over, and something waits still"
    if matter.stage is Stage.MERGED and matter.merged is None:
        yield "6 merged into nothing"


def _shared(matter: Matter) -> Iterator[str]:
    """One share for a unit, each with its own clock while it is handled; on the ledger the review runs for all."""
    units = [part.unit for part in matter.parts if part.open]
    if len(units) != len(set(units)):
        yield f"5 one unit has two shares: {units}"
    for part in matter.parts:
        if not part.open or matter.stage not in IN_WORK:
            continue
        if part.state is PartState.OFFERED and matter.clock(f"take:{part.number}") is None:
            yield f"5 nobody waits for the taking of share {part.number}"
        if not part.lead and not matter.on_ledger and matter.clock(f"part:{part.number}") is None:
            yield f"5 share {part.number} has no clock"


def _asked(matter: Matter) -> Iterator[str]:
    """What waits for somebody waits for somebody who can do it."""
    asked = matter.asked
    if asked is not None:
        share = next((part for part in matter.parts if part.number == asked.part), None)
        if matter.stage not in IN_WORK or (asked.what == "extension" and not (share and share.open)):
            yield f"5 {asked.what} is asked for by {asked.unit}, which has no share any more"
    if (matter.transfer is not None) != (matter.clock("receipt") is not None):
        yield "5 on its way without a clock for the receipt, or with one that nobody can meet"
    aside = matter.rating.aside if matter.rating else None
    if aside is not None and aside.agreed is None and matter.stage is not Stage.CLOSED:
        yield f"5 a rating waits for a second person at {matter.stage}"
    if matter.arbitration and matter.stage is not Stage.ACCEPTED:
        yield f"5 a ruling is awaited at {matter.stage}"
    if matter.verifying != (matter.clock("verify") is not None):
        yield "5 a look on the spot is asked for without its clock, or the other way round"


def _clocked(matter: Matter) -> Iterator[str]:
    """Invariant 8: no clock twice, none with an outcome before its end, each due as its policy counts."""
    names = [clock.name for clock in matter.running]
    if len(names) != len(set(names)):
        yield f"8 one clock runs twice: {names}"
    for clock in matter.clocks:
        if (clock.outcome is None) != (clock.ended_at is None):
            yield f"8 {clock.name} ended at {clock.ended_at}: {clock.outcome}"
    for clock in matter.running:
        if clock.amount is not None and (clock.suspended or clock.extended):
            counted = due_by_legs(clock, scene.catalogue().calendars)
            if clock.due_at != counted:
                yield f"8 {clock.name} is due {clock.due_at}, counted {counted}"


def _gone_through(matter: Matter) -> Iterator[str]:
    """A procedure that goes on has its clocks while it is handled, and none besides; what is isolated stays so."""
    run, names = matter.run, {clock.name for clock in matter.running}
    going = run is not None and run.going
    at_work = going and matter.stage is Stage.HANDLING
    wanted = {name for spot in run.open for name in spot.clocks} if at_work and run is not None else set()
    if at_work and run is not None and run.procedure != scene.catalogue().kinds[matter.kind].procedure:
        yield f"5 {run.procedure} goes on, and {matter.kind} has {scene.catalogue().kinds[matter.kind].procedure!r}"
    timed = {name for name in names if name.startswith("milestone:")} - {"milestone:over"}
    if not timed <= wanted or (timed != wanted and not matter.on_ledger):
        yield f"8 the procedure has {names}, its milestones want {wanted}"
    if going and matter.stage in (Stage.CHECKING, Stage.CALLBACK):
        yield f"5 the procedure goes on at {matter.stage}"
    if matter.isolated and matter.privacy != "P3":
        yield "14 what is isolated left the narrowest circle"


def due_by_legs(clock: Clock, calendars: Mapping[str, Calendar]) -> datetime:
    """The due time counted leg by leg, with nothing but what `test_clock_walked.py` proves."""
    limit = policy(clock)
    ends = due(limit, calendars[limit.calendar], clock.started_at, clock.suspended).due_at
    for extra in clock.extended:
        more = replace(clock, amount=extra.amount, measure=extra.measure, calendar=extra.calendar, statutory=False)
        leg = policy(more)
        ends = due(leg, calendars[leg.calendar], ends, clock.suspended).due_at
    return ends


@dataclass
class Watch:
    """A matter, what happened to it, and what is wrong about it: empty as long as the loop keeps its promises."""

    matter: Matter = field(default_factory=lambda: Matter(id=UUID(int=1)))
    now: datetime = scene.MONDAY
    lines: list[Line] = field(default_factory=list)
    stood: list[tuple[datetime, datetime]] = field(default_factory=list)
    steps: frozenset[tuple[str, datetime, int]] = frozenset()
    broken: list[str] = field(default_factory=list)

    def twin(self) -> "Watch":
        """The same matter once more, to try something else with it."""
        return replace(self, lines=[*self.lines], stood=[*self.stood], broken=[*self.broken])

    def say(self, command: Any, by: Actor, known: Facts) -> Refused | None:
        """Decide and go on, through the journal's own form; or be refused and change nothing."""
        before, step = self.matter, BY_COMMAND[type(command)]
        offered = step.name in may(before, by, self.now)
        self.now += timedelta(minutes=1)
        try:
            said = evidenced(checked(command, known.needed_kind(), self.now), before, known, self.now)
            events = decide(before, said, known, by=by, at=self.now)
        except Refused as refusal:
            if offered and refusal.code in SURPRISING:
                self.broken.append(f"0 {step.name} was offered to {by.id}, and refused: {refusal.code}")
            return refusal
        if not offered and step.whom not in UNOFFERED:
            self.broken.append(f"0 {step.name} was done by {by.id}, and had not been offered")
        read = [decode(type(event).__name__, encode(event)) for event in events]
        assert read == list(events)
        self.lines += [Line(event, by.id, self.now) for event in read]
        self.matter = fold(before, self.lines[len(self.lines) - len(read) :])
        self.broken += [*self._stepped(before, step.name, by, known, read)]
        self.broken += [*unkept(self.matter), *self._stood_still()]
        return None

    def _stepped(self, before: Matter, name: str, by: Actor, known: Facts, events: Sequence[Any]) -> Iterator[str]:
        """Invariants 7 and 9 of one step, and what may happen only once or only then."""
        after = self.matter
        if f"{before.stage}>{after.stage}" not in TABLE[name].split():
            yield f"7 {name} led from {before.stage} to {after.stage}"
        if before.arbitration and after.arbitration and name != "rehome" and after.holder != before.holder:
            yield f"5 {name} took what waits for a ruling from {before.holder} to {after.holder}"
        kept = {clock.name for clock in before.running if clock.name.startswith("answer:")}
        if before.open and after.open and name != "answer_supervision":
            yield from (f"5 {name} forgot that {order} must be answered" for order in kept - _names(after))
        yield from _own(before, name, by, after)
        for event in events:
            yield from self._happened(before, event, known)
        if (before.stage, after.stage) == (Stage.MERGED, Stage.ARCHIVED) and not before.answered:
            yield "6 archived, and the reporter of a merged matter was never answered"

    def _happened(self, before: Matter, event: Any, known: Facts) -> Iterator[str]:
        name = type(event).__name__
        if name == "Returned" and before.locked:
            yield "7 a ruling was returned"
        if name == "MergedInto" and (known.other is None or not known.other.open):
            yield "7 merged into what is itself merged or over: a circle is possible"
        if name == "Rehomed" and self.matter.holder not in known.units:
            yield f"5 held by {self.matter.holder}, which is there no longer"
        if name == "Answered" and not self.matter.answered:
            yield "6 answered, and it is not known"
        if name == "Suspended":
            self.stood.append((self.now, event.until))
        elif self.stood and self.matter.suspended_until is None and self.stood[-1][1] > self.now:
            self.stood[-1] = (self.stood[-1][0], self.now)
        rung = getattr(event, "rung", None)
        if name in ONCE and rung is not None:
            clock = before.clock(rung.clock)
            step = (rung.clock, clock.started_at if clock else self.now, rung.step)
            if step in self.steps:
                yield f"8 step {rung.step} of the ladder of {rung.clock} was taken twice"
            self.steps |= {step}

    def _stood_still(self) -> Iterator[str]:
        """Invariant 8: each clock of the handling leaves out just the time for which the matter was suspended."""
        for clock in self.matter.running:
            stops = clock.name.partition(":")[0] in STANDS and clock.amount is not None and not clock.statutory
            begun = clock.started_at
            during = tuple((max(since, begun), until) for since, until in self.stood if stops and until > begun)
            if clock.suspended != during:
                yield f"8 {clock.name} leaves out {clock.suspended}, suspended was {during}"

    def look(self, known: Callable[[Any], Facts]) -> None:
        """The clock looks: what fell due is done, each step once, in its order; what is due is never refused."""
        for _ in range(STEPS):
            due = falling(self.matter, scene.catalogue().ladders, self.now)
            if not due:
                self.broken += self._at_rest()
                return
            refused = self.say(due[0][2], SYSTEM, known(due[0][2]))
            if refused is not None:
                self.broken.append(f"8 due, and refused with {refused.code}: {due[0]}")
                return
        self.broken.append(f"8 the clock does not come to rest: {due[0]}")

    def _at_rest(self) -> Iterator[str]:
        """After the clock has looked nothing that is due is left, and no suspension outlasts its day."""
        if self.matter.suspended_until is not None and self.matter.suspended_until <= self.now:
            yield f"5 suspended until {self.matter.suspended_until}, and it is {self.now}"
        for clock in self.matter.running:
            moment = next_at(clock)
            if moment is not None and moment <= self.now:
                yield f"8 {clock.name} was to be looked at {moment}"

    def retold(self) -> Iterator[str]:
        """Invariant 1: the state is the fold of its lines; 2: each line is one version."""
        if fold(Matter(id=self.matter.id), self.lines) != self.matter:
            yield "1 the state is not the fold of its lines"
        if self.matter.version != len(self.lines):
            yield f"2 version {self.matter.version} after {len(self.lines)} lines"


def _names(matter: Matter) -> set[str]:
    return {clock.name for clock in matter.running}


def _own(before: Matter, name: str, by: Actor, after: Matter) -> Iterator[str]:
    """Invariant 9: nobody checks own work, decides on own request, or voids alone."""
    asked = before.asked
    if name in ("check", "spot_check") and by.id in before.handlers:
        yield f"9 {by.id} handled it and checked it"
    if name.startswith(("grant_", "refuse_")) and asked and (by.id == asked.by or by.unit == asked.unit):
        yield f"9 {by.id} decided on own request"
    if name == "rule" and by.id == before.dispatched_by:
        yield f"9 {by.id} dispatched it and ruled"
    if name == "put_on_ledger" and by.unit == before.lead:
        yield f"9 {by.unit} put its own work on the ledger"
    decides = ("accept", "decline", "answer_directly", "hand_over")
    if name in decides and before.appealed and by.id == before.declined_by:
        yield f"9 {by.id} decides on the appeal against own refusal"
    if name.endswith("_aside") and (by.id in before.handlers or by.unit in {part.unit for part in before.parts}):
        yield f"9 {by.id} of {by.unit} judged the rating of own work"
    aside = before.rating.aside if before.rating else None
    if name in ("grant_aside", "refuse_aside") and (aside is None or aside.by == by.id):
        yield f"9 {by.id} alone decided whether a rating counts"
    if name == "void" and after.stage is Stage.VOID and before.void_asked_by in (None, by.id):
        yield "9 voided by one person"
