"""Who stands in for whom is told to both of them: for which grids or post, and until when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db.models import Q

from gongzhi.bodies.models import Appointment, GridAssignment


@dataclass(frozen=True, kw_only=True, slots=True)
class StandIn:
    """`deputy`: the person asked about stands in for `name`; else `name` stands in for that person.

    `grids` are codes, `post` the name of a post; `until` None: until further notice.
    """

    deputy: bool
    name: str
    grids: tuple[str, ...]
    post: str
    until: datetime | None


def stand_ins(person: UUID, at: datetime) -> list[StandIn]:
    """All that is in force at `at`, the same grids' dates together; what the person does for others first."""
    found = sorted(_rows(person, at), key=lambda row: (not row[0], row[1], row[3], str(row[4] or ""), row[2]))
    return [
        StandIn(deputy=deputy, name=name, grids=tuple(filter(None, (row[2] for row in rows))), post=post, until=until)
        for (deputy, name, post, until), rows in groupby(found, key=lambda row: (row[0], row[1], row[3], row[4]))
    ]


def _rows(person: UUID, at: datetime) -> Iterator[tuple[bool, str, str, str, datetime | None]]:
    concerned = Q(person=person) | Q(deputy_of__person=person)
    in_force = Q(valid_to=None) | Q(valid_to__gt=at)
    told = ("person_id", "person__name", "deputy_of__person__name", "valid_to")
    for model, where in ((GridAssignment, "grid"), (Appointment, "post__name")):
        rows = model.objects.filter(concerned, in_force, deputy_of__isnull=False, valid_from__lte=at)
        for deputy, name, principal, until, place in rows.values_list(*told, where):
            grid, post = (place, "") if model is GridAssignment else ("", place)
            yield deputy == person, principal if deputy == person else name, grid, post, until
