"""What is handed in is compared with what is in force: nothing changes that was not said, and nothing changes unseen.

A file speaks for every parent it names: parts of that parent and of that level which it leaves out come to an end, with
all that is under them. An area without an outline in the file keeps the one it has.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gongzhi.places.branches import Branches, Kept
from gongzhi.places.earth import metres_per_degree
from gongzhi.places.ground import stacked
from gongzhi.places.models import Area, BoundaryVersion, Jurisdiction, Revision
from gongzhi.places.report import AreaRow, Changes, Problem
from gongzhi.places.standing import stored_shapes
from gongzhi.places.tree import climb

SHIFT_M = (50.0, 2000.0)  # GCJ-02 lies 100–700 m off, BD-09 up to 1,200 m
SHIFT_ALIKE = 0.2  # spread of the offsets, as a share of them
SHIFT_LEAST = 5  # fewer areas prove nothing


@dataclass(frozen=True, eq=False)
class Stored:
    """What is stored now: areas, outlines and gaps in force, the last version, and the stamp it was read under."""

    stamp: UUID | None
    version: int
    areas: Mapping[str, Kept]
    shapes: Mapping[str, BaseGeometry]
    gaps: Mapping[str, BaseGeometry]


def stored() -> Stored:
    """Read what is stored, for one comparison."""
    stamp = Revision.objects.values_list("stamp", flat=True).first()
    version = BoundaryVersion.objects.order_by("-number").values_list("number", flat=True).first() or 0
    runners = dict(Jurisdiction.objects.filter(valid_to=None).values_list("area_id", "run_by"))
    rows = Area.objects.values_list("code", "name", "level", "parent_id", "special", "valid_to")
    areas = {
        code: Kept(
            code=code,
            name=name,
            level=level,
            parent=parent,
            special=special,
            run_by=runners.get(code, ""),
            ended=end is not None,
        )
        for code, name, level, parent, special, end in rows
    }
    return Stored(stamp, version, areas, stored_shapes(version, "outline"), stored_shapes(version, "gap"))


def compared(branches: Branches, before: Stored) -> Changes:
    """What the rows change."""
    old = {code: kept for code, kept in before.areas.items() if not kept.ended}
    again = [row for row in branches.rows if row.code in old]
    named = [row.code for row in branches.rows] + ([branches.new_city] if branches.new_city else [])
    drawn = {row.code: row.shape for row in branches.rows if row.shape is not None}
    return Changes(
        added=ordered(code for code in named if code not in old),
        ended=ended(branches, old),
        drawn=ordered(code for code in drawn if code in old and code not in before.shapes),
        reshaped=ordered(
            code for code in drawn if code in before.shapes and drawn[code].wkb != before.shapes[code].wkb
        ),
        renamed=ordered(row.code for row in again if row.name != old[row.code].name),
        moved=ordered(row.code for row in again if (row.parent or None) != old[row.code].parent),
        relabelled=ordered(row.code for row in again if label(row) != label(old[row.code])),
        handed=ordered(
            row.code for row in branches.rows if row.jurisdiction and row.jurisdiction != runs(row.code, old)
        ),
    )


def ordered(codes: Iterable[str]) -> tuple[str, ...]:
    """The codes in order."""
    return tuple(sorted(codes))


def label(area: AreaRow | Kept) -> tuple[str, str]:
    """What kind of area it is."""
    return area.level, area.special


def runs(code: str, old: Mapping[str, Kept]) -> str:
    """Who runs a stored area; "" when it runs itself or is not stored."""
    return old[code].run_by if code in old else ""


def ended(branches: Branches, old: Mapping[str, Kept]) -> tuple[str, ...]:
    """The stored areas that the rows leave out where they speak for the parent and the level, and all under those."""
    written = {row.code for row in branches.rows}
    spoken = {(row.parent, row.level) for row in branches.rows if row.parent}
    needed = {upper for code in written for upper in climb(code, branches.parents)}
    gone = {code for code, kept in old.items() if code not in needed and (kept.parent, kept.level) in spoken}
    return ordered(code for code in old if code not in needed and gone.intersection(climb(code, branches.parents)))


def merged_shapes(rows: Sequence[AreaRow], changes: Changes, before: Stored) -> dict[str, BaseGeometry]:
    """The outlines as they would be in force."""
    gone = set(changes.ended)
    shapes = {code: shape for code, shape in before.shapes.items() if code not in gone}
    return shapes | {row.code: row.shape for row in rows if row.shape is not None}


def shifted(rows: Sequence[AreaRow], changes: Changes, before: Stored) -> Iterator[Problem]:
    """The sign of a wrong coordinate system: all changed outlines lie off alike, far and in one direction."""
    new = {row.code: row.shape for row in rows if row.shape is not None}
    if len(changes.reshaped) < SHIFT_LEAST:
        return
    then, now = (shapely.centroid(stacked(shapes, changes.reshaped)) for shapes in (before.shapes, new))
    east, north = metres_per_degree(shapely.get_y(then))
    off = np.column_stack(
        [(shapely.get_x(now) - shapely.get_x(then)) * east, (shapely.get_y(now) - shapely.get_y(then)) * north]
    )
    middle = np.median(off, axis=0)
    metres = float(np.hypot(*middle))
    spread = float(np.median(np.hypot(*(off - middle).T)))
    if SHIFT_M[0] <= metres <= SHIFT_M[1] and spread <= metres * SHIFT_ALIKE:
        details = {"areas": len(changes.reshaped), "m": round(metres)}
        yield Problem(code="area-all-shifted", field="crs", details=details)
