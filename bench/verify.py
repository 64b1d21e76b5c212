"""The whole record is verified in minutes: every journal replayed, every row compared, by two processes.

`python -m bench.verify --matters 25000,50000,100000` verifies a store of matters that went the whole straight path, as
it grows to each of these sizes, with the very command that a city runs, and says what part of that time the bare work
takes: reading the journals and hashing them.
"""

import argparse
import json
import os
import resource
import sys
import time
from typing import Any

from bench.house import FailedError, House, command, database_worked, part
from bench.stores import kept

MILLION, MINUTES = 1_000_000, 10
VENDORS = ("postgresql", "sqlite")


def main() -> int:
    """The command line; 1 where the record was not found whole."""
    parser = argparse.ArgumentParser(prog="python -m bench.verify", description=__doc__)
    parser.add_argument("--matters", default="25000,50000,100000", help="matters stored (25000,50000,100000)")
    parser.add_argument("--only", choices=VENDORS, default=VENDORS[0], help="the database (postgresql)")
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    sizes = sorted(int(size) for size in asked.matters.split(","))
    try:
        with kept(asked.only, sizes[-1], "lived") as house:
            for size in sizes:
                told = verified(house, size, asked.processes)
                sys.stdout.write(f"{asked.only}: {said(told, asked.processes)}\n")
                sys.stdout.flush()
    except FailedError as failed:
        sys.stderr.write(f"{failed}\n")
        return 1
    return 0


def verified(house: House, matters: int, processes: int) -> dict[str, Any]:
    """The store filled, the bare work measured, and the record verified."""
    filled = part(house, "filling", count=matters, mix="lived")
    bare = part(house, "bare_verify", processes=processes)
    begun, worked, database = time.perf_counter(), processor(), database_worked(house)
    summary = json.loads(command(house, "-m", "gongzhi.site.cli", "verify", "--processes", str(processes), "--json"))
    taken, work = time.perf_counter() - begun, processor() - worked
    database = database_worked(house) - database
    if summary["findings"] or summary["matters"] != filled["matters"]:
        raise FailedError(f"verify did not find the store whole: {summary}")
    return {"matters": summary["matters"], "seconds": taken, "processor": work, "database": database, **bare}


def processor() -> float:
    """Seconds that the processes started from here, and ended, have worked; the database's are not among them."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def said(told: dict[str, Any], processes: int) -> str:
    """What was measured, in a sentence."""
    rate = told["matters"] / told["seconds"]
    met = "met" if MILLION / rate < MINUTES * 60 else "NOT met"
    return (
        f"{told['matters']:,} matters of {told['lines'] / told['matters']:.1f} journal lines verified by {processes} "
        f"process(es) in {told['seconds']:.0f} s, {rate:,.0f}/s: a million in {MILLION / rate / 60:.1f} minutes "
        f"(wanted {MINUTES}: {met}); {told['seconds'] / told['bare']:.1f} times as long as reading and hashing alone "
        f"({told['bare']:.0f} s); {told['processor'] / told['matters'] * 1e6:.0f} µs of processor time a matter and "
        f"{told['database'] / told['matters'] * 1e6:.0f} µs of the database's, which two cores for themselves take at "
        f"{2 * told['matters'] / (told['processor'] + told['database']):,.0f}/s; "
        f"load of the machine {os.getloadavg()[0]:.1f}"
    )


if __name__ == "__main__":
    sys.exit(main())
