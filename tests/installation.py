"""An installation of its own for a test, as an operator has it: a home, a database, and the command line."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

COMMAND = [sys.executable, "-m", "gongzhi.site.cli"]


@contextmanager
def surroundings(home: Path) -> Iterator[dict[str, str]]:
    """What the command line of an installation in `home` needs, on the kind of database that the tests run on."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("GONGZHI_", "DJANGO_"))}
    own["GONGZHI_HOME"] = str(home)
    url = own.get("DATABASE_URL", "")
    if not url:
        yield own
        return
    name = f"installation_{uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
        try:
            yield own | {"DATABASE_URL": f"{url.rsplit('/', 1)[0]}/{name}"}
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@pytest.fixture
def known(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The surroundings of an installation that is not there yet."""
    with surroundings(tmp_path / "home") as own:
        yield own


def run(known: dict[str, str], *said: str) -> dict[str, Any]:
    """The facts that the command tells; it must succeed."""
    done = subprocess.run([*COMMAND, *said, "--json"], env=known, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    facts: dict[str, Any] = json.loads(done.stdout)
    return facts


def refused(known: dict[str, str], *said: str) -> str:
    """The code of the refusal; the command must be refused."""
    done = subprocess.run([*COMMAND, *said, "--json"], env=known, capture_output=True, text=True, check=False)
    assert done.returncode == 1, (done.stdout, done.stderr)
    code: str = json.loads(done.stdout)["refused"]
    return code
