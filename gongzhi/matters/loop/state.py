"""A matter is what its journal says happened to it, and nothing else."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from gongzhi.kernel import Actor, GeoPoint
from gongzhi.matters.loop.pieces import (
    Asked,
    Clock,
    Extra,
    Merging,
    Part,
    PartState,
    Rating,
    SupervisionOrder,
    Transfer,
    Whistle,
    replace,
)
from gongzhi.matters.loop.run import Run
from gongzhi.matters.loop.stage import ENDED, ENDED_EARLY, OPEN, Stage
from gongzhi.matters.loop.words import Contact, Kept, Personal, Plain, Said, kept


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
    declined_by: str | None = None
    void_asked_by: str | None = None
    verifying: bool = False
    dispatched_by: str | None = None
    returns: int = 0
    arbitration: bool = False
    locked: bool = False
    ruled: str = ""
    ownerless: bool = False
    transfer: Transfer | None = None
    asked: Asked | None = None
    extensions: int = 0
    suspended_until: datetime | None = None
    on_ledger: bool = False
    whistles: tuple[Whistle, ...] = ()
    transfers: int = 0
    orders: tuple[SupervisionOrder, ...] = ()
    supervision: int = 0
    circulated: tuple[str, ...] = ()
    merged: Merging | None = None
    absorbed: tuple[UUID, ...] = ()
    answered: bool = False
    joined: tuple[UUID, ...] = ()
    checked_by: str = ""
    spot_check: str = ""
    recurs: UUID | None = None
    reopened: int = 0
    final_answer: bool = False
    withdrawn: bool = False
    isolated: str | None = None
    run: Run | None = None
    self_handled: bool = False
    rating: Rating | None = None
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
    def rated(self) -> bool:
        """Whether its reporter rated this close; what was said in the call-back leaves that open."""
        return self.rating is not None and not self.rating.called

    @property
    def running(self) -> tuple[Clock, ...]:
        return tuple(clock for clock in self.clocks if clock.ended_at is None)

    def clock(self, name: str) -> Clock | None:
        """The running clock of that name, if it runs."""
        return next((clock for clock in self.clocks if clock.name == name and clock.ended_at is None), None)

    @property
    def lead_part(self) -> Part | None:
        """The lead's part in force, if any."""
        gone = (PartState.WITHDRAWN, PartState.RETURNED)
        return next((part for part in reversed(self.parts) if part.lead and part.state not in gone), None)

    def part_of(self, unit: str | None) -> Part | None:
        """The open part of `unit`, if it has one."""
        return next((part for part in self.parts if part.unit == unit and part.open), None)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened, by whom and when: what the journal keeps and the fold reads."""

    event: Any
    by: str
    at: datetime


def reported_by(matter: Matter, by: Actor) -> bool:
    """Whether the actor is the reporter: by account, or by the query code of this matter."""
    return by.id == f"reporter:{matter.id}" or (by.id == matter.reporter and by.id.startswith("person:"))


Evolve = Callable[[Matter, Any, Line], Matter]


def stop(clocks: Iterable[Clock], at: datetime, *, reached: Iterable[str] = ()) -> tuple[Clock, ...]:
    """All running clocks stopped at `at`; those named in `reached` have met or broken their limit."""
    met = set(reached)
    return tuple(
        clock if clock.ended_at is not None else clock.ended(at, reached=clock.name in met) for clock in clocks
    )


def onward(matter: Matter, at: datetime, *, reached: Iterable[str] = ()) -> tuple[Clock, ...]:
    """The clocks where the matter goes on elsewhere: those of open shares and of orders to be answered run on."""
    shares = {f"{what}:{part.number}" for part in matter.parts if part.open for what in ("take", "part")}
    return tuple(
        clock if clock.name in shares or clock.name.startswith("answer:") else stop((clock,), at, reached=reached)[0]
        for clock in matter.clocks
    )


def end_one(clocks: Iterable[Clock], name: str, at: datetime) -> tuple[Clock, ...]:
    """The running clock called `name` reached its end at `at`; the others run on."""
    return tuple(
        clock.ended(at, reached=True) if clock.name == name and clock.ended_at is None else clock for clock in clocks
    )


def renewed(clocks: Iterable[Clock], changed: Iterable[Clock]) -> tuple[Clock, ...]:
    """The clocks, with the running ones in `changed` in place of those of the same name."""
    by_name = {clock.name: clock for clock in changed}
    return tuple(by_name.get(clock.name, clock) if clock.ended_at is None else clock for clock in clocks)


def stop_named(clocks: Iterable[Clock], names: Collection[str], at: datetime) -> tuple[Clock, ...]:
    """The running clocks of these names just stopped at `at`: their end is no longer wanted."""
    return tuple(
        clock.ended(at, reached=False) if clock.name in names and clock.ended_at is None else clock for clock in clocks
    )


def part_as(matter: Matter, number: int, **changes: Any) -> tuple[Part, ...]:
    """The parts with the one of that number changed."""
    return tuple(replace(part, **changes) if part.number == number else part for part in matter.parts)


def without_open(parts: Iterable[Part], at: datetime, *, lead: bool | None = None) -> tuple[Part, ...]:
    """The parts with the open ones withdrawn: all of them, or only the lead's or the supporting ones."""
    return tuple(
        replace(part, state=PartState.WITHDRAWN, ended_at=at) if part.open and lead in (None, part.lead) else part
        for part in parts
    )


def without_unit(matter: Matter, unit: str, at: datetime) -> Matter:
    """The matter with the open share of that unit withdrawn, because it has another one from now on."""
    parts = tuple(
        replace(part, state=PartState.WITHDRAWN, ended_at=at) if part.open and part.unit == unit else part
        for part in matter.parts
    )
    return replace(matter, parts=parts)


def unasked(matter: Matter, numbers: Collection[int]) -> Asked | None:
    """What still waits for a decision when these shares are over: nobody needs more time for them."""
    asked = matter.asked
    return None if asked is not None and asked.what == "extension" and asked.part in numbers else asked


AT_REST: dict[str, Any] = {"asked": None, "suspended_until": None, "on_ledger": False}
"""Nothing waits for a grant, nothing is suspended or on the ledger: so it is whenever the handling is over."""


def ended(matter: Matter, stage: Stage, at: datetime, *, reached: Iterable[str] = ()) -> Matter:
    """The matter over: no part open, no clock running, nothing waiting."""
    return replace(
        matter,
        stage=stage,
        parts=without_open(matter.parts, at),
        clocks=stop(matter.clocks, at, reached=reached),
        ended_at=at,
        verifying=False,
        void_asked_by=None,
        arbitration=False,
        transfer=None,
        **AT_REST,
    )


__all__ = [
    "AT_REST",
    "ENDED",
    "ENDED_EARLY",
    "OPEN",
    "Asked",
    "Clock",
    "Contact",
    "Evolve",
    "Extra",
    "Kept",
    "Line",
    "Matter",
    "Merging",
    "Part",
    "PartState",
    "Personal",
    "Place",
    "Plain",
    "Rating",
    "Said",
    "Stage",
    "SupervisionOrder",
    "Transfer",
    "Whistle",
    "end_one",
    "ended",
    "kept",
    "onward",
    "part_as",
    "renewed",
    "replace",
    "reported_by",
    "stop",
    "unasked",
    "without_open",
    "without_unit",
]  # fmt: skip
