"""What somebody reported is listed to that person alone: whole where it may be seen, else as its code would tell it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from gongzhi.kernel import Actor
from gongzhi.matters import marks, queries, shown, telling
from gongzhi.matters.models import Entry, MatterRow


@dataclass(frozen=True, kw_only=True, slots=True)
class Reports:
    """A page of one's own reports, the newest first, and where the next begins."""

    rows: list[dict[str, Any]]
    after: str | None


def reported(by: Actor, at: datetime, *, after: str = "", limit: int = queries.PAGE) -> Reports:
    """The matters that `by` reported; 422 `cursor-unknown`."""
    lines = Entry.objects.filter(version=1, actor=by.id)
    if after:
        moment, last = marks.cursor(after)
        lines = lines.filter(Q(recorded_at__lt=moment) | Q(recorded_at=moment, matter_id__lt=last))
    found = list(lines.order_by("-recorded_at", "-matter_id").values_list("recorded_at", "matter_id")[: limit + 1])
    ids = [matter for _, matter in found[:limit]]
    rows = MatterRow.objects.in_bulk(ids)
    seen = set(MatterRow.objects.filter(id__in=ids).filter(queries.visible(by)).values_list("id", flat=True))
    texts = queries.texts_of(seen)
    told = [_told(rows[matter], texts if matter in seen else None, at) for matter in ids if matter in rows]
    return Reports(rows=told, after=marks.marked(*found[limit - 1]) if len(found) > limit else None)


def _told(row: MatterRow, texts: Any, at: datetime) -> dict[str, Any]:
    return {
        "id": row.id,
        "matter": None if texts is None else shown.matters([row], texts, at)[0],
        "followed": telling.followed_row(row, at) if texts is None else None,
    }
