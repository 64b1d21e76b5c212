"""提醒、催办、督办: from outside, by a person with the duty or by the ladder, never by the one who handles it."""

from dataclasses import dataclass
from datetime import datetime

from gongzhi.catalogue import Step
from gongzhi.kernel import Actor, Refused
from gongzhi.matters.loop.facts import Facts
from gongzhi.matters.loop.state import (
    Clock,
    Evolve,
    Kept,
    Line,
    Matter,
    Said,
    SupervisionOrder,
    end_one,
    kept,
    renewed,
    replace,
)

URGED, SUPERVISED, LISTED = 1, 2, 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Rung:
    """The step of a clock's ladder that is due: of which clock, the how many-eth, and when it fell due."""

    clock: str
    step: int
    fell_due: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Remind:
    """临期提醒, by the clock."""

    rung: Rung


@dataclass(frozen=True, kw_only=True, slots=True)
class Reminded:
    """Little time is left."""

    unit: str
    rung: Rung
    clocks: tuple[Clock, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Urge:
    """催办, by hand with a remark or by the clock (`rung`)."""

    remark: Said | None = None
    rung: Rung | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Urged:
    """The unit was urged."""

    unit: str
    remark: Kept | None = None
    rung: Rung | None = None
    clocks: tuple[Clock, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Supervise:
    """督办, by hand with a remark or by the clock (`rung`)."""

    remark: Said | None = None
    rung: Rung | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Supervised:
    """A supervise order: `unit` must answer `centre` under its own clock; `ground` is by-hand, overdue or rework."""

    number: int
    unit: str
    centre: str
    ground: str
    answer: Clock
    remark: Kept | None = None
    rung: Rung | None = None
    clocks: tuple[Clock, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerSupervision:
    """督办回复."""

    remark: Said
    blobs: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class SupervisionAnswered:
    """The unit answered a supervise order."""

    number: int
    unit: str
    remark: Kept
    blobs: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """The matter is on the list that leaders look at, until it is taken off or over."""

    unit: str
    ground: str
    remark: Kept | None = None
    rung: Rung | None = None
    clocks: tuple[Clock, ...] = ()


def stepped(matter: Matter, rung: Rung, action: str, facts: Facts, at: datetime) -> Clock:
    """The clock after the step that is due now; refused 409 `step-over` where it is not (any longer) its next one."""
    clock = matter.clock(rung.clock)
    steps = _steps(clock, facts)
    due = clock is not None and clock.rung == rung.step and clock.rung_at is not None and clock.rung_at <= at
    if clock is None or not due or rung.step >= len(steps) or steps[rung.step].action != action:
        raise Refused("step-over", clock=rung.clock)
    return facts.climbed(clock)


def _steps(clock: Clock | None, facts: Facts) -> tuple[Step, ...]:
    ladder = facts.ladder_of(clock) if clock is not None else None
    return ladder.timed if ladder is not None else ()


def decide_remind(matter: Matter, command: Remind, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Reminded once for each clock."""
    clock = stepped(matter, command.rung, "remind", facts, at)
    return (Reminded(unit=clock.unit or matter.holder, rung=command.rung, clocks=(clock,)),)


def decide_urge(matter: Matter, command: Urge, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Urged: by the ladder once for each clock, by hand as often as there is something to say."""
    if command.rung is None:
        by_hand(matter, command.remark, by)
        return (Urged(unit=matter.holder, remark=kept(command.remark)),)
    clock = stepped(matter, command.rung, "urge", facts, at)
    return (Urged(unit=clock.unit or matter.holder, rung=command.rung, clocks=(clock,)),)


def by_hand(matter: Matter, remark: Said | None, by: Actor) -> None:
    """By hand there is a reason in words, and nobody does it about own work; only the clock speaks for the ladder."""
    if remark is None:
        raise Refused("remark-needed", status=422)
    if by.id in matter.handlers or matter.part_of(by.unit) is not None:
        raise Refused("own-request", status=403, by=by.id)
    if matter.foreign_run:
        raise Refused("adopt-first")


def decide_supervise(matter: Matter, command: Supervise, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Supervised; the ladder raises it as many levels as its step says."""
    if command.rung is None:
        by_hand(matter, command.remark, by)
        return (_order(matter, matter.holder, by.unit or matter.centre, "by-hand", command, facts, at),)
    clock = stepped(matter, command.rung, "supervise", facts, at)
    if clock.name.startswith("answer:"):
        # An order that is not answered brings no further order, but the list that leaders look at.
        return (Listed(unit=clock.unit or matter.holder, ground="unanswered", rung=command.rung, clocks=(clock,)),)
    raised = _steps(matter.clock(clock.name), facts)[command.rung.step].raise_levels
    centre = facts.centre_above(matter.centre, raised) if raised else matter.centre
    ordered = _order(matter, clock.unit or matter.holder, centre, "overdue", command, facts, at)
    return (replace(ordered, clocks=(clock,)),)


def _order(
    matter: Matter, unit: str, centre: str, ground: str, command: Supervise, facts: Facts, at: datetime
) -> Supervised:
    number = len(matter.orders) + 1
    answer = facts.clock(f"answer:{number}", facts.limits["answer_supervision"], at, unit)
    remark = kept(command.remark)
    return Supervised(
        number=number, unit=unit, centre=centre, ground=ground, answer=answer, remark=remark, rung=command.rung
    )


def by_rework(matter: Matter, facts: Facts, at: datetime) -> tuple[object, ...]:
    """What a further rework brings by itself: supervision from the second on, and what the ladder says of reworks."""
    if matter.reworks + 1 < 2:
        return ()
    centre = facts.centre_above(matter.centre)
    happened: list[object] = [_order(matter, matter.lead, centre, "rework", Supervise(), facts, at)]
    steps = facts.ladder.steps if facts.ladder is not None else ()
    reworks = [step.reworks for step in steps if step.action == "list" and step.reworks is not None]
    if reworks and min(reworks) <= matter.reworks + 1 and matter.supervision < LISTED:
        happened.append(Listed(unit=matter.lead, ground="rework"))
    return tuple(happened)


def decide_answer_supervision(
    matter: Matter, command: AnswerSupervision, facts: Facts, by: Actor, at: datetime
) -> tuple[object, ...]:
    """Answered by the unit that was told to, the oldest order first."""
    order = next((each for each in matter.orders if each.unit == by.unit and each.answered_at is None), None)
    if order is None:
        raise Refused("nothing-to-answer", unit=by.unit)
    return (
        SupervisionAnswered(number=order.number, unit=order.unit, remark=kept(command.remark), blobs=command.blobs),
    )


def _reminded(matter: Matter, event: Reminded, line: Line) -> Matter:
    return replace(matter, clocks=renewed(matter.clocks, event.clocks))


def _urged(matter: Matter, event: Urged, line: Line) -> Matter:
    return at_least(matter, URGED, event.clocks)


def at_least(matter: Matter, level: int, clocks: tuple[Clock, ...]) -> Matter:
    return replace(matter, supervision=max(matter.supervision, level), clocks=renewed(matter.clocks, clocks))


def _supervised(matter: Matter, event: Supervised, line: Line) -> Matter:
    order = SupervisionOrder(
        number=event.number, unit=event.unit, centre=event.centre, ground=event.ground, ordered_at=line.at
    )
    after = at_least(matter, SUPERVISED, event.clocks)
    return replace(after, orders=(*after.orders, order), clocks=(*after.clocks, event.answer))


def _answered(matter: Matter, event: SupervisionAnswered, line: Line) -> Matter:
    orders = tuple(
        replace(order, answered_at=line.at) if order.number == event.number else order for order in matter.orders
    )
    return replace(matter, orders=orders, clocks=end_one(matter.clocks, f"answer:{event.number}", line.at))


def _listed(matter: Matter, event: Listed, line: Line) -> Matter:
    return at_least(matter, LISTED, event.clocks)


EVOLVES: dict[type, Evolve] = {
    Reminded: _reminded,
    Urged: _urged,
    Supervised: _supervised,
    SupervisionAnswered: _answered,
    Listed: _listed,
}
