"""A matter is what its journal says happened to it, and nothing else."""

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, overload
from uuid import UUID

from gongzhi.kernel import GeoPoint

if TYPE_CHECKING:
    replace = dataclasses.replace
else:

    def replace(value, /, **changes):
        """As `dataclasses.replace`; a matter, of forty fields, is copied whole (8.5 → 1.2 µs, ten a report)."""
        known = getattr(value, "__dict__", None)
        if known is None or not changes.keys() <= known.keys():
            return dataclasses.replace(value, **changes)
        made = object.__new__(type(value))
        made.__dict__.update(known, **changes)
        return made


class Stage(StrEnum):
    """Where a matter stands. NEW is before the first report and is never stored."""

    NEW = "new"
    REPORTED = "reported"
    ACCEPTED = "accepted"
    DISPATCHED = "dispatched"
    HANDLING = "handling"
    CHECKING = "checking"
    CALLBACK = "callback"
    CLOSED = "closed"
    ARCHIVED = "archived"
    DECLINED = "declined"
    MERGED = "merged"
    HANDED_OVER = "handed_over"
    WITHDRAWN = "withdrawn"
    VOID = "void"


OPEN = (Stage.REPORTED, Stage.ACCEPTED, Stage.DISPATCHED, Stage.HANDLING, Stage.CHECKING, Stage.CALLBACK)
ENDED_EARLY = (Stage.DECLINED, Stage.MERGED, Stage.HANDED_OVER, Stage.WITHDRAWN, Stage.VOID)
ENDED = (Stage.CLOSED, *ENDED_EARLY, Stage.ARCHIVED)


@dataclass(frozen=True, slots=True)
class Plain:
    """Free text as it was said; it never reaches the journal."""

    value: str


@dataclass(frozen=True, slots=True)
class Kept:
    """Free text that is kept beside the matter or in the vault: where, and its keyed digest."""

    ref: str
    digest: str


@dataclass(frozen=True, slots=True)
class Personal:
    """Personal values as they were given (name, phone, address of a person); only the vault keeps them."""

    values: Mapping[str, str]


Said = Plain | Kept
Contact = Personal | Kept


@overload
def kept(said: None) -> None: ...
@overload
def kept(said: Said | Contact) -> Kept: ...
@overload
def kept(said: Said | Contact | None) -> Kept | None: ...
def kept(said: Said | Contact | None) -> Kept | None:
    """Where the words are kept; TypeError when they were not put away before the decision."""
    if said is None or isinstance(said, Kept):
        return said
    raise TypeError("words must be put away before they are decided on")


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """The stored point with what it means: grid, areas and boundary version always belong together."""

    point: GeoPoint | None = None
    lat: float | None = None
    lon: float | None = None
    accuracy_m: float | None = None
    how: str = "unplaced"
    grid: str | None = None
    community: str = ""
    township: str = ""
    county: str = ""
    division: str = ""
    areas: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    edge_m: float | None = None
    boundary: int = 0


class PartState(StrEnum):
    """How far one unit is with its share."""

    OFFERED = "offered"
    TAKEN = "taken"
    DONE = "done"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One unit's share of a matter: the lead's (主办) or a supporting one (协办)."""

    number: int
    unit: str
    lead: bool
    state: PartState = PartState.OFFERED
    offered_at: datetime
    taken_by: str | None = None

    @property
    def open(self) -> bool:
        return self.state in (PartState.OFFERED, PartState.TAKEN)


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    """One running or ended limit. `amount`, `measure`, `calendar` are its policy; None where a source gave the due.

    It counts the hours that the calendar had in catalogue `began_under`, with the days off known to `counted_by`.
    """

    name: str
    unit: str | None
    amount: float | None
    measure: str | None
    calendar: str | None
    started_at: datetime
    yellow_at: datetime
    orange_at: datetime
    due_at: datetime
    statutory: bool = False
    counted_by: str = ""
    began_under: str = ""
    ended_at: datetime | None = None
    outcome: str | None = None

    def ended(self, at: datetime, *, reached: bool) -> "Clock":
        """The clock stopped at `at`: met or broken where its end was reached, else just stopped."""
        outcome = ("met" if at <= self.due_at else "broken") if reached else "stopped"
        return replace(self, ended_at=at, outcome=outcome)


@dataclass(frozen=True, kw_only=True)
class Matter:
    """Everything that the next decision may need. Folded from the journal, compared with the stored row."""

    id: UUID
    version: int = 0
    stage: Stage = Stage.NEW
    number: str = ""
    kind: str = "unsorted"
    catalogue: str = ""
    privacy: str = "P1"
    urgency: str = "normal"
    origin: str = "report"
    adopted: bool = False
    channel: str = ""
    source: tuple[str, str] | None = None
    foreign: tuple[str, str] | None = None
    reporter: str = ""
    contact: bool = False
    text: Kept | None = None
    answers: Mapping[str, bool | int | float | str] = field(default_factory=dict)
    place: Place = field(default_factory=Place)
    holder: str = ""
    centre: str = ""
    lead: str = ""
    parts: tuple[Part, ...] = ()
    clocks: tuple[Clock, ...] = ()
    handlers: frozenset[str] = frozenset()
    reworks: int = 0
    calls: tuple[str, ...] = ()
    appealed: bool = False
    void_asked_by: str | None = None
    verifying: bool = False
    withdrawn: bool = False
    isolated: str | None = None
    self_handled: bool = False
    rated: bool = False
    opened_at: datetime | None = None
    recorded_at: datetime | None = None
    changed_at: datetime | None = None
    closed_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def open(self) -> bool:
        return self.stage in OPEN

    @property
    def foreign_run(self) -> bool:
        """Whether another system runs it: imported, and not adopted."""
        return self.origin == "import" and not self.adopted

    @property
    def running(self) -> tuple[Clock, ...]:
        return tuple(clock for clock in self.clocks if clock.ended_at is None)

    @property
    def lead_part(self) -> Part | None:
        """The lead's part in force, if any."""
        return next(
            (part for part in reversed(self.parts) if part.lead and part.state is not PartState.WITHDRAWN), None
        )

    def part_of(self, unit: str | None) -> Part | None:
        """The open part of `unit`, if it has one."""
        return next((part for part in self.parts if part.unit == unit and part.open), None)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened, by whom and when: what the journal keeps and the fold reads."""

    event: Any
    by: str
    at: datetime


Evolve = Callable[[Matter, Any, Line], Matter]


def stop(clocks: Iterable[Clock], at: datetime, *, reached: Iterable[str] = ()) -> tuple[Clock, ...]:
    """All running clocks stopped at `at`; those named in `reached` have met or broken their limit."""
    met = set(reached)
    return tuple(
        clock if clock.ended_at is not None else clock.ended(at, reached=clock.name in met) for clock in clocks
    )


def end_one(clocks: Iterable[Clock], name: str, at: datetime) -> tuple[Clock, ...]:
    """The running clock called `name` reached its end at `at`; the others run on."""
    return tuple(
        clock.ended(at, reached=True) if clock.name == name and clock.ended_at is None else clock for clock in clocks
    )


def part_as(matter: Matter, number: int, **changes: Any) -> tuple[Part, ...]:
    """The parts with the one of that number changed."""
    return tuple(replace(part, **changes) if part.number == number else part for part in matter.parts)


def ended(matter: Matter, stage: Stage, at: datetime, *, reached: Iterable[str] = ()) -> Matter:
    """The matter over: no part open, no clock running."""
    parts = tuple(replace(part, state=PartState.WITHDRAWN) if part.open else part for part in matter.parts)
    clocks = stop(matter.clocks, at, reached=reached)
    return replace(matter, stage=stage, parts=parts, clocks=clocks, ended_at=at, verifying=False, void_asked_by=None)
