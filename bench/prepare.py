"""What the load generator needs from an installation: request bodies in files, and a token for batches."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from django.utils import timezone

from bench.told import Spot, Teller
from gongzhi.bodies.models import Person
from gongzhi.bodies.tokens import make_token
from gongzhi.matters import catalogues
from gongzhi.places.locating import atlas_in_force
from gongzhi.places.models import Boundary

SEED = 20230630


def measure(folder: str, singles: int, batches: int, size: int) -> dict[str, str]:
    """Write `single.jsonl` and `batch.jsonl` into `folder`; returns the paths and the secret of a token."""
    at = timezone.now()
    teller = teller_for(at, SEED)
    return {
        "single": _written(Path(folder) / "single.jsonl", [teller.report() for _ in range(singles)]),
        "batch": _written(Path(folder) / "batch.jsonl", [teller.batch(size) for _ in range(batches)]),
        "token": token_of("admin", ("matters.report", "matters.see"), at),
    }


def token_of(login: str, scopes: tuple[str, ...], at: datetime) -> str:
    """A new token of that person, good for a day."""
    _, secret = make_token(Person.objects.get(login=login), scopes, at + timedelta(days=1), at)
    return secret


def teller_for(at: datetime, seed: int) -> Teller:
    """Somebody who tells of kinds that the catalogue in force knows, at points inside the city."""
    _, catalogue = catalogues.in_force()
    return Teller(spots(20_000, seed, at), frozenset(catalogue.kinds), seed)


def spots(count: int, seed: int, at: datetime) -> list[Spot]:
    """Points inside the city, as many in a small grid as in a large one: that is where people live."""
    atlas, random, found = atlas_in_force(at), np.random.default_rng(seed), list[Spot]()
    drawn = Boundary.objects.filter(area__level="grid", kind="outline", last=None).order_by("area_id")
    west, south, east, north = np.array(drawn.values_list("west", "south", "east", "north")).T
    while len(found) < count:
        grid = random.integers(0, len(west), count)
        lons = random.uniform(west[grid], east[grid]).round(7)
        lats = random.uniform(south[grid], north[grid]).round(7)
        inside = atlas.areas_of(lons, lats) != None  # noqa: E711 - compared element by element
        found += [Spot(lon, lat) for lon, lat in zip(lons[inside].tolist(), lats[inside].tolist(), strict=True)]
    return found[:count]


def _written(path: Path, bodies: list[dict[str, Any]]) -> str:
    path.write_text("".join(f"{json.dumps(body, ensure_ascii=False)}\n" for body in bodies), encoding="utf-8")
    return str(path)
