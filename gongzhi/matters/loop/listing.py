"""挂牌与通报: what is long overdue or came back twice stands on the leaders' list and in the month's notice."""

from dataclasses import dataclass
from datetime import datetime

from gongzhi.kernel import Actor, Refused
from gongzhi.matters.loop.facts import Facts
from gongzhi.matters.loop.state import Evolve, Kept, Line, Matter, Said, kept, replace
from gongzhi.matters.loop.urging import LISTED, SUPERVISED, Listed, Rung, by_hand, stepped


@dataclass(frozen=True, kw_only=True, slots=True)
class Post:
    """挂牌, by hand with a remark or by the clock (`rung`)."""

    remark: Said | None = None
    rung: Rung | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Unlist:
    """摘牌."""

    remark: Said


@dataclass(frozen=True, kw_only=True, slots=True)
class Unlisted:
    """Off the list; supervised still."""

    remark: Kept


@dataclass(frozen=True, kw_only=True, slots=True)
class Circulate:
    """月通报: the matter stands in the notice of that month (2026-03)."""

    month: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Circulated:
    """The notice of that month names the matter and the unit that has it."""

    month: str
    unit: str


def decide_list(matter: Matter, command: Post, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Listed once until it is taken off."""
    if command.rung is None:
        by_hand(matter, command.remark, by)
        if matter.supervision >= LISTED:
            raise Refused("listed-already")
        return (Listed(unit=matter.holder, ground="by-hand", remark=kept(command.remark)),)
    clock = stepped(matter, command.rung, "list", facts, at)
    return (Listed(unit=clock.unit or matter.holder, ground="overdue", rung=command.rung, clocks=(clock,)),)


def decide_unlist(matter: Matter, command: Unlist, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Off the list, with a reason; never by the unit that it is about."""
    if matter.supervision < LISTED:
        raise Refused("not-listed")
    if matter.part_of(by.unit) is not None:
        raise Refused("own-request", status=403, by=by.id)
    return (Unlisted(remark=kept(command.remark)),)


def decide_circulate(matter: Matter, command: Circulate, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """In the notice of a month once, while it is on the list."""
    if matter.supervision < LISTED:
        raise Refused("not-listed")
    if command.month in matter.circulated:
        raise Refused("circulated-already", month=command.month)
    return (Circulated(month=command.month, unit=matter.lead or matter.holder),)


def _unlisted(matter: Matter, event: Unlisted, line: Line) -> Matter:
    return replace(matter, supervision=SUPERVISED)


def _circulated(matter: Matter, event: Circulated, line: Line) -> Matter:
    return replace(matter, circulated=(*matter.circulated, event.month))


EVOLVES: dict[type, Evolve] = {Unlisted: _unlisted, Circulated: _circulated}
