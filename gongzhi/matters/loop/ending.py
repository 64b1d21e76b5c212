"""Ending early: the reporter may withdraw, but not from what endangers others; a void needs two people."""

from dataclasses import dataclass
from datetime import datetime

from gongzhi.kernel import Actor, Refused
from gongzhi.matters.loop.facts import Facts
from gongzhi.matters.loop.state import Evolve, Kept, Line, Matter, Said, Stage, ended, kept, replace

GOES_ON = ("emergency",)
HAZARDS = ("24",)
"""The class of kinds that endanger others whatever their urgency: 安全隐患."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Withdraw:
    """撤回."""

    remark: Said | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Withdrawn:
    """The reporter withdrew; `goes_on` where public safety needs it seen to all the same."""

    goes_on: bool
    remark: Kept | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Void:
    """作废: the first asks with a reason, a second one confirms."""

    reason: str
    remark: Said | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class VoidAsked:
    """One person holds the matter for void; it stands until a second one agrees."""

    reason: str
    remark: Kept | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Voided:
    """Two people held the matter for void."""

    reason: str
    asked_by: str
    remark: Kept | None = None


def decide_withdraw(matter: Matter, command: Withdraw, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Withdrawn once; an emergency, a hazard, or what others reported too goes on without its reporter."""
    if matter.withdrawn:
        raise Refused("already-withdrawn")
    goes_on = matter.urgency in GOES_ON or bool(matter.absorbed) or facts.needed_kind().klass in HAZARDS
    return (Withdrawn(goes_on=goes_on, remark=kept(command.remark)),)


def decide_void(matter: Matter, command: Void, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Asked by the first, voided by the second; the same person twice is refused."""
    if matter.absorbed:
        raise Refused("has-merged", matters=len(matter.absorbed))
    reason = facts.need_reason("void", command.reason).code
    if matter.void_asked_by is None:
        return (VoidAsked(reason=reason, remark=kept(command.remark)),)
    if matter.void_asked_by == by.id:
        raise Refused("second-person-needed", status=403)
    return (Voided(reason=reason, asked_by=matter.void_asked_by, remark=kept(command.remark)),)


def _withdrawn(matter: Matter, event: Withdrawn, line: Line) -> Matter:
    if event.goes_on:
        return replace(matter, contact=False, withdrawn=True)
    return ended(replace(matter, withdrawn=True), Stage.WITHDRAWN, line.at)


def _void_asked(matter: Matter, event: VoidAsked, line: Line) -> Matter:
    return replace(matter, void_asked_by=line.by)


def _voided(matter: Matter, event: Voided, line: Line) -> Matter:
    return ended(matter, Stage.VOID, line.at)


EVOLVES: dict[type, Evolve] = {Withdrawn: _withdrawn, VoidAsked: _void_asked, Voided: _voided}
