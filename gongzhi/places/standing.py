"""Each process knows the areas and boundaries as they stand, and looks every two seconds whether that is still so."""

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

import shapely
from django.db import transaction
from django.db.models import Q
from shapely.geometry.base import BaseGeometry

from gongzhi.places.atlas import UNMAPPED, Atlas, atlas_of
from gongzhi.places.models import Area, Boundary, BoundaryVersion, Jurisdiction, Revision
from gongzhi.places.tree import AreaRef, Tree

LOOK_AGAIN_S = 2.0
ATLASES_KEPT = 4

Span = tuple[datetime, datetime | None]


@dataclass(frozen=True, eq=False)
class Standing:
    """What one process knows: the tree, who runs what, and the numbers and dates of the versions, newest first."""

    stamp: UUID | None
    tree: Tree
    run_by: dict[str, list[tuple[Span, str]]]
    versions: tuple[tuple[int, Span], ...]
    atlases: dict[int, Atlas]

    def version_at(self, at: datetime) -> int:
        """The number of the boundary version in force at `at`; 0 when there was none."""
        return next((number for number, span in self.versions if within(span, at)), 0)

    def atlas(self, number: int) -> Atlas:
        """The atlas of a version, read once and kept."""
        known = self.atlases.get(number)
        return known if known is not None else _drawn(self, number)


def within(span: Span, at: datetime) -> bool:
    """Whether the instant lies in a half-open span of time."""
    return span[0] <= at and (span[1] is None or at < span[1])


class _Memory:
    """The one place where a process keeps what it knows; threads share it."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.standing: Standing | None = None
        self.looked = -LOOK_AGAIN_S
        self.forgotten = 0


_memory = _Memory()


def standing() -> Standing:
    """Areas and boundaries as they stand, at most two seconds old; at once after a change by this process."""
    known = _memory.standing
    if known is not None and time.monotonic() - _memory.looked < LOOK_AGAIN_S:
        return known
    with _memory.lock:
        looked, forgotten = time.monotonic(), _memory.forgotten
        stamp = Revision.objects.values_list("stamp", flat=True).first()
        known = _memory.standing
        if known is None or known.stamp != stamp:
            known = _memory.standing = _read(stamp)
        if forgotten == _memory.forgotten:  # else it changed while we looked
            _memory.looked = looked
        return known


def forget() -> None:
    """Look again at the next question: after a change, and between tests whose changes were taken back."""
    _memory.forgotten += 1
    _memory.looked = -LOOK_AGAIN_S


def changed() -> None:
    """Tell every process that this floor has changed; call it inside the transaction that changes it."""
    Revision.objects.update_or_create(id=1, defaults={"stamp": uuid4()})
    forget()
    transaction.on_commit(forget)


def _read(stamp: UUID | None) -> Standing:
    areas = Area.objects.values_list("code", "name", "level", "parent_id")
    tree = Tree((AreaRef(code=code, name=name, level=level), parent) for code, name, level, parent in areas)
    run_by: dict[str, list[tuple[Span, str]]] = {}
    for code, who, start, end in Jurisdiction.objects.values_list("area_id", "run_by", "valid_from", "valid_to"):
        run_by.setdefault(code, []).append(((start, end), who))
    rows = BoundaryVersion.objects.order_by("-number").values_list("number", "valid_from", "valid_to")
    return Standing(stamp, tree, run_by, tuple((number, (start, end)) for number, start, end in rows), {0: UNMAPPED})


def _drawn(known: Standing, number: int) -> Atlas:
    with _memory.lock:
        if number not in known.atlases:
            while len(known.atlases) > ATLASES_KEPT:
                known.atlases.pop(next(kept for kept in known.atlases if kept))
            shapes = stored_shapes(number, "outline")
            known.atlases[number] = atlas_of(number, shapes, stored_shapes(number, "gap"), known.tree)
        return known.atlases[number]


def stored_shapes(number: int, kind: str) -> dict[str, BaseGeometry]:
    """The outlines ("outline") or the gaps of cities ("gap") of a boundary version, by area code."""
    held = Boundary.objects.filter(Q(last=None) | Q(last__gte=number), kind=kind, first__lte=number)
    rows: Iterable[tuple[str, bytes | memoryview]] = held.values_list("area_id", "shape")
    return {code: shapely.from_wkb(bytes(shape)) for code, shape in rows}
