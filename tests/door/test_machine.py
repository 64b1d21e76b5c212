"""Whatever the whole cast says through the door in whatever order, every promise about what is stored holds."""

from datetime import timedelta
from typing import Any, ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from gongzhi.kernel import Refused
from gongzhi.matters import door, journal, outbox
from gongzhi.matters.loop import BY_NAME
from gongzhi.matters.loop.noting import Comment
from gongzhi.matters.loop.state import Plain
from tests.cast import HERE, SEA, THERE, City
from tests.door.commands import COMMANDS, CONTACT, KINDS, SAID
from tests.door.troupe import CAST, STARTS, Start, Troupe

ONWARD = frozenset(
    ["accept", "dispatch", "take", "milestone", "part_done", "done", "check", "call_back", "close", "reopen", "adopt"]
)
DECIDING = frozenset(
    ["grant_extension", "refuse_extension", "grant_suspension", "refuse_suspension", "resume", "take_off_ledger",
     "rule", "record_receipt", "split", "answer_supervision", "acknowledge", "arrive", "rate_arrival", "appeal",
     "spot_check", "final_answer", "grant_aside", "refuse_aside", "unlist", "milestone"]
)  # fmt: skip
"""What only follows once somebody has asked, ordered or sent."""


class Door(RuleBasedStateMachine):
    """A city whose people do what they may, and sometimes what they may not."""

    city: ClassVar[City]

    def __init__(self) -> None:
        super().__init__()
        # One example is one piece of a transaction that is undone at its end.
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.troupe = Troupe(self.city)

    def teardown(self) -> None:
        try:
            assert self.troupe.wrong() == []
        finally:
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)

    @initialize()
    def the_first_report(self) -> None:
        assert self.troupe.report() is None

    @rule(
        kind=st.sampled_from(KINDS),
        point=st.sampled_from([HERE, THERE, SEA, None]),
        contact=st.sampled_from([CONTACT, None]),
        by=st.sampled_from(["worker", "stranger", "clerk"]),
        handled=st.booleans(),
    )
    def somebody_reports(self, kind: str, point: Any, contact: Any, by: str, handled: bool) -> None:
        said = {"point": point, "contact": contact, "self_handled": SAID if handled else None}
        refused = self.troupe.report(by, kind=kind, address=SAID, **said)
        assert handled or refused is None, refused

    @rule(start=st.sampled_from(STARTS))
    def a_matter_has_come_far(self, start: Start) -> None:
        self.troupe.come_far(start)

    @rule(closed=st.booleans())
    def another_system_brings_a_record(self, closed: bool) -> None:
        self.troupe.bring(closed=closed)

    @rule(data=st.data())
    def a_matter_goes_on(self, data: st.DataObject) -> None:
        self.by_chance(ONWARD, data)

    @rule(data=st.data())
    def somebody_decides_what_was_asked_for(self, data: st.DataObject) -> None:
        self.by_chance(DECIDING, data)

    @rule(data=st.data())
    def somebody_does_what_they_may(self, data: st.DataObject) -> None:
        self.by_chance(frozenset(COMMANDS), data)

    def by_chance(self, names: frozenset[str], data: st.DataObject) -> None:
        about = data.draw(st.sampled_from(self.troupe.matters()))
        chances = self.troupe.chances(about)
        if names & chances.keys():
            name = data.draw(st.sampled_from(sorted(names & chances.keys())))
            by = data.draw(st.sampled_from(chances[name]))
            seen = None if BY_NAME[name].late else journal.version(about)
            self.troupe.give(self.example(name, data), by, about, seen)

    def example(self, name: str, data: st.DataObject) -> Any:
        return self.troupe.example(name, lambda some: data.draw(st.sampled_from(some)))

    @rule(by=st.sampled_from([*CAST, "system", "importer", "reporter"]), name=st.sampled_from(sorted(COMMANDS)),
          data=st.data())  # fmt: skip
    def somebody_does_anything(self, by: str, name: str, data: st.DataObject) -> None:
        about = data.draw(st.sampled_from(self.troupe.matters()))
        self.troupe.give(self.example(name, data), self.troupe.actor(by, about), about)

    @rule(data=st.data())
    def a_command_is_sent_again(self, data: st.DataObject) -> None:
        """Invariant 3: the same receipt for the same words, a refusal for others, and nothing more in the journal."""
        order, receipt = data.draw(st.sampled_from(self.troupe.given))
        before, later = journal.state(order.about), self.troupe.now + timedelta(hours=1)
        assert door.execute(order, at=later) == receipt
        other = door.Order(command=Comment(remark=Plain("别的话")), by=order.by, key=order.key, matter=order.about)
        with pytest.raises(Refused, match="key-reused"):
            door.execute(other, at=later)
        assert journal.state(order.about) == before

    @rule(hours=st.sampled_from([3, 26, 24 * 31]))
    def time_passes_and_the_clock_looks(self, hours: int) -> None:
        self.troupe.look(hours)

    @rule(limit=st.integers(1, 5))
    def the_outbox_sends(self, limit: int) -> None:
        outbox.sequence(limit)
        outbox.consume("reader", self.troupe.heard.extend, limit)

    @rule()
    def those_who_wait_for_others_hear(self) -> None:
        self.troupe.listen()

    @invariant()
    def the_matters_at_hand_keep_every_promise(self) -> None:
        assert self.troupe.wrong_at_hand() == []


@pytest.mark.slow
def test_the_whole_cast_breaks_no_promise(city: City) -> None:
    Door.city = city
    run_state_machine_as_test(Door, settings=HUNT)


HUNT = settings(max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))
