"""Reporting: whatever is wrong is said once, and lands with the centre or unit that must act on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from gongzhi.kernel import Actor, GeoPoint, Refused
from gongzhi.matters.loop.answering import Answer, Answers, missing, put_away, shown_answers
from gongzhi.matters.loop.dispatching import Dispatched, open_parts
from gongzhi.matters.loop.facts import Facts
from gongzhi.matters.loop.isolating import isolation
from gongzhi.matters.loop.state import (
    Clock,
    Contact,
    Evolve,
    Kept,
    Line,
    Matter,
    Place,
    Said,
    Stage,
    ended,
    kept,
    onward,
    replace,
)

SAMPLE = 20
"""One self-handled matter in so many is sampled (domain.md §2.2: 抽查 5 %)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """上报: a kind or `unsorted`; a point, an address or an area; what is wrong in words. Everything else is optional.

    `area`, where there is no point: the county, township or community that it is in, as far as anybody knows.
    `blobs` show what was wrong; `after`, where it was put right on the spot, what it looks like since.
    """

    kind: str = "unsorted"
    text: Said | None = None
    point: GeoPoint | None = None
    accuracy_m: float | None = None
    address: Said | None = None
    answers: Answers = field(default_factory=dict)
    contact: Contact | None = None
    blobs: tuple[str, ...] = ()
    channel: str = "web"
    source: tuple[str, str] | None = None
    captured_at: datetime | None = None
    self_handled: Said | None = None
    after: tuple[str, ...] = field(default=(), metadata={"later": True})
    area: str | None = field(default=None, metadata={"later": True})


@dataclass(frozen=True, kw_only=True, slots=True)
class Reported:
    """Something wrong was reported; its words are kept beside the matter.

    `missing`: what the kind asks for and nobody answered. `isolated`: where it must go at once.
    """

    number: str
    kind: str
    catalogue: str
    privacy: str
    urgency: str
    origin: str = "report"
    channel: str
    source: tuple[str, str] | None = None
    foreign: tuple[str, str] | None = None
    text: Kept | None = None
    address: Kept | None = None
    contact: Kept | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    blobs: tuple[str, ...] = ()
    opened_at: datetime
    captured_at: datetime | None = None
    missing: tuple[str, ...] = ()
    isolated: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Located:
    """The point was placed in the tree of areas, under the boundaries in force."""

    place: Place


@dataclass(frozen=True, kw_only=True, slots=True)
class Routed:
    """A centre holds the matter for triage, with the clock that runs for it."""

    unit: str
    finding: str | None = None
    clocks: tuple[Clock, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class SelfHandled:
    """The reporter put it right on the spot, says what was done and, where there are pictures, shows it."""

    remark: Kept
    sampled: bool = False
    blobs: tuple[str, ...] = ()


def _check(command: Report, facts: Facts, by: Actor) -> None:
    nowhere = command.point is None and command.address is None and command.area is None
    if nowhere and command.text is None:
        raise Refused("place-or-words-needed", status=422)
    if nowhere and command.source is None:
        raise Refused("point-or-address-needed", status=422)
    kind = facts.needed_kind()
    if not kind.reportable:
        raise Refused("kind-not-reportable", status=422, kind=kind.code)
    if command.self_handled is not None and not kind.self_handle:
        raise Refused("kind-not-self-handled", status=422, kind=kind.code)
    if command.after and command.self_handled is None:
        raise Refused("after-without-handling", status=422)
    if command.self_handled is not None and not by.has("matters.self_handle", facts.place.areas):
        raise Refused("no-right", status=403, duty="matters.self_handle")


def decide_report(matter: Matter, command: Report, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Reported, located, routed, in one; dispatched too where the kind needs no triage, closed where it is done."""
    _check(command, facts, by)
    kind = facts.needed_kind()
    isolated = isolation(kind.isolation, command.answers)
    happened: list[object] = [
        Reported(
            number=facts.number,
            kind=kind.code,
            catalogue=facts.catalogue,
            privacy=kind.isolation.privacy if isolated and kind.isolation else kind.privacy,
            urgency="emergency" if isolated else kind.urgency,
            channel=command.channel,
            source=command.source,
            text=kept(command.text),
            address=kept(command.address),
            contact=kept(command.contact),
            answers=put_away(command.answers),
            blobs=command.blobs,
            opened_at=at,
            captured_at=command.captured_at,
            missing=missing(kind, command),
            isolated=isolated,
        ),
        Located(place=facts.place),
    ]
    if command.self_handled is not None:
        return (*happened, Routed(unit=facts.triage.unit), _self_handled_now(matter, command, command.self_handled))
    if not kind.triage and not isolated and facts.lead is not None and facts.place.grid is not None:
        return (*happened, Routed(unit=facts.triage.unit, finding=facts.triage.finding), straight(facts, at))
    clock = triage_clock(facts, at, isolated=isolated)
    return (*happened, Routed(unit=facts.triage.unit, finding=facts.triage.finding, clocks=(clock,)))


def _self_handled_now(matter: Matter, command: Report, remark: Said) -> SelfHandled:
    """One in twenty is looked at by somebody else afterwards; which one follows from its id, and nobody chooses it."""
    return SelfHandled(remark=kept(remark), sampled=matter.id.int % SAMPLE == 0, blobs=command.after)


def triage_clock(facts: Facts, at: datetime, *, isolated: str | None) -> Clock:
    """The clock of triage from `at`; for what is isolated that of an emergency."""
    limit = facts.limits["emergency" if isolated else "triage"]
    return facts.clock("triage", limit, at, facts.triage.unit)


def straight(facts: Facts, at: datetime) -> Dispatched:
    """The dispatch that needs no triage: to the unit that the rules name at this place."""
    if facts.lead is None:
        raise LookupError("a dispatch without triage needs the lead of the kind's route")
    parts = open_parts((), facts.lead.unit, tuple(held.unit for held in facts.support), at)
    return Dispatched(
        lead=facts.lead.unit,
        centre=facts.triage.unit,
        parts=parts,
        clocks=facts.handling_clocks(at, facts.lead.unit) + facts.part_clocks(parts, at),
        rule=facts.rule,
        finding=facts.lead.finding,
        why=facts.why,
    )


def _reported(matter: Matter, event: Reported, line: Line) -> Matter:
    return replace(
        matter,
        stage=Stage.REPORTED,
        number=event.number,
        kind=event.kind,
        catalogue=event.catalogue,
        privacy=event.privacy,
        urgency=event.urgency,
        origin=event.origin,
        channel=event.channel,
        source=event.source,
        foreign=event.foreign,
        reporter=line.by,
        contact=event.contact is not None,
        isolated=event.isolated,
        text=event.text,
        answers=shown_answers(event.answers),
        opened_at=event.opened_at,
        recorded_at=line.at,
    )


def _located(matter: Matter, event: Located, line: Line) -> Matter:
    return replace(matter, place=event.place)


def _routed(matter: Matter, event: Routed, line: Line) -> Matter:
    """The new centre with its clock; a look on the spot, or a receipt, that was asked for goes with the old clocks."""
    if not event.clocks:
        return replace(matter, holder=event.unit, centre=event.unit)
    clocks = onward(matter, line.at) + event.clocks
    return replace(matter, holder=event.unit, centre=event.unit, clocks=clocks, verifying=False, transfer=None)


def _self_handled(matter: Matter, event: SelfHandled, line: Line) -> Matter:
    over = ended(matter, Stage.CLOSED, line.at)
    sampled = "due" if event.sampled else ""
    return replace(over, self_handled=True, spot_check=sampled, handlers=matter.handlers | {line.by}, closed_at=line.at)


EVOLVES: dict[type, Evolve] = {
    Reported: _reported,
    Located: _located,
    Routed: _routed,
    SelfHandled: _self_handled,
}
