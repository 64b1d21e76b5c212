"""A run is one matter's way through its procedure: what is open, what was reached and when, and how it ended."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class Spot:
    """An open milestone as it was opened: who may reach it (`by`, or the unit `office`).

    It goes on by itself so long after its clock (`grace`); without a grace it never does.
    `left` are the members of its group that wait for an answer; it has none where the milestone is reached once.
    Whoever made the last of the decisions in `other_than` does not decide here.
    """

    code: str
    since: datetime
    by: tuple[str, ...]
    office: str = ""
    other_than: tuple[str, ...] = ()
    left: tuple[int, ...] = ()
    grace: timedelta | None = None

    @property
    def clocks(self) -> tuple[str, ...]:
        """The names of its clocks: one, or one for each member that waits."""
        if not self.left:
            return (clock_name(self.code),)
        return tuple(clock_name(self.code, member) for member in self.left)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reached:
    """A milestone that was reached, with which outcome, for which member of its group, by whom and when."""

    milestone: str
    outcome: str
    member: int | None
    by: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """What the next milestone needs to know. `dates` are the days that were given, `members` the sizes of the groups.

    `result` waits while a milestone is open, and is how it ended when none is. `told`: the ways that remain were told;
    `owes_ways`: it ended so that they must have been.
    """

    procedure: str
    catalogue: str
    begun_at: datetime
    open: tuple[Spot, ...]
    reached: tuple[Reached, ...] = ()
    dates: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, int] = field(default_factory=dict)
    result: str = ""
    told: bool = False
    owes_ways: bool = False
    ended_at: datetime | None = None

    @property
    def going(self) -> bool:
        return self.ended_at is None

    def spot(self, code: str) -> Spot | None:
        """The open milestone of that code."""
        return next((spot for spot in self.open if spot.code == code), None)

    def had(self, milestone: str, outcome: str) -> bool:
        """Whether that outcome was reached in this run."""
        return any((each.milestone, each.outcome) == (milestone, outcome) for each in self.reached)

    def decided_by(self, outcomes: Collection[str]) -> str | None:
        """Who made the last of these decisions (`milestone.outcome`)."""
        names = ((f"{each.milestone}.{each.outcome}", each.by) for each in reversed(self.reached))
        return next((by for name, by in names if name in outcomes), None)

    def reached_at(self, milestone: str) -> datetime | None:
        """When that milestone was last reached."""
        return next((each.at for each in reversed(self.reached) if each.milestone == milestone), None)


OVER = "milestone:over"
"""The clock that runs when the procedure is over and no other does: until the lead reports it done."""


def clock_name(milestone: str, member: int | None = None) -> str:
    """What the clock of a milestone is called; in a group, the one of that member."""
    return f"milestone:{milestone}" if member is None else f"milestone:{milestone}.{member}"


def member_name(field: str, member: int | None) -> str:
    """What a field is called that is given for a member of a group."""
    return field if member is None else f"{field}.{member}"
