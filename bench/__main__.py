"""What is claimed about speed, measured in one run: `python -m bench` on both databases, `--quick` in two minutes."""

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from rich.console import Console

from bench.house import ROOT, FailedError, House, command, part
from bench.intake import intake
from bench.shown import show
from bench.stores import house_in, kept
from tools.private_postgres import binaries

VENDORS = ("postgresql", "sqlite")
SIZES = "100000,1000000"
SMALL = 1000


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one round of each, 20,000 matters")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything measured here too")
    parser.add_argument("--sizes", default=os.environ.get("BENCH_SIZES", SIZES), help=f"matters stored ({SIZES})")
    parser.add_argument("--only", choices=VENDORS, help="one database")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each load, the middle one counts")
    parser.add_argument("--seconds", type=int, default=3, help="length of each load")
    asked = parser.parse_args()
    if asked.quick:
        asked.sizes, asked.rounds, asked.seconds = "20000", 1, 2
    begun = time.monotonic()
    try:
        found = everything(asked)
    except FailedError as failed:
        tell(str(failed))
        return 1
    found |= {"seconds": time.monotonic() - begun, "load": os.getloadavg(), "cores": os.cpu_count()}
    console = Console(width=None if sys.stdout.isatty() else 110)
    show(found, console)
    console.print(
        f"{found['seconds']:.0f} s on {found['cores']} cores; load of the machine now: {found['load'][0]:.1f}"
    )
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1, ensure_ascii=False), encoding="utf-8")
    return 0


def tell(sentence: str) -> None:
    """Say on standard error how far it is."""
    sys.stderr.write(f"→ {sentence}\n")
    sys.stderr.flush()


def everything(asked: argparse.Namespace) -> dict[str, Any]:
    """All that is asked for, by database; the ground once, for it asks no database."""
    vendors = [asked.only] if asked.only else list(VENDORS)
    if binaries() is None and "postgresql" in vendors:
        tell("PostgreSQL is absent: measured without it (apt-get install postgresql)")
        vendors.remove("postgresql")
    sizes = sorted(int(size) for size in asked.sizes.split(","))
    databases: dict[str, Any] = {}
    for vendor in vendors:
        databases[vendor] = fresh(vendor, asked, sizes if asked.quick else [])
        if not asked.quick:
            databases[vendor] |= stored(vendor, sizes)
    return {"databases": databases, "ground": grounds([told.pop("ground") for told in databases.values()][-1:])}


def fresh(vendor: str, asked: argparse.Namespace, sizes: list[int]) -> dict[str, Any]:
    """What is measured on a new demo city: the ground, one report with a thousand stored, the intake, then `sizes`."""
    with tempfile.TemporaryDirectory(prefix="gongzhi-bench-") as folder:
        Path(folder).chmod(0o755)
        with house_in(vendor, Path(folder)) as house:
            ground = {"name": "demo city", **part(house, "ground")}
            tell(f"{vendor}: one report with {SMALL:,} matters stored")
            part(house, "filling", count=SMALL)
            small = part(house, "growth")
            found = intake(
                house, rounds=asked.rounds, seconds=asked.seconds, tell=lambda what: tell(f"{vendor}: {what}")
            )
            stores = [store(house, size) for size in sizes]
            large = part(house, "growth") if sizes else None
    return {"small": small, "intake": found, "ground": ground, "stores": stores, "large": large}


def stored(vendor: str, sizes: list[int]) -> dict[str, Any]:
    """Lists and searches over each size, and one report with the largest stored, in stores kept between runs."""
    stores, large = [], None
    for size in sizes:
        with kept(vendor, size) as house:
            stores.append(store(house, size))
            large = part(house, "growth") if size == sizes[-1] else None
    return {"stores": stores, "large": large}


def store(house: House, size: int) -> dict[str, Any]:
    """The installation filled up to that size, and its lists and searches."""
    tell(f"{house.vendor}: a store of {size:,} matters")
    filled = part(house, "filling", count=size)
    tell(f"{house.vendor}: lists and searches")
    return {"filled": filled, "lists": part(house, "lists")}


def grounds(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Points a second over the demo city, as `found`, and over the real districts of New York where these are."""
    real = ROOT.parent / "shared" / "data" / "nyc_election_districts.geojson.gz"
    if not real.exists():
        tell("New York's districts are absent: measured without them")
        return found
    tell("locate among New York's election districts")
    with tempfile.TemporaryDirectory(prefix="gongzhi-bench-") as folder:
        house = House(home=Path(folder))
        command(house, "-m", "gongzhi.site.cli", "init", "--city", "empty")
        command(house, "-m", "gongzhi.site.cli", "areas", "import", str(real), "--crs", "wgs84")
        return [*found, {"name": "New York, election districts", **part(house, "ground")}]


if __name__ == "__main__":
    sys.exit(main())
