"""What lies near in place and time is looked for among matters that are open and that the asker may see."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from uuid import UUID

import numpy as np
from django.db.models import Q, QuerySet

from gongzhi.catalogue import Text
from gongzhi.kernel import Actor
from gongzhi.matters import catalogues, queries
from gongzhi.matters.lessons import OVER
from gongzhi.matters.loop.state import OPEN
from gongzhi.matters.models import MatterRow, TextRow
from gongzhi.matters.sealing import OPEN_TEXT
from gongzhi.matters.searching import holding
from gongzhi.matters.shown import area_name
from gongzhi.matters.sight import sight_of
from gongzhi.places.earth import metres_per_degree

WAITING = tuple(stage.value for stage in OPEN)
NEWEST, CLOSEST = 3_000, 500
"""Matters of those hours that are looked through for words, and near a point, the newest first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Neighbour:
    """A matter that the asker may see, with its words; `metres` None where either of the two has no place."""

    id: UUID
    number: str
    kind: str
    name: Text
    stage: str
    lead: str
    area: str
    placed: bool
    opened_at: datetime
    metres: float | None
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Vicinity:
    """So many hours before or after `at`, and so many metres, as `by` may see it; without the matter asked about."""

    at: datetime
    hours: float
    metres: float
    by: Actor
    but: UUID | None = None

    def rows(self) -> "QuerySet[MatterRow]":
        """Open matters of those hours with words in the open, the newest first."""
        span = timedelta(hours=self.hours)
        found = MatterRow.objects.filter(stage__in=WAITING, privacy__in=OPEN_TEXT)
        found = found.filter(opened_at__gte=self.at - span, opened_at__lte=self.at + span)
        seen = found.filter(sight_of(self.by).rows())
        return (seen.exclude(id=self.but) if self.but else seen).order_by("-opened_at", "-id")

    def around(self, lat: float, lon: float) -> list[Neighbour]:
        """Those within so many metres of a point (WGS84 degrees)."""
        east, north = (float(each) for each in metres_per_degree(lat))
        rows = list(self.rows().filter(**box(lat, lon, self.metres))[:CLOSEST])
        away = {
            row.id: float(np.hypot((row.lat - lat) * north, (row.lon - lon) * east))
            for row in rows
            if row.lat is not None and row.lon is not None
        }
        return told([row for row in rows if away[row.id] <= self.metres], away)

    def saying(self, runs: Collection[str]) -> list[Neighbour]:
        """Those whose words hold one of the runs, among the newest few thousand."""
        if not runs:
            return []
        newest = list(self.rows().values_list("id", flat=True)[:NEWEST])
        said = reduce(or_, (Q(text__contains=run) for run in runs))
        held = TextRow.objects.filter(said, matter_id__in=newest, ref__endswith=".text")
        return told(list(MatterRow.objects.filter(id__in=set(held.values_list("matter_id", flat=True)))), {})


def box(lat: float, lon: float, metres: float) -> dict[str, float]:
    """As conditions on rows: in the square that reaches so many metres from a point (WGS84 degrees) on each side."""
    east, north = (float(each) for each in metres_per_degree(lat))
    high, wide = metres / north, metres / max(east, 1.0)
    return {"lat__gte": lat - high, "lat__lte": lat + high, "lon__gte": lon - wide, "lon__lte": lon + wide}


def ended_saying(runs: Sequence[str], by: Actor, most: int) -> list[Neighbour]:
    """Matters that are over, seen by the actor and found by one of the runs; about `most` are looked at."""
    over = MatterRow.objects.filter(id__in=holding(runs, most), stage__in=OVER, privacy__in=OPEN_TEXT)
    return told(list(over.filter(sight_of(by).rows()).order_by("-opened_at", "-id")), {})


def told(rows: Sequence[MatterRow], away: dict[UUID, float]) -> list[Neighbour]:
    """Rows with their words; one that has none is left out."""
    texts = queries.texts_of(row.id for row in rows)
    return [_neighbour(row, texts[row.id]["text"], away.get(row.id)) for row in rows if "text" in texts.get(row.id, {})]


def _neighbour(row: MatterRow, text: str, metres: float | None) -> Neighbour:
    kind = catalogues.of(int(row.catalogue)).kinds.get(row.kind)
    return Neighbour(
        id=row.id,
        number=row.number,
        kind=row.kind,
        name=kind.name if kind else Text(row.kind, row.kind),
        stage=row.stage,
        lead=row.lead,
        area=area_name(row),
        placed=row.lat is not None,
        opened_at=row.opened_at,
        metres=metres,
        text=text,
    )


def newest_texts(most: int) -> Iterable[str]:
    """The words of the newest matters in the open: what people write about now, to tell what is rare."""
    newest = list(
        MatterRow.objects.filter(privacy__in=OPEN_TEXT).order_by("-opened_at").values_list("id", flat=True)[:most]
    )
    return TextRow.objects.filter(matter_id__in=newest, ref__endswith=".text").values_list("text", flat=True)
