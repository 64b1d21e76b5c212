"""What must hold of everything stored, whoever did whatever in whatever order: one list of what is broken."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db import connection

from gongzhi.kernel import Actor, Right
from gongzhi.matters import queries, replay
from gongzhi.matters.boxes import boxes
from gongzhi.matters.loop.state import OPEN, Stage
from gongzhi.matters.models import ClockRow, Entry, FeedRow, MatterRow, PartRow
from gongzhi.matters.outbox import Sent

PHONE, IN_WORDS, IDENTITY, NAME = "13900001111", "13812345678", "220302199003072212", "王小明"
"""Personal values that the tests plant: in the contact, in the words, and beside them."""
PLANTED = (PHONE, IN_WORDS, IDENTITY, NAME)
OPEN_TABLES = ("matters_matter", "matters_journal", "matters_feed", "matters_search", "matters_text", "matters_clock",
               "matters_part", "matters_tally", "matters_consumer", "matters_claim", "matters_attachment",
               "notify_message", "notify_parcel")  # fmt: skip


def broken(at: datetime) -> list[str]:
    """Everything that is wrong with what is stored."""
    _, findings = replay.between(None, None)
    return [
        *(f"{finding.rule} {finding.matter} {finding.version} {finding.what}" for finding in findings),
        *(f"{finding.rule} {finding.matter} {finding.what}" for finding in replay.across()),
        *_unheld(at),
        *_counted_wrongly(),
        *_unboxed(),
        *_told(),
    ]


def _of(unit: str) -> Actor:
    """Somebody of the unit who has a post there, and no more."""
    return Actor(id="person:holder", unit=unit, rights=frozenset({Right(duty="matters.handle", area="")}))


def _unheld(at: datetime) -> Iterator[str]:
    """Invariant 11: an open matter is in the list of its holder."""
    for row in MatterRow.objects.filter(stage__in=OPEN):
        mine = queries.wished(queries.Wish(unit=row.holder), _of(row.holder), at)
        if not mine.listed.filter(id=row.id).exists() or not mine.counted.filter(id=row.id).exists():
            yield f"invariant-11 {row.id} is not in the list of {row.holder}"


def _counted_wrongly() -> Iterator[str]:
    """Invariants 5, 6 and 8 on the rows alone: shares and clocks that run, none of them twice, none beyond the end."""
    for row in MatterRow.objects.all():
        found = ClockRow.objects.filter(matter_id=row.id, ended_at__isnull=True).values_list("name", "due_at")
        running, due = [name for name, _ in found], dict(found)
        shares = PartRow.objects.filter(matter_id=row.id, state__in=("offered", "taken")).count()
        if len(running) != len(set(running)):
            yield f"invariant-8 {row.id} counts twice: {running}"
        if row.stage == Stage.HANDED_OVER:
            running = [name for name in running if name != "follow-up" and not name.startswith("answer:")]
        if row.stage not in OPEN and (running or shares):
            yield f"invariant-6 {row.id} is over and not at rest"
        if (row.suspended_until, row.ledger_until) != (due.get("suspension"), due.get("ledger")):
            yield f"invariant-5 {row.id} is suspended or on the ledger without the clock that ends it"


def _unboxed() -> Iterator[str]:
    """What waits for somebody's word lies in a box of whoever holds the matter."""
    for row in MatterRow.objects.exclude(waiting=""):
        if not boxes(_of(row.holder)).get(row.waiting):
            yield f"invariant-5 {row.id} waits for {row.waiting}, and lies in no box of {row.holder}"


def _told() -> Iterator[str]:
    """Invariant 14: none of the planted values in a table that is open to read."""
    with connection.cursor() as cursor:
        for table in OPEN_TABLES:
            cursor.execute(f"SELECT * FROM {table}")
            for row in cursor.fetchall():
                said = " ".join(map(str, row))
                yield from (f"invariant-14 {value} stands in {table}" for value in PLANTED if value in said)


def lines() -> dict[UUID, int]:
    """How many lines each matter's journal has."""
    found: dict[UUID, int] = {}
    for matter in Entry.objects.values_list("matter_id", flat=True):
        found[matter] = found.get(matter, 0) + 1
    return found


def unheard(heard: list[Sent]) -> list[str]:
    """Invariant 12: whether a reader that has read everything heard each line once, in order, without a gap."""
    faults, position, versions = [], 0, dict[UUID, int]()
    for item in heard:
        if item.position != position + item.lines:
            faults.append(f"position {item.position} follows {position}")
        if item.version != versions.get(item.matter, 0) + 1:
            faults.append(f"version {item.version} of {item.matter} follows {versions.get(item.matter, 0)}")
        position, versions[item.matter] = item.position, item.version + item.lines - 1
    if versions != lines():
        faults.append("not every line was heard")
    if FeedRow.objects.filter(position__isnull=True).exists():
        faults.append("something waits in the feed still")
    return faults
