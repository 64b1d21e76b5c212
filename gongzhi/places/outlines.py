"""An outline is a closed area in degrees of the system that was named; anything else is told with the spot."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape as of_geojson
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from gongzhi.kernel import Crs
from gongzhi.places.crs import FORWARD, in_china, shapes_to_wgs84
from gongzhi.places.earth import Array
from gongzhi.places.reading import Record
from gongzhi.places.report import AreaRow, Problem, Tell

POLYGONS = ("Polygon", "MultiPolygon")
WHERE = re.compile(r"\[(\S+) (\S+?)\]")
STEP = 500


def with_outlines(
    rows: Sequence[AreaRow], records: Sequence[Record], crs: Crs, tell: Tell
) -> tuple[list[AreaRow], list[Problem]]:
    """The rows with their outlines in WGS84, and what is wrong with any outline of the file."""
    drawn: dict[str, BaseGeometry] = {}
    problems: list[Problem] = []
    for done, record in enumerate(records, 1):
        if done % STEP == 0 or done == len(records):
            tell(done, len(records))
        if record.outline is None:
            continue
        shape, wrong = outline_of(record)
        wrong = wrong or shape_problem(record, shape, crs)
        if wrong is not None:
            problems.append(wrong)
        elif shape is not None:
            drawn[record.fields.get("code", "")] = shape
    shapes = dict(zip(drawn, in_wgs84(list(drawn.values()), crs), strict=True))
    problems.extend(bent(records, shapes) if crs in FORWARD else ())
    return [replace(row, shape=shapes.get(row.code)) for row in rows], problems


def bent(records: Sequence[Record], shapes: Mapping[str, BaseGeometry]) -> Iterator[Problem]:
    """Outlines that were sound as written and cross themselves once turned: their corners are too near."""
    for record in records:
        shape = shapes.get(record.fields.get("code", ""))
        if shape is not None and not shape.is_valid:
            yield shape_fault(record, shape)


def in_wgs84(shapes: Sequence[BaseGeometry], crs: Crs) -> Array:
    """The outlines in WGS84, flat and in one order of corners, so that the same outline has the same bytes."""
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    return np.asarray(shapely.normalize(shapes_to_wgs84(shapely.force_2d(array), crs)), dtype=object)


def outline_of(record: Record) -> tuple[BaseGeometry | None, Problem | None]:
    """The outline as it is written (GeoJSON object, WKT text or a shape), or why it cannot be read."""
    if isinstance(record.outline, BaseGeometry):
        return record.outline, None
    try:
        if isinstance(record.outline, str):
            return shapely.from_wkt(record.outline), None
        return of_geojson(record.outline), None
    except (ShapelyError, ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
        return None, wrong(record, "area-shape-unreadable", reason=str(error)[:120])


def shape_problem(record: Record, shape: BaseGeometry | None, crs: Crs) -> Problem | None:
    """The first thing that is wrong with an outline: kind, range, system, validity; None when it is sound."""
    if shape is None or shape.geom_type not in POLYGONS:
        return wrong(record, "area-shape-not-polygon", kind=shape.geom_type if shape is not None else "")
    if shape.is_empty:
        return wrong(record, "area-shape-empty")
    if not np.isfinite(shapely.get_coordinates(shape)).all():
        return wrong(record, "area-coordinates-not-numbers")
    misplaced = range_problem(shape.bounds, crs)
    if misplaced is not None:
        return wrong(record, misplaced, lon=shape.bounds[0], lat=shape.bounds[1], crs=str(crs))
    return None if shape.is_valid else shape_fault(record, shape)


def shape_fault(record: Record, shape: BaseGeometry) -> Problem:
    """What is wrong with an outline that crosses or leaves itself, and where, in its own numbers."""
    reason = explain_validity(shape)
    lon, lat = place_of(reason, shape)
    return wrong(record, "area-shape-invalid", reason=reason.split("[")[0], lon=lon, lat=lat)


def range_problem(bounds: tuple[float, float, float, float], crs: Crs) -> str | None:
    """Whether the numbers can be degrees of that system at all."""
    west, south, east, north = bounds
    if max(abs(west), abs(east)) > 180 or max(abs(south), abs(north)) > 180:
        return "area-coordinates-projected"
    if max(abs(south), abs(north)) > 90:
        return "area-coordinates-swapped"
    if crs in FORWARD and not (in_china(west, south) and in_china(east, north)):
        return "area-crs-outside-china"
    return None


def place_of(reason: str, shape: BaseGeometry) -> tuple[float, float]:
    """Longitude and latitude of the fault as the check names it, in the file's own numbers."""
    named = WHERE.search(reason)
    if named:
        return float(named[1]), float(named[2])
    corner: Any = shapely.get_coordinates(shape)[0]
    return float(corner[0]), float(corner[1])


def wrong(record: Record, code: str, **details: object) -> Problem:
    """A problem with the outline of a record."""
    return Problem(
        code=code, row=record.row, field="geometry", value=record.fields.get("code", "")[:32], details=details
    )
