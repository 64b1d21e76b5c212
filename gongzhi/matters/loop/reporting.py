"""Reporting: whatever is wrong is said once, and lands with the centre or unit that must act on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from gongzhi.kernel import Actor, GeoPoint, Refused
from gongzhi.matters.loop.dispatching import Dispatched, open_parts
from gongzhi.matters.loop.facts import Facts
from gongzhi.matters.loop.state import (
    Clock,
    Contact,
    Evolve,
    Kept,
    Line,
    Matter,
    Place,
    Plain,
    Said,
    Stage,
    ended,
    kept,
    stop,
)

Answer = bool | int | float | str | Kept
Answers = Mapping[str, Answer | Plain]
FUTURE = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """上报: a kind or `unsorted`; a point or an address; what is wrong in words. Everything else is optional."""

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


@dataclass(frozen=True, kw_only=True, slots=True)
class Reported:
    """Something wrong was reported; its words are kept beside the matter."""

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
    """The reporter put it right on the spot and says what was done."""

    remark: Kept


def _check(command: Report, facts: Facts, by: Actor, at: datetime) -> None:
    if command.point is None and command.address is None and command.text is None:
        raise Refused("place-or-words-needed", status=422)
    if command.point is None and command.address is None and command.source is None:
        raise Refused("point-or-address-needed", status=422)
    if command.captured_at is not None and command.captured_at > at + FUTURE:
        raise Refused("time-in-future", status=422, field="captured_at", value=command.captured_at.isoformat())
    kind = facts.needed_kind()
    if not kind.reportable:
        raise Refused("kind-not-reportable", status=422, kind=kind.code)
    if command.self_handled is not None and not kind.self_handle:
        raise Refused("kind-not-self-handled", status=422, kind=kind.code)
    if command.self_handled is not None and not by.has("matters.self_handle", facts.place.areas):
        raise Refused("no-right", status=403, duty="matters.self_handle")


def decide_report(matter: Matter, command: Report, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Reported, located, routed, in one; dispatched too where the kind needs no triage, closed where it is done."""
    _check(command, facts, by, at)
    kind = facts.needed_kind()
    happened: list[object] = [
        Reported(
            number=facts.number,
            kind=kind.code,
            catalogue=facts.catalogue,
            privacy=kind.privacy,
            urgency=kind.urgency,
            channel=command.channel,
            source=command.source,
            text=kept(command.text),
            address=kept(command.address),
            contact=kept(command.contact),
            answers=put_away(command.answers),
            blobs=command.blobs,
            opened_at=at,
            captured_at=command.captured_at,
        ),
        Located(place=facts.place),
    ]
    if command.self_handled is not None:
        return (*happened, Routed(unit=facts.triage.unit), SelfHandled(remark=kept(command.self_handled)))
    if not kind.triage and facts.lead is not None and facts.place.grid is not None:
        return (*happened, Routed(unit=facts.triage.unit, finding=facts.triage.finding), straight(facts, at))
    clock = facts.stage_clock("triage", at, facts.triage.unit)
    return (*happened, Routed(unit=facts.triage.unit, finding=facts.triage.finding, clocks=(clock,)))


def put_away(answers: Answers) -> dict[str, Answer]:
    """The answers, none of them as plain words."""
    return {name: kept(value) if isinstance(value, Plain) else value for name, value in answers.items()}


def straight(facts: Facts, at: datetime) -> Dispatched:
    """The dispatch that needs no triage: to the unit that the kind's route names at this place."""
    if facts.lead is None:
        raise LookupError("a dispatch without triage needs the lead of the kind's route")
    return Dispatched(
        lead=facts.lead.unit,
        centre=facts.triage.unit,
        parts=open_parts((), facts.lead.unit, tuple(held.unit for held in facts.support), at),
        clocks=facts.handling_clocks(at, facts.lead.unit),
        rule=f"kind:{facts.needed_kind().code}",
        finding=facts.lead.finding,
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
        text=event.text,
        opened_at=event.opened_at,
        recorded_at=line.at,
    )


def _located(matter: Matter, event: Located, line: Line) -> Matter:
    return replace(matter, place=event.place)


def _routed(matter: Matter, event: Routed, line: Line) -> Matter:
    clocks = stop(matter.clocks, line.at) + event.clocks if event.clocks else matter.clocks
    return replace(matter, holder=event.unit, centre=event.unit, clocks=clocks, verifying=False)


def _self_handled(matter: Matter, event: SelfHandled, line: Line) -> Matter:
    over = ended(matter, Stage.CLOSED, line.at)
    return replace(over, self_handled=True, handlers=matter.handlers | {line.by}, closed_at=line.at)


EVOLVES: dict[type, Evolve] = {
    Reported: _reported,
    Located: _located,
    Routed: _routed,
    SelfHandled: _self_handled,
}
