"""A new version is stored in one transaction, and of its boundaries only those that changed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

import shapely
from django.db import transaction
from shapely.geometry.base import BaseGeometry

from gongzhi.kernel import Actor, Refused
from gongzhi.places.branches import Branches
from gongzhi.places.comparing import Stored
from gongzhi.places.earth import square_metres
from gongzhi.places.ground import stacked
from gongzhi.places.models import Area, Boundary, BoundaryVersion, Jurisdiction, Revision
from gongzhi.places.report import AreaRow, Changes
from gongzhi.places.standing import changed

BATCH = 1000


@dataclass(frozen=True, kw_only=True, eq=False)
class Plan:
    """What is to be stored: what was there before, the rows, what they change, the gaps of every city afterwards."""

    before: Stored
    branches: Branches
    changes: Changes
    gaps: Mapping[str, BaseGeometry]
    digest: str


@transaction.atomic
def keep(plan: Plan, *, at: datetime, by: Actor, note: str) -> int:
    """Store the plan as the version in force from `at`; its number. All of it or none."""
    _alone(plan.before)
    number = _next_version(plan, at, by, note)
    _areas(plan, at)
    _jurisdictions(plan, at)
    _outlines(plan, number)
    _gaps(plan, number)
    changed()
    return number


def _alone(before: Stored) -> None:
    """Hold the lock of this floor; refuse when somebody changed areas since the check."""
    held, fresh = Revision.objects.get_or_create(id=1)
    stamp = Revision.objects.select_for_update().get(id=1).stamp
    if (not fresh and before.stamp != stamp) or (fresh and before.stamp is not None) or held.stamp != stamp:
        raise Refused("area-changed-meanwhile")


def _next_version(plan: Plan, at: datetime, by: Actor, note: str) -> int:
    last = BoundaryVersion.objects.order_by("-number").first()
    if last is not None and last.valid_from >= at:
        raise Refused(
            "area-version-not-later", at=at.isoformat(), last=last.valid_from.isoformat(), version=last.number
        )
    BoundaryVersion.objects.filter(valid_to=None).update(valid_to=at)
    number = plan.before.version + 1
    BoundaryVersion.objects.create(
        number=number, valid_from=at, note=note[:200], digest=plan.digest, made_at=at, made_by=by.id
    )
    return number


def _areas(plan: Plan, at: datetime) -> None:
    changes, stored = plan.changes, plan.before.areas
    if plan.branches.new_city:
        city = plan.branches.new_city
        Area.objects.create(code=city, name=city, level="city", valid_from=at)
    wanted = {*changes.added, *changes.renamed, *changes.moved, *changes.relabelled}
    rows = [row for row in plan.branches.rows if row.code in wanted]
    Area.objects.bulk_create((_area(row, at) for row in rows if row.code not in stored), batch_size=BATCH)
    fields = ["name", "level", "parent", "special", "valid_to"]
    Area.objects.bulk_update([_area(row, at) for row in rows if row.code in stored], fields, batch_size=200)
    for codes in batches(changes.ended):
        Area.objects.filter(code__in=codes).update(valid_to=at)


def _area(row: AreaRow, at: datetime) -> Area:
    return Area(
        code=row.code,
        name=row.name,
        level=row.level,
        parent_id=row.parent or None,
        special=row.special,
        valid_from=row.valid_from or at,
    )


def _jurisdictions(plan: Plan, at: datetime) -> None:
    handed = {row.code: row.jurisdiction for row in plan.branches.rows if row.code in set(plan.changes.handed)}
    for codes in batches([*handed, *plan.changes.ended]):
        Jurisdiction.objects.filter(area_id__in=codes, valid_to=None).update(valid_to=at)
    Jurisdiction.objects.bulk_create(
        (Jurisdiction(area_id=code, run_by=runner, valid_from=at) for code, runner in handed.items()), batch_size=BATCH
    )


def _outlines(plan: Plan, number: int) -> None:
    changes = plan.changes
    _close("outline", (*changes.ended, *changes.reshaped), number)
    wanted = {*changes.added, *changes.reshaped, *changes.drawn}
    shapes = {row.code: row.shape for row in plan.branches.rows if row.shape is not None and row.code in wanted}
    _open("outline", shapes, number)


def _gaps(plan: Plan, number: int) -> None:
    old, new = plan.before.gaps, plan.gaps
    _close("gap", [code for code, gap in old.items() if code not in new or new[code].wkb != gap.wkb], number)
    _open("gap", {code: gap for code, gap in new.items() if code not in old or old[code].wkb != gap.wkb}, number)


def _close(kind: str, codes: Sequence[str], number: int) -> None:
    for some in batches(codes):
        Boundary.objects.filter(kind=kind, area_id__in=some, last=None).update(last=number - 1)


def _open(kind: str, shapes: Mapping[str, BaseGeometry], number: int) -> None:
    array = stacked(shapes, tuple(shapes))
    columns = zip(shapes, shapely.to_wkb(array), square_metres(array), shapely.bounds(array), strict=True)
    Boundary.objects.bulk_create(
        (
            Boundary(
                area_id=code,
                kind=kind,
                first=number,
                shape=wkb,
                area_m2=float(m2),
                west=float(west),
                south=float(south),
                east=float(east),
                north=float(north),
            )
            for code, wkb, m2, (west, south, east, north) in columns
        ),
        batch_size=BATCH,
    )


def batches(codes: Iterable[str]) -> Iterator[list[str]]:
    """The codes, a thousand at a time: as many as a statement takes on every database."""
    rest = iter(codes)
    while some := list(islice(rest, BATCH)):
        yield some
