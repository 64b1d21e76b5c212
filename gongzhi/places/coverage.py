"""The areas of a city should cover it once: what lies twice, nowhere, apart or outside is told in square metres.

Less than one square metre is not told: it comes from rounded coordinates, and no report falls into it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gongzhi.places.earth import Array, square_metres
from gongzhi.places.ground import Ground
from gongzhi.places.report import AreaRow, Problem, Tell

SLIVER_M2 = 1.0
STEP = 200


@dataclass(frozen=True)
class Covered:
    """What was found in one city, and its gaps as one shape (empty when there is none)."""

    findings: tuple[Problem, ...]
    gap: BaseGeometry


def survey(ground: Ground, rows: Mapping[str, AreaRow], tell: Tell) -> Covered:
    """Overlaps, gaps, parts apart and parts that stray, in one city; `rows`: the areas that are in the file."""
    gaps = dict(gaps_of(ground, tell))
    findings = [
        *overlaps(ground.codes, ground.shapes, np.asarray(ground.above, dtype=object), ground.finest, rows),
        *compound_overlaps(ground, rows),
        *gap_findings(gaps, rows),
        *strayed(ground, rows),
        *apart(ground, rows),
        *undrawn(ground, rows),
    ]
    return Covered(tuple(findings), shapely.normalize(shapely.union_all(list(gaps.values()))))


def overlaps(
    codes: Sequence[str], shapes: Array, above: Array, finest: Array, rows: Mapping[str, AreaRow]
) -> Iterator[Problem]:
    """Pairs that cover the same land: parts of the same area, or any two finest areas."""
    one, other = shapely.STRtree(shapes).query(shapes)
    wanted = (one < other) & ((above[one] == above[other]) | (finest[one] & finest[other]))
    one, other = one[wanted], other[wanted]
    shapely.prepare(shapes)
    crossing = shapely.relate_pattern(shapes[one], shapes[other], "T********")
    one, other = one[crossing], other[crossing]
    shared = square_metres(shapely.intersection(shapes[one], shapes[other]))
    for left, right, m2 in zip(one.tolist(), other.tolist(), shared.tolist(), strict=True):
        if m2 >= SLIVER_M2:
            other = codes[left]
            other_row = rows[other].row if other in rows else 0
            yield told("area-overlap", codes[right], rows, other=other, other_row=other_row, m2=round(m2))


def compound_overlaps(ground: Ground, rows: Mapping[str, AreaRow]) -> Iterator[Problem]:
    """Residential compounds that cover the same land."""
    alike, every = np.zeros(len(ground.compounds), dtype=np.int8), np.ones(len(ground.compounds), dtype=bool)
    return overlaps(ground.compounds, ground.compound_shapes, alike, every, rows)


def gaps_of(ground: Ground, tell: Tell) -> Iterator[tuple[str, BaseGeometry]]:
    """The area whose parts leave something open, and what they leave, in degrees."""
    for done, upper in enumerate(ground.families, 1):
        if done % STEP == 0 or done == len(ground.families):
            tell(done, len(ground.families))
        gap = ground.gap_under(upper)
        if not gap.is_empty:
            yield upper, gap


def gap_findings(gaps: Mapping[str, BaseGeometry], rows: Mapping[str, AreaRow]) -> Iterator[Problem]:
    """One finding for each piece of land that is left open."""
    for upper, gap in gaps.items():
        pieces = shapely.get_parts(gap)
        for piece, m2 in zip(pieces, square_metres(pieces).tolist(), strict=True):
            if m2 >= SLIVER_M2:
                spot = shapely.point_on_surface(piece)
                yield told("area-gap", upper, rows, m2=round(m2), lon=round(spot.x, 6), lat=round(spot.y, 6))


def strayed(ground: Ground, rows: Mapping[str, AreaRow]) -> Iterator[Problem]:
    """Parts that reach beyond the outline of the area they belong to."""
    inner = [place for place, upper in enumerate(ground.above) if upper in ground.positions]
    outer = [ground.positions[ground.above[place]] for place in inner]
    shapely.prepare(ground.shapes)
    beyond = ~shapely.covers(ground.shapes[outer], ground.shapes[inner])
    inner_left, outer_left = np.asarray(inner, dtype=int)[beyond], np.asarray(outer, dtype=int)[beyond]
    excess = square_metres(shapely.difference(ground.shapes[inner_left], ground.shapes[outer_left]))
    for place, m2 in zip(inner_left.tolist(), excess.tolist(), strict=True):
        if m2 >= SLIVER_M2:
            yield told("area-outside-parent", ground.codes[place], rows, parent=ground.above[place], m2=round(m2))


def apart(ground: Ground, rows: Mapping[str, AreaRow]) -> Iterator[Problem]:
    """Areas that lie in more than one piece."""
    pieces = shapely.get_num_geometries(ground.shapes)
    for place in np.nonzero(pieces > 1)[0].tolist():
        yield told("area-parts-apart", ground.codes[place], rows, parts=int(pieces[place]))


def undrawn(ground: Ground, rows: Mapping[str, AreaRow]) -> Iterator[Problem]:
    """Rows without an outline in a level that has outlines elsewhere in the city: no report can be located there."""
    drawn = set(ground.levels)
    for row in rows.values():
        if row.shape is None and row.level in drawn and row.code not in ground.positions:
            yield told("area-shape-missing", row.code, rows)


def told(code: str, area: str, rows: Mapping[str, AreaRow], **details: object) -> Problem:
    """A finding about the outline of an area, with its row where it is written in the file."""
    row = rows[area].row if area in rows else 0
    return Problem(code=code, row=row, field="geometry", value=area, details=details)
