"""Killed in the middle of its work, the house has every report that it answered, once, when it is started again."""

import os
import random
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from bench import kill
from bench.house import House

pytestmark = pytest.mark.django_db
"""So that it runs on the second database too; it has a database of its own there."""


@pytest.fixture
def own(tmp_path: Path) -> Iterator[House]:
    """An installation of its own, on the kind of database that the tests run on."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        yield House(home=tmp_path / "home")
        return
    name = f"killed_{uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
        yield House(home=tmp_path / "home", url=f"{url.rsplit('/', 1)[0]}/{name}")
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@pytest.mark.slow
def test_every_answered_report_is_there_once_after_a_kill(own: House) -> None:
    told, faults = kill.trial(own, 2, random.Random())
    assert len(told.answered) > 10
    assert faults == []
    told.answered[str(uuid4())] = {"number": "20260101-000000-000001"}
    report = next(iter(told.comments))
    told.comments[report] = str(uuid4())
    assert len(kill.settled(own, told)) == 3, "a report and a comment that were never taken are missed"
