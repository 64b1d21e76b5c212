"""What is due is found by the clock alone, and done by the system through the door, once, however many workers look."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from gongzhi.kernel import SYSTEM, Refused
from gongzhi.matters import door
from gongzhi.matters.loop.closing import Archive
from gongzhi.matters.loop.dispatching import Take
from gongzhi.matters.models import ClockRow, MatterRow

Due = tuple[Any, str, UUID, datetime]
"""A command, its name, the matter it is about, and when it fell due."""
OVERTAKEN = frozenset({"wrong-stage", "nothing-to-take", "too-early"})
"""Refusals that say only that somebody else was quicker."""


def work(at: datetime, limit: int = 200) -> int:
    """Take what nobody took within its limit, archive what has been over for thirty days; returns how many were done.

    The command's key follows from the matter and the moment it falls due, so that a second worker, or a second try
    after a crash, is answered with the receipt of the first.
    """
    done = 0
    for command, name, matter, due_at in (*_silent(at, limit), *_over(at, limit)):
        key = uuid5(matter, f"{name} {due_at:%Y-%m-%dT%H:%M:%S%z}")
        try:
            door.execute(door.Order(command=command, by=SYSTEM, key=key, matter=matter), at=at)
        except Refused as refusal:
            if refusal.code not in OVERTAKEN:
                raise
            continue
        done += 1
    return done


def _silent(at: datetime, limit: int) -> Iterator[Due]:
    rows = ClockRow.objects.filter(next_at__lte=at).order_by("-next_at").values_list("matter_id", "next_at")[:limit]
    seen = {matter: due_at for matter, due_at in rows if due_at is not None}
    return ((Take(), "take", matter, due_at) for matter, due_at in seen.items())


def _over(at: datetime, limit: int) -> Iterator[Due]:
    rows = MatterRow.objects.filter(archive_at__lte=at).order_by("archive_at").values_list("id", "archive_at")[:limit]
    return ((Archive(), "archive", matter, due_at) for matter, due_at in rows if due_at is not None)
