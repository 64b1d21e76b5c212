"""Whoever runs the house sees what was not sent, and why; names, numbers and addresses are not in it."""

from datetime import datetime
from typing import Any

from gongzhi.exchange.notify.claiming import again
from gongzhi.exchange.notify.models import FAILED, WAITING, Message, Parcel


def failed(limit: int) -> list[dict[str, Any]]:
    """The newest messages that were given up."""
    rows = Message.objects.filter(state=FAILED).order_by("-made_at", "-id")[:limit]
    return [
        {"id": str(row.id), "at": row.made_at.isoformat(), "way": row.way, "unit": row.unit, "code": row.code,
         "recipient": row.recipient, "matter": str(row.matter_id), "error": row.error, "finding": row.finding}
        for row in rows
    ]  # fmt: skip


def counts() -> dict[str, int]:
    """How many messages were given up and how many parcels wait."""
    return {
        "failed": Message.objects.filter(state=FAILED).count(),
        "waiting": Parcel.objects.filter(state=WAITING).count(),
    }


def retry(limit: int, at: datetime) -> int:
    """Let up to `limit` parcels that were given up go out again; how many."""
    ids = Parcel.objects.filter(state=FAILED).order_by("-done_at").values_list("id", flat=True)[:limit]
    return again(list(ids), at)
