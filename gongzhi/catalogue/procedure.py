"""A procedure lays dated milestones inside handling: who reaches each, on what evidence, in what time, what follows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from gongzhi.catalogue.kind import Isolation, Route
from gongzhi.catalogue.limit import Limit
from gongzhi.catalogue.text import Text

EvidenceType = Literal["text", "choice", "yes_no", "date", "planned", "count", "personal", "files"]
Who = Literal["lead", "support", "office", "reporter", "centre", "system"]

EVIDENCE_TYPES: tuple[EvidenceType, ...] = get_args(EvidenceType)
WHO: tuple[Who, ...] = get_args(Who)
DATED: tuple[EvidenceType, ...] = ("date", "planned")
SINCE = ("opened", "begun", "dispatched", "reported")
HANDLING = "handling"
"""The clock of the kind's last phase: what an outcome may meet or lengthen beside the milestones."""
TOLD = "ways_told"
"""The evidence that the ways that remain were told; asked for wherever an outcome `tells` them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """One thing to be shown or said when a milestone is reached.

    `date` is a day that has come, `planned` one to come; `text` is sealed or masked, `personal` is in the vault alone.
    `must` is the only answer of a yes_no under which the outcome is lawful. `each` names the group in which it is asked
    once for each member: `clause.1`, `clause.2` …
    """

    name: str
    label: Text
    type: EvidenceType
    required: bool = True
    choices: Mapping[str, Text] = field(default_factory=dict)
    most: int = 500  # longest text in characters, or the highest number
    must: bool | None = None
    each: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class MilestoneClock:
    """How long a milestone may stay open: `limit` from `since`, or until the day given as `until`.

    `since`: opened · begun · dispatched · reported · field:<date> · reached:<milestone>. `less` names a milestone whose
    own time is not counted. When it runs out, the outcome `runs_out` follows by itself after `grace`; without one it
    stays broken, and the ladder speaks.
    """

    limit: Limit
    since: str = "opened"
    until: str = ""
    less: str = ""
    runs_out: str = ""
    grace: Limit | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """One way on from a milestone.

    `to` opens milestones, `closes` gives others up, `stays` keeps this one open. `end` ends the procedure with that
    result; `rest` ends this branch only, and the procedure with `result` when no milestone is left open. `whole`: in a
    milestone of a group, what is said of all its members at once. `needs` are outcomes (`milestone.outcome`) that came
    before; `once` that it comes but once. `tells` are the reasons of hand_over that are told as the ways that remain.
    `meets` are phases of the kind that are done with it; `extends` gives running clocks a longer limit. `in_time` names
    the date that must lie within the milestone's limit.
    """

    code: str
    name: Text
    evidence: tuple[Evidence, ...] = ()
    by: tuple[Who, ...] = ()
    to: tuple[str, ...] = ()
    closes: tuple[str, ...] = ()
    stays: bool = False
    whole: bool = False
    end: str = ""
    rest: bool = False
    result: str = ""
    needs: tuple[str, ...] = ()
    once: bool = False
    tells: tuple[str, ...] = ()
    meets: tuple[str, ...] = ()
    extends: Mapping[str, MilestoneClock] = field(default_factory=dict)
    in_time: str = ""
    document: str = ""

    @property
    def leads_on(self) -> bool:
        """Whether anything follows from it at all."""
        return bool(self.to or self.stays or self.end or self.rest)


@dataclass(frozen=True, kw_only=True, slots=True)
class Milestone:
    """One dated step: who may reach it (`by`), from which law (`basis`), within which clock, with which outcomes.

    `each` is the group whose members are answered one by one; `completes` the outcome that follows by itself when none
    of them is left. `other_than` are outcomes (`milestone.outcome`): whoever made the last of these decisions
    does not make this one.
    """

    code: str
    name: Text
    basis: tuple[str, ...]
    by: tuple[Who, ...]
    clock: MilestoneClock
    outcomes: Mapping[str, Outcome]
    each: str = ""
    completes: str = ""
    other_than: tuple[str, ...] = ()

    def of_one(self, outcome: Outcome) -> bool:
        """Whether the outcome is about one member of the group."""
        return bool(self.each) and not outcome.whole and outcome.code != self.completes


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """How a procedure can end: whether what it is for was reached.

    Where it was not, the ways that remain must have been told, unless `ways` is false (the applicant walked away).
    `back`: the matter returns to the centre, for another dispatch.
    """

    code: str
    name: Text
    achieved: bool
    ways: bool = True
    back: bool = False

    @property
    def owes_ways(self) -> bool:
        """Whether nobody may be sent away with it before the ways that remain were told."""
        return not self.achieved and self.ways


@dataclass(frozen=True, kw_only=True, slots=True)
class Procedure:
    """A procedure, whole. `office` is whoever answers `by = "office"`.

    `isolation` holds at every milestone: `safety` may be answered there, and a yes ends it all.
    """

    code: str
    name: Text
    basis: tuple[str, ...]
    first: tuple[str, ...]
    milestones: Mapping[str, Milestone]
    results: Mapping[str, Result]
    office: Route | None = None
    isolation: Isolation | None = None
    safety: Evidence | None = None

    def asked(self, outcome: Outcome) -> tuple[Evidence, ...]:
        """What may be shown or said with that outcome."""
        return outcome.evidence if self.safety is None else (*outcome.evidence, self.safety)
