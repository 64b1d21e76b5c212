"""The tools of the house: locks, the link into the environment, the private PostgreSQL, progress, logs."""

import json
import logging
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from gongzhi.site.logs import JsonLine
from gongzhi.site.progress import lines
from tests.conftest import absent
from tools import link, locks, private_postgres

GOOD = "a==1.0 \\\n    --hash=sha256:aa\nb[x]==2 ; python_version < '4' \\\n    --hash=sha256:bb\n"


def test_a_lock_with_pins_and_hashes_passes() -> None:
    assert locks.faults("x.txt", GOOD) == []


@pytest.mark.parametrize(
    ("planted", "said"),
    [
        ("c==3\n", "has no hash"),
        ("c>=3 \\\n    --hash=sha256:cc\n", "not pinned"),
        ("--index-url https://registry.example/simple\n", "names no registry"),
        ("c @ https://files.example/c.whl \\\n    --hash=sha256:cc\n", "names no registry"),
        ("--find-links /wheels\n", "names no registry"),
    ],
)
def test_a_lock_with_a_planted_fault_is_named(planted: str, said: str) -> None:
    assert any(said in fault for fault in locks.faults("x.txt", GOOD + planted))


def test_the_command_starts_also_from_a_folder_with_spaces(tmp_path: Path) -> None:
    folder = tmp_path / "with space"
    folder.mkdir()
    link.link(folder, folder, sys.executable)
    assert (folder / "gongzhi.pth").read_text(encoding="utf-8").strip() == str(link.ROOT)
    done = subprocess.run([folder / "gongzhi", "--help"], capture_output=True, text=True, check=False, cwd=link.ROOT)
    assert done.returncode == 0, done.stderr
    assert "init" in done.stdout


def test_a_private_postgresql_starts_durable_and_goes() -> None:
    if private_postgres.binaries() is None:
        absent("postgresql", "no PostgreSQL ≥ 15 under /usr/lib/postgresql")
    with private_postgres.cluster(database="probe") as url, psycopg.connect(url) as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
        assert connection.execute("SELECT current_database()").fetchone() == ("probe",)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url, connect_timeout=2)
    with private_postgres.cluster(durable=False) as url, psycopg.connect(url) as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("off",), "that of the tests waits for no disk"


def test_progress_says_a_line_every_few_seconds_only() -> None:
    now, said = [0.0], list[str]()
    tell = lines(lambda: now[0], said.append)
    for second in range(12):
        now[0] = float(second)
        tell("grids", second * 100, 7181)
    assert said == ["grids: 500/7,181", "grids: 1,000/7,181"]


def test_a_log_line_is_one_json_object_with_its_traceback() -> None:
    try:
        raise ValueError("坏")
    except ValueError:
        record = logging.LogRecord("gongzhi", logging.ERROR, __file__, 1, "failed %s", ("x",), sys.exc_info())
    text = JsonLine().format(record)
    assert "\n" not in text
    line = json.loads(text)
    assert (line["level"], line["message"]) == ("error", "failed x")
    assert "ValueError: 坏" in line["traceback"]
