"""A database is copied as it stands at one moment, while it is written to, and laid down again where there is none."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connection

from gongzhi.kernel import Refused

DUMPS = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
"""What the copy of the database is called in a backup."""


def dump(folder: Path) -> Path:
    """The copy in `folder`: of one moment, whatever is written meanwhile; writers do not wait.

    Refuses 422 `tool-missing` and 500 `tool-failed` where PostgreSQL's own tools cannot be had or do not do it.
    """
    path = folder / DUMPS[connection.vendor]
    path.touch(mode=0o600, exist_ok=False)
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(path)) as copy:
            connection.connection.backup(copy)
    else:
        _postgres("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={path}")
    return path


def load(path: Path) -> None:
    """Lay the copy down; refuses 409 `database-not-empty`, and then as `dump`. Nothing stays where it failed."""
    if connection.introspection.table_names():
        raise Refused("database-not-empty", database=str(connection.settings_dict["NAME"]))
    connection.close()
    if connection.vendor == "sqlite":
        target = Path(str(settings.DATABASES["default"]["NAME"]))
        fresh = target.with_suffix(".restored")
        shutil.copyfile(path, fresh)
        fresh.chmod(0o600)
        for beside in ("", "-wal", "-shm"):
            target.with_name(target.name + beside).unlink(missing_ok=True)
        fresh.replace(target)
    else:
        _postgres("pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges",
                  "--dbname=" + str(connection.settings_dict["NAME"]), str(path))  # fmt: skip


def _postgres(tool: str, *arguments: str) -> None:
    """Run a tool of PostgreSQL against our database; the password goes by the environment, never by the arguments."""
    found = shutil.which(tool) or next(
        map(str, sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{tool}"), reverse=True)), ""
    )
    if not found:
        raise Refused("tool-missing", status=422, tool=tool)
    wanted = connection.settings_dict
    told = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    known = {name: str(wanted[key]) for name, key in told.items() if wanted[key]}
    done = subprocess.run([found, *arguments], env={**os.environ, **known}, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise Refused("tool-failed", status=500, tool=tool, why=done.stderr.strip()[-500:])
