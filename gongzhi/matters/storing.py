"""Rows go to the database many at once: a new matter's tables in one statement (PostgreSQL) or one turn (SQLite)."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
import psycopg
from django.db import connection, transaction
from psycopg.errors import UniqueViolation

from gongzhi.matters import rows
from gongzhi.matters.rows import Row
from gongzhi.matters.together import Tables, Together
from gongzhi.matters.turns import turn
from gongzhi.matters.words import tokens
from gongzhi.vault.values import KEY_COLUMNS, VALUE_COLUMNS

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
    "INSERT INTO matters_search (matter_id, words) SELECT given.matter_id, array_to_tsvector(given.words) "
    "FROM json_to_recordset(%s::json) AS given (matter_id uuid, words text[])"
)
_INDEX = "INSERT OR REPLACE INTO matters_search (rowid, matter_id, words) VALUES (%s, %s, %s)"
_encode = msgspec.json.Encoder(enc_hook=lambda value: value, decimal_format="number").encode


def begin(tables: Tables, found_by: Mapping[UUID, str]) -> set[UUID]:
    """Write the rows of new matters, in one transaction; returns the ids that were new. Others are left as they are.

    Every row begins with the id of its matter. `found_by` is the text that each matter is found by. Within a
    transaction that is open already they are written as part of it, else together with those of other threads.
    """
    if not tables["matters_matter"]:
        return set()
    return _begin(tables, found_by) if connection.in_atomic_block else _together.begin(tables, found_by)


def _begin(tables: Tables, found_by: Mapping[UUID, str]) -> set[UUID]:
    if connection.vendor == "sqlite":
        with turn(), transaction.atomic():
            return _begin_in_turn(tables, found_by)
    return _begin_at_once(tables, found_by)


_together = Together(_begin)


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
    """One statement, all of it or none; where one of the matters is there already, the others are written without it.

    Measured against leaving out what is there by ON CONFLICT and joins: a third less work for the database.
    """
    left = tables
    while left["matters_matter"]:
        try:
            # Inside a transaction a savepoint: what refuses one matter must not spoil what was done before it.
            with transaction.atomic() if connection.in_atomic_block else nullcontext():
                _write_at_once(left, found_by)
            break
        except UniqueViolation:
            there = _those_there([row[0] for row in left["matters_matter"]])
            if not there:
                raise
            known = there | {matter.hex for matter in there}
            left = {table: [row for row in some if row[0] not in known] for table, some in left.items()}
            found_by = {matter: text for matter, text in found_by.items() if matter not in there}
    return {row[0] for row in left["matters_matter"]}


def _those_there(matters: Sequence[UUID]) -> set[UUID]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM matters_matter WHERE id = ANY(%s)", [list(matters)])
        return {found for (found,) in cursor.fetchall()}


def _write_at_once(tables: Tables, found_by: Mapping[UUID, str]) -> None:
    # In the order of their ids, so that two batches with the same matters wait for each other, never in a circle.
    given = {table: sorted(tables[table], key=_id_of) for table in COLUMNS if tables[table]}
    said = [_json(table, some) for table, some in given.items()]
    if found_by:
        said.append(
            _encode([{"matter_id": found, "words": sorted(tokens(found_by[found]))} for found in sorted(found_by)])
        )
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        sql = _at_once(tuple(given), "search" if found_by else "")
        cursor.execute(sql, [*(text.decode() for text in said[1:]), said[0].decode()], prepare=True)


def _id_of(row: Row) -> str:
    return row[0] if isinstance(row[0], str) else row[0].hex


def _json(table: str, some: Sequence[Row]) -> bytes:
    columns = COLUMNS[table]
    return _encode([dict(zip(columns, map(_for_json, row), strict=True)) for row in some])


def _for_json(value: Any) -> Any:
    return f"\\x{value.hex()}" if isinstance(value, bytes) else value


@cache
def _at_once(tables: tuple[str, ...], search: str) -> str:
    """The matters' own rows come last; what belongs to them, and `search`, stands before them in the same statement."""
    first, *others = tables
    said = [f"{table} AS ({_from_json(table)})" for table in others] + [f"{search} AS ({_SEARCH})"] * bool(search)
    return f"WITH {', '.join(said)} {_from_json(first)}"


def _from_json(table: str) -> str:
    names = ", ".join(COLUMNS[table])
    return f"INSERT INTO {table} ({names}) SELECT {names} FROM json_populate_recordset(NULL::{table}, %s::json)"  # noqa: S608


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
            values = [value for row in waiting for value in row]
            if connection.vendor == "sqlite":
                values = [adapted(value) for value in values]
            cursor.execute(_insert(table, columns, len(waiting), tail), values)


def insert_many(table: str, some: Sequence[Row], tail: str = "") -> None:
    """Write any number of rows of a table in COLUMNS: in one statement (PostgreSQL) or one turn (SQLite)."""
    if not some:
        return
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.executemany(_insert(table, COLUMNS[table], 1, tail), [tuple(map(adapted, row)) for row in some])
        return
    _run(f"{_from_json(table)} {tail}", _json(table, some))


def update_matters(some: Sequence[Row], skipped: Sequence[str] = ()) -> None:
    """Bring the rows of matters that are held up to a later version; RuntimeError where one is not there or is later.

    Columns in `skipped` stay as they are.
    """
    names = [name for name in rows.MATTER if name not in ("id", *skipped)]
    if connection.vendor == "sqlite":
        places = [rows.MATTER.index(name) for name in (*names, "id", "version")]
        told = ", ".join(f"{name} = %s" for name in names)
        with connection.cursor() as cursor:
            sql = f"UPDATE matters_matter SET {told} WHERE id = %s AND version < %s"  # noqa: S608
            cursor.executemany(sql, [tuple(adapted(row[place]) for place in places) for row in some])
            changed = cursor.rowcount
    else:
        told = ", ".join(f"{name} = given.{name}" for name in names)
        given = "json_populate_recordset(NULL::matters_matter, %s::json) AS given"
        same = "matters_matter.id = given.id AND matters_matter.version < given.version"
        changed = _run(f"UPDATE matters_matter SET {told} FROM {given} WHERE {same}", _json("matters_matter", some))  # noqa: S608
    if changed != len(some):
        raise RuntimeError(f"{len(some) - changed} of {len(some)} matters moved under the lock")


def _run(sql: str, said: bytes) -> int:
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        return cursor.execute(sql, [said.decode()], prepare=True).rowcount


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
