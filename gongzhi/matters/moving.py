"""New boundaries move open matters only by a relocation through the door, one after the other, each with its result."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID, uuid5

from gongzhi.kernel import Actor, Refused, Right
from gongzhi.matters import door, journal
from gongzhi.matters.door import Order
from gongzhi.matters.loop.noting import Relocate
from gongzhi.matters.loop.state import OPEN
from gongzhi.matters.models import MatterRow
from gongzhi.matters.receipts import Receipt
from gongzhi.places.atlas import Atlas
from gongzhi.places.moving import Move, moved_points

JOB = Actor(id="system:boundaries", rights=frozenset({Right(duty="matters.triage")}))
FINEST = ("grid", "community", "township", "county")


def would_move(atlas: Atlas) -> Iterator[Move[UUID]]:
    """The open matters that lie in another area under these boundaries than the one they are kept in."""
    rows = MatterRow.objects.filter(stage__in=OPEN, lat__isnull=False).order_by("id")
    found = rows.values_list("id", "lat", "lon", *FINEST).iterator(chunk_size=5000)
    return moved_points(
        atlas,
        ((matter, lat, lon, next((code for code in finest if code), None)) for matter, lat, lon, *finest in found),
    )


def relocate(move: Move[UUID], at: datetime) -> Receipt | Refused | None:
    """Relocate one matter to where its own point lies now; the same move again is done once. None: it has no point."""
    point = journal.state(move.matter).place.point
    if point is None:
        return None
    key = uuid5(move.matter, f"boundaries {move.fix.version}")
    try:
        return door.execute(Order(command=Relocate(point=point), by=JOB, key=key, matter=move.matter), at=at)
    except Refused as refusal:
        return refusal
