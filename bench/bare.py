"""The same rows by bare SQL: a matter's row and one journal line in a transaction, by as many clients, durable."""

import json
import re
import sqlite3
from pathlib import Path
from typing import Any

from django.db import connection

from gongzhi.matters import rows, storing
from gongzhi.matters.models import Entry, MatterRow

TABLES = {"matters_matter": rows.MATTER, "matters_journal": rows.JOURNAL}


def measure(url: str, folder: str) -> dict[str, str]:
    """Copies of both tables with all their indexes, and the statements that fill them with a stored report's values."""
    one = MatterRow.objects.filter(origin="report").order_by("id").values_list(*rows.MATTER)[0]
    line = Entry.objects.filter(matter_id=one[0], version=1).values_list(*rows.JOURNAL)[0]
    if url:
        return _for_pgbench(one, line, Path(folder))
    return _for_sqlite(one, line, Path(folder))


def _for_pgbench(one: tuple[Any, ...], line: tuple[Any, ...], folder: Path) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS bare CASCADE")
        cursor.execute("CREATE SCHEMA bare")
        for table in TABLES:
            cursor.execute(f"CREATE TABLE bare.{table} (LIKE {table} INCLUDING ALL)")
    identity = "(lpad(to_hex(:a::bigint), 16, '0') || lpad(to_hex(:b::bigint), 16, '0'))::uuid"
    said = ["\\set a random(0, 9223372036854775806)", "\\set b random(0, 9223372036854775806)", "BEGIN;"]
    for (table, columns), values in zip(TABLES.items(), (one, line), strict=True):
        given = [identity, *(_literal(value) for value in values[1:])]
        if table == "matters_matter":
            given[columns.index("number")] = "'20260101-' || :a::text"
        said.append(f"INSERT INTO bare.{table} ({', '.join(columns)}) VALUES ({', '.join(given)});")
    script = folder / "bare.sql"
    script.write_text("\n".join([*said, "COMMIT;\n"]), encoding="utf-8")
    script.chmod(0o644)
    return {"script": str(script)}


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool | int | float):
        return str(value)
    # A colon would be a variable to pgbench.
    said = str(value).replace("\\", "\\\\").replace("'", "''").replace(":", "\\x3a")
    return f"E'{said}'"


def _for_sqlite(one: tuple[Any, ...], line: tuple[Any, ...], folder: Path) -> dict[str, str]:
    copy = folder / "bare.sqlite3"
    for old in folder.glob("bare.sqlite3*"):
        old.unlink()
    bare = sqlite3.connect(copy)
    bare.execute("PRAGMA journal_mode=WAL")
    with connection.cursor() as cursor:
        cursor.execute("SELECT tbl_name, sql FROM sqlite_master WHERE tbl_name IN (%s, %s) AND sql <> ''", list(TABLES))
        made = sorted((sql for _, sql in cursor.fetchall()), key=lambda sql: not sql.startswith("CREATE TABLE"))
    for statement in made:
        bare.execute(re.sub(r"\s+REFERENCES\s+\S+\s+\([^)]*\)", "", statement))
    bare.close()
    known = {"rows": [[storing.adapted(value) for value in values] for values in (one, line)]}
    (folder / "bare.json").write_text(json.dumps(known), encoding="utf-8")
    return {"script": str(folder / "bare.json"), "copy": str(copy)}
