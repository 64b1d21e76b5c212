"""The roster names who answers for a duty at a place: always one unit, never an abolished one, never a lower level."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from gongzhi.bodies.duties import CHECKING_ROLES, LEVELS, ROLE_DUTIES
from gongzhi.bodies.scopes import Limit, scope_of
from gongzhi.bodies.term import ALWAYS, Term
from gongzhi.kernel import EVERYTHING, Refused, Scope

ROOT_CODE = "ZZ"
"""Code of the root centre, which every installation has."""

_RANK = {level: rank for rank, level in enumerate(LEVELS)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Holder:
    """The unit that answers; `via` is how it was found (duty, centre-above, root); `finding` what is amiss."""

    unit: str
    via: str
    finding: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitFact:
    """A unit as the roster knows it; `area` "" is the whole installation; `calendar` "" the standard one."""

    code: str
    name: str = ""
    type: str = ""
    level: str
    area: str = ""
    is_centre: bool = False
    calendar: str = ""
    term: Term = ALWAYS


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """A unit answers for a duty during a term."""

    unit: UnitFact
    duty: str
    term: Term = ALWAYS


@dataclass(frozen=True, kw_only=True, slots=True)
class Power:
    """A unit may lawfully do something during a term."""

    unit: str
    power: str
    term: Term = ALWAYS


@dataclass(frozen=True, kw_only=True, slots=True)
class Seat:
    """A person sits on a post of a unit during a term, as its holder or as a deputy; `limits` were laid down for it."""

    person: UUID
    unit: str
    kind: str
    term: Term = ALWAYS
    deputy: bool = False
    limits: tuple[Limit, ...] = ()

    def reaches(self, kind: str, privacy: str, at: datetime) -> bool:
        """Whether the post lets its holder see a matter of that kind and class in the unit's hands."""
        duties = (duty for duty in ROLE_DUTIES[self.kind] if duty.startswith("matters."))
        return any(scope_of(self.kind, self.limits, duty, at).reaches(kind, privacy) for duty in duties)


@dataclass(frozen=True, kw_only=True, slots=True)
class Watch:
    """A person works for a grid in a role during a term, as its own worker or as a deputy; `scope` narrows the role."""

    person: UUID
    grid: str
    role: str
    term: Term = ALWAYS
    deputy: bool = False
    scope: Scope = EVERYTHING


Ranked = tuple[int, int, str]
Able = Callable[[UnitFact], bool]
"""Whether a unit may take a matter over at all, whatever it answers for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Offices:
    """Units and what they answer for, indexed by duty and area, so that each question is a few look-ups.

    `calendars` are those of the units that keep hours of their own, by unit.
    """

    units: Mapping[str, UnitFact]
    answers: Mapping[tuple[str, str], tuple[Answer, ...]]
    centres: Mapping[str, tuple[UnitFact, ...]]
    calendars: Mapping[str, str] = field(default_factory=dict)
    powers: Mapping[str, tuple[Power, ...]] = field(default_factory=dict)
    by_area: Mapping[str, tuple[UnitFact, ...]] = field(default_factory=dict)

    def holder_of(
        self, duty: str, level: str, areas: tuple[str, ...], at: datetime, able: Able | None = None
    ) -> Holder:
        """The unit that answers for `duty` at `level` for the place `areas` (codes from the city down).

        Nearest level upward first, then the smallest area, then the lowest code. Where no unit has the duty, the
        nearest centre above with the finding `no-holder:<duty>`, or `no-power:<duty>` where those that have it are not
        `able`; where an abolished unit would have been nearer, `unit-abolished:<code>`.
        Refuses an unknown level with 422 `level-unknown`.
        """
        rank = rank_of(level)
        best: tuple[Ranked, Answer] | None = None
        gone: tuple[Ranked, Answer] | None = None
        unfit = False
        for depth, area in enumerate(("", *areas)):
            for answer in self.answers.get((duty, area), ()):
                above = rank - _RANK[answer.unit.level]
                if above < 0:
                    continue
                ranked = ((above, -depth, answer.unit.code), answer)
                if answer.term.holds(at) and answer.unit.term.holds(at):
                    if able is not None and not able(answer.unit):
                        unfit = True
                        continue
                    best = ranked if best is None or ranked[0] < best[0] else best
                elif answer.unit.term.over(at):
                    gone = ranked if gone is None or ranked[0] < gone[0] else gone
        if best is None:
            centre = self._centre(rank, areas, at)
            return _stand_in(centre, f"no-power:{duty}" if unfit else f"no-holder:{duty}")
        finding = f"unit-abolished:{gone[1].unit.code}" if gone is not None and gone[0] < best[0] else None
        return Holder(unit=best[1].unit.code, via="duty", finding=finding)

    def nearest_of(
        self, kind: str, level: str, areas: tuple[str, ...], at: datetime, able: Able | None = None
    ) -> Holder:
        """The nearest unit of type `kind` at `level` or above over the place, as `holder_of` ranks; found via type.

        Where there is none, the nearest centre above with `no-unit:<type>`, or `no-power:<type>`.
        """
        rank, unfit = rank_of(level), False
        ranked: list[Ranked] = []
        for depth, area in enumerate(("", *areas)):
            for unit in self.by_area.get(area, ()):
                above = rank - _RANK[unit.level]
                if unit.type != kind or above < 0 or not unit.term.holds(at):
                    continue
                if able is None or able(unit):
                    ranked.append((above, -depth, unit.code))
                else:
                    unfit = True
        if ranked:
            return Holder(unit=min(ranked)[2], via="type")
        return _stand_in(self._centre(rank, areas, at), f"no-power:{kind}" if unfit else f"no-unit:{kind}")

    def powers_of(self, code: str, at: datetime) -> frozenset[str] | None:
        """What the unit itself may lawfully do at `at`; None where nobody ever wrote it down for this unit."""
        given = self.powers.get(code)
        return None if given is None else frozenset(each.power for each in given if each.term.holds(at))

    def able_over(self, areas: tuple[str, ...], at: datetime, able: Able, duties: Iterable[str]) -> tuple[str, ...]:
        """The units over the place that are able, by code: those that answer for one of `duties`, else all of them."""
        places = ("", *areas)
        found = {unit.code for area in places for unit in self.by_area.get(area, ()) if unit.term.holds(at)}
        fit = sorted(code for code in found if able(self.units[code]))
        having = {
            answer.unit.code
            for duty in duties
            for area in places
            for answer in self.answers.get((duty, area), ())
            if answer.term.holds(at)
        }
        return tuple(code for code in fit if code in having) or tuple(fit)

    def centre_at(self, level: str, areas: tuple[str, ...], at: datetime) -> Holder:
        """The centre of `level` over the place; where there is none the nearest above, with `no-centre:<level>`.

        A matter without a place (`areas` empty) is held by the root centre, which is no finding.
        """
        rank = rank_of(level)
        centre = self._centre(rank, areas, at)
        if centre is not None and _RANK[centre.level] == rank:
            return Holder(unit=centre.code, via="duty")
        return _stand_in(centre, f"no-centre:{level}" if areas else None)

    def holder_after(self, code: str, areas: tuple[str, ...], at: datetime) -> Holder:
        """Who holds what unit `code` held at `areas`: itself while it stands, else the nearest centre above."""
        unit = self.units.get(code)
        if unit is not None and unit.term.holds(at):
            return Holder(unit=code, via="duty")
        rank = _RANK[unit.level] if unit is not None else len(LEVELS) - 1
        return _stand_in(self._centre(rank, areas, at), f"unit-abolished:{code}")

    def unit(self, code: str) -> UnitFact:
        """The unit `code`, in force or not; refuses an unknown one with 404 `unit-unknown`."""
        try:
            return self.units[code]
        except KeyError:
            raise Refused("unit-unknown", status=404, unit=code) from None

    def in_force(self, code: str, at: datetime) -> bool:
        """Whether `code` is a unit in force at `at`."""
        unit = self.units.get(code)
        return unit is not None and unit.term.holds(at)

    def _centre(self, rank: int, areas: tuple[str, ...], at: datetime) -> UnitFact | None:
        best: tuple[Ranked, UnitFact] | None = None
        for depth, area in enumerate(("", *areas)):
            for unit in self.centres.get(area, ()):
                above = rank - _RANK[unit.level]
                ranked = ((above, -depth, unit.code), unit)
                if above >= 0 and unit.term.holds(at) and (best is None or ranked[0] < best[0]):
                    best = ranked
        return best[1] if best is not None else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Staff:
    """People on posts and in grids, indexed by person, by unit and by grid."""

    seats: Mapping[UUID, tuple[Seat, ...]] = field(default_factory=dict)
    units: Mapping[str, tuple[Seat, ...]] = field(default_factory=dict)
    watches: Mapping[UUID, tuple[Watch, ...]] = field(default_factory=dict)
    grids: Mapping[str, tuple[Watch, ...]] = field(default_factory=dict)

    def workers_of(self, grid: str, at: datetime) -> tuple[Watch, ...]:
        """Who works for `grid` at `at`, deputies last."""
        return tuple(watch for watch in self.grids.get(grid, ()) if watch.term.holds(at))

    def seated_in(self, unit: str, at: datetime) -> tuple[Seat, ...]:
        """Who sits on a post of the unit `unit` (code) at `at`, deputies last."""
        return tuple(seat for seat in self.units.get(unit, ()) if seat.term.holds(at))


def checker_unit(
    offices: Offices, staff: Staff, grid: str | None, handlers: frozenset[str], areas: tuple[str, ...], at: datetime
) -> Holder:
    """Where a worker of `grid` sits who is not among `handlers` (person ids); else the township centre, with a finding.

    The finding is `no-other-worker:<grid>`. Without a grid there is nobody to ask on the spot: the township centre.
    """
    done = frozenset(handler.removeprefix("person:") for handler in handlers)
    ranked = [
        seat
        for watch in staff.workers_of(grid or "", at)
        if watch.role in CHECKING_ROLES and str(watch.person) not in done
        for seat in _seats_over(offices, staff, watch, areas, at)
    ]
    if ranked:
        return Holder(unit=min(ranked)[1][2], via="duty")
    centre = offices.centre_at("township", areas, at)
    return Holder(unit=centre.unit, via=centre.via, finding=f"no-other-worker:{grid}" if grid else centre.finding)


def rank_of(level: str) -> int:
    """0 for the city … 3 for the community; refuses another level with 422 `level-unknown`."""
    try:
        return _RANK[level]
    except KeyError:
        raise Refused("level-unknown", status=422, level=level, known=", ".join(LEVELS)) from None


def _seats_over(
    offices: Offices, staff: Staff, watch: Watch, areas: tuple[str, ...], at: datetime
) -> Iterator[tuple[bool, Ranked]]:
    places = ("", *areas)
    for seat in staff.seats.get(watch.person, ()):
        unit = offices.units.get(seat.unit)
        if unit is not None and seat.term.holds(at) and unit.term.holds(at) and unit.area in places:
            yield watch.deputy, (-_RANK[unit.level], -places.index(unit.area), unit.code)


def _stand_in(centre: UnitFact | None, finding: str | None) -> Holder:
    if centre is None or centre.code == ROOT_CODE:
        return Holder(unit=ROOT_CODE, via="root", finding=finding)
    return Holder(unit=centre.code, via="centre-above", finding=finding)
