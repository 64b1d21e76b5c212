"""Rows go in many at a time, before the indexes that lists need; afterwards the database is let know what it holds."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection

from gongzhi.matters import storing
from gongzhi.matters.words import tokens
from gongzhi.site.progress import Tell

_INDEXES = {
    "postgresql": (
        "SELECT c.relname, pg_get_indexdef(c.oid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
        "JOIN pg_class t ON t.oid = i.indrelid WHERE t.relnamespace = current_schema()::regnamespace "
        "AND t.relname LIKE 'matters\\_%%' "
        "AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid)"
    ),
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name LIKE 'matters%%' AND sql <> ''",
}


@contextmanager
def without_indexes(tell: Tell) -> Iterator[None]:
    """The secondary indexes of the matters' tables are away while the block runs, and made again after it."""
    with connection.cursor() as cursor:
        cursor.execute(_INDEXES[connection.vendor], [])
        known = list(cursor.fetchall())
        for name, _ in known:
            cursor.execute(f'DROP INDEX "{name}"')
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET maintenance_work_mem = '512MB'")
            for place, (_, made) in enumerate(known, 1):
                cursor.execute(made)
                tell("indexes", place, len(known))


def copy(tables: Mapping[str, Sequence[tuple[Any, ...]]], found_by: Mapping[UUID, str]) -> None:
    """Write the rows by COPY, inside the transaction that is open (PostgreSQL)."""
    with psycopg.Cursor(connection.connection) as cursor:
        for table, some in tables.items():
            columns = ", ".join(storing.COLUMNS[table])
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as into:
                for row in some:
                    into.write_row(row)
        with cursor.copy("COPY matters_search (matter_id, words) FROM STDIN") as into:
            for matter, text in found_by.items():
                into.write_row((matter, " ".join(f"'{token}'" for token in sorted(tokens(text)))))


def settle() -> None:
    """Let the database know what is in its tables now: it planned for empty ones until then."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
