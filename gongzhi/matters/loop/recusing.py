"""Recusal (回避): nobody decides on own work or an own request, or once more on what they decided before."""

from collections.abc import Callable

from gongzhi.kernel import Actor
from gongzhi.matters.loop.setting_aside import had_a_hand, waiting_aside
from gongzhi.matters.loop.state import Matter, PartState

Recused = Callable[[Matter, Actor], bool]


def _handled(matter: Matter, by: Actor) -> bool:
    return by.id in matter.handlers


def _declined(matter: Matter, by: Actor) -> bool:
    return matter.appealed and by.id == matter.declined_by


def _asked(matter: Matter, by: Actor) -> bool:
    return matter.asked is not None and (by.id == matter.asked.by or by.unit == matter.asked.unit)


def _part(matter: Matter, by: Actor) -> bool:
    return matter.part_of(by.unit) is not None


def _works_on_it(matter: Matter, by: Actor) -> bool:
    return _handled(matter, by) or _part(matter, by)


def _quarrels(matter: Matter, by: Actor) -> bool:
    returned = {part.unit for part in matter.parts if part.lead and part.state is PartState.RETURNED}
    return by.id == matter.dispatched_by or by.unit in returned


def _came(matter: Matter, by: Actor) -> bool:
    return all(whistle.unit == by.unit for whistle in matter.whistles if whistle.rating is None)


def _alone(matter: Matter, by: Actor) -> bool:
    asked = waiting_aside(matter)
    return had_a_hand(matter, by) or (asked is not None and by.id == asked.by)


RECUSED: dict[str, Recused] = {
    **dict.fromkeys(("accept", "decline", "answer_directly", "hand_over", "merge"), _declined),
    **dict.fromkeys(("grant_extension", "refuse_extension", "grant_suspension", "refuse_suspension"), _asked),
    **dict.fromkeys(("check", "spot_check"), _handled),
    **dict.fromkeys(("urge", "supervise", "list"), _works_on_it),
    "unlist": _part,
    "rule": _quarrels,
    "ask_aside": had_a_hand,
    **dict.fromkeys(("grant_aside", "refuse_aside"), _alone),
    "put_on_ledger": lambda matter, by: by.unit == matter.lead,
    "rate_arrival": _came,
    "void": lambda matter, by: matter.void_asked_by == by.id,
}
"""Who must leave a command to others, though it is due and they have the duty; the decision itself refuses it too."""
