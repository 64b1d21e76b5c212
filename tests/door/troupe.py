"""The cast gives commands through the door one after the other, and what was touched by them is remembered."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from gongzhi.kernel import SYSTEM, Actor, Refused, Right
from gongzhi.matters import clocks, door, following, journal, outbox, replay
from gongzhi.matters.loop import may
from gongzhi.matters.loop.dispatching import Dispatch, Take
from gongzhi.matters.loop.extending import Extend
from gongzhi.matters.loop.importing import ImportRecord
from gongzhi.matters.loop.noting import Reclassify
from gongzhi.matters.loop.outside import HandOver
from gongzhi.matters.loop.ownerless import MarkOwnerless
from gongzhi.matters.loop.reporting import Report
from gongzhi.matters.loop.suspending import GrantSuspension
from gongzhi.matters.loop.triage import Accept
from gongzhi.matters.loop.urging import Supervise
from gongzhi.matters.outbox import Sent
from gongzhi.matters.receipts import Receipt
from tests.cast import HERE, LEAD, MONDAY, SUPPORT, City
from tests.door.commands import ABOUT_ANOTHER, COMMANDS, CONTACT, SAID
from tests.door.promises import broken, unheard

ORIGIN = UUID(int=0)
IMPORTER = Actor(id="source:311", rights=frozenset({Right(duty="matters.import")}))
CAST = ("clerk", "colleague", "seat", "supervisor", "leader", "arbiter", "street", "handler", "head", "mate", "helper",
        "checker", "worker", "neighbour", "stranger")  # fmt: skip
[SUSPEND] = COMMANDS["suspend"]
Start = tuple[tuple[Any, str], ...]
IN_HAND: Start = ((Accept(), "clerk"), (Dispatch(lead=LEAD, support=()), "colleague"), (Take(), "handler"))
STARTS: tuple[Start, ...] = (
    ((Accept(), "clerk"), (Dispatch(lead=LEAD, support=(SUPPORT,)), "colleague"), (Take(), "handler")),
    (*IN_HAND, (SUSPEND, "handler"), (GrantSuspension(), "supervisor")),
    (*IN_HAND, (Extend(days=2, remark=SAID), "handler"), (Supervise(remark=SAID), "supervisor")),
    (*IN_HAND, (Reclassify(kind="23002"), "clerk")),
    ((Accept(), "clerk"), (MarkOwnerless(remark=SAID), "colleague")),
    ((HandOver(target="fire-119", phoned_at=MONDAY), "clerk"),),
)
"""How far a matter has come in one go: shared, suspended, asked about, in mediation, nobody's, handed over."""


class Troupe:
    """Whoever plays in one city, and what they did so far."""

    def __init__(self, city: City) -> None:
        self.city, self.now, self.keys = city, MONDAY, 0
        self.given: list[tuple[door.Order, Receipt]] = []
        self.touched: set[UUID] = set()
        self.heard: list[Sent] = []

    def actor(self, name: str, matter: UUID | None = None) -> Actor:
        """The one called so; the reporter is that of the matter."""
        known = {"system": SYSTEM, "importer": IMPORTER, "reporter": Actor(id=f"reporter:{matter}")}
        if name in known:
            return known[name]
        self.city.now = self.now
        return self.city.actor(name)

    def give(self, command: Any, by: Actor, matter: UUID | None = None, seen: int | None = None) -> Refused | None:
        """Give the command a minute after the one before; the refusal, if there is one."""
        self.now += timedelta(minutes=1)
        order = door.Order(command=command, by=by, key=self.fresh(), matter=matter, seen=seen)
        others = (getattr(command, name, None) for name in ABOUT_ANOTHER.values())
        self.touched |= {order.about, *(other for other in others if isinstance(other, UUID))}
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

    def report(self, by: str = "worker", **said: Any) -> Refused | None:
        """A report of a broken road by somebody who can be called, unless it is said otherwise."""
        given: dict[str, Any] = {"kind": "06013", "text": SAID, "point": HERE, "contact": CONTACT} | said
        return self.give(Report(**given), self.actor(by))

    def come_far(self, start: Start) -> None:
        """One more matter that has come so far."""
        assert self.report() is None
        about = self.given[-1][0].about
        for command, by in start:
            refused = self.give(command, self.actor(by), about)
            assert refused is None, refused

    def bring(self, *, closed: bool) -> None:
        """A record of another system."""
        record = ImportRecord(
            kind="unsorted", source=("311", self.fresh().hex), foreign=("Pothole", "Open"), channel="311",
            opened_at=MONDAY - timedelta(days=9), text=SAID, point=HERE, closed_at=MONDAY if closed else None,
        )  # fmt: skip
        assert self.give(record, IMPORTER) is None

    def matters(self) -> list[UUID]:
        """All that were begun, in their order."""
        return list(dict.fromkeys(order.about for order, _ in self.given))

    def chances(self, about: UUID) -> dict[str, list[Actor]]:
        """Who may give which command about the matter now."""
        state, found = journal.state(about), dict[str, list[Actor]]()
        for name in (*CAST, "reporter", "importer"):
            by = self.actor(name, about)
            for command in may(state, by, self.now):
                found.setdefault(command, []).append(by)
        return found

    def example(self, name: str, choose: Callable[[Sequence[Any]], Any]) -> Any:
        """One of the commands of that name; where it is about another matter, about one that is there."""
        command = choose(COMMANDS[name])
        if name not in ABOUT_ANOTHER:
            return command
        return replace(command, **{ABOUT_ANOTHER[name]: choose(self.matters())})

    def look(self, hours: int) -> None:
        """Time passes, and the clock does what is due."""
        self.now += timedelta(hours=hours)
        clocks.work(self.now)
        self.touched |= set(self.matters())

    def listen(self) -> None:
        """Who was merged is answered when the other is over, and what comes back is recognised."""
        outbox.sequence(100)
        outbox.consume("answers", lambda sent: following.answer_merged(sent, self.now), 100)
        outbox.consume("recurrence", lambda sent: following.recognise(sent, self.now), 100)
        self.touched |= set(self.matters())

    def wrong_at_hand(self) -> list[Any]:
        """What is wrong with the matters that were touched since one looked last."""
        found = list(replay.matters(self.touched))
        self.touched.clear()
        return found

    def wrong(self) -> list[str]:
        """What is wrong with anything, the feed as a reader hears it included (invariant 12)."""
        while outbox.sequence(3) + outbox.consume("reader", self.heard.extend, 3):
            pass
        return [*broken(self.now), *unheard(self.heard)]
