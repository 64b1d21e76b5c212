"""Everybody finds in one list what they were told: what is unread first, the newest first."""

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from gongzhi.exchange.notify.models import INBOX, Message
from gongzhi.kernel import Actor, Refused

COUNTED = 10_000
MARK = 200
Mark = tuple[bool, int, UUID]
"""Read already, position, id: where a page ends."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """A page, where the next begins, how much of the inbox is unread (up to 10,000), and whether that is all."""

    rows: list[Message]
    after: str | None
    unread: int
    exact: bool


def page(by: Actor, *, after: str = "", limit: int = 50, unread: bool = False) -> Page:
    """One page: what is unread, then (where not only that is wished for) what was read, each the newest first."""
    mark = _mark(after) if after else None
    found = list(_walk(by, mark, limit + 1, unread=unread))
    more = len(found) > limit
    count = _own(by).filter(read_at__isnull=True).order_by()[: COUNTED + 1].count()
    return Page(
        rows=found[:limit],
        after=mark_of(found[limit - 1]) if more else None,
        unread=min(count, COUNTED),
        exact=count <= COUNTED,
    )


def _own(by: Actor) -> "QuerySet[Message]":
    return Message.objects.filter(recipient=by.id, way=INBOX)


def _walk(by: Actor, mark: Mark | None, limit: int, *, unread: bool) -> Iterator[Message]:
    given = 0
    for read in (False,) if unread else (False, True):
        rows = _own(by).filter(read_at__isnull=not read).order_by("-position", "-id")
        if mark is not None and mark[0] > read:
            continue
        if mark is not None and mark[0] == read:
            rows = rows.filter(Q(position__lt=mark[1]) | Q(position=mark[1], id__lt=mark[2]))
        for row in rows[: limit - given]:
            given += 1
            yield row


def mark_of(row: Message) -> str:
    """Where the page after `row` begins."""
    said = json.dumps([row.read_at is not None, row.position, row.id.hex])
    return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def _mark(said: str) -> Mark:
    try:
        read, position, last = json.loads(base64.urlsafe_b64decode(said[:MARK] + "=" * (-len(said) % 4)))
        if not isinstance(position, int) or abs(position) >= 2**63:
            raise ValueError(said)
        return bool(read), position, UUID(last)
    except (ValueError, TypeError, AttributeError) as error:
        raise Refused("cursor-unknown", status=422, value=said[:40]) from error


def read(message: UUID, by: Actor, at: datetime) -> None:
    """Note that it was read, once; 404 `message-unknown` for what is not in the caller's own inbox."""
    mine = _own(by).filter(id=message)
    if not mine.filter(read_at__isnull=True).update(read_at=at) and not mine.exists():
        raise Refused("message-unknown", status=404)


def read_all(by: Actor, at: datetime) -> int:
    """Note that everything was read; how much that was."""
    return _own(by).filter(read_at__isnull=True).update(read_at=at)
