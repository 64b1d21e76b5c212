"""Clients that write by bare SQL: pgbench on PostgreSQL, threads that take turns on SQLite."""

import re
import subprocess
import sys
from urllib.parse import urlsplit

from bench.house import ROOT


def pgbench(url: str, script: str, clients: int, seconds: int) -> float:
    """Transactions a second by pgbench with prepared statements."""
    at = urlsplit(url)
    where = ["-h", str(at.hostname), "-p", str(at.port), "-U", str(at.username), at.path.lstrip("/")]
    asked = ["pgbench", "-n", "-M", "prepared", "-f", script, "-c", str(clients), "-j", "1", "-T", str(seconds), *where]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    if found is None:
        raise ValueError(done.stdout + done.stderr)
    return float(found[1])


def sqlite(copy: str, script: str, clients: int, seconds: float) -> float:
    """Transactions a second by threads that take turns; every commit is on disk (synchronous=FULL)."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.bare_sqlite", copy, script, str(clients), str(seconds)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return float(done.stdout)
