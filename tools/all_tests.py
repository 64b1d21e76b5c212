"""All tests: on SQLite, those of the database again on PostgreSQL, the screens on the pinned Node and in a browser.

What this machine lacks is named and skipped, unless GONGZHI_TEST_REQUIRE (names with commas: postgresql, node) forbids.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from tools import node, private_postgres

ROOT = Path(__file__).resolve().parents[1]
REQUIRED = frozenset(filter(None, os.environ.get("GONGZHI_TEST_REQUIRE", "").split(",")))
PYTEST = [sys.executable, "-m", "pytest", "-n", os.environ.get("GONGZHI_TEST_PROCESSES", "2"), "--dist", "loadfile"]


def ran(title: str, command: list[str], **more: str) -> bool:
    """Run one part and say how long it took; whether it passed. Exit code 5 is pytest's "no tests"."""
    print(f"\n=== {title}", flush=True)
    began = time.monotonic()
    # What tests start is compiled once, also where the surroundings forbid to keep it.
    known = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    code = subprocess.run(command, cwd=ROOT, env={**known, **more}, check=False).returncode
    print(
        f"=== {title}: {'passed' if code == 0 else f'FAILED ({code})'} in {time.monotonic() - began:.0f} s", flush=True
    )
    return code == 0


def without(part: str, reason: str) -> bool:
    """Say that a part is absent; passes unless it is required."""
    required = part in REQUIRED
    print(f"\n=== {part}: {'FAILED, required and' if required else 'skipped,'} {reason}", flush=True)
    return not required


def on_postgres(arguments: list[str]) -> bool:
    """The database tests again, on a private cluster."""
    if private_postgres.binaries() is None:
        return without("postgresql", "no PostgreSQL ≥ 15 under /usr/lib/postgresql (apt-get install postgresql)")
    with private_postgres.cluster(durable=False) as url:
        return ran("database tests on PostgreSQL", [*PYTEST, "-p", "tests.database_only", *arguments], DATABASE_URL=url)


def on_node() -> bool:
    """The tests of the pages' JavaScript."""
    binary, files = node.path(), sorted(str(path) for path in (ROOT / "tests" / "web").glob("*.test.mjs"))
    if binary is None:
        return without("node", "the pinned Node is not installed (make setup)")
    return ran("JavaScript on the pinned Node", [str(binary), "--test", *files])


def in_browser() -> bool:
    """The journeys through the screens in Debian's chromium."""
    if shutil.which("chromium") is None:
        return without("chromium", "no browser (apt-get install chromium fonts-noto-cjk)")
    return ran("journeys through the screens", [sys.executable, "-m", "tools.journeys"])


def main(arguments: list[str]) -> int:
    """Every part, also after one has failed; 1 when any did."""
    sqlite = ran("all tests on SQLite", [*PYTEST, *arguments], DATABASE_URL="")
    screens = ran("what the screens are made of", [sys.executable, "-m", "tools.web", "test"])
    return 0 if all((sqlite, on_postgres(arguments), on_node(), screens, in_browser())) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
