"""Reports come in over HTTP, one by one and in batches; beside them the same rows by bare SQL, in the same minutes."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from bench import bare_clients
from bench.house import ROOT, House, memory, part, served

CLIENTS = (1, 8, 32)
BATCH = 50
Tell = Callable[[str], None]


def intake(house: House, *, rounds: int, seconds: int, tell: Tell) -> dict[str, Any]:
    """Rates and latencies of single reports and batches, of bare SQL, their ratios, and the memory of each process."""
    with tempfile.TemporaryDirectory(prefix="gongzhi-bench-") as folder:
        Path(folder).chmod(0o755)
        ready = part(house, "prepare", folder=folder, singles=4000, batches=200, size=BATCH)
        with served(house) as (address, process):
            load(address, ready["single"], 8, 2)
            singles = [_singles(address, ready["single"], rounds, seconds, clients, tell) for clients in CLIENTS]
            tell("batches of 50, 8 clients")
            batch = _middle(
                [load(address, ready["batch"], 8, seconds, "/api/reports:batch", ready["token"]) for _ in range(rounds)]
            )
            resident = memory(process)
        by_sql = _bare(house, folder, rounds, seconds, tell)
    return {"single": singles, "batch": batch, "bare": by_sql, "memory": resident, **_ratios(singles, batch, by_sql)}


def _singles(address: str, file: str, rounds: int, seconds: int, clients: int, tell: Tell) -> dict[str, Any]:
    tell(f"single reports, {clients} clients")
    return {"clients": clients} | _middle([load(address, file, clients, seconds) for _ in range(rounds)])


def load(
    address: str, file: str, clients: int, seconds: float, path: str = "/api/reports", token: str = ""
) -> dict[str, Any]:
    """One run of the load generator."""
    asked = [sys.executable, "-m", "bench.load", address, file, "--path", path]
    asked += ["--clients", str(clients), "--seconds", str(seconds)]
    done = subprocess.run(asked, env={"BENCH_TOKEN": token}, cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    if found["refused"]:
        raise ValueError(f"{found['refused']} reports were refused: {found['first']}")
    return found


def _middle(runs: list[dict[str, Any]]) -> dict[str, float]:
    return {name: median(run[name] for run in runs) for name in ("rate", "p50", "p99")}


def _bare(house: House, folder: str, rounds: int, seconds: int, tell: Tell) -> dict[str, float]:
    ready = part(house, "bare", url=house.url, folder=folder)
    found = {}
    for clients in CLIENTS:
        tell(f"bare SQL, {clients} clients")
        runs = [
            bare_clients.pgbench(house.url, ready["script"], clients, seconds)
            if house.url
            else bare_clients.sqlite(ready["copy"], ready["script"], clients, seconds)
            for _ in range(rounds)
        ]
        found[str(clients)] = median(runs)
    return found


def _ratios(singles: list[dict[str, Any]], batch: dict[str, float], by_sql: dict[str, float]) -> dict[str, Any]:
    return {
        "single_of_bare": {run["clients"]: run["rate"] / by_sql[str(run["clients"])] for run in singles},
        "batch_of_bare": batch["rate"] / by_sql["8"],
    }
