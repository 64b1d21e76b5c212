"""What waits for somebody's word lies in a box, counted as that person sees it; a notice names what is listed."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef

from gongzhi.kernel import Actor
from gongzhi.matters import codec, queries
from gongzhi.matters.loop.table import FOLLOWED
from gongzhi.matters.loop.urging import LISTED
from gongzhi.matters.models import Entry, MatterRow

MOST_LISTED = 5_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Named:
    """A matter that a month's notice names, and the unit that had it then."""

    matter: UUID
    number: str
    kind: str
    county: str
    unit: str
    stage: str


def boxes(by: Actor) -> dict[str, int]:
    """How many matters that the actor sees wait for a word of each sort, and how many are supervised or listed."""
    seen = MatterRow.objects.filter(queries.visible(by))
    waiting = seen.exclude(waiting="").values_list("waiting").annotate(matters=Count("id"))
    supervised = seen.filter(supervision__gte=LISTED - 1, stage__in=FOLLOWED)
    levels = supervised.values_list("supervision").annotate(matters=Count("id"))
    names = {LISTED - 1: "supervised", LISTED: "listed"}
    return dict(waiting) | {names[level]: count for level, count in levels}


def to_circulate(month: str, limit: int) -> list[UUID]:
    """Matters on the list that the notice of that month (2026-03) does not name yet."""
    named = Entry.objects.filter(matter_id=OuterRef("id"), event="Circulated", data__contains=f'"{month}"')
    listed = MatterRow.objects.filter(supervision=LISTED, stage__in=FOLLOWED).exclude(Exists(named))
    return list(listed.order_by("id").values_list("id", flat=True)[:limit])


def circulated(month: str, by: Actor) -> Iterator[Named]:
    """What the notice of that month names, as far as the actor sees it, by unit and number."""
    seen = MatterRow.objects.filter(queries.visible(by), supervision__gte=LISTED - 1)
    lines = Entry.objects.filter(event="Circulated", data__contains=f'"{month}"', matter_id__in=seen.values("id"))
    units = {line.matter_id: codec.decode(line.event, line.data).unit for line in lines[:MOST_LISTED]}
    rows = MatterRow.objects.filter(id__in=units).order_by("number")
    named = [
        Named(matter=row.id, number=row.number, kind=row.kind, county=row.county, unit=units[row.id], stage=row.stage)
        for row in rows
    ]
    yield from sorted(named, key=lambda each: (each.unit, each.number))
