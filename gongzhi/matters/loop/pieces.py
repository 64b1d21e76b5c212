"""What a matter is made of beside its stage: shares of units, clocks, requests, calls to the spot, supervise orders."""

import dataclasses
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from gongzhi.matters.loop.stage import Stage

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
    section: str = ""
    person: str = ""
    ended_at: datetime | None = None

    @property
    def open(self) -> bool:
        return self.state in (PartState.OFFERED, PartState.TAKEN)


@dataclass(frozen=True, kw_only=True, slots=True)
class Extra:
    """A leg by which a clock was extended, counted from where the leg before ended."""

    amount: float
    measure: str
    calendar: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    """One running or ended limit. `amount`, `measure`, `calendar` are its policy; None where the due time was given.

    It counts the hours that the calendar had in catalogue `began_under`, with the days off known to `counted_by`.
    `suspended` is time that it does not count, half-open. `ladder` speaks when it runs out: its step `rung` comes
    next, at `rung_at`; None when there is none left.
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
    suspended: tuple[tuple[datetime, datetime], ...] = ()
    extended: tuple[Extra, ...] = ()
    ladder: str = ""
    rung: int = 0
    rung_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: str | None = None

    def ended(self, at: datetime, *, reached: bool) -> "Clock":
        """The clock stopped at `at`: met or broken where its end was reached, else just stopped."""
        outcome = ("met" if at <= self.due_at else "broken") if reached else "stopped"
        return replace(self, ended_at=at, outcome=outcome, rung_at=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A request that waits for somebody else's decision: an extension (days; of `clock`, where that is a milestone's)
    or a suspension (until, reason).
    """

    what: str
    by: str
    unit: str
    at: datetime
    days: int = 0
    reason: str = ""
    until: datetime | None = None
    part: int = 0
    clock: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Aside:
    """That a rating should not count (剔除评价): the ground, who asked; `agreed` is None until a second decides."""

    reason: str
    by: str
    unit: str
    agreed: bool | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Rating:
    """What the reporter last said of a closed matter, solved and satisfied apart; `called`: in the call-back."""

    solved: bool
    satisfied: bool
    called: bool = False
    aside: Aside | None = None

    @property
    def counts(self) -> bool:
        """Whether an assessment may count it: always, but where two people set it aside."""
        return self.aside is None or self.aside.agreed is not True


@dataclass(frozen=True, kw_only=True, slots=True)
class Whistle:
    """A unit called to the spot (吹哨): by whom, when it came, and how the township rates its coming (1–5)."""

    number: int
    unit: str
    called_by: str
    called_at: datetime
    arrived_at: datetime | None = None
    rating: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SupervisionOrder:
    """A supervise order (督办): to which unit, from which centre, on what ground; it must be answered."""

    number: int
    unit: str
    centre: str
    ground: str
    ordered_at: datetime
    answered_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Transfer:
    """A matter on its way between centres (上呈, 下派) until the other one says that it came."""

    sender: str
    receiver: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Merging:
    """Into which matter it was merged, and how it stood before, for the day on which they are parted again."""

    matter: UUID
    stage: Stage
    holder: str
    parts: tuple[Part, ...]
