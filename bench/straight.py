"""The straight path of a matter over the API, timed in two work trees in turn: what a change costs who works with it.

`python -m bench.straight OTHER_TREE` compares this tree with another one that has been set up: each round walks matters
from the report to the close in either tree (12 requests each, the desk's looks included), in a process of its own, on
the same kind of database. What counts is processor time, for other work on the machine does not lengthen that.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.straight", description=__doc__)
    parser.add_argument("other", type=Path, help="another work tree, set up")
    parser.add_argument("--matters", type=int, default=60, help="matters of one round")
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    here: list[float] = []
    there: list[float] = []
    for _ in range(asked.rounds):
        there.append(_round(asked.other.resolve(), asked.matters))
        here.append(_round(ROOT, asked.matters))
    ratios = sorted(mine / others for mine, others in zip(here, there, strict=True))
    sys.stdout.write(f"there  {1000 * median(there):7.1f} ms of processor time a matter\n")
    sys.stdout.write(f"here   {1000 * median(here):7.1f} ms\n")
    sys.stdout.write(f"ratio  {median(ratios):.3f}  ({ratios[0]:.3f} to {ratios[-1]:.3f}, {asked.rounds} pairs)\n")
    return 0


def _round(tree: Path, matters: int) -> float:
    """Seconds of processor time a matter, in that tree's own Python and with its own code."""
    asked = [str(tree / ".venv/bin/python"), str(ROOT / "bench" / "walk.py"), str(matters)]
    known = os.environ | {"PYTHONPATH": str(tree)}
    done = subprocess.run(asked, cwd=tree, env=known, capture_output=True, text=True, check=True)
    return float(json.loads(done.stdout.splitlines()[-1])["seconds"])


if __name__ == "__main__":
    sys.exit(main())
