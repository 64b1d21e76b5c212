"""上呈下派: a matter goes up and down between the centres of the four levels, each time with a receipt."""

from dataclasses import dataclass
from datetime import datetime

from gongzhi.kernel import Actor, Refused
from gongzhi.matters.loop.facts import Facts
from gongzhi.matters.loop.state import (
    Clock,
    Evolve,
    Kept,
    Line,
    Matter,
    Said,
    Transfer,
    end_one,
    kept,
    onward,
    replace,
)

TRANSFERS = 4
"""How often a matter may go up or down before the centre that has it must decide: nobody plays ball with it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RaiseUp:
    """上呈: to the centre one level above."""

    remark: Said


@dataclass(frozen=True, kw_only=True, slots=True)
class RaisedUp:
    """The centre above has the matter; it says that it came, and triages it under its own clock."""

    sender: str
    receiver: str
    remark: Kept
    clocks: tuple[Clock, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class HandDown:
    """下派: to a centre below."""

    unit: str
    remark: Said


@dataclass(frozen=True, kw_only=True, slots=True)
class HandedDown:
    """The centre below has the matter; it says that it came, and triages it under its own clock."""

    sender: str
    receiver: str
    remark: Kept
    clocks: tuple[Clock, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Acknowledge:
    """回执: the matter came."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Acknowledged:
    """The other centre said that the matter came."""

    unit: str


def decide_raise_up(matter: Matter, command: RaiseUp, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Raised; refused at the highest centre."""
    receiver = facts.centre_above(matter.holder)
    if receiver == matter.holder:
        raise Refused("highest-centre", unit=receiver)
    sender, clocks = _sent(matter, receiver, facts, at)
    return (RaisedUp(sender=sender, receiver=receiver, remark=kept(command.remark), clocks=clocks),)


def decide_hand_down(matter: Matter, command: HandDown, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Handed down to a centre that lies below the one that has it, not below where the kind must stay."""
    if command.unit not in facts.below:
        raise Refused("not-a-centre-below", status=422, unit=command.unit)
    facts.reach.above((command.unit,))
    sender, clocks = _sent(matter, command.unit, facts, at)
    return (HandedDown(sender=sender, receiver=command.unit, remark=kept(command.remark), clocks=clocks),)


def _sent(matter: Matter, receiver: str, facts: Facts, at: datetime) -> tuple[str, tuple[Clock, ...]]:
    if matter.foreign_run:
        raise Refused("adopt-first")
    if matter.arbitration:
        raise Refused("waits-for-ruling")
    if matter.transfers >= TRANSFERS:
        raise Refused("transfers-used-up", times=TRANSFERS)
    triage = facts.stage_clock("triage", at, receiver)
    return matter.holder, (triage, facts.stage_clock("receipt", at, receiver))


def decide_acknowledge(
    matter: Matter, command: Acknowledge, facts: Facts, by: Actor, at: datetime
) -> tuple[object, ...]:
    """Said once, by the centre that has it now."""
    if matter.transfer is None:
        raise Refused("nothing-to-acknowledge")
    if by.unit != matter.transfer.receiver:
        raise Refused("no-right", status=403, duty="acknowledge")
    return (Acknowledged(unit=matter.transfer.receiver),)


def _moved(matter: Matter, event: RaisedUp | HandedDown, line: Line) -> Matter:
    return replace(
        matter,
        holder=event.receiver,
        centre=event.receiver,
        transfer=Transfer(sender=event.sender, receiver=event.receiver, at=line.at),
        transfers=matter.transfers + 1,
        clocks=onward(matter, line.at) + event.clocks,
        verifying=False,
    )


def _acknowledged(matter: Matter, event: Acknowledged, line: Line) -> Matter:
    return replace(matter, transfer=None, clocks=end_one(matter.clocks, "receipt", line.at))


EVOLVES: dict[type, Evolve] = {RaisedUp: _moved, HandedDown: _moved, Acknowledged: _acknowledged}
