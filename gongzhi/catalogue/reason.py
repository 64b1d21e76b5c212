"""A reason is chosen from a list; a refusal always says where else the reporter can turn and how to appeal."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

from gongzhi.catalogue.kind import Urgency
from gongzhi.catalogue.limit import Limit
from gongzhi.catalogue.text import Text

ReasonGroup = Literal["decline", "return", "suspend", "withdraw", "void", "hand_over", "redact", "aside"]
LadderAction = Literal["remind", "urge", "supervise", "list"]
REASON_GROUPS: tuple[ReasonGroup, ...] = get_args(ReasonGroup)
LADDER_ACTIONS: tuple[LadderAction, ...] = get_args(LadderAction)
LADDER_CLOCKS = ("triage", "handling", "phase", "part", "check", "callback")
"""The clocks that a ladder speaks for where it does not say itself."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """Why a matter is declined, returned, suspended, withdrawn or void, its rating set aside, or to whom it goes.

    `way_out` is what the reporter or unit can do now; `appeal` whether a decline may be appealed;
    `needs_clause` whether the duty clause must be named; `phone` and `follow_up` are for hand-overs; `classes` of kinds
    are the matters that it is for: empty for all.
    """

    code: str
    group: ReasonGroup
    name: Text
    way_out: Text
    basis: str = ""
    appeal: bool = False
    needs_clause: bool = False
    phone: str = ""
    follow_up: Limit | None = None
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One step of the ladder: at a share of the time used, some time after the clock broke, or at the nth rework."""

    action: LadderAction
    used: Decimal | None = None
    after: Limit | None = None
    reworks: int | None = None
    raise_levels: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Ladder:
    """What the system says, by itself, when time runs out: remind, urge, supervise, list.

    `clocks` are the clocks it speaks for, by the name before the colon; `urgencies` and `classes` of kinds are the
    matters that it is for: both empty is the ladder of all the others.
    """

    code: str
    name: Text
    steps: tuple[Step, ...]
    clocks: tuple[str, ...]
    urgencies: tuple[Urgency, ...] = ()
    classes: tuple[str, ...] = ()

    @property
    def timed(self) -> tuple[Step, ...]:
        """The steps that time brings about, in their order."""
        return tuple(step for step in self.steps if step.used is not None or step.after is not None)
