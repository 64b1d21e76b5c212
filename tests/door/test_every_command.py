"""Every command of the table is done through the door on one long day, and every promise about what is stored holds."""

from collections import Counter
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from gongzhi.bodies.cache import forget_roster
from gongzhi.bodies.models import Unit
from gongzhi.matters import journal
from gongzhi.matters.loop import STEPS
from gongzhi.matters.loop.appealing import AnswerDirectly
from gongzhi.matters.loop.checking import Check, Close
from gongzhi.matters.loop.dispatching import Dispatch, Take
from gongzhi.matters.loop.ending import Withdraw
from gongzhi.matters.loop.handling import Done
from gongzhi.matters.loop.importing import Adopt, ImportClose
from gongzhi.matters.loop.listing import Circulate, Post
from gongzhi.matters.loop.merging import Merge, Split
from gongzhi.matters.loop.noting import Amend
from gongzhi.matters.loop.returning import Recall, ReturnPart
from gongzhi.matters.loop.sampling import SpotCheck
from gongzhi.matters.loop.triage import Accept, Verify
from gongzhi.matters.models import Entry
from tests.cast import LEAD, MONDAY, City
from tests.door.commands import ANOTHER, BEGINNING, COMMANDS, SAID, UNGIVEN
from tests.door.troupe import STARTS, Troupe


def test_the_cast_knows_every_command_of_the_table() -> None:
    assert set(COMMANDS) | BEGINNING | UNGIVEN == {step.name for step in STEPS}


class Day:
    """A day on which everybody does what was done least so far, so that every command has its turn."""

    def __init__(self, city: City) -> None:
        self.troupe, self.chance, self.tried = Troupe(city), Random(7), Counter[str]()

    def play(self) -> None:
        """What seldom comes about by itself: each turn the matter it is about (the how many-eth), what, and by whom."""
        for more in BEGUN:
            assert self.troupe.report(**more) is None
        for _ in range(2):
            self.troupe.bring(closed=False)
        for start in STARTS:
            self.troupe.come_far(start)
        first = self.troupe.matters()
        for place, command, by in PLAY:
            said = replace(command, into=first[0]) if isinstance(command, Merge) else command
            refused = self.troupe.give(said, self.troupe.actor(by, first[place]), first[place])
            assert refused is None, (command, refused)
            assert self.troupe.wrong_at_hand() == [], command
        assert self.troupe.report(contact=None) is None
        self.troupe.listen()

    def step(self) -> None:
        """Of what anybody may do now about one of three matters: what was never done, else what was tried least."""
        undone, some = self.undone(), self.chance.sample(self.troupe.matters(), 3)
        chances = [
            (name not in undone, self.tried[name], self.chance.random(), name, about, people)
            for about in some
            for name, people in self.troupe.chances(about).items()
        ]
        *_, name, about, people = min(chances)
        self.tried[name] += 1
        command = self.troupe.example(name, self.chance.choice)
        self.troupe.give(command, self.chance.choice(people), about, journal.version(about))
        assert self.troupe.wrong_at_hand() == [], command

    def undone(self) -> set[str]:
        """The commands that are not in any journal yet."""
        return {step.name for step in STEPS} - set(Entry.objects.values_list("command", flat=True))

    def night(self) -> None:
        """A unit is gone, and whatever is over is archived a month later."""
        Unit.objects.filter(code=LEAD).update(valid_to=self.troupe.now)
        forget_roster()
        self.troupe.look(1)
        self.troupe.look(24 * 31)


BEGUN: tuple[dict[str, Any], ...] = (
    {}, {}, {}, {"contact": None}, {"kind": "27003"}, {"kind": "06010", "self_handled": SAID}, {"kind": "06011"},
)  # fmt: skip
PLAY: tuple[tuple[int, Any, str], ...] = (
    *((0, command, by) for command, by in STARTS[0]),
    (1, Merge(into=ANOTHER), "clerk"),
    (1, Split(remark=SAID), "clerk"),
    (1, Merge(into=ANOTHER), "clerk"),
    (0, Done(remark=SAID, explanation=SAID), "handler"),
    (0, Check(passed=True), "neighbour"),
    (0, Withdraw(), "reporter"),
    (0, Close(), "clerk"),
    (0, Amend(request="7", text=SAID), "clerk"),
    (2, Accept(), "clerk"),
    (2, Dispatch(lead=LEAD, support=()), "colleague"),
    (2, ReturnPart(reason="not-our-duty", clause=SAID), "handler"),
    (2, Dispatch(lead=LEAD, support=()), "colleague"),
    (2, Recall(remark=SAID), "colleague"),
    (3, Accept(), "clerk"),
    (3, Dispatch(lead=LEAD, support=()), "colleague"),
    (3, Take(), "handler"),
    (3, Done(remark=SAID), "handler"),
    (3, Check(passed=True), "neighbour"),
    (4, AnswerDirectly(answer=SAID), "clerk"),
    (5, SpotCheck(passed=True), "neighbour"),
    (6, Post(remark=SAID), "supervisor"),
    (6, Circulate(month="2026-03"), "system"),
    (6, Verify(question=SAID), "worker"),
    (8, Adopt(), "clerk"),
    (12, COMMANDS["milestone"][0], "handler"),
    (7, ImportClose(closed_at=MONDAY, resolution=SAID), "importer"),
)


@pytest.mark.slow
def test_every_command_is_done_through_the_door_and_breaks_no_promise(city: City) -> None:
    day = Day(city)
    day.play()
    while day.undone() - AT_NIGHT and day.tried.total() < MOST:
        for _ in range(10):
            day.step()
        day.troupe.look(5)
        day.troupe.listen()
    day.night()
    assert day.undone() == set()
    assert day.troupe.wrong() == []


AT_NIGHT = frozenset(["archive", "rehome"])
MOST = 200
"""Steps after which a command that was never done is out of reach."""
