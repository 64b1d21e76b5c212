"""One command keeps the whole house running: what dies is started again, what is told to stop stops in order."""

import fcntl
import http.client
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from gongzhi.site.environment import Misconfigured
from gongzhi.site.processes import raise_file_limit

log = logging.getLogger(__name__)
STEADY = 30.0
"""Seconds after which a part counts as running well and its back-off begins anew."""
LONGEST_BACKOFF = 30.0
PATIENCE = 15.0
"""Seconds that a part gets to end before it is killed."""


@dataclass(slots=True)
class Part:
    """One child process: its name, its command, and what befell it."""

    name: str
    command: list[str]
    process: "subprocess.Popen[bytes] | None" = None
    begun: float = 0.0
    deaths: int = 0
    again: float = 0.0


class Supervisor:
    """Starts the parts in order, starts again what dies, and stops all in the same order when told to."""

    def __init__(self, parts: list[Part], clock: Callable[[], float] = time.monotonic) -> None:
        self.parts, self.clock = parts, clock
        self.stop = threading.Event()

    def run(self) -> None:
        """Until `stop` is set; afterwards every part has ended."""
        try:
            while not self.stop.is_set():
                for part in self.parts:
                    self._look_after(part)
                self.stop.wait(0.2)
        finally:
            self._end()

    def _look_after(self, part: Part) -> None:
        now = self.clock()
        if part.process is not None and (code := part.process.poll()) is not None:
            part.deaths = 1 if now - part.begun > STEADY else part.deaths + 1
            part.process, wait = None, min(0.25 * 2**part.deaths, LONGEST_BACKOFF)
            part.again = now + wait
            log.error("%s ended unexpectedly (%d); it starts again in %.1f s", part.name, code, wait)
        if part.process is None and now >= part.again:
            part.process, part.begun = self._start(part), now

    def _start(self, part: Part) -> "subprocess.Popen[bytes]":
        known = {**os.environ, "GONGZHI_PARENT": str(os.getpid())}
        # An own session: Ctrl-C at the terminal reaches the supervisor alone, which then stops the parts in order.
        return subprocess.Popen(part.command, env=known, start_new_session=True)  # noqa: S603

    def _end(self) -> None:
        for part in self.parts:
            if part.process is None or part.process.poll() is not None:
                continue
            part.process.terminate()
            try:
                part.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                log.warning("%s does not end by itself and is killed", part.name)
                part.process.kill()
                part.process.wait()


def plan(vendor: str, life: float = 0) -> list[Part]:
    """The parts for a database: on SQLite one process does all; elsewhere web, clocks, outbox and messages run apart.

    `life` is how many reports a minute the demonstration's people make beside them.
    """
    names = ["web"] if vendor == "sqlite" else ["web", "clocks", "outbox", "messages"]
    ourselves = [sys.executable, "-m", "gongzhi.site.cli"]
    parts = [Part(name, [*ourselves, "serve", name]) for name in names]
    return parts + ([Part("demo", [*ourselves, "demo", "--days", "0", "--speed", str(life)])] if life else [])


def run_web(host: str, port: int, workers: int) -> None:
    """The web part: granian with that many worker processes, until it is told to stop."""
    raise_file_limit()
    leave_database()
    Granian(
        "gongzhi.site.front:front",
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        workers=workers,
        websockets=False,
        backlog=2048,
        backpressure=16384,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
        log_dictconfig=settings.LOGGING,
    ).serve()


def leave_database() -> None:
    """Close every connection, those of the pool too: the workers are forks of this process and would share them."""
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined]


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Nobody else serves this home on this machine meanwhile (SQLite takes one web process)."""
    with (home / "serve.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Misconfigured(
                f"{home} is being served already by another process: stop it, or set GONGZHI_HOME to another folder."
            ) from error
        yield


def until_told(stop: threading.Event) -> None:
    """Let SIGTERM and SIGINT set `stop`."""

    def told(number: int, frame: object) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, told)
    signal.signal(signal.SIGINT, told)


def answers(host: str, port: int) -> bool:
    """Whether the web answers at its address and finds its database ready."""
    where = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    web = http.client.HTTPConnection(where, port, timeout=2)
    try:
        web.request("GET", "/health/ready", headers={"Host": f"localhost:{port}"})
        return web.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        web.close()


def announce(host: str, port: int, stop: threading.Event, say: Callable[[str], None]) -> threading.Thread:
    """Say the address as soon as it really answers."""

    def watch() -> None:
        while not stop.wait(0.1):
            if answers(host, port):
                say(f"http://{f'[{host}]' if ':' in host else host}:{port}/")
                return

    thread = threading.Thread(target=watch, name="announce", daemon=True)
    thread.start()
    return thread
