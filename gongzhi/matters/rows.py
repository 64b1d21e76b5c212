"""A matter's state as the rows that lists and timers read: pure, so that a replay gives the very same rows."""

from datetime import datetime
from typing import Any

from gongzhi.matters.loop.closing import archiving_at
from gongzhi.matters.loop.roles import lapses
from gongzhi.matters.loop.setting_aside import waiting_aside
from gongzhi.matters.loop.state import Clock, Matter, Stage, Whistle
from gongzhi.matters.loop.timing import next_at

MATTER = (
    "id", "number", "version", "head", "stage", "kind", "catalogue", "privacy", "urgency", "origin", "channel",
    "source_system", "source_id", "foreign_category", "foreign_status", "query_digest", "holder", "centre", "lead",
    "placed", "lat", "lon", "cell", "county", "township", "community", "grid", "boundary", "reworks", "supervision",
    "locked", "procedure", "opened_at", "recorded_at", "changed_at", "due_at", "yellow_at", "orange_at", "closed_at",
    "archive_at", "suspended_until", "ledger_until", "waiting", "merged_into",
)  # fmt: skip
JOURNAL = (
    "matter_id", "version", "key", "command", "digest", "event", "data", "actor", "unit", "recorded_at", "device_at",
    "previous",
)  # fmt: skip
CLOCK = ("matter_id", "serial", "name", "unit", "started_at", "yellow_at", "orange_at", "due_at", "ended_at",
         "outcome", "next_at", "claimed_by", "claimed_until")  # fmt: skip
PART = ("matter_id", "number", "unit", "lead", "state", "offered_at", "taken_by", "section", "person", "ended_at")
TEXT = ("matter_id", "ref", "text")
FEED = ("matter_id", "version", "lines", "was", "now")
ATTACHMENT = ("matter_id", "digest", "version")

Row = tuple[Any, ...]
_MAIN = {
    Stage.REPORTED: ("triage", "source"),
    Stage.ACCEPTED: ("triage", "source"),
    Stage.DISPATCHED: ("handling",),
    Stage.HANDLING: ("handling", "ledger"),
    Stage.HANDED_OVER: ("follow-up",),
    Stage.CHECKING: ("check",),
    Stage.CALLBACK: ("callback",),
}


def cell(lat: float, lon: float) -> int:
    """The quadkey of the point at zoom 22 as a number: near points share its leading bits (cells of about 8 m)."""
    x = min(int((lon + 180.0) / 360.0 * (1 << 22)), (1 << 22) - 1)
    y = min(int((90.0 - lat) / 180.0 * (1 << 22)), (1 << 22) - 1)
    return interleaved(x, y)


def interleaved(x: int, y: int) -> int:
    """The bits of a column and a row of cells by turns: what lies in one coarser cell follows on each other."""
    return _spread(x) | _spread(y) << 1


def _spread(value: int) -> int:
    value = (value | value << 16) & 0x0000FFFF0000FFFF
    value = (value | value << 8) & 0x00FF00FF00FF00FF
    value = (value | value << 4) & 0x0F0F0F0F0F0F0F0F
    value = (value | value << 2) & 0x3333333333333333
    return (value | value << 1) & 0x5555555555555555


def main_clock(matter: Matter) -> Clock | None:
    """The clock whose light the list shows: the one of the stage, never the smallest of several."""
    names = _MAIN.get(matter.stage, ())
    found = next((clock for clock in reversed(matter.running) if clock.name in names), None)
    return _milestone_clock(matter) if found is None and matter.stage is Stage.HANDLING else found


def _milestone_clock(matter: Matter) -> Clock | None:
    """The milestone that is due first, where the limit of handling was met on the way."""
    clocks = [clock for clock in matter.running if clock.name.startswith("milestone:")]
    return min(clocks, key=lambda clock: clock.due_at, default=None)


def procedure_of(matter: Matter) -> str:
    """Which procedure it goes through, and the milestone that it waits for; of one that is over, the result."""
    run = matter.run
    if run is None:
        return ""
    return f"{run.procedure}/{run.open[0].code if run.open else run.result}"[:32]


def matter_row(matter: Matter, head: str, query_digest: str) -> Row:
    """The row of a matter, whose journal ends in `head`."""
    place, clock = matter.place, main_clock(matter)
    system, source_id = matter.source or ("", "")
    category, status = matter.foreign or ("", "")
    where = cell(place.lat, place.lon) if place.lat is not None and place.lon is not None else None
    return (
        matter.id, matter.number, matter.version, head, matter.stage.value, matter.kind, matter.catalogue,
        matter.privacy, matter.urgency, matter.origin, matter.channel, system, source_id, category[:200], status[:64],
        query_digest, matter.holder, matter.centre, matter.lead, place.how, place.lat, place.lon, where,
        place.county, place.township, place.community, place.grid or "", place.boundary, matter.reworks,
        matter.supervision, matter.locked, procedure_of(matter),
        matter.opened_at, matter.recorded_at, matter.changed_at,
        clock and clock.due_at, clock and clock.yellow_at, clock and clock.orange_at, matter.closed_at,
        archiving_at(matter), matter.suspended_until, _review(matter), waiting(matter),
        matter.merged.matter if matter.merged else None,
    )  # fmt: skip


def _review(matter: Matter) -> datetime | None:
    """When a matter on the ledger is looked at again."""
    clock = matter.clock("ledger") if matter.on_ledger else None
    return clock.due_at if clock else None


def waiting(matter: Matter) -> str:
    """Whose word the matter waits for, beside its holder's work: the box in which somebody finds it."""
    if matter.arbitration:
        return "ruling"
    if matter.asked is not None:
        return matter.asked.what
    if matter.transfer is not None or matter.clock("follow-up") is not None:
        return "receipt"
    if waiting_aside(matter) is not None:
        return "rating"
    if matter.spot_check == "due" and matter.stage is Stage.CLOSED:
        return "spot-check"
    return "look" if matter.verifying else ""


def clock_rows(matter: Matter) -> list[Row]:
    """The rows of all its clocks."""
    by_itself = {f"milestone:{code}": at for code, at in lapses(matter).items()}
    return [
        (matter.id, serial, clock.name, clock.unit or "", clock.started_at, clock.yellow_at, clock.orange_at,
         clock.due_at, clock.ended_at, clock.outcome or "", next_at(clock, by_itself.get(clock.name)), "", None)
        for serial, clock in enumerate(matter.clocks, 1)
    ]  # fmt: skip


CALLED = 1000
"""Calls to the spot are kept with the shares, numbered from here: who was called sees the matter as who has a share."""


def part_rows(matter: Matter) -> list[Row]:
    """The rows of all its parts, and of the units that were called to the spot (`called`, `came`)."""
    shares = [
        (matter.id, part.number, part.unit, part.lead, part.state.value, part.offered_at, part.taken_by or "",
         part.section, part.person, part.ended_at)
        for part in matter.parts
    ]  # fmt: skip
    calls = [
        (matter.id, CALLED + call.number, call.unit, False, _call(call, matter), call.called_at, "", "", "",
         call.arrived_at)
        for call in matter.whistles
    ]  # fmt: skip
    return shares + calls


def _call(call: Whistle, matter: Matter) -> str:
    if call.arrived_at is not None:
        return "came"
    return "called" if matter.stage is Stage.HANDLING else "over"


def standing(matter: Matter) -> str:
    """Where the matter stands, as the counters name it: county/stage/privacy class; "" before it was reported."""
    return f"{matter.place.county}/{matter.stage.value}/{matter.privacy}" if matter.stage is not Stage.NEW else ""
