"""A clock tells how it was counted: each interval with its reason and its minutes, and sums that come out exactly."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema

from gongzhi.catalogue import Calendar, Lang, Words
from gongzhi.kernel import Refused
from gongzhi.matters import catalogues, journal
from gongzhi.matters.loop.clock import Due, explain
from gongzhi.matters.loop.intervals import Interval, minutes_of, short
from gongzhi.matters.loop.recount import legs
from gongzhi.matters.loop.state import Clock


class IntervalOut(Schema):
    """Time from `start` up to, not including, `end`: counted or not, and why, as a code and in words."""

    start: datetime
    end: datetime
    counted: bool
    minutes: int
    reason: str
    words: str


class LegOut(Schema):
    """One limit and the time from its start to its due; minutes are whole, and those of the intervals add up."""

    what: str
    amount: float
    measure: str
    calendar: str
    calendar_name: str
    statutory: bool
    start: datetime
    due_at: datetime
    unpublished: int | None
    counted_minutes: int
    other_minutes: int
    intervals: list[IntervalOut]


class ExplainedClockOut(Schema):
    """One clock explained in the caller's language: leg by leg, and the same line by line.

    Without legs its due was given by somebody and not counted.
    """

    serial: int
    name: str
    unit: str | None
    started_at: datetime
    due_at: datetime
    ended_at: datetime | None
    outcome: str | None
    counted_minutes: int
    other_minutes: int
    legs: list[LegOut]
    explanation: list[str]


class ExplainedOut(Schema):
    """Every clock of a matter, explained in the caller's language."""

    number: str
    clocks: list[ExplainedClockOut]


def explained(matter: UUID, lang: Lang) -> dict[str, Any]:
    """Every clock of a matter: its policy, each interval with its reason, and a sum that adds up to the minute."""
    state = journal.state(matter)
    return {
        "number": state.number,
        "clocks": [_known(serial, clock, lang) for serial, clock in enumerate(state.clocks, 1)],
    }


def explained_one(matter: UUID, serial: int, lang: Lang) -> dict[str, Any]:
    """The clock that began as the `serial`-th; 404 `clock-unknown`."""
    clocks = journal.state(matter).clocks
    if not 1 <= serial <= len(clocks):
        raise Refused("clock-unknown", status=404, serial=serial, clocks=len(clocks))
    return _known(serial, clocks[serial - 1], lang)


def _known(serial: int, clock: Clock, lang: Lang) -> dict[str, Any]:
    return told(serial, clock, catalogues.counted_with(clock), catalogues.in_force()[1].words, lang)


def told(serial: int, clock: Clock, calendars: Mapping[str, Calendar], words: Words, lang: Lang) -> dict[str, Any]:
    """One clock for the wire, counted again with the calendars it was counted with."""
    counted = legs_of(clock, calendars)
    shown = [_leg(leg, words, lang, what="extension" if place else "limit") for place, leg in enumerate(counted)]
    same = ("name", "unit", "started_at", "due_at", "ended_at", "outcome")
    sums = {each: sum(leg[each] for leg in shown) for each in ("counted_minutes", "other_minutes")}
    return {
        "serial": serial,
        **{name: getattr(clock, name) for name in same},
        **sums,
        "legs": shown,
        "explanation": _lines(clock, counted, sums, words, lang),
    }


def _lines(clock: Clock, counted: tuple[Due, ...], sums: Mapping[str, int], words: Words, lang: Lang) -> list[str]:
    """The legs in words one after the other; a clock that was extended ends with the sum of all."""
    if not counted:
        return [words.text("clock_told.given", lang, due=short(clock.due_at))]
    first, *extensions = counted
    lines = explain(first, words, lang)
    for leg in extensions:
        lines += explain(leg, words, lang, begins="clock.extension")
    if extensions:
        total, other = sums["counted_minutes"], sums["other_minutes"]
        lines.append(words.text("clock_told.total", lang, legs=len(counted), counted=total, other=other))
    return lines


def legs_of(clock: Clock, calendars: Mapping[str, Calendar]) -> tuple[Due, ...]:
    """The limit of the clock and each extension, counted again; nothing where its due was given."""
    return () if clock.calendar is None else legs(clock, calendars)


def _leg(leg: Due, words: Words, lang: Lang, *, what: str) -> dict[str, Any]:
    minutes = minutes_of(leg.intervals)
    intervals = [_interval(each, long, words, lang) for each, long in zip(leg.intervals, minutes, strict=True)]
    return {
        "what": what,
        "amount": float(leg.limit.amount),
        "measure": leg.limit.unit,
        "calendar": leg.calendar.code,
        "calendar_name": leg.calendar.name.say(lang),
        "statutory": leg.limit.statutory,
        "start": leg.start,
        "due_at": leg.due_at,
        "unpublished": leg.unpublished,
        "counted_minutes": sum(each["minutes"] for each in intervals if each["counted"]),
        "other_minutes": sum(each["minutes"] for each in intervals if not each["counted"]),
        "intervals": intervals,
    }


def _interval(interval: Interval, minutes: int, words: Words, lang: Lang) -> dict[str, Any]:
    return {
        "start": interval.start,
        "end": interval.end,
        "counted": interval.counted,
        "minutes": minutes,
        "reason": interval.reason,
        "words": interval.why(words, lang),
    }
