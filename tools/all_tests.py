"""All tests: on SQLite, those of the database again on PostgreSQL, the screens on the pinned Node and in a browser.

Databases and screens go side by side, for a browser often waits. What a part says is told whole when it ends.
What this machine lacks is named and skipped, unless GONGZHI_TEST_REQUIRE (names with commas: postgresql, node) forbids.
"""

import asyncio
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from tools import node, private_postgres

ROOT = Path(__file__).resolve().parents[1]
REQUIRED = frozenset(filter(None, os.environ.get("GONGZHI_TEST_REQUIRE", "").split(",")))
PROCESSES = os.environ.get("GONGZHI_TEST_PROCESSES", "2")
# In the order of the folders: else the files of one long test each come last, and one process waits for the other.
PYTEST = [sys.executable, "-m", "pytest", "-n", PROCESSES, "--dist", "loadfile", "--no-loadscope-reorder"]
STOPPED = 130
Part = Callable[[], Awaitable[bool]]


async def ran(title: str, command: list[str], **more: str) -> bool:
    """Run one part, then tell what it said and how long it took; whether it passed. 5 is pytest's "no tests"."""
    print(f"→ {title}", flush=True)
    began = time.monotonic()
    # What tests start is compiled once, also where the surroundings forbid to keep it.
    known = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryFile() as said:
        try:
            code = await ended(command, said.fileno(), {**known, **more})
            end = "passed" if code == 0 else f"FAILED ({code})"
        except asyncio.CancelledError:
            end = "stopped"
            raise
        finally:
            said.seek(0)
            told = said.read().decode(errors="replace").rstrip()
            print(f"\n=== {title}\n{told}\n=== {title}: {end} in {time.monotonic() - began:.0f} s", flush=True)
    return code == 0


async def ended(command: list[str], said: int, known: dict[str, str]) -> int:
    """The exit code of the command; whoever stops waiting for it ends it and all that it started, as Ctrl-C would."""
    running = await asyncio.create_subprocess_exec(
        *command,
        cwd=ROOT,
        env=known,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=said,
        stderr=said,
        start_new_session=True,
    )
    try:
        return await running.wait()
    except asyncio.CancelledError:
        os.killpg(running.pid, signal.SIGINT)
        await running.wait()
        raise


async def without(part: str, reason: str) -> bool:
    """Say that a part is absent; passes unless it is required."""
    required = part in REQUIRED
    print(f"\n=== {part}: {'FAILED, required and' if required else 'skipped,'} {reason}", flush=True)
    return not required


async def on_postgres(arguments: list[str]) -> bool:
    """The database tests again, on a private cluster."""
    if private_postgres.binaries() is None:
        return await without("postgresql", "no PostgreSQL ≥ 15 under /usr/lib/postgresql (apt-get install postgresql)")
    with private_postgres.cluster(durable=False) as url:
        again = [*PYTEST, "-p", "tests.database_only", *arguments]
        return await ran("database tests on PostgreSQL", again, DATABASE_URL=url)


async def on_node() -> bool:
    """The tests of the pages' JavaScript."""
    binary, files = node.path(), sorted(str(path) for path in (ROOT / "tests" / "web").glob("*.test.mjs"))
    if binary is None:
        return await without("node", "the pinned Node is not installed (make setup)")
    return await ran("JavaScript on the pinned Node", [str(binary), "--test", *files])


async def in_browser() -> bool:
    """The journeys through the screens in Debian's chromium."""
    if shutil.which("chromium") is None:
        return await without("chromium", "no browser (apt-get install chromium fonts-noto-cjk)")
    return await ran("journeys through the screens", [sys.executable, "-m", "tools.journeys"])


async def row(*parts: Part) -> bool:
    """One part after the other, also after one has failed; whether all passed."""
    return all([await part() for part in parts])


async def side_by_side(*rows: Awaitable[bool]) -> int:
    """Every row at the same time; 1 when any part failed, 130 when somebody stopped it, and then nothing runs on."""
    everything = asyncio.gather(*rows)
    # Heard here, a signal is ignored by no part, also where the run was begun behind a shell that ignores Ctrl-C.
    for stop in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(stop, everything.cancel)
    try:
        return 0 if all(await everything) else 1
    except asyncio.CancelledError:
        return STOPPED


def main(arguments: list[str]) -> int:
    """Every part on this machine; the exit code."""

    def on_sqlite() -> Awaitable[bool]:
        return ran("all tests on SQLite", [*PYTEST, *arguments], DATABASE_URL="")

    def of_screens() -> Awaitable[bool]:
        return ran("what the screens are made of", [sys.executable, "-m", "tools.web", "test"])

    databases = row(on_sqlite, lambda: on_postgres(arguments))
    return asyncio.run(side_by_side(databases, row(of_screens, on_node, in_browser)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
