"""`gongzhi serve` as a whole: it says its address when it answers, dies whole, comes again, and stops when told."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "gongzhi.site.cli"]


def surroundings(home: Path) -> dict[str, str]:
    known = {name: value for name, value in os.environ.items() if not name.startswith(("GONGZHI_", "DJANGO_"))}
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return {**known, "GONGZHI_HOME": str(home), "GONGZHI_ADDRESS": f"127.0.0.1:{port}", "DATABASE_URL": ""}


@contextmanager
def served(known: dict[str, str]) -> Iterator["subprocess.Popen[str]"]:
    """The house running, once it has said its address; killed at the end."""
    with subprocess.Popen([*COMMAND, "serve"], env=known, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert re.fullmatch(rf"共治 gongzhi → http://{known['GONGZHI_ADDRESS']}/\n", process.stdout.readline())
            yield process
        finally:
            process.kill()


def get(known: dict[str, str], path: str) -> tuple[int, str]:
    with closing(http.client.HTTPConnection(known["GONGZHI_ADDRESS"], timeout=10)) as connection:
        connection.request("GET", path, headers={"Accept-Language": "zh-CN"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def descendants(pid: int) -> set[int]:
    """The processes that `pid` has started, and those that they have."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()
    return {int(child) for child in children} | {found for child in children for found in descendants(int(child))}


def alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "State:\tZ" not in status.read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_house_answers_dies_whole_comes_again_and_stops_in_order(tmp_path: Path) -> None:
    known = surroundings(tmp_path / "home")
    subprocess.run([*COMMAND, "init", "--city", "empty"], env=known, check=True, capture_output=True)
    with served(known) as process:
        assert get(known, "/health/ready")[0] == 200
        status, page = get(known, "/live")
        assert status == 200
        assert "城市治理事项，从上报到结案" in page
        assert get(known, "/static/gongzhi/live.js")[0] == 200
        assert get(known, "/static/ninja/swagger-ui-bundle.js")[0] == 200
        assert get(known, "/api/stream")[0] == 401
        second = subprocess.run([*COMMAND, "serve"], env=known, capture_output=True, text=True, check=False)
        assert second.returncode == 2
        assert "is being served already" in second.stderr
        family = descendants(process.pid)
        assert len(family) >= 2
        process.send_signal(signal.SIGKILL)
        process.wait()
        end = time.monotonic() + 5
        while any(map(alive, family)):
            assert time.monotonic() < end, "a child outlived the killed supervisor"
            time.sleep(0.02)
    with served(known) as process:
        family = descendants(process.pid)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        assert not any(map(alive, family))
