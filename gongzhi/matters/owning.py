"""Nobody checks own work and nobody decides on own request: each line of a journal says who did, and for which unit."""

from collections.abc import Callable, Iterator
from typing import Any

from gongzhi.matters.loop.appealing import AnsweredDirectly
from gongzhi.matters.loop.checking import Passed, SentBack
from gongzhi.matters.loop.ending import Voided
from gongzhi.matters.loop.extending import ExtensionGranted, ExtensionRefused
from gongzhi.matters.loop.listing import Unlisted
from gongzhi.matters.loop.outside import HandedOver
from gongzhi.matters.loop.procedures import MilestoneReached
from gongzhi.matters.loop.returning import Ruled
from gongzhi.matters.loop.sampling import SpotChecked, SpotCheckFailed
from gongzhi.matters.loop.setting_aside import AsideAsked, AsideRefused, SetAside
from gongzhi.matters.loop.shelving import PutOnLedger
from gongzhi.matters.loop.state import Line, Matter, PartState
from gongzhi.matters.loop.suspending import Suspended, SuspensionRefused
from gongzhi.matters.loop.triage import Accepted, Declined
from gongzhi.matters.loop.urging import Listed, Supervised, Urged
from gongzhi.matters.loop.whistling import ArrivalRated

CHECKS = ("check", "spot_check")
"""Commands that judge work; what a call to the reporter sends back is the reporter's judgement."""
BY_HAND = ("urge", "supervise", "list")
Own = Callable[[Matter, Any, str, str], str | None]
"""From the matter before, the event, by whom and for which unit: how that was own work or an own request."""


def own_work(before: Matter, line: Line, command: str, unit: str) -> Iterator[str]:
    """Invariant 9 of one line: what whoever did it should have left to another."""
    judge = _OWN.get(type(line.event))
    if judge is None or (type(line.event) in _ONLY_BY and command not in _ONLY_BY[type(line.event)]):
        return
    found = judge(before, line.event, line.by, unit)
    if found is not None:
        yield found


def _checked(before: Matter, event: Any, by: str, unit: str) -> str | None:
    return f"{by} checked what {by} had handled" if by in before.handlers else None


def _voided(before: Matter, event: Voided, by: str, unit: str) -> str | None:
    return "one person alone made it void" if before.void_asked_by in (None, by) else None


def _reached(before: Matter, event: MilestoneReached, by: str, unit: str) -> str | None:
    run = before.run
    spot = run.spot(event.milestone) if run is not None else None
    if run is None or spot is None or by != run.decided_by(spot.other_than):
        return None
    return f"{by} decided at {event.milestone} on what {by} had decided"


def _granted(before: Matter, event: Any, by: str, unit: str) -> str | None:
    asked = before.asked
    if asked is None:
        return f"{by} decided on what nobody had asked for"
    own = by == asked.by or unit == asked.unit
    return f"{by} decided on what {asked.by} of {asked.unit} had asked for" if own else None


def _ruled(before: Matter, event: Ruled, by: str, unit: str) -> str | None:
    returned = {part.unit for part in before.parts if part.lead and part.state is PartState.RETURNED}
    own = by == before.dispatched_by or unit in returned
    return f"{by} of {unit} ruled on what it had dispatched or returned" if own else None


def _shelved(before: Matter, event: PutOnLedger, by: str, unit: str) -> str | None:
    return f"{unit} put its own work on the ledger" if unit == before.lead else None


def _appeal(before: Matter, event: Any, by: str, unit: str) -> str | None:
    own = before.appealed and by == before.declined_by
    return f"{by} decided on the appeal against what {by} had declined" if own else None


def _rated(before: Matter, event: ArrivalRated, by: str, unit: str) -> str | None:
    return f"{unit} rated its own arrival" if unit == event.unit else None


def _own_rating(before: Matter, event: Any, by: str, unit: str) -> str | None:
    """Each of the two had no hand in the work that was rated."""
    units = {part.unit for part in before.parts} or {before.centre}
    own = by in before.handlers or unit in units
    return f"{by} of {unit} judged the rating of own work" if own else None


def _set_aside(before: Matter, event: Any, by: str, unit: str) -> str | None:
    aside = before.rating.aside if before.rating else None
    if aside is None or aside.by == by:
        return "one person alone decided whether a rating counts"
    return _own_rating(before, event, by, unit)


def _urged(before: Matter, event: Any, by: str, unit: str) -> str | None:
    if getattr(event, "rung", None) is not None:
        return None
    own = by in before.handlers or before.part_of(unit) is not None
    return f"{by} of {unit} looked from outside at own work" if own else None


def _unlisted(before: Matter, event: Unlisted, by: str, unit: str) -> str | None:
    return f"{unit} took its own work off the list" if before.part_of(unit) is not None else None


_OWN: dict[type, Own] = {
    Passed: _checked,
    SentBack: _checked,
    SpotChecked: _checked,
    SpotCheckFailed: _checked,
    Voided: _voided,
    MilestoneReached: _reached,
    ExtensionGranted: _granted,
    ExtensionRefused: _granted,
    Suspended: _granted,
    SuspensionRefused: _granted,
    Ruled: _ruled,
    PutOnLedger: _shelved,
    Accepted: _appeal,
    Declined: _appeal,
    AnsweredDirectly: _appeal,
    HandedOver: _appeal,
    ArrivalRated: _rated,
    AsideAsked: _own_rating,
    SetAside: _set_aside,
    AsideRefused: _set_aside,
    Urged: _urged,
    Supervised: _urged,
    Listed: _urged,
    Unlisted: _unlisted,
}
_ONLY_BY = {Passed: CHECKS, SentBack: CHECKS, Urged: BY_HAND, Supervised: BY_HAND, Listed: BY_HAND}
"""What may also follow by itself, or from another's word, and then is nobody's judgement on own work."""
