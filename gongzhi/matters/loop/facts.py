"""What a decision may need to know, gathered before it is made; a decision itself asks nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from gongzhi.catalogue import STANDARD, Calendar, Kind, Ladder, Limit, Procedure, Reason
from gongzhi.kernel import Refused
from gongzhi.matters.loop.climbing import on_ladder
from gongzhi.matters.loop.clock import due
from gongzhi.matters.loop.recount import recounted
from gongzhi.matters.loop.routing import Reach, Why
from gongzhi.matters.loop.state import Clock, Matter, Part, Place, replace


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """A unit found for a duty at a place, how (`via`), and the finding when it is only the nearest centre above."""

    unit: str
    via: str = "duty"
    finding: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """Values gathered for one command. `limits` are the limits of the stages by name (triage, check, callback …).

    `procedure` is the one of the kind, `running` the one that the matter goes through, `office` whom that names.
    Kind, limits and hours are those the matter began under (catalogue version `catalogue`); the days off in `calendars`
    are the newest known (version `counted_by`): a notice that was published since is no new policy, and a year must
    not stay unknown to older matters. `older` are those of running clocks that began under another version, by version.
    `hours` are the calendars of the units that keep their own, by unit.
    `chain` is the centres over the place, the nearest first and the root last; `below` the centres that a matter may be
    handed down to; `keeper` the township that makes safe what nobody owns;
    `ladder` is for the clocks that begin now, `ladders` are all of them by code; `other` the matter that a merge or a
    split is about; `staff` who sits in which unit (unit, person); `distance_m` from the matter to the checker.
    """

    catalogue: str = ""
    counted_by: str = ""
    kind: Kind | None = None
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    older: Mapping[str, Mapping[str, Calendar]] = field(default_factory=dict)
    hours: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, Limit] = field(default_factory=dict)
    number: str = ""
    place: Place = field(default_factory=Place)
    triage: Held = Held(unit="")
    lead: Held | None = None
    support: tuple[Held, ...] = ()
    checker: Held = Held(unit="")
    units: frozenset[str] = frozenset()
    reasons: Mapping[str, Reason] = field(default_factory=dict)
    slot: str = ""
    why: Why | None = None
    reach: Reach = field(default_factory=Reach)
    ladder: Ladder | None = None
    ladders: Mapping[str, Ladder] = field(default_factory=dict)
    extendable: bool = True
    chain: tuple[str, ...] = ()
    below: frozenset[str] = frozenset()
    keeper: Held = Held(unit="")
    other: Matter | None = None
    staff: frozenset[tuple[str, str]] = frozenset()
    distance_m: float | None = None
    procedure: Procedure | None = None
    running: Procedure | None = None
    office: Held | None = None

    def clock(self, name: str, limit: Limit, start: datetime, unit: str | None) -> Clock:
        """A clock called `name` for `limit` that starts now for `unit`."""
        calendar = self.calendar_for(limit, unit)
        counted = due(limit, calendar, start)
        made = Clock(
            name=name,
            unit=unit,
            amount=float(limit.amount),
            measure=limit.unit,
            calendar=calendar.code,
            statutory=limit.statutory,
            counted_by=self.counted_by,
            began_under=self.catalogue,
            started_at=start,
            yellow_at=counted.yellow_at,
            orange_at=counted.orange_at,
            due_at=counted.due_at,
        )
        return on_ladder(made, self.ladder, self.calendars)

    def given_clock(self, name: str, start: datetime, due_at: datetime, unit: str | None) -> Clock:
        """A clock whose due time somebody set; its light changes at half and at four fifths of the way."""
        length = due_at - start
        made = Clock(
            name=name,
            unit=unit,
            amount=None,
            measure=None,
            calendar=None,
            started_at=start,
            yellow_at=start + length / 2,
            orange_at=start + length * 4 / 5,
            due_at=due_at,
        )
        return on_ladder(made, self.ladder, self.calendars)

    def recount(self, clock: Clock) -> Clock:
        """The clock counted anew after it was suspended, resumed or extended; a step already taken stays taken."""
        calendars = self.calendars_of(clock)
        again = replace(recounted(clock, calendars), counted_by=self.counted_by)
        return on_ladder(again, self.ladder_of(clock), calendars, clock.rung)

    def climbed(self, clock: Clock) -> Clock:
        """The clock after the step of its ladder that was due."""
        return on_ladder(clock, self.ladder_of(clock), self.calendars_of(clock), clock.rung + 1)

    def ladder_of(self, clock: Clock) -> Ladder | None:
        """The ladder that the clock began under."""
        return self.ladders.get(clock.ladder)

    def centre_above(self, unit: str, levels: int = 1) -> str:
        """The centre so many levels above `unit`, the highest at most; for a unit that is no centre, from its own."""
        if not self.chain:
            return unit
        below = self.chain.index(unit) if unit in self.chain else -1
        return self.chain[min(below + levels, len(self.chain) - 1)]

    def calendars_of(self, clock: Clock) -> Mapping[str, Calendar]:
        """The calendars that a running clock counts by: with the hours they had when it began."""
        return self.older.get(clock.began_under, self.calendars)

    def until(self, name: str, start: datetime, unit: str | None = None) -> datetime:
        """When the stage limit called `name`, counted from `start` for `unit`, is over."""
        limit = self.limits[name]
        return due(limit, self.calendar_for(limit, unit), start).due_at

    def calendar_for(self, limit: Limit, unit: str | None) -> Calendar:
        """The calendar of the limit; where that is the standard one, the unit's own, if the catalogue has it."""
        own = self.hours.get(unit or "") if limit.calendar == STANDARD else None
        return self.calendars.get(own or "") or self.calendars[limit.calendar]

    def stage_clock(self, name: str, start: datetime, unit: str | None) -> Clock:
        """The clock of the stage limit called `name`."""
        return self.clock(name, self.limits[name], start, unit)

    def handling_clocks(self, start: datetime, unit: str) -> tuple[Clock, ...]:
        """One clock for each phase of the kind; the last phase is the limit of handling itself."""
        phases = self.needed_kind().phases
        named = [(f"phase:{limit.name}", limit) for limit in phases[:-1]] + [("handling", phases[-1])]
        return tuple(self.clock(name, limit, start, unit) for name, limit in named)

    def part_clocks(self, parts: Iterable[Part], start: datetime) -> tuple[Clock, ...]:
        """For each part offered: until it counts as taken by silence, and for a supporting one its own limit."""
        made = []
        for part in parts:
            made.append(self.clock(f"take:{part.number}", self.limits["take"], start, part.unit))
            if not part.lead:
                made.append(self.clock(f"part:{part.number}", self.needed_kind().handling, start, part.unit))
        return tuple(made)

    def rework_clock(self, start: datetime, unit: str, name: str = "handling") -> Clock:
        """The limit of handling anew: that of rework, or of the kind where that is shorter."""
        limits = (self.limits["rework"], self.needed_kind().handling)
        return min((self.clock(name, limit, start, unit) for limit in limits), key=lambda clock: clock.due_at)

    @property
    def rule(self) -> str:
        """The rule by which the lead was found."""
        return self.why.rule if self.why is not None else f"kind:{self.needed_kind().code}"

    def needed_kind(self) -> Kind:
        """The kind; it is a fault of the caller not to have gathered it."""
        if self.kind is None:
            raise LookupError("the facts of this command were gathered without a kind")
        return self.kind

    def need_reason(self, group: str, code: str) -> Reason:
        """The reason `code` of `group`; 422 `reason-unknown` where the catalogue has none for this kind."""
        fitting = {each.code: each for each in self.reasons.values() if each.group == group and self._fits(each)}
        if code not in fitting:
            raise Refused("reason-unknown", status=422, reason=code, known=", ".join(sorted(fitting)))
        return fitting[code]

    def _fits(self, reason: Reason) -> bool:
        return not reason.classes or (self.kind is not None and self.kind.klass in reason.classes)

    def need_unit(self, code: str) -> str:
        """`code` if such a unit is in force, else refused with 422 `unit-unknown`."""
        if code not in self.units:
            raise Refused("unit-unknown", status=422, unit=code)
        return code
