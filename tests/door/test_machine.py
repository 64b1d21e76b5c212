"""Whatever the whole cast says through the door in whatever order, every promise about what is stored holds."""

from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID, uuid5

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from gongzhi.kernel import SYSTEM, Actor, Refused, Right
from gongzhi.matters import clocks, door, journal, outbox
from gongzhi.matters.loop import BY_NAME, may
from gongzhi.matters.loop.checking import CallBack, Check, Close
from gongzhi.matters.loop.closing import Archive, Rate, Reopen
from gongzhi.matters.loop.conversing import Reply, WriteToReporter
from gongzhi.matters.loop.dispatching import Dispatch, Take
from gongzhi.matters.loop.ending import Void, Withdraw
from gongzhi.matters.loop.handling import Done, PartDone, Progress
from gongzhi.matters.loop.importing import Adopt, ImportClose, ImportRecord
from gongzhi.matters.loop.noting import Attach, Comment, Correct, Reclassify, Relocate
from gongzhi.matters.loop.procedures import ReachMilestone
from gongzhi.matters.loop.reporting import Report
from gongzhi.matters.loop.state import Personal, Plain
from gongzhi.matters.loop.triage import Accept, Decline, Verify
from gongzhi.matters.outbox import Sent
from tests.cast import HERE, LEAD, MONDAY, SEA, SUPPORT, THERE, City
from tests.door.promises import IDENTITY, IN_WORDS, NAME, PHONE, broken, unheard

SAID = Plain(f"请联系 {IN_WORDS}，身份证{IDENTITY}，门口有坑")
CONTACT = Personal({"name": NAME, "phone": PHONE})
ORIGIN = UUID(int=0)
IMPORTER = Actor(id="source:311", rights=frozenset({Right(duty="matters.import")}))
CAST = ("clerk", "colleague", "seat", "handler", "mate", "helper", "checker", "worker", "neighbour", "stranger")
KINDS = ("06013", "06010", "06052", "21004", "23001", "23002", "25001", "unsorted")
COMMANDS: dict[str, list[Any]] = {
    "verify": [Verify(question=SAID), Verify(found=SAID)],
    "accept": [Accept(remark=SAID)],
    "decline": [Decline(reason="not-found", remark=SAID)],
    "dispatch": [Dispatch(remark=SAID), Dispatch(lead=LEAD, support=(SUPPORT,))],
    "take": [Take()],
    "progress": [Progress(remark=SAID)],
    "milestone": [
        ReachMilestone(milestone="consent", outcome="agreed", remark=SAID,
                       evidence={"rights_told": True, "side_one_agrees": True, "side_two_agrees": True}),
        ReachMilestone(milestone="consent", outcome="refused", evidence={"refused_by": "one", "ways_told": True}),
        ReachMilestone(milestone="mediators", outcome="set", personal=Personal({"mediators": NAME}),
                       evidence={"chosen_by": "parties", "openness": "closed"}),
        ReachMilestone(milestone="session", outcome="again", evidence={"held_on": "2026-03-02", "minutes": SAID}),
        ReachMilestone(milestone="session", outcome="oral", evidence={
            "held_on": "2026-03-02", "terms": SAID, "clause.1": SAID, "in_force_on": "2026-03-02"}),
        ReachMilestone(milestone="fulfilment", outcome="fulfilled", member=1, evidence={"fulfilled_on": "2026-03-02"}),
        ReachMilestone(milestone="consent", evidence={"violence": True}, remark=SAID),
    ],
    "part_done": [PartDone(remark=SAID)],
    "done": [Done(remark=SAID, explanation=SAID)],
    "check": [Check(passed=True), Check(passed=False, remark=SAID)],
    "call_back": [CallBack(reached=True, solved=True), CallBack(reached=True, solved=False, remark=SAID),
                  CallBack(reached=False)],
    "close": [Close()],
    "rate": [Rate(solved=True, satisfied=True, remark=SAID)],
    "reopen": [Reopen(remark=SAID)],
    "withdraw": [Withdraw(remark=SAID)],
    "void": [Void(reason="test")],
    "comment": [Comment(remark=SAID)],
    "write_to_reporter": [WriteToReporter(remark=SAID)],
    "reply": [Reply(remark=SAID)],
    "attach": [Attach(blobs=("a" * 64,))],
    "correct": [Correct(text=SAID, contact=CONTACT), Correct(address=SAID)],
    "relocate": [Relocate(point=THERE), Relocate(point=SEA), Relocate(point=HERE)],
    "reclassify": [Reclassify(kind=kind) for kind in KINDS],
    "adopt": [Adopt()],
    "import_close": [ImportClose(closed_at=MONDAY, resolution=SAID)],
    "archive": [Archive()],
}  # fmt: skip
ONWARD = frozenset(
    ["accept", "dispatch", "take", "milestone", "done", "check", "call_back", "close", "reopen", "adopt"]
)


class Door(RuleBasedStateMachine):
    """A city whose people do what they may, and sometimes what they may not."""

    city: ClassVar[City]

    def __init__(self) -> None:
        super().__init__()
        # One example is one piece of a transaction that is undone at its end.
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.now, self.heard, self.keys = MONDAY, list[Sent](), 0
        self.given: list[tuple[door.Order, Any]] = []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    def actor(self, name: str, matter: UUID | None = None) -> Actor:
        known = {"system": SYSTEM, "importer": IMPORTER, "reporter": Actor(id=f"reporter:{matter}")}
        if name in known:
            return known[name]
        self.city.now = self.now
        return self.city.actor(name)

    def give(self, command: Any, by: Actor, matter: UUID | None = None, seen: int | None = None) -> Refused | None:
        self.now += timedelta(minutes=1)
        order = door.Order(command=command, by=by, key=self.fresh(), matter=matter, seen=seen)
        try:
            with transaction.atomic():
                self.given.append((order, door.execute(order, at=self.now)))
        except Refused as refusal:
            return refusal
        return None

    def fresh(self) -> UUID:
        """A key that nobody had before; the same in every run, or what is drawn next would follow from chance."""
        self.keys += 1
        return uuid5(ORIGIN, str(self.keys))

    @initialize()
    def the_first_report(self) -> None:
        assert self.give(Report(kind="06013", text=SAID, point=HERE, contact=CONTACT), self.actor("worker")) is None

    @rule(
        kind=st.sampled_from(KINDS),
        point=st.sampled_from([HERE, THERE, SEA, None]),
        contact=st.sampled_from([CONTACT, None]),
        by=st.sampled_from(["worker", "stranger", "clerk"]),
        handled=st.booleans(),
    )
    def somebody_reports(self, kind: str, point: Any, contact: Any, by: str, handled: bool) -> None:
        report = Report(kind=kind, text=SAID, address=SAID, point=point, contact=contact,
                        self_handled=SAID if handled else None)  # fmt: skip
        refused = self.give(report, self.actor(by))
        assert handled or refused is None, refused

    @rule()
    def a_dispute_is_in_hand(self) -> None:
        """What was taken for a broken road turns out to be a quarrel: its procedure begins under the lead's hands."""
        assert self.give(Report(kind="06013", text=SAID, point=HERE, contact=CONTACT), self.actor("worker")) is None
        about = self.given[-1][0].about
        for command, by in ((Accept(), "clerk"), (Dispatch(support=()), "colleague"), (Take(), "handler"),
                            (Reclassify(kind="23002"), "clerk")):  # fmt: skip
            assert self.give(command, self.actor(by), about) is None

    @rule(data=st.data())
    def a_milestone_is_reached(self, data: st.DataObject) -> None:
        self.by_chance(frozenset(["milestone"]), data)

    @rule(closed=st.booleans())
    def another_system_brings_a_record(self, closed: bool) -> None:
        record = ImportRecord(
            kind="unsorted", source=("311", self.fresh().hex), foreign=("Pothole", "Open"), channel="311",
            opened_at=MONDAY - timedelta(days=9), text=SAID, point=HERE, closed_at=MONDAY if closed else None,
        )  # fmt: skip
        assert self.give(record, IMPORTER) is None

    @rule(data=st.data())
    def a_matter_goes_on(self, data: st.DataObject) -> None:
        self.by_chance(ONWARD, data)

    @rule(data=st.data())
    def a_matter_goes_on_again(self, data: st.DataObject) -> None:
        self.by_chance(ONWARD, data)

    @rule(data=st.data())
    def somebody_does_what_they_may(self, data: st.DataObject) -> None:
        self.by_chance(frozenset(COMMANDS), data)

    def by_chance(self, names: frozenset[str], data: st.DataObject) -> None:
        about = data.draw(st.sampled_from(self.matters()))
        state = journal.state(about)
        people = [self.actor(name, about) for name in (*CAST, "reporter", "importer")]
        chances = [(by, name) for by in people for name in may(state, by, self.now) if name in names]
        if chances:
            by, name = data.draw(st.sampled_from(chances))
            seen = None if BY_NAME[name].late else state.version
            self.give(data.draw(st.sampled_from(COMMANDS[name])), by, about, seen)

    @rule(by=st.sampled_from([*CAST, "system", "importer", "reporter"]), name=st.sampled_from(sorted(COMMANDS)),
          data=st.data())  # fmt: skip
    def somebody_does_anything(self, by: str, name: str, data: st.DataObject) -> None:
        about = data.draw(st.sampled_from(self.matters()))
        self.give(data.draw(st.sampled_from(COMMANDS[name])), self.actor(by, about), about)

    @rule(data=st.data())
    def a_command_is_sent_again(self, data: st.DataObject) -> None:
        """Invariant 3: the same receipt for the same words, a refusal for others, and nothing more in the journal."""
        order, receipt = data.draw(st.sampled_from(self.given))
        before = journal.state(order.about)
        assert door.execute(order, at=self.now + timedelta(hours=1)) == receipt
        other = door.Order(command=Comment(remark=Plain("别的话")), by=order.by, key=order.key, matter=order.about)
        with pytest.raises(Refused, match="key-reused"):
            door.execute(other, at=self.now)
        assert journal.state(order.about) == before

    @rule(hours=st.sampled_from([3, 26, 24 * 31]))
    def time_passes_and_the_clock_looks(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        clocks.work(self.now)

    @rule(limit=st.integers(1, 5))
    def the_outbox_sends(self, limit: int) -> None:
        outbox.sequence(limit)
        outbox.consume("reader", self.heard.extend, limit)

    def matters(self) -> list[UUID]:
        return list(dict.fromkeys(order.about for order, _ in self.given))

    @invariant()
    def every_promise_holds(self) -> None:
        assert broken(self.now) == []

    @invariant()
    def a_reader_hears_every_line_once_and_in_order(self) -> None:
        heard = list(self.heard)
        with transaction.atomic():
            while outbox.sequence(3) + outbox.consume("reader", heard.extend, 3):
                pass
            assert unheard(heard) == []
            transaction.set_rollback(True)


@pytest.mark.slow
def test_the_whole_cast_breaks_no_promise(city: City) -> None:
    Door.city = city
    run_state_machine_as_test(Door, settings=HUNT)


HUNT = settings(max_examples=12, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck))
