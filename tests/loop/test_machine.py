"""Whatever anybody says in whatever order, the loop keeps its promises; no database is needed to see it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from gongzhi.kernel import SYSTEM, Refused
from gongzhi.matters.codec import decode, encode
from gongzhi.matters.loop import BY_NAME, decide, fold, may
from gongzhi.matters.loop.answering import checked
from gongzhi.matters.loop.facts import Facts, Held
from gongzhi.matters.loop.joint import Rehome
from gongzhi.matters.loop.reaching import evidenced
from gongzhi.matters.loop.state import Line, Matter, PartState, Place, Stage
from gongzhi.matters.loop.table import Step
from gongzhi.matters.loop.timing import falling
from tests.loop import scene
from tests.loop.scene import (
    CENTRE,
    CHECKER,
    CLERK,
    COLLEAGUE,
    COMMUNITY,
    HANDLER,
    IMPORTER,
    LEAD,
    MONDAY,
    OTHER,
    REPORTER,
    STREET,
    SUPPORT,
    WORDS,
    WORKER,
)
from tests.loop.test_table import COMMANDS, TABLE

BOTH = replace(HANDLER, id="person:both", rights=HANDLER.rights | CHECKER.rights)
CAST = (*(by for by in scene.CAST if by not in (HANDLER, scene.MATE)), BOTH)
ALL = frozenset({LEAD, SUPPORT, OTHER, *scene.CENTRES})
FEW = frozenset({SUPPORT, *scene.CENTRES})
KINDS = ("06013", "01037", "06010", "21002", "21004", "23002", "24001", "26001", "26002", "27002", "unsorted")
SLOTS = [f"2026-03-0{day}-{part}" for day in (2, 3, 4) for part in ("morning", "afternoon", "evening")]
BEGINNINGS: list[tuple[str, dict[str, Any], Any]] = [
    *((kind, {}, REPORTER) for kind in KINDS),
    ("06013", {"point": None, "address": WORDS}, CLERK),
    ("23002", {"answers": {"violence": True}}, CLERK),
    ("06010", {"self_handled": WORDS}, WORKER),
    ("06013", {}, IMPORTER),
    ("06013", {"closed_at": MONDAY}, IMPORTER),
]
FORWARD = frozenset(
    ["accept", "dispatch", "take", "milestone", "part_done", "done", "check", "call_back", "close", "reopen", "adopt"]
)
UNOFFERED = ("anyone", "system", "unit-or-clock", "place-or-clock", "lead-or-granter", "door")
"""Whom nobody is offered a command as: the clock, and the door itself."""
EXITS = {pair.split(">")[0] for pairs in TABLE.values() for pair in pairs.split() if len({*pair.split(">")}) == 2}


@st.composite
def facts(draw: st.DrawFn) -> dict[str, Any]:
    """What a gatherer may bring: units that are gone, centres that stand in, any time of day, any grid."""
    checker = draw(st.sampled_from([f"{COMMUNITY}-ZZ", STREET, CENTRE]))
    return {
        "slot": draw(st.sampled_from(SLOTS)),
        "units": draw(st.sampled_from([ALL, ALL, ALL, FEW])),
        "triage": Held(unit=draw(st.sampled_from([CENTRE, STREET]))),
        "checker": Held(unit=checker),
        "support": tuple(Held(unit=unit) for unit in draw(st.lists(st.sampled_from([SUPPORT, OTHER]), max_size=2))),
        "lead": draw(st.sampled_from([Held(unit=LEAD), Held(unit=CENTRE), None])),
    }


def kept(matter: Matter) -> None:
    """Invariants 5 and 6."""
    if matter.open:
        assert matter.holder
        assert matter.running
        assert (matter.suspended_until is not None) == (matter.clock("suspension") is not None)
        assert matter.on_ledger == (matter.clock("ledger") is not None)
    else:
        followed = {"follow-up"} | {clock.name for clock in matter.running if clock.name.startswith("answer:")}
        assert {clock.name for clock in matter.running} <= (followed if matter.stage is Stage.HANDED_OVER else set())
        assert not [part for part in matter.parts if part.open]


class Loop(RuleBasedStateMachine):
    """One matter, the whole cast, any command at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.matter, self.lines, self.now = Matter(id=UUID(int=1)), list[Line](), MONDAY

    @initialize(begin=st.sampled_from(BEGINNINGS), known=facts(), contact=st.booleans())
    def begins(self, begin: tuple[str, dict[str, Any], Any], known: dict[str, Any], contact: bool) -> None:
        kind, said, by = begin
        place = Place() if "address" in said else scene.place()
        more = {"contact": WORDS} if contact and by is not IMPORTER else {}
        command = scene.record(**said) if by is IMPORTER else scene.report(kind=kind, **said, **more)
        refused = self.say(command, by, scene.facts_for(kind, **(known | {"place": place, "lead": Held(unit=LEAD)})))
        assert refused is None, refused

    @rule(known=facts(), data=st.data())
    def it_goes_on(self, known: dict[str, Any], data: st.DataObject) -> None:
        self.by_chance(FORWARD, known, data)

    @rule(known=facts(), data=st.data())
    def it_goes_on_again(self, known: dict[str, Any], data: st.DataObject) -> None:
        self.by_chance(FORWARD, known, data)

    @rule(known=facts(), data=st.data())
    def somebody_does_what_they_may(self, known: dict[str, Any], data: st.DataObject) -> None:
        self.by_chance(frozenset(COMMANDS), known, data)

    def by_chance(self, names: frozenset[str], known: dict[str, Any], data: st.DataObject) -> None:
        """One of the commands of these names, by one of those who may give it."""
        chances = [(by, name) for by in CAST for name in may(self.matter, by, self.now) if name in names]
        if chances:
            by, name = data.draw(st.sampled_from(chances))
            self.try_one(name, by, known, data)

    @rule(by=st.sampled_from(CAST), name=st.sampled_from(sorted(COMMANDS)), known=facts(), data=st.data())
    def anybody_says_anything(self, by: Any, name: str, known: dict[str, Any], data: st.DataObject) -> None:
        self.try_one(name, by, known, data)

    @rule(by=st.sampled_from([CLERK, COLLEAGUE]), known=facts(), data=st.data())
    def somebody_wants_it_void(self, by: Any, known: dict[str, Any], data: st.DataObject) -> None:
        self.try_one("void", by, known, data)

    @rule(hours=st.sampled_from([1, 5, 30]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(days=st.sampled_from([1, 3, 31]), known=facts())
    def the_clock_looks(self, days: int, known: dict[str, Any]) -> None:
        """What fell due is done, each step once, in its order; nothing that is due is ever refused."""
        self.now += timedelta(days=days)
        for _ in range(20):
            due = falling(self.matter, scene.catalogue().ladders, self.now)
            if not due:
                return
            refused = self.say(due[0][2], SYSTEM, self.facts_of(due[0][2], known))
            assert refused is None, (due[0], refused)
        raise AssertionError(f"the clock does not come to rest: {due}")

    @rule(known=facts())
    def units_go(self, known: dict[str, Any]) -> None:
        self.say(Rehome(), SYSTEM, self.facts_of(Rehome(), known))

    def facts_of(self, command: Any, known: dict[str, Any]) -> Facts:
        kind = getattr(command, "kind", self.matter.kind)
        ladder = scene.catalogue().ladder_for(scene.catalogue().kinds[kind], self.matter.urgency)
        return scene.facts_for(kind, **({"ladder": ladder} | known | {"place": self.matter.place}))

    @rule(known=facts())
    def everybody_tries_everything_and_nothing_is_kept(self, known: dict[str, Any]) -> None:
        before, lines = self.matter, list(self.lines)
        for by in CAST:
            for name, command in ((each, command) for each in COMMANDS for command in COMMANDS[each]):
                self.one_of_all(name, command, by, known)
                self.matter, self.lines = before, list(lines)

    def one_of_all(self, name: str, command: Any, by: Any, known: dict[str, Any]) -> None:
        offered = name in may(self.matter, by, self.now)
        if self.matter.stage in BY_NAME[name].before:
            kind = getattr(command, "kind", self.matter.kind)
            refused = self.say(command, by, scene.facts_for(kind, **(known | {"place": self.matter.place})))
            assert refused or offered or BY_NAME[name].whom in UNOFFERED, name
            kept(self.matter)

    def try_one(self, name: str, by: Any, known: dict[str, Any], data: st.DataObject) -> None:
        """Give one of the commands of that name; what was refused must not have been offered."""
        command = data.draw(st.sampled_from(COMMANDS[name]))
        kind = getattr(command, "kind", self.matter.kind)
        place = scene.place(scene.NEXT_GRID, boundary=2) if name == "relocate" else self.matter.place
        offered = name in may(self.matter, by, self.now)
        refused = self.say(command, by, scene.facts_for(kind, **(known | {"place": place})))
        if refused is None:
            assert offered or BY_NAME[name].whom in UNOFFERED, name
        elif offered:
            assert refused.code not in ("wrong-stage", "no-right", "checker-was-handler", "already-taken"), refused

    def say(self, command: Any, by: Any, known: Facts) -> Refused | None:
        """Decide and go on, through the journal's own form; or be refused and change nothing."""
        self.now += timedelta(minutes=1)
        before = self.matter
        try:
            said = evidenced(checked(command, known.needed_kind(), self.now), before, known, self.now)
            events = decide(before, said, known, by=by, at=self.now)
        except Refused as refusal:
            return refusal
        read = [decode(type(event).__name__, encode(event)) for event in events]
        assert read == list(events)
        lines = [Line(event, by.id, self.now) for event in read]
        self.lines += lines
        self.matter = fold(before, lines)
        self.moved(before, BY_NAME[_name(command)])
        return None

    def moved(self, before: Matter, step: Step) -> None:
        """Invariant 7: only along the table. Invariant 9: no handler checks own work."""
        assert f"{before.stage}>{self.matter.stage}" in TABLE[step.name].split(), step.name
        if step.name == "check":
            assert self.lines[-1].by not in before.handlers
        if step.name == "void" and self.matter.stage is Stage.VOID:
            assert before.void_asked_by not in (None, self.lines[-1].by)

    @invariant()
    def the_state_is_the_fold_of_its_lines(self) -> None:
        assert fold(Matter(id=UUID(int=1)), self.lines) == self.matter
        assert self.matter.version == len(self.lines)

    @invariant()
    def an_open_matter_has_a_holder_and_a_running_clock_and_an_ended_one_has_neither_clock_nor_share(self) -> None:
        kept(self.matter)

    @invariant()
    def the_holder_is_whom_the_stage_says(self) -> None:
        matter = self.matter
        if matter.stage in (Stage.DISPATCHED, Stage.HANDLING):
            leads = [part for part in matter.parts if part.lead and part.open]
            assert [part.unit for part in leads] == [matter.holder] == [matter.lead]
            assert (matter.stage is Stage.HANDLING) == (leads[0].state is PartState.TAKEN)
        if matter.stage is Stage.CALLBACK:
            assert matter.holder == matter.centre

    @invariant()
    def no_clock_runs_twice_and_none_has_an_outcome_before_its_end(self) -> None:
        names = [clock.name for clock in self.matter.running]
        assert len(names) == len(set(names)), names
        assert all((clock.outcome is None) == (clock.ended_at is None) for clock in self.matter.clocks)
        assert self.matter.verifying == ("verify" in names)

    @invariant()
    def a_procedure_that_goes_on_has_its_clocks_while_it_is_handled_and_none_besides(self) -> None:
        run, names = self.matter.run, {clock.name for clock in self.matter.running}
        going = run is not None and run.going and self.matter.stage is Stage.HANDLING
        wanted = {name for spot in run.open for name in spot.clocks} if going and run is not None else set()
        assert {name for name in names if name.startswith("milestone:")} - {"milestone:over"} == wanted
        assert (
            self.matter.stage in (Stage.HANDLING, Stage.DISPATCHED, Stage.ACCEPTED)
            or run is None
            or not (run.going and self.matter.open)
        )

    @invariant()
    def every_open_stage_has_somebody_who_can_lead_on(self) -> None:
        if self.matter.open:
            assert self.matter.stage.value in EXITS

    @invariant()
    def what_is_isolated_stays_in_the_narrowest_circle(self) -> None:
        if self.matter.isolated:
            assert self.matter.privacy == "P3"


def _name(command: Any) -> str:
    return next(step.name for step in BY_NAME.values() if step.command is type(command))


Loop.TestCase.settings = settings(
    max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
TestLoop = Loop.TestCase
