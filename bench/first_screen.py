"""How long a worker waits for the field app on a slow phone and network, beside the same without either.

`python -m bench.first_screen` founds a demo city, serves it, and opens the built app in a chromium: cold (nothing of
the app is in the phone) and warm (used before). Both without a brake, then with the processor six times slower and
the network of Chromium's own profiles: fast 3G (562.5 ms, 180 kB/s) and slow 3G (2,000 ms, 50 kB/s). What counts is the
ratio to the run without a brake. Build the app first: `python -m tools.web build field`.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from tools import node
from tools.journeys import city
from tools.web import WEB


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.first_screen", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="the middle one counts")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        home = Path(os.environ.get("GONGZHI_JOURNEY_HOME") or made)
        home.mkdir(parents=True, exist_ok=True)
        with city(home) as (url, links):
            show(watched(url, links, home, asked.rounds))
    return 0


def watched(url: str, links: dict[str, str], home: Path, rounds: int) -> list[dict[str, Any]]:
    """A row for each state of the phone and each network, in the order in which they were tried."""
    around = {
        **os.environ,
        "GONGZHI_URL": url,
        "GONGZHI_LINKS": json.dumps(links),
        "GONGZHI_SCREENS": str(home / "screens"),
    }
    done = subprocess.run(
        [str(node.path()), "journeys/first-screen.ts", str(rounds)],
        cwd=WEB,
        env=around,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def show(rows: list[dict[str, Any]]) -> None:
    """Seconds to the first screen and to the first step of a report, and how many times as long as without a brake."""
    plain: dict[tuple[str, str], float] = {}
    for row in rows:
        for what in ("screen", "report"):
            taken = median(seen[what] for seen in row["found"]) / 1000
            ratio = taken / plain.setdefault((row["cache"], what), taken)
            where = f"{row['cache']:4} {row['network']:7} processor 1/{row['slower']}"
            sys.stdout.write(f"{where}  {what:6} {taken:6.2f} s  ratio {ratio:5.1f}\n")


if __name__ == "__main__":
    sys.exit(main())
