"""Every stored matter is rebuilt from its journal and compared; a line changed, cut out, put in or moved is named."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

import msgspec
import numpy as np
from django.db import connection
from django.db.models import F

from gongzhi.matters import rows, wording
from gongzhi.matters.codec import FIRST, line_hash
from gongzhi.matters.loop.state import ENDED, OPEN, Matter, Stage
from gongzhi.matters.models import ClockRow, Entry, MatterRow, PartRow
from gongzhi.matters.moving import FINEST
from gongzhi.matters.retracing import retrace
from gongzhi.places.standing import standing

BATCH = 500
_ROW = tuple(name for name in rows.MATTER if name != "query_digest")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something stored that is not as it must be: which rule, which matter, which version, what."""

    rule: str
    matter: str
    version: int | None
    what: str


def matters(ids: Iterable[UUID]) -> Iterator[Finding]:
    """What is wrong with these matters: journal, row, clocks, parts and the invariants that speak of stored data."""
    wanted = list(ids)
    stored = {row[0]: row for row in MatterRow.objects.filter(id__in=wanted).values_list(*_ROW)}
    journals = _by_matter(Entry.objects.filter(matter_id__in=wanted), rows.JOURNAL, "version")
    clocks = _by_matter(ClockRow.objects.filter(matter_id__in=wanted), rows.CLOCK, "serial")
    parts = _by_matter(PartRow.objects.filter(matter_id__in=wanted), rows.PART, "number")
    for matter in wanted:
        yield from _one(
            matter, journals.get(matter, []), stored.get(matter), clocks.get(matter, []), parts.get(matter, [])
        )
    yield from _placed(list(stored.values()))
    yield from (Finding("words", str(matter), None, what) for matter, what in _worded(journals))


def _worded(journals: Mapping[UUID, Sequence[tuple[Any, ...]]]) -> Iterator[tuple[UUID, str]]:
    try:
        yield from wording.faults(journals)
    except msgspec.MsgspecError:
        # A line that cannot be read back has been named by the replay.
        return


def _placed(stored: list[tuple[Any, ...]]) -> Iterator[Finding]:
    """Invariant 10: each point lies in the grid stored with it, under the boundaries it was placed by."""
    by_version: dict[int, list[dict[str, Any]]] = {}
    for row in stored:
        cells = dict(zip(_ROW, row, strict=True))
        if cells["boundary"] and cells["lat"] is not None:
            by_version.setdefault(cells["boundary"], []).append(cells)
    for version, found in sorted(by_version.items()):
        atlas = standing().atlas(version)
        lons, lats = (np.array([cells[axis] for cells in found], dtype=float) for axis in ("lon", "lat"))
        fixes = atlas.locate_many(lons, lats)
        for cells, fix in zip(found, fixes, strict=True):
            kept = next((cells[level] for level in FINEST if cells[level]), None)
            if (fix.how, fix.area) != (cells["placed"], kept):
                what = f"kept as {cells['placed']} in {kept}, boundary version {version} says {fix.how} in {fix.area}"
                yield Finding("invariant-10", str(cells["id"]), cells["version"], what)


def _by_matter(found: Any, columns: Sequence[str], order: str) -> dict[UUID, list[tuple[Any, ...]]]:
    ordered = found.order_by("matter_id", order).values_list(*columns)
    return {matter: list(lines) for matter, lines in groupby(ordered, key=lambda row: row[0])}


def _one(
    matter: UUID, lines: list[tuple[Any, ...]], row: tuple[Any, ...] | None, clocks: list[Any], parts: list[Any]
) -> Iterator[Finding]:
    named = str(matter)
    if not lines:
        yield Finding("journal", named, None, "the row has no journal line")
        return
    head, broken = FIRST, False
    for place, line in enumerate(lines, 1):
        if line[1] != place:
            yield Finding("journal", named, place, f"version {place} is missing: version {line[1]} follows")
            return
        if line[-1] != head and not broken:
            broken = True
            yield Finding("chain", named, place - 1, f"the hash in version {place} is not that of version {place - 1}")
        head = line_hash(line)
    if row is None:
        yield Finding("row", named, None, "the journal has no row")
        return
    if row[_ROW.index("head")] != head and not broken:
        yield Finding("chain", named, len(lines), f"the row keeps another head than version {len(lines)} gives")
    yield from _replayed(matter, lines, row, clocks, parts, head)


def _replayed(
    matter: UUID, lines: list[tuple[Any, ...]], row: tuple[Any, ...], clocks: list[Any], parts: list[Any], head: str
) -> Iterator[Finding]:
    named = str(matter)
    try:
        state, strayed = retrace(matter, lines)
    except (msgspec.MsgspecError, KeyError, TypeError) as error:
        yield Finding("replay", named, None, f"a line cannot be read back: {error}")
        return
    made = rows.matter_row(state, head, "")
    expected = dict(zip(rows.MATTER, made, strict=True))
    for name, value in zip(_ROW, row, strict=True):
        if name != "head" and value != expected[name]:
            yield Finding("row", named, state.version, f"{name} is {value!r}, the journal says {expected[name]!r}")
    shown = [tuple(clock[:10]) for clock in clocks]
    if shown != [tuple(clock[:10]) for clock in rows.clock_rows(state)]:
        yield Finding("clocks", named, state.version, "the clocks stored are not those of the journal")
    if [tuple(part) for part in parts] != [rows.part_row(matter, part) for part in state.parts]:
        yield Finding("parts", named, state.version, "the parts stored are not those of the journal")
    yield from (Finding(rule, named, version, what) for rule, version, what in strayed)
    yield from _kept(state)


def _kept(state: Matter) -> Iterator[Finding]:
    """Invariants 5 and 6 of one matter."""
    named = str(state.id)
    if state.stage in OPEN and not (state.holder and state.running):
        yield Finding("invariant-5", named, state.version, "an open matter without a holder or a running clock")
    over = state.stage in ENDED and state.stage is not Stage.HANDED_OVER
    if over and (state.running or any(part.open for part in state.parts)):
        yield Finding("invariant-6", named, state.version, "an ended matter with a running clock or an open part")


def feed() -> Iterator[Finding]:
    """Whether the feed is whole: positions without a gap, and a matter behind each of them."""
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
        cursor.execute(_UNFED)
        for (matter,) in cursor.fetchall():
            yield Finding("feed", _named(matter), None, "lines of the feed and of the journal do not agree")
        cursor.execute(_MOVED)
        for matter, version in cursor.fetchall():
            yield Finding("feed", _named(matter), version, f"version {version} stands in the feed out of its order")
    yield from _undone()


_UNFED = (
    "SELECT coalesce(f.matter_id, m.id) FROM (SELECT matter_id, sum(lines) AS lines FROM matters_feed GROUP BY "
    "matter_id) AS f FULL JOIN matters_matter m ON m.id = f.matter_id "
    "WHERE m.id IS NULL OR f.matter_id IS NULL OR f.lines <> m.version LIMIT 100"
)


_MOVED = (
    "SELECT matter_id, version FROM (SELECT matter_id, version, lag(version + lines, 1, 1) OVER (PARTITION BY "
    "matter_id ORDER BY coalesce(position, id + 4611686018427387904), id) AS next FROM matters_feed) AS sent "
    "WHERE version <> next LIMIT 100"
)


def _named(matter: UUID | str) -> str:
    """The id as everybody writes it (SQLite gives it without dashes)."""
    return str(matter if isinstance(matter, UUID) else UUID(matter))


def _undone() -> Iterator[Finding]:
    """Journal lines of matters that have no row."""
    lost = (
        Entry.objects.filter(version=1)
        .exclude(matter_id__in=MatterRow.objects.values("id"))
        .values_list("matter_id", flat=True)[:100]
    )
    for matter in lost:
        yield Finding("row", str(matter), None, "the journal has no row")


def ids_after(last: UUID | None, limit: int) -> list[UUID]:
    """The next ids in their order."""
    found = MatterRow.objects.order_by("id").annotate(key=F("id"))
    if last is not None:
        found = found.filter(id__gt=last)
    return list(found.values_list("id", flat=True)[:limit])


def count() -> int:
    """How many matters there are."""
    return MatterRow.objects.count()
