"""The desk keeps pace with a whole city: list and map of 50,000 open matters over 7,181 grids, in a real browser.

`python -m bench.screens` founds a city, fills it, serves it, and lets `web/journeys/desk-pace.journey.ts` pan, zoom and
scroll. Where drawing is done by the processor, the page waits for it within its task: so it is told apart how long the
longest task took, and how long the page itself worked in any.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.house import House, command, part, served
from tools import web
from tools.journeys import moved
from tools.private_postgres import cluster

JOURNEY = "desk-pace.journey.ts"
MATTERS = 50_000
WANTED_TASK, WANTED_ROWS = 200, 200
"""Milliseconds: the longest task, and the first rows of a list at the 95th percentile, that a desk wants."""


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.screens", description=__doc__)
    parser.add_argument("--matters", type=int, default=MATTERS, help=f"open matters ({MATTERS})")
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="sqlite")
    asked = parser.parse_args()
    vendor = asked.database
    with tempfile.TemporaryDirectory(prefix="gongzhi-screens-") as folder, city(vendor, Path(folder)) as (house, links):
        part(house, "filling", count=asked.matters, mix="begun")
        figures = measured(house, links)
    sys.stdout.write(f"{said(figures, vendor)}\n")
    return 0


@contextmanager
def city(vendor: str, folder: Path) -> Iterator[tuple[House, dict[str, str]]]:
    """A new demonstration city in `folder`, and the links by which its people sign in."""
    if vendor == "sqlite":
        yield founded(House(home=folder / "home"))
    else:
        with cluster() as url:
            yield founded(House(home=folder / "home", url=url))


def founded(house: House) -> tuple[House, dict[str, str]]:
    """The demonstration city made in it."""
    told = json.loads(command(house, "-m", "gongzhi.site.cli", "init", "--city", "demo", "--json"))
    return house, told["links"]


def measured(house: House, links: dict[str, str]) -> dict[str, Any]:
    """What the browser saw of the desk as it is built now; RuntimeError where the journey failed."""
    figures = house.home / "figures.json"
    if web.run("build", "desk"):
        raise RuntimeError("the desk was not built")
    with served(house, "web") as (address, _):
        os.environ |= {
            "GONGZHI_URL": f"http://{address}",
            "GONGZHI_LINKS": json.dumps({role: moved(link, address) for role, link in links.items()}),
            "GONGZHI_SCREENS": str(house.home / "screens"),
            "GONGZHI_FIGURES": str(figures),
        }
        if web.run("journeys", JOURNEY):
            raise RuntimeError("the journey through the desk failed")
    found: dict[str, Any] = json.loads(figures.read_text(encoding="utf-8"))
    return found


def said(figures: dict[str, Any], vendor: str) -> str:
    """What was measured, in sentences."""
    rows, first, full, empty = figures["list"], figures["first"], figures["map"], figures["empty"]
    beside = f"{full['longest'] / empty['longest']:.1f} times the {empty['longest']} ms"
    return "\n".join(
        (
            f"map, {full['asked']} squares: longest task {full['longest']} ms while panning and zooming "
            f"(wanted {WANTED_TASK}), of its own work at most {full['worked']} ms; "
            f"{full['tasks']} of 50 ms and more in {full['seconds']:.0f} s; "
            f"{beside} of an empty map ({empty['tasks']} in {empty['seconds']:.0f} s)",
            f"list of {rows['matters']:,}+ matters: longest task {rows['longest']} ms while scrolling through "
            f"{rows['rows']:,} rows (wanted {WANTED_TASK}), of its own work at most {rows['worked']} ms; "
            f"at most {rows['drawn']} rows drawn",
            f"first rows of a list: p50 {first['p50']} ms, p95 {first['p95']} ms of {first['n']} "
            f"(wanted {WANTED_ROWS} at p95); {vendor}, load of the machine {os.getloadavg()[0]:.1f}",
        )
    )


if __name__ == "__main__":
    sys.exit(main())
