"""What one matter means for others: a merged one is answered with the other, what comes back is recognised."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from gongzhi.kernel import SYSTEM, Crs, GeoPoint, Refused
from gongzhi.matters import door
from gongzhi.matters.loop.merging import PassAnswer
from gongzhi.matters.loop.sampling import Recognise
from gongzhi.matters.loop.state import ENDED, Stage
from gongzhi.matters.models import MatterRow
from gongzhi.matters.outbox import Sent
from gongzhi.places import locating as places

OVER = frozenset(stage.value for stage in ENDED)
SAME_PLACE_M = 50.0
"""Within how many metres a place is the same: about the accuracy of a telephone between houses."""
WITHIN = timedelta(days=90)
"""Within how long after its close the same thing again is a recurrence (domain.md §2.2)."""
OVERTAKEN = frozenset({"wrong-stage", "answered-already", "recognised-already", "too-early"})


def answer_merged(sent: Sequence[Sent], at: datetime) -> None:
    """Answer the reporters of what was merged into matters that are over now."""
    over = {item.matter for item in sent if item.stage in OVER}
    waiting = MatterRow.objects.filter(merged_into__in=over, stage=Stage.MERGED, archive_at__isnull=True)
    # In the order of their ids, as everybody locks; and once for each merge, for what was parted may be merged again.
    for child, version in waiting.order_by("id").values_list("id", "version"):
        _say(child, PassAnswer(), f"answer {version}", at)


def recognise(sent: Sequence[Sent], at: datetime) -> None:
    """Link what was reported to the newest matter of its kind that was closed at the same place within 90 days."""
    fresh = [item.matter for item in sent if not item.was]
    wanted = MatterRow.objects.filter(id__in=fresh, lat__isnull=False).exclude(grid="").exclude(origin="import")
    for row in wanted.order_by("id"):
        earlier = _earlier(row, at)
        if earlier is not None:
            _say(row.id, Recognise(of=earlier), "recurred", at)


def _earlier(row: MatterRow, at: datetime) -> UUID | None:
    closed = MatterRow.objects.filter(grid=row.grid, kind=row.kind, closed_at__gte=at - WITHIN, lat__isnull=False)
    found = closed.exclude(id=row.id).filter(recorded_at__lt=row.recorded_at).order_by("-closed_at", "id")
    assert row.lat is not None
    assert row.lon is not None
    for matter, lat, lon in found.values_list("id", "lat", "lon")[:200]:
        assert lat is not None
        assert lon is not None
        if places.metres(row.lon, row.lat, GeoPoint(lon=lon, lat=lat, crs=Crs.WGS84)) <= SAME_PLACE_M:
            return matter
    return None


def _say(matter: UUID, command: Any, name: str, at: datetime) -> None:
    """Give the system's command once; what somebody else did meanwhile makes it needless, not wrong."""
    try:
        door.execute(door.Order(command=command, by=SYSTEM, key=uuid5(matter, name), matter=matter), at=at)
    except Refused as refusal:
        if refusal.code not in OVERTAKEN:
            raise
