"""The house writes to the reporter and the reporter answers through the platform: neither learns the other's number.

What was written stands behind the reporter's query code; a short message says only that something is there. To whom it
could bring danger (violence, minors, health, legal aid) nothing is written: those are reached by the way agreed with
them (domain.md §8.3).
"""

from dataclasses import dataclass
from datetime import datetime

from gongzhi.kernel import Actor, Refused
from gongzhi.matters.loop.facts import Facts
from gongzhi.matters.loop.state import Evolve, Kept, Line, Matter, Said, kept

GUARDED = "P3"


@dataclass(frozen=True, kw_only=True, slots=True)
class WriteToReporter:
    """给报告人留言."""

    remark: Said


@dataclass(frozen=True, kw_only=True, slots=True)
class WrittenToReporter:
    """The reporter finds it behind the query code."""

    unit: str
    remark: Kept


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """报告人回复."""

    remark: Said


@dataclass(frozen=True, kw_only=True, slots=True)
class Replied:
    """The reporter answered what was written."""

    remark: Kept


def guarded(matter: Matter) -> bool:
    """Whether a message could put the reporter in danger."""
    return matter.privacy == GUARDED or matter.isolated is not None


def decide_write(matter: Matter, command: WriteToReporter, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Written; refused where it could put the reporter in danger."""
    if guarded(matter):
        raise Refused("reporter-silent", status=403)
    return (WrittenToReporter(unit=by.unit or "", remark=kept(command.remark)),)


def decide_reply(matter: Matter, command: Reply, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Answered; whoever has the matter is told."""
    return (Replied(remark=kept(command.remark)),)


def _noted(matter: Matter, event: object, line: Line) -> Matter:
    return matter


EVOLVES: dict[type, Evolve] = {WrittenToReporter: _noted, Replied: _noted}
