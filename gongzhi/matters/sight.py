"""Who may see a matter: the units that have to do with it; others by area, but never what is between people."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from gongzhi.kernel import Actor, Refused
from gongzhi.matters.loop.state import PartState
from gongzhi.matters.models import MatterRow, PartRow
from gongzhi.places import locating as places

CIRCLE = ("P2", "P3")
LEFT = (PartState.RETURNED.value, PartState.WITHDRAWN.value)
"""A share that a unit gave back, or that was taken from it, shows it nothing more of what is between people."""
COLUMNS = ("county", "township", "community", "grid")


@dataclass(frozen=True, kw_only=True, slots=True)
class Sight:
    """What one actor may see: all matters of `unit`, P2 and P3 while it has to do with them; P0 and P1 at `areas`
    (level, code), or everywhere.
    """

    unit: str | None
    everywhere: bool
    areas: frozenset[tuple[str, str]]

    @property
    def blind(self) -> bool:
        """Whether there is nothing that could ever be seen."""
        return self.unit is None and not self.everywhere and not self.areas

    def sees(self, *, privacy: str, areas: Collection[str], units: Collection[str]) -> bool:
        """Whether a matter in those areas, that those units have to do with, may be seen; says the same as `rows`."""
        if self.unit is not None and self.unit in units:
            return True
        return privacy not in CIRCLE and (self.everywhere or any(code in areas for _, code in self.areas))

    @property
    def wide(self) -> bool:
        """Whether whole counties may be seen, so that a list does best to walk through all matters."""
        return self.everywhere or any(level == "county" for level, _ in self.areas)

    def ids(self) -> "QuerySet[Any]":
        """The ids of the same rows as `rows`, each way to see a matter by an index of its own (an id may come twice).

        Whoever leads a matter has a share in it, so that shares find it.
        """
        open_to_all = MatterRow.objects.exclude(privacy__in=CIRCLE)
        ways: list[QuerySet[Any]] = [
            open_to_all.filter(**{level: code}).values_list("id") for level, code in sorted(self.areas)
        ]
        if self.unit:
            ways += [MatterRow.objects.filter(**{held: self.unit}).values_list("id") for held in ("holder", "centre")]
            shares = PartRow.objects.filter(unit=self.unit)
            ways.append(shares.exclude(state__in=LEFT).values_list("matter_id"))
            left = shares.filter(Exists(open_to_all.filter(id=OuterRef("matter_id"))), state__in=LEFT)
            ways.append(left.values_list("matter_id"))
        first, *others = ways or [MatterRow.objects.none().values_list("id")]
        return first.union(*others, all=True)

    def rows(self) -> Q:
        """The rows of matters that may be seen; says the same as `sees`."""
        own = near = Q(pk__in=[])
        if self.unit:
            parts = PartRow.objects.filter(matter_id=OuterRef("id"), unit=self.unit)
            own = (
                Q(holder=self.unit) | Q(centre=self.unit) | Q(lead=self.unit) | Q(Exists(parts.exclude(state__in=LEFT)))
            )
            near = Q(Exists(parts))
        if self.everywhere:
            return ~Q(privacy__in=CIRCLE) | own
        for level, code in sorted(self.areas):
            near |= Q(**{level: code})
        return (near & ~Q(privacy__in=CIRCLE)) | own


def sight_of(by: Actor) -> Sight:
    """What the actor may see with the rights held now: `matters.see` at an area shows what lies in it; a duty about
    matters, whatever it is, those of the own unit. Who has none, as an administrator, sees nothing.
    """
    codes = {right.area for right in by.rights if right.duty == "matters.see"}
    levels = {code: places.area(code).level for code in codes if code}
    return Sight(
        unit=by.unit if any(right.duty.startswith("matters.") for right in by.rights) else None,
        everywhere="" in codes or "city" in levels.values(),
        areas=frozenset((level, code) for code, level in levels.items() if level in COLUMNS),
    )


def areas_of(row: MatterRow) -> tuple[str, ...]:
    """The areas that a matter lies in, from the county down."""
    return tuple(code for code in (row.county, row.township, row.community, row.grid) if code)


def units_of(rows: Iterable[MatterRow]) -> dict[UUID, set[str]]:
    """The units that have to do with each matter: holder, dispatching centre, lead, and every share; where it is
    between people not those whose share was given back or taken from them.
    """
    found, between = dict[UUID, set[str]](), set[UUID]()
    for row in rows:
        found[row.id] = {unit for unit in (row.holder, row.centre, row.lead) if unit}
        if row.privacy in CIRCLE:
            between.add(row.id)
    shares = PartRow.objects.filter(matter_id__in=list(found))
    for matter, unit, state in shares.values_list("matter_id", "unit", "state"):
        if state not in LEFT or matter not in between:
            found[matter].add(unit)
    return found


def row_of(matter: UUID) -> MatterRow:
    """The row, for what is decided elsewhere (an emergency, an audit); 404 `matter-unknown` where there is none."""
    found = MatterRow.objects.filter(id=matter).first()
    if found is None:
        raise Refused("matter-unknown", status=404, matter=str(matter))
    return found
