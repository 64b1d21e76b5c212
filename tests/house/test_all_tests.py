"""The parts of a run of tests or checks go side by side; what one says stays together, and one that fails, fails it."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from tools import all_checks, all_tests
from tools.all_tests import ran, row, side_by_side

MEETING = "import sys; print('here'); open(sys.argv[1], sys.argv[2]).close(); print('met')"
"""Opening a pipe at one end waits until the other end is opened."""
ASLEEP = "import os, sys, time; print('begun'); open(sys.argv[1], 'w').write(str(os.getpid())); time.sleep(600)"


def code(source: str, *said: str) -> list[str]:
    """The command that runs this source."""
    return [sys.executable, "-u", "-c", source, *said]


def test_two_rows_go_at_the_same_time_and_what_a_part_says_is_told_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pipe = str(tmp_path / "pipe")
    os.mkfifo(pipe)
    rows = [row(lambda end=end: ran(f"end {end}", code(MEETING, pipe, end))) for end in ("r", "w")]  # type: ignore[misc]
    assert asyncio.run(asyncio.wait_for(side_by_side(*rows), 60)) == 0
    said = capsys.readouterr().out
    for end in ("r", "w"):
        assert f"\n=== end {end}\nhere\nmet\n=== end {end}: passed in " in said


@pytest.mark.parametrize(("first", "second"), [(1, 0), (0, 1)])
def test_a_part_that_fails_fails_the_run_and_the_parts_after_it_run_all_the_same(
    first: int, second: int, capsys: pytest.CaptureFixture[str]
) -> None:
    one, other = (code(f"raise SystemExit({each})") for each in (first, second))
    rows = row(lambda: ran("one", one), lambda: ran("other", other)), row(lambda: ran("beside", code("")))
    assert asyncio.run(side_by_side(*rows)) == 1
    said = capsys.readouterr().out
    assert said.count("FAILED (1)") == 1
    assert said.count("passed") == 2


def test_a_part_that_is_required_and_absent_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(all_tests, "REQUIRED", frozenset())
    assert asyncio.run(all_tests.without("chromium", "no browser"))
    monkeypatch.setattr(all_tests, "REQUIRED", frozenset({"chromium"}))
    assert not asyncio.run(all_tests.without("chromium", "no browser"))


def test_whoever_stops_the_run_ends_what_it_started_and_nothing_begins_after_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    begun = tmp_path / "begun"

    async def stopped() -> int:
        after = code("import sys; open(sys.argv[1], 'w')", str(tmp_path / "after"))
        running = asyncio.create_task(
            side_by_side(row(lambda: ran("asleep", code(ASLEEP, str(begun))), lambda: ran("after", after)))
        )
        while not (begun.exists() and begun.read_text()):
            await asyncio.sleep(0.01)
        os.kill(os.getpid(), signal.SIGTERM)
        return await asyncio.wait_for(running, 60)

    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # as behind a shell that began it with &
    try:
        assert asyncio.run(stopped()) == all_tests.STOPPED
    finally:
        signal.signal(signal.SIGINT, before)
    with pytest.raises(ProcessLookupError):
        os.kill(int(begun.read_text()), 0)
    assert not (tmp_path / "after").exists()
    assert "begun\n" in capsys.readouterr().out


@pytest.mark.parametrize("wrong", ["first", "last", "screens' types"])
def test_a_check_that_fails_says_why_fails_the_run_and_the_others_run_all_the_same(
    wrong: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    names = ("first", "screens' types", "screens' style", "last")
    monkeypatch.setattr(
        all_checks, "CHECKS", {name: code(f"exit({'why' if name == wrong else 0!r})") for name in names}
    )
    assert all_checks.main([]) == 1
    said = capsys.readouterr().out
    assert said.count("✓") == 3
    assert f"✗ {wrong} (" in said
    assert said.count("\nwhy\n") == 1
    assert all_checks.main([name for name in names if name != wrong]) == 0
