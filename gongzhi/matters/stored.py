"""What is stored is read whole: all tables of some matters as of one instant, every value as it was written."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from itertools import groupby
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection

from gongzhi.matters import rows
from gongzhi.matters.rows import Row
from gongzhi.matters.storing import adapt
from gongzhi.vault.values import VALUE_COLUMNS

ByMatter = dict[UUID, list[Row]]
FEED = ("matter_id", "version", "lines", "position", "id")


@dataclass(frozen=True, slots=True)
class Reach:
    """Which matters: those named; else those whose ids come after `after` and not after `upto` (None: no bound)."""

    ids: tuple[UUID, ...] | None = None
    after: UUID | None = None
    upto: UUID | None = None

    def where(self, column: str) -> tuple[str, list[Any]]:
        """The condition that says so in SQL, and its values."""
        if self.ids is not None:
            if not self.ids:
                return "1 = 0", []
            return f"{column} IN ({', '.join(['%s'] * len(self.ids))})", [adapt(each) for each in self.ids]
        bounds = [(">", self.after), ("<=", self.upto)]
        said = [(f"{column} {sign} %s", adapt(bound)) for sign, bound in bounds if bound is not None]
        return " AND ".join(each for each, _ in said) or "1 = 1", [value for _, value in said]


@dataclass(frozen=True)
class Stored:
    """The rows of each matter, by table, in the orders of `rows`; whatever belongs to no matter is among them too.

    `children` are the ids of those that say they were merged into it.
    """

    matters: dict[UUID, Row]
    journals: ByMatter
    clocks: ByMatter
    parts: ByMatter
    feed: ByMatter
    texts: ByMatter
    values: ByMatter
    keys: ByMatter
    children: ByMatter

    @cached_property
    def ids(self) -> list[UUID]:
        """Every matter of which anything is there, in order."""
        told = (self.matters, self.journals, self.clocks, self.parts, self.feed, self.texts, self.children)
        return sorted({matter for each in told for matter in each})


def stored(reach: Reach) -> Stored:
    """Everything of these matters, as of one instant, so that nobody who writes meanwhile is taken for a fault."""
    with _steady():
        return Stored(
            matters={row[0]: row for row in _matters(reach)},
            journals=grouped(read("matters_journal", rows.JOURNAL, reach, "matter_id, version")),
            clocks=grouped(read("matters_clock", rows.CLOCK, reach, "matter_id, serial")),
            parts=grouped(read("matters_part", rows.PART, reach, "matter_id, number")),
            feed=grouped(read("matters_feed", FEED, reach, "matter_id, id")),
            texts=grouped(read("matters_text", rows.TEXT, reach, "matter_id, ref")),
            values=grouped(read("vault_value", VALUE_COLUMNS, reach, "matter_id, ref, field")),
            keys=grouped(read("vault_key", ("matter_id", "wrapped"), reach, "matter_id")),
            children=_children(reach),
        )


@contextmanager
def _steady() -> Iterator[None]:
    """All that is read while the block runs is as of its beginning."""
    if connection.in_atomic_block:
        yield
        return
    reading = "BEGIN" if connection.vendor == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    with connection.cursor() as cursor:
        cursor.execute(reading)
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _matters(reach: Reach) -> list[Row]:
    found = read("matters_matter", rows.MATTER, reach, "id", key="id")
    return [(UUID(row[0]), *row[1:]) for row in found] if connection.vendor == "sqlite" else found


def _children(reach: Reach) -> ByMatter:
    """Which matters say that they were merged into these, wherever they lie themselves."""
    found = read("matters_matter", ("merged_into", "id"), reach, "merged_into, id", key="merged_into")
    ids = [(into, UUID(child) if isinstance(child, str) else child) for into, child in found if into is not None]
    return grouped(ids)


def grouped(found: Iterable[Row]) -> ByMatter:
    """Rows that begin with their matter and come in its order, by matter."""
    return {matter: list(lines) for matter, lines in groupby(found, key=lambda row: row[0])}


def read(table: str, columns: Sequence[str], reach: Reach, order: str, key: str = "matter_id") -> list[Row]:
    """The rows of a table that belong to these matters; `key` is its column that names the matter."""
    where, values = reach.where(key)
    sql = f"SELECT {', '.join(columns)} FROM {table} WHERE {where} ORDER BY {order}"  # noqa: S608
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return as_written(cursor.fetchall(), columns)
    connection.ensure_connection()
    # In the database's own binary form: a quarter of the time that text takes.
    with psycopg.Cursor(connection.connection) as cursor:
        return cursor.execute(sql, values, binary=True).fetchall()


def as_written(found: Iterable[Row], columns: Sequence[str]) -> list[Row]:
    """SQLite's raw rows with the ids and times that were written; it keeps both as text. What is neither stays so."""
    shapes = [(place, shape) for place, name in enumerate(columns) if (shape := _shape(name)) is not None]
    made = []
    for row in found:
        cells = list(row)
        for place, shape in shapes:
            try:
                cells[place] = cells[place] and shape(cells[place])
            except ValueError:
                # Somebody wrote there what the door never writes: the comparison will say so.
                continue
        made.append(tuple(cells))
    return made


def _shape(name: str) -> Callable[[Any], Any] | None:
    if name in ("matter_id", "key", "merged_into"):
        return UUID
    return _time if name.endswith(("_at", "_until")) else None


def _time(value: str | datetime) -> datetime:
    read = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return read.replace(tzinfo=UTC)
