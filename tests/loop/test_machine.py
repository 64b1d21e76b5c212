"""Whatever anybody says in whatever order, the loop keeps its promises; no database is needed to see it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from gongzhi.kernel import SYSTEM
from gongzhi.matters.loop import BY_NAME, may
from gongzhi.matters.loop.dispatching import Dispatch, Take
from gongzhi.matters.loop.facts import Facts, Held
from gongzhi.matters.loop.merging import Merge
from gongzhi.matters.loop.ownerless import MarkOwnerless
from gongzhi.matters.loop.rehoming import Rehome
from gongzhi.matters.loop.state import Matter, Place, Stage
from gongzhi.matters.loop.suspending import GrantSuspension, Suspend
from gongzhi.matters.loop.triage import Accept
from tests.loop import scene
from tests.loop.scene import (
    CENTRE,
    CHECKER,
    CLERK,
    COLLEAGUE,
    COMMUNITY,
    HANDLER,
    HELPER,
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
from tests.loop.test_table import COMMANDS
from tests.loop.watching import Watch

SUSPEND = Suspend(reason="season", until=MONDAY + timedelta(days=40))
BOTH = replace(HANDLER, id="person:both", rights=HANDLER.rights | CHECKER.rights)
CAST = (*(by for by in scene.CAST if by not in (HANDLER, scene.MATE)), BOTH)
ALL = frozenset({LEAD, SUPPORT, OTHER, *scene.CENTRES})
FEW = frozenset({SUPPORT, *scene.CENTRES})
KINDS = ("06013", "01037", "06010", "21002", "21004", "23002", "24001", "26001", "26002", "27002", "unsorted")
OTHERS = (
    scene.OTHER_MATTER,
    replace(scene.OTHER_MATTER, stage=Stage.CLOSED),
    replace(scene.OTHER_MATTER, stage=Stage.MERGED),
    replace(scene.OTHER_MATTER, privacy="P1"),
)
"""The other matter of a merge: open, over, itself merged and not answered yet, of another class."""
SLOTS = [f"2026-03-0{day}-{part}" for day in (2, 3, 4) for part in ("morning", "afternoon", "evening")]
BEGINNINGS: list[tuple[str, dict[str, Any], Any]] = [
    *((kind, {}, REPORTER) for kind in KINDS),
    ("06013", {"point": None, "address": WORDS}, CLERK),
    ("23002", {"answers": {"violence": True}}, CLERK),
    ("06010", {"self_handled": WORDS}, WORKER),
    ("06013", {}, IMPORTER),
    ("06013", {"closed_at": MONDAY}, IMPORTER),
]
STARTS: tuple[tuple[tuple[Any, Any], ...], ...] = (
    (),
    (),
    ((Accept(), CLERK),),
    ((Accept(), CLERK), (Dispatch(lead=LEAD, support=(SUPPORT, OTHER)), COLLEAGUE)),
    ((Accept(), CLERK), (Dispatch(lead=LEAD, support=(SUPPORT,)), COLLEAGUE), (Take(), HANDLER), (Take(), HELPER)),
    ((Accept(), CLERK), (Dispatch(lead=LEAD, support=()), COLLEAGUE), (Take(), HANDLER), (SUSPEND, HANDLER),
     (GrantSuspension(), COLLEAGUE)),
    ((Accept(), CLERK), (MarkOwnerless(remark=WORDS), COLLEAGUE)),
    ((Accept(), CLERK), (Merge(into=scene.OTHER_MATTER.id), COLLEAGUE)),
)  # fmt: skip
"""How far a matter has come when the cast begins: a step that its kind does not allow is left out."""
FORWARD = frozenset(
    ["accept", "dispatch", "take", "milestone", "part_done", "done", "check", "call_back", "close", "reopen", "adopt"]
)
BESIDE = frozenset(COMMANDS) - {"comment", "attach", "redact"}
DECIDING = frozenset(
    ["grant_extension", "refuse_extension", "grant_suspension", "resume", "take_off_ledger", "rule", "record_receipt",
     "split", "grant_aside", "refuse_aside", "answer_supervision", "acknowledge", "verify", "appeal"]
)  # fmt: skip
ALL_COMMANDS = [(name, command) for name in COMMANDS for command in COMMANDS[name]]
SHARE = 12
"""Each of the cast tries one in so many of all commands at a time, everybody another share."""


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
        "other": draw(st.sampled_from(OTHERS)),
    }


class Loop(RuleBasedStateMachine):
    """One matter, the whole cast, any command at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.watch = Watch()

    @property
    def matter(self) -> Matter:
        return self.watch.matter

    @initialize(begin=st.sampled_from(BEGINNINGS), start=st.sampled_from(STARTS), known=facts(), contact=st.booleans())
    def begins(self, begin: tuple[str, dict[str, Any], Any], start: Any, known: dict[str, Any], contact: bool) -> None:
        kind, said, by = begin
        place = Place() if "address" in said else scene.place()
        more = {"contact": WORDS} if contact and by is not IMPORTER else {}
        command = scene.record(**said) if by is IMPORTER else scene.report(kind=kind, **said, **more)
        known = known | {"place": place, "lead": Held(unit=LEAD)}
        refused = self.watch.say(command, by, scene.facts_for(kind, **known))
        assert refused is None, refused
        for step, person in start:
            self.watch.say(step, person, self.facts_of(step, {}))

    @rule(known=facts(), data=st.data())
    def it_goes_on(self, known: dict[str, Any], data: st.DataObject) -> None:
        self.by_chance(FORWARD, known, data)

    @rule(known=facts(), data=st.data())
    def it_goes_on_again(self, known: dict[str, Any], data: st.DataObject) -> None:
        self.by_chance(FORWARD, known, data)

    @rule(known=facts(), data=st.data())
    def somebody_does_what_they_may(self, known: dict[str, Any], data: st.DataObject) -> None:
        self.by_chance(BESIDE, known, data)

    @rule(known=facts(), data=st.data())
    def somebody_decides_what_was_asked_for(self, known: dict[str, Any], data: st.DataObject) -> None:
        self.by_chance(DECIDING, known, data)

    def by_chance(self, names: frozenset[str], known: dict[str, Any], data: st.DataObject) -> None:
        """One of the commands of these names, by one of those who may give it."""
        may_now = {by.id: (by, *may(self.matter, by, self.watch.now)) for by in CAST}
        chances = [(by, name) for by, *may_do in may_now.values() for name in may_do if name in names]
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
        self.watch.now += timedelta(hours=hours)

    @rule(days=st.sampled_from([1, 3, 31]), known=facts())
    def the_clock_looks(self, days: int, known: dict[str, Any]) -> None:
        self.watch.now += timedelta(days=days)
        self.watch.look(lambda command: self.facts_of(command, known))

    @rule(known=facts())
    def units_go(self, known: dict[str, Any]) -> None:
        self.watch.say(Rehome(), SYSTEM, self.facts_of(Rehome(), known))

    def facts_of(self, command: Any, known: dict[str, Any]) -> Facts:
        kind = getattr(command, "kind", self.matter.kind)
        ladder = scene.catalogue().ladder_for(scene.catalogue().kinds[kind], self.matter.urgency)
        return scene.facts_for(kind, **({"ladder": ladder} | known | {"place": self.matter.place}))

    @rule(known=facts(), first=st.integers(0, SHARE - 1))
    def everybody_tries_everything_and_nothing_is_kept(self, known: dict[str, Any], first: int) -> None:
        """Each of the cast tries a share of all commands, another one each; together they try all of them."""
        kept = self.watch
        for place, by in enumerate(CAST):
            for name, command in ALL_COMMANDS[(first + place) % SHARE :: SHARE]:
                if self.matter.stage in BY_NAME[name].before:
                    self.watch = kept.twin()
                    self.watch.say(command, by, scene.facts_for(self.kind_of(command), **self.here(known)))
                    assert self.watch.broken == [], name
        self.watch = kept

    def kind_of(self, command: Any) -> str:
        kind: str = getattr(command, "kind", self.matter.kind)
        return kind

    def here(self, known: dict[str, Any]) -> dict[str, Any]:
        return known | {"place": self.matter.place}

    def try_one(self, name: str, by: Any, known: dict[str, Any], data: st.DataObject) -> None:
        """Give one of the commands of that name."""
        command = data.draw(st.sampled_from(COMMANDS[name]))
        place = scene.place(scene.NEXT_GRID, boundary=2) if name == "relocate" else self.matter.place
        self.watch.say(command, by, scene.facts_for(self.kind_of(command), **(known | {"place": place})))

    @invariant()
    def every_promise_is_kept(self) -> None:
        assert self.watch.broken == []

    @invariant()
    def the_state_is_the_fold_of_its_lines(self) -> None:
        assert list(self.watch.retold()) == []


Loop.TestCase.settings = settings(
    max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
TestLoop = Loop.TestCase
