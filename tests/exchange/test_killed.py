"""An import killed at any instant is brought to its end by running it again: nothing is lost, nothing doubled."""

import random
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.exchange.conftest import CLOSED, GOOD, table
from tests.installation import COMMAND, known, run

ROWS, REFUSED, KILLS = 3_000, 30, 4
GOOD_ROWS = ROWS - REFUSED


__all__ = ["known"]


def content() -> str:
    rows = [(CLOSED if number % 3 else GOOD) | {"source_id": f"A-{number}"} for number in range(ROWS)]
    for number in range(0, ROWS, ROWS // REFUSED):
        rows[number] = rows[number] | {"opened_at": ""}
    return table(*rows)


def stored(known: dict[str, str]) -> int:
    """How many matters are there, asked of the database itself."""
    asked = "SELECT count(*) FROM matters_matter"
    if url := known.get("DATABASE_URL", ""):
        with psycopg.connect(url) as connection:
            return int(connection.execute(asked).fetchall()[0][0])
    with closing(sqlite3.connect(Path(known["GONGZHI_HOME"]) / "gongzhi.sqlite3")) as file:
        return int(file.execute(asked).fetchone()[0])


def killed(known: dict[str, str], asked: list[str]) -> list[int]:
    """Kill the import soon after it has come on, several times; how many matters were there after each kill."""
    there, moment = [0], random.Random(7)
    while len(there) <= KILLS and there[-1] < GOOD_ROWS:
        with subprocess.Popen([*COMMAND, *asked], env=known, stderr=subprocess.DEVNULL) as process:
            while process.poll() is None and stored(known) == there[-1]:
                time.sleep(0.01)
            time.sleep(moment.uniform(0, 0.2))
            process.kill()
        there.append(stored(known))
    return there


@pytest.mark.slow
@pytest.mark.django_db
def test_a_killed_import_is_brought_to_its_end_by_running_it_again(known: dict[str, str], tmp_path: Path) -> None:
    run(known, "init", "--city", "empty")
    file = tmp_path / "hotline.csv"
    file.write_text(content(), encoding="utf-8")
    asked = ["reports", "import", str(file), "--crs", "cgcs2000"]
    there = killed(known, asked)
    assert there == sorted(there)
    assert len(set(there) - {0, GOOD_ROWS}) >= 2, there
    last = run(known, *asked)
    assert (last["read"], last["refused"], last["already"]) == (ROWS, REFUSED, there[-1])
    assert last["taken"] == GOOD_ROWS - there[-1]
    again = run(known, *asked)
    assert (again["taken"], again["already"], again["differs"]) == (0, GOOD_ROWS, 0)
    assert (again["open"], again["closed"]) == (last["open"], last["closed"])
    found = run(known, "verify")
    assert (stored(known), found["matters"], found["findings"]) == (GOOD_ROWS, GOOD_ROWS, 0)
