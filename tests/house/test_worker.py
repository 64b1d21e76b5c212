"""Background work survives its errors, and the supervisor survives its children."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from gongzhi.site import serve
from gongzhi.site.serve import Part, Supervisor
from gongzhi.site.worker import BESIDE, PARTS, Tally, keep_doing

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.mark.django_db(transaction=True)
def test_an_error_is_logged_and_counted_and_the_work_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    stop, tally, rounds = threading.Event(), Tally(), iter(["work", "fail", "work", "rest", "stop"])

    def step() -> int:
        match next(rounds):
            case "work":
                return 3
            case "fail":
                raise OSError("the disk is away")
            case "rest":
                return 0
            case _:
                stop.set()
                return 0

    keep_doing("probe", step, stop, 0.001, tally)
    assert tally == Tally(done=6, failed=1)
    assert "probe failed (1 times so far)" in caplog.text
    assert "the disk is away" in caplog.text


def wait_for(what: object, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not what():  # type: ignore[operator]
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.02)


def running(supervisor: Supervisor) -> threading.Thread:
    thread = threading.Thread(target=supervisor.run)
    thread.start()
    wait_for(lambda: all(part.process for part in supervisor.parts))
    return thread


def test_a_child_that_dies_is_started_again_and_all_end_in_order(caplog: pytest.LogCaptureFixture) -> None:
    supervisor = Supervisor([Part("web", SLEEP), Part("clocks", SLEEP)])
    thread = running(supervisor)
    web = supervisor.parts[0]
    assert web.process is not None
    first = web.process.pid
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: web.process is not None and web.process.pid != first)
    assert "web ended unexpectedly (-9); it starts again in 0.5 s" in caplog.text
    children = [part.process for part in supervisor.parts if part.process]
    supervisor.stop.set()
    thread.join(10)
    assert [child.returncode for child in children] == [-signal.SIGTERM] * 2


def test_a_child_that_keeps_dying_waits_longer_each_time() -> None:
    now = [0.0]
    part = Part("web", [sys.executable, "-c", ""])
    supervisor = Supervisor([part], clock=lambda: now[0])
    waits = []
    for _ in range(9):
        supervisor._look_after(part)
        assert part.process is not None
        part.process.wait()
        supervisor._look_after(part)
        waits.append(part.again - now[0])
        now[0] = part.again
    assert waits == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]


def test_a_child_does_not_outlive_a_killed_parent(tmp_path: Path) -> None:
    child = (
        "import os, sys, time; from gongzhi.site.processes import die_with_parent; "
        "die_with_parent(int(os.environ['GONGZHI_PARENT'])); "
        f"open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    )
    parts = f"[Part('web', [{sys.executable!r}, '-c', {child!r}])]"
    parent = f"import threading; from gongzhi.site.serve import *; Supervisor({parts}).run()"
    known = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    process = subprocess.Popen([sys.executable, "-c", parent], env=known)
    wait_for(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text())
    pid = int((tmp_path / "pid").read_text())
    process.kill()
    process.wait()
    wait_for(lambda: not Path(f"/proc/{pid}/cmdline").exists() or not Path(f"/proc/{pid}/cmdline").read_bytes())


def test_on_sqlite_one_process_does_all_and_elsewhere_each_part_runs_apart() -> None:
    assert [part.name for part in serve.plan("sqlite")] == ["web"]
    assert [part.name for part in serve.plan("postgresql")] == ["web", "clocks", "outbox", "messages"]
    apart = [part.name for part in serve.plan("postgresql")]
    assert set(BESIDE) <= set(apart)
    assert sorted([*apart, *(name for names in BESIDE.values() for name in names)]) == sorted(["web", *PARTS])
    assert serve.plan("sqlite", life=3)[-1].command[-1] == "3"


def test_one_home_is_served_once(tmp_path: Path) -> None:
    with (
        serve.alone(tmp_path),
        pytest.raises(SystemExit, match="is being served already"),
        serve.alone(tmp_path),
    ):
        pass
    with serve.alone(tmp_path):
        pass
