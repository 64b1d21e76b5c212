"""Timers: what is due is found as fast among a million matters as among ten thousand, a burst is worked off and told.

`python -m bench.timers` on both databases; `--only postgresql --burst 5000 --matters 100000` in a few minutes.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

from bench.house import FailedError, House, database_worked, part
from bench.stores import house_in
from tools.private_postgres import binaries

VENDORS = ("postgresql", "sqlite")
SMALL, WORKERS, CORES = 10_000, {"postgresql": 2, "sqlite": 1}, 2
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
            for sentence in chain(found(vendor, asked.matters), worked_off(vendor, asked.burst)):
                sys.stdout.write(f"{vendor}: {sentence}\n")
                sys.stdout.flush()
    except FailedError as failed:
        sys.stderr.write(f"{failed}\n")
        return 1
    return 0


@contextmanager
def fresh(vendor: str) -> Iterator[House]:
    """A new demo city."""
    with tempfile.TemporaryDirectory(prefix="gongzhi-bench-") as folder:
        Path(folder).chmod(0o755)
        with house_in(vendor, Path(folder)) as house:
            yield house


def found(vendor: str, matters: int) -> Iterator[str]:
    """How long a claim takes among few and among many matters, in a sentence; the plan below it."""
    with fresh(vendor) as house:
        few, many = (part(house, "due", matters=size) for size in (SMALL, matters))
    ratio = many["claim"] / few["claim"]
    if "clock_next" not in many["plan"]:
        raise FailedError(f"what is due is not found by its index:\n{many['plan']}")
    yield (
        f"claiming 500 of 2,000 due clocks takes {few['claim']:.1f} ms among {few['clocks']:,} clocks and "
        f"{many['claim']:.1f} ms among {many['clocks']:,}: {ratio:.2f} times as long "
        f"({'flat' if ratio < FLAT else 'NOT flat'}); counting them {few['count']:.2f} and {many['count']:.2f} ms\n"
        f"{many['plan']}"
    )


def worked_off(vendor: str, matters: int) -> Iterator[str]:
    """How fast a burst is worked off, and how fast people hear of it, a sentence each as soon as it is known."""
    workers = WORKERS[vendor]
    with fresh(vendor) as house:
        part(house, "filling", count=matters, mix="begun")
        before = database_worked(house)
        told = part(house, "burst", workers=workers)
        yield burst_of(matters, told, database_worked(house) - before, workers)
        yield told_of(part(house, "messages", limit=matters))


def burst_of(matters: int, told: dict[str, Any], database: float, workers: int) -> str:
    """How fast a burst is worked off, in a sentence; `database` in seconds of its processor time."""
    rate = told["steps"] / told["seconds"]
    alone = told["steps"] / max(told["processor"] / workers, (told["processor"] + database) / CORES)
    wanted = f" (wanted {STEPS_WANTED:,.0f}: {'met' if rate >= STEPS_WANTED else 'NOT met'})" if workers > 1 else ""
    return (
        f"{matters:,} matters whose time was over, {told['clocks']:,} clocks due: {told['steps']:,} steps by {workers} "
        f"worker(s) in {told['seconds']:.0f} s, {rate:,.0f}/s{wanted}; "
        f"{told['processor'] / told['steps'] * 1e6:.0f} µs of processor time a step and "
        f"{database / told['steps'] * 1e6:.0f} µs of the database's, which {CORES} cores for itself take at "
        f"{alone:,.0f}/s; load of the machine {os.getloadavg()[0]:.1f}"
    )


def told_of(heard: dict[str, Any]) -> str:
    """How fast people hear of a burst, in a sentence."""
    return (
        f"{heard['lines']:,} lines heard by one process in {heard['hearing']:.0f} s, "
        f"{heard['lines'] / heard['hearing']:,.0f}/s: {heard['messages']:,} messages, "
        f"{heard['messages'] / heard['hearing']:,.0f}/s; {heard['told']:,} of them outside in {heard['parcels']:,} "
        f"parcels by one sender in {heard['sending']:.0f} s, {heard['parcels'] / heard['sending']:,.0f} parcels/s, "
        f"{heard['sending_worked'] / heard['parcels'] * 1e3:.1f} ms of processor time each; {heard['left']:,} wait; "
        f"load of the machine {os.getloadavg()[0]:.1f}"
    )


if __name__ == "__main__":
    sys.exit(main())
