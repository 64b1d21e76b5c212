"""月通报: at the beginning of a month the notice of the month before names every matter that is on the list."""

from datetime import datetime, timedelta
from uuid import uuid5

from gongzhi.kernel import SYSTEM, Refused
from gongzhi.matters import boxes, door
from gongzhi.matters.gathering import local
from gongzhi.matters.loop.listing import Circulate

OVERTAKEN = frozenset({"wrong-stage", "not-listed", "circulated-already"})
"""Refusals that say only that the matter was taken off the list, or named, meanwhile."""


def month_before(at: datetime) -> str:
    """The month before that of `at` in the city's own time: 2026-02."""
    here = local(at)
    return f"{here.replace(day=1) - timedelta(days=1):%Y-%m}"


def circulate(at: datetime, limit: int = 200) -> int:
    """Name up to `limit` matters in the notice of the month before; how many were named. Done again, it names none."""
    month, named = month_before(at), 0
    for matter in boxes.to_circulate(month, limit):
        order = door.Order(
            command=Circulate(month=month), by=SYSTEM, key=uuid5(matter, f"notice {month}"), matter=matter
        )
        try:
            door.execute(order, at=at)
        except Refused as refusal:
            if refusal.code not in OVERTAKEN:
                raise
            continue
        named += 1
    return named
