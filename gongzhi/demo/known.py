"""What the demonstration takes from public knowledge; everything else in it is invented."""

import csv
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
TownshipKind = Literal["street", "town", "rural", "zone"]
URBAN_TYPES = frozenset({"111", "112", "121", "122"})
COMMUNITY_TYPES = URBAN_TYPES | {"123"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Township:
    """A township, its kind, and the statistical urban/rural type of each of its villages (111…220), towns first."""

    code: str
    name: str
    kind: TownshipKind
    villages: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class County:
    """A county-level division: centre in degrees, people counted in 2020, townships by code, invented outline."""

    code: str
    name: str
    centre: tuple[float, float]
    people: int
    townships: tuple[Township, ...]
    outline: Floats


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherHands:
    """Townships that another county runs than the one their code belongs to, and since when."""

    townships: tuple[str, ...]
    run_by: str
    since: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """The city as far as it is taken from public knowledge."""

    code: str
    name: str
    grids: int
    workers: int
    counties: tuple[County, ...]
    jurisdictions: tuple[OtherHands, ...]


@cache
def known() -> Known:
    """The facts and the sketched outlines that ship with the project."""
    here = files("gongzhi.demo")
    table = tomllib.loads((here / "facts" / "counties.toml").read_text(encoding="utf-8"))
    outlines = tomllib.loads((here / "outlines.toml").read_text(encoding="utf-8"))
    townships = _townships((here / "facts" / "townships.csv").read_text(encoding="utf-8"))
    return Known(
        code=table["city"]["code"],
        name=table["city"]["name"],
        grids=table["city"]["grids"],
        workers=table["city"]["workers"],
        counties=tuple(
            County(
                code=row["code"],
                name=row["name"],
                centre=(row["centre"][0], row["centre"][1]),
                people=row["people"],
                townships=tuple(town for town in townships if town.code[:6] == row["code"]),
                outline=np.array(outlines[row["code"]], dtype=np.float64),
            )
            for row in table["counties"]
        ),
        jurisdictions=tuple(
            OtherHands(townships=tuple(row["townships"]), run_by=row["run_by"], since=row["since"])
            for row in table["jurisdictions"]
        ),
    )


def _townships(text: str) -> list[Township]:
    return [_township(row) for row in csv.DictReader(text.splitlines())]


def _township(row: dict[str, str]) -> Township:
    kinds = get_args(TownshipKind)
    kind = kinds[kinds.index(row["kind"])]
    types = [name.removeprefix("type_") for name in row if name.startswith("type_")]
    villages = tuple(sort for sort in types for _ in range(int(row[f"type_{sort}"])))
    return Township(code=row["code"], name=row["name"], kind=kind, villages=villages)
