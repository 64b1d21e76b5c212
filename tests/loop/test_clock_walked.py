"""Ten thousand clocks on calendars of all shapes are due when a walk through every minute says that they are."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from random import Random
from uuid import UUID

import chinese_calendar
import pytest

from gongzhi.catalogue import Calendar, Holiday, Limit, Notice, Season, Text, TimeUnit, read
from gongzhi.matters.loop.clock import Due, due
from gongzhi.matters.loop.facts import Facts
from gongzhi.matters.loop.recount import recounted
from gongzhi.matters.loop.state import Clock, Extra, Matter
from gongzhi.matters.loop.suspending import standing
from tests.loop import walking
from tests.loop.walking import DAY, End, Hours, Pencil, Span

FIRST = date(2025, 1, 1)
DAYS = 1095
YEARS = (2025, 2026, 2027)
STANDARD = read(Path(__file__).parents[2] / "catalogue").calendars["standard"]
CALENDARS, CASES, REAL = 200, 50, 10  # every tenth is the real one
HOURS: tuple[Hours, ...] = (
    ((510, 690), (780, 1020)),  # 08:30–11:30, 13:00–17:00
    ((480, 690), (810, 1020)),
    ((540, 720), (780, 990)),
    ((540, 720),),
    ((0, 1440),),
    ((0, 360), (1320, 1440)),  # a night shift: open over midnight
    ((420, 480), (480, 600), (601, 602), (1200, 1439)),  # two that touch, one of a minute
)
UNITS: tuple[TimeUnit, ...] = (
    "work_hours",
    "work_hours",
    "work_days",
    "work_days",
    "clock_hours",
    "calendar_days",
)
AMOUNTS = (3, 30, 60, 240, 411, 420, 429, 600, 1200)  # minutes that six decimals of an hour can say


@dataclass(frozen=True)
class Case:
    """One clock: what is counted, from which minute, without which."""

    unit: TimeUnit
    amount: int  # minutes or days
    start: int
    spans: list[Span]
    statutory: bool
    offset: int


def pencil_of(chance: Random) -> Pencil:
    """A calendar by chance: one to three seasons, days off, days worked instead, some years that nobody knows."""
    begins = chance.sample(walking.LEAP, chance.choice((1, 2, 3)))
    days = [FIRST + timedelta(days=n) for n in range(DAYS)]
    known = chance.choice((None, YEARS, YEARS, YEARS, (2025, 2026), (2025, 2027)))
    off, worked = frozenset[date](), frozenset[date]()
    if known is not None:
        for _ in range(25):
            eve = chance.randrange(DAYS - 12)
            off |= {*days[eve : eve + chance.choice((1, 3, 8))]}
            worked |= {days[eve + chance.choice((-2, 9))], days[chance.randrange(DAYS)]}
    return Pencil(
        first=FIRST,
        days=DAYS,
        seasons={begin: (week_of(chance), chance.choice(HOURS)) for begin in begins},
        off=off,
        worked=worked - off,
        known=None if known is None else frozenset(known),
    )


def week_of(chance: Random) -> tuple[Hours, ...]:
    """Five days of one kind; a weekend off, or with hours of its own."""
    usual, weekend = chance.choice(HOURS), chance.choice(((), (), (), ((540, 720),)))
    return (*(chance.choice((usual, usual, usual, chance.choice(HOURS))) for _ in range(5)), weekend, ())


def real_pencil() -> Pencil:
    """The standard calendar from another source: the working days of the maintained package."""
    days = [FIRST + timedelta(days=n) for n in range(730)]
    work = {day for day in days if chinese_calendar.is_workday(day)}
    week: tuple[Hours, ...] = (*(HOURS[0] for _ in range(5)), (), ())
    return Pencil(
        first=FIRST,
        days=DAYS,
        seasons={(1, 1): (week, HOURS[0])},
        off=frozenset(day for day in days if day.weekday() < 5 and day not in work),
        worked=frozenset(day for day in work if day.weekday() >= 5),
        known=frozenset((2025, 2026)),
    )


def calendar_of(pencil: Pencil) -> Calendar:
    """The same calendar as the product has it; a day's holiday stands in the notice of some year beside it."""
    notices = None
    if pencil.known is not None:
        notices = tuple(
            Notice(year=year, source="by chance", holidays=(
                Holiday(name=Text("假", "Holiday"), off=tuple(sorted(day for day in pencil.off if day.year == year)),
                        make_up=tuple(sorted(day for day in pencil.worked if day.year == year))),
            ))
            for year in sorted(pencil.known)
        )  # fmt: skip
    seasons = tuple(Season(begins=begins, week=week, make_up=extra) for begins, (week, extra) in pencil.seasons.items())
    return Calendar(
        code="chance", name=Text("随机", "By chance"), zone="Asia/Shanghai", seasons=seasons, notices=notices
    )


def case_of(pencil: Pencil, chance: Random) -> Case:
    """A clock on it: from anywhere, or near the end of a year or season, or at the edge of an opening."""
    unit = chance.choice(UNITS)
    start = chance.randrange(10 * DAY, (DAYS - 250) * DAY)
    if chance.random() < 0.1:
        start = chance.choice((365, 730)) * DAY - chance.randrange(12 * DAY)
    elif chance.random() < 0.1:
        begins = 365 + walking.LEAP.index(chance.choice(list(pencil.seasons)))
        start = begins * DAY - chance.randrange(6 * DAY)
    if chance.random() < 0.5:
        start = edge(pencil, start) + chance.choice((-1, 0, 1))
    days = chance.choice((1, 1, 2, 3, 5, 7, 10, 15))
    amount = chance.choice(AMOUNTS) if unit.endswith("hours") else days
    return Case(
        unit, amount, start, spans_of(pencil, start, chance), chance.random() < 0.5, chance.choice((8, 8, 0, -5))
    )


def edge(pencil: Pencil, at: int) -> int:
    """The next minute at which it opens or closes; after ten days without one, the midnight."""
    for minute in range(at, at + 10 * DAY):
        if pencil.minutes[minute] != pencil.minutes[minute - 1]:
            return minute
    return at - at % DAY


def spans_of(pencil: Pencil, start: int, chance: Random) -> list[Span]:
    """Up to four suspensions in no order: before, over, after the start; apart, overlapping, touching, empty."""
    spans: list[Span] = []
    for _ in range(chance.choice((0, 0, 1, 2, 3, 4))):
        since = start + chance.choice((chance.randrange(-3 * DAY, 9 * DAY), chance.randrange(-60, 600), 0))
        if spans and chance.random() < 0.3:
            since = chance.choice((spans[-1][1], (spans[-1][0] + spans[-1][1]) // 2))
        if chance.random() < 0.3:
            since = edge(pencil, since)
        spans.append((since, since + chance.choice((0, 1, 30, 90, 180, 240, DAY, 5 * DAY, chance.randrange(3 * DAY)))))
    chance.shuffle(spans)
    return spans


def moment(tenths: int, offset: int = 8) -> datetime:
    there = datetime(FIRST.year, 1, 1, tzinfo=timezone(timedelta(hours=8))) + timedelta(seconds=6 * tenths)
    return there.astimezone(timezone(timedelta(hours=offset)))


def walked(pencil: Pencil, case: Case) -> End:
    if case.unit == "calendar_days":
        return walking.calendar_days(pencil, case.amount, case.start, case.spans, statutory=case.statutory)
    count = {"work_hours": walking.work_hours, "work_days": walking.work_days, "clock_hours": walking.clock_hours}
    return count[case.unit](pencil, case.amount, case.start, case.spans)


def counted(calendar: Calendar, case: Case) -> Due:
    amount = round(Decimal(case.amount) / 60, 6) if case.unit.endswith("hours") else case.amount
    limit = Limit(name="handle", amount=amount, unit=case.unit, statutory=case.statutory)
    spans = tuple((moment(10 * since), moment(10 * until)) for since, until in case.spans)
    return due(limit, calendar, moment(10 * case.start, case.offset), spans)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(CALENDARS))
def test_clocks_are_due_when_the_minutes_walked_say_so(seed: int) -> None:
    chance = Random(seed)
    pencil = pencil_of(chance) if seed % REAL else real_pencil()
    calendar = calendar_of(pencil) if seed % REAL else STANDARD
    for _ in range(CASES):
        case = case_of(pencil, chance)
        by_pencil, found = walked(pencil, case), counted(calendar, case)
        said = (found.due_at, found.yellow_at, found.orange_at, found.unpublished)
        expected = (*map(moment, (by_pencil.due, by_pencil.yellow, by_pencil.orange)), by_pencil.missing)
        assert said == expected, (case, pencil.seasons)
        assert found.due_at.utcoffset() == timedelta(hours=case.offset)
        passed = sum(each.microseconds for each in found.intervals if each.counted)
        assert passed == by_pencil.counted * 60_000_000, (case, found.intervals)


@pytest.mark.parametrize("seed", range(1000, 1040))
def test_extensions_are_legs_of_their_own_when_the_minutes_are_walked(seed: int) -> None:
    chance = Random(seed)
    pencil = pencil_of(chance)
    calendars = {"chance": calendar_of(pencil)}
    for _ in range(25):
        case = case_of(pencil, chance)
        days = [chance.choice((1, 2, 3)) for _ in range(chance.choice((1, 2, 3)))]
        by_pencil = [walked(pencil, case)]
        for more in days:
            by_pencil.append(walking.work_days(pencil, more, by_pencil[-1].due // 10, case.spans))
        clock = recounted(clock_of(case, days), calendars)
        expected = (by_pencil[-1].due, *walking.lights_of(case.start, by_pencil))
        assert (clock.due_at, clock.yellow_at, clock.orange_at) == tuple(map(moment, expected)), (case, days)


def clock_of(case: Case, days: list[int]) -> Clock:
    """The case as a clock of a matter, extended by so many working days each time."""
    start = moment(10 * case.start)
    return Clock(
        name="handling",
        unit=None,
        amount=float(case.amount if case.unit.endswith("days") else round(Decimal(case.amount) / 60, 6)),
        measure=case.unit,
        calendar="chance",
        statutory=case.statutory,
        started_at=start,
        yellow_at=start,
        orange_at=start,
        due_at=start,
        suspended=tuple((moment(10 * since), moment(10 * until)) for since, until in case.spans),
        extended=tuple(Extra(amount=float(more), measure="work_days", calendar="chance") for more in days),
    )


@pytest.mark.parametrize("seed", range(2000, 2040))
def test_a_clock_of_the_handling_leaves_out_what_stood_suspended_and_no_more_however_late_that_was_noted(
    seed: int,
) -> None:
    chance = Random(seed)
    pencil = pencil_of(chance)
    facts = Facts(calendars={"chance": calendar_of(pencil)})
    for _ in range(25):
        case = case_of(pencil, chance)
        ends = [(since, until, until + chance.choice((-600, -1, 0, 1, 45, 2 * DAY))) for since, until in case.spans]
        stood = [(since, min(until, noted)) for since, until, noted in ends if noted >= since]
        over = [(max(since, case.start), until) for since, until in stood if until > case.start]
        past = tuple(suspension(*each) for each in ends if each[2] >= each[0])
        matter = Matter(id=UUID(int=1), clocks=past)
        made = standing(recounted(clock_of(replace(case, spans=[]), []), facts.calendars), matter, facts)
        by_pencil = walked(pencil, replace(case, spans=over))
        if not case.statutory:
            assert (made.due_at, made.orange_at) == (moment(by_pencil.due), moment(by_pencil.orange)), (case, ends)


def suspension(since: int, until: int, noted: int) -> Clock:
    """A suspension from a minute to the one on which it ends by itself, and the minute in which its end was noted."""
    start, due_at = moment(10 * since), moment(10 * until)
    return Clock(
        name="suspension", unit=None, amount=None, measure=None, calendar=None, started_at=start, yellow_at=start,
        orange_at=start, due_at=due_at, ended_at=moment(10 * noted), outcome="met",
    )  # fmt: skip
