"""An installation made for measuring: founded in a folder, served by the real command, measured while it runs."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, kw_only=True, slots=True)
class House:
    """Where an installation is: its home, and the URL of its database ("" for the SQLite file in the home)."""

    home: Path
    url: str = ""

    @property
    def vendor(self) -> str:
        return "postgresql" if self.url else "sqlite"

    def environment(self, **more: str) -> dict[str, str]:
        """The environment in which a process works for this installation."""
        known = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "GONGZHI_ADDRESS")}
        own = {"GONGZHI_HOME": str(self.home), "DJANGO_SETTINGS_MODULE": "gongzhi.site.settings"}
        own |= {"GONGZHI_LIMIT_CALLER": "0", "GONGZHI_LIMIT_ADDRESS": "0"}
        return known | own | ({"DATABASE_URL": self.url} if self.url else {}) | more


class FailedError(Exception):
    """A process that measures has failed; the message is what it said last."""


def found(house: House) -> None:
    """Make the demo city in it, unless it is there."""
    if not (house.home / "founded").exists():
        command(house, "-m", "gongzhi.site.cli", "init", "--city", "demo")


def command(house: House, *arguments: str, **more: str) -> str:
    """What a Python process for this installation says; FailedError when it fails."""
    done = subprocess.run(
        [sys.executable, *arguments],
        env=house.environment(**more),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise FailedError(
            f"{' '.join(arguments)} ended with {done.returncode}:\n{done.stderr[-3000:]}{done.stdout[-500:]}"
        )
    return done.stdout


def part(house: House, name: str, **given: Any) -> Any:
    """Let `bench.<name>` measure inside this installation; its progress is shown, its answer is JSON."""
    arguments = [sys.executable, "-m", "bench.inside", name, json.dumps(given)]
    done = subprocess.run(arguments, env=house.environment(), cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise FailedError(f"bench.{name} ended with {done.returncode}")
    return json.loads(done.stdout.splitlines()[-1])


def free_port() -> int:
    """A port on which nobody listens now."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(house: House, *parts: str) -> Iterator[tuple[str, int]]:
    """The installation, or parts of it, served while the block runs: its address, the process id of the supervisor."""
    address = f"127.0.0.1:{free_port()}"
    serve = [sys.executable, "-m", "gongzhi.site.cli", "serve", *parts, "--address", address]
    with (house.home / "serve.log").open("w") as log:
        process = subprocess.Popen(serve, env=house.environment(), cwd=ROOT, stdout=log, stderr=log)
        try:
            _wait(process, address, house)
            yield address, process.pid
        finally:
            process.terminate()
            process.wait(60)


def _wait(process: "subprocess.Popen[bytes]", address: str, house: House) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise FailedError(f"serve ended with {process.returncode}: see {house.home / 'serve.log'}")
        try:
            with urllib.request.urlopen(f"http://{address}/health/ready", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise FailedError(f"serve does not answer: see {house.home / 'serve.log'}")


def database_worked(house: House) -> float:
    """Seconds of processor time that the database's own processes have taken; 0 where it works inside ours."""
    if not house.url:
        return 0.0
    server = int((house.home.parent / "pg" / "data" / "postmaster.pid").read_text().split()[0])
    family = [server, *(int(folder.name) for folder in Path("/proc").glob("[0-9]*") if _parent(folder) == server)]
    return sum(_worked(number, waited_for=number == server) for number in family)


def _worked(number: int, *, waited_for: bool) -> float:
    """Seconds in which the process worked, those of its children that ended with it where they count."""
    try:
        fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11 : 15 if waited_for else 13])) / os.sysconf("SC_CLK_TCK")


def memory(root: int) -> dict[str, float]:
    """Resident memory in MB of the process and all that it started, by what each is."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            children.setdefault(_parent(folder), []).append(int(folder.name))
    found, waiting = {}, [root]
    while waiting:
        number = waiting.pop()
        waiting += children.get(number, [])
        resident, name = _resident(number)
        if resident:
            found[f"{name} {number}"] = resident
    return found


def _parent(folder: Path) -> int:
    try:
        return int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, IndexError):
        return -1


def _resident(number: int) -> tuple[float, str]:
    try:
        status = Path(f"/proc/{number}/status").read_text()
        words = Path(f"/proc/{number}/cmdline").read_text().split("\0")
    except OSError:
        return 0.0, ""
    kilobytes = next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")), 0)
    known = [word for word in words if word in ("web", "clocks", "outbox", "stream")]
    return kilobytes / 1024, known[0] if known else "supervisor" if "serve" in words else "worker"
