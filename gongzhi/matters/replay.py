"""Every stored matter is rebuilt from its journal and compared; a line changed, cut out, put in or moved is named."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

import msgspec
import numpy as np
from django.db import connection

from gongzhi.matters import catalogues, rows, wording
from gongzhi.matters.codec import FIRST, line_hashes
from gongzhi.matters.loop.state import Matter
from gongzhi.matters.models import MatterRow
from gongzhi.matters.moving import FINEST
from gongzhi.matters.recounting import miscounted, sampled
from gongzhi.matters.retracing import retrace
from gongzhi.matters.rows import Row
from gongzhi.matters.stored import Reach, Stored, stored
from gongzhi.matters.upholding import unkept
from gongzhi.places.standing import standing
from gongzhi.vault import destroying, looking

_PLACE = {name: place for place, name in enumerate(rows.MATTER)}
_HEAD, _QUERY = _PLACE["head"], _PLACE["query_digest"]
_FINEST = [_PLACE[level] for level in FINEST]
_KEY = rows.JOURNAL.index("key")
_TOLD = rows.CLOCK.index("claimed_by")
"""Columns of a clock that its journal decides; what the timers keep for themselves comes after them."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something stored that is not as it must be: which rule, which matter, which version, what."""

    rule: str
    matter: str
    version: int | None
    what: str


def matters(ids: Iterable[UUID]) -> Iterator[Finding]:
    """What is wrong with these matters: journal, row, clocks, parts, feed, words, and the invariants over them."""
    return _checked(stored(Reach(ids=tuple(ids))))


def between(after: UUID | None, upto: UUID | None) -> tuple[int, list[Finding]]:
    """How many matters have an id after `after` and not after `upto`, and what is wrong with them.

    Whatever belongs to no matter, and would lie there, is found too.
    """
    found = stored(Reach(after=after, upto=upto))
    return len(found.matters), list(_checked(found))


def _checked(found: Stored) -> Iterator[Finding]:
    for matter in found.ids:
        yield from _one(matter, found)
    yield from _placed(list(found.matters.values()))


def _placed(found: list[Row]) -> Iterator[Finding]:
    """Invariant 10: each point lies in the grid stored with it, under the boundaries it was placed by."""
    by_version: dict[int, list[Row]] = {}
    for row in found:
        if row[_PLACE["boundary"]] and row[_PLACE["lat"]] is not None:
            by_version.setdefault(row[_PLACE["boundary"]], []).append(row)
    for version, some in sorted(by_version.items()):
        lons, lats = (np.array([row[_PLACE[axis]] for row in some], dtype=float) for axis in ("lon", "lat"))
        for row, fix in zip(some, standing().atlas(version).locate_many(lons, lats), strict=True):
            kept = next((row[level] for level in _FINEST if row[level]), None)
            placed = row[_PLACE["placed"]]
            if (fix.how, fix.area) != (placed, kept):
                what = f"kept as {placed} in {kept}, boundary version {version} says {fix.how} in {fix.area}"
                yield Finding("invariant-10", str(row[0]), row[_PLACE["version"]], what)


def _one(matter: UUID, found: Stored) -> Iterator[Finding]:
    named, lines, row = str(matter), found.journals.get(matter, []), found.matters.get(matter)
    yield from _fed(named, found.feed.get(matter, []), len(lines))
    if len({line[_KEY] for line in lines}) != len(found.feed.get(matter, ())):
        yield Finding("invariant-3", named, None, "the feed holds more or fewer commands than the journal has keys")
    if not lines:
        yield Finding("journal", named, None, "what is stored has no journal line")
        return
    head, broken = FIRST, False
    for place, (line, hashed) in enumerate(zip(lines, line_hashes(lines), strict=True), 1):
        if line[1] != place:
            yield Finding("journal", named, place, f"version {place} is missing: version {line[1]} follows")
            return
        if line[-1] != head and not broken:
            broken = True
            yield Finding("chain", named, place - 1, f"the hash in version {place} is not that of version {place - 1}")
        head = hashed
    if row is None:
        yield Finding("row", named, None, "the journal has no row")
        return
    if row[_HEAD] != head and not broken:
        yield Finding("chain", named, len(lines), f"the row keeps another head than version {len(lines)} gives")
    try:
        yield from _replayed(matter, lines, row, found)
        yield from (Finding("words", named, None, what) for what in wording.faults(matter, found))
        if sampled(matter):
            yield from (Finding("invariant-14", named, None, what) for what in wording.told(matter, found))
    except (msgspec.MsgspecError, KeyError, TypeError) as error:
        yield Finding("replay", named, None, f"a line cannot be read back: {error}")


def _fed(named: str, feed: list[Row], lines: int) -> Iterator[Finding]:
    """Invariant 12 of one matter: the feed holds each of its lines once, in their order."""
    following = 1
    # What waits for its position comes after all that has one.
    for _, version, count, _, _ in sorted(feed, key=lambda row: (row[3] is None, row[3], row[4])):
        if version != following:
            yield Finding("feed", named, version, f"version {version} stands in the feed out of its order")
        following = version + count
    if sum(row[2] for row in feed) != lines:
        yield Finding("feed", named, None, "lines of the feed and of the journal do not agree")


def _replayed(matter: UUID, lines: list[Row], row: Row, found: Stored) -> Iterator[Finding]:
    named = str(matter)
    traced = retrace(matter, lines)
    state = traced.state
    yield from _compared(state, row)
    clocks = [clock[:_TOLD] for clock in found.clocks.get(matter, ())]
    if clocks != [clock[:_TOLD] for clock in rows.clock_rows(state)]:
        yield Finding("clocks", named, state.version, "the clocks stored are not those of the journal")
    if found.parts.get(matter, []) != rows.part_rows(state):
        yield Finding("parts", named, state.version, "the parts stored are not those of the journal")
    yield from (Finding(rule, named, version, what) for rule, version, what in traced.strayed)
    yield from (Finding(rule, named, state.version, what) for rule, what in unkept(state, traced.ends))
    yield from (Finding("invariant-8", named, state.version, what) for what in miscounted(state))
    if sorted(state.absorbed) != sorted(child for _, child in found.children.get(matter, ())):
        yield Finding("merged", named, state.version, "what was merged into it does not say so, or it does not know it")


def _compared(state: Matter, row: Row) -> Iterator[Finding]:
    """Each column of the row against the state; the head is compared with the chain, the query code with the key."""
    kept, made = (*row[:_QUERY], "", *row[_QUERY + 1 :]), rows.matter_row(state, row[_HEAD], "")
    if made == kept:
        return
    for name, value, expected in zip(rows.MATTER, kept, made, strict=True):
        if value != expected:
            yield Finding("row", str(state.id), state.version, f"{name} is {value!r}, the journal says {expected!r}")


def across() -> Iterator[Finding]:
    """What no matter shows by itself: gaps in the feed, merges that go in a circle, looks without a purpose."""
    yield from feed()
    yield from (Finding("merged", str(matter), None, "merged into itself, over others") for matter in _circles())
    purposes = catalogues.purposes_ever()
    yield from (Finding(rule, matter, None, what) for rule, matter, what in looking.unfounded(purposes))
    yield from (Finding(rule, matter, None, what) for rule, matter, what in destroying.undone())


def _circles() -> Iterator[UUID]:
    """One matter of each circle of merges."""
    into = dict(MatterRow.objects.filter(merged_into__isnull=False).values_list("id", "merged_into"))
    seen: set[UUID] = set()
    for matter in sorted(into):
        way: set[UUID] = set()
        at: UUID | None = matter
        while at is not None and at not in seen:
            way.add(at)
            seen.add(at)
            at = into.get(at)
        if at in way:
            yield matter


def feed() -> Iterator[Finding]:
    """Whether the feed is whole: its positions go on without a gap, up to the last that was given."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT position, lines, before FROM (SELECT position, lines, lag(position, 1, 0) OVER (ORDER BY position) "
            "AS before FROM matters_feed WHERE position IS NOT NULL) AS sent WHERE position - lines <> before LIMIT 100"
        )
        for position, lines, before in cursor.fetchall():
            yield Finding("feed", "", None, f"positions {before + 1} to {position - lines} are missing from the feed")
        cursor.execute("SELECT position FROM matters_sequencer WHERE id = 1")
        last = (cursor.fetchone() or (0,))[0]
        cursor.execute("SELECT coalesce(max(position), 0) FROM matters_feed")
        newest = cursor.fetchone()[0]
        if newest != last:
            yield Finding("feed", "", None, f"positions {newest + 1} to {last} are missing from the feed")


def ranges(size: int) -> Iterator[tuple[UUID | None, UUID | None]]:
    """Bounds (after, not after) that part all matters in the order of their ids, so many at a time, none left out."""
    after: UUID | None = None
    while True:
        found = MatterRow.objects.order_by("id")
        if after is not None:
            found = found.filter(id__gt=after)
        upto = found.values_list("id", flat=True)[size - 1 : size].first()
        yield after, upto
        if upto is None:
            return
        after = upto


def count() -> int:
    """How many matters there are."""
    return MatterRow.objects.count()
