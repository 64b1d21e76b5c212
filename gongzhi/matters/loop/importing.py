"""Imported matters keep what their source says: when it was opened, when it was due, whether and when it was closed."""

from dataclasses import dataclass
from datetime import datetime

from gongzhi.kernel import Actor, GeoPoint, Refused
from gongzhi.matters.loop.answering import FUTURE
from gongzhi.matters.loop.facts import Facts
from gongzhi.matters.loop.reporting import Located, Reported, Routed
from gongzhi.matters.loop.state import Clock, Evolve, Kept, Line, Matter, Said, Stage, ended, kept, onward, replace


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportRecord:
    """One record of another system. `foreign` is its own category and status, kept as they are."""

    kind: str
    source: tuple[str, str]
    foreign: tuple[str, str]
    channel: str
    opened_at: datetime
    text: Said | None = None
    point: GeoPoint | None = None
    address: Said | None = None
    due_at: datetime | None = None
    closed_at: datetime | None = None
    resolution: Said | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportClose:
    """The source closed it since."""

    closed_at: datetime
    resolution: Said | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportClosed:
    """Closed by the source, at the source's time."""

    closed_at: datetime
    resolution: Kept | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Adopt:
    """接管: from now on the matter runs under our own clocks and checks."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Adopted:
    """The matter is ours now."""

    clock: Clock


def decide_import_record(
    matter: Matter, command: ImportRecord, facts: Facts, by: Actor, at: datetime
) -> tuple[object, ...]:
    """Reported as the source has it, with its own due or a calendar-day clock; closed when the source closed it."""
    kind = facts.needed_kind()
    if not kind.reportable:
        raise Refused("kind-not-reportable", status=422, kind=kind.code)
    if command.opened_at > at + FUTURE:
        raise Refused("time-in-future", status=422, field="opened_at", value=command.opened_at.isoformat())
    if command.due_at is not None and command.due_at > command.opened_at:
        clock = facts.given_clock("source", command.opened_at, command.due_at, facts.triage.unit)
    else:
        clock = facts.clock("source", facts.limits["imported"], command.opened_at, facts.triage.unit)
    happened = (
        Reported(
            number=facts.number,
            kind=kind.code,
            catalogue=facts.catalogue,
            privacy=kind.privacy,
            urgency=kind.urgency,
            origin="import",
            channel=command.channel,
            source=command.source,
            foreign=command.foreign,
            text=kept(command.text),
            address=kept(command.address),
            opened_at=command.opened_at,
        ),
        Located(place=facts.place),
        Routed(unit=facts.triage.unit, finding=facts.triage.finding, clocks=(clock,)),
    )
    if command.closed_at is None:
        return happened
    return (*happened, _closing(command.opened_at, command.closed_at, command.resolution, at))


def _closing(opened_at: datetime, closed_at: datetime, resolution: Said | None, at: datetime) -> ImportClosed:
    if closed_at < opened_at:
        raise Refused("closed-before-opened", status=422, field="closed_at", value=closed_at.isoformat())
    if closed_at > at + FUTURE:
        raise Refused("time-in-future", status=422, field="closed_at", value=closed_at.isoformat())
    return ImportClosed(closed_at=closed_at, resolution=kept(resolution))


def decide_import_close(
    matter: Matter, command: ImportClose, facts: Facts, by: Actor, at: datetime
) -> tuple[object, ...]:
    """Closed by the source; only for what was imported and not adopted."""
    if not matter.foreign_run or matter.opened_at is None:
        raise Refused("not-imported")
    return (_closing(matter.opened_at, command.closed_at, command.resolution, at),)


def decide_adopt(matter: Matter, command: Adopt, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Adopted once; the triage clock starts now."""
    if not matter.foreign_run:
        raise Refused("not-imported")
    return (Adopted(clock=facts.stage_clock("triage", at, matter.holder)),)


def _import_closed(matter: Matter, event: ImportClosed, line: Line) -> Matter:
    clocks = tuple(clock if clock.ended_at else clock.ended(event.closed_at, reached=True) for clock in matter.clocks)
    over = ended(replace(matter, clocks=clocks), Stage.CLOSED, line.at)
    return replace(over, closed_at=event.closed_at)


def _adopted(matter: Matter, event: Adopted, line: Line) -> Matter:
    return replace(matter, adopted=True, verifying=False, clocks=(*onward(matter, line.at), event.clock))


EVOLVES: dict[type, Evolve] = {ImportClosed: _import_closed, Adopted: _adopted}
