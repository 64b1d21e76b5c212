"""An installation that was just made has every guard of its logs, and the database refuses what they are there for."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.installation import known, run

__all__ = ["known"]
LOGS = ("audit_event", "audit_link", "audit_cut", "vault_look", "vault_shredding", "vault_destroyed")
SQLITE = {f"{name}_no_{way}" for name in LOGS for way in ("update", "delete")} | {
    f"bodies_apart_{what}" for what in ("insert", "update", "kind")
}
POSTGRESQL = {f"{name}_no_{way}" for name in LOGS for way in ("update", "delete", "truncate")} | {
    "bodies_apart", "bodies_apart_kind",
}  # fmt: skip
LOOKED = """INSERT INTO vault_look (at, "by", unit, matter_id, ref, field, purpose, emergency) VALUES
('2026-03-02 01:00:00', 'person:1', 'U', '00000000000000000000000000000001', 'r', 'phone', 'call-back', {no})"""


@pytest.fixture
def opened(known: dict[str, str]) -> Any:
    """A connection that knows nothing of the program, to an installation that was just made."""
    run(known, "init", "--city", "empty")
    url = known.get("DATABASE_URL", "")
    if url:
        with psycopg.connect(url, autocommit=True) as connection:
            yield connection
        return
    with closing(sqlite3.connect(next(Path(known["GONGZHI_HOME"]).glob("*.sqlite3")), isolation_level=None)) as file:
        yield file


def test_it_has_them_all_and_they_refuse(opened: Any) -> None:
    ours = isinstance(opened, sqlite3.Connection)
    asked = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if ours
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    found = {name for (name,) in opened.execute(asked)}
    assert found >= (SQLITE if ours else POSTGRESQL)
    opened.execute(LOOKED.format(no="0" if ours else "false"))
    error: type[Exception] = sqlite3.IntegrityError if ours else psycopg.errors.InsufficientPrivilege
    for statement in ("UPDATE vault_look SET purpose = 'x'", "DELETE FROM vault_look", "DELETE FROM audit_event"):
        with pytest.raises(error, match="never changed"):
            opened.execute(statement)
    assert opened.execute("SELECT purpose FROM vault_look").fetchall() == [("call-back",)]
