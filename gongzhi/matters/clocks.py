"""What is due is found by the clock alone, and done by the system through the door, once, however many workers look."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid5

from gongzhi.bodies import reading as bodies
from gongzhi.kernel import SYSTEM, Refused
from gongzhi.matters import catalogues, door, journal
from gongzhi.matters.loop.joint import Rehome
from gongzhi.matters.loop.state import OPEN
from gongzhi.matters.loop.timing import Falling, falling
from gongzhi.matters.models import ClockRow, MatterRow, PartRow

OVERTAKEN = frozenset(
    {"wrong-stage", "nothing-to-take", "too-early", "step-over", "not-suspended", "holder-is-there",
     "milestone-not-open", "milestone-not-due"}
)  # fmt: skip
"""Refusals that say only that somebody else was quicker."""
AT_ONCE = 20
"""How many steps one matter may take in one round: a long sleep leaves several behind."""


def work(at: datetime, limit: int = 200) -> int:
    """Do what is due by `at` for up to `limit` matters, each in the order in which it fell due; how much was done."""
    found = dict.fromkeys([*_due(at, limit), *_over(at, limit)])
    return sum(_catch_up(matter, at) for matter in found) + _hold(at, limit)


def _due(at: datetime, limit: int) -> Iterable[UUID]:
    return ClockRow.objects.filter(next_at__lte=at).order_by("next_at").values_list("matter_id", flat=True)[:limit]


def _over(at: datetime, limit: int) -> Iterable[UUID]:
    return MatterRow.objects.filter(archive_at__lte=at).order_by("archive_at").values_list("id", flat=True)[:limit]


def _catch_up(matter: UUID, at: datetime) -> int:
    """Take the steps of one matter one after the other until none is due."""
    for done in range(AT_ONCE):
        state = journal.state(matter)
        due = falling(state, catalogues.of(int(state.catalogue)).ladders, at)
        if not due or not _say(matter, due[0], at):
            return done
    return AT_ONCE


def _say(matter: UUID, falls: Falling, at: datetime) -> bool:
    """Give the command; its key follows from what fell due, so that a second worker is answered with the receipt."""
    moment, name, command = falls
    key = uuid5(matter, f"{name} {getattr(command, 'rung', '')} {moment:%Y-%m-%dT%H:%M:%S.%f%z}")
    try:
        door.execute(door.Order(command=command, by=SYSTEM, key=key, matter=matter), at=at)
    except Refused as refusal:
        if refusal.code not in OVERTAKEN:
            raise
        return False
    return True


def _hold(at: datetime, limit: int) -> int:
    """Give what units held or shared that are there no longer to the nearest centre that is."""
    gone = bodies.gone(at)
    if not gone:
        return 0
    held = MatterRow.objects.filter(holder__in=gone, stage__in=OPEN).values_list("id", flat=True)[:limit]
    shared = PartRow.objects.filter(unit__in=gone, state__in=("offered", "taken")).values_list("matter_id", flat=True)
    found = dict.fromkeys([*held, *shared[:limit]])
    return sum(_say(matter, (at, f"rehome {journal.version(matter)}", Rehome()), at) for matter in found)
