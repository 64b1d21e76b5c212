"""Matters beside the straight path: suspended, on the ledger, called, supervised, returned, merged, handed over."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

from gongzhi.kernel import SYSTEM
from gongzhi.matters.loop.appealing import AnswerDirectly
from gongzhi.matters.loop.closing import Archive, Rate, Reopen
from gongzhi.matters.loop.dispatching import Take
from gongzhi.matters.loop.ending import Void
from gongzhi.matters.loop.extending import Extend
from gongzhi.matters.loop.joint import AddSupport
from gongzhi.matters.loop.levels import RaiseUp
from gongzhi.matters.loop.merging import Merge, PassAnswer
from gongzhi.matters.loop.outside import HandOver, RecordReceipt
from gongzhi.matters.loop.ownerless import MarkOwnerless
from gongzhi.matters.loop.setting_aside import AskAside
from gongzhi.matters.loop.shelving import EnterLedger
from gongzhi.matters.loop.state import Stage, SupervisionOrder
from gongzhi.matters.loop.suspending import GrantSuspension, Suspend
from gongzhi.matters.loop.whistling import Arrive, Blow
from tests.loop import scene
from tests.loop.more_commands import ANOTHER, SOON
from tests.loop.scene import CENTRE, CLERK, COLLEAGUE, LEAD, OTHER, REPORTER, ROOT, STREET, SUPPORT, WORDS, Play

STRAIGHT: tuple[Callable[[], Play], ...] = (
    scene.reported, scene.accepted, scene.dispatched, scene.in_hand, scene.to_check, scene.to_call,
)  # fmt: skip
INQUIRY = "27003"


def more_plays() -> Iterator[Play]:
    """One of each."""
    yield from asked()
    yield from called_and_told()
    yield from on_the_ladder()
    yield from ended_early()
    yield from ruled()
    yield from again()
    yield from rated()


def asked() -> Iterator[Play]:
    waits = scene.in_hand(support=(SUPPORT,)).do(Extend(days=2, remark=WORDS), scene.HANDLER)
    yield waits
    offered = scene.dispatched().do(Extend(days=2, remark=WORDS), scene.HANDLER)
    yield offered
    suspension = scene.in_hand().do(Suspend(reason="season", until=SOON), scene.HANDLER)
    yield suspension
    yield suspension.twin().do(GrantSuspension(), COLLEAGUE)
    yield suspension.twin().do(GrantSuspension(), COLLEAGUE).later(days=70)
    yield scene.in_hand().do(EnterLedger(remark=WORDS, sponsor=CENTRE, days=60), scene.LEADER)


def rated() -> Iterator[Play]:
    """Rated by the reporter, and held by one person for a rating that should not count."""
    play = scene.closed().do(Rate(solved=False, satisfied=False), REPORTER)
    yield play
    yield play.twin().do(AskAside(reason="another-matter", remark=WORDS), scene.SUPERVISOR)


def called_and_told() -> Iterator[Play]:
    """Called to the spot, and told to answer an order, at every stage."""
    whistled = scene.in_hand().do(Blow(unit=OTHER, remark=WORDS), scene.STREET_CLERK)
    yield whistled
    for make in (scene.in_hand, scene.to_check, scene.to_call):
        play = make()
        play.matter = replace(play.matter, whistles=whistled.twin().do(Arrive(), scene.POLICE).matter.whistles)
        yield play
    handed = scene.accepted().do(HandOver(target="court"), CLERK)
    for play in (*(make() for make in STRAIGHT), handed):
        orders = tuple(
            SupervisionOrder(number=number, unit=unit, centre=CENTRE, ground="by-hand", ordered_at=play.now)
            for number, unit in enumerate((LEAD, CENTRE, f"{scene.COMMUNITY}-ZZ"), 1)
        )
        play.matter = replace(play.matter, orders=orders, supervision=3)
        yield play
        yield replace(play.twin(), matter=replace(play.matter, supervision=0))


def on_the_ladder() -> Iterator[Play]:
    """Every clock on every step of its ladder, due now."""
    handed = scene.accepted().do(HandOver(target="court"), CLERK)
    for play in (*(make() for make in STRAIGHT), handed):
        for step in range(4):
            twin = play.twin()
            clocks = tuple(
                replace(clock, rung=step, rung_at=twin.now) if clock.ended_at is None and clock.ladder else clock
                for clock in twin.matter.clocks
            )
            twin.matter = replace(twin.matter, clocks=clocks)
            yield twin


def ended_early() -> Iterator[Play]:
    handed = scene.accepted().do(HandOver(target="court"), CLERK)
    yield handed
    done = handed.twin().do(RecordReceipt(taken=True, reference=WORDS), CLERK)
    yield done
    yield done.twin().later(days=31)
    over = replace(scene.OTHER_MATTER, stage=Stage.CLOSED)
    for make in STRAIGHT:
        merged = make().do(Merge(into=ANOTHER), COLLEAGUE)
        yield merged
        answered = merged.twin().do(PassAnswer(), SYSTEM, other=over)
        yield answered.later(days=31)
    yield answered.twin().do(Archive(), SYSTEM)
    yield handed.twin().do(RecordReceipt(taken=True, reference=WORDS), CLERK).later(days=31).do(Archive(), SYSTEM)
    yield scene.reported(kind=INQUIRY)
    yield scene.reported(kind=INQUIRY, contact=WORDS)
    yield scene.accepted(kind=INQUIRY, contact=WORDS)
    yield scene.accepted(kind=INQUIRY)
    yield scene.reported(kind=INQUIRY, contact=WORDS).do(AnswerDirectly(answer=WORDS), CLERK)
    yield scene.reported().do(Void(reason="test"), CLERK).do(Void(reason="test"), COLLEAGUE)
    yield scene.reported(by=scene.WORKER, kind="06010", self_handled=WORDS)


def ruled() -> Iterator[Play]:
    """Up and down the levels, without an owner, and before a ruling."""
    yield scene.reported().do(RaiseUp(remark=WORDS), CLERK)
    yield scene.accepted().do(RaiseUp(remark=WORDS), CLERK)
    ownerless = scene.accepted().do(MarkOwnerless(remark=WORDS), COLLEAGUE)
    yield ownerless
    yield ownerless.twin().do(Take(), scene.STREET_CLERK)
    returned = scene.accepted()
    returned.matter = replace(returned.matter, arbitration=True, holder=ROOT, returns=3)
    yield returned
    yield scene.reported().do(RaiseUp(remark=WORDS), CLERK).later(days=1)
    helped = scene.dispatched(support=(SUPPORT,)).do(AddSupport(units=(STREET,)), COLLEAGUE)
    yield helped.do(Take(), scene.STREET_CLERK)


def again() -> Iterator[Play]:
    """Come back after the close, where the head may answer for good."""
    reopened = scene.closed().do(Reopen(remark=WORDS), REPORTER)
    yield reopened
    for make in (scene.in_hand, scene.to_check, scene.to_call, scene.closed):
        play = make()
        play.matter = replace(play.matter, reopened=1)
        yield play
    yield scene.dispatched().later(minutes=5)
    gone = scene.in_hand(support=(SUPPORT,))
    gone.now += timedelta(hours=1)
    yield gone
