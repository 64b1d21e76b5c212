"""Lists and counters read the rows and change nothing; what somebody may not see is not in their list, nor counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from gongzhi.kernel import Actor, Refused
from gongzhi.matters import answers, ordering
from gongzhi.matters.models import AttachmentRow, Entry, FeedRow, MatterRow, PartRow, Sequencer, TextRow
from gongzhi.matters.ordering import Order
from gongzhi.matters.receipts import CODE_LENGTH, query_digest, readable
from gongzhi.matters.searching import sought
from gongzhi.matters.sight import Sight, sight_of
from gongzhi.places import locating as places

PAGE = 50
MOST = 200
COUNTED = 10_000
FEW = 5_000
"""Up to so many ids a list is quicker found by them than by walking through all matters in order."""
SUPERVISION = ("urged", "supervised", "listed")
"""How far supervision has come, from the mildest."""
_COLUMNS = {"county": "county", "township": "township", "community": "community", "grid": "grid"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """What a list shall hold. Empty means no condition."""

    stage: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    area: str = ""
    unit: str = ""
    light: str = ""
    since: datetime | None = None
    until: datetime | None = None
    text: str = ""
    origin: str = ""
    placed: str = ""
    waiting: str = ""
    supervision: str = ""
    order: str = "newest"


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """One page: rows, where the next begins, how many there are (counted up to 10,000), and whether that is all."""

    rows: list[MatterRow]
    texts: dict[UUID, dict[str, str]]
    after: str | None
    total: int | None
    exact: bool


@dataclass(slots=True)
class Wished:
    """Rows as they are listed, walking along `order`, and the same rows as they are counted, by what finds them."""

    order: Order
    listed: "QuerySet[MatterRow]"
    counted: "QuerySet[MatterRow]"
    countable: bool = True

    def only(self, **conditions: Any) -> None:
        """Those for which this holds."""
        self.listed, self.counted = self.listed.filter(**conditions), self.counted.filter(**conditions)

    def also(self, condition: Q) -> None:
        """Those for which this holds."""
        self.listed, self.counted = self.listed.filter(condition), self.counted.filter(condition)

    def among(self, ids: "QuerySet[Any]", same: Q) -> None:
        """Those with these ids, for which `same` holds too: where there are few, the list begins with the ids."""
        self.counted = self.counted.filter(id__in=ids)
        few = ids[: FEW + 1].count() <= FEW
        self.listed = self.listed.filter(id__in=ids) if few else self.listed.filter(same)


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


def wished(wish: Wish, by: Actor, at: datetime) -> Wished:
    """What the actor may see and wishes to."""
    order = ordering.order_of(wish.order)
    found = Wished(order, MatterRow.objects.all(), MatterRow.objects.all())
    if order is ordering.DUE and wish.waiting != answers.BOX:
        found.only(due_at__isnull=False)
    sight = sight_of(by)
    if wish.waiting == answers.BOX:
        found.also(sight.rows() & answers.unanswered(wish.unit))
        if order is ordering.DUE:
            found.order, found.listed = ordering.ByTime(answers.DUE), answers.by_due(found.listed, wish.unit)
    elif not wish.unit or wish.unit != sight.unit:
        _seen(found, sight)
    elif sight.desk is not None:
        found.also(sight.desk)
    if wish.unit and wish.waiting != answers.BOX:
        _on_desk(found, wish.unit)
    for name in ("stage", "kind", "channel"):
        if getattr(wish, name):
            found.only(**{f"{name}__in": getattr(wish, name)})
    for name in ("origin", "placed"):
        if getattr(wish, name):
            found.only(**{name: getattr(wish, name)})
    if wish.area:
        found.only(**_in_area(wish.area))
    if wish.waiting and wish.waiting != answers.BOX:
        found.only(waiting=wish.waiting)
    if wish.supervision:
        found.only(supervision__gte=SUPERVISION.index(wish.supervision) + 1)
    if wish.light:
        found.only(**_lit(wish.light, at))
    if wish.since:
        found.only(opened_at__gte=wish.since)
    if wish.until:
        found.only(opened_at__lt=wish.until)
    if wish.text.strip():
        _searched(found, wish.text.strip())
    return found


def _seen(found: Wished, sight: Sight) -> None:
    if sight.wide:
        found.also(sight.rows())
    else:
        found.among(sight.ids(), sight.rows())


def _on_desk(found: Wished, unit: str) -> None:
    """What the unit holds, or has a share in that is not done."""
    shares = PartRow.objects.filter(unit=unit, state__in=("offered", "taken", "called"))
    held = MatterRow.objects.filter(holder=unit)
    if found.order is ordering.DUE:
        held = held.filter(due_at__isnull=False)
    ids = held.values_list("id").union(shares.values_list("matter_id"), all=True)
    found.among(ids, Q(holder=unit) | Q(Exists(shares.filter(matter_id=OuterRef("id")))))


def _in_area(code: str) -> dict[str, str]:
    level = places.area(code).level
    if level == "city":
        return {}
    if level not in _COLUMNS:
        raise Refused("area-too-fine", status=422, area=code)
    return {_COLUMNS[level]: code}


def _lit(light: str, at: datetime) -> dict[str, datetime]:
    bounds = {
        "red": {"due_at__lte": at},
        "orange": {"due_at__gt": at, "orange_at__lte": at},
        "yellow": {"orange_at__gt": at, "yellow_at__lte": at},
        "green": {"yellow_at__gt": at},
    }
    if light not in bounds:
        raise Refused("light-unknown", status=422, value=light, known=", ".join(bounds))
    return bounds[light]


def _searched(found: Wished, text: str) -> None:
    code = readable(text)
    if len(code) == CODE_LENGTH and code.isascii() and code.isalnum():
        digest = query_digest(code)
        if found.listed.filter(query_digest=digest).exists():
            found.only(query_digest=digest)
            return
    if text[:8].isdigit() and text.count("-") == 2:
        found.only(number=text)
        return
    asked = sought(text)
    found.listed, found.counted = asked.among(found.listed), asked.among(found.counted)
    found.countable = not asked.common


def page(wish: Wish, by: Actor, at: datetime, *, after: str = "", limit: int = PAGE, counted: bool = True) -> Page:
    """One page of a list in its order; the next page begins after the last row of this one.

    The total of the first page is counted up to 10,000; for a word that very many matters hold, it is what the page
    shows, and not exact. Without `counted` it is None where there is more than this page: counting takes longer than
    finding the first rows, and `count` tells it afterwards.
    """
    wanted = wished(wish, by, at)
    rows = wanted.listed.filter(wanted.order.after(after)) if after else wanted.listed
    found = list(wanted.order.sort(rows)[: limit + 1])
    shown = found[:limit]
    more = len(found) > limit
    total, exact = (None, True) if after or (more and not counted) else _total(wanted, len(shown), more=more)
    return Page(
        rows=shown,
        texts=texts_of([row.id for row in shown]),
        after=wanted.order.mark(shown[-1]) if more else None,
        total=total,
        exact=exact,
    )


def count(wish: Wish, by: Actor, at: datetime) -> tuple[int, bool]:
    """How many matters such a list holds, and whether that is all of them: what its first page tells as its total."""
    wanted = wished(wish, by, at)
    if wanted.countable:
        return _counted(wanted)
    found = len(wanted.order.sort(wanted.listed)[: PAGE + 1].values_list("id", flat=True))
    return min(found, PAGE), found <= PAGE


def _total(wanted: Wished, shown: int, *, more: bool) -> tuple[int, bool]:
    return _counted(wanted) if more and wanted.countable else (shown, not more)


def _counted(wanted: Wished) -> tuple[int, bool]:
    found = wanted.counted.order_by()[: COUNTED + 1].count()
    return min(found, COUNTED), found <= COUNTED


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


def changed_rows(after: int, limit: int) -> tuple[list[tuple[int, MatterRow, int]], int]:
    """The rows of matters that changed after a position of the feed, in the order of their last one there: that, the
    row, the version in which it was first changed; and where that ends.
    """
    fed = FeedRow.objects.filter(position__gt=after).order_by("position")
    sent = list(fed.values_list("position", "matter_id", "version")[:limit])
    last = {matter: position for position, matter, _ in sent if position is not None}
    first = {matter: version for _, matter, version in reversed(sent)}
    rows = MatterRow.objects.in_bulk(list(last))
    found = [(position, rows[matter], first[matter]) for matter, position in last.items() if matter in rows]
    return sorted(found, key=lambda each: each[0]), (sent[-1][0] or after) if sent else after


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
