"""What turns out to be violence leaves every hand it is in, at once, and goes to whoever must protect; never back."""

from dataclasses import dataclass
from datetime import datetime

from gongzhi.catalogue import Isolation
from gongzhi.matters.loop.answering import Answers
from gongzhi.matters.loop.facts import Facts
from gongzhi.matters.loop.state import (
    AT_REST,
    Clock,
    Evolve,
    Kept,
    Line,
    Matter,
    PartState,
    Stage,
    onward,
    part_as,
    replace,
    without_open,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Isolated:
    """Violence came out while it was handled: the narrowest circle, an emergency, to be handed to `target`."""

    target: str
    privacy: str
    remark: Kept | None = None
    blobs: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class BackAtCentre:
    """The centre has the matter again; every share is withdrawn, and no ruling waited for.

    `returned`: the lead's share was given back.
    """

    unit: str
    clocks: tuple[Clock, ...]
    finding: str | None = None
    returned: bool = False


def isolation(rule: Isolation | None, answers: Answers) -> str | None:
    """Where the matter must go at once because of what was answered: violence in the family goes to the police."""
    return rule.target if rule is not None and answers.get(rule.field) is True else None


def back(facts: Facts, at: datetime, *, isolated: bool, returned: bool = False) -> BackAtCentre:
    """Back to the triage centre, under the clock of triage; for what is isolated that of an emergency."""
    limit = facts.limits["emergency" if isolated else "triage"]
    facts = _hasty(facts) if isolated else facts
    return BackAtCentre(
        unit=facts.triage.unit,
        finding=facts.triage.finding,
        clocks=(facts.clock("triage", limit, at, facts.triage.unit),),
        returned=returned,
    )


def _hasty(facts: Facts) -> Facts:
    """The same facts, with the ladder of emergencies for the clocks that begin."""
    found = next((ladder for ladder in facts.ladders.values() if "emergency" in ladder.urgencies), facts.ladder)
    return replace(facts, ladder=found)


def _isolated(matter: Matter, event: Isolated, line: Line) -> Matter:
    return replace(matter, isolated=event.target, privacy=event.privacy, urgency="emergency")


def _back(matter: Matter, event: BackAtCentre, line: Line) -> Matter:
    lead = matter.lead_part
    if event.returned and lead is not None:
        matter = replace(matter, parts=part_as(matter, lead.number, state=PartState.RETURNED, ended_at=line.at))
    run = matter.run
    if run is not None and run.going:
        run = replace(run, open=(), result="isolated" if matter.isolated else "returned", ended_at=line.at)
    left = replace(matter, parts=without_open(matter.parts, line.at))
    return replace(
        left,
        stage=Stage.ACCEPTED,
        holder=event.unit,
        centre=event.unit,
        lead="",
        clocks=onward(left, line.at) + event.clocks,
        calls=(),
        run=run,
        locked=False,
        arbitration=False,
        ownerless=False,
        **AT_REST,
    )


EVOLVES: dict[type, Evolve] = {Isolated: _isolated, BackAtCentre: _back}
