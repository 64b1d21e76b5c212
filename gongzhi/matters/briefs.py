"""A message may say a matter's number, kind and place; of what is between people (P2, P3) the number and no more."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from gongzhi.catalogue import Text
from gongzhi.kernel import Actor
from gongzhi.matters import catalogues
from gongzhi.matters.models import MatterRow
from gongzhi.matters.shown import area_name
from gongzhi.matters.sight import CIRCLE, sight_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Brief:
    """What may be said of a matter as it stands now. `kind` None: nothing but the number."""

    number: str
    kind: Text | None = None
    place: str = ""


def briefs(matters: Iterable[UUID], by: Actor | None = None) -> dict[UUID, Brief]:
    """What may be said of these matters; to `by`, of those that they may not see (any more), the number alone."""
    rows = list(MatterRow.objects.filter(id__in=set(matters)))
    seen = {row.id for row in rows}
    if by is not None:
        seen = set(MatterRow.objects.filter(sight_of(by).rows(), id__in=seen).values_list("id", flat=True))
    return {row.id: _brief(row, whole=row.id in seen and row.privacy not in CIRCLE) for row in rows}


def _brief(row: MatterRow, *, whole: bool) -> Brief:
    if not whole:
        return Brief(number=row.number)
    kind = catalogues.of(int(row.catalogue)).kinds.get(row.kind)
    return Brief(number=row.number, kind=kind.name if kind else Text(row.kind, row.kind), place=area_name(row))
