"""Whoever runs the house sees what was not sent, and why; names, numbers and addresses are not in it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from gongzhi.exchange.notify.claiming import again
from gongzhi.exchange.notify.models import FAILED, SENT, WAITING, Message, Parcel


def failed(limit: int) -> list[dict[str, Any]]:
    """The newest messages that were given up."""
    rows = Message.objects.filter(state=FAILED).order_by("-made_at", "-id")[:limit]
    return [
        {"id": str(row.id), "at": row.made_at.isoformat(), "way": row.way, "unit": row.unit, "code": row.code,
         "recipient": row.recipient, "matter": str(row.matter_id), "error": row.error, "finding": row.finding}
        for row in rows
    ]  # fmt: skip


def unsettled(limit: int) -> list[tuple[str, str]]:
    """Invariant 13: up to `limit` messages that are neither on their way, nor sent, nor visibly failed; and how so."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.matter_id, m.code, m.way, m.state, p.state FROM notify_message m "
            "LEFT JOIN notify_parcel p ON p.id = m.parcel_id WHERE (m.parcel_id IS NULL AND m.state = %s) "
            "OR (m.parcel_id IS NOT NULL AND (p.state IS NULL OR p.state <> m.state)) "
            "OR (m.state = %s AND m.error = '') OR m.state NOT IN (%s, %s, %s) LIMIT %s",
            [WAITING, FAILED, WAITING, SENT, FAILED, limit],
        )
        return [
            (str(UUID(str(matter))), f"{code} by {way} is {state}, what it went out with {parcel or 'is not there'}")
            for matter, code, way, state, parcel in cursor.fetchall()
        ]


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
