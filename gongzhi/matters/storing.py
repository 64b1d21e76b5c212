"""Rows go to the database many at once: a new matter's tables in one statement (PostgreSQL) or one turn (SQLite)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
import psycopg
from django.db import connection, transaction

from gongzhi.matters import rows
from gongzhi.matters.rows import Row
from gongzhi.matters.turns import turn
from gongzhi.matters.words import tokens
from gongzhi.vault.values import KEY_COLUMNS, VALUE_COLUMNS

SEARCH = ("matter_id", "words")
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "matters_matter": rows.MATTER,
    "matters_journal": rows.JOURNAL,
    "matters_clock": rows.CLOCK,
    "matters_part": rows.PART,
    "matters_text": rows.TEXT,
    "matters_attachment": rows.ATTACHMENT,
    "vault_key": KEY_COLUMNS,
    "vault_value": VALUE_COLUMNS,
    "matters_feed": rows.FEED,
}
_SEARCH = (
    "search AS (INSERT INTO matters_search (matter_id, words) SELECT given.matter_id, array_to_tsvector(given.words) "
    "FROM json_to_recordset(%s::json) AS given (matter_id uuid, words text[]) JOIN made ON made.id = given.matter_id)"
)
_INDEX = "INSERT OR REPLACE INTO matters_search (rowid, matter_id, words) VALUES (%s, %s, %s)"
Tables = Mapping[str, Sequence[Row]]
_encode = msgspec.json.Encoder(enc_hook=lambda value: value, decimal_format="number").encode


def begin(tables: Tables, found_by: Mapping[UUID, str]) -> set[UUID]:
    """Write the rows of new matters, in one transaction; returns the ids that were new. Others are left as they are.

    Every row begins with the id of its matter. `found_by` is the text that each matter is found by.
    """
    if not tables["matters_matter"]:
        return set()
    if connection.vendor == "sqlite":
        with turn(), transaction.atomic():
            return _begin_in_turn(tables, found_by)
    return _begin_at_once(tables, found_by)


def _begin_in_turn(tables: Tables, found_by: Mapping[UUID, str]) -> set[UUID]:
    asked = [row[0] for row in tables["matters_matter"]]
    with connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(asked))
        cursor.execute(
            f"SELECT id FROM matters_matter WHERE id IN ({marks})",  # noqa: S608
            [matter.hex for matter in asked],
        )
        there = {UUID(found) for (found,) in cursor.fetchall()}
        known = there | {matter.hex for matter in there}
        for table, columns in COLUMNS.items():
            fresh = [tuple(map(adapted, row)) for row in tables[table] if row[0] not in known]
            if fresh:
                cursor.executemany(_insert(table, columns, 1, ""), fresh)
    index((matter, text) for matter, text in found_by.items() if matter not in there)
    return set(asked) - there


def _begin_at_once(tables: Tables, found_by: Mapping[UUID, str]) -> set[UUID]:
    """One statement: what is not among the newly inserted matters falls out by the join."""
    given = [_json(table, tables[table]) for table in COLUMNS]
    given.append(_encode([{"matter_id": matter, "words": sorted(tokens(text))} for matter, text in found_by.items()]))
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(_at_once(), [text.decode() for text in given], prepare=True)
        return {found for (found,) in cursor.fetchall()}


def _json(table: str, some: Sequence[Row]) -> bytes:
    columns = COLUMNS[table]
    return _encode([dict(zip(columns, map(_for_json, row), strict=True)) for row in some])


def _for_json(value: Any) -> Any:
    return f"\\x{value.hex()}" if isinstance(value, bytes) else value


@cache
def _at_once() -> str:
    first, *others = COLUMNS
    said = [f"made AS ({_from_json(first, '')} ON CONFLICT (id) DO NOTHING RETURNING id)"]
    said += [f"{table} AS ({_from_json(table, ' JOIN made ON made.id = given.matter_id')})" for table in others]
    said.append(_SEARCH)
    return f"WITH {', '.join(said)} SELECT id FROM made"  # noqa: S608


def _from_json(table: str, join: str) -> str:
    names = COLUMNS[table]
    listed = ", ".join(f"given.{name}" for name in names)
    source = f"json_populate_recordset(NULL::{table}, %s::json) AS given"
    return f"INSERT INTO {table} ({', '.join(names)}) SELECT {listed} FROM {source}{join}"  # noqa: S608


def adapted(value: Any) -> Any:
    """The value as SQLite keeps it: ids in hexadecimal, times as text in UTC."""
    kind = type(value)
    if kind is UUID:
        return value.hex
    if kind is datetime:
        return str(value.astimezone(UTC).replace(tzinfo=None))
    return value


def adapt(value: Any) -> Any:
    """The value as the database in use wants it in raw SQL."""
    return adapted(value) if connection.vendor == "sqlite" else value


@cache
def _insert(table: str, columns: tuple[str, ...], count: int, tail: str) -> str:
    one = "(" + ", ".join(["%s"] * len(columns)) + ")"
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([one] * count)} {tail}"  # noqa: S608


def insert(table: str, columns: tuple[str, ...], some: Iterable[Row], tail: str = "") -> None:
    """Write some rows in one statement."""
    waiting = list(some)
    if waiting:
        with connection.cursor() as cursor:
            values = [adapt(value) for row in waiting for value in row]
            cursor.execute(_insert(table, columns, len(waiting), tail), values)


def index(found_by: Iterable[tuple[UUID, str]]) -> None:
    """Make the matters findable by these texts, in place of what they were found by before."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            said = [(rowid(matter), matter.hex, " ".join(sorted(tokens(text)))) for matter, text in found_by]
            # FTS5 writes a segment of its own whenever the next row is not beyond the last one.
            cursor.executemany(_INDEX, sorted(said))
            return
        sql = (
            "INSERT INTO matters_search (matter_id, words) VALUES (%s, array_to_tsvector(%s)) "
            "ON CONFLICT (matter_id) DO UPDATE SET words = excluded.words"
        )
        cursor.executemany(sql, [(matter, sorted(tokens(text))) for matter, text in found_by])


def unindex(matter: UUID) -> None:
    """Make the matter not findable by its text."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM matters_search WHERE rowid = %s", [rowid(matter)])
        else:
            cursor.execute("DELETE FROM matters_search WHERE matter_id = %s", [matter])


def rowid(matter: UUID) -> int:
    """The matter's row in SQLite's full-text table: 63 bits of its id."""
    return matter.int >> 65
