"""Lists and counters read the rows and change nothing; what somebody may not see is not in their list, nor counted."""

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from gongzhi.kernel import Actor, Refused
from gongzhi.matters.models import AttachmentRow, Entry, FeedRow, MatterRow, PartRow, Sequencer, Tally, TextRow
from gongzhi.matters.receipts import CODE_LENGTH, query_digest, readable
from gongzhi.matters.searching import matching
from gongzhi.matters.sight import sight_of
from gongzhi.places import locating as places

PAGE = 50
MOST = 200
COUNTED = 10_000
MARK = 200
_COLUMNS = {"county": "county", "township": "township", "community": "community", "grid": "grid"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """What a list shall hold. Empty means no condition."""

    stage: tuple[str, ...] = ()
    kind: str = ""
    area: str = ""
    unit: str = ""
    light: str = ""
    since: datetime | None = None
    until: datetime | None = None
    text: str = ""
    origin: str = ""
    placed: str = ""
    order: str = "newest"


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """One page: rows, where the next begins, how many there are (counted up to 10,000), and whether that is all."""

    rows: list[MatterRow]
    texts: dict[UUID, dict[str, str]]
    after: str | None
    total: int | None
    exact: bool


def visible(by: Actor) -> Q:
    """The rows that the actor may see (`sight.py`)."""
    return sight_of(by).rows()


def access_matter(matter: UUID, by: Actor) -> MatterRow:
    """The row, if the actor may see it; 404 `matter-unknown` for all others, so that nothing leaks."""
    found = MatterRow.objects.filter(id=matter).filter(visible(by)).first()
    if found is None:
        raise Refused("matter-unknown", status=404, matter=str(matter))
    return found


def access_number(number: str, by: Actor) -> MatterRow:
    """The row with that number, as `access_matter`."""
    found = MatterRow.objects.filter(number=number).filter(visible(by)).first()
    if found is None:
        raise Refused("matter-unknown", status=404, matter=number[:40])
    return found


def wished(wish: Wish, by: Actor, at: datetime) -> "QuerySet[MatterRow]":
    """The rows that the actor may see and wishes to, without order."""
    rows = MatterRow.objects.filter(visible(by))
    if wish.stage:
        rows = rows.filter(stage__in=wish.stage)
    for name in ("kind", "origin", "placed"):
        if getattr(wish, name):
            rows = rows.filter(**{name: getattr(wish, name)})
    if wish.area:
        rows = _in_area(rows, wish.area)
    if wish.unit:
        parts = PartRow.objects.filter(unit=wish.unit, state__in=("offered", "taken")).values("matter_id")
        rows = rows.filter(Q(holder=wish.unit) | Q(id__in=parts))
    if wish.light:
        rows = _lit(rows, wish.light, at)
    if wish.since:
        rows = rows.filter(opened_at__gte=wish.since)
    if wish.until:
        rows = rows.filter(opened_at__lt=wish.until)
    return _searched(rows, wish.text.strip()) if wish.text.strip() else rows


def _in_area(rows: "QuerySet[MatterRow]", code: str) -> "QuerySet[MatterRow]":
    level = places.area(code).level
    if level == "city":
        return rows
    if level not in _COLUMNS:
        raise Refused("area-too-fine", status=422, area=code)
    return rows.filter(**{_COLUMNS[level]: code})


def _lit(rows: "QuerySet[MatterRow]", light: str, at: datetime) -> "QuerySet[MatterRow]":
    bounds = {
        "red": {"due_at__lte": at},
        "orange": {"due_at__gt": at, "orange_at__lte": at},
        "yellow": {"orange_at__gt": at, "yellow_at__lte": at},
        "green": {"yellow_at__gt": at},
    }
    if light not in bounds:
        raise Refused("light-unknown", status=422, value=light, known=", ".join(bounds))
    return rows.filter(**bounds[light])


def _searched(rows: "QuerySet[MatterRow]", text: str) -> "QuerySet[MatterRow]":
    code = readable(text)
    if len(code) == CODE_LENGTH and code.isascii() and code.isalnum():
        known = rows.filter(query_digest=query_digest(code))
        if known.exists():
            return known
    if text[:8].isdigit() and text.count("-") == 2:
        return rows.filter(number=text)
    return matching(rows, text)


def page(wish: Wish, by: Actor, at: datetime, *, after: str = "", limit: int = PAGE) -> Page:
    """One page of a list: newest first, or what is due first; the next page begins after the last row of this one."""
    rows = wished(wish, by, at)
    total = None if after else rows.order_by()[: COUNTED + 1].count()
    column = {"newest": "opened_at", "due": "due_at"}.get(wish.order)
    if column is None:
        raise Refused("order-unknown", status=422, value=wish.order, known="newest, due")
    down = column == "opened_at"
    if not down:
        rows = rows.filter(due_at__isnull=False)
    if after:
        rows = rows.filter(_beyond(column, _cursor(after), down=down))
    order = [f"-{column}", "-id"] if down else [column, "id"]
    found = list(rows.order_by(*order)[: limit + 1])
    shown = found[:limit]
    return Page(
        rows=shown,
        texts=texts_of([row.id for row in shown]),
        after=mark_of(shown[-1], column) if len(found) > limit else None,
        total=None if total is None else min(total, COUNTED),
        exact=total is None or total <= COUNTED,
    )


def _beyond(column: str, mark: tuple[datetime, UUID], *, down: bool) -> Q:
    moment, last = mark
    side = "lt" if down else "gt"
    edge = Q(**{f"{column}__{side}e": moment})
    return edge & (Q(**{f"{column}__{side}": moment}) | Q(**{column: moment, f"id__{side}": last}))


def mark_of(row: MatterRow, column: str) -> str:
    """Where the page after `row` begins, in a list ordered by `column` (opened_at or due_at)."""
    said = json.dumps([getattr(row, column).isoformat(), row.id.hex])
    return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def _cursor(mark: str) -> tuple[datetime, UUID]:
    try:
        moment, last = json.loads(base64.urlsafe_b64decode(mark[:MARK] + "=" * (-len(mark) % 4)))
        return datetime.fromisoformat(moment).astimezone(UTC), UUID(last)
    except (ValueError, TypeError, AttributeError, OverflowError) as error:
        raise Refused("cursor-unknown", status=422, value=mark[:40]) from error


def texts_of(matters: Iterable[UUID]) -> dict[UUID, dict[str, str]]:
    """Report text and address of those matters, as far as they are kept in the open (P0, P1); the newest of each."""
    found: dict[UUID, dict[str, str]] = {}
    versions: dict[tuple[UUID, str], int] = {}
    for row in TextRow.objects.filter(matter_id__in=list(matters)):
        version, _, name = row.ref.partition(".")
        if name in ("text", "address") and int(version) > versions.get((row.matter_id, name), 0):
            versions[row.matter_id, name] = int(version)
            found.setdefault(row.matter_id, {})[name] = row.text
    return found


def lines(matter: UUID) -> list[Entry]:
    """The journal of a matter in order."""
    return list(Entry.objects.filter(matter_id=matter).order_by("version"))


def tallies() -> dict[str, dict[str, int]]:
    """How many matters stand at which stage, by county, as far as the feed was counted."""
    found: dict[str, dict[str, int]] = {}
    for row in Tally.objects.filter(matters__gt=0):
        found.setdefault(row.county, {})[row.stage] = row.matters
    return found


def changed_rows(after: int, limit: int) -> tuple[list[tuple[int, MatterRow]], int]:
    """The rows of matters that changed after a position of the feed, each with its last one; and where that ends."""
    sent = list(
        FeedRow.objects.filter(position__gt=after).order_by("position").values_list("position", "matter_id")[:limit]
    )
    last = {matter: position for position, matter in sent if position is not None}
    rows = MatterRow.objects.in_bulk(list(last))
    found = [(position, rows[matter]) for matter, position in last.items() if matter in rows]
    return sorted(found, key=lambda pair: pair[0]), (sent[-1][0] or after) if sent else after


def last_position() -> int:
    """The last position that the feed has given."""
    return Sequencer.objects.values_list("position", flat=True).first() or 0


def access_code(code: str) -> MatterRow:
    """The row behind a query code; 404 `code-unknown`."""
    found = MatterRow.objects.filter(query_digest=query_digest(readable(code))).first()
    if found is None:
        raise Refused("code-unknown", status=404)
    return found


def files_of(matter: UUID) -> list[str]:
    """The content hashes of a matter's files."""
    return list(AttachmentRow.objects.filter(matter_id=matter).order_by("version").values_list("digest", flat=True))


def id_of(number: str) -> UUID | None:
    """The id of the matter with that number, for whoever runs the installation."""
    return MatterRow.objects.filter(number=number).values_list("id", flat=True).first()
