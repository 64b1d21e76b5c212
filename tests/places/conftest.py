"""A small ground to stand on: squares of a kilometre, counted east and north from a corner in Siping."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from gongzhi.kernel import SYSTEM, Crs, GeoPoint
from gongzhi.places.earth import metres_per_degree
from gongzhi.places.importing import import_areas, import_file
from gongzhi.places.report import AreaRow, Report
from gongzhi.places.standing import forget

WEST, SOUTH = 124.35, 43.17
EAST_M, NORTH_M = (float(scale) for scale in metres_per_degree(SOUTH))
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
DAY = timedelta(days=1)

Draw = Callable[..., Path]


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """What a test before this one stored was taken back, so nobody may remember it."""
    forget()
    yield
    forget()


def degrees(east_m: float, north_m: float) -> tuple[float, float]:
    """Longitude and latitude so many metres from the corner."""
    return WEST + east_m / EAST_M, SOUTH + north_m / NORTH_M


def at(east_m: float, north_m: float) -> GeoPoint:
    """The point so many metres from the corner."""
    lon, lat = degrees(east_m, north_m)
    return GeoPoint(lon=lon, lat=lat, crs=Crs.WGS84)


def box(west: float, south: float, east: float, north: float) -> BaseGeometry:
    """A rectangle in metres from the corner."""
    return shapely.box(*degrees(west, south), *degrees(east, north))


def grid(code: str, shape: BaseGeometry | None, **said: Any) -> AreaRow:
    """A grid under `city` unless said otherwise."""
    plain: dict[str, Any] = {"row": 1, "code": code, "name": code, "level": "grid", "parent": "city", "shape": shape}
    return AreaRow(**plain | said)


def keep(*rows: AreaRow, when: datetime = NOON, strict: bool = False) -> Report:
    """Store areas as the version in force from `when`."""
    return import_areas(rows, source="test", at=when, by=SYSTEM, strict=strict)


TWO_GRIDS = (grid("g1", box(0, 0, 1000, 1000)), grid("g2", box(1000, 0, 2000, 1000)))


def feature(shape: BaseGeometry | Mapping[str, Any] | None, **fields: Any) -> dict[str, Any]:
    """A GeoJSON feature."""
    geometry = json.loads(shapely.to_geojson(shape)) if isinstance(shape, BaseGeometry) else shape
    named = {"code": "g1", "name": "一格", "level": "grid", "parent": "city"} | fields
    return {"type": "Feature", "properties": named, "geometry": geometry}


@pytest.fixture
def draw(tmp_path: Path) -> Draw:
    """Write features into a GeoJSON file."""

    def write(*features: dict[str, Any], name: str = "areas.geojson", **members: Any) -> Path:
        path = tmp_path / name
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **members}), encoding="utf-8")
        return path

    return write


def comma_lines(rows: Sequence[Sequence[str]]) -> str:
    """Rows as the text of a CSV file."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def bring(path: Path, crs: Crs = Crs.WGS84, *, when: datetime = NOON, strict: bool = False) -> Report:
    """Import a file."""
    return import_file(path, crs, at=when, by=SYSTEM, strict=strict)


def codes(report: Report) -> set[str]:
    """What was said of it, refusals and findings."""
    return {problem.code for problem in (*report.refusals, *report.findings)}
