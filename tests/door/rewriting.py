"""Whoever owns the database can rewrite a matter's journal and everything that follows from it: chain, row, clocks."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from gongzhi.matters import replay, rows
from gongzhi.matters.codec import FIRST, line_hash
from gongzhi.matters.models import Entry, MatterRow
from gongzhi.matters.retracing import retrace
from tests.door.test_tampering import sql

Said = dict[str, Any]
Change = Callable[[Said], None]
_DATA = rows.JOURNAL.index("data")


def rewritten(matter: UUID, event: str, change: Change | None = None, /, **columns: Any) -> None:
    """The newest line of that event says what `change` makes of it and has other `columns`; all the rest agrees."""
    lines = [
        list(line) for line in Entry.objects.filter(matter_id=matter).order_by("version").values_list(*rows.JOURNAL)
    ]
    line = next(each for each in reversed(lines) if each[5] == event)
    if change is not None:
        said = json.loads(line[_DATA])
        change(said)
        line[_DATA] = json.dumps(said, ensure_ascii=False)
    for name, value in columns.items():
        line[rows.JOURNAL.index(name)] = value
    head = FIRST
    for each in lines:
        each[-1] = head
        head = line_hash(each)
        kept = [(name, value) for name, value in zip(rows.JOURNAL, each, strict=True) if name != "matter_id"]
        assigned = ", ".join(f"{name} = ?" for name, _ in kept)
        sql(f"UPDATE matters_journal SET {assigned} WHERE matter_id = ? AND version = ?", *[value for _, value in kept],
            matter, each[1])  # fmt: skip
    _all_the_rest(matter, lines, head)


def _all_the_rest(matter: UUID, lines: list[list[Any]], head: str) -> None:
    state = retrace(matter, [tuple(line) for line in lines]).state
    digest = MatterRow.objects.values_list("query_digest", flat=True).get(id=matter)
    row = rows.matter_row(state, head, digest)
    sql(f"UPDATE matters_matter SET {', '.join(f'{name} = ?' for name in rows.MATTER)} WHERE id = ?", *row, matter)
    for table, columns, made in (("matters_clock", rows.CLOCK, rows.clock_rows(state)),
                                 ("matters_part", rows.PART, rows.part_rows(state))):  # fmt: skip
        sql(f"DELETE FROM {table} WHERE matter_id = ?", matter)
        for each in made:
            sql(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})", *each)


def found(*matters: UUID) -> list[tuple[str, str]]:
    """What is found about these matters and across all: the rule, and what breaks it."""
    return [(finding.rule, finding.what) for finding in (*replay.matters(matters), *replay.across())]


def rules(*matters: UUID) -> set[str]:
    """Which rules are broken."""
    return {rule for rule, _ in found(*matters)}
