"""Every committed line reaches every reader once, in one order; none is skipped when commits overlap.

Lines wait in the feed without a position; one sequencer at a time, holding the one row that says which position was
the last, gives the next ones to what is committed. So a position, once seen, never has a smaller one appear behind it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from gongzhi.matters import storing
from gongzhi.matters.models import Consumer, Entry, FeedRow, Sequencer, Tally
from gongzhi.matters.turns import turn


@dataclass(frozen=True, slots=True)
class Sent:
    """What one command did to one matter: its lines `version` … `version`+`lines`-1; the last has `position`."""

    position: int
    matter: UUID
    version: int
    lines: int
    was: str
    now: str

    @property
    def stage(self) -> str:
        """The stage at which the matter stands after it."""
        return self.now.split("/")[1]


Handler = Callable[[Sequence[Sent]], None]


def sequence(limit: int = 1000) -> int:
    """Give positions to up to `limit` committed changes; returns how many there were."""
    if not FeedRow.objects.filter(position__isnull=True).exists():
        return 0
    with turn(), transaction.atomic():
        last = _lock_sequencer()
        waiting = list(FeedRow.objects.filter(position__isnull=True).order_by("id").values_list("id", "lines")[:limit])
        given = []
        for row, lines in waiting:
            last += lines
            given.append((last, row))
        _give(given)
        Sequencer.objects.filter(id=1).update(position=last)
    return len(waiting)


def _lock_sequencer() -> int:
    found = Sequencer.objects.select_for_update().filter(id=1).values_list("position", flat=True).first()
    if found is None:
        Sequencer.objects.bulk_create([Sequencer(id=1)], ignore_conflicts=True)
        return _lock_sequencer()
    return found


def _give(given: list[tuple[int, int]]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany("UPDATE matters_feed SET position = %s WHERE id = %s", given)
        elif given:
            values = ", ".join(["(%s, %s)"] * len(given))
            cursor.execute(
                f"UPDATE matters_feed SET position = given.position FROM (VALUES {values}) AS given (position, id) "  # noqa: S608
                "WHERE matters_feed.id = given.id",
                [value for pair in given for value in pair],
            )


def sent_after(position: int, limit: int) -> list[Sent]:
    """What was sent after `position`, in order."""
    found = FeedRow.objects.filter(position__gt=position).order_by("position")[:limit]
    return [Sent(row.position or 0, row.matter_id, row.version, row.lines, row.was, row.now) for row in found]


def consume(name: str, handler: Handler, limit: int = 500) -> int:
    """Let the reader `name` handle what it has not seen, and remember how far it came, in one transaction."""
    with turn(), transaction.atomic():
        Consumer.objects.bulk_create([Consumer(name=name)], ignore_conflicts=True)
        seen = Consumer.objects.select_for_update().get(name=name).position
        news = sent_after(seen, limit)
        if news:
            handler(news)
            Consumer.objects.filter(name=name).update(position=news[-1].position)
    return len(news)


def lines_of(sent: Sequence[Sent]) -> dict[UUID, list[dict[str, Any]]]:
    """The journal lines behind what was sent, by matter, in order."""
    wanted = {(item.matter, version) for item in sent for version in range(item.version, item.version + item.lines)}
    found: dict[UUID, list[dict[str, Any]]] = {}
    lines = Entry.objects.filter(matter_id__in={item.matter for item in sent}).order_by("matter_id", "version")
    for line in lines.values("matter_id", "version", "event", "actor", "unit", "recorded_at"):
        if (line["matter_id"], line["version"]) in wanted:
            found.setdefault(line["matter_id"], []).append(dict(line))
    return found


def tally(sent: Sequence[Sent]) -> None:
    """Keep the counters: how many matters of each privacy class stand at which stage in a county."""
    change: dict[str, int] = {}
    for item in sent:
        if item.was != item.now:
            change[item.now] = change.get(item.now, 0) + 1
            if item.was:
                change[item.was] = change.get(item.was, 0) - 1
    for where, by in sorted(change.items()):
        county, stage, privacy = where.split("/")
        counter = Tally.objects.filter(county=county, stage=stage, privacy=privacy)
        if by and not counter.update(matters=F("matters") + by):
            storing.insert("matters_tally", ("county", "stage", "privacy", "matters"), [(county, stage, privacy, by)])
