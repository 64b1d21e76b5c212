"""Whatever is killed at whatever instant: every report that was answered is there once, and nothing is done twice.

`python -m bench.kill --times 10` serves a new installation, lets eight clients report, kills every process of it with
SIGKILL at a random moment, starts it again, and looks; on SQLite, or on the PostgreSQL that DATABASE_URL names.
"""

import argparse
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import UUID, uuid4, uuid5

from bench import house
from bench.house import ROOT, FailedError, House

CLIENTS = 8
SOON, LATE = 0.3, 2.5
"""Seconds after the first report between which the kill comes."""
PATIENCE = 60.0
Answer = dict[str, Any]


@dataclass(slots=True)
class Told:
    """What the clients said, and what was answered: receipts by the report's id, and keys of comments by that id."""

    asked: set[str] = field(default_factory=set)
    answered: dict[str, Answer] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)


def post(address: str, path: str, body: Answer, key: str = "") -> Answer:
    """The answer; OSError or HTTPException when there is none, FailedError when it is another than was hoped for."""
    host, _, port = address.partition(":")
    client = http.client.HTTPConnection(host, int(port), timeout=PATIENCE)
    try:
        head = {"Content-Type": "application/json", "Host": "localhost"} | ({"Idempotency-Key": key} if key else {})
        client.request("POST", path, json.dumps(body), head)
        answer = client.getresponse()
        said: Answer = json.loads(answer.read())
        if answer.status not in (200, 201):
            raise FailedError(f"{path} was answered {answer.status}: {said}")
        return said
    finally:
        client.close()


def body_of(report: str) -> Answer:
    """A report with that id; the same id says the same."""
    return {"id": report, "text": f"路灯不亮 {report[:8]}", "address": "海丰大街12号", "contact": {"name": "演示居民"}}


def own_key(report: str) -> str:
    """The key that only its sender knows, for which the code is told again."""
    return str(uuid5(UUID(report), "sender"))


def client(address: str, told: Told) -> None:
    """Reports, and comments on what was answered, until nobody answers any more."""
    try:
        while True:
            report, comment = str(uuid4()), str(uuid4())
            told.asked.add(report)
            told.answered[report] = given = post(address, "/api/reports", body_of(report), own_key(report))
            post(address, f"/api/follow/{given['query_code']}/comment", {"remark": "还没修"}, comment)
            told.comments[report] = comment
    except (OSError, http.client.HTTPException, ValueError):
        return


@contextmanager
def serving(where: House) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """The installation is served; at the end of the block nothing of it is alive."""
    address = f"127.0.0.1:{house.free_port()}"
    serve = [sys.executable, "-m", "gongzhi.site.cli", "serve", "--address", address]
    with (where.home / "serve.log").open("a") as log:
        process = subprocess.Popen(serve, env=where.environment(), cwd=ROOT, stdout=log, stderr=log)
        try:
            house._wait(process, address, where)
            yield address, process
        finally:
            kill(process)


def kill(process: "subprocess.Popen[bytes]") -> None:
    """SIGKILL for the supervisor first, so that it starts nothing again, and for all that it started."""
    started = [int(name.split()[-1]) for name in house.memory(process.pid)]
    for number in [process.pid, *(number for number in started if number != process.pid)]:
        try:
            os.kill(number, signal.SIGKILL)
        except ProcessLookupError:
            continue
    process.wait(PATIENCE)
    while any(_lives(number) for number in started):
        time.sleep(0.02)


def _lives(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def one_kill(where: House, told: Told, chance: random.Random) -> list[str]:
    """Serve, look what the kill before has left, report, kill."""
    before = len(told.answered)
    with serving(where) as (address, process):
        faults = settled(where, told)
        clients = [Thread(target=client, args=(address, told), daemon=True) for _ in range(CLIENTS)]
        for each in clients:
            each.start()
        while len(told.answered) == before and any(each.is_alive() for each in clients):
            time.sleep(0.01)
        time.sleep(chance.uniform(SOON, LATE))
        kill(process)
        for each in clients:
            each.join(PATIENCE)
    sys.stderr.write(f"killed after {len(told.answered) - before} answered reports\n")
    return faults


def asked_again(where: House, told: Told) -> list[str]:
    """Look; then send everything again: what was answered gets the same answer, what was not is taken now."""
    with serving(where) as (address, _):
        faults = settled(where, told)
        for report in sorted(told.asked):
            answer, first = post(address, "/api/reports", body_of(report), own_key(report)), told.answered.get(report)
            if first is not None and answer != first:
                faults.append(f"{report} was answered {first}, and now {answer}")
            told.answered[report] = answer
        for report, key in told.comments.items():
            post(address, f"/api/follow/{told.answered[report]['query_code']}/comment", {"remark": "还没修"}, key)
        faults += settled(where, told)
    return faults


def settled(where: House, told: Told) -> list[str]:
    """What is stored, as soon as the outbox has sent everything."""
    with tempfile.NamedTemporaryFile("w", suffix=".json", dir=where.home) as file:
        json.dump({"answered": told.answered, "comments": told.comments}, file)
        file.flush()
        found: list[str] = house.part(where, "kill_found", path=file.name)
    return found


def trial(where: House, times: int, chance: random.Random) -> tuple[Told, list[str]]:
    """Found an empty installation, kill it so often, and say what is wrong afterwards."""
    house.command(where, "-m", "gongzhi.site.cli", "init", "--city", "empty")
    told = Told()
    faults = [fault for _ in range(times) for fault in one_kill(where, told, chance)]
    return told, faults + asked_again(where, told)


def main() -> int:
    """Kills as often as asked; exits 1 when anything was lost or done twice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--seed", type=int, default=None)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        where = House(home=Path(folder), url=os.environ.get("DATABASE_URL", ""))
        try:
            told, faults = trial(where, asked.times, random.Random(asked.seed))
        except FailedError:
            sys.stderr.write((where.home / "serve.log").read_text(encoding="utf-8")[-6000:])
            raise
    for fault in faults[:20]:
        print(fault)
    print(f"{where.vendor}: {asked.times} kills, {len(told.answered)} reports answered, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
