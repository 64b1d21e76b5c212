"""Large stores are kept between runs, as long as what made them is the same."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.house import ROOT, House, found
from tools.private_postgres import cluster

CACHE = ROOT / "var" / "bench"
_MAKERS = ("gongzhi/*/migrations/*.py", "gongzhi/matters/rows.py", "gongzhi/matters/words.py",
           "gongzhi/matters/codec.py", "bench/told.py", "bench/filling.py")  # fmt: skip


def digest() -> str:
    """Says whether a kept store is what would be made today: tables, their rows, and the words told."""
    said = hashlib.sha256()
    for pattern in _MAKERS:
        for path in sorted(ROOT.glob(pattern)):
            said.update(path.read_bytes())
    return said.hexdigest()[:12]


@contextmanager
def kept(vendor: str, matters: int, mix: str = "year") -> Iterator[House]:
    """The installation that holds so many matters, or the empty demo city that shall be filled with them."""
    with house_in(vendor, CACHE / f"{vendor}-{mix}-{matters}-{digest()}") as house:
        yield house


@contextmanager
def house_in(vendor: str, folder: Path) -> Iterator[House]:
    """A demo city in `folder`, its database running while the block does."""
    folder.mkdir(parents=True, exist_ok=True)
    if vendor == "sqlite":
        house = House(home=folder / "home")
        found(house)
        yield house
        return
    with cluster(folder / "pg") as url:
        house = House(home=folder / "home", url=url)
        found(house)
        yield house
