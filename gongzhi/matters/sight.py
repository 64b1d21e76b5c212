"""Who may see a matter: the units that have to do with it; others by area, but never what is between people."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from gongzhi.kernel import EVERYTHING, Actor, Refused, Scope
from gongzhi.matters.loop.state import Matter, PartState
from gongzhi.matters.models import MatterRow, PartRow
from gongzhi.matters.rows import part_rows
from gongzhi.places import locating as places

CIRCLE = ("P2", "P3")
OPEN = frozenset({"P0", "P1"})
LEFT = (PartState.RETURNED.value, PartState.WITHDRAWN.value)
"""A share that a unit gave back, or that was taken from it, shows it nothing more of what is between people."""
COLUMNS = ("county", "township", "community", "grid")
ALL = Q()


@dataclass(frozen=True, kw_only=True, slots=True)
class Sight:
    """What one actor may see: matters of `unit` in the scopes `own`, P2 and P3 while it has to do with them; P0 and P1
    in the scopes `everywhere`, or at `areas` (level, code, scope).
    """

    unit: str | None = None
    own: frozenset[Scope] = frozenset()
    everywhere: frozenset[Scope] = frozenset()
    areas: frozenset[tuple[str, str, Scope]] = frozenset()

    @property
    def blind(self) -> bool:
        """Whether there is nothing that could ever be seen."""
        return self.unit is None and not self.everywhere and not self.areas

    def sees(self, *, kind: str, privacy: str, areas: Collection[str], units: Collection[str]) -> bool:
        """Whether a matter in those areas, that those units have to do with, may be seen; says the same as `rows`."""
        if self.unit is not None and self.unit in units and _any(self.own, kind, privacy):
            return True
        if privacy in CIRCLE:
            return False
        near = {scope for _, code, scope in self.areas if code in areas}
        return _any(self.everywhere | near, kind, privacy)

    @property
    def wide(self) -> bool:
        """Whether whole counties may be seen, so that a list does best to walk through all matters."""
        return bool(self.everywhere) or any(level == "county" for level, _, _ in self.areas)

    @property
    def desk(self) -> Q | None:
        """What the actor may see of the own unit's matters; None: all of them."""
        return None if EVERYTHING in self.own else _within(self.own)

    def ids(self, only: Q = ALL) -> "QuerySet[Any]":
        """The ids of the same rows as `rows`, each way to see a matter by an index of its own (an id may come twice);
        of those only for which `only` holds.

        Whoever leads a matter has a share in it, so that shares find it.
        """
        among = MatterRow.objects.filter(only)
        open_to_all = among.exclude(privacy__in=CIRCLE)
        ways: list[QuerySet[Any]] = []
        if self.everywhere:
            ways.append(open_to_all.filter(_within(self.everywhere)).values_list("id"))
        ways += [
            open_to_all.filter(_within({scope}), **{level: code}).values_list("id")
            for level, code, scope in _in_order(self.areas)
        ]
        if self.unit:
            mine = among.filter(_within(self.own))
            ways.append(mine.filter(centre=self.unit).values_list("id"))
            ways.append(mine.filter(holder=self.unit).exclude(holder=F("centre")).values_list("id"))
            shares = PartRow.objects.filter(unit=self.unit)
            if self.desk is not None or only:
                shares = shares.filter(Exists(mine.filter(id=OuterRef("matter_id"))))
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
            shared = Q(Exists(parts.exclude(state__in=LEFT)))
            within = _within(self.own)
            own = within & (Q(holder=self.unit) | Q(centre=self.unit) | Q(lead=self.unit) | shared)
            near = within & Q(Exists(parts))
        if EVERYTHING in self.everywhere:
            return ~Q(privacy__in=CIRCLE) | own
        if self.everywhere:
            near |= _within(self.everywhere)
        for level, code, scope in _in_order(self.areas):
            near |= Q(**{level: code}) & _within({scope})
        return (near & ~Q(privacy__in=CIRCLE)) | own


def sight_of(by: Actor) -> Sight:
    """What the actor may see with the rights held now: `matters.see` at an area shows what lies in it; a duty about
    matters, whatever it is, those of the own unit; each within its scope. Who has none, as an administrator, sees
    nothing.
    """
    seen = {(right.area, _openly(right.scope)) for right in by.rights if right.duty == "matters.see"}
    near = {(code, scope) for code, scope in seen if scope is not None}
    levels = {code: places.area(code).level for code, _ in near if code}
    own = frozenset(right.scope for right in by.rights if right.duty.startswith("matters."))
    return Sight(
        unit=by.unit if own else None,
        own=_widest(own),
        everywhere=_widest({scope for code, scope in near if not code or levels[code] == "city"}),
        areas=frozenset((levels[code], code, scope) for code, scope in near if code and levels[code] in COLUMNS),
    )


def _openly(scope: Scope) -> Scope | None:
    """What a scope leaves of P0 and P1; None where that is nothing."""
    classes = scope.classes & OPEN if scope.classes else OPEN
    if not classes:
        return None
    return Scope(kinds=scope.kinds, classes=frozenset() if classes == OPEN else classes)


def _widest(scopes: Collection[Scope]) -> frozenset[Scope]:
    """Without those that another of them holds: most people have one."""
    return frozenset(
        one
        for one in scopes
        if not any(
            other != one
            and (not other.kinds or (one.kinds and one.kinds <= other.kinds))
            and (not other.classes or (one.classes and one.classes <= other.classes))
            for other in scopes
        )
    )


def _within(scopes: Collection[Scope]) -> Q:
    """The rows in one of the scopes."""
    if EVERYTHING in scopes:
        return Q()
    found = Q(pk__in=[])
    for scope in sorted(scopes, key=_order):
        one = Q(privacy__in=sorted(scope.classes)) if scope.classes else Q()
        kinds = Q()
        for begin in sorted(scope.kinds):
            kinds |= Q(kind__startswith=begin)
        found |= one & kinds
    return found


def _any(scopes: Collection[Scope], kind: str, privacy: str) -> bool:
    return any(scope.reaches(kind, privacy) for scope in scopes)


def _order(scope: Scope) -> tuple[list[str], list[str]]:
    return sorted(scope.kinds), sorted(scope.classes)


def _in_order(areas: Collection[tuple[str, str, Scope]]) -> list[tuple[str, str, Scope]]:
    return sorted(areas, key=lambda one: (one[0], one[1], _order(one[2])))


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


def units_then(matter: Matter) -> set[str]:
    """The same of a matter as it stood at some time."""
    shares = {unit for _, _, unit, _, state, *_ in part_rows(matter) if state not in LEFT or matter.privacy in OPEN}
    return shares | {unit for unit in (matter.holder, matter.centre, matter.lead) if unit}


def areas_then(matter: Matter) -> tuple[str, ...]:
    """The areas that a matter lay in at some time, from the county down."""
    place = matter.place
    return tuple(code for code in (place.county, place.township, place.community, place.grid) if code)


def row_of(matter: UUID) -> MatterRow:
    """The row, for what is decided elsewhere (an emergency, an audit); 404 `matter-unknown` where there is none."""
    found = MatterRow.objects.filter(id=matter).first()
    if found is None:
        raise Refused("matter-unknown", status=404, matter=str(matter))
    return found
