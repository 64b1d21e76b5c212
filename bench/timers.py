"""Timers: what is due is found as fast among a million matters as among ten thousand, and a burst is worked off.

`python -m bench.timers` on both databases; `--only postgresql --burst 5000 --matters 100000` in a few minutes.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.house import FailedError, House, part
from bench.stores import house_in
from tools.private_postgres import binaries

VENDORS = ("postgresql", "sqlite")
SMALL, WORKERS = 10_000, {"postgresql": 2, "sqlite": 1}
STEPS_WANTED, FLAT = 1000.0, 2.0
"""Steps a second that two workers take on PostgreSQL; times as long that a claim may take among the larger number."""


def main() -> int:
    """The command line; 1 where something was not as it must be."""
    parser = argparse.ArgumentParser(prog="python -m bench.timers", description=__doc__)
    parser.add_argument("--only", choices=VENDORS, help="one database")
    parser.add_argument(
        "--matters", type=int, default=1_000_000, help="open matters with three clocks each (1,000,000)"
    )
    parser.add_argument("--burst", type=int, default=50_000, help="matters whose time is over at once (50,000)")
    asked = parser.parse_args()
    vendors = [asked.only] if asked.only else [each for each in VENDORS if each == "sqlite" or binaries() is not None]
    try:
        for vendor in vendors:
            sys.stdout.write(f"{vendor}: {found(vendor, asked.matters)}\n{vendor}: {worked_off(vendor, asked.burst)}\n")
    except FailedError as failed:
        sys.stderr.write(f"{failed}\n")
        return 1
    return 0


def fresh(vendor: str, work: Any) -> Any:
    """What `work` finds in a new demo city."""
    with tempfile.TemporaryDirectory(prefix="gongzhi-bench-") as folder:
        Path(folder).chmod(0o755)
        with house_in(vendor, Path(folder)) as house:
            return work(house)


def found(vendor: str, matters: int) -> str:
    """How long a claim takes among few and among many matters, in a sentence; the plan below it."""

    def work(house: House) -> list[dict[str, Any]]:
        return [part(house, "due", matters=size) for size in (SMALL, matters)]

    few, many = fresh(vendor, work)
    ratio = many["claim"] / few["claim"]
    if "clock_next" not in many["plan"]:
        raise FailedError(f"what is due is not found by its index:\n{many['plan']}")
    return (
        f"claiming 500 of 2,000 due clocks takes {few['claim']:.1f} ms among {few['clocks']:,} clocks and "
        f"{many['claim']:.1f} ms among {many['clocks']:,}: {ratio:.2f} times as long "
        f"({'flat' if ratio < FLAT else 'NOT flat'}); counting them {few['count']:.2f} and {many['count']:.2f} ms\n"
        f"{many['plan']}"
    )


def worked_off(vendor: str, matters: int) -> str:
    """How fast a burst is worked off, in a sentence."""
    workers = WORKERS[vendor]

    def work(house: House) -> dict[str, Any]:
        part(house, "filling", count=matters, mix="begun")
        told: dict[str, Any] = part(house, "burst", workers=workers)
        return told

    told = fresh(vendor, work)
    rate = told["steps"] / told["seconds"]
    wanted = f" (wanted {STEPS_WANTED:,.0f}: {'met' if rate >= STEPS_WANTED else 'NOT met'})" if workers > 1 else ""
    return (
        f"{matters:,} matters whose time was over, {told['clocks']:,} clocks due: {told['steps']:,} steps by {workers} "
        f"worker(s) in {told['seconds']:.0f} s, {rate:,.0f}/s{wanted}; "
        f"{told['processor'] / told['steps'] * 1e6:.0f} µs of processor time a step beside the database's; "
        f"load of the machine {os.getloadavg()[0]:.1f}"
    )


if __name__ == "__main__":
    sys.exit(main())
