"""What a killed installation holds of what it had answered: each report once, with journal, clock, feed and counter."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.models import Sum

from gongzhi.matters import replay
from gongzhi.matters.models import ClockRow, Consumer, Entry, FeedRow, MatterRow, Sequencer, Tally

PATIENCE = 60.0


def measure(path: str) -> list[str]:
    """Everything that is wrong, as sentences; the file holds what was answered."""
    told = json.loads(Path(path).read_text(encoding="utf-8"))
    _wait_for_the_outbox()
    ids = list(MatterRow.objects.values_list("id", flat=True))
    found = [*replay.matters(ids), *replay.feed()]
    return [
        *(f"{each.rule}: {each.matter} {each.version} {each.what}" for each in found),
        *_answered(told["answered"], told["comments"]),
        *_counted(),
    ]


def _wait_for_the_outbox() -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        last = Sequencer.objects.filter(id=1).values_list("position", flat=True).first() or 0
        waiting = FeedRow.objects.filter(position__isnull=True).exists()
        read = Consumer.objects.filter(name="tally").values_list("position", flat=True).first() or 0
        if not waiting and read == last:
            return
        time.sleep(0.1)
    raise TimeoutError("the outbox does not come to its end")


def _answered(answered: dict[str, dict[str, Any]], comments: dict[str, str]) -> Iterator[str]:
    rows = {row.id: row for row in MatterRow.objects.all()}
    keys = Counter(Entry.objects.filter(command="comment").values_list("key", flat=True))
    first = Counter(FeedRow.objects.filter(version=1).values_list("matter_id", flat=True))
    running = set(ClockRow.objects.filter(ended_at__isnull=True).values_list("matter_id", flat=True))
    lines = Counter(Entry.objects.filter(command="report").values_list("matter_id", flat=True))
    for report, receipt in answered.items():
        matter = UUID(report)
        row = rows.get(matter)
        if row is None or row.number != receipt["number"]:
            yield f"{report} was answered as {receipt['number']} and is {row and row.number}"
        if lines[matter] != 3 or first[matter] != 1 or matter not in running:
            yield f"{report}: {lines[matter]} lines, {first[matter]} times in the feed, clock {matter in running}"
    for report, key in comments.items():
        if keys[UUID(key)] != 1:
            yield f"the comment {key} on {report} stands {keys[UUID(key)]} times in the journal"


def _counted() -> Iterator[str]:
    counted, there = Tally.objects.aggregate(all=Sum("matters"))["all"] or 0, MatterRow.objects.count()
    if counted != there:
        yield f"the counters say {counted} matters, there are {there}"
